"""The registry of formats, and the one way to open a document.

A format is a module of this package with a `FORMAT`; adding one is writing it and naming it in
`FORMATS`. Content decides before names do: each format sees the bytes and the name.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from readerapp.documents.document import Document
from readerapp.documents.format import Format, Source
from readerapp.model import ReaderError
from readerapp.text import safe
from readerapp.text.raw import LIMIT, MemoryBytes, open_raw

FORMATS = ("markdown", "plain")
"""Modules of the formats, asked in this order; the last takes every text."""

STDIN = "-"
"""The path that stands for standard input."""


def open_document(
    path: Path | str, *, as_format: str | None = None, encoding: str | None = None
) -> Document:
    """The document at `path`, or on standard input for "-".

    The format is recognised unless it is named, and so is the encoding.

    Raises:
        ReaderError: there is no such document, or it cannot be read as text.
    """
    source = _standard_input(encoding) if str(path) == STDIN else _file(Path(path), encoding)
    if as_format is not None:
        return _named(as_format).open(source)
    return next(kind for kind in map(_named, FORMATS) if kind.recognises(source)).open(source)


def _named(name: str) -> Format:
    module = "plain" if name == "text" else name
    if module not in FORMATS:
        known = ", ".join(_named(each).name for each in FORMATS)
        raise ReaderError(f"There is no format {safe.label(name, 40)}; choose from {known}.")
    found: Format = import_module(f"readerapp.documents.{module}").FORMAT
    return found


def _file(path: Path, encoding: str | None) -> Source:
    raw = open_raw(path)
    title = path.name.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    return Source(raw, str(path), title, path, (str(path.absolute()),), encoding)


def _standard_input(encoding: str | None) -> Source:
    """Everything that is piped in. It has no name to be known by: its content alone tells it."""
    stream = sys.stdin
    if stream is None or stream.isatty():
        raise ReaderError("Nothing is piped in; name a file, or use: some-command | readerapp -")
    try:
        data = stream.buffer.read(LIMIT + 1)
    except OSError as error:
        raise ReaderError(f"Standard input cannot be read: {error.strerror}.") from None
    if len(data) > LIMIT:
        raise ReaderError(f"More than {LIMIT >> 20} MB were piped in; save them to a file first.")
    return Source(MemoryBytes(data), "standard input", "standard input", encoding=encoding)
