"""Find a document that was renamed and edited at once, by what is left of its text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from readerapp.core.model import DocumentRecord
from readerapp.documents import Document
from readerapp.store import Store

MAX_COMPARED = 100
"""Maximum number of missing documents compared with a text: those of the nearest length."""

MIN_LANDMARKS = 3
"""Minimum number of landmarks that must be found: fewer may be in both texts by chance."""

SHORT_TEXT_LENGTH = 2400
"""Code points of the longest text that is recognised by the words around its highlights."""

_Share = tuple[float, DocumentRecord]
"""The share of an earlier text that is in this one, 0 to 1, and the record of the earlier one."""


def find_renamed_document(
    store: Store, document: Document, seen: DocumentRecord
) -> DocumentRecord | None:
    """Find the record of an earlier text of `document`, whose file no longer exists.

    At least half of its landmarks are in the text, and twice as many (as a share) as of any other;
    of several that are as likely, it is the only one with the title of `document`. A text too short
    for landmarks shares at least half of the words around its highlights.

    Args:
        store: where the earlier record is.
        document: the document as it is now.
        seen: describes the text as it is now.

    Returns:
        The record, or None if the match is not clear.

    Raises:
        StoreError: the store cannot be read.
    """
    candidates = [record for record in store.documents() if _is_gone(record)]
    candidates.sort(key=lambda record: abs(record.length - seen.length))
    read = [store.record(record.id) for record in candidates[:MAX_COMPARED]]
    missing = [record for record in read if record]
    shares = [*_by_landmarks(document, missing), *_by_highlights(store, document, missing)]
    best = max((share for share, _ in shares), default=0.0)
    likely = [record for share, record in shares if share * 2 > best]
    if best < 0.5:
        return None
    if len(likely) > 1:
        likely = [record for record in likely if record.title == seen.title]
    return likely[0] if len(likely) == 1 else None


def _by_landmarks(document: Document, missing: Sequence[DocumentRecord]) -> list[_Share]:
    """Compute the shares of landmarks that are in the text, where enough are found."""
    with_landmarks = [record for record in missing if len(record.landmarks) >= MIN_LANDMARKS]
    if not with_landmarks:
        return []
    from readerapp.anchoring.landmarks import count_present

    found = count_present(document.text.whole(), [record.landmarks for record in with_landmarks])
    return [
        (number / looked_at, record)
        for (number, looked_at), record in zip(found, with_landmarks, strict=True)
        if number >= MIN_LANDMARKS
    ]


def _by_highlights(
    store: Store, document: Document, missing: Sequence[DocumentRecord]
) -> list[_Share]:
    """Compute the shares for texts too short for landmarks, if about as long as this one."""
    length = len(document.text)
    short = [
        record
        for record in missing
        if len(record.landmarks) < MIN_LANDMARKS and length <= 2 * record.length <= 4 * length
    ]
    if length > SHORT_TEXT_LENGTH or not short:
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
    """Return whether its file existed and no longer does.

    A document with a URL can be fetched again. A missing folder may be on a disk that comes back,
    or on another machine. Neither counts as gone.
    """
    paths = [Path(name) for name in record.names]
    return (
        bool(paths)
        and not any("://" in name for name in record.names)
        and not any(path.exists() for path in paths)
        and paths[0].parent.is_dir()
    )
