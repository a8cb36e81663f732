"""What walks have in common: a panel below the text that asks, one thing after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from readerapp.core.errors import ReaderError
from readerapp.ui.widgets.text_page import Pieces, QuestionPanel

if TYPE_CHECKING:
    from readerapp.annotations.change import Change


class ReviewQueue(Protocol):
    """What is walked through."""

    def step(self, direction: int) -> None:
        """Leave the current one for later: the next (1) or previous (-1)."""

    def take(self, change: Change) -> None:
        """Take in a change of the session; what it opens again is asked again."""


class ReviewScreenBase(ModalScreen[None]):
    """Asks about what is current in a walk; what it changes is told to `took`."""

    BINDINGS = [
        ("escape,q", "leave", "End"),
        ("n,space,down,right,full_stop,j", "step(1)", "Next"),
        ("b,up,left,comma,k", "step(-1)", "Back"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        walk: ReviewQueue,
        *,
        took: Callable[[Change], None],
        undo: Callable[[], Change],
        cover: Callable[[int], None],
        message: str = "",
    ) -> None:
        """`cover` is told how many rows at the bottom the panel takes."""
        super().__init__()
        self._walk, self._took, self._undo, self._leave_room = walk, took, undo, cover
        self._message = message
        self._panel = QuestionPanel()

    def compose(self) -> ComposeResult:
        """One panel."""
        with Vertical(id="panel"):
            yield self._panel

    def on_mount(self) -> None:
        """The first question."""
        self.ask(self._message)

    def on_resize(self) -> None:
        """Another width, other rows."""
        self._draw()

    def ask(self, message: str = "") -> None:
        """Ask about what is current, with a sentence about what was done."""
        self._message = message
        self._draw()

    def _draw(self) -> None:
        rows = self.rows(self._message)
        self._panel.show(rows)
        self._leave_room(len(rows) + 1)  # and the line above them
        self.app.when_arranged(self.show_current)  # type: ignore[attr-defined]

    def rows(self, message: str) -> Sequence[Pieces]:
        """The rows of the panel."""
        raise NotImplementedError

    def show_current(self) -> None:
        """Show in the document what is asked about."""
        raise NotImplementedError

    @property
    def columns(self) -> int:
        """Cells of a row."""
        return self.app.size.width - 2

    @property
    def room(self) -> int:
        """Rows that the panel may have, the line above it not counted."""
        return self.app.size.height * 4 // 5 - 1

    def action_step(self, direction: int) -> None:
        """Leave this one for later."""
        self._walk.step(direction)
        self.ask()

    def action_undo(self) -> None:
        """Take the last answer back; it is asked again."""

        def undo() -> Change:
            change = self._undo()
            self._walk.take(change)
            return change

        self.do(undo)

    def do(self, act: Callable[[], Change]) -> None:
        """Answer; what goes wrong is said, and asked again."""
        try:
            change = act()
        except ReaderError as error:
            self.ask(str(error))
            return
        self._took(change)
        self.ask(change.sentence)

    def action_leave(self) -> None:
        """Back to the document."""
        self.dismiss(None)
