"""Notes and replies: what people write, each in words that stay their own.

Edits of a note that somebody else edits too: no text goes that its writer has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING

from readerapp.annotations.change import Change
from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, new_id, now
from readerapp.interchange.record_merge import (
    Alternative,
    Record,
    alternatives,
    resolve_field,
    stamp_changes,
)
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation


def stamp_edit(before: Record, after: Record, actor: str, text: str | None = None) -> Record:
    """`after` stamped as an edit of `before` by `actor`.

    `text` is the note that the writer had before them, if that is another one than `before`
    shows. Every other text that `before` holds stays beside the new one, and so does a deletion
    that the edit takes back without its writer knowing of it.
    """
    stamped = stamp_changes(before, after, actor)
    if text is None:
        text = str(before.get("note", ""))
    elif before.get("deleted") and not after.get("deleted"):
        stamped = _keep(stamped, "deleted", alternatives(before, "deleted"), actor)
    if before.get("note") == after.get("note") and text == before.get("note"):
        return stamped
    known = (text, after.get("note"))
    others = [one for one in alternatives(before, "note") if one.value not in known]
    return _keep(stamped, "note", others, actor)


def _keep(record: Record, field: str, others: list[Alternative], actor: str) -> Record:
    """The record with `others` beside the value of `field` that `actor` has just set."""
    if not others:
        return record
    # What this actor has set before must not count as the same edit.
    apart = [
        replace(one, device=f"{actor}.{one.clock}") if one.device == actor else one
        for one in others
    ]
    return resolve_field(record, field, record[field], actor, others=apart)


TWO_NOTES = "Changed elsewhere too: both texts are kept (Ctrl+P Conflicts)"
"""Told to whoever has, or sees, a note with two texts."""

NOT_DELETED = "Deleted elsewhere; your note keeps it (Ctrl+P Conflicts)"
"""Told to whoever has written a note on what somebody else has deleted meanwhile."""


class NoteActs(AnnotationSnapshot):
    """Writing notes and replies; how an act is saved is the session's."""

    _lock: RLock

    def get(self, key: str) -> AnchoredAnnotation:
        """The annotation `key`; ReaderError if it is not there (any more)."""
        raise NotImplementedError

    def end_typing(self) -> None:
        """The note editor was left: the next note is an undo step of its own."""
        raise NotImplementedError

    def _commit(
        self,
        sentence: str,
        edits: Sequence[Edit],
        *,
        focus: str | None = None,
        typing: str | None = None,
        text: str | None = None,
    ) -> Change:
        """Save edits as one step."""
        raise NotImplementedError

    def note_document(self, note: str) -> Change:
        """Add a note on the document itself; writing on in it is the same step."""
        annotation = self._new(note)
        edits: list[Edit] = [(None, annotation)]
        focus = annotation.id
        return self._commit("Note on the document", edits, focus=focus, typing=focus)

    def set_note(self, key: str, note: str, text: str | None = None) -> Change:
        """Write a note. Calls for one annotation in a row are one step until `end_typing`.

        `text` is what the writer replaces, None for what is stored. What somebody else has made
        of the note meanwhile is kept beside it, as a conflict; so is a deletion.
        """
        with self._lock:
            before = self.store.annotations.get(key)
            if before is None or (before.deleted and text is None):
                before = self.get(key).annotation
            edits: list[Edit] = [(before, replace(before, note=note, deleted=None))]
            focus = self._focus(key)
            change = self._commit("Note saved", edits, focus=focus, typing=key, text=text)
        conflict = self.conflict_in(key) if change.ids else ""
        return replace(change, sentence=conflict) if conflict else change

    def has_two_notes(self, key: str | None) -> bool:
        """Whether a note was changed in two places, and nobody has chosen one of the texts yet."""
        return "note" in self._also(key)

    def conflict_in(self, key: str | None) -> str:
        """What the writer of a note has to know, in a sentence; empty if there is no conflict."""
        if self.has_two_notes(key):
            return TWO_NOTES
        return NOT_DELETED if "deleted" in self._also(key) else ""

    def _also(self, key: str | None) -> Mapping[str, object]:
        """The fields of an annotation that have other values besides."""
        annotation = self.store.annotations.get(key or "")
        also = annotation.merge.get("also") if annotation else None
        return also if isinstance(also, Mapping) else {}

    def reply(
        self, key: str, note: str, reply: str | None = None, text: str | None = None
    ) -> Change:
        """Answer the annotation `key`, or the thread that it is in, with a note of one's own.

        `reply` is the id to give it. If there is one with that id, its note `text` is replaced:
        calls with it in a row are one step until `end_typing`.

        Raises:
            ReaderError: there is nothing to answer, or it could not be saved.
        """
        with self._lock:
            if reply and reply in self.store.annotations:
                return self.set_note(reply, note, text)
            answered = self.store.annotations.get(self.threads.root(key))
            if answered is None:
                raise ReaderError("What you answer is gone; nothing was written.")
            made = replace(
                self._new(note),
                id=reply or new_id(),
                target=answered.target,
                colour=answered.colour,
                reply_to=answered.id,
            )
            to = self.creator_name(answered) or "this"
            return self._commit(f"Reply to {to}", [(None, made)], typing=made.id)

    def set_resolved(self, key: str, resolved: bool | None = None) -> Change:
        """Settle a reply, or all of a thread by its first annotation; or open them again.

        None is the other of what it is: open if all of it is settled.

        Raises:
            ReaderError: there is no reply, or it could not be saved.
        """
        with self._lock:
            one = self.get(key).annotation
            thread = [one] if key in self.threads else self.threads.replies(key)
            if not thread:
                raise ReaderError("Nobody has replied to this; there is nothing to resolve.")
            if resolved is None:
                resolved = not all(reply.resolved for reply in thread)
            time = now() if resolved else ""
            edits: list[Edit] = [
                (reply, replace(reply, resolved=time))
                for reply in thread
                if bool(reply.resolved) != resolved
            ]
            count = count_noun(len(edits), "reply", "replies")
            sentence = f"{count} resolved" if resolved else f"{count} open again"
            return self._commit(sentence, edits, focus=self._focus(key))

    def _focus(self, key: str) -> str | None:
        """What shows an act on `key`: a reply is shown wherever its thread is."""
        return None if key in self.threads else key

    def _new(self, note: str) -> Annotation:
        time = now()
        creator = self.annotator.id
        return Annotation(id=new_id(), note=note, creator=creator, created=time, modified=time)
