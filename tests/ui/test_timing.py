"""The same keys end in the same screen, whether they come in one burst or one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Resize
from textual.geometry import Size

from tests.ui.conftest import Open, Reader

WORDS = "the ferry lay moored until the harbour froze and nobody asked the crew about it".split()
TEXT = "\n\n".join(
    f"“The pier is number {n} of them,” said Ida Holm. "
    + " ".join(WORDS[(7 * n * n + k) % len(WORDS)] for k in range(40 + n % 50))
    for n in range(60)
)
DOWN = ["pagedown", *"jjj"]


async def end(reader: Reader, keys: list[str], *, burst: bool) -> list[str]:
    """Return the document's rows, the text at the caret and the highlights after some keys."""
    if burst:
        await reader.press(*keys)
    else:
        for key in keys:
            await reader.press(key)
    return [*reader.document, reader.caret, *reader.words]


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((120, 34), [*DOWN, *"zkkkkkz", *"j" * 30]),
        ((80, 24), [*DOWN, "z", "space", "ctrl+d", "z", "pageup", *"jj"]),
        ((60, 14), [*"1jjj1", "tab", "tab", "shift+tab", "up", "escape", *"j" * 30]),
        ((80, 24), [*"Rn1nn", "escape", *"j" * 30]),
    ],
    ids=["zen", "pages", "panes", "review"],
)
async def test_a_burst_of_keys_ends_where_single_keys_do(
    open_reader: Open, home: Path, size: tuple[int, int], keys: list[str]
) -> None:
    path = home / "long.txt"
    path.write_text(TEXT, encoding="utf-8")
    ends = []
    for name, burst in (("one", False), ("many", True)):
        async with open_reader(path, size=size, store=home / name) as reader:
            ends.append(await end(reader, keys, burst=burst))
    assert ends[0] == ends[1]


async def test_keys_behind_a_new_size_move_through_its_rows(open_reader: Open, home: Path) -> None:
    path = home / "long.txt"
    path.write_text(TEXT, encoding="utf-8")
    ends = []
    for name, wait in (("one", True), ("many", False)):
        async with open_reader(path, size=(120, 34), store=home / name) as reader:
            await reader.press(*DOWN)
            reader.app.post_message(Resize(Size(70, 20), Size(70, 20)))
            if wait:
                await reader.until(lambda: reader.app.screen.size == (70, 20))
                await reader.settle()
            await reader.press(*"jjj", "space", *"k" * 9)
            ends.append([*reader.document, reader.caret])
    assert ends[0] == ends[1]


async def test_a_key_that_a_panel_does_not_know_does_nothing_when_it_is_gone(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "1", "u")
        assert not reader.words
        for ask in "s", "t", "S", "?", "B":
            await reader.press(ask, "ctrl+r", "escape")
            await reader.press(ask, "f1", "escape")
            assert not reader.words, "Ctrl+R is Redo in the document"


async def test_sizes_that_come_and_go_lead_back_to_the_same_rows(
    open_reader: Open, home: Path
) -> None:
    path = home / "long.txt"
    path.write_text(TEXT, encoding="utf-8")
    async with open_reader(path, size=(120, 34)) as reader:
        await reader.press("pagedown", *"j" * 30)
        before = reader.document
        for size in ((60, 14), (40, 10), (120, 34)):
            await reader.resize(*size)
        assert reader.document == before
