"""Where a person's own files are; light, for the first page asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Kind = Literal["cache", "config", "data", "state"]
"""What is in a folder: `cache` can be deleted at any time, the others cannot."""


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the settings are: READERAPP_SETTINGS, else the person's configuration folder."""
    if named := environment.get("READERAPP_SETTINGS"):
        return Path(named).expanduser()
    return own_folder("config") / "settings.toml"


def library_folder() -> Path:
    """Where it is kept how documents were left: in the person's state folder."""
    return own_folder("state") / "documents"


_ON_LINUX = sys.platform == "linux"
_LINUX = {
    "cache": "~/.cache",
    "config": "~/.config",
    "data": "~/.local/share",
    "state": "~/.local/state",
}


def own_folder(kind: Kind) -> Path:
    """Our folder of a kind, as `platformdirs` has it, which on Linux need not be loaded.

    It need not be there.
    """
    if _ON_LINUX:
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return Path(named or _LINUX[kind]).expanduser() / "readerapp"
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("readerapp", appauthor=False))
