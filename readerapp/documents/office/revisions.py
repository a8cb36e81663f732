"""Tracked changes of office documents: the text is the accepted one, and the changes are named.

Each insertion is an underlined annotation of its author, each deletion is one at its place, with
the deleted words in its note. Changes of the format are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from readerapp.documents.builder import InlineWriter
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.text.phrases import count_noun

DELETION, INSERTION, MOVE = "deletion", "insertion", "move"
_NOTES = {DELETION: "deleted: {}", INSERTION: "inserted", MOVE: "moved here"}


@dataclass(slots=True)
class _Revision:
    """A tracked change.

    Attributes:
        kind: DELETION, INSERTION or MOVE.
        author: who made it.
        created: when, as the file writes it.
        start: the offset at which it begins.
        end: the offset of its end; that of `start` for a deletion.
        words: the words of a deletion.
    """

    kind: str
    author: str
    created: str
    start: int
    end: int
    words: str = ""


class Revisions:
    """A collector of the tracked changes of a document, while its text is written."""

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._revisions: list[_Revision] = []

    @contextmanager
    def insertion(self, author: str, created: str, kind: str = INSERTION) -> Iterator[None]:
        """Write inserted words inside the `with` block; one after another is one insertion."""
        place = self._prose.begin("")
        yield
        start, end = self._prose.end(place)
        self.insert(author, created, start, end, kind)

    def insert(
        self, author: str, created: str, start: int, end: int, kind: str = INSERTION
    ) -> None:
        """Take inserted words, which have been written, by their offsets."""
        if start < end:
            self._add(_Revision(kind, author, created, start, end))

    def delete(self, words: str, author: str, created: str) -> None:
        """Take deleted words, which are not written."""
        if words.strip():
            at = self._prose.out.at
            self._add(_Revision(DELETION, author, created, at, at, words))

    def annotate(self) -> None:
        """Give the document an annotation for each change, and say how many there are."""
        counts = Counter(each.kind for each in self._revisions)
        if not counts:
            return
        for each in self._revisions:
            self._prose.out.annotate(
                EmbeddedAnnotation(
                    each.start,
                    each.end,
                    "strike" if each.kind == DELETION else "underline",
                    each.author,
                    each.created,
                    _NOTES[each.kind].format(" ".join(each.words.split())),
                )
            )
        named = [count_noun(counts[kind], kind) for kind in _NOTES if counts[kind]]
        listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
        verb = "is" if counts.total() == 1 else "are"
        total = count_noun(counts.total(), "change")
        sentence = f"{total} {verb} tracked ({listed}; the text shows the accepted version)"
        self._prose.out.omit(sentence, words=counts[DELETION] > 0)

    def _add(self, revision: _Revision) -> None:
        """Add a change, or extend the one right before by the same person."""
        last = self._revisions[-1] if self._revisions else None
        if (
            last is not None
            and (last.kind, last.author) == (revision.kind, revision.author)
            and 0 <= revision.start - last.end <= 1
        ):
            last.end, last.words = revision.end, last.words + revision.words
        else:
            self._revisions.append(revision)
