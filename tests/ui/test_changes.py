"""What changed since the text was read: said when it is opened, and shown one change at a time."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from readerapp.versions import document_comparison
from tests.page_server import PageServer
from tests.ui.conftest import ARTICLE, Open

EDITED = (
    ARTICLE.replace("two floods", "three bad floods")
    .replace("The last ferry", "The very last ferry")
    .replace("“A bus does not float,” Holm said.\n\n", "")
)


@pytest.fixture
async def edited(open_reader: Open, article: Path) -> Path:
    """Read the article and mark its first quotation; the file is edited afterwards."""
    async with open_reader() as reader:
        await reader.press(".", "enter", "g", "q")
    article.write_text(EDITED, encoding="utf-8")
    return article


@pytest.mark.parametrize("size", [(120, 40), (40, 10)])
async def test_changes_at_highlights_come_first_and_new_words_are_marked(
    open_reader: Open, edited: Path, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        await reader.sees("3 paragraphs changed since")
        await reader.press("V", "d")
        await reader.sees("1 of 3 · ¶3 changed · in a highlight", "two floods", "1 at your hi")
        await reader.until(lambda: "three bad" in " ".join(reader.document))
        assert reader.style("three bad").underline
        await reader.press("n")
        await reader.sees("2 of 3 · ¶2 changed", "was The last", "now The very last")
        await reader.press("n")
        await reader.sees("3 of 3 · former ¶5 removed", "A bus does not float")
        await reader.press("b", "enter")
        await reader.misses("2 of 3")
        assert reader.caret.startswith("very last ferry"), "reading goes on at the change"
        assert not reader.style("very last").underline


async def test_news_leaves_the_answer_to_a_key_in_place(
    open_reader: Open, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared, find = threading.Event(), document_comparison.find_earlier_text

    def find_late(*arguments: Any) -> Any:
        assert compared.wait(60)
        return find(*arguments)

    monkeypatch.setattr(document_comparison, "find_earlier_text", find_late)
    async with open_reader() as reader:
        await reader.press("u")
        await reader.sees("u or y yes · Esc no")
        compared.set()
        await reader.sees("u or y yes · Esc no · 3 paragraphs changed since")
        await reader.press("y")
        await reader.until(lambda: not reader.annotations)


async def test_what_was_seen_before_the_first_look_ended_is_no_news(
    open_reader: Open, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, find = threading.Event(), threading.Event(), document_comparison.find_earlier_text

    def find_late(*arguments: Any) -> Any:
        if not began.is_set():  # the look when the document is opened
            began.set()
            assert go_on.wait(60)
        return find(*arguments)

    monkeypatch.setattr(document_comparison, "find_earlier_text", find_late)
    async with open_reader() as reader:
        await reader.until(began.is_set)
        await reader.press("ctrl+p", *"what changed", "enter")
        await reader.sees("1 of 3 · ¶3 changed")
        await reader.press("escape")
        go_on.set()
        await reader.until(lambda: all(worker.is_finished for worker in reader.app.workers))
        await reader.settle()
        assert "3 paragraphs changed" not in reader.text
        await reader.press("V")
        await reader.sees("source:")  # which is not asked for while there is news


async def test_esc_leads_back_and_what_was_seen_is_no_news(
    open_reader: Open, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_reader() as reader:
        await reader.sees("3 paragraphs changed since")
        await reader.press("V", "d")
        await reader.sees("1 of 3")
        await reader.press("u")
        await reader.sees("Nothing to undo here", "Board chairman Per Aune")
        await reader.press("escape")
        await reader.misses("1 of 3")
        assert reader.screen.document_view.caret.at == 0
    async with open_reader() as reader:
        await reader.until(lambda: reader.screen.document.text.indexed)
        await reader.press("ctrl+p", *"what changed", "enter")
        await reader.sees("1 of 3")
        await reader.press("escape")


async def test_without_an_earlier_text_it_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("ctrl+p", *"what changed", "enter")
        await reader.sees("No other text of this document is kept to compare it with")
        await reader.press("ctrl+p", *"refresh this", "enter")
        await reader.sees("Only a web page can be refreshed")


async def test_a_page_is_refreshed_with_its_highlights(
    open_reader: Open, page_server: PageServer
) -> None:
    page_server.page = "".join(f"<p>{part}</p>" for part in ARTICLE.split("\n\n"))
    async with open_reader(page_server.address) as reader:
        await reader.press(".", "enter", "ctrl+p", *"refresh this", "enter")
        await reader.sees("Unchanged since")
        page_server.page = "".join(f"<p>{part}</p>" for part in EDITED.split("\n\n"))
        await reader.press("ctrl+p", *"refresh this", "enter")
        await reader.sees("1 of 3 · ¶3 changed · in a highlight")
        assert reader.words == ["We kept the boats running through two floods,"]
        assert page_server.requests == 3
