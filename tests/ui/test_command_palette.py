"""The command palette: every command by name, and nothing of a document read as markup."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key, Paste

from readerapp.ui.actions import ACTIONS
from tests.ui.conftest import FIRST, Open


async def choose(reader, words: str) -> None:  # type: ignore[no-untyped-def]
    """Open the palette, type, wait for the first hit and take it."""
    await reader.press("ctrl+p", *words)
    await reader.sees(words)
    await reader.until(lambda: reader.text.lower().count(words.lower()) > 1)
    await reader.press("enter")
    await reader.until(lambda: reader.app.screen is reader.screen or "Command" not in reader.text)


async def test_the_palette_lists_what_can_be_done(open_reader: Open) -> None:
    async with open_reader(size=(120, 70)) as reader:
        await reader.press("ctrl+p")
        await reader.sees("Undo  u", "Show help (all keys)  ? F1")
        await reader.press("escape")
        await reader.misses("Show help (all keys)  ? F1")


async def test_whole_words_come_first_and_scattered_letters_do_not_match(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("ctrl+p", *"theme")
        await reader.sees("Switch theme", "Choose theme")
        await reader.misses("Write the document note", "Play the recording")
        await reader.press("ctrl+u", *"note")
        await reader.sees("Add or edit note", "Write the document note")
        await reader.misses("Switch theme")
        await reader.press("ctrl+u", *"open")
        await reader.sees("Open another file", "reopen replies")
        assert reader.place("Open another file")[1] < reader.place("reopen replies")[1]


async def test_a_command_is_carried_out(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
        await choose(reader, "Undo")
        await reader.until(lambda: reader.words == [])


async def test_a_heading_is_gone_to_whatever_it_says(open_reader: Open, home: Path) -> None:
    path = home / "book.md"
    chapters = "".join(f"## Chapter {n}\n\n{'Rain fell. ' * 80}\n\n" for n in range(1, 20))
    path.write_text(f"# Top\n\n{chapters}## The [red]end[/nope] \\\\[\n\nFin.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("ctrl+p", *"fin the end")
        await reader.press(*["backspace"] * 11, *"the [red]end")
        await reader.sees("Go to The [red]end[/nope] \\[")
        await reader.press("enter")
        await reader.until(lambda: reader.caret.startswith("The [red]end"))


async def test_the_palette_opens_from_the_note_and_leaves_it_as_it_was(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"half a th", "ctrl+p")
        await reader.sees("Search (Ctrl+T: regular")
        await reader.press("escape", *"ought", "escape")
        assert (reader.words, reader.notes) == ([FIRST], ["half a thought"])


async def test_what_is_typed_behind_the_choice_waits_for_its_prompt(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "ctrl+p", *"move annotations")
        await reader.sees("to another folder")
        reader.app.post_message(Key("enter", "\r"))
        reader.app.post_message(Paste("a"))
        for letter in "xd":  # in the reader: delete, and more
            reader.app.post_message(Key(letter, letter))
        await reader.sees("move to: axd")
        assert reader.words == [FIRST]


async def test_every_command_is_shown_in_full_at_120_columns(open_reader: Open) -> None:
    async with open_reader(size=(120, 40)) as reader:
        for one in ACTIONS:
            if one.palette and len(one.help) > 60:
                await reader.press("ctrl+p", *one.help[:24])
                await reader.sees(one.help)
                await reader.press("escape")
                await reader.misses(one.help)
