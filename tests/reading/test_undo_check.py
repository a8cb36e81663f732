"""Which undo steps need a question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readerapp.annotations.undo import FieldChange, UndoStep
from readerapp.reading.undo_check import UndoCheck

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def step(id_: str, time: str = "2026-11-30T11:55:00Z", records: int = 1) -> UndoStep:
    changes = [FieldChange("annotations", f"a{n}", "note", "", "x") for n in range(records)]
    return UndoStep(id=id_, by="ana", time=time, label="Note", changes=tuple(changes))


def test_a_step_of_this_view_needs_no_question_unless_it_is_large() -> None:
    check = UndoCheck()
    check.note(["one"], here=True)
    check.note(["one", "two"], here=False)
    made = ["one", "two"]
    assert check.question(step("one"), "Undo", made, NOW) == ""
    large = check.question(step("one", records=300), "Undo", made, NOW)
    assert large == "Undo “Note”, 300 annotations?"
    assert "another screen" in check.question(step("two"), "Undo", made, NOW)
    check.allow(step("two"))
    assert check.question(step("two"), "Redo", made, NOW) == ""


@pytest.mark.parametrize(
    ("time", "when"),
    [
        ("2026-11-30T09:05:00Z", "09:05"),
        ("2026-11-28T09:05:00Z", "28 Nov"),
        ("2024-02-01T09:05:00Z", "1 Feb 2024"),
        ("garbled", "an earlier session"),
    ],
)
def test_a_step_of_another_session_is_named_by_its_time(time: str, when: str) -> None:
    question = UndoCheck().question(step("old", time), "Undo", [], NOW)
    assert question == f"Undo “Note” of {when}?"
