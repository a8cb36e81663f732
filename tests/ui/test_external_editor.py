"""F4: the note in the person's own editor."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.reading.note_file import note_files_folder
from readerapp.ui.reader import external_editor
from readerapp.ui.reader.external_editor import ExternalEditorController
from readerapp.workspace import make_context
from tests.ui.conftest import FIRST, Open


def editor(home: Path, script: str) -> str:
    """An editor that runs `script` with the file as $1."""
    path = home / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


async def test_f4_edits_the_note_in_the_persons_editor(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_editor, "_AT_ONCE", 0.0)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with open_reader() as reader:
        await reader.press("f4")
        await reader.sees("No editor is set · start with EDITOR=nano")
        assert reader.words == []
        monkeypatch.setenv("EDITOR", "/no/such/editor")
        await reader.press(".", "f4")
        await reader.sees("/no/such/editor cannot be run")
        await reader.press("j", "k", "Q")  # no letters of a note
        assert reader.notes == [""]
        monkeypatch.setenv("EDITOR", editor(home, 'echo "and more" >> "$1"'))
        await reader.press("Q", "g", "]", "a", *"half ", "f4")
        assert (reader.words, reader.notes) == ([FIRST], ["half and more"])
        await reader.sees("Note saved", "x delete")
        monkeypatch.setenv("EDITOR", "true")
        await reader.press("f4")
        await reader.sees("Note unchanged")
        monkeypatch.setenv("EDITOR", editor(home, 'rm "$1"'))
        await reader.press("f4")
        await reader.sees("The editor left no file · note unchanged", "x delete")
        assert reader.notes == ["half and more"]
        monkeypatch.setenv("EDITOR", editor(home, ': > "$1"'))
        await reader.press("f4")
        await reader.sees("Note emptied · u undo")
        await reader.press("u")
        assert reader.notes == ["half and more"]
        assert list(note_files_folder().iterdir()) == []


async def test_f4_where_there_is_nothing_to_write_about_starts_no_editor(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(home, 'echo written > "$1"'))
    empty = home / "empty.txt"
    empty.touch()
    async with open_reader(empty) as reader:
        await reader.press("f4")
        await reader.sees("No text here to highlight")
        assert reader.annotations == []


async def test_an_editor_that_returns_at_once_loses_nothing(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_editor, "_AT_ONCE", 60.0)
    monkeypatch.setenv("VISUAL", "true")
    async with open_reader() as reader:
        await reader.press(".", "f4")
        await reader.sees("true ended at once · a window needs an option as --wait")
    [path] = note_files_folder().iterdir()
    path.write_text("from a window")
    path.rename(path.with_name("note-999999999-x.md"))  # of a reader that is gone
    async with open_reader() as reader:
        await reader.sees("A note from your editor is in ~/.local/state/readerapp/editor/note-")


async def test_a_note_that_another_window_changed_meanwhile_is_not_just_saved(
    open_reader: Open, article: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_: ExternalEditorController, command: list[str]) -> float:
        context = make_context(str(home / "store"), "Ana")
        with closing(context.open_session(documents.open(str(article)))) as window:
            [placed] = window.placed.values()
            window.set_note(placed.key, "of the other window")
        Path(command[-1]).write_text("of the editor")
        return 60.0

    monkeypatch.setattr(ExternalEditorController, "_run", run)
    monkeypatch.setenv("EDITOR", "vi")
    async with open_reader() as reader:
        await reader.press(".", "a", *"first", "escape", "f4")
        await reader.sees("onflict")
        assert "Note saved" not in reader.text
