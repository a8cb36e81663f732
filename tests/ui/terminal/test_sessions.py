"""Random sessions: our output leaves each cell as Textual's frames would."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.text.graphemes import is_complex
from readerapp.ui.terminal.escape_sequences import Capabilities
from readerapp.ui.terminal.frame_parser import RawOutput, ScreenUpdate, TargetScreen
from readerapp.ui.terminal.renderer import DiffRenderer
from tests.ui.terminal.emulator import Glass, wrong_cells
from tests.ui.terminal.scenes import ALTERING, HARMLESS, Scene

ABILITIES = [
    Capabilities(scrolls=a, erases_cells=b, erases_in_colour=c)
    for a in (True, False)
    for b in (True, False)
    for c in (True, False)
]


class Session:
    """The same session on two terminals: one gets Textual's frames, the other our output.

    `busy` is how often the second one has not yet shown a frame when the next one is there.
    """

    def __init__(self, seed: int, abilities: Capabilities, busy: float = 0, honest: bool = True):
        self.rng = Random(seed)
        self.scene = Scene(self.rng, HARMLESS + ALTERING if honest else HARMLESS)
        self.size = self.scene.columns, self.scene.rows
        self.plain = Glass(*self.size)
        colour = abilities.erases_in_colour
        self.ours = Glass(*self.size, erases_in_colour=colour, honest=honest)
        self.wanted, self.shown = TargetScreen(), DiffRenderer(abilities)
        self.busy = busy
        self.unsent: ScreenUpdate | None = None

    def frames(self, steps: int) -> Iterator[tuple[str, str]]:
        """Yield what was written and what was sent, whenever both terminals show a frame."""
        for event in self.scene.session(steps):
            if isinstance(event, str):
                self.plain.feed(event)
                yield from self.sent(event)
            else:
                self.resize(*event)

    def sent(self, event: str) -> Iterator[tuple[str, str]]:
        item = self.wanted.item(event, *self.size)
        if isinstance(item, ScreenUpdate):
            self.unsent = item
            if self.rng.random() >= self.busy:
                text = self.shown.text(item)
                self.ours.feed(text)
                self.unsent = None
                yield event, text
        elif item:
            if self.unsent:
                self.ours.feed(self.shown.text(self.unsent))
            self.unsent = None
            self.ours.feed(self.shown.text(item))

    def resize(self, columns: int, rows: int) -> None:
        self.size = columns, rows
        self.plain.resize(columns, rows)
        self.ours.resize(columns, rows)
        self.shown.text(RawOutput("", alters=True))


def check(seed: int, steps: int, abilities: Capabilities, busy: float = 0) -> int:
    """Check that all cells and the cursor are equal on both terminals after each frame."""
    session, count = Session(seed, abilities, busy), 0
    for count, (written, sent) in enumerate(session.frames(steps), 1):  # noqa: B007
        assert wrong_cells(session.ours, session.plain) == [], (written, sent)
        assert session.ours.cursor == session.plain.cursor, (written, sent)
    return count


def check_with_other_widths(seed: int, steps: int) -> int:
    """Check that on a terminal that draws some clusters wider all other cells are right."""
    session, count = Session(seed, Capabilities(True, True, True), honest=False), 0
    for count, (written, sent) in enumerate(session.frames(steps), 1):  # noqa: B007
        wrong = wrong_cells(session.ours, session.plain, lambda text: text and not is_complex(text))
        assert wrong == [], (written, sent)
    return count


seeds = st.integers(0, 1 << 32)


@pytest.mark.parametrize("abilities", ABILITIES, ids=str)
def test_every_cell_is_right_after_every_frame(abilities: Capabilities) -> None:
    @given(seed=seeds, busy=st.sampled_from((0, 0, 0.5)))
    @settings(max_examples=6)
    def sessions(seed: int, busy: float) -> None:
        check(seed, 12, abilities, busy)

    sessions()


@given(seed=seeds)
@settings(max_examples=10)
def test_a_terminal_with_other_widths_shows_nothing_in_a_wrong_place(seed: int) -> None:
    check_with_other_widths(seed, 10)


@pytest.mark.slow
@pytest.mark.parametrize("abilities", [ABILITIES[0], ABILITIES[1]], ids=str)
def test_every_cell_is_right_in_many_long_sessions(abilities: Capabilities) -> None:
    @given(seed=seeds, busy=st.sampled_from((0, 0.3, 0.8)))
    @settings(max_examples=15)
    def sessions(seed: int, busy: float) -> None:
        check(seed, 60, abilities, busy)
        check_with_other_widths(seed, 20)

    sessions()


def test_what_is_shown_already_is_not_sent_again() -> None:
    session = Session(1, ABILITIES[0])
    for written, _ in session.frames(20):
        assert not next(session.sent(written))[1]
