"""Renaming of a document: the new title is stored with its annotations and shown everywhere."""

from __future__ import annotations

from contextlib import closing

from readerapp import documents
from readerapp.annotations.change import set_title
from readerapp.annotations.session import ReadingSession
from readerapp.catalog import collection
from readerapp.catalog.known_documents import KnownDocument
from readerapp.core.errors import ReaderError
from readerapp.workspace import AppContext


def rename_document(context: AppContext, known: KnownDocument, title: str) -> str:
    """Give a known document a title; an empty one restores the document's own.

    Returns:
        A sentence with the new title.

    Raises:
        ReaderError: the title could not be saved, or the document is neither in the store nor
            available as a file.
    """
    if known.record is not None:
        opened = collection.open_session_or_store(context, known.record)
    elif known.path is not None:
        opened = context.session(documents.open(str(known.path)))
    else:
        raise ReaderError(f"{known.title} is not at hand; open it by its new name first.")
    with closing(opened):
        store = opened.store if isinstance(opened, ReadingSession) else opened
        own = opened.document.title if isinstance(opened, ReadingSession) else known.title
        record = set_title(store.record, title, own)
        store.commit(record)
    if known.reading is not None:
        context.library.rename(known.reading.fingerprint, record.title)
    return f"Now called {record.title}"
