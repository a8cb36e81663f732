"""The footer: the keys that matter at this moment, on one row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.sanitize import sanitize_label


class Footer(Widget):
    """The footer: one row of key and word pairs, as many as fit, the most useful first.

    The rest of a message that is too long for the status line takes their place.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs: tuple[tuple[str, str], ...] = ()
        self._message, self._warning = "", False

    def show(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show (key, word) pairs."""
        if tuple(pairs) != self._pairs:
            self._pairs = tuple(pairs)
            self.refresh()

    def show_rest(self, message: str, warning: bool) -> None:
        """Show the rest of a message of the status line instead of the keys.

        Args:
            message: The rest; empty to show the keys again.
            warning: Whether it is a warning, in reverse.
        """
        if (message, warning) != (self._message, self._warning):
            self._message, self._warning = message, warning
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        base, width = self.rich_style, self.size.width
        if self._message:
            style = base + Style(bold=True, reverse=self._warning or None)
            rest = Segment(sanitize_label(self._message, width - 2), style)
            return Strip([Segment(" ", base), rest]).adjust_cell_length(width, base)
        segments, used = [Segment(" ", base)], 1
        for key, word in self._pairs:
            cells = len(key) + len(word) + 3
            if used + cells > width:
                break
            segments += [Segment(key, base + Style(bold=True)), Segment(f" {word}  ", base)]
            used += cells
        return Strip(segments).adjust_cell_length(width, base)
