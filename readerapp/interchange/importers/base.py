"""What an import brings: annotations in words, before they have a place in one of our texts.

Ids for annotations of files that give none of their own.

Without an id an annotation is told apart by its document, place, words, kind, creator and time, as
far as the file knows them. What a person may edit (note, tags, colour, speaker) is no part of it,
so that an edit in the file arrives as a change of the same annotation.

Reading item after item, so that a bad one costs itself only.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, CONTEXT, Target
from readerapp.text.phrases import count_noun

_NAMESPACE = uuid.UUID("0c7d5a3e-6f0b-4d5e-9a53-5b0f2f9f8a61")

# What other tools call colours that we have under another name.
_ALIKE = {
    **dict.fromkeys(("gold", "lemon", "light-yellow"), "yellow"),
    **dict.fromkeys(("lime", "olive", "light-green"), "green"),
    **dict.fromkeys(("cyan", "turquoise", "aqua"), "teal"),
    **dict.fromkeys(("magenta", "rose", "lightpink"), "pink"),
    **dict.fromkeys(("violet", "lilac"), "purple"),
    **dict.fromkeys(("sky", "light-blue", "navy"), "blue"),
}
_HUES = {
    "yellow": 52, "green": 110, "teal": 172, "blue": 215, "purple": 275, "pink": 325, "red": 0,
    "orange": 32,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAnnotation:
    """An annotation that another program, or another reader, made.

    `id` is a UUID: theirs, or one made of what tells the annotation apart, so that the same file
    twice brings the same ids. Then `earlier_key` is what earlier versions made the id of, by which
    a store may know it; else it is empty. `start` and `end` are only hints (code points where we
    know).
    `exact` is empty for a note on the whole document. `created` and `modified` are RFC 3339 in
    UTC or empty; `colour` is one of COLOURS; `document` is the title, path or address that the
    file names, and may be empty like all the other texts. A reply has the passage of what it
    answers, whose `id` is `reply_to`. `file_id` is the UUID of an id that is no one's alone (a row
    number): by it replies in the same file refer to the annotation.
    """

    id: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    colour: str = COLOURS[0]
    speaker: str = ""
    creator: str = ""
    created: str = ""
    modified: str = ""
    locator: str = ""
    document: str = ""
    reply_to: str = ""
    resolved: str = ""
    earlier_key: str = ""
    file_id: str = ""

    @property
    def target(self) -> Target | None:
        """A target to be found in a text; None for a note on the whole document."""
        if not self.exact:
            return None
        start = self.start or 0
        return Target(
            start=start,
            end=start + len(self.exact),
            exact=self.exact,
            prefix=self.prefix[-CONTEXT:],
            suffix=self.suffix[:CONTEXT],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """What one file holds.

    `problems` says, a sentence each, what was left out and why. `tables` is filled for a
    reader's own store file only: its records as they are, for merging (tables `document`,
    `annotators`, `speakers` and `annotations`). `within` is there for formats that know places
    only, and makes the batch when it is given the text of `document`; `items` is empty until then.
    """

    format: str
    items: tuple[ImportedAnnotation, ...] = ()
    problems: tuple[str, ...] = ()
    tables: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    document: str = ""
    within: Callable[[str], ImportBatch] | None = None


def stable_id(given: object, *parts: object) -> str:
    """`given` if it is a UUID (also as a urn), else one made of it or, without it, of `parts`."""
    theirs = text_value(given)
    return as_uuid(theirs) or id_of(key_of(theirs) if theirs else key_of(*parts))


def as_uuid(given: str) -> str:
    """`given` in the usual form if it is a UUID, also as a urn; else empty."""
    if not given:
        return ""
    try:
        return str(uuid.UUID(given.removeprefix("urn:").removeprefix("uuid:")))
    except ValueError:
        return ""


def key_of(*parts: object) -> str:
    """One text for values of JSON, the same for the same ones."""
    return ascii([text_value(part) or repr(part) for part in parts])


def id_of(key: str) -> str:
    """The id that follows from what `key_of` made."""
    return str(uuid.uuid5(_NAMESPACE, key))


def text_value(value: object) -> str:
    """`value` with lines that end in a newline if it is a text, else an empty one."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def text_values(value: object) -> tuple[str, ...]:
    """The texts in a list, on one line each, without empty and repeated ones."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(
        dict.fromkeys(line for line in (" ".join(text_value(i).split()) for i in items) if line)
    )


def offset_value(value: object) -> int | None:
    """`value` if it can be an offset, else None; a text of digits counts as its number."""
    if isinstance(value, str) and len(value) < 16 and value.isascii() and value.isdigit():
        return int(value)
    return value if type(value) is int and value >= 0 else None


def mapping_value(value: object) -> Mapping[str, Any]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def utc_time(value: object) -> str:
    """A time as RFC 3339 in UTC; empty if it cannot be read.

    Takes ISO 8601 texts and seconds since 1970. A time without a zone counts as UTC.
    """
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            return ""
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def nearest_colour(value: object) -> str:
    """Our colour that is nearest to a name or a `#rrggbb`; the first one for anything else."""
    name = text_value(value).strip().casefold()
    if name in COLOURS:
        return name
    if re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", name):
        return _nearest(*(int(name[i : i + 2], 16) for i in (1, 3, 5)))
    return _ALIKE.get(name, COLOURS[0])


def _nearest(red: int, green: int, blue: int) -> str:
    from colorsys import rgb_to_hls

    hue, _, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.1:
        return COLOURS[0]  # greys
    turned = hue * 360
    return min(
        _HUES, key=lambda name: min(abs(turned - _HUES[name]), 360 - abs(turned - _HUES[name]))
    )


# An IRI, or at least as long as what programs draw at random (Hypothesis: 22 characters).
_unique = re.compile(r"[A-Za-z][\w+.-]*:\S+|\S{16,}")


def identified(
    item: ImportedAnnotation,
    given: object,
    *place: object,
    kind: object = "",
    earlier: tuple[object, ...],
) -> ImportedAnnotation:
    """`item` with its id.

    That is `given` if no other file can have it: a UUID, an IRI or something as long. A row number
    or the like tells apart only together with everything else. `place` is what else the file says
    of the place, `kind` of the kind (else: a highlight or a note). `earlier` are the parts of
    the id that versions before 2026-12 made, for `Imported.earlier_key`.
    """
    theirs = text_value(given).strip()
    if as_uuid(theirs) or _unique.fullmatch(theirs):
        return replace(item, id=stable_id(theirs))
    kind = kind or ("reply" if item.reply_to else "highlight" if item.exact else "note")
    words = item.note if item.reply_to else item.exact or item.note
    key = (
        *(kind, item.document, item.locator, *([item.reply_to] if item.reply_to else [])),
        *(item.start, item.end, item.prefix, item.suffix, *place),
        "" if theirs and not item.exact else words,
        *(" ".join(item.creator.split()).casefold(), item.created, theirs),
    )
    known = key_of(theirs) if theirs else key_of(*earlier)
    file_id = stable_id(theirs) if theirs else ""
    return replace(item, id=id_of(key_of(*key)), earlier_key=known, file_id=file_id)


class Copies:
    """Tells the annotations of one file apart that have the same id, made here."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[object, str]] = {}

    def told_apart(self, item: ImportedAnnotation) -> ImportedAnnotation:
        """`item`, with another id if one before it had the same and is another annotation.

        Two at one place and of one time are one, of which the later counts. Without a time only
        what is alike in everything is.
        """
        if not item.earlier_key:
            return item
        known = self._ids.setdefault(item.id, {})
        if item.created:
            face: object = item.locator
        else:
            face = replace(item, modified="") if item.modified else item
        if face not in known:
            known[face] = stable_id(None, item.id, len(known)) if known else item.id
        return item if known[face] == item.id else replace(item, id=known[face])


_TOLD = 20  # problems said one by one; the rest is counted
_MOST_WORDS = 64 * 2**20  # characters of quotations and notes: a small file may repeat a long one


def collect_batch(
    format: str,  # noqa: A002 - the word of Batch
    values: Iterable[Any],
    parse: Callable[[Any], ImportedAnnotation | None],
) -> ImportBatch:
    """The batch of what `parse` makes of each value.

    `parse` returns None for what is no annotation (a bookmark, say), and raises ReaderError for
    what it cannot use. Of two items with one id the later stays; it is told if they differ.

    Raises:
        ReaderError: the quotations and notes together are too long to be kept.
    """
    items: dict[str, ImportedAnnotation] = {}
    problems: list[str] = []
    replaced = length = 0
    copies = Copies()
    for number, value in enumerate(values, 1):
        try:
            item = parse(value)
        except ReaderError as error:
            problems.append(f"Item {number} was left out: {error}")
            continue
        if item is not None:
            length += len(item.exact) + len(item.note)
            if length > _MOST_WORDS:
                limit = f"{_MOST_WORDS >> 20} million characters"
                raise ReaderError(f"Its quotations and notes are longer than {limit} together.")
            item = copies.told_apart(item)
            replaced += items.pop(item.id, item) != item
            items[item.id] = item
    if len(problems) > _TOLD:
        rest = len(problems) - _TOLD
        problems[_TOLD:] = [f"{rest} more items were left out for reasons like these."]
    if replaced:
        those = count_noun(replaced, "annotation")
        problems.append(f"Of {those} there is a later one with the same id; that one counts.")
    ids = {item.file_id: item.id for item in items.values() if item.file_id}
    joined = [
        replace(item, reply_to=ids[item.reply_to]) if item.reply_to in ids else item
        for item in items.values()
    ]
    return ImportBatch(format=format, items=tuple(joined), problems=tuple(problems))
