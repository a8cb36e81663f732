"""Highlight the matches of the search: all in one step, or each after a question."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.caret import Span
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.reading.matches import Query
    from readerapp.text.search import Match


class MatchMarkingController(ReaderController):
    """Asks about the matches of the search, and highlights them."""

    async def action_ask(self) -> None:
        """Find all matches, on a thread in a long document, then ask what to highlight."""
        await self.reader.pending_actions.ask(self._find)

    def _find(self) -> Awaitable[object] | None:
        from readerapp.reading.matches import list_matches

        search, text, key = self.reader.search, self.reader.document.text, self.app.key
        query = search.query
        if query is None:
            keys = f"{key('search')} or {key('search.word')}"
            raise ReaderError(f"Search with {keys} first; {key('matches')} highlights all")
        if search.is_quick(query):
            return self._ask(query, list_matches(text, query))
        self.say("Finding all matches …")
        self.start_thread(lambda: self._find_on_thread(query), group="matches")
        return None

    def _find_on_thread(self, query: Query) -> None:
        from readerapp.reading.matches import list_matches

        worker = get_current_worker()
        try:
            found = list_matches(self.reader.document.text, query, lambda: worker.is_cancelled)
        except ReaderError as error:
            self.call_on_screen(self.say, str(error), warning=True)
        else:
            if not worker.is_cancelled:
                self.call_on_screen(self._ask_late, query, found)

    def _ask_late(self, query: Query, found: Sequence[Match]) -> None:
        """Ask about the matches, unless the user is doing something else by now."""
        reader = self.reader
        if self.app.screen is reader and not reader.prompt.open and not reader.notes_panel.editing:
            self._ask(query, found)

    def _ask(self, query: Query, found: Sequence[Match]) -> Awaitable[object] | None:
        """Open the panel; say so instead if there is nothing to highlight."""
        from readerapp.reading.matches import MatchWalk
        from readerapp.text.sanitize import sanitize_label
        from readerapp.ui.screens.match_marking import MatchMarkingScreen

        reader = self.reader
        reader.status.clear_message()
        walk = MatchWalk(found, self._is_highlighted, reader.document_view.caret.at)
        if not walk.matches:
            self.say(f"{walk.skipped} highlighted already" if found else "No matches")
            return None
        panel = MatchMarkingScreen(
            walk,
            reader.marking.review_callbacks(),
            sanitize_label(query.words, 30),
            highlight=self._highlight,
            show=lambda match: reader.document_view.show_match(Span(match.start, match.end)),
            where=reader.document.locator,
        )
        reader.document_view.remember()
        return self.app.push_screen(panel, lambda _: self._end(walk.done))

    def _is_highlighted(self, match: Match) -> bool:
        """Return whether a match lies within a highlight; a proposal is none."""
        placed = self.session.placed.touching(match.start, match.end)
        marks = [one for one in placed if not one.is_proposal]
        return any(one.start <= match.start and match.end <= one.end for one in marks)

    def _highlight(self, matches: Sequence[Match]) -> Change:
        """Highlight matches in one undo step; in a transcript with the speakers of their turns."""
        marking = self.reader.marking
        turns = [
            marking.turns.turn_around(m.start, m.end) if marking.turns else None for m in matches
        ]
        passages = [
            (match.start, match.end, turn.speaker if turn else "")
            for match, turn in zip(matches, turns, strict=True)
        ]
        colour = self.reader.context.settings.colour
        sentence = f"{len(passages)} highlighted in {colour}"
        change = self.session.highlight_ranges(passages, colour=colour, sentence=sentence)
        marking.note_steps(here=True)
        return change

    def _end(self, done: int) -> None:
        """Return to the document when the panel closes."""
        self.reader.arrangement.reserve_bottom_rows(0)
        self.reader.panes.focus_at_caret()
        if done:
            self.say_done(f"{done} highlighted · {self.app.key('undo')} undo")
