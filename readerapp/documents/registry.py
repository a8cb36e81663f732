"""The registry of document formats, and `open_document`, the one way to open a document.

To add a format, write a module that opens it, a function in `detection`, and a row of `FORMATS`.
Content is checked before names: each detection function sees the bytes and the name.

Other packages add formats as plug-ins (`plugins`), with the same record, `Format`. The built-in
ones are a table here and no entry points: their order matters, they are there without installed
metadata, and no start must search for them.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.paths import spell_as_on_disk
from readerapp.core.plugins import (
    PluginError,
    find_installed,
    list_plugins,
    mark_reported,
    save_list,
)
from readerapp.documents import detection
from readerapp.documents.format import (
    DocumentInput,
    Format,
    Preview,
    Progress,
    no_preview,
    no_progress,
)
from readerapp.text import sanitize
from readerapp.text.byte_source import MAXIMUM_SIZE, MemoryBytes, open_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from readerapp.documents.document import Document

FORMATS = (
    Format("pdf", detection.is_pdf, "pdf.reader:open_pdf", 2),
    Format("epub", detection.is_epub, "epub.reader:open_epub", 3),
    Format("docx", detection.is_docx, "docx.reader:open_docx", 4),
    Format("odt", detection.is_odt, "odt.reader:open_odt", 4),
    Format("rtf", detection.is_rtf, "rtf.reader:open_rtf"),
    Format("fb2", detection.is_fb2, "xml.fb2:open_fb2"),
    Format("tei", detection.is_tei, "xml.tei:open_tei"),
    Format("jats", detection.is_jats, "xml.articles:open_jats"),
    Format("docbook", detection.is_docbook, "xml.articles:open_docbook"),
    Format("vtt", detection.is_vtt, "formats.subtitles:open_vtt", 2),
    Format("srt", detection.is_srt, "formats.subtitles:open_srt", 3),
    Format("sbv", detection.is_sbv, "formats.subtitles:open_sbv"),
    Format("lrc", detection.is_lrc, "formats.subtitles:open_lrc"),
    Format("ass", detection.is_ass, "formats.substation_alpha:open_ass"),
    Format("ttml", detection.is_ttml, "formats.timed_text:open_ttml"),
    Format("transcript", detection.is_transcript_json, "formats.transcript_json:open_transcript"),
    Format("calendar", detection.is_calendar, "formats.content_lines:open_content_lines"),
    Format("mbox", detection.is_mbox, "mail.mailbox:open_mbox", 3),
    Format("mail", detection.is_mail, "mail.mailbox:open_mail", 3),
    Format("chat", detection.is_chat, "chat.opening:open_chat", 2),
    Format("html", detection.is_html, "html:open_html", 3),
    Format("final-draft", detection.is_final_draft, "formats.final_draft:open_final_draft"),
    Format("fountain", detection.is_fountain, "formats.fountain:open_fountain"),
    Format(
        "court-transcript",
        detection.is_court_transcript,
        "formats.court_transcript:open_court_transcript",
    ),
    Format("markdown", detection.is_markdown, "formats.markdown:open_markdown", 3, catch_all=True),
    Format("text", lambda _source: True, "formats.plain:open_plain", slow=False, catch_all=True),
)
"""The formats in the order of detection; the last one accepts every text. Plug-ins are asked before
those that catch all, and files that are no documents are refused there (`refusals`)."""

STDIN = "-"
"""The path that means standard input."""


def is_address(path: str) -> bool:
    """Return whether `path` is an http or https address."""
    return path[:8].lower().startswith(("http://", "https://"))


def open_document(
    path: Path | str,
    *,
    as_format: str | None = None,
    encoding: str | None = None,
    progress: Progress = no_progress,
    preview: Preview = no_preview,
    fresh: bool = False,
) -> Document:
    """Open the document at a path, at a web address, or on standard input.

    Args:
        path: a path, an http or https address, or "-" for standard input.
        as_format: the name of a format in `FORMATS`; None to detect it.
        encoding: the encoding of the file; None to detect it.
        progress: called with the parts done and the parts in all; what it raises ends the work.
        preview: called at most once, with the beginning of the document and its names, as soon as
            the beginning is known.
        fresh: fetch a web address again. If false, the last saved copy of the page is read.

    Raises:
        ReaderError: there is no such document, or it cannot be read as text.
    """
    if str(path) == STDIN:
        source = _standard_input(encoding, progress)
    elif is_address(str(path)):
        source = _web_page_input(str(path), encoding, progress, fresh)
    else:
        source = _file_input(os.fspath(path), encoding, progress)
    source = source._replace(preview=preview)
    document, kind = _open_detected(source) if as_format is None else _open_as(as_format, source)
    from dataclasses import replace  # imported late: the first page is on the screen by now

    save_list()
    return replace(document, read=source.read_at, extraction=f"{document.format} {kind.version}")


def open_input(path: str) -> DocumentInput:
    """Return the file at a path as the input of a format.

    Raises:
        ReaderError: it cannot be read.
    """
    return _file_input(path, None, no_progress)


def list_format_names() -> list[str]:
    """Return the names that `as_format` takes: the built-in formats, then those of plug-ins."""
    found = list_plugins("formats")
    return list(dict.fromkeys([*(kind.name for kind in FORMATS), *(one.name for one in found)]))


def list_format_versions() -> list[tuple[str, str]]:
    """Return what makes the texts of documents: formats and packages with their versions."""
    built_in = [(kind.name, str(kind.version)) for kind in FORMATS]
    return [*built_in, *((one.name, one.package) for one in list_plugins("formats"))]


def _open_detected(source: DocumentInput) -> tuple[Document, Format]:
    """Open an input in the format that recognises it, and return the format too.

    A plug-in that fails is named among the losses of the document, which is read as text then.

    Raises:
        ReaderError: the input cannot be read.
    """
    for kind in FORMATS:
        if not kind.catch_all and kind.recognises(source):
            return _load_or_parse(kind, source), kind
    failures: list[PluginError] = []
    for plugin in list_plugins("formats"):
        from readerapp.documents.plugins import open_with, recognises

        try:
            if recognises(plugin, source):
                return open_with(plugin, source, _load_or_parse)
        except PluginError as error:
            failures.append(error)
    mark_reported(failures)
    try:
        document, kind = _open_text(source)
    except ReaderError as error:
        if failures:
            raise ReaderError(f"{'; '.join(map(str, failures))}; {error}") from error
        raise
    if failures:
        from dataclasses import replace

        said = tuple(map(str, failures))
        omissions = (*said, *document.omissions)
        document = replace(document, omissions=omissions, losses=(*said, *document.losses))
    return document, kind


def _open_text(source: DocumentInput) -> tuple[Document, Format]:
    """Open an input that no format recognises by its content, and return its format too.

    Raises:
        ReaderError: it is no text.
    """
    if detection.may_be_refused(source):
        from readerapp.documents.refusals import refuse_known

        refuse_known(source)
    kind = next(kind for kind in FORMATS if kind.catch_all and kind.recognises(source))
    return _load_or_parse(kind, source), kind


def _open_as(name: str, source: DocumentInput) -> tuple[Document, Format]:
    """Open an input in the format with that name, and return the format too.

    Raises:
        ReaderError: there is no such format, or the input cannot be read in it.
    """
    for kind in FORMATS:
        if kind.name == name:
            return _load_or_parse(kind, source), kind
    if plugin := find_installed("formats", name):
        from readerapp.documents.plugins import open_with

        return open_with(plugin, source, _load_or_parse)
    names = ", ".join(map(sanitize.sanitize_label, list_format_names()))
    raise ReaderError(f"Unknown format {sanitize.sanitize_label(name, 40)}; choose from {names}.")


def _load_or_parse(kind: Format, source: DocumentInput) -> Document:
    """Return the document from the cache, or parse it."""
    if not kind.slow:
        return kind.open(source)
    from readerapp.documents import cache

    return cache.load_or_parse(kind, source)


def _file_input(path: str, encoding: str | None, progress: Progress) -> DocumentInput:
    """Open a file as input; a saved copy of a web page has its address as its first name."""
    raw = open_bytes(path)
    name = path.rpartition("/")[2]
    title = name.encode("utf-8", "replace").decode()  # a name may hold bytes that are not text
    names: tuple[str, ...] = (spell_as_on_disk(_absolute(path)),)
    read_at = ""
    if os.access(f"{path}.read", os.F_OK):
        from pathlib import Path

        from readerapp.documents.web import find_snapshot

        if saved := find_snapshot(Path(names[0])):
            names, read_at = (saved.address, *names), saved.read
    return DocumentInput(raw, path, title, path, names, encoding, progress, read_at)


def _absolute(path: str) -> str:
    """Return `path` as `Path.absolute` does, mostly without loading pathlib.

    Only paths with "/." or "//" in them need pathlib.
    """
    whole = path if path.startswith("/") else f"{os.getcwd()}/{path}"
    if "//" not in whole and "/." not in whole:
        return whole
    from pathlib import Path

    return str(Path(path).absolute())


def _web_page_input(
    address: str, encoding: str | None, progress: Progress, fresh: bool
) -> DocumentInput:
    """Return the input for a web address: its saved copy, fetched if needed."""
    from readerapp.documents.web import fetch_or_load

    copy = fetch_or_load(address, fresh=fresh, progress=progress)
    return _file_input(str(copy), encoding, progress)


def _standard_input(encoding: str | None, progress: Progress) -> DocumentInput:
    """Read everything from standard input; only the content can tell its format.

    Raises:
        ReaderError: standard input is a terminal, cannot be read, or is larger than `MAXIMUM_SIZE`.
    """
    stream = sys.stdin
    if stream is None or stream.isatty():
        raise ReaderError(
            "Standard input is a terminal; name a file, or use: some-command | readerapp -"
        )
    try:
        data = stream.buffer.read(MAXIMUM_SIZE + 1)
    except OSError as error:
        raise ReaderError(f"Standard input cannot be read: {error.strerror}.") from None
    if len(data) > MAXIMUM_SIZE:
        raise ReaderError(
            f"Standard input is larger than {MAXIMUM_SIZE >> 20} MB; save it to a file first."
        )
    name = "standard input"
    return DocumentInput(MemoryBytes(data), name, name, encoding=encoding, progress=progress)
