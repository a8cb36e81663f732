"""The head of a message or of a part: its fields, however they are written.

Lines that are no fields occur in the middle of heads, the empty line behind a head is sometimes
missing, and values hold bytes in any encoding.
"""

from __future__ import annotations

import re

from readerapp.documents.mail.headers import HEADER_LENGTH, decode_mail, header_parameters

_field = re.compile(rb"([!-9;-~]{1,80})[ \t]*:").match
is_known_field = re.compile(
    rb"(?:received|from|to|cc|bcc|subject|date|message-id|mime-version|content-[\w-]+|return-path|"
    rb"reply-to|sender|references|in-reply-to|delivered-to|received-spf|authentication-results|"
    rb"(?:x|dkim|arc|list|resent)-[\w-]+)[ \t]*:",
    re.IGNORECASE,
).match
_envelope = re.compile(rb">?From ").match
_word_label = re.compile(rb"=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?[bq]\?", re.IGNORECASE).search


class Head:
    """The header fields of a message or a part.

    Attributes:
        end: the byte at which the body begins.
    """

    def __init__(self, fields: list[tuple[bytes, list[bytes]]], end: int) -> None:
        self._fields = fields
        self.end = end

    def get(self, name: str) -> str:
        """Return the value of the first field of that name; empty if there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Return the values of all fields of that name, in lower case."""
        wanted = name.encode()
        return [self._decoded(lines) for field, lines in self._fields if field == wanted]

    @property
    def charset(self) -> str:
        """Return the label of the encoding that the head names for the body; empty if none."""
        return next(filter(None, map(_charset, self.all("content-type"))), "")

    def _decoded(self, lines: list[bytes]) -> str:
        """Return a value; raw bytes in it are in the encoding of the body, or of other fields."""
        value = b"\n".join(lines).strip()[:HEADER_LENGTH]
        return value.decode() if value.isascii() else decode_mail(value, self._label())

    def _label(self) -> str:
        """Return the label of the encoding in which raw bytes of the head probably are."""
        for field, lines in self._fields:
            value = b"\n".join(lines)[:HEADER_LENGTH]
            if field == b"content-type" and (label := _charset(value.decode("latin-1"))):
                return label
            if found := _word_label(value):
                return found[1].decode()
        return ""


def _charset(content_type: str) -> str:
    """Return the charset parameter of a Content-Type; empty if there is none."""
    return header_parameters(content_type).get("charset", "")


def read_head(data: bytes, start: int, end: int, *, is_message: bool = True) -> Head:
    """Read the head in `data[start:end]`, which has newlines as line ends.

    Args:
        data: the bytes.
        start: where the head begins; a "From " line of a mailbox there is passed over.
        end: where the message or the part ends.
        is_message: if false, it is the head of a part: without any known field it is no head, but
            the first paragraph of a part without one.
    """
    fields: list[tuple[bytes, list[bytes]]] = []
    is_known = is_message
    at = start
    while at < end:
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = data[at:stop]
        if match := _field(line):
            fields.append((match[1].lower(), [line[match.end() :]]))
            is_known = is_known or is_known_field(line) is not None
        elif fields and line[:1] in (b" ", b"\t") and (line.strip() or _goes_on(data, stop, end)):
            fields[-1][1].append(line)
        elif not line.strip():
            if fields or not _goes_on(data, stop, end) or not is_message:
                at = stop + 1
                break  # else an empty line above the head
        elif fields and _goes_on(data, stop, end):
            fields[-1][1].append(line)  # the rest of a line that was broken
        elif fields or not _envelope(line):
            break
        at = stop + 1
    if fields and not is_known:
        return Head([], start)
    return Head(fields, min(at, end))


def _goes_on(data: bytes, stop: int, end: int) -> bool:
    """Return whether a known field begins behind the line that ends at `stop`."""
    return stop < end and is_known_field(data, stop + 1) is not None
