"""Which undo steps need a question first: those that nobody expects to be the last thing done.

`u` is half a page up in less. A step of an earlier day, of another window or of another screen
is undone only after a second key, and so is one that changed many annotations.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.annotations.undo import UndoStep

MANY = 10
"""Annotations that a step may change without a question."""

_LABEL = 24
"""Cells for the name of a step: the question has to fit the status line."""


class UndoCheck:
    """Knows which steps were made in one view of a document."""

    def __init__(self) -> None:
        self._noted = 0  # the number of steps made that were noted
        self._own: set[str] = set()

    def note(self, made: Sequence[str], *, here: bool) -> None:
        """Note the steps that were made since the last call.

        Args:
            made: The ids of all steps that the session has made.
            here: Whether the new ones were made in the view, and not on another screen.
        """
        if here:
            self._own.update(made[self._noted :])
        self._noted = len(made)

    def allow(self, step: UndoStep) -> None:
        """Ask no more about a step, because it has just been undone or redone here."""
        self._own.add(step.id)

    def question(self, step: UndoStep, verb: str, made: Sequence[str], now: datetime) -> str:
        """Return the question for a step; empty if none is needed.

        Args:
            step: The step.
            verb: Undo or Redo.
            made: The ids of all steps that the session has made.
            now: The time now, with its time zone.
        """
        records = len({change.record for change in step.changes})
        if step.id in self._own and records <= MANY:
            return ""
        if step.id in self._own:
            origin = f", {count_noun(records, 'annotation')}"
        elif step.id in made:
            origin = ", done on another screen"
        else:
            origin = f" of {_when(step.time, now)}"
            origin += f", {count_noun(records, 'annotation')}" if records > MANY else ""
        return f"{verb} “{sanitize_label(step.label, _LABEL)}”{origin}?"


def _when(time: str, now: datetime) -> str:
    """Return the day of a time (RFC 3339), today its hour and minute.

    >>> now = datetime.fromisoformat("2026-11-30T12:00:00+00:00")
    >>> _when("2026-11-28T10:00:00Z", now), _when("2025-11-28T10:00:00Z", now)
    ('28 Nov', '28 Nov 2025')
    """
    try:
        then = datetime.fromisoformat(time).astimezone(now.tzinfo)
    except ValueError:
        return "an earlier session"
    if then.date() == now.date():
        return f"{then:%H:%M}"
    return f"{then.day} {then:%b}" + (f" {then.year}" if then.year != now.year else "")
