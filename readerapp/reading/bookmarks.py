"""Bookmarks: places in a document under a letter, as `m` and `'` set and find them in vim.

They are kept with the last position of the document. Each has the words at its place, so that it
is found again in a text that was edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from readerapp.text.source import Text

_WORDS = 40
"""Code points stored of the text at a bookmark."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a document.

    Attributes:
        letter: The letter of the bookmark.
        at: The offset in code points.
        words: The text from there on, at most a row.
    """

    letter: str
    at: int
    words: str


def is_letter(sign: str) -> bool:
    """Return whether a bookmark can have this name: one letter of any script."""
    return len(sign) == 1 and sign.isalpha()


def make_bookmark(letter: str, text: Text, at: int) -> Bookmark:
    """Make a bookmark at the offset `at` of `text`."""
    return Bookmark(letter, at, text.slice(at, at + _WORDS))


def locate_bookmark(bookmark: Bookmark, text: Text) -> int:
    """Return the offset of a bookmark in `text`: the nearest place with its words.

    If the words are gone, it is the stored offset.
    """
    if text.slice(bookmark.at, bookmark.at + len(bookmark.words)) == bookmark.words:
        return bookmark.at
    words = bookmark.words.strip()
    if words:
        from readerapp.text.search import search_text  # not for the first page

        lead = bookmark.words.index(words)
        found = [
            search_text(text, words, min(bookmark.at, len(text)), forward=forward)
            for forward in (True, False)
        ]
        places = [max(0, match.start - lead) for match in found if match]
        if places:
            return min(places, key=lambda place: abs(place - bookmark.at))
    return min(bookmark.at, len(text))


def with_bookmark(bookmarks: Iterable[Bookmark], new: Bookmark) -> tuple[Bookmark, ...]:
    """Return the bookmarks with `new`, which replaces the one with its letter."""
    others = [one for one in bookmarks if one.letter != new.letter]
    return tuple(sorted([*others, new], key=lambda one: one.at))


def parse_bookmarks(data: Any) -> tuple[Bookmark, ...]:
    """Parse bookmarks as dicts, in a list or a tuple; leave out what is not valid."""
    bookmarks = []
    for one in data if isinstance(data, list | tuple) else ():
        match one:
            case {"letter": str(letter), "at": int(at), "words": str(words)}:
                if is_letter(letter) and at >= 0:
                    bookmarks.append(Bookmark(letter, at, words[:_WORDS]))
    return tuple(bookmarks)
