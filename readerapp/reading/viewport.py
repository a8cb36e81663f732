"""The rows on screen: a window on the layout, tied to the offset of its first row.

Rows have no global numbers: a document of 100 MB is never wrapped as a whole, and a resize
that changes every row keeps the words at the top where they are.
"""

from __future__ import annotations

from readerapp.text.line_layout import LineLayout, TextRow


class Viewport:
    """The first row's offset, and the rows that follow as far as there is room."""

    def __init__(self, layout: LineLayout) -> None:
        self.layout = layout
        self.height = 1
        self.rows: list[TextRow] = []
        self._kept = 0  # what a resize brings back to the top

    @property
    def top(self) -> int:
        """The offset of the first row."""
        return self.rows[0].start if self.rows else 0

    def resize(self, width: int, height: int, at: int | None = None) -> None:
        """Wrap for `width` cells and show `height` rows; the words at the top stay there.

        They are those of the last time somebody moved: sizes that come and go lead back. Where
        the offset `at` would not be on screen, as little is scrolled as it takes.
        """
        top = self._kept
        self.height = max(1, height)
        self.layout.width = width
        self.rows = self._page(top)
        if at is not None:
            self.follow(at)
            self._kept = top

    def begin(self, top: int) -> None:
        """Have the first `resize` show the row that holds `top` first."""
        self._kept = max(0, top)

    def lay_out(self, top: int) -> None:
        """Show the row that holds `top` first, or near the end the last full page."""
        self.rows = self._page(max(0, top))
        self._kept = self.top

    def place(self, offset: int) -> int | None:
        """The number on screen of the row that holds `offset`, None if it is not on screen."""
        if not self.rows or offset < self.rows[0].start:
            return None
        for number, row in enumerate(self.rows):
            if offset < row.end:
                return number
        # Behind the last row's end is on screen only where the text ends.
        return len(self.rows) - 1 if self.at_end else None

    @property
    def at_end(self) -> bool:
        """True if the last row of the text is on screen."""
        return not self.rows or len(self.layout.rows_from(self.rows[-1].start, 2)) < 2

    def scroll(self, rows: int) -> int:
        """Move by some rows, never past the last page; how many it were."""
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
        """Scroll as little as it takes to show `offset`; a far one comes to a third of the height.

        Returns:
            True if the view moved.
        """
        if self.place(offset) is not None:
            self._kept = self.top
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
        """Show `offset`, and what lies before `end` if there is room; True if the view moved."""
        last = offset if end is None else max(offset, end - 1)
        if self.place(offset) is not None and self.place(last) is not None:
            self._kept = self.top
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
