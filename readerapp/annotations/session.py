"""Reading session: all edits of one person to the annotations of one document.

Each edit validates its arguments, is on disk when the method returns (or says that it is not), and
returns a frozen `Change` that says what became different. This module knows nothing of the user
interface.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from readerapp.anchoring.anchor import make_target
from readerapp.annotations import speaker_edits
from readerapp.annotations.anchor_maintenance import AnchorMaintenance
from readerapp.annotations.anchored_annotation import AnchoredAnnotation, mark_orphaned, retarget
from readerapp.annotations.annotation_index import AnnotationIndex
from readerapp.annotations.change import (
    Change,
    no_annotation,
    validate_colour,
    validate_range,
    validate_tags,
)
from readerapp.annotations.field_edits import Decide, decide_edits
from readerapp.annotations.note_edits import TWO_NOTES, NoteEdits
from readerapp.annotations.proposals import ProposalEdits, accept_changed, is_acceptance
from readerapp.annotations.reference_edits import Parts, set_parts
from readerapp.annotations.session_speakers import SpeakerEdits
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.tag_edits import TagEdits
from readerapp.annotations.transactions import Actor, AnnotationTransactions, Transaction
from readerapp.annotations.undo import FieldChange, UndoStep, by_step
from readerapp.annotations.write_buffer import BufferedDocumentStore, SpillStore
from readerapp.core.errors import ReaderError
from readerapp.core.model import (
    COLOURS,
    Annotation,
    Annotator,
    DocumentRecord,
    Record,
    Speaker,
    now,
)
from readerapp.documents import Document
from readerapp.store import DocumentStore
from readerapp.text.phrases import count_noun

_UPDATED = "Updated by another session"


class ReadingSession(NoteEdits, TagEdits, SpeakerEdits, ProposalEdits):
    """One person reading one document, with its annotations as they are on disk.

    Edits, `refresh` and `enrich` may be called on different threads.
    """

    store: BufferedDocumentStore

    def __init__(
        self,
        document: Document,
        store: BufferedDocumentStore,
        annotator: Annotator,
        actor: Actor,
        seen: DocumentRecord,
    ) -> None:
        super().__init__(document, store, annotator, seen)
        self._lock = threading.RLock()
        self._joined: tuple[str, str] | None = None  # token and label of edits that are one step
        self._imported: set[str] = set()  # ids that `import_records` saved, not yet in `placed`
        self._transactions = AnnotationTransactions(store, annotator, actor)
        self._anchors = AnchorMaintenance(
            document.text, store, self._transactions, seen, self.embedded, self._lock
        )
        self.placed: AnnotationIndex = self._anchors.index
        """All annotations of the store except deleted ones and replies, with their positions; read
        only."""
        self.shown: AnnotationIndex = self._anchors.shown
        """These, and the annotations of the file that are no replies; read only."""
        self.threads = self._anchors.threads

    # Queries

    @property
    def trash(self) -> list[Annotation]:
        """Return the deleted annotations, the last deleted first."""
        gone = [a for a in self.store.annotations.values() if a.deleted]
        return sorted(gone, key=lambda a: a.deleted or "", reverse=True)

    def trash_by_step(self) -> dict[str, tuple[str, ...]]:
        """Map the id of each deleted annotation to all ids that the same step deleted."""
        return by_step(self.trash, self._transactions.steps)

    def get(self, key: str) -> AnchoredAnnotation:
        """Return the annotation with the id `key`.

        Raises:
            ReaderError: it is not there, or not any more.
        """
        placed = self.find(key)
        if placed is None:
            raise ReaderError("This annotation was deleted; restore it from the Bin.")
        return placed

    def tags(self) -> list[str]:
        """Return all tags in use, the most frequent first."""
        return self._anchors.usage.tags()

    # Edits of annotations

    def highlight(
        self,
        start: int,
        end: int,
        *,
        colour: str = COLOURS[0],
        note: str = "",
        tags: Iterable[str] = (),
        speaker: str = "",
        colour_name: str = "",
    ) -> Change:
        """Highlight a range of the text.

        Args:
            start: first code point of the range.
            end: code point after the last one of the range (half-open).
            colour: one of COLOURS.
            note: the annotation's note.
            tags: the annotation's tags; empty and repeated ones are dropped.
            speaker: a name, new or known; empty for no speaker.
            colour_name: what the colour is called in the codebook, for the message.

        Raises:
            ReaderError: the range is empty or outside the text, or it could not be saved.
        """
        text = self.document.text
        target = make_target(text, *validate_range(text, start, end))
        with self._lock:
            edits, speaker_record = speaker_edits.get_or_create(self.store.speakers, speaker)
            annotation = replace(
                self._new(note),
                target=target,
                colour=validate_colour(colour),
                tags=validate_tags(tags),
                speaker=speaker_record.id if speaker_record else None,
            )
            sentence = f"Highlighted in {colour_name or colour}" + (
                f" · speaker {speaker_record.name}" if speaker_record else ""
            )
            edits.append((None, annotation))
            return self._commit(sentence, edits, label="highlight", focus=annotation.id)

    def highlight_ranges(
        self, passages: Sequence[tuple[int, int, str]], *, colour: str = COLOURS[0], sentence: str
    ) -> Change:
        """Highlight many ranges as one undo step.

        Args:
            passages: half-open ranges in code points, each with the name of its speaker (empty for
                none).
            colour: one of COLOURS.
            sentence: what the status line says afterwards.

        Raises:
            ReaderError: a range is empty or outside the text, or they could not be saved.
        """
        text, own_colour, moment = self.document.text, validate_colour(colour), now()
        with self._lock:
            speaker_edit_list, ids = speaker_edits.get_or_create_all(
                self.store.speakers, (name for _, _, name in passages)
            )
            edits: list[Edit] = [*speaker_edit_list]
            for start, end, name in passages:
                target = make_target(text, *validate_range(text, start, end))
                made = replace(self._new(""), target=target, colour=own_colour)
                edits.append((None, replace(made, speaker=ids.get(name), created=moment)))
            return self._commit(sentence, edits, label=count_noun(len(passages), "highlight"))

    def change(self, keys: Collection[str], decide: Decide, sentence: str) -> Change:
        """Change annotations as one undo step.

        Args:
            keys: ids of annotations; also of deleted ones, which `decide` may refuse.
            decide: makes the edits.
            sentence: what the status line says afterwards.

        Raises:
            ReaderError: one of the ids is not there, an edit is refused, or it could not be saved.
        """
        with self._lock:
            known = self.embedded.annotations
            if missing := next((key for key in keys if key not in known), None):
                raise ReaderError(no_annotation(missing))
            annotations = [known[key] for key in keys]
            decision = decide_edits(decide, self.store.speakers, annotations, self.annotator.id)
            return self._commit(sentence, decision.edits, label=decision.label)

    def delete_all(self, keys: Iterable[str], sentence: str) -> Change:
        """Move annotations to the trash as one undo step."""
        with self._lock:
            moment = now()
            annotations = [self.get(key).annotation for key in keys]
            edits: list[Edit] = [(one, replace(one, deleted=moment)) for one in annotations]
            label = f"deletion of {count_noun(len(edits), 'highlight')}"
            return self._commit(sentence, edits, label=label)

    @contextmanager
    def joined_edits(self, token: str, label: str) -> Iterator[None]:
        """Make the edits of the block one undo step, which joins the last step of the same token.

        Args:
            token: names the step; an edit without it, or another one, ends the step.
            label: the name of the undo step, which follows "Undid:".
        """
        with self._lock:
            before, self._joined = self._joined, (token, label)
            try:
                yield
            finally:
                self._joined = before

    def end_typing(self) -> None:
        """Make the next note an undo step of its own; called when the note editor closes."""
        self._transactions.end_typing()

    def set_colour(self, key: str, colour: str, *, name: str = "") -> Change:
        """Change the colour to one of COLOURS; `name` is what it is called in the codebook."""
        called = name or colour
        return self._edit(
            key, f"Colour: {called}", f"colour {called}", colour=validate_colour(colour)
        )

    def set_tags(self, key: str, tags: Iterable[str]) -> Change:
        """Replace the tags; empty and repeated ones are dropped."""
        clean = validate_tags(tags)
        sentence = f"Tags: {', '.join(clean)}" if clean else "Tags removed"
        return self._edit(key, sentence, "tags", tags=clean)

    def set_ends(self, key: str, start: int, end: int, sentence: str = "Range changed") -> Change:
        """Move the ends of a highlight, or set the range of an orphan.

        Note, tags and all other fields stay.

        Args:
            key: id of the annotation.
            start: first code point of the new range.
            end: code point after the last one of the new range (half-open).
            sentence: what the status line says afterwards.
        """
        text = self.document.text
        validate_range(text, start, end)
        return self._decide_target(
            key,
            sentence,
            "range change",
            lambda placed: retarget(text, placed.annotation, start, end),
            accepts=True,
        )

    def revise(
        self,
        key: str,
        start: int,
        end: int,
        *,
        sentence: str,
        label: str,
        colour: str,
        note: str,
        tags: Iterable[str],
    ) -> Change:
        """Replace range, colour, note and tags of a highlight as one undo step.

        Args:
            key: id of the annotation.
            start: first code point of the range.
            end: code point after the last one of the range (half-open).
            sentence: what the status line says afterwards.
            label: the name of the undo step.
            colour: one of COLOURS.
            note: the new note.
            tags: the new tags; empty and repeated ones are dropped.
        """
        text = self.document.text
        validate_range(text, start, end)
        return self._decide_target(
            key,
            sentence,
            label,
            lambda placed: replace(
                retarget(text, placed.annotation, start, end),
                colour=validate_colour(colour),
                note=note,
                tags=validate_tags(tags),
            ),
            accepts=True,
        )

    def confirm_orphan(self, key: str) -> Change:
        """Confirm that a highlight's words are gone: an orphan until the text changes again."""
        return self._decide_target(key, "Marked as lost", "mark as lost", mark_orphaned)

    def delete(self, key: str) -> Change:
        """Move the annotation to the trash, with its note."""
        return replace(self._edit(key, "Deleted", "deletion", deleted=now()), focus=None)

    def restore(self, *keys: str) -> Change:
        """Take annotations out of the trash.

        Ids that are not in the trash are ignored.

        Raises:
            ReaderError: none of them is in the trash.
        """
        with self._lock:
            known = map(self.store.annotations.get, keys)
            edits: list[Edit] = [(a, replace(a, deleted=None)) for a in known if a and a.deleted]
            if not edits:
                raise ReaderError("This annotation is not in the Bin.")
            many = f" {count_noun(len(edits), 'annotation')}" if len(edits) > 1 else ""
            focus = edits[0][1].id
            return self._commit(f"Restored{many}", edits, label="restore", focus=focus)

    # Undo

    @property
    def steps_made(self) -> list[str]:
        """Return the ids of the undo steps that this session has made, in order."""
        return self._transactions.made

    def next_undo(self) -> UndoStep | None:
        """Return the step that `undo` would undo; None if there is none."""
        with self._lock:
            return self._transactions.next_undo()

    def next_redo(self) -> UndoStep | None:
        """Return the step that `redo` would redo; None if there is none."""
        with self._lock:
            return self._transactions.next_redo()

    def undo(self) -> Change:
        """Undo this person's last step, also one of an earlier session."""
        with self._lock:
            return self._replay(*self._transactions.undo())

    def redo(self) -> Change:
        """Redo the step that was undone last."""
        with self._lock:
            return self._replay(*self._transactions.redo())

    # The reference of the document

    def set_reference(self, parts: Parts, sentence: str = "Reference saved") -> Change:
        """Set parts of the document's reference; it is on disk when this returns.

        It is no undo step: an empty value takes a part back.

        Args:
            parts: the parts by name; an empty one is removed.
            sentence: what to say when they are saved.

        Returns:
            What happened; the sentence is empty if nothing has changed.

        Raises:
            ReaderError: a value cannot be such a part, or it could not be saved.
        """
        with self._lock:
            before = self.store.record
            record = set_parts(before, parts, self._transactions.actor.name)
            if record == before:
                return Change("")
            self._transactions.note_external_changes(self.store.commit(record))
            return self._changed(self.store.warning or sentence, ())

    # Records from imports and merges

    def import_records(
        self,
        sentence: str,
        edits: Sequence[Edit],
        also: Sequence[Record] = (),
        changes: Sequence[FieldChange] = (),
        *,
        earlier: str = "",
    ) -> None:
        """Save records that already have merge stamps, as one step.

        See `AnnotationTransactions.import_records`. The records are on disk when this returns, and
        in `placed` after the next `refresh`: this may run on another thread than the one that reads
        `placed`. `earlier` is the id of the earlier version that they are from; empty for none.

        Raises:
            ReaderError: nothing was saved.
        """
        with self._lock:
            if earlier:  # the targets of the records are in the text as it is now
                self._anchors.follow()
            transaction = self._transactions.import_records(sentence, edits, changes)
            records = self._transactions.save(transaction, [*also, *self._anchors.also(earlier)])
            self._imported.update(record.id for record in records)
            self._transactions.defer(record.id for record in records)
            for record in records:
                # Load the record here, perhaps on a background thread, so that displaying it
                # later is quick on the thread that handles keys.
                self.store.annotations.get(record.id)
            self._anchors.note_saved(records)

    # Storage and anchor maintenance

    def refresh(self, most: int | None = None) -> Change:
        """Read what other processes saved since the last call, and retry writes that failed.

        If another thread is saving, this returns at once, without changes and with `more` set.

        Args:
            most: take in about so many annotations at once; None for all. Ignored if the text has
                changed: annotations must then be anchored all together.
        """
        if not self._lock.acquire(blocking=False):
            return Change("", more=True)
        try:
            waiting = bool(self.store.unsaved)
            most = most if self._anchors.unchanged else None
            change = self._changed(_UPDATED, (), most)
            is_imported = change.ids and change.ids <= self._imported
            if is_imported and change.sentence == _UPDATED:
                change = replace(change, sentence="")
            self._imported -= change.ids
            if waiting and not self.store.unsaved:
                return replace(change, sentence="Saved · what was kept in memory is on disk")
            return change or replace(change, sentence="")  # `more` may be set
        finally:
            self._lock.release()

    @property
    def is_up_to_date(self) -> bool:
        """Return whether `refresh` would surely change nothing, at a fraction of its cost.

        Raises:
            ReaderError: the store cannot be read.
        """
        return not self._transactions.has_external_changes and self.store.is_up_to_date

    def save_elsewhere(self, store: DocumentStore, spill: SpillStore, actor: Actor) -> Change:
        """Save everything in another store, and continue with that store.

        Args:
            store: the new store.
            spill: the spill folder for writes that the new store refuses.
            actor: counts the edits from now on.

        Raises:
            ReaderError: it cannot be saved there either; nothing has changed.
        """
        with self._lock:
            self.store.move(store, spill)
            self._transactions.count_by(actor)
            return self._changed("Saved", ())

    @property
    def needs_enriching(self) -> bool:
        """Return whether there is something for `enrich` to do."""
        return self._anchors.due

    def enrich(self) -> None:
        """Update the data that finds the annotations again, see `AnchorMaintenance.run`.

        For an idle moment, on any thread. It makes no undo step and changes nothing that is
        displayed.
        """
        self._anchors.run()

    # Internals

    def _edit(self, key: str, sentence: str, label: str, **fields: Any) -> Change:
        """Replace fields of one annotation."""
        with self._lock:
            before = self.get(key).annotation
            edits = self._accept_changed(before, replace(before, **fields))
            return self._commit(sentence, edits, label=label, focus=key)

    def _accept_changed(self, before: Annotation, after: Annotation) -> list[Edit]:
        """Return the edit of one annotation, which accepts a proposal."""
        return accept_changed(self.store.speakers, [(before, after)], self.annotator.id)

    def _decide_target(
        self,
        key: str,
        sentence: str,
        label: str,
        decide: Callable[[AnchoredAnnotation], Annotation],
        *,
        accepts: bool = False,
    ) -> Change:
        """Replace an annotation by what a person decides, on its range among other things.

        `accepts` says that this accepts it if it is a proposal.
        """
        with self._lock:
            self._anchors.follow()
            placed = self.get(key)
            before, after = placed.annotation, decide(placed)
            edits = self._accept_changed(before, after) if accepts else [(before, after)]
            return self._commit(sentence, edits, label=label, focus=key)

    def _commit(
        self,
        sentence: str,
        edits: Sequence[Edit],
        *,
        label: str,
        focus: str | None = None,
        typing: str | None = None,
        text: str | None = None,
    ) -> Change:
        """Save edits as one undo step, and update `placed`."""
        accepts = any(
            before is not None and is_acceptance(before, after) for before, after in edits
        )
        if accepts and "accepted" not in sentence:
            sentence += " · proposal accepted"
        with self._lock:
            if self._joined:
                typing, label = self._joined
            if self.embedded.records:
                for before, after in edits:
                    self.embedded.refuse_edit(before, after.id)
            transaction = self._transactions.edit(label, edits, typing=typing, text=text)
            records = self._transactions.save(transaction, self._anchors.also())
            change = self._changed(self.store.warning or sentence, records)
            undoable = bool(records) and typing is None and change.sentence == sentence
            return replace(change, focus=focus, undoable=undoable)

    def _replay(self, sentence: str, transaction: Transaction) -> Change:
        """Save an undo or redo, and update `placed`."""
        records = self._transactions.save(transaction)
        warning = self.store.warning if records else ""
        return self._changed(warning or sentence, records)

    def _changed(self, sentence: str, records: Sequence[Record], most: int | None = None) -> Change:
        """Update `placed` for records saved here, and for what others saved since the last call."""
        others = self._transactions.take_external_changes(most)
        self._anchors.note_saved(records)
        ids = {r.id for r in records if isinstance(r, Annotation)}
        ids |= {key for key in others if key in self.store.annotations or key in self.placed}
        speaker_ids = {r.id for r in records if isinstance(r, Speaker)}
        speaker_ids |= {key for key in others if key in self.store.speakers}
        for speaker in speaker_ids:
            ids |= self._anchors.usage.said_by(speaker)
        if any(map(self.has_two_notes, others)):
            sentence = TWO_NOTES
        affected = self._anchors.update(ids)
        more = self._transactions.has_external_changes
        return Change(sentence, frozenset(affected), speakers=bool(speaker_ids), more=more)
