"""The footer: the keys that matter at this moment, on one row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget


class Footer(Widget):
    """The footer: one row of key and word pairs, as many as fit, the most useful first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs: tuple[tuple[str, str], ...] = ()

    def show(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show (key, word) pairs."""
        if tuple(pairs) != self._pairs:
            self._pairs = tuple(pairs)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        base, width = self.rich_style, self.size.width
        segments, used = [Segment(" ", base)], 1
        for key, word in self._pairs:
            cells = len(key) + len(word) + 3
            if used + cells > width:
                break
            segments += [Segment(key, base + Style(bold=True)), Segment(f" {word}  ", base)]
            used += cells
        return Strip(segments).adjust_cell_length(width, base)
