"""Conflicts screen: fields that people set to different values, and who set which."""

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

_COLUMNS = (Column("field", 9), Column("words"), Column("value"), Column("by", 16))
_TITLE = "Conflicts · Enter takes a value · u undo · Esc back"


class ConflictsScreen(ModalScreen[None]):
    """Table of conflicts, one row for each value of a field.

    Args:
        disputes: returns the conflicts as they are now.
        settle: resolves a conflict with one of its values.
        undo: undoes the last step.
        took: called with each change, resolved or undone.
    """

    BINDINGS = [("escape,q", "leave", "Back"), ("u", "undo", "Undo")]

    def __init__(
        self,
        disputes: Callable[[], Sequence[FieldConflict]],
        *,
        settle: Callable[[FieldConflict, ConflictValue], Change],
        undo: Callable[[], Change],
        took: Callable[[Change], None],
    ) -> None:
        super().__init__()
        self._disputes, self._settle, self._undo, self._took = disputes, settle, undo, took
        self._values: dict[str, tuple[FieldConflict, ConflictValue]] = {}
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="Nobody has set anything differently.")

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
        dispute, value = self._values[event.key]
        self._do(lambda: self._settle(dispute, value))

    def action_undo(self) -> None:
        """Undo the last step."""
        self._do(self._undo)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    def _do(self, act: Callable[[], Change]) -> None:
        try:
            change = act()
        except ReaderError as error:
            self._show(str(error))
            return
        self._took(change)
        self._show(change.sentence)

    def _show(self, message: str) -> None:
        self._values.clear()
        items = []
        for dispute in self._disputes():
            for number, value in enumerate(dispute.values):
                key = f"{dispute.record} {dispute.field} {number}"
                self._values[key] = dispute, value
                first = (dispute.name, dispute.about) if number == 0 else ("", "")
                shown = f"{'● ' if number == 0 else '  '}{value.shown}"
                items.append(TableRow(key, (*first, shown, value.by)))
        self._title.update(Content(f"{_TITLE}   {sanitize_label(message, 60)}".rstrip()))
        self._table.show(items)
