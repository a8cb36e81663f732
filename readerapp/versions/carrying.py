"""Carry annotations of an earlier version over into a later one, as copies with their origin.

A copy has everything that its origin has: creator, times, note, tags, colour, speaker, replies. Its
target is found again in the new text. What makes the act safe to repeat, by anybody:

- The id of a copy is computed from the document and from the annotation that it goes back to. So
  two people who carry over the same annotations make the same records, also through a version
  between the two, and a merge of their stores has each of them once.
- A copy has the merge stamps of its origin (`interchange.record_merge`). So a later edit of the
  copy wins over the value that was carried, whoever carries it again, and an edit that the origin
  got meanwhile comes with it.
- A copy that was deleted stays deleted. A deletion in the earlier version is not carried over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid5

from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored_annotation import (
    anchor_annotations,
    had_repeats,
    on_their_words,
    rebase_target,
)
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.snapshot import StoredRecords, Threads
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.errors import ReaderError
from readerapp.core.model import (
    AnchorState,
    Annotation,
    Annotator,
    DocumentRecord,
    Speaker,
    Target,
)
from readerapp.interchange.record_merge import list_edits, merge_records, stamp_changes
from readerapp.text.source import Text

if TYPE_CHECKING:
    from readerapp.core.child_process import Report

ORIGIN = "origin"
"""The field in the `extra` of a copy: `document` and `id` of the first annotation in its line."""


_MANY = 500
"""Annotations whose places are found on a thread: a second, in which keys wait a little."""

_Places = dict[str, tuple[Target | None, AnchorState]]
"""The target in the later text, and its state, of each annotation by id."""


class StoredDocument(StoredRecords, Protocol):
    """The stored annotations of a document, deleted ones too, by id."""

    @property
    def record(self) -> DocumentRecord:
        """Return the record of the document."""


@dataclass(frozen=True, slots=True)
class CarryCounts:
    """How many annotations were carried over.

    Attributes:
        exact: highlights whose words are unchanged.
        drifted: highlights whose words or place changed.
        orphaned: highlights whose words were not found.
        notes: notes on the whole document.
        replies: replies.
        updated: annotations that were carried over before and have been edited since.
    """

    exact: int = 0
    drifted: int = 0
    orphaned: int = 0
    notes: int = 0
    replies: int = 0
    updated: int = 0

    @property
    def highlights(self) -> int:
        """Return the number of highlights that are new here."""
        return self.exact + self.drifted + self.orphaned

    def __bool__(self) -> bool:
        return bool(self.highlights or self.notes or self.replies or self.updated)


def list_waiting(later: StoredDocument, earlier: StoredDocument) -> list[Annotation]:
    """Return the annotations of `earlier` that were never carried over into `later`."""
    here = later.annotations
    return [
        one
        for one in earlier.annotations.values()
        if not one.deleted and one.id not in here and _copy_id(later, one) not in here
    ]


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """What carrying over would save in the later version.

    Attributes:
        earlier: the id of the earlier version.
        edits: pairs of a record before (None: new) and after.
        annotators: the makers of the annotations who are new here.
        counts: what the edits amount to.
    """

    earlier: str
    edits: tuple[Edit, ...]
    annotators: tuple[Annotator, ...]
    counts: CarryCounts


def plan_carry(
    session: ReadingSession,
    earlier: StoredDocument,
    device: str,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> CarryPlan:
    """Find what `earlier` has and the document of `session` has not, with its places there.

    If all copies are in the Bin, as after an undo, they are to be restored.

    Args:
        session: the later version; may be used by another thread meanwhile.
        earlier: the earlier version.
        device: the name that counts the edits of this process.
        is_cancelled: called regularly; a long search ends when it returns True.

    Raises:
        ReaderError: nobody wants the plan any more.
    """
    here, store = session.store.annotations, session.store
    edits, speakers = _carry_speakers(store.speakers, earlier.speakers, device)
    live = [one for one in earlier.annotations.values() if not one.deleted and one.id not in here]
    threads = Threads(earlier)
    roots = tuple(one for one in live if one.id not in threads)
    places = _find_in_background(
        session.document.text, _PlacesJob(roots, earlier.record), is_cancelled
    )
    copies = list(_make_copies(live, threads, places, store, earlier, speakers))
    carried: list[Edit] = [(None, copy) for copy, _ in copies if copy.id not in here]
    present = [(here[copy.id], copy) for copy, _ in copies if copy.id in here]
    if present and not carried and all(before.deleted for before, _ in present):
        carried = [(before, _restore(before, device)) for before, _ in present]
    merged = [(before, _merge(before, copy)) for before, copy in present if not before.deleted]
    changed = [(before, after) for before, after in merged if after is not before]
    ids = {after.id for _, after in carried}
    counts = _count([(copy, state) for copy, state in copies if copy.id in ids], len(changed))
    if not counts:
        return CarryPlan(earlier.record.id, (), (), counts)
    known = store.annotators
    annotators = tuple(one for one in earlier.annotators.values() if one.id not in known)
    return CarryPlan(earlier.record.id, (*edits, *carried, *changed), annotators, counts)


def commit_carry(session: ReadingSession, plan: CarryPlan, label: str) -> None:
    """Save a plan as one undo step, and link the document to its earlier version.

    The annotations are on disk when this returns, and shown after the next `refresh`.

    Args:
        session: the later version; may be called on another thread than the one that shows it.
        plan: the plan.
        label: the name of the undo step.

    Raises:
        ReaderError: nothing was saved.
    """
    session.import_records(label, plan.edits, plan.annotators, earlier=plan.earlier)


def _copy_id(later: StoredDocument, one: Annotation) -> str:
    return _copied_id(later.record.id, _origin(one).get("id") or one.id)


def _copied_id(document: str, origin: str) -> str:
    return str(uuid5(UUID(document), origin))


def _origin(one: Annotation) -> Mapping[str, str]:
    """Return `document` and `id` of what a copy goes back to; empty if it is no copy."""
    match one.extra.get(ORIGIN):
        case {"document": str(document), "id": str(key)} if document and key:
            return {"document": document, "id": key}
    return {}


def _carry_speakers(
    ours: Mapping[str, Speaker], theirs: Mapping[str, Speaker], device: str
) -> tuple[list[Edit], dict[str, str]]:
    """Return the edits that bring the speakers, and the id here of each speaker of `theirs`.

    Somebody with the same name is the same person.
    """
    edits: list[Edit] = []
    ids: dict[str, str] = {}
    for speaker in speaker_edits.active_speakers(theirs):
        here = ours.get(speaker.id)
        known = speaker_edits.resolve(ours, speaker.id) or speaker_edits.find_by_name(
            ours, speaker.name
        )
        if known is None:
            back = here and stamp_changes(here.to_dict(), speaker.to_dict(), device)
            edits.append((here, Speaker.from_dict(back) if back else speaker))
        ids[speaker.id] = known.id if known else speaker.id
    for key in theirs:
        if key not in ids and (speaker_now := speaker_edits.resolve(theirs, key)):
            ids[key] = ids[speaker_now.id]
    return edits, ids


@dataclass(frozen=True, slots=True)
class _PlacesJob:
    """A search for the places of annotations in a later text; `text` is set for a child process."""

    annotations: tuple[Annotation, ...]
    record: DocumentRecord
    text: str = ""

    def run(self, _report: Report) -> _Places:
        """Find the places in a child process."""
        return self.find(Text.from_string(self.text))

    def find(self, text: Text) -> _Places:
        """Find the places."""
        placed = anchor_annotations(
            self.annotations, text, unchanged=False, landmarks=self.record.landmarks
        )
        if had_repeats(self.record):
            placed = on_their_words(text, placed)
        return {one.key: (rebase_target(text, one).target, one.state) for one in placed}


def _find_in_background(text: Text, job: _PlacesJob, is_cancelled: Callable[[], bool]) -> _Places:
    """Find the places on this thread, or in a child process if there are many.

    Raises:
        ReaderError: the search was stopped.
    """
    if len(job.annotations) <= _MANY:
        return job.find(text)
    from readerapp.core.child_process import run_in_child

    failure = "The search for the highlights ended without a result; try again"
    places = run_in_child(replace(job, text=text.whole()), is_cancelled, failure)
    if places is None:
        raise ReaderError("Carrying over was stopped")
    return places


def _make_copies(
    live: Sequence[Annotation],
    threads: Threads,
    places: _Places,
    later: StoredDocument,
    earlier: StoredDocument,
    speakers: Mapping[str, str],
) -> Iterator[tuple[Annotation, AnchorState]]:
    """Yield a copy of each annotation, with the state of its target.

    Replies come after the annotations that they answer.

    Args:
        live: the annotations of `earlier` that are not deleted. One that is here under its own id,
            as after an import of the earlier version's file, is not among them.
        threads: the threads of `earlier`.
        places: where the annotations that are no replies are in the later text.
        later: the later version.
        earlier: the earlier version.
        speakers: the id in the later version of each speaker.
    """
    for one in sorted(live, key=lambda one: one.id in threads):
        target, state = places.get(threads.root(one.id), (one.target, "exact"))
        answered = earlier.annotations.get(one.reply_to or "")
        origin = _origin(one) or {"document": earlier.record.id, "id": one.id}
        copy = replace(
            one,
            id=_copy_id(later, one),
            target=target,
            speaker=speakers.get(one.speaker or "", one.speaker),
            reply_to=_copy_id(later, answered) if answered else one.reply_to,
            merge=_without_other_targets(one.merge),
            extra={**one.extra, ORIGIN: origin},
        )
        yield copy, state


def _without_other_targets(merge: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return merge data without other values of the target: they are places in another text."""
    also = merge.get("also")
    if not isinstance(also, Mapping) or "target" not in also:
        return merge
    return {**merge, "also": {name: value for name, value in also.items() if name != "target"}}


def _merge(ours: Annotation, copy: Annotation) -> Annotation:
    """Return our copy with the edits that its origin has got since; `ours` itself without any.

    If nobody has changed the range of the origin since, our target stays: it follows this text.
    """
    before, theirs = ours.to_dict(), copy.to_dict()
    if list_edits(before, "target") == list_edits(theirs, "target"):
        theirs["target"] = before["target"]
    after = merge_records(before, theirs)
    return ours if after == before else Annotation.from_dict(after)


def _restore(deleted: Annotation, device: str) -> Annotation:
    row = deleted.to_dict()
    return Annotation.from_dict(stamp_changes(row, {**row, "deleted": None}, device))


def _count(carried: list[tuple[Annotation, AnchorState]], updated: int) -> CarryCounts:
    replies = sum(one.reply_to is not None for one, _ in carried)
    highlights = [state for one, state in carried if one.reply_to is None and one.target]
    return CarryCounts(
        exact=highlights.count("exact"),
        drifted=highlights.count("drifted"),
        orphaned=highlights.count("orphaned"),
        notes=len(carried) - replies - len(highlights),
        replies=replies,
        updated=updated,
    )
