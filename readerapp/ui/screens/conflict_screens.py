"""Screens about values that differ: conflicts of people, and an import that would change values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.annotations.change import Change
from readerapp.collaboration.conflicts import ConflictValue, FieldConflict
from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.collaboration.importing.draft import ImportCounts


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


class ImportQuestion(ModalScreen[bool]):
    """Question whether to import a file; returns True to import.

    Args:
        name: name of the file.
        counts: what the import would do.
        problems: number of problems in the file.
    """

    BINDINGS = [("enter", "answer(True)", "Import"), ("escape,q", "answer(False)", "Leave")]

    def __init__(self, name: str, counts: ImportCounts, problems: int) -> None:
        super().__init__()
        self._file, self._counts, self._problems = name, counts, problems

    def compose(self) -> ComposeResult:
        """Yield the question, the counts of what would come, and the keys."""
        sentence = f"Import {sanitize_label(self._file, 20)}? It changes annotations that are here:"
        problems = f" · {count_noun(self._problems, 'problem')}" if self._problems else ""
        with Vertical(id="panel"):
            yield Static(Content(sentence), id="subject")
            yield Static(Content(f"{self._counts}{problems}"), id="counts")
            yield Static(Content("Enter import · Esc cancel"))

    def action_answer(self, answer: bool) -> None:
        """Answer the question: True for Enter, False for Esc."""
        self.dismiss(answer)
