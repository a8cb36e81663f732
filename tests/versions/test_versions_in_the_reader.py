"""In the reader: an earlier version is offered at once, and carried over with one key."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.workspace import make_context
from tests.ui.conftest import ARTICLE, FIRST, THIRD, Open, article, open_reader

__all__ = ["article", "open_reader"]  # fixtures of the screen

SALE = f"Board chairman Per Aune called the sale “{THIRD}” and promised a bus.\n\n"
LATER = ARTICLE.replace("two floods", "three floods").replace(SALE, "")


@pytest.fixture
def later(article: Path, home: Path) -> Path:
    """Highlight three passages of the article; return the path of a later version."""
    context = make_context(str(home / "store"), "Bea")
    with closing(context.open_session(documents.open(str(article)))) as session:
        for words in (FIRST, THIRD, "sixty days"):
            start = ARTICLE.index(words)
            session.highlight(start, start + len(words), note=f"on {words}")
        while session.needs_enriching:
            session.enrich()
    path = article.with_name(f"{article.stem} (1).txt")
    path.write_text(LATER, encoding="utf-8")
    return path


async def test_an_earlier_version_is_offered_and_one_key_carries_it_over(
    open_reader: Open, later: Path, article: Path
) -> None:
    async with open_reader(later, size=(80, 24)) as reader:
        await reader.sees(f"An earlier version, {article.name}, has 3 highlights")
        await reader.sees("F carries them over · Esc not again")
        await reader.press("l")
        await reader.sees("F carry over")
        await reader.press("F")
        await reader.sees("3 carried over: 1 exact, 1 moved, 1 not found (D checks)")
        assert "F carry over" not in reader.text and len(reader.annotations) == 3
        await reader.press("u")
        await reader.sees(f"Undid: annotations of {article.name}")
        assert reader.annotations == []
        await reader.press("F")
        await reader.sees("3 carried over")
        await reader.press("F")
        await reader.sees(f"All of {article.name} is here already")
        await reader.press("ctrl+p", *"About this")
        await reader.press("enter")
        await reader.sees("Earlier")
    async with open_reader(later, size=(80, 24)) as reader:
        await reader.sees("Text changed in 1 highlight, not found for 1")
        assert "An earlier version" not in reader.text


async def test_a_declined_offer_is_not_made_again(open_reader: Open, later: Path) -> None:
    async with open_reader(later) as reader:
        await reader.sees("An earlier version")
        await reader.press("escape")
        await reader.sees("Not offered again · F still carries them over")
    async with open_reader(later) as reader:
        await reader.until(lambda: reader.screen.versions.earlier)
        assert "An earlier version" not in reader.text and "F carry over" not in reader.text
        await reader.press("F")
        await reader.sees("3 carried over")


async def test_what_is_offered_is_not_said_at_each_reload(
    open_reader: Open, later: Path, article: Path
) -> None:
    os.utime(article, (2e9, 2e9))
    async with open_reader(later) as reader:
        await reader.sees("Another version", "has 3 highlights · F carries them over")
        await reader.press("l")
        later.write_text(LATER + "A line more.\n", encoding="utf-8")
        await reader.sees("A line more.")
        await reader.until(lambda: reader.screen.versions.earlier)
        await reader.sees("F carry over")
        assert "Another version" not in reader.text


async def test_without_an_earlier_version_the_key_says_so(open_reader: Open) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await reader.press("F")
        await reader.sees("No earlier version")
