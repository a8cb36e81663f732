"""From a session to what the exports take: the same for the screen and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from readerapp.listing import Row
from readerapp.model import ReaderError
from readerapp.session import ReadingSession
from readerapp.sharing.entry import Entry, Source
from readerapp.sharing.exports import FORMATS


def source(session: ReadingSession, *, text: bool = False) -> Source:
    """The document's facts for an export; with its whole text if `text` asks for it."""
    document = session.document
    return Source(
        id=session.store.record.id,
        title=document.title,
        name=document.names[0] if document.names else "",
        fingerprint=session.fingerprint,
        text=document.text.whole() if text else "",
    )


def entries(rows: Iterable[Row]) -> list[Entry]:
    """The rows as exports take them, in their order."""
    return [row.entry for row in rows]


def format_for(path: Path) -> str:
    """The export format that a file's ending asks for.

    Raises:
        ReaderError: no format has this ending.
    """
    for name, form in FORMATS.items():
        if form.suffix == path.suffix.lower():
            return name
    endings = ", ".join(form.suffix for form in FORMATS.values())
    raise ReaderError(f"No format ends in {path.suffix or 'nothing'}; choose one of {endings}.")
