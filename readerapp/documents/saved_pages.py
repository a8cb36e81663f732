"""What was read from the web, kept as files that a person can find again.

Each reading is a file in `web` in the data folder, named by its server, its page and the time in
UTC; beside it lies a small JSON file that says where it came from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from readerapp.documents.format import Progress, silent
from readerapp.folders import own_folder
from readerapp.model import ReaderError, now
from readerapp.text import labels
from readerapp.writing import make_folder, write_private

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf",
    "text/plain": ".txt", "text/markdown": ".md", "text/vtt": ".vtt", "message/rfc822": ".eml",
    "application/epub+zip": ".epub", "application/json": ".json", "text/csv": ".csv",
}  # fmt: skip
_KNOWN = {*_SUFFIXES.values(), ".docx", ".odt", ".srt", ".htm"}
_FACTS = ".read"
"""Ending of the file beside a copy."""
_LONGEST = 60
_not_plain = re.compile(r"[^a-z0-9]+").sub


@dataclass(frozen=True, slots=True)
class Saved:
    """A copy: the address that was asked for, the one that answered, the time, the file's name."""

    address: str
    reached: str
    read: str
    file: str


def folder() -> Path:
    """Where the copies lie."""
    return own_folder("data") / "web"


def copy_of(address: str, *, fresh: bool, progress: Progress = silent) -> Path:
    """A copy of what lies at the address: fetched now if `fresh` or there is none, else the last.

    Raises:
        ReaderError: it cannot be fetched or saved; the last copy, if there is one, is named.
    """
    with suppress(ValueError):  # what is no address is told by what fetches it
        address = urldefrag(address).url
    last = max(_copies(address), key=lambda saved: saved.read, default=None)
    if last is not None and not fresh:
        return folder() / last.file
    from readerapp.documents.web import fetch

    try:
        answer = fetch(address, progress)
    except ReaderError as error:
        if last is None:
            raise
        copy = folder() / last.file
        raise ReaderError(f"{error} What was read on {last.read[:10]} is kept: {copy}") from None
    data = answer.data
    if answer.encoding and answer.kind.startswith("text/"):
        with suppress(UnicodeDecodeError):  # if the server is wrong about it
            if (text := labels.decode(data, answer.encoding, "strict")) is not None:
                # Marked in the file, which will not have the server to say it.
                data = text.encode("utf-8-sig", "replace")
    read = now()
    name = _name(answer.reached, answer.kind, read)
    return _save(Saved(address, answer.reached, read, name), data)


def known(path: Path) -> Saved | None:
    """Where a file came from, if it is a copy of ours."""
    return _read(path.with_name(path.name + _FACTS)) if path.parent == folder() else None


def _copies(address: str) -> Iterator[Saved]:
    for file in folder().glob(f"*{_FACTS}"):
        saved = _read(file)
        if saved and saved.address == address and (folder() / saved.file).is_file():
            yield saved


def _read(file: Path) -> Saved | None:
    try:
        saved = Saved(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    sane = all(isinstance(value, str) for value in asdict(saved).values())
    return saved if sane and saved.file == file.name.removesuffix(_FACTS) else None


def _name(address: str, kind: str, read: str) -> str:
    parts = urlsplit(address)
    page = Path(unquote(parts.path)).name
    stem, dot, ending = page.rpartition(".")
    suffix = _SUFFIXES.get(kind, "")
    if not suffix and f".{ending.lower()}" in _KNOWN:
        suffix = f".{ending.lower()}"
    words = f"{parts.hostname or ''} {stem if dot and stem else page}".lower()
    slug = _not_plain("-", words).strip("-")[:_LONGEST].strip("-")
    time = re.sub(r"[^0-9T]", "", read[:23])  # to the millisecond, so that no two are one
    return f"{slug or 'page'}-{time}Z{suffix}"


def _save(saved: Saved, data: bytes) -> Path:
    path = folder() / saved.file
    try:
        make_folder(path.parent)
        write_private(path, data)
        facts = json.dumps(asdict(saved), indent=1).encode()
        write_private(path.with_name(path.name + _FACTS), facts)
    except OSError as error:
        raise ReaderError(f"{path.parent} cannot be written: {error.strerror}.") from error
    return path
