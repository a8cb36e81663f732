"""Importer of SLATE `.annotations` files, which hold positions and labels but no words.

    (2, 1) - label:a                  the second word of the third line
    ((3, 5), (3, 8, 2)) - a b         from a word to the third character of another; two labels
    13 0 -                            a link between two lines

Positions count lines, words and characters from 0, ends included; `()` is the whole document.
Source: https://github.com/jkkummerfeld/slate, which executes these lines as Python; here they are
only parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readerapp.core.errors import ReaderError
from readerapp.core.model import CONTEXT
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    text_values,
)

Position = tuple[int, ...]
_LabelledSpan = tuple[
    Position, Position, list[str], str
]  # both ends, labels, "LINE INDEX" in a link

_line = re.compile(r"\s*+((?=[\[(\d])[\[\](),\d\s]++)-(?:\s(.*))?")
_span = re.compile(r"\(\s*\(([\d\s,]*)\)\s*,\s*\(([\d\s,]*)\)\s*\)|\(([\d\s,]*)\)")
_ENDING = re.compile(r"\.annotations\d*$", re.IGNORECASE)


def is_slate(content: str) -> bool:
    """Return whether the first line is a position, a dash and labels."""
    return bool(_line.fullmatch(content.lstrip()[:10_000].partition("\n")[0].rstrip("\r")))


def read_slate(content: str, name: str) -> ImportBatch:
    """Return a batch whose `within` parses the annotations, given the text."""
    document = _ENDING.sub("", name)

    def within(text: str) -> ImportBatch:
        words = _WordPositions(text)
        return collect_batch(
            "SLATE", _labelled_spans(content), lambda span: _item(words, name, document, span)
        )

    return ImportBatch(format="SLATE", document=document, within=within)


def _labelled_spans(content: str) -> Iterator[_LabelledSpan | None]:
    """Yield what each line marks; None for a line that is not in SLATE's form."""
    for number, line in enumerate(content.split("\n"), 1):
        found = _line.fullmatch(line.rstrip("\r"))
        if not found:
            yield from [None] * bool(line.strip())
            continue
        spans = list(_spans(found[1]))
        labels = (found[2] or "").split()
        if len(spans) == 1:
            yield *spans[0], labels, ""
        else:  # linked passages get a common label
            for number_of_span, ends in enumerate(spans):
                yield *ends, [*labels, f"link-{number}"], f"{number} {number_of_span}"


def _spans(written: str) -> Iterator[tuple[Position, Position]]:
    if "(" not in written:
        for line in _numbers(written):
            yield (line,), (line,)
    for first, last, single in _span.findall(written):
        yield _numbers(first or single), _numbers(last or single)


def _numbers(written: str) -> Position:
    return tuple(int(number[:9]) for number in re.findall(r"[0-9]+", written))


class _WordPositions:
    """The positions of the words of each line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._spans: dict[int, list[tuple[int, int]]] = {}  # cache, by line

    def range(self, first: Position, last: Position) -> tuple[int, int]:
        """Return the half-open range in code points from one position to another, both included.

        Raises:
            IndexError: one of them is not in the text.
        """
        return self._range_of(first)[0], self._range_of(last)[1]

    def _range_of(self, position: Position) -> tuple[int, int]:
        line, *inner = position
        begin = self._starts[line]
        if line not in self._spans:
            self._spans[line] = self._words(begin)
        words = self._spans[line]
        if not inner:
            return begin + words[0][0], begin + words[-1][1]
        start, stop = words[inner[0]]
        if len(inner) == 1:
            return begin + start, begin + stop
        offset = range(start, stop)[inner[1]]
        return begin + offset, begin + offset + 1

    def _words(self, begin: int) -> list[tuple[int, int]]:
        """Return the ranges of the words in the line that starts at `begin`, relative to it."""
        end = self.text.find("\n", begin)
        line = self.text[begin : None if end < 0 else end]
        return [match.span() for match in re.finditer(r"\S+", line)]


def _item(
    words: _WordPositions, name: str, document: str, span: _LabelledSpan | None
) -> ImportedAnnotation:
    if span is None:
        raise ReaderError("it is not a place with labels.")
    first, last, labels, link = span
    start, end = 0, 0
    if first:
        try:
            start, end = words.range(first, last)
        except IndexError:
            raise ReaderError(f"its place, {first} to {last}, is not in the text.") from None
    if end < start:
        raise ReaderError("it ends before it begins.")
    item = ImportedAnnotation(
        id="",
        exact=words.text[start:end],
        prefix=words.text[max(0, start - CONTEXT) : start],
        suffix=words.text[end : end + CONTEXT] if end else "",
        start=start if end else None,
        end=end or None,
        tags=text_values(labels),
        document=document,
    )
    position = name, repr((first, last)), link
    return identified(item, None, *position, earlier=("slate", *position))
