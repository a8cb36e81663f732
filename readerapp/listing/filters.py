"""Filters and orders of the list of annotations.

A filter is a list of conditions, all of which must hold. `filter_query` makes one of what a person
types; the panes and the commands use the same language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from readerapp.core.errors import ReaderError, nearest_name, shorten
from readerapp.core.model import COLOURS, STATES
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.text.phrases import fold_for_search

Order = Literal["place", "time", "speaker"]
ORDERS: tuple[Order, ...] = ("place", "time", "speaker")

PARTS = ("note", "tag", "speaker", "reply")
"""What an annotation can have or lack: the values of `has:` and `no:`."""

EMBEDDED = "embedded"
"""The value of `is:` for annotations that belong to the file."""

PROPOSED = "proposed"
"""The value of `is:` for proposals that nobody has accepted."""

ACCEPTED = "accepted"
"""The value of `is:` for proposals of programs that a person has accepted."""

STATE_WORDS: Mapping[str, str] = {
    **dict(zip(STATES, STATES, strict=True)),
    "unchanged": "exact",
    "changed": "drifted",
    "text changed": "drifted",
    "not found": "orphaned",
    "text not found": "orphaned",
    "notfound": "orphaned",
    "lost": "orphaned",
    EMBEDDED: EMBEDDED,
    "of the file": EMBEDDED,
    PROPOSED: PROPOSED,
    "proposal": PROPOSED,
    ACCEPTED: ACCEPTED,
}
"""The anchor state, or one of the values above, of each value of `is:`, in lower case and with
blanks for hyphens."""

SHOWN_STATES = ("exact", "changed", "not found", EMBEDDED, PROPOSED, ACCEPTED)
"""The words for the states in messages and completions."""

_SINGLE = ("speaker", "colour", "by", "is")
"""Fields of which an annotation has one value: of values that are given one by one, any will do."""

_WHOLE = "="
"""Begins a name that must be the whole name."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on annotations: one of the values fits, or none does if it is `excluded`.

    Attributes:
        field: a key of `_TESTS`.
        values: folded for search; periods are two times with a stroke between them.
        excluded: whether annotations that fit are left out.
    """

    field: str
    values: tuple[str, ...]
    excluded: bool = False

    def holds(self, view: AnnotationView) -> bool:
        """Return whether the condition holds for `view`."""
        fits = _TESTS[self.field]
        return any(fits(view, value) for value in self.values) is not self.excluded


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on annotations: all conditions must hold. Case is ignored.

    A reply is matched by its own words and annotator, and for the rest by its thread. A speaker or
    annotator matches if the name contains the value, with ``=`` before the value if it is the
    whole name; ``-`` means that there is none. A tag also
    matches the tags below it: ``place`` matches ``place/harbour``.
    """

    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def matches(self, view: AnnotationView) -> bool:
        """Return True if `view` satisfies every condition."""
        return all(condition.holds(view) for condition in self.conditions)

    def select(self, views: Iterable[AnnotationView]) -> list[AnnotationView]:
        """Return the views of a document that match; a whole name is that person only."""
        views = list(views)
        speakers, creators = {view.speaker for view in views}, {view.creator for view in views}
        of_names = self.for_names(speakers, creators)
        return [view for view in views if of_names.matches(view)]

    def select_for_export(
        self, views: Iterable[AnnotationView], *, embedded: bool = False, proposed: bool = False
    ) -> list[AnnotationView]:
        """Return the views of a document that match, without what has to be asked for.

        These are the annotations of the file, and proposals: what no person has read is not given
        away as the work of one. A filter by their state asks for them too.

        Args:
            views: the views of a document.
            embedded: whether those of the file are wanted.
            proposed: whether proposals are wanted.
        """
        embedded = embedded or self.asks_for_embedded
        proposed = proposed or self.asks_for_proposals
        return self.select(
            view
            for view in views
            if (embedded or not view.is_embedded) and (proposed or not view.is_proposal)
        )

    @property
    def asks_for_embedded(self) -> bool:
        """Return whether annotations that belong to the file are asked for by their state."""
        return self._asks_for(EMBEDDED)

    @property
    def asks_for_proposals(self) -> bool:
        """Return whether proposals are asked for by their state."""
        return self._asks_for(PROPOSED)

    def _asks_for(self, state: str) -> bool:
        return any(
            one.field == "is" and state in one.values and not one.excluded
            for one in self.conditions
        )

    def joined(self, other: Filter) -> Filter:
        """Return the filter that has the conditions of both."""
        return join_conditions([*self.conditions, *other.conditions])

    def for_names(
        self,
        speakers: Iterable[str],
        annotators: Iterable[str],
        aliases: Mapping[str, str] | None = None,
    ) -> Filter:
        """Return the filter in which a value that is a whole name means only that person.

        Joan is Joan, also where Joanna exists. One who was called Joan is found too.

        Args:
            speakers: the names of the speakers that there are.
            annotators: the names of the annotators that there are.
            aliases: the names of speakers by their other names, which find them too.
        """
        if not any(condition.field in ("speaker", "by") for condition in self.conditions):
            return self
        known = {
            "speaker": set(map(_folded_name, speakers)),
            "by": set(map(_folded_name, annotators)),
        }
        others = {
            _folded_name(other): _folded_name(name) for other, name in (aliases or {}).items()
        }

        def named(field: str, value: str) -> Iterator[str]:
            if value in known[field]:
                yield _WHOLE + value
                return
            yield value
            if field == "speaker" and (other := others.get(value.removeprefix(_WHOLE))):
                yield _WHOLE + other

        return Filter(
            tuple(
                replace(
                    one, values=tuple(v for value in one.values for v in named(one.field, value))
                )
                if one.field in known
                else one
                for one in self.conditions
            )
        )

    @classmethod
    def of(cls, *, colour_names: Mapping[str, str] | None = None, **parts: Iterable[str]) -> Filter:
        """Build a filter from values by field, as options of a command give them.

        Args:
            colour_names: the names that people gave to colours, by colour.
            parts: the values by field: `words`, `note`, `tag`, `speaker`, `colour`, `by`, `state`.

        Raises:
            ReaderError: There is no such colour or state.
        """
        fields = {"state": "is"}
        return join_conditions(
            make_condition(fields.get(name, name), [value], colour_names or {})
            for name, values in parts.items()
            for value in values
            if fold_for_search(value)
        )


def make_condition(
    field: str,
    values: Iterable[str],
    colour_names: Mapping[str, str],
    *,
    excluded: bool = False,
) -> Condition:
    """Make a condition of values as a person types them.

    Args:
        field: a key of `_TESTS`, not `created`.
        values: the values, of which any may fit.
        colour_names: the names that people gave to colours, by colour.
        excluded: whether annotations that fit are left out.

    Raises:
        ReaderError: There is no such colour, state or part; the message names the nearest one.
    """
    folded = [one for one in map(fold_for_search, values) if one]
    if field == "colour":
        folded = [colour for one in folded for colour in _colours_called(one, colour_names)]
    elif field == "is":
        folded = [STATE_WORDS[_known(one, STATE_WORDS, "state", SHOWN_STATES)] for one in folded]
    elif field in ("has", "no"):
        folded = [_known(_singular(one), PARTS, "part", PARTS) for one in folded]
    return Condition(field, tuple(folded), excluded)


def join_conditions(conditions: Iterable[Condition]) -> Filter:
    """Return the filter of some conditions.

    Those of one field of which an annotation has one value become one condition: it has any of
    their values. Conditions without a value are left out.
    """
    joined: list[Condition] = []
    for condition in conditions:
        if not condition.values:
            continue
        before = [
            number
            for number, one in enumerate(joined)
            if one.field == condition.field and condition.field in _SINGLE
        ]
        before = [n for n in before if not (joined[n].excluded or condition.excluded)]
        if before:
            one = joined[before[0]]
            joined[before[0]] = replace(one, values=(*one.values, *condition.values))
        else:
            joined.append(condition)
    return Filter(tuple(joined))


def is_under(tag: str, above: str) -> bool:
    """Return whether a tag is `above` or below it in the tree, ignoring case.

    >>> is_under("place/harbour", "Place"), is_under("placebo", "place")
    (True, False)
    """
    tag, above = _folded_name(tag), _folded_name(above)
    return tag == above or tag.startswith(f"{above}/")


def _colours_called(value: str, names: Mapping[str, str]) -> list[str]:
    """Return the colour `value`, or the colours with that name."""
    if value in COLOURS:
        return [value]
    folded = {colour: _folded_name(name) for colour, name in names.items()}
    found = [colour for colour, name in folded.items() if name == value]
    if not found:
        called = [*filter(None, folded.values()), *COLOURS]
        _known(value, called, "colour", called)
    return found


def _known(value: str, known: Collection[str], what: str, shown: Iterable[str]) -> str:
    """Return `value` as it is in `known`.

    Args:
        value: a value, folded for search; hyphens count as blanks too.
        known: the values that there are.
        what: the word for such a value.
        shown: those that the error names if none is similar.

    Raises:
        ReaderError: it is not there.
    """
    plain = " ".join(value.replace("-", " ").replace("_", " ").split())
    for one in (value, plain):
        if one in known:
            return one
    near = nearest_name(value, known)
    hint = f"did you mean {near}" if near else f"choose one of {', '.join(shown)}"
    raise ReaderError(f"No such {what}: {shorten(value, 30)} · {hint}")


def _singular(word: str) -> str:
    return {"replies": "reply"}.get(word, word.removesuffix("s") if word != "s" else word)


# What a value means for each field


def _has(view: AnnotationView, part: str) -> bool:
    if part == "note":
        return bool(view.annotation.note.strip())
    if part == "tag":
        return bool(view.passage.tags)
    if part == "speaker":
        return bool(view.speaker)
    return bool(view.replies) or view.thread is not None


def _is_in_state(view: AnnotationView, value: str) -> bool:
    if value == EMBEDDED:
        return view.is_embedded
    if value == PROPOSED:
        return view.is_proposal
    if value == ACCEPTED:
        return bool(view.passage.accepted)
    return view.state == value


def _is_by(view: AnnotationView, value: str) -> bool:
    return view.is_own if value == "me" else _is_named(view.creator, value)


def _is_named(name: str, value: str) -> bool:
    if value == "-":
        return not name
    folded = _folded_name(name)
    return value in folded or (value.startswith(_WHOLE) and folded == value[1:])


def _is_created_in(view: AnnotationView, period: str) -> bool:
    start, _, end = period.partition("/")
    created = _utc(view.annotation.created)
    return bool(created) and start <= created and (not end or created < end)


_TESTS: dict[str, Callable[[AnnotationView, str], bool]] = {
    "words": lambda view, value: value in view.searchable_text,
    "text": lambda view, value: value in fold_for_search(view.exact),
    "note": lambda view, value: value in fold_for_search(view.annotation.note),
    "tag": lambda view, value: any(is_under(tag, value) for tag in view.passage.tags),
    "speaker": lambda view, value: _is_named(view.speaker, value),
    "colour": lambda view, value: view.passage.colour == value,
    "by": _is_by,
    "is": _is_in_state,
    "has": _has,
    "no": lambda view, value: not _has(view, value),
    "created": _is_created_in,
}


@lru_cache(maxsize=4096)
def _utc(time: str) -> str:
    """Return a time (RFC 3339) in UTC without fractions and zone; "" if it is not a time."""
    if time.endswith("Z") and len(time) > 19:
        return time[:19]
    try:
        moment = datetime.fromisoformat(time)
        return moment.astimezone(UTC).isoformat()[:19]
    except (ValueError, OverflowError):
        return ""


# Orders


def sort_views(views: Iterable[AnnotationView], order: Order = "place") -> list[AnnotationView]:
    """Sort by position, by time (newest first) or by speaker (no speaker last)."""
    return sorted(views, key=sort_key(order))


def sort_key(order: Order) -> Callable[[AnnotationView], tuple[Any, ...]]:
    """Return the sort key of an order; no two annotations have equal keys."""
    if order == "speaker":
        return lambda view: (not view.speaker, view.speaker.casefold(), view.position_key)
    if order == "time":
        return lambda view: (_newest_first(view.passage.created), view.position_key)
    return lambda view: view.position_key


_BACKWARDS = {number: 127 - number for number in range(128)}


def _newest_first(time: str) -> str:
    """Return a string that sorts in the opposite order of `time`, an ASCII time stamp."""
    return time.translate(_BACKWARDS)


@lru_cache(maxsize=4096)
def _folded_name(text: str) -> str:
    """Return `fold_for_search(text)`, cached: for tags and names, of which there are few."""
    return fold_for_search(text)
