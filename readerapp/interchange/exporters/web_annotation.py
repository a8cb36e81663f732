"""Web Annotation exporters: W3C Web Annotation JSON-LD and EPUB Annotations.

W3C Web Annotation (Recommendation, 2017): an AnnotationCollection as JSON-LD. Note, tags and
speaker are bodies with their purposes; the colour is the target's style class, with a style sheet
that defines it. The vocabulary has no terms for locator and anchor state; they are under a prefix
of our own, which other tools ignore.

EPUB Annotations 1.0 (W3C Working Draft, 2026): a set, as Thorium and Readium exchange it. The draft
has one body for each annotation, plain text, and six colours. Our two other colours are exported as
the nearest one, with their names beside it. A speaker is a tag `speaker:NAME`, which other programs
show. The words are both a text fragment, as in the draft, and a TextQuoteSelector, as in its
implementations. The draft has no replies: they are exported as comments on the same passage. The id
that they reply to, and offsets into our text, which mean nothing to other programs, are under our
own prefix.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from readerapp.core.model import COLOURS, Annotation, Target
from readerapp.interchange.annotation_view import (
    SPEAKER_TAG,
    AnnotationView,
    ExportSource,
    flatten_threads,
)
from readerapp.interchange.citation import one_line
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.bibliography import MEDIA_TYPES, parse_year, split_authors
from readerapp.interchange.exporters.json import dump_json

W3C_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PREFIX = "urn:x-readerapp:"
HIGHLIGHT_COLOURS = dict(
    zip(
        COLOURS,
        ("#fff59d", "#c5e1a5", "#90caf9", "#f8bbd0", "#ffcc80", "#ce93d8", "#80cbc4", "#ef9a9a"),
        strict=True,
    )
)
"""Background colours of the highlights on white paper."""


def write_w3c(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one collection with one page that holds every annotation, in order."""
    all_views = list(flatten_threads(views))
    head = {
        "@context": [W3C_CONTEXT, {"readerapp": PREFIX}],
        "id": f"{urn_of(source.id)}#annotations",
        "type": "AnnotationCollection",
        "label": source.label,
        "total": len(all_views),
    }
    yield (
        dump_json(head, indent=1)[:-2] + ',\n "first": {\n  "type": "AnnotationPage",\n  "items": ['
    )
    separator = "\n"
    for view in all_views:
        yield separator + dump_json(web_annotation_item(source, view))
        separator = ",\n"
    yield "\n]}}\n"


def web_annotation_item(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    """Return one annotation in the Web Annotation model."""
    annotation = view.annotation
    bodies = list(_bodies(view))
    item: dict[str, Any] = {
        "id": urn_of(annotation.id),
        "type": "Annotation",
        "motivation": "highlighting" if view.target else "commenting",
        "creator": {"id": urn_of(annotation.creator), "type": "Person", "name": view.creator},
        "created": annotation.created,
        "modified": annotation.modified,
        "body": bodies,
        "target": _target(source, view),
    }
    if view.thread_id:
        item |= {"motivation": "replying", "target": urn_of(view.thread_id)}
        item["readerapp:resolved"] = annotation.resolved or ""
        item["body"] = [body for body in bodies if body["purpose"] == "commenting"]
    elif view.target:
        item["stylesheet"] = {"type": "CssStylesheet", "value": _style(view.colour)}
        item["readerapp:state"] = view.state
    if view.locator:
        item["readerapp:locator"] = view.locator
    if annotation.place:
        item["readerapp:place"] = annotation.place
    item |= proposal_fields(annotation)
    return {key: value for key, value in item.items() if value not in ("", [])}


def proposal_fields(annotation: Annotation) -> dict[str, Any]:
    """Return the fields that say that an annotation is a proposal; none if it is no proposal."""
    if not annotation.is_proposal:
        return {}
    return {"readerapp:proposed": True, "readerapp:reason": annotation.reason or ""}


def urn_of(key: str) -> str:
    """Return an IRI for one of our ids; an id that is no UUID gets a UUID derived from it."""
    from uuid import NAMESPACE_OID, UUID, uuid5

    try:
        return UUID(key).urn
    except ValueError:
        return uuid5(NAMESPACE_OID, ascii(key)).urn


def _bodies(view: AnnotationView) -> Iterator[dict[str, str]]:
    note, kind = view.annotation.note, {"type": "TextualBody"}
    if note:
        yield {**kind, "purpose": "commenting", "value": note, "format": "text/markdown"}
    for tag in view.annotation.tags:
        yield {**kind, "purpose": "tagging", "value": tag}
    if view.speaker:
        yield {**kind, "purpose": "identifying", "value": view.speaker}


def _target(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    document = {"id": urn_of(source.id), "type": "Text", "dcterms:title": source.label}
    target = view.target
    if target is None:
        return document
    start, end = (view.start, view.end) if view.has_range else (target.start, target.end)
    quote = {
        "type": "TextQuoteSelector",
        "exact": target.exact,
        "prefix": target.prefix,
        "suffix": target.suffix,
    }
    return {
        "type": "SpecificResource",
        "source": document,
        "styleClass": view.colour,
        "selector": [quote, {"type": "TextPositionSelector", "start": start, "end": end}],
    }


def _style(colour: str) -> str:
    return (
        f".{colour} {{ background: {HIGHLIGHT_COLOURS[colour]} }}"
        if colour in HIGHLIGHT_COLOURS
        else ""
    )


EPUB_CONTEXT = "https://www.w3.org/ns/epub-anno.jsonld"
TEXT_FRAGMENTS = "https://wicg.github.io/scroll-to-text-fragment/"
NEAREST_EPUB_COLOUR = {"teal": "green", "red": "pink"}
"""Our colours that the draft does not have, with the nearest that it has."""

_MAX_WHOLE_FRAGMENT = 120
"""Code points up to which a text fragment holds all words; a longer one holds both ends."""

_FRAGMENT_END_WORDS = 6
"""Words at each end of a text fragment that does not hold all."""


def write_epub_anno(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one set with every annotation, in order."""
    head = {
        "@context": [EPUB_CONTEXT, {"readerapp": PREFIX}],
        "id": f"{urn_of(source.id)}#set",
        "type": "AnnotationSet",
        "generator": {"id": f"{PREFIX}reader", "type": "Software", "name": "readerapp"},
        "title": source.label,
        "about": _about(source),
    }
    yield dump_json(_without_empty(head), indent=1)[:-2] + ',\n "items": ['
    separator = "\n"
    for view in flatten_threads(views):
        yield separator + dump_json(_item(source, view))
        separator = ",\n"
    yield "\n]}\n"


def _about(source: ExportSource) -> dict[str, Any]:
    about = {
        "dc:identifier": [urn_of(source.id)],
        "dc:title": source.label,
        "dc:format": MEDIA_TYPES.get(source.format, ""),
        "dc:creator": split_authors(source.author),
        "dc:date": parse_year(source.date),
    }
    return _without_empty(about)


def _item(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    annotation = view.annotation
    person = {"id": urn_of(annotation.creator), "type": "Person", "name": view.creator}
    item = {
        "id": urn_of(annotation.id),
        "type": "Annotation",
        "motivation": "commenting" if annotation.note else "highlighting",
        "created": annotation.created,
        "modified": annotation.modified,
        "creator": _without_empty(person),
        "body": _body(view),
        "target": _epub_target(source, view),
        "readerapp:locator": view.locator,
        "readerapp:state": view.state if view.target else "",
        "readerapp:replyTo": urn_of(view.thread_id) if view.thread_id else "",
        "readerapp:resolved": annotation.resolved or "",
        "readerapp:place": annotation.place or "",
        **proposal_fields(annotation),
    }
    return _without_empty(item)


def _body(view: AnnotationView) -> dict[str, Any]:
    annotation = view.annotation
    speaker_tags = [SPEAKER_TAG + view.speaker] if view.speaker else []
    body: dict[str, Any] = {"type": "TextualBody", "value": annotation.note, "format": "text/plain"}
    if view.target:
        body["color"] = NEAREST_EPUB_COLOUR.get(view.colour, view.colour)
    if view.colour in NEAREST_EPUB_COLOUR:
        body["readerapp:colour"] = view.colour
    if tags := [*annotation.tags, *speaker_tags]:
        body["tags"] = tags
    return body


def _epub_target(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    target = view.target
    file = source.name if source.is_online else urn_of(source.id)
    if target is None:
        return {"source": file}
    start, end = (view.start, view.end) if view.has_range else (target.start, target.end)
    part = bisect_right(source.parts, start, key=lambda each: each[0]) - 1
    words = {"exact": target.exact, "prefix": target.prefix, "suffix": target.suffix}
    return {
        "source": source.parts[part][1] if part >= 0 else file,
        "selector": [
            {"type": "TextQuoteSelector", **words},
            {"type": "FragmentSelector", "conformsTo": TEXT_FRAGMENTS, "value": _fragment(target)},
        ],
        "readerapp:start": start,
        "readerapp:end": end,
    }


def _fragment(target: Target) -> str:
    """Return the words as a text fragment: whole words, separated by single spaces."""
    words = target.exact.split()
    before = one_line(re.sub(r"^\S*\s", "", target.prefix, count=1))
    after = one_line(re.sub(r"\s\S*$", "", target.suffix, count=1))
    long = len(target.exact) > _MAX_WHOLE_FRAGMENT and len(words) > 2 * _FRAGMENT_END_WORDS
    ends = [words[:_FRAGMENT_END_WORDS], words[-_FRAGMENT_END_WORDS:]] if long else [words]
    parts = [
        f"{_percent_encode(before)}-" if before else "",
        *(_percent_encode(" ".join(end)) for end in ends),
        f"-{_percent_encode(after)}" if after else "",
    ]
    return ":~:text=" + ",".join(part for part in parts if part)


def _percent_encode(words: str) -> str:
    """Percent-encode words, also dashes, which have a meaning in text fragments."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if part not in ("", [], {})}
