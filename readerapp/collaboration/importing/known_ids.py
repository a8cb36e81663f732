"""Which id an imported annotation has here, where its file gives none.

`sharing.imports` makes ids of what the file says. Two things only the store knows: who imports a
file that names nobody, and which annotations came when ids were made of less.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from readerapp.anchoring.anchor import Anchor
from readerapp.anchoring.normalize import normalize
from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.collaboration.importing.draft import Draft
from readerapp.collaboration.importing.upsert import brought
from readerapp.core.model import Annotation, Annotator
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.interchange.importers.base import id_of

_NAMESPACE = uuid.UUID("5f1c2f0a-8f0e-4d7c-9a7b-2f6c1b0d9e35")


class KnownIds:
    """Finds the ids for the items of one file, each of them once."""

    def __init__(
        self, draft: Draft, placed: Mapping[str, AnchoredAnnotation], importer: Annotator
    ) -> None:
        self._draft = draft
        self._placed = placed
        self._importer = importer
        self._taken: set[str] = set()

    def known(self, item: ImportedAnnotation, anchor: Anchor) -> ImportedAnnotation:
        """`item`, which was found at `anchor`, with the id that it has here or will have."""
        if not item.earlier_key:
            return item
        earlier_id = id_of(item.earlier_key)
        if not item.creator.strip() and not item.created:
            # Nothing tells two people's tables apart but who imports them.
            item = replace(item, id=str(uuid.uuid5(_NAMESPACE, f"{item.id} {self._importer.id}")))
        earlier = self._draft.annotation(earlier_id)
        if (
            self._draft.annotation(item.id) is None
            and earlier is not None
            and earlier_id not in self._taken
            and self._same(earlier, item, anchor)
        ):
            self._taken.add(earlier_id)
            return replace(item, id=earlier_id)
        return item

    def _same(self, ours: Annotation, item: ImportedAnnotation, anchor: Anchor) -> bool:
        """Whether ours, which has the id that was made of less, is what `item` is."""
        maker = self._draft.annotator(ours.creator)
        if item.creator.strip() and not (
            maker and speaker_edits.is_same_name(maker.name, item.creator)
        ):
            return False
        if (ours.target is None) != (not item.exact):
            return False
        if ours.target is None:
            return brought(ours, item) or item.note in ours.note or ours.note in item.note
        here = self._placed.get(ours.id)
        if anchor.state == "orphaned" or (here is not None and not here.shown):
            return normalize(ours.target.exact).strip() == normalize(item.exact).strip()
        start, end = (here.start, here.end) if here else (ours.target.start, ours.target.end)
        return start < anchor.end and anchor.start < end
