"""Library screen: known documents, their folders, and the files of the disk; opens one of them.

Its keys are in the action table (`ui/actions.py`), as those of the reader are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, getters, work
from textual.app import ComposeResult
from textual.widgets import DirectoryTree
from textual.worker import get_current_worker

from readerapp.catalog.annotation_counts import AnnotationCounts, count_in_portions
from readerapp.catalog.library_list import (
    ORDERS,
    ListedDocument,
    Order,
    complete_query,
    group_by_folder,
    is_descending,
    list_documents,
    match_words,
    matches_query,
    sort_documents,
)
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.core.paths import abbreviate_home
from readerapp.reading.document_name import working_folder
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import make_bindings
from readerapp.ui.footer_hints import list_footer_hints
from readerapp.ui.screens.library_rows import (
    COLUMNS,
    DOCUMENTS,
    FILES,
    FILTER_HINTS,
    FOLDER_COLUMNS,
    FOLDERS,
    LEAST_TITLE,
    MOMENTS,
    ORDER_OF_TITLE,
    VIEWS,
    LibraryState,
    document_row,
    folder_row,
    place_of,
    sample_rows,
)
from readerapp.ui.screens.loading import open_document
from readerapp.ui.screens.open_prompt import OpenPrompt
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.status_line import StatusLine
from readerapp.ui.widgets.table import Table
from readerapp.ui.widgets.view_tabs import ViewTabs

if TYPE_CHECKING:
    from readerapp.catalog.known_documents import KnownDocument
    from readerapp.ui.app import ReaderApp
    from readerapp.ui.screens.file_tree import FileTree
    from readerapp.ui.screens.global_search_screen import SearchResults, SearchScope
    from readerapp.workspace import AppContext


class LibraryScreen(PromptScreen[None]):
    """Three views: the known documents, their folders, and the files below a folder.

    Args:
        context: the store and the reading history.
        state: what was shown when the library was open before.
        names: the paths and addresses of the document from which the library was opened.
    """

    BINDINGS = [*make_bindings("library"), *make_bindings("main")]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    def __init__(self, context: AppContext, state: LibraryState, names: Sequence[str] = ()) -> None:
        super().__init__()
        self.context = context
        self._state = state
        self._names = names
        self._tabs = ViewTabs("Library", VIEWS, id="views")
        self._documents = Table([*COLUMNS.values()], empty="", least=LEAST_TITLE)
        self._folders = Table(FOLDER_COLUMNS, empty="")
        self._files: FileTree | None = None
        self._footer = Footer(id="footer")
        self.status = StatusLine(
            lambda: self.app.theme_styles(), self._footer.show_rest, id="status"
        )
        self.prompt = PromptBar(id="prompt")
        self._known: dict[str, KnownDocument] = {}
        self._counts: dict[str, AnnotationCounts] = {}
        self._listed: list[ListedDocument] = []
        self._is_loaded = False

    def compose(self) -> ComposeResult:
        """Yield the names of the views, the tables, the status line, the footer and the prompt."""
        yield self._tabs
        yield self._documents
        yield self._folders
        yield self.status
        yield self._footer
        yield self.prompt

    async def on_mount(self) -> None:
        """Show the documents that were read; a thread adds those that only have annotations."""
        self._reload()
        await self._show_view(self._state.view)
        self.app.wake()

    # Events and messages

    def on_unmount(self) -> None:
        """Remember the row."""
        self._state.current = self._documents.current

    def on_paste(self, event: events.Paste) -> None:
        """Ask whether to open a path or an address that was pasted into no input."""
        if not self.prompt.open:
            event.stop()
            self._open_prompt().ask_pasted(event.text)

    def on_mouse_down(self) -> None:
        """Clear the message, as a key does."""
        self.status.clear_message()

    def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Do what the key of the clicked entry does."""
        self.app.press(message.key)

    async def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        """Show the view whose name was clicked."""
        await self._show_view(event.index)

    async def on_table_chosen(self, event: Table.Chosen) -> None:
        """Open the document of the row, or show the documents of the folder."""
        if self._state.view == FOLDERS:
            self._state.folder = event.key
            self._state.current = None
            await self._show_view(DOCUMENTS)
        else:
            self._open_key(event.key)

    def on_table_moved(self, event: Table.Moved) -> None:
        """Show where the document of the row is."""
        self._show_status()

    def on_table_heading_clicked(self, event: Table.HeadingClicked) -> None:
        """Sort by the column; the other way round if it is sorted by it already."""
        order = ORDER_OF_TITLE.get(event.title)
        if self._state.view == DOCUMENTS and order is not None:
            self._sort(order, reverse=order == self._state.order and not self._state.reverse)

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        """Open the file."""
        self._open(str(event.path))

    def on_tree_node_highlighted(self) -> None:
        """Show where the file under the cursor is."""
        self._show_status()

    async def on_prompt_bar_changed(self, event: PromptBar.Changed) -> None:
        """Filter while words are typed."""
        if event.purpose == "filter":
            await self._filter(event.text)
        elif event.purpose == "open":
            self._open_prompt().show_hint(event.text)

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Run the action of the prompt after Enter."""
        if event.purpose == "open":
            self._open_prompt().submit(event.text)
            return
        known = self._current_document()
        try:
            sentence = self._rename(known, event.text) if event.purpose == "title" and known else ""
        except ReaderError as error:
            self.prompt.refuse(str(error))
        else:
            self.prompt.close()
            self._say(sentence)

    async def on_prompt_bar_cancelled(self, event: PromptBar.Cancelled) -> None:
        """Close the prompt after Esc or a click beside it; drop the filter."""
        if event.purpose == "filter":
            await self._filter("")
        self.prompt.close()

    # Actions

    def action_open_row(self) -> None:
        """Open what the row is about."""
        if self._state.view == FILES and self._files:
            self._files.action_select_cursor()
        else:
            self._table.action_choose()

    def action_open_file(self) -> None:
        """Ask for a path or a web address to open."""
        self._open_prompt().ask()

    async def action_view(self, step: int) -> None:
        """Show the next (1) or previous (-1) view."""
        await self._show_view((self._state.view + step) % len(VIEWS))

    def action_filter(self) -> None:
        """Ask for words, and show only the rows that contain them."""
        view = self._state.view
        folders = [one.folder for one in self._listed] if view == DOCUMENTS else []
        complete, query = partial(complete_query, folders=folders), self._state.queries[view]
        self.prompt.ask("filter", query, FILTER_HINTS[view], complete=complete, replace=True)

    def action_order(self) -> None:
        """Sort the documents by the next column."""
        if not self._says_documents_only():
            self._sort(ORDERS[(ORDERS.index(self._state.order) + 1) % len(ORDERS)])

    def action_reverse(self) -> None:
        """Reverse the order of the documents."""
        if not self._says_documents_only():
            self._sort(self._state.order, reverse=not self._state.reverse)

    async def action_search(self, scope: str) -> None:
        """Search all documents: their "annotations" or their "texts"."""
        from readerapp.ui.screens.global_search_screen import SCOPES

        await self.search(SCOPES[scope])

    def action_rename(self) -> None:
        """Ask for another title of the document."""
        if known := self._document_to_change():
            self.prompt.ask("title", sanitize_label(known.title), hint="empty: its own title")

    def action_remove(self) -> None:
        """Remove the document from the list; undo puts it back."""
        if known := self._document_to_change():
            self._attempt(lambda: self._remove(known))

    def action_undo(self) -> None:
        """Put back the document that was removed last."""
        self._attempt(self._put_back)

    def action_parent(self) -> None:
        """Start the tree of files one folder further up."""
        if self._state.view == FILES and self._files:
            self._files.path = Path(self._files.path).parent
        else:
            self._say("Only in the view Files")

    async def action_back(self) -> None:
        """Clear the filter; without one, leave the folder, then the library."""
        state = self._state
        if state.queries[state.view]:
            await self._filter("")
        elif state.view == DOCUMENTS and state.folder is not None:
            state.folder = None
            await self._show_view(FOLDERS)
        elif len(self.app.screen_stack) > 2:
            self.dismiss()
        else:
            self._say(f"No document is open · {self.app.key('quit')} quit")

    async def show_results_of(self, names: Sequence[str]) -> None:
        """Show the search results again if the document with these names was opened from them."""
        results = self._state.results
        if results and results.opened in names:
            await self.search(results.scope)

    async def search(self, scope: SearchScope) -> None:
        """Search all documents; the last results are shown again until then."""
        from readerapp.ui.screens.global_search_screen import GlobalSearchScreen

        state = self._state

        def keep(results: SearchResults) -> None:
            state.results = results

        results = state.results if state.results and state.results.scope is scope else None
        await self.app.push_screen(GlobalSearchScreen(self.context, scope, keep, results))

    # What is shown

    @property
    def _table(self) -> Table:
        return self._folders if self._state.view == FOLDERS else self._documents

    async def _show_view(self, view: int) -> None:
        """Show the widget of a view and give it the focus."""
        self._state.view = view
        if view == FILES and self._files is None:
            from readerapp.ui.screens.file_tree import FileTree

            self._files = FileTree(working_folder())
            await self.mount(self._files, after=self._folders)
            await self._files.filter_names(self._state.queries[FILES])
        self._documents.display = view == DOCUMENTS
        self._folders.display = view == FOLDERS
        if self._files:
            self._files.display = view == FILES
        self.set_focus(self._files if view == FILES else self._table)
        self._footer.show(list_footer_hints(MOMENTS[view], self.app.actions))
        self._show()

    def _set_documents(self, known_documents: Iterable[KnownDocument]) -> None:
        self._known = {document.fingerprint: document for document in known_documents}
        self._listed = list_documents(
            self._known.values(), self._counts, is_store_known=self._is_loaded
        )
        self._show()

    async def _filter(self, query: str) -> None:
        self._state.queries[self._state.view] = query
        if self._state.view == FILES and self._files:
            await self._files.filter_names(query)
        self._show()

    def _sort(self, order: Order, *, reverse: bool = False) -> None:
        self._state.order, self._state.reverse = order, reverse
        self._show()
        self._say(f"Sorted by {COLUMNS[order].title}{' · reversed' if reverse else ''}")

    def _show(self) -> None:
        """Show the rows of the view."""
        if self._state.view == DOCUMENTS:
            self._show_documents()
        elif self._state.view == FOLDERS:
            query = self._state.queries[FOLDERS]
            groups = group_by_folder(self._listed)
            shown = [one for one in groups if match_words(query, one.folder, one.folder)]
            self._folders.set_empty_text("No folders match · Esc clear" if query else "No folders")
            self._folders.show([folder_row(one) for one in shown])
        self._show_status()

    def _show_documents(self) -> None:
        state = self._state
        query, folder = state.queries[DOCUMENTS], state.folder
        found = [
            one
            for one in self._listed
            if folder in (None, one.folder) and matches_query(one, query)
        ]
        rows = [
            document_row(one) for one in sort_documents(found, state.order, reverse=state.reverse)
        ]
        if folder is None:
            names = {name for known in self._known.values() for name in known.names}
            rows += sample_rows(query, names)
        descending = is_descending(state.order, reverse=state.reverse)
        self._documents.show_order(COLUMNS[state.order].title, descending=descending)
        empty = "No documents match this filter · Esc clear" if query else "No documents yet"
        self._documents.set_empty_text(empty)
        self._documents.show(rows, at=state.current)
        state.current = None

    def _show_status(self) -> None:
        """Show how many rows there are, and where the current one is."""
        state, parts = self._state, []
        query = state.queries[state.view]
        if state.view == FILES and self._files:
            title = self._files.describe_current()
        elif state.view == FOLDERS:
            title = ""
            parts.append(count_noun(len({one.folder for one in self._listed}), "folder"))
        else:
            title = place_of(self._current_document(), self._documents.current or "")
            if state.folder is not None:
                parts.append(state.folder)
            parts.append(count_noun(len(self._listed), "document"))
        if query:
            parts.insert(0, f"filter: {query}")
        if self._is_loaded and not self._listed and state.view == DOCUMENTS:
            title = f"No documents yet · {self.app.key('open')} open a file · Enter open a sample"
        store = abbreviate_home(str(self.context.folder))
        self._tabs.show(state.view, " · ".join(parts), store)
        self.status.show_title(title)

    def _say(self, sentence: str, *, warning: bool = False) -> None:
        self.status.show_message(sentence, warning=warning)

    def _says_documents_only(self) -> bool:
        """Say, in another view than that of the documents, that a key works only there."""
        if self._state.view != DOCUMENTS:
            self._say("Only in the view Documents")
        return self._state.view != DOCUMENTS

    # Documents

    def _current_document(self) -> KnownDocument | None:
        return self._known.get(self._documents.current or "")

    def _document_to_change(self) -> KnownDocument | None:
        """Return the document of the row; say so if the row has none."""
        if self._says_documents_only():
            return None
        if (known := self._current_document()) is None:
            self._say("Open the sample first")
        return known

    def _open_prompt(self) -> OpenPrompt:
        return OpenPrompt(self.app, self.prompt, self.context, self._names)

    def _open_key(self, key: str) -> None:
        """Open the document with a fingerprint, or a sample; ask where it is if it is gone."""
        known = self._known.get(key)
        path = known.path if known else Path(key)
        if path is not None:
            self._open(str(path))
            return
        name = Path(known.names[0]).name if known and known.names else key
        self._open_prompt().ask()
        from readerapp.catalog.known_documents import is_waiting

        if known and is_waiting(known.record):
            self.prompt.inform(
                f"{sanitize_label(known.title, 50)} is not here yet. Path? Esc cancel"
            )
            return
        self.prompt.inform(f"{sanitize_label(name, 60)} was moved or deleted. New path? Esc cancel")

    def _open(self, name: str) -> None:
        def fail(why: str) -> None:
            # The status line has room for the name, not for the folders before it.
            self._say(why.replace(name, Path(name).name), warning=True)

        try:
            open_document(self.app, name, fail)
        except ReaderError as error:
            fail(str(error))
        else:
            # When one comes back, the document is the first of all.
            self._state.view, self._state.queries[:] = DOCUMENTS, ["", "", ""]

    def _remove(self, known: KnownDocument) -> None:
        sentence = self._state.remove(self.context, known)
        self._set_documents([one for one in self._known.values() if one is not known])
        self._say(f"{sentence} · {self.app.key('library.undo')} undo")

    def _put_back(self) -> None:
        known = self._state.put_back(self.context)
        if known is None:
            self._say("Nothing to undo in the library")
            return
        self._set_documents([*self._known.values(), known])
        self._say(f"Back in the list: {sanitize_label(known.title, 40)}")

    def _attempt(self, action: Callable[[], object]) -> None:
        """Run `action`; show a ReaderError in the status line."""
        try:
            action()
        except ReaderError as error:
            self._say(str(error), warning=True)

    def _rename(self, known: KnownDocument, title: str) -> str:
        from readerapp.catalog.collection import rename_document

        sentence = rename_document(self.context, known, title)
        self._reload()
        return sentence

    def _reload(self) -> None:
        from readerapp.catalog.known_documents import list_read_documents

        if not self._known:
            self._set_documents(list_read_documents(self.context.last_positions.positions()))
        self._read_store()

    @work(thread=True, exclusive=True, group="store")
    def _read_store(self) -> None:
        """Read on a thread which documents have annotations, and count these."""
        worker, store, problem = get_current_worker(), self.context.store, ""
        records: list[DocumentRecord] = []
        try:
            records = list(store.documents())
            problem = next(iter(store.unreadable().values()), "")
        except ReaderError as error:
            problem = str(error)
        self.call_later(self._show_records, records, problem)
        for counts in count_in_portions(store, records):
            if worker.is_cancelled:
                return
            self.call_later(self._show_counts, counts)

    def _show_records(self, records: Sequence[DocumentRecord], problem: str) -> None:
        """Add the documents that the store knows.

        Args:
            records: the documents in the store.
            problem: why the store, or one of its documents, cannot be read; empty otherwise.
        """
        from readerapp.catalog.known_documents import merge_known_documents

        library = self.context.last_positions
        self._is_loaded = True
        self._set_documents(merge_known_documents(library.positions(), records, library.hidden()))
        if problem:
            self._say(problem, warning=True)

    def _show_counts(self, counts: Mapping[str, AnnotationCounts]) -> None:
        self._counts.update(counts)
        self._set_documents(self._known.values())
