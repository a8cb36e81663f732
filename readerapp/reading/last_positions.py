"""The documents a person has read: where they left off, and what there is to open again.

One small JSON file a document in the person's state folder, named by the text's
fingerprint, so that a renamed file is the same document. It is a convenience: losing it
loses no annotation.

Beside them lies an index of thousands of them. It can be deleted at any time: what it says of a
file counts only while the file's stamp is the one it was read with.
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

NAMES = 16
"""Names under which a document is remembered."""

_INDEX = "index"
_MANY = 64
"""Files that are read one by one before the index is made anew."""

_Stamped = tuple[list[int], dict[str, Any] | None]
"""What tells one version of a file from the next, and the reading in it; None if it is damaged."""


@dataclass(frozen=True, slots=True)
class LastPosition:
    """One document as it was left. `at` and `top` are code points, `progress` is 0 to 1.

    A `hidden` one was taken off the list, and is kept only so that it stays off.
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

    @property
    def path(self) -> Path | None:
        """Where it still lies: the name it was opened under last that exists."""
        paths = (Path(name) for name in self.names)
        return next((path for path in paths if path.is_file()), None)


_FIELDS = tuple(field.name for field in fields(LastPosition))


class LastPositions:
    """The readings kept in a folder; made when there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, fingerprint: str, names: Sequence[str] = ()) -> LastPosition | None:
        """How the document with this fingerprint was left, else the last one under its name."""
        known = _read(self._file(fingerprint))
        if known is not None or not names:
            return known
        return next((one for one in self.readings() if one.names[:1] == (*names[:1],)), None)

    def remember(self, reading: LastPosition) -> None:
        """Keep where somebody is, in the place of what its file held before it changed.

        A folder that cannot be written is passed over in silence: nobody should lose the reader
        over a bookmark.
        """
        earlier = self.find(reading.fingerprint, reading.names)
        if earlier is not None:
            names = tuple(dict.fromkeys([*reading.names, *earlier.names]))[:NAMES]
            reading = replace(reading, names=names)
        from readerapp.core.model import now

        with suppress(OSError):
            self._write(replace(reading, opened=now(), hidden=False))
            if earlier is not None and earlier.fingerprint != reading.fingerprint:
                self.forget(earlier.fingerprint)

    def rename(self, fingerprint: str, title: str) -> None:
        """Give a document that was read another title here.

        Raises:
            ReaderError: it cannot be written.
        """
        reading = _read(self._file(fingerprint))
        if reading is not None:
            with self._explained():
                self._write(replace(reading, title=title))

    def forget(self, fingerprint: str, *, marked: bool = False) -> None:
        """Take a document off the list; its annotations stay.

        Nothing is kept of it, or of one that is `marked` no more than that it is off the list,
        where its annotations would bring it back. It comes back when it is opened.

        Raises:
            ReaderError: it cannot be taken off.
        """
        with self._explained():
            if marked:
                self._write(LastPosition(fingerprint, "", "", (), hidden=True))
            else:
                self._file(fingerprint).unlink(missing_ok=True)

    def readings(self) -> list[LastPosition]:
        """Every document read, the last one first."""
        shown = (reading for reading in self._all() if not reading.hidden)
        return sorted(shown, key=lambda reading: reading.opened, reverse=True)

    def hidden(self) -> list[str]:
        """The fingerprints of documents that were taken off the list."""
        return [reading.fingerprint for reading in self._all() if reading.hidden]

    def _all(self) -> Iterator[LastPosition]:
        """The reading of every file; those that the index knows as they are now are not read."""
        try:
            files = [entry for entry in os.scandir(self._folder) if entry.name.endswith(".json")]
        except OSError:  # there is none yet
            return
        known = self._index()
        found: dict[str, _Stamped] = {}
        for entry in files:
            with suppress(OSError):  # it was removed just now
                stamp = _stamp(entry.stat())
                stamped = known.get(entry.name)
                if stamped is None or stamped[0] != stamp:
                    reading = _read(Path(entry.path))
                    stamped = (stamp, asdict(reading) if reading else None)
                found[entry.name] = stamped
        differing = sum(known.get(name) is not stamped for name, stamped in found.items())
        if differing + len(known.keys() - found.keys()) > _MANY:
            with suppress(OSError):
                self._write_whole(_INDEX, found)
        for _, data in found.values():
            if reading := _reading(data):
                yield reading

    def _index(self) -> dict[str, _Stamped]:
        try:
            data: Any = json.loads((self._folder / _INDEX).read_text(encoding="utf-8"))
            return {name: (stamp, reading) for name, (stamp, reading) in data.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, reading: LastPosition) -> None:
        self._write_whole(self._file(reading.fingerprint).name, asdict(reading))

    def _write_whole(self, name: str, data: Mapping[str, Any]) -> None:
        make_folder(self._folder)
        from tempfile import mkstemp

        handle, spare = mkstemp(dir=self._folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=True)
            Path(spare).replace(self._folder / name)
        except OSError:
            Path(spare).unlink(missing_ok=True)
            raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ReaderError(f"{self._folder} cannot be changed: {error.strerror}.") from error

    def _file(self, fingerprint: str) -> Path:
        return self._folder / library_file_name(fingerprint)


def _stamp(found: os.stat_result) -> list[int]:
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _read(file: Path) -> LastPosition | None:
    """The reading in `file`; one that is damaged is as good as none."""
    try:
        return _reading(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _reading(data: Any) -> LastPosition | None:
    """The reading that `data` describes; None if it is none."""
    try:
        known = {name: data[name] for name in _FIELDS if name in data}
        names = tuple(str(name) for name in known.pop("names", ()))
        reading = LastPosition(names=names, **known)
    except (TypeError, KeyError):
        return None
    numbers = (reading.at, reading.top, reading.highlights, reading.speakers)
    texts = (reading.fingerprint, reading.title, reading.format, reading.opened)
    sane = (
        all(type(number) is int for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and isinstance(reading.progress, (int, float))
        and 0 <= reading.progress <= 1
        and isinstance(reading.hidden, bool)
    )
    return reading if sane else None
