"""The prompt (search, go to, filter ...) and its line input.

It takes the place of the footer while it is open, and takes all keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.reading.completion import Completer, Tabs, listed
from readerapp.text.sanitize import sanitize

if TYPE_CHECKING:
    from readerapp.ui.prompt_history import Entries


class _StandIns(Highlighter):
    """A highlighter that replaces unsafe characters one by one, so the cursor column is right."""

    def highlight(self, text: Text) -> None:
        text.plain = sanitize(text.plain)


class LineInput(Input):
    """Textual's input, which shows control characters sanitized and keeps them in its value."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlighter=_StandIns(), **options)


ROWS = 3
"""Rows for the names that Tab lists: on a screen of 10 rows the text remains visible."""


class PromptBar(Vertical):
    """A prompt for one line of text; `purpose` names it in messages and on screen.

    While it is open, no binding of its ancestors is in force (`is_modal`), and its screen gives
    it every click and does not move the focus: see `PromptScreen`.
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
        """The text of the line has changed."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Submitted(Message):
        """Enter was pressed: the receiver must call `close`, or `refuse` with a reason."""

        purpose: str
        text: str
        pattern: bool

    @dataclass
    class Cancelled(Message):
        """Esc was pressed, or there was a click outside the prompt."""

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
        self._back = 0  # history entries that Up has gone back
        self._draft = ""  # the text before Up was pressed
        self._about = ""  # the text that the message above the line is about
        self.asked_from: Widget | None = None
        """The widget that gets the focus when the prompt is closed."""

    @property
    def open(self) -> bool:
        """Return whether the prompt is shown and takes the keys."""
        return bool(self.display)

    @property
    def is_modal(self) -> bool:
        """Return whether the bindings of the ancestors are off: while the prompt is open."""
        return self.open

    def compose(self) -> ComposeResult:
        """Create the message, and below it the label and the input."""
        yield self._told
        with Horizontal():
            yield self._label
            yield self._input

    def on_mount(self) -> None:
        """Stop the cursor's blinking, which sends output all the time, and hide the prompt."""
        self._input.cursor_blink = False
        self.display = False

    def ask(
        self, purpose: str, text: str = "", hint: str = "", *, complete: Completer | None = None
    ) -> None:
        """Open the prompt.

        Args:
            purpose: What the text is for; the label of the prompt and the key of its history.
            text: The text to start with.
            hint: Shown while the line is empty.
            complete: Completes the text on Tab; None for no completion.
        """
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
        """Keep the prompt open with its text, and show the reason above it."""
        self._tell(sanitize(why), refused=True)

    def close(self) -> None:
        """Hide the prompt, and give the focus back to the widget that had it."""
        self.display = False
        self._tell("")
        self.screen.set_focus(self.asked_from)

    def action_cancel(self) -> None:
        """Post `Cancelled`."""
        self.post_message(self.Cancelled(self._purpose))

    def action_pattern(self) -> None:
        """Toggle between plain text and a regular expression, in the search prompt."""
        if self._purpose == "find":
            self._pattern = not self._pattern
            self._show_label()
            self._say_changed()

    def action_complete(self, direction: int) -> None:
        """Complete on Tab: first the common prefix and a list, then one name after the other.

        Args:
            direction: 1 for Tab, -1 for Shift+Tab.
        """
        if self._complete is None:
            return
        text, cursor = self._input.value, self._input.cursor_position
        line = self._tabs.press(text, cursor, self._complete, direction)
        if line.text != text:
            self._put(line.text, line.cursor)
        several = len(line.names) > 1
        self._tell(listed(line.names, ROWS * (self.size.width - 2)) if several else "")

    def action_recall(self, direction: int) -> None:
        """Recall an earlier (1) or later (-1) entry of the history, at last the typed text."""
        entries = self._entries.of(self._purpose)
        back = max(0, min(self._back + direction, len(entries)))
        if back == self._back:
            return
        if self._back == 0:
            self._draft = self._input.value
        self._back = back
        self._put(entries[-back] if back else self._draft)

    def on_click(self, event: events.Click) -> None:
        """Cancel on a click outside; only at its end, which a pane would get otherwise."""
        event.stop()
        if not self.region.contains_point(event.screen_offset):
            self.action_cancel()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Post the new text, and clear a message about the old text."""
        event.stop()
        if event.value != self._about:
            self._tell("")
        self._say_changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Add the text to the history and post `Submitted`."""
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
        """Show a message above the line; the empty string hides it."""
        self._about = self._input.value
        self._told.display = bool(sentence)
        self._told.set_class(refused, "-refused")
        self._told.update(Content(sentence))

    def _show_label(self) -> None:
        name = f"{self._purpose} (pattern)" if self._pattern else self._purpose
        self._label.update(Content(f" {name}: "))
