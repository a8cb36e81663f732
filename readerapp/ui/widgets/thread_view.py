"""The thread above the note editor: the other notes and replies of all annotators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.reading.threads import Line


class ThreadView(Widget):
    """The notes of a thread that are not resolved, without the one that is in the editor."""

    def __init__(self, room: Callable[[], int]) -> None:
        super().__init__()
        self._room = room
        self._thread: AnnotationView | None = None
        self._written: str | None = None
        self._lines: list[Line] = []

    def show(self, thread: AnnotationView | None, written: str | None) -> None:
        """Show a thread without the note whose annotation has the id `written`."""
        if (thread, written) != (self._thread, self._written):
            self._thread, self._written = thread, written
            self.lay_out()

    def on_resize(self) -> None:
        """Lay out the lines for the new width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Take as many rows as the thread needs, at most what the panel has room for."""
        from readerapp.reading.threads import lines

        panel = self.parent
        assert isinstance(panel, Widget)
        width = max(1, panel.size.width - 2)
        self._lines = lines(self._thread, self._written, width, self._room())
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render a line of the thread."""
        base, width = self.rich_style, self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[y]
        style = base + (Style(bold=True) if line.who else Style(dim=True))
        return Strip([Segment(f" {line.text}", style)]).adjust_cell_length(width, base)
