"""What the parts of a session need of it: how an annotation is found, and how edits are saved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING

from readerapp.annotations.snapshot import AnnotationSnapshot

if TYPE_CHECKING:
    from readerapp.annotations.anchor_maintenance import AnchorMaintenance
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.annotations.speaker_edits import Edit


class SessionEdits(AnnotationSnapshot, ABC):
    """The edits of one subject; `ReadingSession` implements how they are saved."""

    _anchors: AnchorMaintenance
    _lock: RLock

    @abstractmethod
    def get(self, key: str) -> AnchoredAnnotation:
        """Return the annotation with the id `key`.

        Raises:
            ReaderError: it is not there, or not any more.
        """

    @abstractmethod
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
        """Save edits as one undo step.

        Args:
            sentence: what the status line says afterwards, as a fact.
            edits: pairs of a record before (None: new) and after.
            label: the name of the undo step, which follows "Undid:".
            focus: id of the annotation to select afterwards.
            typing: id of the annotation whose note is being typed; consecutive saves with the same
                id are one step.
            text: the note that the edits replace.
        """
