"""What a format is, and what it is given to open."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from importlib import import_module

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize
from readerapp.text.source import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from readerapp.documents.document import Document
    from readerapp.text.byte_source import ByteSource

Progress = Callable[[int, int], None]
"""Told how many of how many parts are done; what it raises ends the work."""

Preview = Callable[[Text, Sequence[str]], None]
"""Shown how a document begins, long before all of it has been read, and the names that it has."""


def no_progress(_done: int, _total: int) -> None:
    """The progress that nobody asked for."""


def no_preview(_beginning: Text, _names: Sequence[str]) -> None:
    """The preview that nobody asked for."""


class DocumentInput(
    namedtuple(
        "Source",
        "raw name title file names encoding progress read_at preview",
        defaults=(None, (), None, no_progress, "", no_preview),
    ),
):
    """What is to be opened: bytes, and what they are called; `file` is where they lie, if known."""

    __slots__ = ()
    raw: ByteSource
    name: str
    title: str
    file: str | None
    names: tuple[str, ...]
    encoding: str | None
    progress: Progress
    read_at: str
    preview: Preview

    @property
    def path(self) -> Path | None:
        """The path of `file`."""
        from pathlib import Path

        return None if self.file is None else Path(self.file)

    def begins(self, beginning: Text) -> None:
        """Show how the document begins; to be called once at most."""
        self.preview(beginning, self.names)

    @property
    def label(self) -> str:
        """The name, safe and short enough for a sentence."""
        return sanitize.sanitize_label(self.name, 200)

    def read(self, most: int) -> bytes:
        """All bytes; ReaderError if they are more than `most`."""
        if self.raw.size > most:
            raise ReaderError(
                f"{self.label} is larger than the {most >> 20} MB that a document of its kind may "
                "have; open a part of it."
            )
        return self.raw.read(0, self.raw.size)


class Format(namedtuple("Format", "name recognises opener version slow", defaults=(1, True))):
    """A format: its name, whether a source is of it, and the "module:function" that opens it.

    `version` counts the changes by which the opener makes another text of the same file. What a
    `slow` one makes is kept.
    """

    __slots__ = ()
    name: str
    recognises: Callable[[DocumentInput], bool]
    opener: str
    version: int
    slow: bool

    def open(self, source: DocumentInput) -> Document:
        """The document; imports the module of the format, and ReaderError if it cannot be read."""
        module, function = self.opener.split(":")
        found: Document = getattr(import_module(f"readerapp.documents.{module}"), function)(source)
        return found
