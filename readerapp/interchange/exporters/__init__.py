"""Exporters: a small module for each family of formats, and one table of all formats.

To add a format: a function `write_FORMAT(source, entries, layout)` that yields text (or bytes, for
a binary format), and a line each in FORMATS and `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from readerapp.core.errors import ReaderError
from readerapp.interchange.entry import ExportEntry, ExportSource
from readerapp.interchange.exporters.layout import GROUPS, ExportLayout

__all__ = [
    "FORMATS",
    "GROUPS",
    "ExportEntry",
    "ExportFormat",
    "ExportSource",
    "export",
    "export_bytes",
]

Writer = Callable[
    [ExportSource, Sequence[ExportEntry], ExportLayout], Iterator[str] | Iterator[bytes]
]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format: its name on the command line, the suffix of its files, and its purpose.

    `exact` formats are data: programs read them, and nothing in them may be replaced on the way to
    a terminal (they contain no code point that a terminal interprets as a control). `binary`
    formats are for files only. Formats with `needs_text` require `ExportSource.text`. Those with
    `templates` accept a template for each entry.
    """

    name: str
    suffix: str
    help: str
    exact: bool = False
    binary: bool = False
    needs_text: bool = False
    templates: bool = False


FORMATS = {
    entry.name: entry
    for entry in (
        ExportFormat(
            "markdown", ".md", "quotations and notes to read or paste; grouped", templates=True
        ),
        ExportFormat("text", ".txt", "the same as plain text; grouped", templates=True),
        ExportFormat("json", ".json", "one list, as `list --json`", exact=True),
        ExportFormat("jsonl", ".jsonl", "one annotation a line", exact=True),
        ExportFormat("csv", ".csv", "a table for spreadsheets; cells cannot run as formulas"),
        ExportFormat(
            "w3c", ".jsonld", "W3C Web Annotation, for other annotation tools", exact=True
        ),
        ExportFormat(
            "epub-anno", ".annotation", "EPUB Annotations, for Thorium and others", exact=True
        ),
        ExportFormat("html", ".html", "a page to read, print or send", needs_text=True),
        ExportFormat("hypothesis", ".json", "for the import of Hypothesis", exact=True),
        ExportFormat(
            "qdpx",
            ".qdpx",
            "REFI-QDA project, for QualCoder, MAXQDA, NVivo and ATLAS.ti",
            binary=True,
            needs_text=True,
        ),
        ExportFormat("qdc", ".qdc", "REFI-QDA codebook: the tags, speakers and colours alone"),
        ExportFormat("ris", ".ris", "the document and its quotations, for Zotero and others"),
        ExportFormat(
            "csl-json", ".csl.json", "the document alone, for citation processors", exact=True
        ),
    )
}


_MODULES = {
    "markdown": "text",
    "text": "text",
    "json": "json",
    "jsonl": "json",
    "csv": "csv",
    "html": "html",
    "w3c": "web_annotation",
    "epub-anno": "web_annotation",
    "hypothesis": "hypothesis",
    "qdpx": "qda",
    "qdc": "qda",
    "ris": "bibliography",
    "csl-json": "bibliography",
}
"""The module that writes each format; it has a function `write_FORMAT`."""


def export(
    format: str,  # noqa: A002 - as on the command line
    source: ExportSource,
    entries: Sequence[ExportEntry],
    *,
    group: str = "place",
    template: str = "",
) -> Iterator[str]:
    """Return the pieces of a text file in `format`; all can be encoded as UTF-8.

    Control characters of the data stay in formats that are not `exact`: clean their pieces with
    `text.sanitize.sanitize(piece, lines=True)` for a terminal.

    Args:
        format: one of FORMATS.
        source: the document.
        entries: the annotations, in the order of the file.
        group: one of GROUPS: how markdown and text are divided. Other formats keep the order.
        template: how markdown and text write each entry (see `core.templates`); empty for the
            default.

    Raises:
        ReaderError: there is no such format or group, the format is binary, or the template has a
            mistake or is for another format.
    """
    write, layout = _writer(format), _layout(format, group, template)
    if FORMATS[format].binary:
        suffix = FORMATS[format].suffix
        raise ReaderError(f"{format} is not text; name a file for it, as in: -o notes{suffix}")
    pieces = cast(Iterator[str], write(source, entries, layout))
    return (_encodable(piece) for piece in pieces)


def export_bytes(
    format: str,  # noqa: A002 - as on the command line
    source: ExportSource,
    entries: Sequence[ExportEntry],
    *,
    group: str = "place",
    template: str = "",
) -> Iterator[bytes]:
    """Return the pieces of a file in any format, text as UTF-8; otherwise like `export`."""
    write, layout = _writer(format), _layout(format, group, template)
    pieces = write(source, entries, layout)
    return (_encoded(piece) for piece in pieces)


def _writer(name: str) -> Writer:
    if name not in FORMATS:
        raise ReaderError(f"No format is called {name}; choose one of {', '.join(FORMATS)}.")
    module = import_module(f"readerapp.interchange.exporters.{_MODULES[name]}")
    return cast(Writer, getattr(module, "write_" + name.replace("-", "_")))


def _layout(name: str, group: str, template: str) -> ExportLayout:
    if group not in GROUPS:
        raise ReaderError(f"Nothing is grouped by {group}; choose one of {', '.join(GROUPS)}.")
    if template and not FORMATS[name].templates:
        fitting = " and ".join(form.name for form in FORMATS.values() if form.templates)
        raise ReaderError(f"{name} is written in one way only; templates are for {fitting}.")
    if not template:
        return ExportLayout(group)
    from readerapp.core.templates import parse_template

    return ExportLayout(group, parse_template(template))


def _encodable(piece: str) -> str:
    """Replace lone surrogates, which imported JSON may contain and UTF-8 cannot encode."""
    return piece.encode("utf-8", "replace").decode("utf-8")


def _encoded(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
