"""Build the context of a command from its options, and open documents in it.

Each function that opens a document also tells when another store has its annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.cli.output import print_notice
from readerapp.cli.progress import open_document_with_progress
from readerapp.workspace import AppContext, make_context

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    from readerapp.annotations.session import ReadingSession
    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.api.annotated_document import AnnotatedDocument


def context_from_options(options: Namespace | SimpleNamespace) -> AppContext:
    """Build the application context that the options ask for.

    Raises:
        ReaderError: As `make_context`.
    """
    return make_context(options.store, options.annotator)


def open_snapshot(context: AppContext, path: str) -> AnnotationSnapshot:
    """Open a read-only snapshot of the document at `path`, and print the events of its store."""
    snapshot = context.open_snapshot(open_document_with_progress(path))
    _print_events(context, snapshot)
    return snapshot


def open_session(context: AppContext, path: str) -> ReadingSession:
    """Open a session on the document at `path`, and print the events of its store."""
    session = context.open_session(open_document_with_progress(path))
    _print_events(context, session)
    return session


def open_annotated(context: AppContext, path: str) -> AnnotatedDocument:
    """Open the document at `path` to change its annotations; print the events of its store."""
    from readerapp.api.annotated_document import AnnotatedDocument

    annotated = AnnotatedDocument(context, open_document_with_progress(path))
    _print_events(context, annotated.session)
    return annotated


def _print_events(context: AppContext, snapshot: AnnotationSnapshot) -> None:
    for event in list_events(context, snapshot):
        print_notice(event)


def list_events(context: AppContext, snapshot: AnnotationSnapshot) -> tuple[str, ...]:
    """Return the events of a document's store, and whether another store has its annotations."""
    events = tuple(snapshot.store.events)
    if snapshot.store.annotations:
        return events
    from readerapp.catalog.other_stores import describe_other_stores

    sentence = describe_other_stores(context, snapshot)
    return (*events, sentence) if sentence else events
