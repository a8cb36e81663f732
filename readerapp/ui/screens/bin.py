"""The bin: deleted annotations, each of which can come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.widgets.table import Column, Item, Table

if TYPE_CHECKING:
    from readerapp.model import Annotation

_COLUMNS = (Column("deleted", 16), Column("words"), Column("note"))


class BinScreen(ModalScreen[str | None]):
    """Answers with the id to restore, or None."""

    BINDINGS = [("escape,q", "leave", "Back"), ("r", "restore", "Restore")]

    def __init__(self, deleted: Sequence[Annotation]) -> None:
        super().__init__()
        self._deleted = deleted
        self._table = Table(_COLUMNS, empty="Nothing was deleted.")

    def compose(self) -> ComposeResult:
        """A title and the table."""
        yield Static(Content("Bin · Enter restores · Esc back"), classes="title")
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._table.show([_item(annotation) for annotation in self._deleted])
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Enter restores."""
        self.dismiss(event.key)

    def action_restore(self) -> None:
        """The same by its letter."""
        if self._table.current:
            self.dismiss(self._table.current)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)


def _item(annotation: Annotation) -> Item:
    when = (annotation.deleted or "")[:16].replace("T", " ")
    words = annotation.target.exact if annotation.target else "(note on the document)"
    return Item(annotation.id, (when, words, annotation.note))
