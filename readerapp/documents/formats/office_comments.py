"""The comments that DOCX, ODT and RTF documents carry: their ranges, authors, dates and threads."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace

from readerapp.documents.builder import InlineWriter
from readerapp.documents.document import EmbeddedAnnotation

_PASSES = 20
"""Passes in which replies wait for a comment further on; files have what is answered first."""
_fraction = re.compile(r"(?<=:\d\d)\.\d+").sub


@dataclass(slots=True)
class _Range:
    """What a comment is about.

    Attributes:
        anchor: the anchor of the words that follow its beginning.
        place: the offset after the words before it; -1 if no words of its block are before it.
        end: the offset of its end; -1 if it is about a place only.
    """

    anchor: str
    place: int
    end: int = -1


class Comments:
    """A collector of the comments of a document, while its text is written.

    A comment is identified by a key, such as its id in the file. Its range and what it says may
    come in any order.
    """

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._ranges: dict[Hashable, _Range] = {}
        self._comments: list[tuple[Hashable, Hashable, EmbeddedAnnotation]] = []

    def begin(self, key: Hashable) -> None:
        """Begin the range of a comment at the next words.

        Without an end the comment is about this place only.
        """
        if key not in self._ranges:
            anchor = f"comment {len(self._ranges)}"
            self._prose.anchor(anchor)
            self._ranges[key] = _Range(anchor, self._prose.out.at if self._prose.open else -1)

    def end(self, key: Hashable) -> None:
        """End the range of a comment after the last words."""
        if key in self._ranges:
            self._ranges[key].end = self._prose.out.at

    def add(
        self,
        key: Hashable,
        note: str,
        *,
        author: str = "",
        created: str = "",
        reply_to: Hashable = None,
        resolved: bool = False,
    ) -> None:
        """Add what a comment says.

        Args:
            key: the key of its range.
            note: its words.
            author: who made it.
            created: when it was made, as the file writes it.
            reply_to: the key of the comment that it answers; None if it begins a thread.
            resolved: whether the file says that the matter is settled.
        """
        comment = EmbeddedAnnotation(
            0, 0, "comment", author, _fraction("", created), note, None, resolved
        )
        self._comments.append((key, reply_to, comment))

    def annotate(self) -> None:
        """Give the document its comments, once the text has been written and closed.

        A reply comes after what it answers; one that answers nothing known begins a thread.
        """
        indices: dict[Hashable, int] = {}
        waiting, keys, passes = self._comments, {key for key, _, _ in self._comments}, 0
        while waiting:
            late, passes = [], passes + 1
            for key, parent, comment in waiting:
                if parent in keys and parent not in indices:
                    late.append((key, parent, comment))
                    continue
                start, end = self._offsets(key)
                answered = indices.get(parent)
                placed = replace(comment, start=start, end=end, reply_to=answered)
                indices[key] = self._prose.out.annotate(placed)
            if len(late) == len(waiting) or passes == _PASSES:  # they answer each other in a circle
                keys = set()
            waiting = late

    def _offsets(self, key: Hashable) -> tuple[int, int]:
        """Return the range of a comment; that of one without a place is the end of the text."""
        end = self._prose.out.at
        place = self._ranges.get(key, _Range("", end))
        if place.end < 0 <= place.place:
            return place.place, place.place
        start = self._prose.offsets.get(place.anchor, end)
        return start, max(start, place.end)
