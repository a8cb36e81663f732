"""The listing of all documents, and its cache, which is valid only while nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.catalog import collection
from readerapp.catalog.known_documents import list_known_documents
from readerapp.workspace import AppContext, make_context
from tests.sessions import ARTICLE, Open, mark

WORDS = "We kept the boats running"


@pytest.fixture
def context(tmp_path: Path) -> AppContext:
    return make_context(str(tmp_path / "store"), "Ana")


def listed(context: AppContext) -> list[tuple[str, str, str, bool]]:
    rows = [row for listing in collection.list_all_documents(context) for row in listing.rows]
    return [(row.entry.exact, row.placed.state, row.locator, row.own) for row in rows]


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
        assert (listing.rows[0].speaker, listing.source.name) == ("Ida Holm", str(path))
        [theirs] = collection.list_all_documents(make_context(str(context.folder), "Bo"))
        assert not theirs.rows[0].own and theirs.rows[0].creator == "Ana"


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
    from readerapp.reading.last_positions import LastPosition

    session = open_session()
    mark(session, WORDS)
    context.library.remember(LastPosition(session.fingerprint, "Ferry", "text", (str(path),)))
    context.library.remember(LastPosition("sha256:other", "Another", "text", ("/no/such",)))
    found = list_known_documents(context)
    assert [(bool(one.record), bool(one.reading)) for one in found] == [(False, True), (True, True)]
    assert (found[1].path, found[0].path) == (path, None)
    assert found[1].names == (str(path),) and found[1].opened and found[1].format == "text"


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
    assert not listing.rows and f"{file} is a symbolic link" in listing.problem
    away.replace(file)
    [listing] = collection.list_all_documents(context)
    assert listing.rows and not listing.problem
