"""Asks for tags: one line, separated by commas, completed from the tags in use."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from readerapp.text.safe import label
from readerapp.ui.screens.prompting import QuestionScreen
from readerapp.ui.widgets.line_input import LineInput


def completions(typed: str, known: Sequence[str]) -> list[str]:
    """The known tags that complete the last one typed and are not there yet."""
    *done, last = (part.strip() for part in typed.split(","))
    start = last.casefold()
    return [tag for tag in known if tag.casefold().startswith(start) and tag not in (*done, last)]


class TagEditor(QuestionScreen[list[str]]):
    """Answers with the tags, or None if it was left."""

    BINDINGS = [("tab", "complete", "Complete")]

    def __init__(self, subject: str, tags: Sequence[str], known: Sequence[str]) -> None:
        super().__init__()
        self._subject, self._known = subject, known
        start = ", ".join(tags) + (", " if tags else "")
        self._input = LineInput(
            start, compact=True, select_on_focus=False, placeholder="rent, budget"
        )
        self._offers = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Subject, input and what Tab would complete."""
        with Vertical(id="panel"):
            yield Static(Content(label(f"Tags (Enter saves, Tab completes): {self._subject}", 500)))
            yield self._input
            yield self._offers

    def on_mount(self) -> None:
        """Write behind what is there; nothing blinks."""
        self._input.cursor_blink = False
        self._input.cursor_position = len(self._input.value)
        self.set_focus(self._input)
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what completes the last tag."""
        event.stop()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.dismiss([part.strip() for part in event.value.split(",") if part.strip()])

    def action_complete(self) -> None:
        """Tab takes the first offer."""
        offers = completions(self._input.value, self._known)
        if offers:
            head = self._input.value.rpartition(",")[0]
            self._input.value = (f"{head}, " if head else "") + offers[0] + ", "
            self._input.cursor_position = len(self._input.value)

    def _show(self) -> None:
        offers = completions(self._input.value, self._known)[:12]
        self._offers.update(Content(label("  ".join(offers), 500)))
