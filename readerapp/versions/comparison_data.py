"""A comparison as data for programs: the object that `readerapp diff --json` prints."""

from __future__ import annotations

from typing import Any

from readerapp.documents import Document
from readerapp.versions.comparison import KINDS, TextChange
from readerapp.versions.document_comparison import DocumentComparison


def comparison_item(found: DocumentComparison) -> dict[str, Any]:
    """Return a comparison as the object that `diff --json` prints."""
    return {
        "old": _document_item(found.old),
        "new": _document_item(found.new),
        "since": found.since or None,
        "counts": {kind: found.changes.counts[kind] for kind in KINDS},
        "changes": [_change_item(found, change) for change in found.changes.changes],
    }


def _document_item(document: Document) -> dict[str, Any]:
    return {
        "document": document.names[0] if document.names else document.title,
        "title": document.title,
        "fingerprint": document.text.fingerprint(),
        "read": document.read or None,
    }


def _change_item(found: DocumentComparison, change: TextChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "paragraphs": change.paragraphs,
        "old_start": change.old_start,
        "old_end": change.old_end,
        "old_locator": found.old_locator(change) or None,
        "new_start": change.new_start,
        "new_end": change.new_end,
        "new_locator": found.new_locator(change) or None,
        "words": [
            {
                "kind": segment.kind,
                "start": segment.start,
                "end": segment.end,
                "text": (found.old if segment.kind == "removed" else found.new).text.slice(
                    segment.start, segment.end
                ),
            }
            for segment in change.words
        ],
    }
