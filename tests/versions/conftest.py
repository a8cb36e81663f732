"""Two versions of an article, each in a file of its own; and the time of a busy machine."""

from __future__ import annotations

import pytest

from readerapp.versions import recognition
from tests.sessions import open_session, path

__all__ = ["open_session", "path"]


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let earlier versions be looked for longer than for a person who waits."""
    monkeypatch.setattr(recognition, "WAIT_LIMIT", 60.0)
    monkeypatch.setattr(recognition, "TIME_LIMIT", 60.0)
