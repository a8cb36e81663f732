"""The text of a document of the store as it was when its annotations were made."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.versions.text_history import TextHistory, TextVersion

if TYPE_CHECKING:
    from readerapp.documents import Document


def load_earlier(record: DocumentRecord, history: TextHistory) -> Document | None:
    """Return the document whose text `record` describes; None if nothing has that text any more.

    It is among the texts that were read last, or in one of its files. Nothing is fetched.
    """
    if kept := history.load(TextVersion(record.fingerprint, ""), record.names):
        return kept
    for name in record.names:
        if "://" not in name and Path(name).is_file():
            with suppress(ReaderError):
                document = documents.open(name)
                if document.text.fingerprint() == record.fingerprint:
                    return document
    return None
