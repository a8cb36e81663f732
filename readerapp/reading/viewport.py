"""The viewport: the rows on screen, anchored to the text offset of the first row.

Rows have no global numbers. So a document of 100 MB is never wrapped as a whole, and after a
resize, which changes every row, the same words are at the top.
"""

from __future__ import annotations

from readerapp.text.line_layout import LineLayout, TextRow


class Viewport:
    """The rows on screen: the first row's offset, and the rows that follow it.

    Offsets are code points, widths are cells.
    """

    def __init__(self, layout: LineLayout) -> None:
        self.layout = layout
        self.height = 1
        self.rows: list[TextRow] = []
        self._anchor = 0  # the offset that a resize restores at the top

    @property
    def top(self) -> int:
        """Return the offset of the first row."""
        return self.rows[0].start if self.rows else 0

    def resize(self, width: int, height: int, at: int | None = None) -> None:
        """Wrap the text again for a new size; the words at the top stay there.

        The top is that of the last move, so that a sequence of sizes leads back to the same words.

        Args:
            width: The width in cells.
            height: The number of rows.
            at: An offset that must be on screen; if needed, the view scrolls as little as possible.
        """
        top = self._anchor
        self.height = max(1, height)
        self.layout.width = width
        self.rows = self._page(top)
        if at is not None:
            self.follow(at)
            self._anchor = top

    def begin(self, top: int) -> None:
        """Set the offset that the first `resize` shows in the first row."""
        self._anchor = max(0, top)

    def lay_out(self, top: int) -> None:
        """Show the row that contains `top` first; near the end, show the last full page."""
        self.rows = self._page(max(0, top))
        self._anchor = self.top

    def row_index(self, offset: int) -> int | None:
        """Return the index on screen of the row that contains `offset`; None if not on screen."""
        if not self.rows or offset < self.rows[0].start:
            return None
        for number, row in enumerate(self.rows):
            if offset < row.end:
                return number
        # An offset after the last row is on screen only at the end of the text.
        return len(self.rows) - 1 if self.at_end else None

    @property
    def at_end(self) -> bool:
        """Return True if the last row of the text is on screen."""
        return not self.rows or len(self.layout.rows_from(self.rows[-1].start, 2)) < 2

    def scroll(self, rows: int) -> int:
        """Scroll by a number of rows, but not past the last page; return the number moved.

        A positive number scrolls down. The result is never negative.
        """
        if rows > 0:
            ahead = self.layout.rows_from(self.top, self.height + rows)
            moved = max(0, min(rows, len(ahead) - self.height))
            if moved:
                self.lay_out(ahead[moved].start)
            return moved
        above = self.layout.rows_before(self.top, -rows) if rows else []
        if above:
            self.lay_out(above[0].start)
        return len(above)

    def follow(self, offset: int) -> bool:
        """Scroll as little as possible to show `offset`.

        A distant offset appears at a third of the height.

        Returns:
            True if the view moved.
        """
        if self.row_index(offset) is not None:
            self._anchor = self.top
            return False
        start = self.layout.row_at(offset).start
        if offset < self.top:
            near = start in {row.start for row in self.layout.rows_before(self.top, self.height)}
            self.lay_out(start if near else self._above(start, self.height // 3))
        else:
            after = self.layout.rows_from(self.rows[-1].start, self.height) if self.rows else []
            near = start in {row.start for row in after}
            self.lay_out(self._above(start, self.height - 1 if near else self.height // 3))
        return True

    def show(self, offset: int, end: int | None = None) -> bool:
        """Show `offset`, and the text before `end` if there is room.

        Args:
            offset: The offset to show.
            end: The end of the range, exclusive; None for `offset` alone.

        Returns:
            True if the view moved.
        """
        last = offset if end is None else max(offset, end - 1)
        if self.row_index(offset) is not None and self.row_index(last) is not None:
            self._anchor = self.top
            return False
        self.lay_out(self._above(self.layout.row_at(offset).start, self.height // 3))
        return True

    def _page(self, top: int) -> list[TextRow]:
        rows = self.layout.rows_from(top, self.height)
        missing = self.height - len(rows)
        if missing and rows:
            rows[:0] = self.layout.rows_before(rows[0].start, missing)
        return rows

    def _above(self, start: int, rows: int) -> int:
        above = self.layout.rows_before(start, rows) if rows > 0 else []
        return above[0].start if above else start
