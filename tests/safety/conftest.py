"""Fixtures for a session on a disk that can be made to fail, and for other processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.store.filesystem import System
from readerapp.workspace import AppContext, make_context
from tests.safety.disk import SmallDisk

TEXT = "One sentence after another, and none of them is long. " * 40


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SmallDisk:
    """Put every store of the test on this disk."""
    small = SmallDisk()
    for name in ("open", "write"):
        monkeypatch.setattr(System, name, getattr(small, name))
    return small


@pytest.fixture
def context(home: Path) -> AppContext:
    return make_context(str(home / "store"), "Ana")


@pytest.fixture
def other_place(home: Path, context: AppContext) -> AppContext:
    """Return a context on the same store, as in another process."""
    return make_context(str(home / "store"), "Ana")


@pytest.fixture
def document(home: Path) -> documents.Document:
    path = home / "text.txt"
    path.write_text(TEXT)
    return documents.open(str(path))


@pytest.fixture
def session(context: AppContext, document: documents.Document) -> ReadingSession:
    return context.open_session(document, allow_unsaved=True)


def notes(context: AppContext, document: documents.Document) -> list[str]:
    """Return the notes that another process finds."""
    return sorted(one.annotation.note for one in context.open_session(document).placed.values())


def mark(session: ReadingSession, note: str, at: int = 0) -> str:
    key = session.highlight(at, at + 5, note=note, speaker="Ida").focus
    assert key
    return key
