"""XLSX exporter: a workbook with the annotations, and a sheet for each table of the codebook.

It needs the package XlsxWriter (the extra `xlsx`), which is imported when it is used. Texts are
written as texts: none becomes a formula, a number or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from readerapp.core.installation import needs_extra
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.csv import table_rows
from readerapp.interchange.exporters.tables import Cell, Contents, make_tables

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_CELL = 32_767
"""Characters that a cell can have, in UTF-16 units as Excel counts."""
_CUT = " … (cut)"
_OFFSETS = ("start", "end")
_WIDTHS = {"quotation": 60, "note": 40, "definition": 60, "document": 30, "id": 38}
"""Widths of columns in characters; others are as wide as their heading, within limits."""


def write_xlsx(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[bytes]:
    """Write the workbook of one document."""
    return write_workbook([(source, views)], layout)


def write_workbook(contents: Contents, layout: ExportLayout) -> Iterator[bytes]:
    """Write a workbook with the annotations of several documents.

    Raises:
        ReaderError: XlsxWriter is not installed, or there are too many tags for a table.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise needs_extra("XLSX", "xlsx") from None
    output = io.BytesIO()
    options = {
        "in_memory": True,
        **dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False),
    }
    tables = make_tables(contents)
    workbook = xlsxwriter.Workbook(output, options)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    columns, *rows = table_rows(contents, layout)
    _add_sheet(workbook, "Annotations", columns, rows, heading, wrapped)
    for table in tables:
        _add_sheet(workbook, table.title, table.columns, table.rows, heading, wrapped)
    workbook.close()
    yield output.getvalue()


def _add_sheet(
    workbook: Workbook,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    heading: Any,
    wrapped: Any,
) -> None:
    """Add a sheet whose first row and column stay in view, and can be filtered."""
    sheet = workbook.add_worksheet(title)
    for at, name in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(name, max(8, min(24, len(name) + 2))))
        sheet.write_string(0, at, _shorten(name), heading)
    last = 0
    for last, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, int) or (columns[at] in _OFFSETS and cell.isdecimal()):
                sheet.write_number(last, at, int(cell))
            elif cell:
                is_long = columns[at] in ("quotation", "note", "definition")
                sheet.write_string(last, at, _shorten(cell), wrapped if is_long else None)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, last), len(columns) - 1)


def _shorten(text: str) -> str:
    """Return a text that a cell can have, with a sign where it is cut."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    units = len(plain.encode("utf-16-le")) // 2
    if units <= _LONGEST_CELL:
        return plain
    room = 2 * (_LONGEST_CELL - len(_CUT))
    return plain.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT
