"""The list of the library: orders, filter, folders, and counts that are true."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.catalog import annotation_counts
from readerapp.catalog.annotation_counts import AnnotationCounts, count_in_portions
from readerapp.catalog.known_documents import KnownDocument, forget_document, restore_document
from readerapp.catalog.library_list import (
    NO_FOLDER,
    folder_of,
    group_by_folder,
    list_documents,
    matches_query,
    sort_documents,
)
from readerapp.core.model import DocumentRecord
from readerapp.reading.last_positions import LastPosition
from readerapp.workspace import make_context


def known(
    title: str, name: str, opened: str = "", highlights: int = 0, record: bool = False
) -> KnownDocument:
    position = (
        LastPosition(title, title, "text", (name,), highlights=highlights, opened=opened)
        if opened
        else None
    )
    stored = DocumentRecord(id=f"id {title}", title=title) if record else None
    return KnownDocument(f"id {title}" if record else "", title, title, (name,), stored, position)


LISTED = list_documents(
    [
        known("Emma", "/books/emma.txt", "2026-01-02", 5, record=True),
        known("apples", "/my papers/b.txt", "2026-01-03", 1),
        known("Zoo", "/my papers/a.pdf", record=True),
        known("Ferry", "https://news.org/ferry", "2026-01-01", 2),
        known("Piped", "standard input"),
    ],
    {"id Emma": AnnotationCounts(7, 2), "id Zoo": AnnotationCounts(3, 0)},
    is_store_known=True,
)


def titles(order: str, **options: bool) -> list[str]:
    return [one.known.title for one in sort_documents(LISTED, order, **options)]  # type: ignore[arg-type]


def test_each_order_begins_with_what_people_look_for() -> None:
    assert titles("title") == ["apples", "Emma", "Ferry", "Piped", "Zoo"]
    assert titles("title", reverse=True) == ["Zoo", "Piped", "Ferry", "Emma", "apples"]
    assert titles("opened") == ["apples", "Emma", "Ferry", "Piped", "Zoo"]
    assert titles("highlights")[:2] == ["Emma", "Zoo"]
    assert titles("folder")[0] == "Piped"


def test_numbers_are_those_of_the_store_not_of_the_last_reading() -> None:
    assert {one.known.title: one.highlights for one in LISTED} == {
        "Emma": 7,  # by another process since
        "apples": 0,  # in another store
        "Zoo": 3,  # never opened
        "Ferry": 0,
        "Piped": 0,
    }
    [early] = list_documents([LISTED[0].known], {}, is_store_known=False)
    assert early.highlights == 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 5),
        ("EMMA", 1),
        ("folder:books", 1),
        ('folder:"my papers" apples', 1),
        ('folder:"my papers"', 2),
        ("folder:news.org", 1),
        ("pdf", 1),
        ("emma folder:papers", 0),
        ("folder:", 5),
    ],
)
def test_words_and_folders_are_filtered(query: str, found: int) -> None:
    assert sum(matches_query(one, query) for one in LISTED) == found


def test_documents_are_grouped_by_folder() -> None:
    groups = {group.folder: group for group in group_by_folder(LISTED)}
    assert list(groups) == [NO_FOLDER, "/books", "/my papers", "news.org"]
    papers = groups["/my papers"]
    assert (papers.documents, papers.highlights, papers.opened) == (2, 3, "2026-01-03")
    assert folder_of(known("a", f"{Path.home()}/a.txt")) == "~"
    assert folder_of(known("a", "/a.txt")) == "/"
    assert folder_of(known("a", "http://[broken")) == NO_FOLDER


def test_highlights_are_counted_once_and_again_when_they_change(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "a.txt"
    path.write_text("One two three four.", encoding="utf-8")
    context = make_context(str(home / "store"), "Ana")
    with closing(context.open_session(documents.open(str(path)))) as session:
        gone = session.highlight(0, 3).focus
        session.highlight(4, 7, speaker="Holm")
        session.highlight(8, 13, speaker="Holm")
        assert gone
        session.delete(gone)

    def count() -> dict[str, AnnotationCounts]:
        portions = count_in_portions(context.store, [*context.store.documents()], 10)
        return {key: counts for portion in portions for key, counts in portion.items()}

    [counted] = count().values()
    assert counted == AnnotationCounts(2, 1)
    with monkeypatch.context() as patched:
        patched.setattr(annotation_counts, "count_annotations", pytest.fail)
        assert [*count().values()] == [counted], "from the cache"
    with closing(context.open_session(documents.open(str(path)))) as session:
        session.highlight(0, 3)
    assert [one.highlights for one in count().values()] == [3]


def test_what_was_removed_comes_back_as_it_was(home: Path) -> None:
    context = make_context(str(home / "store"), "Ana")
    positions = context.last_positions
    for record in (False, True):
        one = known("Emma", "/books/emma.txt", "2026-01-02", 5, record=record)
        assert one.last_position
        positions.restore(one.last_position)
        forget_document(context, one)
        assert not positions.positions()
        restore_document(context, one)
        assert positions.positions() == [one.last_position] and not positions.hidden()
