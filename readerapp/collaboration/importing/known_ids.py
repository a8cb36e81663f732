"""Ids of imported annotations whose file does not give ids.

`interchange.importers` computes ids from the content of the file. This module handles the two
cases that need the store: a file that names no annotator, where the id depends on who imports
it, and annotations that were imported when ids were computed from fewer fields.
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
    """A mapping from the items of one file to their ids; each existing id is used only once."""

    def __init__(
        self, draft: Draft, placed: Mapping[str, AnchoredAnnotation], importer: Annotator
    ) -> None:
        self._draft = draft
        self._placed = placed
        self._importer = importer
        self._taken: set[str] = set()

    def known(self, item: ImportedAnnotation, anchor: Anchor) -> ImportedAnnotation:
        """Return `item` with the id that it has or will have in the store.

        Args:
            item: The imported annotation.
            anchor: Where its words were found.
        """
        if not item.earlier_key:
            return item
        earlier_id = id_of(item.earlier_key)
        if not item.creator.strip() and not item.created:
            # Two people may import equal tables without names: only the importer tells them apart.
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
        """Return True if `ours`, whose id was computed from fewer fields, is the same as `item`."""
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
