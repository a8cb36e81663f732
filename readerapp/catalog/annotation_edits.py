"""Edits of annotations by their ids, wherever in the store they are.

The texts are not opened: annotations whose document is not there can be changed too. Each document
gets an undo step of its own, as if the edit had been made with a key of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from readerapp.annotations import speaker_edits
from readerapp.annotations.change import no_annotation
from readerapp.annotations.field_edits import Decide, decide_edits
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.catalog.collection import list_all_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord
from readerapp.workspace import AppContext, merge_saved_records

SHORTEST_PREFIX = 4
"""Characters of an id that must be given at least, as for the hashes of git."""
_LISTED = 4
"""Ids that the message about an ambiguous prefix names: with more it fills several lines."""


class UnknownAnnotationError(ReaderError):
    """An error for an id that no annotation of the store has."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotation is stored: its document and its id."""

    document: DocumentRecord
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An annotation after an edit.

    Attributes:
        document: its document.
        annotation: the annotation as it is stored now.
        speaker: the name of its speaker; empty for none.
        changed: whether the edit changed it.
    """

    document: DocumentRecord
    annotation: Annotation
    speaker: str
    changed: bool


def find_annotations(context: AppContext, prefixes: Iterable[str]) -> list[Place]:
    """Find annotations by their ids or the beginnings of these, in all documents of the store.

    Args:
        context: the store.
        prefixes: ids, or beginnings that fit one annotation only; each annotation is returned once.

    Raises:
        UnknownAnnotationError: nothing fits one of them.
        ReaderError: several annotations fit one of them, or it belongs to a file.
    """
    found = (_find(context, prefix.strip()) for prefix in prefixes)
    return list({place.key: place for place in found}.values())


def _find(context: AppContext, prefix: str) -> Place:
    if len(prefix) < SHORTEST_PREFIX:
        raise UnknownAnnotationError(
            f"{prefix or 'An empty id'} is too short; give at least {SHORTEST_PREFIX} characters "
            "of the id."
        )
    places = []
    for record in context.store.documents_with(prefix):
        with closing(context.store.open(record)) as store:
            places += [Place(record, key) for key in store.annotations if key.startswith(prefix)]
    places = [place for place in places if place.key == prefix] or places
    if not places:
        raise _unknown(context, prefix)
    keys = sorted({place.key for place in places})
    if len(keys) > 1:
        more = ", …" if len(keys) > _LISTED else ""
        raise ReaderError(
            f"{prefix} is the beginning of {len(keys)} ids; give more of it: "
            f"{', '.join(keys[:_LISTED])}{more}"
        )
    if len(places) > 1:
        titles = ", ".join(place.document.title or place.document.id for place in places)
        raise ReaderError(f"{prefix} is in {len(places)} documents ({titles}); change it there.")
    return places[0]


def _unknown(context: AppContext, prefix: str) -> ReaderError:
    """Return the error for an id that the store does not have."""
    for listing in list_all_documents(context):
        for view in listing.views:
            if view.is_embedded and view.key.startswith(prefix):
                name = listing.source.name or listing.source.title
                return ReaderError(
                    f"{prefix} belongs to the file {name} and cannot be changed; "
                    "`readerapp import FILE` makes its comments your own."
                )
    return UnknownAnnotationError(no_annotation(prefix))


def change_annotations(
    context: AppContext, places: Sequence[Place], decide: Decide
) -> list[Outcome]:
    """Change annotations, as one undo step for each document.

    Args:
        context: the store.
        places: the annotations, from `find_annotations`.
        decide: makes the edits of one document.

    Returns:
        The annotations afterwards, in the order of `places`.

    Raises:
        ReaderError: an annotation cannot be changed, or a document cannot be saved; those of the
            documents before it are changed.
    """
    outcomes: dict[str, Outcome] = {}
    by_document: dict[str, list[Place]] = {}
    for place in places:
        by_document.setdefault(place.document.id, []).append(place)
    for group in by_document.values():
        record = group[0].document
        with closing(context.store.open(record)) as store:
            annotations = [store.annotations[place.key] for place in group]
            person = context.identity.annotator
            decision = decide_edits(decide, store.speakers, annotations, person.id)
            buffered = BufferedDocumentStore(store, merge_saved_records, None)
            transactions = AnnotationTransactions(buffered, person, context.actor)
            records = transactions.save(transactions.edit(decision.label, decision.edits))
            changed = {one.id for one in records}
            for place in group:
                annotation = buffered.annotations[place.key]
                name = speaker_edits.name_of_speaker(buffered.speakers, annotation)
                outcomes[place.key] = Outcome(record, annotation, name, place.key in changed)
    return [outcomes[place.key] for place in places]
