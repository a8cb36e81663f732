"""Words of a text as verification compares them, with their offsets.

Two words are the same if they differ only in case, in the form of an apostrophe, in how a letter is
composed, or in marks that may be left out (soft hyphens, the vowel signs of Arabic and Hebrew).
Hyphens separate words, since typesetters hyphenate differently; numbers keep their sign and their
decimal and thousands marks; signs that are read as words, as "%" and "€", are words. Scripts
without spaces (Chinese, Japanese, Thai and others) are compared character by character.

What a page or a recording puts between the words is no word of a source: marks of footnotes, time
codes, numbers of pages, "[laughter]".
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import log2

from readerapp.text.word_diff import UNSPACED as UNSPACED

_MOST_SEARCHES = 3
"""Searches for some words of a text, after which the places of all its words are listed."""
_SIGNS = "%‰$€£¥₹§&°@"
_NOT_LETTERS = f"\\W_¹²³⁰⁴-⁹{UNSPACED}"
"""Superscripts are marks of footnotes, or powers; neither is part of the word before."""
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u09e2\u09e3"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03"
    "\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6"
    "\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u1dc0-\u1dff\u20d0-\u20ff"
)
_NUMBER = r"(?:(?<![^\s(\[“\"'‘])[-−](?=\.?\d))?(?:(?<![\w.,])\.(?=\d))?\d+(?:[.,:/]\d+)*"


def _word_pattern(letter: str, first: str = "") -> re.Pattern[str]:
    """Return the pattern of a word, whose letters match `letter`, as one group.

    `first` is a pattern for most words that is tried before all others.
    """
    return re.compile(
        rf"({first}[{UNSPACED}]|{_NUMBER}|{letter}+(?:'(?!\d){letter}+)*|[{_SIGNS}])", re.UNICODE
    )


_LETTER = f"[^{_NOT_LETTERS}]"
_plain_word = _word_pattern(
    _LETTER, rf"[a-zß-öø-ÿ]+(?:'(?!\d){_LETTER}+)*(?!{_LETTER})|"
)  # a third faster where most words are Latin
_composed_word = _word_pattern(f"(?:{_LETTER}[{_COMBINING}{_INVISIBLE}]*)")
_has_composed = re.compile(f"[{_COMBINING}{_INVISIBLE}]").search
_left_out = re.compile(f"[{_INVISIBLE}\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_FORMS = str.maketrans(
    {
        **dict.fromkeys("’ʼ＇", "'"),
        "−": "-",
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)
_brackets = re.compile(
    r"[\[(](?:"
    r"(?<=\[)(?:\d{1,3}|[a-z]|(?:note|nb|fn|pg|page|p)\.? ?\d{1,4}|citation needed|edit)\]"
    r"|(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]"
    r"|(?:laugh(?:s|ing|ter)?|applause|cheers|cheering|crosstalk|cross-talk|pause|inaudible|"
    r"sighs?|coughs?|music|silence)\.?[\])])",
    re.IGNORECASE,
)
_time_lines = re.compile(
    r"^[ \t]{0,40}(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[ \t]{0,40}(?=\n)", re.MULTILINE
)
_page_breaks = re.compile(
    r"(?:\n[ \t]{0,80}(?:- ?)?\d{1,4}(?: ?-)?[ \t]{0,40}\n{0,3})?\f"
    r"(?:\s{0,80}\d{1,4}[ \t]{0,40}\n)?"
)


def _blank_furniture(text: str) -> str:
    """Return a text with line breaks for what a page puts between the words.

    One pattern for each kind of beginning, and only where that occurs: one for all takes a second
    for a long book.
    """
    # Brackets come last, for what is beside them is no line of its own.
    if ":" in text:
        text = _time_lines.sub(_blank, text)
    if "\f" in text:
        text = _page_breaks.sub(_blank, text)
    return _brackets.sub(_blank, text) if "[" in text or "(" in text else text


def _blank(found: re.Match[str]) -> str:
    """Return as many line breaks as were found code points."""
    return "\n" * len(found[0])


def fold_word(word: str) -> str:
    """Return a word as it is compared.

    >>> fold_word("Don’t"), fold_word("CAFE\u0301"), fold_word("of\u00adfice")
    ("don't", 'café', 'office')
    """
    if word.isascii():
        return word.lower() if word != "&" else "and"
    bare = _left_out.sub("", word.translate(_FORMS)) or word
    word = unicodedata.normalize("NFKC", bare)
    return unicodedata.normalize("NFC", word.casefold())


def _same_length_lower(text: str) -> str:
    """Return a text in lower case and with plain apostrophes, each code point at its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return lower if lower.isascii() else lower.translate(_FORMS)


class WordSequence:
    """The words of a text in order.

    Attributes:
        text: the text; in a source with line breaks for what is no word, at the same offsets.
        words: the folded words.
    """

    def __init__(self, text: str, offset: int = 0, *, is_source: bool = False) -> None:
        """Split a text into words.

        Args:
            text: the text.
            offset: where it begins; offsets of words count from there.
            is_source: whether what a page puts between the words is left out.
        """
        if is_source:
            text = _blank_furniture(text)
        self.text = text
        self._offset = offset
        lower = _same_length_lower(text)
        is_composed = not lower.isascii() and _has_composed(lower)
        # Words and what is between them in turn: half the time of finding words and offsets.
        self._pieces = (_composed_word if is_composed else _plain_word).split(lower)
        words = self._pieces[1::2]
        if not lower.isascii():
            folded = {word: fold_word(word) for word in set(words) if not word.isascii()}
            words = [folded.get(word, word) for word in words]
        if "&" in lower:
            words = ["and" if word == "&" else word for word in words]
        self.words: Sequence[str] = words
        self._places: dict[str, list[int]] = {}
        self._searches = 0

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.words)

    @cached_property
    def _spans(self) -> tuple[array[int], array[int]]:
        """Return the offsets of all words in code points, and the offsets after them."""
        places = [*accumulate(map(len, self._pieces), initial=self._offset)]
        self._pieces = []
        return array("q", places[1:-1:2]), array("q", places[2::2])

    @property
    def starts(self) -> Sequence[int]:
        """Return the offset of each word in code points."""
        return self._spans[0]

    @property
    def ends(self) -> Sequence[int]:
        """Return the offset after each word in code points."""
        return self._spans[1]

    @cached_property
    def letters(self) -> str:
        """Return all words without anything in between."""
        return "".join(self.words)

    @cached_property
    def letter_places(self) -> Sequence[int]:
        """Return the place in `letters` at which each word begins, and the end of the last."""
        return array("q", accumulate(map(len, self.words), initial=0))

    def find_places(self, words: Iterable[str]) -> Mapping[str, Sequence[int]]:
        """Return the indexes at which words stand, for these and perhaps others.

        The first few times only these are looked for: for one quotation that takes a tenth of the
        time.
        """
        if self._searches > _MOST_SEARCHES or self._places.keys() >= (wanted := {*words}):
            return self._places
        self._searches += 1
        places: dict[str, list[int]] = {}
        if self._searches <= _MOST_SEARCHES:
            places = {word: [] for word in wanted}
            for index, word in enumerate(self.words):
                if word in wanted:
                    places[word].append(index)
        else:
            for index, word in enumerate(self.words):
                if word in places:
                    places[word].append(index)
                else:
                    places[word] = [index]
        self._places.update(places)
        return self._places

    def weigh(self, words: Iterable[str]) -> dict[str, float]:
        """Return how much each word says here, in bits: the rarer and the longer, the more.

        Short words are frequent in every language, also where a short text has them only once.
        """
        wanted = {*words}
        places = self.find_places(wanted)
        size = max(len(self.words), _LEAST_SIZE)
        weights = {}
        for word in wanted:
            count = len(places.get(word, ())) or 0.5
            longest = _BITS_OF_CHARACTER if is_unspaced(word) else 2.5 + 1.6 * len(word)
            weights[word] = max(1.5, min(log2(size / count), longest, _MOST_BITS))
        return weights

    def find_spaced(self, words: Sequence[str], low: int, high: int, most: int) -> list[int]:
        """Return the indexes from `low` to `high` at which the sequence `words` begins.

        It is meant for one or two words, whose letters would be found inside of many others.
        """
        first = self.find_places(words[:1]).get(words[0], ())
        found: list[int] = []
        for place in range(bisect_left(first, low), len(first)):
            index = first[place]
            if index >= high or len(found) == most:
                break
            if list(self.words[index : index + len(words)]) == list(words):
                found.append(index)
        return found

    def find_letters(self, letters: str, low: int, high: int, most: int) -> list[tuple[int, int]]:
        """Return where words from `low` to `high` have together the letters `letters`.

        Returns:
            Pairs of the first index and the index after the last; `most` at most.
        """
        places = self.letter_places
        found: list[tuple[int, int]] = []
        limit = places[min(high, len(places) - 1)]
        at = self.letters.find(letters, places[min(low, len(places) - 1)], limit)
        tries = 0
        while at >= 0 and len(found) < most and tries < _MOST_TRIES:
            first = bisect_right(places, at) - 1
            last = bisect_left(places, at + len(letters))
            if places[first] == at and places[last] == at + len(letters):
                found.append((first, last))
            tries += 1
            at = self.letters.find(letters, at + 1, limit)
        return found


_BITS_OF_CHARACTER = 6.0
"""Most that one character of a script without spaces says."""
_MOST_BITS = 14.0
_LEAST_SIZE = 5_000
"""Words of a text that tells how rare a word is. In a shorter one most words are there once."""
_is_unspaced = re.compile(f"[{UNSPACED}]").match


def is_unspaced(word: str) -> bool:
    """Return whether a word is one character of a script without spaces."""
    return _is_unspaced(word) is not None


_MOST_TRIES = 2_000
"""Places that are looked at for one sequence of letters, so that "a a a a" ends."""


def split_words(text: str, offset: int = 0) -> WordSequence:
    """Return the words of `text`; their offsets are counted from `offset` on."""
    return WordSequence(text, offset)
