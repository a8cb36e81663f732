"""How a program counts the positions of a REFI-QDA source, and where they are in our text.

The standard says that positions count the code points of the text file. Programs count what their
own text holds: a line end as one or as two, a sign outside the Basic Multilingual Plane as two
(UTF-16 code units), the byte order mark as one. No file says which. So each way is tried on all
selections of a source, and the one that fits best is taken: by the words that programs write as the
name of a selection, then by selections that begin and end where a word does.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MAXIMUM_WIDE = 1_000_000
"""Line ends, or signs, of a text that may count as two; a dozen ways to count them stay below
200 MB. More is no text that people code, and then they count as one."""
_COMPARED = 60
"""Code points of a name that are compared at each end; programs cut names at about this length."""
_WINDOW = 4 * _COMPARED
"""Code points of the text that are compared with them: names have one space for several."""
_SELECTIONS = 5_000
"""Selections of a source that are compared with the text; more would not change the result."""

_astral = re.compile("[\U00010000-\U0010ffff]")
_ellipsis = re.compile(r"(\.\.\.|…|\[\.\.\.\]|\[…\])$")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source.

    Attributes:
        text: the text, with LF as line ends and without byte order mark.
        double_ends: offsets in `text` of the line ends that are CR LF in the file.
        has_mark: whether the file begins with a byte order mark.
    """

    text: str
    double_ends: array[int]
    has_mark: bool = False


def decode_text(content: bytes) -> tuple[str, bool]:
    """Return the text in a file, and whether it begins with a byte order mark.

    The file is in UTF-8, or in UTF-16 with a byte order mark.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    has_mark = encoding == "utf-16" or content[:3] == b"\xef\xbb\xbf"
    return content.decode(encoding, "replace"), has_mark


def normalize_source(text: str, *, has_mark: bool = False) -> SourceText:
    """Return the text of a source with LF as line ends."""
    double_ends: array[int] = array("L")
    if "\r" not in text:
        return SourceText(text, double_ends, has_mark)
    if text.count("\r\n") <= _MAXIMUM_WIDE:
        found = enumerate(re.finditer("\r\n", text))
        double_ends.extend(match.start() - before for before, match in found)
    return SourceText(text.replace("\r\n", "\n").replace("\r", "\n"), double_ends, has_mark)


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of a source as its program wrote it.

    Attributes:
        start: its first position.
        end: the position after it.
        name: its name: its words, the first of them, or anything else; may be empty.
    """

    start: int
    end: int
    name: str = ""


class PositionCount:
    """A way to count positions in a text.

    Args:
        wide: offsets, in order, of the characters that count as two; empty for code points.
        lead: how many positions are before the first character.
    """

    def __init__(self, wide: Sequence[int] = (), lead: int = 0) -> None:
        self._positions = array("L", (offset + n for n, offset in enumerate(wide)))
        self._lead = lead

    def __eq__(self, other: object) -> bool:
        """Return whether both count alike."""
        if not isinstance(other, PositionCount):
            return NotImplemented
        return (self._lead, self._positions) == (other._lead, other._positions)

    __hash__ = None  # type: ignore[assignment]

    def offset(self, position: int) -> int:
        """Return the offset in code points of a position; inside a character, the one before it."""
        position = max(0, position - self._lead)
        return position - bisect_left(self._positions, position)


def choose_count(
    source: SourceText, selections: Sequence[Selection], *, single_ends: bool = False
) -> PositionCount:
    """Return the way of counting that fits the selections of a source best.

    Args:
        source: the text.
        selections: its selections.
        single_ends: whether the program is known to count line ends as one: it is then right if
            several ways fit equally well.
    """
    step = max(1, len(selections) // _SELECTIONS)
    compared = selections[::step]
    ways = _ways(source, single_ends=single_ends)
    if len(ways) == 1:
        return ways[0]
    return max(ways, key=lambda way: _fit(source.text, way, compared))


def _ways(source: SourceText, *, single_ends: bool) -> list[PositionCount]:
    """Return the ways to count, each once, the more usual first."""
    none: array[int] = array("L")
    all_ends = _offsets(re.finditer("\n", source.text))
    astral = _offsets(_astral.finditer(source.text))
    ends = (none, source.double_ends) if single_ends else (source.double_ends, none)
    known: list[PositionCount] = []
    for lead in (0, 1) if source.has_mark else (0,):
        for wide_signs in (none, astral):
            for wide_ends in (*ends, all_ends):
                way = PositionCount(array("L", sorted((*wide_signs, *wide_ends))), lead)
                if way not in known:
                    known.append(way)
    return known


def _offsets(found: Iterable[re.Match[str]]) -> array[int]:
    offsets: array[int] = array("L")
    for match in found:
        if len(offsets) == _MAXIMUM_WIDE:
            return array("L")
        offsets.append(match.start())
    return offsets


def _fit(text: str, way: PositionCount, selections: Iterable[Selection]) -> tuple[int, int]:
    """Return how many ends of selections fit their names, and how many are ends of words."""
    names = words = 0
    for selection in selections:
        start, end = way.offset(selection.start), way.offset(selection.end)
        if not start < end <= len(text):
            continue
        name = " ".join(selection.name.split())
        if name:
            whole = not _ellipsis.search(name)
            name = name if whole else _ellipsis.sub("", name).rstrip()
            names += _fold(text[start : min(end, start + _WINDOW)]).startswith(name[:_COMPARED])
            last = _fold(text[max(start, end - _WINDOW) : end])
            names += whole and last.endswith(name[-_COMPARED:])
            names += whole and end - start == len(name)
        words += _is_word_end(text, start) + _is_word_end(text, end)
    return names, words


def _fold(words: str) -> str:
    return " ".join(words.split())


def _is_word_end(text: str, offset: int) -> bool:
    """Return whether a word begins or ends at an offset."""
    before = offset > 0 and text[offset - 1].isalnum()
    after = offset < len(text) and text[offset].isalnum()
    return before != after
