"""Edits of several annotations at once: note and colour, tags, speaker, deletion and restoring.

Each function returns a `Decide`, which makes the edits when it is given the annotations as they are
stored: in an open session (`ReadingSession.change`), or anywhere in a store
(`catalog.annotation_edits`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp.annotations import speaker_edits
from readerapp.annotations.change import validate_colour, validate_tags
from readerapp.annotations.proposals import accept_changed, is_acceptance
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.tag_edits import clean_tag
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Speaker, now
from readerapp.text.phrases import count_noun


@dataclass(frozen=True, slots=True)
class Decision:
    """What an edit does to the annotations of one document.

    Attributes:
        label: the name of the undo step.
        edits: records before and after.
    """

    label: str
    edits: Sequence[Edit]


Decide = Callable[[Mapping[str, Speaker], Sequence[Annotation]], Decision]
"""Makes the edits of annotations of one document; it is given the speakers of the store by id."""


def decide_edits(
    decide: Decide, speakers: Mapping[str, Speaker], annotations: Sequence[Annotation], by: str
) -> Decision:
    """Return the edits of annotations; the proposals that they change are accepted.

    Args:
        decide: makes the edits.
        speakers: the speakers of the document by id.
        annotations: the annotations as they are stored.
        by: the id of the annotator who makes the edits.

    Raises:
        ReaderError: `decide` refuses them.
    """
    decision = decide(speakers, annotations)
    changed: list[Edit] = []
    for before, after in decision.edits:
        match before, after:
            case Annotation(), Annotation() if before != after and not is_acceptance(before, after):
                changed += accept_changed(speakers, [(before, after)], by)
            case _:
                changed.append((before, after))
    return replace(decision, edits=changed)


def edit_fields(*, note: str | None = None, colour: str | None = None) -> Decide:
    """Return the edit that sets note and colour; None leaves a field as it is.

    Raises:
        ReaderError: there is no such colour.
    """
    if colour is not None:
        validate_colour(colour)
    label = f"colour {colour}" if note is None else "note edit"

    def decide(_: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
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
                for one in _require_present(annotations)
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

    def decide(_: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
        edits: list[Edit] = []
        for one in _require_present(annotations):
            tags = [tag for tag in (one.tags if start is None else start) if tag not in gone]
            edits.append((one, replace(one, tags=validate_tags([*tags, *added]))))
        return Decision("tags", edits)

    return decide


def edit_speaker(name: str) -> Decide:
    """Return the edit that sets the speaker by name, known or new; an empty name removes it."""

    def decide(speakers: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
        edits, speaker = speaker_edits.get_or_create(speakers, name)
        edits += [
            (one, speaker_edits.with_speaker(one, speaker)) for one in _require_present(annotations)
        ]
        return Decision(speaker_edits.label_of_choice(speaker), edits)

    return decide


def delete() -> Decide:
    """Return the edit that moves annotations to the trash; those that are there stay there."""
    moment = now()

    def decide(_: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
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

    def decide(speakers: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
        proposals = [(one, one) for one in _require_present(annotations) if one.is_proposal]
        edits = accept_changed(speakers, proposals, by)
        return Decision(f"acceptance of {count_noun(len(proposals), 'proposal')}", edits)

    return decide


def withdraw(by: str) -> Decide:
    """Return the edit by which a program takes its own proposals back: they go to the trash.

    It may make them again, which it may not after a person has deleted them.

    Args:
        by: the id of the annotator that the program is.
    """
    moment = now()

    def decide(_: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
        for one in annotations:
            if not one.is_proposal or one.deleted or one.creator != by:
                raise ReaderError(
                    f"{one.id} is no proposal of yours that waits, so it cannot be withdrawn."
                )
        edits: list[Edit] = [
            (one, replace(one, deleted=moment, withdrawn=moment)) for one in annotations
        ]
        return Decision(f"withdrawal of {count_noun(len(edits), 'proposal')}", edits)

    return decide


def restore() -> Decide:
    """Return the edit that takes annotations out of the trash."""

    def decide(_: Mapping[str, Speaker], annotations: Sequence[Annotation]) -> Decision:
        edits: list[Edit] = [
            (one, replace(one, deleted=None)) for one in annotations if one.deleted
        ]
        return Decision("restore", edits)

    return decide


def _require_present(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return the annotations.

    Raises:
        ReaderError: one of them is deleted.
    """
    present = list(annotations)
    for one in present:
        if one.deleted:
            raise ReaderError(f"{one.id} was deleted; `readerapp restore {one.id}` restores it.")
    return present
