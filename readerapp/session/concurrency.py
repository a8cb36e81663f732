"""Edits of a note that somebody else edits too: no text goes that its writer has not seen."""

from __future__ import annotations

from dataclasses import replace

from readerapp.sharing.merge import Alternative, Record, alternatives, settle, stamp


def stamp_edit(before: Record, after: Record, actor: str, text: str | None = None) -> Record:
    """`after` stamped as an edit of `before` by `actor`.

    `text` is the note that the writer had before them, if that is another one than `before`
    shows. Every other text that `before` holds stays beside the new one, and so does a deletion
    that the edit takes back without its writer knowing of it.
    """
    stamped = stamp(before, after, actor)
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
    return settle(record, field, record[field], actor, others=apart)
