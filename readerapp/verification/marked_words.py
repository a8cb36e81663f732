"""The words of a quotation and of its source side by side, with those that differ marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.verification.comparison import Difference
from readerapp.verification.quotation import split_quotation
from readerapp.verification.words import split_words

ELSEWHERE = "elsewhere"
"""The kind of words of a spliced quotation that come from another place."""
_COMPARED = 20_000
"""Code points that are compared on each side: more than any panel shows."""
_LEAST_CONTEXT = 12
"""Code points that stay on each side of a difference when a long passage is shortened."""


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words in a row, with the kind of their difference; empty if they do not differ."""

    text: str
    kind: str = ""


def mark_differences(
    draft: str, source: str, differences: Sequence[Difference], *, spliced: bool = False
) -> tuple[list[MarkedWords], list[MarkedWords]]:
    """Divide a quotation and the words of its source into words that are alike and that differ.

    Args:
        draft: the words of the quotation.
        source: the words of the source.
        differences: what the check found; only that is marked.
        spliced: whether the quotation was put together: then what is not in `source` is from
            elsewhere.

    Returns:
        The words of the draft and those of the source.
    """
    if not differences and not spliced:
        return [MarkedWords(draft)], [MarkedWords(source)]
    segments = split_quotation(draft[:_COMPARED])
    theirs = split_words(source[:_COMPARED])
    own = segments.words
    offsets = _offsets_in(draft, segments.text)
    own_spans = [
        (offsets[start], offsets[end - 1] + 1)
        for start, end in zip(segments.starts, segments.ends, strict=True)
    ]
    their_spans = list(zip(theirs.starts, theirs.ends, strict=True))
    left: list[tuple[int, int, str]] = []
    right: list[tuple[int, int, str]] = []
    matcher = SequenceMatcher(None, own, theirs.words, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            continue
        kind = ELSEWHERE if spliced else _kind(own[a:b], theirs.words[c:d], differences)
        if kind and b > a:
            left.append((own_spans[a][0], own_spans[b - 1][1], kind))
        if kind and d > c and not spliced:
            right.append((their_spans[c][0], their_spans[d - 1][1], kind))
    return [*_divide(draft, left)], [*_divide(source, right)]


def _offsets_in(draft: str, text: str) -> list[int]:
    """Return the offset in `draft` of each code point of `text`, which has fewer brackets."""
    offsets = []
    at = 0
    for sign in text:
        while draft[at] != sign and draft[at] in "[]":
            at += 1
        offsets.append(at)
        at += 1
    return offsets


def _kind(own: Sequence[str], theirs: Sequence[str], differences: Sequence[Difference]) -> str:
    """Return the kind of the difference that has most of some words; empty for a marked cut."""
    best, most = "", 0
    for one in differences:
        common = len({*split_words(one.draft).words} & {*own})
        common += len({*split_words(one.source).words} & {*theirs})
        if common > most:
            best, most = one.kind, common
    return best or ("word" if own else "")


def _divide(text: str, ranges: Sequence[tuple[int, int, str]]) -> Iterator[MarkedWords]:
    """Yield the parts of a text inside and outside ranges, which are in order."""
    at = 0
    for start, end, kind in ranges:
        if start > at:
            yield MarkedWords(text[at:start])
        yield MarkedWords(text[start:end], kind)
        at = end
    if at < len(text):
        yield MarkedWords(text[at:])


def shorten_alike(parts: Sequence[MarkedWords], length: int) -> list[MarkedWords]:
    """Shorten words that do not differ, so that those that do have room.

    What lies between two differences loses its middle, what comes before the first one its
    beginning. The end is not cut: whoever lays the words out cuts it.

    Args:
        parts: the words.
        length: the code points that there is room for.
    """
    alike = [number for number, part in enumerate(parts[:-1]) if not part.kind]
    excess = sum(len(part.text) for part in parts) - length
    if excess <= 0 or not alike:
        return list(parts)
    marked = sum(len(part.text) for part in parts if part.kind)
    share = max(_LEAST_CONTEXT, (length - marked) // (2 * len(alike) + 1))
    shortened = list(parts)
    for number in alike:
        text = parts[number].text
        before = "" if number == 0 else first_words(text, share)
        after = last_words(text, share)
        if len(before) + len(after) + 3 < len(text):
            shortened[number] = replace(parts[number], text=f"{before} … {after}".lstrip())
    return shortened
