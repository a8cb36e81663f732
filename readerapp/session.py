"""ReadingSession: everything a person does to one document.

Each act validates, is on disk when the method returns, and answers with a frozen
`Change` that says what became different. Nothing here knows a screen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp import cast
from readerapp.anchoring import landmarks, make_target, with_twins
from readerapp.cast import Edit
from readerapp.documents import Document
from readerapp.ledger import Ledger
from readerapp.model import (
    COLOURS,
    Annotation,
    Annotator,
    ReaderError,
    Record,
    Speaker,
    new_id,
    now,
)
from readerapp.placing import Placed, place
from readerapp.store import DocumentStore


@dataclass(frozen=True, slots=True)
class Change:
    """What an act made different: a sentence for the status line, and which annotations."""

    sentence: str
    ids: frozenset[str] = frozenset()
    focus: str | None = None
    speakers: bool = False

    def __bool__(self) -> bool:
        return bool(self.ids) or self.speakers


class ReadingSession:
    """One person reading one document, with its annotations as they are on disk."""

    def __init__(
        self,
        document: Document,
        store: DocumentStore,
        annotator: Annotator,
        device: str,
        fingerprint: str,
    ) -> None:
        self.document = document
        self.fingerprint = fingerprint
        self.store = store
        self.annotator = annotator
        self._ledger = Ledger(store, annotator, device)
        self._placed: dict[str, Placed] = {}
        self._fresh: set[str] = set()  # targets made here that `enrich` has not seen
        self._place(store.annotations)

    # What there is

    @property
    def placed(self) -> Mapping[str, Placed]:
        """Every annotation that is not deleted, by id."""
        return self._placed

    @property
    def speakers(self) -> list[Speaker]:
        """The document's speakers, by name."""
        return cast.alive(self.store.speakers)

    @property
    def bin(self) -> list[Annotation]:
        """Deleted annotations, the last deleted first."""
        gone = [a for a in self.store.annotations.values() if a.deleted]
        return sorted(gone, key=lambda a: a.deleted or "", reverse=True)

    def in_order(self) -> list[Placed]:
        """Every annotation that is not deleted, by place."""
        return sorted(self._placed.values(), key=lambda p: p.order)

    def get(self, key: str) -> Placed:
        """The annotation `key`; ReaderError if it is not there (any more)."""
        try:
            return self._placed[key]
        except KeyError:
            raise ReaderError("This annotation is gone; u brings back what was deleted.") from None

    def speaker_name(self, annotation: Annotation) -> str:
        """The name of who said it, or an empty text."""
        speaker = self.store.speakers.get(annotation.speaker or "")
        return speaker.name if speaker and not speaker.deleted else ""

    def creator_name(self, annotation: Annotation) -> str:
        """The display name of who made it."""
        creator = self.store.annotators.get(annotation.creator)
        if creator is None and annotation.creator == self.annotator.id:
            creator = self.annotator
        return creator.name if creator else annotation.creator

    def speaker_called(self, name: str) -> Speaker | None:
        """The speaker with this name or alias; capitals do not matter."""
        return cast.called(self.store.speakers, name)

    def recent_speakers(self) -> list[Speaker]:
        """The speakers, the one that was tagged last first."""
        latest: dict[str, str] = {}
        for placed in self._placed.values():
            speaker = placed.annotation.speaker
            if speaker:
                latest[speaker] = max(latest.get(speaker, ""), placed.annotation.modified)
        return sorted(self.speakers, key=lambda s: latest.get(s.id, ""), reverse=True)

    def tags(self) -> list[str]:
        """Every tag in use, the most frequent first."""
        counts: dict[str, int] = {}
        for placed in self._placed.values():
            for tag in placed.annotation.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return sorted(counts, key=lambda tag: (-counts[tag], tag))

    @property
    def fresh(self) -> bool:
        """True if targets were made that `enrich` has not seen."""
        return bool(self._fresh)

    # Marking

    def highlight(
        self,
        start: int,
        end: int,
        *,
        colour: str = COLOURS[0],
        note: str = "",
        tags: Sequence[str] = (),
        speaker: str = "",
    ) -> Change:
        """Mark `[start, end)`; `speaker` is a name, new or known.

        Raises:
            ReaderError: the range is empty or outside the text, or it could not be saved.
        """
        self._check(colour)
        target = make_target(self.document.text, *self._range(start, end))
        edits, said_by = cast.named(self.store.speakers, speaker)
        time = now()
        annotation = Annotation(
            id=new_id(),
            target=target,
            colour=colour,
            note=note,
            tags=clean_tags(tags),
            speaker=said_by.id if said_by else None,
            creator=self.annotator.id,
            created=time,
            modified=time,
        )
        sentence = f"Highlighted in {colour}" + (f", said by {said_by.name}" if said_by else "")
        self._fresh.add(annotation.id)
        return self._commit(sentence, [*edits, (None, annotation)], focus=annotation.id)

    def note_document(self, note: str) -> Change:
        """Add a note on the document itself."""
        time = now()
        annotation = Annotation(
            id=new_id(), note=note, creator=self.annotator.id, created=time, modified=time
        )
        edits: list[Edit] = [(None, annotation)]
        return self._commit("Note on the document", edits, focus=annotation.id)

    def set_note(self, key: str, note: str) -> Change:
        """Write a note. Calls for one annotation in a row are one step until `end_typing`."""
        before = self.get(key).annotation
        if before.note == note:
            return Change("Saved")
        return self._commit(
            "Note saved", [(before, replace(before, note=note))], focus=key, typing=key
        )

    def end_typing(self) -> None:
        """The note editor was left: the next note is an undo step of its own."""
        self._ledger.end_typing()

    def set_colour(self, key: str, colour: str) -> Change:
        """Change the colour to one of COLOURS."""
        self._check(colour)
        before = self.get(key).annotation
        return self._commit(f"Now {colour}", [(before, replace(before, colour=colour))], focus=key)

    def set_tags(self, key: str, tags: Iterable[str]) -> Change:
        """Replace the tags; empty and repeated ones are dropped."""
        before = self.get(key).annotation
        after = replace(before, tags=clean_tags(tags))
        sentence = "Tags: " + ", ".join(after.tags) if after.tags else "No tags"
        return self._commit(sentence, [(before, after)], focus=key)

    def set_ends(self, key: str, start: int, end: int) -> Change:
        """Move a highlight's ends and keep its note, tags, colour and speaker."""
        before = self.get(key).annotation
        target = make_target(self.document.text, *self._range(start, end))
        self._fresh.add(key)
        return self._commit("Ends moved", [(before, replace(before, target=target))], focus=key)

    def delete(self, key: str) -> Change:
        """Put the annotation in the bin, with its note."""
        before = self.get(key).annotation
        after = replace(before, deleted=now())
        return self._commit("Deleted (u brings it back)", [(before, after)])

    def restore(self, key: str) -> Change:
        """Take an annotation out of the bin."""
        before = self.store.annotations.get(key)
        if before is None or not before.deleted:
            raise ReaderError("This annotation is not in the bin.")
        return self._commit("Restored", [(before, replace(before, deleted=None))], focus=key)

    # Speakers

    def set_speaker(self, keys: Collection[str], name: str) -> Change:
        """Tag annotations with who said them; an empty name takes the speaker away."""
        edits, speaker = cast.named(self.store.speakers, name)
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
        other = next((s for s in self.speakers if cast.same_name(s.name, name)), None)
        if other is not None and other.id != key:
            return self.merge_speakers(key, other.id)
        edit = cast.edited(self.store.speakers, key, name, role, aliases)
        return self._commit(f"{cast.clean_name(name)} saved everywhere", [edit])

    def merge_speakers(self, key: str, into: str) -> Change:
        """Two names are one person: all that `key` said is now said by `into`."""
        edits = cast.merged(self.store.speakers, self.store.annotations.values(), key, into)
        names = [cast.find(self.store.speakers, one).name for one in (key, into)]
        return self._commit(f"{names[0]} is now {names[1]} everywhere", edits)

    # Undo

    def undo(self) -> Change:
        """Take back this person's last step, also one of an earlier session."""
        return self._changed(*self._ledger.undo())

    def redo(self) -> Change:
        """Make the last undone step again."""
        return self._changed(*self._ledger.redo())

    # Others

    def refresh(self) -> Change:
        """Take in what other processes saved since the last look."""
        ids = self.store.refresh()
        if not ids:
            return Change("")
        self._ledger.reload()
        self._place(ids)
        speakers = any(key in self.store.speakers for key in ids)
        return Change("Changed by another reader", frozenset(ids), speakers=speakers)

    def enrich(self) -> None:
        """Keep what finding the new targets again needs: look-alikes, and landmarks of the text.

        Reads the whole text: for an idle moment, on any thread. Not a step that undo knows.
        """
        fresh, self._fresh = self._fresh, set()
        annotations = [self._placed[key].annotation for key in fresh if key in self._placed]
        targets = [a.target for a in annotations if a.target]
        if not targets:
            return
        whole = self.document.text.whole()
        found = with_twins(whole, targets)
        pairs = zip(annotations, found, strict=True)
        puts: list[Record] = [replace(a, target=t) for a, t in pairs if t.twins]
        record = self.store.record
        if not record.landmarks and record.fingerprint == self.fingerprint:
            puts.append(replace(record, landmarks=landmarks(whole)))
        if puts:
            self.store.commit(*puts)
            self._place(put.id for put in puts)

    def close(self) -> None:
        """Write the last checkpoint; everything was on disk before."""
        self.store.close()

    # Inside

    def _commit(
        self,
        sentence: str,
        edits: Sequence[Edit],
        *,
        focus: str | None = None,
        typing: str | None = None,
    ) -> Change:
        records = self._ledger.commit(sentence, edits, typing)
        return replace(self._changed(sentence, records), focus=focus)

    def _changed(self, sentence: str, records: Sequence[Annotation | Speaker]) -> Change:
        others, self._ledger.others = self._ledger.others, frozenset()
        ids = others | {r.id for r in records if isinstance(r, Annotation)}
        self._place(ids)
        speakers = any(isinstance(r, Speaker) for r in records)
        return Change(sentence, ids, speakers=speakers or bool(others & self.store.speakers.keys()))

    def _place(self, ids: Iterable[str]) -> None:
        """Find where annotations stand in the text; deleted ones leave the view."""
        alive = []
        for key in ids:
            annotation = self.store.annotations.get(key)
            if annotation is None or annotation.deleted:
                self._placed.pop(key, None)
            else:
                alive.append(annotation)
        record = self.store.record
        text = self.document.text
        unchanged = record.fingerprint == self.fingerprint
        for placed in place(alive, text, unchanged=unchanged, landmarks=record.landmarks):
            self._placed[placed.key] = placed

    def _range(self, start: int, end: int) -> tuple[int, int]:
        if not 0 <= start < end <= len(self.document.text):
            raise ReaderError("There is nothing to mark here; select some words first.")
        return start, end

    def _check(self, colour: str) -> None:
        if colour not in COLOURS:
            raise ReaderError(f"No colour is called {colour}; choose one of {', '.join(COLOURS)}.")


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without surrounding space, empty ones and repetitions, in their order."""
    return tuple(dict.fromkeys(tag for tag in (" ".join(t.split()) for t in tags) if tag))
