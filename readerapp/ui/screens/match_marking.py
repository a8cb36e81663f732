"""Panel that highlights the matches of a search: all at once, or each after a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.text.graphemes import choose_fitting
from readerapp.text.phrases import count_noun
from readerapp.ui.screens.review_screen import ReviewCallbacks, ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.reading.matches import MatchWalk
    from readerapp.text.search import Match

_FIRST_KEYS = (
    "y all of them, one undo step · Enter one by one · n none",
    "y all · Enter one by one · n none",
)
_WALK_KEYS = (
    "y highlight · n skip · a all that follow · b back · u undo · q done",
    "y yes n no a all b back u undo q done",
)
"""Key hints, the longest first; the first that fits is shown."""


class MatchMarkingScreen(ReviewScreenBase):
    """Asks whether to highlight all matches, then, if wanted, about each of them.

    Args:
        walk: the matches.
        callbacks: what the panel calls in the reader.
        words: what was searched for.
        highlight: highlights matches in one undo step.
        show: shows a match in the document.
        where: returns how the place of an offset is named.
    """

    BINDINGS = [
        ("y", "yes", "Highlight"),
        ("a,exclamation_mark", "rest", "All the rest"),
        ("enter,ctrl+j,w", "walk", "One by one"),
    ]

    def __init__(
        self,
        walk: MatchWalk,
        callbacks: ReviewCallbacks,
        words: str,
        *,
        highlight: Callable[[Sequence[Match]], Change],
        show: Callable[[Match], None],
        where: Callable[[int], str],
    ) -> None:
        super().__init__(walk, callbacks)
        self._walk, self._words = walk, words
        self._highlight, self._show, self._where = highlight, show, where
        self._is_walking = False

    def show_current(self) -> None:
        """Show the current match in the document."""
        if current := self._walk.current:
            self._show(current)

    def action_yes(self) -> None:
        """Highlight all matches; in the walk only the current one."""
        if not self._is_walking:
            self.action_rest()
        elif self._walk.is_done:
            self.action_step(1)
        elif current := self._walk.current:
            self._save([current])

    def action_rest(self) -> None:
        """Highlight the current match and all that follow, and leave."""
        self._save(self._walk.open_matches)

    def action_walk(self) -> None:
        """Begin to ask about each match; later, highlight the current one."""
        if self._is_walking:
            self.action_yes()
        self._is_walking = True
        self.ask()

    def action_step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) match; before the walk, leave."""
        if not self._is_walking:
            self.action_leave()
            return
        super().action_step(direction)
        if self._walk.current is None:
            self.action_leave()

    def action_undo(self) -> None:
        """Undo the last highlight of this walk and ask for it again."""

        def undo() -> Change:
            change = self._reader_callbacks.undo()
            self._walk.step(-1)
            return change

        self.answer(undo)

    def _save(self, matches: Sequence[Match]) -> None:
        """Highlight matches and go on behind them; leave at the end."""

        def save() -> Change:
            change = self._highlight(matches)
            self._walk.step(len(matches))
            return change

        self.answer(save)
        if not self._walk.open_matches:
            self.action_leave()

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: the question, what was done, and the keys."""
        walk, current = self._walk, self._walk.current
        if not self._is_walking:
            question = f" Highlight “{self._words}”: {walk.describe()}"
            return [[(question, STRONG)], [self._fit(_FIRST_KEYS)]]
        head = f" “{self._words}” {walk.number} of {len(walk.matches)}"
        place = f" · {self._where(current.start)}" if current else ""
        done = f" · {count_noun(walk.done, 'highlight')} made" if walk.done else ""
        told = f" · {message}" if message else ""
        return [[(head, STRONG), (f"{place}{done}{told}", PLAIN)], [self._fit(_WALK_KEYS)]]

    def _fit(self, hints: Sequence[str]) -> tuple[str, Style]:
        hint = choose_fitting(hints, self.columns - 1)
        return f" {hint}", FAINT
