"""Edits of annotations by their ids, wherever in the store they are.

The texts are not opened: annotations whose document is not there can be changed too. Each document
gets an undo step of its own, as if the edit had been made with a key of the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from readerapp.annotations import speaker_edits
from readerapp.annotations.change import validate_colour, validate_tags
from readerapp.annotations.proposals import accept_changed, is_acceptance
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.tag_edits import clean_tag
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.catalog.collection import list_all_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord, now
from readerapp.store import DocumentStore
from readerapp.text.phrases import count_noun
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What an edit does to the annotations of one document.

    Attributes:
        label: the name of the undo step.
        edits: records before and after.
    """

    label: str
    edits: Sequence[Edit]


Decide = Callable[[DocumentStore, Sequence[Annotation]], Decision]


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
    return UnknownAnnotationError(
        f"No annotation has the id {prefix}; `readerapp list --json` prints the ids."
    )


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
            decision = decide(store, annotations)
            person = context.identity.annotator
            edits = _accept_changed(store, decision.edits, person.id)
            buffered = BufferedDocumentStore(store, merge_saved_records, None)
            transactions = AnnotationTransactions(buffered, person, context.actor)
            records = transactions.save(transactions.edit(decision.label, edits))
            changed = {one.id for one in records}
            for place in group:
                annotation = buffered.annotations[place.key]
                name = speaker_edits.name_of_speaker(buffered.speakers, annotation)
                outcomes[place.key] = Outcome(record, annotation, name, place.key in changed)
    return [outcomes[place.key] for place in places]


def _accept_changed(store: DocumentStore, edits: Sequence[Edit], by: str) -> list[Edit]:
    """Return edits with the proposals that they change accepted, as keys of the reader do."""
    changed: list[Edit] = []
    for before, after in edits:
        match before, after:
            case Annotation(), Annotation() if before != after and not is_acceptance(before, after):
                changed += accept_changed(store.speakers, [(before, after)], by)
            case _:
                changed.append((before, after))
    return changed


def edit_fields(*, note: str | None = None, colour: str | None = None) -> Decide:
    """Return the edit that sets note and colour; None leaves a field as it is.

    Raises:
        ReaderError: there is no such colour.
    """
    if colour is not None:
        validate_colour(colour)
    label = f"colour {colour}" if note is None else "note edit"

    def decide(_: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        return Decision(
            label,
            [
                (
                    one,
                    replace(
                        one,
                        note=one.note if note is None else note,
                        colour=one.colour if colour is None else colour,
                    ),
                )
                for one in _present(annotations)
            ],
        )

    return decide


def edit_tags(
    *, add: Iterable[str] = (), remove: Iterable[str] = (), only: Iterable[str] | None = None
) -> Decide:
    """Return the edit that changes tags.

    Args:
        add: tags to add.
        remove: tags to remove.
        only: the tags instead of those that are there; None to keep them.

    Raises:
        ReaderError: a tag is empty or has a comma.
    """
    added, gone = [*map(clean_tag, add)], {*map(clean_tag, remove)}
    start = None if only is None else [*map(clean_tag, only)]

    def decide(_: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        edits: list[Edit] = []
        for one in _present(annotations):
            tags = [tag for tag in (one.tags if start is None else start) if tag not in gone]
            edits.append((one, replace(one, tags=validate_tags([*tags, *added]))))
        return Decision("tags", edits)

    return decide


def edit_speaker(name: str) -> Decide:
    """Return the edit that sets the speaker by name, known or new; an empty name removes it."""

    def decide(store: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        edits, speaker = speaker_edits.get_or_create(store.speakers, name)
        edits += [(one, speaker_edits.with_speaker(one, speaker)) for one in _present(annotations)]
        return Decision(speaker_edits.label_of_choice(speaker), edits)

    return decide


def delete() -> Decide:
    """Return the edit that moves annotations to the trash; those that are there stay there."""
    moment = now()

    def decide(_: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        edits: list[Edit] = [
            (one, replace(one, deleted=moment)) for one in annotations if not one.deleted
        ]
        many = f" of {count_noun(len(edits), 'highlight')}" if len(edits) > 1 else ""
        return Decision(f"deletion{many}", edits)

    return decide


def accept(by: str) -> Decide:
    """Return the edit that accepts proposals; what is none stays as it is.

    Args:
        by: the id of the annotator who accepts them.
    """

    def decide(store: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        proposals = [(one, one) for one in _present(annotations) if one.is_proposal]
        edits = accept_changed(store.speakers, proposals, by)
        return Decision(f"acceptance of {count_noun(len(proposals), 'proposal')}", edits)

    return decide


def restore() -> Decide:
    """Return the edit that takes annotations out of the trash."""

    def decide(_: DocumentStore, annotations: Sequence[Annotation]) -> Decision:
        edits: list[Edit] = [
            (one, replace(one, deleted=None)) for one in annotations if one.deleted
        ]
        return Decision("restore", edits)

    return decide


def _present(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return the annotations.

    Raises:
        ReaderError: one of them is deleted.
    """
    present = list(annotations)
    for one in present:
        if one.deleted:
            raise ReaderError(f"{one.id} was deleted; `readerapp restore {one.id}` restores it.")
    return present
