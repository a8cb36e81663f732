"""The model of the codebook screen: the tree of tags, rename, merge, removal, undo of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.codebook import Codebook
from readerapp.annotations.session import ReadingSession
from readerapp.catalog.tag_changes import change_tag_elsewhere
from readerapp.core.errors import ReaderError
from readerapp.listing.tag_tree import build_tag_tree
from readerapp.reading.codebook_editor import CodebookEditor
from readerapp.workspace import make_context
from tests.sessions import ARTICLE, mark


def test_the_tree_counts_an_annotation_once_per_level() -> None:
    tags = [("place/pier", "place/town"), ("place",), ("http://x", "Bus"), ("zone/a/b",)]
    tree = build_tag_tree(tags, {"place/lake": "Water", "bus stop": ""})
    assert [(node.tag, node.depth, node.name, node.count) for node in tree] == [
        ("Bus", 0, "Bus", 1), ("bus stop", 0, "bus stop", 0), ("http://x", 0, "http://x", 1),
        ("place", 0, "place", 2), ("place/lake", 1, "lake", 0), ("place/pier", 1, "pier", 1),
        ("place/town", 1, "town", 1), ("zone", 0, "zone", 1), ("zone/a", 1, "a", 1),
        ("zone/a/b", 2, "b", 1),
    ]  # fmt: skip


def tags(session: ReadingSession) -> list[tuple[str, ...]]:
    return [placed.annotation.tags for placed in session.placed.values()]


@pytest.fixture
def editor(session: ReadingSession, tmp_path: Path) -> CodebookEditor:
    """An editor of a document with three tagged highlights."""
    mark(session, "floods", tags=["harbour", "place/pier"])
    mark(session, "painful", tags=["harbour/boats"])
    mark(session, "noon", tags=["place/harbour"], colour="red")
    return CodebookEditor(session, Codebook(tmp_path / "store", lambda: "a", {}))


def meanings(editor: CodebookEditor) -> dict[str, str]:
    return {row.name: row.meaning for row in editor.rows() if row.kind == "tag" and row.meaning}


def test_rename_merge_and_undo(session: ReadingSession, editor: CodebookEditor) -> None:
    before = tags(session)
    editor.edit_tag("harbour", "harbour", "Where boats are")
    change = editor.edit_tag("harbour", " place / harbour", "Where boats are")
    assert change.sentence == "Merged tag harbour into place/harbour in 2 highlights"
    assert tags(session) == [
        ("place/harbour", "place/pier"), ("place/harbour/boats",), ("place/harbour",),
    ]  # fmt: skip
    assert meanings(editor) == {"place/harbour": "Where boats are"}
    change = editor.move_tag("place/pier", "pier")
    assert change.sentence == "Renamed tag place/pier to pier in 1 highlight"
    editor.undo()
    editor.undo()
    assert tags(session) == before and meanings(editor) == {"harbour": "Where boats are"}
    editor.undo()
    assert meanings(editor) == {}
    with pytest.raises(ReaderError, match="Nothing was changed here"):
        editor.undo()
    assert tags(session) == before, "what was done before the editor is not undone by it"


def test_a_tag_is_removed_planned_and_refused(
    session: ReadingSession, editor: CodebookEditor
) -> None:
    assert editor.remove_tag("place").sentence == "Tag place removed from 2 highlights"
    assert tags(session) == [("harbour",), ("harbour/boats",), ()]
    editor.add_tag("place/lake", "Later")
    planned = next(row for row in editor.rows() if row.name == "place/lake")
    assert (planned.count, planned.meaning, planned.depth) == (0, "Later", 1)
    assert (
        editor.move_tag("place/lake", "lake").sentence
        == "Renamed tag place/lake to lake in 0 highlights"
    )
    editor.undo()
    assert meanings(editor) == {"place/lake": "Later"}
    for act in (
        lambda: editor.add_tag("harbour", ""),
        lambda: editor.add_tag(" / ", ""),
        lambda: editor.edit_tag("harbour", "a, b", ""),
        lambda: editor.move_tag("harbour", "harbour/old"),
    ):
        with pytest.raises(ReaderError):
            act()
    assert editor.name_colour("red", "check").sentence == "Red is check"
    red = next(row for row in editor.rows() if row.name == "red")
    assert (red.count, red.meaning) == (1, "check")


def test_a_tag_is_renamed_in_the_other_documents_too(
    session: ReadingSession, editor: CodebookEditor, tmp_path: Path
) -> None:
    context = make_context(str(tmp_path / "store"), "Ana")
    for name in ("one.txt", "two.txt"):
        path = tmp_path / name
        path.write_text(ARTICLE + name, encoding="utf-8")
        other = context.open_session(documents.open(str(path)))
        mark(other, "A bus", tags=["harbour/boats"] if name == "one.txt" else [])
        other.close()
    (tmp_path / "one.txt").unlink()
    done = change_tag_elsewhere(context, "harbour", "port", but=session.store.record.id)
    assert done == "harbour is now port in 1 highlight of 1 other document"
    found = [
        one.tags
        for record in context.store.documents()
        for one in context.store.open(record).annotations.values()
    ]
    assert ("port/boats",) in found and ("harbour/boats",) in found
    gone = change_tag_elsewhere(context, "port", "", but=session.store.record.id)
    assert gone == "Tag port removed from 1 highlight of 1 other document"
