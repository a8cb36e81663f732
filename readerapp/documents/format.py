"""What a format is, and what it is given to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from readerapp.documents.document import Document
from readerapp.errors import ReaderError
from readerapp.text import safe
from readerapp.text.raw import Raw

Progress = Callable[[int, int], None]
"""Told how many of how many parts are done; what it raises ends the work."""


Preview = Callable[[Document], None]
"""Shown how a long document begins, long before all of it has been read; once at most."""


def silent(_done: int, _total: int) -> None:
    """The progress that nobody asked for."""


def unseen(_beginning: Document) -> None:
    """The preview that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be opened: bytes, and what they are called."""

    raw: Raw
    name: str
    title: str
    path: Path | None = None
    names: tuple[str, ...] = ()
    encoding: str | None = None
    progress: Progress = silent
    read_at: str = ""
    preview: Preview = unseen

    @property
    def label(self) -> str:
        """The name, safe and short enough for a sentence."""
        return safe.label(self.name, 200)

    def read(self, most: int) -> bytes:
        """All bytes; ReaderError if they are more than `most`."""
        if self.raw.size > most:
            raise ReaderError(
                f"{self.label} is larger than the {most >> 20} MB that a document of its kind may "
                "have; open a part of it."
            )
        return self.raw.read(0, self.raw.size)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, whether a source is of it, and the "module:function" that opens it.

    `version` counts the changes by which the opener makes another text of the same file. What a
    `slow` one makes is kept.
    """

    name: str
    recognises: Callable[[Source], bool]
    opener: str
    version: int = 1
    slow: bool = True

    def open(self, source: Source) -> Document:
        """The document; imports the module of the format, and ReaderError if it cannot be read."""
        module, function = self.opener.split(":")
        found: Document = getattr(import_module(f"readerapp.documents.{module}"), function)(source)
        return found
