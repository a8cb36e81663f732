"""Panel with the output of an external command, with an address to open, or with an explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from readerapp.text.line_layout import visible_end, wrap_paragraph
from readerapp.text.sanitize import sanitize, sanitize_label
from readerapp.ui.screens.name_picker import QuestionScreen
from readerapp.ui.widgets.text_page import PageLine, TextPage


class CommandOutputScreen(QuestionScreen[Literal["copy"]]):
    """A page of text that may still grow; returns "copy" if the text is to be copied.

    Args:
        title: what the text is, as in "dictionary · harbour".
        text: the text to begin with.
        address: the address that the text links to; empty if it is none.
        stop: called when the panel is closed.
    """

    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("y", "copy", "Copy"),
    ]

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        address: str = "",
        stop: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._subject, self.text, self._stop = title, text, stop
        self._style = Style(link=address, underline=True) if address else Style()
        self._is_running = stop is not None
        self._problem = ""
        self._title = Static("", id="output-title", markup=False)
        self._page = TextPage(lambda width: [*self._lines(width)])

    def compose(self) -> ComposeResult:
        """Yield the title and the page."""
        with Vertical(id="output"):
            yield self._title
            yield self._page

    def on_mount(self) -> None:
        """Give the page the keys."""
        self.set_focus(self._page)
        self._show_title()

    def on_unmount(self) -> None:
        """Stop the command."""
        if self._stop:
            self._stop()

    def on_resize(self) -> None:
        """Fit the title."""
        self._show_title()

    def show(self, text: str, *, ended: bool = False, problem: str = "") -> None:
        """Show all output so far.

        Args:
            text: the output.
            ended: whether the command has ended.
            problem: how it ended if that was not well.
        """
        self.text, self._is_running, self._problem = text, not ended, problem
        if self.is_mounted:
            self._page.remake(keep_place=True)
            self._show_title()

    def action_copy(self) -> None:
        """Leave, and have the text copied."""
        if self.text:
            self.dismiss("copy")

    def _show_title(self) -> None:
        keys = "running, Esc stops" if self._is_running else "y copy · Esc back"
        end = " · ".join(filter(None, (self._problem, keys)))
        name = sanitize_label(self._subject, max(8, self.app.size.width - len(end) - 5))
        self._title.update(Content(f"{name} · {end}"))

    def _lines(self, width: int) -> Iterator[PageLine]:
        """Yield the text in rows of `width` cells, its spaces as they are."""
        if not self.text.strip() and not self._is_running:
            yield PageLine("", "No output")
            return
        for line in sanitize(self.text, lines=True).rstrip("\n").split("\n"):
            shown = line.expandtabs(8)
            start = 0
            for end in wrap_paragraph(shown, width, width):
                yield PageLine(
                    pieces=[(shown[start : visible_end(shown, start, end)], self._style)]
                )
                start = end
