"""A deposition of sixty pages is cited by page and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.interchange.clipboard import routes
from readerapp.interchange.clipboard.routes import CopyResult
from tests.documents.depositions import Deposition
from tests.ui.conftest import Open


async def test_page_and_line_in_status_line_list_and_citation(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    def copy(text: str) -> CopyResult:
        copied.append(text)
        return CopyResult("terminal", "Sent", "test (not verified)")

    monkeypatch.setattr(routes, "copy_text", copy)
    deposition = Deposition(60, first=12)
    path = home / "holm.txt"
    path.write_text(deposition.text(head="#"), encoding="utf-8")
    passage = next(each for each in deposition.passages[400:] if each.start[:3] != each.end[:3])
    async with open_reader(path) as reader:
        await reader.press(":", *passage.start, "enter")
        await reader.sees(f" · {passage.start} ")
        assert reader.caret.startswith(passage.words[:20])
        await reader.press("g", ":", *passage.locator, "enter")
        await reader.sees(f" · {passage.locator} ")
        await reader.press("y")
        await reader.until(lambda: copied)
        await reader.press("enter")
        await reader.until(lambda: reader.words == [passage.words.partition(" ")[2]])
        await reader.press("g")
        await reader.sees(f"{passage.locator}")
        await reader.press("backspace")
    assert copied[0].endswith(f"(DEPOSITION OF IDA HOLM, {passage.locator})")
    assert passage.locator == f"{passage.start}-{passage.end}"
