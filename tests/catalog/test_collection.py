"""The listings of documents, and their cache, which is valid only while nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.catalog import collection
from readerapp.catalog.global_search import search_annotations, search_texts
from readerapp.catalog.known_documents import forget_document, list_known_documents
from readerapp.reading.last_positions import LastPosition
from readerapp.workspace import AppContext, make_context
from tests.sessions import ARTICLE, Open, mark

WORDS = "We kept the boats running"


@pytest.fixture
def context(tmp_path: Path) -> AppContext:
    return make_context(str(tmp_path / "store"), "Ana")


def listed(context: AppContext) -> list[tuple[str, str, str, bool]]:
    views = [view for listing in collection.list_all_documents(context) for view in listing.views]
    return [(view.exact, view.state, view.locator, view.is_own) for view in views]


def test_unchanged_documents_are_listed_from_the_cache(
    context: AppContext, open_session: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session()
    mark(session, WORDS, speaker="Ida Holm", tags=["boats"])
    session.close()
    first = listed(context)
    assert first == [(WORDS, "exact", "¶3", True)]

    def refuse(*args: object) -> None:
        raise AssertionError("opened again")

    with monkeypatch.context() as closed:
        closed.setattr(documents, "open", refuse)
        assert listed(context) == first
        [listing] = collection.list_all_documents(context)
        assert (listing.views[0].speaker, listing.source.name) == ("Ida Holm", str(path))
        [theirs] = collection.list_all_documents(make_context(str(context.folder), "Bo"))
        assert not theirs.views[0].is_own and theirs.views[0].creator == "Ana"


def test_a_change_of_text_or_store_invalidates_the_cache(
    context: AppContext, open_session: Open, path: Path
) -> None:
    key = mark(open_session(), WORDS)
    assert len(listed(context)) == 1
    path.write_text(f"A new line.\n\n{ARTICLE}", encoding="utf-8")
    assert listed(context) == [(WORDS, "exact", "¶4", True)]
    path.write_text("Nothing of it is left.", encoding="utf-8")
    assert listed(context)[0][1] == "orphaned"
    open_session().delete(key)
    assert listed(context) == []


def test_a_damaged_cache_is_rebuilt(context: AppContext, open_session: Open, home: Path) -> None:
    mark(open_session(), WORDS)
    first = listed(context)
    [cache] = home.glob(".cache/readerapp/shelf-*.sqlite")
    cache.write_bytes(b"no database")
    assert listed(context) == first
    cache.unlink()
    cache.mkdir()
    assert listed(context) == first, "where there can be no cache, the files are asked"


def test_last_positions_and_records_of_one_text_are_one_document(
    context: AppContext, open_session: Open, path: Path
) -> None:
    session = open_session()
    mark(session, WORDS)
    context.last_positions.remember(
        LastPosition(session.fingerprint, "Ferry", "text", (str(path),))
    )
    context.last_positions.remember(LastPosition("sha256:other", "Another", "text", ("/no/such",)))
    found = list_known_documents(context)
    assert [(bool(one.record), bool(one.last_position)) for one in found] == [
        (False, True),
        (True, True),
    ]
    assert (found[1].path, found[0].path) == (path, None)
    assert found[1].names == (str(path),) and found[1].opened and found[1].format == "text"


def test_a_forgotten_document_is_searched_again_when_it_is_opened_again(
    context: AppContext, open_session: Open, path: Path
) -> None:
    session = open_session()
    mark(session, WORDS)
    reading = LastPosition(session.fingerprint, "Ferry", "text", (str(path),))
    context.last_positions.remember(reading)

    def hits() -> list[int]:
        searches = search_annotations(context, "boats", never), search_texts(context, WORDS, never)
        return [sum(len(progress.hits) for progress in search) for search in searches]

    def never() -> bool:
        return False

    assert hits() == [1, 1]
    [known] = list_known_documents(context)
    forget_document(context, known)
    assert hits() == [0, 0]
    assert len(listed(context)) == 1, "the store keeps its annotations, and `list` lists them"
    assert [one.id for one in list_known_documents(context)] == [known.id]
    context.last_positions.remember(reading)
    assert hits() == [1, 1]


def test_an_unreadable_file_is_listed_with_the_reason_and_comes_back(
    context: AppContext, open_session: Open
) -> None:
    session = open_session()
    mark(session, WORDS)
    session.close()
    (file,) = context.folder.glob("*.json")
    away = file.rename(file.with_name("away"))
    file.symlink_to(away)
    [listing] = collection.list_all_documents(context)
    assert not listing.views and f"{file} is a symbolic link" in listing.problem
    away.replace(file)
    [listing] = collection.list_all_documents(context)
    assert listing.views and not listing.problem
