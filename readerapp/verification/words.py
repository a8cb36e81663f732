"""Words of a text as verification compares them, with their offsets.

Two words are the same if they differ only in case, in the form of an apostrophe or in how a letter
is composed. Hyphens separate words, since typesetters hyphenate differently; numbers keep their
decimal and thousands marks. Scripts without spaces (Chinese, Japanese, Thai and others) are
compared character by character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from readerapp.text.word_diff import UNSPACED as UNSPACED

_word = re.compile(
    rf"[{UNSPACED}]|\d+(?:[.,:]\d+)*|[^\W_{UNSPACED}]+(?:['’ʼ＇][^\W\d_{UNSPACED}]+)*", re.UNICODE
)
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")


def fold_word(word: str) -> str:
    """Return a word as it is compared.

    >>> fold_word("Don’t"), fold_word("CAFE\u0301")
    ("don't", 'café')
    """
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word.translate(_APOSTROPHES)).casefold()


@dataclass(frozen=True)
class WordSequence:
    """The words of a text in order.

    Attributes:
        words: the folded words.
        starts: the offset of each word in code points.
        ends: the offset after each word.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @cached_property
    def joined(self) -> str:
        """Return all words with one space around each, for searching word sequences at C speed."""
        return f" {' '.join(self.words)} "

    @cached_property
    def _places(self) -> tuple[int, ...]:
        """Return the place in `joined` of the space before each word."""
        places, at = [], 0
        for word in self.words:
            places.append(at)
            at += len(word) + 1
        return tuple(places)

    def find_all(self, words: Sequence[str], most: int = 100) -> list[int]:
        """Return the indexes at which the sequence `words` occurs, `most` at most."""
        sought = f" {' '.join(words)} "
        found: list[int] = []
        at = self.joined.find(sought)
        while at >= 0 and len(found) < most:
            found.append(bisect_left(self._places, at))
            at = self.joined.find(sought, at + 1)
        return found

    def index_at(self, offset: int) -> int:
        """Return the index of the first word that ends after `offset`."""
        return bisect_left(self.ends, offset + 1)


def split_words(text: str, offset: int = 0) -> WordSequence:
    """Return the words of `text`; their offsets are counted from `offset` on."""
    words, starts, ends = [], [], []
    for match in _word.finditer(text):
        words.append(fold_word(match[0]))
        starts.append(offset + match.start())
        ends.append(offset + match.end())
    return WordSequence(tuple(words), tuple(starts), tuple(ends))
