"""Two documents compared, and with what a document is compared if nobody says it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.versions import document_comparison
from readerapp.versions.document_comparison import (
    compare_documents,
    compare_in_background,
    describe_day,
    open_earlier_version,
    shorten_unchanged,
)


def make(path: Path, text: str) -> Document:
    path.write_text(text, encoding="utf-8")
    return documents.open(path)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Document, Document]:
    """Two versions of a text: one paragraph is removed, one changed, one added."""
    return (
        make(tmp_path / "old.txt", "Gone for good.\n\nTwo ferries sail on Sunday.\n"),
        make(tmp_path / "new.txt", "Two ferries sail on Monday.\n\nNobody was asked.\n"),
    )


def test_places_are_cited_in_both_documents(pair):
    found = compare_documents(*pair)
    assert [found.place(change) for change in found.changes.changes] == [
        "former ¶1",
        "¶2 → ¶1",
        "¶2",
    ]
    assert found.since_when == " since old.txt"


def test_long_texts_are_compared_in_a_child_process(pair, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(document_comparison, "_SHORT_TEXTS", 0)
    found = compare_in_background(*pair, "", lambda: False)
    assert found.changes == compare_documents(*pair).changes
    with pytest.raises(ReaderError, match="stopped"):
        compare_in_background(*pair, "", lambda: True)


def test_the_file_of_an_earlier_version_is_the_first_that_can_be_read(pair, tmp_path: Path):
    binary = tmp_path / "binary.txt"
    binary.write_bytes(bytes(range(256)) * 20)
    paths = ["https://example.org/a", str(tmp_path / "none.txt"), str(binary), pair[0].names[0]]
    earlier = open_earlier_version(paths)
    assert earlier and earlier.document.names == pair[0].names
    assert open_earlier_version(paths[:-1]) is None


def test_days_are_told_as_people_say_them():
    now = datetime.now().astimezone()
    assert describe_day(now.isoformat()) == f"{now:%H:%M}"
    assert describe_day("2001-02-03T12:00:00Z") == "3 February 2001"
    assert describe_day("no time") == ""


def test_unchanged_words_are_shortened_beside_differences_only():
    words = " ".join(f"word{number}" for number in range(60))
    assert shorten_unchanged("a few words", first=True, last=False) == "a few words"
    start = shorten_unchanged(words, first=True, last=False)
    middle = shorten_unchanged(words, first=False, last=False)
    end = shorten_unchanged(words, first=False, last=True)
    assert start.startswith("… ") and start.endswith("word59")
    assert middle.startswith("word0 ") and " … " in middle and middle.endswith("word59")
    assert end.startswith("word0 ") and end.endswith(" …")
