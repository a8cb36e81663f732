"""The codebook of a store: what its colours are called, and what its tags mean.

A colour has the name that the store gives it, else the one of the user's settings. What is named
here belongs to the annotations, so it lies with them in the store and is shared by `sync`; records
are merged field by field, like annotations. A tag needs no record: only those that somebody has
defined have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, now
from readerapp.store.codebook_file import CodebookFile, Records

COLOUR_TABLE, TAG_TABLE = "colours", "tags"

MAXIMUM_NAME = 40
"""Maximum length of a colour's name in code points: it stands in headings and messages."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CodebookEdit:
    """The records of an edit as they were before it, to take it back.

    Attributes:
        before: table, id, and the record; None if there was none.
    """

    before: tuple[tuple[str, str, Mapping[str, Any] | None], ...] = ()


class Codebook:
    """The names of the colours and the definitions of the tags of one store.

    Args:
        folder: the folder of the store.
        device: returns the name that counts the edits, see `annotations.transactions.Actor`.
        settings: the names of colours in the user's settings.
    """

    def __init__(
        self, folder: Path, device: Callable[[], str], settings: Mapping[str, str]
    ) -> None:
        self._file = CodebookFile(folder)
        self._device = device
        self._settings = settings

    # Queries

    def colour_names(self) -> dict[str, str]:
        """Return the names of the colours that have one, by colour.

        A codebook that cannot be read has no names; `problem` says why.
        """
        rows = self._rows(COLOUR_TABLE)
        named = {
            colour: _text(rows.get(colour, {}), "name") or self._settings.get(colour, "")
            for colour in COLOURS
        }
        return {colour: name for colour, name in named.items() if name}

    def definitions(self) -> dict[str, str]:
        """Return the definition of each tag in the codebook; it may be empty."""
        return {
            tag: _text(row, "definition")
            for tag, row in self._rows(TAG_TABLE).items()
            if not row.get("deleted") and not row.get("renamed")
        }

    @property
    def problem(self) -> str:
        """Return why the codebook cannot be read; "" if it can."""
        try:
            self._file.read()
        except ReaderError as error:
            return str(error)
        return ""

    # Edits

    def name_colour(self, colour: str, name: str) -> CodebookEdit:
        """Name a colour; an empty name leaves it to the settings.

        Raises:
            ReaderError: another colour has this name, or it cannot be saved.
        """
        name = " ".join(name.split())[:MAXIMUM_NAME].strip()
        for other, known in [*zip(COLOURS, COLOURS, strict=True), *self.colour_names().items()]:
            if name and other != colour and known.casefold() == name.casefold():
                raise ReaderError(f"{other.capitalize()} is called {known} · type another name")
        return self._put((COLOUR_TABLE, colour, {"name": name}))

    def define_tag(self, tag: str, definition: str) -> CodebookEdit:
        """Set what a tag means; the tag is in the codebook then, also if nothing has it.

        Raises:
            ReaderError: it cannot be saved.
        """
        definition = " ".join(definition.split())
        return self._put((TAG_TABLE, tag, _definition(definition)))

    def undefined(self, definitions: Mapping[str, str]) -> dict[str, str]:
        """Return those of `definitions` that say more of a tag than the codebook.

        Tags that were renamed or deleted here are not among them.
        """
        rows = self._rows(TAG_TABLE)
        empty = {tag for tag, meaning in self.definitions().items() if not meaning}
        return {
            tag: meaning
            for tag, meaning in definitions.items()
            if tag not in rows or (meaning and tag in empty)
        }

    def define_tags(self, definitions: Mapping[str, str]) -> CodebookEdit:
        """Set what tags mean; a tag that has a definition already keeps it.

        Raises:
            ReaderError: it cannot be saved.
        """
        new = self.undefined(definitions)
        edits = [(TAG_TABLE, tag, _definition(" ".join(new[tag].split()))) for tag in new]
        return self._put(*edits)

    def rename_tag(self, before: str, after: str) -> CodebookEdit:
        """Give the definitions of a tag, and of those below it, to the new name.

        A tag that has the new name already keeps its own definition.

        Raises:
            ReaderError: it cannot be saved.
        """
        known, edits = self.definitions(), []
        for tag in sorted(known):
            if tag == before or tag.startswith(f"{before}/"):
                new = after + tag[len(before) :]
                edits.append((TAG_TABLE, new, _definition(known.get(new) or known[tag])))
                edits.append((TAG_TABLE, tag, {"renamed": new}))
        return self._put(*edits)

    def remove_tag(self, tag: str) -> CodebookEdit:
        """Take a tag, and those below it, out of the codebook.

        Raises:
            ReaderError: it cannot be saved.
        """
        gone = [one for one in self.definitions() if one == tag or one.startswith(f"{tag}/")]
        moment = now()
        return self._put(*((TAG_TABLE, one, {"deleted": moment}) for one in gone))

    def take_back(self, edit: CodebookEdit) -> None:
        """Restore the records of an edit as they were before it.

        Raises:
            ReaderError: it cannot be saved.
        """
        restored = []
        for table, key, before in edit.before:
            if before is not None:
                fields = {name: v for name, v in before.items() if name not in ("id", "merge")}
                restored.append((table, key, {**_EMPTY[table], **fields}))
            elif table == TAG_TABLE:
                restored.append((table, key, {"deleted": now()}))
            else:
                restored.append((table, key, dict(_EMPTY[table])))
        self._put(*restored)

    # Sharing

    def shared(self) -> dict[str, list[Row]]:
        """Return the records by table, for other copies of the store."""
        return {
            name: [dict(row) for row in rows.values()] for name, rows in self._file.read().items()
        }

    def merge(self, theirs: Mapping[str, Iterable[Row]]) -> None:
        """Merge the records of another copy, field by field.

        Raises:
            ReaderError: they cannot be saved.
        """
        from readerapp.interchange.record_merge import merge_tables

        def merged(ours: Records) -> Records:
            lists = {name: [dict(row) for row in rows.values()] for name, rows in ours.items()}
            tables = merge_tables(lists, {name: list(rows) for name, rows in theirs.items()})
            return {name: {row["id"]: row for row in rows} for name, rows in tables.items()}

        self._file.change(merged)

    def _rows(self, table: str) -> Mapping[str, Mapping[str, Any]]:
        try:
            return self._file.read().get(table, {})
        except ReaderError:
            return {}

    def _put(self, *edits: tuple[str, str, Mapping[str, Any]]) -> CodebookEdit:
        """Set fields of records, with their merge stamps; return the edit."""
        from readerapp.interchange.record_merge import stamp_changes

        before: list[tuple[str, str, Mapping[str, Any] | None]] = []

        def edited(records: Records) -> Records:
            tables = {name: dict(rows) for name, rows in records.items()}
            for table, key, fields in edits:
                rows = tables.setdefault(table, {})
                old = rows.get(key)
                before.append((table, key, old))
                new = {"id": key, **_EMPTY[table], **(old or {}), **fields}
                rows[key] = stamp_changes(dict(old) if old else None, new, self._device())
            return tables

        if edits:
            self._file.change(edited)
        return CodebookEdit(tuple(before))


_EMPTY: Mapping[str, Mapping[str, Any]] = {
    COLOUR_TABLE: {"name": ""},
    TAG_TABLE: {"definition": "", "renamed": None, "deleted": None},
}
"""The fields of a record in each table, with their values for none."""


def _definition(definition: str) -> Row:
    return {"definition": definition, "renamed": None, "deleted": None}


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    return value if isinstance(value, str) else ""
