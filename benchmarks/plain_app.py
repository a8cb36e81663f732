"""The smallest Textual program with the same three panes, as a baseline for start-up time.

    python benchmarks/plain_app.py TEXT

It reads no more of the text than fits on a screen, and does nothing with it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Static

ONE_SCREEN = 20_000  # code points: enough for the largest terminal


class PlainApp(App[None]):
    """An app with three panes and a footer."""

    CSS = """
    #document { width: 2fr; }
    #side { width: 1fr; }
    #side Static { height: 1fr; border: solid $primary; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's convention
        Binding("q", "quit", "Quit"),
        Binding("slash", "search", "Search"),
        Binding("enter", "mark", "Highlight"),
        Binding("a", "note", "Note"),
        Binding("s", "speaker", "Speaker"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.animation_level = "none"
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield the panes and the footer."""
        yield Horizontal(*self._panes())
        yield Footer()

    def _panes(self) -> Iterator[VerticalScroll | Vertical]:
        yield VerticalScroll(Static(self._text, markup=False), id="document")
        yield Vertical(Static("No highlights yet"), Static("No note"), id="side")


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        PlainApp(file.read(ONE_SCREEN)).run(mouse=False)
