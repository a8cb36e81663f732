"""Filters and orders of the list of annotations.

The panes and the commands use the same filter language. A filter is words and `name:value`
pairs, all of which must match: ``rent speaker:Ortega tag:key colour:red by:ana is:orphaned``.
A value with spaces needs quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES, Speaker
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.text.phrases import fold_for_search

Order = Literal["place", "time", "speaker"]
ORDERS: tuple[Order, ...] = ("place", "time", "speaker")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on annotations. An empty field matches every annotation. Case is ignored.

    An annotation must have all `words` and all tags, and one of the speakers, colours, annotators
    (`by`) and states. A reply is matched by its own words and annotator, and for the rest by its
    thread. A speaker or annotator matches if the name contains the value, with ``=`` before the
    value if it is the whole name; ``-`` means that there is none.
    """

    words: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    state: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def matches(self, view: AnnotationView) -> bool:
        """Return True if `view` satisfies every condition."""
        passage = view.passage
        return (
            (not self.colour or passage.colour in self.colour)
            and (not self.state or view.state in self.state)
            and (not self.speaker or any(_is_named(view.speaker, name) for name in self.speaker))
            and (not self.by or any(_is_named(view.creator, name) for name in self.by))
            and all(any(tag == _folded_name(t) for t in passage.tags) for tag in self.tag)
            and all(word in view.searchable_text for word in self.words)
        )

    @classmethod
    def of(cls, **parts: Iterable[str]) -> Filter:
        """Build a filter from parts as a person types them.

        Raises:
            ReaderError: There is no such colour or state.
        """
        folded = {
            name: tuple(filter(None, map(fold_for_search, part))) for name, part in parts.items()
        }
        for name, allowed in (("colour", COLOURS), ("state", STATES)):
            for value in folded.get(name, ()):
                if value not in allowed:
                    raise ReaderError(f"{value} is no {name}; choose one of {', '.join(allowed)}.")
        return cls(**folded)


def parse_filter(query: str) -> Filter:
    """Parse a filter query.

    Raises:
        ReaderError: There is no such colour or state; the message lists the valid ones.
    """
    import shlex

    try:
        parts = shlex.split(query)
    except ValueError:  # a quotation mark that is not closed yet, during typing
        parts = query.replace('"', " ").replace("'", " ").split()
    values: dict[str, list[str]] = {field.name: [] for field in fields(Filter)}
    for part in parts:
        name, colon, value = part.partition(":")
        name = {"is": "state", "color": "colour"}.get(name.casefold(), name.casefold())
        if not colon or name not in values or name == "words":
            values["words"].append(part)
        else:
            values[name].append(value)
    return Filter.of(**values)


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


def _is_named(name: str, value: str) -> bool:
    if value == "-":
        return not name
    folded = _folded_name(name)
    return value in folded or (value.startswith("=") and folded == value[1:])


def with_other_names(view_filter: Filter, speakers: Iterable[Speaker]) -> Filter:
    """Return a filter in which ``=`` and an alias finds the person who has the alias.

    Args:
        view_filter: The filter.
        speakers: The speakers of the document.
    """
    if not view_filter.speaker:
        return view_filter
    names = [
        f"={_folded_name(speaker.name)}"
        for speaker in speakers
        for value in view_filter.speaker
        if value.startswith("=") and value[1:] in map(_folded_name, speaker.aliases)
    ]
    return replace(view_filter, speaker=tuple(dict.fromkeys([*view_filter.speaker, *names])))


def speaker_query(name: str) -> str:
    """Return the filter query for one person, by the whole name.

    >>> speaker_query("Ada"), speaker_query("Ada Berg")
    ('speaker:=Ada', 'speaker:="Ada Berg"')
    """
    import shlex

    if not name.strip() or any(sign in name for sign in "\"'\\"):
        return f"speaker:{shlex.quote('=' + name)}"
    return f'speaker:="{name}"' if " " in name else f"speaker:={name}"
