"""Words of a text, as people count them."""

from __future__ import annotations

import re

_CHARACTER = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # kana and ideographs
_SIGN = r"\u3000-\u303f\uff00-\uffef"  # their punctuation and full-width forms
_WORD = re.compile(rf"[{_CHARACTER}]|[^\s{_CHARACTER}{_SIGN}]+")


def count_words(text: str) -> int:
    """Return the number of words of a text.

    Chinese and Japanese have no spaces between words; there each character counts, as in word
    processors.

    >>> count_words("two words"), count_words("開館できない。")
    (2, 6)
    """
    return sum(1 for _ in _WORD.finditer(text))
