"""In the reader: several people on one document, imports, and conflicts."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from readerapp.collaboration.importing import waiting_documents
from readerapp.collaboration.importing.document_finder import Book
from readerapp.collaboration.importing.import_plan import Importer, read_files
from readerapp.collaboration.importing.import_run import commit_import
from readerapp.collaboration.importing.waiting_documents import make_waiting_record
from tests.collaboration.test_import import hypothesis
from tests.ui.conftest import FIRST, THIRD, Open, Reader, article, open_reader

__all__ = ["article", "open_reader"]  # fixtures of the screen


async def command(reader: Reader, name: str) -> None:
    """Choose a command in the palette."""
    await reader.press("ctrl+p")
    await reader.sees("Search")
    await reader.type(name)
    await reader.sees(name)
    await reader.press("enter")


@pytest.fixture
def notes(home: Path) -> Path:
    """Write a file of another program."""
    path = home / "notes.json"
    path.write_text(hypothesis("harbour board", "promised a bus", "not in here"))
    return path


async def imports(reader: Reader, file: Path, *keys: str) -> None:
    """Name a file to import, see what it brings, and press keys."""
    await reader.press("I")
    await reader.sees("import:")
    await reader.type(str(file))
    await reader.press("enter")
    await reader.sees(f"Import {file.name}:")
    await reader.press(*keys)


async def test_an_import_is_previewed_and_is_one_step(open_reader: Open, notes: Path) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "enter")
        await imports(reader, notes)
        await reader.sees("Import notes.json: 3 new · 1 with text not found", "by zoe (3)")
        await reader.sees("2026-01-02", "new: “harbour board” · n", "Enter import")
        await reader.press("escape")
        await reader.sees("Import cancelled")
        assert reader.words == [FIRST]
        await imports(reader, notes, "enter")
        await reader.sees("Imported 3 new · u undo · 1 with text not found")
        assert len(reader.annotations) == 4
        await reader.press("u")
        assert reader.words == [FIRST]
        # What was deleted here stays so, unless it is asked for.
        await imports(reader, notes, "enter")
        await reader.sees("nothing new · 3 skipped (deleted here)", "r restore the 3 deleted here")
        await reader.press("r")
        await reader.sees("Import notes.json: 3 restored")
        await reader.press("enter")
        await reader.sees("Imported 3 restored · u undo")
        assert len(reader.annotations) == 4
        await reader.press("I", *str(notes), "enter")
        await reader.sees("Nothing new to import · 3 unchanged")


async def test_the_preview_of_an_import_fits_the_smallest_screen(
    open_reader: Open, notes: Path
) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await imports(reader, notes)
        await reader.sees("3 new", "by zoe", "Enter import · Esc cancel")


@pytest.mark.parametrize("name", ["", "nothing.json"])
async def test_a_missing_file_is_reported(name: str, open_reader: Open) -> None:
    async with open_reader() as reader:
        await command(reader, "Import annotations")
        await reader.type(name)
        await reader.press("enter")
        await reader.sees("file", f"import: {name}")
        assert reader.annotations == []


async def test_a_file_about_something_else_is_refused(open_reader: Open, home: Path) -> None:
    other = home / "other.json"
    other.write_text(hypothesis("call me ishmael", "some years ago"))
    async with open_reader() as reader:
        await reader.press("I", *str(other), "enter")
        await reader.sees("other.json quotes nothing that is in this document", "import: ")
        assert reader.annotations == []


async def test_the_reader_goes_on_while_a_large_file_is_read(
    open_reader: Open, home: Path, article: Path
) -> None:
    words = [f"quite particular word {number}" for number in range(800)]
    article.write_text(article.read_text() + "\n\n" + "\n".join(words))
    file = home / "large.json"
    file.write_text(hypothesis(*words))
    async with open_reader() as reader:
        await reader.press("I", *str(file), "enter", ".", "a", *"while it runs\n")
        await reader.sees("while it runs")
        await reader.press("escape")
        await reader.sees("Import large.json: 800 new")  # asked when nobody types
        await reader.press("enter")
        await reader.until(lambda: len(reader.annotations) == 801)
        assert any("while it runs" in note for note in reader.notes)


# Two readers on one store


async def test_what_one_marks_the_other_sees(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana, open_reader(annotator="Bob") as bob:
        await ana.press(".", "a", *"look here", "escape")
        await bob.until(lambda: bob.notes == ["look here"])
        await bob.sees("look here", "Ana", "Updated by another session")
        await bob.press("Q")
        await ana.press(".", "enter")
        await bob.sees("Quotations not marked · Updated by another session")


async def test_a_half_written_note_a_selection_and_the_focus_survive(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana, open_reader(annotator="Bob") as bob:
        await bob.press(".", "enter", "a", *"half a thou")
        await ana.press("G", ",", "enter")
        await bob.until(lambda: len(bob.annotations) == 2)
        assert bob.app.focused is bob.screen.notes_panel.editor
        await bob.press(*"ght", "escape")
        assert "half a thought" in bob.notes
        await bob.press("g", "v", "w", "w")
        before = bob.selected
        await ana.press("g", ".", ".", ".", "enter")
        await bob.until(lambda: len(bob.annotations) == 3)
        assert bob.selected == before != ""


async def test_what_is_typed_while_another_writes_the_same_note_is_kept(
    open_reader: Open,
) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "enter")
        async with open_reader(annotator="Bob") as bob:
            await bob.press(".", "a", *"from bob")
            await ana.press("a", *"from ana", "escape")
            await bob.press(*" and more", "escape")
            for reader in (ana, bob):
                await reader.sees("✎ from ana", "↳ Bob", "from bob and more")
                assert [reply.note for reply in reader.replies] == ["from bob and more"]
                assert reader.notes == ["from ana"]


async def test_list_and_note_name_the_annotator(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "enter")
    async with open_reader(annotator="Bob") as bob:
        await bob.press("]")
        panel = bob.screen.notes_panel.region
        assert "Ana" in "\n".join(bob.rows[panel.y : panel.y + 2])
        listed = bob.screen.highlight_list.region
        assert "Ana" in "\n".join(bob.rows[listed.y : listed.bottom])
        await bob.press("G", ",", "enter", "f", *"by:ana", "enter")
        await bob.sees("Highlights 1 of 2")


async def test_the_colours_of_people_are_named(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "enter")
    async with open_reader(annotator="Bob") as bob:
        await bob.press("G", ",", "enter", "C", "C")
        await bob.sees("Colours by annotator · Ana yellow, Bob green")


# Conflicts


@pytest.fixture
def conflicting(home: Path) -> Path:
    """Write a file in which Zoe has another note and other tags for Ana's first highlight."""
    path = home / "zoe.json"

    def write(**fields: object) -> None:
        path.write_text(hypothesis(THIRD, **fields))

    write()
    return path


async def test_a_conflict_is_resolved_by_one_key_and_restored_by_undo(
    open_reader: Open, conflicting: Path
) -> None:
    async with open_reader(annotator="zoe") as reader:
        await imports(reader, conflicting, "enter")
        await reader.sees("Imported 1 new")
        await reader.press("g", ".", ".", ".", "a", *" of mine", "escape")
        assert reader.notes == ["n of mine"]
        conflicting.write_text(
            conflicting.read_text().replace('"text": "n"', '"text": "of theirs"')
        )
        await imports(reader, conflicting)
        await reader.sees("1 changed · 1 in conflict", "changed: “a painful")
        assert reader.notes == ["n of mine"]
        await reader.press("enter")
        await reader.sees("Imported 1 changed · u undo · 1 in conflict")
        await command(reader, "Show conflicts")
        await reader.sees("● n of mine", "of theirs", "zoe, in a file")
        await reader.press("down", "enter")
        await reader.sees("No conflicts", "Resolved: note")
        assert reader.notes == ["of theirs"]
        await reader.press("u")
        await reader.sees("● n of mine", "of theirs")
        assert reader.notes == ["n of mine"]
        await reader.press("enter")
        await reader.sees("No conflicts")
        assert reader.notes == ["n of mine"]
        await reader.press("u")
        await reader.sees("of theirs")
        await reader.press("escape", "U", "y")
        assert reader.notes == ["n of mine"]
        await command(reader, "Show conflicts")
        await reader.sees("No conflicts")


async def test_without_conflicts_the_screen_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        await command(reader, "Show conflicts")
        await reader.sees("No conflicts")
        await reader.press("escape")
        assert json.dumps(reader.words) == "[]"


async def test_a_book_that_fits_by_no_title_is_chosen(open_reader: Open, home: Path) -> None:
    file = home / "books.json"
    books = [("Emma (Austen)", "nowhere"), ("Boats (Holm)", "the pier"), ("Boats 2", "no")]
    file.write_text(json.dumps([{"document": d, "exact": e, "note": ""} for d, e in books]))
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("I", *str(file), "enter")
        await reader.sees("None of its 3 books fits. Which one? Tab lists them", "book:")
        await reader.press("tab")
        await reader.sees("Emma (Austen)  Boats (Holm)  Boats 2")
        await reader.press(*"holm", "tab", "enter")
        await reader.sees("Import books.json: 1 new", "the pier")
        await reader.press("enter")
        await reader.sees("Imported 1 new")


async def test_what_waits_for_the_document_is_placed_when_it_is_opened(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, place = threading.Event(), waiting_documents.place_waiting

    def place_late(*arguments: Any) -> Any:
        assert answered.wait(60)
        return place(*arguments)

    file = home / "kept.json"
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".")
        title, context = reader.screen.document.title, reader.screen.context
    items = [{"document": f"{title} (Holm, Ida)", "exact": "harbour board", "note": "n"}]
    file.write_text(json.dumps(items))
    with closing(Importer(context, lambda _: None, keep=True)) as importer:
        store = context.store.open(make_waiting_record(Book(f"{title} (Holm, Ida)", "", ())))
        importer.add(read_files([file])[0], store)
        commit_import(importer.plans[0], "kept", context)
    monkeypatch.setattr(waiting_documents, "place_waiting", place_late)
    async with open_reader() as reader:
        await reader.press("Z", "b")
        await reader.sees("Z b has no action")
        answered.set()
        await reader.sees("Z b has no action · ZZ quit · Placed 1 ann")  # the answer stays
        await reader.sees("u undo")
        assert len(reader.annotations) == 1
