"""Threads as they are read and written: who wrote what when, and where one's own words go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.text.line_layout import wrap_paragraph
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize, sanitize_label

if TYPE_CHECKING:
    from readerapp.listing.filters import AnnotationRow

_LONGEST = 2_000
"""Code points of a note that are shown in a thread: more than any panel has room for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the note editor writes.

    `key` is the annotation whose note it is: None for a note on the document that is yet to be
    made, empty for a reply to `answers` that is.
    """

    key: str | None
    note: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a thread: with who wrote what follows, or with words of it."""

    text: str
    who: bool = False


def draft(row: AnnotationRow | None, thread: AnnotationRow | None, *, fresh: bool = False) -> Draft:
    """Where a person writes who is at `row`, which is in `thread`, its first row with all replies.

    In one's own note or reply. At somebody else's in one's own reply, as long as nobody has
    answered that; else, and if it shall be `fresh`, in a new one.
    """
    if row is None or thread is None:
        return Draft(None)
    if row.own and not fresh:
        return Draft(row.key, row.placed.annotation.note)
    last = thread.replies[-1] if thread.replies else None
    if last and last.own and not last.resolved and not fresh:
        return Draft(last.key, last.placed.annotation.note)
    return Draft("", answers=thread.key)


def note_in(thread: AnnotationRow | None, key: str | None) -> str | None:
    """The note of an annotation in a thread; None if it is not there."""
    rows = (thread, *thread.replies) if thread else ()
    return next((row.placed.annotation.note for row in rows if row.key == key), None)


def is_shared(thread: AnnotationRow | None) -> bool:
    """Whether others have a part in it."""
    return thread is not None and (bool(thread.replies) or not thread.own)


def when(row: AnnotationRow) -> str:
    """When a note was begun, to the minute, in UTC."""
    return row.placed.annotation.created[:16].replace("T", " ")


def lines(thread: AnnotationRow | None, written: str | None, width: int, room: int) -> list[Line]:
    """A thread in `room` lines of `width` cells: its note and its replies that are not resolved.

    What is being `written` is left out. Where there is not room for all, each note has one line,
    and the earliest are only counted.
    """
    rows = (thread, *thread.replies) if thread else ()
    told = [
        row
        for row in rows
        if row.key != written and row.placed.annotation.note.strip() and not row.resolved
    ]
    if not told or room < 1:
        return []
    whole = [line for row in told for line in _whole(row, width)]
    if len(whole) <= room:
        return whole
    short = [
        Line(sanitize_label(f"{_who(row)}: {row.placed.annotation.note}", width)) for row in told
    ]
    if len(short) <= room:
        return short
    left_out = len(short) - room + 1
    return [Line(f"… {count_noun(left_out, 'note')} more in the list", who=True), *short[left_out:]]


def _whole(row: AnnotationRow, width: int) -> list[Line]:
    found = [Line(sanitize_label(_who(row), width), who=True)]
    for paragraph in row.placed.annotation.note[:_LONGEST].strip("\n").split("\n"):
        shown, start = sanitize(paragraph), 0
        for end in wrap_paragraph(shown, width, width):
            found.append(Line(shown[start:end].rstrip()))
            start = end
    return found


def _who(row: AnnotationRow) -> str:
    return f"{row.creator or 'somebody'} · {when(row)}"
