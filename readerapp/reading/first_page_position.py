"""The last reading position of a document, read quickly for the first page.

Usually this needs only one small file, and not the module `last_positions`.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from readerapp.core.paths import has_library, library_file_name, library_folder, library_folder_name

if TYPE_CHECKING:
    from readerapp.text.source import Text


class ScreenPosition(NamedTuple):
    """What the screen showed of a document.

    Attributes:
        top: The offset of the first row, in code points.
        at: The offset of the caret, in code points.
        has_annotations: Whether the document had annotations, which then have panes.
    """

    top: int = 0
    at: int = 0
    has_annotations: bool = False


def find_last_position(text: Text, names: Sequence[str]) -> ScreenPosition:
    """Find the last position in a document by its text, or by its names; the start of a new one."""
    if not has_library():
        return ScreenPosition()
    fingerprint = text.fingerprint()
    if stored := _read(f"{library_folder_name()}/{library_file_name(fingerprint)}"):
        return stored
    from readerapp.reading.last_positions import LastPositions

    position = LastPositions(library_folder()).find(fingerprint, names)
    if position is None:
        return ScreenPosition()
    return ScreenPosition(position.top, position.at, position.highlights > 0)


def _read(file: str) -> ScreenPosition | None:
    """Read the position in `file`; None if there is no file, or it is damaged."""
    import json

    try:
        with open(file, encoding="utf-8") as opened:
            data = json.load(opened)
        top, at, highlights = data["top"], data["at"], data.get("highlights")
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if type(top) is not int or type(at) is not int:
        return None
    return ScreenPosition(top, at, type(highlights) is int and highlights > 0)
