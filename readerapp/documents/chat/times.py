"""Times of messages as exports write them: ISO 8601, seconds since 1970, and dates in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import NamedTuple

from readerapp.documents.chat.stamps import days_of, find_stamps

_LABEL_LENGTH = 40
_seconds = re.compile(r"\d{9,10}(?:\.\d+)?\Z").match
_milliseconds = re.compile(r"\d{12,13}\Z").match
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_clock = re.compile(
    r"\b(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:\s?([AaPp])\.?\s?[Mm]\b)?|"
    r"(?<=\s)(\d{1,2})\.(\d\d)(?:\.(\d\d))?\Z"
).search
_month_named = re.compile(
    r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ .-]+(?P<month>[A-Za-z]{3})[a-z]*[ .,-]+|"
    r"(?P<month2>[A-Za-z]{3})[a-z]*[ .]+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,? +)"
    r"(?P<year>\d{4}|\d\d)\b"
).search
_year_first = re.compile(r"\b(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\b").search
_day_first = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)\b").search


class Moment(NamedTuple):
    """When a message was sent.

    Attributes:
        label: how it is cited: "2024-03-01 12:03", else as the export writes it.
        day: "2024-03-01"; empty if it is not known.
        order: seconds since 1970 for sorting; None if it is not known.
    """

    label: str = ""
    day: str = ""
    order: float | None = None


_NO_MOMENT = Moment()


def read_moment(written: str) -> Moment:
    """Read a time. It keeps the clock it is written in; its offset from UTC tells only the order.

    >>> read_moment("2024-03-01T12:03:45+01:00").label
    '2024-03-01 12:03'
    >>> read_moment("Tuesday, September 10, 2024 at 8:44:40 PM UTC").label
    '2024-09-10 20:44'
    """
    written = " ".join(written.split())
    time = _from_number(written) or _from_iso(written) or _from_words(written)
    if time is None:
        return _from_day(written) or Moment(written[:_LABEL_LENGTH])
    order = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    label = time.isoformat(" ", "minutes")[:16]
    return Moment(label, label[:10], order)


def read_moments(written: Sequence[str]) -> list[Moment]:
    """Read the times of all messages of a chat: together they tell dates such as 3/4/2024."""
    moments = [read_moment(each) if each else _NO_MOMENT for each in written]
    if all(moment.order is not None or not moment.label for moment in moments):
        return moments
    lines = [" ".join(each.split()) + " - \n" for each in written]
    starts = {start: number for number, start in enumerate(accumulate(map(len, lines), initial=0))}
    stamps = find_stamps("".join(lines))
    for stamp, day in zip(stamps, days_of(stamps) if stamps else (), strict=True):
        number = starts.get(stamp.start, -1)
        if number >= 0 and moments[number].order is None:
            moments[number] = read_moment(f"{day} {stamp.clock}:00")
    return moments


def _from_number(written: str) -> datetime | None:
    """Read seconds or milliseconds since 1970."""
    try:
        if _seconds(written):
            return datetime.fromtimestamp(float(written), UTC)
        if _milliseconds(written):
            return datetime.fromtimestamp(int(written) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _from_day(written: str) -> Moment | None:
    """Read a date without a time: a message is cited by its day then."""
    numbers = _find_date(written)
    if numbers is None:
        return None
    try:
        begins = datetime(*numbers, tzinfo=UTC)
    except ValueError:
        return None
    day = begins.date().isoformat()
    return Moment(day, day, begins.timestamp())


def _from_iso(written: str) -> datetime | None:
    """Read ISO 8601 with a time of day."""
    if len(written) < 15:
        return None
    try:
        return datetime.fromisoformat(written)
    except (ValueError, OverflowError):
        return None


def _from_words(written: str) -> datetime | None:
    """Read a date with an English month, with the year first, or with full stops, and a time."""
    clock = _clock(written)
    if clock is None:
        return None
    numbers = _find_date(f"{written[: clock.start()]} {written[clock.end() :]}")
    if numbers is None:
        return None
    written_clock = clock.group(1, 2, 3) if clock[1] else clock.group(5, 6, 7)
    hour, minute, second = (int(number or 0) for number in written_clock)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    try:
        return datetime(*numbers, hour, minute, second)
    except ValueError:
        return None


def _find_date(written: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date that can be read in one way only; None without one."""
    if match := _month_named(written):
        month = (match["month"] or match["month2"]).lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
        year, day = int(match["year"]), int(match["day"] or match["day2"])
    elif match := _year_first(written):
        year, number, day = (int(part) for part in match.groups())
    elif match := _day_first(written):
        day, number, year = (int(part) for part in match.groups())
    else:
        return None
    return year + (2000 if year < 100 else 0), number, day
