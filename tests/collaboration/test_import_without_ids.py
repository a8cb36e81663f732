"""Import of tables without ids, dry runs, and the bin."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.draft import ImportDraft
from readerapp.core.model import Speaker
from readerapp.interchange.importers.base import stable_id
from tests.collaboration.conftest import ARTICLE, Person
from tests.collaboration.test_import import change, everything, marked

__all__ = ["marked"]  # a fixture

TWICE = "The last ferry"
HERE = [ARTICLE.index(TWICE), ARTICLE.rindex(TWICE)]


def table(path: Path, name: str, *rows: tuple[int, str, str]) -> Path:
    """Write a table of highlights of the words at `start`: note and annotator."""
    lines = [f"{start},{start + len(TWICE)},{TWICE},{note},{who}" for start, note, who in rows]
    file = path.with_name(f"{name}.csv")
    file.write_text("\n".join(["start,end,quotation,note,annotator", *lines]), "utf-8")
    return file


def notes(person: Person) -> list[tuple[int, str, str]]:
    return sorted((one["start"], one["note"], one["creator"]) for one in person.list)


def imports(person: Person, file: Path, *more: str) -> str:
    return person.does("import", file, "--into", person.path, *more).strip()


def test_the_table_of_a_second_coder_is_added_to_the_first(ana: Person) -> None:
    dana = table(ana.path, "dana", (HERE[0], "Dana's", "Dana"), (HERE[1], "", "Dana"))
    jo = table(ana.path, "jo", (HERE[0], "", "Jo"), (HERE[1], "Jo's", "Jo"))
    assert imports(ana, dana) == "2 new, 0 changed"
    assert imports(ana, jo) == "2 new, 0 changed"
    assert notes(ana) == [
        (HERE[0], "", "Jo"),
        (HERE[0], "Dana's", "Dana"),
        (HERE[1], "", "Dana"),
        (HERE[1], "Jo's", "Jo"),
    ]
    before = everything(ana.store)
    for file in (dana, jo):
        assert imports(ana, file) == "0 new, 0 changed, 2 unchanged"
    assert everything(ana.store) == before
    table(ana.path, "dana", (HERE[0], "edited", "Dana"), (HERE[1], "", "Dana"))
    assert imports(ana, dana, "--dry-run") == "0 new, 1 changed, 1 unchanged"
    assert imports(ana, dana) == "0 new, 1 changed, 1 unchanged"
    assert (HERE[0], "edited", "Dana") in notes(ana)


def test_a_table_that_names_nobody_is_whose_import_it_is(ana: Person, bob: Person) -> None:
    words = ["The last ferry across", "A bus does not float,"]
    for person, note in ((ana, "hers"), (bob, "his")):
        rows = [{"exact": word, "note": note} for word in words]
        file = person.path.with_name(f"{person.name}.json")
        file.write_text(json.dumps(rows))
        for came in ("2 new, 0 changed", "0 new, 0 changed, 2 unchanged"):
            assert imports(person, file) == came
    assert ana.does("import", bob.file).startswith("2 new, 0 changed")
    assert sorted(one["note"] for one in ana.list) == ["hers", "hers", "his", "his"]


def test_two_coders_who_import_at_home_and_sync_have_all_of_both(
    ana: Person, bob: Person, tmp_path: Path
) -> None:
    spans = [(at, at + 20) for at in range(0, 350, 10)]
    for person, count in ((ana, 35), (bob, 27)):
        rows = [
            {"start": s, "end": e, "exact": ARTICLE[s:e], "creator": person.name, "note": str(s)}
            for s, e in spans[:count]
        ]
        file = tmp_path / f"{person.name}.json"
        file.write_text(json.dumps(rows), "utf-8")
        imports(person, file)
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "--bare", "-q", str(hub)], check=True)
    for person in (ana, bob, ana):
        person.does("sync", hub)
    for person in (ana, bob):
        found = [one["creator"] for one in person.list]
        assert (len(found), found.count("Ana"), found.count("Bob")) == (62, 35, 27)
        notes_found = sorted(int(one["note"]) for one in person.list)
        assert notes_found == sorted([*range(0, 350, 10), *range(0, 270, 10)])
    pairs = ana.does("agreement", ana.file)
    assert "Ana (35 highlights) and Bob (27 highlights)" in pairs
    assert "same range       27" in pairs


# What came while ids were made of less


def earlier(person: Person, start: int, note: str, who: str) -> str:
    """Add a highlight to a store as an earlier version imported it from a table; return its id."""
    key = stable_id(None, "csv", "", "", TWICE)
    file = person.path.with_name("earlier.json")
    row = {"id": key, "start": start, "end": start + len(TWICE), "exact": TWICE, "note": note}
    file.write_text(json.dumps([{**row, "creator": who}]))
    imports(person, file)
    return key


def test_earlier_imports_are_recognised_where_they_are_equal(ana: Person) -> None:
    key = earlier(ana, HERE[1], "second", "Dana")
    file = table(ana.path, "dana", (HERE[0], "first", "Dana"), (HERE[1], "second", "Dana"))
    assert imports(ana, file) == "1 new, 0 changed, 1 unchanged"
    assert {one["start"]: one["id"] == key for one in ana.list} == {HERE[0]: False, HERE[1]: True}
    assert imports(ana, file) == "0 new, 0 changed, 2 unchanged"
    jo = table(ana.path, "jo", (HERE[1], "Jo's", "Jo"))
    assert imports(ana, jo) == "1 new, 0 changed"
    assert len(ana.list) == 3


def test_what_came_before_and_was_deleted_stays_in_the_bin(ana: Person) -> None:
    change(ana, earlier(ana, HERE[0], "first", "Dana"), deleted=True)
    file = table(ana.path, "dana", (HERE[0], "first", "Dana"))
    said = ana.types("import", file, "--into", ana.path)
    assert said.out == "0 new, 0 changed, 1 skipped (deleted here; see Bin)\n"
    assert "1 annotation skipped because deleted here; --restore restores" in said.err


# Before it is done, and taking it back


@pytest.mark.parametrize("options", [(), ("--restore",)])
def test_a_dry_run_says_what_the_import_then_does(
    options: tuple[str, ...], marked: Person, bob: Person
) -> None:
    bob.does("import", marked.file)
    keys = [one["id"] for one in bob.list]
    change(bob, keys[0], deleted=True)
    change(marked, keys[1], note="another")
    change(marked, keys[2], deleted=True)
    marked.marks("We kept the boats")
    data = [
        bob.types("import", marked.file, "--json", *options, *dry).data
        for dry in (("--dry-run",), ())
    ]
    for one in data:
        assert one.pop("dry_run") in (True, False)
    assert data[0] == data[1]
    restored = len(options)
    wanted = {"new": 1, "changed": 1, "removed": 1, "restored": restored, "binned": 1 - restored}
    assert {name: data[0][name] for name in wanted} == wanted
    assert len(bob.list) == 2 + restored


@pytest.mark.parametrize("own", [True, False], ids=["a store's file", "a table"])
def test_an_import_that_was_undone_can_be_brought_back(
    own: bool, marked: Person, bob: Person
) -> None:
    file = marked.file if own else marked.path.with_name("out.csv")
    if not own:
        marked.does("export", marked.path, "--format", "csv", "-o", file)
    imports(bob, file)
    assert "Undid" in bob.undoes()
    bob.marks("We kept the boats")
    assert bob.does("import", file, "--into", bob.path).endswith(
        "3 skipped (deleted here; see Bin)\n"
    )
    said = bob.does("import", file, "--into", bob.path, "--restore")
    assert said == "0 new, 0 changed, 3 restored from the Bin\n"
    assert len(bob.list) == 4
    assert imports(bob, file, "--restore") == "0 new, 0 changed, 3 unchanged"
    assert "Undid" in bob.undoes()
    assert len(bob.list) == 1


def test_many_people_and_many_names_come_in_linear_time(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readerapp.annotations import speaker_edits

    looks = 0
    same_name: Callable[[str, str], bool] = speaker_edits.is_same_name

    def counting(one: str, other: str) -> bool:
        nonlocal looks
        looks += 1
        return same_name(one, other)

    monkeypatch.setattr(speaker_edits, "is_same_name", counting)
    sorts = 0
    alive = speaker_edits.active_speakers

    def sorting(speakers: dict[str, object]) -> object:
        nonlocal sorts
        sorts += 1
        return alive(speakers)  # type: ignore[arg-type]

    monkeypatch.setattr(speaker_edits, "active_speakers", sorting)
    rows = [{"exact": "", "note": "n", "creator": f"c{n}", "speaker": f"s{n}"} for n in range(300)]
    file = ana.path.with_name("many.json")
    file.write_text(json.dumps(rows))
    assert imports(ana, file).startswith("300 new")
    assert looks <= 600
    assert sorts <= 20


def test_many_speakers_of_a_store_are_compared_by_look_up() -> None:
    class Empty:
        annotations: dict[str, Any] = {}  # noqa: RUF012
        speakers: dict[str, Any] = {}  # noqa: RUF012
        annotators: dict[str, Any] = {}  # noqa: RUF012

    draft = ImportDraft(Empty())
    people = [Speaker(id=f"{n}", name=f"speaker {n}").to_dict() for n in range(3_000)]
    again = [Speaker(id=f"again {n}", name=f"Speaker  {n}").to_dict() for n in range(3_000)]
    before = time.process_time()
    combine_tables(draft, {"speakers": [*people, *again]}, "device")
    assert time.process_time() - before < 20, "each against each takes minutes"
    assert sum(not speaker.deleted for speaker in draft.speakers.values()) == 3_000
