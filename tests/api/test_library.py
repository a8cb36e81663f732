"""A store with all its documents, several programs on one store, checks and comparisons."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import readerapp
from readerapp.cli import main

TALK = "Holm: The rent is due on Monday.\n\nLind: I never saw the ferry.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with two documents."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    Path("talk.txt").write_text(TALK, encoding="utf-8")
    Path("letter.md").write_text("# A letter\n\nThe ferry is late.\n", encoding="utf-8")
    return tmp_path


def test_a_library_has_all_documents_and_annotations(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, words in (("talk.txt", "the ferry"), ("letter.md", "The ferry")):
        with readerapp.open(name) as document:
            document.add(words, tags=["boat"])
    library = readerapp.library()
    assert {Path(one.path).name for one in library.documents} == {"talk.txt", "letter.md"}
    assert main(["list", "--json"]) == 0
    assert library.to_dicts() == json.loads(capfd.readouterr().out)
    assert [one.speaker for one in library.find("tag:boat speaker:Lind")] == ["Lind"]
    assert library.find(folder=folder.name) == library.annotations
    found = library.search("ferry")
    assert len(found) == 2
    assert all("ferry" in one.context and one.text == "ferry" for one in found)
    assert library.search("ferry", limit=1) == found[:1]
    with library.open(library.documents[0]) as document:
        assert document.find("tag:boat")


def test_a_library_edits_what_no_file_is_needed_for(folder: Path) -> None:
    with readerapp.open("talk.txt") as document:
        made = document.add("the ferry")
    Path("talk.txt").unlink()
    library = readerapp.library()
    (edited,) = library.edit(made.id[:8], note="why?", colour="blue")
    assert (edited.note, edited.colour, edited.changed, edited.title) == (
        "why?",
        "blue",
        True,
        "talk.txt",
    )
    assert library.tag([made], only=["sea"])[0].tags == ("sea",)
    assert library.set_speaker(made, "Ms Lind")[0].speaker == "Ms Lind"
    assert library.delete(made)[0].deleted
    assert library.annotations == []
    assert library.restore(made.id)[0].deleted is None
    assert [(one.note, one.speaker) for one in library.annotations] == [("why?", "Ms Lind")]
    with pytest.raises(readerapp.ReaderError, match="gone"):
        library.open(library.documents[0])


def test_two_programs_see_the_changes_of_each_other(folder: Path) -> None:
    with readerapp.open("talk.txt") as ours, readerapp.open("talk.txt") as theirs:
        made = ours.add("the ferry", note="one")
        assert theirs.annotations == [made]
        theirs.edit(made, colour="green")
        assert ours.edit(made, note="two").colour == "green"
        assert theirs.get(made.id).note == "two"
        theirs.delete(made)
        with pytest.raises(readerapp.ReaderError, match="deleted"):
            ours.tag(made, add="late")
        assert ours.undo() != "Nothing to undo"


def test_threads_may_share_a_document(folder: Path, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(partial(sys.setswitchinterval, sys.getswitchinterval()))
    sys.setswitchinterval(1e-5)
    with readerapp.open("talk.txt") as document, ThreadPoolExecutor(4) as pool:

        def add(at: int) -> str:
            made = document.add(start=at, end=at + 3, speaker=f"Speaker {at}")
            assert made in document.annotations and document.speakers
            return made.id

        made = set(pool.map(add, range(6, 26)))
        assert {one.id for one in document.annotations} == made


def test_checks_and_comparisons_are_those_of_the_commands(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("report.md").write_text("Holm said: “The rent is due on Friday.”\n", encoding="utf-8")
    found = readerapp.verify("report.md", ["talk.txt"])
    assert [(one.verdict, one.source_speaker) for one in found.findings] == [("altered", "Holm")]
    assert main(["verify", "report.md", "--against", "talk.txt", "--json"]) in (0, 1)
    assert found.to_dict() == json.loads(capfd.readouterr().out)
    with readerapp.open("report.md") as draft:
        assert draft.verify("talk.txt").findings == found.findings
        with pytest.raises(readerapp.ReaderError, match="name a file"):
            draft.verify([])
    changes = readerapp.compare("talk.txt", "letter.md")
    assert main(["diff", "talk.txt", "letter.md", "--json"]) == 0
    assert changes.to_dict() == json.loads(capfd.readouterr().out)
    assert changes and not readerapp.compare("talk.txt", "talk.txt")


def test_annotations_travel_from_one_store_to_another(folder: Path) -> None:
    with readerapp.open("talk.txt") as document:
        made = document.add("the ferry", note="one")
        assert "1 annotation written" in document.export("json", "share.json")
        assert json.loads(document.export("json")) == document.to_dicts()
        assert "the ferry" in document.export()
        assert document.export("csv", query="tag:none").count("\n") == 1
        with pytest.raises(readerapp.ReaderError, match="not a text format"):
            document.export("qdpx")
    with readerapp.open("talk.txt", store="other", annotator="Bo") as document:
        result = document.import_file("share.json")
        assert (result.new, result.ids) == (1, (made.id,))
        assert document.get(made.id).note == "one"
        assert document.undo().startswith("Undid: import")
        assert document.annotations == []
    assert readerapp.library("third").import_file("share.json", keep=True).new == 1


def test_a_table_has_a_row_for_each_annotation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with readerapp.open("talk.txt") as document:
        made = document.add("the ferry", tags=["boat", "sea"])
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "pandas", None)
            with pytest.raises(readerapp.ReaderError, match=r"install .*\[pandas\]'"):
                document.to_dataframe()
        pytest.importorskip("pandas")
        table = document.to_dataframe()
        assert (table.exact[0], table.start[0], table.created[0].year) == (
            "the ferry",
            made.start,
            int(made.created[:4]),
        )
        assert list(table.explode("tags").tags) == ["boat", "sea"]
        assert len(document.to_dataframe("tag:none")) == 0
        assert list(readerapp.library().to_dataframe().id) == [made.id]


def test_a_store_is_one_export_and_one_list_of_speakers(folder: Path) -> None:
    for name, words, speaker in (("talk.txt", "the ferry", None), ("letter.md", "late", "Lind")):
        with readerapp.open(name) as document:
            document.add(words, speaker=speaker)
    library = readerapp.library()
    assert {one.name: one.highlights for one in library.speakers} == {"Holm": 0, "Lind": 2}
    assert library.export("csv").count("\n") == 3
    assert "2 annotations of 2 documents written" in library.export(path="all.json")
    assert json.loads(Path("all.json").read_text(encoding="utf-8")) == library.to_dicts()
    with pytest.raises(readerapp.ReaderError, match="a file for each document"):
        library.export("html")
