"""The agreement screen: how far people agree, and stepping through the differences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp.cli import main
from readerapp.ui.widgets.table import Table
from tests.collaboration.test_import import hypothesis
from tests.collaboration.test_sharing_in_the_reader import command
from tests.ui.conftest import FIRST, FOURTH, THIRD, Open, Reader, article, open_reader

__all__ = ["article", "open_reader"]  # fixtures of the screen


Mark = Callable[..., None]


@pytest.fixture
def mark(home: Path, article: Path) -> Mark:
    """Return a function that highlights words of the article as a given person."""

    def add(name: str, words: str, speaker: str = "") -> None:
        said = ("--speaker", speaker) if speaker else ()
        store = ("--store", str(home / "store"), "--as", name)
        assert main([*store, "add", str(article), "--quote", words, *said]) == 0

    return add


async def agreement(reader: Reader) -> None:
    await command(reader, "Compare annotators")


def current(reader: Reader) -> str:
    """Return the selected row."""
    return reader.rows[reader.app.screen.query_one(Table).cursor_cell().y]


@pytest.fixture
def two(mark: Mark) -> None:
    """Let Ana and Bob agree on the first quotation, differ in the third; another is Ana's."""
    for name, third in (("Bob", "Ida Holm"), ("Ana", "Per Aune")):
        mark(name, FIRST, "Ida Holm")
        mark(name, THIRD, third)
    mark("Ana", FOURTH, "Ida Holm")


@pytest.mark.usefixtures("two")
async def test_the_people_of_the_store_side_by_side(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await agreement(ana)
        await ana.sees("Agreement · Ana and Bob")
        await ana.sees("same range 2 · overlapping 0 · only Ana 1 · only Bob 0")
        await ana.sees("speakers 1/2 agree, kappa 0.00")
        assert current(ana).split()[:3] == ["¶4", "Per", "Aune"]
        assert "Ida Holm “a painful but nec" in current(ana)
        await ana.press("down")
        assert "not highlighted" in current(ana)
        await ana.press("enter")
        caret = ana.screen.document_view.caret.at
        assert ana.screen.document.text.whole()[caret:].startswith(FOURTH)
        assert ana.app.focused is ana.screen.document_view
        # The walk goes on where it was left.
        await agreement(ana)
        await ana.sees("Agreement · Ana and Bob")
        assert "not highlighted" in current(ana)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("size", [(80, 24), (40, 10)], ids=str)
async def test_in_little_room_both_sides_are_there(
    size: tuple[int, int], open_reader: Open
) -> None:
    async with open_reader(annotator="Ana", size=size) as ana:
        await agreement(ana)
        await ana.sees("Agreement", "same range 2", "Ana", "Bob", "Per Aune", "Ida Holm")


async def test_with_a_file_of_somebody_else(open_reader: Open, home: Path, mark: Mark) -> None:
    mark("Ana", FIRST, "Ida Holm")
    file = home / "zoe.json"
    file.write_text(hypothesis(FIRST, THIRD, "not in here"))
    async with open_reader(annotator="Ana") as ana:
        await agreement(ana)
        await ana.sees("compare with:", "Only one annotator so far")
        await ana.type(str(file))
        await ana.press("enter")
        await ana.sees("Agreement · Ana and zoe", "same range 1 · overlapping 0 · only Ana 0")
        await ana.sees("“a painful but necessary step” #boats")
        assert ana.words == [FIRST]  # nothing of it was taken in
        await ana.press("escape")
        await ana.sees("1 highlight skipped, text not found")


async def test_three_people_two_by_two(open_reader: Open, home: Path, mark: Mark) -> None:
    (home / "zoe.json").write_text(hypothesis(FOURTH))
    mark("Bob", FIRST)
    mark("Ana", THIRD)
    async with open_reader(annotator="Ana") as ana:
        await agreement(ana)
        await ana.sees("Ana and Bob")
        await ana.press("f")
        await ana.type(str(home / "zoe.json"))
        await ana.press("enter")
        await ana.sees("Ana and Bob (1 of 3)")
        await ana.press("right")
        await ana.sees("Ana and zoe (2 of 3)")
        await ana.press("left", "left")
        await ana.sees("Bob and zoe (3 of 3)")


@pytest.mark.parametrize("name", ["nothing.json", "ferry.txt"])
async def test_a_file_without_highlights_is_reported(
    name: str, open_reader: Open, mark: Mark
) -> None:
    mark("Ana", FIRST)
    async with open_reader(annotator="Ana") as ana:
        await agreement(ana)
        await ana.sees("compare with:")
        await ana.type(name)
        await ana.press("enter")
        await ana.sees(f"{name} ")
        await ana.sees("compare with:")  # asked again
