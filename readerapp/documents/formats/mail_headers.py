"""E-mail headers: addresses, dates, parameters and encoded words, parsed in linear time.

The parser of headers in the standard library takes seconds for a crafted header of some kilobytes,
raises for brackets in brackets, and accepts any codec of Python as an encoding.

Sources: RFC 5322 (addresses), RFC 2045 and 2231 (parameters), RFC 2047 (encoded words).
"""

from __future__ import annotations

import binascii
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from readerapp.text import encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.policy import Policy

LONGEST = 20_000
"""Characters of a header that are read: the addresses of some hundred people."""
DEEPEST = 20
"""Levels of nested parts: each line is examined once for each of them."""
_VALUE = 300
"""Characters of a parameter: a boundary has 70 at most, a file name 255."""
_SEGMENTS = 20
"""Pieces in which a file name may come."""
_DATE = 100
"""Characters of a date."""
_UTF_7 = ("utf-7", "unicode-1-1-utf-7")
"""Labels that the Encoding Standard leaves out: UTF-7 was made for mail, not for the web."""
_SPECIAL = frozenset('()<>@,:;.\\"[]')
"""Characters for which a name in front of an address is quoted."""
_READ = ("charset", "boundary", "format", "filename", "name", "start")

# Possessive, or up to an end that always exists, so that each character is matched once.
_encoded = re.compile(r"=\?([^?\s]++)\?([bBqQ])\?([^?]*+)\?=(?:\s++(?==\?[^?\s]++\?[bBqQ]\?))?")
_parameter = re.compile(
    r';\s*+([^\s;=*"]++)(\*\d{1,3})?+(\*)?+\s*+=\s*+("(?:[^"\\]|\\.)*+|[^\s;]*+)'
)
_address = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"?|(?P<note>\((?:[^()\\]|\\.)*+\)?)|<(?P<angle>[^<>]*+)>?'
    r'|(?P<sign>[,:;])|(?P<word>[^\s"()<>,:;]++)|(?P<other>[\s)>]++)',
    re.DOTALL,
)
_escaped = re.compile(r"\\(.)", re.DOTALL).sub


class Message(EmailMessage):
    """A message, or a part of one, that knows its depth of nesting."""

    depth = 0

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        """Add a part.

        Raises:
            RecursionError: it is nested deeper than `DEEPEST`.
        """
        payload.depth = self.depth + 1
        if payload.depth > DEEPEST:
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
            return name, _shortened(value)
        return name, value[:LONGEST]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _Disposition(value) if name.lower() == "content-disposition" else value


POLICY: Policy[Message] = _Headers(message_factory=Message)  # type: ignore[assignment]


def line(value: object) -> str:
    """Return a header in one line with its encoded words decoded; empty for None."""
    return " ".join(_decoded(str(value or "")).split())


def addresses(value: object) -> str:
    """Return a header with addresses in one line: names and addresses, without comments."""
    return " ".join(", ".join(_mailboxes(str(value or ""))).split())


def date(value: object) -> datetime | None:
    """Parse the date in a header; return None if there is none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(str(value or "")[:_DATE])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode(data: bytes, label: str, errors: str = "replace") -> str | None:
    """Decode bytes as `encoding.decode` does, and also UTF-7 (RFC 2152), which only mail has."""
    if label.lower() in _UTF_7:
        return data.decode("utf-7", errors)
    return encoding.decode(data, label, errors)


def _decoded(written: str) -> str:
    """Decode the encoded words of a header, and raw bytes in it as UTF-8."""
    written = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _encoded.sub(_word, written) if "=?" in written else written


def _word(found: re.Match[str]) -> str:
    """Decode one encoded word (RFC 2047); return it unchanged if its Base64 is damaged."""
    label, way, words = found[1].partition("*")[0], found[2].lower(), found[3]
    raw = words.encode("utf-8")
    if way == "q":
        raw = binascii.a2b_qp(raw.replace(b"\n", b""), header=True)
    else:
        try:
            raw = binascii.a2b_base64(raw + b"==")
        except binascii.Error:
            return found[0]
    text = decode(raw, label)
    return raw.decode("utf-8", "replace") if text is None else text


def _mailboxes(written: str) -> Iterator[str]:
    """Yield the mailboxes of a list of addresses; a group is one."""
    written = written[:LONGEST].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    words: list[str] = []
    address = group = ""
    members: list[str] = []
    for found in (*_address.finditer(written), None):
        kind = None if found is None else found.lastgroup
        if found is None or found["sign"] in (",", ";"):
            one = _mailbox(_decoded("".join(words)), address)
            words, address = [], ""
            if one and group:
                members.append(one)
            elif one:
                yield one
            if group and (found is None or found["sign"] == ";"):
                yield f"{group}: {', '.join(members)};".replace(": ;", ":;")
                group, members = "", []
        elif kind == "sign" and not group:
            group, words = _quoted(" ".join(_decoded("".join(words)).split())) or ":", []
        elif kind == "quoted":
            words.append(_escaped(r"\1", found["quoted"]))
        elif kind == "angle":
            address = found["angle"].strip()
        elif kind == "word":
            words.append(found["word"])
        else:
            words.append(" ")


def _mailbox(name: str, address: str) -> str:
    """Return a mailbox as a name and an address, or as one of these."""
    name = " ".join(name.split())
    if not address:
        return name
    return f"{_quoted(name)} <{address}>" if name else address


def _quoted(name: str) -> str:
    """Return a name as it is written before an address: in quotes if it has special characters."""
    if _SPECIAL.isdisjoint(name):
        return name
    return _in_quotes(name)


def _in_quotes(text: str) -> str:
    """Return text in double quotes, with backslashes and quotes escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shortened(value: str) -> str:
    """Return a header of a part with only the parameters that are needed to read the part."""
    kind = value.partition(";")[0][:_VALUE].partition("(")[0].strip().lower()
    plain = {name: text for name, text in parameters(value).items() if name in _READ}
    said = (f"{name}={_in_quotes(text)}" for name, text in plain.items())
    return "; ".join((kind, *said))


def parameters(value: str) -> dict[str, str]:
    """Parse the parameters of a header, decoded, by their names in lower case.

    The first of each name counts. Those in pieces (RFC 2231) are joined; one that is too long is
    left out.

    >>> parameters('text/plain; Charset="utf-8"')
    {'charset': 'utf-8'}
    """
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _parameter.finditer(value):
        name, number, encoded, text = found[1].lower(), found[2], found[3], found[4]
        if text.startswith('"'):
            text = _escaped(r"\1", text[1:])
        if len(text) > _VALUE:
            continue
        if number or encoded:
            place = int(number[1:]) if number else 0
            if place < _SEGMENTS:
                pieces.setdefault(name, {}).setdefault(place, (text, bool(encoded)))
        else:
            whole.setdefault(name, _decoded(text))
    for name, found_pieces in pieces.items():
        whole.setdefault(name, _joined([found_pieces[place] for place in sorted(found_pieces)]))
    return {name: text for name, text in whole.items() if text}


def _joined(pieces: Sequence[tuple[str, bool]]) -> str:
    """Join a value that comes in pieces; the encoded ones are in the encoding of the first."""
    label = "utf-8"
    if pieces[0][1] and pieces[0][0].count("'") > 1:
        label, _, rest = pieces[0][0].split("'", 2)
        pieces = [(rest, True), *pieces[1:]]
    raw = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
        for text, encoded in pieces
    )
    decoded = decode(raw, label)
    return raw.decode("utf-8", "replace") if decoded is None else decoded
