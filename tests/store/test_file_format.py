"""File formats: what is written can be read; anything else is refused or left unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.store import Store, StoreReadOnly
from readerapp.store import journal as journals
from readerapp.store.external_edits import diff_tables, merge_external_edits
from readerapp.store.file_format import dump_tables, parse_tables, peek_tables, salvage_records
from readerapp.store.health import check
from readerapp.store.journal import JournalBase, JournalSave
from tests.store.examples import annotation, document
from tests.store.subjects import content, plain_notes

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.dictionaries(TEXT, VALUES, max_size=4)
KEYS = st.integers(1, 50).map(str)
TABLES = st.dictionaries(TEXT, st.dictionaries(KEYS, ROWS, min_size=1, max_size=4), max_size=3)
NAMED = st.builds(
    lambda ids, notes: {
        str(n): {"id": i, "note": t} for n, (i, t) in enumerate(zip(ids, notes, strict=False))
    },
    st.lists(st.sampled_from("abcdef"), unique=True, max_size=5),
    st.lists(st.sampled_from(["x", "y", "z"]), min_size=5, max_size=5),
)


@given(TABLES)
def test_tables_survive_the_file(tables: dict) -> None:
    data = dump_tables(tables)
    assert parse_tables(data) == parse_tables(data, ours=True) == json.loads(data) == tables
    assert salvage_records(data) == tables


@given(TABLES, ROWS)
def test_the_document_is_read_from_the_top_of_a_file(tables: dict, row: dict) -> None:
    top = {"checkpoint": {"1": {"save": 3}}, "document": {"1": row}}
    data = dump_tables({**tables, **top})
    assert peek_tables(data) == top
    assert peek_tables(data[:40]) is None and peek_tables(dump_tables(tables)) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_file_or_refused(data: bytes) -> None:
    for read in (parse_tables, salvage_records):
        try:
            tables = read(data)
        except ValueError:
            continue
        assert all(key.isdecimal() for rows in tables.values() for key in rows)
    journal = journals.read_journal(data)
    assert not journal.bodies and not journal.bases


@given(st.lists(st.tuples(TEXT, KEYS, st.none() | ROWS), max_size=4), st.integers(0, 400))
def test_a_journal_cut_anywhere_is_read_up_to_its_last_whole_line(ops: list, cut: int) -> None:
    saves = [JournalSave(number, tuple(ops)) for number in (1, 2, 3)]
    data = journals.journal_lines(
        "one", "d", [JournalBase("00", 0)], map(journals.save_line, saves)
    )
    whole = journals.read_journal(data)
    assert (
        whole.saves_after(0) == saves
        and whole.id == "one"
        and whole.base("00")
        and not whole.damaged
    )
    part = journals.read_journal(data[: max(0, len(data) - cut)])
    assert part.saves_after(0) == saves[: len(part.bodies)] and not part.damaged
    assert data[: part.end].count(b"\n") == len(part.bodies) + len(part.bases) + bool(part.id)


@given(NAMED, NAMED, NAMED)
def test_merging_keeps_every_change_of_both_sides(theirs: dict, ours: dict, base: dict) -> None:
    merged = merge_external_edits({"t": theirs}, {"t": ours}, {"t": base})

    def notes(rows: dict) -> dict:
        return {row["id"]: row["note"] for row in rows.values()}

    result, t, o, b = notes(merged.tables["t"]), notes(theirs), notes(ours), notes(base)
    lost = {
        (r["record"]["id"], r["record"]["note"])
        for r in merged.tables.get("conflicts", {}).values()
    }
    assert merged.conflicts == len(lost)
    for one in {*t, *o, *b}:
        versions = t.get(one), o.get(one), b.get(one)
        if versions[0] == versions[2]:
            assert result.get(one) == versions[1]
        elif versions[1] in (versions[0], versions[2]):
            assert result.get(one) == versions[0]
        else:
            allowed = {(one, result.get(one))} | lost
            assert all((one, note) in allowed for note in versions[:2] if note is not None)
    assert diff_tables(merged.tables, merged.tables) == []


def test_an_older_format_is_migrated_and_a_copy_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = document()
    old = Store(folder).open(record)
    old.commit(annotation("a", id="a"))
    old.tidy()
    old.commit(annotation("b", id="b"))

    def migrate(tables: dict) -> dict:
        for row in tables["annotations"].values():
            row["note"] += "!"
        return tables

    monkeypatch.setattr("readerapp.store.file_format.CURRENT", 2)
    monkeypatch.setitem(
        __import__("readerapp.store.file_format", fromlist=["x"]).MIGRATIONS, 1, migrate
    )
    opened = Store(folder).open(record)
    assert content(opened) == {"a": "a!", "b": "b!"} and opened.record.schema == 2
    assert "format version 1 to 2" in opened.events[0]
    opened.commit(annotation("c", id="c"))
    path = folder / f"{record.id}.json"
    assert plain_notes(path) == {"a": "a!", "b": "b!"}
    copied = json.loads((folder / f"{record.id}.bak").read_text())
    assert [row["note"] for row in copied["annotations"].values()] == ["a"]
    path.write_text("rubbish")
    again = Store(folder).open(record)
    assert content(again)["c"] == "c" and content(again)["a"] == "a!"
    monkeypatch.setattr("readerapp.store.file_format.CURRENT", 1)
    before = {one: one.read_bytes() for one in folder.iterdir()}
    behind = Store(folder).open(record)
    assert content(behind) == content(again)
    assert behind.problem is not None and "newer version" in behind.problem
    with pytest.raises(StoreReadOnly, match="update readerapp"):
        behind.commit(annotation())
    behind.close()
    assert {one: one.read_bytes() for one in folder.iterdir()} == before
    assert any("newer format" in finding.sentence for finding in check(folder).findings)


def test_a_format_without_a_migration_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = document()
    Store(folder).open(record).commit(annotation("a", id="a"))
    monkeypatch.setattr("readerapp.store.file_format.CURRENT", 3)
    with pytest.raises(ValueError, match="version 1 of the format is not known"):
        Store(folder).open(record)
