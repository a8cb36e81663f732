"""The documents that are known here: those that were read, and those that are marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from readerapp.core.model import DocumentRecord
from readerapp.reading.last_positions import Reading
from readerapp.workspace import Workplace


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the store or the library knows; it has a record, a reading, or both.

    `id` is that of the record, empty without one. `names` are paths and addresses.
    """

    id: str
    title: str
    fingerprint: str
    names: tuple[str, ...]
    record: DocumentRecord | None = None
    reading: Reading | None = None

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


def known(place: Workplace) -> list[Known]:
    """Every document that was read or is marked: the last one read first, then by title.

    Raises:
        ReaderError: the store cannot be read.
    """
    return join(place.library.readings(), place.store.documents())


def forget(place: Workplace, one: Known) -> None:
    """Take a document off the list until it is opened again; its annotations stay.

    Raises:
        ReaderError: it cannot be taken off.
    """
    if one.reading is not None:
        place.library.forget(one.reading.fingerprint)
    if one.record is not None:
        place.library.forget(one.record.fingerprint, marked=True)


def read(readings: Iterable[Reading]) -> list[Known]:
    """The documents of the readings, without what the store says of them."""
    return [Known("", one.title, one.fingerprint, one.names, reading=one) for one in readings]


def join(
    readings: Iterable[Reading], records: Iterable[DocumentRecord], hidden: Iterable[str] = ()
) -> list[Known]:
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
        found.append(Known(record.id, record.title, record.fingerprint, names, record, reading))
    found += read(left.values())
    found.sort(key=lambda one: one.title.casefold())
    return sorted(found, key=lambda one: one.opened, reverse=True)


def _named(record: DocumentRecord, readings: dict[str, Reading]) -> Iterator[Reading]:
    return (readings[name] for name in record.names if name in readings)
