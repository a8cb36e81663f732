"""Evidence in the reader: the citation style and the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.interchange.clipboard import routes
from readerapp.interchange.clipboard.routes import CopyResult
from tests.ui.conftest import SECOND, Open


async def test_y_copies_evidence_and_e_writes_a_sheet(
    open_reader: Open, home: Path, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    def copy(text: str) -> CopyResult:
        copied.append(text)
        return CopyResult("terminal", "Sent", "test (not verified)")

    monkeypatch.setattr(routes, "copy_text", copy)
    (home / "settings.toml").write_text('citation = "evidence"\n')
    monkeypatch.setenv("READERAPP_SETTINGS", str(home / "settings.toml"))
    digest = documents.open(article).text.fingerprint().removeprefix("sha256:")
    async with open_reader() as reader:
        await reader.press(".", ".", "y")  # a selection that nobody has marked
        await reader.sees("Sent 1 quotation")
        await reader.press("enter", ".", "enter", "Y")
        await reader.until(lambda: len(copied) == 2)
        await reader.press("E", "e")
        await reader.sees("Evidence sheet", "to print: each quotation", "A page to print")
        await reader.press("enter")
        await reader.sees("Exported 2 highlights · ferry-line-to-close-after-ninety-years.html")
    selection, everything = copied
    assert f"“{SECOND}”\n— " in selection and "Marked by" not in selection
    assert f"SHA-256 of its text: {digest}" in selection and "Before: “We kept" in selection
    assert everything.count(digest) == 2 and "Marked by: Ana, 20" in everything
    sheet = Path("ferry-line-to-close-after-ninety-years.html").read_text(encoding="utf-8")
    assert sheet.count("<article>") == 2 and sheet.count(digest) == 4
