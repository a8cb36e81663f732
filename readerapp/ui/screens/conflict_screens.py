"""Screen of conflicts: fields that people set to different values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.annotations.change import Change
from readerapp.collaboration.conflicts import ConflictValue, FieldConflict
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.table import Column, Table, TableRow

_COLUMNS = (Column("field", 9), Column("text"), Column("value"), Column("annotator", 16))
_TITLE = "Conflicts · Enter keep this value · u undo · Esc back"


class ConflictsScreen(ModalScreen[None]):
    """Table of conflicts, one row for each value of a field.

    Args:
        list_conflicts: returns the conflicts as they are now.
        resolve: resolves a conflict with one of its values.
        undo: undoes the last step.
        apply_change: called with each change, resolved or undone.
    """

    BINDINGS = [("escape,q", "leave", "Back"), ("u", "undo", "Undo")]

    def __init__(
        self,
        list_conflicts: Callable[[], Sequence[FieldConflict]],
        *,
        resolve: Callable[[FieldConflict, ConflictValue], Change],
        undo: Callable[[], Change],
        apply_change: Callable[[Change], None],
    ) -> None:
        super().__init__()
        self._list_conflicts, self._resolve = list_conflicts, resolve
        self._undo, self._apply_change = undo, apply_change
        self._values: dict[str, tuple[FieldConflict, ConflictValue]] = {}
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="No conflicts")

    def compose(self) -> ComposeResult:
        """Yield the title and the table."""
        yield self._title
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._show("")
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Resolve the conflict with the value of the row (Enter)."""
        conflict, value = self._values[event.key]
        self._run(lambda: self._resolve(conflict, value))

    def action_undo(self) -> None:
        """Undo the last step."""
        self._run(self._undo)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    def _run(self, act: Callable[[], Change]) -> None:
        try:
            change = act()
        except ReaderError as error:
            self._show(str(error))
            return
        self._apply_change(change)
        self._show(change.sentence)

    def _show(self, message: str) -> None:
        self._values.clear()
        items = []
        for conflict in self._list_conflicts():
            for number, value in enumerate(conflict.values):
                key = f"{conflict.record} {conflict.field} {number}"
                self._values[key] = conflict, value
                first = (conflict.name, conflict.about) if number == 0 else ("", "")
                value_text = f"{'● ' if number == 0 else '  '}{value.shown}"
                items.append(TableRow(key, (*first, value_text, value.by)))
        self._title.update(Content(f"{_TITLE}   {sanitize_label(message, 60)}".rstrip()))
        self._table.show(items)
