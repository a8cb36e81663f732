"""The prompt at the bottom: search, go to, filter. In place of the key bar; it has all the keys.

The footer: the keys that matter now.

A line to type into that shows stand-ins for what a terminal would obey, and keeps what it is.

The status line: where one is, what is saved, and what just happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.reading.completion import Completer, Tabs, listed
from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize, sanitize_label

if TYPE_CHECKING:
    from readerapp.ui.prompt_history import Entries


class Footer(Widget):
    """One row of key and word pairs; as many as fit, the most useful first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs: tuple[tuple[str, str], ...] = ()

    def show(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show (key, word) pairs."""
        if tuple(pairs) != self._pairs:
            self._pairs = tuple(pairs)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row."""
        base, width = self.rich_style, self.size.width
        segments, used = [Segment(" ", base)], 1
        for key, word in self._pairs:
            cells = len(key) + len(word) + 3
            if used + cells > width:
                break
            segments += [Segment(key, base + Style(bold=True)), Segment(f" {word}  ", base)]
            used += cells
        return Strip(segments).adjust_cell_length(width, base)


class _StandIns(Highlighter):
    """Code point for code point, so that the cursor stands where it is."""

    def highlight(self, text: Text) -> None:
        text.plain = sanitize(text.plain)


class LineInput(Input):
    """Textual's input; pasted or loaded text is shown as a document's is."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlighter=_StandIns(), **options)


class StatusBar(Widget):
    """One row: a message or the title on the left, the place and the saved state on the right."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._place = ""
        self._spare = 0
        self._message = ""
        self._warning = False

    def show_title(self, title: str) -> None:
        """Show the document's title when there is no message."""
        self._title = title
        self.refresh()

    def show_place(self, place: str, spare: int = 0) -> None:
        """Show the right-hand part, with `spare` cells more between it and the edge: place,
        number of highlights, saved state."""
        if (place, spare) != (self._place, self._spare):
            self._place, self._spare = place, spare
            self.refresh()

    def show_message(self, message: str, *, warning: bool = False) -> None:
        """Show what happened until `clear_message`."""
        if (message, warning) != (self._message, self._warning):
            self._message, self._warning = message, warning
            self.refresh()

    def clear_message(self) -> None:
        """Show the title again."""
        self.show_message("")

    def render_line(self, y: int) -> Strip:
        """The row."""
        width = self.size.width
        message = cells(sanitize_label(self._message)) + 3 if self._message else 10
        room = max(0, width - message)
        place = sanitize_label(self._place, room)
        place += " " * min(self._spare, room - cells(place))  # which cuts nothing
        room = max(0, width - cells(place) - 3)
        left = sanitize_label(self._message or self._title, room)
        gap = " " * max(0, width - 2 - cells(left) - cells(place))
        base = self.rich_style
        strong = base + Style(bold=True, reverse=self._warning or None)
        style = strong if self._message else base
        segments = [
            Segment(" ", base),
            Segment(left, style),
            Segment(gap, base),
            Segment(place, base),
            Segment(" ", base),
        ]
        return Strip(segments).adjust_cell_length(width, base)


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
        self._tell(sanitize(why), refused=True)

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
