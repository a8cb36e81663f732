"""V: the sources of a draft, the check, and the review of what was found."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from readerapp.core.child_process import ignore_progress
from readerapp.ui.reader import checking
from readerapp.ui.screens import loading
from tests.ui.conftest import ARTICLE, FIRST, Open, Reader

SOURCE = """\
Transcript

Ida Holm: We kept the boats running through three floods.
Nobody asked us before they sold the pier. A bus does not float.
Per Aune: It was a painful but necessary step.
"""


@pytest.fixture
def source(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the source of the article; the check runs in the process of the test."""
    path = home / "sources" / "interview.txt"
    path.parent.mkdir()
    path.write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(
        "readerapp.core.child_process.run_in_child",
        lambda job, _is_cancelled, _failure, report: job.run(report or ignore_progress),
    )
    monkeypatch.setattr(checking, "_BUSY_DELAY", 0.05)
    monkeypatch.chdir(home)
    return path


async def begin(reader: Reader) -> None:
    """Name the source and check."""
    await reader.press("V", *"sources", "enter", "enter")
    await reader.sees("1 of 1 · altered")


async def test_sources_are_named_once_and_the_review_asks_what_fails(
    open_reader: Open, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_reader() as reader:
        await reader.press("V")
        await reader.sees("No sources yet", "a paraphrase", "source:")
        await reader.press(*"nothing", "enter")
        await reader.sees("There is no file nothing")
        await reader.press("escape", "a", *"sou", "tab", "enter")
        await reader.sees("Check quotations · 1 source", "folder", "Enter check")
        await reader.press("x")
        await reader.sees("Removed · u undo", "No sources yet")
        await reader.press("u", "h")
        await reader.sees("Check quotations and highlights · 1 source")
        await reader.press("h", "enter")
        await reader.sees(
            "1 of 1 · altered", "interview.txt ¶2", "number: “two”, in the source “three”"
        )
        await reader.press("enter")
        await reader.sees("All 1 looked at · Accepted", "3 of 4 verbatim", "1 accepted")
        await reader.press("l")
        await reader.sees("4 quotations", "altered", "accepted")
        await reader.press("escape", "u")
        await reader.sees("1 of 1 · altered", "Undid")
        await reader.press("escape")
        await reader.sees("3 of 4 quotations pass · 1 to look at")
        assert reader.annotations == []
    async with open_reader() as reader:
        await reader.press("V")
        await reader.sees("Check quotations · 1 source", "Words are compared")
    later = source.parent.parent / "ferry-2.txt"
    later.write_text(ARTICLE.replace("two floods", "three floods"), encoding="utf-8")
    async with open_reader(later) as reader:
        await reader.press("V")
        await reader.sees("The sources of ferry.txt · Enter check", "1 source")


async def test_a_problem_has_a_remark_and_is_found_by_its_tag(
    open_reader: Open, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_reader() as reader:
        await begin(reader)
        await reader.press("a", *"Ask her.", "enter")
        await reader.sees("All 1 looked at · Noted as a problem")
        await reader.press("escape", "f", *"tag:quote-check/problem", "enter")
        assert reader.words == [FIRST]
        assert reader.notes[0].startswith("Ask her.\n\nQuote check: **altered** in interview.txt")
        await reader.press("V", "enter")
        await reader.sees("No quotation needs a look", "1 noted as problems")
        await reader.press("l", "g", "enter", "c")
        await reader.sees("The source's words are noted")
        assert "Correct to: “We kept the boats running through three floods” (" in reader.notes[0]


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_the_source_opens_above_and_backspace_returns(
    open_reader: Open, source: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    if size[0] == 40:  # as if it took long to read
        monkeypatch.setattr(loading, "takes_long", lambda name: True)
    async with open_reader(size=size) as reader:
        await begin(reader)
        assert reader.rows[-1].strip().startswith("Enter ")
        await reader.sees("two", "three")
        await reader.press("o")
        await reader.sees("Transcript", "Backspace back to")
        assert reader.screen.document.names == (str(source),)
        assert reader.selected.startswith("We kept the boats")
        await reader.press("backspace")
        await reader.sees("1 of 1 · altered")
        source.write_text("Shorter.", encoding="utf-8")
        await reader.press("o")
        await reader.sees("Shorter.", "Backspace back to")
        await reader.press("escape")
        await reader.sees("1 of 1 · altered")
        await reader.press("escape")
        assert reader.screen.document.title.startswith("Ferry line")


async def test_esc_stops_a_check(
    open_reader: Open, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    wait_a_little = threading.Event().wait

    def wait(_job: object, is_cancelled, _failure: str, report):  # type: ignore[no-untyped-def]
        report("Reading sources", 0, 1)
        while not is_cancelled():
            wait_a_little(0.01)

    monkeypatch.setattr("readerapp.core.child_process.run_in_child", wait)
    async with open_reader() as reader:
        await reader.press("V", *"sources", "enter", "enter")
        await reader.sees("Reading sources: 0 of 1 · Esc stop")
        await reader.press("escape")
        await reader.sees("Check stopped")
