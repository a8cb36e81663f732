"""Dated copies as a person sees them: which there are, and bringing one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readerapp.core.errors import ReaderError
from readerapp.store import Store


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """A dated copy of one document's annotations; `name` brings it back. `size` is in bytes."""

    name: str
    title: str
    time: datetime
    size: int


def list_copies(store: Store) -> list[DatedCopy]:
    """Every dated copy of the store's documents, the newest first.

    Raises:
        ReaderError: the store or the copies cannot be read.
    """
    titles = {record.id: record.title for record in store.documents()}
    return [
        DatedCopy(one.path.stem, titles.get(one.document, ""), one.time, one.size)
        for one in store.backups()
    ]


def restore_copy(store: Store, name: str) -> str:
    """Let a document be as the copy called `name` has it.

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
    """A time as the person's own clock shows it, to the minute."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
