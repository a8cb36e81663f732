"""Bin screen: deleted annotations; one of them, one step, or all that are listed are restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.text.phrases import count_noun
from readerapp.ui.footer_hints import FooterHint
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.core.model import Annotation
    from readerapp.ui.app import ReaderApp

_COLUMNS = (
    Column("text"),
    Column("note"),
    Column("deleted", 16),
    Column("together", 8, right=True),
)
_FOOTER = (
    FooterHint("Enter", "restore", "enter"),
    FooterHint("R", "restore all of the step", "R"),
    FooterHint("A", "restore all listed", "A"),
    FooterHint("/", "filter", "slash"),
    FooterHint("Esc", "back", "escape"),
)


class TrashScreen(PromptScreen[Sequence[str] | None], ModalScreen[Sequence[str] | None]):
    """Table of deleted annotations; returns the ids to restore, or None.

    Args:
        deleted: the annotations in the Bin.
        by_step: for each id, the ids that the same undo step deleted, such as an undone import.
    """

    BINDINGS = [
        ("escape", "back", "Back"),
        ("q", "leave", "Back"),
        ("r", "restore", "Restore"),
        ("R", "restore_step", "Restore all of its step"),
        ("A", "restore_listed", "Restore all that are listed"),
        ("slash,f", "filter", "Filter"),
    ]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    def __init__(self, deleted: Sequence[Annotation], by_step: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._deleted = self._listed = deleted
        self._by_step = by_step
        self._query = ""
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="", id="deleted")
        self._footer = Footer(id="footer")
        self.prompt = PromptBar(id="prompt")

    def compose(self) -> ComposeResult:
        """Yield the title, the table, the keys and the prompt."""
        yield self._title
        yield self._table
        yield self._footer
        yield self.prompt

    def on_mount(self) -> None:
        """Fill the table."""
        self._footer.show(_FOOTER)
        self.set_focus(self._table)
        self._show("")

    def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Do what the key of the clicked entry does."""
        self.app.press(message.key)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Restore the annotation of the row (Enter)."""
        self.dismiss([event.key])

    def on_prompt_bar_changed(self, event: PromptBar.Changed) -> None:
        """Filter while words are typed."""
        self._show(event.text)

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Keep the filter (Enter)."""
        self.prompt.close()

    def on_prompt_bar_cancelled(self, event: PromptBar.Cancelled) -> None:
        """Drop the filter (Esc)."""
        self.prompt.close()
        self._show("")

    def action_filter(self) -> None:
        """Ask for words, and list only the annotations that contain them."""
        hint = "words of text, note or tags, or a date"
        self.prompt.ask("filter", self._query, hint, replace=True)

    def action_restore(self) -> None:
        """Restore the annotation of the row (r)."""
        if key := self._table.current:
            self.dismiss([key])

    def action_restore_step(self) -> None:
        """Restore all annotations that the same undo step deleted."""
        if key := self._table.current:
            self.dismiss(self._by_step[key])

    def action_restore_listed(self) -> None:
        """Restore all annotations that are listed, in one step that undo takes back."""
        if self._listed:
            self.dismiss([one.id for one in self._listed])

    def action_back(self) -> None:
        """Clear the filter; without one, return to the document."""
        if self._query:
            self._show("")
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    def _show(self, query: str) -> None:
        """List the annotations that contain all words of `query`."""
        self._query = query
        words = query.casefold().split()
        self._listed = [one for one in self._deleted if _matches(one, words)]
        self._table.set_empty_text("No deleted annotations match" if words else "The Bin is empty")
        self._table.show([_table_row(one, len(self._by_step[one.id])) for one in self._listed])
        count = count_noun(len(self._deleted), "deleted annotation")
        listed = f"filter: {query} · {len(self._listed)} of {count}" if words else count
        self._title.update(Content(f"Bin · {listed}"))


def _matches(annotation: Annotation, words: Sequence[str]) -> bool:
    exact = annotation.target.exact if annotation.target else ""
    fields = (exact, annotation.note, *annotation.tags, _when(annotation))
    text = " ".join(fields).casefold()
    return all(word in text for word in words)


def _when(annotation: Annotation) -> str:
    return (annotation.deleted or "")[:16].replace("T", " ")


def _table_row(annotation: Annotation, step_size: int) -> TableRow:
    """Return the row of an annotation.

    Args:
        annotation: the deleted annotation.
        step_size: how many annotations the same step deleted.
    """
    words = annotation.target.exact if annotation.target else "(document note)"
    together = f"{step_size}" if step_size > 1 else ""
    return TableRow(annotation.id, (words, annotation.note, _when(annotation), together))
