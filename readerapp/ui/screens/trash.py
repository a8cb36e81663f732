"""Bin screen: deleted annotations, each of which can be restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.core.model import Annotation

_COLUMNS = (Column("deleted", 16), Column("step", 5, right=True), Column("text"), Column("note"))


class TrashScreen(ModalScreen[Sequence[str] | None]):
    """Table of deleted annotations; returns the ids to restore, or None.

    Args:
        deleted: the annotations in the bin.
        by_step: for each id, the ids that the same undo step deleted, such as an undone import.
    """

    BINDINGS = [
        ("escape,q", "leave", "Back"),
        ("r", "restore", "Restore"),
        ("R", "restore_step", "Restore all of its step"),
    ]

    def __init__(self, deleted: Sequence[Annotation], by_step: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._deleted = deleted
        self._by_step = by_step
        self._table = Table(_COLUMNS, empty="The Bin is empty")

    def compose(self) -> ComposeResult:
        """Yield the title and the table."""
        keys = "Enter restore · R restore all of the step · Esc back"
        yield Static(Content(f"Bin · {keys}"), classes="title")
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._table.show([_table_row(one, len(self._by_step[one.id])) for one in self._deleted])
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Restore the annotation of the row (Enter)."""
        self.dismiss([event.key])

    def action_restore(self) -> None:
        """Restore the annotation of the row (r)."""
        if key := self._table.current:
            self.dismiss([key])

    def action_restore_step(self) -> None:
        """Restore all annotations that the same undo step deleted."""
        if key := self._table.current:
            self.dismiss(self._by_step[key])

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)


def _table_row(annotation: Annotation, step_size: int) -> TableRow:
    """Return the row of an annotation.

    Args:
        annotation: the deleted annotation.
        step_size: how many annotations the same step deleted.
    """
    when = (annotation.deleted or "")[:16].replace("T", " ")
    words = annotation.target.exact if annotation.target else "(document note)"
    step_size_text = f"{step_size}" if step_size > 1 else ""
    return TableRow(annotation.id, (when, step_size_text, words, annotation.note))
