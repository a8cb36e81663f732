"""Where a person's own files are; light, for the first page asks whether there are any."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    Kind = Literal["cache", "config", "data", "state"]
    """What is in a folder: `cache` can be deleted at any time, the others cannot."""

_ON_LINUX = sys.platform == "linux"
_LINUX = {
    "cache": "~/.cache",
    "config": "~/.config",
    "data": "~/.local/share",
    "state": "~/.local/state",
}


def has_settings() -> bool:
    """Whether there is a file of settings."""
    return os.access(_settings(os.environ), os.F_OK)


def has_library() -> bool:
    """Whether it is kept anywhere how documents were left."""
    return os.access(library_folder_name(), os.F_OK)


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the settings are: READERAPP_SETTINGS, else the person's configuration folder."""
    from pathlib import Path

    return Path(_settings(environment))


def library_folder() -> Path:
    """Where it is kept how documents were left: in the person's state folder."""
    from pathlib import Path

    return Path(library_folder_name())


def library_file_name(fingerprint: str) -> str:
    """The name of the file in the library that tells of the text with this fingerprint."""
    return "".join(sign for sign in fingerprint if sign.isalnum())[:80] + ".json"


def app_folder(kind: Kind) -> Path:
    """Our folder of a kind, which need not be there."""
    from pathlib import Path

    return Path(_own(kind))


def _settings(environment: Mapping[str, str]) -> str:
    named = environment.get("READERAPP_SETTINGS")
    return os.path.expanduser(named) if named else f"{_own('config')}/settings.toml"


def library_folder_name() -> str:
    """The name of `library_folder`, for whom `pathlib` is too much."""
    return f"{_own('state')}/documents"


def _own(kind: Kind) -> str:
    """As `platformdirs` has it, which on Linux need not be loaded; no more need `pathlib`."""
    if _ON_LINUX:
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return f"{os.path.expanduser(named or _LINUX[kind])}/readerapp"
    import platformdirs

    folder: str = getattr(platformdirs, f"user_{kind}_dir")("readerapp", appauthor=False)
    return folder
