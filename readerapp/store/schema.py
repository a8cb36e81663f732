"""The version of the file format, and how older files become current ones.

A file names its version in the record of its document; a journal in its first line. Newer files
are read as far as they are understood and never written.
"""

from __future__ import annotations

from collections.abc import Callable

from readerapp.model import SCHEMA
from readerapp.store.tables import DOCUMENT, Tables

CURRENT = SCHEMA
"""The version that this program writes."""

MIGRATIONS: dict[int, Callable[[Tables], Tables]] = {}
"""From each older version, the step to the next one. Version 1 is the first."""


def version(tables: Tables) -> int:
    """The version that a file's tables name; the current one if they name none."""
    named = [row.get("schema") for row in tables.get(DOCUMENT, {}).values()]
    return max((number for number in named if type(number) is int), default=CURRENT)


def newer(file: str, tables: Tables, journal: int) -> str | None:
    """Why `file` must not be changed, if it or its journal is of a newer version; else None."""
    newest = max(version(tables), journal)
    if newest <= CURRENT:
        return None
    return (
        f"{file} was written by a newer version of readerapp (format {newest}). "
        "It can be read here; update readerapp to change it."
    )


def migrate(tables: Tables, to: int) -> Tables:
    """`tables` as version `to` has them; unchanged if they are that version or newer.

    Raises:
        ValueError: they name a version from which no step is known.
    """
    for number in range(version(tables), to):
        if number not in MIGRATIONS:
            raise ValueError(f"version {number} of the format is not known")
        tables = MIGRATIONS[number](tables)
        for row in tables.get(DOCUMENT, {}).values():
            row["schema"] = number + 1
    return tables
