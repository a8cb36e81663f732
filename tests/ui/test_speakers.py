"""Speakers: the picker, and the screen on which they are renamed, merged and filtered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import ARTICLE, FIRST, Open


async def test_the_picker_says_what_enter_takes(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s")
        await reader.sees("Speaker: “We kept the boats", "⏎ 1 Ida Holm")
        await reader.press("enter")
        assert reader.said_by == ["Ida Holm"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_the_picker_names_its_keys_and_loses_nobody_to_them(
    open_reader: Open, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        await reader.press(".", "s")
        await reader.sees("1 Ida Holm", "2 Per Aune", "1-2 choose · type a name · Esc cancel")
        question = next(row for row in reader.rows if "Speaker:" in row).partition("“")[2]
        last = question.rstrip(" …”,").split()[-1]
        assert last in FIRST.rstrip(",").split(), "cut after a whole word"
        await reader.press("p")
        await reader.sees("1 Per Aune", "+ p", "Enter take · Tab complete · Esc cancel")


async def test_typing_filters_and_names_somebody_new(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"per")
        await reader.press(*[" "], *"au")
        await reader.sees("Per Au")
        await reader.press("escape")
        assert reader.said_by == []
        await reader.press("s", *"Someone Else")
        await reader.sees("⏎ + Someone Else", "new speaker")
        await reader.press("enter")
        assert reader.said_by == ["Someone Else"]


async def test_a_name_typed_in_full_is_taken_and_lower_case_searches(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Joanna", "enter", ".", "s", *"Joan")
        await reader.sees("⏎ + Joan", "1 Joanna  Tab")
        await reader.press("enter")
        assert reader.said_by == ["Joanna", "Joan"]
        await reader.press(".", "s", *"Joann", "tab")
        await reader.sees("⏎ 1 Joanna")
        await reader.press("enter", ".", "s", *"joann", "enter")
        assert reader.said_by == ["Joanna", "Joan", "Joanna", "Joanna"]
        await reader.press("u", "s", *"joann")
        await reader.click("+ joann")
        assert reader.said_by[3] == "joann"


async def test_arrows_choose_and_capitals_do_not_matter(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ada Berg", "enter", ".", "s", *"ada", "enter")
        assert [s.name for s in reader.speakers] == ["Ada Berg"]
        await reader.press(".", "s", "down", "up", "down", "enter")
        assert reader.said_by[2] not in ("", "Ada Berg") or len(reader.speakers) == 1


async def test_who_was_named_last_is_offered(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Zoe Zell", "enter", "}", "}", "s")
        await reader.sees("Zoe Zell")


async def test_zero_takes_the_speaker_away(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", "1", "s")
        await reader.sees("0 removes the speaker")
        await reader.press("0")
        assert reader.said_by == [""]


async def test_the_speaker_can_be_searched_filtered_and_grouped_by(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ada", "enter", ".", "s", *"Bo", "enter")
        await reader.press("f", *"speaker:bo", "enter")
        await reader.sees("Highlights 1 of 2", "Nobody asked us")
        await reader.press("escape", "f", *"ada", "enter")
        await reader.sees("Highlights 1 of 2", "Esc clear")


@pytest.fixture
def two(open_reader: Open):  # type: ignore[no-untyped-def]
    """Open a reader with quotations by Ada and Bo, and the speakers screen."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened():  # type: ignore[no-untyped-def]
        async with open_reader() as reader:
            await reader.press(".", "s", *"Ada Berg", "enter", ".", "s", *"Bo Lind", "enter", "S")
            await reader.sees("Speakers ·", "Ada Berg", "Bo Lind")
            yield reader

    return opened


async def test_the_speakers_screen_shows_shares(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.sees("highlights", "words", "share")
        row = next(row for row in reader.rows if "Ada Berg" in row)
        assert row.split()[2:4] == ["1", "8"] and "█" in row
        await reader.press("escape")
        await reader.misses("Speakers ·")


async def test_names_have_their_room_before_the_bars(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "s", *"Mayor Ines Calderon Ruiz", "enter", "S")
        await reader.sees("Mayor Ines Calderon Ruiz", "share")
        await reader.resize(120, 40)
        await reader.sees("Mayor Ines Calderon Ruiz", "position in document")


async def test_a_rename_shows_everywhere_in_one_step(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.press("e")
        await reader.sees("Name", "Role", "Also known as")
        await reader.press(*["backspace"] * 9, *"Captain Holm", "tab", *"captain", "enter")
        await reader.sees("Renamed to Captain Holm in 1 highlight · u undo", "captain")
        await reader.sees("Speakers · Enter filter by speaker · e edit · m merge")
        await reader.press("escape")
        assert "Captain Holm" in reader.said_by
        await reader.sees("Captain Holm")
        await reader.press("u", "y")
        assert "Captain Holm" not in reader.said_by


async def test_two_names_become_one_person(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.press("m")
        await reader.sees("Merge Ada Berg into:", "⏎ 1 Bo Lind  this name stays")
        await reader.press("1")
        await reader.sees("Merged Ada Berg into Bo Lind · 1 highlight · u undo", " 2    16 ")
        await reader.sees("Speakers · Enter filter by speaker · e edit · m merge")
        assert len(reader.speakers) == 1 and len({*reader.said_by}) == 1
        await reader.press("u")
        assert len(reader.speakers) == 2
        await reader.press("escape")
        assert sorted(reader.said_by) == ["Ada Berg", "Bo Lind"]


async def test_enter_or_a_click_filters_by_one_speaker_and_goes_to_the_list(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.press("down")
        await reader.click("Bo Lind")
        await reader.sees("Highlights 1 of 2", 'speaker:"Bo Lind"')
        assert reader.app.focused is reader.screen.highlight_list
        await reader.press("x")
        assert reader.said_by == ["Ada Berg"], "keys act on the row that is shown"
        await reader.press("u", "escape", "escape", "backspace", "S", "enter")
        await reader.sees("Highlights 1 of 2", 'speaker:"Ada Berg"', "Esc shows all")
        await reader.press("a", *"about Ada", "escape")
        assert reader.notes == ["about Ada", ""]
        await reader.press("S", "home", "e", "ctrl+u", *"Mayor Ines Calloway", "enter", "enter")
        await reader.resize(80, 24)
        await reader.sees('speaker:"Mayor Ines Calloway"', "Esc clear")


TALK = "ADA BERG: It floats.\n\nBO: It does not.\n\nADA BERG: It does.\n\nBO: Hm, not yet.\n"


async def test_labelled_turns_count_and_are_highlighted_by_one_key(
    open_reader: Open, home: Path
) -> None:
    talk = home / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    async with open_reader(talk) as reader:
        await reader.press("s")
        await reader.sees("⏎ 1 ADA BERG", "2 BO  labelled in the text")
        await reader.press("escape", "S")
        await reader.sees("a highlight 4 turns", "2 speakers · 4 labelled turns, 0 highlighted")
        row = next(row for row in reader.rows if "BO" in row)
        assert row.split()[1:4] == ["2", "0", "6"]
        await reader.press("enter")
        await reader.sees("2 turns, none highlighted · S a highlights all")
        assert reader.caret.startswith("It does not")
        await reader.press("S", "a")
        await reader.sees("Highlighted 4 turns · u undo", "a remove turn highlights")
        assert reader.said_by == ["ADA BERG", "BO", "ADA BERG", "BO"]
        await reader.press("escape", "g", "]", "a", *"kept", "escape", "S", "a")
        await reader.sees("Removed 3 turn highlights · 1 with notes or colours kept · u undo")
        assert reader.notes == ["kept"]
        await reader.press("u", "escape", "u", "u", "y")
        assert reader.words == [] and not reader.speakers
        await reader.press("S", "e", *["backspace"] * 8, *"Bob", "enter")
        await reader.sees("Renamed to Bob · u undo")
        await reader.press("m", "1")
        await reader.sees("Merged Bob into ADA BERG · u undo")
        assert [speaker.name for speaker in reader.speakers] == ["ADA BERG"]
        await reader.press("escape", "ctrl+p", *"labelled turns", "enter")
        await reader.sees("Highlighted 4 turns · u undo")
        assert {*reader.said_by} == {"ADA BERG"}


async def test_a_name_that_is_emptied_is_refused(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.press("e", *["backspace"] * 20, "enter")
        await reader.sees("A speaker needs a name")
        assert {*reader.said_by} == {"Ada Berg", "Bo Lind"}


async def test_aliases_find_the_person(two) -> None:  # type: ignore[no-untyped-def]
    async with two() as reader:
        await reader.press("e", "tab", "tab", *"Skipper, Boss", "enter", "escape")
        name = next(s.name for s in reader.speakers if s.aliases == ("Skipper", "Boss"))
        await reader.press(".", "s", *"skip", "enter")
        assert reader.said_by[2] == name


async def test_what_is_not_changed_in_the_form_is_kept_as_it_is(open_reader: Open) -> None:
    async with open_reader() as reader:
        name = "Zoë \u200bM\u00fcller"
        reader.screen.panes.apply_change(
            reader.screen.list_model.session.highlight(5, 9, speaker=name)
        )
        speaker_name = reader.speakers[0].name
        await reader.press("S", "e", "tab", *"guest", "enter", "escape")
        assert [(s.name, s.role) for s in reader.speakers] == [(speaker_name, "guest")]


async def test_without_speakers_the_screen_says_how_to_name_one(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("S")
        await reader.sees("No speakers yet")
        await reader.press("e", "m", "a")
        await reader.sees("no labelled turns")
        await reader.press("enter", "u", "escape", "j", "j")
        assert reader.caret.startswith("The last ferry")


async def test_a_speaker_with_quotation_marks_in_the_name_can_be_filtered_by(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *'Ada "the Oar" O\'Hara', "enter", ".", "enter", "S", "enter")
        await reader.sees("Highlights 1 of 2")


async def test_what_is_undone_among_the_speakers_shows_in_the_document(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ida", "enter", "S", "e", *"Holm", "enter", "u", "escape")
        await reader.misses("Speakers ·")
        await reader.sees("Ida ¶3", "Undid: rename to Holm")


async def test_each_press_changes_the_colour_scheme(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Holm", "enter", "t", *"place/pier, sale", "enter", "C")
        await reader.sees("Colours by speaker · Holm yellow", "▌Holm  ")
        await reader.press("C")
        await reader.sees("Colours by annotator · Ana yellow")
        await reader.press("C")
        await reader.sees("Colours by tag · place yellow", "▌place  ")
        await reader.click("place  ")
        await reader.sees("tag:place", "Esc clear")
        await reader.press("C")
        await reader.sees("Colours as marked")


async def test_quotations_are_marked_faintly_or_not(open_reader: Open) -> None:
    async with open_reader() as reader:
        plain = reader.style("We kept")
        await reader.press("Q")
        faint = reader.style("We kept")
        assert faint != plain and reader.style("The last").bgcolor == plain.bgcolor
        await reader.sees("Quotations not marked")
        await reader.press("Q")
        assert reader.style("We kept") == plain
        await reader.sees("Quotations marked")


async def test_the_review_asks_who_said_each_quotation(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("R")
        await reader.sees("Review speakers · 1 of 4", "⏎ 1 Ida Holm", "Enter Ida Holm · ")
        await reader.press("enter")
        await reader.sees("Review speakers · 2 of 4 · Speaker: Ida Holm")
        await reader.press("u")
        await reader.sees("Review speakers · 1 of 4", "Undid")
        await reader.press("n", "b", "1")
        await reader.click("1 Ida Holm")
        await reader.sees("Review speakers · 3 of 4")
        await reader.press("1", "1")
        await reader.sees("All 4 checked · Esc back")
        await reader.press("u")
        await reader.sees("Review speakers · 4 of 4")
        await reader.press("1", "escape")
        await reader.misses("Review speakers")
        assert reader.said_by[:2] == ["Ida Holm", "Ida Holm"] and all(reader.said_by)
        await reader.press("R")
        await reader.sees("All quotations have a speaker (4)")


async def test_a_long_text_is_ranked_in_a_child_process(open_reader: Open, home: Path) -> None:
    book = home / "book.txt"
    book.write_text(ARTICLE + "Nothing else was said that day.\n" * 1500, encoding="utf-8")
    async with open_reader(book) as reader:
        await reader.press("A", *"half a", "ctrl+p", *"said each")
        await reader.sees("Review speakers: who said each quotation")
        await reader.press("enter")
        await reader.press(*" note", "escape")
        await reader.sees("Review speakers · 1 of 4", "⏎ 1 Ida Holm")
        await reader.press("enter", "escape")
        assert reader.said_by[-1] == "Ida Holm"
        assert reader.notes == ["half a note", ""]


@pytest.mark.parametrize("size", [(120, 40), (40, 10)])
async def test_the_language_of_a_document_is_set_and_taken_back(
    open_reader: Open, home: Path, size: tuple[int, int]
) -> None:
    path = home / "kurz.txt"
    path.write_text("„Nein“, rief Brandis. Dann kam Aune.\n", encoding="utf-8")
    async with open_reader(path, size=size) as reader:
        await reader.press("R")
        await reader.sees("No quotations found")
        await reader.press("ctrl+p", *"language of this", "enter")
        await reader.sees("Language: “kurz", "⏎ 1 Automatic", "2 English")
        await reader.press(*"deu")
        await reader.sees("⏎ 1 German")
        await reader.press("enter")
        await reader.sees("Language: German")
        await reader.press("R")
        await reader.sees("1 Brandis")
        await reader.press("escape", "s")
        await reader.sees("1 Brandis")
        await reader.press("escape", "ctrl+p", *"about this", "enter")
        await reader.sees("About this document", "German (set)")
        await reader.press("l")
        await reader.sees("1 Automatic", "2 German")
        await reader.press("1")
        await reader.sees("Language: Automatic")
        await reader.press("ctrl+p", *"about this", "enter")
        await reader.misses("German")


async def test_a_language_that_is_not_there_changes_nothing(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("ctrl+p", *"language of this", "enter", *"klingon", "enter")
        await reader.sees("Nothing has this name")
        await reader.press("escape", "ctrl+p", *"language of this", "enter", *"engl", "enter")
        await reader.sees("Language: English")
        await reader.press("ctrl+p", *"language of this", "enter", *"en", "enter")
        await reader.sees("Language: English, as before")
