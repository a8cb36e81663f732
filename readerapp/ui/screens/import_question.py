"""Question asked before an import that would change annotations that are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.collaboration.importing.draft import ImportCounts


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
        sentence = f"{sanitize_label(self._file, 20)} changes what is here:"
        problems = f"; {count_noun(self._problems, 'problem')}" if self._problems else ""
        with Vertical(id="panel"):
            yield Static(Content(sentence), id="subject")
            yield Static(Content(f"{self._counts}{problems}"), id="counts")
            yield Static(Content("Enter imports · Esc changes nothing"))

    def action_answer(self, answer: bool) -> None:
        """Answer the question: True for Enter, False for Esc."""
        self.dismiss(answer)
