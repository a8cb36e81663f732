"""Where a command works: the place that its options name, and the document in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.cli.output import open_document_with_progress, print_notice
from readerapp.workspace import AppContext, make_context

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    from readerapp.annotations.session import ReadingSession
    from readerapp.annotations.snapshot import AnnotationSnapshot


def context_from_options(options: Namespace | SimpleNamespace) -> AppContext:
    """The workplace that the options ask for; ReaderError as of `workplace`."""
    return make_context(options.store, options.annotator)


def open_snapshot(place: AppContext, path: str) -> AnnotationSnapshot:
    """What is marked in the document at `path`; what its store has to tell is told."""
    marked = place.marked(open_document_with_progress(path))
    _tell(marked)
    return marked


def open_session(place: AppContext, path: str) -> ReadingSession:
    """A session on the document at `path`; what its store has to tell is told."""
    session = place.session(open_document_with_progress(path))
    _tell(session)
    return session


def _tell(marked: AnnotationSnapshot) -> None:
    for event in marked.store.events:
        print_notice(event)
