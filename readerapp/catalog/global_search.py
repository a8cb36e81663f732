"""Search over all documents of the library: their annotations, and on demand their texts.

What the user has removed from the library is not searched, until it is opened again.
"""

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
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.listing.filter_query import parse_filter
from readerapp.text.search import find_all_matches
from readerapp.workspace import AppContext

MAX_HITS_PER_TEXT = 100
"""Hits in one text; to see more, the user opens the document."""

_BEFORE, _AFTER = 10, 70
"""Code points shown before and after a hit in a text; few before it, for narrow columns."""

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A hit of the search, and where it is.

    Attributes:
        title: the title of the document.
        path: the file of the document; None if it is not available.
        start_at: where to open the document: the id of the annotation, or the offset in the text.
        words: the highlighted words, or the note without them; in a text, the words around the hit.
        locator: how the place is cited, or else the state of the annotation.
        details: the speaker and the note of an annotation with highlighted words.
    """

    title: str
    path: Path | None
    start_at: str | int
    words: str
    locator: str = ""
    details: str = ""


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
        ReaderError: the query is not valid, or the store cannot be read.
    """
    query_filter = parse_filter(query, context.codebook.colour_names())
    listings = collection.list_all_documents(context, include_hidden=False)
    for number, listing in enumerate(listings, 1):
        if stop():
            return
        views = query_filter.select(listing.views)
        yield SearchProgress(
            [_annotation_hit(listing, view) for view in views], number, listing.problem
        )


def search_texts(context: AppContext, words: str, stop: Stop) -> Iterator[SearchProgress]:
    """Yield where the words occur in the texts, document by document, the one read last first.

    The search ends when `stop` returns true.

    Raises:
        ReaderError: the store cannot be read.
    """
    number = 0
    for known in list_known_documents(context, include_hidden=False):
        path = known.path
        if path is None:
            continue
        number += 1
        try:
            progress = _stopping_progress(stop)
            document = context.with_locators(documents.open(str(path), progress=progress))
            hits = list(_text_hits(document, known.title, path, words, stop))
        except ReaderError:  # the file is no longer a text, or the search was stopped
            hits = []
        if stop():
            return
        yield SearchProgress(hits, number)


def open_readable_documents(context: AppContext) -> Iterator[Document]:
    """Yield the documents whose files are there, the one read last first.

    A file that is no longer a text is left out.

    Raises:
        ReaderError: the store cannot be read.
    """
    for known in list_known_documents(context, include_hidden=False):
        if known.path is None:
            continue
        try:
            document = documents.open(str(known.path))
        except ReaderError:
            continue
        yield context.with_locators(document)


def _annotation_hit(listing: DocumentListing, view: AnnotationView) -> SearchHit:
    """Make a hit of an annotation."""
    note, path = view.annotation.note, Path(listing.source.name)
    target = view.annotation.target
    words = target.exact if target else ""
    details = " · ".join(part for part in (view.speaker, note) if part)
    return SearchHit(
        listing.source.label,
        path if path.is_file() else None,
        view.key,
        words or note,
        view.locator or view.state,
        details if words else "",
    )


def _text_hits(
    document: Document, title: str, path: Path, words: str, stop: Stop
) -> Iterator[SearchHit]:
    """Yield the hits in one text, up to `MAX_HITS_PER_TEXT`."""
    text = document.text
    for number, match in enumerate(find_all_matches(text, words, stop=stop)):
        if number == MAX_HITS_PER_TEXT:
            return
        low, high = max(0, match.start - _BEFORE), min(len(text), match.end + _AFTER)
        context = f"…{text.slice(low, high)}…"
        yield SearchHit(
            title, path, match.start, context, document.range_locator(match.start, match.end)
        )


def _stopping_progress(stop: Stop) -> Callable[..., None]:
    """Return a progress callback that ends the work when `stop` returns true."""

    def check(*_: object) -> None:
        if stop():
            raise ReaderError("Search cancelled.")

    return check
