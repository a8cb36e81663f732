"""A row of options of which one is chosen, with a label: a field of a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label

LABEL_WIDTH = 9
"""Cells of the label of a field, with the sign that shows the focus."""


def field_label(name: str, *, focused: bool) -> str:
    """Return the label of a field in LABEL_WIDTH cells."""
    return f"{'›' if focused else ' '}{name:<{LABEL_WIDTH - 1}}"


class OptionRow(Widget, can_focus=True):
    """The options of a field in one row; Left, Right, a first letter or a click chooses.

    The row shows the options around the chosen one that have room; ‹ and › say that there are more.
    """

    BINDINGS = [
        Binding("left", "step(-1)", "Previous option", show=False),
        Binding("right,space", "step(1)", "Next option", show=False),
        Binding("home", "step(-1000)", "First option", show=False),
        Binding("end", "step(1000)", "Last option", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another option was chosen."""

        row: OptionRow

    def __init__(self, label: str, options: Sequence[str], current: int = 0) -> None:
        super().__init__()
        self._label = label
        self._options = tuple(options)
        self._current = current

    @property
    def current(self) -> int:
        """Return the index of the chosen option."""
        return self._current

    def choose(self, index: int) -> None:
        """Choose the option at `index`, and post `Chosen` if it was another one."""
        if index != self._current:
            self._current = index
            self.refresh()
            self.post_message(self.Chosen(self))

    def action_step(self, by: int) -> None:
        """Choose an option further right, or left if `by` is negative."""
        self.choose(max(0, min(self._current + by, len(self._options) - 1)))

    def on_key(self, event: events.Key) -> None:
        """Choose the next option that begins with the letter."""
        if event.character is None or not event.character.isalnum():
            return
        letter, count = event.character.casefold(), len(self._options)
        later = ((self._current + number) % count for number in range(1, count))
        found = next((i for i in later if self._options[i].casefold().startswith(letter)), None)
        event.stop()
        if found is not None:
            self.choose(found)

    def on_click(self, event: events.Click) -> None:
        """Choose the option that was clicked; ‹ or › chooses the one beside the chosen one."""
        for start, text, index in self._pieces(self.size.width):
            if start <= event.x < start + cells(text):
                if index is not None:
                    self.choose(index)
                else:
                    self.action_step(-1 if text == "‹ " else 1)

    def on_focus(self) -> None:
        """Show the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that another field has the focus."""
        self.refresh()

    def cursor_cell(self) -> Offset:
        """Return the cell of the screen where the chosen option begins."""
        starts = {index: start for start, _, index in self._pieces(self.size.width)}
        return self.content_region.offset + Offset(starts.get(self._current, 0), 0)

    def render_line(self, y: int) -> Strip:
        """Render the row: the label, then the options; reverse shows the one that keys change."""
        base, width = self.rich_style, self.size.width
        label = field_label(self._label, focused=self.has_focus)
        segments = [Segment(label, base + Style(bold=self.has_focus))]
        at = LABEL_WIDTH
        for start, text, index in self._pieces(width):
            segments.append(Segment(" " * (start - at), base))
            if index == self._current and self.has_focus:
                segments.append(Segment(text, base + Style(reverse=True, bold=True)))
            elif index == self._current:
                words = Segment(text.strip(), base + Style(bold=True, underline=True))
                segments += [Segment(" ", base), words, Segment(" ", base)]
            else:
                segments.append(Segment(text, base))
            at = start + cells(text)
        return Strip(segments).adjust_cell_length(width, base)

    def _pieces(self, width: int) -> list[tuple[int, str, int | None]]:
        """Return column, text and option index of what is shown; None for ‹ and ›."""
        texts = [f" {sanitize_label(option)} " for option in self._options]
        widths = [cells(text) + 1 for text in texts]
        room = width - LABEL_WIDTH
        first = 0
        while first < self._current and sum(widths[first : self._current + 1]) > room - 4:
            first += 1
        pieces: list[tuple[int, str, int | None]] = []
        at = LABEL_WIDTH
        if first:
            pieces.append((at, "‹ ", None))
            at += 2
        for index in range(first, len(texts)):
            is_last = index == len(texts) - 1
            if at + widths[index] > width - (0 if is_last else 2) and index != self._current:
                pieces.append((at, "›", None))
                break
            option = sanitize_label(self._options[index], max(1, width - at - 2))
            pieces.append((at, f" {option} ", index))
            at += widths[index]
        return pieces
