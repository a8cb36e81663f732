"""What the main screens look like: a change of the look shows in review, as a picture.

The pictures are in the folder `snapshots`. Whoever changes the look on purpose makes them anew:

    .venv/bin/pytest tests/ui/test_snapshots.py --update-snapshots
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from difflib import unified_diff
from itertools import chain
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.widgets import Input, TextArea

from readerapp.cli import main
from tests.svg import DEFAULT_BG, DEFAULT_FG, Cell, Look, draw_svg
from tests.ui.conftest import FIRST, SECOND, THIRD, Open, Reader

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = Path(__file__).parent / "snapshots"
DIFFERENT = ROOT / "build" / "snapshots"
"""Where the pictures of screens are put that look different."""

DATE = re.compile(r"\b20\d\d-\d\d-\d\d( \d\d:\d\d)?")

LOOKS = 1500
"""Looks at the screen, a fiftieth of a second apart, until it has failed to look as expected."""
LOOKS_BEFORE_UPDATE = 50
"""The same, until a picture is taken that differs from the saved one."""

Check = Callable[[Reader], Awaitable[None]]


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compares the screen with the picture that is named after the test."""
    name = request.node.name.removeprefix("test_").replace("[", "_").rstrip("]")

    async def compare(reader: Reader) -> None:
        for field in reader.app.screen.query("Input, TextArea"):
            assert isinstance(field, Input | TextArea)
            field.cursor_blink = False
        saved = SNAPSHOTS / f"{name}.svg"
        expected = saved.read_text(encoding="utf-8") if saved.exists() else ""
        updates = request.config.getoption("--update-snapshots")
        for _ in range(LOOKS_BEFORE_UPDATE if updates else LOOKS):
            actual = draw_svg([*_rows(reader)], name)
            if actual == expected:
                return
            await asyncio.sleep(0.02)
        if updates:
            saved.parent.mkdir(exist_ok=True)
            saved.write_text(actual, encoding="utf-8")
            return
        DIFFERENT.mkdir(parents=True, exist_ok=True)
        other = DIFFERENT / saved.name
        other.write_text(actual, encoding="utf-8")
        lines = unified_diff(_texts(expected), _texts(actual), "before", "now", n=0, lineterm="")
        pytest.fail(
            f"The screen looks different. Open both pictures in a browser:\n"
            f"  before  {saved}\n  now     {other}\n"
            f"If it should look so: .venv/bin/pytest '{request.node.nodeid}' --update-snapshots\n"
            + ("\n".join(lines) or "Only the colours are different."),
            pytrace=False,
        )

    return compare


def _rows(reader: Reader) -> Iterator[list[Cell]]:
    """The cells of the screen and of what shows through from below it."""
    app = reader.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    for strips in update.strips:  # type: ignore[union-attr]
        row: list[Cell] = []
        for segment in chain.from_iterable(strips):
            look = _look(segment.style or Style())
            for char in DATE.sub(_same_date, segment.text):
                width = cell_len(char)
                row += [(char, look), ("", look)][:width] if width else []
                if not width and row:
                    row[-1] = (row[-1][0] + char, look)
        yield row


def _same_date(found: re.Match[str]) -> str:
    return "2026-01-31 12:00"[: len(found[0])]


def _look(style: Style) -> Look:
    fg, bg = _hex(style.color, DEFAULT_FG), _hex(style.bgcolor, DEFAULT_BG)
    if style.reverse:
        fg, bg = bg, fg
    return Look(
        fg, bg, bool(style.bold), bool(style.italic), bool(style.underline), bool(style.dim)
    )


def _hex(colour: Color | None, default: str) -> str:
    return default if colour is None or colour.is_default else colour.get_truecolor().hex


def _texts(svg: str) -> list[str]:
    """The rows of a picture without their colours."""
    return [re.sub(r"(<[^>]*>)+", " ", line).strip() for line in svg.splitlines()]


@pytest.fixture
def marked(home: Path, article: Path) -> None:
    """What two people marked in the article; of one passage they say that others spoke it."""
    marks = (
        ("Bob", FIRST, "--speaker", "Ida Holm"),
        ("Bob", THIRD, "--speaker", "Ida Holm"),
        ("Ana", FIRST, "--speaker", "Ida Holm", "--note", "The *oldest* boat was lost."),
        ("Ana", SECOND, "--colour", "red", "--tag", "sale", "--tag", "pier"),
        ("Ana", THIRD, "--speaker", "Per Aune", "--colour", "blue"),
    )
    for name, words, *more in marks:
        store = ("--store", str(home / "store"), "--as", name)
        assert main([*store, "add", str(article), "--quote", words, *more]) == 0


@pytest.mark.parametrize("size", ["120x40", "80x24", "40x10"])
@pytest.mark.usefixtures("marked")
async def test_reader(open_reader: Open, check: Check, size: str) -> None:
    columns, rows = map(int, size.split("x"))
    async with open_reader(size=(columns, rows)) as reader:
        await reader.press("]")
        await check(reader)


@pytest.mark.usefixtures("marked")
async def test_light_theme(
    open_reader: Open, check: Check, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "settings.toml"
    settings.write_text('theme = "reader-light"\n')
    monkeypatch.setenv("READERAPP_SETTINGS", str(settings))
    async with open_reader() as reader:
        await reader.press("]")
        await check(reader)


@pytest.mark.usefixtures("marked")
async def test_library(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press("}", "q")
    async with open_reader(None) as reader:
        await reader.sees("Ferry line to close", "Sample: interview")
        await check(reader)


async def test_speaker_picker(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s")
        await reader.sees("⏎ 1 Ida Holm")
        await check(reader)


async def test_review(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press("R")
        await reader.sees("Review speakers · 1 of 4", "⏎ 1 Ida Holm")
        await reader.press("enter")
        await reader.sees("Review speakers · 2 of 4")
        await check(reader)


@pytest.mark.usefixtures("marked")
async def test_search(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press("/", *"float")
        await check(reader)


async def test_help(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press("?")
        await reader.sees("Keys ·", "Reading")
        await check(reader)


@pytest.mark.usefixtures("marked")
async def test_agreement(open_reader: Open, check: Check) -> None:
    async with open_reader() as reader:
        await reader.press("ctrl+p")
        await reader.sees("Search")
        await reader.type("Compare annotators")
        await reader.sees("Compare annotators (agreement")
        await reader.press("enter")
        await reader.sees("Agreement · Ana and Bob")
        await check(reader)
