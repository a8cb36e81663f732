"""The documents that are known here: those that were read, and those that are marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from readerapp.core.model import DocumentRecord
from readerapp.reading.last_positions import LastPosition
from readerapp.workspace import AppContext


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that the store or the library knows; it has a record, a reading, or both.

    `id` is that of the record, empty without one. `names` are paths and addresses.
    """

    id: str
    title: str
    fingerprint: str
    names: tuple[str, ...]
    record: DocumentRecord | None = None
    reading: LastPosition | None = None

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.id or self.fingerprint

    @property
    def path(self) -> Path | None:
        """Where it lies now: the first of its names that does."""
        paths = (Path(name) for name in self.names)
        return next((path for path in paths if path.is_file()), None)

    @property
    def format(self) -> str:
        """The format it was opened as."""
        known = self.reading or self.record
        return known.format if known else ""

    @property
    def opened(self) -> str:
        """When it was read last; empty if never."""
        return self.reading.opened if self.reading else ""


def list_known_documents(place: AppContext) -> list[KnownDocument]:
    """Every document that was read or is marked: the last one read first, then by title.

    Raises:
        ReaderError: the store cannot be read.
    """
    return merge_known_documents(place.library.readings(), place.store.documents())


def forget_document(place: AppContext, one: KnownDocument) -> None:
    """Take a document off the list until it is opened again; its annotations stay.

    Raises:
        ReaderError: it cannot be taken off.
    """
    if one.reading is not None:
        place.library.forget(one.reading.fingerprint)
    if one.record is not None:
        place.library.forget(one.record.fingerprint, marked=True)


def list_read_documents(readings: Iterable[LastPosition]) -> list[KnownDocument]:
    """The documents of the readings, without what the store says of them."""
    return [
        KnownDocument("", one.title, one.fingerprint, one.names, reading=one) for one in readings
    ]


def merge_known_documents(
    readings: Iterable[LastPosition], records: Iterable[DocumentRecord], hidden: Iterable[str] = ()
) -> list[KnownDocument]:
    """Readings and records of one text, or of one file whose text has changed, as one document.

    What is only marked, and `hidden` by its fingerprint, is left out.
    """
    left = {reading.fingerprint: reading for reading in readings}
    by_name = {reading.names[0]: reading for reading in left.values() if reading.names}
    out_of_sight = set(hidden)
    found = []
    for record in records:
        reading = left.get(record.fingerprint) or next(_named(record, by_name), None)
        if reading is not None:
            left.pop(reading.fingerprint, None)
        elif record.fingerprint in out_of_sight:
            continue
        names = tuple(dict.fromkeys([*(reading.names if reading else ()), *record.names]))
        found.append(
            KnownDocument(record.id, record.title, record.fingerprint, names, record, reading)
        )
    found += list_read_documents(left.values())
    found.sort(key=lambda one: one.title.casefold())
    return sorted(found, key=lambda one: one.opened, reverse=True)


def _named(record: DocumentRecord, readings: dict[str, LastPosition]) -> Iterator[LastPosition]:
    return (readings[name] for name in record.names if name in readings)
