"""Turns of a transcript: who speaks by the labels, and the highlights of all turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.listing.list_model import AnnotationListModel
from readerapp.reading.transcript_turns import TranscriptTurns, TurnHighlights
from tests.sessions import Open

TALK = "ADA: One two three.\n\nBO: Four.\n\nADA: Five six.\n\nBO: Seven eight.\n"


@pytest.fixture
def open_talk(open_session: Open, tmp_path: Path) -> Callable[[str], ReadingSession]:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    return lambda annotator: open_session(talk, annotator=annotator)


def turn_highlights(session: ReadingSession) -> TurnHighlights:
    return TurnHighlights(session, TranscriptTurns(session.document).all, "green")


def test_all_turns_are_made_and_taken_away_in_one_step(
    open_talk: Callable[[str], ReadingSession],
) -> None:
    mine, theirs = open_talk("Ana"), open_talk("Eve")
    turns = turn_highlights(mine)
    assert (turns.total, len(turns.missing())) == (4, 4)
    start = TALK.index("Four")
    theirs.highlight(start, start + len("Four."), speaker="Bo")
    mine.refresh()
    assert turns.toggle().sentence == "Highlighted 3 turns"
    made = [placed.annotation for placed in mine.placed.values() if mine.is_own(placed.annotation)]
    assert {one.colour for one in made} == {"green"} and len(mine.speakers) == 2
    mine.set_note(made[0].id, "kept")
    mine.set_colour(made[1].id, "red")
    assert turns.toggle().sentence == "Removed 1 turn highlight · 3 with notes or colours kept"
    assert len(mine.placed) == 3
    mine.undo()
    assert len(mine.placed) == 4 and not turns.missing()


def test_what_is_labelled_is_counted_once(open_talk: Callable[[str], ReadingSession]) -> None:
    session = open_talk("Ana")
    start = TALK.index("two")
    session.highlight(start, start + len("two"), speaker="ada")  # within her own turn
    start = TALK.index("six")
    session.highlight(start, start + len("six"), speaker="Cy")  # quoted by Ada
    stats = AnnotationListModel(session).speaker_stats(TranscriptTurns(session.document).all)
    found = {s.speaker.name: (s.quotations, s.turns, s.highlights, s.words) for s in stats}
    assert found == {"ada": (2, 2, 1, 5), "BO": (2, 2, 0, 3), "Cy": (1, 0, 1, 1)}


def test_a_text_without_labels_has_no_turns(session: ReadingSession) -> None:
    with pytest.raises(ReaderError, match="no labelled turns"):
        turn_highlights(session).toggle()
