"""The user's folders: the standard ones of the platform."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from unicodedata import normalize

import platformdirs
import pytest

from readerapp.core import paths
from readerapp.core.errors import ReaderError
from readerapp.core.paths import app_folder, library_folder, settings_path


@pytest.mark.parametrize("named", ["", " ", "elsewhere"])
def test_the_folders_are_those_of_the_platform(
    named: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / named) if named.strip() else named)
    monkeypatch.delenv("READERAPP_SETTINGS", raising=False)
    settings = platformdirs.user_config_path("readerapp", appauthor=False)
    assert settings_path() == settings / "settings.toml"
    state = platformdirs.user_state_path("readerapp", appauthor=False)
    assert library_folder() == state / "documents"
    assert app_folder("data") == platformdirs.user_data_path("readerapp", appauthor=False)
    assert app_folder("cache") == platformdirs.user_cache_path("readerapp", appauthor=False)


def test_a_variable_names_the_settings() -> None:
    named = settings_path({"READERAPP_SETTINGS": "~/mine.toml"})
    assert named == Path("~/mine.toml").expanduser()


@pytest.mark.parametrize("inside", [True, False], ids=["wheel", "checkout"])
def test_both_places_are_looked_at(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "readerapp"
    folder = (package if inside else tmp_path) / "styles"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(package / "core" / "paths.py"))
    assert paths.styles_folder() == folder


def test_a_broken_installation_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "readerapp" / "core" / "paths.py"))
    with pytest.raises(ReaderError, match=r"'sample_docs' is missing: install readerapp again"):
        paths.sample_docs_folder()


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A system that finds files under other spellings; the dict has the path that each file has."""
    own: dict[str, str] = {}
    opened: dict[int, str] = {}
    real_open, real_close = os.open, os.close

    def open_folded(path: str, flags: int, *more: int) -> int:
        if path not in own:
            return real_open(path, flags, *more)
        handle = real_open(os.devnull, flags)
        opened[handle] = own[path]
        return handle

    def close(handle: int) -> None:
        opened.pop(handle, None)
        real_close(handle)

    def answer(handle: int, number: int, space: bytes) -> bytes:
        assert (number, len(space)) == (50, 1024)  # Python takes no more
        return os.fsencode(opened[handle]).ljust(1024, b"\0")

    monkeypatch.setattr(paths, "_ON_MAC", True)
    monkeypatch.setattr(os, "open", open_folded)
    monkeypatch.setattr(os, "close", close)
    monkeypatch.setattr(fcntl, "F_GETPATH", 50, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", answer)
    return own


_CAFE = "/Users/ida/Café notes.txt"


@pytest.mark.parametrize(
    ("typed", "own", "name"),
    [
        (_CAFE, _CAFE, _CAFE),
        ("/users/IDA/CAFÉ NOTES.TXT", _CAFE, _CAFE),
        (normalize("NFC", _CAFE), normalize("NFD", _CAFE), normalize("NFD", _CAFE)),
        (normalize("NFD", _CAFE), normalize("NFC", _CAFE), normalize("NFC", _CAFE)),
        ("/tmp/A.TXT", "/private/tmp/a.txt", "/tmp/a.txt"),  # /tmp is a link
        ("/tmp/link.txt", "/private/tmp/other.txt", "/tmp/link.txt"),
    ],
)
def test_a_file_has_one_name_on_macos_however_it_is_typed(
    typed: str, own: str, name: str, mac: dict[str, str]
) -> None:
    mac[typed] = own
    assert paths.spell_as_on_disk(typed) == name


def test_a_file_that_cannot_be_opened_keeps_the_name_that_was_typed(mac: dict[str, str]) -> None:
    assert paths.spell_as_on_disk("/nowhere/A.TXT") == "/nowhere/A.TXT"


def test_on_other_systems_a_name_is_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_ON_MAC", False)
    assert paths.spell_as_on_disk(f"{tmp_path}/A.TXT") == f"{tmp_path}/A.TXT"
