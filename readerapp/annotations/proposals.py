"""Proposals: annotations that a program made, and that wait for the yes of a person.

A proposal is an annotation with `proposed`, and without `accepted`. Its creator is the program, and
stays so: the yes is a field of its own, with who gave it and when. So acceptance on one machine and
an edit of the note on another are edits of different fields, and a merge has both. To reject a
proposal is to delete it: its record stays, so that the program does not propose the passage again.

A person who changes a proposal has read it, so that is a yes too. A speaker whom only a proposal
names gets no record before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from readerapp.anchoring.anchor import make_target
from readerapp.anchoring.normalize import normalize
from readerapp.annotations import speaker_edits
from readerapp.annotations.change import Change, validate_colour, validate_range, validate_tags
from readerapp.annotations.session_edits import SessionEdits
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, Annotation, Speaker, Target, new_id, now
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readerapp.annotations.anchored_annotation import AnchoredAnnotation

ACCEPTED = "Proposal accepted"
"""What the status line says after a proposal was accepted."""
REJECTED_BEFORE = "A person has rejected this passage before; propose another one."
"""What a program is told that proposes a passage again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a program proposes to highlight: a half-open range in code points, and its fields.

    `reason` is why it proposes it; it does not become part of the note.
    """

    start: int
    end: int
    note: str = ""
    tags: tuple[str, ...] = ()
    speaker: str = ""
    colour: str = COLOURS[0]
    reason: str = ""


def accept_changed(
    speakers: Mapping[str, Speaker], edits: Iterable[tuple[Annotation, Annotation]], by: str
) -> list[Edit]:
    """Return a person's edits, with the proposals among them accepted.

    Deletions, returns from the trash, and what a program does to its own proposals, accept nothing.

    Args:
        speakers: the speakers of the document by id.
        edits: annotations before and after.
        by: the id of the annotator who makes the edits.
    """
    pairs, moment = list(edits), now()
    yes = [
        before.is_proposal and not (before.deleted or after.deleted) and before.creator != by
        for before, after in pairs
    ]
    named = (
        after.proposed_speaker
        for (_, after), is_accepted in zip(pairs, yes, strict=True)
        if is_accepted and after.proposed_speaker
    )
    made, ids = speaker_edits.get_or_create_all(speakers, named)
    changed: list[Edit] = [*made]
    for (before, after), is_accepted in zip(pairs, yes, strict=True):
        if not is_accepted:
            changed.append((before, after))
            continue
        speaker = ids.get(after.proposed_speaker or "", after.speaker)
        changed.append((before, replace(after, speaker=speaker, accepted=moment, accepted_by=by)))
    return changed


def is_acceptance(before: Annotation | Speaker, after: Annotation | Speaker) -> bool:
    """Return whether an edit accepts a proposal."""
    if not isinstance(before, Annotation) or not isinstance(after, Annotation):
        return False
    return before.is_proposal and not after.is_proposal


def _passages(target: Target) -> list[tuple[str | int, ...]]:
    """Return what a passage is known by: its words with their offset, and with those around."""
    words = normalize(target.exact).strip()
    return [(words, target.start), (words, target.prefix, target.suffix)]


class ProposalEdits(SessionEdits):
    """The part of a session that makes, accepts and rejects proposals."""

    def proposals(self) -> list[AnchoredAnnotation]:
        """Return the proposals that nobody has accepted, by position."""
        found = (one for one in self.placed.values() if one.is_proposal)
        return sorted(found, key=lambda one: one.order)

    def find_rejected(self, proposals: Sequence[Proposal]) -> set[int]:
        """Return the indexes of proposals whose passage a person has rejected before.

        It is the same passage if its words are the same, however they are wrapped, at the same
        offset or between the same words. Only what the annotator proposed counts, or a program of
        the same name: on another machine a program has another id.

        Raises:
            ReaderError: a range is empty or outside the text.
        """
        own = self.annotator.name.casefold()
        makers = {key for key, one in self.store.annotators.items() if one.name.casefold() == own}
        makers.add(self.annotator.id)
        rejected = {
            passage
            for one in self.store.annotations.values()
            if one.is_rejected and one.creator in makers and one.target
            for passage in _passages(one.target)
        }
        text = self.document.text
        return {
            number
            for number, one in enumerate(proposals)
            if rejected
            and not rejected.isdisjoint(
                _passages(make_target(text, *validate_range(text, one.start, one.end)))
            )
        }

    def propose(self, proposals: Sequence[Proposal]) -> tuple[list[str], Change]:
        """Save proposals of the annotator, which is a program, as one undo step.

        Returns:
            Their ids, and the change.

        Raises:
            ReaderError: a range is empty or outside the text, a person has rejected the passage
                before, there is no such colour, or they could not be saved; then none is saved.
        """
        text, moment = self.document.text, now()
        with self._lock:
            if self.find_rejected(proposals):
                raise ReaderError(REJECTED_BEFORE)
            edits: list[Edit] = []
            for one in proposals:
                known = speaker_edits.find_by_name(self.store.speakers, one.speaker)
                made = Annotation(
                    id=new_id(),
                    target=make_target(text, *validate_range(text, one.start, one.end)),
                    colour=validate_colour(one.colour),
                    note=one.note,
                    tags=validate_tags(one.tags),
                    speaker=known.id if known else None,
                    creator=self.annotator.id,
                    created=moment,
                    modified=moment,
                    proposed=True,
                    reason=one.reason.strip() or None,
                    proposed_speaker=(
                        None if known else speaker_edits.clean_name(one.speaker) or None
                    ),
                )
                edits.append((None, made))
            count = count_noun(len(edits), "proposal")
            change = self._commit(f"{count} made", edits, label=count)
            return [after.id for _, after in edits], change

    def accept_proposals(self, keys: Collection[str]) -> Change:
        """Accept proposals as one undo step: they count as highlights from now on.

        Raises:
            ReaderError: one is not there any more, or it could not be saved.
        """
        with self._lock:
            annotations = [self.get(key).annotation for key in keys]
            edits = accept_changed(
                self.store.speakers, [(one, one) for one in annotations], self.annotator.id
            )
            accepted = sum(one.is_proposal for one in annotations)
            count = count_noun(accepted, "proposal")
            many = f"{count} accepted" if accepted != 1 else ACCEPTED
            focus = next(iter(keys)) if len(keys) == 1 else None
            return self._commit(many, edits, label=f"acceptance of {count}", focus=focus)

    def reject_proposal(self, key: str) -> Change:
        """Move a proposal to the trash.

        Raises:
            ReaderError: it is not a proposal any more, or it could not be saved.
        """
        with self._lock:
            before = self.get(key).annotation
            if not before.is_proposal:
                raise ReaderError("This proposal was accepted meanwhile; delete it as a highlight.")
            edits: list[Edit] = [(before, replace(before, deleted=now()))]
            return self._commit("Proposal rejected", edits, label="rejection of a proposal")
