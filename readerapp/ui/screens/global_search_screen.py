"""Search screen over all documents: hits are listed as they are found; Esc stops the search."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import getters, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from readerapp.catalog.global_search import (
    SearchHit,
    SearchProgress,
    Stop,
    search_annotations,
    search_texts,
)
from readerapp.core.errors import ReaderError
from readerapp.listing.filter_query import parse_filter
from readerapp.reading.completion import Completer
from readerapp.reading.filter_completion import complete_filter
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.footer_hints import FooterHint
from readerapp.ui.screens.loading import open_document
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp
    from readerapp.workspace import AppContext

UPDATE_INTERVAL = 0.1
"""Seconds between two updates of the table; the first hits are shown at once."""

HIT_LIMIT = 2000
"""Hits that are shown: more than anybody reads."""

_FOOTER = (
    FooterHint("Enter", "open", "enter"),
    FooterHint("/", "search again", "slash"),
    FooterHint("Esc", "back", "escape"),
)

_COLUMNS = (Column("text"), Column("document", 18), Column("place", 10), Column("note", 16))


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a search covers.

    Attributes:
        name: the word for it in the title.
        hint: what can be typed.
        search: yields the hits document by document.
        check: raises ReaderError for a query that cannot be searched; None takes every query.
        complete: completes the query with Tab; None for no completion.
    """

    name: str
    hint: str
    search: Callable[[AppContext, str, Stop], Iterator[SearchProgress]]
    check: Callable[[AppContext, str], object] | None = None
    complete: Completer | None = None


ANNOTATIONS = SearchScope(
    "annotations",
    "words tag: speaker: colour: note: has: no: is: by: since:",
    search_annotations,
    lambda context, query: parse_filter(query, context.codebook.colour_names()),
    lambda typed: complete_filter(typed, {}),
)
TEXTS = SearchScope("texts", "words in the texts of all documents", search_texts)
SCOPES = {scope.name: scope for scope in (ANNOTATIONS, TEXTS)}


@dataclass(slots=True)
class SearchResults:
    """The results of a search, which are shown again when the person comes back to them.

    Attributes:
        scope: what was searched.
        query: what was typed.
        hits: the hits.
        sentence: how many hits there are, and where.
        current: the row of the hit that was opened.
        opened: the path of its document; empty if the results were left since.
    """

    scope: SearchScope
    query: str
    hits: list[SearchHit]
    sentence: str
    current: int
    opened: str = ""


class GlobalSearchScreen(PromptScreen[None]):
    """A screen that asks for a query, lists the hits, and opens a document at a hit.

    Args:
        context: the store, library and settings to search in.
        scope: what the search covers.
        keep: called with the results when one of them is opened, and when they are left.
        results: earlier results to show; None to ask for a query.
    """

    BINDINGS = [
        ("escape", "back", "Back"),
        ("slash,f", "ask", "Other words"),
        ("q,L", "leave", "Back"),
    ]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    @dataclass
    class Found(Message):
        """A search has found hits, or has ended.

        Attributes:
            search: the stop event of the search.
            hits: the new hits.
            where: in how many documents hits were found, of how many searched, as in "3 of 40".
            ended: empty while the search goes on; then "done", or the problem in a sentence.
        """

        search: threading.Event
        hits: list[SearchHit]
        where: str
        ended: str = ""

    def __init__(
        self,
        context: AppContext,
        scope: SearchScope,
        keep: Callable[[SearchResults], object],
        results: SearchResults | None = None,
    ) -> None:
        super().__init__()
        self.context, self._scope, self._keep = context, scope, keep
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="", id="hits")
        self._footer = Footer(id="footer")
        self.prompt = PromptBar(id="prompt")
        self._query = results.query if results else ""
        self._stop = threading.Event()
        self._hits: list[SearchHit] = results.hits if results else []
        self._current = results.current if results else 0
        self._sentence = results.sentence if results else "type a search, then Enter"
        self._searching = False

    def compose(self) -> ComposeResult:
        """Yield the title, the table of hits and the prompt."""
        yield self._title
        yield self._table
        yield self._footer
        yield self.prompt

    def on_mount(self) -> None:
        """Show earlier results, or ask for a query."""
        self.set_focus(self._table)
        self._footer.show(_FOOTER)
        self._show_message(self._sentence)
        if self._query:
            self._show_hits(str(self._current))
        else:
            self.action_ask()

    def on_unmount(self) -> None:
        """Stop the search."""
        self._stop.set()

    def on_resize(self) -> None:
        """Fit the sentence to the new width."""
        self._show_message(self._sentence)

    def action_ask(self) -> None:
        """Ask for a query."""
        scope = self._scope
        self.prompt.ask("search", self._query, scope.hint, complete=scope.complete)

    def action_back(self) -> None:
        """Stop the search; if none is running, leave the screen."""
        if self._searching:
            self._stop.set()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave the screen, even during a search."""
        if self._hits:
            self._keep(self._results())
        self.dismiss()

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Start the search (Enter); an empty query leaves the screen."""
        try:
            if self._scope.check:
                self._scope.check(self.context, event.text)
        except ReaderError as error:
            self.prompt.refuse(str(error))
            return
        self.prompt.close()
        self._query = event.text.strip()
        if not self._query:
            self.dismiss()
            return
        self._sentence = ""
        self._stop.set()
        self._stop, self._hits, self._searching = threading.Event(), [], True
        self._table.show([])
        self._search(self._query, self._stop)

    def on_prompt_bar_cancelled(self, event: PromptBar.Cancelled) -> None:
        """Go to the hits (Esc); leave the screen if nothing was searched yet."""
        self.prompt.close()
        if not self._query:
            self.dismiss()

    def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Do what the key of the clicked entry does."""
        self.app.press(message.key)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Open the document of the row at the hit."""
        hit = self._hits[int(event.key)]
        if hit.path is None:
            title = sanitize_label(hit.title, 40)
            self._show_message(f"File of {title} not found; open it at its new place")
            return
        self._stop.set()
        self._keep(self._results(str(hit.path)))
        try:
            open_document(self.app, str(hit.path), self._show_message, start_at=hit.start_at)
        except ReaderError as error:
            self._show_message(str(error))

    def _results(self, opened: str = "") -> SearchResults:
        current = int(self._table.current or 0)
        return SearchResults(self._scope, self._query, self._hits, self._sentence, current, opened)

    def _show_hits(self, at: str | None = None) -> None:
        rows = [_table_row(number, hit) for number, hit in enumerate(self._hits)]
        self._table.show(rows, at)

    @work(thread=True, group="search")
    def _search(self, query: str, stop: threading.Event) -> None:
        """Search on a thread; post the hits at intervals of `UPDATE_INTERVAL`."""
        unposted: list[SearchHit] = []
        hit_count, documents_with_hits, documents_done = 0, 0, 0
        last_update, problem = 0.0, ""
        try:
            for progress in self._scope.search(self.context, query, stop.is_set):
                problem = problem or progress.problem
                unposted += progress.hits
                hit_count += len(progress.hits)
                documents_with_hits += bool(progress.hits)
                documents_done = progress.done
                if hit_count >= HIT_LIMIT or stop.is_set():
                    break
                if time.monotonic() - last_update > UPDATE_INTERVAL:
                    where = f"{documents_with_hits} of {documents_done}"
                    self.post_message(self.Found(stop, unposted, where))
                    unposted, last_update = [], time.monotonic()
        except ReaderError as error:
            problem = str(error)
        where = f"{documents_with_hits} of {documents_done}"
        self.post_message(self.Found(stop, unposted, where, problem or "done"))

    def on_global_search_screen_found(self, message: Found) -> None:
        """Add hits to the table, unless another search has begun."""
        stop, hits, where, ended = message.search, message.hits, message.where, message.ended
        if stop is not self._stop:
            return
        if hits:
            self._hits = [*self._hits, *hits][:HIT_LIMIT]
            self._show_hits()
        full = len(self._hits) == HIT_LIMIT
        if full:
            stop.set()
        self._searching = not ended
        if ended:
            self._table.set_empty_text(self._describe_nothing())
        if ended and ended != "done":
            self._show_message(ended)
            return
        state = " · stopped" if stop.is_set() else "" if ended else " · searching, Esc stop"
        documents = "document" if where.endswith(" of 1") else "documents"
        found = f"{len(self._hits)}{' or more' if full else ''} in {where} {documents}"
        self._sentence = f"{found}{state}"
        self._show_message(self._sentence)

    def _describe_nothing(self) -> str:
        """Say that nothing was found; in the annotations also how to search the texts."""
        if self._scope is not ANNOTATIONS:
            return "Nothing found"
        return "Nothing found in annotations · Esc back, t searches the texts"

    def _show_message(self, sentence: str) -> None:
        query = f"{self._query} · " if self._query else ""
        shown = f"Search {self._scope.name} · {query}{sentence}"
        self._title.update(Content(sanitize_label(shown, max(8, self.app.size.width - 2))))


def _table_row(number: int, hit: SearchHit) -> TableRow:
    return TableRow(str(number), (hit.words, hit.title, hit.locator, hit.details))
