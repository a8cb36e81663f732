"""The user's folders: the standard ones of the platform."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

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
