"""Kindle: `My Clippings.txt`, in the languages that Kindles speak.

A clipping has no id, and an edited one stands in the file again. `clippings` tells which clippings
are one mark.
"""

from __future__ import annotations

import re
from dataclasses import replace
from unicodedata import combining, normalize

from readerapp.sharing.imports.clippings import Clipping, Mark, Marks, join
from readerapp.sharing.imports.identity import identified
from readerapp.sharing.imports.imported import Batch, Imported, text, utc

_RULE = re.compile(r"^={6,}\s*$", re.MULTILINE)
_NOTES = re.compile(r"\b(note|notiz|nota|notitie|anteckning)\b|メモ|笔记|заметка", re.IGNORECASE)
_number = re.compile(r"\d[\d.,]{0,15}")
_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fev"),
    ("mar", "maa"),
    ("apr", "abr", "avr"),
    ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "ago", "aou"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic"),
)
"""How the months begin, accents left out: in English, German, French, Spanish, Italian,
Portuguese and Dutch."""
_date_in_signs = re.compile(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})")
_day_first = re.compile(r"(\d{1,2})(?:er|[.º])? (?:de )?([a-z]{3,20})\.? (?:de )?(\d{4})")
_month_first = re.compile(r"([a-z]{3,20}) (\d{1,2}), (\d{4})")
_LONGEST_DATE = 200
"""Characters of a date with its weekday and its time, in any language; Kindles write up to 60."""
_clock = re.compile(
    r"(?P<half>[上下]午|午[前後])? ?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?"
    r" ?(?:(?P<ap>[ap])\.? ?m)?"
)


def recognise(content: str) -> bool:
    """True if the first clipping ends with a rule and its second line begins with a dash."""
    first, *rest = _RULE.split(content, maxsplit=1)
    lines = first.strip("\ufeff\n\r ").splitlines()
    return bool(rest) and len(lines) >= 2 and lines[1].lstrip().startswith("-")


def read(content: str) -> Batch:
    """The highlights and notes of a file that `recognise` knows; bookmarks have no words."""
    problems = []
    undated = 0
    highlights, notes = Marks(), Marks()
    for number, block in enumerate(_RULE.split(content), 1):
        lines = block.strip("\ufeff\n\r ").splitlines()
        if not lines:
            continue
        if len(lines) < 2 or not lines[1].lstrip().startswith("-"):
            problems.append(f"Clipping {number} was left out: it has no line that says what it is.")
            continue
        clipping = _clipping(number, lines)
        if not clipping.body:
            continue
        undated += bool(clipping.when) and not clipping.added
        (notes if clipping.is_note else highlights).add(clipping)
    if undated:
        what = "1 clipping has" if undated == 1 else f"{undated} clippings have"
        problems.append(f"{what} no time here: the date is in a language that is not known.")
    alone = join(highlights, notes)
    items = (*map(_imported, highlights.ordered()), *map(_imported, alone))
    return Batch(format="Kindle clippings", items=items, problems=tuple(problems))


def _imported(mark: Mark) -> Imported:
    """What a mark is now, under the id of what it was first."""
    first, last = mark.first, mark.last
    item = Imported(
        id="",
        exact="" if last.is_note else last.body,
        note=last.body if last.is_note else "\n\n".join(mark.notes),
        created=last.added,
        modified=last.added,
        locator=last.locator,
        document=last.title,
    )
    begun = Imported(
        id="",
        exact="" if first.is_note else first.body,
        note=first.body if first.is_note else "",
        locator=first.locator,
        document=first.title,
    )
    kind = "note" if first.is_note else "highlight"
    where = first.place[0] if first.place else first.body
    earlier = "kindle", kind, first.title, str(where)
    known = identified(begun, None, first.when, kind=f"kindle {kind}", earlier=earlier)
    return replace(item, id=known.id, earlier_key=known.earlier_key)


def _clipping(number: int, lines: list[str]) -> Clipping:
    title, what, *body = (text(line).strip("\ufeff ") for line in lines)
    parts = [part.strip(" -") for part in what.split("|")]
    # The last part says when, the one before it where; a page may stand before the location.
    where = parts[-2] if len(parts) > 1 else parts[0]
    numbers = [int(re.sub(r"\D", "", n)) for n in _number.findall(where)]
    place = None
    if numbers:
        begins = numbers[-2] if "-" in where and len(numbers) > 1 else numbers[-1]
        place = begins, numbers[-1]
    return Clipping(
        number=number,
        title=title,
        place=place,
        locator=where,
        added=_time(parts[-1]) if len(parts) > 1 else "",
        when=parts[-1] if len(parts) > 1 else "",
        body="\n".join(body).strip(),
        is_note=bool(_NOTES.search(parts[0])),
    )


def _time(words: str) -> str:
    """The time that `words` say in a language of which the months are known; else empty."""
    words = words[:_LONGEST_DATE].casefold()
    bare = "".join(c for c in normalize("NFD", words) if not combining(c))
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
            late = clock["half"] in ("下午", "午後") or clock["ap"] == "p"
            hour = hour % 12 + 12 * late
    return utc(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")


def _month(word: str) -> int:
    """The number of the month; 0 if it is none that is known."""
    return next((n for n, begins in enumerate(_MONTHS, 1) if word.startswith(begins)), 0)
