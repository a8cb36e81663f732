"""Random keys, clicks, pastes and sizes: nothing fails, and what is shown is on disk."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, Paste

from readerapp.ui.actions import ACTIONS
from tests.ui.conftest import Open, Reader

LEAVING = {"quit", "leave", "suspend"}
KEYS = [key for action in ACTIONS if action.id not in LEAVING for key in action.keys]
EDITING = ["enter", "escape", "tab", "backspace", "down", "up", "ctrl+k", "ctrl+t", "shift+tab"]
TYPED = [*"abcdefijklmnoprstuw0123456789 -/:.[]\\\"'", *EDITING]
SIZES = [(120, 40), (80, 24), (40, 10), (20, 5), (200, 60)]
PASTES = ["two\nlines\n", "\x1b[31m[red]markup[/]\u202e", "“A bus", "y" * 10_000]
STEPS = 60


async def take_step(reader: Reader, chance: random.Random) -> None:
    """Do one thing that a person might do, or a cat."""
    act = chance.random()
    columns, rows = reader.app.screen.size
    place = chance.randrange(columns), chance.randrange(rows)
    if act < 0.75:
        keys = KEYS if chance.random() < 0.6 else TYPED
        await reader.press(*chance.choices(keys, k=chance.choice([1, 2, 4, 8])))
    elif act < 0.80:
        await reader.pilot.resize_terminal(*chance.choice(SIZES))
    elif act < 0.88:
        await reader.pilot.click(offset=place, times=chance.choice([1, 2]))
    elif act < 0.91:
        await reader.pilot.mouse_down(offset=(0, 0))
        await reader.pilot.mouse_up(offset=place)
    elif act < 0.94:
        await reader.pilot._post_mouse_events([MouseScrollDown], offset=place)
    elif act < 0.97:
        reader.app.post_message(Paste(chance.choice(PASTES)))
        await reader.settle()
    else:
        await reader.press("escape", "escape")


def annotations(reader: Reader) -> list[object]:
    return [(a.target and a.target.exact, a.note, a.colour, a.tags) for a in reader.annotations]


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_is_pressed_nothing_fails_and_everything_is_saved(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    chance = random.Random(seed)
    async with open_reader(size=chance.choice(SIZES)) as reader:
        for _ in range(STEPS):
            await take_step(reader, chance)
            if not reader.app.is_running:  # it came upon `:x`
                return
        for _ in range(8):  # out of everything that is open
            await reader.press("escape")
        assert reader.app.screen is reader.screen
        await reader.until(lambda: reader.screen.saving.state == "saved")
        shown, path = annotations(reader), reader.screen.document.path
    async with open_reader(path) as reader:
        assert annotations(reader) == shown
