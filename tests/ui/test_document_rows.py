"""Direct painting without Textual's compositor: the same cells as a full repaint."""

from __future__ import annotations

from random import Random

import pytest
from textual.app import App
from textual.widget import Widget

from readerapp.text.line_layout import TextRow
from tests.ui.conftest import Open, Reader
from tests.ui.terminal.emulator import Glass, wrong_cells

WORDS = "the ferry lay moored until “the harbour froze” and nobody asked 港の船 for it".split()
TEXT = "\n\n".join(
    " ".join(WORDS[(5 * n * n + k) % len(WORDS)] for k in range(9 + 7 * n % 40)) + f" {n}."
    for n in range(90)
)
MOVES = (
    *("j", "k", "l", "h", "w", "b", "(", ")", "{", "}", "0", "$", "H", "+", "-", "o", "v", "n"),
    *("down", "up", "pagedown", "pageup", "ctrl+d", "ctrl+u", "shift+down", "shift+right"),
    *("escape", "1", "3", "G", "g", "]", "[", ".", ",", "u", "C", "Q", "z"),
)


async def test_every_cell_is_as_after_a_full_repaint(
    open_reader: Open, home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, rng = home / "long.txt", Random(7)
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(App, "is_headless", False)
    async with open_reader(path, size=(78, 22)) as reader:
        glass = Glass(78, 22)
        monkeypatch.setattr(reader.app._driver, "write", glass.feed)
        reader.screen.refresh()
        await reader.settle()
        for _ in range(8):
            keys = rng.choices(MOVES, k=rng.randint(1, 8)) + ["j"] * rng.randint(0, 9)
            await reader.press(*keys)
            await reader.until(lambda: not wrong_cells(glass, repaint(reader)))


def repaint(reader: Reader) -> Glass:
    """Render the screen without caches; pending repaints remain pending."""
    glass = Glass(78, 22)
    screen = reader.app.screen
    for widget in screen.walk_children(Widget):
        widget._styles_cache.clear()
    for line, strip in enumerate(screen._compositor.render_strips()):
        glass.feed(f"\x1b[{line + 1};1H{strip.render(reader.app.console)}")
    return glass


@pytest.mark.parametrize(("key", "most"), [("j", 3), ("pagedown", 2)])
async def test_only_rows_that_look_different_are_drawn_for_a_key(
    open_reader: Open, home, monkeypatch: pytest.MonkeyPatch, key: str, most: int
) -> None:
    path = home / "long.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(App, "is_headless", False)
    async with open_reader(path, size=(78, 22)) as reader:
        await reader.press(*"j" * 40)
        document, drawn = reader.screen.document_view, []
        view, last = document._viewport, document._viewport.rows[-1].start
        await reader.until(
            lambda: all(
                row.start in document._strip_cache
                for row in view.layout.rows_from(last, view.height)[1:]
            )
        )
        draw = document._renderer.segments

        def counted(row: TextRow, *rest: object) -> object:
            drawn.append(row.start)
            return draw(row, *rest)

        monkeypatch.setattr(document._renderer, "segments", counted)
        await reader.press(key)
        seen = {row.start for row in document._viewport.rows}
        assert 0 < len(seen.intersection(drawn)) <= most, "the caret's, and where it was"


async def test_labels_of_turns_are_bold(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "talk.txt"
    turns = [f"{name}: Words number {n}.\n\n" for n in range(6) for name in ("ADA", "BO LEE")]
    path.write_text("".join(turns), encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("}")
        await reader.until(lambda: reader.style("BO LEE: ").bold)
        assert not reader.style("Words number 0").bold
