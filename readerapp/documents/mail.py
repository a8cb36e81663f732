"""E-mail: a message or a mailbox, each message with its head and its words.

Plain text is preferred to HTML; of a web page saved as MIME (MHTML) the page is read. Attachments
are named, not opened, and nothing that a message points to is fetched.
Sources: RFC 5322 (messages), RFC 3676 (format=flowed), RFC 4155 (mbox).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.blocks import Blocks
from readerapp.documents.document import Document
from readerapp.documents.flowing import Writer
from readerapp.documents.format import Source
from readerapp.documents.html import open_html
from readerapp.documents.prose import Prose, Shape
from readerapp.documents.trees import parse_html
from readerapp.model import ReaderError
from readerapp.text.raw import MemoryBytes

if TYPE_CHECKING:
    from email.message import Message

_HEAD = ("From", "To", "Cc", "Date")
_PARTS = 1000
"""Parts of a message that are looked at: they can be nested and many."""
_STEP = 2
_next_message = re.compile(rb"^From \S[^\n]*\n(?=[\w-]+:[ \t])", re.MULTILINE)
_quoted = re.compile(r"(?:>[ ]?)+")
_EVERY = 50
"""Messages after which progress is told."""


def open_mail(source: Source) -> Document:
    """The document of one message; of the page in it, if a browser saved it."""
    message = _parse(source.read(limits.MAIL), source.label)
    if (page := _saved_page(message)) is not None:
        return open_html(source._replace(raw=MemoryBytes(page)))
    writer = Writer()
    _Messages(Prose(writer), source.label).write(message)
    date = message["date"]
    return writer.document(
        source,
        "mail",
        title=_line(message["subject"]),
        author=_line(message["from"]),
        date=date.datetime.date().isoformat() if date and date.datetime else "",
    )


def open_mbox(source: Source) -> Document:
    """The document of a mailbox: its messages in order, each under its subject."""
    data = source.read(limits.MAIL).replace(b"\r\n", b"\n")
    marks = list(_next_message.finditer(data))
    starts = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    if len(starts) > limits.MESSAGES:
        raise ReaderError(f"{source.label} has {len(starts)} messages; split it.")
    writer = Writer()
    messages = _Messages(Prose(writer), source.label)
    for done, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if done % _EVERY == 0:
            source.progress(done, len(starts))
        messages.write(_parse(re.sub(rb"(?m)^>(?=>*From )", b"", data[start:end]), source.label))
    return writer.document(source, "mbox", title=source.title)


def _parse(data: bytes, label: str) -> EmailMessage:
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
    except RecursionError:
        raise ReaderError(f"{label} is nested too deep to be an e-mail; save it as text.") from None
    assert isinstance(message, EmailMessage)
    return message


def _line(header: object) -> str:
    return " ".join(str(header or "").split())


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; attached messages among them."""
    for count, part in enumerate(message.walk()):
        if count >= _PARTS:
            return
        if not part.is_multipart():
            yield part


def _saved_page(message: EmailMessage) -> bytes | None:
    """The page that a browser saved as MIME; None if the message is one that somebody wrote."""
    if message["from"] and "saved by" not in _line(message["from"]).lower():
        return None
    if message.get_content_type() != "multipart/related":
        return None
    pages = (part for part in _parts(message) if part.get_content_type() == "text/html")
    page = next(pages, None)
    if page is None:
        return None
    return _decoded(page).encode("utf-8-sig", "replace")


def _decoded(part: Message) -> str:
    """The words of a part in the encoding that it names, else in the likeliest."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for encoding in (part.get_content_charset(), "utf-8"):
        try:
            return data.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", "replace")


class _Messages:
    """Writes messages, one after the other."""

    def __init__(self, prose: Prose, label: str) -> None:
        self._prose = prose
        self._label = label

    def write(self, message: EmailMessage) -> None:
        """Write a message: its subject as a heading, its head, its words, what it carries."""
        self._prose.block(Shape(heading=1))
        self._prose.words(_line(message["subject"]) or "(no subject)")
        tight = False
        for name in _HEAD:
            if words := _line(message[name]):
                self._prose.block(Shape(tight=tight))
                with self._prose.styled("strong"):
                    self._prose.words(f"{name}:")
                self._prose.words(f" {words}")
                tight = True
        body = message.get_body(preferencelist=("plain", "html"))
        if body is not None:
            self._body(body)
        names = [part.get_filename() for part in _parts(message) if part.get_filename()]
        if names:
            self._prose.block(Shape())
            with self._prose.styled("emphasis"):
                self._prose.words(f"Attached: {', '.join(_line(name) for name in names)}")
        self._prose.close()

    def _body(self, body: Message) -> None:
        words = _decoded(body).replace("\r\n", "\n")
        if body.get_content_type() == "text/html":
            if words.strip():
                page = parse_html(words.encode("utf-8-sig", "replace"), self._label)
                Blocks(self._prose).write(page)
            return
        flowed = body.get_param("format") == "flowed"
        for depth, paragraph in _paragraphs(words, flowed):
            self._prose.block(Shape(indent=depth * _STEP))
            if depth:
                with self._prose.styled("quote"):
                    self._prose.write(paragraph)
            else:
                self._prose.write(paragraph)


def _paragraphs(words: str, flowed: bool) -> Iterator[tuple[int, str]]:
    """Paragraphs with how often they are quoted, without the signs of it.

    Lines stay as they were sent, unless they are `flowed`: then a space at the end joins them.
    """
    depth, written = 0, ""
    for line in (*words.split("\n"), ""):
        found = _quoted.match(line)
        level = found[0].count(">") if found else 0
        rest = line[found.end() :] if found else line
        if flowed and not found:
            rest = rest.removeprefix(" ")  # put before lines that begin with "From" or ">"
        if (not rest.strip() or level != depth) and written.strip():
            yield depth, written.rstrip()
            written = ""
        depth = level
        if rest.strip():
            soft = flowed and rest.endswith(" ") and rest != "-- "
            written += rest if soft else rest.rstrip() + "\n"
