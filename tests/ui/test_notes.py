"""Notes: written in the editor, saved while typing, shown in the list."""

from __future__ import annotations

import re

import pytest
from textual.events import Paste

from readerapp.annotations import note_writer
from readerapp.store import journal
from tests.ui.conftest import FIRST, Open


async def test_a_note_is_on_disk_while_it_is_still_typed(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"half a thought")
        await reader.until(lambda: reader.notes == ["half a thought"])
        await reader.sees("✎ half a thought", "saved")
        async with open_reader() as other:
            assert other.notes == ["half a thought"]


async def test_a_note_may_have_lines_and_be_edited_again(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one\ntwo", "escape", "a", *" three", "escape")
        assert reader.notes == ["one\ntwo three"]
        await reader.sees("one", "two three", "✎ one two three")


async def test_each_highlight_shows_its_own_note(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"first note", "escape", ".", "a", *"second note", "escape")
        for key, shown in (("[", "first note"), ("]", "second note")):
            await reader.press(key)
            editor = reader.screen.notes_panel.region
            panel = "\n".join(reader.rows[editor.y : editor.bottom])
            assert shown in panel


async def test_a_note_on_the_document_itself(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("A", *"a fine article", "escape", "A", *", and short", "escape")
        assert reader.notes == ["a fine article, and short"]
        assert [a.target for a in reader.annotations] == [None]
        await reader.sees("Note on the document")


async def test_the_words_above_a_note_are_quoted_once_and_cut_with_a_sign(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press("}", "}", "v", "}", "enter", "t", *"harbour, ferry", "enter")
        head = next(row for row in reader.rows if "#harbour" in row and "“We kept" in row)
        assert "““" not in head
        assert "… #harbour #ferry" in head


async def test_a_note_left_by_tab_is_saved(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"by tab", "tab")
        await reader.until(lambda: reader.notes == ["by tab"])
        await reader.press(".", "enter", "escape", "A", "h", "tab", "]")  # shows another note
        await reader.sees("h", "· saved")
        assert reader.notes == ["h", "by tab", ""]


async def test_quitting_from_the_note_saves_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"to the last letter", "ctrl+q")
    async with open_reader() as reader:
        assert reader.notes == ["to the last letter"]


async def test_two_notes_typed_in_a_row_are_two_steps(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one", "escape", "a", *" two", "escape", "u")
        assert reader.notes == ["one"]
        await reader.press("u")
        assert reader.notes == [""]
        assert reader.words == [FIRST]


async def test_the_first_letter_of_a_new_row_is_visible_at_once(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *(["enter"] * 40))
        await reader.press(*"x" * 30)
        width = reader.screen.notes_panel.editor.size.width
        for letter in "abcdefghijklmnopqrstuvwxyz"[: width - 20]:  # beyond the end of the row
            await reader.press(letter)
            area = reader.screen.notes_panel.region
            rows = [row[area.x : area.right].strip() for row in reader.rows[area.y : area.bottom]]
            assert next(row for row in reversed(rows) if row).endswith(letter)


async def test_a_paste_is_one_note(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a")
        reader.app.post_message(Paste("pasted\nlines"))
        await reader.until(lambda: "pasted" in reader.text)
        await reader.press("escape")
        assert reader.notes == ["pasted\nlines"]


async def test_a_note_typed_without_a_pause_is_on_disk_too(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_writer, "SAVE_PAUSE", 3600)
    async with open_reader() as reader:
        await reader.press(".", "a", "h")
        assert "· saving" in reader.text
        await reader.press(*"alf a thought")
        await reader.until(lambda: reader.notes == ["half a thought"])
        assert "· saving" in reader.text, "more may come at any moment"
        await reader.press("escape")
        await reader.sees("· saved")


async def test_the_first_note_on_the_document_is_made_once(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_writer, "SAVE_DEADLINE", 0.0)
    async with open_reader() as reader:
        await reader.press("A")
        for letter in "a fine article":
            await reader.press(letter)
        await reader.press("escape")
        await reader.until(lambda: reader.notes == ["a fine article"])


async def test_a_refused_note_is_reported_as_not_saved(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
        most = journal.MAX_SAVE_SIZE
        monkeypatch.setattr(journal, "MAX_SAVE_SIZE", 500)
        await reader.press("a")
        reader.app.post_message(Paste("x" * 600))
        await reader.sees("Not saved: one change may not be larger", "· not saved")
        await reader.press("ctrl+q")
        await reader.sees("Not saved (the note)")
        monkeypatch.setattr(journal, "MAX_SAVE_SIZE", most)
        await reader.press("escape")
        await reader.sees("· saved")
        assert reader.notes == ["x" * 600]


async def test_looking_at_a_note_changes_nothing_in_it(open_reader: Open) -> None:
    note = "one\u2028two\x0bthree\r\nfour\rfive\n"
    async with open_reader() as reader:
        await reader.press(".", "enter")
        session = reader.screen.list_model.session
        reader.screen.panes.apply_change(session.set_note(reader.annotations[0].id, note))
        before = reader.annotations
        await reader.press("a", "escape", ".", "enter", "[", "tab", "tab", "escape")
        assert reader.annotations[:1] == before


async def test_text_typed_before_a_deletion_does_not_revert_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one")
        notes = reader.screen.notes_panel
        notes.flush()  # posted, and not heard of yet
        reader.screen.marking.action_delete()
        await reader.press("escape")
        assert reader.annotations == []
        assert [gone.note for gone in reader.screen.list_model.session.trash] == ["one"]


async def test_what_is_typed_into_a_highlight_that_another_deletes_keeps_it(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one ")
        await reader.until(lambda: reader.notes == ["one "])
        async with open_reader(annotator="Bob") as other:
            await other.press(".", "x")
            assert other.notes == []
        await reader.until(lambda: reader.notes == [])
        await reader.press(*"two", "escape")
        await reader.until(lambda: reader.notes == ["one two"])
        await reader.sees("✎ one two", "Deleted elsewhere · your note keeps it")
        await reader.press("ctrl+p", *"Conflicts", "enter")
        await reader.sees("deletion", "deleted", "kept")


def long_note(words: int) -> str:
    return "".join(f"{number} words " for number in range(words)).strip()


async def test_a_long_note_is_shown_in_part_and_edited_whole(open_reader: Open) -> None:
    note = long_note(40_000)
    async with open_reader() as reader:
        await reader.press(".", "enter")
        session = reader.screen.list_model.session
        reader.screen.panes.apply_change(session.set_note(reader.annotations[0].id, note))
        session.end_typing()
        await reader.sees("0 words 1 words", f"Characters not shown: {len(note) - 4000:,}")
        await reader.press("a", *" the end")
        await reader.sees("words the end", " above")
        await reader.press("pageup", "pageup", "pageup", "ctrl+home", *"the start ", "escape")
        await reader.until(lambda: reader.notes == [f"the start {note} the end"])
        await reader.sees("the start 0 words", " below", "· saved")
        await reader.press("u")
        assert reader.notes == [note]


async def test_moving_through_a_long_note_goes_on_past_the_part_in_the_editor(
    open_reader: Open,
) -> None:
    note = "\n".join(f"line {number}" for number in range(10_000))
    async with open_reader() as reader:
        await reader.press(".", "enter")
        session = reader.screen.list_model.session
        reader.screen.panes.apply_change(session.set_note(reader.annotations[0].id, note))
        await reader.press("a", *["pageup"] * 40)
        assert "line 9999" not in reader.text
        place = reader.screen.notes_panel.editor
        row, _ = place.cursor_location
        line = place.document.get_line(row)
        await reader.press("end", "!", "escape")
        await reader.until(lambda: reader.notes == [note.replace(f"\n{line}\n", f"\n{line}!\n")])


async def test_a_long_paste_is_one_note(open_reader: Open) -> None:
    note = long_note(20_000)
    async with open_reader() as reader:
        await reader.press(".", "a", *"before  after", *["left"] * 6)
        reader.app.post_message(Paste(note))
        await reader.sees("19999 words", "Characters not shown")
        await reader.press("!", "escape")
        await reader.until(lambda: reader.notes == [f"before {note}! after"])


async def test_a_long_note_is_read_from_its_start_after_it_was_written(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        lines = (f"line {number}\n" for number in range(1, 30))
        await reader.press(".", "a", *"".join(lines))
        assert "line 1" not in reader.text.split()
        await reader.press("escape")
        await reader.sees(" line 1 ", " line 2 ")
        await reader.press("a", *"end")
        await reader.sees("end")


async def test_ctrl_z_in_a_note_says_what_it_took_and_how_it_comes_back(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "a", *"precious", "ctrl+z")  # to suspend, as in a shell
        # The save follows a pause later; on a busy machine it is all that is left to see.
        await reader.until(
            lambda: re.search(r"(Typing undone|Note saved) · Ctrl\+Y redo", reader.text)
        )
        await reader.sees("Note saved · Ctrl+Y redo")
        assert reader.notes == [""]
        await reader.press("ctrl+y")
        await reader.until(lambda: reader.notes == ["precious"])
        await reader.sees("Note saved")
        assert "Ctrl+Y" not in reader.text


async def test_the_key_of_redo_is_named_also_if_the_report_of_the_pause_before_comes_late(
    open_reader: Open,
) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "a", *"precious", "ctrl+z")
        panel = reader.screen.notes_panel
        panel.post_message(panel.Paused())
        await reader.until(lambda: reader.notes == [""] and not panel.saving)
        await reader.settle()
        await reader.sees("Note saved · Ctrl+Y redo")


async def test_ctrl_x_leaves_the_note_as_in_nano_and_takes_nothing_away(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"precious", "ctrl+x", "ctrl+s")
        await reader.sees("Everything is saved already")
        assert reader.notes == ["precious"]
        await reader.press("a", "shift+left", "ctrl+x", "escape")
        assert reader.notes == ["preciou"]


async def test_a_note_on_the_document_is_counted_as_no_highlight(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "A", *"on all of it", "escape")
        await reader.sees("Highlights 1 · 1 document note", "· 1 highlight · saved")
        await reader.press("f", *"all of", "enter")
        await reader.sees("Highlights 0 of 1 · 1 document note")
