"""Bytes sent: each operation costs about as much as it changes."""

from __future__ import annotations

from readerapp.ui.terminal.escape_sequences import Capabilities
from readerapp.ui.terminal.frame_parser import TargetScreen
from readerapp.ui.terminal.renderer import DiffRenderer
from tests.ui.terminal.emulator import Glass

COLUMNS, ROWS = 80, 24
PAPER, LIST, CARET = "38;5;252;48;5;234", "38;5;246;48;5;235", "38;5;234;48;5;222"


def line(number: int) -> str:
    words = "the ferry lay moored until our harbour froze".split()
    return " ".join(words[(number * k) % 7] for k in range(1, 10)) + f" {number}."


def page(top: int, split: int = COLUMNS, caret: int | None = None) -> str:
    """Return a page of text from row `top`, next to an unchanged list, as Textual writes it."""
    rows = []
    for number in range(ROWS):
        text, rest = line(top + number)[:split].ljust(split), " " * (COLUMNS - split)
        if number == 3:
            rest = rest and "Highlights".ljust(len(rest))
        start = ""
        if number == caret:
            start, text = f"\x1b[{CARET}m{text[0]}\x1b[0m", text[1:]
        rows.append(
            f"\x1b[{number + 1};1H{start}\x1b[{PAPER}m{text}\x1b[0m"
            + (f"\x1b[{LIST}m{rest}\x1b[0m" if rest else "")
        )
    return "\n".join(rows) + "\x1b[1;1H"


def cost(*frames: str) -> int:
    """Return the characters sent for the last of some frames; check all cells after each frame."""
    shown, wanted = DiffRenderer(Capabilities(True, True, True)), TargetScreen()
    ours, plain = Glass(COLUMNS, ROWS), Glass(COLUMNS, ROWS)
    text = ""
    for frame in frames:
        text = shown.text(wanted.item(frame, COLUMNS, ROWS))
        ours.feed(text)
        plain.feed(frame)
        assert ours.cells == plain.cells
        assert ours.cursor == plain.cursor
    return len(text)


def test_a_page_costs_its_characters() -> None:
    assert cost(page(0)) < ROWS * (len(line(1)) + 12)


def test_the_same_again_costs_nothing() -> None:
    assert cost(page(0), page(0)) == 0


def test_a_line_of_scrolling_costs_the_new_row() -> None:
    assert cost(page(10), page(11)) < len(line(1)) + 40
    assert cost(page(10), page(9)) < len(line(1)) + 40
    assert cost(page(10), page(13)) < 3 * len(line(1)) + 50


def test_scrolling_a_line_next_to_a_list_sends_the_new_row_and_repairs_the_list() -> None:
    assert cost(page(10, split=55), page(11, split=55)) < len(line(1)) + 100


def test_a_caret_that_moves_costs_two_cells() -> None:
    assert cost(page(0, caret=4), page(0, caret=5)) < 65


def test_a_typed_letter_costs_a_few_bytes() -> None:
    typed = [
        f"\x1b[5;9H\x1b[{LIST}m{text:20}\x1b[0m\x1b[5;{9 + len(text)}H" for text in ("a", "ab")
    ]
    assert cost(page(0), *typed) == 1


def test_the_cursor_is_known_where_rows_have_scrolled_in_under_it() -> None:
    def at_the_top(top: int) -> str:
        return page(top) + "\x1b[1;9H"

    assert cost(*map(at_the_top, (10, 9, 8, 10, 7)))
    assert cost(*(page(top) + f"\x1b[{ROWS};3H" for top in (7, 8, 9, 11)))
