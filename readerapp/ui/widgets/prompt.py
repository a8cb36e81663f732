"""The prompt (search, go to, filter ...): its line input, its history, and the screen that has one.

The prompt takes the place of the footer while it is open, and takes all keys and clicks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.reading.completion import Completer, TabCompletion, format_candidates
from readerapp.text.sanitize import sanitize

HISTORY_LENGTH = 200
"""Maximum number of entries of one prompt: more than anybody goes back."""


class PromptHistory:
    """The history of each prompt, the newest entry last."""

    def __init__(self) -> None:
        self._entries: dict[str, list[str]] = {}

    def add(self, purpose: str, text: str) -> None:
        """Add `text` as the newest entry, unless it is blank; remove an older equal entry."""
        if text.strip():
            others = [one for one in self.of(purpose) if one != text]
            self._entries[purpose] = [*others, text][-HISTORY_LENGTH:]

    def of(self, purpose: str) -> list[str]:
        """Return the entries of the prompt with this purpose."""
        return self._entries.get(purpose, [])


class _AppWithHistory(Protocol):
    """The app, of which a prompt needs the history; a widget does not import the app."""

    prompt_history: PromptHistory


class _Sanitizer(Highlighter):
    """A highlighter that replaces unsafe characters one by one, so the cursor column is right."""

    def highlight(self, text: Text) -> None:
        text.plain = sanitize(text.plain)


class LineInput(Input):
    """Textual's input, which shows control characters sanitized and keeps them in its value."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlighter=_Sanitizer(), **options)


COMPLETION_ROWS = 3
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
        self._message = Static("", classes="told", markup=False)
        self._label = Static("", classes="asked", markup=False)
        self._input = LineInput(compact=True, select_on_focus=False)
        self._purpose = ""
        self._pattern = False
        self._complete: Completer | None = None
        self._tabs = TabCompletion()
        self._history_steps = 0  # history entries that Up has gone back
        self._recent: list[str] | None = None  # what Up recalls instead of the history
        self._typed_text = ""  # the text before Up was pressed
        self._message_subject = ""  # the text that the message above the line is about
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
        yield self._message
        with Horizontal():
            yield self._label
            yield self._input

    def on_mount(self) -> None:
        """Stop the cursor's blinking, which sends output all the time, and hide the prompt."""
        self._input.cursor_blink = False
        self.display = False

    def ask(
        self,
        purpose: str,
        text: str = "",
        hint: str = "",
        *,
        complete: Completer | None = None,
        recent: Sequence[str] | None = None,
        replace: bool = False,
    ) -> None:
        """Open the prompt.

        Args:
            purpose: What the text is for; the label of the prompt and the key of its history.
            text: The text to start with.
            hint: Shown while the line is empty.
            complete: Completes the text on Tab; None for no completion.
            recent: What Up recalls, the newest first; None for the history of the prompt.
            replace: Whether typing replaces the text: it is selected, and End or Right keeps it.
        """
        if not self.open:
            self.asked_from = self.screen.focused or self.asked_from
        self._purpose, self._pattern, self._complete = purpose, False, complete
        self._input.placeholder = hint
        with self.prevent(Input.Changed):
            self._set_text(text)
            if replace:
                self._input.select_all()
        self._tabs, self._history_steps = TabCompletion(), 0
        self._recent = None if recent is None else [*reversed(recent)]
        self._show_message("")
        self._show_label()
        self.display = True
        self.screen.set_focus(self._input)

    def refuse(self, why: str) -> None:
        """Keep the prompt open with its text, and show the reason above it."""
        self._show_message(sanitize(why), refused=True)

    def inform(self, sentence: str) -> None:
        """Show a sentence about the typed text above it; the empty string hides it."""
        self._show_message(sanitize(sentence))

    def close(self) -> None:
        """Hide the prompt, and give the focus back to the widget that had it."""
        self.display = False
        self._show_message("")
        self.screen.set_focus(self.asked_from)

    def action_cancel(self) -> None:
        """Post `Cancelled`."""
        self.post_message(self.Cancelled(self._purpose))

    def action_pattern(self) -> None:
        """Toggle between plain text and a regular expression, in the search prompt."""
        if self._purpose == "find":
            self._pattern = not self._pattern
            self._show_label()
            self._post_changed()

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
            self._set_text(line.text, line.cursor)
        several = len(line.names) > 1
        self._show_message(
            format_candidates(line.names, COMPLETION_ROWS * (self.size.width - 2))
            if several
            else ""
        )

    def action_recall(self, direction: int) -> None:
        """Recall an earlier (1) or later (-1) entry of the history, at last the typed text."""
        entries = self._history.of(self._purpose) if self._recent is None else self._recent
        back = max(0, min(self._history_steps + direction, len(entries)))
        if back == self._history_steps:
            return
        if self._history_steps == 0:
            self._typed_text = self._input.value
        self._history_steps = back
        self._set_text(entries[-back] if back else self._typed_text)

    def on_click(self, event: events.Click) -> None:
        """Cancel on a click outside; only at its end, which a pane would get otherwise."""
        event.stop()
        if not self.region.contains_point(event.screen_offset):
            self.action_cancel()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Post the new text, and clear a message about the old text."""
        event.stop()
        if event.value != self._message_subject:
            self._show_message("")
        self._post_changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Add the text to the history and post `Submitted`."""
        event.stop()
        self._history.add(self._purpose, event.value)
        self._history_steps = 0
        self.post_message(self.Submitted(self._purpose, event.value, self._pattern))

    @property
    def _history(self) -> PromptHistory:
        return cast("_AppWithHistory", self.app).prompt_history

    def _set_text(self, text: str, cursor: int | None = None) -> None:
        self._input.value = text
        self._input.cursor_position = len(text) if cursor is None else cursor

    def _post_changed(self) -> None:
        self.post_message(self.Changed(self._purpose, self._input.value, self._pattern))

    def _show_message(self, sentence: str, *, refused: bool = False) -> None:
        """Show a message above the line; the empty string hides it."""
        self._message_subject = self._input.value
        self._message.display = bool(sentence)
        self._message.set_class(refused, "-refused")
        self._message.update(Content(sentence))

    def _show_label(self) -> None:
        name = f"{self._purpose} (pattern)" if self._pattern else self._purpose
        self._label.update(Content(f" {name}: "))


class PromptScreen(Screen[ScreenResultType]):
    """A screen that keeps the focus and the clicks in its open prompt.

    Keys go to the widget that has the focus. If the focus could leave an open prompt, text typed
    for the prompt would run commands of a pane.
    """

    prompt: PromptBar

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Focus a widget.

        While the prompt is open, a widget outside of it gets the focus when the prompt closes.
        """
        if self.prompt.open and not self._is_in_prompt(widget):
            self.prompt.asked_from = widget or self.prompt.asked_from
            return
        super().set_focus(widget, scroll_visible, from_app_focus)

    def get_widget_at(self, x: int, y: int) -> tuple[Widget, Region]:
        """Return the widget under a click: the prompt, wherever it is, while it is open."""
        widget, region = super().get_widget_at(x, y)
        if self.prompt.open and not self._is_in_prompt(widget):
            return self.prompt, self.prompt.region
        return widget, region

    def _is_in_prompt(self, widget: Widget | None) -> bool:
        return widget is not None and self.prompt in widget.ancestors_with_self
