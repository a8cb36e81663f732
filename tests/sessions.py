"""Fixtures for sessions on a sample article, each in a store of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.workspace import make_context

ARTICLE = """\
Ferry line to close after ninety years

The last ferry across the Venn will sail on Sunday, the harbour board said.

“We kept the boats running through two floods,” said Ida Holm, who has steered the line since 1998.

Board chairman Per Aune called the sale “a painful but necessary step” and promised a bus.

“A bus does not float,” Holm said. The last ferry leaves at noon.
"""

Open = Callable[..., ReadingSession]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write the article to a file; return its path."""
    file = tmp_path / "ferry.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


@pytest.fixture
def open_session(path: Path, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens sessions on a file, as separate processes would.

    All sessions are closed at the end.
    """
    with ExitStack() as opened:

        def open_it(
            file: Path = path, *, annotator: str = "Ana", store: Path = tmp_path / "store"
        ) -> ReadingSession:
            context = make_context(str(store), annotator)
            session = context.open_session(documents.open(str(file)))
            opened.enter_context(closing(session))
            return session

        yield open_it


@pytest.fixture
def session(open_session: Open) -> ReadingSession:
    """Open a session on the article."""
    return open_session()


def span(words: str, text: str = ARTICLE) -> tuple[int, int]:
    """Return the range of the first occurrence of some words."""
    start = text.index(words)
    return start, start + len(words)


def mark(session: ReadingSession, words: str, **fields: object) -> str:
    """Highlight words; return the new id."""
    text = session.document.text.whole()
    change = session.highlight(*span(words, text), **fields)  # type: ignore[arg-type]
    assert change.focus
    return change.focus


def words(session: ReadingSession, key: str) -> str:
    """Return the words of the text that an annotation covers now."""
    placed = session.get(key)
    return session.document.text.slice(placed.start, placed.end)
