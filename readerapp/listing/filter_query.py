"""The filter language: what a person types into the filter, and what `--filter` takes.

A query is words and `field:value` pairs, all of which must hold:

    rent speaker:Ortega tag:place has:note -colour:red since:7d

- A value with spaces or commas needs quotation marks, and so do words that look like a field.
- Values separated by commas: any of them (``tag:rent,budget``).
- A field that is given again: both must hold (``tag:rent tag:key``), except for speaker, colour,
  annotator and state, of which an annotation has only one: any of them.
- A minus sign excludes: ``-tag:rent`` is every annotation without that tag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from readerapp.core.errors import ReaderError, nearest_name, shorten
from readerapp.listing.filters import (
    PARTS,
    Condition,
    Filter,
    join_conditions,
    make_condition,
)


class FilterField(NamedTuple):
    """A field of the filter language: a query that shows it, and what that finds."""

    example: str
    help: str


FIELDS: Mapping[str, FilterField] = {
    "tag": FilterField("tag:place", "with this tag, or one below it, as `place/harbour`"),
    "speaker": FilterField(
        "speaker:Ortega", "who said it; a whole name, or `speaker:=Joan`, is that person only"
    ),
    "colour": FilterField("colour:red", "in this colour, or the colour that has this name"),
    "note": FilterField("note:rent", "with these words in the note"),
    "has": FilterField("has:note", f"that have one of {', '.join(PARTS)}"),
    "no": FilterField("no:speaker", f"that have none of {', '.join(PARTS)}"),
    "is": FilterField(
        "is:changed",
        'in this state: `exact`, `changed` (the text has changed), `"not found"` (the text was '
        "not found), or `embedded` (the file itself has it)",
    ),
    "by": FilterField("by:Ana", "made by this annotator; `by:me` is you"),
    "text": FilterField('text:"rent control"', "with these words in the passage"),
    "since": FilterField("since:7d", "made on this day or later: `7d` is seven days ago"),
    "after": FilterField("after:2026-11-01", "made after this day"),
    "before": FilterField("before:2026-11", "made before this day, month or year"),
    "on": FilterField("on:today", "made on this day, or in this month or year"),
}
"""The fields of the language, those that are used most first."""

ALIASES = {
    "color": "colour",
    "state": "is",
    "annotator": "by",
    "tags": "tag",
    "notes": "note",
    "quote": "text",
    "quotation": "text",
    "created": "on",
    "date": "on",
}
"""Other words for fields."""

DATES = ("today", "yesterday", "7d", "2w", "3m", "1y")
"""Examples of dates relative to today: a number of days, weeks, months or years ago."""

_FIELD = re.compile(r"([A-Za-z]+):(?!//)")
_RELATIVE = re.compile(r"([0-9]{1,4})([dwmy])\Z")
_ABSOLUTE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?\Z")
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a query: a word, or a field with its values.

    Attributes:
        field: the field as it was typed; "" for a word.
        values: its values, without quotation marks.
        excluded: whether a minus sign is before it.
    """

    field: str
    values: tuple[str, ...]
    excluded: bool = False


def parse_filter(query: str, colour_names: Mapping[str, str] | None = None) -> Filter:
    """Parse a filter query.

    Args:
        query: what was typed.
        colour_names: the names that people gave to colours, by colour.

    Raises:
        ReaderError: There is no such field, colour, state or date; the message says what there is.
    """
    return join_conditions(_condition(term, colour_names or {}) for term in split_query(query))


def split_query(query: str) -> list[Term]:
    """Split a query into its terms; a quotation mark that is not closed ends with the query."""
    terms, at = [], 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        excluded = query[at] == "-" and query[at + 1 : at + 2].strip() not in ("", "-")
        at += excluded
        field = _FIELD.match(query, at)
        values, at = _read_values(query, field.end() if field else at, commas=field is not None)
        if not field and values == ["-"]:
            continue  # the beginning of an exclusion
        terms.append(Term(field[1] if field else "", tuple(values), excluded))
    return terms


def quote_value(value: str) -> str:
    r"""Return a value as it is written in a query.

    >>> quote_value("harbour"), quote_value("key claim"), quote_value('a "b"')
    ('harbour', '"key claim"', '"a \\"b\\""')
    """
    plain = value.isprintable() and not any(sign.isspace() or sign in "\"'\\," for sign in value)
    if value and plain:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def term(field: str, value: str) -> str:
    """Return the query for one value of a field; for "", annotations that have none.

    >>> term("tag", "key claim"), term("speaker", "")
    ('tag:"key claim"', 'no:speaker')
    >>> term("speaker", "-")  # without the sign that it is the whole name: those without one
    'speaker:=-'
    """
    if not value:
        return f"no:{field}"
    needs_whole = field in ("speaker", "by") and (value == "-" or value.startswith("="))
    return f"{field}:{'=' if needs_whole else ''}{quote_value(value)}"


def _read_values(query: str, at: int, *, commas: bool) -> tuple[list[str], int]:
    """Read the values at an offset of the query, up to a space.

    Quotation marks count at the beginning of a value, behind the ``=`` of a whole name, and right
    after others, as in a shell.
    """
    values, opens = [""], True
    while at < len(query) and not query[at].isspace():
        sign = query[at]
        if sign in _QUOTES and opens:
            quoted, at = _read_quoted(query, at)
            values[-1] += quoted
            continue
        at += 1
        separates = commas and sign == ","
        opens = separates or (commas and sign == "=" and not values[-1])
        if separates:
            values.append("")
        else:
            values[-1] += sign
    return values, at


def _read_quoted(query: str, at: int) -> tuple[str, int]:
    """Return the text in quotation marks that begins at an offset, and the offset behind it."""
    mark, text = query[at], ""
    at += 1
    while at < len(query) and query[at] != mark:
        if query[at] == "\\" and mark == '"' and at + 1 < len(query):
            at += 1
        text += query[at]
        at += 1
    return text, at + 1


def _condition(term: Term, colour_names: Mapping[str, str]) -> Condition:
    if not term.field:
        return make_condition("words", term.values, {}, excluded=term.excluded)
    typed = term.field.casefold()
    name = ALIASES.get(typed, typed)
    if name not in FIELDS:
        near = nearest_name(typed, (*FIELDS, *ALIASES))
        hint = f"did you mean {near}:" if near else " ".join(f"{one}:" for one in FIELDS)
        raise ReaderError(f"No such filter: {shorten(term.field, 30)}: · {hint}")
    if name in ("since", "after", "before", "on"):
        periods = tuple(_period(name, value) for value in term.values if value.strip())
        return Condition("created", periods, term.excluded)
    return make_condition(name, term.values, colour_names, excluded=term.excluded)


def _period(field: str, value: str) -> str:
    """Return the period of a date condition: two times in UTC, of which the second may be ""."""
    try:
        first, following = parse_days(value)
        start, end = _midnight(first), _midnight(following)
    except (ValueError, OverflowError):
        raise ReaderError(
            f"No such date: {shorten(value, 20)} · as 2026-11-30, 2026-11, today, 7d"
        ) from None
    return {"on": f"{start}/{end}", "since": f"{start}/", "after": f"{end}/"}.get(
        field, f"/{start}"
    )


def parse_days(value: str, today: date | None = None) -> tuple[date, date]:
    """Return the first day of a date as it is typed, and the day after its last one.

    Args:
        value: a year, month or day as ``2026``, ``2026-11`` or ``2026-11-30``; ``today``,
            ``yesterday``; or the day so many days, weeks, months or years ago, as ``7d``.
        today: today's date; None for that of the clock, in local time.

    Raises:
        ValueError: it is not a date.
        OverflowError: it is too far in the past.
    """
    today, typed = today or datetime.now().astimezone().date(), value.strip().casefold()
    day, year = timedelta(days=1), 365
    if typed in ("today", "yesterday"):
        first = today - (day if typed == "yesterday" else timedelta())
        return first, first + day
    if found := _RELATIVE.match(typed):
        days = {"d": 1, "w": 7, "m": 30, "y": year}[found[2]]
        first = today - int(found[1]) * days * day
        return first, first + day
    if not (found := _ABSOLUTE.match(typed)):
        raise ValueError(value)
    number, month, day_of_month = int(found[1]), found[2], found[3]
    if day_of_month:
        first = date(number, int(month), int(day_of_month))
        return first, first + day
    if month:
        first = date(number, int(month), 1)
        return first, date(number + (first.month == 12), first.month % 12 + 1, 1)
    return date(number, 1, 1), date(number + 1, 1, 1)


def _midnight(day: date) -> str:
    """Return the beginning of a day in local time, in UTC."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat()[:19]
