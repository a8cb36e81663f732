"""Speaker review panel: asks for each quotation without a speaker who said it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import NameOption, NamePicker
from readerapp.ui.screens.review_base import ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.reading.speaker_review import SpeakerReview
    from readerapp.speakers import Suggestion

_KEYS = "1-5 or Enter takes · n b next, back · s another name · u undo · Esc ends"


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
            names = {candidate.name for candidate in offered}
            offered += [c for c in self._speakers() if c.name not in names]
            chooser = NamePicker("Who said it", "type a name, or a digit", offered)
            await self.app.push_screen(chooser, lambda name: self._accept(name) if name else None)

    def _accept(self, name: str) -> None:
        self.answer(lambda: self._review.accept(name))

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
            style = Style(reverse=True) if number == 1 else PLAIN
            rows.append(
                [
                    (" ⏎ " if number == 1 else "   ", PLAIN),
                    (f"{number} ", STRONG),
                    (name, style),
                    (f"  {candidate.score:.0%}", FAINT),
                ]
            )
        return [*rows, [(f" {_KEYS}", FAINT)]]
