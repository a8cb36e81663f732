"""Themes: dark, light, the terminal's own colours, none at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem, ColorType

from readerapp.core.model import COLOURS
from readerapp.ui.theme import DARK, LIGHT, ThemeStyles
from tests.ui.conftest import Open


async def test_f2_cycles_through_the_themes(open_reader: Open) -> None:
    async with open_reader() as reader:
        seen = [reader.app.theme]
        for _ in range(4):
            await reader.press("f2")
            seen.append(reader.app.theme)
        assert seen == ["reader-dark", "reader-light", "ansi-dark", "ansi-light", "reader-dark"]
        await reader.sees("Theme: dark")


async def test_the_theme_chosen_from_the_list_is_there_the_next_time(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("ctrl+p", *"choose theme")
        await reader.sees("Choose theme from a list")
        await reader.press("enter")
        await reader.sees("● dark", "  light", "terminal colours, dark", "colours, light")
        await reader.press(*"light")
        await reader.misses("dark")
        await reader.press("enter")
        await reader.sees("Theme: light")
    async with open_reader() as reader:
        assert reader.app.theme == "reader-light"


async def test_a_screenshot_is_saved_in_the_current_folder(
    open_reader: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_reader() as reader:
        await reader.press("ctrl+p", *"screenshot")
        await reader.sees("Save screenshot")
        await reader.press("enter")
        await reader.sees("Saved readerapp-")
    [picture] = tmp_path.glob("*.svg")
    assert "harbour" in picture.read_text() and "Save screenshot" not in picture.read_text()


def brightness(colour) -> float:  # type: ignore[no-untyped-def]
    red, green, blue = colour.get_truecolor()
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("presses", "dark"), [(0, True), (1, False)])
async def test_marked_text_stays_readable(open_reader: Open, presses: int, dark: bool) -> None:
    async with open_reader() as reader:
        await reader.press(*["f2"] * presses, ".", "1", "g")
        for number in "12345678":
            await reader.press("]", number, "g")
            style = reader.style("kept the boats")
            text, ground = brightness(style.color), brightness(style.bgcolor)
            assert abs(text - ground) > 70, (number, text, ground)
            assert (ground < text) is dark


async def test_the_terminals_own_palette_is_used_and_no_other(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("f2", "f2", ".", "2", "a", *"note", "escape")
        for strip in reader.strips:
            for segment in strip:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    assert colour is None or colour.type in (ColorType.DEFAULT, ColorType.STANDARD)


KINDS = """\
# First level

## Second level

### Third level

Plain words, *stressed* words, **strong** words, `inline` code. “Quoted,” she said.

> A block.
"""


@pytest.mark.parametrize("no_colour", ["", "1"])
async def test_kinds_of_text_are_told_apart_in_every_theme(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch, no_colour: str
) -> None:
    if no_colour:
        monkeypatch.setenv("NO_COLOR", no_colour)
    path = home / "kinds.md"
    path.write_text(KINDS, encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("}")
        for _ in range(4):
            words = ("irst level", "econd level", "Third", "Plain", "inline", "Quoted")
            styles = [reader.style(word) for word in words]
            looks = [(s.color, s.bold, s.italic, s.underline, s.dim) for s in styles]
            assert len(set(looks)) == len(words), reader.app.theme
            await reader.sees("│ A block.")
            await reader.press("f2")


async def test_without_colour_the_number_of_the_colour_is_shown(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_reader() as reader:
        await reader.press(".", "3", "g")
        number = next(n for n, row in enumerate(reader.document) if "We kept" in row)
        assert reader.rows[number][:2] == "▌3"
        assert reader.style("kept the boats").underline
        await reader.press("f2", "f2")
        assert reader.style("kept the boats").underline


async def test_the_setting_chooses_the_theme(
    open_reader: Open,
    home,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = home / "settings.toml"
    path.write_text('theme = "reader-light"\n')
    monkeypatch.setenv("READERAPP_SETTINGS", str(path))
    async with open_reader() as reader:
        assert reader.app.theme == "reader-light"


@pytest.mark.parametrize("theme", ["reader-dark", "reader-light"])
def test_colours_are_distinct_with_256_colours(theme: str) -> None:
    shown = [ThemeStyles(theme).highlight([colour]).bgcolor for colour in COLOURS]
    nearest = {colour.downgrade(ColorSystem.EIGHT_BIT).number for colour in shown if colour}
    assert len(nearest) == len(COLOURS)


@pytest.mark.parametrize("theme", ["reader-dark", "reader-light"])
def test_text_and_signs_have_enough_contrast(theme: str) -> None:
    themes = {"reader-dark": DARK, "reader-light": LIGHT}
    styles, own = ThemeStyles(theme), themes[theme]
    grounds = [own.background, own.surface, own.panel]
    pairs = [(own.foreground, ground) for ground in grounds]
    for colour in COLOURS:
        pairs += [(hex_of(styles.bar(colour).color), ground) for ground in grounds[:2]]
        pairs.append((own.foreground, hex_of(styles.highlight([colour]).bgcolor)))
    pairs += [(hex_of(styles.text(kind).color), own.background) for kind in ("heading1", "code")]
    for style in (styles.title(active=True), styles.title(active=False)):
        pairs.append((hex_of(style.color), hex_of(style.bgcolor)))
    for text, ground in [*pairs, (own.foreground, hex_of(styles.current_row.bgcolor))]:
        dark, light = sorted((luminance(text), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def luminance(colour: str) -> float:
    """The relative luminance of a colour as "#rrggbb", as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hex_of(colour) -> str:  # type: ignore[no-untyped-def]
    return colour.get_truecolor().hex
