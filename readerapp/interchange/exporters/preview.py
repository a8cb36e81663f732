"""Preview of an export: the first lines of the file, or of its content where it is not text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from readerapp.core.plugins import NAME_WIDTH
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import export
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.text.sanitize import sanitize_label

_LINE_LENGTH = 1_000
"""Maximum length of a line in code points: more than a preview shows."""

_DESCRIPTIONS = {
    "html": "A page with the whole text, notes beside it, and buttons for speakers and tags:",
    "evidence": "A page to print, with hashes and times, and each quotation in its passage:",
    "docx": "A copy of the document with these highlights and comments:",
    "pdf": "A copy of the PDF with these highlights, notes and replies:",
    "criticmarkup": "A copy of the file with these highlights and comments in their places:",
    "xlsx": "A workbook with a row for each of these, and a sheet for each table of the codebook:",
    "odt": "A report with these quotations and notes, and the tables of the codebook:",
    "qdpx": "A zip file with the whole text, its tags and speakers as codes, and:",
}
"""What is in a file whose first lines would say nothing, before its annotations."""


def preview_export(
    format: str,  # noqa: A002 - as `export`
    source: ExportSource,
    views: Sequence[AnnotationView],
    *,
    group: str = "place",
    template: str = "",
    count: int,
) -> list[str]:
    """Return the first lines of an export, which may hold control characters.

    Args:
        format: one of FORMATS.
        source: the document, without its text.
        views: the annotations, in the order of the file.
        group: as `export`.
        template: as `export`.
        count: how many lines at most.

    Raises:
        ReaderError: as `export`, but any format has a preview.
    """
    description = _DESCRIPTIONS.get(format)
    if plugin := FORMATS[format].plugin:  # it may be slow, and would delay every key
        name = sanitize_label(plugin.name, NAME_WIDTH)
        description = f"The plug-in {name} writes it, when you export, from:"
    if description:
        pieces = export("text", source, views, heading=False)
        return [description, *islice(_split_lines(pieces), count - 1)]
    if not FORMATS[format].templates:
        template = ""
    pieces = export(format, source, views, group=group, template=template)
    return list(islice(_split_lines(pieces), count))


def _split_lines(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the lines of the text that the pieces make, without making more of it than needed."""
    rest = ""
    for piece in pieces:
        *lines, rest = f"{rest}{piece}".split("\n")
        yield from (line[:_LINE_LENGTH] for line in lines)
    if rest:
        yield rest[:_LINE_LENGTH]
