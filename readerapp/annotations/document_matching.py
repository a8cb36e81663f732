"""A document that was edited and renamed at once: found by what is left of its text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from readerapp.core.model import DocumentRecord
from readerapp.documents import Document
from readerapp.store import Store

MOST = 100
"""Lost documents that are compared with a text: those of the nearest length."""

FEWEST = 3
"""Landmarks that must be found: fewer may be in both texts by chance."""

SHORT = 2400
"""Code points of the longest text that is told by what stands around its highlights."""

_Share = tuple[float, DocumentRecord]
"""How much of a text that is gone stands in this one, 0 to 1, and what is known of it."""


def find_renamed_document(
    store: Store, document: Document, seen: DocumentRecord
) -> DocumentRecord | None:
    """What the store knows as another, earlier text of `document`, whose file is gone.

    It has at least half of its landmarks in the text, and twice as many (as a share) as any
    other; of several that are as likely, the only one with the title of `document`. A text too
    short for landmarks has at least half of itself around its highlights. None if it is not
    clear. `seen` describes the text as it is now.

    Raises:
        StoreError: the store cannot be read.
    """
    gone = [record for record in store.documents() if _is_gone(record)]
    gone.sort(key=lambda record: abs(record.length - seen.length))
    read = [store.record(record.id) for record in gone[:MOST]]
    lost = [record for record in read if record]
    shares = [*_by_landmarks(document, lost), *_by_highlights(store, document, lost)]
    best = max((share for share, _ in shares), default=0.0)
    likely = [record for share, record in shares if share * 2 > best]
    if best < 0.5:
        return None
    if len(likely) > 1:
        likely = [record for record in likely if record.title == seen.title]
    return likely[0] if len(likely) == 1 else None


def _by_landmarks(document: Document, lost: Sequence[DocumentRecord]) -> list[_Share]:
    told = [record for record in lost if len(record.landmarks) >= FEWEST]
    if not told:
        return []
    from readerapp.anchoring.landmarks import count_present

    found = count_present(document.text.whole(), [record.landmarks for record in told])
    return [
        (number / looked_at, record)
        for (number, looked_at), record in zip(found, told, strict=True)
        if number >= FEWEST
    ]


def _by_highlights(
    store: Store, document: Document, lost: Sequence[DocumentRecord]
) -> list[_Share]:
    """The same for texts too short for landmarks, if they are about as long as this one."""
    length = len(document.text)
    short = [
        record
        for record in lost
        if len(record.landmarks) < FEWEST and length <= 2 * record.length <= 4 * length
    ]
    if length > SHORT or not short:
        return []
    from readerapp.anchoring.landmarks import share_around

    text = document.text.whole()
    shares = []
    for record in short:
        marked = store.open(record).annotations.values()
        targets = [one.target for one in marked if one.target and not one.deleted]
        shares.append((share_around(text, targets), record))
    return shares


def _is_gone(record: DocumentRecord) -> bool:
    """Whether its file was there and is not any more.

    What has an address may be fetched again, and a folder that is not there may be on a disk
    that comes back, or on another machine.
    """
    paths = [Path(name) for name in record.names]
    return (
        bool(paths)
        and not any("://" in name for name in record.names)
        and not any(path.exists() for path in paths)
        and paths[0].parent.is_dir()
    )
