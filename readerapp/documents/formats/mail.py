"""E-mail: a message or a mailbox (mbox), each message with its headers and its body.

Plain text is preferred to HTML; of a web page saved as MIME (MHTML) the page is read. Attachments
are named, not opened, and nothing that a message points to is fetched.

Sources: RFC 5322 (messages), RFC 3676 (format=flowed), RFC 4155 (mbox).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats import mail_headers
from readerapp.documents.html import open_html
from readerapp.documents.html.parser import parse_html
from readerapp.documents.html.to_text import HtmlToText
from readerapp.text import encoding
from readerapp.text.byte_source import MemoryBytes

if TYPE_CHECKING:
    from email.message import Message

_PEOPLE = ("From", "To", "Cc")
_PARTS = 1000
"""Parts of a message that are read: they can be nested and many."""
_STEP = 2
_QUOTED = 20
"""Levels of quotation that are distinguished."""
_next_message = re.compile(rb"^From \S[^\n]*\n(?=[\w-]+:[ \t])", re.MULTILINE)
_quoted = re.compile(r"(?:>[ ]?)+")
_EVERY = 50
"""Messages between two updates of the progress."""


def open_mail(source: DocumentInput) -> Document:
    """Open a message, or the web page in it if a browser saved it."""
    message = _parse(source.read(limits.MAIL), source.label)
    if (page := _saved_page(message)) is not None:
        return open_html(source._replace(raw=MemoryBytes(page)))
    writer = DocumentBuilder()
    _Messages(InlineWriter(writer), source.label).write(message)
    date = mail_headers.date(message["date"])
    return writer.document(
        source,
        "mail",
        title=mail_headers.line(message["subject"]),
        author=mail_headers.addresses(message["from"]),
        date=date.date().isoformat() if date else "",
    )


def open_mbox(source: DocumentInput) -> Document:
    """Open a mailbox: its messages in order, each under its subject.

    Raises:
        ReaderError: it is too large, or has more than `limits.MESSAGES`.
    """
    data = source.read(limits.MAIL).replace(b"\r\n", b"\n")
    marks = list(_next_message.finditer(data))
    starts = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    if len(starts) > limits.MESSAGES:
        raise ReaderError(f"{source.label} has {len(starts)} messages; split it.")
    writer = DocumentBuilder()
    messages = _Messages(InlineWriter(writer), source.label)
    for done, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if done % _EVERY == 0:
            source.progress(done, len(starts))
        messages.write(_parse(re.sub(rb"(?m)^>(?=>*From )", b"", data[start:end]), source.label))
    return writer.document(source, "mbox", title=source.title)


def _parse(data: bytes, label: str) -> EmailMessage:
    """Parse a message.

    Raises:
        ReaderError: it is nested too deep.
    """
    try:
        message = BytesParser(policy=mail_headers.POLICY).parsebytes(data)
    except RecursionError:
        raise ReaderError(f"{label} is nested too deep to be an e-mail; save it as text.") from None
    assert isinstance(message, EmailMessage)
    return message


def _head(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the headers that are shown."""
    for name in _PEOPLE:
        yield name, mail_headers.addresses(message[name])
    date = mail_headers.date(message["Date"])
    yield "Date", format_datetime(date) if date else mail_headers.line(message["Date"])


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that contain no other parts, in order, also those of attached messages."""
    for count, part in enumerate(message.walk()):
        if count >= _PARTS:
            return
        if not part.is_multipart():
            yield part


def _saved_page(message: EmailMessage) -> bytes | None:
    """Return the page that a browser saved as MIME; None if the message was written by a person."""
    if message["from"] and "saved by" not in mail_headers.line(message["from"]).lower():
        return None
    if message.get_content_type() != "multipart/related":
        return None
    pages = (part for part in _parts(message) if part.get_content_type() == "text/html")
    page = next(pages, None)
    if page is None:
        return None
    return _decoded(page).encode("utf-8-sig", "replace")


def _decoded(part: Message) -> str:
    """Decode a part in the encoding that it names, else in the likeliest."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    label = part.get_content_charset() or "utf-8"
    codec = encoding.codec_for(label)
    # Some programs label UTF-8 as ASCII; and bytes in cp1252 are hardly ever valid UTF-8.
    tried = ("utf-8", label) if codec is not None and codec.name == "cp1252" else (label, "utf-8")
    for each in tried:
        with suppress(UnicodeDecodeError):
            if (text := mail_headers.decode(data, each, "strict")) is not None:
                return text
    return data.decode("cp1252", "replace")


class _Messages:
    """A writer of messages, one after the other."""

    def __init__(self, prose: InlineWriter, label: str) -> None:
        self._prose = prose
        self._label = label

    def write(self, message: EmailMessage) -> None:
        """Write a message: its subject as a heading, headers, body, and names of attachments."""
        self._prose.block(BlockShape(heading=1))
        self._prose.words(mail_headers.line(message["subject"]) or "(no subject)")
        tight = False
        for name, words in _head(message):
            if words:
                self._prose.block(BlockShape(tight=tight))
                with self._prose.styled("strong"):
                    self._prose.words(f"{name}:")
                self._prose.words(f" {words}")
                tight = True
        body = message.get_body(preferencelist=("plain", "html"))
        if body is not None:
            self._body(body)
        names = [file for part in _parts(message) if (file := part.get_filename())]
        if names:
            self._prose.block(BlockShape())
            with self._prose.styled("emphasis"):
                self._prose.words(
                    f"Attached: {', '.join(' '.join(name.split()) for name in names)}"
                )
        self._prose.close()

    def _body(self, body: Message) -> None:
        """Write the body of a message, with quoted paragraphs indented."""
        words = _decoded(body).replace("\r\n", "\n")
        if body.get_content_type() == "text/html":
            if words.strip():
                page = parse_html(words.encode("utf-8-sig", "replace"), self._label)
                HtmlToText(self._prose).write(page)
            return
        flowed = body.get_param("format") == "flowed"
        for depth, paragraph in _paragraphs(words, flowed):
            self._prose.block(BlockShape(indent=depth * _STEP))
            if depth:
                with self._prose.styled("quote"):
                    self._prose.write(paragraph)
            else:
                self._prose.write(paragraph)


def _paragraphs(words: str, flowed: bool) -> Iterator[tuple[int, str]]:
    """Yield paragraphs with their level of quotation, without the ">" signs.

    Lines stay as they were sent. In `flowed` text, a space at the end joins a line with the next.
    """
    depth, written = 0, ""
    for line in (*words.split("\n"), ""):
        found = _quoted.match(line)
        level = min(found[0].count(">"), _QUOTED) if found else 0
        rest = line[found.end() :] if found else line
        if flowed and not found:
            rest = rest.removeprefix(" ")  # space-stuffing of lines that begin with "From" or ">"
        if (not rest.strip() or level != depth) and written.strip():
            yield depth, written.rstrip()
            written = ""
        depth = level
        if rest.strip():
            soft = flowed and rest.endswith(" ") and rest != "-- "
            written += rest if soft else rest.rstrip() + "\n"
