"""Letter boxes: where words of a line of the text stand on the page of a PDF.

The lines of the text were cleaned, so their letters are looked for in those of the page, and the
nearest place is taken. Where letters were replaced, the two are aligned; where nothing is alike,
all letters count as equally wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from readerapp.documents.pdf.lines import PdfLine, clean_words

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""

_PLACES = 500
"""Places of the same letters on a page that are compared."""
_LONGEST = 2_000
"""Letters of a line that are aligned; a longer one is no line of prose."""


class PageLetters:
    """The letters of a page with their boxes.

    Args:
        letters: each with left, bottom, right and top, in the order of the page.
    """

    def __init__(self, letters: Iterable[Sequence[object]]) -> None:
        signs: list[str] = []
        self._boxes: list[Box] = []
        for sign, *box in letters:
            for letter in clean_words(str(sign)).replace(" ", ""):
                signs.append(letter)
                self._boxes.append(tuple(box))  # type: ignore[arg-type]
        self._signs = "".join(signs)

    def box(self, line: PdfLine, low: int, high: int) -> Box:
        """Return the box of words of a line.

        Args:
            line: the line.
            low: the offset of the first code point in the words of the line.
            high: the offset after the last one.
        """
        wanted = "".join(line.words.split())
        first = len("".join(line.words[:low].split()))
        last = first + len("".join(line.words[low:high].split()))
        start = self._nearest(wanted, line)
        if start is not None:
            found = self._boxes[start + first : start + last]
        else:
            found = self._aligned(wanted, line, first, last)
        around = _around(found)
        return around if around else _estimate(line, low, high)

    def _nearest(self, wanted: str, line: PdfLine) -> int | None:
        """Return where the letters of a line begin, of several places the nearest one."""
        places: list[int] = []
        at = self._signs.find(wanted) if wanted else -1
        while at >= 0 and len(places) < _PLACES:
            places.append(at)
            at = self._signs.find(wanted, at + 1)

        def distance(place: int) -> float:
            left, bottom, _, _ = self._boxes[place]
            return abs(left - line.left) + abs(bottom - line.base)

        return min(places, key=distance, default=None)

    def _aligned(self, wanted: str, line: PdfLine, first: int, last: int) -> list[Box]:
        """Return the boxes of those letters that are like letters of a line."""
        beside = [
            index
            for index, (left, bottom, right, top) in enumerate(self._boxes)
            if abs((bottom + top) / 2 - line.base - 0.3 * line.size) < 0.7 * line.size
            and line.left - 1 <= (left + right) / 2 <= line.right + 1
        ]
        if max(len(beside), len(wanted)) > _LONGEST:
            return []
        signs = "".join(self._signs[index] for index in beside)
        matcher = SequenceMatcher(None, wanted, signs, autojunk=False)
        return [
            self._boxes[beside[block.b + offset]]
            for block in matcher.get_matching_blocks()
            for offset in range(block.size)
            if first <= block.a + offset < last
        ]


def _around(boxes: Sequence[Box]) -> Box | None:
    """Return the box around others; None if they have no area."""
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    around = min(lefts), min(bottoms), max(rights), max(tops)
    return around if around[0] < around[2] and around[1] < around[3] else None


def _estimate(line: PdfLine, low: int, high: int) -> Box:
    """Return the box of words of a line, as if all letters had one width."""
    bottom = line.base - 0.25 * line.size
    left = line.left + low * line.letter
    return left, bottom, line.left + max(high, low + 1) * line.letter, bottom + 1.2 * line.size
