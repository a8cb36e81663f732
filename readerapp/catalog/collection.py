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

from readerapp import __version__, documents
from readerapp.annotations import speaker_edits
from readerapp.annotations.change import set_title
from readerapp.annotations.snapshot import AnnotationSnapshot, Threads, with_reference
from readerapp.catalog.known_documents import KnownDocument, is_waiting, list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord
from readerapp.core.reference import Reference
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.documents.registry import list_format_versions
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    flatten_threads,
    with_replies,
)
from readerapp.listing.filters import sort_views
from readerapp.store import DocumentStore, Store
from readerapp.workspace import AppContext

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession
    from readerapp.documents import Document

# The file, its table and its columns are called as in version 0.1, so that no old cache is left.
_FILE = "shelf"
_TABLES = "CREATE TABLE IF NOT EXISTS shelves (id TEXT PRIMARY KEY, stamp TEXT, shelf TEXT);"
_PROBE = "SELECT id, stamp, shelf FROM shelves"
_DATA_VERSION = 5
"""Version of the cached data; data of another version is ignored."""


@dataclass(frozen=True, slots=True)
class DocumentListing:
    """A document with its annotations in the order of the text.

    Attributes:
        source: what identifies the document in exports.
        views: the annotations; each reply follows the annotation that it answers.
        events: sentences that the user should read.
        problem: why the document could not be read; then there are no annotations.
    """

    source: ExportSource
    views: list[AnnotationView]
    events: tuple[str, ...] = ()
    problem: str = ""


class ListingCache:
    """A cache of the listings of one store's documents, for one annotator."""

    def __init__(
        self,
        store: Store,
        annotator: str,
        connection: sqlite3.Connection | None,
        locators: str = "",
    ) -> None:
        """Use a database.

        Args:
            store: the store.
            annotator: the id of the annotator.
            connection: the database; without one nothing is cached.
            locators: the setting of this name: a listing has the locators that it asks for.
        """
        self._store, self._annotator, self._connection = store, annotator, connection
        # Another version of a format may make another text of the same file.
        self._version = f"{__version__} {_DATA_VERSION} {list_format_versions()} {locators}"

    def get(
        self, document: str, names: Sequence[str], make: Callable[[], DocumentListing]
    ) -> DocumentListing:
        """Return the listing of a document from the cache, else from `make`, and cache it.

        Args:
            document: the id of the document.
            names: the paths and addresses that it may have: their stamps count too.
            make: lists the document.
        """
        stamp = f"{self._version} {self._store.stamp(document)} {list(map(_stamp, names))}"
        listing = self._load(document, stamp)
        if listing is None:
            listing = make()
            self._save(document, stamp, listing)
        return listing

    def _load(self, document: str, stamp: str) -> DocumentListing | None:
        """Return the cached listing if its stamp is the same, else None."""
        with suppress(sqlite3.Error, ValueError, TypeError, KeyError, IndexError, ReaderError):
            if self._connection is not None:
                query = "SELECT shelf FROM shelves WHERE id = ? AND stamp = ?"
                for (text,) in self._connection.execute(query, (document, stamp)):
                    return self._from_data(json.loads(text))
        return None

    def _save(self, document: str, stamp: str, listing: DocumentListing) -> None:
        """Cache a listing; errors of the database are ignored."""
        with suppress(sqlite3.Error, ValueError):
            if self._connection is not None:
                row = (document, stamp, json.dumps(_to_data(listing)))
                self._connection.execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)", row)
                self._connection.commit()

    def _from_data(self, data: Any) -> DocumentListing:
        """Restore a listing from its JSON data."""
        threads: list[list[AnnotationView]] = []
        for is_reply, *fields in data["views"]:  # replies come right after what they answer
            if not is_reply:
                threads.append([])
            threads[-1].append(self._view(*fields))
        views = flatten_threads(with_replies(root, replies) for root, *replies in threads)
        about = data["source"]
        about["reference"] = Reference.from_mapping(about["reference"])
        return DocumentListing(ExportSource(**about), list(views), tuple(data["events"]))

    def _view(
        self,
        record: Any,
        position: Any,
        speaker: str,
        creator: str,
        locator: str,
        is_embedded: bool,
        accepted_by: str,
    ) -> AnnotationView:
        annotation = Annotation.from_dict(record)
        start, end, state = position
        return AnnotationView(
            annotation=annotation,
            start=start,
            end=end,
            state=state,
            speaker=speaker,
            creator=creator,
            accepted_by=accepted_by,
            is_own=annotation.creator == self._annotator and not is_embedded,
            is_embedded=is_embedded,
            stored_locator=locator,
        )


@contextmanager
def open_listing_cache(store: Store, annotator: str, locators: str = "") -> Iterator[ListingCache]:
    """Open the cache of listings of `store`; where there can be no cache, it stays empty."""
    with ExitStack() as stack:
        connection = None
        with suppress(sqlite3.Error, OSError):
            cache = SqliteCache(_FILE, store.folder, _TABLES, _PROBE)
            connection = stack.enter_context(cache.open())
        yield ListingCache(store, annotator, connection, locators)


def _to_data(listing: DocumentListing) -> dict[str, Any]:
    """Convert a listing to JSON data."""
    views = [
        [
            view.thread is not None,
            view.annotation.to_dict(),
            [view.start, view.end, view.state],
            view.speaker,
            view.creator,
            view.locator,
            view.is_embedded,
            view.accepted_by,
        ]
        for view in listing.views
    ]
    return {"source": asdict(listing.source), "views": views, "events": listing.events}


def _stamp(name: str) -> list[int] | None:
    """Return inode, size and time of change of a file; None if there is no such file."""
    try:
        status = Path(name).stat()
    except (OSError, ValueError):
        return None
    return [status.st_ino, status.st_size, status.st_mtime_ns]


def list_document(context: AppContext, document: Document) -> DocumentListing:
    """Return the annotations of `document`.

    Raises:
        ReaderError: the store cannot be read.
    """
    with closing(context.open_snapshot(document)) as snapshot:
        return _list_snapshot(snapshot)


def list_all_documents(
    context: AppContext, *, include_hidden: bool = True, folder: str = ""
) -> Iterator[DocumentListing]:
    """Yield the listing of each document of the store; those that have changed are listed again.

    A document whose text is not available, because its file is gone or was never a file, is listed
    as it is stored. One whose annotations cannot be read has the reason in `problem`.

    Args:
        context: the store and the library.
        include_hidden: see `list_known_documents`.
        folder: see `list_records`.

    Raises:
        ReaderError: the store cannot be read.
    """
    records = list_records(context, include_hidden=include_hidden, folder=folder)
    unreadable = {} if folder else context.store.unreadable()
    annotator, locators = context.identity.annotator.id, context.settings.locators
    with open_listing_cache(context.store, annotator, locators) as cache:
        for record in records:
            try:
                yield cache.get(record.id, record.names, partial(_list_record, context, record))
            except ReaderError as error:
                yield DocumentListing(
                    ExportSource(id=record.id, title=record.title), [], problem=str(error)
                )
    for document, problem in unreadable.items():
        yield DocumentListing(ExportSource(id=document), [], problem=problem)


def list_records(
    context: AppContext, *, include_hidden: bool = True, folder: str = ""
) -> list[DocumentRecord]:
    """Return the records of the store's documents, with the names that the library knows too.

    Args:
        context: the store and the library.
        include_hidden: see `list_known_documents`.
        folder: words in the folder of the documents, as `folder:` of the library; empty for all.

    Raises:
        ReaderError: the store cannot be read, or no document is in such a folder.
    """
    known_documents = list_known_documents(context, include_hidden=include_hidden)
    if folder:
        from readerapp.catalog.library_list import folder_of
        from readerapp.core.paths import abbreviate_home

        words = (abbreviate_home(folder).rstrip("/") or "/").casefold()
        folders = {id(one): folder_of(one).casefold() for one in known_documents}
        known_documents = [one for one in known_documents if words in folders[id(one)]]
        if not any(one.record for one in known_documents):
            raise ReaderError(
                f"No document with annotations is in a folder {folder}; "
                "the library (`readerapp`) shows the folders."
            )
    return [replace(one.record, names=one.names) for one in known_documents if one.record]


def open_record(context: AppContext, record: DocumentRecord) -> AnnotationSnapshot | DocumentStore:
    """Open the annotations of a document with its text if that is available, else its store.

    Raises:
        ReaderError: the store cannot be read.
    """
    return _open_by_name(record, context.open_snapshot) or context.store.open(record)


def _list_record(context: AppContext, record: DocumentRecord) -> DocumentListing:
    """Return the listing of a document from its text, else from the store alone."""
    with closing(open_record(context, record)) as opened:
        listing = list_opened(context, opened)
    source = listing.source
    brief = ExportSource(
        id=source.id, title=source.title, name=source.name, fingerprint=source.fingerprint
    )
    return replace(listing, source=brief)


def list_opened(context: AppContext, opened: AnnotationSnapshot | DocumentStore) -> DocumentListing:
    """Return the listing of a document that was opened with `open_record`."""
    if isinstance(opened, AnnotationSnapshot):
        return _list_snapshot(opened)
    return _list_stored(context, opened)


def _list_snapshot(snapshot: AnnotationSnapshot) -> DocumentListing:
    """Return the listing of a document whose text is available."""
    events = tuple(snapshot.store.events)
    return DocumentListing(snapshot.export_source(), snapshot.views(), events)


def _list_stored(context: AppContext, store: DocumentStore) -> DocumentListing:
    """Return the listing of a document whose text is not available, from the store."""
    record, annotator = store.record, context.identity.annotator
    threads, waits = Threads(store), is_waiting(record)

    def view(annotation: Annotation, root: Annotation) -> AnnotationView:
        creator = store.annotators.get(annotation.creator)
        accepted = store.annotators.get(annotation.accepted_by or "")
        return AnnotationView(
            annotation=annotation,
            start=root.target.start if root.target and not waits else -1,
            end=root.target.end if root.target and not waits else -1,
            state="orphaned" if root.target and waits else "exact",
            speaker=speaker_edits.name_of_speaker(store.speakers, annotation),
            creator=creator.name if creator else annotation.creator,
            accepted_by=accepted.name if accepted else annotation.accepted_by or "",
            is_own=annotation.creator == annotator.id,
        )

    views = [
        with_replies(view(root, root), [view(reply, root) for reply in threads.replies(root.id)])
        for root in store.annotations.values()
        if not root.deleted and root.id not in threads
    ]
    name = record.names[0] if record.names else ""
    why = "its file was not found; its annotations are shown as stored."
    fingerprint = record.fingerprint
    if waits:
        why, fingerprint = "not opened yet; its annotations are placed when it is opened.", ""
    event = f"{record.title or name}: {why}"
    source = ExportSource(id=record.id, title=record.title, name=name, fingerprint=fingerprint)
    source = with_reference(source, Reference.stored(record))
    return DocumentListing(source, sort_views(flatten_threads(views)), (*store.events, event))


def open_session_or_store(
    context: AppContext, record: DocumentRecord
) -> ReadingSession | DocumentStore:
    """Open a session on the document if one of its names still leads to it, else its store."""
    return _open_by_name(record, context.open_session) or context.store.open(record)


Opened = TypeVar("Opened", bound=AnnotationSnapshot)


def _open_by_name(
    record: DocumentRecord, open_document: Callable[[Document], Opened]
) -> Opened | None:
    """Return the document, opened, if one of its names still leads to it, else None."""
    for name in record.names:
        if Path(name).is_file():
            try:
                opened = open_document(documents.open(name))
            except ReaderError:
                continue  # the file is no longer a text
            if opened.store.record.id == record.id:
                return opened
            opened.close()
    return None


def rename_document(context: AppContext, known: KnownDocument, title: str) -> str:
    """Give a known document a title; an empty one restores the document's own.

    The new title is stored with its annotations.

    Returns:
        A sentence with the new title.

    Raises:
        ReaderError: the title could not be saved, or the document is neither in the store nor
            available as a file.
    """
    opened: ReadingSession | DocumentStore
    if known.record is not None:
        opened = open_session_or_store(context, known.record)
    elif known.path is not None:
        opened = context.open_session(documents.open(str(known.path)))
    else:
        raise ReaderError(f"File of {known.title} not found; open it at its new place first.")
    with closing(opened):
        store = opened.store if isinstance(opened, AnnotationSnapshot) else opened
        own_title = opened.document.title if isinstance(opened, AnnotationSnapshot) else known.title
        record = set_title(store.record, title, own_title)
        store.commit(record)
    if known.last_position is not None:
        context.last_positions.rename(known.last_position.fingerprint, record.title)
    return f"Renamed to {record.title}"
