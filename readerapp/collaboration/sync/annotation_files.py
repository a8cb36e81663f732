"""The form in which a document's records are shared: annotation files, and back.

What belongs to one person or one machine stays there: undo steps, and the paths under which the
document was opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.collaboration.importing.draft import StoredRecords
from readerapp.collaboration.sync.git import SUFFIX
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.interchange import line_format
from readerapp.interchange.line_format import Tables
from readerapp.interchange.record_merge import merge_tables, stamp_changes

_NAME = re.compile(rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}){re.escape(SUFFIX)}")

_KINDS: Mapping[str, type[Record]] = {
    "annotations": Annotation,
    "annotators": Annotator,
    "document": DocumentRecord,
    "speakers": Speaker,
}


def file_name(document: str) -> str:
    """The name of the annotation file of a document, by its id."""
    return f"{document}{SUFFIX}"


def document_id_of(name: str) -> str:
    """The id of the document that a file is about; empty if it is no annotation file."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""


def tables_of(kept: StoredRecords, record: DocumentRecord) -> Tables:
    """The records of a store's document as they are shared."""
    about = {**record.to_dict(), "names": []}
    return {
        "annotations": [one.to_dict() for one in kept.annotations.values()],
        "annotators": [one.to_dict() for one in kept.annotators.values()],
        "document": [about],
        "speakers": [one.to_dict() for one in kept.speakers.values()],
    }


def merge_tables_into(ours: Tables, shared: Tables, device: str, *, follows: bool) -> Tables:
    """Both merged. The description of the text stays what it is in `shared`.

    Except that it `follows` ours, if our text has changed since it was shared, and that ours
    adds landmarks where there are none.
    """
    known = next(iter(shared.get("document", ())), None)
    if known is not None:
        [mine] = ours["document"]
        same = known.get("fingerprint") == mine["fingerprint"]
        newer = not same and follows
        if newer or (same and mine["landmarks"] and not known.get("landmarks")):
            mine = stamp_changes(known, {**known, **_without_merge(mine)}, device)
        else:
            mine = known
        ours = {**ours, "document": [mine]}
    return merge_tables(ours, shared)


def _without_merge(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "merge"}


def text_of(tables: Tables) -> str:
    """The annotation file that holds `tables`."""
    return "".join(line_format.write_lines(tables))


def merge_texts(ours: str, theirs: str) -> str:
    """The merge of two annotation files; lines that are no records are left out."""
    return text_of(merge_tables(_read(ours), _read(theirs)))


def _read(text: str) -> Tables:
    try:
        return line_format.read_lines(text)
    except ReaderError:
        return line_format.read_lines("\n".join(_readable(text)))


def _readable(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        try:
            line_format.read_lines(line)
        except ReaderError:
            continue
        yield line


def drop_invalid_records(tables: Tables) -> tuple[Tables, int]:
    """The records that are what the format says, and how many are not."""
    found: Tables = {}
    bad = 0
    for name, rows in tables.items():
        for row in rows:
            try:
                _KINDS[name].from_dict(row)
            except KeyError:  # a table of a newer version
                continue
            except (ReaderError, TypeError, ValueError):
                bad += 1
                continue
            found.setdefault(name, []).append(row)
    return found, bad
