"""Search over all known documents: over their annotations, and on demand over their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from readerapp import documents
from readerapp.catalog import collection
from readerapp.catalog.collection import DocumentListing
from readerapp.catalog.known_documents import list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.listing.filters import AnnotationRow, parse_filter
from readerapp.text.search import find_all_matches
from readerapp.workspace import AppContext

MOST = 100
"""Hits in one text; to see more, the user opens the document."""

_BEFORE, _BEHIND = 10, 70
"""Code points shown before and after a hit in a text; few before it, for narrow columns."""

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A hit of the search, and where it is.

    Attributes:
        title: the title of the document.
        path: the file of the document; None if it is not available.
        goal: the id of the annotation, or the offset in the text.
        words: the highlighted words, or the note without them; in a text, the words around the hit.
        locator: how the place is cited, or else the state of the annotation.
        about: the speaker and the note of an annotation with highlighted words.
    """

    title: str
    path: Path | None
    goal: str | int
    words: str
    locator: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """The hits in one more document.

    Attributes:
        hits: the hits in this document.
        done: documents searched so far.
        problem: why the document could not be searched; empty if it was.
    """

    hits: list[SearchHit]
    done: int
    problem: str = ""


def search_annotations(context: AppContext, query: str, stop: Stop) -> Iterator[SearchProgress]:
    """Yield the annotations that match the filter `query`, document by document.

    The search ends when `stop` returns true.

    Raises:
        ReaderError: there is no such colour or state, or the store cannot be read.
    """
    wanted = parse_filter(query)
    for number, shelved in enumerate(collection.list_all_documents(context), 1):
        if stop():
            return
        rows = (row for row in shelved.rows if wanted.matches(row))
        yield SearchProgress([_marked(shelved, row) for row in rows], number, shelved.problem)


def search_texts(context: AppContext, words: str, stop: Stop) -> Iterator[SearchProgress]:
    """Yield where the words occur in the texts, document by document, the one read last first.

    The search ends when `stop` returns true.

    Raises:
        ReaderError: the store cannot be read.
    """
    number = 0
    for one in list_known_documents(context):
        path = one.path
        if path is None:
            continue
        number += 1
        try:
            document = documents.open(str(path), progress=_ended_by(stop))
            hits = list(_found(document, one.title, path, words, stop))
        except ReaderError:  # the file is no longer a text, or the search was stopped
            hits = []
        if stop():
            return
        yield SearchProgress(hits, number)


def _marked(shelved: DocumentListing, row: AnnotationRow) -> SearchHit:
    """Make a hit of an annotation."""
    annotation, path = row.placed.annotation, Path(shelved.source.name)
    words = annotation.target.exact if annotation.target else ""
    about = " · ".join(part for part in (row.speaker, annotation.note) if part)
    return SearchHit(
        shelved.source.label,
        path if path.is_file() else None,
        row.key,
        words or annotation.note,
        row.locator or row.placed.state,
        about if words else "",
    )


def _found(
    document: Document, title: str, path: Path, words: str, stop: Stop
) -> Iterator[SearchHit]:
    """Yield the hits in one text, up to `MOST`."""
    text = document.text
    for number, match in enumerate(find_all_matches(text, words, stop=stop)):
        if number == MOST:
            return
        low, high = max(0, match.start - _BEFORE), min(len(text), match.end + _BEHIND)
        shown = f"…{text.slice(low, high)}…"
        yield SearchHit(title, path, match.start, shown, document.locator(match.start))


def _ended_by(stop: Stop) -> Callable[..., None]:
    """Return a progress callback that ends the work when `stop` returns true."""

    def check(*_: object) -> None:
        if stop():
            raise ReaderError("The search was ended.")

    return check
