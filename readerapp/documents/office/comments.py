"""The comments that DOCX, ODT and RTF documents carry: their ranges, authors, dates and threads."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace

from readerapp.documents.builder import InlineWriter, OpenStyle
from readerapp.documents.document import EmbeddedAnnotation

_PASSES = 20
"""Passes in which replies wait for a comment further on; files have what is answered first."""
_fraction = re.compile(r"(?<=:\d\d)\.\d+").sub


@dataclass(slots=True)
class _Range:
    """What a comment is about.

    Attributes:
        words: the range that is open, or was not ended.
        place: the offset after the words before it; -1 if no words of its block are before it.
        ended: the range once it has been ended.
    """

    words: OpenStyle
    place: int
    ended: tuple[int, int] | None = None


class Comments:
    """A collector of the comments of a document, while its text is written.

    A comment is identified by a key, such as its id in the file. Its range and what it says may
    come in any order.

    Attributes:
        indices: the index in `Document.embedded` of each comment, by its key; known once the
            comments have been given to the document.
    """

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._ranges: dict[Hashable, _Range] = {}
        self._comments: list[tuple[Hashable, Hashable, EmbeddedAnnotation]] = []
        self.indices: dict[Hashable, int] = {}

    def begin(self, key: Hashable) -> None:
        """Begin the range of a comment at the next words.

        Without an end the comment is about this place only.
        """
        if key not in self._ranges:
            place = self._prose.out.at if self._prose.open else -1
            self._ranges[key] = _Range(self._prose.begin(""), place)

    def end(self, key: Hashable) -> None:
        """End the range of a comment after the last words."""
        if key in self._ranges and self._ranges[key].ended is None:
            self._ranges[key].ended = self._prose.end(self._ranges[key].words)

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
        indices = self.indices
        waiting, keys, passes = self._comments, {key for key, _, _ in self._comments}, 0
        while waiting:
            late, passes = [], passes + 1
            for key, parent, comment in waiting:
                if parent in keys and parent not in indices:
                    late.append((key, parent, comment))
                    continue
                answered = indices.get(parent)
                own = key in self._ranges or answered is None
                start, end = self._offsets(key if own else parent)
                placed = replace(comment, start=start, end=end, reply_to=answered)
                indices[key] = self._prose.out.annotate(placed)
            if len(late) == len(waiting) or passes == _PASSES:  # they answer each other in a circle
                keys = set()
            waiting = late

    def _offsets(self, key: Hashable) -> tuple[int, int]:
        """Return the range of a comment; that of one without a place is the end of the text."""
        end = self._prose.out.at
        known = self._ranges.get(key)
        if known is None:
            return end, end
        if known.ended is not None:
            return known.ended
        place = known.place if known.place >= 0 else known.words.start
        return (place, place) if place >= 0 else (end, end)
