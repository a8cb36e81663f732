"""Kindle: `My Clippings.txt`, in the languages that Kindles speak.

A clipping has no id, and an edited one stands in the file again: of clippings at one place the
last counts. A note is a clipping of its own; it joins the highlight that ends where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readerapp.model import CONTEXT
from readerapp.sharing.imports.imported import Batch, Imported, stable_id, text, utc

_RULE = re.compile(r"^={6,}\s*$", re.MULTILINE)
_NOTES = re.compile(r"\b(note|notiz|nota|notitie|anteckning)\b|メモ|笔记|заметка", re.IGNORECASE)
_number = re.compile(r"\d[\d.,]{0,15}")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(slots=True)
class _Clipping:
    title: str
    place: tuple[int, int] | None
    locator: str
    added: str
    body: str
    is_note: bool


def recognise(content: str) -> bool:
    """True if the first clipping ends with a rule and its second line begins with a dash."""
    first, *rest = _RULE.split(content, maxsplit=1)
    lines = first.strip("\ufeff\n\r ").splitlines()
    return bool(rest) and len(lines) >= 2 and lines[1].lstrip().startswith("-")


def read(content: str) -> Batch:
    """The highlights and notes of a file that `recognise` knows; bookmarks have no words."""
    problems = []
    highlights: dict[tuple[str, object], Imported] = {}
    notes: list[_Clipping] = []
    ends: dict[tuple[str, int], tuple[str, object]] = {}
    for number, block in enumerate(_RULE.split(content), 1):
        lines = block.strip("\ufeff\n\r ").splitlines()
        if not lines:
            continue
        if len(lines) < 2 or not lines[1].lstrip().startswith("-"):
            problems.append(f"Clipping {number} was left out: it has no line that says what it is.")
            continue
        clipping = _clipping(lines)
        if not clipping.body:
            continue
        if clipping.is_note:
            notes.append(clipping)
            continue
        start = clipping.place[0] if clipping.place else None
        key = (clipping.title, start if start is not None else clipping.body[:CONTEXT])
        highlights.pop(key, None)
        highlights[key] = _imported(clipping, exact=clipping.body)
        if clipping.place:
            ends[clipping.title, clipping.place[1]] = key
    alone = _join(highlights, ends, notes)
    items = (*highlights.values(), *alone)
    return Batch(format="Kindle clippings", items=items, problems=tuple(problems))


def _join(
    highlights: dict[tuple[str, object], Imported],
    ends: dict[tuple[str, int], tuple[str, object]],
    notes: list[_Clipping],
) -> list[Imported]:
    """Put the notes to their highlights; those that have none."""
    alone: dict[str, Imported] = {}
    for note in notes:
        place = note.place[1] if note.place else -1
        key = ends.get((note.title, place)) or (note.title, place)
        if key in highlights:
            old = highlights[key]
            changed = {name: getattr(old, name) for name in Imported.__slots__}
            highlights[key] = Imported(**{**changed, "note": note.body})
        else:
            item = _imported(note, note=note.body)
            alone[item.id] = item
    return list(alone.values())


def _imported(clipping: _Clipping, exact: str = "", note: str = "") -> Imported:
    kind = "note" if clipping.is_note else "highlight"
    where = clipping.place[0] if clipping.place else clipping.body
    return Imported(
        id=stable_id(None, "kindle", kind, clipping.title, str(where)),
        exact=exact,
        note=note,
        created=clipping.added,
        modified=clipping.added,
        locator=clipping.locator,
        document=clipping.title,
    )


def _clipping(lines: list[str]) -> _Clipping:
    title, what, *body = (text(line).strip("\ufeff ") for line in lines)
    parts = [part.strip(" -") for part in what.split("|")]
    # The last part says when, the one before it where; a page may stand before the location.
    where = parts[-2] if len(parts) > 1 else parts[0]
    numbers = [int(re.sub(r"\D", "", n)) for n in _number.findall(where)]
    place = None
    if numbers:
        begins = numbers[-2] if "-" in where and len(numbers) > 1 else numbers[-1]
        place = begins, numbers[-1]
    return _Clipping(
        title=title,
        place=place,
        locator=where,
        added=_time(parts[-1]) if len(parts) > 1 else "",
        body="\n".join(body).strip(),
        is_note=bool(_NOTES.search(parts[0])),
    )


def _time(words: str) -> str:
    """The time of an English or an ISO-like date; empty for other languages."""
    day = re.search(r"(?P<y>\d{4})[年-](?P<m>\d{1,2})[月-](?P<d>\d{1,2})", words)
    if day:
        year, month, date = int(day["y"]), int(day["m"]), int(day["d"])
    else:
        named = re.search(
            r"([a-z]{3})[a-z]* (\d{1,2}), (\d{4})|(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})",
            words.casefold(),
        )
        if not named or (named[1] or named[5]) not in _MONTHS:
            return ""
        month = _MONTHS.index(named[1] or named[5]) + 1
        date, year = int(named[2] or named[4]), int(named[3] or named[6])
    clock = re.search(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap]m)?", words, re.IGNORECASE)
    hour, minute, second = (int(clock[n] or 0) for n in (1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + (12 if clock[4].casefold() == "pm" else 0)
    return utc(f"{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}")
