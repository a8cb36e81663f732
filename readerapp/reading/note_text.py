"""Text of the notes panel: the note that the editor edits, and the lines of a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.text.line_layout import wrap_paragraph
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize, sanitize_label

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView

_MAX_LENGTH = 2_000
"""The maximum number of code points of a note in a thread: more than any panel has room for."""


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """The target of the note editor.

    Attributes:
        key: The id of the annotation whose note is edited; None to create a note on the document;
            "" to create a reply.
        note: The current text of the note.
        thread_id: The id of the annotation that a new reply answers.
        read_only: Whether nothing can be written here: the annotation belongs to the file.
    """

    key: str | None
    note: str = ""
    thread_id: str = ""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A line of a thread: author and time of a note (`is_byline` is True), or words of a note."""

    text: str
    is_byline: bool = False


def choose_draft(
    row: AnnotationView | None, thread: AnnotationView | None, *, fresh: bool = False
) -> NoteDraft:
    """Choose what the note editor edits.

    It is the person's own note or reply at `row`, or the note that a program has proposed: nobody
    else's words are changed there. At a row of somebody else it is the person's own
    last reply, if nobody has answered or resolved it; otherwise a new reply.

    Args:
        row: The current row.
        thread: The first row of its thread, with all replies.
        fresh: True to always write a new reply.
    """
    if row is None or thread is None:
        return NoteDraft(None)
    if thread.is_embedded:
        return NoteDraft("", thread_id=thread.key, read_only=True)
    if (row.is_own or row.annotation.proposed) and not fresh:
        return NoteDraft(row.key, row.annotation.note)
    last = thread.replies[-1] if thread.replies else None
    if last and last.is_own and not last.is_resolved and not fresh:
        return NoteDraft(last.key, last.annotation.note)
    return NoteDraft("", thread_id=thread.key)


def find_note(thread: AnnotationView | None, key: str | None) -> str | None:
    """Return the note of an annotation in a thread; None if it is not there."""
    rows = (thread, *thread.replies) if thread else ()
    return next((row.annotation.note for row in rows if row.key == key), None)


def is_shared(thread: AnnotationView | None) -> bool:
    """Return True if other annotators take part in the thread."""
    return thread is not None and (bool(thread.replies) or not thread.is_own)


def format_creation_time(row: AnnotationView) -> str:
    """Return the time when a note was created, to the minute, in UTC."""
    return row.annotation.created[:16].replace("T", " ")


def format_thread(
    thread: AnnotationView | None, edited_key: str | None, width: int, max_lines: int
) -> list[ThreadLine]:
    """Format a thread: its note and its unresolved replies; all if its first note is resolved.

    If there is not enough room, each note gets one line, and the oldest notes are only counted.

    Args:
        thread: The first row of the thread, with all replies.
        edited_key: The id of the annotation that is being edited; it is left out.
        width: The width in cells.
        max_lines: The maximum number of lines.
    """
    rows = (thread, *thread.replies) if thread else ()
    shows_resolved = thread is not None and thread.is_resolved
    rows_to_show = [
        row
        for row in rows
        if row.key != edited_key
        and row.annotation.note.strip()
        and (shows_resolved or not row.is_resolved)
    ]
    if not rows_to_show or max_lines < 1:
        return []
    full_lines = [line for row in rows_to_show for line in _format_note(row, width)]
    if len(full_lines) <= max_lines:
        return full_lines
    short_lines = [
        ThreadLine(sanitize_label(f"{_byline(row)}: {row.annotation.note}", width))
        for row in rows_to_show
    ]
    if len(short_lines) <= max_lines:
        return short_lines
    left_out = len(short_lines) - max_lines + 1
    return [
        ThreadLine(f"… {count_noun(left_out, 'note')} more in the list", is_byline=True),
        *short_lines[left_out:],
    ]


def _format_note(row: AnnotationView, width: int) -> list[ThreadLine]:
    """Format a note in full: one line with author and time, then its wrapped text."""
    lines = [ThreadLine(sanitize_label(_byline(row), width), is_byline=True)]
    for paragraph in row.annotation.note[:_MAX_LENGTH].strip("\n").split("\n"):
        shown, start = sanitize(paragraph), 0
        for end in wrap_paragraph(shown, width, width):
            lines.append(ThreadLine(shown[start:end].rstrip()))
            start = end
    return lines


def _byline(row: AnnotationView) -> str:
    parts = (row.creator or "somebody", format_creation_time(row))
    return " · ".join(filter(None, (*parts, "resolved" if row.is_resolved else "")))
