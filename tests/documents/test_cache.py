"""The cache of parsed documents, and highlights after a change of the extractor."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from readerapp import cli, documents
from readerapp.documents import cache, limits, registry
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats import markdown
from readerapp.text.source import Text
from readerapp.workspace import make_context

PAGE = "# The ferry\n\nIt sails at *nine*, said the owner.\n\n- one\n- two\n\n> Then, again.\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_text(PAGE)
    return path


MARKDOWN_VERSION = next(kind.version for kind in registry.FORMATS if kind.name == "markdown")


@pytest.fixture
def better(monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace the Markdown extractor by another version."""

    def open_better(source: DocumentInput) -> Document:
        made = markdown.open_markdown(source)
        return replace(made, text=Text.from_string("A line more.\n\n" + made.text.whole()))

    monkeypatch.setattr(markdown, "open_better", open_better, raising=False)
    monkeypatch.setattr(
        registry,
        "FORMATS",
        tuple(
            kind._replace(version=kind.version + 1, opener="formats.markdown:open_better")
            if kind.name == "markdown"
            else kind
            for kind in registry.FORMATS
        ),
    )
    return f"markdown {MARKDOWN_VERSION + 1}"


def record(store: Path) -> dict[str, object]:
    (file,) = store.glob("*.json")
    (found,) = json.loads(file.read_text())["document"].values()
    return dict(found)


def test_highlights_follow_the_text_of_a_better_extractor(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    store = tmp_path / "store"
    assert cli.main(["add", str(page), "--quote", "sails at nine", "--store", str(store)]) == 0
    assert record(store)["extraction"] == f"markdown {MARKDOWN_VERSION}"
    version = request.getfixturevalue("better")
    capsys.readouterr()
    assert cli.main(["list", str(page), "--json", "--store", str(store)]) == 0
    (item,) = json.loads(capsys.readouterr().out)
    assert item["start"] == documents.open(page).text.whole().index("sails at nine")
    with closing(make_context(str(store), "Ana").open_session(documents.open(page))) as session:
        session.highlight(0, 6)
        while session.needs_enriching:
            session.enrich()
    assert record(store)["extraction"] == version
    assert record(store)["fingerprint"] == documents.open(page).text.fingerprint()


# The cache


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every document slow enough to be cached."""
    monkeypatch.setattr(limits, "CACHED_FROM", 0)
    monkeypatch.setattr(cache, "_CACHED_SECONDS", 0)


def described(document: Document) -> object:
    return (
        document.text.whole(),
        document.text.flow,
        list(document.styles),
        document.headings,
        document.milestones,
        document.parts,
        (document.title, document.format, document.names, document.path, document.extraction),
    )


@pytest.mark.usefixtures("slow")
def test_the_cache_returns_the_same_document(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = documents.open(page)
    (file,) = cache.cache_folder().glob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.delattr(markdown, "open_markdown")  # it is not made again
    again = documents.open(page)
    assert described(again) == described(first)
    page.write_text(PAGE + "More.\n")
    with pytest.raises(AttributeError):
        documents.open(page)


@pytest.mark.usefixtures("slow")
def test_a_cached_document_has_the_name_of_the_opened_file(page: Path, tmp_path: Path) -> None:
    page.write_text("Words without a title.")
    documents.open(page)
    other = page.rename(tmp_path / "b.md")
    assert documents.open(other).title == "b.md"


@pytest.mark.usefixtures("slow")
def test_another_extractor_invalidates_the_cache(
    page: Path, request: pytest.FixtureRequest
) -> None:
    documents.open(page)
    request.getfixturevalue("better")
    assert documents.open(page).text.whole().startswith("A line more.")


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"text": 1}', b"\xff"])
def test_a_damaged_cache_entry_is_replaced(page: Path, damaged: bytes) -> None:
    first = documents.open(page)
    (file,) = cache.cache_folder().glob("*.json")
    file.write_bytes(damaged)
    assert described(documents.open(page)) == described(first)


@pytest.mark.usefixtures("slow")
def test_the_least_recently_used_entries_are_removed(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.open(page)
    (first,) = cache.cache_folder().glob("*.json")
    monkeypatch.setattr(limits, "CACHE_SIZE", first.stat().st_size + 100)
    os.utime(first, (0, 0))
    page.write_text(PAGE.replace("nine", "nein"))
    documents.open(page)
    (left,) = cache.cache_folder().glob("*.json")
    assert left != first


@pytest.mark.usefixtures("slow")
def test_a_cache_that_cannot_be_written_costs_nothing(page: Path, home: Path) -> None:
    (home / ".cache").write_text("no folder")
    assert documents.open(page).text.whole().startswith("The ferry")


def test_two_runs_make_the_same_text(page: Path) -> None:
    assert described(documents.open(page)) == described(documents.open(page))
