"""Controller of the speaker review: connects the panel, the document view and the ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.speaker_review import (
    MAX_IN_PROCESS_LENGTH,
    RankingJob,
    SpeakerReview,
    make_ranking_job,
)
from readerapp.ui.screens.name_picker import NameOption
from readerapp.ui.screens.speaker_review import SpeakerReviewScreen

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.speakers import Suggestion
    from readerapp.ui.reader import ReaderBase

_BUSY = 0.5
"""Seconds between two checks whether the user is back in the document."""


class SpeakerReviewController:
    """A walk through the quotations of one reader screen that have no speaker."""

    def __init__(self, reader: ReaderBase) -> None:
        self._reader = reader
        self._session = reader.list_model.session
        self._review: SpeakerReview | None = None
        self._panel: SpeakerReviewScreen | None = None
        self._ended = False

    def begin(self) -> object:
        """Rank the quotations and open the review panel.

        A long text is ranked in another process, and the panel opens later.

        Returns:
            What to await until the panel takes keys; None if it does not open yet.
        """
        if not self._short:
            self._reader.say("Reading who speaks …")
        return self._rank()

    @property
    def _short(self) -> bool:
        return len(self._reader.document.text) <= MAX_IN_PROCESS_LENGTH

    def _rank(self) -> object:
        rank = make_ranking_job(self._session)
        if self._short:
            return self._ranked(rank.here())
        work = self._beside(rank)
        self._reader.run_worker(work, thread=True, exclusive=True, group="rank")
        return None

    def _beside(self, rank: RankingJob) -> Callable[[], None]:
        def work() -> None:
            worker, app = get_current_worker(), self._reader.app
            try:
                found = rank.beside(lambda: worker.is_cancelled)
            except ReaderError as error:
                app.call_from_thread(self._reader.say, str(error), warning=True)
                return
            if not worker.is_cancelled:
                app.call_from_thread(self._ranked, found)

        return work

    def _ranked(self, found: Sequence[Suggestion]) -> object:
        reader = self._reader
        if self._ended:
            return None
        if self._review is None or self._panel is None:
            if reader.app.screen is not reader or reader.notes_panel.editing:
                # The panel would take keys meant for what is being written: open it later.
                reader.set_timer(_BUSY, lambda: self._ranked(found))
                return None
            return self._ask(found)
        self._review.rank_again(found)
        self._panel.ask()
        return None

    def _ask(self, found: Sequence[Suggestion]) -> object:
        reader, session = self._reader, self._session
        self._review = SpeakerReview(session, found, reader.document_view.caret.at)
        self._panel = SpeakerReviewScreen(
            self._review,
            show=lambda quotation: reader.document_view.select(quotation.start, quotation.end),
            took=self._answered,
            undo=session.undo,
            cover=reader.reserve_bottom_rows,
            speakers=lambda: [
                NameOption(s.name, s.role or "named before", s.aliases)
                for s in session.recent_speakers()
            ],
        )
        reader.set_focus(reader.document_view)
        return reader.app.push_screen(self._panel, lambda _: self._end())

    def _answered(self, change: Change) -> None:
        """Show the change after an answer or an undo, and rank the rest again."""
        self._reader.apply_change(change)
        self._rank()

    def _end(self) -> None:
        self._ended = True
        self._reader.reserve_bottom_rows(0)
        self._reader.document_view.drop()
