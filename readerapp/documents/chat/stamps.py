"""Stamps: the date and time before each message of a chat in plain text, in any country's form.

Programs write them as the phone writes dates. One stamp does not tell whether the day or the month
comes first; all of a file together mostly do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

INVISIBLE = "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""Marks for the direction of writing and the like, for a class of a regular expression."""
_MORNING = (
    "a", "오전", "上午", "午前", "凌晨", "早上", "清晨",
    "sa", "pg", "öö", "de", "ap", "πμ", "ص", "dop", "прп", "vorm", "fm", "sáng",
    "पूर्वाह्न", "ก่อนเที่ยง", "лн",
)  # fmt: skip
_AFTERNOON = (
    "p", "오후", "下午", "午後", "晚上", "傍晚",
    "ch", "ptg", "ös", "du", "ip", "μμ", "م", "odp", "nachm", "em", "chiều", "अपराह्न", "หลังเที่ยง",
)  # fmt: skip
_NOON = ("中午", "正午")
_HALVES = {
    **dict.fromkeys(_MORNING, 0),
    **dict.fromkeys(_AFTERNOON, 12),
    **dict.fromkeys(_NOON, 6),
}
"""Words for the halves of the day, without full stops; the 12-hour clock of each starts there."""
_EASTERN = frozenset("오전 오후 上午 下午 午前 午後 凌晨 早上 晚上 中午 正午 清晨 傍晚".split())
"""Words of languages that write the year first."""

_SPACE = r"[ \t\u00a0\u202f\u2009]"
_HALF = (
    rf"[AaPp]\.?{_SPACE}?[Mm]\b\.?|[πμ]\.?{_SPACE}?μ\.?|"
    + "|".join(sorted(map(re.escape, _HALVES.keys() - {"a", "p"}), key=len, reverse=True))
    + r"|ÖÖ|ÖS|SA|CH|PG|PTG|de\.|du\.|ip\."
)
_MARKS = rf"[{INVISIBLE}]*"
_DATE = (
    rf"(?P<a>\d{{1,4}}){_MARKS}(?:(?P<sign>[./-]){_SPACE}?|년{_SPACE}?|年)"
    rf"(?P<b>\d{{1,4}}){_MARKS}(?:(?P=sign){_SPACE}?|월{_SPACE}?|月)(?P<c>\d{{1,4}})"
    rf"(?:\.|일|日|{_SPACE}г\.)?"
)
_BETWEEN = rf"[,،]?{_SPACE}*(?:(?=[^\W\d])(?:klo|kl\.?|at|um|a las|à|às|alle|ore|om|o)\b{_SPACE}*)?"
_CLOCK = (
    rf"(?:(?!\d)(?P<before>{_HALF}){_SPACE}*)?(?P<h>\d{{1,2}})(?:[:.]|{_SPACE}h{_SPACE})(?P<m>\d\d)"
    rf"(?:[:.](?P<s>\d\d))?(?:{_SPACE}*(?=[^\W\d])(?:(?P<after>{_HALF})|ч\.|Uhr\b))?"
)
_START = rf"^{_MARKS}(?P<open>\[?){_MARKS}"
_END = (
    rf"{_MARKS}(?:(?P<close>\]){_SPACE}*|{_SPACE}+(?P<dash>[-–—])(?:{_SPACE}+|$)|"
    rf"(?P<colon>:){_SPACE}+|(?P<comma>,){_SPACE}*|{_SPACE}+)"
)
_find_stamps = re.compile(
    rf"{_START}{_DATE}{_MARKS}{_BETWEEN}{_CLOCK}{_END}", re.MULTILINE
).finditer
_find_clocks_first = re.compile(
    rf"{_START}{_CLOCK},?{_SPACE}+{_MARKS}{_DATE}{_END}", re.MULTILINE
).finditer


class Stamp(NamedTuple):
    """A stamp at the start of a line.

    Attributes:
        start: offset in code points of the line.
        end: offset of what follows the stamp.
        form: what all stamps of a program have in common: brackets, signs, seconds.
        numbers: the three numbers of the date, as they are written.
        four_digits: which of the three has four digits, from 0; -1 for none.
        clock: the time, as "21:05".
        half: the word for the half of the day; may be empty.
    """

    start: int
    end: int
    form: tuple[str, ...]
    numbers: tuple[int, int, int]
    four_digits: int
    clock: str
    half: str


def find_stamps(text: str) -> list[Stamp]:
    """Return the stamps of a text, in the order of their lines.

    In some countries, and in what is copied from WhatsApp on the web, the clock comes first.
    """
    found = [_stamp(match, match.groups()) for match in _find_stamps(text)]
    return found or [_stamp(match, _reordered(match)) for match in _find_clocks_first(text)]


def _reordered(match: re.Match[str]) -> tuple[str | None, ...]:
    """Return the groups of a stamp whose clock comes first, those of the date first."""
    opening, *groups = match.groups()
    return (opening, *groups[5:9], *groups[:5], *groups[9:])


def main_form(stamps: Sequence[Stamp]) -> tuple[str, ...]:
    """Return the form that most of the stamps have."""
    return Counter([stamp.form for stamp in stamps]).most_common(1)[0][0]


def _stamp(match: re.Match[str], groups: tuple[Any, ...]) -> Stamp:
    """Return the stamp of a match."""
    opening, a, sign, b, c, before, h, m, s, after, closing, dash, colon, comma = groups
    separator = closing or (dash and "-") or colon or comma or " "
    half = before or after or ""
    if half or len(h) == 1 or not h.isascii():
        h, m = f"{hour_of_day(int(h), half):02}", f"{int(m):02}"
    return Stamp(
        match.start(),
        match.end(),
        (opening, sign or "年", "s" if s else "", separator),
        (int(a), int(b), int(c)),
        0 if len(a) == 4 else 2 if len(c) == 4 else 1 if len(b) == 4 else -1,
        f"{h}:{m}",
        half,
    )


def hour_of_day(hour: int, half: str) -> int:
    """Return an hour of the 24-hour clock."""
    if not half:
        return hour
    word = re.sub(r"[\s.]", "", half).casefold()
    start = _HALVES.get(word, _HALVES.get(word[:1], 0) if word[1:] in ("m", "μ") else 0)
    if start == 6:  # around noon: 11 and 12 are before one o'clock
        return hour if hour >= 11 else hour + 12
    return hour % 12 + start if hour <= 12 else hour


_MONTH_FIRST = (2, 0, 1)
_ORDERS: tuple[tuple[str, tuple[int, int, int]], ...] = (
    ("day first", (2, 1, 0)),
    ("month first", _MONTH_FIRST),
    ("year first", (0, 1, 2)),
    ("year between", (1, 0, 2)),
    ("year between", (1, 2, 0)),
)
"""The places of year, month and day among the three numbers."""


def days_of(stamps: Sequence[Stamp]) -> list[str]:
    """Return the day of each stamp as "2024-03-01"; empty if the calendar does not have it.

    The order of the numbers is one that makes dates of all stamps, else of most; among those, one
    in which time does not run backwards; among those, the one of the shortest time in all, for
    days change more often than months. If that does not decide either, an English half of the day
    with capital letters, "PM", is American. Dates with other signs have orders of their own.
    """
    groups: dict[tuple[str, int], dict[tuple[int, int, int], Stamp]] = {}
    for stamp in stamps:
        groups.setdefault(_kind(stamp), {})[stamp.numbers] = stamp
    days: dict[tuple[str, int], dict[tuple[int, int, int], str]] = {}
    for key, group in groups.items():
        of_group = list(group.values())
        ranked = [
            (*_cost(of_group, places), preference, places)
            for preference, places in _preferences(of_group)
        ]
        orders = [each[-1] for each in sorted(ranked, key=lambda each: each[:-1])]
        days[key] = {numbers: _day(numbers, orders) for numbers in group}
    return [days[_kind(stamp)][stamp.numbers] for stamp in stamps]


def _kind(stamp: Stamp) -> tuple[str, int]:
    """Return what dates of one order have in common: the sign, and the place of a long year.

    A year at the end may be short in one line and long in another.
    """
    return stamp.form[1], stamp.four_digits if stamp.four_digits in (0, 1) else 2


def _preferences(stamps: Sequence[Stamp]) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Yield the possible orders of the numbers, each with its rank before others."""
    long = Counter(stamp.four_digits for stamp in stamps).most_common(1)[0][0]
    eastern = any(stamp.half in _EASTERN for stamp in stamps)
    american = any(stamp.half in ("AM", "PM") for stamp in stamps)
    can_be_days = all(stamp.numbers[0] <= 31 for stamp in stamps)
    for name, places in _ORDERS:
        year_first = name == "year first"
        if (name == "year between") != (long == 1):
            continue
        if long in (0, 2) and year_first != (long == 0):
            continue
        if long < 0 and year_first and can_be_days and not eastern:
            continue
        preferred = eastern if year_first else american and name == "month first"
        yield int(not preferred), places


def _cost(stamps: Sequence[Stamp], places: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return what speaks against an order: no dates, steps back in time, and the days in all.

    No country writes the month first with full stops: only what is no date otherwise is read so.
    """
    wrong = back = span = 0
    last = None
    if places == _MONTH_FIRST and stamps[0].form[1] in (".", "年"):
        back = len(stamps)
    for stamp in stamps:
        day = _date(stamp.numbers, places)
        if day is None:
            wrong += 1
            continue
        if last is not None:
            step = (day - last).days
            back += step < 0
            span += abs(step)
        last = day
    return wrong, back, span


def _date(numbers: tuple[int, int, int], places: tuple[int, int, int]) -> date | None:
    """Return a date; None if the numbers are none in this order."""
    year, month, day = (numbers[place] for place in places)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _day(numbers: tuple[int, int, int], orders: Sequence[tuple[int, int, int]]) -> str:
    """Return the day in the first of the orders that makes a date; empty if none does."""
    found = (_date(numbers, places) for places in orders)
    return next((day.isoformat() for day in found if day), "")
