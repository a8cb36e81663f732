"""Keys that people of less, vim and browsers press by habit: none changes data without a word."""

from __future__ import annotations

import pytest

from readerapp.ui.actions import ACTIONS, display_key
from tests.ui.conftest import Open, Reader

LESS = "f b d u j k e y w z g G n N F R r m ' ^ v h : / ? & - _ = < > space enter p % ("
VIM = (
    "h j k l w b e 0 $ ^ g G H M L x X d D y Y p P i I a A o O c C s S r R u U v V J K . , ; ~ % * "
    "# n N m ` @ & z t T f F E W B { } ( ) [ ] | + = 1 5 9 ctrl+b ctrl+a ctrl+x"
)
BROWSER = (
    "space backspace tab ctrl+f ctrl+r ctrl+l ctrl+t ctrl+w ctrl+n ctrl+s ctrl+d ctrl+z f5 f3 "
    "ctrl+c ctrl+v ctrl+u ctrl+k ctrl+o ctrl+e ctrl+y home end f7"
)
ACTING = {
    key if len(key) > 1 and len(display_key(key)) > 1 else display_key(key)
    for action in ACTIONS
    if action.group == "marking" and not action.id.startswith("review")
    for key in action.keys
}
KEYS = [key for key in dict.fromkeys(f"{LESS} {VIM} {BROWSER}".split()) if key in ACTING]
"""Those of them that act on annotations: others cannot change data."""


def state(reader: Reader) -> list[object]:
    return [
        (a.target and a.target.exact, a.colour, a.note, a.tags, a.speaker)
        for a in reader.annotations
    ]


@pytest.mark.parametrize("place", ["text", "list"])
async def test_no_habit_changes_data_without_a_word_and_a_way_back(
    open_reader: Open, place: str
) -> None:
    silent = []
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "a", *"kept", "escape", ".", "enter")
        for key in KEYS:
            reader.screen.set_focus(reader.screen.document_view)
            await reader.press("g", *("jj" if place == "text" and key in "a s t".split() else "]"))
            if place == "list":
                await reader.press("tab")
            before, at = state(reader), reader.caret
            await reader.press(key)
            foot, after = reader.rows[-2], state(reader)
            explained = "u undo" in foot or "U redo" in foot or "u or y yes" in foot
            if after != before and not explained:
                silent.append((key, foot))
            while len(reader.app.screen_stack) > 2:
                await reader.press("escape")
            await reader.press("escape", "escape")
            if after != before:
                await reader.press("U" if key == "u" else "u")
            assert state(reader) == before, (key, at)
    assert not silent
