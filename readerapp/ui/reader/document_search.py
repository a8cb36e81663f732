"""Search in the document, go to, and next or previous quotation and highlight."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.caret import Span
from readerapp.reading.prompt_commands import complete_prompt
from readerapp.text.motions import word_at
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.text.search import Match
    from readerapp.ui.reader.screen import ReaderScreen

MAX_SYNCHRONOUS_BYTES = 8_000_000
"""Bytes of a document up to which words are searched within the key press. Larger documents, and
every regular expression, are searched on a thread."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search query: words or a regular expression.

    Attributes:
        words: the words, or the pattern.
        regex: True for a regular expression.
    """

    words: str
    regex: bool = False


class SearchController(ReaderController):
    """Searches the document, goes to a position, and steps through quotations and highlights."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._query: Query | None = None
        self._origin = 0  # offset of the caret when the search began
        self._failure = ""  # the message of a search that found nothing; empty if there is a match

    # Search

    def action_ask(self) -> None:
        """Ask for words, and show the first match while they are typed."""
        self._origin = self.reader.document_view.caret.at
        self.reader.prompt.ask("find", hint="words; Ctrl+T for a pattern")

    def action_next_match(self, direction: int) -> None:
        """Go to the next or previous match; wrap at the ends of the document.

        Args:
            direction: 1 for the next match, -1 for the previous one.
        """
        if self._query is None:
            self.say("Nothing was searched yet; / asks for words.")
        else:
            at = self.reader.document_view.caret.at
            self._search(self._query, at + 1 if direction > 0 else at, direction > 0)

    def action_word(self) -> None:
        """Search for the word under the caret."""
        text, view = self.reader.document.text, self.reader.document_view
        if bounds := word_at(text, view.caret.at):
            self._query = Query(text.slice(*bounds))
            view.remember()
            self._search(self._query, bounds[1], forward=True)

    def search_typed(self, words: str, pattern: bool) -> None:
        """Show the first match at or after the offset where the search began.

        Args:
            words: what was typed so far; empty ends the search.
            pattern: True if `words` is a regular expression.
        """
        self._failure = ""
        self._query = Query(words, regex=pattern) if words else None
        if self._query:
            self._search(self._query, self._origin, forward=True)
        else:
            self.cancel()

    def cancel(self) -> None:
        """Cancel the search: return to where it began and mark no match (Esc)."""
        self._query, self._failure = None, ""
        self.reader.document_view.forget_match()
        self.reader.document_view.jump(self._origin, remember=False)

    def keep_match(self) -> None:
        """Stay at the match (Enter); Backspace returns to where the search began.

        Raises:
            ReaderError: there is no match, or the pattern is invalid.
        """
        if self._query and self._query.regex:
            from readerapp.text.search import search_text
            from readerapp.text.source import Text

            # An invalid pattern raises here; the thread may not have tried it yet.
            search_text(Text.from_string(""), self._query.words, 0, regex=True)
        if self._failure:
            raise ReaderError(f"{self._failure}.")
        self.reader.document_view.remember(self._origin)

    def _search(self, query: Query, start: int, forward: bool) -> None:
        from readerapp.text.search import search_text

        text = self.reader.document.text
        if not query.regex and text.size <= MAX_SYNCHRONOUS_BYTES:
            try:
                match = search_text(text, query.words, start, forward=forward)
            except ReaderError as error:
                self.say(str(error), warning=True)
            else:
                self._show_match(query, match)
        else:
            # A newer search cancels this one.
            self.start_thread(lambda: self._search_on_thread(query, start, forward), group="search")

    def _search_on_thread(self, query: Query, start: int, forward: bool) -> None:
        from readerapp.text.search import search_text

        worker = get_current_worker()
        try:
            match = search_text(
                self.reader.document.text,
                query.words,
                start,
                forward=forward,
                regex=query.regex,
                stop=lambda: worker.is_cancelled,
            )
        except ReaderError as error:
            self.call_on_screen(self.say, str(error), warning=True)
            return
        if not worker.is_cancelled:
            self.call_on_screen(self._show_late_match, query, match)

    def _show_late_match(self, query: Query, match: Match | None) -> None:
        """Show a match that a thread has found, if the user still searches for it."""
        if query is self._query:
            self._show_match(query, match)

    def _show_match(self, query: Query, match: Match | None) -> None:
        self._failure = "" if match else f"{query.words} is not in the document"
        if match is None:
            self.say(self._failure, warning=True)
            self.reader.document_view.forget_match()
        else:
            self.say("Searched on from the other end" if match.wrapped else "")
            self.reader.document_view.show_match(Span(match.start, match.end))

    # Go to, quotations, highlights

    def action_ask_position(self, typed: str = "") -> None:
        """Ask where to go; the prompt begins with `typed`."""
        from readerapp.reading.goto import HELP

        titles = [entry.name for entry in self.reader.contents.outline.entries]
        complete_file = self.reader.open_prompt().complete
        self.reader.prompt.ask(
            "go to",
            typed,
            hint=HELP,
            complete=lambda typed: complete_prompt(typed, titles, complete_file),
        )

    def go_to(self, query: str) -> Awaitable[object] | None:
        """Jump to the position that `query` names; open the contents if it names several.

        Returns:
            What to await until the contents take keys; None if they were not opened.

        Raises:
            ReaderError: there is no such position.
        """
        from readerapp.reading.goto import find_places

        contents = self.reader.contents
        places = find_places(self.reader.document, query, contents.outline)
        if len(places) > 1:
            return contents.choose(query)
        self.reader.document_view.jump(places[0])
        return None

    def action_next_quotation(self, direction: int) -> None:
        """Select the whole of the next (1) or previous (-1) quotation."""
        if not self.reader.document_view.quotation(direction):
            self.say("No more quotations this way")

    def action_next_highlight(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) highlight."""

        def go() -> None:
            view, panes = self.reader.document_view, self.reader.panes
            placed = self.list_model.neighbour(panes.focused_key, view.caret.at, direction)
            if placed is None:
                raise ReaderError("No more highlights this way.")
            view.caret.drop()
            view.jump(placed.start, end=placed.end)
            panes.focus_annotation(placed.key)

        self.attempt(go)
