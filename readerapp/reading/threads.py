"""Comment threads: the lines to show, and where a new note or reply is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.text.line_layout import wrap_paragraph
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize, sanitize_label

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView

_LONGEST = 2_000
"""The maximum number of code points of a note in a thread: more than any panel has room for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The target of the note editor.

    Attributes:
        key: The id of the annotation whose note is edited; None to create a note on the document;
            "" to create a reply.
        note: The current text of the note.
        answers: The id of the thread that a new reply belongs to.
    """

    key: str | None
    note: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a thread: the author and time of a note (`who` is True), or words of a note."""

    text: str
    who: bool = False


def draft(
    row: AnnotationView | None, thread: AnnotationView | None, *, fresh: bool = False
) -> Draft:
    """Choose what the note editor edits.

    It is the person's own note or reply at `row`. At a row of somebody else it is the person's own
    last reply, if nobody has answered or resolved it; otherwise a new reply.

    Args:
        row: The current row.
        thread: The first row of its thread, with all replies.
        fresh: True to always write a new reply.
    """
    if row is None or thread is None:
        return Draft(None)
    if row.is_own and not fresh:
        return Draft(row.key, row.annotation.note)
    last = thread.replies[-1] if thread.replies else None
    if last and last.is_own and not last.is_resolved and not fresh:
        return Draft(last.key, last.annotation.note)
    return Draft("", answers=thread.key)


def note_in(thread: AnnotationView | None, key: str | None) -> str | None:
    """Return the note of an annotation in a thread; None if it is not there."""
    rows = (thread, *thread.replies) if thread else ()
    return next((row.annotation.note for row in rows if row.key == key), None)


def is_shared(thread: AnnotationView | None) -> bool:
    """Return True if other annotators take part in the thread."""
    return thread is not None and (bool(thread.replies) or not thread.is_own)


def when(row: AnnotationView) -> str:
    """Return the time when a note was created, to the minute, in UTC."""
    return row.annotation.created[:16].replace("T", " ")


def lines(thread: AnnotationView | None, written: str | None, width: int, room: int) -> list[Line]:
    """Format a thread: its note and its unresolved replies.

    If there is not enough room, each note gets one line, and the oldest notes are only counted.

    Args:
        thread: The first row of the thread, with all replies.
        written: The id of the annotation that is being edited; it is left out.
        width: The width in cells.
        room: The maximum number of lines.
    """
    rows = (thread, *thread.replies) if thread else ()
    told = [
        row
        for row in rows
        if row.key != written and row.annotation.note.strip() and not row.is_resolved
    ]
    if not told or room < 1:
        return []
    whole = [line for row in told for line in _whole(row, width)]
    if len(whole) <= room:
        return whole
    short = [Line(sanitize_label(f"{_who(row)}: {row.annotation.note}", width)) for row in told]
    if len(short) <= room:
        return short
    left_out = len(short) - room + 1
    return [Line(f"… {count_noun(left_out, 'note')} more in the list", who=True), *short[left_out:]]


def _whole(row: AnnotationView, width: int) -> list[Line]:
    """Format a note in full: one line with author and time, then its wrapped text."""
    found = [Line(sanitize_label(_who(row), width), who=True)]
    for paragraph in row.annotation.note[:_LONGEST].strip("\n").split("\n"):
        shown, start = sanitize(paragraph), 0
        for end in wrap_paragraph(shown, width, width):
            found.append(Line(shown[start:end].rstrip()))
            start = end
    return found


def _who(row: AnnotationView) -> str:
    return f"{row.creator or 'somebody'} · {when(row)}"
