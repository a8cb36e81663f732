"""What the tools that read do: documents, their text, annotations, search and speakers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress

from readerapp.annotations.snapshot import Threads
from readerapp.catalog.collection import DocumentListing, list_all_documents, list_document
from readerapp.catalog.other_stores import find_other_store
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.interchange.annotation_view import AnnotationView, nest_threads
from readerapp.interchange.exporters.json import annotation_item
from readerapp.listing.filter_query import parse_filter
from readerapp.mcp_server.access import DocumentAccess, PermittedDocument
from readerapp.mcp_server.answers import (
    MOST_CHARACTERS,
    AnnotationList,
    Contents,
    DocumentList,
    Heading,
    Hit,
    ListedDocument,
    SearchResult,
    SuggestionList,
    TextPart,
    make_safe,
    safe_text,
    take_page,
)
from readerapp.mcp_server.call import Call
from readerapp.reading.goto import find_places
from readerapp.reading.outline import make_outline
from readerapp.reading.speaker_review import make_ranking_job
from readerapp.speakers import SPEECH, suggestion_item
from readerapp.text.search import find_all_matches

RESOURCE = "readerapp://document/"
"""The beginning of the URI of a document as a resource; its id follows."""
_AROUND = 80
"""Code points before and after a hit in its context."""
_HITS_IN_TEXT = 200
"""Hits in one text when all are searched, so that a frequent word does not hide other documents."""
_MOST_HITS = 5_000
"""Hits that are counted in all: later ones are not asked for page by page."""


def list_documents(access: DocumentAccess, query: str, cursor: str) -> DocumentList:
    """List the documents whose title or name has the words of `query`.

    Raises:
        ReaderError: the store cannot be read, or the cursor is not one.
    """
    words = query.casefold().split()
    found = [
        one
        for one in access.list_all()
        if all(word in f"{one.title} {one.name}".casefold() for word in words)
    ]

    def make(one: PermittedDocument) -> ListedDocument:
        highlights, proposals = _count(access, one)
        return ListedDocument(
            id=one.id,
            title=safe_text(one.title, 300),
            name=safe_text(one.name, 300),
            format=one.record.format if one.record else "",
            highlights=highlights,
            proposals=proposals,
            has_file=one.path is not None,
            resource=RESOURCE + one.id,
        )

    page, following = take_page(found, cursor, make)
    return DocumentList(page, len(found), following)


def _count(access: DocumentAccess, document: PermittedDocument) -> tuple[int, int]:
    """Return the numbers of highlights and of proposals; zero if they cannot be read."""
    if document.record is None:
        return 0, 0
    try:
        with closing(access.context.store.open(document.record)) as store:
            threads = Threads(store)
            marks = [
                one
                for one in store.annotations.values()
                if one.target is not None and not one.deleted and one.id not in threads
            ]
    except ReaderError:
        return 0, 0
    proposals = sum(one.is_proposal for one in marks)
    return len(marks) - proposals, proposals


def read_text(
    access: DocumentAccess, document: str, at: str, start: int, length: int, call: Call
) -> TextPart:
    """Return a part of a document's text.

    Args:
        access: the documents that may be read.
        document: an id or a path.
        at: a place as a person goes to it: a page, a chapter, a time, words of a heading; empty to
            begin at `start`.
        start: the first code point.
        length: how many code points.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document or place.
    """
    one, opened = access.open(document, call)
    text = opened.text
    if at.strip():
        start = find_places(opened, at)[0]
    if start > len(text):
        raise ReaderError(f"The text ends at {len(text)}; begin before that.")
    end = min(len(text), start + min(length, MOST_CHARACTERS))
    notices = [*opened.losses, *_elsewhere(access, opened)] if start == 0 else []
    return TextPart(
        document=one.id,
        title=safe_text(one.title or opened.title, 300),
        text=safe_text(text.slice(start, end), MOST_CHARACTERS),
        start=start,
        end=end,
        length=len(text),
        locator=opened.range_locator(start, end),
        next_start=end if end < len(text) else None,
        notices=notices,
    )


def _elsewhere(access: DocumentAccess, document: Document) -> list[str]:
    """Return a sentence if another store has the annotations of a document; it names no folder."""
    with suppress(ReaderError), closing(access.context.open_snapshot(document)) as snapshot:
        if found := find_other_store(access.context, snapshot):
            return [
                f"{found.describe_count()}; the person can start this server with the option "
                "--store for that one."
            ]
    return []


def list_contents(access: DocumentAccess, document: str, cursor: str, call: Call) -> Contents:
    """Return the headings of a document.

    Args:
        access: the documents that may be read.
        document: the id of the document.
        cursor: the cursor of the page; empty for the first one.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, or the cursor is not one.
    """
    one, opened = access.open(document, call)
    page, following = take_page(
        make_outline(opened).entries,
        cursor,
        lambda entry: Heading(
            start=entry.start,
            depth=entry.depth,
            title=safe_text(entry.title, 300),
            locator=entry.label or opened.locator(entry.start),
        ),
        most=200,
    )
    return Contents(one.id, len(opened.text), page, following)


def list_annotations(
    access: DocumentAccess, document: str, query: str, cursor: str, call: Call
) -> AnnotationList:
    """Return the annotations of one document, or of all in the store, that match a filter.

    Args:
        access: the documents that may be read.
        document: the id of the document; empty for all.
        query: the filter, as in the reader; empty for all annotations.
        cursor: the cursor of the page; empty for the first one.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, the filter is not valid, or the cursor is not one.
    """
    view_filter = parse_filter(query, access.context.codebook.colour_names())
    problems: list[str] = []

    def views() -> Iterator[tuple[str, DocumentListing, AnnotationView]]:
        for listing in _listings(access, document, call):
            if listing.problem:
                problems.append(safe_text(access.without_folders(listing.problem)))
            key = access.id_of(listing.source.name) if listing.source.name else listing.source.id
            for view in nest_threads(view_filter.select(listing.views)):
                yield key, listing, view

    def make(found: tuple[str, DocumentListing, AnnotationView]) -> object:
        key, listing, view = found
        return make_safe({**annotation_item(listing.source, view), "document": key})

    page, following = take_page(views(), cursor, make)
    if document.strip() and not (page or cursor) and access.find(document).path:
        problems += _elsewhere(access, access.open(document, call)[1])
    return AnnotationList(page, following, problems[:20])


def _listings(access: DocumentAccess, document: str, call: Call) -> Iterator[DocumentListing]:
    if document.strip():
        one = access.find(document)
        if one.path is None:
            listings = list_all_documents(access.context, include_hidden=False)
            yield from (listing for listing in listings if listing.source.id == one.id)
            return
        yield list_document(access.context, access.open(document, call)[1])
        return
    for listing in list_all_documents(access.context, include_hidden=False):
        call.check()
        yield listing


def search(
    access: DocumentAccess, words: str, document: str, regex: bool, cursor: str, call: Call
) -> SearchResult:
    """Search the text of one document, or of all that may be read.

    Args:
        access: the documents that may be read.
        words: what to search for.
        document: the id of the document; empty for all.
        regex: whether `words` is a regular expression.
        cursor: the cursor of the page; empty for the first one.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, or the expression is not valid.
    """
    if not words.strip():
        raise ReaderError("There are no words to search for; give at least one.")
    problems: list[str] = []
    page, following = take_page(
        _hits(access, words, document, regex, problems, call), cursor, lambda hit: hit
    )
    return SearchResult(page, following, problems[:20])


def _hits(
    access: DocumentAccess,
    words: str,
    document: str,
    regex: bool,
    problems: list[str],
    call: Call,
) -> Iterator[Hit]:
    chosen = [access.find(document)] if document.strip() else access.list_all()
    most, count = (_MOST_HITS if document.strip() else _HITS_IN_TEXT), 0
    for number, one in enumerate(chosen):
        call.report("Searching", number, len(chosen))
        if one.path is None and not document.strip():
            continue
        try:
            _, opened = access.open(one.id, call)
        except ReaderError as error:
            if document.strip() or call.is_stopped():
                raise
            problems.append(str(error))
            continue
        found = find_all_matches(opened.text, words, regex=regex, stop=call.is_stopped)
        for in_text, match in enumerate(found):
            if in_text == most or count == _MOST_HITS:
                problems.append(f"{safe_text(one.title, 80)}: more hits are not listed.")
                break
            count += 1
            yield Hit(
                one.id,
                safe_text(one.title, 120),
                match.start,
                match.end,
                around(opened, match.start, match.end),
                opened.range_locator(match.start, match.end),
            )


def around(document: Document, start: int, end: int) -> str:
    """Return a passage with some text around it, on one line.

    Args:
        document: the document.
        start: the first code point of the passage.
        end: the code point after its last one.
    """
    text = document.text
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return safe_text(" ".join(text.slice(low, high).split()), 600)


def suggest_speakers(
    access: DocumentAccess, document: str, cursor: str, call: Call
) -> SuggestionList:
    """Return the quotations of a document with their probable speakers.

    Args:
        access: the documents that may be read.
        document: the id of the document.
        cursor: the cursor of the page; empty for the first one.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, or the cursor is not one.
    """
    one, opened = access.open(document, call)
    with closing(access.context.open_snapshot(opened)) as snapshot:
        job = make_ranking_job(snapshot)
    call.report("Ranking speakers", 0, 0)
    ranked = job.run_in_child(call.is_stopped)
    speech = [each for each in ranked if each.kind in SPEECH]
    page, following = take_page(
        speech,
        cursor,
        lambda each: make_safe(
            {
                **suggestion_item(each, opened.range_locator(each.start, each.end)),
                "text": opened.text.slice(each.start, each.end),
            }
        ),
    )
    return SuggestionList(one.id, page, following)
