"""The last reading position of a document, read quickly for the first page.

Usually this needs only one small file, and not the module `last_positions`.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readerapp.core.paths import has_library, library_file_name, library_folder, library_folder_name

if TYPE_CHECKING:
    from readerapp.text.source import Text

ScreenPosition = tuple[int, int]
"""The offsets of the first row on screen and of the caret, in code points."""


def find_last_position(text: Text, names: Sequence[str]) -> ScreenPosition:
    """Find the last position in a document by its text, or by its names; (0, 0) for a new one."""
    if not has_library():
        return 0, 0
    fingerprint = text.fingerprint()
    if stored := _read(f"{library_folder_name()}/{library_file_name(fingerprint)}"):
        return stored
    from readerapp.reading.last_positions import LastPositions

    position = LastPositions(library_folder()).find(fingerprint, names)
    return (position.top, position.at) if position else (0, 0)


def _read(file: str) -> ScreenPosition | None:
    """Read the position in `file`; None if there is no file, or it is damaged."""
    import json

    try:
        with open(file, encoding="utf-8") as opened:
            data = json.load(opened)
        top, at = data["top"], data["at"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return (top, at) if type(top) is int and type(at) is int else None
