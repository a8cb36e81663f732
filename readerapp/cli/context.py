"""Where a command works: the place that its options name, and the document in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.cli.output import opened, tell
from readerapp.workspace import Workplace, workplace

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    from readerapp.annotations.session import ReadingSession
    from readerapp.annotations.snapshot import Marked


def place_of(options: Namespace | SimpleNamespace) -> Workplace:
    """The workplace that the options ask for; ReaderError as of `workplace`."""
    return workplace(options.store, options.annotator)


def marked_in(place: Workplace, path: str) -> Marked:
    """What is marked in the document at `path`; what its store has to tell is told."""
    marked = place.marked(opened(path))
    _tell(marked)
    return marked


def session_on(place: Workplace, path: str) -> ReadingSession:
    """A session on the document at `path`; what its store has to tell is told."""
    session = place.session(opened(path))
    _tell(session)
    return session


def _tell(marked: Marked) -> None:
    for event in marked.store.events:
        tell(event)
