"""Library screen: all known documents with reading progress; samples for the first start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import getters, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from readerapp import documents
from readerapp.core import paths
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.reading.completion import complete_path, typed_file
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.loading import LoadingScreen, is_long
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.catalog.global_search import SearchHit
    from readerapp.catalog.known_documents import KnownDocument
    from readerapp.ui.app import ReaderApp
    from readerapp.ui.screens.global_search_screen import SearchScope
    from readerapp.workspace import AppContext

_COLUMNS = (
    Column("title"),
    Column("format", 9),
    Column("read", 5, right=True),
    Column("marks", 6, right=True),
    Column("voices", 6, right=True),
    Column("last opened", 16),
)
_KEYS = (
    "Library · Enter opens · / titles · s search annotations · t search texts · r rename · "
    "x forget · q quits",
    "Library · Enter · / titles · s annotations · t texts · r rename · x forget",
    "Library · Enter / s t r x q",
)


class LibraryScreen(PromptScreen[None]):
    """Table of known documents, the last read first; the sample documents are below."""

    BINDINGS = [
        ("q,ctrl+q", "app.quit", "Quit"),
        ("x", "forget", "Forget"),
        ("r", "rename", "Rename"),
        ("slash,f", "find", "Find"),
        ("s", "search_annotations", "Search annotations"),
        ("t", "search_texts", "Search texts"),
        ("escape", "back", "Back"),
    ]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    @dataclass
    class Marked(Message):
        """The store has reported which documents it has annotations of.

        Attributes:
            records: the documents in the store.
            problem: why the store, or one of its documents, cannot be read; empty otherwise.
        """

        records: Sequence[DocumentRecord]
        problem: str = ""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="Nothing read yet: readerapp FILE opens a document.")
        self.prompt = PromptBar(id="prompt")
        self._known: dict[str, KnownDocument] = {}
        self._items: list[TableRow] = []
        self._query = ""
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Yield the title, the table and the prompt."""
        yield self._title
        yield self._table
        yield self.prompt

    def on_mount(self) -> None:
        """Show the documents that were read.

        A thread adds those that only have annotations.
        """
        self._reload()
        self.set_focus(self._table)
        self.app.wake()

    def on_resize(self) -> None:
        """Show the longest key hints that fit, or why something is missing."""
        self._show_message(self._problem)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Open the document of the row; ask where it is if its file is gone."""
        known_document = self._known.get(event.key)
        path = known_document.path if known_document else Path(event.key)
        if path is None:
            name = sanitize_label(
                Path(known_document.names[0]).name
                if known_document and known_document.names
                else event.key,
                60,
            )
            self._show_message(f"{name} is not there any more; where is it now? Esc leaves it.")
            hint = "the file, wherever and whatever it is called now"
            self.prompt.ask("open", hint=hint, complete=complete_path)
            return
        try:
            self._open(path)
        except ReaderError as error:
            self._show_message(str(error))

    def action_forget(self) -> None:
        """Ask whether to remove the document from the list."""
        if known_document := self._known.get(self._table.current or ""):
            marks = "its annotations are kept" if known_document.record else "it has no annotations"
            title = sanitize_label(known_document.title, 40)
            self._show_message(f"Forget {title}? {marks} · y and Enter forget, Esc does not")
            self.prompt.ask("forget", hint="type y, then Enter")

    def action_rename(self) -> None:
        """Ask for another title of the document."""
        if known_document := self._known.get(self._table.current or ""):
            self.prompt.ask("title", sanitize_label(known_document.title), hint="none: its own")

    def action_find(self) -> None:
        """Ask for words, and show only the documents that contain them."""
        self.prompt.ask("show", hint="words of title, file or format")

    async def action_search_annotations(self) -> None:
        """Search the annotations of all documents."""
        from readerapp.ui.screens.global_search_screen import ANNOTATIONS

        await self._search(ANNOTATIONS)

    async def action_search_texts(self) -> None:
        """Search the texts of all documents."""
        from readerapp.ui.screens.global_search_screen import TEXTS

        await self._search(TEXTS)

    def on_prompt_bar_changed(self, event: PromptBar.Changed) -> None:
        """Filter the table while words are typed."""
        if event.purpose == "show":
            self._show(event.text)

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Run the action of the prompt after Enter."""
        known_document, typed = self._known.get(self._table.current or ""), event.text.strip()
        sentence = ""
        try:
            if event.purpose == "open":
                self._open(typed_file(event.text))
            elif event.purpose == "forget" and known_document:
                self._forget(known_document, typed)
            elif event.purpose == "title" and known_document:
                sentence = self._rename(known_document, event.text)
        except ReaderError as error:
            self.prompt.refuse(str(error))
            return
        self._leave_prompt()
        self._show_message(sentence)

    def on_prompt_bar_cancelled(self, event: PromptBar.Cancelled) -> None:
        """Close the prompt after Esc or a click beside it; drop the filter."""
        if event.purpose == "show":
            self._show("")
        self._leave_prompt()

    def on_library_screen_marked(self, message: Marked) -> None:
        """Add the documents that the store knows."""
        from readerapp.catalog.known_documents import merge_known_documents

        library = self.context.last_positions
        self._set_documents(
            merge_known_documents(library.positions(), message.records, library.hidden())
        )
        self._problem = message.problem
        if message.problem:
            self._show_message(message.problem)

    def action_back(self) -> None:
        """Return to the document that was open before."""
        if len(self.app.screen_stack) > 2:
            self.dismiss()

    async def _search(self, where: SearchScope) -> None:
        from readerapp.ui.screens.global_search_screen import GlobalSearchScreen

        def opened(hit: SearchHit) -> None:
            if hit.path:
                document = documents.open(str(hit.path))
                self.app.read_document(document, hit.start_at)

        await self.app.push_screen(GlobalSearchScreen(self.context, where, opened))

    def _open(self, path: Path) -> None:
        if is_long(path):
            self.app.push_screen(
                LoadingScreen(path), lambda sentence: self._show_message(sentence or "")
            )
        else:
            self.app.read_document(documents.open(str(path)))

    def _forget(self, known_document: KnownDocument, answer: str) -> None:
        from readerapp.catalog.known_documents import forget_document

        if answer.casefold() in ("y", "yes"):
            forget_document(self.context, known_document)
            self._reload()
        elif answer.casefold() not in ("", "n", "no"):
            raise ReaderError("Type y to forget it; Esc leaves it in the list.")

    def _rename(self, known_document: KnownDocument, title: str) -> str:
        from readerapp.catalog.collection import rename_document

        sentence = rename_document(self.context, known_document, title)
        self._reload()
        return sentence

    def _leave_prompt(self) -> None:
        self.prompt.close()
        self._show_message("")

    def _reload(self) -> None:
        from readerapp.catalog.known_documents import list_read_documents

        if not self._known:
            self._set_documents(list_read_documents(self.context.last_positions.positions()))
        self._read_store()

    @work(thread=True, exclusive=True, group="store")
    def _read_store(self) -> None:
        try:
            records = list(self.context.store.documents())
            problems = self.context.store.unreadable().values()
            self.post_message(self.Marked(records, next(iter(problems), "")))
        except ReaderError as error:
            self.post_message(self.Marked((), str(error)))

    def _set_documents(self, known_documents: Sequence[KnownDocument]) -> None:
        self._known = {document.fingerprint: document for document in known_documents}
        names = {name for document in known_documents for name in document.names}
        samples = [
            TableRow(str(path), (f"Sample: {path.stem}", "", "", "", "", ""))
            for path in sorted(paths.sample_docs_folder().iterdir())
            if str(path) not in names and path.suffix in (".txt", ".md")
        ]
        self._items = [*map(_item, self._known.values()), *samples]
        self._show(self._query)

    def _show(self, words: str) -> None:
        self._query = words
        words_wanted = words.casefold().split()
        self._table.show([item for item in self._items if self._matches(item, words_wanted)])

    def _matches(self, item: TableRow, words_wanted: Sequence[str]) -> bool:
        known_document = self._known.get(item.key)
        names = known_document.names if known_document else ()
        words = " ".join((*item.texts[:2], *names)).casefold()
        return all(word in words for word in words_wanted)

    def _show_message(self, sentence: str) -> None:
        width = self.app.size.width - 2
        keys = next((keys for keys in _KEYS if len(keys) <= width), _KEYS[-1])
        self._title.update(Content(sanitize_label(sentence or keys)))


def _item(known_document: KnownDocument) -> TableRow:
    reading, figures = known_document.last_position, ("", "", "")
    if reading:
        figures = (f"{reading.progress:.0%}", str(reading.highlights), str(reading.speakers))
    opened = known_document.opened[:16].replace("T", " ") or "not read here"
    return TableRow(
        known_document.fingerprint, (known_document.title, known_document.format, *figures, opened)
    )
