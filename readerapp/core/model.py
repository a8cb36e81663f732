"""The data model: frozen records for annotations, speakers, annotators and documents.

The module validates the records and converts them to and from dicts. Offsets are Unicode code
points into a document's text, half-open ``[start, end)``. Every record keeps its unknown fields
in ``extra``, so a file written by a newer version, or by another tool, loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

from readerapp.core.errors import ReaderError

SCHEMA = 1
"""Version of the store's file format."""

COLOURS = ("yellow", "green", "blue", "pink", "orange", "purple", "teal", "red")
"""Names of the highlight colours, in the order of the keys 1 to 8."""

CONTEXT = 64
"""Code points of context stored on each side of a target."""

AnchorState = Literal["exact", "drifted", "orphaned"]
STATES: tuple[AnchorState, ...] = ("exact", "drifted", "orphaned")
_NAME_FAULT = "a name must be text"
STATE_NAMES: dict[AnchorState, str] = {
    "exact": "unchanged",
    "drifted": "text changed",
    "orphaned": "text not found",
}
"""The words for the states on screens and in human output; JSON and filters have those above."""


class RecordError(ReaderError):
    """An error for a record that does not follow the file format."""


def new_id() -> str:
    """Return a new UUID as text."""
    from uuid import uuid4  # half of the startup time; only new records need it

    return str(uuid4())


def now() -> str:
    """Return the time as RFC 3339 in UTC with microseconds, so text order is time order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The base of all stored records, with an id and unknown fields.

    Attributes:
        id: The id, not empty.
        extra: Fields that this version does not know; written back unchanged.
    """

    id: str
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data, with its unknown fields."""
        return _to_dict(self, self.extra)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Create a record from `data`.

        Raises:
            RecordError: A known field is missing or has the wrong type.
        """
        record = cls(**_arguments(cls, data))
        record.validate()
        return record

    def validate(self) -> None:
        """Raise RecordError if a field does not follow the file format."""
        _require(isinstance(self.id, str) and self.id != "", "id must be a text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The range of an annotation: a position, and a quotation with context to find it again.

    The fields follow the TextPositionSelector and TextQuoteSelector of the W3C Web Annotation Data
    Model.

    Attributes:
        start: Offset of the first code point.
        end: Offset after the last code point.
        exact: The quoted text.
        prefix: Up to `CONTEXT` code points before it.
        suffix: Up to `CONTEXT` code points after it.
        twins: Start offsets of look-alikes: other ranges that `exact` could be mistaken for.
        extra: Fields that this version does not know; written back unchanged.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    twins: tuple[int, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the target as JSON-ready data."""
        return _to_dict(self, self.extra)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Create a target from `data`.

        Raises:
            RecordError: `data` does not describe a target.
        """
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
    """A highlight (with a target) or a document note (without one).

    Records without a reply, a resolution, a place or a proposal are written without these fields,
    as they were before there were any.

    Attributes:
        target: The annotated range; None for a document note. A reply has the target that the other
            annotation had at that time.
        colour: Name of the colour.
        note: Text of the note.
        tags: Tags.
        speaker: Id of the speaker, or None.
        creator: Id of the annotator.
        created: Time of creation.
        modified: Time of the last change.
        deleted: Time of deletion, or None.
        reply_to: Id of the annotation that this one replies to, or None.
        resolved: Time at which it was resolved; empty if it was reopened; None if it never was.
        place: Where it is in the book of another program, as its file says it ("Chapter 1, p. 13
            of 300"); None if it was not imported, or the file does not say.
        proposed: Whether a program made it, and a person had or has to accept it.
        proposed_speaker: Name of the speaker of a proposal, who has no record before it is
            accepted; empty if a person chose another one, None if it had a record already.
        reason: Why the program proposes it, or None.
        accepted: Time at which a person accepted the proposal; None if nobody did.
        accepted_by: Id of the annotator who accepted it, or None.
        withdrawn: Time at which its program took it back: the time of that deletion. A deletion at
            another time is a person's no.
        merge: Edit clocks and conflicting values, see `interchange.record_merge`.
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
    place: str | None = None
    proposed: bool = False
    proposed_speaker: str | None = None
    reason: str | None = None
    accepted: str | None = None
    accepted_by: str | None = None
    withdrawn: str | None = None
    merge: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_proposal(self) -> bool:
        """Return whether it is a proposal of a program that nobody has accepted yet."""
        return self.proposed and not self.accepted

    @property
    def is_rejected(self) -> bool:
        """Return whether a program proposed it, and a person deleted it, before or after a yes."""
        return self.proposed and self.deleted is not None and self.deleted != self.withdrawn

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Create an annotation from `data`.

        Raises:
            RecordError: `data` does not describe an annotation.
        """
        target = data.get("target")
        if target is not None:
            data = {**data, "target": Target.from_dict(target)}
        return super(Annotation, cls).from_dict(data)

    def validate(self) -> None:
        """Raise RecordError if a field does not follow the file format."""
        super(Annotation, self).validate()
        texts = (self.colour, self.note, self.creator, self.created, self.modified, *self.tags)
        _require(all(isinstance(text, str) for text in texts), "a field that is text is not")
        proposal = (self.proposed_speaker, self.reason, self.accepted, self.accepted_by)
        links = (self.speaker, self.reply_to)
        times = (self.deleted, self.resolved, self.withdrawn)
        optional = (*links, *proposal, *times, self.place)
        _require(all(v is None or isinstance(v, str) for v in optional), "must be text or null")
        _require(isinstance(self.proposed, bool), "proposed must be true or false")
        _require(isinstance(self.merge, Mapping), "merge must be an object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker(Record):
    """The speaker of a passage; one record per person and document.

    `deleted` is set when the name was merged into another speaker.
    """

    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    deleted: str | None = None
    merge: Mapping[str, Any] = field(default_factory=dict)

    def validate(self) -> None:
        """Raise RecordError if a field does not follow the file format."""
        super(Speaker, self).validate()
        texts = (self.name, self.role, *self.aliases)
        _require(all(isinstance(text, str) for text in texts), _NAME_FAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator(Record):
    """A person who makes annotations."""

    name: str

    def validate(self) -> None:
        """Raise RecordError if a field does not follow the file format."""
        super(Annotator, self).validate()
        _require(isinstance(self.name, str), _NAME_FAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Record):
    """The store's record of a document, which is identified by its content.

    Attributes:
        schema: Version of the file format.
        title: Title.
        fingerprint: Digest of the text.
        folded: Digest of the folded text.
        length: Length of the text in code points.
        format: Name of the document format.
        names: The paths and addresses under which it was opened.
        extraction: Format and version of the extractor that made the text; empty if unknown.
        landmarks: Snippets that occur once in the text, with their offsets.
        earlier: Ids of the documents that are earlier versions of this one, the latest first. It is
            not written while it is empty, as before versions were linked.
        reference: What people and reference managers say of it (`core.reference.Reference`), with
            the clocks of its edits in `merge`. It is not written while it is empty.
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
    earlier: tuple[str, ...] = ()
    reference: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Create a record from `data`; a `reference` of another program that is no object stays.

        Raises:
            RecordError: `data` does not describe a document.
        """
        foreign = data.get("reference", {})
        if isinstance(foreign, Mapping):
            return super(DocumentRecord, cls).from_dict(data)
        rest = {name: value for name, value in data.items() if name != "reference"}
        record = super(DocumentRecord, cls).from_dict(rest)
        return replace(record, extra={**record.extra, "reference": foreign})

    def validate(self) -> None:
        """Raise RecordError if a field does not follow the file format."""
        super(DocumentRecord, self).validate()
        _require(type(self.schema) is int and type(self.length) is int, "must be a whole number")
        facts = (self.title, self.fingerprint, self.folded, self.format, self.extraction)
        texts = (*facts, *self.names, *self.earlier)
        _require(all(isinstance(text, str) for text in texts), "a field that is text is not")


_OMITTED_IF_UNSET = (
    *("reply_to", "resolved", "place", "earlier", "reference"),
    *("proposed", "proposed_speaker", "reason", "accepted", "accepted_by"),
    "withdrawn",
)
"""Fields that are not written while they are None, empty or false."""


_UNSET: tuple[object, ...] = (None, (), {}, False)


def _to_dict(record: Record | Target, extra: Mapping[str, Any]) -> dict[str, Any]:
    values = ((name, getattr(record, name)) for name in _known(type(record)))
    ours = {
        name: _plain(v) for name, v in values if name not in _OMITTED_IF_UNSET or v not in _UNSET
    }
    return {**extra, **ours}


def _arguments(kind: type[Record | Target], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of `kind` in `data`, checked for presence, and the others as `extra`."""
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
    """Return the fields of `kind` by name: whether each is required, and whether it is a list."""
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
