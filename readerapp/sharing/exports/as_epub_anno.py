"""EPUB Annotations 1.0 (W3C Working Draft, 2026): a set, as Thorium and Readium exchange them.

The draft has one body for each annotation, plain text, and six colours. The two of our colours
that it lacks go out as the nearest one and keep their names beside it. A speaker is a tag
`speaker:NAME`, which other programs show. The words are a text fragment, as the draft has it, and
a TextQuoteSelector, as its implementations have it. It has no replies: they are comments on the
same passage. What they answer, and offsets into our text, which mean nothing to others, stand
under our own prefix.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from readerapp.model import Target
from readerapp.sharing.citation import one_line
from readerapp.sharing.entry import Entry, Source, flat
from readerapp.sharing.exports.as_json import dumps
from readerapp.sharing.exports.as_w3c import PREFIX, urn
from readerapp.sharing.exports.bibliography import MEDIA_TYPES, people, year
from readerapp.sharing.exports.grouping import Layout
from readerapp.sharing.tagging import SPEAKER_TAG

CONTEXT = "https://www.w3.org/ns/epub-anno.jsonld"
FRAGMENT = "https://wicg.github.io/scroll-to-text-fragment/"
NEAREST = {"teal": "green", "red": "pink"}
"""Our colours that the draft has not."""

_LONG = 120  # code points of words that a text fragment names whole; of longer ones both ends
_ENDS = 6  # words at either end


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """One set with every annotation, in order."""
    head = {
        "@context": [CONTEXT, {"readerapp": PREFIX}],
        "id": f"{urn(source.id)}#set",
        "type": "AnnotationSet",
        "generator": {"id": f"{PREFIX}reader", "type": "Software", "name": "readerapp"},
        "title": source.label,
        "about": _about(source),
    }
    yield dumps(_filled(head), indent=1)[:-2] + ',\n "items": ['
    between = "\n"
    for entry in flat(entries):
        yield between + dumps(_item(source, entry))
        between = ",\n"
    yield "\n]}\n"


def _about(source: Source) -> dict[str, Any]:
    about = {
        "dc:identifier": [urn(source.id)],
        "dc:title": source.label,
        "dc:format": MEDIA_TYPES.get(source.format, ""),
        "dc:creator": people(source.author),
        "dc:date": year(source.date),
    }
    return _filled(about)


def _item(source: Source, entry: Entry) -> dict[str, Any]:
    annotation = entry.annotation
    person = {"id": urn(annotation.creator), "type": "Person", "name": entry.creator}
    item = {
        "id": urn(annotation.id),
        "type": "Annotation",
        "motivation": "commenting" if annotation.note else "highlighting",
        "created": annotation.created,
        "modified": annotation.modified,
        "creator": _filled(person),
        "body": _body(entry),
        "target": _target(source, entry),
        "readerapp:locator": entry.locator,
        "readerapp:state": entry.state if annotation.target else "",
        "readerapp:replyTo": urn(entry.answers) if entry.answers else "",
        "readerapp:resolved": annotation.resolved or "",
    }
    return _filled(item)


def _body(entry: Entry) -> dict[str, Any]:
    annotation = entry.annotation
    said = [SPEAKER_TAG + entry.speaker] if entry.speaker else []
    body: dict[str, Any] = {"type": "TextualBody", "value": annotation.note, "format": "text/plain"}
    if annotation.target:
        body["color"] = NEAREST.get(annotation.colour, annotation.colour)
    if annotation.colour in NEAREST:
        body["readerapp:colour"] = annotation.colour
    if tags := [*annotation.tags, *said]:
        body["tags"] = tags
    return body


def _target(source: Source, entry: Entry) -> dict[str, Any]:
    target = entry.annotation.target
    file = source.name if source.is_online else urn(source.id)
    if target is None:
        return {"source": file}
    start, end = (entry.start, entry.end) if entry.placed else (target.start, target.end)
    part = bisect_right(source.parts, start, key=lambda each: each[0]) - 1
    words = {"exact": target.exact, "prefix": target.prefix, "suffix": target.suffix}
    return {
        "source": source.parts[part][1] if part >= 0 else file,
        "selector": [
            {"type": "TextQuoteSelector", **words},
            {"type": "FragmentSelector", "conformsTo": FRAGMENT, "value": _fragment(target)},
        ],
        "readerapp:start": start,
        "readerapp:end": end,
    }


def _fragment(target: Target) -> str:
    """The words as a text fragment: whole words, white space as one space."""
    words = target.exact.split()
    before = one_line(re.sub(r"^\S*\s", "", target.prefix, count=1))
    after = one_line(re.sub(r"\s\S*$", "", target.suffix, count=1))
    long = len(target.exact) > _LONG and len(words) > 2 * _ENDS
    ends = [words[:_ENDS], words[-_ENDS:]] if long else [words]
    parts = [
        f"{_coded(before)}-" if before else "",
        *(_coded(" ".join(end)) for end in ends),
        f"-{_coded(after)}" if after else "",
    ]
    return ":~:text=" + ",".join(part for part in parts if part)


def _coded(words: str) -> str:
    """Percent-encoded; so are dashes, which have a meaning there."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if part not in ("", [], {})}
