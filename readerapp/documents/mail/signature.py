"""The content of an opaque signature: a message that is packed into its own signature (S/MIME).

Only what leads to the content is read: the signature is not checked, and nothing is decrypted.
Sources: RFC 8551 (S/MIME), RFC 5652 (the structure), X.690 (its bytes).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_OCTETS, _CONSTRUCTED = 0x04, 0x20
_INDEFINITE = 0x80
_LENGTH_BYTES = 6
"""Bytes of the longest length that is read."""
_DEPTH = 8
"""Levels of values in values."""
_PIECES = 50_000
"""Values in one without length: programs cut the content into pieces of a thousand bytes."""
_PARTS = 20
"""Values in one that are looked at: the content is one of the first."""


class _Value(NamedTuple):
    """A value: its tag, the range of its content, and where the next value begins."""

    tag: int
    start: int
    end: int
    next: int


def signature_content(data: bytes) -> bytes | None:
    """Return the content of signed data; None if it is something else, or damaged."""
    whole = _value_at(data, 0, len(data))
    if whole is None:
        return None
    kind, *explicit = _parts(data, whole)
    if data[kind.start : kind.end] != _SIGNED_DATA or not explicit:
        return None
    for signed in _parts(data, explicit[0]):
        for part in _parts(data, signed):
            content = _parts(data, part) if part.tag == whole.tag else []
            if len(content) > 1 and data[content[0].start : content[0].end] == _DATA:
                return b"".join(_octets(data, content[1]))
    return None


def _parts(data: bytes, value: _Value) -> list[_Value]:
    """Return the first values in a value: at least one, if need be an empty one."""
    first = list(islice(_values(data, value.start, value.end), _PARTS))
    return first or [_Value(0, value.end, value.end, value.end)]


def _octets(data: bytes, value: _Value, depth: int = 0) -> Iterator[bytes]:
    """Yield the bytes of a string of octets, which may come in pieces."""
    if value.tag == _OCTETS:
        yield data[value.start : value.end]
    elif value.tag & _CONSTRUCTED and depth < _DEPTH:
        for part in _values(data, value.start, value.end):
            yield from _octets(data, part, depth + 1)


def _values(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Value]:
    """Yield the values in a range; those behind a damaged one are left out."""
    while (value := _value_at(data, start, end, depth)) is not None:
        yield value
        start = value.next


def _value_at(data: bytes, start: int, end: int, depth: int = 0) -> _Value | None:
    """Return the value that begins at `start`; None at the end, or if it is nested too deep."""
    if start + 2 > end or depth > _DEPTH or data[start : start + 2] == b"\0\0":
        return None
    tag, length, first = data[start], data[start + 1], start + 2
    if length == _INDEFINITE:
        stop = first
        for part in islice(_values(data, first, end, depth + 1), _PIECES):
            stop = part.next
        return _Value(tag, first, stop, min(stop + 2, end))
    if length > _INDEFINITE:
        count = length - _INDEFINITE
        length = int.from_bytes(data[first : first + min(count, _LENGTH_BYTES)], "big")
        first += count
    stop = min(first + length, end)
    return _Value(tag, min(first, end), stop, stop)
