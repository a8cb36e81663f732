"""Tables of annotations for pandas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from readerapp.api.records import Annotation
from readerapp.core.installation import needs_extra

if TYPE_CHECKING:
    import pandas

COLUMNS = tuple(one.name for one in fields(Annotation) if not one.name.startswith("_"))
"""The columns of a table of annotations: the fields of `Annotation`."""


def make_dataframe(annotations: Iterable[Annotation]) -> pandas.DataFrame:
    """Return annotations as a table, one in a row.

    `created` and `modified` are times in UTC; `start` and `end` are whole numbers or missing;
    `tags` are lists, so that `table.explode("tags")` gives a row for each tag; `replies` is their
    number.

    Raises:
        ReaderError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise needs_extra("A table for pandas", "pandas") from error
    table = pandas.DataFrame(map(_row, annotations), columns=list(COLUMNS))
    for name in ("start", "end"):
        table[name] = table[name].astype("Int64")
    for name in ("created", "modified"):
        # The comments of a file may have a date that is none: it is missing then.
        table[name] = pandas.to_datetime(table[name], utc=True, errors="coerce", format="ISO8601")
    return table


def _row(annotation: Annotation) -> dict[str, Any]:
    row = {name: getattr(annotation, name) for name in COLUMNS}
    return {**row, "tags": list(annotation.tags), "replies": len(annotation.replies)}
