"""Annotation rows: how they are built from a snapshot, filtered and sorted.

The panes and the commands use the same filter language. A filter is words and `name:value`
pairs, all of which must match: ``rent speaker:Ortega tag:key colour:red by:ana is:orphaned``.
A value with spaces needs quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES
from readerapp.text.phrases import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.core.model import Annotation
    from readerapp.documents import Document
    from readerapp.interchange.entry import ExportEntry


Order = Literal["place", "time", "speaker"]
ORDERS: tuple[Order, ...] = ("place", "time", "speaker")


@dataclass(frozen=True)
class AnnotationRow:
    """An annotation with its names (speaker, creator, locator), ready to be listed.

    A reply has the position and the speaker of its thread. Expensive properties are computed on
    demand.

    Attributes:
        placed: The annotation and its range in the text.
        speaker: The name of the speaker; "" if there is none.
        creator: The name of the annotator who made it.
        own: True if the current annotator made it.
        document: The document; None if it is not open.
        cited: The locator to use if the document is not open.
        thread: The first row of the thread; None for a row that is not a reply.
        replies: The replies to this row, by time; empty for a reply.
    """

    placed: AnchoredAnnotation
    speaker: str = ""
    creator: str = ""
    own: bool = True
    document: Document | None = field(default=None, compare=False, repr=False)
    cited: str = ""
    thread: AnnotationRow | None = None
    replies: tuple[AnnotationRow, ...] = ()

    @property
    def key(self) -> str:
        """Return the id of the annotation."""
        return self.placed.annotation.id

    @cached_property
    def locator(self) -> str:
        """Return the locator for citations, such as "¶12"; "" if the annotation has no range."""
        shown = self.document is not None and self.placed.shown
        return self.document.locator(self.placed.start) if self.document and shown else self.cited

    @cached_property
    def words(self) -> str:
        """Return the text that the words of a filter are searched in, folded for search."""
        passage = self.passage
        exact = passage.target.exact if passage.target else ""
        note = self.placed.annotation.note
        return fold_for_search(" ".join((exact, note, self.speaker, *passage.tags)))

    @property
    def first(self) -> AnnotationRow:
        """Return the first row of the thread; this row if it is not a reply."""
        return self.thread or self

    @property
    def passage(self) -> Annotation:
        """Return the annotation with colour, tags and quotation; a reply has its thread's."""
        return self.first.placed.annotation

    @property
    def order(self) -> tuple[Any, ...]:
        """Return the unique sort key by position, with replies after the row that they answer."""
        first = self.thread
        if first is None:
            return self.placed.order, self.key, "", ""
        return first.placed.order, first.key, self.placed.annotation.created, self.key

    @property
    def resolved(self) -> bool:
        """Return True for a reply that somebody has resolved."""
        return self.thread is not None and bool(self.placed.annotation.resolved)

    @property
    def entry(self) -> ExportEntry:
        """Return the row as an export entry."""
        from readerapp.interchange.entry import ExportEntry

        placed, annotation, passage = self.placed, self.placed.annotation, self.passage
        if self.thread:
            annotation = replace(annotation, target=passage.target, colour=passage.colour)
        return ExportEntry(
            annotation=annotation,
            start=placed.start,
            end=placed.end,
            state=placed.state,
            speaker=self.speaker,
            creator=self.creator,
            locator=self.locator,
            answers=passage.id if self.thread else "",
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on rows. An empty field matches every row. Case is ignored.

    A row must have all `words` and all tags, and one of the speakers, colours, annotators (`by`)
    and states. A reply is matched by its own words and annotator, and for the rest by its thread.
    A speaker or annotator matches if the name contains the value; ``-`` means that there is none.
    """

    words: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    state: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def matches(self, row: AnnotationRow) -> bool:
        """Return True if `row` satisfies every condition."""
        passage, state = row.passage, row.placed.state
        return (
            (not self.colour or passage.colour in self.colour)
            and (not self.state or state in self.state)
            and (not self.speaker or any(_names(row.speaker, name) for name in self.speaker))
            and (not self.by or any(_names(row.creator, name) for name in self.by))
            and all(any(tag == _name(t) for t in passage.tags) for tag in self.tag)
            and all(word in row.words for word in self.words)
        )

    @classmethod
    def of(cls, **parts: Iterable[str]) -> Filter:
        """Build a filter from parts as a person types them.

        Raises:
            ReaderError: There is no such colour or state.
        """
        found = {
            name: tuple(filter(None, map(fold_for_search, part))) for name, part in parts.items()
        }
        for name, allowed in (("colour", COLOURS), ("state", STATES)):
            for value in found.get(name, ()):
                if value not in allowed:
                    raise ReaderError(f"{value} is no {name}; choose one of {', '.join(allowed)}.")
        return cls(**found)


def parse_filter(query: str) -> Filter:
    """Parse a filter query.

    Raises:
        ReaderError: There is no such colour or state; the message lists the valid ones.
    """
    import shlex

    try:
        parts = shlex.split(query)
    except ValueError:  # a quotation mark that is not closed yet, during typing
        parts = query.replace('"', " ").replace("'", " ").split()
    found: dict[str, list[str]] = {one.name: [] for one in fields(Filter)}
    for one in parts:
        name, colon, value = one.partition(":")
        name = {"is": "state", "color": "colour"}.get(name.casefold(), name.casefold())
        if not colon or name not in found or name == "words":
            found["words"].append(one)
        else:
            found[name].append(value)
    return Filter.of(**found)


def sort_rows(rows: Iterable[AnnotationRow], order: Order = "place") -> list[AnnotationRow]:
    """Sort the rows by position, by time (newest first) or by speaker (no speaker last)."""
    return sorted(rows, key=sort_key(order))


def sort_key(order: Order) -> Callable[[AnnotationRow], tuple[Any, ...]]:
    """Return the sort key of an order; no two rows have equal keys."""
    if order == "speaker":
        return lambda row: (not row.speaker, row.speaker.casefold(), row.order)
    if order == "time":
        return lambda row: (_newest_first(row.passage.created), row.order)
    return lambda row: row.order


def fold_for_search(text: str) -> str:
    """Fold `text` for comparison: one line, case folded, plain quotation marks and dashes.

    >>> fold_for_search("“Rent”—it  ROSE")
    '"rent"-it rose'
    """
    return " ".join(text.translate(_PLAIN).casefold().split())


_PLAIN = {ord(s): family[0] for family in (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES) for s in family}
_BACKWARDS = {number: 127 - number for number in range(128)}


def _newest_first(time: str) -> str:
    """Return a string that sorts in the opposite order of `time`, an ASCII time stamp."""
    return time.translate(_BACKWARDS)


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """Return `fold_for_search(text)`, cached: for tags and names, of which there are few."""
    return fold_for_search(text)


def _names(name: str, wanted: str) -> bool:
    return not name if wanted == "-" else wanted in _name(name)


def row_of(marked: AnnotationSnapshot, placed: AnchoredAnnotation) -> AnnotationRow:
    """Build the row of one annotation of `marked`, with its replies."""
    replies = marked.threads.replies(placed.key)
    first = _row(marked, placed)
    return threaded(first, [_row(marked, replace(placed, annotation=one)) for one in replies])


def rows_of(marked: AnnotationSnapshot) -> list[AnnotationRow]:
    """Build the rows of all annotations by position, with replies after the row they answer."""
    return sort_rows(flat(row_of(marked, placed) for placed in marked.placed.values()))


def threaded(first: AnnotationRow, replies: Sequence[AnnotationRow]) -> AnnotationRow:
    """Return the row `first` with `replies`, which must be sorted by time."""
    answers = [replace(row, thread=first, speaker=first.speaker) for row in replies]
    return replace(first, replies=tuple(answers)) if answers else first


def flat(rows: Iterable[AnnotationRow]) -> Iterator[AnnotationRow]:
    """Generate each row, followed by its replies."""
    for row in rows:
        yield row
        yield from row.replies


def _row(marked: AnnotationSnapshot, placed: AnchoredAnnotation) -> AnnotationRow:
    annotation = placed.annotation
    return AnnotationRow(
        placed,
        speaker=marked.speaker_name(annotation),
        creator=marked.creator_name(annotation),
        own=marked.is_own(annotation),
        document=marked.document,
    )
