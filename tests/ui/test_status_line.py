"""The status line: what stays on a narrow screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.graphemes import cell_width
from readerapp.ui.widgets.status_line import fit_message
from tests.ui.conftest import Open

SIDES = ["12% · ¶345 · 1234 highlights · saved", "12% · ¶345 · saved", "saved", ""]
WORDS = st.lists(
    st.text("abcdefgé日 ", min_size=1, max_size=20).map(str.strip).filter(bool),
    min_size=1,
    max_size=6,
)


@given(WORDS, st.integers(8, 120))
def test_a_message_keeps_its_first_part_then_the_place(parts: list[str], room: int) -> None:
    message = " · ".join(" ".join(part.split()) for part in parts)
    left, side, rest = fit_message(message, SIDES, room)
    assert cell_width(left) + (cell_width(side) + 1 if side else 0) <= room
    first = message.split(" · ", maxsplit=1)[0]
    if cell_width(message) + cell_width(SIDES[1]) < room:
        assert left == message and side in SIDES[:2] and not rest
    elif cell_width(first) + 2 <= room:
        assert left.startswith(first)
    if rest:
        kept = left.removesuffix(" …")
        assert message in (f"{kept} · {rest}", f"{kept} {rest}"), "nothing is lost"


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_a_long_message_goes_on_in_the_footer(
    open_reader: Open, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        await reader.sees("saved")
        long = "First part · the second part of a message · and a third that says how to go on."
        reader.screen.say(long)
        await reader.sees("First part", "saved")
        shown = "\n".join(reader.rows[-2:])
        assert "how to go on" in shown if size[0] == 80 else "the second part" in shown
        assert "go on." not in shown, "no full stop"
        await reader.press("j")
        await reader.sees("% · ¶1", ". quotation")
        await reader.misses("First part", "second part")
