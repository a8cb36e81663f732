"""Voices: the speakers of the document, and the review of quotations that have none."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from textual import work
from textual.worker import get_current_worker

from readerapp.colouring import SCHEMES, Scheme, colour_by
from readerapp.reviewing import AT_ONCE, Ranker, Review, ranker
from readerapp.session import Change
from readerapp.speakers import Suggestion
from readerapp.ui.screens.base import ReaderBase
from readerapp.ui.screens.chooser import Candidate
from readerapp.ui.screens.review import ReviewScreen
from readerapp.ui.screens.speakers import SpeakersScreen
from readerapp.voices import Voice


class VoicesActions(ReaderBase):
    """The speakers screen and review mode."""

    _review: Review | None = None
    scheme: Scheme = "colour"
    """What the colours stand for."""

    async def action_speakers(self) -> None:
        """The speakers; Enter there filters the list to one voice."""

        def voices() -> list[Voice]:
            self.take(Change("", speakers=True))
            return self.desk.voices()

        def done(name: str | None) -> None:
            self.attempt(lambda: self.take(Change("", speakers=True)))
            if name:
                self.attempt(lambda: self.filter_list(f"speaker:{shlex.quote(name)}"))

        def show() -> object:
            length = len(self.reading.text)
            screen = SpeakersScreen(self.desk.session, voices, length)
            return self.app.push_screen(screen, done)

        await self.ask(show)

    def action_colours(self) -> None:
        """Colour by the highlights' own colours, by speaker, by annotator."""

        def colour() -> None:
            self.scheme = SCHEMES[(SCHEMES.index(self.scheme) + 1) % len(SCHEMES)]
            self.show_colours()
            self.say(f"Coloured by {self.scheme}")

        self.attempt(colour)

    def show_colours(self) -> None:
        """Colour text, list and strip by what the colours stand for now."""
        placed = [row.placed for row in self.desk.all_rows()]
        colour_of = colour_by(self.scheme, placed)
        self.document.show_colours(colour_of)
        self.highlights.show_colours(colour_of)
        marks = ((one, colour_of(one.annotation)) for one in placed)
        self.strip.show_marks(len(self.reading.text), marks)

    def action_review(self) -> None:
        """Walk through the quotations that have no speaker."""

        def begin() -> None:
            if self._short:
                self._begin_review(ranker(self.desk.session)())
            else:
                self.say("Reading who speaks …")
                self._rank_beside(ranker(self.desk.session))

        self.attempt(begin)

    @property
    def _short(self) -> bool:
        return len(self.reading.text) <= AT_ONCE

    def _begin_review(self, found: Sequence[Suggestion]) -> None:
        session = self.desk.session
        self._review = review = Review(session, found, self.document.caret.at)
        self.set_focus(self.document)
        self.app.push_screen(
            ReviewScreen(
                review,
                show=lambda quotation: self.document.select(quotation.start, quotation.end),
                took=self._answered,
                undo=session.undo,
                speakers=lambda: [
                    Candidate(s.name, s.role or "named before", s.aliases)
                    for s in session.recent_speakers()
                ],
            ),
            lambda _: self._end_review(),
        )

    def _answered(self, change: Change) -> None:
        """An answer was given or taken back: show it, and rank the rest again."""
        self.take(change)
        if self._review and self._short:
            self._review.rank_again(ranker(self.desk.session)())
        else:
            self._rank_beside(ranker(self.desk.session))

    def _end_review(self) -> None:
        self._review = None
        self.document.drop()

    @work(thread=True, exclusive=True, group="rank")
    def _rank_beside(self, rank: Ranker) -> None:
        """Rank in a process of its own, so that no key waits for it."""
        from concurrent.futures import ProcessPoolExecutor  # 20 ms that few sessions need
        from multiprocessing import get_context

        worker = get_current_worker()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(rank).result()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._ranked, found)

    def _ranked(self, found: Sequence[Suggestion]) -> None:
        if self._review is None:
            self._begin_review(found)
            return
        self._review.rank_again(found)
        if isinstance(self.app.screen, ReviewScreen):
            self.app.screen.ask()
