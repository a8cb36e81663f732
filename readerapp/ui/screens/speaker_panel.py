"""Speaker review: asks for each quotation without a speaker who said it.

`SpeakerReviewController` connects the panel that asks with the reader screen and the ranking.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.reading.speaker_review import (
    MAX_IN_PROCESS_LENGTH,
    RankingJob,
    SpeakerReview,
    make_ranking_job,
)
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import NameOption, NamePicker
from readerapp.ui.screens.review_base import ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.speakers import Suggestion
    from readerapp.ui.reader.screen import ReaderScreen

_KEYS = "1-5 or Enter takes · n b next, back · s another name · u undo · Esc ends"


_BUSY_DELAY = 0.5
"""Seconds between two checks whether the user is back in the document."""


class SpeakerReviewController:
    """A walk through the quotations of one reader screen that have no speaker."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._session = reader.list_model.session
        self._review: SpeakerReview | None = None
        self._panel: SpeakerReviewScreen | None = None
        self._ended = False

    def begin(self) -> Awaitable[object] | None:
        """Rank the quotations and open the review panel.

        A long text is ranked in another process, and the panel opens later.

        Returns:
            What to await until the panel takes keys; None if it does not open yet.
        """
        if not self._is_short:
            self._reader.say("Reading who speaks …")
        return self._rank()

    @property
    def _is_short(self) -> bool:
        return len(self._reader.document.text) <= MAX_IN_PROCESS_LENGTH

    def _rank(self) -> Awaitable[object] | None:
        job = make_ranking_job(self._session)
        if self._is_short:
            return self._show_ranked(job.here())
        self._reader.speakers.start_thread(lambda: self._rank_on_thread(job), group="rank")
        return None

    def _rank_on_thread(self, job: RankingJob) -> None:
        worker, call_on_screen = get_current_worker(), self._reader.speakers.call_on_screen
        try:
            suggestions = job.beside(lambda: worker.is_cancelled)
        except ReaderError as error:
            call_on_screen(self._reader.say, str(error), warning=True)
            return
        if not worker.is_cancelled:
            call_on_screen(self._show_ranked_later, suggestions)

    def _show_ranked_later(self, suggestions: Sequence[Suggestion]) -> None:
        self._show_ranked(suggestions)

    def _show_ranked(self, suggestions: Sequence[Suggestion]) -> Awaitable[object] | None:
        reader = self._reader
        if self._ended:
            return None
        if self._review is None or self._panel is None:
            if reader.app.screen is not reader or reader.notes_panel.editing:
                # The panel would take keys meant for what is being written: open it later.
                reader.set_timer(_BUSY_DELAY, lambda: self._show_ranked_later(suggestions))
                return None
            return self._open_panel(suggestions)
        self._review.rank_again(suggestions)
        self._panel.ask()
        return None

    def _open_panel(self, suggestions: Sequence[Suggestion]) -> Awaitable[object]:
        reader, session, view = self._reader, self._session, self._reader.document_view
        self._review = SpeakerReview(session, suggestions, view.caret.at)
        self._panel = SpeakerReviewScreen(
            self._review,
            show=lambda quotation: view.select(quotation.start, quotation.end),
            apply_change=self._apply_change,
            undo=session.undo,
            reserve_rows=reader.panes.reserve_bottom_rows,
            speakers=lambda: [
                NameOption(s.name, s.role or "named before", s.aliases)
                for s in session.recent_speakers()
            ],
        )
        reader.set_focus(view)
        return reader.app.push_screen(self._panel, lambda _: self._end())

    def _apply_change(self, change: Change) -> None:
        """Show the change after an answer or an undo, and rank the rest again."""
        self._reader.panes.apply_change(change)
        self._rank()

    def _end(self) -> None:
        self._ended = True
        self._reader.panes.reserve_bottom_rows(0)
        self._reader.document_view.drop()


class SpeakerReviewScreen(ReviewScreenBase):
    """Review panel for quotations without a speaker.

    Args:
        review: the quotations to review.
        show: shows the current quotation in the document.
        apply_change: called with each change that an answer or an undo makes.
        undo: undoes the last step.
        reserve_rows: called with the number of rows that the panel takes at the bottom.
        speakers: returns the names that are offered after the candidates.
    """

    BINDINGS = [
        ("enter,ctrl+j", "take(1)", "Take"),
        *((str(n), f"take({n})", "Take") for n in range(1, 6)),
        ("s", "name", "Name"),
    ]

    def __init__(
        self,
        review: SpeakerReview,
        *,
        show: Callable[[Suggestion], None],
        apply_change: Callable[[Change], None],
        undo: Callable[[], Change],
        reserve_rows: Callable[[int], None],
        speakers: Callable[[], Sequence[NameOption]],
    ) -> None:
        super().__init__(review, apply_change=apply_change, undo=undo, reserve_rows=reserve_rows)
        self._review, self._show, self._speakers = review, show, speakers

    def show_current(self) -> None:
        """Show the quotation in the document."""
        if current := self._review.current:
            self._show(current)

    def action_take(self, number: int) -> None:
        """Set the candidate with this number, from 1, as the speaker."""
        current = self._review.current
        if current and number <= len(current.candidates):
            self._accept(current.candidates[number - 1].name)

    async def action_name(self) -> None:
        """Ask for another name."""
        if current := self._review.current:
            offered = [NameOption(c.name, "in the text") for c in current.candidates]
            known = {candidate.name for candidate in offered}
            offered += [c for c in self._speakers() if c.name not in known]
            chooser = NamePicker("Who said it", "type a name, or a digit", offered)
            await self.app.push_screen(chooser, lambda name: self._accept(name) if name else None)

    def _accept(self, name: str) -> None:
        self.do(lambda: self._review.accept(name))

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: the question, the candidates and the keys."""
        (done, total), current = self._review.progress, self._review.current
        head = (f" Who said it · {done} of {total} have a speaker", STRONG)
        rows: list[Pieces] = [[head, (f" · {message}" if message else "", PLAIN)]]
        if current is None:
            rows.append([(" Every quotation has a speaker. Esc goes back.", PLAIN)])
            return [*rows, [(f" {_KEYS}", FAINT)]]
        sure = f"{current.confidence:.0%} sure" if current.speaker else "nobody found"
        rows.append([(f" {sure}: {current.reason}", PLAIN)])
        for number, candidate in enumerate(current.candidates, 1):
            name = sanitize_label(candidate.name, max(1, self.columns - 14))
            here = Style(reverse=True) if number == 1 else PLAIN
            rows.append(
                [
                    (" ⏎ " if number == 1 else "   ", PLAIN),
                    (f"{number} ", STRONG),
                    (name, here),
                    (f"  {candidate.score:.0%}", FAINT),
                ]
            )
        return [*rows, [(f" {_KEYS}", FAINT)]]
