"""Where a command works: actors, documents found again, records that two saved at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from readerapp import workspace
from readerapp.annotations.transactions import Actor
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Speaker
from tests.sessions import ARTICLE, Open, mark


def test_readers_that_run_at_once_have_names_of_their_own() -> None:
    first, second = Actor("ana-x"), Actor("ana-x")
    assert (first.name, second.name) == ("ana-x", "ana-x.1")
    del first
    assert Actor("ana-x").name == "ana-x"
    assert Actor("bo-y").name == "bo-y"


def test_where_nothing_can_be_locked_the_name_is_new(home: Path) -> None:
    (home / ".local" / "share").mkdir(parents=True)
    (home / ".local" / "share" / "readerapp").write_text("in the way")
    first, second = Actor("ana-x"), Actor("ana-x")
    assert first.name != second.name
    assert first.name.startswith("ana-x.") and second.name.startswith("ana-x.")


def test_texts_without_words_are_known_by_name_alone(open_session: Open, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    for file in files:
        file.write_text("" if file.name == "a.txt" else " \n")
        open_session(file).note_document(file.name)
    for file in files:
        (placed,) = open_session(file).placed.values()
        assert placed.annotation.note == file.name


def test_the_same_text_is_the_same_document_wherever_it_lies(
    open_session: Open, path: Path, tmp_path: Path
) -> None:
    key = mark(open_session(), "painful")
    copy = tmp_path / "copy.txt"
    copy.write_text(ARTICLE.replace("“", '"').replace("”", '"').replace(" ", "\n"))
    assert set(open_session(copy).placed) == {key}
    other = open_session(path, store=tmp_path / "other")
    mark(other, "painful")
    first, second = ([*(tmp_path / name).glob("*.json")] for name in ("store", "other"))
    assert [file.name for file in first] == [file.name for file in second]


def test_merging_two_saves_of_one_record() -> None:
    ours = DocumentRecord(id="d", fingerprint="f", names=("b",))
    theirs = replace(ours, names=("a",), landmarks=(("x", 1),))
    merged = workspace.merge_saved_records(theirs, ours)
    assert isinstance(merged, DocumentRecord)
    assert merged.names == ("b", "a") and merged.landmarks == (("x", 1),)
    changed = workspace.merge_saved_records(theirs, replace(ours, fingerprint="g"))
    assert isinstance(changed, DocumentRecord) and not changed.landmarks
    person = Annotator(id="a", name="Ana")
    assert workspace.merge_saved_records(replace(person, name="Bo"), person) == person
    for kind in (Annotation(id="a", note="n"), Speaker(id="a", name="n")):
        assert workspace.merge_saved_records(kind, kind) == kind
