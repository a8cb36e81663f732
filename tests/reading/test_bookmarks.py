"""Bookmarks: found again in an edited text, and kept with the last position."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading.bookmarks import Bookmark, locate_bookmark, make_bookmark, parse_bookmarks
from readerapp.reading.last_positions import LastPosition, LastPositions
from readerapp.text.source import Text

TEXT = "One.\n\nThe ferry lay moored until the harbour froze again.\n\nThree.\n"


def test_a_bookmark_is_found_again_in_an_edited_text() -> None:
    at = TEXT.index("The ferry")
    bookmark = make_bookmark("a", Text.from_string(TEXT), at)
    assert locate_bookmark(bookmark, Text.from_string(TEXT)) == at
    assert locate_bookmark(bookmark, Text.from_string(f"A new beginning.\n\n{TEXT}")) == at + 18
    assert locate_bookmark(bookmark, Text.from_string(TEXT[4:])) == at - 4
    assert locate_bookmark(bookmark, Text.from_string("All is new.")) == at
    assert locate_bookmark(bookmark, Text.from_string("New")) == 3


def test_bookmarks_stay_with_the_last_position(tmp_path: Path) -> None:
    positions = LastPositions(tmp_path)
    reading = LastPosition("sha256:aa", "Ferry", "text", ("/a.txt",))
    with pytest.raises(ReaderError, match="no bookmark was set"):
        positions.add_bookmark("sha256:aa", Bookmark("a", 9, "The ferry"))
    positions.remember(reading)
    positions.add_bookmark("sha256:aa", Bookmark("a", 9, "The ferry"))
    positions.add_bookmark("sha256:aa", Bookmark("b", 2, "One"))
    positions.add_bookmark("sha256:aa", Bookmark("a", 20, "harbour"))
    positions.remember(reading)
    edited = LastPosition("sha256:bb", "Ferry", "text", ("/a.txt",))
    positions.remember(edited)
    found = LastPositions(tmp_path).find("sha256:bb")
    assert found is not None
    assert found.bookmarks == (Bookmark("b", 2, "One"), Bookmark("a", 20, "harbour"))


@pytest.mark.parametrize(
    "data", [None, 3, [3], [{}], [{"letter": "a1", "at": 3, "words": ""}], {"a": 1}]
)
def test_damaged_bookmarks_are_left_out(data: object) -> None:
    good = {"letter": "a", "at": 3, "words": "x"}
    assert parse_bookmarks(data) == ()
    if isinstance(data, list):
        assert parse_bookmarks([*data, good]) == (Bookmark("a", 3, "x"),)
