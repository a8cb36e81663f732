"""Standing: the annotations of a session where they stand in the text, kept up to the store.

Replies stand nowhere of their own, but in their threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from readerapp.model import Annotation
from readerapp.session.places import Places
from readerapp.session.placing import Placed, place, stand_alike
from readerapp.session.repeats import had_repeats, on_their_words
from readerapp.session.tally import Tally
from readerapp.session.threads import Threads
from readerapp.session.unsaved import PatientStore
from readerapp.session.upkeep import Upkeep
from readerapp.text.source import Text


class Standing:
    """Every annotation that is not deleted and no reply, placed in `text`, and what they use."""

    def __init__(self, text: Text, store: PatientStore, upkeep: Upkeep) -> None:
        self._text, self._store, self._upkeep = text, store, upkeep
        self._binned: dict[str, Placed] = {}  # where those stood that were deleted meanwhile
        self.threads = Threads(store)
        self.places = Places(self._placed(store.annotations.values()))
        self.tally = Tally()
        for one in self.places.values():
            self.tally.change(None, one.annotation)

    def take(self, ids: Iterable[str]) -> set[str]:
        """Bring annotations up to the store; one whose target stayed stays where it stands.

        Returns the ids of all that are shown otherwise: `ids` and their threads.
        """
        affected = self.threads.take(ids)
        annotations, standing = self._store.annotations, []
        for key in affected:
            annotation = annotations.get(key)
            if annotation is None or annotation.deleted or key in self.threads:
                self._drop(key)
            else:
                standing.append(annotation)
        unplaced = []
        for annotation in standing:  # behind what was dropped, which may have been their thread's
            known = self._known(annotation)
            if known and stand_alike(known.annotation.target, annotation.target):
                # Judged alone, a passage that has moved might be judged otherwise than before.
                self._put(replace(known, annotation=annotation))
            else:
                unplaced.append(annotation)
        for placed in self._placed(unplaced):
            self._put(placed)
        return affected

    def _known(self, annotation: Annotation) -> Placed | None:
        """Where it stood last, or what it answered did."""
        for key in (annotation.id, annotation.reply_to or ""):
            if known := self.places.get(key) or self._binned.get(key):
                return known
        return None

    def _put(self, placed: Placed) -> None:
        before = self.places.get(placed.key)
        self.tally.change(before.annotation if before else None, placed.annotation)
        self.places.put(placed)
        self._binned.pop(placed.key, None)

    def _drop(self, key: str) -> None:
        if before := self.places.drop(key):
            self.tally.change(before.annotation, None)
            self._binned[key] = before

    def _placed(self, annotations: Iterable[Annotation]) -> Iterator[Placed]:
        alive = [one for one in annotations if not (one.deleted or one.id in self.threads)]
        record = self._upkeep.record
        found = place(
            alive, self._text, unchanged=self._upkeep.unchanged, landmarks=record.landmarks
        )
        if had_repeats(record) and not self._upkeep.unchanged:
            return on_their_words(self._text, found)
        return found
