"""The JSON Schema in the documentation describes the annotation files that the program writes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from readerapp import documents
from readerapp.annotations.field_edits import withdraw
from readerapp.annotations.proposals import Proposal
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import (
    COLOURS,
    CONTEXT,
    SCHEMA,
    Annotation,
    Annotator,
    DocumentRecord,
    Speaker,
    Target,
)
from readerapp.core.reference import Reference
from readerapp.workspace import make_context
from tests.collaboration.conftest import ARTICLE, Person
from tests.collaboration.test_import_books import SEA, clippings

PATH = Path(__file__).resolve().parents[2] / "docs/reference/annotation-file.schema.json"
DESCRIBED = json.loads(PATH.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(DESCRIBED)
UNKNOWN = {"from_elsewhere": {"deep": [1, None]}}
"""A field of another program, which every record must keep."""

PLACES = {
    "document": "document",
    "annotations": "annotation",
    "speakers": "speaker",
    "annotators": "annotator",
    "history": "step",
    "conflicts": "loser",
    "checkpoint": "checkpoint",
}
"""What in the schema describes the records of a table."""

RECORDS: dict[type, str] = {
    Annotation: "annotation",
    Annotator: "annotator",
    DocumentRecord: "document",
    Reference: "reference",
    Speaker: "speaker",
    Target: "target",
}
"""The records of the model, and what in the schema describes them."""

LASTING = PLACES.keys() - {"conflicts", "checkpoint"}
"""The tables whose records another program may have added a field to."""


def opened(person: Person, name: str) -> ReadingSession:
    document = documents.open(str(person.path))
    return make_context(str(person.store), name).open_session(document)


def work(person: Person, key: str, note: str) -> None:
    """Do what the reader can: reply, resolve, change, undo; accept one of a program's proposals."""
    start = ARTICLE.index("A bus does not float")
    with closing(opened(person, "Helper (MCP)")) as program:
        both = (
            Proposal(start=start, end=start + n, speaker="Ida Holm", reason="a verb")
            for n in (9, 20)
        )
        keys, _ = program.propose([*both])
        again, _ = program.propose([Proposal(start=start + 2, end=start + 9)])
        program.change(again, withdraw(program.annotator.id), "Withdrawn")
    with closing(opened(person, person.name)) as session:
        session.reply(key, f"{note}?")
        session.set_resolved(key)
        session.set_note(key, note)
        session.set_colour(key, "red")
        session.highlight(0, 10)
        session.undo()
        session.accept_proposals(keys[:1])


@pytest.fixture
def files(ana: Person, bob: Person, tmp_path: Path) -> list[dict[str, Any]]:
    """Return the files of two people, of a later version, and of a book that is not here."""
    key = ana.marks("The last ferry across", "--note", "old", "--speaker", "Per Aune")
    ana.does("delete", ana.marks("The last ferry leaves", "--tag", "place/harbour"))
    tables = json.loads(ana.file.read_text(encoding="utf-8"))
    for rows in tables.values():
        rows["1"].update(UNKNOWN)
    ana.file.write_text(json.dumps({**tables, "elsewhere": {"7": UNKNOWN}}))
    ana.does("edit", key, "--note", "older")
    bob.does("import", ana.file, "--into", bob.path)
    for person, note in ((ana, "hers"), (bob, "his")):
        work(person, key, note)
    ana.does("import", bob.file)
    clash(ana, key)
    ana.does("cite", ana.path, "--key", "holm2020", "--author", "Holm, Ida", "--doi", "10.1000/182")
    books = tmp_path / "My Clippings.txt"
    books.write_text(clippings(("Persuasion", SEA)), encoding="utf-8")
    bob.does("import", books, "--keep")
    later = tmp_path / "ferry_v2.txt"
    later.write_text(ARTICLE.replace("The last ferry across the Venn", "It"), encoding="utf-8")
    bob.does("import", bob.path, "--into", later)
    paths = [ana.file, *bob.store.glob("*.json")]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def clash(person: Person, key: str) -> None:
    """Change a record in the file by TinyDB while the journal has a later change of it."""
    before = person.file.read_text(encoding="utf-8")
    person.does("edit", key, "--note", "by the program")
    tables = json.loads(before)
    row = next(row for row in tables["annotations"].values() if row["id"] == key)
    row.update(note="by another program", modified="2020-01-01T00:00:00Z")
    person.file.write_text(json.dumps(tables), encoding="utf-8")
    person.does("edit", key, "--colour", "blue")


def faults(file: object) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in VALIDATOR.iter_errors(file)]


def fields(value: object, described: Mapping[str, Any], at: str) -> Iterator[str]:
    """Return the fields that the schema does not name, in a record and its target."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in described["properties"]:
                yield f"{at}.{name}"
            elif name == "target":
                yield from fields(one, DESCRIBED["$defs"]["target"], f"{at}.target")


def test_the_schema_follows_its_standard_and_the_program() -> None:
    Draft202012Validator.check_schema(DESCRIBED)
    places = DESCRIBED["$defs"]
    for kind, place in RECORDS.items():
        known = {field.name for field in dataclasses.fields(kind)} - {"extra"}
        assert known <= places[place]["properties"].keys(), place
    assert DESCRIBED["title"].endswith(f"format {SCHEMA}")
    assert places["target"]["properties"]["prefix"]["maxLength"] == CONTEXT
    named = places["annotation"]["properties"]["colour"]["description"]
    assert ", ".join(COLOURS[:-1]) in named and f"or {COLOURS[-1]};" in named


def test_files_that_the_program_wrote_follow_the_schema(files: list[dict[str, Any]]) -> None:
    seen = {table for file in files for table in file}
    assert seen == {*PLACES, "elsewhere"}
    assert [faults(file) for file in files] == [[]] * len(files)
    unnamed = {
        unnamed
        for file in files
        for table, rows in file.items()
        if table in PLACES
        for row in rows.values()
        for unnamed in fields(row, DESCRIBED["$defs"][PLACES[table]], table)
    }
    assert unnamed == {f"{table}.from_elsewhere" for table in LASTING}
    annotations = [row for file in files for row in file["annotations"].values()]
    for name in DESCRIBED["$defs"]["annotation"]["properties"]:
        assert any(row.get(name) for row in annotations), f"no file of this test has {name}"
    targets = [row["target"] for row in annotations if row["target"]]
    assert any("lost" in target for target in targets)
    assert any(row["document"]["1"].get("earlier") for row in files)
    assert any(row["document"]["1"].get("reference") for row in files)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("annotations", {"target": {"start": -1, "end": 2, "exact": "a"}}),
        ("annotations", {"tags": "rent"}),
        ("annotations", {"created": "yesterday"}),
        ("annotations", {"merge": {"set": {"device": {"noon": ["note"]}}}}),
        ("speakers", {"name": None}),
        ("document", {"landmarks": [["words"]]}),
        ("history", {"changes": [["documents", "1", "title", "", ""]]}),
    ],
)
def test_the_schema_refuses_other_records(
    ana: Person, table: str, change: dict[str, object]
) -> None:
    ana.marks("The last ferry across", "--speaker", "Per Aune")
    file = json.loads(ana.file.read_text(encoding="utf-8"))
    assert faults(file) == []
    file[table]["1"].update(change)
    assert faults(file)
