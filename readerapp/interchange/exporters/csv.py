"""CSV exporter (RFC 4180, but lines end in a newline), safe against formulas in spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from readerapp.interchange.annotation_view import AnnotationView, ExportSource, flatten_threads
from readerapp.interchange.exporters import ExportLayout

COLUMNS = (
    *("document", "place", "start", "end", "state", "speaker", "quotation", "note", "tags"),
    *("colour", "annotator", "created", "modified", "id"),
)

REPLY_COLUMNS = ("reply to", "resolved")

PLACE_COLUMNS = ("original place",)
"""The column of where annotations were in the book of another program."""

PROPOSED_COLUMNS = ("proposed",)
"""The column of "yes" for the proposal of a program that nobody has accepted."""

ACCEPTED_COLUMNS = ("accepted by", "accepted")
"""The columns of who accepted the proposal of a program, and when."""

EVIDENCE_COLUMNS = (
    *("address", "sha256", "file sha256", "read", "modified", "page", "line", "before", "after"),
)
"""The columns of evidence: the address, and the fields of `evidence_item` with spaces."""

# Spreadsheets evaluate cells that begin with these characters as formulas (CWE-1236); in some
# languages also the full-width forms.
_formula = re.compile("'*[=+@\t\r\n＝＋－＠-]")


def write_csv(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a heading row, then one row for each annotation; its tags are separated by "; ".

    A reply has a row after the annotation that it replies to. That annotation's id is in the column
    `reply to`, which, like `resolved`, is there only if there are replies;
    `original place` only if something was imported with a place, `proposed` and `accepted by` only
    if there are proposals of programs, or somebody has accepted one. Evidence comes last.
    """
    return write_table([(source, views)], layout)


def write_table(
    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]], layout: ExportLayout
) -> Iterator[str]:
    """Write several documents as one table: their annotations, see `write_csv`, or `layout.table`.

    Raises:
        ReaderError: as `tables.make_table`.
    """
    if layout.table:
        from readerapp.interchange.exporters.tables import make_table

        table = make_table(layout.table, contents)
        rows = ([str(cell) for cell in row] for row in table.rows)
        return map(_format_row, chain([table.columns], rows))
    return map(_format_row, table_rows(contents, layout))


def table_rows(
    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]], layout: ExportLayout
) -> Iterator[Sequence[str]]:
    """Yield the headings, then the cells of each annotation, see `write_csv`."""
    tables = [(source, list(flatten_threads(views))) for source, views in contents]
    has_replies = any(view.thread_id for _, rows in tables for view in rows)
    has_places = any(view.annotation.place for _, rows in tables for view in rows)
    has_proposed = any(view.annotation.is_proposal for _, rows in tables for view in rows)
    has_accepted = any(view.annotation.accepted for _, rows in tables for view in rows)
    yield (
        *COLUMNS,
        *(REPLY_COLUMNS if has_replies else ()),
        *(PLACE_COLUMNS if has_places else ()),
        *(PROPOSED_COLUMNS if has_proposed else ()),
        *(ACCEPTED_COLUMNS if has_accepted else ()),
        *(EVIDENCE_COLUMNS if layout.evidence else ()),
    )
    for source, rows in tables:
        evidence = _list_evidence(source, rows) if layout.evidence else repeat(())
        for view, evidence_cells in zip(rows, evidence, strict=False):
            annotation = view.annotation
            offsets = (str(view.start), str(view.end)) if view.has_range else ("", "")
            yield (
                *(source.label, view.locator, *offsets, view.state, view.speaker),
                *(view.exact, annotation.note, "; ".join(annotation.tags), view.colour),
                view.creator or annotation.creator,
                *(annotation.created, annotation.modified, annotation.id),
                *((view.thread_id, annotation.resolved or "") if has_replies else ()),
                *((annotation.place or "",) if has_places else ()),
                *(("yes" if annotation.is_proposal else "",) if has_proposed else ()),
                *((view.accepted_by, annotation.accepted or "") if has_accepted else ()),
                *evidence_cells,
            )


def _list_evidence(
    source: ExportSource, views: Sequence[AnnotationView]
) -> Iterator[Sequence[str]]:
    """Yield the cells of EVIDENCE_COLUMNS of each view."""
    from readerapp.interchange.exporters.evidence_facts import evidence_item
    from readerapp.interchange.passage import find_text

    text = find_text(source, views)
    for view in views:
        item = evidence_item(source, view, text)
        yield source.name, *(item[name.replace(" ", "_")] or "" for name in EVIDENCE_COLUMNS[1:])


def escape_formula(cell: str) -> str:
    """Return the cell with an apostrophe before it if a spreadsheet could evaluate it.

    Spreadsheets read the apostrophe as "this is text"; some show it. A cell that looks escaped is
    escaped again, so that `unescape_formula` can undo it.

    >>> escape_formula("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if _formula.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Return the cell before `escape_formula`."""
    return cell[1:] if cell.startswith("'") and _formula.match(cell) else cell


def _format_row(cells: Sequence[str]) -> str:
    line = io.StringIO()
    # The writer quotes cells with CR or LF only if its line terminator contains both.
    csv.writer(line, lineterminator="\r\n").writerow([escape_formula(cell) for cell in cells])
    return line.getvalue().removesuffix("\r\n") + "\n"
