"""The caret and the selection, moved by characters, words, sentences, paragraphs and rows.

This module does not depend on a screen. Rows come from the layout, so that up and down follow
what is shown. A selection that `v` starts includes the cluster under the caret, as in vim; one
that Shift starts ends before it, as in editors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from readerapp.speakers.quotations import QuotationFinder
from readerapp.text import motions
from readerapp.text.line_layout import LineLayout
from readerapp.text.source import Text

Mode = Literal["none", "fixed", "typed", "visual"]
"""The kind of selection, which says how `Caret.move` treats it.

`none`: nothing is selected. `fixed` (a selected unit) and `typed` (made with Shift): a move drops
the selection. `visual` (made with `v`): a move extends it.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of the text in code points."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Return the number of code points."""
        return self.end - self.start


class Caret:
    """The position of the caret in the text, and the selection."""

    def __init__(self, text: Text, layout: LineLayout) -> None:
        self._text = text
        self._layout = layout
        self._goal_column: int | None = None
        self._anchor = 0
        self._mode: Mode = "none"
        self._smaller_ranges: list[tuple[int, int]] = []
        self.at = 0

    @property
    def mode(self) -> Mode:
        """Return how the next move treats the selection."""
        return self._mode

    @property
    def selection(self) -> Span | None:
        """Return the selected range; None if nothing is selected."""
        if self._mode == "none":
            return None
        start, end = sorted((self._anchor, self.at))
        if self._mode == "visual":
            end = motions.next_cluster(self._text, end)
        return Span(start, end) if end > start else None

    @cached_property
    def _quotations(self) -> QuotationFinder:
        # Created on demand, because it first examines how the text uses quotation marks.
        return QuotationFinder(self._text)

    # Moving

    def move(self, motion: str) -> None:
        """Move the caret.

        A visual selection is extended; another one is dropped.

        Args:
            motion: A key of `MOTIONS`, or `up`, `down`, `row_start` or `row_end`.
        """
        if self._mode in ("fixed", "typed"):
            self.drop()
        self._move(motion)

    def extend(self, motion: str) -> None:
        """Move the caret and extend the selection, as Shift with an arrow key does."""
        if self._mode == "none":
            self._anchor = self.at
        if self._mode != "visual":
            self._mode = "typed"
        self._move(motion)
        if motion == "row_end" and self._mode == "typed":  # such a selection ends before the caret
            self.at = self._layout.row_at(self.at).stop

    def jump(self, offset: int) -> None:
        """Go to `offset`; a selection that is being made extends to it."""
        if self._mode == "fixed":
            self.drop()
        self._go(offset)

    def _go(self, offset: int) -> None:
        """Put the caret on the cluster at `offset`, or at the end of the text."""
        self._goal_column = None
        self._smaller_ranges = []
        offset = max(0, offset)
        if self._text.slice(offset, offset + 1):
            self.at = motions.cluster_at(self._text, offset)[0]
        else:  # only in this case the length of the whole text is needed
            self.at = len(self._text)

    def _move(self, motion: str) -> None:
        if motion in ("up", "down"):
            self._step(1 if motion == "down" else -1)
        elif motion == "row_start":
            self._go(self._layout.row_at(self.at).start)
        elif motion == "row_end":
            self._go(self._row_end())
        else:
            self._go(MOTIONS[motion](self._text, self.at))

    def _row_end(self) -> int:
        """Return the last cluster of the row; after Shift, the end of the row."""
        row = self._layout.row_at(self.at)
        if row.stop == row.start or self._mode == "typed":
            return row.stop
        return motions.previous_cluster(self._text, row.stop)

    def _step(self, rows: int) -> None:
        """Move the caret one row up (-1) or down (1), and keep its column."""
        self._smaller_ranges = []
        row = self._layout.row_at(self.at)
        if self._goal_column is None:
            self._goal_column = self._layout.column(row, self.at)
        if rows > 0:
            near = self._layout.rows_from(self.at, 2)[1:]
        else:
            near = self._layout.rows_before(self.at, 1)
        if near:
            self.at = self._layout.offset_at(near[0], self._goal_column)

    def to_row(self, start: int) -> None:
        """Go to the row that begins at `start`, in the column where the vertical movement began."""
        if self._mode in ("fixed", "typed"):
            self.drop()
        if self._goal_column is None:
            self._goal_column = self._layout.column(self._layout.row_at(self.at), self.at)
        self.at = self._layout.offset_at(self._layout.row_at(start), self._goal_column)

    # Selecting

    def select(self, start: int, end: int) -> None:
        """Select a range and put the caret at its start."""
        self._anchor, self.at, self._mode = end, start, "fixed"
        self._goal_column = None
        self._smaller_ranges = []

    def adjust(self, start: int, end: int) -> None:
        """Select a range and put the caret on its last cluster, so that moves change its end."""
        self._anchor, self.at = start, max(start, motions.previous_cluster(self._text, end))
        self._mode, self._goal_column = "visual", None
        self._smaller_ranges = []

    def toggle(self) -> None:
        """Start a visual selection at the caret, or end the current one, which stays selected."""
        if self._mode == "visual":
            span = self.selection
            self.drop()
            if span:
                self.select(span.start, span.end)
        else:
            if self._mode == "none":
                self._anchor = self.at
            # A visual selection ends on its last cluster, other selections after it.
            elif self._anchor > self.at:
                self._anchor = motions.previous_cluster(self._text, self._anchor)
            elif self._anchor < self.at:
                self.at = motions.previous_cluster(self._text, self.at)
            self._mode = "visual"

    def drop(self) -> None:
        """Clear the selection; the caret does not move."""
        self._mode = "none"
        self._smaller_ranges = []

    def swap(self) -> None:
        """Move the caret to the other end of the selection."""
        if self._mode != "none":
            self._anchor, self.at = self.at, self._anchor
            self._goal_column = None

    def grow(self) -> str:
        """Select the next larger unit: word, quotation, sentence or paragraph.

        Returns:
            The name of the unit; empty if there is no larger one.
        """
        span = self.selection or Span(self.at, self.at)
        larger = [
            (bounds, name)
            for name, bounds in self._units_around(span)
            if bounds[0] <= span.start and bounds[1] >= span.end and _length(bounds) > span.length
        ]
        if not larger:
            return ""
        bounds, name = min(larger, key=lambda unit: _length(unit[0]))
        self._select_unit(bounds, [*self._smaller_ranges, (span.start, span.end)])
        return name

    def shrink(self) -> str:
        """Undo the last `grow`, or select the next smaller unit at the start of the selection.

        Returns:
            The name of the unit that is selected now; empty if the selection is none.
        """
        if self._smaller_ranges:
            self._select_unit(self._smaller_ranges[-1], self._smaller_ranges[:-1])
        elif span := self.selection:
            smaller = [
                bounds
                for _, bounds in self._units_around(Span(span.start, span.start))
                if span.start <= bounds[0] and bounds[1] <= span.end
                if _length(bounds) < span.length
            ]
            if smaller:
                self.select(*max(smaller, key=_length))
        span = self.selection
        if span is None:
            return ""
        units = self._units_around(span)
        return next((name for name, bounds in units if bounds == (span.start, span.end)), "")

    def _select_unit(self, bounds: tuple[int, int], grown: list[tuple[int, int]]) -> None:
        self.select(*bounds)
        self._smaller_ranges = grown
        if bounds[0] == bounds[1]:
            self._mode = "none"

    def _units_around(self, span: Span) -> list[tuple[str, tuple[int, int]]]:
        """Return the word, sentence, paragraph and quotation at the start of the range."""
        units = []
        for name, unit_at in _UNITS.items():
            if bounds := unit_at(self._text, span.start):
                units.append((name, bounds))
        if quotation := self._quotations.at(span.start):
            units.append(("quotation", (quotation.start, quotation.end)))
        return units

    def subject(self) -> Span | None:
        """Return the range that Enter highlights: the selection, or the quotation or sentence here.

        None if there are no words.
        """
        if span := self.selection:
            return span if self._text.slice(span.start, span.end).strip() else None
        quotation = self._quotations.at(self.at)
        if quotation:
            return Span(quotation.start, quotation.end)
        sentence = motions.sentence_at(self._text, self.at)
        return Span(*sentence) if sentence else None

    def quotation(self, direction: int) -> bool:
        """Select the next (1) or previous (-1) quotation; return False if there is none."""
        span = self.selection
        if direction > 0:
            quotation = self._quotations.after(span.end if span else self.at)
        else:
            quotation = self._quotations.before(span.start if span else self.at)
        if quotation is None:
            return False
        self.select(quotation.start, quotation.end)
        return True


_UNITS: dict[str, Callable[[Text, int], tuple[int, int] | None]] = {
    "word": motions.word_at,
    "sentence": motions.sentence_at,
    "paragraph": motions.paragraph_at,
}
"""The units of text by name. Each takes the text and an offset, and returns a range."""


def _length(bounds: tuple[int, int]) -> int:
    return bounds[1] - bounds[0]


MOTIONS: dict[str, Callable[[Text, int], int]] = {
    "left": motions.previous_cluster,
    "right": motions.next_cluster,
    "next_word": motions.next_word,
    "previous_word": motions.previous_word,
    "word_end": motions.word_end,
    "next_sentence": motions.next_sentence,
    "previous_sentence": motions.previous_sentence,
    "next_paragraph": motions.next_paragraph,
    "previous_paragraph": motions.previous_paragraph,
    "document_start": lambda text, offset: 0,  # noqa: ARG005 - all motions are called alike
    "document_end": lambda text, offset: len(text),  # noqa: ARG005
}
"""The motions by name. Each takes the text and an offset, and returns the new offset."""
