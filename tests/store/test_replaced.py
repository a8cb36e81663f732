"""Files that we did not write: damage is distinguished from changes by another program."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
import tinydb

from readerapp.core.model import DocumentRecord, Speaker
from readerapp.store import Store, StoreError, check
from readerapp.store.file_format import (
    encode_file,
    has_own_form,
    has_right_checksum,
    has_right_document_checksum,
)
from tests.store.damage import changed_bytes, cuts, prepare, sweep
from tests.store.examples import annotation, document
from tests.store.subjects import content, plain_notes

NOTES = {f"a{number}": str(number) for number in range(5)}


def fill(store: Store, record: DocumentRecord) -> Path:
    """Close a document with the annotations of `NOTES` and a speaker; return its file."""
    opened = store.open(record)
    opened.commit(Speaker(id="s", name="Ada"))
    for key, note in NOTES.items():
        opened.commit(annotation(note, id=key))
    opened.close()
    return store.folder / f"{record.id}.json"


def notes_and_messages(store: Store, record: DocumentRecord) -> tuple[dict[str, str], str]:
    """Open the document; return its notes and messages. Opened again, it has no messages."""
    opened = store.open(record)
    found, events = content(opened), " | ".join(opened.events)
    opened.close()
    again = store.open(record)
    assert content(again) == found and not again.events
    assert plain_notes(store.folder / f"{record.id}.json") == found
    return found, events


def damaged_files(store: Store) -> list[bytes]:
    return [path.read_bytes() for path in store.folder.glob("damaged-*")]


@pytest.mark.parametrize("way", ["closed", "killed"])
@pytest.mark.parametrize("ending", ["json", "journal", "bak"])
def test_no_changed_byte_and_no_truncation_loses_anything_unreported(
    tmp_path: Path, no_copies: None, monkeypatch: pytest.MonkeyPatch, way: str, ending: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    files = prepare(tmp_path, [way])[way]
    data = next(data for name, data in files.items() if name.endswith(ending))
    chance = random.Random(ending + way)
    places = set(chance.sample(range(len(data)), min(8, len(data))))

    def others(at: int) -> list[int]:
        return [data[at] ^ 1 << chance.randrange(8)] if at in places else []

    ends = list(cuts(data))
    states = [*changed_bytes(data, others), *chance.sample(ends, min(8, len(ends)))]
    tally = sweep(files, ending, states, tmp_path)
    assert tally.bad == 0, tally.example
    if way == "closed":
        assert tally.unharmed == tally.states, "the other files hold all of it"


RENAMED = ["annotations", "document", "speakers"]


@pytest.mark.parametrize("table", RENAMED)
@pytest.mark.parametrize("form", ["ours", "another program's"])
def test_a_table_under_another_name_is_damage(
    store: Store, record: DocumentRecord, table: str, form: str
) -> None:
    path = fill(store, record)
    text = path.read_text().replace(f'"{table}"', f'"{table}s"')
    path.write_text(text if form == "ours" else json.dumps(json.loads(text)))
    spoiled = path.read_bytes()
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "damaged" in events
    assert damaged_files(store) == [spoiled]


def test_a_table_that_is_emptied_is_damage(store: Store, record: DocumentRecord) -> None:
    path = fill(store, record)
    with tinydb.TinyDB(path) as plain:
        plain.table("annotations").truncate()
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "`annotations` is empty" in events


def test_what_a_script_removes_stays_removed_and_can_be_brought_back(
    store: Store, record: DocumentRecord
) -> None:
    path = fill(store, record)
    with tinydb.TinyDB(path) as plain:
        plain.table("annotations").remove(tinydb.where("id") == "a1")
        plain.table("annotations").update({"note": "theirs"}, tinydb.where("id") == "a2")
    found, events = notes_and_messages(store, record)
    assert found == {"a0": "0", "a2": "theirs", "a3": "3", "a4": "4"}
    assert "1 removed, 1 changed" in events and not damaged_files(store)
    (before,) = (one for one in store.backups() if one.path.name in events)
    store.restore(before)
    assert notes_and_messages(store, record)[0] == NOTES


def test_the_only_row_of_a_table_may_be_removed(store: Store, record: DocumentRecord) -> None:
    path = fill(store, record)
    with tinydb.TinyDB(path) as plain:
        plain.table("speakers").remove(tinydb.where("id") == "s")
    assert notes_and_messages(store, record)[0] == NOTES
    assert not store.open(record).speakers


@pytest.mark.parametrize("key", ["id", "note", "target"])
def test_a_record_that_lost_a_field_is_not_taken_for_an_edit(
    store: Store, record: DocumentRecord, key: str
) -> None:
    path = fill(store, record)
    tables = json.loads(path.read_text())
    row = tables["annotations"]["2"]
    row[f"{key}x"] = row.pop(key)
    path.write_text(json.dumps(tables))
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "older version" in events
    (conflict,) = json.loads(path.read_text())["conflicts"].values()
    assert conflict["record"] == row


def test_a_letter_in_a_note_is_no_edit_by_another_program(
    store: Store, record: DocumentRecord
) -> None:
    path = fill(store, record)
    path.write_text(path.read_text().replace('"note":"3"', '"note":"8"'))
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "checksum" in events


def test_files_of_two_documents_in_each_others_place(store: Store) -> None:
    one, two = document(fingerprint="one"), document(fingerprint="two")
    paths = [fill(store, one), fill(store, two)]
    late = store.open(two)
    late.commit(annotation("late", id="late"))
    late.close()
    for ending in (".json", ".journal"):
        pair = [path.with_suffix(ending) for path in paths]
        data = [path.read_bytes() for path in pair]
        pair[0].write_bytes(data[1])
        pair[1].write_bytes(data[0])
        assert store.find(fingerprint="one") == one and store.find(fingerprint="two") == two
        found, events = notes_and_messages(store, one)
        assert found == NOTES and "another document" in events
        found, events = notes_and_messages(store, two)
        assert found == {**NOTES, "late": "late"} and "another document" in events


def test_file_and_journal_of_another_document_over_ours(store: Store) -> None:
    one, two = document(), document()
    ours, theirs = fill(store, one), fill(store, two)
    other = store.open(two)
    other.commit(annotation("theirs", id="theirs"))
    other.close()
    for ending in (".json", ".journal"):
        ours.with_suffix(ending).write_bytes(theirs.with_suffix(ending).read_bytes())
    found, events = notes_and_messages(store, one)
    assert found == NOTES and "another document" in events


def test_an_older_copy_put_back_by_hand_loses_nothing(store: Store, record: DocumentRecord) -> None:
    path = fill(store, record)
    old = path.read_bytes()
    opened = store.open(record)
    for number in range(3):
        opened.commit(annotation("new", id=f"new-{number}"))
        opened.tidy()
    opened.commit(annotation("deleted since", id="a0"))
    opened.close()
    now = content(store.open(record))
    path.write_bytes(old)
    found, events = notes_and_messages(store, record)
    assert found == now and "older copy" in events and "readerapp restore" in events
    assert damaged_files(store) == [old]


@pytest.mark.parametrize("more", [1, 3])
def test_a_file_changed_in_a_copy_of_the_store_is_merged(
    store: Store, record: DocumentRecord, more: int
) -> None:
    """Two copies of a store count saves independently: the numbers do not tell which is newer."""
    path = fill(store, record)
    second_store = Store(store.folder.with_name("twin"))
    shutil.copytree(store.folder, second_store.folder)
    for number in range(2):
        ours = store.open(record)
        ours.commit(annotation("ours", id=f"ours-{number}"))
    ours.close()
    theirs = second_store.open(record)
    for number in range(more):
        theirs.commit(annotation("theirs", id=f"theirs-{number}"))
    theirs.close()
    path.write_bytes((second_store.folder / path.name).read_bytes())
    found, events = notes_and_messages(store, record)
    both = {f"ours-{n}": "ours" for n in range(2)} | {f"theirs-{n}": "theirs" for n in range(more)}
    assert found == NOTES | both and "merged" in events


def test_saves_missing_from_the_end_of_the_journal_are_reported(
    store: Store, record: DocumentRecord
) -> None:
    fill(store, record)
    opened = store.open(record)
    journal = store.folder / f"{record.id}.journal"
    before = journal.stat().st_size
    opened.commit(annotation("x", id="x"))
    opened.commit(annotation("y", id="y"))
    with journal.open("r+b") as file:
        file.truncate(before)
    (finding,) = check(store.folder).findings
    assert "the last 2 changes" in finding.sentence
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "the last 2 changes" in events


def test_a_session_writes_again_what_is_gone_from_the_journal(
    store: Store, record: DocumentRecord
) -> None:
    fill(store, record)
    opened = store.open(record)
    journal = store.folder / f"{record.id}.journal"
    before = journal.stat().st_size
    opened.commit(annotation("x", id="x"))
    with journal.open("r+b") as file:
        file.truncate(before)
    opened.refresh()
    assert content(opened) == {**NOTES, "x": "x"} and "from memory" in opened.events[-1]
    assert notes_and_messages(store, record)[0] == content(opened)


def test_files_of_versions_without_a_checksum_open_without_a_message(
    store: Store, record: DocumentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readerapp.store import document_files, file_format

    def older(contents: file_format.Tables, journal: str, save: int) -> bytes:
        return file_format.dump_tables(
            {**contents, "checkpoint": {"1": {"journal": journal, "save": save}}}
        )

    with monkeypatch.context() as patch:
        patch.setattr(document_files, "encode_file", older)
        path = fill(store, record)
    (store.folder / f"{record.id}.lock").write_bytes(b"")
    assert '"crc"' not in path.read_text()
    assert store.find(fingerprint=record.fingerprint) == record
    assert notes_and_messages(store, record) == (NOTES, "")
    path.write_text(path.read_text().replace('"note":"3"', '"note":"8"'))
    assert notes_and_messages(store, record) == (NOTES, damage_message(record))


def damage_message(record: DocumentRecord) -> str:
    return (
        "The annotations were rebuilt from the last good copy and the journal: "
        f"{record.id}.json is not as it was saved. The damaged file is kept beside it."
    )


def test_a_damaged_last_good_copy_is_found_by_a_check_and_recreated(
    store: Store, record: DocumentRecord
) -> None:
    fill(store, record)
    copy = store.folder / f"{record.id}.bak"
    assert check(store.folder).sound
    spoiled = copy.read_bytes().replace(b"journal", b"jowrnal")
    copy.write_bytes(spoiled)
    (finding,) = check(store.folder).findings
    assert finding.file == copy.name and "copy is damaged" in finding.sentence
    assert copy.read_bytes() == spoiled
    assert check(store.folder, repair=True).sound and not check(store.folder).findings
    assert damaged_files(store) == [spoiled]
    (store.folder / f"{record.id}.json").write_text("rubbish")
    found, events = notes_and_messages(store, record)
    assert found == NOTES and "last good copy" in events


def test_a_damaged_dated_copy_is_not_brought_back(store: Store, record: DocumentRecord) -> None:
    fill(store, record)
    (backup,) = store.backups()
    backup.path.write_text(backup.path.read_text().replace('"note":"3"', '"note":"8"'))
    with pytest.raises(StoreError, match="its checksum is wrong"):
        store.restore(backup)


def test_a_changed_file_without_journal_is_opened_with_a_message(
    store: Store, record: DocumentRecord
) -> None:
    path = fill(store, record)
    data = path.read_bytes()
    for left in store.folder.iterdir():
        left.unlink()
    path.write_bytes(data.replace(b'"note":"3"', b'"note":"8"'))
    found, events = notes_and_messages(store, record)
    assert found == {**NOTES, "a3": "8"} and "no good copy" in events
    assert len(damaged_files(store)) == 1


@pytest.mark.parametrize(
    "tables",
    [{}, {"document": {"1": {"id": "x"}}}, {"annotations": {"1": {"id": "y"}}}],
    ids=["empty", "a document", "annotations"],
)
def test_the_checksum_covers_every_byte(tables: dict) -> None:
    data = encode_file(tables, "journal", 3)
    assert json.loads(data).keys() == {"checkpoint", *tables}
    assert has_right_checksum(data) and has_right_document_checksum(data) and has_own_form(data)
    flipped = list(changed_bytes(data, lambda at: (data[at] ^ 1 << bit for bit in range(8))))
    replaced = list(changed_bytes(data, lambda at: b' \n"a0'))
    assert len(flipped) == 8 * len(data)
    assert not any(map(has_right_checksum, flipped + replaced))
    assert not has_own_form(json.dumps(json.loads(data)).encode())
    assert not has_own_form(json.dumps(json.loads(data), indent=0).encode())
