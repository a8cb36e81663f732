"""Tab completion of filters: the fields, and the values of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from readerapp.core.model import COLOURS
from readerapp.listing.filter_query import ALIASES, DATES, FIELDS, quote_value
from readerapp.listing.filters import PARTS, SHOWN_STATES
from readerapp.reading.completion import Completion, matching_names

_VALUES: Mapping[str, Sequence[str]] = {
    "colour": COLOURS,
    "is": SHOWN_STATES,
    "has": PARTS,
    "no": PARTS,
    **dict.fromkeys(("since", "after", "before", "on"), DATES),
}
"""The values of the fields of which all are known."""

_QUOTES = "\"'"


def complete_filter(typed: str, values: Mapping[str, Iterable[str]]) -> Completion:
    """Complete a field of the filter language, or the last of the values of a field.

    A value matches by the beginning of any of its words.

    Args:
        typed: The line up to the cursor.
        values: The known values by field, as of `speaker` and `tag`.
    """
    start = _last_word(typed)
    if typed[start : start + 1] == "-":
        start += 1
    field, colon, value = typed[start:].partition(":")
    name = ALIASES.get(field.casefold(), field.casefold())
    if not colon:
        fields = tuple(f"{one}:" for one in FIELDS if one.startswith(name))
        return Completion(start, fields, fields)
    earlier, comma, value = value.rpartition(",") if _QUOTES[0] not in value else ("", "", value)
    names = matching_names(value.strip(_QUOTES), {**_VALUES, **values}.get(name, ()))
    words = tuple(f"{field}:{earlier}{comma}{quote_value(one)}" for one in names)
    return Completion(start, words, names, closing=" ")


def _last_word(typed: str) -> int:
    """Return the start of the last word; a quoted value is part of one word."""
    start, quote, before = 0, "", " "
    for number, sign in enumerate(typed):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in _QUOTES and (before == ":" or before.isspace()):
            quote = sign
        elif sign.isspace():
            start = number + 1
        before = sign
    return start
