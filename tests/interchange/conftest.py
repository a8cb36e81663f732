"""Programs that are asked in these tests may be slow: the machine is busy."""

from __future__ import annotations

import pytest

from readerapp.interchange.clipboard import routes, tmux


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clipboard's programs take is no matter here."""
    monkeypatch.setattr(routes, "CLIPBOARD_TIMEOUT", 60.0)
    monkeypatch.setattr(tmux, "TMUX_TIMEOUT", 60.0)
