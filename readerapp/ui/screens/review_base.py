"""Base of the review screens: a panel below the text that asks one question after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from readerapp.core.errors import ReaderError
from readerapp.ui.widgets.text_page import Pieces, QuestionPanel

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.ui.app import ReaderApp


class ReviewQueue(Protocol):
    """The questions of a review."""

    def step(self, direction: int) -> None:
        """Skip the current question for now.

        Args:
            direction: 1 for the next question, -1 for the previous one.
        """

    def apply_change(self, change: Change) -> None:
        """Apply a change of the session; what it makes open is asked again."""


class ReviewScreenBase(ModalScreen[None]):
    """Panel that asks the current question of a review.

    Args:
        queue: the questions.
        apply_change: called with each change that an answer or an undo makes.
        undo: undoes the last step.
        reserve_rows: called with the number of rows that the panel takes at the bottom.
        message: a sentence for the first question.
    """

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # only the type: at run time this would be a circular import

    BINDINGS = [
        ("escape,q", "leave", "End"),
        ("n,space,down,right,full_stop,j", "step(1)", "Next"),
        ("b,up,left,comma,k", "step(-1)", "Back"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        queue: ReviewQueue,
        *,
        apply_change: Callable[[Change], None],
        undo: Callable[[], Change],
        reserve_rows: Callable[[int], None],
        message: str = "",
    ) -> None:
        super().__init__()
        self._queue, self._apply_change, self._undo = queue, apply_change, undo
        self._reserve_rows = reserve_rows
        self._message = message
        self._panel = QuestionPanel()

    def compose(self) -> ComposeResult:
        """Yield the panel."""
        with Vertical(id="panel"):
            yield self._panel

    def on_mount(self) -> None:
        """Ask the first question."""
        self.ask(self._message)

    def on_resize(self) -> None:
        """Redraw for the new size."""
        self._draw()

    def ask(self, message: str = "") -> None:
        """Ask the current question, with a sentence about what was done before."""
        self._message = message
        self._draw()

    def _draw(self) -> None:
        rows = self.rows(self._message)
        self._panel.show(rows)
        self._reserve_rows(len(rows) + 1)  # plus the line above them
        self.app.when_arranged(self.show_current)

    def rows(self, message: str) -> Sequence[Pieces]:
        """Return the rows of the panel, with `message` in one of them."""
        raise NotImplementedError

    def show_current(self) -> None:
        """Show in the document what the question is about."""
        raise NotImplementedError

    @property
    def columns(self) -> int:
        """Return the width of a row in cells."""
        return self.app.size.width - 2

    @property
    def room(self) -> int:
        """Return the most rows that the panel may have, without the line above it."""
        return self.app.size.height * 4 // 5 - 1

    def action_step(self, direction: int) -> None:
        """Skip the current question for now: go to the next (1) or previous (-1)."""
        self._queue.step(direction)
        self.ask()

    def action_undo(self) -> None:
        """Undo the last answer; its question is asked again."""

        def undo() -> Change:
            change = self._undo()
            self._queue.apply_change(change)
            return change

        self.answer(undo)

    def answer(self, action: Callable[[], Change]) -> None:
        """Run an answer and ask on; after a ReaderError show it and ask again."""
        try:
            change = action()
        except ReaderError as error:
            self.ask(str(error))
            return
        self._apply_change(change)
        self.ask(change.sentence)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)
