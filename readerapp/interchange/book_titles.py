"""Titles of books as other programs and people write them, and how well two titles fit.

A reading device adds the author in brackets ("Emma (Austen, Jane)"), a shop adds a subtitle or the
edition ("Emma: A Novel", "Emma (English Edition)"), a file name joins words with underscores. None
of these tells two books apart by itself, so a fit has levels, and the caller decides which level
needs the words of the book as a proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from unicodedata import combining, normalize

_MAXIMUM_LENGTH = 2000
"""Code points of a title that are looked at: a title is a line, and a file may have anything."""
_PAIRS = {")": "(", "]": "[", "）": "（", "】": "【", "}": "{"}
_EDITIONS = frozenset("edition ed ausgabe auflage edicion edicao edizione uitgave reprint".split())
_EDITION_WORDS = frozenset("annotated illustrated unabridged ebook epub pdf mobi azw3".split())
"""Words that name an edition by themselves."""
_QUALITIES = _EDITION_WORDS | frozenset(
    "kindle english german french spanish italian revised new first second third fourth fifth "
    "deluxe complete special collector s anniversary expanded international deutsche the with en "
    "espanol italiano portuguesa francaise italiana espanola".split()
)
"""Words that say which edition it is, before or behind the word for edition."""
_number = re.compile(r"\d+(?:st|nd|rd|th)?")
_divider = re.compile(r"\s*[:;]\s+|\s+[-–—|/]+\s+|\s*—\s*|,\s+or,?\s+|\s+or,\s+")
_words = re.compile(r"\w+")
_article = re.compile(r"^(?:the|an?) | (?:the|an?)$")
_SHORTEST_NAME = 3
"""Letters of the shortest word of a name that is compared: initials are written or left out."""
_COMMON_WORDS = frozenset(
    "the and for with from novel book books volume vol part series author edition von und der die "
    "das des les del los las una van het".split()
)
"""Words that are in many titles and names, and so say nothing about one."""


class TitleFit(IntEnum):
    """How well a title fits another one.

    `WORDS`: all words of one are in the other; the text itself must prove that it is the book.
    `MAIN`: equal up to the subtitle, which one of the two has not. `WHOLE`: equal words.
    """

    NONE = 0
    WORDS = 1
    MAIN = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class BookTitle:
    """A title in comparable words, all of them in lower case, without accents and signs.

    Attributes:
        whole: The title with its subtitle, without brackets, edition and article.
        main: The title before the subtitle.
        names: What stood in brackets behind it, without editions: an author, a series.
    """

    whole: str
    main: str
    names: tuple[str, ...] = ()

    @property
    def author(self) -> str:
        """Return the last name in brackets, which is where a Kindle writes the author."""
        return self.names[-1] if self.names else ""


def parse_title(title: str) -> BookTitle:
    """Return the comparable parts of a title.

    >>> parse_title("Emma: A Novel (English Edition) (Austen, Jane)")
    BookTitle(whole='emma a novel', main='emma', names=('austen jane',))
    """
    rest, brackets = _without_brackets(" ".join(title[:_MAXIMUM_LENGTH].replace("_", " ").split()))
    main = _divider.split(rest, maxsplit=1)[0]
    whole = _without_edition(_plain(rest))
    names = tuple(
        name for name in map(_plain, brackets) if name and _length_before_edition(name.split())
    )
    return BookTitle(whole, _without_edition(_plain(main)) or whole, names)


def compare_titles(one: BookTitle, other: BookTitle) -> TitleFit:
    """Return how well two titles fit; titles without a word fit nothing."""
    if not (one.whole and other.whole):
        return TitleFit.NONE
    if one.whole == other.whole:
        return TitleFit.WHOLE
    if one.main == other.main:
        both_have_subtitles = one.main != one.whole and other.main != other.whole
        return TitleFit.WORDS if both_have_subtitles else TitleFit.MAIN
    if _has_words_of(one.whole, other.main) or _has_words_of(other.whole, one.main):
        return TitleFit.WORDS
    return TitleFit.NONE


def is_same_author(named: str, author: str) -> bool | None:
    """Return whether two names of authors share a word; None if one of them says nothing.

    >>> is_same_author("austen, jane", "Jane Austen"), is_same_author("", "Jane Austen")
    (True, None)
    """
    words, others = _name_words(named), _name_words(author)
    return bool(words & others) if words and others else None


def distinctive_words(title: BookTitle) -> frozenset[str]:
    """Return the words of a title by which other titles are looked up for a fit of `WORDS`."""
    return frozenset(title.whole.split()) - _COMMON_WORDS


def _name_words(name: str) -> frozenset[str]:
    words = _plain(name[:_MAXIMUM_LENGTH]).split()
    return frozenset(w for w in words if len(w) >= _SHORTEST_NAME or not w.isascii()) - (
        _COMMON_WORDS
    )


def _has_words_of(whole: str, main: str) -> bool:
    words = set(main.split())
    return bool(words - _COMMON_WORDS) and words <= set(whole.split())


def _plain(text: str) -> str:
    """Return the words of a text in lower case, without accents and signs, one space between."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join(_words.findall(bare.replace("_", " ")))


def _without_edition(words: str) -> str:
    """Return the words of a title without the edition at the end and without an article."""
    kept = words.split()
    while (length := _length_before_edition(kept)) < len(kept):
        del kept[length:]
    return _article.sub("", " ".join(kept)) or words


def _length_before_edition(words: list[str]) -> int:
    """Return the number of words before the last mention of an edition; all if there is none."""
    at = len(words)
    while at and words[at - 1] in _QUALITIES:
        at -= 1
    if at and words[at - 1] in _EDITIONS:
        at -= 1
        while at and (words[at - 1] in _QUALITIES or _number.fullmatch(words[at - 1])):
            at -= 1
        return at
    return len(words) - 1 if words and words[-1] in _EDITION_WORDS else len(words)


def _without_brackets(title: str) -> tuple[str, list[str]]:
    """Return a title without the brackets at its end, and what was in them, in order."""
    brackets: list[str] = []
    while title and title[-1] in _PAIRS:
        start = _opening(title)
        if start <= 0:
            break
        brackets.insert(0, title[start + 1 : -1])
        title = title[:start].rstrip()
    return title, brackets


def _opening(title: str) -> int:
    """Return where the bracket at the end of a title opens; -1 if it does not."""
    closing, depth = title[-1], 0
    for at in range(len(title) - 1, -1, -1):
        depth += (title[at] == closing) - (title[at] == _PAIRS[closing])
        if not depth:
            return at
    return -1
