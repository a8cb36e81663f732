"""Hostile text from any source is shown as text and not interpreted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from readerapp.ui.output_filters import ControlFilter
from tests.ui.conftest import Open

MARKUP = "[red]x[/nope] [@click=app.quit]y[/] [link=file:///]z[/] \\[b] [ b ] [/] \\"
HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \x1b]52;c;aGk=\x07 \x9b31m\x9d0;title\x9c "
    f"\u202eevil\u2066 x\u2069 a\x7fb\x08c {MARKUP}"
)
DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


async def test_in_title_text_and_file_name(open_reader: Open, home: Path) -> None:
    path = home / f"{HOSTILE.replace('/', '-')[:120]}.txt"
    path.write_text(f"Title {HOSTILE}\n\nHe said “so {HOSTILE} it is” and left.\n", "utf-8")
    async with open_reader(path) as reader:
        for keys in (".", "a", ["escape"], "S", ["escape"], "B", ["escape"], "?", "G", ["escape"]):
            await reader.press(*keys)
            safe(reader.text)
        await reader.sees("Title", "so")
        await reader.sees("[@click=app.quit]y[/]")
        await reader.press("L")
        await reader.sees("Library", "evil")
        safe(reader.text)
        await reader.press("x", "escape", "escape", "E")
        await reader.sees("Export · ", "Contents: 1 highlight")
        safe(reader.text)


async def test_in_notes_tags_and_names(open_reader: Open) -> None:
    async with open_reader() as reader:
        session = reader.screen.list_model.session
        change = session.highlight(80, 120, note=HOSTILE, tags=[HOSTILE], speaker=HOSTILE)
        reader.screen.panes.apply_change(change)
        reader.screen.panes.apply_change(session.note_document(HOSTILE))
        await reader.press("g", "]")
        safe(reader.text)
        for keys in ("t", "s", "S", "SeX"):
            await reader.press(*keys)
            safe(reader.text)
            await reader.press("escape", "escape")
        await reader.press("f", *"speaker:x", "enter", "escape", "tab", "o", "o")
        safe(reader.text)
        await reader.press("u", "U", "x", "B")
        await reader.sees("Bin")
        safe(reader.text)
        assert reader.app.is_running


async def test_in_what_is_typed(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("/", *MARKUP, "enter")
        await reader.sees("Not found: ")
        await reader.press("escape", ":", *"[/x]", "enter")
        await reader.sees("No such place: [/x]")
        await reader.press("escape", "f", *"colour:[/x]", "enter")
        await reader.sees("No such colour: [/x]")
        await reader.press("escape", ".", "s", *"[/x] [b]", "enter", "S")
        await reader.sees("[/x] [b]")


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e", "\u2066", "\x7f", "\x00", "\r"])
def test_the_last_filter_lets_nothing_through(character: str) -> None:
    given = [Segment(f"a{character}b", Style(bold=True)), Segment("plain")]
    found = ControlFilter().apply(given, Color(0, 0, 0))
    assert not DANGEROUS.search("".join(segment.text for segment in found))
    assert found[0].style == given[0].style and found[1] is given[1]
    assert len(found[0].text) == 3


def safe(screen: str) -> None:
    """Check that the screen has no byte that a terminal would interpret."""
    found = DANGEROUS.search(screen)
    assert found is None, (found, screen)
