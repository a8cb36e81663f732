"""The speakers of an open document: who said an annotation, and edits of speakers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from readerapp.annotations import speaker_edits
from readerapp.annotations.change import Change
from readerapp.annotations.proposals import accept_changed
from readerapp.annotations.session_edits import SessionEdits
from readerapp.core.model import Speaker
from readerapp.text.phrases import count_noun


class SpeakerEdits(SessionEdits):
    """The part of a session that sets, edits and merges speakers."""

    def speaker_called(self, name: str) -> Speaker | None:
        """Find the speaker with this name or alias, ignoring case.

        Returns:
            The speaker, or None if there is none with this name.
        """
        return speaker_edits.find_by_name(self.store.speakers, name)

    def recent_speakers(self) -> list[Speaker]:
        """Return the speakers, the most recently tagged first."""
        return sorted(self.speakers, key=lambda s: self._anchors.usage.latest(s.id), reverse=True)

    def set_speaker(self, keys: Collection[str], name: str) -> Change:
        """Set the speaker of annotations by name; an empty name removes the speaker."""
        with self._lock:
            made, speaker = speaker_edits.get_or_create(self.store.speakers, name)
            annotations = [self.get(key).annotation for key in keys]
            tagged = [(one, speaker_edits.with_speaker(one, speaker)) for one in annotations]
            edits = [*made, *accept_changed(self.store.speakers, tagged, self.annotator.id)]
            sentence = f"Speaker: {speaker.name}" if speaker else "Speaker removed"
            focus = next(iter(keys)) if len(keys) == 1 else None
            label = speaker_edits.label_of_choice(speaker)
            return self._commit(sentence, edits, label=label, focus=focus)

    def edit_speaker(
        self,
        key: str,
        *,
        name: str,
        role: str = "",
        aliases: Iterable[str] = (),
        labelled: Sequence[Speaker] = (),
    ) -> Change:
        """Rename a speaker everywhere, or set role and aliases.

        The old name stays as an alias. If another speaker has the new name, the two are merged.

        Args:
            key: id of the speaker.
            name: the name.
            role: the role.
            aliases: other names of the same person.
            labelled: speakers whom only labels of the text name; edited, they get a record.
        """
        with self._lock:
            speakers = self._with_labelled(labelled)
            other = next(
                (
                    s
                    for s in speaker_edits.active_speakers(speakers)
                    if speaker_edits.is_same_name(s.name, name)
                ),
                None,
            )
            if other is not None and other.id != key:
                return self.merge_speakers(key, other.id, labelled=labelled)
            before, after = speaker_edits.edit_speaker(speakers, key, name, role, aliases)
            sentence, label = f"Saved: {after.name}", f"edit of {after.name}"
            if before.name != after.name:
                said = len(self._anchors.usage.said_by(key))
                highlights = f" in {count_noun(said, 'highlight')}" if said else ""
                sentence = f"Renamed to {after.name}{highlights}"
                label = f"rename to {after.name}"
            edits = speaker_edits.store_labelled([(before, after)], labelled)
            return self._commit(sentence, edits, label=label)

    def merge_speakers(self, key: str, into: str, *, labelled: Sequence[Speaker] = ()) -> Change:
        """Merge two speakers: everything that `key` said is now said by `into`.

        Args:
            key: id of the speaker whose name becomes an alias.
            into: id of the speaker whose name stays.
            labelled: speakers whom only labels of the text name; merged, they get a record or
                become an alias.
        """
        with self._lock:
            speakers = self._with_labelled(labelled)
            edits = speaker_edits.merge_speakers(
                speakers, self.store.annotations.values(), key, into
            )
            gone, kept = (speaker_edits.find(speakers, one).name for one in (key, into))
            said = len(self._anchors.usage.said_by(key))
            highlights = f" · {count_noun(said, 'highlight')}" if said else ""
            edits = speaker_edits.store_labelled(edits, labelled)
            sentence = f"Merged {gone} into {kept}{highlights}"
            return self._commit(sentence, edits, label=f"merge of {gone}")

    def _with_labelled(self, labelled: Iterable[Speaker]) -> dict[str, Speaker]:
        return {**self.store.speakers, **{speaker.id: speaker for speaker in labelled}}
