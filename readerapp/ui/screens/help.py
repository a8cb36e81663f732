"""Help: every key, made from the action table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.actions import GROUPS, Action, shown_key
from readerapp.ui.screens.about import lines
from readerapp.ui.widgets.page import Line, Page

_KEYS = 16
"""Cells of the column of keys; where a sentence would be too narrow beside it, it stands below."""
_NARROW = 60


class HelpScreen(ModalScreen[None]):
    """All keys by group; any of Esc, q and ? leaves."""

    BINDINGS = [("escape,q,question_mark,f1", "dismiss", "Back")]

    def __init__(self, actions: Iterable[Action], facts: Mapping[str, str]) -> None:
        super().__init__()
        self._actions = tuple(actions)
        self._facts = facts
        self._page = Page(lambda width: [*self._lines(width)])

    def compose(self) -> ComposeResult:
        """A title and one long page."""
        yield Static(Content("Keys · Esc back"), classes="title")
        yield self._page

    def on_mount(self) -> None:
        """Keys scroll."""
        self.set_focus(self._page)

    def _lines(self, width: int) -> Iterator[Line]:
        for group, title in GROUPS.items():
            yield Line(title)
            for action in self._actions:
                if action.group == group:
                    yield from _entry(action, width)
            yield Line()
        yield Line("Here")
        yield from lines(self._facts, width)


def _entry(action: Action, width: int) -> Iterator[Line]:
    keys = " ".join(map(shown_key, action.keys)) or "(no key)"
    beside = width >= _NARROW
    indent = _KEYS + 3 if beside else 4
    first, *more = wrap(action.help, max(8, width - indent))
    if beside and len(keys) <= _KEYS:
        yield Line(f"  {keys:<{_KEYS}}", f" {first}")
    else:
        yield Line(f"  {keys}")
        yield Line("", " " * indent + first)
    yield from (Line("", " " * indent + part) for part in more)
