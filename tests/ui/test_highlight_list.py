"""The highlight list: the document follows it; filter, sort order, and keys that act on rows."""

from __future__ import annotations

import pytest

from tests.ui.conftest import FIRST, FOURTH, SECOND, THIRD, Open


@pytest.fixture
def marked(open_reader: Open):  # type: ignore[no-untyped-def]
    """Open a reader with four highlighted quotations, two with speakers, and the list focused."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened(**how):  # type: ignore[no-untyped-def]
        async with open_reader(**how) as reader:
            await reader.press(".", "1", "s", *"ida", "enter", ".", "2", ".", "3")
            await reader.press("s", *"aune", "enter", ".", "4", "g", "tab", "home")
            await reader.sees("Highlights 4")
            yield reader

    return opened


async def test_the_document_follows_the_list(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        for keys, words in (
            ("down", SECOND), ("j", THIRD), ("end", FOURTH), ("up", THIRD), ("k", SECOND),
            ("G", FOURTH), ("g", FIRST), ("pagedown", FOURTH), ("pageup", FIRST), ("space", FOURTH),
        ):  # fmt: skip
            await reader.press(keys)
            assert reader.screen.document_view.caret.at == next(
                a.target.start for a in reader.annotations if a.target.exact == words
            ), keys
            assert "›" in next(row for row in reader.rows if words[:6] in row[60:] or "›" in row)


async def test_enter_goes_there_and_backspace_back(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("enter", "x")
        assert reader.words == [SECOND, THIRD, FOURTH], "keys act on the document's highlight"
        await reader.press("tab", "end", "enter")
        assert reader.caret.startswith("A bus does")


async def test_marking_keys_act_on_the_row(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("down", "8", "t", *"pier", "enter", "s", *"Bo", "enter")
        await reader.press("a", *"noted", "escape")
        edited = reader.annotations[1]
        assert (edited.colour, edited.tags, edited.note) == ("red", ("pier",), "noted")
        assert reader.said_by[1] == "Bo"
        await reader.press("tab", "x")
        assert reader.words == [FIRST, THIRD, FOURTH]


FILTERS = [
    ("pier", 1),
    ("speaker:ida", 1),
    ("speaker:-", 2),
    ("colour:green", 1),
    ("by:ana", 4),
    ("is:orphaned", 0),
    ("a", 4),
    ("colour:red tag:x", 0),
]


async def test_the_filter(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        for query, count in FILTERS:
            await reader.press("f", *query, "enter")
            await reader.sees(f"Highlights {count} of 4" if count < 4 else "Highlights 4", query)
            if not count:
                await reader.sees("No highlights match this filter")
            await reader.press("f", "escape")
            await reader.sees("Highlights 4")
            await reader.misses("Esc clear")


async def test_a_filter_prompt_opened_in_the_list_returns_to_the_list(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        for last in ("enter", "escape"):
            await reader.press("f", *"colour:yellow", last)
            await reader.sees("Enter go there")
        await reader.press("escape", "f", "escape")
        await reader.misses("Enter go there")


async def test_an_invalid_filter_shows_the_syntax(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("f", *"colour:mauve", "enter")
        await reader.sees("No such colour: mauve · choose one of")


async def test_the_order_changes_and_is_named(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("o")
        await reader.sees("by time")
        await reader.press("o")
        await reader.sees("by speaker", "── Per Aune", "── Ida Holm", "── No speaker")
        assert reader.text.index("── Ida Holm") < reader.text.index("── Per Aune")
        await reader.click("── Per Aune")
        await reader.sees('speaker:"Per Aune"')
        await reader.misses("── Ida Holm")
        await reader.press("o")
        await reader.misses("by speaker")


async def test_escape_and_tab_leave_the_list_pane(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("down", "escape", "l")
        assert reader.caret.startswith("obody asked")
        await reader.press("tab", "tab", *"typed here", "shift+tab", "shift+tab", "l")
        await reader.until(lambda: "typed here" in reader.notes)
        assert reader.caret.startswith("body asked")


async def test_brackets_go_to_the_next_and_previous_highlight(marked) -> None:  # type: ignore[no-untyped-def]
    async with marked() as reader:
        await reader.press("escape", "g")
        for words in (FIRST, SECOND, THIRD, FOURTH):
            await reader.press("]")
            assert reader.caret.startswith(words[:10])
        await reader.press("]")
        await reader.sees("No more highlights below")
        await reader.press("[")
        assert reader.caret.startswith(THIRD[:10])


async def test_a_long_list_stays_in_view(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "long.txt"
    path.write_text("".join(f"Word{n} here.\n\n" for n in range(120)), encoding="utf-8")
    async with open_reader(path) as reader:
        session = reader.screen.list_model.session
        at = 0
        for number in range(120):
            word = f"Word{number}"
            at = session.document.text.whole().index(word, at)
            reader.screen.list_model.apply_change(session.highlight(at, at + len(word)))
        reader.screen.panes.show_all()
        await reader.press("tab", "end")
        await reader.sees("Word119")
        side = reader.screen.highlight_list.region.x
        assert any("Word119" in row[side:] for row in reader.rows)
        await reader.press(*["up"] * 60)
        assert any("Word59" in row[side:] for row in reader.rows)
