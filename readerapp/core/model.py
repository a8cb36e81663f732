"""The nouns of the product: frozen records, their validation and their dict form.

Offsets are Unicode code points into a document's text, half-open ``[start, end)``.
Every record keeps the fields it does not know in ``extra``, so that a file written
by a newer version, or by another tool, loses nothing on its way through ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal, Self

from readerapp.core.errors import ReaderError

SCHEMA = 1
"""Version of the store's file format."""

COLOURS = ("yellow", "green", "blue", "pink", "orange", "purple", "teal", "red")
"""Names of the highlight colours, in the order of the keys 1 to 8."""

CONTEXT = 64
"""Code points of context kept on each side of a target."""

AnchorState = Literal["exact", "drifted", "orphaned"]
STATES: tuple[AnchorState, ...] = ("exact", "drifted", "orphaned")


class RecordError(ReaderError):
    """A record that is not what the file format says."""


def new_id() -> str:
    """A fresh UUID as text."""
    from uuid import uuid4  # half of what it costs to start; only new records need it

    return str(uuid4())


def now() -> str:
    """The time as RFC 3339 in UTC with microseconds, so that text order is time order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all stored records share: an identity, a dict form and unknown fields kept."""

    id: str
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON-ready data; unknown fields stand beside ours."""
        return _to_dict(self, self.extra)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The record that `data` describes.

        Raises:
            RecordError: a known field is missing or has the wrong type.
        """
        record = cls(**_arguments(cls, data))
        record.validate()
        return record

    def validate(self) -> None:
        """Raise RecordError if a field does not hold what the format promises."""
        _require(isinstance(self.id, str) and self.id != "", "id must be a text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How a range of the text is found again: a position and a quotation with its context.

    `start` and `end` are code points. `prefix` and `suffix` hold up to `CONTEXT` code points.
    `twins` are starts of other places that `exact` could be mistaken for.
    As the TextPositionSelector and TextQuoteSelector of the W3C Web Annotation Data Model.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    twins: tuple[int, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The target as JSON-ready data."""
        return _to_dict(self, self.extra)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """The target that `data` describes; RecordError if it is not one."""
        if not isinstance(data, Mapping):
            raise RecordError("target must be an object")
        target = cls(**_arguments(cls, data))
        _require(
            all(type(n) is int for n in (target.start, target.end, *target.twins)),
            "offsets must be whole numbers",
        )
        _require(0 <= target.start <= target.end, "a target must not end before it starts")
        _require(
            all(isinstance(t, str) for t in (target.exact, target.prefix, target.suffix)),
            "a quotation must be text",
        )
        return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Record):
    """A highlight (it targets a range) or a document note (its target is None).

    One with `reply_to` answers another annotation, whose id that is; its target is what the other
    one's was then. `resolved` says when somebody settled it; it is empty if it was opened again.
    Records that have neither are written without them, as they were before there were replies.
    """

    target: Target | None = None
    colour: str = COLOURS[0]
    note: str = ""
    tags: tuple[str, ...] = ()
    speaker: str | None = None
    creator: str = ""
    created: str = ""
    modified: str = ""
    deleted: str | None = None
    reply_to: str | None = None
    resolved: str | None = None
    merge: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The annotation that `data` describes; RecordError if it is not one."""
        target = data.get("target")
        if target is not None:
            data = {**data, "target": Target.from_dict(target)}
        return super(Annotation, cls).from_dict(data)

    def validate(self) -> None:
        """Raise RecordError if a field does not hold what the format promises."""
        super(Annotation, self).validate()
        texts = (self.colour, self.note, self.creator, self.created, self.modified, *self.tags)
        _require(all(isinstance(text, str) for text in texts), "a field that is text is not")
        optional = (self.speaker, self.deleted, self.reply_to, self.resolved)
        _require(all(v is None or isinstance(v, str) for v in optional), "must be text or null")
        _require(isinstance(self.merge, Mapping), "merge must be an object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker(Record):
    """Who said a passage; one per person per document. `deleted` marks a merged-away name."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    deleted: str | None = None
    merge: Mapping[str, Any] = field(default_factory=dict)

    def validate(self) -> None:
        """Raise RecordError if a field does not hold what the format promises."""
        super(Speaker, self).validate()
        texts = (self.name, self.role, *self.aliases)
        _require(all(isinstance(text, str) for text in texts), "a name must be text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator(Record):
    """Whoever makes annotations."""

    name: str

    def validate(self) -> None:
        """Raise RecordError if a field does not hold what the format promises."""
        super(Annotator, self).validate()
        _require(isinstance(self.name, str), "a name must be text")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Record):
    """What the store knows of a document: whose annotations these are, found by content.

    `extraction` names what made the text that the offsets count in; empty if that is not known.
    """

    schema: int = SCHEMA
    title: str = ""
    fingerprint: str = ""
    folded: str = ""
    length: int = 0
    format: str = "text"
    names: tuple[str, ...] = ()
    extraction: str = ""
    landmarks: tuple[tuple[str, int], ...] = ()

    def validate(self) -> None:
        """Raise RecordError if a field does not hold what the format promises."""
        super(DocumentRecord, self).validate()
        _require(type(self.schema) is int and type(self.length) is int, "must be a whole number")
        facts = (self.title, self.fingerprint, self.folded, self.format, self.extraction)
        texts = (*facts, *self.names)
        _require(all(isinstance(text, str) for text in texts), "a field that is text is not")


_LEFT_OUT = ("reply_to", "resolved")
"""Fields that are not written while they are None."""


def _to_dict(record: Record | Target, extra: Mapping[str, Any]) -> dict[str, Any]:
    values = ((name, getattr(record, name)) for name in _known(type(record)))
    ours = {name: _plain(v) for name, v in values if v is not None or name not in _LEFT_OUT}
    return {**extra, **ours}


def _arguments(kind: type[Record | Target], data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `kind` found in `data`, checked for presence, and the rest as `extra`."""
    known = _known(kind)
    for name, (needed, _) in known.items():
        if needed and name not in data:
            raise RecordError(f"{kind.__name__.lower()}: {name} is missing")
    arguments: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known:
            extra[name] = value
        elif known[name][1]:
            _require(isinstance(value, (list, tuple)), f"{name} must be a list")
            arguments[name] = _tuple(value)
        else:
            arguments[name] = value
    arguments["extra"] = extra
    return arguments


_fields_of: dict[type, dict[str, tuple[bool, bool]]] = {}


def _known(kind: type[Record | Target]) -> dict[str, tuple[bool, bool]]:
    """The fields of `kind` by name: whether each must be there, and whether it is a list."""
    if kind in _fields_of:
        return _fields_of[kind]
    _fields_of[kind] = {
        f.name: (
            f.default is MISSING and f.default_factory is MISSING,
            str(f.type).startswith("tuple"),
        )
        for f in fields(kind)
        if f.name != "extra"
    }
    return _fields_of[kind]


def _plain(value: object) -> object:
    if isinstance(value, Target):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _tuple(value: object) -> object:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise RecordError(sentence)
