"""Undo and redo of every operation, also after a restart."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from textual.events import Paste

from readerapp import documents
from readerapp.workspace import make_context
from tests.ui.conftest import FIRST, Open

ACTS = {
    "create": ([], [".", "enter"]),
    "delete with its note": ([".", "a", *"kept", "escape"], ["x"]),
    "ends": ([".", "enter"], ["r", "b", "b", "enter"]),
    "colour": ([".", "enter"], ["5"]),
    "note": ([".", "enter"], ["a", *"words", "escape"]),
    "tags": ([".", "enter"], ["t", *"one, two", "enter"]),
    "speaker": ([".", "enter"], ["s", *"Ida", "enter"]),
}


def state(reader) -> list[object]:  # type: ignore[no-untyped-def]
    return [
        (a.target.exact, a.colour, a.note, a.tags, who)
        for a, who in zip(reader.annotations, reader.said_by, strict=True)
    ]


async def test_each_act_is_undone_and_redone(open_reader: Open) -> None:
    async with open_reader() as reader:
        for act, (before_keys, keys) in ACTS.items():
            await reader.press("g", *before_keys)
            before = state(reader)
            await reader.press(*keys)
            after = state(reader)
            assert after != before, act
            for key, expected in (("u", before), ("U", after), ("u", before), ("ctrl+r", after)):
                await reader.press(key)
                assert state(reader) == expected, (act, key)
            while reader.words:
                await reader.press("u")


async def test_yesterdays_act_is_undone_after_a_question(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "x", "q")
    async with open_reader() as reader:
        assert reader.words == []
        await reader.press("u")
        await reader.sees("Undo “deletion” of ", "u or y yes · Esc no")
        await reader.press("escape", "u", "j", "y")
        assert reader.words == []
        await reader.press("u", "u")
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        await reader.sees("kept", "1 highlight")


async def test_what_was_done_on_another_screen_is_undone_after_a_question(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ida", "enter", "S", "u")
        await reader.sees("Nothing was done here that could be undone")
        await reader.press("e", *"Holm", "enter", "escape", "u")
        await reader.sees("Undo “rename to Holm", "done on another screen?")
        assert reader.said_by == ["Holm"]
        await reader.press("y")
        assert reader.said_by == ["Ida"]
        await reader.press("U")
        assert reader.said_by == ["Holm"]
        await reader.press("S", "e", *"Aune", "enter", "u", "escape")
        assert reader.said_by == ["Holm"]


async def test_with_nothing_to_undo_it_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        title = reader.rows
        await reader.press("u")
        await reader.until(lambda: reader.rows != title)
        await reader.sees("othing to undo")
        await reader.press("U")
        await reader.sees("othing to redo")


async def test_the_answer_is_about_the_step_that_was_asked_about(
    open_reader: Open, article: Path, home: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "x", "q")
    async with open_reader() as reader:
        await reader.press("u")
        reader.app.post_message(Paste("pasted"))  # which takes the question off the screen
        await reader.press("y")
        assert reader.words == []
        await reader.press("u")
        reader.screen.say("File changed · reloading …")
        await reader.press("y")
        assert reader.words == []
        await reader.press("u")
        context = make_context(str(home / "store"), "Ana")
        with closing(context.open_session(documents.open(str(article)))) as window:
            window.highlight(0, 5, colour="green")
        await reader.until(lambda: reader.words == ["Ferry"])
        await reader.press("u")
        await reader.sees("Undo “highlight")
        assert reader.words == ["Ferry"]
