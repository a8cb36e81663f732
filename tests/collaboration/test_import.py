"""`readerapp import`: whole files or nothing, idempotent, on the right words."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from readerapp import documents
from readerapp.collaboration.importing.import_plan import Importer, read_files
from readerapp.workspace import make_context
from tests.collaboration.conftest import ARTICLE, Person

FORMATS = {
    "json": "out.json", "jsonl": "out.jsonl", "csv": "out.csv", "w3c": "out.jsonld",
    "hypothesis": "hyp.json", "qdpx": "out.qdpx",
    "epub-anno": "out.annotation",
}  # fmt: skip
KEPT = ("id", "start", "end", "exact", "state", "colour", "note", "tags", "speaker", "creator")


def comparable_annotations(person: Person) -> list[tuple[Any, ...]]:
    return [tuple(str(one[name]) for name in KEPT) for one in person.list]


def everything(store: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in store.glob("*.json")}


@pytest.fixture
def marked(ana: Person) -> Person:
    """Return Ana with three highlights."""
    ana.marks("The last ferry across", "--note", "=SUM(A1)", "--tag", "two words", "--tag", "b")
    ana.marks("A bus does not float,", "--speaker", "Ida Holm", "--colour", "red")
    ana.marks("a painful but necessary step", "--speaker", "Per Aune", "--note", "one\n\ntwo")
    return ana


def hypothesis(*quotes: str, note: str = "n", **more: Any) -> str:
    """Return a Hypothesis export with one annotation for each of `quotes`."""
    items = [
        {
            "id": f"h{number}",
            "uri": "https://news.example/ferry",
            "user": "acct:zoe@hypothes.is",
            "created": "2026-01-02T03:04:05+00:00",
            "updated": "2026-01-02T03:04:05+00:00",
            "text": note,
            "tags": ["boats"],
            "document": {"title": ["Ferry line to close"]},
            "target": [{"selector": [{"type": "TextQuoteSelector", "exact": quote}]}],
            **more,
        }
        for number, quote in enumerate(quotes)
    ]
    return json.dumps({"export_userid": "zoe", "annotations": items})


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_arrives_whole_and_only_once(
    name: str, marked: Person, bob: Person, tmp_path: Path
) -> None:
    file = tmp_path / FORMATS[name]
    marked.does("export", marked.path, "--format", name, "-o", file)
    assert bob.does("import", file, "--into", bob.path).startswith("3 new, 0 changed")
    assert comparable_annotations(bob) == comparable_annotations(marked)
    before = everything(bob.store)
    again = bob.does("import", file, "--into", bob.path)
    assert again == "0 new, 0 changed, 3 unchanged\n"
    assert everything(bob.store) == before
    home = marked.does("import", file, "--into", marked.path)
    assert home == "0 new, 0 changed, 3 unchanged\n"


def test_a_file_of_another_store_is_merged_field_by_field(marked: Person, bob: Person) -> None:
    assert bob.does("import", marked.file).startswith("3 new")
    ferry = next(one["id"] for one in bob.list if one["exact"] == "The last ferry across")
    bob.marks("The last ferry leaves at noon", "--note", "Bob's own")
    change(bob, ferry, colour="green")
    change(marked, ferry, tags=["noon"])
    assert bob.does("import", marked.file) == "0 new, 1 changed, 2 unchanged\n"
    assert marked.does("import", bob.file) == "1 new, 1 changed, 2 unchanged\n"
    assert comparable_annotations(marked) == comparable_annotations(bob)
    merged = next(one for one in bob.list if one["id"] == ferry)
    assert (merged["colour"], merged["tags"], merged["note"]) == ("green", ["noon"], "=SUM(A1)")
    assert marked.does("import", bob.file) == "0 new, 0 changed, 4 unchanged\n"
    assert {one["creator"] for one in bob.list} == {"Ana", "Bob"}


def test_a_speaker_whom_only_the_file_knows_is_imported(ana: Person, tmp_path: Path) -> None:
    ana.marks("A bus does not float,")
    file = tmp_path / "out.json"
    ana.does("export", ana.path, "--format", "json", "-o", file)
    (item,) = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps([{**item, "speaker": "Ida Holm"}]), encoding="utf-8")
    assert ana.does("import", file, "--into", ana.path) == "0 new, 1 changed\n"
    assert ana.list[0]["speaker"] == "Ida Holm"


def test_what_was_deleted_on_both_sides_or_here_stays_deleted(marked: Person, bob: Person) -> None:
    bob.does("import", marked.file)
    key = bob.list[0]["id"]
    change(bob, key, deleted=True)
    said = bob.does("import", marked.file)
    assert said == "0 new, 0 changed, 2 unchanged, 1 skipped (deleted here; see Bin)\n"
    assert len(bob.list) == 2
    said = "0 new, 0 changed, 2 unchanged, 1 deleted\n"
    assert marked.does("import", bob.file, "--dry-run") == said
    assert len(marked.list) == 3
    assert marked.does("import", bob.file) == said
    assert [one["id"] for one in marked.list] == [one["id"] for one in bob.list]


def test_one_name_is_one_speaker_whoever_imports_from_whom(ana: Person, bob: Person) -> None:
    ana.marks("A bus does not float,", "--speaker", "Ida Holm")
    bob.marks("We kept the boats", "--speaker", "ida  holm")
    theirs, ours = ana.file.read_bytes(), bob.file.read_bytes()
    for person, other in ((ana, ours), (bob, theirs)):
        file = person.path.with_name("other.json")
        file.write_bytes(other)
        person.does("import", file)
        assert len(person.types("speakers", person.path, "--json").data) == 1
    ana.does("import", bob.file)
    bob.does("import", ana.file)
    for person in (ana, bob):
        [speaker] = person.types("speakers", person.path, "--json").data
        assert speaker["quotations"] == 2
    assert comparable_annotations(ana) == comparable_annotations(bob)


def test_a_second_import_of_another_programs_file_changes_nothing(ana: Person) -> None:
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis("A bus does not float", "nowhere to be found at all"))
    first = ana.does("import", file, "--into", ana.path)
    assert first == "2 new, 0 changed, 1 with text not found\n"
    [bus] = [one for one in ana.list if one["state"] == "exact"]
    assert (bus["exact"], bus["creator"], bus["tags"]) == ("A bus does not float", "zoe", ["boats"])
    change(ana, bus["id"], note="mine now")
    assert ana.does("import", file, "--into", ana.path).endswith("2 unchanged\n")
    # They write on: what only they changed comes, what both changed is kept twice.
    file.write_text(hypothesis("A bus does not float", tags=["boats", "buses"]))
    assert ana.does("import", file, "--into", ana.path).startswith("0 new, 1 changed")
    file.write_text(hypothesis("A bus does not float", tags=["boats", "buses"], note="theirs too"))
    said = ana.does("import", file, "--into", ana.path)
    assert said == "0 new, 1 changed, 1 in conflict\n"
    [bus] = [one for one in ana.list if one["state"] == "exact"]
    assert (bus["note"], bus["tags"]) == ("mine now", ["boats", "buses"])
    kept = json.loads(ana.file.read_text())["annotations"]
    [merge] = [row["merge"] for row in kept.values() if row["id"] == bus["id"]]
    assert list(merge["also"]["note"].values()) == ["theirs too"]
    assert ana.does("import", file, "--into", ana.path).endswith("1 unchanged\n")


def test_a_file_that_was_edited_by_hand_and_one_that_is_older(marked: Person) -> None:
    file = marked.path.with_name("out.json")
    marked.does("export", marked.path, "-o", file)
    items = json.loads(file.read_text())
    old = file.read_text()
    items[0]["colour"], items[0]["tags"] = "blue", ["edited"]
    file.write_text(json.dumps(items))
    assert marked.does("import", file).startswith("0 new, 1 changed")
    [changed] = [one for one in marked.list if one["id"] == items[0]["id"]]
    assert (changed["colour"], changed["tags"]) == ("blue", ["edited"])
    change(marked, items[1]["id"], note="newer than the file")
    file.write_text(old.replace('"red"', '"pink"'))
    # The first has been changed back by hand; the second is older here than in the store.
    marked.does("import", file)
    assert "newer than the file" in [one["note"] for one in marked.list]


def test_an_import_is_one_step(marked: Person, bob: Person) -> None:
    bob.marks("The last ferry leaves", "--note", "before")
    bob.does("import", marked.file)
    assert len(bob.list) == 4
    assert bob.undoes() == f"Undid: import of {marked.file.name}"
    assert [one["note"] for one in bob.list] == ["before"]


def test_a_dry_run_says_the_same_and_writes_nothing(marked: Person, bob: Person) -> None:
    dry = bob.types("import", marked.file, "--dry-run")
    assert dry.out == "3 new, 0 changed\n"
    assert "nothing was written" in dry.err
    assert not bob.store.exists()
    assert bob.does("import", marked.file) == dry.out


def test_the_report_as_data(marked: Person, bob: Person) -> None:
    report = json.loads(bob.does("import", marked.file, "--into", bob.path, "--json"))
    assert (report["new"], report["changed"], report["orphaned"]) == (3, 0, 0)
    assert (report["unchanged"], report["dry_run"], report["problems"]) == (0, False, [])
    [document] = report["documents"]
    assert document["title"] and document["new"] == 3


def test_several_files_are_one_import(marked: Person, bob: Person, tmp_path: Path) -> None:
    file = tmp_path / "hyp.json"
    file.write_text(hypothesis("steered the line"))
    assert bob.does("import", marked.file, file, "--into", bob.path).startswith("4 new")
    assert bob.undoes() == "Undid: import of 2 files"
    assert bob.list == []
    broken = tmp_path / "broken.json"
    broken.write_text(file.read_text()[:-9])
    said = bob.types("import", broken, file, broken, "--into", bob.path, "--restore")
    assert (said.code, said.out) == (1, "0 new, 0 changed, 1 restored from the Bin\n")
    assert said.err.count("broken.json is damaged") == 2
    assert len(bob.list) == 1
    said = bob.types("import", broken, broken, "--into", bob.path)
    assert (said.code, said.out) == (1, "")


# Which document


def test_the_document_is_found_by_its_text_wherever_it_lies(marked: Person, bob: Person) -> None:
    elsewhere = bob.path.with_name("renamed.txt")
    elsewhere.write_text(ARTICLE)
    bob.types("add", elsewhere, "--quote", "Ferry line", "--note", "mine")
    assert bob.does("import", marked.file).startswith("3 new")
    assert len(bob.types("list", elsewhere, "--json").data) == 4


@pytest.mark.parametrize("name", ["ferry", "ferry.txt", "Ferry.txt", "/some/where/ferry.txt"])
def test_the_document_is_found_by_its_name(name: str, ana: Person) -> None:
    ana.marks("The last ferry across")
    file = ana.path.with_name("notes.json")
    file.write_text(json.dumps([{"id": "x", "document": name, "exact": "A bus", "note": "!"}]))
    assert ana.does("import", file).startswith("1 new, 0 changed")


def test_clippings_of_many_books_go_to_those_that_are_here(ana: Person) -> None:
    ana.marks("The last ferry across")
    file = ana.path.with_name("My Clippings.txt")
    clipping = "{}\n- Your Highlight on Location 10-11 | Added on Friday, 2 January 2026\n\n{}\n"
    file.write_text(
        "==========\n".join(
            [
                clipping.format("ferry", "A bus does not float"),
                clipping.format("Another Book", "It was a dark night"),
                "",
            ]
        )
    )
    said = ana.types("import", file)
    assert said.out == "1 new, 0 changed\n"
    assert "1 annotation for “Another Book” skipped" in said.err
    assert "A bus does not float" in [one["exact"] for one in ana.list]
    assert ana.list[-1]["creator"] == "Ana"


def test_places_of_slate_go_to_the_text_that_they_are_places_of(ana: Person) -> None:
    file = ana.path.with_name("ferry.txt.annotations")
    file.write_text("((2, 0), (2, 2)) - boat\n(99, 0) - nowhere\n")
    lost = ana.types("import", file)
    assert (lost.code, "“ferry.txt”, which is not known here" in lost.err) == (1, True)
    ana.marks("A bus does not float")
    said = ana.types("import", file)
    assert said.out == "1 new, 0 changed\n"
    assert "Item 2 skipped: its place, (99, 0) to (99, 0), is not in the text." in said.err
    assert {one["exact"]: one["tags"] for one in ana.list}["The last ferry"] == ["boat"]
    assert ana.does("import", file, "--into", ana.path).endswith("1 unchanged\n")


def test_a_text_that_is_not_at_hand_gets_its_annotations_all_the_same(
    marked: Person, bob: Person
) -> None:
    file = marked.file
    marked.path.unlink()
    assert bob.does("import", file).startswith("3 new")
    bob.path.write_text(ARTICLE)
    assert len(bob.list) == 3
    assert bob.list[0]["state"] == "exact"


def test_a_file_that_says_nothing_of_its_document_asks_for_it(ana: Person) -> None:
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis("A bus"))
    said = ana.types("import", file)
    assert (said.code, said.out) == (1, "")
    assert "Ferry line to close" in said.err and "--into PATH" in said.err


# Words that moved


def test_words_are_found_again_in_a_changed_text(marked: Person, bob: Person) -> None:
    bob.path.write_text("A new first paragraph, quite long.\n\n" + ARTICLE.replace("ninety", "90"))
    assert bob.does("import", marked.file, "--into", bob.path).startswith("3 new, 0 changed")
    text = bob.path.read_text()
    for one in bob.list:
        assert text[one["start"] : one["end"]] == one["exact"]
    assert bob.does("import", marked.file, "--into", bob.path).endswith("3 unchanged\n")


def test_words_that_occur_twice_need_their_context(ana: Person) -> None:
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis("The last ferry"))
    assert "1 with text not found" in ana.does("import", file, "--into", ana.path)
    ana.path.with_name("two.json").write_text(
        hypothesis("The last ferry", id="other").replace(
            '"exact": "The last ferry"', '"exact": "The last ferry", "suffix": " leaves at noon"'
        )
    )
    ana.does("import", ana.path.with_name("two.json"), "--into", ana.path)
    [found] = [one for one in ana.list if one["state"] == "exact"]
    assert found["start"] == ARTICLE.rindex("The last ferry")


def test_words_are_found_whatever_quotation_marks_they_were_typed_with(ana: Person) -> None:
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis('"A bus does\n not float," Holm'))
    assert "not found" not in ana.does("import", file, "--into", ana.path)
    assert ana.list[0]["exact"] == "“A bus does not float,” Holm"


@pytest.mark.parametrize(
    ("words", "others", "state"),
    [
        ("A bus doesn't float", "The last ferry across", "drifted"),
        ("The board was silent", "The last ferry across", "orphaned"),
        ("A bus doesn't float", "Words of another text", "orphaned"),
    ],
)
def test_changed_words_are_taken_at_their_offsets_where_these_are_of_this_text(
    words: str, others: str, state: str, ana: Person
) -> None:
    start, first = ARTICLE.index("A bus does not"), ARTICLE.index("The last ferry across")
    items = [
        {"exact": words, "note": "n", "start": start, "end": start + len("A bus does not float")},
        {"exact": others, "note": "", "start": first, "end": first + len(others)},
    ]
    file = ana.path.with_name("list.json")
    file.write_text(json.dumps(items))
    ana.does("import", file, "--into", ana.path)
    assert {one["exact"]: one["state"] for one in ana.list}[words] == state


def test_changed_words_are_found_by_their_context(ana: Person) -> None:
    file = ana.path.with_name("hyp.json")
    quote = hypothesis("a painful yet necessary step in the end").replace(
        '"exact":', '"prefix": "Board chairman Per Aune called the sale “", "exact":'
    )
    quote = quote.replace('"exact":', '"suffix": "” and promised a bus.", "exact":')
    file.write_text(quote)
    assert "not found" not in ana.does("import", file, "--into", ana.path)
    [one] = ana.list
    assert one["state"] == "drifted"
    assert ARTICLE[one["start"] : one["end"]] == "a painful but necessary step"


# Files that are not what they should be


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00" * 99, b"{", b"[" * 100_000, b"\xff\xfe\x00", b"just some words\n",
        b'{"document": {}, "annotations": {}}', b'{"annotations": [1, 2', b"<<<<<<< ours\n{}\n",
        b'[{"id": 1}]', b'{"@context": "x", "items": 4}', b"PK\x03\x04 not a zip",
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_one_sentence(content: bytes, ana: Person) -> None:
    file = ana.path.with_name("bad")
    file.write_bytes(content)
    said = ana.types("import", file, "--into", ana.path)
    assert said.code in (0, 1)
    assert len(said.err.splitlines()) <= 3
    assert "Traceback" not in said.err
    assert not ana.store.exists()


@pytest.mark.parametrize("missing", ["nothing.json", "."])
def test_a_file_that_cannot_be_read_is_named(missing: str, ana: Person) -> None:
    said = ana.types("import", missing, "--into", ana.path)
    assert said.code == 1
    assert missing in said.err


def test_a_store_that_cannot_be_written_is_said_before_all_else(
    marked: Person, bob: Person
) -> None:
    bob.store.write_text("in the way")
    said = bob.types("import", marked.file)
    assert (said.code, said.out) == (1, "")


def test_invalid_items_are_skipped_alone(marked: Person, bob: Person) -> None:
    tables = json.loads(marked.file.read_text())
    rows = tables["annotations"]
    rows["91"] = {**rows["1"], "id": 7}
    rows["92"] = {**rows["1"], "id": "late", "target": {"start": 9e9, "exact": None}}
    far = {"start": 10**12, "end": 10**12 + 4, "exact": "gone far"}
    rows["93"] = {**rows["1"], "id": "far", "target": far}
    rows["94"] = {**rows["1"], "id": "esc", "note": "\x1b]52;c;eA==\x07\u202e", "tags": ["[red]"]}
    rows["95"] = {**rows["1"], "merge": {"set": {"x": {"NaN": 3}}, "seen": [], "also": 1}}
    file = bob.path.with_name("tampered.json")
    file.write_text(json.dumps(tables))
    said = bob.types("import", file, "--into", bob.path)
    assert said.code == 0
    assert said.out == "5 new, 0 changed, 1 with text not found\n"
    assert len(said.err.splitlines()) == 2
    assert len(bob.list) == 5
    listed = bob.does("list", bob.path)
    assert "\x1b" not in listed and "\u202e" not in listed


def test_a_newer_file_is_read_as_far_as_it_is_known(marked: Person, bob: Person) -> None:
    tables = json.loads(marked.file.read_text())
    tables["document"]["1"]["schema"] = 99
    tables["moods"] = {"1": {"id": "m", "mood": "fine"}}
    for row in tables["annotations"].values():
        row["mood"] = {"deep": [1, 2]}
    file = bob.path.with_name("newer.json")
    file.write_text(json.dumps(tables))
    assert bob.does("import", file, "--into", bob.path).startswith("3 new")
    kept = json.loads(bob.file.read_text())["annotations"]
    assert [row["mood"] for row in kept.values()] == [{"deep": [1, 2]}] * 3


def change(person: Person, key: str, *, deleted: bool = False, **fields: Any) -> None:
    """Change an annotation as in the reader."""
    from readerapp import documents
    from readerapp.workspace import make_context

    session = make_context(str(person.store), person.name).open_session(
        documents.open(str(person.path))
    )
    if deleted:
        session.delete(key)
    for name, value in fields.items():
        getattr(session, f"set_{name}")(key, value)
    session.close()


def test_how_far_an_import_is_rises_to_the_end(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readerapp.collaboration.importing.import_plan._PROGRESS_INTERVAL", 1)
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis("A bus", "ninety years", "Ferry line", "the harbour board"))
    progress: list[float] = []
    context = make_context(str(ana.store), "Ana")
    with closing(Importer(context, progress.append)) as importer:
        importer.add(read_files([file])[0], context.open_session(documents.open(str(ana.path))))
        assert importer.plans[0].counts.new == 4
    assert progress == sorted(progress)
    assert len(set(progress)) == 8
    assert 0.8 < progress[-1] <= 1


def test_an_empty_list_is_reported(ana: Person) -> None:
    file = ana.path.with_name("none.json")
    file.write_text("[]\n")
    assert ana.does("import", file) == "0 new, 0 changed\n"


def test_more_than_one_save_holds_is_refused_at_once(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readerapp.collaboration.importing.import_plan.MAXIMUM_ANNOTATIONS", 2)
    file = ana.path.with_name("hyp.json")
    file.write_text(hypothesis("A bus", "ninety years", "Ferry line"))
    said = ana.types("import", file, "--into", ana.path)
    assert (said.code, said.out) == (1, "")
    assert "Split it" in said.err
    assert not ana.store.exists()


def test_of_a_file_about_many_documents_only_its_own_go_into_one(ana: Person) -> None:
    other = ana.path.with_name("other.txt")
    other.write_text("Quite another text about the sea.\n")
    ana.does("add", other, "--quote", "the sea")
    ana.marks("The last ferry across")
    file = ana.path.with_name("both.json")
    items = [
        {"id": "1", "document": "ferry.txt", "exact": "ninety years", "note": "a"},
        {"id": "2", "document": "other.txt", "exact": "Quite another", "note": "b"},
    ]
    file.write_text(json.dumps(items))
    said = ana.types("import", file, "--into", ana.path)
    assert said.out.startswith("1 new, 0 changed")
    assert "1 annotation for other documents skipped" in said.err
    third = ana.path.with_name("third.txt")
    third.write_text("Nothing of the kind.\n")
    refused = ana.types("import", file, "--into", third)
    assert (refused.code, refused.out) == (1, "")
    assert "is about 2 documents, and none fits this one" in refused.err
    assert "--title NAME" in refused.err and "“ferry.txt” (1)" in refused.err
    both = ana.does("import", file)
    assert both.splitlines()[0].startswith("ferry.txt: 0 new") or "other.txt: 1 new" in both
    assert json.loads(ana.does("import", file, "--json"))["unchanged"] == 2


def test_a_file_of_a_store_goes_into_a_text_that_differs(marked: Person, bob: Person) -> None:
    file = marked.path.with_name("sent.json")
    file.write_bytes(marked.file.read_bytes())
    marked.path.write_text("An added start.\n\n" + ARTICLE.replace("Holm said", "Ida Holm said"))
    assert bob.does("import", file, "--into", bob.path).startswith("3 new, 0 changed")
    text = bob.path.read_text()
    for one in bob.list:
        assert text[one["start"] : one["end"]] == one["exact"]
    assert bob.does("import", file, "--into", bob.path).endswith("3 unchanged\n")
