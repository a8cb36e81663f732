"""Which documents a client may read: those of the store, and those in folders named at the start.

A client names a document by an id from the list, or by its path. Only what is in the list can be
opened, so a path is never opened because a client has named it. In folders, links and ".." are
followed before it is decided whether a file is inside.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from readerapp import documents
from readerapp.catalog.known_documents import is_waiting, list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.core.paths import abbreviate_home
from readerapp.documents import Document
from readerapp.mcp_server.call import Call
from readerapp.text.sanitize import sanitize_label
from readerapp.verification.sources import list_sources
from readerapp.workspace import AppContext

MOST_FILES = 2_000
"""Files of folders that are listed: more would not be read by a model in one conversation."""
_LISTED_FOR = 3.0
"""Seconds for which a list is used again: a call may need it several times."""
_SHARE_OF_LISTING = 10
"""How many times as long as it took to make a list it is used: large folders take seconds."""
_OPEN_DOCUMENTS = 4
"""Documents that stay in memory: a client reads one page after the other."""
_NAMED = 5
"""Ids that a message names."""
_FILE_ID = "file-"
"""The beginning of the id of a file that has no annotations, and so no record in the store."""


@dataclass(frozen=True, slots=True)
class PermittedDocument:
    """A document that a client may read.

    Attributes:
        id: the id of its record in the store, or one that is made of its path.
        file_id: the one that is made of its path: a client that knows a document by it goes on
            using it after the first annotation has made a record.
        title: its title; the name of the file if it has no record.
        name: the name of the file, or the address of the web page.
        path: the file; None if it is not there any more.
        record: its record in the store; None if it has no annotations.
        folder: the named folder that it is in; None for a document elsewhere.
    """

    id: str
    file_id: str
    title: str
    name: str
    path: Path | None
    record: DocumentRecord | None = None
    folder: Path | None = None


class DocumentAccess:
    """The documents that a client may read.

    Args:
        context: the store.
        folders: folders whose documents may be read too.

    Raises:
        ReaderError: one of the folders is not there.
    """

    def __init__(self, context: AppContext, folders: Sequence[str] = ()) -> None:
        self.context = context
        self.folders = [_resolve_folder(folder) for folder in folders]
        self._given = [Path(folder).expanduser().absolute() for folder in folders]
        self._lock = Lock()
        self._list: tuple[float, list[PermittedDocument]] = (0.0, [])  # until when, and the list
        self._open: OrderedDict[tuple[str, int, int], Document] = OrderedDict()

    def list_all(self) -> list[PermittedDocument]:
        """Return the documents: those of the store, then the files of the folders by name.

        Raises:
            ReaderError: the store cannot be read.
        """
        with self._lock:
            until, found = self._list
            if time.monotonic() < until:
                return found
        start = time.monotonic()
        found = self._find_all()
        now = time.monotonic()
        with self._lock:
            self._list = (now + max(_LISTED_FOR, _SHARE_OF_LISTING * (now - start)), found)
        return found

    def find(self, document: str) -> PermittedDocument:
        """Return the document with an id, or with a path.

        Raises:
            ReaderError: there is none that the client may read.
        """
        found = self.list_all()
        wanted = document.strip()
        if same := next((one for one in found if wanted and wanted in (one.id, one.file_id)), None):
            return same
        try:
            path = Path(wanted).resolve()
        except (OSError, ValueError):
            path = None
        same_file = [one for one in found if path and one.path and one.path.resolve() == path]
        fitting = same_file or [one for one in found if one.name == wanted]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            ids = ", ".join(one.id for one in fitting[:_NAMED])
            raise ReaderError(f"{len(fitting)} documents have this name; use an id: {ids}.")
        raise ReaderError(
            f"There is no document {sanitize_label(wanted, 80)} that may be read here; "
            "list_documents lists those that may."
        )

    def id_of(self, name: str) -> str:
        """Return the id of the document with a path or an address; its file name if it has none.

        So no answer tells in which folders of the person a document is.
        """
        path = Path(name)
        for one in self.list_all():
            if name in (one.name, str(one.path)) or (one.record and name in one.record.names):
                return one.id
        return path.name

    def without_folders(self, sentence: str) -> str:
        """Return a sentence in which no document is named with its folder."""
        for one in self.list_all():
            if one.path is not None:
                for shown in {str(one.path), abbreviate_home(str(one.path))}:
                    sentence = sentence.replace(shown, one.name)
        return sentence

    def open(self, document: str, call: Call) -> tuple[PermittedDocument, Document]:
        """Open the document with an id, or with a path.

        Raises:
            ReaderError: it may not be read, is not there, or cannot be read.
        """
        one = self.find(document)
        if one.path is None:
            raise ReaderError(
                f"The file of {sanitize_label(one.title, 60)} was not found; "
                "list_annotations lists its annotations as they are stored."
            )
        path = one.path.resolve()
        if one.folder is not None and not path.is_relative_to(one.folder):
            raise ReaderError(f"{sanitize_label(one.name, 60)} leads out of its folder.")
        try:
            status = path.stat()
        except OSError as error:
            raise ReaderError(
                f"{sanitize_label(one.name, 60)} cannot be read: {error.strerror}."
            ) from None
        key = (str(path), status.st_size, status.st_mtime_ns)
        with self._lock:
            if known := self._open.get(key):
                self._open.move_to_end(key)
                return one, known
        # By the path under which it was annotated, which may be a link: the record has that name.
        try:
            opened = self.context.with_locators(documents.open(str(one.path), progress=call.check))
        except ReaderError as error:
            raise ReaderError(self.without_folders(str(error))) from error
        with self._lock:
            self._open[key] = opened
            while len(self._open) > _OPEN_DOCUMENTS:
                self._open.popitem(last=False)
        return one, opened

    def _find_all(self) -> list[PermittedDocument]:
        found, seen = [], set()
        for known in list_known_documents(self.context, include_hidden=False):
            record = known.record
            if record is None or is_waiting(record):
                continue
            path, name = known.path, next(iter(known.names), "")
            resolved = path.resolve() if path is not None else None
            if resolved:
                seen.add(resolved)
            name = name if documents.is_address(name) else Path(name).name
            file_id = _file_id(resolved) if resolved else ""
            title = known.title or name
            folder = self._folder_of(path) if path is not None else None
            found.append(PermittedDocument(record.id, file_id, title, name, path, record, folder))
        return [*found, *self._list_files(seen)]

    def _folder_of(self, path: Path) -> Path | None:
        """Return the named folder in which a path is, links not followed; None if in none.

        A file that was annotated there may have been replaced by a link.
        """
        for folder, given in zip(self.folders, self._given, strict=True):
            if path.is_relative_to(folder) or path.is_relative_to(given):
                return folder
        return None

    def _list_files(self, seen: set[Path]) -> list[PermittedDocument]:
        files: list[PermittedDocument] = []
        for folder in self.folders:
            for name in list_sources([str(folder)], "", [self.context.folder]).paths:
                path = Path(name)
                resolved = path.resolve()
                if resolved in seen or not resolved.is_relative_to(folder):
                    continue
                if len(files) == MOST_FILES:
                    return files
                seen.add(resolved)
                shown = str(path.relative_to(folder))
                key = _file_id(resolved)
                files.append(PermittedDocument(key, key, path.name, shown, path, folder=folder))
        return files


def _file_id(path: Path) -> str:
    return _FILE_ID + hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _resolve_folder(folder: str) -> Path:
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise ReaderError(f"{sanitize_label(folder)} is not a folder; name one that exists.")
    return path.resolve()
