from email.message import EmailMessage

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.mail.entity import DEPTH
from readerapp.documents.mail.headers import HEADER_LENGTH
from tests.documents.samples import opened, styled

PLAIN = b"""Return-Path: <mia@example.org>
From: =?utf-8?q?Mia_T=C3=B8rres?= <mia@example.org>
To: Jo <jo@example.org>
Subject: The
 boat
Date: Fri, 3 May 2024 10:00:00 +0000
Content-Type: text/plain; charset=iso-8859-1

Dear Jo,
the boat is here. Caf\xe9 at ten?

> You wrote, that
> it sinks.
>> It does.
Mia
"""


def test_a_message(tmp_path):
    document = opened(tmp_path, "boat.txt", PLAIN)
    assert document.text.whole() == (
        "The boat\n\nFrom: Mia Tørres <mia@example.org>\nTo: Jo <jo@example.org>\n"
        "Date: Fri, 03 May 2024 10:00:00 +0000\n\nDear Jo,\nthe boat is here. Café at ten?\n\n"
        "You wrote, that\nit sinks.\n\nIt does.\n\nMia"
    )
    assert (document.format, document.title, document.date) == ("mail", "The boat", "2024-05-03")
    assert document.author == "Mia Tørres <mia@example.org>"
    assert styled(document, "quote") == ["You wrote, that\nit sinks.", "It does."]
    assert [heading.title for heading in document.headings] == ["The boat"]


def test_flowed_lines_are_joined(tmp_path):
    flowed = PLAIN.replace(b"iso-8859-1", b"utf-8; format=flowed").split(b"\n\n")[0]
    words = b"One sentence \ngoes on \nhere.\nAnother.\n From here.\n-- \nMia"
    document = opened(tmp_path, "a.eml", flowed + b"\n\n" + words)
    assert document.text.whole().endswith(
        "\n\nOne sentence goes on here.\nAnother.\nFrom here.\n--\nMia"
    )


def test_html_and_attachments(tmp_path):
    message = EmailMessage()
    message["From"] = "a@example.org"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("<p>Only <b>HTML</b> <img src='https://example.org/spy'></p>", "html")
    message.add_attachment(b"\x00", "application", "pdf", filename="plan.pdf")
    document = opened(tmp_path, "a", message.as_bytes())
    assert document.text.whole() == (
        "(no subject)\n\nFrom: a@example.org\n\nOnly HTML\n\n[attached: plan.pdf]"
    )
    assert styled(document, "emphasis") == ["[attached: plan.pdf]"]


def test_plain_text_is_preferred(tmp_path):
    message = EmailMessage()
    message["Subject"] = "Both"
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", "html")
    assert opened(tmp_path, "a.eml", message.as_bytes()).text.whole() == "Both\n\nplain words"


def test_a_page_that_a_browser_saved(tmp_path):
    page = "<html><head><title>Saved</title></head><body><p>Words – of a page.</p></body></html>"
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "Saved"
    message["MIME-Version"] = "1.0"
    message.make_related()
    part = EmailMessage()
    part.set_content(page, "html")
    message.attach(part)
    document = opened(tmp_path, "page.mhtml", message.as_bytes())
    assert (document.format, document.title) == ("html", "Saved")
    assert document.text.whole() == "Words – of a page."


def test_a_mailbox(tmp_path, monkeypatch):
    box = (
        b"From mia Fri May  3\n" + PLAIN + b"\nFrom jo Fri May  3\nSubject: Re\nFrom: jo@b.org\n\n"
    )
    box += b">From here it is fine.\nFrom there not.\n"
    path = tmp_path / "box"
    path.write_bytes(box)
    reports = []
    document = documents.open(path, progress=lambda done, total: reports.append((done, total)))
    assert (document.format, document.title) == ("mbox", "box")
    titles = ["The boat · Mia Tørres · 2024-05-03", "Re · jo@b.org"]
    assert [heading.title for heading in document.headings] == titles
    assert document.text.whole().endswith("From here it is fine.\nFrom there not.")
    assert reports == [(0, 2)]
    monkeypatch.setattr(limits, "MAILBOX_MESSAGES", 1)
    with pytest.raises(ReaderError, match="has 2 messages"):
        documents.open(path)


@pytest.mark.parametrize(
    "text",
    [
        "From: the hills\nTo: the sea\n\nA poem.\n",
        "Note: this is\nno: mail\n",
        "From what I know, it rained.\nAll day: yes\n",
    ],
)
def test_text_that_looks_like_mail_is_text(tmp_path, text):
    document = opened(tmp_path, "a.txt", text)
    assert (document.format, document.text.whole()) == ("text", text)


def test_damaged_messages_are_read_as_far_as_they_go(tmp_path):
    odd = b"Message-ID: <a>\nFrom: x\nDate: never\n"
    odd += b"Content-Type: text/plain; charset=klingon\n\n\xff\xfe"
    assert opened(tmp_path, "a.eml", odd).text.whole().endswith("ÿþ")
    deep = b"MIME-Version: 1.0\nSubject: deep\n"
    for n in range(3000):
        deep += b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n)
    document = opened(tmp_path, "a.eml", deep)
    assert document.text.whole() == f"deep\n\n[part: nested more than {DEPTH} deep]"


HEAD = b"Message-ID: <1@example.org>\nFrom: a@example.org\n"
MANY = 100_000
"""Times that something is repeated: minutes or hours if each were compared with the others."""


@pytest.mark.parametrize(
    "unit",
    [
        b";",
        b"(",
        b'"',
        b",",
        b"<",
        b"a:;,",
        b"=?u?q?",
        b"a*0*=utf-8''x; ",
        b'; a="',
        b"; ",
        b"a,\n ",
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", [b"To", b"Subject", b"Content-Type", b"Content-Disposition"])
def test_a_head_of_any_length_is_read(tmp_path, name, unit):
    first = b"text/plain; " if name == b"Content-Type" else b""
    message = HEAD + name + b": " + first + unit * MANY + b"\n\nThe words."
    document = opened(tmp_path, "a.eml", message)
    assert document.text.whole().endswith("\n\nThe words.")
    assert len(document.text) < 3 * HEADER_LENGTH


def test_parts_of_any_number_and_depth_are_read(tmp_path):
    part = b"--b\nContent-Type: text/plain; " + b";" * 8000 + b"\n\nwords\n"
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    assert "words" in opened(tmp_path, "a.eml", head + part * 100).text.whole()
    deep = HEAD
    for n in range(DEPTH):
        deep += b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n)
    assert opened(tmp_path, "a.eml", deep + b"\nwords\n").text.whole().endswith("words")
    deep += b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nwords\n"
    document = opened(tmp_path, "a.eml", deep)
    assert document.text.whole().endswith(f"[part: nested more than {DEPTH} deep]")
    assert document.omissions == ("1 part is not shown",)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Jo Mo <jo@a.org>, mia@a.org (at home)", "Jo Mo <jo@a.org>, mia@a.org"),
        ('"Mo, Jo" <jo@a.org>', '"Mo, Jo" <jo@a.org>'),
        ("=?utf-8?q?T=C3=B8rres=2C_Mia?= <m@a.org>", '"Tørres, Mia" <m@a.org>'),
        ("=?utf-8?b?SsO2cmc=?= =?latin1?Q?_M=FCller?= <j@a.org>", "Jörg Müller <j@a.org>"),
        ("Team: a@a.org, Jo <jo@a.org>;, b@a.org", "Team: a@a.org, Jo <jo@a.org>;, b@a.org"),
        ("undisclosed-recipients:;", "undisclosed-recipients:;"),
        ("a@a.org; b@a.org", "a@a.org, b@a.org"),
        ("Jörg <j@a.org>", "Jörg <j@a.org>"),
        ('"Jo \\"X\\" Mo" <jo@a.org>', '"Jo \\"X\\" Mo" <jo@a.org>'),
        ("=?hex?q?6a?= <j@a.org>", "6a <j@a.org>"),
        ("=?punycode?q?a=20=3Cx=3E?= <j@a.org>", '"a <x>" <j@a.org>'),
    ],
)
def test_people(tmp_path, written, shown):
    document = opened(tmp_path, "a.eml", f"Message-ID: <1>\nFrom: {written}\n\nwords".encode())
    assert document.text.whole() == f"(no subject)\n\nFrom: {shown}\n\nwords"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('filename="a b.pdf"', "a b.pdf"),
        ("filename*=utf-8''na%C3%AFve.pdf", "naïve.pdf"),
        ("filename*0*=utf-8''a%20; filename*1=b; filename*2=.pdf", "a b.pdf"),
        ('filename="=?utf-8?q?J=C3=B6rg.pdf?="', "Jörg.pdf"),
        ('filename="a\\"b;c.pdf"', 'a"b;c.pdf'),
        ("filename*=hex''61.pdf", "61.pdf"),
    ],
)
def test_names_of_attachments(tmp_path, written, name):
    head = HEAD + b"Content-Type: multipart/mixed; boundary=--=_b/1\n\n----=_b/1\n\nwords\n"
    part = f"----=_b/1\nContent-Disposition: attachment; {written}\n\nx\n----=_b/1--\n"
    text = opened(tmp_path, "a.eml", head + part.encode()).text.whole()
    assert text.endswith(f"\n\nwords\n\n[attached: {name}]")


@pytest.mark.parametrize(
    ("label", "data", "words"),
    [
        ("shift_jis", "①髙".encode("cp932"), "①髙"),
        ("gb2312", "镕".encode("gbk"), "镕"),
        ("euc-kr", "뷁".encode("cp949"), "뷁"),
        ("iso-8859-1", b"\x93so\x94", "“so”"),
        ("us-ascii", "Café".encode(), "Café"),
        ("iso-2022-kr", "한국".encode("iso2022_kr"), "한국"),
        ("hz-gb-2312", "中文".encode("hz"), "中文"),
        ("utf-7", "Grüße".encode("utf-7"), "Grüße"),
        ("punycode", b"hello world <x>", "hello world <x>"),
    ],
)
def test_encodings_as_other_programs_use_them(tmp_path, label, data, words):
    head = HEAD + f"Content-Type: text/plain; charset={label}\n\n".encode()
    assert opened(tmp_path, "a.eml", head + data).text.whole().endswith(f"\n\n{words}")


def test_dates_that_are_none_stay_as_they_are(tmp_path):
    for date in ("never", "1 Jan 99999999999999999999 00:00:00", "9" * 5000, "Mon, 0 Foo"):
        message = HEAD + f"Date: {date}\n\nwords".encode()
        assert f"\nDate: {date}\n\n" in opened(tmp_path, "a.eml", message).text.whole()
