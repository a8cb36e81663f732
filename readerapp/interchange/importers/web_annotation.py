"""Importer of W3C Web Annotation JSON-LD (2017) and EPUB Annotations 1.0 (working draft, 2026).

Reads one annotation, lists, pages, collections and sets. JSON-LD is parsed by its usual names, not
by its contexts: a file that renames them is not understood.

`html_to_text` converts notes in HTML to text. `html.parser` and libxml2 take quadratic time where
tags or attributes are not closed, and a note needs none of the errors repaired. Here each character
is visited a few times at most.

`select_passage` reads the selectors of the Web Annotation model, which several formats share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import SPEAKER_TAG
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    mapping_value,
    nearest_colour,
    offset_value,
    require_content,
    stable_id,
    tags_with_prefix,
    text_value,
    text_values,
    utc_time,
)

# No alternative matches beyond the next "<", so that unclosed tags take linear time.
_tag = re.compile(
    r"""<(?:/?+(?P<name>[A-Za-z][^\s<>/]*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*|[!?/][^<>]*+)>"""
)
_LINE_ELEMENTS = frozenset(("p", "br", "div", "li", "blockquote"))
"""Elements that begin on a new line."""
_number = re.compile(r"&#(?:[xX][0-9a-fA-F]{8,}+|[0-9]{8,}+);?")
"""Character references beyond Unicode: `unescape` would parse numbers of any size."""


def html_to_text(html: str) -> str:
    """Convert HTML to text: a line for each paragraph, without tags, comments and references.

    >>> html_to_text("<p>Yes &amp; <b>no</b></p>")
    'Yes & no'
    """
    text = _tag.sub(_line, _uncommented(html))
    return unescape(_number.sub("\ufffd", text)).strip()


def _line(tag: re.Match[str]) -> str:
    opens = not tag[0].startswith("</")
    return "\n" if opens and (tag["name"] or "").casefold() in _LINE_ELEMENTS else ""


def _uncommented(html: str) -> str:
    """Remove the comments from `html`; one that is not closed extends to the end."""
    pieces = []
    end = 0
    while (start := html.find("<!--", end)) >= 0:
        pieces.append(html[end:start])
        closed = html.find("-->", start + 4)
        if closed < 0:
            return "".join(pieces)
        end = closed + 3
    return "".join([*pieces, html[end:]])


_SELECTOR_DEPTH = 8
"""Maximum number of selectors that refine each other."""

# A text fragment (https://wicg.github.io/scroll-to-text-fragment/) with all of its words. One with
# only the first and the last words has a comma between them, and does not match.
_FRAGMENT = ":~:text="
_fragment = re.compile(r"(?:([^,&]*)-,)?([^,&-]+)(?:,-([^,&]*))?(?:&|$)")


class SelectedPassage(NamedTuple):
    """Words with their context and offsets (code points), as far as a target has them."""

    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


def select_passage(target: object) -> SelectedPassage:
    """Return the passage that a target selects; of several targets the first with words."""
    for candidate in target if isinstance(target, list) else [target]:
        selectors = list(_selectors(mapping_value(candidate).get("selector"), _SELECTOR_DEPTH))
        for quote in selectors:
            if _is(quote, "TextQuoteSelector") and (exact := text_value(quote.get("exact"))):
                around = text_value(quote.get("prefix")), text_value(quote.get("suffix"))
                return SelectedPassage(exact, *around, *_position(selectors))
        for fragment in selectors:
            written = text_value(fragment.get("value")).partition(_FRAGMENT)[2]
            if found := _fragment.match(written):
                before, exact, after = (unquote(part or "") for part in found.groups())
                return SelectedPassage(exact, before, after)
    return SelectedPassage()


def select_position(target: object) -> tuple[int | None, int | None]:
    """Return the offsets that a target selects without words; None for each that it has not."""
    for candidate in target if isinstance(target, list) else [target]:
        selectors = list(_selectors(mapping_value(candidate).get("selector"), _SELECTOR_DEPTH))
        if (position := _position(selectors)) != (None, None):
            return position
    return None, None


def _position(selectors: list[Mapping[str, Any]]) -> tuple[int | None, int | None]:
    for selector in selectors:
        if _is(selector, "TextPositionSelector"):
            start = offset_value(selector.get("start"))
            if start is not None:
                return start, offset_value(selector.get("end"))
    return None, None


def _is(selector: Mapping[str, Any], kind: str) -> bool:
    kinds = selector.get("type")
    return kind in (kinds if isinstance(kinds, list) else [kinds])


def _selectors(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield all selectors, refining ones before the refined one, because they are narrower."""
    for item in value if isinstance(value, list) else [value]:
        selector = mapping_value(item)
        if selector and depth:
            yield from _selectors(selector.get("refinedBy"), depth - 1)
            yield selector


_CONTAINER_KEYS = ("items", "first", "@graph")
_NESTING_DEPTH = 8  # levels; a list > collection > page > list > annotations has fewer


def is_web_annotation(value: Any) -> bool:
    """Return whether something in it has an annotation type, or holds annotations."""
    items = value if isinstance(value, list) else [value]
    return any(
        _types(item) & {"Annotation", "AnnotationPage", "AnnotationCollection", "AnnotationSet"}
        or "@graph" in mapping_value(item)
        for item in items[:50]
    )


def read_web_annotation(value: Any) -> ImportBatch:
    """Parse the annotations of a value for which `is_web_annotation` is true."""
    container = mapping_value(value)
    title = _localized_text(container.get("title")) or _localized_text(container.get("label"))
    title = _title_of(container.get("about")) or title

    items = [
        part for item in _annotations(value, _NESTING_DEPTH) for part in _with_one_target(item)
    ]
    by_id = {text_value(mapping_value(item).get("id")): mapping_value(item) for item in items}

    def parse(item: Any) -> ImportedAnnotation | None:
        return _item(item, title, by_id)

    return collect_batch("W3C Web Annotation", items, parse)


def _annotations(value: Any, depth: int) -> Iterator[Any]:
    """Yield the annotations in nested lists, collections, pages and sets."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _annotations(item, depth - 1)
    elif "Annotation" in _types(value) or not any(
        key in mapping_value(value) for key in _CONTAINER_KEYS
    ):
        yield value
    elif depth:
        for key in _CONTAINER_KEYS:
            content = value.get(key)
            if isinstance(content, dict | list):  # a page may be only a URL
                yield from _annotations(content, depth - 1)


def _with_one_target(value: Any) -> list[Any]:
    """Return an annotation of several passages as one for each; any other as it is.

    The first one keeps the id, so that it is the same as when only the first was read.
    """
    item = mapping_value(value)
    targets = item.get("target")
    if not isinstance(targets, list) or len(targets) < 2:
        return [value]
    by_passage = {select_passage(target): target for target in reversed(targets)}
    by_passage.pop(SelectedPassage(), None)
    if len(by_passage) < 2:
        return [value]
    given = text_value(item.get("id"))
    parts = []
    for number, target in enumerate(reversed(by_passage.values()), 1):
        key = given if number == 1 or not given else f"{given}#target-{number}"
        parts.append({**item, "id": key, "target": [target]})
    return parts


def _item(
    value: Any, title: str, by_id: Mapping[str, Mapping[str, Any]]
) -> ImportedAnnotation | None:
    item = mapping_value(value)
    if "Annotation" not in _types(item):
        raise ReaderError("it is not an annotation.")
    reply_to = _replied_to(item, by_id)
    if "replying" in _list(item.get("motivation")):  # its target is the annotation it replies to
        item = {**item, "target": by_id.get(reply_to, {}).get("target")}
    passage = select_passage(item.get("target"))
    notes, tags, speaker, colour = _bodies(item)
    note = "\n\n".join(notes)
    if item.get("motivation") == "bookmarking" and not note:
        return None  # a place where somebody stopped reading
    if not passage.exact and not note:
        start, end = select_position(item.get("target"))
        passage = passage._replace(start=start, end=end)
    if passage.start is None or passage.end is None:
        require_content(passage.exact, note)
    styles = [
        c
        for t in _list(item.get("target"))
        for c in text_values(mapping_value(t).get("styleClass"))
    ]
    document, target = _source(item.get("target")), mapping_value(item.get("target"))
    start, end = passage.start, passage.end
    if start is None:
        start = offset_value(target.get("readerapp:start"))
        end = offset_value(target.get("readerapp:end"))
    made = _maker(item)
    annotation = ImportedAnnotation(
        id="",
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        start=start,
        end=end,
        note=note,
        tags=tags,
        colour=nearest_colour(styles[0] if styles else colour),
        speaker=speaker,
        creator=made.creator,
        created=made.created,
        modified=made.modified,
        locator=text_value(item.get("readerapp:locator")),
        place=text_value(item.get("readerapp:place")),
        document=title or document,
        reply_to=stable_id(reply_to) if reply_to else "",
        resolved=utc_time(item.get("readerapp:resolved")),
        proposed=item.get("readerapp:proposed") is True,
        reason=text_value(item.get("readerapp:reason")),
    )
    earlier = document, passage.exact, note
    return identified(annotation, item.get("id"), kind=item.get("motivation"), earlier=earlier)


class _Maker(NamedTuple):
    creator: str
    created: str
    modified: str


def _maker(item: Mapping[str, Any]) -> _Maker:
    """Return who made an annotation and when; where it does not say, what its first body says."""
    own = _maker_of(item)
    written = [_maker_of(mapping_value(body)) for body in _list(item.get("body"))]
    first = next((maker for maker in written if any(maker)), own)
    times = own if own.created or own.modified else first
    return _Maker(own.creator or first.creator, times.created, times.modified)


def _maker_of(part: Mapping[str, Any]) -> _Maker:
    creator = next(iter(_list(part.get("creator"))), None)
    names = mapping_value(creator)
    name = _localized_text(names.get("name")) or text_value(names.get("nickname"))
    return _Maker(name, utc_time(part.get("created")), utc_time(part.get("modified")))


def _replied_to(item: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the id of the first annotation in the thread of a reply; empty if it is no reply."""
    if "replying" not in _list(item.get("motivation")):
        return text_value(item.get("readerapp:replyTo"))
    visited: list[str] = []
    while "replying" in _list(item.get("motivation")):
        target = next(iter(_list(item.get("target"))), "")
        about = mapping_value(target)
        found = text_value(target) or text_value(about.get("id")) or text_value(about.get("source"))
        if not found or found in visited:
            break
        visited.append(found)
        item = by_id.get(found, {})
    return visited[-1] if visited else ""


def _bodies(item: Any) -> tuple[list[str], tuple[str, ...], str, object]:
    """Return notes, tags, speaker and colour."""
    notes, speaker, colour = [text_value(item.get("bodyValue"))], "", None
    tags: list[str] = []
    makers = {
        name for body in _list(item.get("body")) if (name := _maker_of(mapping_value(body))[0])
    }
    for body in _list(item.get("body")):
        if isinstance(body, str):
            continue  # a URL
        for part in map(mapping_value, _list(body.get("items")) or [body]):
            purpose = part.get("purpose") or item.get("motivation")
            value = _localized_text(part.get("value"))
            if part.get("format") in ("text/html", "application/xhtml+xml"):
                value = html_to_text(value)
            for name in ("tags", "tag", "keyword"):  # in the draft, Thorium, Readium
                tags += text_values(part.get(name))
            colour = colour or part.get("readerapp:colour") or part.get("color")
            if purpose == "tagging":
                tags.append(value)
            elif purpose == "identifying":
                speaker = speaker or value.strip()
            elif value.strip():
                maker = _maker_of(mapping_value(body)).creator if len(makers) > 1 else ""
                notes.append(f"{maker}: {value}" if maker else value)
    speakers = tags_with_prefix(tags, SPEAKER_TAG)
    tags = [tag for tag in tags if not tag.startswith(SPEAKER_TAG)]
    speaker = speaker or "".join(speakers[:1])
    return [note for note in notes if note.strip()], text_values(tags), speaker, colour


def _source(target: Any) -> str:
    """Return the title or the URL of the annotated document."""
    for part in _list(target):
        if isinstance(part, str):
            return text_value(part)
        source = part.get("source", part)
        title = _title_of(source)
        if title or isinstance(source, str) or text_value(mapping_value(source).get("id")):
            return title or text_value(source) or text_value(mapping_value(source).get("id"))
    return ""


def _title_of(source: Any) -> str:
    names = mapping_value(source)
    return _localized_text(names.get("dcterms:title")) or _localized_text(names.get("dc:title"))


def _localized_text(value: Any) -> str:
    """Return a string, also from an object that has it beside its language."""
    localized = mapping_value(value)
    words = (localized.get(name) for name in ("text", "stringValue", "@value"))
    return text_value(value) or next(filter(None, map(text_value, words)), "")


def _types(value: Any) -> set[str]:
    item = mapping_value(value)
    return {kind for kind in _list(item.get("type", item.get("@type"))) if isinstance(kind, str)}


def _list(value: Any) -> list[Any]:
    """Return the value as a list of its objects and strings."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict | str)]
