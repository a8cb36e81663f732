"""Search in the document, go to, and next or previous quotation and highlight."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.caret import Span
from readerapp.reading.prompt_commands import complete_prompt
from readerapp.text.motions import word_at
from readerapp.text.phrases import count_noun
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.reading.matches import MatchCount, Query
    from readerapp.text.search import Match
    from readerapp.ui.reader.screen import ReaderScreen

_WRAPPED = "Search wrapped"
MAX_SYNCHRONOUS_BYTES = 8_000_000
"""Bytes of a document up to which words are searched within the key press. Larger documents, and
every regular expression, are searched on a thread."""


MAX_SYNCHRONOUS_SECONDS = 0.02
"""Seconds for which words are searched within the key press in a larger document."""
MAX_COUNTED_BYTES = 2_000_000
"""Bytes of a document up to which the matches of words are counted within the key press."""
MAX_COUNTED_NOTES = 2_000
"""Notes up to which those with the words are counted within the key press."""


class SearchController(ReaderController):
    """Searches the document, goes to a position, and steps through quotations and highlights.

    Attributes:
        query: what n and N search for; None before the first search.
        note_filter: the filter that lists the notes with the words; empty if no note has them.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.query: Query | None = None
        self.note_filter = ""
        self._earlier: Query | None = None  # the query before this prompt
        self._origin = 0  # offset of the caret when the search began
        self._failure = ""  # the message of a search that found nothing; empty if there is a match
        self._counted: tuple[Query, MatchCount] | None = None

    # Search

    def action_ask(self) -> None:
        """Ask for words, and show the first match while they are typed."""
        self._origin, self._earlier = self.reader.document_view.caret.at, self.query
        self.reader.prompt.ask("find", hint="text · Ctrl+T regular expression")

    def action_next_match(self, direction: int) -> None:
        """Go to the next or previous match; wrap at the ends of the document.

        Args:
            direction: 1 for the next match, -1 for the previous one.
        """
        if self.query is None:
            key = self.app.key
            self.say(f"No search yet · {key('search')} find · {key('search.word')} find this word")
        else:
            at = self.reader.document_view.caret.at
            self._search(self.query, at + 1 if direction > 0 else at, direction > 0)

    def action_word(self, direction: int) -> None:
        """Search for the word under the caret, as a whole word.

        Args:
            direction: 1 for its next place, -1 for the one before.
        """
        from readerapp.reading.matches import Query

        text, view = self.reader.document.text, self.reader.document_view
        bounds = word_at(text, view.caret.at)
        if bounds is None:
            self.say("No word under the caret")
            return
        query = Query(text.slice(*bounds), whole_words=True)
        self.query = query if query != self.query else self.query
        self.app.prompt_history.add("find", query.words)
        view.remember()
        self._search(self.query, bounds[1] if direction > 0 else bounds[0], direction > 0)

    def search_typed(self, words: str, pattern: bool) -> None:
        """Show the first match at or after the offset where the search began.

        Args:
            words: what was typed so far; if empty, the caret goes back to that offset.
            pattern: True if `words` is a regular expression.
        """
        from readerapp.reading.matches import Query

        self._failure, self.note_filter = "", ""
        self.query = Query(words, regex=pattern) if words else None
        if self.query:
            self._search(self.query, self._origin, forward=True)
        else:
            self._return_to_origin()

    def cancel(self) -> None:
        """Cancel the search (Esc): return to where it began; n searches for the words before."""
        self.query, self._failure = self._earlier, ""
        self._return_to_origin()

    def keep_match(self) -> None:
        """Stay at the match (Enter); Backspace returns to where the search began.

        If only notes have the words, Enter lists these after a second press.

        Raises:
            ReaderError: there is no match, or the pattern is invalid.
        """
        query = self.query
        if query is None:
            return
        if query.regex:
            from readerapp.text.search import compile_expression

            # An invalid pattern raises here; the thread may not have tried it yet.
            compile_expression(query.words, any_case=True)
        if self._failure:
            self._refuse(query)
            return
        self.reader.document_view.remember(self._origin)
        if match := self.reader.document_view.match:
            self._report(query, match.start, "")

    def _refuse(self, query: Query) -> None:
        """Say that only notes have the words; if that was said already, list the notes.

        Raises:
            ReaderError: the words are not in the text.
        """
        if self.note_filter:
            words, self.note_filter = self.note_filter, ""
            self._return_to_origin()
            self.reader.panes.filter_list(words)
            return
        from readerapp.listing.filter_query import term

        model = self.reader.pending_actions.loaded_model
        count = query.count_notes(model.notes()) if model else 0
        if count:
            self.note_filter = term("note", query.words)
            notes = count_noun(count, "note")
            raise ReaderError(f"{self._failure} · in {notes}: Enter again lists them")
        raise ReaderError(self._failure)

    def _return_to_origin(self) -> None:
        self.reader.document_view.forget_match()
        self.reader.document_view.jump(self._origin, remember=False)

    def _search(self, query: Query, start: int, forward: bool) -> None:
        text = self.reader.document.text
        if self.is_quick(query):
            self._show_match(query, query.next_match(text, start, forward=forward))
            return
        if not query.regex:  # in a long document too the next match is mostly near
            end = time.monotonic() + MAX_SYNCHRONOUS_SECONDS
            match = query.next_match(
                text, start, forward=forward, stop=lambda: time.monotonic() > end
            )
            if match:
                self._show_match(query, match)
                return
        # A newer search cancels this one.
        self.start_thread(lambda: self._search_on_thread(query, start, forward), group="search")

    def is_quick(self, query: Query) -> bool:
        """Return whether the query is searched within the key press, not on a thread."""
        return not query.regex and self.reader.document.text.size <= MAX_SYNCHRONOUS_BYTES

    def _search_on_thread(self, query: Query, start: int, forward: bool) -> None:
        worker, text = get_current_worker(), self.reader.document.text
        try:
            match = query.next_match(text, start, forward=forward, stop=lambda: worker.is_cancelled)
        except ReaderError as error:
            self.call_on_screen(self._show_problem, str(error))
            return
        if not worker.is_cancelled:
            self.call_on_screen(self._show_late_match, query, match)

    def _show_problem(self, error: str) -> None:
        """Show why a pattern finds nothing; while it is typed it may be incomplete."""
        if not self.reader.prompt.open:
            self.say(error, warning=True)

    def _show_late_match(self, query: Query, match: Match | None) -> None:
        """Show a match that a thread has found, if the user still searches for it."""
        if query is self.query:
            self._show_match(query, match)

    def _show_match(self, query: Query, match: Match | None) -> None:
        self._failure = "" if match else f"Not found: {query.words}"
        if match is None:
            self.say(self._failure, warning=True)
            self.reader.document_view.forget_match()
            return
        wrapped = "wrapped" if match.wrapped else ""
        self.reader.document_view.show_match(Span(match.start, match.end))
        if self.reader.prompt.open:
            self.say(_WRAPPED if wrapped else "")
        else:
            self._report(query, match.start, wrapped)

    # The number of matches

    def _report(self, query: Query, start: int, wrapped: str) -> None:
        """Say which of the matches begins at `start`; count them first, on a thread if long."""
        from readerapp.reading.matches import count_matches

        text, model = self.reader.document.text, self.reader.pending_actions.loaded_model
        notes = model.notes() if model else []
        if self._counted and self._counted[0] == query:
            count = self._counted[1]
            if len(notes) <= MAX_COUNTED_NOTES:  # they may have changed
                count = replace(count, notes=query.count_notes(notes))
            self._say_count(count, start, wrapped)
        elif query.regex or text.size > MAX_COUNTED_BYTES or len(notes) > MAX_COUNTED_NOTES:
            self.say(_WRAPPED if wrapped else "")
            work = partial(self._count_on_thread, query, start, wrapped, notes)
            self.start_thread(work, group="count")
        else:
            self._counted = query, count_matches(text, query, notes)
            self._say_count(self._counted[1], start, wrapped)

    def _count_on_thread(self, query: Query, start: int, wrapped: str, notes: list[str]) -> None:
        from readerapp.reading.matches import count_matches

        worker, text = get_current_worker(), self.reader.document.text
        try:
            count = count_matches(text, query, notes, lambda: worker.is_cancelled)
        except ReaderError:
            return  # the match itself is shown
        if not worker.is_cancelled:
            self.call_on_screen(self._show_late_count, query, count, start, wrapped)

    def _show_late_count(self, query: Query, count: MatchCount, start: int, wrapped: str) -> None:
        """Show the number that a thread has counted, if the user is still at the match."""
        if query != self.query:
            return
        self._counted = query, count
        if self.reader.document_view.caret.at == start and not self.reader.prompt.open:
            self._say_count(count, start, wrapped)

    def _say_count(self, count: MatchCount, start: int, wrapped: str) -> None:
        from readerapp.listing.filter_query import term

        words = self.query.words if self.query and count.notes else ""
        self.note_filter = term("note", words) if words else ""
        parts = [count.describe(start), wrapped]
        if count.notes:
            lists = f"{self.app.key('list.filter')} lists them"
            parts.append(f"also in {count_noun(count.notes, 'note')}, {lists}")
        self.say(" · ".join(filter(None, parts)))

    # Go to, quotations, highlights

    def action_ask_position(self, typed: str = "") -> None:
        """Ask where to go; the prompt begins with `typed`."""
        from readerapp.reading.goto import place_help

        titles = [entry.name for entry in self.reader.contents.outline.entries]
        complete_file = self.reader.open_prompt().complete
        self.reader.prompt.ask(
            "go to",
            typed,
            hint=place_help(self.reader.document),
            complete=lambda typed: complete_prompt(typed, titles, complete_file),
        )

    def go_to(self, query: str) -> Awaitable[object] | None:
        """Jump to the position that `query` names; open the contents if it names several.

        A passage with its first and last line is selected.

        Returns:
            What to await until the contents take keys; None if they were not opened.

        Raises:
            ReaderError: there is no such position.
        """
        from readerapp.reading.goto import find_passage, find_places

        contents = self.reader.contents
        if passage := find_passage(self.reader.document, query):
            self.reader.document_view.select(passage.start, passage.end, remember=True)
            return None
        places = find_places(self.reader.document, query, contents.outline)
        if len(places) > 1:
            return contents.choose(query)
        self.reader.document_view.jump(places[0])
        return None

    def action_next_quotation(self, direction: int) -> None:
        """Select the whole of the next (1) or previous (-1) quotation."""
        if not self.reader.document_view.quotation(direction):
            self.say(_no_more("quotations", direction))

    def action_next_highlight(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) highlight."""

        def go() -> None:
            view, panes = self.reader.document_view, self.reader.panes
            placed = self.list_model.neighbour(panes.focused_key, view.caret.at, direction)
            if placed is None:
                raise ReaderError(_no_more("highlights", direction))
            view.caret.drop()
            view.jump(placed.start, end=placed.end)
            panes.focus_annotation(placed.key)

        self.attempt(go)


def _no_more(nouns: str, direction: int) -> str:
    """Return the message of a step below the last (direction 1) or above the first (-1)."""
    return f"No more {nouns} {'below' if direction > 0 else 'above'}"
