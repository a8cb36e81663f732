"""Mailboxes, the files of mail programs, and how they are told from texts."""

import pytest

from readerapp import documents
from tests.documents.samples import opened

ONE = "From: Ida Holm <ida@example.org>\nSubject: One\nDate: Sat, 03 Feb 2024 10:00:00 +0100\n"
TWO = "From: Bo Lind <bo@example.org>\nSubject: Two\nMessage-ID: <12@example.org>\n\nSecond body.\n"
ENVELOPES = {
    "usual": "From bo@example.org Sat Feb  3 11:00:00 2024",
    "with a zone": "From bo@example.org Sat Feb  3 11:00:00 +0100 2024",
    "of Thunderbird": "From - Sat Feb 03 11:00:00 2024",
    "of Gmail": "From 1790@xxx Sat Feb 03 11:00:00 +0000 2024",
    "of an archive": "From bo at example.org  Sat Feb  3 11:00:00 2024",
    "of RFC 5322": "From bo@example.org Sat, 3 Feb 2024 11:00:00 +0100",
    "without seconds": "From bo@example.org Sat Feb  3 11:00 2024",
    "ISO": "From bo@example.org 2024-02-03T11:00:00",
}


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES.keys())
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_b14_only_a_from_line_begins_a_message(tmp_path, envelope, ends):
    """B14: mbox-from-in-body."""
    body = (
        "\nFrom here on things went wrong.\nNote: the pump stopped.\n\n"
        "From here: it stood.\nNote: still.\n\nFrom Monday 10:00 on, or Mon 3.\nNote: it did.\n\n"
        "From Mon Feb 5 on.\nNote: it did.\nFrom bo Sat Feb  3 11:00:00 2024\nNote: no.\n>From x\n"
    )
    box = f"From ida@example.org Sat Feb  3 10:00:00 2024\n{ONE}{body}\n{envelope}\n{TWO}"
    document = opened(tmp_path, "box", box.replace("\n", ends))
    assert document.format == "mbox"
    assert [heading.title for heading in document.headings] == [
        "One · Ida Holm · 2024-02-03", "Two · Bo Lind",
    ]  # fmt: skip
    assert document.text.whole() == (
        "One\n\nFrom: Ida Holm <ida@example.org>\nDate: Sat, 03 Feb 2024 10:00:00 +0100\n\n"
        "From here on things went wrong.\nNote: the pump stopped.\n\n"
        "From here: it stood.\nNote: still.\n\nFrom Monday 10:00 on, or Mon 3.\nNote: it did.\n\n"
        "From Mon Feb 5 on.\nNote: it did.\nFrom bo Sat Feb  3 11:00:00 2024\nNote: no.\n"
        "From x\n\nTwo\n\nFrom: Bo Lind <bo@example.org>\n\nSecond body."
    )


def test_a2_the_parts_of_letters_in_a_mailbox(tmp_path):
    """A2: mail-two-texts.mbox, which has one letter: its subject is the title."""
    parts = "".join(f"--B\nContent-Type: text/plain\n\n{words}\n" for words in ("One.", "Two."))
    head = f"{ONE}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    box = f"From a@example.org Sat Feb  3 10:00:00 2024\n{head}{parts}--B--\n"
    document = opened(tmp_path, "a.mbox", box)
    assert document.text.whole().endswith("\n\nOne.\n\nTwo.")
    assert (document.title, document.author) == ("One", "Ida Holm <ida@example.org>")
    assert document.date == "2024-02-03"


LETTER = f"{ONE}Message-ID: <1@example.org>\n\nThe words.\n"
SIGNATURES = "".join(f"ARC-Seal: i={n}; {'a' * 900}\n" for n in range(12))
PROPERTIES = '<?xml version="1.0"?>\n<plist version="1.0"><dict/></plist>\n'
FILES = {
    "a Maildir file": ("1706950800.M1P2.host,U=3:2,S", LETTER),
    "Apple Mail": ("12.emlx", f"{len(LETTER)}   \n{LETTER}{PROPERTIES}"),
    "a byte order mark": ("a.eml", f"\ufeff{LETTER}"),
    "long signatures": ("a.eml", f"Received: by x\n{SIGNATURES}{LETTER}"),
    "long signatures without an ending": ("a", f"Received: by x\n{SIGNATURES}{LETTER}"),
    "a broken line in the head": ("a.eml", f"Received: by x\nquite Delivered-To: x\n{LETTER}"),
    "no empty line": ("a.eml", f"{ONE}The words.\n"),
    "an empty line above": ("a.eml", f"Message-ID: <1>\n{ONE} \n\nThe words.\n"),
    "UTF-16": ("a.eml", LETTER.encode("utf-16")),
    "carriage returns": ("a.eml", LETTER.replace("\n", "\r")),
}


@pytest.mark.parametrize(("name", "content"), FILES.values(), ids=FILES.keys())
def test_files_of_mail_programs(tmp_path, name, content):
    document = opened(tmp_path, name, content)
    assert document.format == "mail"
    assert document.text.whole() == (
        "One\n\nFrom: Ida Holm <ida@example.org>\nDate: Sat, 03 Feb 2024 10:00:00 +0100\n\n"
        "The words."
    )


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("From here on things went wrong.\nNote: the pump stopped.\n", "text"),
        ("From Monday 10:00 on it rained.\nNote: the pump stopped.\n", "text"),
        ("12\nNote: a list\nof: things\n", "text"),
        ("From me@example.org\nReturn-Path: <x>\nFrom: a@b.org\n\nwords", "mbox"),
    ],
)
def test_what_is_a_mailbox(tmp_path, words, form):
    assert opened(tmp_path, "a.txt", words).format == form


PAGE = "Content-Type: text/html; charset=utf-8\n\n<title>Saved</title><p>Words – {}.</p>\n"
SAVED = {
    "Word": "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n",
    "Chrome": "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\n"
    "Subject: Saved\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n",
}


@pytest.mark.parametrize("head", SAVED.values(), ids=SAVED.keys())
@pytest.mark.parametrize("name", ["a.mht", "a.mhtml"])
def test_a_saved_page_with_frames(tmp_path, head, name):
    picture = "Content-Type: image/png\nContent-Location: https://example.org/a.png\n\nx\n"
    parts = "".join(f"--B\n{part}" for part in (PAGE.format("one"), picture, PAGE.format("two")))
    document = opened(tmp_path, name, f"{head}{parts}--B--\n")
    assert (document.format, document.title) == ("html", "Saved")
    assert document.text.whole() == "Words – one."
    assert document.omissions == ("1 frame of the page is not shown",)


def test_the_first_frame_with_words_is_read(tmp_path):
    frames = "Content-Type: text/html\n\n<frameset><frame src=a></frameset>\n"
    parts = f"--B\n{frames}--B\n{PAGE.format('two')}--B--\n"
    document = opened(tmp_path, "a.mht", SAVED["Word"] + parts)
    assert document.text.whole() == "Words – two."


def test_pages_in_pages_in_pages_end(tmp_path):
    head = "MIME-Version: 1.0\n"
    nested = "".join(
        f"Content-Type: multipart/related; boundary={n}\n\n--{n}\n" for n in range(3000)
    )
    assert "[part: nested" in opened(tmp_path, "a.mht", head + nested).text.whole()


def test_a_saved_page_of_one_part(tmp_path):
    document = opened(tmp_path, "a.mht", "MIME-Version: 1.0\n" + PAGE.format("one"))
    assert (document.format, document.text.whole()) == ("html", "Words – one.")


def test_a_mailbox_is_opened_under_its_own_name(tmp_path):
    first, second = (f"From a Sat Feb  3 10:00:00 2024\n{each}\n" for each in (LETTER, TWO))
    path = tmp_path / "inbox"
    path.write_text(first + second)
    assert documents.open(path).title == "inbox"
