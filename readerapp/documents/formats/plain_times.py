"""Times in plain text: chats exported by WhatsApp, and transcripts with time codes.

The text is not changed. A line that begins with a time is cited by it; the first line of a day is
an entry of the table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.documents.document import Heading, Milestone

_LEAST_TIMES = 3
"""Lines that must begin with a time."""
_SHARE = 0.2
"""Share of all lines with words that must begin with a time."""

_code = re.compile(
    r"^[ \t]*[\[(]?(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{1,3})?)?[\])]?"
    r"(?=[ \t\n])",
    re.MULTILINE,
).finditer
_verse = re.compile(r"^[ \t]*\d{1,3}:\d(?!\d)", re.MULTILINE).search
_dated = re.compile(
    r"^[\u200e\u200f\ufeff]?\[?(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{1,4}),?[ \t]+"
    r"(?P<h>\d{1,2})[:.](?P<m>[0-5]\d)(?:[:.][0-5]\d)?"
    r"(?:[ \u202f\u00a0]?(?P<half>[AaPp])\.?[Mm]\.?)?(?:\]|[ \t]+[-–])[ \t]",
    re.MULTILINE,
).finditer


@dataclass(frozen=True, slots=True)
class Times:
    """The milestones by time of a text, and its days as headings; empty if it has no times."""

    milestones: tuple[Milestone, ...] = ()
    headings: tuple[Heading, ...] = ()


def find_times(text: str) -> Times:
    """Find the times that lines of a text begin with, if enough of them do."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    for form in (_from_dates, _from_codes):
        found = list(form(text))
        if len(found) >= max(_LEAST_TIMES, _SHARE * lines):
            marks = (Milestone(start, f"{day} {time}".strip()) for start, day, time in found)
            return Times(tuple(marks), tuple(_days(found)))
    return Times()


def _days(found: Sequence[tuple[int, str, str]]) -> Iterator[Heading]:
    """Yield a heading where the day changes."""
    before = ""
    for start, day, _ in found:
        if day != before:
            yield Heading(start, 2, day)
        before = day


def _from_codes(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield times of day or of a recording, with hours added if only some have three numbers."""
    found = list(_code(text))
    if _verse(text):  # 3:9 is a verse and not a time, so 3:16 is one too
        return
    full = any(each["s"] for each in found)
    for each in found:
        parts = [each["h"], each["m"], each["s"]] if each["s"] else ["0", each["h"], each["m"]]
        numbers = [int(part) for part in parts]
        yield each.start(), "", ":".join(f"{n:02}" for n in (numbers if full else numbers[1:]))


def _from_dates(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield dates and times; all dates together tell which number is the day, which the month."""
    found = list(_dated(text))
    american = _month_first(found)
    for each in found:
        a, b, c = int(each["a"]), int(each["b"]), int(each["c"])
        if len(each["a"]) == 4:
            year, month, day = a, b, c
        else:
            year, month, day = (c, a, b) if american else (c, b, a)
        year += 2000 if year < 100 else 0
        hour = int(each["h"])
        if each["half"]:
            hour = hour % 12 + (12 if each["half"] in "Pp" else 0)
        yield each.start(), f"{year:04}-{month:02}-{day:02}", f"{hour:02}:{each['m']}"


def _month_first(found: Sequence[re.Match[str]]) -> bool:
    """Return whether dates have the month first: by numbers over 12, else by am/pm and slashes."""
    if any(int(each["b"]) > 12 for each in found):
        return True
    if any(int(each["a"]) > 12 for each in found):
        return False
    return any(each["half"] for each in found) and any("/" in each[0] for each in found)
