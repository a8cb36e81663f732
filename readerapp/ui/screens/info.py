"""Help screen and about screen.

The help lists every key, and can be searched: `help_topics` has the keys, `legend` the signs and
colours. The about screen
shows the facts about a document, and where its annotations are stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from readerapp.text.graphemes import choose_fitting
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.help_topics import HelpEntry, HelpTopic, find_topics
from readerapp.ui.screens.legend import legend_lines
from readerapp.ui.widgets.prompt import LineInput
from readerapp.ui.widgets.text_page import PLAIN, PageLine, TextPage, flow_pieces

if TYPE_CHECKING:
    from readerapp.reading.goto import Fact
    from readerapp.ui.app import ReaderApp

_NAMES = 13
"""Width of the column of names, in cells."""
_ROWS = 8
"""Most rows of one sentence."""


_ABOUT_TITLES = ("About this document · l language · Esc back", "About this document · l language")
"""The titles of the facts, the longest first."""


class AboutScreen(ModalScreen[bool]):
    """Facts about the document, with their names; Esc or q leaves.

    Returns True if the person wants to set the language.
    """

    BINDINGS = [("escape,q", "dismiss(False)", "Back"), ("l", "dismiss(True)", "Language")]

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        super().__init__()
        self._title = Static(classes="title", markup=False)
        self._page = TextPage(lambda width: [*fact_lines(facts, width)])

    def compose(self) -> ComposeResult:
        """Yield the title and the page."""
        yield self._title
        yield self._page

    def on_mount(self) -> None:
        """Focus the page, so that keys scroll it."""
        self.set_focus(self._page)

    def on_resize(self) -> None:
        """Show the longest title that fits."""
        self._title.update(Content(choose_fitting(_ABOUT_TITLES, self.app.size.width - 2)))


def fact_lines(facts: Mapping[str, Fact], width: int) -> Iterator[PageLine]:
    """Yield the facts in two columns, for a page of `width` cells."""
    for name, fact in facts.items():
        for sentence in [fact] if isinstance(fact, str) else fact:
            for row in flow_pieces([(sentence, PLAIN)], max(8, width - _NAMES - 2), _ROWS):
                shown = "".join(words for words, _ in row)
                yield PageLine(f"  {name:<{_NAMES}}", shown)
                name = ""


_KEYS = 18
"""Width of the column of keys, in cells. On a page narrower than `_NARROW`, or beside longer keys,
the sentence is on the rows below."""
_NARROW = 60
"""Page width in cells below which the keys of an action have a row of their own."""


_TITLES = (
    "Keys · type to search · Esc back · signs and colours below",
    "Keys · signs below · / find · Esc back",
)
"""The titles of the help, the longest first."""


class HelpScreen(ModalScreen[None]):
    """All keys by group, and what the signs mean; typed words search. Esc leaves, also a search.

    Args:
        topics: the keys and what they do.
        facts: facts about the document and the program, at the end.
    """

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # only the type: at run time this would be a circular import

    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        # Not `q`: it begins words such as "quotation", whose other letters would act on the text.
        Binding("question_mark,f1", "dismiss", "Back", show=False),
        Binding("slash", "search", "Search"),
        Binding("up", "scroll(-1)", show=False),
        Binding("down,enter", "scroll(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(self, topics: Sequence[HelpTopic], facts: Mapping[str, Fact]) -> None:
        super().__init__()
        self._topics, self._facts = topics, facts
        self._title = Static(classes="title", markup=False)
        self._search = Horizontal(classes="search")
        self._input = LineInput(compact=True, select_on_focus=False)
        self._page = TextPage(lambda width: [*self._lines(width)])

    def compose(self) -> ComposeResult:
        """Yield the title, the line for a search and one long page."""
        yield self._title
        with self._search:
            yield Static(Content("find:"), classes="asked")
            yield self._input
        yield self._page

    def on_mount(self) -> None:
        """Focus the page, so that keys scroll it; a search has its line when it begins."""
        self._input.cursor_blink = False
        self._search.display = False
        self.set_focus(self._page)

    def on_resize(self) -> None:
        """Show the longest title that fits."""
        width = self.app.size.width - 2
        shown = choose_fitting(_TITLES, width)
        self._title.update(Content(shown))

    def on_key(self, event: events.Key) -> None:
        """Begin a search with a letter that has no use on the page."""
        if event.is_printable and event.character and not self._search.display:
            event.stop()
            self.action_search()
            self._input.value = event.character
            self._input.cursor_position = 1

    def on_input_changed(self, event: Input.Changed) -> None:
        """List only what matches."""
        event.stop()
        self._page.reload()

    def action_search(self) -> None:
        """Open the line for a search."""
        self._search.display = True
        self.set_focus(self._input)

    def action_scroll(self, rows: int) -> None:
        """Scroll the page while words are typed."""
        self._page.action_scroll(rows)

    def action_page(self, pages: int) -> None:
        """Scroll by pages while words are typed."""
        self._page.action_page(pages)

    def _lines(self, width: int) -> Iterator[PageLine]:
        query = self._input.value
        topics = find_topics(self._topics, query) if query.strip() else self._topics
        for topic in topics:
            yield PageLine(topic.title)
            for entry in topic.entries:
                yield from _entry(entry, width)
            yield PageLine()
        legend = [*legend_lines(self.app.theme_styles(), width)]
        if words := query.casefold().split():
            signs = [line for line in legend if _contains(line, words)]
            yield from signs
            if not (topics or signs):
                yield PageLine("", f"  Not found: {sanitize_label(query)} · Ctrl+U shows all keys")
            return
        yield from (*legend, PageLine(), PageLine("Here"))
        yield from fact_lines(self._facts, width)


def _contains(line: PageLine, words: Sequence[str]) -> bool:
    """Return whether a line of the legend contains all of `words`, which are lower case."""
    text = "".join((line.strong, line.text, *(piece for piece, _ in line.pieces))).casefold()
    return all(word in text for word in words)


def _entry(entry: HelpEntry, width: int) -> Iterator[PageLine]:
    beside = width >= _NARROW
    indent = _KEYS + 3 if beside else 4
    first, *more = wrap(entry.text, max(8, width - indent)) or [""]
    if beside and len(entry.keys) <= _KEYS:
        yield PageLine(f"  {entry.keys:<{_KEYS}}", f" {first}")
    else:
        yield PageLine(f"  {entry.keys}")
        yield PageLine("", " " * indent + first)
    yield from (PageLine("", " " * indent + part) for part in more)
