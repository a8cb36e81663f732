"""Notes and replies: edits, threads, and conflicts between concurrent edits.

If two people edit the same note at once, no text is lost that its writer has not seen.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from readerapp.annotations.change import Change
from readerapp.annotations.proposals import accept_changed
from readerapp.annotations.session_edits import SessionEdits
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, new_id, now
from readerapp.interchange.record_merge import (
    Alternative,
    Record,
    list_alternatives,
    resolve_field,
    stamp_changes,
)
from readerapp.text.phrases import count_noun


def stamp_edit(before: Record, after: Record, actor: str, text: str | None = None) -> Record:
    """Return `after` with the merge stamps of an edit of `before` by `actor`.

    Every other text in `before` stays beside the new one as an alternative. So does a deletion that
    the edit reverts without its writer's knowledge.

    Args:
        before: the record before the edit.
        after: the record after the edit.
        actor: the name that counts the edit.
        text: the note that the writer had in the editor, if `before` now shows another; None for
            the note of `before`.
    """
    stamped = stamp_changes(before, after, actor)
    if text is None:
        text = str(before.get("note", ""))
    elif before.get("deleted") and not after.get("deleted"):
        stamped = _keep(stamped, "deleted", list_alternatives(before, "deleted"), actor)
    if before.get("note") == after.get("note") and text == before.get("note"):
        return stamped
    known = (text, after.get("note"))
    others = [one for one in list_alternatives(before, "note") if one.value not in known]
    return _keep(stamped, "note", others, actor)


def _keep(record: Record, field: str, others: list[Alternative], actor: str) -> Record:
    """Return the record with `others` as alternatives to the value that `actor` has just set."""
    if not others:
        return record
    # An earlier value of this actor must not count as the same edit: it gets another actor name.
    apart = [
        replace(one, device=f"{actor}.{one.clock}") if one.device == actor else one
        for one in others
    ]
    return resolve_field(record, field, record[field], actor, others=apart)


TWO_NOTES = "Note also edited elsewhere · both texts kept, see Conflicts"
"""Status line for a person who has, or sees, a note with two texts."""

NOTE_SAVED = "Note saved"
"""Status line after a note was saved."""

NOT_DELETED = "Deleted elsewhere · your note keeps it, see Conflicts"
"""Status line for a person who has written a note that somebody else deleted meanwhile."""


class NoteEdits(SessionEdits):
    """Edits of notes and replies."""

    @abstractmethod
    def end_typing(self) -> None:
        """Make the next note an undo step of its own; called when the note editor closes."""

    def note_document(self, note: str) -> Change:
        """Add a note on the document itself; further typing in it belongs to the same step."""
        annotation = self._new(note)
        edits: list[Edit] = [(None, annotation)]
        focus = annotation.id
        return self._commit(NOTE_SAVED, edits, label="document note", focus=focus, typing=focus)

    def set_note(self, key: str, note: str, text: str | None = None) -> Change:
        """Replace the note of an annotation.

        Consecutive calls for one annotation are one undo step until `end_typing`. If somebody else
        has changed the note meanwhile, that text is kept beside the new one, as a conflict; so is a
        deletion.

        Args:
            key: id of the annotation.
            note: the new note.
            text: the note that the writer replaces; None for the stored one.
        """
        with self._lock:
            before = self.store.annotations.get(key)
            if before is None or (before.deleted and text is None):
                before = self.get(key).annotation
            after = replace(before, note=note, deleted=None)
            edits = accept_changed(self.store.speakers, [(before, after)], self.annotator.id)
            focus = self._focus(key)
            change = self._commit(
                NOTE_SAVED, edits, label="note edit", focus=focus, typing=key, text=text
            )
        conflict = self.conflict_in(key) if change.ids else ""
        return replace(change, sentence=conflict) if conflict else change

    def has_two_notes(self, key: str | None) -> bool:
        """Return whether a note has two texts, and nobody has resolved the conflict yet."""
        return "note" in self._also(key)

    def conflict_in(self, key: str | None) -> str:
        """Return the sentence on a note's conflict for its writer; empty if there is none."""
        if self.has_two_notes(key):
            return TWO_NOTES
        return NOT_DELETED if "deleted" in self._also(key) else ""

    def _also(self, key: str | None) -> Mapping[str, object]:
        """Return the fields of an annotation that have alternatives, with these."""
        annotation = self.store.annotations.get(key or "")
        also = annotation.merge.get("also") if annotation else None
        return also if isinstance(also, Mapping) else {}

    def reply(
        self, key: str, note: str, reply: str | None = None, text: str | None = None
    ) -> Change:
        """Reply to the annotation `key`, or to the thread that it is in.

        Args:
            key: id of an annotation or of a reply.
            note: the text of the reply.
            reply: the id for the reply; None for a new id. If a reply with this id exists, its note
                is replaced: consecutive calls are one undo step until `end_typing`.
            text: the note to replace in an existing reply, see `set_note`.

        Raises:
            ReaderError: the annotation is gone, or the reply could not be saved.
        """
        with self._lock:
            if reply and reply in self.store.annotations:
                return self.set_note(reply, note, text)
            answered = self.store.annotations.get(self.threads.root(key))
            self.embedded.refuse_edit(None, self.threads.root(key))
            if answered is None:
                raise ReaderError(
                    "The note that you reply to was deleted; the reply was not saved."
                )
            made = replace(
                self._new(note),
                id=reply or new_id(),
                target=answered.target,
                colour=answered.colour,
                reply_to=answered.id,
            )
            to = self.creator_name(answered) or "this"
            return self._commit(f"Reply to {to}", [(None, made)], label="reply", typing=made.id)

    def set_resolved(self, key: str, resolved: bool | None = None) -> Change:
        """Resolve or reopen a reply, or all replies of a thread by its first annotation.

        That one is resolved or reopened too if it was resolved before, in the file it comes from.

        Args:
            key: id of the reply, or of the thread's first annotation.
            resolved: the new state; None toggles: open if all of it is resolved.

        Raises:
            ReaderError: there is no reply, or it could not be saved.
        """
        with self._lock:
            one = self.get(key).annotation
            is_comment = key not in self.threads and one.resolved is not None
            thread = [one] if key in self.threads else self.threads.replies(key)
            if is_comment and key not in self.embedded:
                thread = [one, *thread]
            if not thread:
                raise ReaderError("There are no replies here to resolve.")
            if resolved is None:
                resolved = not all(reply.resolved for reply in thread)
            time = now() if resolved else ""
            edits: list[Edit] = [
                (reply, replace(reply, resolved=time))
                for reply in thread
                if bool(reply.resolved) != resolved
            ]
            nouns = ("comment", "comments") if is_comment else ("reply", "replies")
            count = count_noun(len(edits), *nouns)
            sentence = f"{count} resolved" if resolved else f"{count} reopened"
            label = f"{'resolving' if resolved else 'reopening'} of {count}"
            return self._commit(sentence, edits, label=label, focus=self._focus(key))

    def _focus(self, key: str) -> str | None:
        """Return the annotation to focus after an edit of `key`.

        None for a reply, which is displayed wherever its thread is.
        """
        return None if key in self.threads else key

    def _new(self, note: str) -> Annotation:
        time = now()
        creator = self.annotator.id
        return Annotation(id=new_id(), note=note, creator=creator, created=time, modified=time)
