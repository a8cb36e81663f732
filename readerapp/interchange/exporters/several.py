"""Export the annotations of several documents into one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import export, find_format, make_layout

JOINED = ("markdown", "text", "csv", "json", "jsonl", "ris", "bibtex", "xlsx", "odt")
"""The formats in which several documents can be one file; of others each has a file of its own."""

BIBLIOGRAPHIES = ("ris", "bibtex")
"""Those in which a document with a citation key is an entry, also without annotations."""


def check_joined(name: str) -> None:
    """Check that several documents can be one file of a format.

    Raises:
        ReaderError: each has a file of its own.
    """
    if name not in JOINED:
        raise ReaderError(
            f"{name} has a file for each document; name a folder: -o FOLDER/. "
            f"One file can have several documents as {', '.join(JOINED)}."
        )


def export_several(
    format: str,  # noqa: A002 - as on the command line
    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]],
    *,
    group: str = "place",
    template: str = "",
    evidence: bool = False,
    table: str = "",
) -> Iterator[str] | Iterator[bytes]:
    """Return the pieces of one file with the annotations of several documents.

    Args:
        format: one of JOINED.
        contents: each document with its annotations.
        group: as `exporters.export`.
        template: as `exporters.export`.
        evidence: as `exporters.export`.
        table: as `exporters.export`.

    Returns:
        Texts; bytes for a binary format.

    Raises:
        ReaderError: as `exporters.export`, or the documents of this format cannot be joined.
    """
    name = find_format(format).name
    layout = make_layout(name, group, template, evidence, table=table)
    check_joined(name)
    if name == "csv":
        from readerapp.interchange.exporters.csv import write_table

        return write_table(contents, layout)
    if name == "xlsx":
        from readerapp.interchange.exporters.xlsx import write_workbook

        return write_workbook(contents, layout)
    if name == "odt":
        from readerapp.interchange.exporters.odt import write_report

        return write_report(contents, layout)
    if name == "json":
        from readerapp.interchange.exporters.json import write_list

        return write_list(contents, layout)
    if name == "bibtex":
        from readerapp.interchange.exporters.bibtex import write_entries

        return write_entries(contents, layout)
    between = "\n" if name in ("markdown", "text") else ""
    return (
        piece
        for number, (source, views) in enumerate(contents)
        for piece in (
            between if number else "",
            *export(name, source, views, group=group, template=template, evidence=evidence),
        )
    )
