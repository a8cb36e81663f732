"""Annotations that wait for their document: kept when no known document is their book.

They are in the store like the annotations of any document, under a record that has the title of the
book and no text. When a document with that title is opened, they are placed in it, as one step that
can be undone, and the record that waited is removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from readerapp.anchoring.anchor import Anchor
from readerapp.annotations.anchored_annotation import AnchoredAnnotation, rebase_target
from readerapp.annotations.session import ReadingSession
from readerapp.catalog.known_documents import WAITING, is_waiting
from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.document_finder import Book, is_book_of
from readerapp.collaboration.importing.draft import ImportCounts, ImportDraft
from readerapp.collaboration.importing.quote_locator import locate_quotes
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.store import DocumentStore
from readerapp.text.phrases import count_noun, fold_for_search
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text
from readerapp.workspace import AppContext

_NAMESPACE = UUID("3a7d7c54-2b0e-4d55-8a3f-8b0f5f0e6c11")
"""The UUID namespace of ids computed from the title of a book. It must never change."""
_TITLE_CELLS = 30
"""Cells of a title in a sentence."""

NOT_OPENED = Anchor("orphaned", 0, 0, "its document has not been opened yet")
"""The anchor of an annotation that waits."""


@dataclass(frozen=True, slots=True)
class PlacedBook:
    """A book whose annotations were placed in a document.

    Attributes:
        title: Its title as the file had it.
        counts: What became of its annotations.
    """

    title: str
    counts: ImportCounts

    def __str__(self) -> str:
        number = count_noun(len(self.counts.ids), "annotation")
        title = sanitize_label(self.title, _TITLE_CELLS)
        lost = f", text not found for {self.counts.orphaned}" if self.counts.orphaned else ""
        return f"Placed {number} of “{title}”{lost}"


def make_waiting_record(book: Book) -> DocumentRecord:
    """Return the record of a book whose document is not known; the same for the same book."""
    title = " ".join(book.title.split())
    if book.author and fold_for_search(book.author) not in fold_for_search(title):
        title = f"{title} ({' '.join(book.author.split())})"
    key = str(uuid5(_NAMESPACE, fold_for_search(title)))
    return DocumentRecord(id=key, title=title, fingerprint=f"{WAITING}{key}", format="")


def place_waiting(context: AppContext, session: ReadingSession) -> list[PlacedBook]:
    """Place the annotations that wait for the document of `session`, each book as one step.

    The session shows them after its next `refresh`.

    Raises:
        ReaderError: The store cannot be read or written; what was not placed waits on.
    """
    placed = []
    for record in list(context.store.documents()):
        if not is_waiting(record):
            continue
        with closing(context.store.open(record)) as store:
            book = Book(record.title, "", tuple(map(_as_item, _active(store))))
            if not book.items or not is_book_of(book, session):
                continue
            counts = _move(context, session, store, book)
        with suppress(ReaderError):  # they are placed; what waits is the same
            context.store.forget(record.id)
        if counts.ids:  # else all of them are there already, as after a sync
            placed.append(PlacedBook(record.title, counts))
    return placed


def _active(store: DocumentStore) -> list[Annotation]:
    return [one for one in store.annotations.values() if not one.deleted]


def _as_item(annotation: Annotation) -> ImportedAnnotation:
    target = annotation.target
    return ImportedAnnotation(
        id=annotation.id,
        exact=target.exact if target else "",
        prefix=target.prefix if target else "",
        suffix=target.suffix if target else "",
        note=annotation.note,
        place=annotation.place or "",
    )


def _move(
    context: AppContext, session: ReadingSession, store: DocumentStore, book: Book
) -> ImportCounts:
    """Save the annotations of a store in a session, at the places of their words."""
    text = session.document.text
    anchors = locate_quotes(text.whole(), book.items, lambda _: None)
    by_id = {item.id: anchor for item, anchor in zip(book.items, anchors, strict=True)}
    rows = [_placed_row(text, one, by_id.get(one.id)) for one in store.annotations.values()]
    tables: Mapping[str, Sequence[dict[str, Any]]] = {
        "annotators": [one.to_dict() for one in store.annotators.values()],
        "speakers": [one.to_dict() for one in store.speakers.values()],
        "annotations": rows,
    }
    draft = ImportDraft(session.store)
    counts = combine_tables(draft, tables, f"{context.actor.name}.import")
    lost = {item.id for item in book.items if item.exact and by_id[item.id].state == "orphaned"}
    counts.orphaned = len(lost.intersection(counts.ids))
    if changes := draft.changes():
        label = f"import of {sanitize_label(book.title, _TITLE_CELLS)}"
        session.import_records(label, changes.edits, changes.annotators)
    return counts


def _placed_row(text: Text, annotation: Annotation, anchor: Anchor | None) -> dict[str, Any]:
    if annotation.target is None or anchor is None:
        return annotation.to_dict()
    if anchor.state == "orphaned":
        placed = AnchoredAnnotation(
            annotation, state="orphaned", reason=anchor.reason, suggestions=anchor.suggestions
        )
    else:
        placed = AnchoredAnnotation(annotation, anchor.start, anchor.end, anchor.state)
    return rebase_target(text, replace(placed, reason=anchor.reason)).to_dict()
