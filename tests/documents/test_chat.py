"""Chats and transcripts: turns with speakers, days in the table of contents, times as locators."""

import json

import pytest

from readerapp.documents import limits
from readerapp.reading import goto
from readerapp.speakers import turns
from tests.documents.samples import located, opened, styled

TELEGRAM = {
    "name": "Harbour",
    "type": "private_group",
    "messages": [
        {"id": 1, "type": "service", "date": "2024-03-01T09:00:00", "actor": "Ida", "text": ""},
        {"id": 2, "type": "message", "date": "2024-03-01T12:03:45", "from": "Ida Holm",
         "text": "The ferry sails at nine."},
        {"id": 3, "type": "message", "date": "2024-03-02T08:00:01", "from": "Jonas",
         "text": ["See ", {"type": "bold", "text": "the list"}, " or ",
                  {"type": "text_link", "text": "here", "href": "https://example.org"}]},
    ],
}  # fmt: skip
SLACK = [
    {"type": "message", "user": "U1", "ts": "1709294625.000200", "text": "Ask <@U2> &amp; go",
     "user_profile": {"real_name": "Ida Holm"}},
    {"type": "message", "user": "U2", "ts": "1709294700.000100",
     "text": "<https://example.org|the list>", "user_profile": {"real_name": "Jonas"}},
]  # fmt: skip
DISCORD = {
    "guild": {"name": "Port"},
    "channel": {"name": "ferries"},
    "messages": [
        {"id": "1", "timestamp": "2024-03-01T12:03:45.12+00:00", "content": "It sails at nine.",
         "author": {"id": "7", "name": "ida", "nickname": "Ida Holm"}},
        {"id": "2", "timestamp": "2024-03-01T12:04:00+00:00", "content": "Line one\nLine two",
         "author": {"id": "8", "name": "jonas"}},
    ],
}  # fmt: skip
FACEBOOK = {
    "participants": [{"name": "Jos\u00c3\u00a9"}],
    "title": "Caf\u00c3\u00a9",
    "messages": [
        {"sender_name": "Jos\u00c3\u00a9", "timestamp_ms": 1709294700000, "content": "later"},
        {"sender_name": "Ida", "timestamp_ms": 1709294625000, "content": "Ol\u00c3\u00a1"},
    ],
}


def lines(document):
    return document.text.whole().split("\n\n")


@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_telegram(tmp_path, ensure_ascii):
    written = json.dumps(TELEGRAM, indent=1, ensure_ascii=ensure_ascii)
    document = opened(tmp_path, "result.json", written)
    assert (document.format, document.title, document.date) == ("chat", "Harbour", "2024-03-01")
    assert lines(document) == [
        *("Harbour", "2024-03-01", "Ida Holm: The ferry sails at nine."),
        *("2024-03-02", "Jonas: See the list or here"),
    ]
    assert located(document, "The ferry") == "2024-03-01 12:03"
    assert located(document, "Ida") == "2024-03-01 12:03"
    assert located(document, "or here") == "2024-03-02 08:00"
    assert [heading.title for heading in document.headings[1:]] == ["2024-03-01", "2024-03-02"]
    assert styled(document, "strong") == ["Ida Holm:", "Jonas:", "the list"]
    assert [run.value for run in document.styles if run.kind == "link"] == ["https://example.org"]
    assert goto.find_places(document, "2024-03-02 08:00") == [document.milestones[1].start]


def test_speakers_of_a_chat(tmp_path):
    messages = [
        {"from": name, "date": f"2024-03-01T12:0{n}:00", "text": "It sails at nine."}
        for n, name in enumerate(("Ida Holm", "Jonas") * 3)
    ]
    document = opened(tmp_path, "a.json", json.dumps({"messages": messages}))
    assert [turn.speaker for turn in turns(document.text.whole())] == ["Ida Holm", "Jonas"] * 3


def test_all_chats_of_an_account(tmp_path):
    document = opened(tmp_path, "result.json", json.dumps({"chats": {"list": [TELEGRAM]}}))
    assert "Ida Holm: The ferry sails at nine." in lines(document)


def test_slack(tmp_path):
    document = opened(tmp_path, "2024-03-01.json", json.dumps(SLACK))
    assert lines(document) == ["2024-03-01", "Ida Holm: Ask @Jonas & go", "Jonas: the list"]
    assert located(document, "Ask") == "2024-03-01 12:03"


def test_discord(tmp_path):
    document = opened(tmp_path, "a.json", json.dumps(DISCORD))
    assert lines(document)[0] == "ferries"
    assert lines(document)[2:] == ["Ida Holm: It sails at nine.", "jonas: Line one\nLine two"]


def test_facebook_is_newest_first_and_wrongly_encoded(tmp_path):
    document = opened(tmp_path, "message_1.json", json.dumps(FACEBOOK))
    assert lines(document) == ["Café", "2024-03-01", "Ida: Olá", "José: later"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(tmp_path, separator):
    rows = [
        ["Author", "Date", "Content"],
        ["Ida Holm", "2024-03-01 12:03:45", f'"It sails{separator} at ""nine""."'],
        ["Jonas", "01-Mar-24 12:05 PM", '"two\nlines"'],
    ]
    written = "\r\n".join(separator.join(row) for row in rows)
    document = opened(tmp_path, "a.csv", written)
    assert document.format == "chat"
    assert f'Ida Holm: It sails{separator.strip()} at "nine".' in lines(document)
    assert "Jonas: two\nlines" in lines(document)
    assert located(document, "It sails") == "2024-03-01 12:03"
    assert located(document, "two") == "2024-03-01 12:05"


def test_words_with_separators_that_nobody_put_in_quotation_marks(tmp_path):
    """A19: the last column takes the rest of the row; days without times are headings."""
    written = "\ufeffname;date;text\nIda;2024-02-03;One\nBo;2024-02-04;Two; three; and four\n"
    document = opened(tmp_path, "a.csv", written)
    assert lines(document) == ["2024-02-03", "Ida: One", "2024-02-04", "Bo: Two; three; and four"]
    assert located(document, "three") == "2024-02-04"


@pytest.mark.parametrize(
    "day", ["2024-02-03", "2024/2/3", "03.02.2024", "3 Feb 2024", "Feb 3, 2024"]
)
def test_a_day_without_a_time_is_a_heading(tmp_path, day):
    document = opened(tmp_path, "a.csv", f'name;date;text\nIda;"{day}";One\n')
    assert lines(document) == ["2024-02-03", "Ida: One"]


def test_columns_of_a_csv_that_are_not_shown_are_named(tmp_path):
    written = "date,author,message,likes,reply\n2024-03-01,Ida,hello,12,\n2024-03-02,Bo,bye,,\n"
    assert opened(tmp_path, "a.csv", written).omissions == ("1 column is not shown (likes)",)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("package.json", '{"author": "Ida", "content": ["a", "b"]}'),
        ("a.json", '[{"from": "Ida", "text": "cut off"'),
        ("a.json", "[" * 100_000 + '"from": "text":'),
        ("a.json", '[{"name": "x", "text": 1}, 2, 3, 4]'),
        ("a.csv", "name,text\n" + '"never closed\n' * 3),
        ("a.csv", "author,text\n1,2,3\n4,5,6\n7,8\n"),
        ("a.txt", "Text, and more of it, by the author.\n\nIt goes on.\n"),
    ],
)
def test_what_is_no_chat_is_text(tmp_path, name, written):
    document = opened(tmp_path, name, written)
    assert document.format == "text"
    assert document.text.whole() == written


def test_a_chat_too_large_is_text(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CHAT", 10)
    for name, written in (("a.json", json.dumps(SLACK)), ("a.csv", "author,text\nIda,yes\n" * 9)):
        assert opened(tmp_path, name, written).format == "text"


# Transcripts with time codes


@pytest.mark.parametrize(
    ("stamps", "labels"),
    [
        (["[00:00:05]", "[00:12:03]", "[01:00:00]"], ["00:00:05", "00:12:03", "01:00:00"]),
        (["0:05", "12:03", "1:00:00"], ["00:00:05", "00:12:03", "01:00:00"]),
        (["(09:05)", "(12:03)", "(13:00)"], ["09:05", "12:03", "13:00"]),
    ],
)
def test_transcripts_with_time_codes(tmp_path, stamps, labels):
    written = "\n".join(f"{stamp} Ida: It sails at nine.\n" for stamp in stamps)
    document = opened(tmp_path, "talk.txt", written)
    assert [milestone.label for milestone in document.milestones] == labels
    assert document.text.whole() == written


@pytest.mark.parametrize(
    "written",
    [
        "3:8 The wind\n3:9 it bloweth\n3:10 where it\n3:11 listeth\n",
        "10:30 Coffee\n11:00 Talk\n" + "Words without a time.\n" * 20,
        "1.5 litres\n2.5 litres\n3.5 litres\n",
    ],
)
def test_numbers_that_are_no_times(tmp_path, written):
    assert opened(tmp_path, "a.txt", written).milestones == ()
