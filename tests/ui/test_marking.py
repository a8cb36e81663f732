"""Highlighting with keys: what is shown and what is stored."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest

import readerapp
from tests.ui.conftest import FIRST, SECOND, THIRD, Open

COLOURS = ("yellow", "green", "blue", "pink", "orange", "purple", "teal", "red")


async def test_a_quotation_is_marked_noted_and_given_a_speaker(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"who sold it?", "escape")
        await reader.press(".", "s", *"Ida Holm", "enter")
        assert reader.words == [FIRST, SECOND]
        assert reader.notes == ["who sold it?", ""]
        assert reader.said_by == ["", "Ida Holm"]
        await reader.sees("Ida Holm", "who sold it?", "2 highlights", "saved")


async def test_highlights_survive_a_restart(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"who sold it?", "escape", "q")
    async with open_reader() as reader:
        assert reader.words == [FIRST]
        await reader.sees("who sold it?", "1 highlight")


async def test_keys_that_arrive_together_reach_the_right_pane(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"hjkl", "escape", ".", "3")
        assert reader.notes == ["hjkl", ""]
        assert [a.colour for a in reader.annotations] == ["yellow", "blue"]


async def test_a_first_quotation_with_a_note_takes_three_keys(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"typed", "escape")
        assert (reader.words, reader.notes) == ([FIRST], ["typed"])


async def test_a_first_quotation_with_its_speaker_takes_three_keys(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", "1")
        assert (reader.words, reader.said_by) == ([FIRST], ["Ida Holm"])


async def test_a_cancelled_prompt_leaves_no_highlight_and_no_undo_step(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "5", ".")
        for keys in (["s"], ["s", *"Per"], ["t"], ["t", *"one"]):
            await reader.press(*keys, "escape")
            assert reader.selected == SECOND
        await reader.press("t", "enter")
        assert (reader.words, reader.speakers) == ([FIRST], [])
        await reader.press("u")
        assert reader.words == []


@pytest.mark.parametrize(
    "keys", [["s", "1"], ["s", *"Zoe Zell", "enter"], ["t", *"boats", "enter"]], ids=" ".join
)
async def test_a_highlight_and_its_speaker_or_tags_are_one_step(
    open_reader: Open, keys: list[str]
) -> None:
    async with open_reader() as reader:
        await reader.press(".", *keys)
        after = reader.annotations[0]
        assert (reader.words, reader.selected) == ([FIRST], "")
        assert bool(reader.said_by[0]) != bool(after.tags)
        await reader.press("u")
        assert (reader.words, reader.speakers) == ([], [])
        await reader.press("U")
        assert (reader.annotations[0].tags, reader.words) == (after.tags, [FIRST])


async def test_a_line_of_a_transcript_has_its_speaker_unless_another_is_chosen(
    open_reader: Open, tmp_path: Path
) -> None:
    path = tmp_path / "talk.txt"
    lines = ["ANA: We begin.", "BO: We do.", "ANA: With the boats.", "BO: And with the pier."]
    path.write_text("\n\n".join(lines * 3), encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("s")
        await reader.sees("Speaker: “We begin.”", "0 removes the speaker")
        await reader.press("0")
        assert (reader.words, reader.said_by) == (["We begin."], [""])


async def test_any_phrase_with_a_note_takes_twelve_keys(open_reader: Open) -> None:
    phrase = "harbour board"
    keys = ["/", *phrase[:4], "enter", "v", "e", "e", "a", "escape"]
    assert len(keys) - 4 <= 12
    async with open_reader() as reader:
        await reader.press(*keys)
        assert reader.words == [phrase]


async def test_enter_marks_the_selection_else_the_quotation_else_the_sentence(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press("v", "e", "enter")
        assert reader.words == ["Ferry"]
        await reader.press("}", "enter")
        assert reader.words[1].startswith("The last ferry across the Venn")
        await reader.press("}", "w", "w", "enter")
        assert reader.words[2] == FIRST
        await reader.sees("3 highlights", "Highlights 3")


async def test_enter_on_a_highlight_opens_its_note(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "enter", *"about the pier", "escape")
        assert reader.notes == ["about the pier"]
        assert reader.words == [FIRST]


async def test_each_digit_marks_in_its_colour(open_reader: Open) -> None:
    async with open_reader() as reader:
        plain = reader.style("We kept")
        for number, colour in enumerate(COLOURS, 1):
            await reader.press("g", ".", str(number), "g")
            assert [a.colour for a in reader.annotations] == [colour]
            assert reader.style("We kept").bgcolor != plain.bgcolor
            await reader.press("u")


async def test_a_digit_recolours_a_highlight_and_keeps_the_rest(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "4")
        assert [(a.colour, a.note) for a in reader.annotations] == [("pink", "kept")]


async def test_eight_colours_look_different(open_reader: Open) -> None:
    seen = set()
    async with open_reader() as reader:
        await reader.press(".", "1", "g")
        for number in "12345678":
            await reader.press("]", number, "g")
            seen.add(reader.style("We kept").bgcolor)
    assert len(seen) == 8


async def test_overlapping_highlights_are_all_kept_and_reachable(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "1", "w", "v", "e", "e", "e", "2", "g")
        assert reader.words == [FIRST, "kept the boats"]
        inner, outer = reader.style("kept the"), reader.style("We kept")
        assert inner.bgcolor != outer.bgcolor and inner.underline and not outer.underline
        await reader.press("]", "a", *"outer", "escape", "]", "a", *"inner", "escape")
        assert reader.notes == ["outer", "inner"]


async def test_the_same_words_are_marked_once(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "g", ".", "enter", "escape", "g", ".", "5")
        assert reader.words == [FIRST]


async def test_r_moves_the_ends_and_keeps_the_rest(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "6", "r")
        await reader.sees("Enter save · Esc cancel")
        assert "Enter save" in reader.rows[-1] and "Enter highlight" not in reader.rows[-1]
        await reader.press("b", "b", "b", "enter")
        assert reader.words == ["We kept the boats running t"]
        await reader.press("r", "b", "e", "o", "w", "enter")
        assert reader.words == ["kept the boats running"]
        assert [(a.colour, a.note) for a in reader.annotations] == [("purple", "kept")]


async def test_escape_leaves_the_ends_as_they_were(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "r", "b", "b", "escape")
        assert reader.words == [FIRST]
        await reader.press("j", "j", "v", "e", "enter")
        assert len(reader.words) == 2


@pytest.mark.parametrize("key", ["x", "delete"])
async def test_deleting_takes_the_highlight_off_text_and_list(open_reader: Open, key: str) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"gone soon", "escape", key)
        assert reader.words == []
        await reader.sees("Deleted · u undo", "0 highlights")
        await reader.misses("gone soon")
        await reader.press("u")
        await reader.sees("Undid: deletion", "1 highlight")


async def test_deleting_where_nothing_is_marked_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("x")
        await reader.sees("No highlight here")


async def test_the_gutter_shows_notes_speakers_and_ends_off_screen(open_reader: Open) -> None:
    def gutter() -> str:
        margin = reader.screen.document_view._column.margin
        return "".join(row[margin : margin + 1] for row in reader.rows[: reader.region.height])

    async with open_reader(size=(60, 20)) as reader:
        await reader.press(".", "1", ".", "a", *"n", "escape", ".", "s", "1", "g")
        assert gutter().split() == ["▌✎│", "”│"]
        await reader.resize(120, 20)
        await reader.press("z", *">>>>>>>>>>")  # as wide as the screen
        assert gutter().split() == ["‡│", "”"], "two begin in one row"
        await reader.press("}", "v", "G", "2", "g")
        await reader.resize(40, 10)
        assert gutter().endswith("▌"), "one begins in the last row"
        await reader.press("ctrl+e")
        assert gutter().endswith("↓")
        await reader.press("G")
        assert gutter().startswith("↑")
        await reader.press("g")
        while "✎" not in gutter():
            await reader.press("ctrl+e")
        assert gutter().endswith("✎"), "in the last row, where it begins and goes on below"


async def test_a_burst_through_the_chooser_reaches_the_document_again(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", "1", ".", "a", *"s1", "escape", ".", "t", *"x,", "enter", "j")
        assert reader.words == [FIRST, SECOND, THIRD]
        assert reader.said_by == ["Ida Holm", "", ""]
        assert reader.notes == ["", "s1", ""]
        assert [a.tags for a in reader.annotations] == [(), (), ("x",)]


@pytest.mark.skipif(not hasattr(os, "fdatasync"), reason="the store uses another call here")
async def test_a_mark_takes_few_calls_from_the_key_to_the_disk(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More calls are more places to read for whoever looks for a lost save."""
    stacks, sync = [], os.fdatasync

    def look(fd: int) -> None:
        stacks.append(traceback.extract_stack()[:-1])
        sync(fd)

    async with open_reader() as reader:
        await reader.press("enter", ".")
        monkeypatch.setattr(os, "fdatasync", look)
        await reader.press("a")
    (stack,) = [found for found in stacks if any(call.name == "highlight" for call in found)]
    package = str(Path(readerapp.__file__).parent)
    ours = [call.name for call in stack if call.filename.startswith(package)]
    first = max(number for number, name in enumerate(ours) if name.startswith("action_"))
    assert len(ours[first:]) <= 16, ours[first:]
