"""Help screen and about screen.

The help lists every key, made from the action table, and the signs and colours. The about screen
shows the facts about a document, and where its annotations are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.actions import GROUPS, Action, display_key
from readerapp.ui.screens.legend import legend_lines
from readerapp.ui.widgets.text_page import PLAIN, PageLine, TextPage, flow_pieces

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

_NAMES = 13
"""Width of the column of names, in cells."""
_ROWS = 8
"""Most rows of one fact."""


class AboutScreen(ModalScreen[None]):
    """Facts about the document, with their names; Esc or q leaves."""

    BINDINGS = [("escape,q", "dismiss", "Back")]

    def __init__(self, facts: Mapping[str, str]) -> None:
        super().__init__()
        self._page = TextPage(lambda width: [*fact_lines(facts, width)])

    def compose(self) -> ComposeResult:
        """Yield the title and the page."""
        yield Static(Content("About this document · Esc back"), classes="title")
        yield self._page

    def on_mount(self) -> None:
        """Focus the page, so that keys scroll it."""
        self.set_focus(self._page)


def fact_lines(facts: Mapping[str, str], width: int) -> Iterator[PageLine]:
    """Yield the facts in two columns, for a page of `width` cells."""
    for name, fact in facts.items():
        for row in flow_pieces([(fact, PLAIN)], max(8, width - _NAMES - 2), _ROWS):
            shown = "".join(words for words, _ in row)
            yield PageLine(f"  {name:<{_NAMES}}", shown)
            name = ""


_KEYS = 16
"""Width of the column of keys, in cells. On a page narrower than `_NARROW`, or beside longer keys,
the sentence is on the rows below."""
_NARROW = 60
"""Page width in cells below which the keys of an action have a row of their own."""


class HelpScreen(ModalScreen[None]):
    """All keys by group, and what the signs mean; Esc, q, ? or F1 leaves."""

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # only the type: at run time this would be a circular import

    BINDINGS = [("escape,q,question_mark,f1", "dismiss", "Back")]

    def __init__(
        self, actions: Iterable[Action], facts: Mapping[str, str], *, has_legend: bool = True
    ) -> None:
        """Create the screen.

        Args:
            actions: The actions to list.
            facts: Facts with their names, for the end of the page.
            has_legend: Whether to explain the signs and colours of the reader.
        """
        super().__init__()
        self._actions = tuple(actions)
        self._has_legend = has_legend
        self._facts = facts
        self._page = TextPage(lambda width: [*self._lines(width)])

    def compose(self) -> ComposeResult:
        """Yield the title and one long page."""
        title = "Keys · then signs and colours" if self._has_legend else "Keys of the library"
        yield Static(Content(f"{title} · Esc back"), classes="title")
        yield self._page

    def on_mount(self) -> None:
        """Focus the page, so that keys scroll it."""
        self.set_focus(self._page)

    def _lines(self, width: int) -> Iterator[PageLine]:
        for group, title in GROUPS.items():
            actions = [action for action in self._actions if action.group == group]
            if not actions:
                continue
            yield PageLine(title)
            for action in actions:
                yield from _entry(action, width)
            yield PageLine()
        if self._has_legend:
            yield from legend_lines(self.app.theme_styles(), width)
            yield PageLine()
        yield PageLine("Here")
        yield from fact_lines(self._facts, width)


def _entry(action: Action, width: int) -> Iterator[PageLine]:
    keys = " ".join(map(display_key, action.keys)) or "(no key)"
    beside = width >= _NARROW
    indent = _KEYS + 3 if beside else 4
    first, *more = wrap(action.help, max(8, width - indent))
    if beside and len(keys) <= _KEYS:
        yield PageLine(f"  {keys:<{_KEYS}}", f" {first}")
    else:
        yield PageLine(f"  {keys}")
        yield PageLine("", " " * indent + first)
    yield from (PageLine("", " " * indent + part) for part in more)
