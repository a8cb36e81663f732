"""Which annotations are listed, and in what order: one filter language for screen and commands.

A filter is words and `name:value` pairs, all of which must hold: ``rent speaker:Ortega
tag:key colour:red by:ana is:orphaned``. A value with spaces stands in quotation marks.

From what is marked in a document to rows.
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
    """An annotation with the names that go with it, ready to be listed.

    `own` says that the person at the keyboard made it; `document` is None where it is not open,
    and `cited` then says how a person cites the place. A reply stands where its thread does, has
    its speaker, and names its first row in `thread`; that has the others' rows in `replies`, by
    time. What takes a while is found out when somebody asks.
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
        """The annotation's id."""
        return self.placed.annotation.id

    @cached_property
    def locator(self) -> str:
        """How a person cites the place, as "¶12"; empty if it stands nowhere."""
        shown = self.document is not None and self.placed.shown
        return self.document.locator(self.placed.start) if self.document and shown else self.cited

    @cached_property
    def words(self) -> str:
        """What a filter's words are looked for in, as `plain` has it."""
        passage = self.passage
        exact = passage.target.exact if passage.target else ""
        note = self.placed.annotation.note
        return fold_for_search(" ".join((exact, note, self.speaker, *passage.tags)))

    @property
    def first(self) -> AnnotationRow:
        """The row that the thread began with; this one if it is no reply."""
        return self.thread or self

    @property
    def passage(self) -> Annotation:
        """The annotation that has colour, tags and words: of a reply that of its thread."""
        return self.first.placed.annotation

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts by place, replies behind what they answer; no two rows have the same."""
        first = self.thread
        if first is None:
            return self.placed.order, self.key, "", ""
        return first.placed.order, first.key, self.placed.annotation.created, self.key

    @property
    def resolved(self) -> bool:
        """True for a reply that somebody has settled."""
        return self.thread is not None and bool(self.placed.annotation.resolved)

    @property
    def entry(self) -> ExportEntry:
        """The row as it leaves the reader."""
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
    """What a row must have; every part that is empty lets all pass. Capitals do not matter.

    All `words` and all tags must be there, and one of the speakers, colours, makers and states.
    A reply has its own words and maker, and all else of what it answers.
    A speaker or maker is meant by any part of the name; ``-`` is nobody.
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
        """True if `row` has all that is asked for."""
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
        """The filter with these parts, as a person types them.

        Raises:
            ReaderError: there is no such colour or state.
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
    """The filter that `query` describes.

    Raises:
        ReaderError: there is no such colour or state; the sentence says which there are.
    """
    import shlex

    try:
        parts = shlex.split(query)
    except ValueError:  # a quotation mark that is not closed yet, while somebody types
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
    """The rows by place, by time (the newest first) or by speaker (nobody last)."""
    return sorted(rows, key=sort_key(order))


def sort_key(order: Order) -> Callable[[AnnotationRow], tuple[Any, ...]]:
    """The key by which rows are sorted; no two rows have the same."""
    if order == "speaker":
        return lambda row: (not row.speaker, row.speaker.casefold(), row.order)
    if order == "time":
        return lambda row: (_newest_first(row.passage.created), row.order)
    return lambda row: row.order


def fold_for_search(text: str) -> str:
    """`text` for comparing: one line, no capitals, plain quotation marks and dashes."""
    return " ".join(text.translate(_PLAIN).casefold().split())


_PLAIN = {ord(s): family[0] for family in (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES) for s in family}
_BACKWARDS = {number: 127 - number for number in range(128)}


def _newest_first(time: str) -> str:
    """Sorts as `time` does, the other way round."""
    return time.translate(_BACKWARDS)


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """As `plain`, for tags and names, of which there are few."""
    return fold_for_search(text)


def _names(name: str, wanted: str) -> bool:
    return not name if wanted == "-" else wanted in _name(name)


def row_of(marked: AnnotationSnapshot, placed: AnchoredAnnotation) -> AnnotationRow:
    """An annotation of `marked` with the names that go with it, and with its replies."""
    replies = marked.threads.replies(placed.key)
    first = _row(marked, placed)
    return threaded(first, [_row(marked, replace(placed, annotation=one)) for one in replies])


def rows_of(marked: AnnotationSnapshot) -> list[AnnotationRow]:
    """All that is marked, by place; replies behind what they answer."""
    return sort_rows(flat(row_of(marked, placed) for placed in marked.placed.values()))


def threaded(first: AnnotationRow, replies: Sequence[AnnotationRow]) -> AnnotationRow:
    """A row with those that answer it, which are given by time."""
    answers = [replace(row, thread=first, speaker=first.speaker) for row in replies]
    return replace(first, replies=tuple(answers)) if answers else first


def flat(rows: Iterable[AnnotationRow]) -> Iterator[AnnotationRow]:
    """Each row, and its replies behind it."""
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
