"""The known documents: those that were read (library) and those with annotations (store)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from readerapp.core.model import DocumentRecord
from readerapp.reading.last_positions import LastPosition
from readerapp.workspace import AppContext

WAITING = "waiting:"
"""How the fingerprint of a record begins that has no text yet: its annotations were imported, and
wait until their document is opened."""


def is_waiting(record: DocumentRecord | None) -> bool:
    """Return whether a record has no text yet."""
    return record is not None and record.fingerprint.startswith(WAITING)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that the store or the library knows.

    Attributes:
        id: the id of the record; empty without a record.
        title: the title.
        fingerprint: the fingerprint of the text.
        names: paths and addresses.
        record: the record of the store; None if there are no annotations.
        last_position: the last position in the library; None if it was not read.
    """

    id: str
    title: str
    fingerprint: str
    names: tuple[str, ...]
    record: DocumentRecord | None = None
    last_position: LastPosition | None = None

    @property
    def key(self) -> str:
        """Return what identifies the document: its id, else its fingerprint."""
        return self.id or self.fingerprint

    @property
    def path(self) -> Path | None:
        """Return the first of its names that is a file now; None if there is none."""
        paths = (Path(name) for name in self.names)
        return next((path for path in paths if path.is_file()), None)

    @property
    def format(self) -> str:
        """Return the format it was opened as; empty if unknown."""
        known = self.last_position or self.record
        return known.format if known else ""

    @property
    def opened(self) -> str:
        """Return when it was read last; empty if never."""
        return self.last_position.opened if self.last_position else ""


def list_known_documents(
    context: AppContext, *, include_hidden: bool = True
) -> list[KnownDocument]:
    """Return all documents that were read or have annotations: last read first, then by title.

    Args:
        context: the store and the library.
        include_hidden: False to leave out the documents that the user has removed from the library
            (`forget_document`). The store keeps their annotations, so commands include them.

    Raises:
        ReaderError: the store cannot be read.
    """
    hidden = () if include_hidden else context.last_positions.hidden()
    return merge_known_documents(
        context.last_positions.positions(), context.store.documents(), hidden
    )


def forget_document(context: AppContext, known: KnownDocument) -> None:
    """Remove a document from the list until it is opened again; its annotations stay.

    Raises:
        ReaderError: it cannot be removed.
    """
    if known.last_position is not None:
        context.last_positions.forget(known.last_position.fingerprint)
    if known.record is not None:
        context.last_positions.forget(known.record.fingerprint, marked=True)


def restore_document(context: AppContext, known: KnownDocument) -> None:
    """Put a document back on the list, as it was before `forget_document`.

    Raises:
        ReaderError: it cannot be put back.
    """
    if known.record is not None:
        context.last_positions.forget(known.record.fingerprint)
    if known.last_position is not None:
        context.last_positions.restore(known.last_position)


def list_read_documents(positions: Iterable[LastPosition]) -> list[KnownDocument]:
    """Return the documents of the last positions, without what the store knows of them."""
    return [
        KnownDocument(
            "", position.title, position.fingerprint, position.names, last_position=position
        )
        for position in positions
    ]


def merge_known_documents(
    positions: Iterable[LastPosition], records: Iterable[DocumentRecord], hidden: Iterable[str] = ()
) -> list[KnownDocument]:
    """Merge last positions and records into one list of documents, sorted by last use, then title.

    A position and a record are one document if they have the same fingerprint, or, after the text
    of a file has changed, the same path.

    Args:
        positions: the last positions.
        records: the records of the store.
        hidden: fingerprints of documents to leave out if they have no last position.
    """
    unmatched = {position.fingerprint: position for position in positions}
    by_name = {position.names[0]: position for position in unmatched.values() if position.names}
    hidden_fingerprints = set(hidden)
    known = []
    for record in records:
        position = unmatched.get(record.fingerprint) or next(_with_name_of(record, by_name), None)
        if position is not None:
            unmatched.pop(position.fingerprint, None)
        elif record.fingerprint in hidden_fingerprints:
            continue
        names = tuple(dict.fromkeys([*(position.names if position else ()), *record.names]))
        known.append(
            KnownDocument(record.id, record.title, record.fingerprint, names, record, position)
        )
    known += list_read_documents(unmatched.values())
    known.sort(key=lambda document: document.title.casefold())
    return sorted(known, key=lambda document: document.opened, reverse=True)


def _with_name_of(
    record: DocumentRecord, by_name: dict[str, LastPosition]
) -> Iterator[LastPosition]:
    """Yield the last positions that have one of the names of a record."""
    return (by_name[name] for name in record.names if name in by_name)
