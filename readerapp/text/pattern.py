"""Literal queries as patterns on UTF-8 bytes, forgiving about case, wrapping and typography."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from readerapp.text.folding import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES

_SPACE = (
    rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80){1,999}"
)
_KIN = {family[0]: family for family in (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES)}
_parts = re.compile(r"\s+|\S").findall
_plain_run = re.compile(r"[^\W_]+", re.ASCII).findall


class Literal(Protocol):
    """Finds a query in bytes."""

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Start and end of each match, from left to right, without overlaps."""


@dataclass(frozen=True, slots=True)
class _Needle:
    """A query of plain ASCII: found at the speed of `bytes.find`."""

    needle: bytes
    any_case: bool

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        if self.any_case:
            data = data.lower()
        size = len(self.needle)
        at = data.find(self.needle)
        while at >= 0:
            yield at, at + size
            at = data.find(self.needle, at + size)


@dataclass(frozen=True, slots=True)
class _Forgiving:
    """Any other query: a regular expression, tried where one of the bytes it needs occurs."""

    pattern: re.Pattern[bytes]
    needed: tuple[bytes, ...]
    any_case: bool

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        if data.isascii() and not any(word.isascii() for word in self.needed):
            return
        if self.any_case:
            data = data.lower()
        if any(word in data for word in self.needed):
            for match in self.pattern.finditer(data):
                yield match.span()


def is_any_case(query: str) -> bool:
    """Whether `query` stands for either case: it does unless it holds a capital."""
    return query == query.lower()


def literal(query: str) -> Literal | None:
    """What finds `query`; None if there is nothing in it to be found."""
    if not query.strip():
        return None
    any_case = is_any_case(query)
    words = _plain_run(query)
    if words == [query]:
        return _Needle(query.encode(), any_case and query.upper() != query)
    query = unicodedata.normalize("NFC", query.encode("utf-8", "replace").decode())
    forms = {part: _forms(part, any_case) for part in _parts(query) if not part.isspace()}
    parts = [_either(forms[part]) if part in forms else _SPACE for part in _parts(query)]
    if query[0].isspace():  # else each space of a long run would be tried
        parts.insert(0, rb"(?<![\t-\r\x1c-\x20])")
    longest = max(_plain_run(query), key=len, default="").encode()
    rarest = max(forms.values(), key=lambda found: min(map(len, found)))
    needed = (longest,) if len(longest) > 2 else rarest
    return _Forgiving(re.compile(b"".join(parts)), needed, any_case)


def _forms(sign: str, any_case: bool) -> tuple[bytes, ...]:
    """One sign of a query in UTF-8: its kin, its cases and its Unicode normal forms."""
    signs = {*_KIN.get(sign, sign)}
    if any_case:
        signs |= {sign.upper(), sign.lower(), sign.title()}
    forms = {unicodedata.normalize(form, each) for each in signs for form in ("NFC", "NFD")}
    found = {form.encode().lower() if any_case else form.encode() for form in forms}
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _either(forms: tuple[bytes, ...]) -> bytes:
    alternatives = b"|".join(map(re.escape, forms))
    return alternatives if len(forms) == 1 else b"(?:" + alternatives + b")"
