"""Words that several passages of one speaker share are counted once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readerapp.cli.output import format_speaker_stats
from readerapp.core.model import Speaker
from readerapp.listing.speaker_stats import (
    SpeakerStats,
    _join_overlapping,
    _Passage,
    list_speaker_stats,
)
from tests.sessions import Open, span

TEXT = "The ghost bus does not float at all"
RANGES = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda one: (one[0], min(len(TEXT), one[0] + one[1]))
)


def passage(start: int, end: int, *, is_turn: bool = False) -> _Passage:
    """Return a passage of the text."""
    return _Passage(start, end, TEXT[start:end], "", is_turn)


def test_equal_and_overlapping_highlights_of_a_speaker_count_once(open_session: Open) -> None:
    session = open_session()
    for words in (
        "A bus does not float",
        "A bus does not float",
        "not float,” Holm said",
        "floods",
    ):
        start, end = span(words)
        session.highlight(start, end, speaker="Bob")
    (bob,) = list_speaker_stats(session.store.speakers, session.views(), (), session.document)
    assert (bob.words, bob.quotations, bob.highlights) == (8, 2, 4)


@given(st.lists(RANGES, min_size=1))
def test_each_word_that_is_touched_counts_once(ranges: list[tuple[int, int]]) -> None:
    covered = {at for start, end in ranges for at in range(start, end)}
    joined = "".join(sign if at in covered else "\n" for at, sign in enumerate(TEXT))
    found = _join_overlapping([passage(*one) for one in ranges])
    assert sum(one.words for one in found) >= len(joined.split())
    assert found == _join_overlapping([passage(*one) for one in (*ranges, *ranges)])


def test_two_turns_are_two_quotations_and_a_highlight_across_them_none() -> None:
    turns = [passage(0, 9, is_turn=True), passage(10, 21, is_turn=True)]
    across = _join_overlapping([*turns, passage(4, 17)])
    assert [one.start for one in across] == [0, 10]
    assert sum(one.words for one in across) == 5


def test_one_place_is_named_once() -> None:
    stats = SpeakerStats(Speaker(id="1", name="Bob"), quotations=1, words=4, first="¶8", last="¶8")
    assert format_speaker_stats(stats).endswith("  Bob  ¶8\n")
