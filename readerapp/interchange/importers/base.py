"""Base types and helpers of the importers: imported annotations, stable ids, tolerant parsing.

`ImportedAnnotation` is an annotation in words, before it has a position in one of our texts.

Ids: an annotation whose file gives no id gets one from its document, position, words, kind, creator
and time, as far as the file has them. The fields that a person may edit (note, tags, colour,
speaker) are not part of it, so that an edit in the file is imported as a change of the same
annotation.

`collect_batch` parses item by item, so that an invalid item loses only itself.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, CONTEXT, Target
from readerapp.text.phrases import count_noun

_NAMESPACE = uuid.UUID("0c7d5a3e-6f0b-4d5e-9a53-5b0f2f9f8a61")

# Other tools' names of our colours.
_COLOUR_NAMES = {
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
    """An annotation that another program, or another user of readerapp, made.

    `id` is a UUID: the given one, or one derived from what identifies the annotation, so that
    importing the same file twice gives the same ids. A derived id comes with `earlier_key`, from
    which earlier versions derived the id, and by which a store may know the annotation; else
    `earlier_key` is empty. `start` and `end` are only hints (in code points, where that is known).

    `exact` is empty for a note on the whole document. `created` and `modified` are RFC 3339 in UTC
    or empty; `colour` is one of COLOURS; `document` is the title, path or URL in the file, and may
    be empty like all other strings; `author` is the author of that document, `place` where the
    annotation is in it, as the other program counts (`interchange.place`). A reply has the passage
    of the annotation that it replies to, whose `id` is `reply_to`. `file_id` is the UUID of an id
    that is unique only within its file (a row number): replies in the same file refer to the
    annotation by it. `proposed` says that it is a proposal of a program that nobody has accepted,
    and `reason` why the program proposes it.
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
    place: str = ""
    document: str = ""
    author: str = ""
    reply_to: str = ""
    resolved: str = ""
    earlier_key: str = ""
    file_id: str = ""
    proposed: bool = False
    reason: str = ""

    @property
    def is_position_alone(self) -> bool:
        """Return whether it has a position in the text but no words."""
        start, end = self.start, self.end
        return not self.exact and start is not None and end is not None and start < end

    @property
    def target(self) -> Target | None:
        """Return a target to find in a text; None for a note on the whole document."""
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


@dataclass(frozen=True, slots=True)
class ImportedReference:
    """An entry of a bibliography.

    Attributes:
        parts: the parts of the reference by name (`core.reference.LABELS`), as the file has them.
        files: the paths of its files, as the file has them.
    """

    parts: Mapping[str, str | Sequence[str]]
    files: Sequence[str] = ()

    def text(self, name: str) -> str:
        """Return a part that is one text; empty if the entry does not have it."""
        value = self.parts.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """The annotations of one file.

    `problems` are sentences on what was left out and why. `tables` is filled only for a store file
    of readerapp: its records as they are, for merging (tables `document`, `annotators`, `speakers`
    and `annotations`). `within` is set for formats that contain positions without words: called
    with the text of `document`, it returns the batch; until then `items` is empty. `definitions`
    are what tags mean, for the codebook; a tag that no annotation has may have an empty one.
    `references` are entries of a bibliography.
    """

    format: str
    items: tuple[ImportedAnnotation, ...] = ()
    problems: tuple[str, ...] = ()
    tables: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    document: str = ""
    within: Callable[[str], ImportBatch] | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)
    references: Sequence[ImportedReference] = ()


def decode_text(content: bytes, name: str) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a byte order mark.

    Args:
        content: the bytes of the file.
        name: the name of the file, for the message.

    Raises:
        ReaderError: it is neither.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise ReaderError(f"{name} is not UTF-8 text; save it as UTF-8.") from None


def stable_id(given: object, *parts: object) -> str:
    """Return `given` if it is a UUID (also as a URN), else a UUID derived from it.

    If `given` is empty, the UUID is derived from `parts`.
    """
    given_id = text_value(given)
    return as_uuid(given_id) or id_of(key_of(given_id) if given_id else key_of(*parts))


def as_uuid(given: str) -> str:
    """Return `given` in canonical form if it is a UUID, also as a URN; else an empty string."""
    if not given:
        return ""
    try:
        return str(uuid.UUID(given.removeprefix("urn:").removeprefix("uuid:")))
    except ValueError:
        return ""


def key_of(*parts: object) -> str:
    """Serialise JSON values into one string; equal values give equal strings."""
    return ascii([text_value(part) or repr(part) for part in parts])


def id_of(key: str) -> str:
    """Return the UUID derived from a key of `key_of`."""
    return str(uuid.uuid5(_NAMESPACE, key))


def text_value(value: object) -> str:
    """Return `value` with LF for CR LF if it is a string, else an empty string."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def text_values(value: object) -> tuple[str, ...]:
    """Return the strings in a list, each on one line, without empty and repeated ones.

    A value that is not a list counts as a list of one.
    """
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(
        dict.fromkeys(line for line in (" ".join(text_value(i).split()) for i in items) if line)
    )


def offset_value(value: object) -> int | None:
    """Return `value` if it can be an offset, else None; a string of digits counts as its number."""
    if isinstance(value, str) and len(value) < 16 and value.isascii() and value.isdigit():
        return int(value)
    return value if type(value) is int and value >= 0 else None


def mapping_value(value: object) -> Mapping[str, Any]:
    """Return `value` if it is a JSON object, else an empty mapping."""
    return value if isinstance(value, Mapping) else {}


def utc_time(value: object) -> str:
    """Convert a time to RFC 3339 in UTC; return an empty string if it cannot be parsed.

    Accepts ISO 8601 strings and seconds since 1970. A time without a time zone counts as UTC.

    >>> utc_time("2026-11-29T21:00+02:00")
    '2026-11-29T19:00:00.000000Z'
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
    """Return the nearest of COLOURS to a name or a `#rrggbb`; the first one for anything else.

    >>> nearest_colour("#0066ff")
    'blue'
    """
    name = text_value(value).strip().casefold()
    if name in COLOURS:
        return name
    if re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", name):
        return _nearest(*(int(name[i : i + 2], 16) for i in (1, 3, 5)))
    return _COLOUR_NAMES.get(name, COLOURS[0])


def _nearest(red: int, green: int, blue: int) -> str:
    from colorsys import rgb_to_hls

    hue, _, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.1:
        return COLOURS[0]  # greys
    degrees = hue * 360
    return min(
        _HUES, key=lambda name: min(abs(degrees - _HUES[name]), 360 - abs(degrees - _HUES[name]))
    )


def require_object(value: object) -> Mapping[str, Any]:
    """Return `value`, which must be a JSON object with content.

    Raises:
        ReaderError: it is something else.
    """
    if not isinstance(value, Mapping) or not value:
        raise ReaderError("it is not an object.")
    return value


def require_content(exact: str, note: str) -> None:
    """Check that an annotation has words or a note.

    Raises:
        ReaderError: it has neither.
    """
    if not exact and not note:
        raise ReaderError("it has neither a quotation nor a note.")


def tags_with_prefix(tags: Iterable[str], prefix: str) -> list[str]:
    """Return what is behind the prefix in the tags that have it.

    >>> tags_with_prefix(["rent", "speaker:Ada"], "speaker:")
    ['Ada']
    """
    return [tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)]


def annotation_of_fields(fields: Mapping[str, Any], tags: object) -> ImportedAnnotation:
    """Return the annotation in a row of `export` or `list --json`, without its id.

    Args:
        fields: the values by the names of the fields of `ImportedAnnotation`.
        tags: a list of the tags.

    Raises:
        ReaderError: it has neither a quotation nor a note.
    """
    exact, note = text_value(fields.get("exact")), text_value(fields.get("note"))
    require_content(exact, note)
    return ImportedAnnotation(
        id="",
        exact=exact,
        start=offset_value(fields.get("start")),
        end=offset_value(fields.get("end")),
        note=note,
        tags=text_values(tags),
        colour=nearest_colour(fields.get("colour")),
        speaker=text_value(fields.get("speaker")),
        creator=text_value(fields.get("creator")),
        created=utc_time(fields.get("created")),
        modified=utc_time(fields.get("modified")),
        locator=text_value(fields.get("locator")),
        place=text_value(fields.get("place")),
        document=text_value(fields.get("document")),
        author=text_value(fields.get("author")),
        reply_to=stable_id(fields["reply_to"]) if text_value(fields.get("reply_to")) else "",
        resolved=utc_time(fields.get("resolved")),
        proposed=fields.get("proposed") is True,
        reason=text_value(fields.get("reason")),
    )


# An IRI, or about as long as random ids of other programs (Hypothesis: 22 characters).
_unique = re.compile(r"[A-Za-z][\w+.-]*:\S+|\S{16,}")


def identified(
    item: ImportedAnnotation,
    given: object,
    *position: object,
    kind: object = "",
    earlier: tuple[object, ...],
) -> ImportedAnnotation:
    """Return `item` with its id.

    The id is `given` if no other file can have it: a UUID, an IRI or a similarly long id. A row
    number or the like identifies an annotation only together with everything else.

    Args:
        item: the annotation without an id.
        given: the id in the file, if any.
        *position: other data in the file on the position.
        kind: the kind of annotation; if empty, reply, highlight or note.
        earlier: the parts of the id in versions before 2026-12, for
            `ImportedAnnotation.earlier_key`.
    """
    given_id = text_value(given).strip()
    if as_uuid(given_id) or _unique.fullmatch(given_id):
        return replace(item, id=stable_id(given_id))
    kind = kind or ("reply" if item.reply_to else "highlight" if item.exact else "note")
    words = item.note if item.reply_to else item.exact or item.note
    key = (
        *(kind, item.document, item.locator, *([item.reply_to] if item.reply_to else [])),
        *(item.start, item.end, item.prefix, item.suffix, *position),
        "" if given_id and not item.exact else words,
        *(" ".join(item.creator.split()).casefold(), item.created, given_id),
    )
    earlier_key = key_of(given_id) if given_id else key_of(*earlier)
    file_id = stable_id(given_id) if given_id else ""
    return replace(item, id=id_of(key_of(*key)), earlier_key=earlier_key, file_id=file_id)


class DerivedIds:
    """Gives different ids to different annotations of one file whose derived ids are equal."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[object, str]] = {}

    def make_unique(self, item: ImportedAnnotation) -> ImportedAnnotation:
        """Return `item`, with another id if a different annotation before it has the same.

        Two with one position and one time are the same annotation, and the later one counts.
        Without a time, only annotations that are equal in all fields are the same.
        """
        if not item.earlier_key:
            return item
        ids = self._ids.setdefault(item.id, {})
        if item.created:
            identity: object = item.locator
        else:
            identity = replace(item, modified="") if item.modified else item
        if identity not in ids:
            ids[identity] = stable_id(None, item.id, len(ids)) if ids else item.id
        return item if ids[identity] == item.id else replace(item, id=ids[identity])


MAXIMUM_ANNOTATIONS = 200_000
"""The maximum number of annotations in one file.

They need 2 GB of memory, and this is what one durable save can hold.
"""

_LISTED_PROBLEMS = 20
"""Maximum number of problems that are listed one by one; the rest is counted."""
_MAXIMUM_CHARACTERS = 64 * 2**20
"""Maximum length of all quotations and notes together: a small file may repeat a long one."""


def limit_problems(problems: list[str]) -> list[str]:
    """Return the first problems, and how many more there are."""
    rest = len(problems) - _LISTED_PROBLEMS
    if rest <= 0:
        return problems
    return [*problems[:_LISTED_PROBLEMS], f"{rest} more items skipped for similar reasons."]


def collect_batch(
    format: str,  # noqa: A002 - the name of the field in ImportBatch
    values: Iterable[Any],
    parse: Callable[[Any], ImportedAnnotation | None],
) -> ImportBatch:
    """Parse values into a batch, one by one.

    Of two items with one id the later one is kept; a problem is reported if they differ.

    Args:
        format: the name of the format.
        values: the items of the file.
        parse: returns an annotation, or None for an item that is none (a bookmark, say); raises
            ReaderError for an item that it cannot use, which is reported as a problem.

    Raises:
        ReaderError: the quotations and notes together are too long.
    """
    items: dict[str, ImportedAnnotation] = {}
    problems: list[str] = []
    replaced = length = 0
    derived_ids = DerivedIds()
    for number, value in enumerate(values, 1):
        try:
            item = parse(value)
        except ReaderError as error:
            problems.append(f"Item {number} skipped: {error}")
            continue
        if item is not None:
            length += len(item.exact) + len(item.note)
            if length > _MAXIMUM_CHARACTERS:
                limit = f"{_MAXIMUM_CHARACTERS >> 20} million characters"
                raise ReaderError(f"Its quotations and notes are longer than {limit} together.")
            item = derived_ids.make_unique(item)
            replaced += items.pop(item.id, item) != item
            items[item.id] = item
    problems = limit_problems(problems)
    if replaced:
        noun = count_noun(replaced, "annotation")
        problems.append(f"{noun} repeated an id; the last one was used.")
    ids = {item.file_id: item.id for item in items.values() if item.file_id}
    linked = [
        replace(item, reply_to=ids[item.reply_to]) if item.reply_to in ids else item
        for item in items.values()
    ]
    return ImportBatch(format=format, items=tuple(linked), problems=tuple(problems))
