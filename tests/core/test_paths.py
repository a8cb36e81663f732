"""The user's folders: the standard ones of the platform."""

from __future__ import annotations

from pathlib import Path

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
