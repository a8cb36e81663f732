"""The documents a person has read: where they left off, and what there is to open again.

One small JSON file a document in the person's state folder, named by the text's
fingerprint, so that a renamed file is the same document. It is a convenience: losing it
loses no annotation.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from readerapp.model import ReaderError, now
from readerapp.writing import make_folder

NAMES = 16
"""Names under which a document is remembered."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it was left. `at` and `top` are code points, `progress` is 0 to 1."""

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

    @property
    def path(self) -> Path | None:
        """Where it still lies: the name it was opened under last that exists."""
        paths = (Path(name) for name in self.names)
        return next((path for path in paths if path.is_file()), None)


class Library:
    """The readings kept in a folder; made when there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, fingerprint: str, names: Sequence[str] = ()) -> Reading | None:
        """How the document with this fingerprint was left, else the last one under its name."""
        known = _read(self._file(fingerprint))
        if known is not None or not names:
            return known
        return next((one for one in self.readings() if one.names[:1] == (*names[:1],)), None)

    def remember(self, reading: Reading) -> None:
        """Keep where somebody is, in the place of what its file held before it changed.

        A folder that cannot be written is passed over in silence: nobody should lose the reader
        over a bookmark.
        """
        earlier = self.find(reading.fingerprint, reading.names)
        if earlier is not None:
            names = tuple(dict.fromkeys([*reading.names, *earlier.names]))[:NAMES]
            reading = replace(reading, names=names)
        with suppress(OSError):
            self._write(replace(reading, opened=now()))
            if earlier is not None and earlier.fingerprint != reading.fingerprint:
                self.forget(earlier.fingerprint)

    def _write(self, reading: Reading) -> None:
        make_folder(self._folder)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(reading), file, ensure_ascii=True)
            Path(name).replace(self._file(reading.fingerprint))
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def forget(self, fingerprint: str) -> None:
        """Take a document off the list; its annotations stay.

        Raises:
            ReaderError: it cannot be taken off.
        """
        try:
            self._file(fingerprint).unlink(missing_ok=True)
        except OSError as error:
            raise ReaderError(f"{self._folder} cannot be changed: {error.strerror}.") from error

    def readings(self) -> list[Reading]:
        """Every document read, the last one first."""
        return sorted(self._all(), key=lambda reading: reading.opened, reverse=True)

    def _all(self) -> Iterator[Reading]:
        if self._folder.is_dir():
            for file in self._folder.glob("*.json"):
                if reading := _read(file):
                    yield reading

    def _file(self, fingerprint: str) -> Path:
        name = "".join(c for c in fingerprint if c.isalnum())[:80]
        return self._folder / f"{name}.json"


def _read(file: Path) -> Reading | None:
    """The reading in `file`; one that is damaged is as good as none."""
    try:
        data: Any = json.loads(file.read_text(encoding="utf-8"))
        known = {f.name: data[f.name] for f in fields(Reading) if f.name in data}
        names = tuple(str(name) for name in known.pop("names", ()))
        reading = Reading(names=names, **known)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    numbers = (reading.at, reading.top, reading.highlights, reading.speakers)
    texts = (reading.fingerprint, reading.title, reading.format, reading.opened)
    sane = (
        all(type(number) is int for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and isinstance(reading.progress, (int, float))
        and 0 <= reading.progress <= 1
    )
    return reading if sane else None
