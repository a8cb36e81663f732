"""Search in the document, go to, and next or previous quotation and highlight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.caret import Span
from readerapp.reading.completion import complete_heading
from readerapp.text.motions import word_at
from readerapp.ui.reader import ReaderBase

if TYPE_CHECKING:
    from readerapp.text.search import Match

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


class SearchActions(ReaderBase):
    """Actions that search the document, go to a position, and step through highlights."""

    _query: Query | None = None
    _origin = 0
    """Offset of the caret when the search began."""
    _missing = ""
    """The message of a search that found nothing; empty if there is a match."""

    def action_search(self) -> None:
        """Ask for words, and show the first match while they are typed."""
        self._origin = self.document_view.caret.at
        self.prompt.ask("find", hint="words; Ctrl+T for a pattern")

    def action_search_next(self, direction: int) -> None:
        """Go to the next or previous match; wrap at the ends of the document.

        Args:
            direction: 1 for the next match, -1 for the previous one.
        """
        if self._query is None:
            self.say("Nothing was searched yet; / asks for words.")
        else:
            at = self.document_view.caret.at
            self._search(self._query, at + 1 if direction > 0 else at, direction > 0)

    def action_search_word(self) -> None:
        """Search for the word under the caret."""
        text, at = self.document.text, self.document_view.caret.at
        if bounds := word_at(text, at):
            self._query = Query(text.slice(*bounds))
            self.document_view.remember()
            self._search(self._query, bounds[1], forward=True)

    def action_quotation(self, direction: int) -> None:
        """Select the whole of the next (1) or previous (-1) quotation."""
        if not self.document_view.quotation(direction):
            self.say("No more quotations this way")

    def action_walk(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) highlight."""

        def walk() -> None:
            at = self.document_view.caret.at
            placed = self.list_model.neighbour(self.focused_key, at, direction)
            if placed is None:
                raise ReaderError("No more highlights this way.")
            self.document_view.caret.drop()
            self.document_view.jump(placed.start, end=placed.end)
            self.focus_annotation(placed.key)

        self.attempt(walk)

    def action_goto(self) -> None:
        """Ask where to go."""
        from readerapp.reading.goto import HELP

        titles = [heading.title for heading in self.document.headings]
        self.prompt.ask("go to", hint=HELP, complete=lambda typed: complete_heading(typed, titles))

    def go_to(self, query: str) -> None:
        """Jump to the position that `query` names.

        Raises:
            ReaderError: there is no such position.
        """
        from readerapp.reading.goto import parse_goto

        self.document_view.jump(parse_goto(self.document, query))

    # Incremental search

    def search_typed(self, words: str, pattern: bool) -> None:
        """Show the first match at or after the offset where the search began.

        Args:
            words: what was typed so far; empty ends the search.
            pattern: True if `words` is a regular expression.
        """
        self._missing = ""
        self._query = Query(words, regex=pattern) if words else None
        if self._query:
            self._search(self._query, self._origin, forward=True)
        else:
            self.leave_search()

    def leave_search(self) -> None:
        """Cancel the search: return to where it began and mark no match (Esc)."""
        self._query, self._missing = None, ""
        self.document_view.forget_match()
        self.document_view.jump(self._origin, remember=False)

    def keep_search(self) -> None:
        """Stay at the match (Enter); Backspace returns to where the search began.

        Raises:
            ReaderError: there is no match, or the pattern is invalid.
        """
        if self._query and self._query.regex:
            from readerapp.text.search import search_text
            from readerapp.text.source import Text

            search_text(
                Text.from_string(""), self._query.words, 0, regex=True
            )  # an invalid pattern raises here; the thread may not have tried it yet
        if self._missing:
            raise ReaderError(f"{self._missing}.")
        self.document_view.remember(self._origin)

    def forget_matches(self) -> bool:
        """Remove the mark of the match; return False if no match was marked."""
        return self.document_view.forget_match()

    def _search(self, query: Query, start: int, forward: bool) -> None:
        from readerapp.text.search import search_text

        if not query.regex and self.document.text.size <= MAX_SYNCHRONOUS_BYTES:
            try:
                match = search_text(self.document.text, query.words, start, forward=forward)
            except ReaderError as error:
                self.say(str(error), warning=True)
            else:
                self._found(query, match)
        else:
            self._search_long(query, start, forward)

    @work(thread=True, exclusive=True, group="search")
    def _search_long(self, query: Query, start: int, forward: bool) -> None:
        """Search on a thread; a newer search cancels this one."""
        from readerapp.text.search import search_text

        worker = get_current_worker()
        try:
            match = search_text(
                self.document.text,
                query.words,
                start,
                forward=forward,
                regex=query.regex,
                stop=lambda: worker.is_cancelled,
            )
        except ReaderError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._found, query, match)

    def _found(self, query: Query, match: Match | None) -> None:
        self._missing = "" if match else f"{query.words} is not in the document"
        if match is None:
            self.say(self._missing, warning=True)
            self.document_view.forget_match()
        else:
            self.say("Searched on from the other end" if match.wrapped else "")
            self.document_view.show_match(Span(match.start, match.end))
