"""The library: documents read, where one left off, and samples for the first start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from readerapp import documents, resources
from readerapp.model import ReaderError
from readerapp.text.safe import label
from readerapp.ui.screens.opening import OpeningScreen, is_long
from readerapp.ui.widgets.prompt_bar import PromptBar
from readerapp.ui.widgets.table import Column, Item, Table

if TYPE_CHECKING:
    from readerapp.library import Reading
    from readerapp.workplace import Workplace

_COLUMNS = (
    Column("title"),
    Column("format", 9),
    Column("read", 5, right=True),
    Column("marks", 6, right=True),
    Column("voices", 6, right=True),
    Column("last opened", 16),
)
_TITLE = "Library · Enter opens · / finds · x takes off the list · q quits"


class LibraryScreen(Screen[None]):
    """Documents read, the last one first; below them the sample documents."""

    BINDINGS = [
        ("q,ctrl+q", "app.quit", "Quit"),
        ("x", "forget", "Forget"),
        ("slash,f", "find", "Find"),
        ("escape", "back", "Back"),
    ]

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._title = Static(Content(_TITLE), classes="title")
        self._table = Table(_COLUMNS, empty="Nothing read yet: readerapp FILE opens a document.")
        self._prompt = PromptBar(id="prompt")
        self._readings: dict[str, Reading] = {}
        self._items: list[Item] = []

    def compose(self) -> ComposeResult:
        """A title, the table and, when asked for, a prompt."""
        yield self._title
        yield self._table
        yield self._prompt

    def on_mount(self) -> None:
        """Fill the table."""
        self._fill()
        self.set_focus(self._table)
        self.app.wake()  # type: ignore[attr-defined]

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Open it."""
        reading = self._readings.get(event.key)
        path = reading.path if reading else Path(event.key)
        if path is None:
            name = label(reading.names[0] if reading and reading.names else event.key)
            self._say(f"{name} is not there any more; open it by its new name.")
            return
        if is_long(path):
            self.app.push_screen(OpeningScreen(path), lambda said: self._say(said or ""))
            return
        try:
            document = documents.open(str(path))
        except ReaderError as error:
            self._say(str(error))
            return
        self.app.read(document)  # type: ignore[attr-defined]

    def action_forget(self) -> None:
        """Off the list; its annotations stay."""
        if self._table.current in self._readings:
            try:
                self.place.library.forget(self._table.current)
            except ReaderError as error:
                self._say(str(error))
            self._fill()

    def action_find(self) -> None:
        """Show only what has the words that are typed."""
        self._prompt.ask("show", hint="words of title, file or format")

    def on_prompt_bar_changed(self, event: PromptBar.Changed) -> None:
        """While they are typed."""
        self._show(event.text)

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Enter: choose among what is left."""
        self._prompt.close()
        self.set_focus(self._table)

    def on_prompt_bar_cancelled(self, event: PromptBar.Cancelled) -> None:
        """Esc: all of it again."""
        self._show("")
        self.on_prompt_bar_submitted(PromptBar.Submitted("show", "", False))

    def action_back(self) -> None:
        """Back to the document one came from."""
        if len(self.app.screen_stack) > 2:
            self.dismiss()

    def _fill(self) -> None:
        self._readings = {r.fingerprint: r for r in self.place.library.readings()}
        known = {name for reading in self._readings.values() for name in reading.names}
        samples = [
            Item(str(path), (f"Sample: {path.stem}", "", "", "", "", ""))
            for path in sorted(resources.sample_docs().iterdir())
            if str(path) not in known and path.suffix in (".txt", ".md")
        ]
        self._items = [*map(_item, self._readings.values()), *samples]
        self._show("")

    def _show(self, words: str) -> None:
        wanted = words.casefold().split()
        self._table.show([item for item in self._items if self._has(item, wanted)])

    def _has(self, item: Item, wanted: Sequence[str]) -> bool:
        reading = self._readings.get(item.key)
        parts = (*item.texts[:2], *(reading.names if reading else ()))
        words = " ".join(parts).casefold()
        return all(word in words for word in wanted)

    def _say(self, sentence: str) -> None:
        self._title.update(Content(label(sentence)))


def _item(reading: Reading) -> Item:
    texts = (
        reading.title,
        reading.format,
        f"{reading.progress:.0%}",
        str(reading.highlights),
        str(reading.speakers),
        reading.opened[:16].replace("T", " "),
    )
    return Item(reading.fingerprint, texts)
