"""Base of the screens whose table is edited (speakers, codebook), and their form."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, Label, Static

from readerapp.core.errors import ReaderError
from readerapp.text.graphemes import choose_fitting
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import QuestionScreen
from readerapp.ui.widgets.prompt import LineInput
from readerapp.ui.widgets.table import Table

if TYPE_CHECKING:
    from readerapp.annotations.change import Change


class TableEditorScreen(ModalScreen[ScreenResultType]):
    """A table with its keys in the title and a row for messages; returns the row chosen, or None.

    Args:
        table: the table.
        apply_change: called with each change, made or undone here.
    """

    def __init__(self, table: Table, apply_change: Callable[[Change], None]) -> None:
        super().__init__()
        self._table, self._apply_change = table, apply_change
        self._title = Static("", classes="title", markup=False)
        self._foot = Static("", classes="title", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the title with the keys, the table, and the row for messages."""
        yield self._title
        yield self._table
        yield self._foot

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    @abstractmethod
    def fill(self, message: str = "", at: str | None = None) -> None:
        """Show the rows as they are now.

        Args:
            message: what the last row says; empty for facts about the table.
            at: the row to go to.
        """

    def change_hint(self, change: Change) -> str:
        """Return what can be done after a change, for the end of its message."""
        return " · u undo"

    def run(self, act: Callable[[], Change], *, undone: bool = False, at: str = "") -> None:
        """Make a change and show it, or say why it is refused.

        Args:
            act: makes the change.
            undone: whether it takes another change back.
            at: the row to go to.
        """
        try:
            change = act()
        except ReaderError as error:
            self.fill(str(error).rstrip("."))
            return
        self.show_change(change, undone=undone, at=at)

    def show_change(self, change: Change, *, undone: bool = False, at: str = "") -> None:
        """Show a change in the document and in the table."""
        self._apply_change(change)
        self.fill(change.sentence + ("" if undone else self.change_hint(change)), at)

    def show_message(self, message: str) -> None:
        """Show a message in the last row."""
        self._foot.update(Content(sanitize_label(message)))

    def show_title(self, variants: Sequence[str]) -> None:
        """Show the first title that fits, the longest one first."""
        fitting = choose_fitting(variants, self.app.size.width - 2)
        self._title.update(Content(sanitize_label(fitting)))


class FieldsForm(QuestionScreen[bool]):
    """Form with some fields; returns True when they are saved.

    Args:
        title: what Enter and Esc do.
        fields: the label and the value of each field.
        save: saves the values. If it raises ReaderError the form shows the error and stays open.
        replaces: whether what is typed replaces a value, as a name; else it is added at its end.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[tuple[str, str]],
        save: Callable[[Sequence[str]], None],
        *,
        replaces: bool = False,
    ) -> None:
        super().__init__()
        self._save = save
        self._message = Static(Content(sanitize_label(title)))
        self._labels = [label for label, _ in fields]
        self._loaded_fields = [value for _, value in fields]
        self._inputs = [
            LineInput(sanitize_label(value), compact=True, select_on_focus=replaces)
            for value in self._loaded_fields
        ]

    def compose(self) -> ComposeResult:
        """Yield the labelled inputs."""
        with Vertical(id="panel"):
            yield self._message
            for label, field in zip(self._labels, self._inputs, strict=True):
                yield Label(Content(label))
                yield field

    def on_mount(self) -> None:
        """Focus the first input, without a blinking cursor."""
        for field in self._inputs:
            field.cursor_blink = False
            if not field.select_on_focus:
                field.cursor_position = len(field.value)
        self.set_focus(self._inputs[0])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the fields (Enter)."""
        event.stop()
        # An unchanged field is saved as it was, with the characters that cannot be shown.
        values = [
            loaded if field.value == sanitize_label(loaded) else field.value
            for loaded, field in zip(self._loaded_fields, self._inputs, strict=True)
        ]
        try:
            self._save(values)
        except ReaderError as error:
            self._message.update(Content(sanitize_label(str(error).rstrip("."))))
            return
        self.dismiss(True)
