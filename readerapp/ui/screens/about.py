"""About this document: what is known of it, and where its annotations are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.widgets.page import Line, Page
from readerapp.ui.widgets.panel import PLAIN, flow

_NAMES = 13
"""Cells of the column of names."""
_ROWS = 8
"""Rows that one fact may take."""


class AboutScreen(ModalScreen[None]):
    """Facts by their names; Esc and q leave."""

    BINDINGS = [("escape,q", "dismiss", "Back")]

    def __init__(self, facts: Mapping[str, str]) -> None:
        super().__init__()
        self._page = Page(lambda width: [*lines(facts, width)])

    def compose(self) -> ComposeResult:
        """A title and a page."""
        yield Static(Content("About this document · Esc back"), classes="title")
        yield self._page

    def on_mount(self) -> None:
        """Keys scroll."""
        self.set_focus(self._page)


def lines(facts: Mapping[str, str], width: int) -> Iterator[Line]:
    """Facts in two columns, for a page of `width` cells."""
    for name, fact in facts.items():
        for row in flow([(fact, PLAIN)], max(8, width - _NAMES - 2), _ROWS):
            shown = "".join(words for words, _ in row)
            yield Line(f"  {name:<{_NAMES}}", shown)
            name = ""
