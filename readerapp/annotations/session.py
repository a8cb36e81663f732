"""ReadingSession: everything a person does to one document.

Each act validates, is on disk when the method returns (or says that it is not), and answers
with a frozen `Change` that says what became different. Nothing here knows a screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from readerapp.anchoring.anchor import make_target
from readerapp.annotations import change as asked
from readerapp.annotations import speaker_edits
from readerapp.annotations.actor import Actor
from readerapp.annotations.anchor_maintenance import AnchoredAnnotations, AnchorMaintenance
from readerapp.annotations.anchored import AnchoredAnnotation, mark_orphaned, retarget
from readerapp.annotations.annotation_index import AnnotationIndex
from readerapp.annotations.change import Change
from readerapp.annotations.note_edits import TWO_NOTES, NoteActs
from readerapp.annotations.rescue_store import SpillStore
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.undo import FieldChange, by_step
from readerapp.annotations.write_buffer import BufferedDocumentStore
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


class ReadingSession(NoteActs):
    """One person reading one document, with its annotations as they are on disk.

    Acts, `refresh` and `enrich` may be called on different threads.
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
        self._ledger = AnnotationTransactions(store, annotator, actor)
        self._upkeep = AnchorMaintenance(document.text, store, self._ledger, seen)
        self._standing = AnchoredAnnotations(document.text, store, self._upkeep)
        self.placed: AnnotationIndex = self._standing.places
        """Every annotation that is not deleted and no reply; for reading."""
        self.threads = self._standing.threads

    # What there is

    @property
    def bin(self) -> list[Annotation]:
        """Deleted annotations, the last deleted first."""
        gone = [a for a in self.store.annotations.values() if a.deleted]
        return sorted(gone, key=lambda a: a.deleted or "", reverse=True)

    def bin_by_step(self) -> dict[str, tuple[str, ...]]:
        """For each id in the bin all that went into it by the same step."""
        return by_step(self.bin, self._ledger.steps)

    def get(self, key: str) -> AnchoredAnnotation:
        """The annotation `key`; ReaderError if it is not there (any more)."""
        placed = self.find(key)
        if placed is None:
            raise ReaderError("This annotation is gone; u brings back what was deleted.")
        return placed

    def speaker_called(self, name: str) -> Speaker | None:
        """The speaker with this name or alias; capitals do not matter."""
        return speaker_edits.find_by_name(self.store.speakers, name)

    def recent_speakers(self) -> list[Speaker]:
        """The speakers, the one that was tagged last first."""
        return sorted(self.speakers, key=lambda s: self._standing.tally.latest(s.id), reverse=True)

    def tags(self) -> list[str]:
        """Every tag in use, the most frequent first."""
        return self._standing.tally.tags()

    # Marking

    def highlight(
        self,
        start: int,
        end: int,
        *,
        colour: str = COLOURS[0],
        note: str = "",
        tags: Iterable[str] = (),
        speaker: str = "",
    ) -> Change:
        """Mark `[start, end)`; `speaker` is a name, new or known.

        Raises:
            ReaderError: the range is empty or outside the text, or it could not be saved.
        """
        text = self.document.text
        target = make_target(text, *asked.validate_range(text, start, end))
        with self._lock:
            edits, said_by = speaker_edits.get_or_create(self.store.speakers, speaker)
            annotation = replace(
                self._new(note),
                target=target,
                colour=asked.validate_colour(colour),
                tags=asked.validate_tags(tags),
                speaker=said_by.id if said_by else None,
            )
            sentence = f"Highlighted in {colour}" + (f", said by {said_by.name}" if said_by else "")
            return self._commit(sentence, [*edits, (None, annotation)], focus=annotation.id)

    def end_typing(self) -> None:
        """The note editor was left: the next note is an undo step of its own."""
        self._ledger.end_typing()

    def set_colour(self, key: str, colour: str) -> Change:
        """Change the colour to one of COLOURS."""
        return self._edit(key, f"Now {colour}", colour=asked.validate_colour(colour))

    def set_tags(self, key: str, tags: Iterable[str]) -> Change:
        """Replace the tags; empty and repeated ones are dropped."""
        clean = asked.validate_tags(tags)
        return self._edit(key, f"Tags: {', '.join(clean)}" if clean else "No tags", tags=clean)

    def set_ends(self, key: str, start: int, end: int, sentence: str = "Ends moved") -> Change:
        """Move a highlight's ends, or say where a lost one stands; note, tags and the rest stay."""
        text = self.document.text
        asked.validate_range(text, start, end)
        return self._settle(
            key, sentence, lambda placed: retarget(text, placed.annotation, start, end)
        )

    def keep_lost(self, key: str) -> Change:
        """Say that a highlight's words are gone: an orphan until the text changes again."""
        return self._settle(key, "Kept as an orphan", mark_orphaned)

    def delete(self, key: str) -> Change:
        """Put the annotation in the bin, with its note."""
        return replace(self._edit(key, "Deleted", deleted=now()), focus=None)

    def restore(self, *keys: str) -> Change:
        """Take annotations out of the bin."""
        with self._lock:
            known = map(self.store.annotations.get, keys)
            edits: list[Edit] = [(a, replace(a, deleted=None)) for a in known if a and a.deleted]
            if not edits:
                raise ReaderError("This annotation is not in the bin; B shows what is.")
            many = f" {count_noun(len(edits), 'annotation')}" if len(edits) > 1 else ""
            return self._commit(f"Restored{many}", edits, focus=keys[0])

    # Speakers

    def set_speaker(self, keys: Collection[str], name: str) -> Change:
        """Tag annotations with who said them; an empty name takes the speaker away."""
        with self._lock:
            edits, speaker = speaker_edits.get_or_create(self.store.speakers, name)
            for key in keys:
                before = self.get(key).annotation
                edits.append((before, replace(before, speaker=speaker.id if speaker else None)))
            sentence = f"Said by {speaker.name}" if speaker else "No speaker"
            focus = next(iter(keys)) if len(keys) == 1 else None
            return self._commit(sentence, edits, focus=focus)

    def edit_speaker(
        self, key: str, *, name: str, role: str = "", aliases: Iterable[str] = ()
    ) -> Change:
        """Rename a speaker everywhere, or set role and aliases.

        The old name stays as an alias. A name that another speaker has merges the two.
        """
        with self._lock:
            other = next(
                (s for s in self.speakers if speaker_edits.is_same_name(s.name, name)), None
            )
            if other is not None and other.id != key:
                return self.merge_speakers(key, other.id)
            edit = speaker_edits.edit_speaker(self.store.speakers, key, name, role, aliases)
            return self._commit(f"{speaker_edits.clean_name(name)} saved everywhere", [edit])

    def merge_speakers(self, key: str, into: str) -> Change:
        """Two names are one person: all that `key` said is now said by `into`."""
        with self._lock:
            edits = speaker_edits.merge_speakers(
                self.store.speakers, self.store.annotations.values(), key, into
            )
            names = [speaker_edits.find(self.store.speakers, one).name for one in (key, into)]
            return self._commit(f"{names[0]} is now {names[1]} everywhere", edits)

    # Undo

    def undo(self) -> Change:
        """Take back this person's last step, also one of an earlier session."""
        with self._lock:
            return self._changed(*self._ledger.undo())

    def redo(self) -> Change:
        """Make the last undone step again."""
        with self._lock:
            return self._changed(*self._ledger.redo())

    # Others

    def bring(
        self,
        sentence: str,
        edits: Sequence[Edit],
        also: Sequence[Record] = (),
        changes: Sequence[FieldChange] = (),
    ) -> None:
        """Save records that are stamped already as one step, as `Ledger.bring` does.

        They are on disk when it returns, and in `placed` after the next `refresh`: this may run
        on another thread than what reads `placed`.

        Raises:
            ReaderError: nothing was saved.
        """
        with self._lock:
            also = [*also, *self._upkeep.also()]
            records = self._ledger.bring(sentence, edits, also, changes)
            self._upkeep.saved(records, self.placed)

    # Keeping

    def refresh(self, most: int | None = None) -> Change:
        """Take in what other processes saved since the last look; save what could not be before.

        With `most`, about so many annotations at once, if that places each as it would be placed
        among all. Nothing, without waiting, while another thread saves.
        """
        if not self._lock.acquire(blocking=False):
            return Change("", more=True)
        try:
            waiting = bool(self.store.unsaved)
            most = most if self._upkeep.unchanged else None
            change = self._changed("Changed by another reader", (), most)
            if waiting and not self.store.unsaved:
                return replace(change, sentence="Saved: what was kept in memory is on the disk")
            return change or replace(change, sentence="")  # there may still be more
        finally:
            self._lock.release()

    @property
    def quiet(self) -> bool:
        """Whether `refresh` would surely change nothing, for a fraction of its price.

        Raises:
            ReaderError: the store cannot be read.
        """
        return not self._ledger.waiting and self.store.quiet

    def save_elsewhere(self, store: DocumentStore, rescue: SpillStore, actor: Actor) -> Change:
        """Save everything in another store, and go on there as `actor`, with its `rescue`.

        Raises:
            ReaderError: it cannot be saved there either; all is as it was.
        """
        with self._lock:
            self.store.move(store, rescue)
            self._ledger.count_by(actor)
            return self._changed("Saved", ())

    @property
    def fresh(self) -> bool:
        """True if there is something for `enrich` to do."""
        return self._upkeep.due

    def enrich(self) -> None:
        """Keep what finding the annotations again needs, as `Upkeep.run` does.

        For an idle moment, on any thread. No step that undo knows, and nothing that shows.
        """
        self._upkeep.run(self.placed, self._lock)

    # Inside

    def _edit(self, key: str, sentence: str, **fields: Any) -> Change:
        """Give fields of one annotation other values."""
        with self._lock:
            before = self.get(key).annotation
            edits: list[Edit] = [(before, replace(before, **fields))]
            return self._commit(sentence, edits, focus=key)

    def _settle(
        self, key: str, sentence: str, decide: Callable[[AnchoredAnnotation], Annotation]
    ) -> Change:
        """Give an annotation the target that a person decides on."""
        with self._lock:
            self._upkeep.follow(self.placed, self._lock)
            return self._edit(key, sentence, target=decide(self.get(key)).target)

    def _commit(
        self,
        sentence: str,
        edits: Sequence[Edit],
        *,
        focus: str | None = None,
        typing: str | None = None,
        text: str | None = None,
    ) -> Change:
        with self._lock:
            also = self._upkeep.also()
            records = self._ledger.commit(sentence, edits, typing=typing, also=also, text=text)
            return replace(self._changed(self.store.warning or sentence, records), focus=focus)

    def _changed(
        self, sentence: str, records: Sequence[Annotation | Speaker], most: int | None = None
    ) -> Change:
        """Take in records that were saved here, and what others have saved since the last look."""
        others = self._ledger.others(most)
        self._upkeep.saved(records, self.placed)
        ids = {r.id for r in records if isinstance(r, Annotation)}
        ids |= {key for key in others if key in self.store.annotations or key in self.placed}
        cast_ids = {r.id for r in records if isinstance(r, Speaker)}
        cast_ids |= {key for key in others if key in self.store.speakers}
        for speaker in cast_ids:
            ids |= self._standing.tally.said_by(speaker)
        if any(map(self.has_two_notes, others)):
            sentence = TWO_NOTES
        shown = self._standing.take(ids)
        more = self._ledger.waiting
        return Change(sentence, frozenset(shown), speakers=bool(cast_ids), more=more)
