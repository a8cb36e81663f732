"""Longer timeouts for clipboard programs, for busy machines."""

from __future__ import annotations

import pytest

from readerapp.interchange.clipboard import routes, tmux


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise the timeouts of the clipboard programs."""
    monkeypatch.setattr(routes, "CLIPBOARD_TIMEOUT", 60.0)
    monkeypatch.setattr(tmux, "TMUX_TIMEOUT", 60.0)
