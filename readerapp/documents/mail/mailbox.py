"""The files: a message, a mailbox (mbox), and a web page that a browser saved as MIME (MHTML)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html import open_html
from readerapp.documents.html.parser import page_charset
from readerapp.documents.mail.entity import DEPTH, Entity
from readerapp.documents.mail.head import is_known_field
from readerapp.documents.mail.headers import header_addresses, header_date, header_line
from readerapp.documents.mail.letter import LetterWriter
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.phrases import count_noun

_UPDATE_INTERVAL = 50
"""Messages between two updates of the progress."""
_PAGE = "text/html"
_DAY = (
    rb"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}[\s-]+[A-Z][a-z]{2})"
    rb"|\d{4}-\d\d-\d\d)(?!\d)"
)
_envelope = re.compile(
    rb"From \S[^\n]*?" + _DAY + rb"(?P<time>[^\n]*\d:\d\d)?[^\n]*\n(?P<field>>?[!-9;-~]+[ \t]*:)"
).match
_escaped_from = re.compile(rb"(?m)^>(?=>*From )").sub
_length_line = re.compile(rb"\s*\d+[ \t]*\n").match


def open_mail(source: DocumentInput) -> Document:
    """Open a message, or the web page in it if a browser saved it."""
    data = _read(source)
    length = _length_line(data)  # Apple Mail (.emlx): bytes of the message, then a property list
    start = length.end() if length else 0
    end = min(len(data), start + int(length[0])) if length else len(data)
    message = Entity(data, start, end)
    if (page := _page_saved_as_mail(message)) is not None:
        return _open_page(source, message, page)
    return _open_letter(source, message, "mail")


def open_mbox(source: DocumentInput) -> Document:
    """Open a mailbox: its messages in order, each under its subject.

    Raises:
        ReaderError: it is too large, or has more than `limits.MAILBOX_MESSAGES`.
    """
    data = _read(source)
    starts = list(_message_starts(data))
    if len(starts) > limits.MAILBOX_MESSAGES:
        raise ReaderError(f"{source.label} has {len(starts)} messages; split it.")
    ends = [*starts[1:], len(data)]
    messages = (
        Entity(_escaped_from(b"", data[start:end])) for start, end in zip(starts, ends, strict=True)
    )
    if len(starts) == 1:
        return _open_letter(source, next(messages), "mbox")
    writer = DocumentBuilder()
    letters = LetterWriter(InlineWriter(writer), source.label)
    for done, message in enumerate(messages):
        if done % _UPDATE_INTERVAL == 0:
            source.progress(done, len(starts))
        letters.write(message, is_listed=True)
    letters.close()
    return writer.document(source, "mbox", title=source.title)


def _read(source: DocumentInput) -> bytes:
    """Return the bytes of the source with newlines as line ends and without byte order mark."""
    data = source.read(limits.MAIL).removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n") if b"\n" in data else data.replace(b"\r", b"\n")


def _open_letter(source: DocumentInput, message: Entity, kind: str) -> Document:
    """Return the document of one message."""
    writer = DocumentBuilder()
    letters = LetterWriter(InlineWriter(writer), source.label)
    letters.write(message)
    letters.close()
    date = header_date(message.head.get("date"))
    return writer.document(
        source,
        kind,
        title=header_line(message.head.get("subject")),
        author=header_addresses(message.head.get("from")),
        date=date.date().isoformat() if date else "",
    )


def _message_starts(data: bytes) -> Iterator[int]:
    """Yield where the messages of a mailbox begin: at "From " lines (RFC 4155).

    Before the line there is nothing or an empty line, in it are a day and a time, and below it is a
    header field, a usual one if the time is missing. Others are words of a letter.
    """
    yield 0
    at = data.find(b"\n\nFrom ")
    while at >= 0:
        envelope = _envelope(data, at + 2)
        if envelope and (envelope["time"] or is_known_field(data, envelope.start("field"))):
            yield at + 2
        at = data.find(b"\n\nFrom ", at + 2)


def _page_saved_as_mail(message: Entity) -> Entity | None:
    """Return the page that a browser saved as MIME; None if the message was written by a person."""
    sender = header_line(message.head.get("from"))
    if sender and "saved by" not in sender.lower():
        return None
    if message.media_type == _PAGE and not message.head.get("to"):
        return message
    if message.media_type != "multipart/related":
        return None
    return next(_pages(message), None)


def _pages(entity: Entity) -> Iterator[Entity]:
    """Yield the pages in a saved page: its own and those of its frames."""
    for part in entity.parts:
        if part.media_type.startswith("multipart/") and part.depth <= DEPTH:
            yield from _pages(part)
        elif part.media_type == _PAGE:
            yield part


def _open_page(source: DocumentInput, message: Entity, page: Entity) -> Document:
    """Open a page that a browser saved: the page itself, or its first frame with words.

    Raises:
        ReaderError: neither has words.
    """
    pages = list(_pages(message)) or [page]
    document = None
    for each in pages:
        words = each.text(page_charset(each.body)).encode("utf-8-sig", "replace")
        try:
            document = open_html(source._replace(raw=MemoryBytes(words)))
        except ReaderError:
            if each is pages[-1]:
                raise
        else:
            break
    assert document is not None
    frames = len(pages) - 1
    if frames < 1:
        return document
    said = f"{count_noun(frames, 'frame')} of the page {'is' if frames == 1 else 'are'} not shown"
    return replace(document, omissions=(*document.omissions, said))
