"""Find the known document that an annotation file is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.catalog import collection
from readerapp.catalog.known_documents import KnownDocument, list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.store import DocumentStore
from readerapp.text.phrases import fold_for_search
from readerapp.workspace import AppContext

Opened = ReadingSession | DocumentStore
"""A document to import into: a session with its text, or only its store without the text."""


class DocumentFinder:
    """An index of the known documents by id, fingerprint, path, title and file name."""

    def __init__(self, context: AppContext) -> None:
        self._place = context
        self._known = list(_at_hand(context))
        # One index for each way in which a file may name a document; the most reliable first.
        self._names: tuple[dict[str, list[KnownDocument]], ...] = ({}, {}, {})
        by_key, by_title, by_file = self._names
        for one in self._known:
            _enter(by_key, one, (one.id, one.fingerprint, *one.names))
            _enter(by_title, one, map(fold_for_search, (one.title, *_stems(one.names))))
            _enter(by_file, one, map(fold_for_search, _file_names(one.names)))

    def by_name(self, name: str) -> Opened | None:
        """Open the document that `name` refers to.

        Args:
            name: An id, path, address, title or file name.

        Returns:
            The document; None if there is none, or if several match.
        """
        wanted = name.removeprefix("urn:uuid:").strip()
        if not wanted:
            return None
        called = wanted, fold_for_search(wanted), fold_for_search(PurePath(wanted).name)
        for names, one in zip(self._names, called, strict=True):
            found = names.get(one, [])
            if len(found) == 1:
                return self._open(found[0])
            if found:
                return None
        return None

    def by_record(self, record: DocumentRecord) -> Opened:
        """Open the document of a record from elsewhere, found by its text or id.

        An unknown document is new in the store.

        Raises:
            ReaderError: The store cannot be read, or the id of the record is not a UUID.
        """
        same_text = bool(record.fingerprint)
        ways: tuple[Callable[[KnownDocument], bool], ...] = (
            lambda one: same_text and one.fingerprint == record.fingerprint,
            lambda one: one.id == record.id,
        )
        for fits in ways:
            found = next(filter(fits, self._known), None)
            if found is not None:
                return self._open(found)
        store = self._place.store
        known = store.find(fingerprint=record.fingerprint, folded=record.folded)
        # The names are dropped, because they are paths on another machine.
        return collection.open_session_or_store(self._place, known or replace(record, names=()))

    def _open(self, known: KnownDocument) -> Opened:
        """Open a known document, with its text if possible."""
        if known.record is not None:
            opened = collection.open_session_or_store(self._place, known.record)
            if isinstance(opened, ReadingSession) or known.reading is None:
                return opened
        path = known.reading.path if known.reading else None
        if path is not None:
            with suppress(ReaderError):  # the file is no longer a readable document
                return self._place.session(documents.open(str(path)))
        if known.record is None:
            raise ReaderError(f"{known.title} is not at hand; name its file with --into PATH.")
        return self._place.store.open(known.record)


def _at_hand(context: AppContext) -> Iterator[KnownDocument]:
    """Generate the documents that can be opened, or that have annotations in the store."""
    return (
        one
        for one in list_known_documents(context)
        if one.record is not None or one.path is not None
    )


def _enter(found: dict[str, list[KnownDocument]], one: KnownDocument, names: Iterable[str]) -> None:
    for name in set(names):
        found.setdefault(name, []).append(one)


def _stems(names: Iterable[str]) -> list[str]:
    return [PurePath(name).stem for name in names]


def _file_names(names: Iterable[str]) -> list[str]:
    return [PurePath(name).name for name in names]
