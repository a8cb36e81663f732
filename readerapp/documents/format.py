"""The classes `Format` and `DocumentInput`: a document format, and the input that it opens."""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize
from readerapp.text.source import Text

if TYPE_CHECKING:
    from pathlib import Path

    from readerapp.documents.document import Document
    from readerapp.text.byte_source import ByteSource

Progress = Callable[[int, int], None]
"""Called with the number of parts done and the number in all; what it raises ends the work."""

Preview = Callable[[Text, Sequence[str]], None]
"""Called with the beginning of a document, long before all of it is read, and with its names."""


def no_progress(_done: int, _total: int) -> None:
    """Ignore the progress: the default callback."""


def no_preview(_beginning: Text, _names: Sequence[str]) -> None:
    """Ignore the preview: the default callback."""


class DocumentInput(NamedTuple):
    """The input of a format: bytes, and the names that they have.

    Attributes:
        raw: the bytes.
        name: the name of the input, as detection and messages use it; it may hold control
            characters.
        title: the title of a document that states none itself.
        file: the path of the file; None if there is none, as for standard input.
        names: the absolute path, after the address if the file is a saved copy of a web page.
        encoding: the encoding that the caller asks for; None to detect it.
        progress: the callback for the progress.
        read_at: the time at which the page was fetched (RFC 3339, UTC); empty for other files.
        preview: the callback for the beginning of the document.
    """

    raw: ByteSource
    name: str
    title: str
    file: str | None = None
    names: tuple[str, ...] = ()
    encoding: str | None = None
    progress: Progress = no_progress
    read_at: str = ""
    preview: Preview = no_preview

    @property
    def path(self) -> Path | None:
        """Return `file` as a path; None if there is no file."""
        from pathlib import Path

        return None if self.file is None else Path(self.file)

    def show_beginning(self, beginning: Text) -> None:
        """Show the beginning of the document; call it at most once."""
        self.preview(beginning, self.names)

    @property
    def label(self) -> str:
        """Return the name, without control characters and short enough for a sentence."""
        return sanitize.sanitize_label(self.name, 200)

    def read(self, maximum: int) -> bytes:
        """Return all bytes.

        Raises:
            ReaderError: there are more than `maximum` bytes.
        """
        if self.raw.size > maximum:
            raise ReaderError(
                f"{self.label} is larger than {maximum >> 20} MB, the limit for its format; "
                "open a part of it."
            )
        return self.raw.read(0, self.raw.size)


Opener = Callable[[DocumentInput], "Document"]
"""Opens an input as a document; raises ReaderError, with one sentence, if it cannot be read."""


class Format(NamedTuple):
    """A document format, and how to detect and open it.

    Attributes:
        name: the name, as the option for the format takes it.
        recognises: returns whether an input is of this format.
        opener: opens an input; or the "module:function" that does, relative to
            `readerapp.documents`, which is imported when it is needed.
        version: counts the changes after which the opener makes another text of the same file.
        slow: whether its documents go through the cache (`cache.load_or_parse`).
        catch_all: whether it takes what no format recognises by its content: it is asked last.
    """

    name: str
    recognises: Callable[[DocumentInput], bool]
    opener: str | Opener
    version: int = 1
    slow: bool = True
    catch_all: bool = False

    @property
    def opener_name(self) -> str:
        """Return the "module:function" of the opener."""
        if isinstance(self.opener, str):
            return self.opener
        return f"{self.opener.__module__}:{getattr(self.opener, '__qualname__', '')}"

    def open(self, source: DocumentInput) -> Document:
        """Import the module of the format and return the document.

        Raises:
            ReaderError: the input cannot be read.
        """
        if not isinstance(self.opener, str):
            return self.opener(source)
        module, function = self.opener.split(":")
        open_input: Opener = getattr(import_module(f"readerapp.documents.{module}"), function)
        return open_input(source)
