"""Dated copies (backups) of annotations: list them, and restore one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readerapp.core.errors import ReaderError
from readerapp.store import Store


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """A dated copy of the annotations of one document.

    Attributes:
        name: the name by which it is restored.
        title: the title of the document; empty if the store does not know the document.
        time: when the copy was made.
        size: bytes.
    """

    name: str
    title: str
    time: datetime
    size: int


def list_copies(store: Store) -> list[DatedCopy]:
    """Return all dated copies of the store's documents, the newest first.

    Raises:
        ReaderError: the store or the copies cannot be read.
    """
    titles = {record.id: record.title for record in store.documents()}
    return [
        DatedCopy(one.path.stem, titles.get(one.document, ""), one.time, one.size)
        for one in store.backups()
    ]


def restore_copy(store: Store, name: str) -> str:
    """Restore the annotations of a document from the copy `name`.

    Returns:
        A sentence that says what was done and how to undo it.

    Raises:
        ReaderError: there is no such copy, or nothing could be changed.
    """
    wanted = name.removesuffix(".json")
    backup = next((one for one in store.backups() if one.path.stem == wanted), None)
    if backup is None:
        raise ReaderError(f"No copy is called {name}; `readerapp check` lists those there are.")
    before = store.restore(backup)
    record = next((r for r in store.documents() if r.id == backup.document), None)
    title = record.title if record and record.title else backup.document
    done = f"The annotations of {title} are as they were on {format_time(backup.time)}."
    if before is None:
        return f"{done} There were none before."
    return f"{done} To undo this: readerapp restore {before.path.stem}"


def format_time(time: datetime) -> str:
    """Format a time in the local time zone, to the minute."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
