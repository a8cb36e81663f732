"""CSV (RFC 4180, lines end in a newline), safe in spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from readerapp.interchange.entry import ExportEntry, ExportSource, flat
from readerapp.interchange.exporters.layout import ExportLayout

COLUMNS = (
    *("document", "place", "start", "end", "state", "speaker", "quotation", "note", "tags"),
    *("colour", "annotator", "created", "modified", "id"),
)

REPLY_COLUMNS = ("reply to", "resolved")

# Spreadsheets run cells that begin so (CWE-1236), the full-width forms too in some languages.
_formula = re.compile("'*[=+@\t\r\n＝＋－＠-]")


def write_csv(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """A heading row, then one row for each annotation; its tags are parted by "; ".

    A reply has a row behind what it answers, and the id of that in the last column, which is there
    only where there are replies.
    """
    rows = list(flat(entries))
    talk = any(entry.answers for entry in rows)
    yield _line((*COLUMNS, *REPLY_COLUMNS) if talk else COLUMNS)
    for entry in rows:
        annotation = entry.annotation
        place = (str(entry.start), str(entry.end)) if entry.placed else ("", "")
        yield _line(
            (
                *(source.label, entry.locator, *place, entry.state, entry.speaker),
                *(entry.exact, annotation.note, "; ".join(annotation.tags), annotation.colour),
                entry.creator or annotation.creator,
                *(annotation.created, annotation.modified, annotation.id),
                *((entry.answers, annotation.resolved or "") if talk else ()),
            )
        )


def escape_formula(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet could run it.

    Spreadsheets take the apostrophe as "this is text"; some show it. A cell that looks as if it
    had been guarded is guarded again, so that `as_written` can take it back.
    """
    return f"'{cell}" if _formula.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """The cell before `harmless`."""
    return cell[1:] if cell.startswith("'") and _formula.match(cell) else cell


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    # The writer quotes a cell with CR or LF in it only where both end its lines.
    csv.writer(line, lineterminator="\r\n").writerow([escape_formula(cell) for cell in cells])
    return line.getvalue().removesuffix("\r\n") + "\n"
