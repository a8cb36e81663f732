"""From what is marked in a document to rows."""

from __future__ import annotations

from readerapp.listing.filters import Row, arrange
from readerapp.session.marked import Marked
from readerapp.session.placing import Placed


def row_of(marked: Marked, placed: Placed) -> Row:
    """An annotation of `marked` with the names that go with it."""
    annotation = placed.annotation
    return Row(
        placed,
        speaker=marked.speaker_name(annotation),
        creator=marked.creator_name(annotation),
        own=annotation.creator == marked.annotator.id,
        document=marked.document,
    )


def rows_of(marked: Marked) -> list[Row]:
    """All that is marked, by place."""
    return arrange(row_of(marked, placed) for placed in marked.placed.values())
