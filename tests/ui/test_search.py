"""Search as you type, regular expressions, the word under the caret."""

from __future__ import annotations

import pytest

from readerapp.ui.reader import document_search
from tests.ui.conftest import Open


async def test_the_first_match_is_shown_while_typing(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"boa")
        assert reader.style("oard").bold and not reader.style("oats").bold
        await reader.press(*"ts")
        assert reader.style("oats").bold and not reader.style("oard").bold
        await reader.press("enter")
        assert reader.caret.startswith("boats running")
        await reader.press("backspace")
        assert reader.caret.startswith("Ferry line")


async def test_escape_goes_back_to_where_the_search_began(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("w", "/", *"floods", "escape")
        assert reader.caret.startswith("line to close")
        assert not reader.style("floods").bold


async def test_n_goes_through_the_matches_and_wraps_around(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"holm", "enter")
        places = [reader.caret[:9]]
        for key in "nnnNN":
            await reader.press(key)
            places.append(reader.caret[:9])
        assert places == [
            "Holm, who",
            "Holm said",
            "Holm has ",
            "Holm, who",
            "Holm has ",
            "Holm said",
        ]


async def test_capitals_matter_only_when_typed(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"the ven", "enter")
        assert reader.caret.startswith("the Venn")
        await reader.press("g", "/", *"THE", "enter")
        await reader.sees("Not found: THE")


async def test_a_pattern_on_demand(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"19..", "ctrl+t")
        await reader.sees("find (pattern)")
        await reader.press("enter")
        assert reader.caret.startswith("1998")
        await reader.press("/", *"(", "ctrl+t")
        await reader.until(lambda: "(" in reader.text)
        await reader.sees("pattern")
        await reader.press("escape")
        assert reader.app.is_running


async def test_the_word_under_the_caret(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"holm,", "enter", "*")
        assert reader.caret.startswith("Holm said")
        await reader.press("n")
        assert reader.caret.startswith("Holm has")


async def test_quotation_marks_and_line_ends_do_not_hide_words(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "wrapped.txt"
    path.write_text("He said:\n\n“It’s a long\nway home,” and left.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("/", *"it's a long way", "enter")
        assert reader.caret.startswith("It’s a long")


@pytest.mark.parametrize("key", ["n", "N"])
async def test_without_a_search_n_says_so(open_reader: Open, key: str) -> None:
    async with open_reader() as reader:
        await reader.press(key)
        await reader.sees("No search yet · / find")


async def test_escape_takes_the_mark_of_the_match_away(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"floods", "enter")
        assert reader.style("floods").bold or reader.caret.startswith("floods")
        await reader.press("h", "escape")
        assert not reader.style("oods").bold


async def test_the_prompt_replaces_the_footer(open_reader: Open) -> None:
    async with open_reader() as reader:
        *text, _, keys = reader.rows
        await reader.press("/")
        await reader.sees("find:")
        assert reader.rows[:-2] == text and "find:" in reader.rows[-1]
        await reader.press("escape")
        await reader.until(lambda: reader.rows[-1] == keys)


async def test_the_place_among_the_matches_is_said_and_the_keys_are_in_the_footer(
    open_reader: Open,
) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("/", *"holm", "enter")
        await reader.sees("1 of 3", "n next match  N previous  M highlight all")
        await reader.press("n", "n", "n")
        await reader.sees("1 of 3 · wrapped")
        await reader.press("#")
        await reader.sees("3 of 3 · wrapped")
        await reader.press("escape")
        await reader.misses("n next match")
        await reader.press("a", *"Holm again, holm", "escape", "n")
        await reader.sees("also in 1 note, f lists them")
        await reader.press("f")
        await reader.sees("filter: note:Holm")
        await reader.press("enter")
        await reader.sees("Highlights 1")


async def test_words_that_only_a_note_has_are_listed_by_a_second_enter(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "a", *"zebra", "escape", ".", "1", "g", "/", *"holm", "enter")
        await reader.press("/", *"zebra", "enter")
        await reader.sees("Not found: zebra · in 1 note: Enter again lists them")
        await reader.press("enter")
        await reader.sees("Highlights 1 of 2")
        await reader.press("/", *"(", "ctrl+t", "enter")
        await reader.sees("Invalid pattern")
        await reader.press("escape", "n")
        await reader.misses("Invalid pattern")


async def test_all_matches_are_highlighted_in_one_step(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("M")
        await reader.sees("Search with / or * first")
        await reader.press("/", *"ferry", "enter", "v", "e", "2", "/", *"ferry", "enter", "M")
        await reader.sees("Highlight “ferry”: 1 match · 1 highlighted already")
        await reader.press("y")
        await reader.sees("1 highlighted · u undo")
        assert reader.words == ["Ferry", "ferry"]
        await reader.press("M")
        await reader.sees("2 highlighted already")
        await reader.press("u")
        assert reader.words == ["Ferry"]


async def test_matches_are_walked_one_by_one(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("/", *"the", "enter", "M")
        await reader.sees("Highlight “the”: 8 matches")
        await reader.press("n", "M")
        await reader.sees("Highlight “the”: 8 matches")
        await reader.press("enter", "y", "n", "y")
        await reader.sees("“the” 4 of 8", "2 highlights made")
        await reader.press("u")
        await reader.sees("“the” 3 of 8")
        await reader.press("a")
        await reader.sees("7 highlighted · u undo")
        assert len(reader.words) == 7
        await reader.press("u", "u")
        assert not reader.words


@pytest.mark.parametrize("seconds", [0, 10])
async def test_a_long_document_is_searched_and_counted_on_threads(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(document_search, "MAX_SYNCHRONOUS_BYTES", 0)
    monkeypatch.setattr(document_search, "MAX_COUNTED_BYTES", 0)
    monkeypatch.setattr(document_search, "MAX_SYNCHRONOUS_SECONDS", seconds)
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("/", *"holm", "enter")
        await reader.sees("1 of 3")
        await reader.press("N")
        await reader.sees("3 of 3 · wrapped")
        await reader.press("M")
        await reader.sees("Highlight “holm”: 3 matches")


async def test_a_key_that_marks_acts_on_the_match_under_the_caret(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"ninety", "enter", "t", *"time", "enter")
        assert reader.words == ["ninety"]
        await reader.press("escape", "j", "j", "enter")
        assert len(reader.words) == 2 and len(reader.words[1]) > len("ninety")


async def test_the_speaker_of_a_match_is_that_of_its_quotation(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"floods", "enter", "s", *"Ida Holm", "enter")
        assert [words[:7] for words in reader.words] == ["We kept"]
