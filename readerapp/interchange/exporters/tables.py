"""Tables of a codebook: who says what, and which tags and documents go together.

Each table counts annotations; a reply is none. A tag is counted as it is written, so one below
another (`rent/high`) has a row of its own. Annotations without a speaker are in the row
`(no speaker)`. The tables are the same in CSV, XLSX and ODT.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters.formats import TABLES

Contents = Sequence[tuple[ExportSource, Sequence[AnnotationView]]]
"""Documents with their annotations."""

Cell = str | int

NO_SPEAKER = "(no speaker)"
_MOST_TAGS = 1_000
"""Tags of a table of pairs: a million cells. More are no codebook that a person keeps."""
_MOST_COLUMNS = 16_000
"""Columns of a table: spreadsheets take 16,384."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, its column headings and its rows.

    Attributes:
        name: one of TABLES.
        title: its title for people.
        columns: the headings.
        rows: the rows, the first cell of each names it.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def make_table(name: str, contents: Contents) -> Table:
    """Return one of TABLES.

    Raises:
        ReaderError: there are more tags or documents than a table can have.
    """
    title, make = _TABLES[name]
    columns, rows = make(contents)
    if len(columns) > _MOST_COLUMNS:
        raise ReaderError(f"The table {name} has {len(columns)} columns; choose fewer documents.")
    return Table(name, title, columns, rows)


def make_tables(contents: Contents) -> list[Table]:
    """Return all tables that have a row.

    Raises:
        ReaderError: as `make_table`.
    """
    made = (make_table(name, contents) for name in TABLES)
    return [table for table in made if table.rows]


def _codebook(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    counts = Counter(tag for tag, _ in _pair_with_tags(contents))
    documents: Counter[str] = Counter()
    for _, views in contents:
        documents.update({tag for view in views for tag in view.annotation.tags})
    definitions: dict[str, str] = {}
    for source, _ in contents:
        definitions |= source.definitions
    listed = _sort_names({*counts, *(tag for tag in definitions if definitions[tag])})
    rows: list[list[Cell]] = [
        [tag, definitions.get(tag, ""), counts[tag], documents[tag]] for tag in listed
    ]
    return ["tag", "definition", "annotations", "documents"], rows


def _speaker_tag(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    pairs = ((view.speaker or NO_SPEAKER, tag) for tag, view in _pair_with_tags(contents))
    return _cross("speaker", Counter(pairs))


def _tag_document(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    labels = _document_labels(contents)
    pairs: Counter[tuple[str, str]] = Counter()
    for label, (_, views) in zip(labels, contents, strict=True):
        pairs.update((tag, label) for view in views for tag in view.annotation.tags)
    return _cross("tag", pairs, columns=labels)


def _speaker_document(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    labels = _document_labels(contents)
    pairs: Counter[tuple[str, str]] = Counter()
    for label, (_, views) in zip(labels, contents, strict=True):
        marked = (view for view in views if view.target)
        pairs.update((view.speaker or NO_SPEAKER, label) for view in marked)
    return _cross("speaker", pairs, columns=labels)


def _tag_tag(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    """Count the annotations that have both tags; in the diagonal those that have the tag."""
    tags = _tags_of_pairs(contents)
    pairs: Counter[tuple[str, str]] = Counter()
    for _, views in contents:
        for _, own in _with_tags(views):
            _count_pairs(pairs, own)
    return _cross("tag", pairs, columns=tags, rows=tags)


def _tag_overlap(contents: Contents) -> tuple[list[str], list[list[Cell]]]:
    """Count the pairs of passages with one tag each that overlap; an annotation with both is one.

    The passages are gone through from the first to the last, with a count of the tags of those that
    have not ended: so not each passage is compared with each other one.
    """
    tags = _tags_of_pairs(contents)
    pairs: Counter[tuple[str, str]] = Counter()
    earlier: dict[str, Counter[str]] = {tag: Counter() for tag in tags}
    for _, views in contents:
        placed = []
        for view, own in _with_tags(views):
            _count_pairs(pairs, own)
            if view.has_range:  # one that is not in the text overlaps nothing else
                placed.append((view.start, view.end, own))
        placed.sort(key=lambda passage: passage[0])
        open_tags: dict[str, int] = {}
        ends: list[tuple[int, int]] = []  # and the index of the passage
        for number, (start, end, own) in enumerate(placed):
            while ends and ends[0][0] <= start:
                for tag in placed[heappop(ends)[1]][2]:
                    open_tags[tag] -= 1
                    if not open_tags[tag]:
                        del open_tags[tag]
            for tag in own:
                counts = earlier[tag]
                for other, count in open_tags.items():
                    counts[other] += count
            for tag in own:
                open_tags[tag] = open_tags.get(tag, 0) + 1
            heappush(ends, (end, number))
    for tag, counts in earlier.items():
        for other, count in counts.items():
            if tag != other:
                pairs[tag, other] += count
                pairs[other, tag] += count
    return _cross("tag", pairs, columns=tags, rows=tags)


def _count_pairs(pairs: Counter[tuple[str, str]], own: Sequence[str]) -> None:
    """Count each pair of the tags of one annotation, both ways, and each tag with itself."""
    for tag in own:
        for other in own:
            pairs[tag, other] += 1


def _with_tags(
    views: Iterable[AnnotationView],
) -> Iterable[tuple[AnnotationView, Sequence[str]]]:
    """Yield the annotations that have tags, each with them."""
    for view in views:
        if own := list(dict.fromkeys(view.annotation.tags)):
            yield view, own


_Grid = tuple[list[str], list[list[Cell]]]

# In the order of TABLES.
_TABLES: dict[str, tuple[str, Callable[[Contents], _Grid]]] = {
    "codebook": ("Codebook", _codebook),
    "speaker-tag": ("Speakers and tags", _speaker_tag),
    "tag-document": ("Tags and documents", _tag_document),
    "speaker-document": ("Speakers and documents", _speaker_document),
    "tag-tag": ("Tags of one annotation", _tag_tag),
    "tag-overlap": ("Tags of overlapping passages", _tag_overlap),
}


def _pair_with_tags(contents: Contents) -> Iterable[tuple[str, AnnotationView]]:
    """Yield each tag of each annotation."""
    return (
        (tag, view)
        for _, views in contents
        for view in views
        for tag in dict.fromkeys(view.annotation.tags)
    )


def _tags_of_pairs(contents: Contents) -> list[str]:
    tags = _sort_names({tag for tag, _ in _pair_with_tags(contents)})
    if len(tags) > _MOST_TAGS:
        raise ReaderError(
            f"{len(tags)} tags have too many pairs for a table; choose some with --tag."
        )
    return tags


def _cross(
    what: str,
    counts: Counter[tuple[str, str]],
    *,
    columns: Sequence[str] | None = None,
    rows: Sequence[str] | None = None,
) -> _Grid:
    """Return a table of counts; rows and columns in alphabetical order if they are not given."""
    across = columns if columns is not None else _sort_names({column for _, column in counts})
    down = rows if rows is not None else _sort_names({row for row, _ in counts})
    return [what, *across], [[row, *(counts[row, column] for column in across)] for row in down]


def _document_labels(contents: Contents) -> list[str]:
    """Return the titles of the documents; several of one title have digits of their ids."""
    titles = Counter(source.label for source, _ in contents)
    return [
        source.label if titles[source.label] == 1 else f"{source.label} ({source.id[:8]})"
        for source, _ in contents
    ]


def _sort_names(names: Iterable[str]) -> list[str]:
    """Return names in alphabetical order, that of what has no name last."""
    return sorted(names, key=lambda name: (name == NO_SPEAKER, name.casefold(), name))
