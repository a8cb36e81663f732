"""The first page starts at the last position in the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.paths import library_folder
from readerapp.reading.first_page_position import find_last_position
from readerapp.reading.last_positions import LastPosition, LastPositions
from readerapp.text.source import Text

TEXT = Text.from_string("The ferry waits.\n" * 40)
NAMES = ("/tmp/ferry.txt",)


def left(fingerprint: str, highlights: int = 3) -> Path:
    """Remember a document; return the file of its last position."""
    library = LastPositions(library_folder())
    library.remember(
        LastPosition(fingerprint, "Ferry", "text", NAMES, at=60, top=51, highlights=highlights)
    )
    (file,) = library_folder().glob("*.json")
    return file


def test_without_a_library_it_is_the_start(home: Path) -> None:
    assert find_last_position(TEXT, NAMES) == (0, 0, False)


def test_a_text_is_known_whatever_its_name(home: Path) -> None:
    left(TEXT.fingerprint())
    assert find_last_position(TEXT, ()) == (51, 60, True)
    left(TEXT.fingerprint(), highlights=0)
    assert find_last_position(TEXT, ()) == (51, 60, False), "no annotations to show"


def test_another_text_is_known_by_its_name(home: Path) -> None:
    left("sha256:of an earlier text")
    assert find_last_position(TEXT, NAMES) == (51, 60, True)
    assert find_last_position(TEXT, ()) == (0, 0, False)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"top": 1}', '{"top": "1", "at": 2}'])
def test_a_damaged_file_says_nothing(home: Path, damage: str) -> None:
    left(TEXT.fingerprint()).write_text(damage, encoding="utf-8")
    assert find_last_position(TEXT, NAMES) == (0, 0, False)
