"""What the library shows: its state, its columns and rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readerapp.catalog.library_list import FolderGroup, ListedDocument, Order, match_words
from readerapp.core import paths
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import shorten_path
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.footer_hints import Moment
from readerapp.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from readerapp.catalog.known_documents import KnownDocument
    from readerapp.ui.screens.global_search_screen import SearchResults
    from readerapp.workspace import AppContext

COLUMNS: Mapping[Order, Column] = {
    "title": Column("title"),
    "opened": Column("last opened", 16),
    "highlights": Column("highlights", 10, right=True),
    "read": Column("read", 5, right=True),
    "speakers": Column("speakers", 8, right=True),
    "format": Column("format", 9),
    "folder": Column("folder", 24),
}
ORDER_OF_TITLE = {column.title: order for order, column in COLUMNS.items()}
FOLDER_COLUMNS = (
    Column("folder"),
    Column("documents", 9, right=True),
    Column("highlights", 10, right=True),
    Column("last opened", 16),
)
LEAST_TITLE = 30
"""Cells of a title for which the last columns are left out."""
FILTER_HINTS = (
    "words of title, path, format; folder:…",
    "words of the folder",
    "words of the file name",
)
_NEVER = "not opened yet"
DOCUMENTS, FOLDERS, FILES = range(3)
VIEWS = ("Documents", "Folders", "Files")
MOMENTS: tuple[Moment, Moment, Moment] = ("documents", "folders", "files")


@dataclass(slots=True)
class LibraryState:
    """What the library shows; it is the same again when the library is opened again.

    Attributes:
        view: the view that is shown.
        order: the column by which the documents are sorted.
        reverse: whether they are sorted the other way round.
        queries: the filter of each view.
        folder: the folder whose documents are shown; None for all.
        current: the key of the row at which the library was left.
        removed: the documents that were removed from the list, the last one last.
        results: the results of the search from which a document was opened; None if there are none.
    """

    view: int = DOCUMENTS
    order: Order = "opened"
    reverse: bool = False
    queries: list[str] = field(default_factory=lambda: ["", "", ""])
    folder: str | None = None
    current: str | None = None
    removed: list[KnownDocument] = field(default_factory=list)
    results: SearchResults | None = None

    def remove(self, context: AppContext, known: KnownDocument) -> str:
        """Remove a document from the list, and return a sentence that says so.

        Raises:
            ReaderError: it cannot be removed.
        """
        from readerapp.catalog.known_documents import forget_document

        forget_document(context, known)
        self.removed.append(known)
        kept = " · annotations kept" if known.record else ""
        return f"Removed from list: {sanitize_label(known.title, 24)}{kept}"

    def put_back(self, context: AppContext) -> KnownDocument | None:
        """Put back the document that was removed last; None if none was.

        Raises:
            ReaderError: it cannot be put back.
        """
        from readerapp.catalog.known_documents import restore_document

        if not self.removed:
            return None
        restore_document(context, self.removed[-1])
        self.current = self.removed[-1].fingerprint
        return self.removed.pop()


def document_row(one: ListedDocument) -> TableRow:
    """Return the row of a document."""
    known = one.known
    return TableRow(
        known.fingerprint,
        (
            known.title,
            known.opened[:16].replace("T", " ") or _NEVER,
            "…" if one.highlights is None else str(one.highlights),
            f"{one.read:.0%}" if one.read >= 0 else "",
            "…" if one.speakers is None else str(one.speakers),
            known.format,
            shorten_path(one.folder, COLUMNS["folder"].width),
        ),
    )


def folder_row(one: FolderGroup) -> TableRow:
    """Return the row of a folder."""
    return TableRow(
        one.folder,
        (
            one.folder,
            str(one.documents),
            str(one.highlights),
            one.opened[:16].replace("T", " ") or _NEVER,
        ),
    )


def sample_rows(query: str, names: Collection[str]) -> list[TableRow]:
    """Return the rows of the sample documents that match a filter.

    Args:
        query: the filter.
        names: paths of documents that are listed already.
    """
    folder = paths.sample_docs_folder()
    place = abbreviate_home(str(folder))
    rows = []
    for path in sorted(folder.iterdir()):
        if str(path) not in names and path.suffix in (".txt", ".md"):
            title = f"Sample: {path.stem}"
            if match_words(query, f"{title} {path}", place):
                rows.append(TableRow(str(path), (title, _NEVER, "", "", "", "", "")))
    return rows


def place_of(known: KnownDocument | None, key: str) -> str:
    """Return where the document of a row is; `key` is the key of the row, of a sample its path."""
    if known is None:
        return abbreviate_home(key)
    return abbreviate_home(known.names[0]) if known.names else ""
