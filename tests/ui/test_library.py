"""The library screen: documents, samples, and switching to the reader and back."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.reading.last_positions import LastPosition
from readerapp.store.store import locate_store
from readerapp.ui.screens.global_search_screen import GlobalSearchScreen
from readerapp.workspace import make_context
from tests.ui.conftest import ARTICLE, FIRST, Open


async def test_the_first_start_shows_samples_that_open(open_reader: Open) -> None:
    async with open_reader(None) as reader:
        await reader.sees("Library", "Sample: interview", "Sample: council-vote")
        await reader.press("enter")
        await reader.sees("0 highlights")
        assert reader.screen.pending_actions.annotations_ready


async def test_store_and_texts_are_named_where_nothing_is_found(
    open_reader: Open, article: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "q")
    local = Path.cwd() / "annotations"
    local.mkdir()
    usual = make_context().settings.store or locate_store(environment={}, local=False)
    assert main(["--store", str(usual), "add", str(article), "--quote", FIRST]) == 0
    async with open_reader(store=local) as reader:
        await reader.sees(
            "1 annotation of this text is in another store; use `--store ~/.local/share"
        )
        await reader.press("L")
        await reader.sees("1 document · store ~/work/annotations")
        await reader.press("s", *"shuttle", "enter")
        await reader.sees("Nothing found in annotations · Esc back, t searches the texts")


async def test_keys_typed_behind_enter_reach_the_document(open_reader: Open) -> None:
    async with open_reader(None) as reader:
        await reader.press("enter", "v", "e", "enter")
        await reader.sees("1 highlight")
        assert len(reader.words) == 1


async def test_documents_that_were_read_come_first_with_their_progress(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", "1", "}", "q")
    async with open_reader(None) as reader:
        await reader.sees("Ferry line to close")
        row = reader.rows[2]
        assert "Ferry line" in row and " 1 " in row and "%" in row
        await reader.press("enter")
        await reader.sees("1 highlight", FIRST)


async def test_opened_from_the_reader_and_closed_by_escape(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("}", "w", "L")
        await reader.sees("Library", "Ferry line to close")
        await reader.press("escape", "l")
        await reader.misses("Folders")
        assert reader.caret.startswith("ast ferry")


async def test_another_document_takes_the_place_of_the_first(open_reader: Open, home: Path) -> None:
    other = home / "other.txt"
    other.write_text("Another paper\n\nOf other things.\n", encoding="utf-8")
    async with open_reader(other) as reader:
        await reader.press("w", "q")
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "L")
        await reader.sees("Another paper")
        await reader.press("/", *"another", "enter", "enter")
        await reader.sees("Of other things")
        await reader.until(lambda: reader.caret.startswith("paper"))
        assert len(reader.app.screen_stack) == 2
        await reader.press("L", "/", *"ferry", "enter", "enter")
        await reader.sees(FIRST[:20])
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        assert reader.notes == ["kept"]


async def test_x_removes_from_the_list_and_u_puts_back(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("}", ".", "a", *"kept", "escape", "q")
    async with open_reader(None) as reader:
        await reader.sees("Ferry line")
        before = reader.rows[2]
        await reader.press("x")
        await reader.sees("Removed from list: Ferry line to close", "annotations kept · u undo")
        assert not any("Ferry line" in row for row in reader.rows[1:-2])
        await reader.press("u")
        await reader.sees("Back in the list: Ferry line")
        assert reader.rows[2] == before, "with its progress"
        await reader.press("u")
        await reader.sees("Nothing to undo in the library")
        await reader.press("x", "q")
    async with open_reader(None) as reader:
        await reader.sees("Sample: interview")
        assert "Ferry line" not in reader.text
    async with open_reader() as reader:
        assert reader.notes == ["kept"]
        await reader.press("L")
        await reader.sees("Library", "Ferry line")


async def test_a_document_that_is_gone_says_so(open_reader: Open, article: Path) -> None:
    async with open_reader() as reader:
        await reader.press("q")
    article.unlink()
    async with open_reader(None) as reader:
        await reader.press("enter")
        await reader.sees("ferry.txt was moved or deleted. New path?")
        await reader.press(*str(article), "enter")
        await reader.sees("There is no file", "ferry.txt")
        await reader.press("escape")
        other = article.with_name("moved.txt")
        other.write_text(ARTICLE, encoding="utf-8")
        await reader.press("enter", *str(other), "enter")
        await reader.sees("0 highlights")
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        await reader.press("q")
    async with open_reader(None) as reader:
        assert reader.text.count("Ferry line") == 1


async def test_a_renamed_document_is_the_same(open_reader: Open, article: Path) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "q")
    other = article.rename(article.with_name("moved.txt"))
    async with open_reader(other) as reader:
        assert reader.words == [FIRST]
        await reader.press("q")
    async with open_reader(None) as reader:
        assert reader.text.count("Ferry line") == 1


@pytest.fixture
def many(home: Path) -> Path:
    """Write last positions of two thousand documents."""
    folder = home / ".local/state/readerapp/documents"
    folder.mkdir(parents=True)
    for number in range(2000):
        reading = {
            "fingerprint": f"sha256:{number:064x}",
            "title": f"Paper {number}",
            "format": "text",
            "names": [f"/papers/{number}.txt"],
            "opened": f"2026-01-01T{number // 60:02}:{number % 60:02}Z",
        }
        (folder / f"sha256{number:064x}.json").write_text(json.dumps(reading))
    return folder


async def test_two_thousand_documents_are_found_by_words(open_reader: Open, many: Path) -> None:
    async with open_reader(None) as reader:
        await reader.sees("Paper 1999")
        await reader.press("G")
        await reader.sees("Sample: many-scripts")
        await reader.press("/", *"paper 77")
        await reader.sees("Paper 77 ", "Paper 177 ", "Paper 677 ")
        await reader.misses("Paper 1999", "Sample")
        await reader.press(*"7", "enter", "down", "up")
        assert sum("Paper" in row for row in reader.rows) == 2, "777 and 1777"
        await reader.sees("filter: paper 777 · 2000 documents", "/papers/1777.txt")
        await reader.press("enter")
        await reader.sees("was moved or deleted")
        await reader.press("escape", "escape", "g")
        await reader.sees("Paper 1999")


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_titles_have_room_at_every_size(
    open_reader: Open, many: Path, size: tuple[int, int]
) -> None:
    async with open_reader(None, size=size) as reader:
        await reader.sees("Documents", "title", "Paper 1999")
        await reader.press("pagedown", "down")
        await reader.sees("Paper 1988")


async def test_moved_to_another_folder_the_article_is_unchanged(
    open_reader: Open, article: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"n", "escape", "q")
    assert article.read_text(encoding="utf-8") == ARTICLE


async def test_documents_with_annotations_are_listed_too(
    open_reader: Open, article: Path, home: Path
) -> None:
    context = make_context(str(home / "store"), "Ana")
    with closing(context.open_session(documents.open(str(article)))) as session:
        session.highlight(0, 10)
    async with open_reader(None) as reader:
        await reader.sees("Ferry line", "not opened yet")
        await reader.press("g", "enter")
        await reader.sees("1 highlight")


async def test_a_title_that_a_person_gives_is_shown_everywhere(
    open_reader: Open, article: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "q")
    async with open_reader(None) as reader:
        await reader.sees("Ferry line")
        await reader.press("r", *["backspace"] * 60, *"Boats", "enter")
        await reader.sees("Boats")
        await reader.misses("Ferry line")
        await reader.press("enter")
        await reader.sees("1 highlight", "Boats")
        article.write_text(f"News\n\n{ARTICLE}", encoding="utf-8")
        await reader.sees("News")
        await reader.sees("1 paragraph changed")
        await reader.press("right")  # the message stands where the title does
        await reader.sees(" Boats ")
        await reader.press("q")
    async with open_reader(None) as reader:
        await reader.press("r", *["backspace"] * 9, "enter")
        await reader.misses("Boats")


@pytest.fixture
def two(article: Path, home: Path) -> Path:
    """Two documents with highlights."""
    other = home / "orchard.txt"
    other.write_text("Orchard news\n\nThe ferry brought no apples.\n\nNone at all.\n")
    context = make_context(str(home / "store"), "Ana")
    for path, words in ((article, "A bus does not float,"), (other, "None at all.")):
        with closing(context.open_session(documents.open(str(path)))) as session:
            start = session.document.text.whole().index(words)
            session.highlight(start, start + len(words), speaker="Holm", tags=["sad"])
    return other


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_annotations_of_all_documents_are_searched_and_opened_there(
    open_reader: Open, two: Path, size: tuple[int, int]
) -> None:
    async with open_reader(None, size=size) as reader:
        await reader.press("s", *"speaker:holm tag:sad", "enter")
        await reader.sees("A bus does not", "None at all.")
        await reader.press("/", *" bus", "enter")
        await reader.until(lambda: "A bus" in reader.text and "None at all" not in reader.text)
        await reader.press("enter")
        await reader.misses("Search annotations")
        await reader.until(lambda: reader.caret.startswith("A bus does not float"))
        await reader.press("L")
        await reader.sees("Search annotations", "A bus does not")
        await reader.press("escape")
        await reader.sees("Documents")
        await reader.press("s")
        await reader.sees("A bus does not")
        await reader.press("/", *["backspace"] * 60, *"colour:mauve", "enter")
        await reader.sees("No such colour: mauve", "search: colour:mauve")
        await reader.press("escape", "escape", "escape")
        await reader.until(lambda: reader.caret.startswith("A bus does not float"))


async def test_texts_are_searched_on_demand(open_reader: Open, two: Path) -> None:
    async with open_reader(None) as reader:
        await reader.press("t", *"ferry", "enter")
        await reader.sees(
            "brought no apples", "last ferry across", "in 2 of 2 documents", "Esc back"
        )
        await reader.press("/", "escape", "/", *" brought", "enter")
        await reader.sees("ferry brought · 1 in 1 of 2 documents")
        await reader.press("enter")
        await reader.until(lambda: reader.caret.startswith("ferry brought"))


async def test_a_search_that_finds_more_than_it_shows_ends_there(
    open_reader: Open, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readerapp.ui.screens.global_search_screen.HIT_LIMIT", 1)
    async with open_reader(None) as reader:
        await reader.press("t", *"ferry", "enter")
        await reader.sees("ferry · 1 or more in 1 of 1 document · stopped")


async def test_a_search_is_ended_by_escape(
    open_reader: Open, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    opening = documents.open

    def waits(path: str, **options: Any) -> documents.Document:
        if "orchard" in path:
            go_on.wait(60)
        return opening(path, **options)

    monkeypatch.setattr(documents, "open", waits)
    async with open_reader(None) as reader:
        await reader.press("t", *"ferry", "enter")
        await reader.sees("last ferry across", "searching, Esc stop")
        await reader.press("escape")
        go_on.set()
        await reader.sees("stopped")
        assert "apples" not in reader.text
        await reader.press("escape")
        await reader.sees("Library")


async def test_a_search_never_waits_for_the_event_loop(open_reader: Open, two: Path) -> None:
    """Check that a search does not block on the event loop: at exit this would be a deadlock."""
    async with open_reader(None) as reader:
        await reader.press("t")
        screen = reader.app.screen
        body = GlobalSearchScreen._search.__wrapped__
        search = threading.Thread(
            target=copy_context().run, args=(body, screen, "ferry", screen._stop)
        )
        search.start()
        search.join(60)  # nothing runs in the event loop until then
        assert not search.is_alive()
        await reader.sees("brought no apples", "in 2 of 2 documents")


async def test_a_missing_document_says_so(open_reader: Open, two: Path) -> None:
    two.unlink()
    async with open_reader(None) as reader:
        await reader.press("s", *"none", "enter")
        await reader.sees("None at all.")
        await reader.press("enter")
        await reader.sees("not found; open it at its new place")
        await reader.press("q")
        await reader.sees("Library")


async def test_what_cannot_be_read_is_named(open_reader: Open, two: Path, home: Path) -> None:
    (file,) = (path for path in (home / "store").glob("*.json") if two.name in path.read_text())
    file.unlink()
    file.mkdir()
    async with open_reader(None, size=(200, 24)) as reader:
        await reader.sees("Ferry line", f"{file.name} is not a regular file")
        await reader.press("s", *"bus", "enter")
        await reader.sees("A bus does not", f"{file.name} is not a regular file")


@pytest.fixture
def shelf(two: Path, home: Path) -> Path:
    """Three documents in two folders: two with highlights that were never opened, one read."""
    folder = home / "books"
    folder.mkdir()
    book = folder / "emma.txt"
    book.write_text("Emma\n\nShe was handsome.\n")
    context = make_context(str(home / "store"), "Ana")
    document = documents.open(str(book))
    context.last_positions.remember(
        LastPosition(document.text.fingerprint(), "Emma", "text", document.names, highlights=99)
    )
    return book


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_list_is_sorted_by_keys_and_headings(
    open_reader: Open, shelf: Path, size: tuple[int, int]
) -> None:
    def titles() -> list[str]:
        return [row.split()[0] for row in reader.rows[2:5]]

    async with open_reader(None, size=size) as reader:
        await reader.sees("Orchard news", "3 documents", "last opened↓", "q quit", "? help")
        await reader.until(lambda: titles() == ["Emma", "Ferry", "Orchard"])
        assert "99" not in reader.text and reader.text.count("not opened yet") == 6
        await reader.click("highlights")
        await reader.sees("Sorted by highlights")
        await reader.until(lambda: titles() == ["Ferry", "Orchard", "Emma"])
        await reader.click("title")
        assert titles() == ["Emma", "Ferry", "Orchard"]
        await reader.press("R")
        await reader.sees("Sorted by title · reversed", "title↓")
        assert titles() == ["Orchard", "Ferry", "Emma"]
        await reader.press("o")
        await reader.sees("Sorted by last opened")
        await reader.click("Orchard")
        await reader.sees("~/orchard.txt")
        await reader.click("Orchard")
        await reader.until(lambda: reader.caret.startswith("Orchard news"))
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        await reader.press("L")
        await reader.until(lambda: titles()[0] == "Orchard")


async def test_folders_are_collections(open_reader: Open, shelf: Path) -> None:
    async with open_reader(None, size=(80, 24)) as reader:
        await reader.sees("Orchard news")
        await reader.click("Folders")
        await reader.sees("2 folders", "documents", "~/books")
        row = next(row for row in reader.rows if row.startswith(" ~ "))
        assert row.split()[1:3] == ["2", "2"], "documents and highlights"
        await reader.press("o")
        await reader.sees("Only in the view Documents")
        await reader.press("/", *"books", "enter", "enter")
        await reader.sees("~/books · 3 documents", "Emma")
        await reader.misses("Orchard", "Sample")
        await reader.press("escape")
        await reader.sees("filter: books · 2 folders")
        await reader.press("escape", "tab", "tab", "/", *"fo", "tab", *"ook", "tab", "enter")
        await reader.sees("filter: folder:~/books")
        await reader.sees("Emma")
        await reader.misses("Orchard", "Sample")
        await reader.press("/", *"zzz")
        await reader.sees("No documents match this filter · Esc clear")


async def test_help_and_palette_work_in_the_library(open_reader: Open, home: Path) -> None:
    settings = home / "settings.toml"
    settings.write_text('[keys]\n"library.order" = "w"\n')
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("READERAPP_SETTINGS", str(settings))
        async with open_reader(None) as reader:
            await reader.sees("No documents yet · O open a file", "w sort")
            for key in "?", "f1":
                await reader.press(key)
                await reader.sees("On this screen", "Remove the document from this list")
                await reader.press("escape")
            await reader.press("w")
            await reader.sees("Sorted by highlights")
            await reader.press("escape")
            await reader.sees("No document is open · q quit")
            await reader.press("ctrl+p", *"sort by the next")
            await reader.sees("Sort by the next column  w")
            await reader.press("enter")
            await reader.sees("Sorted by read")
