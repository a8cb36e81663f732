"""Facts that are evidence for a quotation: what is around the words, who marked them when.

Those that identify the version of the document are in `document_facts`.
"""

from __future__ import annotations

from typing import Any

from readerapp.interchange.annotation_view import AnnotationView, ExportSource, mark_signature
from readerapp.interchange.citation import one_line
from readerapp.interchange.passage import sentence_after, sentence_before
from readerapp.text.source import Text


def passage_facts(view: AnnotationView, text: Text | None) -> dict[str, str]:
    """Return the facts about the place and the marking of an annotation; none is empty.

    Args:
        view: the annotation.
        text: the text that its offsets refer to; None if it is not at hand.
    """
    facts = {}
    if text and view.has_range:
        facts = {
            "Before": one_line(sentence_before(text, view.start)),
            "After": one_line(sentence_after(text, view.end)),
            "Characters": f"{view.start} to {view.end}",
        }
    facts["Marked by"] = one_line(mark_signature(view))
    return {name: fact for name, fact in facts.items() if fact}


def evidence_item(source: ExportSource, view: AnnotationView, text: Text | None) -> dict[str, Any]:
    """Return the evidence for an annotation as a JSON object; what is not known is null.

    Args:
        source: the document.
        view: the annotation.
        text: as in `passage_facts`.
    """
    page, line = view.page_and_line
    around = text if view.has_range else None
    return {
        "sha256": source.digest or None,
        "file_sha256": source.file_digest or None,
        "read": source.read or None,
        "modified": source.modified or None,
        "page": page or None,
        "line": line or None,
        "before": one_line(sentence_before(around, view.start)) if around else None,
        "after": one_line(sentence_after(around, view.end)) if around else None,
    }
