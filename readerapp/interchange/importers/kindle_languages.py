"""What a Kindle writes around a clipping, in the languages of its menus.

The second line of a clipping says what it is, where it is and when it was made: "- Your Note on
page 12 | location 171 | Added on ...". Each language has its own words and order, and older devices
have shorter words. One table for each part: kinds, words of pages and locations, words of ranges,
and the sentence in place of words that a book does not let out. `written_dates` has the months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_limit = re.compile(rf"<[^<>]{{0,300}}(?:{'|'.join(_LIMITS)})[^<>]{{0,300}}>\s*$", re.IGNORECASE)
_LONGEST_DESCRIPTION = 200
"""Code points of a description that are looked at; Kindles write up to 80."""
_LONGEST_SENTENCE = 300
"""Code points of the sentence about the limit of a book; the words of a clipping may be longer."""


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


def without_limit(words: str) -> str:
    """Return the words of a clipping without the sentence that its book lets out no more.

    The sentence is in place of the words, or behind the first of them.
    """
    at = words.rfind("<", -_LONGEST_SENTENCE)
    return words[:at].rstrip() if at >= 0 and _limit.match(words, at) else words


def parse_place(description: str) -> ClippedPlace:
    """Return the place in a description without its date.

    A number is a page or a location by the word before it, or behind it in languages that write it
    there. Without any such word the last number is the location.
    """
    page = location = ""
    unit, position = "", None
    for found in _place.finditer(description[:_LONGEST_DESCRIPTION].casefold()):
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
