"""Bookmarks screen: the bookmarks of a document; a letter or Enter goes to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.reading.bookmarks import Bookmark
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.table import Column, Table, TableRow

_COLUMNS = (Column("key", 5), Column("place", 20), Column("words"))


class BookmarkScreen(ModalScreen[str | None]):
    """Table of bookmarks; returns the letter of the chosen one, or None.

    Args:
        bookmarks: the bookmarks in order of place.
        place: returns the place of a bookmark as it is cited.
        keys: the keys that set a bookmark and go to one.
    """

    BINDINGS = [("escape", "leave", "Back")]

    def __init__(
        self,
        bookmarks: Sequence[Bookmark],
        place: Callable[[Bookmark], str],
        keys: tuple[str, str],
    ) -> None:
        super().__init__()
        self._letters = {one.letter for one in bookmarks}
        self._rows = [
            TableRow(
                one.letter, (one.letter, place(one), sanitize_label(" ".join(one.words.split())))
            )
            for one in bookmarks
        ]
        self._keys = keys
        self._table = Table(
            _COLUMNS, empty=f"No bookmarks yet · {keys[0]} and a letter sets one at the cursor"
        )

    def compose(self) -> ComposeResult:
        """Yield the title and the table."""
        set_key, go_key = self._keys
        keys = f"Enter or letter go there · Esc back · {set_key}a sets a, {go_key}a finds it"
        yield Static(Content(f"Bookmarks · {keys}"), classes="title")
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._table.show(self._rows)
        self.set_focus(self._table)

    def on_key(self, event: events.Key) -> None:
        """Return the letter that was typed, if it is one of a bookmark."""
        if event.character in self._letters:
            event.stop()
            self.dismiss(event.character)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Return the letter of the row (Enter)."""
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)
