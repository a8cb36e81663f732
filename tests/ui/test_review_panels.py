"""The screen of the re-anchor review: old words next to the places found, one key per answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import ARTICLE, FIRST, SECOND, Open, Reader

GONE = "Holm has sixty days to appeal."
EDITED = ARTICLE.replace("through two floods,", "through three bad floods,").replace(GONE, "")


@pytest.fixture
async def _marked(open_reader: Open) -> None:
    """Highlight a quotation with a note, and a sentence; the file is edited afterwards."""
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "G", "enter", "g", "q")


@pytest.fixture
def edited(_marked: None, article: Path) -> Path:
    """Edit the article: the quotation drifts, the sentence is deleted."""
    article.write_text(EDITED, encoding="utf-8")
    return article


def states(reader: Reader) -> list[str]:
    return [row.state for row in reader.screen.list_model.all_rows()]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_old_words_are_shown_next_to_the_place_found(
    open_reader: Open, edited: Path, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        hint = "Text changed in 1 highlight, not found for 1 · D check"
        await reader.sees(hint if size[0] > 40 else hint[:27])
        await reader.press("D")
        await reader.sees("1 of 2 · text changed", "two", "three bad", "⏎ 1 ¶3 current position")
        assert reader.rows[-1].strip().startswith("Enter ")
        line = next(n for n, row in enumerate(reader.rows) if "──" in row)
        below = reader.screen._compositor.render_strips
        await reader.until(lambda: "kept the" in "".join(strip.text for strip in below()[:line]))
        await reader.press("n")
        await reader.sees("2 of 2 · text not found", "sixty days", "No similar text found")
        await reader.press("escape", "l")
        assert states(reader) == ["drifted", "orphaned"]


async def test_each_answer_is_one_key_and_undone_by_u(open_reader: Open, edited: Path) -> None:
    async with open_reader() as reader:
        await reader.press("D", "enter")
        await reader.sees("Accepted", "Check moved highlights · 2 of 2")
        assert states(reader) == ["exact", "orphaned"]
        await reader.press("o")
        await reader.sees("All 2 checked · Esc back", "Marked as lost")
        await reader.press("u")
        await reader.sees("Undid: mark as lost", "2 of 2 · text not found")
        await reader.press("x")
        assert states(reader) == ["exact"]
        await reader.press("u", "u")
        await reader.sees("Undid: range change", "1 of 2 · text changed")
        assert states(reader) == ["drifted", "orphaned"] and reader.notes == ["kept", ""]
        await reader.press("1", "1")
        await reader.sees("There is no place with this number")
        await reader.press("o", "escape", "q")
    async with open_reader() as reader:
        await reader.press("D")
        await reader.sees("No highlights to check")
        assert states(reader) == ["exact", "orphaned"], "kept, and not asked about again"


async def test_a_place_is_selected_by_hand_and_the_review_continues(
    open_reader: Open, edited: Path
) -> None:
    async with open_reader() as reader:
        await reader.press("D", "n", "r")
        await reader.sees("Go to the text · v select · Enter save")
        await reader.press("enter")
        await reader.sees("Nothing selected · v select")
        await reader.press("g", ".", ".", "enter")
        await reader.sees("1 of 2 · text changed", "Range changed")
        assert SECOND in reader.words and GONE not in reader.words
        await reader.press("r", "left", "left", "escape")
        await reader.sees("1 of 2 · text changed")
        assert FIRST in reader.words
        await reader.press("u")
        await reader.sees("2 of 2 · text not found")
        await reader.press("escape")
        await reader.misses("Check moved highlights ·")
        assert "sixty days" in " ".join(reader.words)


async def test_the_list_and_r_know_orphans_too(open_reader: Open, edited: Path) -> None:
    async with open_reader() as reader:
        await reader.press("f", *"is:orphaned", "enter", "tab", "r", "g", ".", ".", "enter")
        assert reader.words == [FIRST, SECOND]
        assert states(reader) == ["drifted", "exact"]
        await reader.press("escape", "escape", "A", *"all in all", "escape", "tab", "g", "r")
        await reader.sees("no range to change")


async def test_without_colour_and_with_another_key(
    open_reader: Open, edited: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / ".config/readerapp"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text('[keys]\n"review.drifted" = "ctrl+k"\n')
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_reader() as reader:
        await reader.sees("not found for 1 · Ctrl+K check")
        await reader.press("ctrl+k")
        await reader.sees("1 of 2 · text changed", "Its words changed: two → three bad")
        style = next(
            s.style for y in reader.strips for s in y
            if s.text.startswith("three bad")
        )  # fmt: skip
        assert style and style.bold and style.underline


async def test_enter_without_a_candidate_says_what_to_do(open_reader: Open, home: Path) -> None:
    path = home / "harbour.txt"
    path.write_text("At the harbour.\n\n“Nobody can see a thing from here in the evening.”\n")
    async with open_reader(path) as reader:
        await reader.press("R")
        await reader.sees("No speaker found", "s type a name")
        await reader.press("enter")
        await reader.sees("Nothing to take · s type a name · n skip")
        assert not reader.annotations
