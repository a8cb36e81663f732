"""Paths: the user's settings, data, state and cache folders, and the package's data files.

The module imports little, because the first page calls it to see which files exist.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    Kind = Literal["cache", "config", "data", "state"]
    """What is in a folder: `cache` can be deleted at any time, the others cannot."""

_ON_LINUX = sys.platform == "linux"
_ON_MAC = sys.platform == "darwin"
_LINUX = {
    "cache": "~/.cache",
    "config": "~/.config",
    "data": "~/.local/share",
    "state": "~/.local/state",
}


def has_settings() -> bool:
    """Return whether there is a settings file."""
    return os.access(_settings(os.environ), os.F_OK)


def has_library() -> bool:
    """Return whether the library folder, with the last reading positions, exists."""
    return os.access(library_folder_name(), os.F_OK)


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the settings: READERAPP_SETTINGS, else in the user's config folder."""
    from pathlib import Path

    return Path(_settings(environment))


def library_folder() -> Path:
    """Return the library folder, in the user's state folder.

    It holds a file for each document, with the state in which the reader left it.
    """
    from pathlib import Path

    return Path(library_folder_name())


def library_file_name(fingerprint: str) -> str:
    """Return the name of the library file for the text with this fingerprint."""
    return "".join(sign for sign in fingerprint if sign.isalnum())[:80] + ".json"


def app_folder(kind: Kind) -> Path:
    """Return the application's folder of a kind, which may not exist yet."""
    from pathlib import Path

    return Path(_own(kind))


def abbreviate_home(path: str) -> str:
    """Return a path as people write it, with ~ for the home folder."""
    home = os.path.expanduser("~")
    return f"~{path[len(home) :]}" if home != "/" and f"{path}/".startswith(f"{home}/") else path


def spell_as_on_disk(path: str) -> str:
    """Return the path of a file with the letters that the file system has for it.

    On macOS a file is found under other spellings too: `NOTES.TXT` for `Notes.txt`, and é as one
    code point or as two. One file must have one name, by which it is known after its text has
    changed. Links are not resolved: another name than the file's own stays as it was typed.

    Args:
        path: An absolute path.
    """
    if not _ON_MAC:
        return path
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            answer = fcntl.fcntl(handle, getattr(fcntl, "F_GETPATH"), bytes(1024))  # noqa: B009
        finally:
            os.close(handle)
    except (AttributeError, OSError):
        return path
    real = os.fsdecode(answer.split(b"\0", 1)[0])
    if real == path:
        return path
    if _fold_name(real) == _fold_name(path):
        return real
    # A folder above is a link, as /tmp is: the last name may still be the file's own.
    folder, _, name = path.rpartition("/")
    own = real.rpartition("/")[2]
    return f"{folder}/{own}" if _fold_name(own) == _fold_name(name) else path


def _fold_name(name: str) -> str:
    """Return what is equal for two spellings that macOS takes for one name."""
    from unicodedata import normalize

    return normalize("NFC", normalize("NFD", name).casefold())


def _settings(environment: Mapping[str, str]) -> str:
    named = environment.get("READERAPP_SETTINGS")
    return os.path.expanduser(named) if named else f"{_own('config')}/settings.toml"


def library_folder_name() -> str:
    """Return `library_folder` as a string, for callers that do not import `pathlib`."""
    return f"{_own('state')}/documents"


def display_choices_name() -> str:
    """Return the path of the file with what the user chose about the display."""
    return f"{_own('state')}/display.json"


def plugin_list_name() -> str:
    """Return the path of the list of plug-ins, which is part of the cache."""
    return f"{_own('cache')}/plugins.txt"


def _own(kind: Kind) -> str:
    """Return the folder that `platformdirs` names, as a string.

    On Linux neither `platformdirs` nor `pathlib` is imported.
    """
    if _ON_LINUX:
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return f"{os.path.expanduser(named or _LINUX[kind])}/readerapp"
    import platformdirs

    folder: str = getattr(platformdirs, f"user_{kind}_dir")("readerapp", appauthor=False)
    return folder


def styles_folder() -> Path:
    """Return the folder of the style sheets (`.tcss`).

    Raises:
        ReaderError: The installation lacks it.
    """
    return _package_folder("styles")


def sample_docs_folder() -> Path:
    """Return the folder of the sample documents.

    Raises:
        ReaderError: The installation lacks it.
    """
    return _package_folder("sample_docs")


def _package_folder(name: str) -> Path:
    """Return a data folder of the package.

    A wheel carries it inside the package. A checkout, and an editable install of it, has it beside
    the package, where people look for it.
    """
    from pathlib import Path

    from readerapp.core.errors import ReaderError

    package = Path(__file__).resolve().parents[1]
    for parent in (package, package.parent):
        if (parent / name).is_dir():
            return parent / name
    raise ReaderError(f"readerapp's own folder {name!r} is missing: install readerapp again")
