"""Apostrophes that were lost: "Margaret s brother", "I don t know", "he\ufffds late".

A converter that does not know the curly apostrophe leaves a space or a replacement character in
its place. Possessives and contractions then look like words of one letter, and "said Margaret s
brother" like a remark of Margaret.
"""

from __future__ import annotations

import re

_LOST = re.compile(r"(?<=[A-Za-z])[ \ufffd](?=(?:s|t|ll|re|ve|d|m)\b(?!\.))")
_CONTRACTION = re.compile(r"(?:n t|\bI m|\b[Ii]t s|\b(?:I|you|he|she|we|they) ll)\b")
_SAMPLE = 60_000  # code points at the beginning that show whether apostrophes were lost
_USUAL = 1_000  # code points in which a text in English has an apostrophe, unless they were lost
_LEAST = 3  # contractions without one; "t" or "s" alone may be a name or a unit


def restore_apostrophes(text: str) -> str:
    """Return a text of the same length in which lost apostrophes are "’" again.

    The text is returned as it is unless it has no apostrophes where it should have some.

    >>> restore_apostrophes("I don t know. It s Ann s hat. He isn t here. I m not.")
    'I don’t know. It’s Ann’s hat. He isn’t here. I’m not.'
    """
    sample = text[:_SAMPLE]
    marks = sample.count("'") + sample.count("’")
    if marks * _USUAL > len(sample):
        return text
    lost = sum(1 for _ in _CONTRACTION.finditer(sample.replace("\ufffd", " ")))
    if lost < max(_LEAST, marks):
        return text
    return _LOST.sub("’", text)
