"""What a Kindle writes around a clipping, in the languages of its menus.

The second line of a clipping says what it is, where it is and when it was made: "- Your Note on
page 12 | location 171 | Added on ...". Each language has its own words and order, and older devices
have shorter words. One table for each part: kinds, words of pages and locations, words of ranges,
months, halves of the day, and the sentence in place of words that a book does not let out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

from readerapp.interchange.importers.base import utc_time
from readerapp.interchange.place import roman_value

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
"""Signs before the second line and in ranges; Russian menus have the en dash."""

_NOTES = (
    "note", "notiz", "nota", "notitie", "anteckning", "notat", "notatka", "not", "notunuz",
    "заметка", "примечание",
)  # fmt: skip
_NOTES_IN_SIGNS = "メモ|ノート|笔记|筆記|註記|备注|備註|메모|노트"
_BOOKMARKS = (
    "bookmark", "lesezeichen", "marcador", "signet", "segnalibro", "bladwijzer", "bokmärke",
    "bogmærke", "bokmerke", "zakładka", "yer imi", "закладка",
)  # fmt: skip
_BOOKMARKS_IN_SIGNS = "ブックマーク|书签|書籤|북마크|책갈피"
_notes = re.compile(rf"\b(?:{'|'.join(_NOTES)})\b|{_NOTES_IN_SIGNS}")
_bookmarks = re.compile(rf"\b(?:{'|'.join(_BOOKMARKS)})\b|{_BOOKMARKS_IN_SIGNS}")

_PAGES_BEFORE = (
    "page", "seite", "página", "pagina", "sida", "side", "strona", "stronie", "sayfa", "страница",
    "странице", "стр", "第",
)  # fmt: skip
_PAGES_BEHIND = "ページ|页|頁|페이지|쪽"
_LOCATIONS = (
    "location", "loc", "position", "pos", "posición", "posizione", "posição", "emplacement", "empl",
    "locatie", "plats", "placering", "lokalizacja", "konum", "место", "позиция",
)  # fmt: skip
_LOCATIONS_IN_SIGNS = "位置|위치|#|no"
_number = r"\d{1,12}(?:[.,]\d{3}(?!\d)){0,3}"
_to = rf"\s?[{DASHES}~〜～至]\s?|\s(?:t/m|to|bis|tot|al|till|по)\s"
_place = re.compile(
    rf"(?P<word>\b(?:{'|'.join((*_PAGES_BEFORE, *_LOCATIONS))})\b|{_LOCATIONS_IN_SIGNS}|第)?"
    rf"[\s.:#№]{{0,4}}(?:no\.?\s?)?"
    rf"(?:(?P<start>{_number})(?:(?:{_to})(?P<end>{_number}))?"
    rf"|(?<=[\s.])(?P<roman>[ivxlcdm]{{1,15}})(?:\s?[{DASHES}]\s?(?P<last>[ivxlcdm]{{1,15}}))?\b)"
    rf"\s?(?P<behind>{_PAGES_BEHIND})?"
)

_LIMITS = (
    "limit", "límite", "limite", "limiet", "grenze", "лимит", "предел", "ограничени", "上限",
    "限制", "限額", "한도", "한계", "제한", "gräns", "grænse", "sınır",
)  # fmt: skip
_limit = re.compile(rf"\s*<[^<>]*(?:{'|'.join(_LIMITS)})[^<>]*>\s*")
_LONGEST_SENTENCE = 300
"""Code points of the sentence about the limit of a book; the words of a clipping may be longer."""

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
_month_first = re.compile(rf"({_letters}) (\d{{1,2}}), (\d{{4}})")
_DATE_LENGTH = 200
"""Maximum length in characters of a date with weekday and time; Kindles write up to 60."""
_clock = re.compile(
    r"(?P<half>[上下]午|午[前後]|오[전후])? ?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?"
    r" ?(?:(?P<ap>[ap])\.? ?m)?"
)
_LATE = ("下午", "午後", "오후")


@dataclass(frozen=True, slots=True)
class ClippedPlace:
    """Where a clipping is, as its second line says.

    Attributes:
        page: The number of the page or a range, as "12", "xii" or "12-13"; empty if it has none.
        location: The number of the location or a range; empty if it has none.
        unit: "loc" if the position counts locations, "page" if pages, "roman" if pages with Roman
            numbers; empty without a position.
        position: The first and the last number; None if it has none.
    """

    page: str = ""
    location: str = ""
    unit: str = ""
    position: tuple[int, int] | None = None


def is_note(description: str) -> bool:
    """Return whether a description without its date is that of a note."""
    return bool(_notes.search(description.casefold()))


def is_bookmark(description: str) -> bool:
    """Return whether a description without its date is that of a bookmark."""
    return bool(_bookmarks.search(description.casefold()))


def is_limit(words: str) -> bool:
    """Return whether the words of a clipping are the sentence that its book lets out no more."""
    return len(words) <= _LONGEST_SENTENCE and bool(_limit.fullmatch(words.casefold()))


def parse_place(description: str) -> ClippedPlace:
    """Return the place in a description without its date.

    A number is a page or a location by the word before it, or behind it in languages that write it
    there. Without any such word the last number is the location.
    """
    page = location = ""
    unit, position = "", None
    for found in _place.finditer(description[:_DATE_LENGTH].casefold()):
        word = found["word"] or ""
        is_page = bool(found["behind"]) or word in _PAGES_BEFORE
        if found["roman"]:
            if is_page and not page:
                page = "-".join(filter(None, (found["roman"], found["last"])))
                ends = roman_value(found["roman"]), roman_value(found["last"] or found["roman"])
                if position is None:
                    unit, position = "roman", (min(ends), max(ends))
            continue
        start = _digits(found["start"])
        end = _range_end(start, _digits(found["end"])) if found["end"] else start
        numbers = str(int(start)) if start == end else f"{int(start)}-{int(end)}"
        if is_page:
            page = page or numbers
            if unit != "loc":
                unit, position = "page", (int(start), int(end))
        else:
            location, unit, position = numbers, "loc", (int(start), int(end))
    return ClippedPlace(page, location, unit, position)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _range_end(start: str, end: str) -> str:
    """Return the end of a range in full: older devices write 1170-72 for 1170 to 1172."""
    if int(end) >= int(start):
        return end
    whole = start[: -len(end)] + end if len(end) < len(start) else end
    return whole if int(whole) >= int(start) else start


def parse_date(words: str) -> str:
    """Parse a date in a language whose months are known; return RFC 3339, else empty."""
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
