"""Annotation files: the shared form of a document's records, in a folder that is synced.

Data of one person or one machine is not shared: undo steps, and the paths under which the document
was opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.annotations.snapshot import StoredRecords
from readerapp.collaboration.sync.git import SUFFIX
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.interchange.git_merge_driver import Tables, read_lines, write_lines
from readerapp.interchange.record_merge import NESTED_FIELDS, merge_tables, stamp_changes

_file_name_pattern = re.compile(
    rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}){re.escape(SUFFIX)}"
)

_RECORD_CLASSES: Mapping[str, type[Record]] = {
    "annotations": Annotation,
    "annotators": Annotator,
    "document": DocumentRecord,
    "speakers": Speaker,
}


def file_name(document: str) -> str:
    """Return the name of the annotation file for a document id."""
    return f"{document}{SUFFIX}"


def document_id_of(name: str) -> str:
    """Return the document id in the name of an annotation file; "" for other files."""
    match = _file_name_pattern.fullmatch(name)
    return match[1] if match else ""


def tables_of(store: StoredRecords, record: DocumentRecord) -> Tables:
    """Return the records of a document in their shared form."""
    about = {**record.to_dict(), "names": []}
    return {
        "annotations": [one.to_dict() for one in store.annotations.values()],
        "annotators": [one.to_dict() for one in store.annotators.values()],
        "document": [about],
        "speakers": [one.to_dict() for one in store.speakers.values()],
    }


def merge_tables_into(ours: Tables, shared: Tables, device: str, *, follows: bool) -> Tables:
    """Merge our tables and the shared ones.

    The shared document record normally wins. Ours replaces it in two cases: our text has changed
    since it was shared, or ours has landmarks and the shared one has none. The references of both
    are merged.

    Args:
        ours: The tables of the store.
        shared: The tables of the annotation file.
        device: The device that stamps the changes.
        follows: True if our text has changed since it was shared.
    """
    known = next(iter(shared.get("document", ())), None)
    if known is not None:
        [mine] = ours["document"]
        same = known.get("fingerprint") == mine["fingerprint"]
        newer = not same and follows
        if newer or (same and mine["landmarks"] and not known.get("landmarks")):
            mine = stamp_changes(known, {**known, **_without_merge(mine)}, device)
        else:
            mine = {**known, **{name: mine[name] for name in NESTED_FIELDS if name in mine}}
        ours = {**ours, "document": [mine]}
    return merge_tables(ours, shared)


def _without_merge(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "merge"}


def text_of(tables: Tables) -> str:
    """Return the annotation file that contains `tables`."""
    return "".join(write_lines(tables))


def merge_texts(ours: str, theirs: str) -> str:
    """Merge two annotation files; lines that are not records are left out."""
    return text_of(merge_tables(_read(ours), _read(theirs)))


def _read(text: str) -> Tables:
    try:
        return read_lines(text)
    except ReaderError:
        return read_lines("\n".join(_readable(text)))


def _readable(text: str) -> Iterator[str]:
    """Generate the lines that are valid records."""
    for line in text.split("\n"):
        try:
            read_lines(line)
        except ReaderError:
            continue
        yield line


def drop_invalid_records(tables: Tables) -> tuple[Tables, int]:
    """Remove the records that do not match the format, and count them."""
    found: Tables = {}
    bad = 0
    for name, rows in tables.items():
        for row in rows:
            try:
                _RECORD_CLASSES[name].from_dict(row)
            except KeyError:  # a table of a newer version of the format
                continue
            except (ReaderError, TypeError, ValueError):
                bad += 1
                continue
            found.setdefault(name, []).append(row)
    return found, bad
