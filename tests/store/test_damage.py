"""Damaged, missing and foreign files: everything recoverable is there, and damage is reported."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import tinydb

from readerapp.core.model import DocumentRecord, Speaker, now
from readerapp.store import Store
from tests.store.examples import annotation, edited
from tests.store.subjects import content, plain_notes

Spoil = Callable[[Path, random.Random], None]


def write(folder: Path, record: DocumentRecord, count: int, close: bool) -> dict[str, str]:
    """Write annotations over two checkpoints, with saves after the last one unless closed."""
    opened = Store(folder).open(record)
    for number in range(count):
        opened.commit(annotation(f"note {number}", id=f"a{number}"))
        if number in (count // 3, 2 * count // 3):
            opened.tidy()
    opened.commit(edited(opened.annotations["a0"], "edited"), removes=["a1"])
    if close:
        opened.close()
    return content(opened)


def spoiled_json(text: str) -> Spoil:
    return lambda path, chance: path.with_suffix(".json").write_text(text)


def cut_short(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size - 3))


def flip_a_bit(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def conflict_markers(path: Path, chance: random.Random) -> None:
    text = path.read_text()
    path.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n")


DAMAGE: dict[str, Spoil] = {
    "missing": lambda path, chance: path.unlink(),
    "empty": spoiled_json(""),
    "cut short": cut_short,
    "garbled": lambda path, chance: path.write_bytes(chance.randbytes(500)),
    "merge conflict": conflict_markers,
    "a list": spoiled_json("[1, 2]"),
    "no table": spoiled_json('{"annotations": 3}'),
    "a table of numbers": spoiled_json('{"annotations": {"1": 5}}'),
    "keys that are names": spoiled_json('{"annotations": {"one": {}}}'),
    "not a number": spoiled_json('{"annotations": {"1": {"id": "a", "at": NaN}}}'),
    "too deep": spoiled_json('{"annotations": {"1": {"id": ' + "[" * 90_000 + "]" * 90_000 + "}}}"),
    "deep": spoiled_json('{"annotations": {"1": {"id": ' + "[" * 80 + "]" * 80 + "}}}"),
    "null": spoiled_json("null"),
}


@pytest.mark.parametrize("close", [True, False], ids=["closed", "killed"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_rebuilt_without_loss_and_kept(
    folder: Path, record: DocumentRecord, damage: str, close: bool
) -> None:
    expected = write(folder, record, 9, close)
    path = folder / f"{record.id}.json"
    DAMAGE[damage](path, random.Random(damage))
    spoiled = path.read_bytes() if path.exists() else b""
    opened = Store(folder).open(record)
    assert content(opened) == expected
    (event,) = opened.events
    assert "last good copy" in event
    assert plain_notes(path) == expected
    assert [kept.read_bytes() for kept in folder.glob("damaged-*.json")] == [spoiled][
        : bool(spoiled)
    ]
    again = Store(folder).open(record)
    assert content(again) == expected and not again.events


@pytest.mark.parametrize("known", ["open", "opened later"])
@pytest.mark.parametrize("gone", ["json", "journal", "bak", "json+bak", "json+journal", "all"])
def test_deleted_files_lose_nothing_of_an_open_session(
    folder: Path, record: DocumentRecord, gone: str, known: str
) -> None:
    opened = Store(folder).open(record)
    marks = [annotation(str(number)) for number in range(6)]
    for mark in marks:
        opened.commit(mark)
    opened.tidy()
    late = annotation("late")
    opened.commit(late)
    endings = ["json", "journal", "bak", "lock"] if gone == "all" else gone.split("+")
    for ending in endings:
        (folder / f"{record.id}.{ending}").unlink()
    if known == "open":
        last = annotation("last")
        opened.commit(last)
        expected = {mark.id for mark in [*marks, late, last]}
        assert set(opened.annotations) == expected
        opened.close()
        assert set(plain_notes(folder / f"{record.id}.json")) == expected
        return
    fresh = Store(folder).open(record)
    lost = {"all": 7, "json+bak": 6, "json+journal": 7, "journal": 1}.get(gone, 0)
    assert len(fresh.annotations) >= 7 - lost
    assert bool(fresh.events) == (gone not in ("bak", "all"))


def test_a_whole_store_that_vanishes_is_written_again_by_the_next_change(
    store: Store, record: DocumentRecord
) -> None:
    opened = store.open(record)
    opened.commit(annotation(id="one"))
    shutil.rmtree(store.folder)
    assert opened.refresh() == frozenset()
    assert "one" in opened.annotations and "were deleted" in opened.events[-1]
    opened.commit(annotation(id="two"))
    assert set(Store(store.folder).open(record).annotations) == {"one", "two"}


def test_a_store_that_is_replaced_by_another_folder_is_followed(
    store: Store, record: DocumentRecord, tmp_path: Path
) -> None:
    opened = store.open(record)
    opened.commit(annotation(id="one"))
    store.folder.rename(tmp_path / "old")
    elsewhere = Store(store.folder).open(record)
    elsewhere.commit(annotation(id="two"))
    opened.commit(annotation(id="three"))
    assert set(opened.annotations) == {"one", "two", "three"}
    assert set(Store(store.folder).open(record).annotations) == {"one", "two", "three"}
    assert "replaced" in opened.events[-1]
    assert set(Store(tmp_path / "old").open(record).annotations) == {"one"}


def test_lines_of_both_damaged_copies_are_salvaged(folder: Path, record: DocumentRecord) -> None:
    expected = write(folder, record, 30, close=True)
    for ending in ("json", "bak"):
        path = folder / f"{record.id}.{ending}"
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * 9 // 10])
    (folder / f"{record.id}.journal").unlink()
    opened = Store(folder).open(record)
    assert 20 < len(opened.annotations) < 30
    assert content(opened).items() <= expected.items()
    assert "its readable part" in opened.events[0]
    assert list(folder.glob("damaged-*"))


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_is_always_reported(folder: Path, record: DocumentRecord, seed: int) -> None:
    chance = random.Random(seed)
    expected = write(folder, record, 12, close=False)
    ending = ["json", "journal", "bak"][seed % 3]
    flip_a_bit(folder / f"{record.id}.{ending}", chance)
    opened = Store(folder).open(record)
    differing = dict(content(opened).items() ^ expected.items())
    assert len(differing) <= 2
    assert opened.events or not differing
    opened.commit(annotation("after", id="after"))
    opened.close()
    again = Store(folder).open(record)
    assert content(again) == content(opened) and not again.events


def test_an_older_file_put_back_loses_nothing(folder: Path, record: DocumentRecord) -> None:
    opened = Store(folder).open(record)
    old = b""
    for number in range(40):
        opened.commit(annotation(str(number), id=f"a{number}"))
        opened.tidy()
        if number == 10:
            old = (folder / f"{record.id}.json").read_bytes()
    expected = content(opened)
    (folder / f"{record.id}.json").write_bytes(old)
    fresh = Store(folder).open(record)
    assert content(fresh) == expected
    assert opened.refresh() == frozenset() and content(opened) == expected


def test_changes_by_plain_tinydb_are_merged_by_id(folder: Path, record: DocumentRecord) -> None:
    opened = Store(folder).open(record)
    a, b, c, d = (annotation(name, id=name) for name in "abcd")
    opened.commit(a, b, c, d)
    opened.tidy()
    ours = edited(b, "ours")
    opened.commit(ours, annotation("new", id="new"))
    path = folder / f"{record.id}.json"
    with tinydb.TinyDB(path) as plain:
        table = plain.table("annotations")
        where = tinydb.where("id")
        table.update({"note": "theirs", "modified": now()}, where == "b")
        table.update({"note": "outside"}, where == "c")
        table.remove(where == "d")
        table.insert({**annotation("inserted", id="inserted").to_dict()})
    changed = opened.refresh()
    assert changed == {"b", "c", "d", "inserted"}
    notes = {"a": "a", "b": "theirs", "c": "outside", "new": "new", "inserted": "inserted"}
    assert content(opened) == notes
    assert "another program" in opened.events[0] and "1 older version" in opened.events[0]
    opened.close()
    with tinydb.TinyDB(path, access_mode="r") as plain:
        (lost,) = plain.table("conflicts").all()
    assert lost["record"]["note"] == "ours"
    assert content(Store(folder).open(record)) == notes


def test_a_newer_change_of_ours_wins_over_an_older_one_outside(
    folder: Path, record: DocumentRecord
) -> None:
    opened = Store(folder).open(record)
    mark = annotation("first", id="a")
    opened.commit(mark)
    opened.tidy()
    before = now()
    opened.commit(edited(mark, "ours"))
    with tinydb.TinyDB(folder / f"{record.id}.json") as plain:
        plain.table("annotations").update({"note": "outside", "modified": before}, doc_ids=[1])
    assert opened.commit(Speaker(id="s", name="Ada")) == frozenset()
    assert opened.annotations["a"].note == "ours"
    opened.close()
    text = (folder / f"{record.id}.json").read_text()
    assert '"note":"outside"' in text.partition('"conflicts"')[2]


def test_a_file_put_into_the_store_is_opened_and_gets_a_journal(
    folder: Path, record: DocumentRecord
) -> None:
    folder.mkdir()
    path = folder / f"{record.id}.json"
    rows = {"1": annotation("sent", id="sent").to_dict()}
    path.write_text(json.dumps({"document": {"7": record.to_dict()}, "annotations": rows}))
    opened = Store(folder).open(record)
    assert content(opened) == {"sent": "sent"} and not opened.events
    opened.close()
    assert os.listdir(folder) == [path.name], "reading leaves nothing behind"
    other, third = Store(folder).open(record), Store(folder).open(record)
    other.commit(annotation("new", id="new"))
    third.commit(annotation("third", id="third"))
    assert content(third) == {"sent": "sent", "new": "new", "third": "third"}
    third.close()
    assert plain_notes(path) == content(third)


def test_a_torn_last_line_is_ignored_and_put_aside(folder: Path, record: DocumentRecord) -> None:
    one, two = Store(folder).open(record), Store(folder).open(record)
    one.commit(annotation(id="a"))
    two.refresh()
    journal = folder / f"{record.id}.journal"
    whole = journal.read_bytes()
    torn = whole[-70:-20]
    journal.write_bytes(whole + torn)
    assert two.refresh() == frozenset(), "it may be a save under way"
    assert set(Store(folder).open(record).annotations) == {"a"}
    one.commit(annotation(id="b"))
    assert two.refresh() >= {"b"} and set(two.annotations) == {"a", "b"}
    assert "was not completed" in one.events[0]
    assert [path.read_bytes() for path in folder.glob("damaged-*")] == [torn]


def test_random_bytes_in_a_journal_are_ignored(folder: Path, record: DocumentRecord) -> None:
    expected = write(folder, record, 5, close=True)
    path = folder / f"{record.id}.journal"
    for noise in (b"\n\n\n", b"x" * 99 + b"\n", b"0" * 8 + b" {}\n", bytes(300), b""):
        path.write_bytes(noise)
        opened = Store(folder).open(record)
        assert content(opened) == expected
        assert opened.events
        opened.close()
        assert plain_notes(folder / f"{record.id}.json") == expected
