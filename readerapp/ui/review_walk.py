"""A review as it goes on: the panel that asks, the document that shows, the ranking beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.reading.reviewing import AT_ONCE, Ranker, Review, ranker
from readerapp.ui.screens.chooser import Candidate
from readerapp.ui.screens.review import ReviewScreen

if TYPE_CHECKING:
    from readerapp.session.change import Change
    from readerapp.speakers import Suggestion
    from readerapp.ui.screens.base import ReaderBase


class ReviewWalk:
    """Walks through the quotations of one reader screen that have no speaker."""

    def __init__(self, reader: ReaderBase) -> None:
        self._reader = reader
        self._session = reader.desk.session
        self._review: Review | None = None
        self._panel: ReviewScreen | None = None
        self._ended = False

    def begin(self) -> None:
        """Rank the quotations and ask; a long text is ranked beside and asked about later."""
        if not self._short:
            self._reader.say("Reading who speaks …")
        self._rank()

    @property
    def _short(self) -> bool:
        return len(self._reader.reading.text) <= AT_ONCE

    def _rank(self) -> None:
        rank = ranker(self._session)
        if self._short:
            self._ranked(rank())
        else:
            work = self._beside(rank)
            self._reader.run_worker(work, thread=True, exclusive=True, group="rank")

    def _beside(self, rank: Ranker) -> Callable[[], None]:
        """Ranks in a process of its own, so that no key waits for it."""

        def work() -> None:
            from concurrent.futures import ProcessPoolExecutor  # 20 ms that few sessions need
            from multiprocessing import get_context

            worker = get_current_worker()
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                found = pool.submit(rank).result()
            if not worker.is_cancelled:
                self._reader.app.call_from_thread(self._ranked, found)

        return work

    def _ranked(self, found: Sequence[Suggestion]) -> None:
        if self._ended:
            return
        if self._review is None or self._panel is None:
            self._ask(found)
        else:
            self._review.rank_again(found)
            self._panel.ask()

    def _ask(self, found: Sequence[Suggestion]) -> None:
        reader, session = self._reader, self._session
        self._review = Review(session, found, reader.document.caret.at)
        self._panel = ReviewScreen(
            self._review,
            show=lambda quotation: reader.document.select(quotation.start, quotation.end),
            took=self._answered,
            undo=session.undo,
            cover=reader.cover,
            speakers=lambda: [
                Candidate(s.name, s.role or "named before", s.aliases)
                for s in session.recent_speakers()
            ],
        )
        reader.set_focus(reader.document)
        reader.app.push_screen(self._panel, lambda _: self._end())

    def _answered(self, change: Change) -> None:
        """An answer was given or taken back: show it, and rank the rest again."""
        self._reader.take(change)
        self._rank()

    def _end(self) -> None:
        self._ended = True
        self._reader.cover(0)
        self._reader.document.drop()
