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
    path = home / "slow.txt"
    path.write_text("a" * 3000 + "b\n\nThe end of it.\n")

    def is_searching() -> bool:
        return any(one.group == "search" and one.is_running for one in reader.app.workers)

    was_handled = False
    for limit in (1.5, 6.0, 24.0):  # longer where a busy machine needs longer for the keys
        monkeypatch.setattr(search, "_TIME_LIMIT", limit)
        async with open_reader(path) as reader:
            await reader.press("/", "ctrl+t", *"(a+)+$", "enter", "G")
            assert "100%" in reader.text
            was_handled = is_searching()
            await reader.sees("takes too long")
            await reader.until(lambda: not is_searching())
        if was_handled:
            break
    assert was_handled, "the key was handled while the search went on"


@pytest.mark.parametrize("pattern", ["(a+)+$", r"(\w+\s?)*:$", "(a|aa)+c", "(?:a*)*b$", "(.*)*x"])
def test_a_pattern_ends(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.setattr(search, "_TIME_LIMIT", 0.2)
    text = search.Text.from_string("a" * 3000 + "!")
    try:
        assert search.search_text(text, pattern, regex=True) is None
    except search.ReaderError as error:
        assert "too long" in str(error)
