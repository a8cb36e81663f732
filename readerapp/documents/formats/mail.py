"""E-mail: a message or a mailbox (mbox), each message with its headers and its body.

Plain text is preferred to HTML; of a web page saved as MIME (MHTML) the page is read. Attachments
are named, not opened, and nothing that a message points to is fetched.

Headers are parsed here, in linear time: the parser of headers in the standard library takes seconds
for a crafted header of some kilobytes, raises for brackets in brackets, and accepts any codec of
Python as an encoding.

Sources: RFC 5322 (messages, addresses), RFC 2045 and 2231 (parameters), RFC 2047 (encoded words),
RFC 3676 (format=flowed), RFC 4155 (mbox).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html import open_html
from readerapp.documents.html.parser import parse_html
from readerapp.documents.html.to_text import HtmlToText
from readerapp.text import encoding
from readerapp.text.byte_source import MemoryBytes

if TYPE_CHECKING:
    from email.message import Message
    from email.policy import Policy

_ADDRESS_HEADERS = ("From", "To", "Cc")
_PART_LIMIT = 1000
"""Parts of a message that are read: they can be nested and many."""
_INDENT = 2
_QUOTATION_LEVELS = 20
"""Levels of quotation that are distinguished."""
_next_message = re.compile(rb"^From \S[^\n]*\n(?=[\w-]+:[ \t])", re.MULTILINE)
_quotation_signs = re.compile(r"(?:>[ ]?)+")
_UPDATE_INTERVAL = 50
"""Messages between two updates of the progress."""


def open_mail(source: DocumentInput) -> Document:
    """Open a message, or the web page in it if a browser saved it."""
    message = _parse(source.read(limits.MAIL), source.label)
    if (page := _page_saved_as_mail(message)) is not None:
        return open_html(source._replace(raw=MemoryBytes(page)))
    writer = DocumentBuilder()
    _Messages(InlineWriter(writer), source.label).write(message)
    date = header_date(message["date"])
    return writer.document(
        source,
        "mail",
        title=header_line(message["subject"]),
        author=header_addresses(message["from"]),
        date=date.date().isoformat() if date else "",
    )


def open_mbox(source: DocumentInput) -> Document:
    """Open a mailbox: its messages in order, each under its subject.

    Raises:
        ReaderError: it is too large, or has more than `limits.MAILBOX_MESSAGES`.
    """
    data = source.read(limits.MAIL).replace(b"\r\n", b"\n")
    marks = list(_next_message.finditer(data))
    starts = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    if len(starts) > limits.MAILBOX_MESSAGES:
        raise ReaderError(f"{source.label} has {len(starts)} messages; split it.")
    writer = DocumentBuilder()
    messages = _Messages(InlineWriter(writer), source.label)
    for done, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if done % _UPDATE_INTERVAL == 0:
            source.progress(done, len(starts))
        messages.write(_parse(re.sub(rb"(?m)^>(?=>*From )", b"", data[start:end]), source.label))
    return writer.document(source, "mbox", title=source.title)


def _parse(data: bytes, label: str) -> EmailMessage:
    """Parse a message.

    Raises:
        ReaderError: it is nested too deep.
    """
    try:
        message = BytesParser(policy=_POLICY).parsebytes(data)
    except RecursionError:
        raise ReaderError(f"{label} is nested too deeply for an e-mail; save it as text.") from None
    assert isinstance(message, EmailMessage)
    return message


def _head(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the headers that are shown."""
    for name in _ADDRESS_HEADERS:
        yield name, header_addresses(message[name])
    date = header_date(message["Date"])
    yield "Date", format_datetime(date) if date else header_line(message["Date"])


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that contain no other parts, in order, also those of attached messages."""
    for count, part in enumerate(message.walk()):
        if count >= _PART_LIMIT:
            return
        if not part.is_multipart():
            yield part


def _page_saved_as_mail(message: EmailMessage) -> bytes | None:
    """Return the page that a browser saved as MIME; None if the message was written by a person."""
    if message["from"] and "saved by" not in header_line(message["from"]).lower():
        return None
    if message.get_content_type() != "multipart/related":
        return None
    pages = (part for part in _parts(message) if part.get_content_type() == "text/html")
    page = next(pages, None)
    if page is None:
        return None
    return _decode_part(page).encode("utf-8-sig", "replace")


def _decode_part(part: Message) -> str:
    """Decode a part in the encoding that it names, else in the likeliest."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    label = part.get_content_charset() or "utf-8"
    codec = encoding.codec_for(label)
    # Some programs label UTF-8 as ASCII; and bytes in cp1252 are hardly ever valid UTF-8.
    labels = ("utf-8", label) if codec is not None and codec.name == "cp1252" else (label, "utf-8")
    for each in labels:
        with suppress(UnicodeDecodeError):
            if (text := decode_mail(data, each, "strict")) is not None:
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
        self._prose.words(header_line(message["subject"]) or "(no subject)")
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
        words = _decode_part(body).replace("\r\n", "\n")
        if body.get_content_type() == "text/html":
            if words.strip():
                page = parse_html(words.encode("utf-8-sig", "replace"), self._label)
                HtmlToText(self._prose).write(page)
            return
        flowed = body.get_param("format") == "flowed"
        for depth, paragraph in _paragraphs(words, flowed):
            self._prose.block(BlockShape(indent=depth * _INDENT))
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
        match = _quotation_signs.match(line)
        level = min(match[0].count(">"), _QUOTATION_LEVELS) if match else 0
        rest = line[match.end() :] if match else line
        if flowed and not match:
            rest = rest.removeprefix(" ")  # space-stuffing of lines that begin with "From" or ">"
        if (not rest.strip() or level != depth) and written.strip():
            yield depth, written.rstrip()
            written = ""
        depth = level
        if rest.strip():
            soft = flowed and rest.endswith(" ") and rest != "-- "
            written += rest if soft else rest.rstrip() + "\n"


HEADER_LENGTH = 20_000
"""Characters of a header that are read: the addresses of some hundred people."""
NESTED_PARTS = 20
"""Levels of nested parts: each line is examined once for each of them."""
_PARAMETER_LENGTH = 300
"""Characters of a parameter: a boundary has 70 at most, a file name 255."""
_PARAMETER_PIECES = 20
"""Pieces in which a file name may come."""
_DATE_LENGTH = 100
"""Characters of a date."""
_UTF_7 = ("utf-7", "unicode-1-1-utf-7")
"""Labels that the Encoding Standard leaves out: UTF-7 was made for mail, not for the web."""
_QUOTED_CHARACTERS = frozenset('()<>@,:;.\\"[]')
"""Characters for which a name in front of an address is quoted."""
_NEEDED_PARAMETERS = ("charset", "boundary", "format", "filename", "name", "start")

# Possessive, or up to an end that always exists, so that each character is matched once.
_encoded_words = re.compile(
    r"=\?([^?\s]++)\?([bBqQ])\?([^?]*+)\?=(?:\s++(?==\?[^?\s]++\?[bBqQ]\?))?"
)
_parameter = re.compile(
    r';\s*+([^\s;=*"]++)(\*\d{1,3})?+(\*)?+\s*+=\s*+("(?:[^"\\]|\\.)*+|[^\s;]*+)'
)
_address = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"?|(?P<note>\((?:[^()\\]|\\.)*+\)?)|<(?P<angle>[^<>]*+)>?'
    r'|(?P<sign>[,:;])|(?P<word>[^\s"()<>,:;]++)|(?P<other>[\s)>]++)',
    re.DOTALL,
)
_escaped = re.compile(r"\\(.)", re.DOTALL).sub


class NestedMessage(EmailMessage):
    """A message, or a part of one, that knows its depth of nesting."""

    depth = 0

    def attach(self, payload: NestedMessage) -> None:  # type: ignore[override]
        """Add a part.

        Raises:
            RecursionError: it is nested deeper than `NESTED_PARTS`.
        """
        payload.depth = self.depth + 1
        if payload.depth > NESTED_PARTS:
            raise RecursionError
        super().attach(payload)


class _Disposition(str):
    """The Content-Disposition of a part, with the attribute that `EmailMessage` reads."""

    __slots__ = ()

    @property
    def content_disposition(self) -> str:
        return self.partition(";")[0].strip()


class _Headers(EmailPolicy):
    """A policy that leaves headers unparsed, and reduces those of parts to what is needed."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, _, first = sourcelines[0].partition(":")
        value = "".join((first, *sourcelines[1:])).strip()
        if name.lower() in ("content-type", "content-disposition"):
            return name, _needed_parameters(value)
        return name, value[:HEADER_LENGTH]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _Disposition(value) if name.lower() == "content-disposition" else value


_POLICY: Policy[NestedMessage] = _Headers(message_factory=NestedMessage)  # type: ignore[assignment]


def header_line(value: object) -> str:
    """Return a header in one line with its encoded words decoded; empty for None."""
    return " ".join(_decode_words(str(value or "")).split())


def header_addresses(value: object) -> str:
    """Return a header with addresses in one line: names and addresses, without comments."""
    return " ".join(", ".join(_mailboxes(str(value or ""))).split())


def header_date(value: object) -> datetime | None:
    """Parse the date in a header; return None if there is none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(str(value or "")[:_DATE_LENGTH])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode_mail(data: bytes, label: str, errors: str = "replace") -> str | None:
    """Decode bytes as `encoding.decode` does, and also UTF-7 (RFC 2152), which only mail has."""
    if label.lower() in _UTF_7:
        return data.decode("utf-7", errors)
    return encoding.decode(data, label, errors)


def _decode_words(written: str) -> str:
    """Decode the encoded words of a header, and raw bytes in it as UTF-8."""
    written = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _encoded_words.sub(_decode_word, written) if "=?" in written else written


def _decode_word(match: re.Match[str]) -> str:
    """Decode one encoded word (RFC 2047); return it unchanged if its Base64 is damaged."""
    label, way, words = match[1].partition("*")[0], match[2].lower(), match[3]
    raw = words.encode("utf-8")
    if way == "q":
        raw = binascii.a2b_qp(raw.replace(b"\n", b""), header=True)
    else:
        try:
            raw = binascii.a2b_base64(raw + b"==")
        except binascii.Error:
            return match[0]
    text = decode_mail(raw, label)
    return raw.decode("utf-8", "replace") if text is None else text


def _mailboxes(written: str) -> Iterator[str]:
    """Yield the mailboxes of a list of addresses; a group is one."""
    written = written[:HEADER_LENGTH].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    words: list[str] = []
    address = group = ""
    members: list[str] = []
    for match in (*_address.finditer(written), None):
        kind = None if match is None else match.lastgroup
        if match is None or match["sign"] in (",", ";"):
            one = _mailbox(_decode_words("".join(words)), address)
            words, address = [], ""
            if one and group:
                members.append(one)
            elif one:
                yield one
            if group and (match is None or match["sign"] == ";"):
                yield f"{group}: {', '.join(members)};".replace(": ;", ":;")
                group, members = "", []
        elif kind == "sign" and not group:
            group, words = _quote_name(" ".join(_decode_words("".join(words)).split())) or ":", []
        elif kind == "quoted":
            words.append(_escaped(r"\1", match["quoted"]))
        elif kind == "angle":
            address = match["angle"].strip()
        elif kind == "word":
            words.append(match["word"])
        else:
            words.append(" ")


def _mailbox(name: str, address: str) -> str:
    """Return a mailbox as a name and an address, or as one of these."""
    name = " ".join(name.split())
    if not address:
        return name
    return f"{_quote_name(name)} <{address}>" if name else address


def _quote_name(name: str) -> str:
    """Return a name as it is written before an address: in quotes if it has special characters."""
    if _QUOTED_CHARACTERS.isdisjoint(name):
        return name
    return _in_quotation_marks(name)


def _in_quotation_marks(text: str) -> str:
    """Return text in double quotes, with backslashes and quotes escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _needed_parameters(value: str) -> str:
    """Return a header of a part with only the parameters that are needed to read the part."""
    kind = value.partition(";")[0][:_PARAMETER_LENGTH].partition("(")[0].strip().lower()
    plain = {
        name: text for name, text in header_parameters(value).items() if name in _NEEDED_PARAMETERS
    }
    said = (f"{name}={_in_quotation_marks(text)}" for name, text in plain.items())
    return "; ".join((kind, *said))


def header_parameters(value: str) -> dict[str, str]:
    """Parse the parameters of a header, decoded, by their names in lower case.

    The first of each name counts. Those in pieces (RFC 2231) are joined; one that is too long is
    left out.

    >>> header_parameters('text/plain; Charset="utf-8"')
    {'charset': 'utf-8'}
    """
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _parameter.finditer(value):
        name, number, encoded, text = match[1].lower(), match[2], match[3], match[4]
        if text.startswith('"'):
            text = _escaped(r"\1", text[1:])
        if len(text) > _PARAMETER_LENGTH:
            continue
        if number or encoded:
            position = int(number[1:]) if number else 0
            if position < _PARAMETER_PIECES:
                pieces.setdefault(name, {}).setdefault(position, (text, bool(encoded)))
        else:
            whole.setdefault(name, _decode_words(text))
    for name, numbered in pieces.items():
        whole.setdefault(name, _join_pieces([numbered[position] for position in sorted(numbered)]))
    return {name: text for name, text in whole.items() if text}


def _join_pieces(pieces: Sequence[tuple[str, bool]]) -> str:
    """Join a value that comes in pieces; the encoded ones are in the encoding of the first."""
    label = "utf-8"
    if pieces[0][1] and pieces[0][0].count("'") > 1:
        label, _, rest = pieces[0][0].split("'", 2)
        pieces = [(rest, True), *pieces[1:]]
    raw = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
        for text, encoded in pieces
    )
    decoded = decode_mail(raw, label)
    return raw.decode("utf-8", "replace") if decoded is None else decoded
