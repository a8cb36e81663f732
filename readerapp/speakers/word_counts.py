"""Counts of the words of a text, for all that asks how frequent some words are.

A text has far fewer distinct words than words, so what depends on a word alone is asked once for
each distinct word, and its count is added.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"\w+")


def word_frequencies(text: str) -> Counter[str]:
    """Return how often each word is in a text; a word is letters, digits and "_"."""
    return Counter(_WORD.findall(text))


def split_words(words: Counter[str], part: re.Pattern[str]) -> Counter[str]:
    """Return the counts of the parts of words that match `part`, as every word of letters does.

    >>> split_words(Counter({"so": 2, "_so_": 1}), re.compile("[a-z]+"))
    Counter({'so': 3})
    """
    found = words.copy()
    for word in [word for word in words if not word.isalpha()]:
        count = found.pop(word)
        for one in part.findall(word):
            found[one] += count
    return found
