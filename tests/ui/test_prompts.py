"""Prompts: typed text never acts on the document, whatever else happens meanwhile."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.events import AppBlur, AppFocus, Paste

from readerapp.ui.actions import ACTIONS
from readerapp.ui.reader.screen import ReaderScreen
from readerapp.ui.screens.library import LibraryScreen
from tests.ui.conftest import ARTICLE, Open, Reader

PROMPTS = {
    ":": "go to:",
    "/": "find:",
    "f": "filter:",
    "import": "import:",
    "agreement": "compare with:",
    "save_elsewhere": "move to:",
}
# Keys that a pane would take for a command, and what a shell user presses in a line.
KEYS = [
    *"xuUaAstrdqQ123RDBLzy.,][?SGg jkéß",
    *("tab", "shift+tab", "up", "down", "left", "right", "home", "end", "delete", "backspace"),
    *("ctrl+a", "ctrl+k", "ctrl+r", "ctrl+d", "ctrl+p", "ctrl+q", "ctrl+t", "f2", "pagedown"),
]
PASTED = "x\nu\nq"
TWO = ["enter", "j", "j", "j", "j", "."]
"""Marks the first quotation, and selects another one."""


async def ask(reader: Reader, prompt: str) -> None:
    """Open a prompt by its key, or through the palette."""
    assert isinstance(reader.screen, ReaderScreen)
    if prompt == "agreement":
        reader.screen.agreement._ask_file()
    elif len(prompt) > 1:
        method = next(action.method for action in ACTIONS if action.id == prompt)
        await reader.app.run_action(method, reader.screen)
    else:
        await reader.press(prompt)
    await reader.sees(PROMPTS[prompt])


@pytest.mark.parametrize("prompt", PROMPTS)
async def test_no_key_and_no_click_reaches_the_panes(open_reader: Open, prompt: str) -> None:
    """Try keys, pastes, sizes and lost focus; a click closes each prompt."""
    chance = random.Random(prompt)
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "1", "]")
        before = reader.annotations
        focused = reader.app.focused
        for place in ("Highlights", "Nobody asked"):
            await ask(reader, prompt)
            field = reader.app.focused
            for _ in range(2):
                await reader.press(*chance.choices(KEYS, k=12))
                reader.app.post_message(Paste(PASTED))
                reader.app.post_message(AppBlur())
                await reader.press("x", "tab", "x")
                reader.app.post_message(AppFocus())
                reader.screen.set_focus(reader.screen.document_view)
                await reader.resize(*chance.choice([(80, 24), (120, 40), (40, 10)]))
                assert reader.app.focused is field, "it keeps the keys"
            assert reader.annotations == before
            assert not [*Path().iterdir()], "nothing is written either"
            await reader.resize(80, 24)
            row = reader.place(place)[1] if place in reader.text else 0  # a search may scroll
            reader.screen.set_focus(focused)
            await reader.pilot.click(offset=(2, row))
            await reader.settle()
            await reader.misses(PROMPTS[prompt])
            assert reader.app.focused is focused, "what had the focus has it again"
        assert reader.annotations == before
        await reader.press("x")
        assert not reader.annotations, "now it is a command"


async def test_escape_closes_a_prompt_in_which_tab_was_pressed(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "1")
        for prompt in ":", "/", "f":
            await reader.press(prompt, "tab", *"xx", "escape", "j")
            await reader.misses(PROMPTS[prompt])
            await reader.sees("? help")
        assert reader.notes == [""]


@pytest.mark.parametrize("key", ["s", "t"])
async def test_prompts_receive_all_keys_until_a_click_beside_them(
    open_reader: Open, key: str
) -> None:
    chance = random.Random(key)
    keys = [one for one in KEYS if one not in "0123456789"]
    async with open_reader() as reader:
        await reader.press(".", "1", key)
        before = reader.annotations
        reader.app.post_message(Paste(PASTED))
        await reader.press("tab", *chance.choices(keys, k=40), "ctrl+r")
        assert reader.app.screen is not reader.screen
        await reader.pilot.click(offset=(5, 3))
        await reader.settle()
        assert reader.app.screen is reader.screen
        assert reader.annotations == before
        await reader.press("x")
        assert not reader.annotations


async def test_the_library_and_its_questions_keep_their_keys(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("L")
        for prompt in "/", "r", "O":
            await reader.press(prompt, "tab", *"qxq", "ctrl+q")
            await reader.sees("qxq")
            assert isinstance(reader.app.screen, LibraryScreen)
            await reader.pilot.click(offset=(5, 5))
            await reader.settle()
            await reader.misses("qxq")
        await reader.press("O", *"maybe", "enter")
        await reader.sees("There is no file maybe", "open: maybe")
        await reader.press("escape", "s", "tab", *"q", "shift+tab", "escape")
        assert isinstance(reader.app.screen, LibraryScreen)


async def test_tab_completes_in_the_prompts(open_reader: Open, home: Path) -> None:
    Path("drafts").mkdir()
    Path("drafts/two words.json").touch()
    path = home / "book.md"
    path.write_text(f"# One\n\n{ARTICLE}\n\n# The Flood\n\nMore.\n", encoding="utf-8")
    async with open_reader(path, size=(80, 24)) as reader:
        await reader.press(".", "s", *"Ida Holm", "enter", ".", "s", *"Per Aune", "enter")
        await reader.press("f", *"sp", "tab", "i", "tab")
        await reader.sees('filter: speaker:"Ida Holm"')
        await reader.press("enter")
        await reader.sees("Highlights 1 of 2")
        await reader.press("f", "ctrl+u", "tab")
        await reader.sees("tag:  speaker:  colour:  note:  has:  no:  is:  by:  text:  since:")
        await reader.press("tab", "tab")
        await reader.sees("filter: speaker:")
        await reader.press("escape", ":", *"the f", "tab", "enter")
        assert reader.caret.startswith("The Flood")
        await ask(reader, "import")
        await reader.press("d", "tab", "tab")
        await reader.sees("import: drafts/two words.json")
        await reader.press("escape")


async def test_a_refused_line_stays_and_says_why(open_reader: Open) -> None:
    Path("folder.md").mkdir()
    lines = {
        ":": ("nowhere", "No such place: nowhere"),
        "f": ("colour:mauve", "No such colour: mauve"),
        "import": ("gone.json", "There is no file gone.json"),
        "agreement": ("folder.md", "folder.md is a folder"),
        "/": ("zebra", "Not found: zebra find:"),
    }
    async with open_reader(size=(40, 10)) as reader:
        await reader.press(".", "1", "g")
        for prompt, (line, why) in lines.items():
            await ask(reader, prompt)
            await reader.press("ctrl+a", "ctrl+k", *line, "enter")
            await reader.until(lambda w=why: w in " ".join(" ".join(reader.rows).split()))  # type: ignore[misc]
            await reader.sees(f"{PROMPTS[prompt]} {line}")
            await reader.press("x")
            await reader.until(lambda w=why: w not in " ".join(" ".join(reader.rows).split()))  # type: ignore[misc]
            await reader.sees(f"{PROMPTS[prompt]} {line}x")
            await reader.press("escape")
            await reader.misses(PROMPTS[prompt])


async def test_a_file_that_turns_out_to_be_none_is_asked_for_again(open_reader: Open) -> None:
    Path("odd.json").write_text("{}")
    async with open_reader() as reader:
        await ask(reader, "import")
        await reader.press(*"odd.json", "enter")
        await reader.until(lambda: reader.screen.prompt.open)
        await reader.sees("import: odd.json")


async def test_up_brings_earlier_entries_of_the_same_prompt(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(":", *"¶2", "enter", ":", *"¶3", "enter", "/", *"bus", "enter")
        await reader.press(":", *"4", "up")
        await reader.sees("go to: ¶3")
        await reader.press("up", "up")
        await reader.sees("go to: ¶2")
        await reader.press("down", "down")
        await reader.sees("go to: 4")
        await reader.press("up", "enter")
        assert reader.caret.startswith("“We kept")
        await reader.press("/", "up")
        await reader.sees("find: bus")
        await reader.press("enter")
        assert reader.caret.startswith("bus")


async def test_a_paste_is_in_the_line_before_the_enter_behind_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(":")
        reader.app.post_message(Paste("¶3\nx"))
        await reader.press("enter")
        assert reader.caret.startswith("“We kept")


async def test_keys_typed_behind_a_click_beside_the_prompt_are_commands(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(":", *"¶3")
        await reader.click("Highlights")
        await reader.press("G", "g", "l")
        await reader.misses("go to:")
        assert reader.caret.startswith("erry line")


async def test_a_screen_above_takes_the_keys_and_gives_them_back(open_reader: Open) -> None:
    from readerapp.ui.screens.info import AboutScreen

    async with open_reader() as reader:
        await reader.press(".", "1", ":", *"¶")
        await reader.app.push_screen(AboutScreen({"Title": "Ferry"}))
        await reader.press("x", "escape", "3", "x")
        await reader.sees("go to: ¶3x")
        assert len(reader.annotations) == 1
        await reader.press("escape")


async def test_the_help_opens_over_a_prompt_and_gives_it_back(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "1", ":", *"¶", "f1")
        await reader.sees("type to search")
        await reader.press("x", "escape", "3", "enter")
        assert reader.caret.startswith("“We kept")
        assert len(reader.annotations) == 1


async def test_a_speaker_without_a_name_is_asked_again(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ida Holm", "enter", "S", "e", "ctrl+a", "ctrl+k", "enter")
        await reader.sees("A speaker needs a name", "Also known as")
        await reader.press(*"Ida", "enter")
        await reader.sees("Speakers" if "Speakers" in reader.text else "Ida")
        await reader.until(lambda: [one.name for one in reader.speakers] == ["Ida"])
