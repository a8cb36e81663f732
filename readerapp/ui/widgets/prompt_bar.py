"""The prompt at the bottom: search, go to, filter. One row, in place of the key bar."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.ui.widgets.line_input import LineInput


class PromptBar(Horizontal):
    """Asks for one line of text; `purpose` says what for, in messages and on screen."""

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+t", "pattern", "Pattern", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The line as it stands now."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Cancelled(Message):
        """Esc was pressed."""

        purpose: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = Static("", markup=False)
        self._input = LineInput(compact=True, select_on_focus=False)
        self._purpose = ""
        self._pattern = False
        self._asked_from: Widget | None = None

    @property
    def asked_from(self) -> Widget | None:
        """What had the focus when the prompt was opened."""
        return self._asked_from

    def compose(self) -> ComposeResult:
        """A label and an input."""
        yield self._label
        yield self._input

    def on_mount(self) -> None:
        """A blinking cursor would send bytes for ever."""
        self._input.cursor_blink = False
        self.display = False

    def ask(self, purpose: str, text: str = "", hint: str = "") -> None:
        """Open the prompt."""
        if not self.display:
            self._asked_from = self.screen.focused
        self._purpose, self._pattern = purpose, False
        self._input.placeholder = hint
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self._show_label()
        self.display = True
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Hide the prompt."""
        self.display = False

    def action_cancel(self) -> None:
        """Esc."""
        self.post_message(self.Cancelled(self._purpose))

    def action_pattern(self) -> None:
        """Between plain words and a regular expression."""
        if self._purpose == "find":
            self._pattern = not self._pattern
            self._show_label()
            self.post_message(self.Changed(self._purpose, self._input.value, self._pattern))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what stands there now."""
        event.stop()
        self.post_message(self.Changed(self._purpose, event.value, self._pattern))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Submitted(self._purpose, event.value, self._pattern))

    def _show_label(self) -> None:
        name = f"{self._purpose} (pattern)" if self._pattern else self._purpose
        self._label.update(Content(f" {name}: "))
