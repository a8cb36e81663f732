"""Search patterns with exponential time: no key waits for them, and they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.text import search
from tests.ui.conftest import Open, article, open_reader  # noqa: F401 - fixtures


async def test_no_key_waits_for_a_pattern(
    open_reader: Open,  # noqa: F811
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "_TIME_LIMIT", 1.5)
    path = home / "slow.txt"
    path.write_text("a" * 3000 + "b\n\nThe end of it.\n")
    async with open_reader(path) as reader:
        await reader.press("/", "ctrl+t", *"(a+)+$", "enter", "G")
        running = [w for w in reader.app.workers if w.group == "search" and w.is_running]
        assert running, "the key was handled while the search went on"
        assert "100%" in reader.text
        await reader.sees("takes too long")
        await reader.until(
            lambda: not [w for w in reader.app.workers if w.group == "search" and w.is_running]
        )


@pytest.mark.parametrize("pattern", ["(a+)+$", r"(\w+\s?)*:$", "(a|aa)+c", "(?:a*)*b$", "(.*)*x"])
def test_a_pattern_ends(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.setattr(search, "_TIME_LIMIT", 0.2)
    text = search.Text.from_string("a" * 3000 + "!")
    try:
        assert search.search_text(text, pattern, regex=True) is None
    except search.ReaderError as error:
        assert "too long" in str(error)
