"""The place of an annotation in the book of another program, as its file says it.

A place is one line for people: "Chapter 1, p. 13 of 300, loc. 170-172". It is stored with the
annotation, so it must be readable without this module; `place_order` and `place_share` read the
numbers back, to choose between passages of the same words.
"""

from __future__ import annotations

import re

MAXIMUM_LENGTH = 200
"""Code points of a place that are kept: a chapter is a line, and a file may have anything."""
_MAXIMUM_DIGITS = 12
"""Digits of a number that is read back; more is no page of a book."""
_page = re.compile(r"\bp\. (?:(\d+)|([ivxlcdm]+)\b)(?:-\S+)?(?: of (\d+))?", re.ASCII)
_location = re.compile(r"\bloc\. (\d+)", re.ASCII)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_FRONT_MATTER = 10**6
"""Pages with Roman numbers come before page 1."""


def format_place(
    *, chapter: str = "", page: str = "", pages: str = "", location: str = "", other: str = ""
) -> str:
    """Return a place from what a file says of it; empty if it says nothing.

    Args:
        chapter: The title of the chapter.
        page: The number of the page, or a range: "13", "xii", "13-14".
        pages: How many pages the book has on the device.
        location: The number of the location on a Kindle, or a range.
        other: Something else that names the place.

    >>> format_place(chapter="Chapter 1", page="13", pages="300")
    'Chapter 1, p. 13 of 300'
    """
    numbered = f"p. {page}{f' of {pages}' if pages else ''}" if page else ""
    parts = (chapter, numbered, f"loc. {location}" if location else "", other)
    return ", ".join(filter(None, (" ".join(part.split()) for part in parts)))[:MAXIMUM_LENGTH]


def place_order(place: str) -> float | None:
    """Return a number by which places of one book are ordered; None if it has none.

    Locations and pages are not comparable with each other; of a place with both, it is the
    location.
    """
    if found := _location.search(place):
        return _number(found[1])
    if found := _page.search(place):
        return _number(found[1]) if found[1] else roman_value(found[2]) - float(_FRONT_MATTER)
    return None


def place_share(place: str) -> tuple[float, float] | None:
    """Return the part of the book that the page of a place is, each end 0 to 1.

    None if the file does not say how many pages there are.
    """
    found = _page.search(place)
    if not found or not found[1] or not found[3]:
        return None
    page, pages = _number(found[1]), _number(found[3])
    if page is None or not pages or page > pages:
        return None
    return max(0.0, page - 1) / pages, page / pages


def roman_value(number: str) -> int:
    """Return the value of a Roman number in lower case.

    >>> roman_value("xiv")
    14
    """
    values = [_ROMAN[letter] for letter in number]
    return sum(
        -value if value < max(values[at + 1 :], default=0) else value
        for at, value in enumerate(values)
    )


def _number(digits: str) -> float | None:
    return float(digits) if len(digits) <= _MAXIMUM_DIGITS else None
