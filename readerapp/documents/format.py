"""What a format is, and what it is given to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from readerapp.documents.document import Document
from readerapp.text.raw import Raw


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be opened: bytes, and what they are called."""

    raw: Raw
    name: str
    title: str
    path: Path | None = None
    names: tuple[str, ...] = ()
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, whether a source is of it, and how that is opened."""

    name: str
    recognises: Callable[[Source], bool]
    open: Callable[[Source], Document]
