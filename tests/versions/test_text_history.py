"""The last texts that were read: what an edited file is compared with."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.core.settings import Settings
from readerapp.documents import Document
from readerapp.versions import text_history
from readerapp.versions.text_history import MOST_VERSIONS, TextHistory, open_history

MB = 1 << 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "draft.txt"


@pytest.fixture
def history(tmp_path: Path) -> TextHistory:
    return TextHistory(tmp_path / "history", 10 * MB)


def read(history: TextHistory, file: Path, text: str) -> Document:
    """Write a file and read it, as the reader does when it opens it."""
    file.write_text(text, encoding="utf-8")
    document = documents.open(file)
    history.remember(document, document.text.fingerprint())
    return document


def earlier(history: TextHistory, document: Document) -> str | None:
    """The text that a document is compared with."""
    version = history.find_earlier(document.names, document.text.fingerprint())
    kept = history.load(version) if version else None
    return kept.text.whole() if kept else None


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """Let time pass."""
    then = datetime.now(UTC) + timedelta(**by)
    monkeypatch.setattr(text_history, "now", lambda: then.isoformat(timespec="microseconds"))
    monkeypatch.setattr(text_history, "_age", lambda time: then - datetime.fromisoformat(time))


def test_the_text_before_an_edit_in_place_is_kept(history, file):
    first = read(history, file, "One ferry.\n")
    assert earlier(history, first) is None and not history.is_news(str(file), "")
    second = read(history, file, "Two ferries.\n")
    assert earlier(history, second) == "One ferry.\n"
    assert history.is_news(str(file), second.text.fingerprint())
    again = read(history, file, "Two ferries.\n")
    assert earlier(history, again) == "One ferry.\n", "also when it is opened once more"


def test_once_the_change_was_seen_it_is_no_news_but_can_be_seen_again(history, file):
    read(history, file, "One ferry.\n")
    second = read(history, file, "Two ferries.\n")
    fingerprint = second.text.fingerprint()
    history.confirm_seen(str(file), fingerprint)
    assert not history.is_news(str(file), fingerprint)
    assert earlier(history, second) == "One ferry.\n"
    third = read(history, file, "Three ferries.\n")
    assert earlier(history, third) == "Two ferries.\n"


def test_states_of_one_sitting_are_compared_with_the_text_before_them(history, file, monkeypatch):
    read(history, file, "One ferry.\n")
    read(history, file, "Two ferries.\n")
    third = read(history, file, "Three ferries.\n")
    assert earlier(history, third) == "One ferry.\n"
    later(monkeypatch, hours=2)
    fourth = read(history, file, "Four ferries.\n")
    assert earlier(history, fourth) == "Three ferries.\n", "which was read two hours before"
    later(monkeypatch, hours=5)
    assert earlier(history, read(history, file, "Three ferries.\n")) == "Four ferries.\n"


def test_a_renamed_file_is_found_by_its_text_and_by_a_former_name(history, file):
    read(history, file, "One ferry.\n")
    moved = file.rename(file.with_name("final.txt"))
    renamed = read(history, moved, "One ferry.\n")
    assert earlier(history, renamed) is None
    edited = read(history, moved, "Two ferries.\n")
    assert earlier(history, edited) == "One ferry.\n"
    other = moved.with_name("other.txt")
    other.write_text("Three ferries.\n")
    document = documents.open(other)
    history.remember(document, document.text.fingerprint(), [str(moved)])
    assert earlier(history, document) == "One ferry.\n"
    assert earlier(history, edited) == "One ferry.\n", "the list of the other name stays"


def test_locators_and_wrapping_are_kept(history, tmp_path):
    file = tmp_path / "talk.vtt"
    cue = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne ferry.\n"
    document = read(history, file, cue)
    [version] = history.versions(str(file))
    kept = history.load(version, document.names)
    assert kept.locator(0) == document.locator(0) == "00:00:01"
    assert (kept.title, kept.format, kept.names) == (document.title, "vtt", document.names)


def test_files_are_private_and_damaged_ones_are_ignored(history, file):
    document = read(history, file, "One ferry.\n")
    read(history, file, "Two ferries.\n")
    files = [path for path in (file.parent / "history").rglob("*") if path.is_file()]
    assert len(files) == 3 and all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    for path in files:
        path.write_bytes(b"\x00{")
    assert history.versions(str(file)) == [] and earlier(history, document) is None
    read(history, file, "One ferry.\n")
    assert len(history.versions(str(file))) == 1


def test_a_list_has_a_limit_and_keeps_what_is_compared(history, file, monkeypatch):
    read(history, file, "first\n")
    for number in range(3 * MOST_VERSIONS):
        last = read(history, file, f"text {number}\n")
    assert len(history.versions(str(file))) == MOST_VERSIONS
    assert earlier(history, last) == "first\n"


def test_least_recently_read_texts_are_deleted(tmp_path):
    folder = tmp_path / "history"
    history = TextHistory(folder, 200)
    for number, name in enumerate("abc"):
        read(history, tmp_path / f"{name}.txt", f"{name}!")
        for path in (folder / "texts").glob("*"):
            # The clock of a disk may be coarser than the time between two of them.
            os.utime(path, (0, min(path.stat().st_mtime, number + 1)))
    assert sum(path.stat().st_size for path in (folder / "texts").iterdir()) <= 200
    assert history.versions(str(tmp_path / "a.txt")) == []
    assert history.versions(str(tmp_path / "c.txt"))


def test_what_is_not_kept(history, file, tmp_path):
    large = TextHistory(tmp_path / "history", 100)
    assert earlier(large, read(large, file, "more than ten bytes\n")) is None
    assert not (tmp_path / "history").exists()
    nameless = replace(read(history, file, "One ferry.\n"), names=())
    history.remember(nameless, "sha256:1")
    assert len(list((tmp_path / "history" / "texts").iterdir())) == 1


def test_zero_deletes_what_was_kept(history, file, tmp_path):
    read(history, file, "One ferry.\n")
    off = TextHistory(tmp_path / "history", 0)
    read(off, file, "Two ferries.\n")
    assert [path for path in (tmp_path / "history").rglob("*") if path.is_file()] == []


def test_it_is_in_the_state_folder_with_the_limit_of_the_settings(home, file):
    read(open_history(Settings(history=1)), file, "One ferry.\n")
    assert (home / ".local/state/readerapp/history/texts").is_dir()


def test_a_full_disk_keeps_nothing(history, file, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(text_history, "write_private", full)
    assert earlier(history, read(history, file, "One ferry.\n")) is None
