"""Ids for annotations of files that give none of their own.

Without an id an annotation is told apart by its document, place, words, kind, creator and time, as
far as the file knows them. What a person may edit (note, tags, colour, speaker) is no part of it,
so that an edit in the file arrives as a change of the same annotation.
"""

from __future__ import annotations

import re
from dataclasses import replace

from readerapp.sharing.imports.imported import Imported, as_uuid, id_of, key_of, stable_id, text

# An IRI, or at least as long as what programs draw at random (Hypothesis: 22 characters).
_unique = re.compile(r"[A-Za-z][\w+.-]*:\S+|\S{16,}")


def identified(
    item: Imported, given: object, *place: object, kind: object = "", earlier: tuple[object, ...]
) -> Imported:
    """`item` with its id.

    That is `given` if no other file can have it: a UUID, an IRI or something as long. A row number
    or the like tells apart only together with everything else. `place` is what else the file says
    of the place, `kind` of the kind (else: a highlight or a note). `earlier` are the parts of
    the id that versions before 2026-12 made, for `Imported.earlier_key`.
    """
    theirs = text(given).strip()
    if as_uuid(theirs) or _unique.fullmatch(theirs):
        return replace(item, id=stable_id(theirs))
    kind = kind or ("reply" if item.reply_to else "highlight" if item.exact else "note")
    words = item.note if item.reply_to else item.exact or item.note
    key = (
        *(kind, item.document, item.locator, *([item.reply_to] if item.reply_to else [])),
        *(item.start, item.end, item.prefix, item.suffix, *place),
        "" if theirs and not item.exact else words,
        *(" ".join(item.creator.split()).casefold(), item.created, theirs),
    )
    known = key_of(theirs) if theirs else key_of(*earlier)
    file_id = stable_id(theirs) if theirs else ""
    return replace(item, id=id_of(key_of(*key)), earlier_key=known, file_id=file_id)


class Copies:
    """Tells the annotations of one file apart that have the same id, made here."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[object, str]] = {}

    def told_apart(self, item: Imported) -> Imported:
        """`item`, with another id if one before it had the same and is another annotation.

        Two at one place and of one time are one, of which the later counts. Without a time only
        what is alike in everything is.
        """
        if not item.earlier_key:
            return item
        known = self._ids.setdefault(item.id, {})
        if item.created:
            face: object = item.locator
        else:
            face = replace(item, modified="") if item.modified else item
        if face not in known:
            known[face] = stable_id(None, item.id, len(known)) if known else item.id
        return item if known[face] == item.id else replace(item, id=known[face])
