"""Text search: literal (ignores wrapping and typography) or by regular expression.

A literal query matches its words however they are wrapped and typeset: white space in it matches
any run of white space, straight quotation marks and hyphens match their typographic variants, and
lower case matches either case. It is compiled to a pattern on UTF-8 bytes and runs on the bytes
of the file in chunks; so a search in 100 MB takes about a tenth of a second.

A regular expression runs on decoded windows with a time limit, with the `regex` package, because
`re` cannot be stopped.

A search yields its matches one by one and can be stopped between two chunks.

Regular expressions are typed by the user, so `compile_expression` compiles them within limits, and
says in one sentence what is wrong. The `regex` package expands a repeated part as often as it must
occur, so a short expression can demand any amount of memory. It recurses for nested brackets and
for expressions that call themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize
from readerapp.text.phrases import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES
from readerapp.text.source import CHUNK, Text, count_points

_SPACE = (
    rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80){1,999}"
)
_VARIANTS = {family[0]: family for family in (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES)}
_parts = re.compile(r"\s+|\S").findall
_plain_run = re.compile(r"[^\W_]+", re.ASCII).findall


class Literal(Protocol):
    """A compiled literal query that searches bytes."""

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Yield the byte range of each match, half-open, from left to right, without overlaps."""


@dataclass(frozen=True, slots=True)
class _Needle:
    """A query of plain ASCII letters and digits, searched at the speed of `bytes.find`."""

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
    """Any other literal query: a regular expression, tried where a byte string it needs occurs."""

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


@dataclass(frozen=True, slots=True)
class _WholeWords:
    """A literal query that matches whole words only: no letter or digit stands beside a match."""

    words: Literal

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        for start, end in self.words.find(data):
            before = data[max(0, start - _SIGN_BYTES) : start].decode("utf-8", "ignore")[-1:]
            after = data[end : end + _SIGN_BYTES].decode("utf-8", "ignore")[:1]
            if not before.isalnum() and not after.isalnum():
                yield start, end


_SIGN_BYTES = 8
"""Bytes beside a match in which the sign next to it is found: at most four are one sign."""


def is_any_case(query: str) -> bool:
    """Return whether `query` matches either case: it does unless it contains a capital letter.

    >>> is_any_case("whale"), is_any_case("Whale")
    (True, False)
    """
    return query == query.lower()


def compile_literal(query: str) -> Literal | None:
    """Compile a literal query; return None if it contains only white space."""
    if not query.strip():
        return None
    any_case = is_any_case(query)
    words = _plain_run(query)
    if words == [query]:
        return _Needle(query.encode(), any_case and query.upper() != query)
    query = unicodedata.normalize("NFC", query.encode("utf-8", "replace").decode())
    forms = {part: _forms(part, any_case) for part in _parts(query) if not part.isspace()}
    parts = [_either(forms[part]) if part in forms else _SPACE for part in _parts(query)]
    if query[0].isspace():  # otherwise the pattern is tried at each space of a long run
        parts.insert(0, rb"(?<![\t-\r\x1c-\x20])")
    longest = max(_plain_run(query), key=len, default="").encode()
    rarest = max(forms.values(), key=lambda found: min(map(len, found)))
    needed = (longest,) if len(longest) > 2 else rarest
    return _Forgiving(re.compile(b"".join(parts)), needed, any_case)


def _forms(sign: str, any_case: bool) -> tuple[bytes, ...]:
    """Return the UTF-8 forms of one character: typographic variants, cases and NFC and NFD."""
    signs = {*_VARIANTS.get(sign, sign)}
    if any_case:
        signs |= {sign.upper(), sign.lower(), sign.title()}
    forms = {unicodedata.normalize(form, each) for each in signs for form in ("NFC", "NFD")}
    found = {form.encode().lower() if any_case else form.encode() for form in forms}
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _either(forms: tuple[bytes, ...]) -> bytes:
    alternatives = b"|".join(map(re.escape, forms))
    return alternatives if len(forms) == 1 else b"(?:" + alternatives + b")"


_OVERLAP = 16 * 1024
"""Bytes or code points by which a match may extend past the end of its chunk."""
_CONTEXT = 64
"""Code points before a chunk that a regular expression can look back at."""
_TIME_LIMIT = 5.0
"""Time limit in seconds for a regular expression to find its next match."""
_escaped = re.compile(r"\\.", re.DOTALL)

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Match:
    """A half-open range in code points that matches a query.

    Attributes:
        start: First code point.
        end: Code point after the last.
        wrapped: Whether the search went on from the other end of the text.
    """

    start: int
    end: int
    wrapped: bool = False


def search_text(
    text: Text,
    query: str,
    start: int = 0,
    *,
    forward: bool = True,
    regex: bool = False,
    whole_words: bool = False,
    wrap: bool = True,
    stop: Stop | None = None,
) -> Match | None:
    """Return the nearest match of `query`, or None.

    Forward, it is the first match that begins at or after `start`; backward, the last one that
    begins before it.

    Args:
        text: The text.
        query: A literal query or a regular expression.
        start: Offset in code points.
        forward: Direction of the search.
        regex: Whether `query` is a regular expression.
        whole_words: Whether a literal query matches whole words only.
        wrap: Whether to go on from the other end of the text.
        stop: Called between two chunks; the search ends without a match when it returns true.

    Raises:
        ReaderError: The regular expression is invalid or takes too long.
    """
    finder = _finder(text, query, regex, whole_words)
    if finder is None:
        return None
    if forward:
        here, there = _ahead(finder, start, None, stop), _ahead(finder, 0, start, stop)
    else:
        here, there = _back(finder, 0, start, stop), _back(finder, start, None, stop)
    for span in here:
        return Match(*span)
    if wrap:
        for span in there:
            return Match(*span, wrapped=True)
    return None


def find_all_matches(
    text: Text,
    query: str,
    start: int = 0,
    *,
    regex: bool = False,
    whole_words: bool = False,
    stop: Stop | None = None,
) -> Iterator[Match]:
    """Return an iterator of all matches from `start` on, without overlaps, as they are found.

    The arguments are those of `search_text`.

    Raises:
        ReaderError: The regular expression is invalid or takes too long.
    """
    finder = _finder(text, query, regex, whole_words)
    if finder is None:
        return iter(())
    return (Match(*span) for span in _ahead(finder, start, None, stop))


Found = tuple[int, int]


class _Finder(Protocol):
    text: Text

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """Yield matches that begin in blocks `first` to `last` (excluded), not before `offset`."""


def _finder(text: Text, query: str, regex: bool, whole_words: bool) -> _Finder | None:
    if regex:
        return _Expression(text, query) if query else None
    found = compile_literal(query)
    if found is None:
        return None
    literal = _WholeWords(found) if whole_words else found
    return _Bytes(text, literal, max(_OVERLAP, 8 * len(query)))


def _ahead(finder: _Finder, start: int, before: int | None, stop: Stop | None) -> Iterator[Found]:
    """Yield the matches that begin from `start` to `before` (excluded), from left to right."""
    text = finder.text
    i = text.block_at(start)
    while i < text.block_count and not (stop is not None and stop()):
        last = min(text.block_count, (i // CHUNK + 1) * CHUNK)
        for found in finder.matches(i, last, start):
            if before is not None and found[0] >= before:
                return
            yield found
            start = found[1]
        i = last


def _back(finder: _Finder, start: int, before: int | None, stop: Stop | None) -> Iterator[Found]:
    """Yield the matches that begin from `start` to `before` (excluded), from right to left."""
    text = finder.text
    lowest = text.block_at(start)
    last = text.block_count if before is None else text.block_at(before) + 1
    while last > lowest and not (stop is not None and stop()):
        i = max(lowest, (last - 1) // CHUNK * CHUNK)
        found = finder.matches(i, last, start)
        yield from reversed([each for each in found if before is None or each[0] < before])
        last = i


class _Bytes:
    """A finder that searches the bytes of a text for a literal query."""

    def __init__(self, text: Text, pattern: Literal, beyond: int) -> None:
        self.text = text
        self._pattern = pattern
        self._beyond = beyond

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """Yield matches as described at `_Finder.matches`."""
        text = self.text
        begin, end = text.first_byte(first), text.first_byte(last)
        at, here = begin, -1
        data = text.read_bytes(begin, min(text.size, end + self._beyond))
        for start, stop in self._pattern.find(data):
            if begin + start >= end:
                return
            here = text.block_start(first) if here < 0 else here
            here += count_points(data[at - begin : start])
            at = begin + start
            if here >= offset:
                yield here, here + count_points(data[start:stop])


class _Expression:
    """A finder that searches decoded windows for a regular expression, within a time limit."""

    def __init__(self, text: Text, query: str) -> None:
        any_case = is_any_case(_escaped.sub("", query))
        self._pattern: Any = compile_expression(query, any_case=any_case)
        self.text = text

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """Yield matches as described at `_Finder.matches`."""
        begin, end = self.text.block_start(first), self.text.block_start(last)
        base = max(0, begin - _CONTEXT)
        window = self.text.slice(base, end + _OVERLAP)
        at = max(begin, offset) - base
        while (found := self._next(window, at)) is not None and base + found[0] < end:
            if found[1] > found[0]:
                yield base + found[0], base + found[1]
            at = max(found[1], found[0] + 1)

    def _next(self, window: str, at: int) -> Found | None:
        try:
            # concurrent: releases the GIL, so that the reader still responds to keys.
            match = self._pattern.search(window, at, timeout=_TIME_LIMIT, concurrent=True)
        except (TimeoutError, MemoryError):
            raise ReaderError("The pattern takes too long; make it simpler.") from None
        return None if match is None else match.span()


EXPRESSION_LENGTH = 1000
"""Maximum length of an expression in characters; typed ones have fewer than a hundred."""
_EXPANDED_LENGTH = 100_000
"""Maximum length in characters with all repeats expanded: each takes 300 bytes."""
_NESTING_DEPTH = 100
"""Maximum depth of nested brackets; the limit is the recursion of the `regex` compiler."""
_recursion = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)").search
_token = re.compile(
    r"\s|\(\?#[^)]*+\)|\\.|\[\^?\]?(?>(?:[^\]\\]|\\.)*)\]|[{](\d+)(?:,\d*)?[}]|[()]|.", re.DOTALL
)


def compile_expression(query: str, *, any_case: bool) -> Any:
    """Compile `query` with the `regex` package.

    Args:
        query: The regular expression.
        any_case: Whether to ignore case.

    Raises:
        ReaderError: The expression is invalid, or it demands too much.
    """
    import regex  # type: ignore[import-untyped]  # 30 ms, and only these queries need it

    if len(query) > EXPRESSION_LENGTH:
        raise _refusal(f"is longer than {EXPRESSION_LENGTH} characters")
    if _recursion(_escaped.sub("", query)):
        raise _refusal("refers to itself; write it out")
    size, depth = _measure(query)
    if depth > _NESTING_DEPTH:
        raise _refusal(f"has brackets nested more than {_NESTING_DEPTH} deep")
    if size > _EXPANDED_LENGTH:
        raise _refusal("repeats too much; use smaller numbers")
    try:
        return regex.compile(query, regex.MULTILINE | (regex.IGNORECASE if any_case else 0))
    except (regex.error, ValueError, OverflowError) as error:
        reason = sanitize.sanitize_label(str(error), 200)
        raise ReaderError(f"Invalid pattern: {reason}.") from None
    except (RecursionError, MemoryError):
        raise _refusal("needs too much memory; make it simpler") from None


def _refusal(what: str) -> ReaderError:
    return ReaderError(f"The pattern {what}.")


def _measure(query: str) -> tuple[int, int]:
    """Return the length in characters with all repeats expanded, and the depth of brackets.

    Both are upper estimates: brackets and repeats inside a character set may be counted as if they
    were outside.
    """
    sizes = [0]  # of the open brackets, and of the part outside them
    last, deepest = 0, 0
    for match in _token.finditer(query):
        token = match[0]
        if token == "(":  # noqa: S105 - no password
            sizes.append(0)
            deepest = max(deepest, len(sizes) - 1)
            last = 1
        elif token == ")" and len(sizes) > 1:  # noqa: S105
            last = sizes.pop()
            sizes[-1] += last
        elif match[1] is not None:
            times = min(int(match[1][:9]), _EXPANDED_LENGTH + 1)
            sizes[-1] += last * (times - 1) if times else 0
            last *= max(times, 1)
        elif token.isspace() or token.startswith("(?#"):
            sizes[-1] += 1  # in verbose mode a repeat applies to the part before these
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes), deepest
