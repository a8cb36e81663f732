"""Annotations of one document or of all documents in the store, with a cache of the listings.

The cache (SQLite) saves opening thousands of documents. A cached listing of a document counts only
while its annotation file, and the files that its text may come from, have the same stamps;
otherwise the document is listed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from readerapp import __version__
from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.snapshot import AnnotationSnapshot, Threads
from readerapp.catalog.known_documents import list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.documents.registry import FORMATS
from readerapp.interchange.entry import ExportSource
from readerapp.listing.export import export_source
from readerapp.listing.filters import AnnotationRow, flat, rows_of, sort_rows, threaded
from readerapp.store import DocumentStore, Store
from readerapp.workspace import AppContext

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession
    from readerapp.documents import Document


_TABLES = "CREATE TABLE IF NOT EXISTS shelves (id TEXT PRIMARY KEY, stamp TEXT, shelf TEXT);"
_PROBE = "SELECT id, stamp, shelf FROM shelves"
_FORM = 2
"""Version of the cached data; data of another version is ignored."""


@dataclass(frozen=True, slots=True)
class DocumentListing:
    """A document with its annotations as rows in the order of the text.

    Attributes:
        source: what identifies the document in exports.
        rows: the rows.
        events: sentences that the user should read.
        problem: why the document could not be read; then there are no rows.
    """

    source: ExportSource
    rows: list[AnnotationRow]
    events: tuple[str, ...] = ()
    problem: str = ""


class ListingCache:
    """A cache of the listings of one store's documents, for one annotator."""

    def __init__(self, store: Store, annotator: str, base: sqlite3.Connection | None) -> None:
        """Use the database `base`; without one nothing is cached."""
        self._store, self._me, self._base = store, annotator, base
        # Another version of a format may make another text of the same file.
        self._version = f"{__version__} {_FORM} {[(one.name, one.version) for one in FORMATS]}"

    def get(
        self, document: str, names: Sequence[str], find: Callable[[], DocumentListing]
    ) -> DocumentListing:
        """Return the listing of a document from the cache, else from `find`, and cache it.

        `names` are the paths and addresses that the document may have: their stamps count too.
        """
        stamp = f"{self._version} {self._store.stamp(document)} {list(map(_stamp, names))}"
        known = self._known(document, stamp)
        if known is None:
            known = find()
            self._keep(document, stamp, known)
        return known

    def _known(self, document: str, stamp: str) -> DocumentListing | None:
        """Return the cached listing if its stamp is the same, else None."""
        with suppress(sqlite3.Error, ValueError, TypeError, KeyError, IndexError, ReaderError):
            if self._base is not None:
                question = "SELECT shelf FROM shelves WHERE id = ? AND stamp = ?"
                for (text,) in self._base.execute(question, (document, stamp)):
                    return self._from_data(json.loads(text))
        return None

    def _keep(self, document: str, stamp: str, shelved: DocumentListing) -> None:
        """Cache a listing; errors of the database are ignored."""
        with suppress(sqlite3.Error, ValueError):
            if self._base is not None:
                row = (document, stamp, json.dumps(_to_data(shelved)))
                self._base.execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)", row)
                self._base.commit()

    def _from_data(self, data: Any) -> DocumentListing:
        """Restore a listing from its JSON data."""
        threads: list[list[AnnotationRow]] = []
        for reply, *row in data["rows"]:  # replies come right after what they answer
            if not reply:
                threads.append([])
            threads[-1].append(self._row(*row))
        rows = list(flat(threaded(first, replies) for first, *replies in threads))
        return DocumentListing(ExportSource(**data["source"]), rows, tuple(data["events"]))

    def _row(self, data: Any, place: Any, speaker: str, creator: str, cited: str) -> AnnotationRow:
        annotation = Annotation.from_dict(data)
        own = annotation.creator == self._me
        return AnnotationRow(
            AnchoredAnnotation(annotation, *place), speaker, creator, own, cited=cited
        )


@contextmanager
def open_listing_cache(store: Store, annotator: str) -> Iterator[ListingCache]:
    """Open the cache of listings of `store`; where there can be no cache, it stays empty."""
    with ExitStack() as stack:
        base = None
        with suppress(sqlite3.Error, OSError):
            base = stack.enter_context(SqliteCache("shelf", store.folder, _TABLES, _PROBE).open())
        yield ListingCache(store, annotator, base)


def _to_data(shelved: DocumentListing) -> dict[str, Any]:
    """Convert a listing to JSON data."""
    rows = [
        [
            row.thread is not None,
            row.placed.annotation.to_dict(),
            [row.placed.start, row.placed.end, row.placed.state, row.placed.reason],
            row.speaker,
            row.creator,
            row.locator,
        ]
        for row in shelved.rows
    ]
    return {"source": asdict(shelved.source), "rows": rows, "events": shelved.events}


def _stamp(name: str) -> list[int] | None:
    """Return inode, size and time of change of a file; None if there is no such file."""
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None
    return [found.st_ino, found.st_size, found.st_mtime_ns]


M = TypeVar("M", bound=AnnotationSnapshot)


def list_document(context: AppContext, document: Document) -> DocumentListing:
    """Return the annotations of `document` as rows.

    Raises:
        ReaderError: the store cannot be read.
    """
    with closing(context.marked(document)) as marked:
        return _shelved(marked)


def list_all_documents(context: AppContext) -> Iterator[DocumentListing]:
    """Yield the listing of each document of the store; those that have changed are listed again.

    A document whose text is not available, because its file is gone or was never a file, is listed
    as it is stored. One whose annotations cannot be read has the reason in `problem`.

    Raises:
        ReaderError: the store cannot be read.
    """
    records = [
        replace(one.record, names=one.names) for one in list_known_documents(context) if one.record
    ]
    unreadable = context.store.unreadable()
    with open_listing_cache(context.store, context.who.annotator.id) as kept:
        for record in records:
            try:
                yield kept.get(record.id, record.names, partial(_found, context, record))
            except ReaderError as error:
                yield DocumentListing(
                    ExportSource(id=record.id, title=record.title), [], problem=str(error)
                )
    for document, problem in unreadable.items():
        yield DocumentListing(ExportSource(id=document), [], problem=problem)


def _found(context: AppContext, record: DocumentRecord) -> DocumentListing:
    """Return the listing of a document from its text, else from the store alone."""
    with closing(_here(record, context.marked) or context.store.open(record)) as found:
        shelved = (
            _shelved(found) if isinstance(found, AnnotationSnapshot) else _stored(context, found)
        )
    about = shelved.source
    brief = ExportSource(
        id=about.id, title=about.title, name=about.name, fingerprint=about.fingerprint
    )
    return replace(shelved, source=brief)


def open_session_or_store(
    context: AppContext, record: DocumentRecord
) -> ReadingSession | DocumentStore:
    """Open a session on the document if one of its names still leads to it, else its store."""
    return _here(record, context.session) or context.store.open(record)


def _here(record: DocumentRecord, read: Callable[[Document], M]) -> M | None:
    """Return `read` of the document if one of its names still leads to it, else None."""
    from readerapp import documents

    for name in record.names:
        if Path(name).is_file():
            try:
                marked = read(documents.open(name))
            except ReaderError:
                continue  # the file is no longer a text
            if marked.store.record.id == record.id:
                return marked
            marked.close()
    return None


def _shelved(marked: AnnotationSnapshot) -> DocumentListing:
    """Return the listing of a document whose text is available."""
    return DocumentListing(export_source(marked), rows_of(marked), tuple(marked.store.events))


def _stored(context: AppContext, store: DocumentStore) -> DocumentListing:
    """Return the listing of a document whose text is not available, from the store."""
    record, me = store.record, context.who.annotator
    threads = Threads(store)

    def row(annotation: Annotation, about: Annotation) -> AnnotationRow:
        speaker = speaker_edits.resolve(store.speakers, annotation.speaker)
        creator = store.annotators.get(annotation.creator)
        target = about.target
        return AnnotationRow(
            AnchoredAnnotation(annotation, target.start, target.end)
            if target
            else AnchoredAnnotation(annotation),
            speaker=speaker.name if speaker else "",
            creator=creator.name if creator else annotation.creator,
            own=annotation.creator == me.id,
        )

    rows = [
        threaded(row(one, one), [row(reply, one) for reply in threads.replies(one.id)])
        for one in store.annotations.values()
        if not one.deleted and one.id not in threads
    ]
    name = record.names[0] if record.names else ""
    told = f"{record.title or name}: its text is not at hand; its annotations are as they were kept"
    about = ExportSource(
        id=record.id, title=record.title, name=name, fingerprint=record.fingerprint
    )
    return DocumentListing(about, sort_rows(flat(rows)), (*store.events, f"{told}."))
