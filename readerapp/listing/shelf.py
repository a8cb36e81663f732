"""The shelf: what is marked in a document, or in every document that the store knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readerapp.listing.exporting import source
from readerapp.listing.filters import Row, arrange
from readerapp.listing.kept import Shelved, kept_shelves
from readerapp.listing.known import known
from readerapp.listing.rows import flat, rows_of, threaded
from readerapp.model import Annotation, DocumentRecord, ReaderError
from readerapp.session import cast
from readerapp.session.marked import Marked
from readerapp.session.placing import Placed
from readerapp.session.threads import Threads
from readerapp.sharing.entry import Source
from readerapp.store import DocumentStore
from readerapp.workplace import Workplace

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.session.session import ReadingSession

M = TypeVar("M", bound=Marked)


def one(place: Workplace, document: Document) -> Shelved:
    """What is marked in `document`.

    Raises:
        ReaderError: the store cannot be read.
    """
    with closing(place.marked(document)) as marked:
        return _shelved(marked)


def every(place: Workplace) -> Iterator[Shelved]:
    """What is marked in each document of the store; of those that changed, as it is found now.

    One whose text is not at hand, because its file is gone or was never a file, is shown as it
    is stored. One whose annotations cannot be read comes with the reason as its `problem`.

    Raises:
        ReaderError: the store cannot be read.
    """
    records = [replace(one.record, names=one.names) for one in known(place) if one.record]
    unreadable = place.store.unreadable()
    with kept_shelves(place.store, place.who.annotator.id) as kept:
        for record in records:
            try:
                yield kept.get(record.id, record.names, partial(_found, place, record))
            except ReaderError as error:
                yield Shelved(Source(id=record.id, title=record.title), [], problem=str(error))
    for document, problem in unreadable.items():
        yield Shelved(Source(id=document), [], problem=problem)


def _found(place: Workplace, record: DocumentRecord) -> Shelved:
    with closing(_here(record, place.marked) or place.store.open(record)) as found:
        shelved = _shelved(found) if isinstance(found, Marked) else _stored(place, found)
    about = shelved.source
    brief = Source(id=about.id, title=about.title, name=about.name, fingerprint=about.fingerprint)
    return replace(shelved, source=brief)


def opened(place: Workplace, record: DocumentRecord) -> ReadingSession | DocumentStore:
    """A session on the document if one of its names still leads to it, else its store."""
    return _here(record, place.session) or place.store.open(record)


def _here(record: DocumentRecord, read: Callable[[Document], M]) -> M | None:
    """The document as `read` has it, if one of its names still leads to it."""
    from readerapp import documents

    for name in record.names:
        if Path(name).is_file():
            try:
                marked = read(documents.open(name))
            except ReaderError:
                continue  # not a text any more
            if marked.store.record.id == record.id:
                return marked
            marked.close()
    return None


def _shelved(marked: Marked) -> Shelved:
    return Shelved(source(marked), rows_of(marked), tuple(marked.store.events))


def _stored(place: Workplace, store: DocumentStore) -> Shelved:
    record, me = store.record, place.who.annotator
    threads = Threads(store)

    def row(annotation: Annotation, about: Annotation) -> Row:
        speaker = cast.resolve(store.speakers, annotation.speaker)
        creator = store.annotators.get(annotation.creator)
        target = about.target
        return Row(
            Placed(annotation, target.start, target.end) if target else Placed(annotation),
            speaker=speaker.name if speaker else "",
            creator=creator.name if creator else annotation.creator,
            own=annotation.creator == me.id,
        )

    rows = [
        threaded(row(one, one), [row(reply, one) for reply in threads.replies(one.id)])
        for one in store.annotations.values()
        if not one.deleted and one.id not in threads
    ]
    name = record.names[0] if record.names else ""
    told = f"{record.title or name}: its text is not at hand; its annotations are as they were kept"
    about = Source(id=record.id, title=record.title, name=name, fingerprint=record.fingerprint)
    return Shelved(about, arrange(flat(rows)), (*store.events, f"{told}."))
