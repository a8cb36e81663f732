"""Filters of the words of texts: which words and pairs of neighbouring words a text may have.

A filter is a bit array with one hash function (Bloom 1970). What it does not have is not in the
text; what it has may be. Everything here runs at C speed, 4 ms for a text of 100 kB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from operator import sub
from zlib import crc32

from readerapp.verification.words import UNSPACED, fold_word

_BITS_PER_WORD = 24
"""Least bits of a filter for each word of its source: of the words and pairs that a source has not,
one in thirty is then taken for one that it has."""
_FEWEST_BITS, _MOST_BITS = 1 << 10, 1 << 24
"""The largest filter, of 2 MB, is for a text of 4 MB; in a longer one more is taken for found."""

EMPTY_FILTER = bytes(_FEWEST_BITS // 8)
"""The filter of a text without words."""

_unspaced = re.compile(rf"([{UNSPACED}])")
_APOSTROPHES = tuple(sign.encode() for sign in "'’ʼ＇")
_SEPARATORS = tuple(sign.encode() for sign in "“”„«»‹›‘‚–—―−…·•\u00a0\u2009\u202f\u00ad")
_ASCII = bytes(byte if byte >= 0x80 or chr(byte).isalnum() else 0x20 for byte in range(256))
"""Translation of ASCII: punctuation and white space become spaces."""


def split_coarsely(text: str) -> list[bytes]:
    """Return the words of a text at C speed, for hashing.

    Words are split more coarsely than by `split_words`: what matters is that a text and a quotation
    of it are split alike.
    """
    folded = text.lower() if text.isascii() else fold_word(text)
    if not folded.isascii() and _unspaced.search(folded):
        folded = _unspaced.sub(r" \1 ", folded)
    data = folded.encode("utf-8", "replace")
    for sign in _APOSTROPHES:
        data = data.replace(sign, b"")
    if not data.isascii():
        for sign in _SEPARATORS:
            data = data.replace(sign, b" ")
    return data.translate(_ASCII).split()


def hash_features(words: Sequence[bytes]) -> list[int]:
    """Return a hash for each word, and one for each pair of neighbours in their order."""
    hashes = [*map(crc32, words)]
    return [*hashes, *map(sub, hashes, islice(hashes, 1, None))]


def make_filter(text: str) -> bytes:
    """Return the bit array of the words and pairs of a text."""
    words = split_coarsely(text)
    size = _FEWEST_BITS
    while size < min(_BITS_PER_WORD * len(words), _MOST_BITS):
        size *= 2
    mask = size - 1
    flags = bytearray(size)
    for value in hash_features(words):
        flags[value & mask] = 1
    # The flags become bits eight at a time: flag 8 n + k is bit k of byte n.
    bits = 0
    for place in range(8):
        bits |= int.from_bytes(flags[place::8], "little") << place
    return bits.to_bytes(size // 8, "little")
