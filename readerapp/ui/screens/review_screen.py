"""The screen of a review: a panel below the text that asks one question after the other."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset
from textual.screen import ModalScreen

from readerapp.core.errors import ReaderError
from readerapp.text.graphemes import cell_width, choose_fitting, fit_entries
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces, QuestionPanel, flow_pieces

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


class AnnotationQueue(ReviewQueue, Protocol):
    """The questions of a review whose answers other people may give at the same time."""

    @property
    def current(self) -> object | None:
        """Return what the question is about; None if nothing is left."""

    @property
    def remaining(self) -> int:
        """Return the number of questions that are left."""

    def follow_change(self, change: Change) -> None:
        """Apply a change of others; the current question stays while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCallbacks:
    """What a review panel calls in the reader.

    Attributes:
        apply_change: called with each change that an answer or an undo makes.
        undo: undoes the last step.
        reserve_rows: called with the number of rows that the panel takes at the bottom.
    """

    apply_change: Callable[[Change], None]
    undo: Callable[[], Change]
    reserve_rows: Callable[[int], None]


class ReviewScreenBase(ModalScreen[None]):
    """Panel that asks the current question of a review.

    Args:
        queue: the questions.
        callbacks: what the panel calls in the reader.
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
        callbacks: ReviewCallbacks,
        message: str = "",
    ) -> None:
        super().__init__()
        self._queue, self._message = queue, message
        self._reader_callbacks = callbacks  # `_callbacks` is Textual's
        self._panel = QuestionPanel()
        self._asked: object = None  # what was asked last, as `_question` returns it
        self._numbers: dict[int, int] = {}  # of the candidates, by the rows that show them

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
        self._asked = self._question
        rows = self.rows(self._message)
        self._panel.show(rows)
        self._reader_callbacks.reserve_rows(len(rows) + 1)  # plus the line above them
        self.app.when_arranged(self.show_current)

    @abstractmethod
    def rows(self, message: str) -> Sequence[Pieces]:
        """Return the rows of the panel, with `message` in one of them."""

    @abstractmethod
    def show_current(self) -> None:
        """Show in the document what the question is about."""

    def cursor_cell(self) -> Offset:
        """Return the first cell of the question."""
        return self._panel.content_region.offset

    @property
    def columns(self) -> int:
        """Return the width of a row in cells."""
        return self.app.size.width - 2

    @property
    def room(self) -> int:
        """Return the most rows that the panel may have, without the line above it."""
        return self.app.size.height * 4 // 5 - 1

    def head_rows(self, head: str, message: str) -> list[Pieces]:
        """Return the first row, with a message beside it, or below it if there is no room."""
        if not message or cell_width(head + message) + 3 <= self.columns:
            return [[(head, STRONG), (f" · {message}" if message else "", PLAIN)]]
        return [
            *flow_pieces([(head, STRONG)], self.columns, 1),
            *flow_pieces([(f" {message}", PLAIN)], self.columns, 1),
        ]

    def key_row(self, *variants: str) -> Pieces:
        """Return the last row, the keys: the first variant that fits.

        If none does, it is the last one without the entries at its end for which there is no room:
        a key without its word says nothing.
        """
        room = self.columns - 1
        return [(f" {fit_entries(choose_fitting(variants, room), room)}", FAINT)]

    def on_question_panel_clicked(self, event: QuestionPanel.Clicked) -> None:
        """Answer with the candidate that was clicked."""
        if number := self._numbers.get(event.row):
            self.choose(number)

    def choose(self, number: int) -> None:
        """Answer with the candidate that has this number, from 1; without candidates do nothing."""

    def action_step(self, direction: int) -> None:
        """Skip the current question for now: go to the next (1) or previous (-1)."""
        self._queue.step(direction)
        self.ask()

    def action_undo(self) -> None:
        """Undo the last answer; its question is asked again."""

        def undo() -> Change:
            change = self._reader_callbacks.undo()
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
        self._reader_callbacks.apply_change(change)
        self.ask(change.sentence)

    @property
    def shared_queue(self) -> AnnotationQueue | None:
        """Return the questions if other people may answer them too."""
        return None

    def follow_change(self, change: Change) -> None:
        """Apply a change of others; ask anew if there are other questions now."""
        if self.shared_queue:
            self.shared_queue.follow_change(change)
            if self._question != self._asked:
                self.ask(SHARED_CHANGE)

    @property
    def _question(self) -> object:
        """Return what is asked about, and how many questions are left."""
        queue = self.shared_queue
        return queue and (queue.current, queue.remaining)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)


SHARED_CHANGE = "Changed by somebody else"
"""What a review says when others have changed what it asks about."""
