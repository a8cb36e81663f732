"""A note in a file for an editor: nothing that was saved is lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading import note_file
from readerapp.reading.note_file import (
    editor_command,
    leftover_note_files,
    read_note_file,
    write_note_file,
)


@pytest.mark.usefixtures("home")
def test_a_note_comes_back_as_the_editor_saved_it() -> None:
    path = write_note_file("Ärger\nund mehr")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert read_note_file(path, "Ärger\nund mehr") == "Ärger\nund mehr"
    path.write_bytes(b"one\r\ntwo\n")
    assert read_note_file(path, "") == "one\ntwo"
    assert read_note_file(path, "one\n") == "one\ntwo\n"
    path.write_bytes(b"caf\xe9")
    assert read_note_file(path, "") == "café"
    path.unlink()
    with pytest.raises(ReaderError, match="note unchanged"):
        read_note_file(path, "")


def test_visual_comes_before_editor_and_may_have_options() -> None:
    assert editor_command({"VISUAL": "vim -u NONE", "EDITOR": "ed"}) == ["vim", "-u", "NONE"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'/my editors/ed'"}) == ["/my editors/ed"]
    for environment in ({}, {"EDITOR": " "}, {"EDITOR": "vim '"}):
        with pytest.raises(ReaderError, match="EDITOR"):
            editor_command(environment)


@pytest.mark.usefixtures("home")
def test_what_a_reader_that_died_has_left_is_found() -> None:
    assert leftover_note_files(frozenset()) == []
    write_note_file("still being written")
    ended = subprocess.Popen(["true"])
    ended.wait()
    for note in ("kept", "saved already", " "):
        path = write_note_file(note)
        name = path.name.replace(str(os.getpid()), str(ended.pid), 1)
        path.rename(path.with_name(name))
    [left] = leftover_note_files(frozenset({"saved already"}))
    assert left.read_text() == "kept"
    assert len(list(Path(note_file.note_files_folder()).iterdir())) == 2
