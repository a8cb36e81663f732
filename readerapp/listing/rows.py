"""From what is marked in a document to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readerapp.listing.filters import Row, arrange
from readerapp.session.marked import Marked
from readerapp.session.placing import Placed


def row_of(marked: Marked, placed: Placed) -> Row:
    """An annotation of `marked` with the names that go with it, and with its replies."""
    replies = marked.threads.replies(placed.key)
    first = _row(marked, placed)
    return threaded(first, [_row(marked, replace(placed, annotation=one)) for one in replies])


def rows_of(marked: Marked) -> list[Row]:
    """All that is marked, by place; replies behind what they answer."""
    return arrange(flat(row_of(marked, placed) for placed in marked.placed.values()))


def threaded(first: Row, replies: Sequence[Row]) -> Row:
    """A row with those that answer it, which are given by time."""
    answers = [replace(row, thread=first, speaker=first.speaker) for row in replies]
    return replace(first, replies=tuple(answers)) if answers else first


def flat(rows: Iterable[Row]) -> Iterator[Row]:
    """Each row, and its replies behind it."""
    for row in rows:
        yield row
        yield from row.replies


def _row(marked: Marked, placed: Placed) -> Row:
    annotation = placed.annotation
    return Row(
        placed,
        speaker=marked.speaker_name(annotation),
        creator=marked.creator_name(annotation),
        own=marked.is_own(annotation),
        document=marked.document,
    )
