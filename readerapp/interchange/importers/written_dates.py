"""Dates as devices and services write them for people: "Friday, 3 February 2023 9:08:07 PM".

Months and halves of the day are known in the languages of Kindle menus. Dates in numbers alone, as
05/06/2024, are not read: they mean different days in different countries.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from readerapp.interchange.importers.base import utc_time

_MONTHS = (
    ("jan", "ene", "gen", "янв", "sty", "oca"),
    ("feb", "fev", "фев", "lut", "sub"),
    ("mar", "maa", "мар"),
    ("apr", "abr", "avr", "апр", "kwi", "nis"),
    ("may", "mai", "mag", "mei", "маи", "мая", "maj"),
    ("jun", "juin", "giu", "июн", "cze", "haz"),
    ("jul", "juil", "lug", "июл", "lip", "tem"),
    ("aug", "ago", "aou", "авг", "sie"),
    ("sep", "set", "сен", "wrz", "eyl"),
    ("oct", "okt", "ott", "out", "окт", "paz", "eki"),
    ("nov", "ноя", "lis", "kas"),
    ("dec", "dez", "dic", "дек", "gru", "ara"),
)
"""First letters of the months, in lower case and without accents.

In English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Scandinavian languages,
Polish and Turkish.
"""
_date_in_signs = re.compile(r"(\d{4}) ?[年년-] ?(\d{1,2}) ?[月월-] ?(\d{1,2})")
_letters = r"[^\W\d_]{3,20}"
_day_first = re.compile(rf"(\d{{1,2}})(?:er|[.º])? (?:de )?({_letters})\.? (?:de )?(\d{{4}})")
_month_first = re.compile(rf"({_letters})\.? (\d{{1,2}})(?:st|nd|rd|th)?, (\d{{4}})")
_DATE_LENGTH = 200
"""Maximum length in characters of a date with weekday and time; Kindles write up to 60."""
_clock = re.compile(
    r"(?P<half>[上下]午|午[前後]|오[전후])? ?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?"
    r" ?(?:(?P<ap>[ap])\.? ?m)?"
)
_LATE = ("下午", "午後", "오후")


def parse_written_date(words: str) -> str:
    """Parse a date in words or in ISO 8601; return RFC 3339, else empty.

    A date in words is in a language whose months are known. A time without a zone counts as UTC.

    >>> parse_written_date("May 1, 2024 10:00 AM")
    '2024-05-01T10:00:00.000000Z'
    """
    if known := utc_time(words):
        return known
    words = words[:_DATE_LENGTH].casefold()
    bare = normalize("NFC", "".join(c for c in normalize("NFD", words) if not combining(c)))
    if found := _date_in_signs.search(bare):
        year, month, day = map(int, found.groups())
    elif found := _day_first.search(bare):
        year, month, day = int(found[3]), _month(found[2]), int(found[1])
    elif found := _month_first.search(bare):
        year, month, day = int(found[3]), _month(found[1]), int(found[2])
    else:
        return ""
    hour = minute = second = 0
    if clock := _clock.search(bare, found.end()):
        hour, minute, second = (int(clock[part] or 0) for part in "hms")
        if clock["half"] or clock["ap"]:
            late = clock["half"] in _LATE or clock["ap"] == "p"
            hour = hour % 12 + 12 * late
    return utc_time(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")


def _month(word: str) -> int:
    """Return the number of the month; 0 if it is unknown."""
    return next((n for n, begins in enumerate(_MONTHS, 1) if word.startswith(begins)), 0)
