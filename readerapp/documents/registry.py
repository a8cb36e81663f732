"""The registry of formats, and the one way to open a document.

Adding a format is a module that opens it, a function in `recognising`, and a row of `FORMATS`.
Content decides before names do: each format sees the bytes and the name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from readerapp.documents import recognising
from readerapp.documents.document import Document
from readerapp.documents.format import Format, Progress, Source, silent
from readerapp.model import ReaderError
from readerapp.text import safe
from readerapp.text.raw import LIMIT, MemoryBytes, open_raw

FORMATS = (
    Format("pdf", recognising.is_pdf, "pdf:open_pdf"),
    Format("epub", recognising.is_epub, "epub:open_epub"),
    Format("docx", recognising.is_docx, "docx:open_docx"),
    Format("odt", recognising.is_odt, "odt:open_odt"),
    Format("vtt", recognising.is_vtt, "subtitles:open_vtt"),
    Format("srt", recognising.is_srt, "subtitles:open_srt"),
    Format("mbox", recognising.is_mbox, "mail:open_mbox"),
    Format("mail", recognising.is_mail, "mail:open_mail"),
    Format("html", recognising.is_html, "html:open_html"),
    Format("markdown", recognising.is_markdown, "markdown:open_markdown"),
    Format("text", lambda _source: True, "plain:open_plain"),
)
"""Asked in this order; the last takes every text."""

STDIN = "-"
"""The path that stands for standard input."""


def open_document(
    path: Path | str,
    *,
    as_format: str | None = None,
    encoding: str | None = None,
    progress: Progress = silent,
) -> Document:
    """The document at `path`, or on standard input for "-".

    The format is recognised unless it is named, and so is the encoding. `progress` is told how
    far long work has come; it may raise to end it.

    Raises:
        ReaderError: there is no such document, or it cannot be read as text.
    """
    if str(path) == STDIN:
        source = _standard_input(encoding, progress)
    else:
        source = _file(Path(path), encoding, progress)
    if as_format is not None:
        return _named(as_format).open(source)
    return next(kind for kind in FORMATS if kind.recognises(source)).open(source)


def _named(name: str) -> Format:
    for kind in FORMATS:
        if kind.name == name:
            return kind
    known = ", ".join(kind.name for kind in FORMATS)
    raise ReaderError(f"There is no format {safe.label(name, 40)}; choose from {known}.")


def _file(path: Path, encoding: str | None, progress: Progress) -> Source:
    raw = open_raw(path)
    title = path.name.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    return Source(raw, str(path), title, path, (str(path.absolute()),), encoding, progress)


def _standard_input(encoding: str | None, progress: Progress) -> Source:
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
    name = "standard input"
    return Source(MemoryBytes(data), name, name, encoding=encoding, progress=progress)
