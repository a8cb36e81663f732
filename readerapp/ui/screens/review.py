"""Review mode: a panel below the text that asks, quotation by quotation, who said it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from readerapp.model import ReaderError
from readerapp.text.safe import label
from readerapp.ui.screens.chooser import Candidate, Chooser

if TYPE_CHECKING:
    from readerapp.reading.reviewing import Review
    from readerapp.session.change import Change
    from readerapp.speakers import Suggestion

_KEYS = "1-5 or Enter takes · n b next, back · s another name · u undo · Esc ends"


class ReviewScreen(ModalScreen[None]):
    """Walks a review; what it changes is told to `took`, what it is about to `show`."""

    BINDINGS = [
        ("escape,q", "leave", "End"),
        ("enter,ctrl+j", "take(1)", "Take"),
        *((str(n), f"take({n})", "Take") for n in range(1, 6)),
        ("n,space,down,right,full_stop,j", "step(1)", "Next"),
        ("b,up,left,comma,k", "step(-1)", "Back"),
        ("s", "name", "Name"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        review: Review,
        *,
        show: Callable[[Suggestion], None],
        took: Callable[[Change], None],
        undo: Callable[[], Change],
        speakers: Callable[[], Sequence[Candidate]],
    ) -> None:
        super().__init__()
        self._review, self._show, self._took = review, show, took
        self._undo, self._speakers = undo, speakers
        self._panel = _Panel()

    def compose(self) -> ComposeResult:
        """One panel."""
        with Vertical(id="panel"):
            yield self._panel

    def on_mount(self) -> None:
        """The first question."""
        self.ask()

    def ask(self, message: str = "") -> None:
        """Show the current question; the document shows its quotation."""
        current = self._review.current
        self._panel.show(current, self._review.progress, message)
        if current:
            self._show(current)

    def action_take(self, number: int) -> None:
        """Take a candidate."""
        current = self._review.current
        if current and number <= len(current.candidates):
            self._accept(current.candidates[number - 1].name)

    def action_step(self, direction: int) -> None:
        """Leave this one for later."""
        self._review.step(direction)
        self.ask()

    async def action_name(self) -> None:
        """Somebody else."""
        if current := self._review.current:
            offered = [Candidate(c.name, "in the text") for c in current.candidates]
            known = {candidate.name for candidate in offered}
            offered += [c for c in self._speakers() if c.name not in known]
            chooser = Chooser("Who said it", "type a name, or a digit", offered)
            await self.app.push_screen(chooser, lambda name: self._accept(name) if name else None)

    def action_undo(self) -> None:
        """Take the last answer back; its quotation is asked again."""
        try:
            change = self._undo()
        except ReaderError as error:
            self.ask(str(error))
            return
        self._review.take(change)
        self._took(change)
        self.ask(change.sentence)

    def action_leave(self) -> None:
        """Back to the document."""
        self.dismiss(None)

    def _accept(self, name: str) -> None:
        try:
            change = self._review.accept(name)
        except ReaderError as error:
            self.ask(str(error))
            return
        self._took(change)
        self.ask(change.sentence)


class _Panel(Widget):
    """Question, candidates and keys."""

    def __init__(self) -> None:
        super().__init__()
        self._current: Suggestion | None = None
        self._progress = (0, 0)
        self._message = ""

    def show(self, current: Suggestion | None, progress: tuple[int, int], message: str) -> None:
        self._current, self._progress, self._message = current, progress, message
        self.styles.height = 3 + (len(current.candidates) if current else 0)
        self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        base, width = self.rich_style, self.size.width
        return Strip(self._line(y, base, width)).adjust_cell_length(width, base)

    def _line(self, y: int, base: Style, width: int) -> list[Segment]:
        done, total = self._progress
        current = self._current
        strong, faint = base + Style(bold=True), base + Style(dim=True)
        if y == 0:
            text = f" Who said it · {done} of {total} have a speaker"
            return [
                Segment(label(text, width), strong),
                Segment("  "),
                Segment(label(self._message, 60), base),
            ]
        if current is None:
            text = "Every quotation has a speaker. Esc goes back." if y == 1 else ""
            return [Segment(label(f" {text}", width), base)]
        if y == 1:
            sure = f"{current.confidence:.0%} sure" if current.speaker else "nobody found"
            return [Segment(label(f" {sure}: {current.reason}", width), base)]
        if y - 2 < len(current.candidates):
            candidate = current.candidates[y - 2]
            here = base + Style(reverse=True) if y == 2 else base
            return [
                Segment(" ⏎ " if y == 2 else "   ", base),
                Segment(f"{y - 1} ", strong),
                Segment(label(candidate.name, width - 14), here),
                Segment(f"  {candidate.score:.0%}", faint),
            ]
        return [Segment(label(f" {_KEYS}", width), faint)]
