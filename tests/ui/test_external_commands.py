"""External commands of the settings on the selection, and the player of a recording."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ui.conftest import FIRST, Open

SHOUT = f"{sys.executable} -c 'import sys; print(sys.argv[1].upper())' {{text}}"


@pytest.fixture
def settings(home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Return a function that writes the settings."""

    def write(text: str) -> None:
        (home / "settings.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("READERAPP_SETTINGS", str(home / "settings.toml"))

    return write


async def test_without_commands_and_player_it_is_said_how_to_name_one(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("|")
        await reader.sees("No commands yet", "[commands]", 'dictionary = "dict {text}"')
        await reader.press("escape", "p")
        await reader.sees("No player · settings: player =")


async def test_one_command_runs_at_once_on_the_selection(open_reader: Open, settings) -> None:  # type: ignore[no-untyped-def]
    settings(f'[commands]\nshout = """{SHOUT}"""\n')
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "|")
        await reader.sees("shout · We kept the boats", FIRST.upper(), "y copy · Esc back")
        await reader.press("escape", "1")
        assert reader.words == [FIRST], "the selection is still there"


async def test_a_command_is_chosen_and_an_address_is_a_link(open_reader: Open, settings) -> None:  # type: ignore[no-untyped-def]
    settings(
        f'[commands]\nshout = """{SHOUT}"""\nweb = "https://x.org/?q={{text}}"\n'
        'slow = "sleep 600"\nbad = "no-such-program"\n'
    )
    async with open_reader(size=(40, 10)) as reader:
        await reader.press("w", "|")
        await reader.sees("Run on: “line”", "1 shout", "2 web")
        await reader.press("2")
        await reader.sees("web · line", "https://x.org/?q=line")
        strips = reader.strips
        links = {cell.style.link for strip in strips for cell in strip if cell.style}
        assert links == {None, "https://x.org/?q=line"}
        await reader.press("escape", "|", "4")
        await reader.sees("did not start", "no program no-such-program")
        await reader.press("escape", "|", "3")
        await reader.sees("running, Esc stops")
        await reader.press("escape")
        await reader.until(lambda: not reader.app.workers or reader.app.screen is reader.screen)


async def test_the_recording_beside_a_transcript_is_played(
    open_reader: Open,
    settings,  # type: ignore[no-untyped-def]
    home: Path,
) -> None:
    played, path = home / "played", home / "talk.txt"
    settings(f"player = \"sh -c 'echo $0 $1 >{played}; sleep 600' {{seconds}} {{media}}\"\n")
    path.write_text("[00:00:04]\nANN: Yes.\n\n[00:02:47]\nBO: No.\n", encoding="utf-8")
    async with open_reader(path, size=(80, 24)) as reader:
        await reader.press("G", "p")
        await reader.sees("recording:")
        (home / "other.ogg").touch()
        await reader.press(*str(home / "other.ogg"), "enter")
        await reader.sees("Playing other.ogg from 00:02:47 · p stop")
        await reader.until(played.exists)
        await reader.until(lambda: played.read_text() == f"167 {home}/other.ogg\n")
        player = reader.screen.commands._player
        assert player is not None and player.poll() is None
        await reader.press("p")
        await reader.sees("Stopped")
        assert player.poll() is not None
        await reader.press("p")
        player = reader.screen.commands._player
    assert player is not None and player.poll() is not None, "it ends with the reader"
