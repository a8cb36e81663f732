from email.message import EmailMessage

import pytest

from readerapp import documents
from readerapp.documents import limits
from readerapp.model import ReaderError

from .samples import opened, styled

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
        "(no subject)\n\nFrom: a@example.org\n\nOnly HTML\n\nAttached: plan.pdf"
    )
    assert styled(document, "emphasis") == ["Attached: plan.pdf"]


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
    told = []
    document = documents.open(path, progress=lambda done, total: told.append((done, total)))
    assert (document.format, document.title) == ("mbox", "box")
    assert [heading.title for heading in document.headings] == ["The boat", "Re"]
    assert document.text.whole().endswith("From here it is fine.\nFrom there not.")
    assert told == [(0, 2)]
    monkeypatch.setattr(limits, "MESSAGES", 1)
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
def test_what_looks_like_mail_is_text(tmp_path, text):
    document = opened(tmp_path, "a.txt", text)
    assert (document.format, document.text.whole()) == ("text", text)


def test_damaged_messages_are_read_as_far_as_they_go(tmp_path):
    odd = b"Message-ID: <a>\nFrom: x\nDate: never\n"
    odd += b"Content-Type: text/plain; charset=klingon\n\n\xff\xfe"
    assert opened(tmp_path, "a.eml", odd).text.whole().endswith("ÿþ")
    deep = b"MIME-Version: 1.0\nSubject: deep\n"
    for n in range(3000):
        deep += b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n)
    with pytest.raises(ReaderError, match="nested too deep"):
        opened(tmp_path, "a.eml", deep)
