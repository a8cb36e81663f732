"""The reading history: last position and progress of each document, for the library.

Each document has one small JSON file in the person's state folder. The file is named after the
fingerprint of the text, so that a renamed file is the same document. If the files are lost, no
annotation is lost.

An index file in the same folder speeds up listings of thousands of documents. It can be deleted
at any time: an entry is valid only as long as the stamp of its file is unchanged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from readerapp.core.atomic_write import make_folder
from readerapp.core.errors import ReaderError
from readerapp.core.paths import library_file_name
from readerapp.reading.bookmarks import Bookmark, parse_bookmarks, with_bookmark

NAMES = 16
"""The maximum number of names that are stored for a document."""

_INDEX = "index"
_INDEX_THRESHOLD = 64
"""The number of files that are read one by one before the index is written again."""

_StampedData = tuple[list[int], dict[str, Any] | None]
"""The stamp of a version of a file, and its data; None if the file is damaged."""


@dataclass(frozen=True, slots=True)
class LastPosition:
    """The last position in one document.

    Attributes:
        fingerprint: The fingerprint of the text.
        title: The title to show in the library.
        format: The format of the document.
        names: The paths or addresses of the document, the last used one first.
        at: The offset of the caret, in code points.
        top: The offset of the first row on screen, in code points.
        progress: The part that was read, 0 to 1.
        highlights: The number of highlights.
        speakers: The number of speakers.
        opened: The time when it was last opened.
        hidden: True if the document was removed from the list. The file exists only so that the
            document stays hidden.
        bookmarks: The bookmarks of the document, in order of place.
        sources: The paths and addresses that its quotations are checked against.
        declined: The ids of earlier versions whose annotations shall not be offered again.
    """

    fingerprint: str
    title: str
    format: str
    names: tuple[str, ...]
    at: int = 0
    top: int = 0
    progress: float = 0.0
    highlights: int = 0
    speakers: int = 0
    opened: str = ""
    hidden: bool = False
    bookmarks: tuple[Bookmark, ...] = ()
    sources: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()

    @property
    def path(self) -> Path | None:
        """Return the most recently used path that still exists; None if there is none."""
        paths = (Path(name) for name in self.names)
        return next((path for path in paths if path.is_file()), None)


_FIELDS = tuple(field.name for field in fields(LastPosition))


class LastPositions:
    """The last positions stored in a folder, which is created at the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, fingerprint: str, names: Sequence[str] = ()) -> LastPosition | None:
        """Find the last position of a document by its fingerprint, or the newest one by its name.

        Args:
            fingerprint: The fingerprint of the text.
            names: The names of the document; only the first one is compared.
        """
        known = _read(self._file(fingerprint))
        if known is not None or not names:
            return known
        return next((one for one in self.positions() if one.names[:1] == (*names[:1],)), None)

    def remember(self, reading: LastPosition) -> None:
        """Save a position, and replace that of an earlier version of the file.

        The bookmarks, sources and declined versions that are stored already are kept.

        Write errors are ignored: the reader must not fail because a position cannot be saved.
        """
        earlier = self.find(reading.fingerprint, reading.names)
        if earlier is not None:
            names = tuple(dict.fromkeys([*reading.names, *earlier.names]))[:NAMES]
            reading = replace(
                reading,
                names=names,
                bookmarks=earlier.bookmarks,
                sources=earlier.sources,
                declined=earlier.declined,
            )
        from readerapp.core.model import now

        with suppress(OSError):
            self._write(replace(reading, opened=now(), hidden=False))
            if earlier is not None and earlier.fingerprint != reading.fingerprint:
                self.forget(earlier.fingerprint)

    def add_bookmark(self, fingerprint: str, bookmark: Bookmark) -> None:
        """Save a bookmark in a document whose position was saved before.

        Raises:
            ReaderError: It cannot be written.
        """
        with self._readable_errors():
            reading = _read(self._file(fingerprint))
            if reading is None:
                raise ReaderError(f"{self._folder} cannot be changed; no bookmark was set.")
            self._write(replace(reading, bookmarks=with_bookmark(reading.bookmarks, bookmark)))

    def set_sources(self, fingerprint: str, sources: Sequence[str]) -> None:
        """Save the sources of a document whose position was saved before.

        Raises:
            ReaderError: They cannot be written.
        """
        with self._readable_errors():
            reading = _read(self._file(fingerprint))
            if reading is None:
                raise ReaderError(f"{self._folder} cannot be changed; the sources were not saved.")
            self._write(replace(reading, sources=tuple(sources)))

    def decline(self, fingerprint: str, version: str) -> None:
        """Save that an earlier version, an id, shall not be offered again.

        The position of the document was saved before.

        Raises:
            ReaderError: It cannot be written.
        """
        reading = _read(self._file(fingerprint))
        if reading is not None and version not in reading.declined:
            with self._readable_errors():
                self._write(replace(reading, declined=(*reading.declined, version)))

    def rename(self, fingerprint: str, title: str) -> None:
        """Change the title of a document in the library.

        Raises:
            ReaderError: It cannot be written.
        """
        reading = _read(self._file(fingerprint))
        if reading is not None:
            with self._readable_errors():
                self._write(replace(reading, title=title))

    def forget(self, fingerprint: str, *, marked: bool = False) -> None:
        """Remove a document from the list; its annotations stay.

        It appears again when it is opened.

        Args:
            fingerprint: The fingerprint of the text.
            marked: True if the document has annotations, which would bring it back to the list.
                Then a file that only says that it is hidden replaces its position.

        Raises:
            ReaderError: It cannot be removed.
        """
        with self._readable_errors():
            if marked:
                self._write(LastPosition(fingerprint, "", "", (), hidden=True))
            else:
                self._file(fingerprint).unlink(missing_ok=True)

    def restore(self, reading: LastPosition) -> None:
        """Save a position that `forget` has removed, unchanged.

        Raises:
            ReaderError: It cannot be written.
        """
        with self._readable_errors():
            self._write(reading)

    def positions(self) -> list[LastPosition]:
        """Return the positions of all documents that are not hidden, the newest first."""
        visible = (reading for reading in self._all() if not reading.hidden)
        return sorted(visible, key=lambda reading: reading.opened, reverse=True)

    def hidden(self) -> list[str]:
        """Return the fingerprints of the documents that were removed from the list."""
        return [reading.fingerprint for reading in self._all() if reading.hidden]

    def _all(self) -> Iterator[LastPosition]:
        """Generate the position of every file; unchanged files are taken from the index."""
        try:
            files = [entry for entry in os.scandir(self._folder) if entry.name.endswith(".json")]
        except OSError:  # there is no folder yet
            return
        indexed = self._index()
        current: dict[str, _StampedData] = {}
        for entry in files:
            with suppress(OSError):  # another process has just removed it
                stamp = _stamp(entry.stat())
                stamped = indexed.get(entry.name)
                if stamped is None or stamped[0] != stamp:
                    reading = _read(Path(entry.path))
                    stamped = (stamp, asdict(reading) if reading else None)
                current[entry.name] = stamped
        differing = sum(indexed.get(name) is not stamped for name, stamped in current.items())
        if differing + len(indexed.keys() - current.keys()) > _INDEX_THRESHOLD:
            with suppress(OSError):
                self._write_whole(_INDEX, current)
        for _, data in current.values():
            if reading := _reading(data):
                yield reading

    def _index(self) -> dict[str, _StampedData]:
        try:
            data: Any = json.loads((self._folder / _INDEX).read_text(encoding="utf-8"))
            return {name: (stamp, reading) for name, (stamp, reading) in data.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, reading: LastPosition) -> None:
        self._write_whole(self._file(reading.fingerprint).name, asdict(reading))

    def _write_whole(self, name: str, data: Mapping[str, Any]) -> None:
        """Write a JSON file and put it in the place of the old one atomically."""
        make_folder(self._folder)
        from tempfile import mkstemp

        handle, temporary = mkstemp(dir=self._folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=True)
            Path(temporary).replace(self._folder / name)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ReaderError(f"{self._folder} cannot be changed: {error.strerror}.") from error

    def _file(self, fingerprint: str) -> Path:
        return self._folder / library_file_name(fingerprint)


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_ino, status.st_size, status.st_mtime_ns]


def _read(file: Path) -> LastPosition | None:
    """Read the position in `file`; None if the file is missing or damaged."""
    try:
        return _reading(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _reading(data: Any) -> LastPosition | None:
    """Build a position from JSON data; None if the data is not valid."""
    try:
        known = {name: data[name] for name in _FIELDS if name in data}
        names = tuple(str(name) for name in known.pop("names", ()))
        bookmarks = parse_bookmarks(known.pop("bookmarks", ()))
        sources = tuple(str(source) for source in known.pop("sources", ()))
        declined = tuple(str(version) for version in known.pop("declined", ()))
        reading = LastPosition(
            names=names, bookmarks=bookmarks, sources=sources, declined=declined, **known
        )
    except (TypeError, KeyError):
        return None
    numbers = (reading.at, reading.top, reading.highlights, reading.speakers)
    texts = (reading.fingerprint, reading.title, reading.format, reading.opened)
    is_valid = (
        all(type(number) is int for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and isinstance(reading.progress, (int, float))
        and 0 <= reading.progress <= 1
        and isinstance(reading.hidden, bool)
    )
    return reading if is_valid else None
