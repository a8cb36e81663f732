"""W3C Web Annotation (Recommendation, 2017): an AnnotationCollection as JSON-LD.

Note, tags and speaker are bodies with their purposes; the colour is the target's style class,
with a style sheet that says what it looks like. Place and anchor state, for which the vocabulary
has no word, are under a prefix of our own that other tools ignore.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.model import COLOURS
from readerapp.sharing.entry import Entry, Source, flat
from readerapp.sharing.exports.as_json import dumps
from readerapp.sharing.exports.grouping import Layout

ANNO = "http://www.w3.org/ns/anno.jsonld"
PREFIX = "urn:x-readerapp:"
PAINT = dict(
    zip(
        COLOURS,
        ("#fff59d", "#c5e1a5", "#90caf9", "#f8bbd0", "#ffcc80", "#ce93d8", "#80cbc4", "#ef9a9a"),
        strict=True,
    )
)
"""Background colours of the highlights on white paper."""


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """One collection with one page that holds every annotation, in order."""
    every = list(flat(entries))
    head = {
        "@context": [ANNO, {"readerapp": PREFIX}],
        "id": f"{urn(source.id)}#annotations",
        "type": "AnnotationCollection",
        "label": source.label,
        "total": len(every),
    }
    yield dumps(head, indent=1)[:-2] + ',\n "first": {\n  "type": "AnnotationPage",\n  "items": ['
    between = "\n"
    for entry in every:
        yield between + dumps(item(source, entry))
        between = ",\n"
    yield "\n]}}\n"


def item(source: Source, entry: Entry) -> dict[str, Any]:
    """One annotation of the Web Annotation model."""
    annotation = entry.annotation
    bodies = list(_bodies(entry))
    found: dict[str, Any] = {
        "id": urn(annotation.id),
        "type": "Annotation",
        "motivation": "highlighting" if annotation.target else "commenting",
        "creator": {"id": urn(annotation.creator), "type": "Person", "name": entry.creator},
        "created": annotation.created,
        "modified": annotation.modified,
        "body": bodies,
        "target": _target(source, entry),
    }
    if entry.answers:
        found |= {"motivation": "replying", "target": urn(entry.answers)}
        found["readerapp:resolved"] = annotation.resolved or ""
        found["body"] = [body for body in bodies if body["purpose"] == "commenting"]
    elif annotation.target:
        found["stylesheet"] = {"type": "CssStylesheet", "value": _style(annotation.colour)}
        found["readerapp:state"] = entry.state
    if entry.locator:
        found["readerapp:locator"] = entry.locator
    return {key: value for key, value in found.items() if value not in ("", [])}


def urn(key: str) -> str:
    """An IRI for one of our ids; ids that are no UUIDs get one made of their text."""
    from uuid import NAMESPACE_OID, UUID, uuid5

    try:
        return UUID(key).urn
    except ValueError:
        return uuid5(NAMESPACE_OID, ascii(key)).urn


def _bodies(entry: Entry) -> Iterator[dict[str, str]]:
    note, kind = entry.annotation.note, {"type": "TextualBody"}
    if note:
        yield {**kind, "purpose": "commenting", "value": note, "format": "text/markdown"}
    for tag in entry.annotation.tags:
        yield {**kind, "purpose": "tagging", "value": tag}
    if entry.speaker:
        yield {**kind, "purpose": "identifying", "value": entry.speaker}


def _target(source: Source, entry: Entry) -> dict[str, Any]:
    document = {"id": urn(source.id), "type": "Text", "dcterms:title": source.label}
    target = entry.annotation.target
    if target is None:
        return document
    start, end = (entry.start, entry.end) if entry.placed else (target.start, target.end)
    quote = {
        "type": "TextQuoteSelector",
        "exact": target.exact,
        "prefix": target.prefix,
        "suffix": target.suffix,
    }
    return {
        "type": "SpecificResource",
        "source": document,
        "styleClass": entry.annotation.colour,
        "selector": [quote, {"type": "TextPositionSelector", "start": start, "end": end}],
    }


def _style(colour: str) -> str:
    return f".{colour} {{ background: {PAINT[colour]} }}" if colour in PAINT else ""
