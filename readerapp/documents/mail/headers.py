"""Values of header fields: encoded words, addresses, dates and parameters.

All run in linear time: the parsers of the standard library take seconds for a crafted header of
some kilobytes, raise for brackets in brackets, and accept any codec of Python as an encoding.

Sources: RFC 5322 (addresses), RFC 2045 and 2231 (parameters), RFC 2047 (encoded words).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote_to_bytes

from readerapp.documents.mail.transfer import decode_base64
from readerapp.text import encoding

HEADER_LENGTH = 20_000
"""Characters of a header that are read: the addresses of some hundred people."""
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

# Possessive, or up to an end that always exists, so that each character is matched once. Spaces in
# an encoded word, a question mark in its text and a missing end are illegal, and are written.
_encoded_words = re.compile(
    r"=\?[ ]?([^?\s]++)[ ]?\?([bBqQ])\?((?>(?:[^?]|\?(?!=))*))(?:\?=|\Z)"
    r"(?:(\s*+)(?==\?[ ]?[^?\s]++[ ]?\?[bBqQ]\?))?"
)
_parameter = re.compile(
    r';\s*+([^\s;=*"]++)(?>(\*\d{1,3})?)(?>(\*)?)\s*+=\s*+("(?>(?:[^"\\]|\\.)*)|[^\s;]*+)'
)
_address = re.compile(
    r'"(?P<quoted>(?>(?:[^"\\]|\\.)*))"?|(?P<note>\((?>(?:[^()\\]|\\.)*)\)?)|<(?P<angle>[^<>]*+)>?'
    r'|(?P<sign>[,:;])|(?P<word>[^\s"()<>,:;]++)|(?P<other>[\s)>]++)',
    re.DOTALL,
)
_escaped = re.compile(r"\\(.)", re.DOTALL).sub


def header_line(value: str) -> str:
    """Return a header in one line with its encoded words decoded."""
    return " ".join(decode_words(value).split())


def header_addresses(value: str) -> str:
    """Return a header with addresses in one line: names and addresses, without comments."""
    return " ".join(", ".join(_mailboxes(value)).split())


def sender_name(value: str) -> str:
    """Return the name of the first person in a header with addresses, else the address.

    >>> sender_name('"Holm, Ida" <ida@example.org>, bo@example.org')
    'Holm, Ida'
    """
    first = " ".join(next(_mailboxes(value), "").split())
    name = first.rpartition(" <")[0]
    return _escaped(r"\1", name.strip('"')) if name else first


def header_date(value: str) -> datetime | None:
    """Parse the date in a header; return None if there is none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value[:_DATE_LENGTH])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode_mail(data: bytes, label: str) -> str:
    """Decode bytes as `encoding.decode_labelled` does; UTF-7 (RFC 2152), too, which mail has."""
    if label.lower() in _UTF_7 and data.isascii():
        return data.decode("utf-7", "replace")
    return encoding.decode_labelled(data, label)


def decode_words(written: str) -> str:
    """Decode the encoded words of a header (RFC 2047).

    Words in a row with the same label are decoded together: programs cut them within a letter.
    """
    if "=?" not in written:
        return written
    decoded: list[str] = []
    at, raw, label = 0, b"", ""
    for match in _encoded_words.finditer(written):
        own_label = match[1].partition("*")[0].lower()
        data = _word_bytes(match[2], match[3])
        if raw and (match.start() > at or own_label != label):
            decoded.append(decode_mail(raw, label))
            raw = b""
        decoded.append(written[at : match.start()])
        if data is None:
            decoded.append(match[0])
        else:
            raw, label = raw + data, own_label
        at = match.end()
    if raw:
        decoded.append(decode_mail(raw, label))
    decoded.append(written[at:])
    return "".join(decoded)


def _word_bytes(way: str, words: str) -> bytes | None:
    """Return the bytes of an encoded word; None if it is in Base64 and damaged."""
    raw = words.encode("utf-8", "replace")
    if way in "qQ":
        return binascii.a2b_qp(raw.replace(b"\n", b""), header=True)
    data, rest = decode_base64(raw)
    return None if rest else data


def _mailboxes(written: str) -> Iterator[str]:
    """Yield the mailboxes of a list of addresses; a group is one."""
    words: list[str] = []
    address = group = ""
    members: list[str] = []
    for match in (*_address.finditer(written[:HEADER_LENGTH]), None):
        kind = None if match is None else match.lastgroup
        if match is None or match["sign"] in (",", ";"):
            one = _mailbox(decode_words("".join(words)), address)
            words, address = [], ""
            if one and group:
                members.append(one)
            elif one:
                yield one
            if group and (match is None or match["sign"] == ";"):
                yield f"{group}: {', '.join(members)};".replace(": ;", ":;")
                group, members = "", []
        elif kind == "sign" and not group:
            group, words = _quote_name(" ".join(decode_words("".join(words)).split())) or ":", []
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
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


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
            whole.setdefault(name, decode_words(text))
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
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
        for text, encoded in pieces
    )
    return decode_mail(raw, label)
