"""Two versions of an article, each in a file of its own."""

from __future__ import annotations

from tests.sessions import open_session, path

__all__ = ["open_session", "path"]
