"""Times in a transcript: where the document has them as locators, else in brackets before a line.

A transcript in plain text often has a time only where the subject changes. Such times are no
locators, but they lead to the place in the recording.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from readerapp.documents import Document

_MARK_COUNT = 2
"""Times in brackets from which on a text is taken for a transcript."""
_TEXT_SIZE = 4_000_000
"""Bytes of a text in which times in brackets are looked for: no recording is longer."""
_time = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\Z").match
_find_in_brackets = re.compile(
    r"^[ \t]*[\[(]((?:\d{1,3}:)?\d{1,2}:[0-5]\d)(?:[.,]\d{1,3})?[\])]", re.MULTILINE
).finditer


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time of a recording.

    Attributes:
        start: the offset in code points from which on it holds.
        seconds: the time since the beginning of the recording.
        label: the time as it is written, "00:12:03".
    """

    start: int
    seconds: int
    label: str


def parse_seconds(label: str) -> int | None:
    """Parse a time such as "00:12:03" or "12:03" to seconds; None if it is none.

    >>> parse_seconds("00:12:03")
    723
    """
    match = _time(label)
    return match and int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def list_time_marks(document: Document) -> list[TimeMark]:
    """Return the times of a document in order of their offsets; none if it is no transcript."""
    labels = [(each.start, each.label) for each in document.milestones if not each.line]
    if not document.milestones and document.text.size <= _TEXT_SIZE:
        found = _find_in_brackets(document.text.whole())
        labels = [(match.start(), match[1]) for match in found]
        labels = labels if len(labels) >= _MARK_COUNT else []
    times = ((start, parse_seconds(label), label) for start, label in labels)
    return [TimeMark(start, at, label) for start, at, label in times if at is not None]


def time_mark_at(document: Document, offset: int) -> TimeMark | None:
    """Return the last time at or before `offset`, else the first one; None without any."""
    marks = list_time_marks(document)
    index = bisect_right(marks, offset, key=lambda mark: mark.start) - 1
    return marks[max(0, index)] if marks else None
