"""Codebook screen: names of the colours, and the tags as a tree with counts and definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readerapp.text.phrases import count_noun
from readerapp.ui.screens.name_picker import FORM_KEYS, NameOption, NamePicker
from readerapp.ui.screens.table_editor import FieldsForm, TableEditorScreen
from readerapp.ui.theme import colour_key
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.reading.codebook_editor import CodebookEditor, CodebookRow, TagMove
    from readerapp.ui.theme import ThemeStyles

_NAME_WIDTH = 30
"""Width of the column of the tags in cells, where there is room for it."""


def _columns(width: int) -> tuple[Column, ...]:
    """Return the columns for a screen of some width in cells."""
    return (
        Column("colour or tag", _NAME_WIDTH if width > 2 * _NAME_WIDTH else 0, opens=True),
        Column("highlights", 10, right=True),
        Column("name or definition"),
    )


class CodebookScreen(TableEditorScreen["CodebookRow | None"]):
    """Table of colours and tags; returns the one to filter the list by, or None.

    Args:
        editor: makes the edits.
        styles: returns the styles of the theme.
        apply_change: called with each change, made or undone here.
        apply_elsewhere: does the last rename or removal in the other documents of the store, on a
            thread, and calls the function that it gets with a sentence.
        problem: why the codebook cannot be read; "" if it can.
    """

    BINDINGS = [
        ("escape,q,K", "leave", "Back"),
        ("e", "edit", "Edit"),
        ("n", "add", "New tag"),
        ("m", "merge", "Merge"),
        ("x,delete", "remove", "Remove"),
        ("A", "elsewhere", "In all documents"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        editor: CodebookEditor,
        styles: Callable[[], ThemeStyles],
        apply_change: Callable[[Change], None],
        apply_elsewhere: Callable[[TagMove, Callable[[str], None]], None],
        problem: str = "",
    ) -> None:
        super().__init__(Table(_columns(0), empty=""), apply_change)
        self._editor, self._theme_styles = editor, styles
        self._apply_elsewhere = apply_elsewhere
        self._problem = problem
        self._rows: dict[str, CodebookRow] = {}

    def on_mount(self) -> None:
        """Fill the table; begin at the first tag, or at the first colour if there is no tag."""
        self.fill(self._problem)
        first = next((key for key, row in self._rows.items() if row.kind == "tag"), None)
        self.fill(self._problem, at=first)
        self.set_focus(self._table)

    def on_resize(self) -> None:
        """Show the columns and the keys that fit."""
        self._table.set_columns(_columns(self.app.size.width))
        self._table.refresh()
        self._show_keys()

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Leave to filter the highlights by the colour or tag of the row (Enter)."""
        self.dismiss(self._rows[event.key])

    def action_edit(self) -> None:
        """Edit the name of the colour, or name and definition of the tag."""
        row = self._current
        if row is None:
            return
        if row.kind == "colour":
            title = f"What {row.name} stands for · Enter save · Esc cancel"
            fields, save = [("Name", row.meaning)], partial(self._name_colour, row.name)
        else:
            title = FORM_KEYS
            fields = [("Tag (place/harbour is below place)", row.name), ("Definition", row.meaning)]
            save = partial(self._edit_tag, row.name)
        self.app.push_screen(FieldsForm(title, fields, save))

    def action_add(self) -> None:
        """Add a tag that can be used later."""
        fields = [("New tag (place/harbour is below place)", ""), ("Definition", "")]
        self.app.push_screen(FieldsForm(FORM_KEYS, fields, self._add_tag))

    def action_merge(self) -> None:
        """Ask which other tag means the same, then merge both."""
        row = self._current_tag("merges tags")
        if row is None:
            return
        others = [
            NameOption(one.name, f"this name stays · {count_noun(one.count, 'highlight')}")
            for one in self._rows.values()
            if one.kind == "tag"
            and one.name != row.name
            and not one.name.startswith(f"{row.name}/")
        ]
        if not others:
            self.fill("There is no other tag to merge with")
            return

        def merge(into: str | None) -> None:
            if into:
                self.run(lambda: self._editor.move_tag(row.name, into), at=f"tag {into}")

        self.app.push_screen(NamePicker(f"Merge {row.name} into", "", others, new=False), merge)

    def action_remove(self) -> None:
        """Remove the tag from all highlights, or the name from the colour."""
        row = self._current
        if row is None:
            return
        if row.kind == "colour":
            self.run(lambda: self._editor.name_colour(row.name, ""))
        else:
            self.run(lambda: self._editor.remove_tag(row.name))

    def action_elsewhere(self) -> None:
        """Do the last rename, merge or removal in all other documents of the store too."""
        move = self._editor.last_move
        if move is None:
            self.fill("A repeats a rename, merge or removal in all other documents")
            return
        self.fill("Changing the other documents …")
        self._apply_elsewhere(move, lambda done: self.fill(f"{done} · each has its undo"))

    def action_undo(self) -> None:
        """Undo the last step that was made here."""
        self.run(self._editor.undo, undone=True)

    @property
    def _current(self) -> CodebookRow | None:
        return self._rows.get(self._table.current or "")

    def _current_tag(self, action: str) -> CodebookRow | None:
        """Return the tag of the row; for a colour, None and a message that the key `action`."""
        row = self._current
        if row is not None and row.kind == "tag":
            return row
        self.fill(f"This key {action} · go to a tag")
        return None

    def _name_colour(self, colour: str, values: Sequence[str]) -> None:
        self.show_change(self._editor.name_colour(colour, values[0]))

    def _edit_tag(self, tag: str, values: Sequence[str]) -> None:
        self.show_change(self._editor.edit_tag(tag, *values), at=f"tag {values[0].strip('/ ')}")

    def _add_tag(self, values: Sequence[str]) -> None:
        self.show_change(self._editor.add_tag(*values), at=f"tag {values[0].strip('/ ')}")

    def change_hint(self, change: Change) -> str:
        """Return the keys that undo a change, or make it in all documents."""
        more = " · A in all documents" if change.ids and self._editor.last_move else ""
        return f"{more} · u undo"

    def fill(self, message: str = "", at: str | None = None) -> None:
        """Show colours and tags as they are now, and a message in the last row."""
        self._rows = {f"{row.kind} {row.name}": row for row in self._editor.rows()}
        self._table.show([self._table_row(key, row) for key, row in self._rows.items()], at)
        tags = [row for row in self._rows.values() if row.kind == "tag"]
        facts = count_noun(len(tags), "tag") if tags else "No tags yet · t on a highlight adds some"
        self.show_message(message or facts)
        self._show_keys()

    def _show_keys(self) -> None:
        """Show the keys in the title, as many words as fit."""
        self.show_title(
            (
                "Codebook · Enter filter · e name, definition · n new · m merge · x remove "
                "· u undo · Esc back",
                "Codebook · Enter filter · e edit · n new · m merge · x remove · Esc back",
                "Enter filter e edit n new m merge Esc",
            )
        )

    def _table_row(self, key: str, row: CodebookRow) -> TableRow:
        styles, count = self._theme_styles(), str(row.count) if row.count else "–"
        if row.kind == "tag":
            return TableRow(key, (row.label, count, row.meaning), indent=2 * row.depth)
        sign = ("▌" if styles.colour and styles.draws else " ", styles.bar(row.name))
        label = f"{colour_key(row.name)} {row.label}"
        return TableRow(key, (label, count, row.meaning), sign=sign)
