"""The prompt at the bottom: search, go to, filter. In place of the key bar; it has all the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.completion import Completer, Tabs, listed
from readerapp.text.safe import display
from readerapp.ui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from readerapp.ui.entries import Entries

ROWS = 3
"""Rows of names that Tab lists: the text that one is in stays in sight on a screen of 10."""


class PromptBar(Vertical):
    """Asks for one line of text; `purpose` says what for, in messages and on screen.

    While it is open, no binding of what lies around it is in force (`is_modal`), and its screen
    gives it every click and does not let the focus go: see `PromptScreen`.
    """

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+t", "pattern", "Pattern", show=False),
        Binding("tab", "complete(1)", "Complete", show=False),
        Binding("shift+tab", "complete(-1)", "Complete", show=False),
        Binding("up,ctrl+p", "recall(1)", "Earlier", show=False),
        Binding("down,ctrl+n", "recall(-1)", "Later", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The line as it stands now."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Submitted(Message):
        """Enter was pressed: who gets this closes the prompt, or says why it stays (`refuse`)."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Cancelled(Message):
        """Esc was pressed, or a click came beside the prompt."""

        purpose: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._told = Static("", classes="told", markup=False)
        self._label = Static("", classes="asked", markup=False)
        self._input = LineInput(compact=True, select_on_focus=False)
        self._purpose = ""
        self._pattern = False
        self._complete: Completer | None = None
        self._tabs = Tabs()
        self._back = 0  # entries that Up has gone back
        self._draft = ""  # what stood there before
        self._about = ""  # the line that something is said about
        self.asked_from: Widget | None = None
        """What has the focus when the prompt is closed."""

    @property
    def open(self) -> bool:
        """Whether it is drawn and has the keys."""
        return bool(self.display)

    @property
    def is_modal(self) -> bool:
        """While it is open, the bindings of what it lies in are not in force."""
        return self.open

    def compose(self) -> ComposeResult:
        """What is to be said about the line, above a label and the line."""
        yield self._told
        with Horizontal():
            yield self._label
            yield self._input

    def on_mount(self) -> None:
        """A blinking cursor would send bytes for ever."""
        self._input.cursor_blink = False
        self.display = False

    def ask(
        self, purpose: str, text: str = "", hint: str = "", *, complete: Completer | None = None
    ) -> None:
        """Open the prompt; Tab completes what is typed with `complete`."""
        if not self.open:
            self.asked_from = self.screen.focused or self.asked_from
        self._purpose, self._pattern, self._complete = purpose, False, complete
        self._input.placeholder = hint
        with self.prevent(Input.Changed):
            self._put(text)
        self._tabs, self._back = Tabs(), 0
        self._tell("")
        self._show_label()
        self.display = True
        self.screen.set_focus(self._input)

    def refuse(self, why: str) -> None:
        """Stay open with what was typed, and say why."""
        self._tell(display(why), refused=True)

    def close(self) -> None:
        """Hide the prompt; what had the focus gets it back."""
        self.display = False
        self._tell("")
        self.screen.set_focus(self.asked_from)

    def action_cancel(self) -> None:
        """Esc."""
        self.post_message(self.Cancelled(self._purpose))

    def action_pattern(self) -> None:
        """Between plain words and a regular expression."""
        if self._purpose == "find":
            self._pattern = not self._pattern
            self._show_label()
            self._say_changed()

    def action_complete(self, direction: int) -> None:
        """Tab fills in what all that fits begins with, lists it, then takes one after the other."""
        if self._complete is None:
            return
        text, cursor = self._input.value, self._input.cursor_position
        line = self._tabs.press(text, cursor, self._complete, direction)
        if line.text != text:
            self._put(line.text, line.cursor)
        several = len(line.names) > 1
        self._tell(listed(line.names, ROWS * (self.size.width - 2)) if several else "")

    def action_recall(self, direction: int) -> None:
        """Up brings an earlier entry (1), Down a later one (-1), in the end what was typed."""
        entries = self._entries.of(self._purpose)
        back = max(0, min(self._back + direction, len(entries)))
        if back == self._back:
            return
        if self._back == 0:
            self._draft = self._input.value
        self._back = back
        self._put(entries[-back] if back else self._draft)

    def on_click(self, event: events.Click) -> None:
        """A click beside the prompt closes it: not before its end, which a pane would get."""
        event.stop()
        if not self.region.contains_point(event.screen_offset):
            self.action_cancel()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what stands there now; what was said about another line is over."""
        event.stop()
        if event.value != self._about:
            self._tell("")
        self._say_changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self._entries.add(self._purpose, event.value)
        self._back = 0
        self.post_message(self.Submitted(self._purpose, event.value, self._pattern))

    @property
    def _entries(self) -> Entries:
        entries: Entries = self.app.entries  # type: ignore[attr-defined]
        return entries

    def _put(self, text: str, cursor: int | None = None) -> None:
        self._input.value = text
        self._input.cursor_position = len(text) if cursor is None else cursor

    def _say_changed(self) -> None:
        self.post_message(self.Changed(self._purpose, self._input.value, self._pattern))

    def _tell(self, sentence: str, *, refused: bool = False) -> None:
        self._about = self._input.value
        self._told.display = bool(sentence)
        self._told.set_class(refused, "-refused")
        self._told.update(Content(sentence))

    def _show_label(self) -> None:
        name = f"{self._purpose} (pattern)" if self._pattern else self._purpose
        self._label.update(Content(f" {name}: "))
