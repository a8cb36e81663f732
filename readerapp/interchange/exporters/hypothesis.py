"""Hypothesis exporter: the JSON that its client exports, and imports ("Import" in its sidebar).

Its import keeps the quoted words, note and tags, so speaker and colour are exported as tags
(`speaker:NAME`, `colour:NAME`), and so is that something is a proposal of a program
(`readerapp:proposed`); the person who imports becomes the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.core.model import now
from readerapp.interchange.annotation_view import (
    COLOUR_TAG,
    PROPOSED_TAG,
    SPEAKER_TAG,
    AnnotationView,
    ExportSource,
    flatten_threads,
)
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.json import dump_json
from readerapp.interchange.exporters.web_annotation import urn_of


def write_hypothesis(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one export file, an annotation a line."""
    head = {"export_date": now(), "export_userid": "", "client_version": "readerapp"}
    yield dump_json(head)[:-1] + ', "annotations": ['
    separator = "\n"
    for view in flatten_threads(views):
        yield separator + dump_json(_item(source, view))
        separator = ",\n"
    yield "\n]}\n"


def _item(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    annotation, uri = view.annotation, _uri(source)
    tags = list(annotation.tags)
    if view.speaker:
        tags.append(SPEAKER_TAG + view.speaker)
    if view.target:
        tags.append(COLOUR_TAG + view.colour)
    if view.is_proposal:
        tags.append(PROPOSED_TAG)
    item: dict[str, Any] = {
        "id": annotation.id,
        "uri": uri,
        "user": f"acct:{''.join(view.creator.split()) or 'unknown'}@readerapp",
        "user_info": {"display_name": view.creator or None},
        "created": annotation.created,
        "updated": annotation.modified,
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "text": annotation.note,
        "tags": tags,
        "document": {"title": [source.label]},
        "target": [{"source": uri, **_selectors(view)}],
        "readerapp:locator": view.locator,
        "readerapp:state": view.state,
    }
    if view.is_proposal and annotation.reason:
        item["readerapp:reason"] = annotation.reason
    if annotation.place:
        item["readerapp:place"] = annotation.place
    if view.thread_id:  # in Hypothesis a reply has no passage of its own, and so no colour
        item |= {"references": [view.thread_id], "tags": [], "target": [{"source": uri}]}
        item["readerapp:resolved"] = annotation.resolved or None
    return item


def _selectors(view: AnnotationView) -> dict[str, Any]:
    target = view.target
    if target is None:
        return {}
    start, end = (view.start, view.end) if view.has_range else (target.start, target.end)
    quote = {"exact": target.exact, "prefix": target.prefix, "suffix": target.suffix}
    return {
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", **quote},
        ]
    }


def _uri(source: ExportSource) -> str:
    """Return the URL that the document was opened with, else a URN of its own."""
    return source.name if source.is_online else urn_of(source.id)
