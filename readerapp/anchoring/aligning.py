"""Aligning: how like two strings are, and where a boundary between words went.

Likeness is counted in Levenshtein's distances. Ends of a passage are placed by aligning whole
words (Needleman and Wunsch 1970), because people edit words, not letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from readerapp.anchoring.bitvectors import Mode
from readerapp.anchoring.distances import distance, path_inside

_UNSPACED = (  # Thai, Lao, Burmese, Khmer; kana, ideographs, Yi
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+(?:'\w+)*|[^\w\s]")
_CHANCE = 0.45
_REPLACED = 1.4


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark or an ideograph, and where it stands."""

    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of `text[start:end]`; offsets are those of `text`."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Token(match[0], *match.span()) for match in found]


def is_dense(text: str) -> bool:
    """Whether `text` is mostly in a script of which one character says as much as a word."""
    return 2 * len(re.findall(f"[{_UNSPACED}]", text)) > len(text)


def inside_word(text: str, offset: int) -> bool:
    """Whether `offset` is in the middle of a word."""
    around = text[max(0, offset - 1) : offset + 1]
    return len(around) == 2 and _WORD.fullmatch(around) is not None


def likeness(pattern: str, text: str, mode: Mode = "NW") -> float:
    """1 for equal strings, 0 for strings with nothing in common.

    Modes: the whole of `text` (NW), any part of it (HW), or a beginning (SHW).
    """
    if not pattern or not text:
        return float(pattern == text or (mode != "NW" and not pattern))
    longest = max(len(pattern), len(text)) if mode == "NW" else len(pattern)
    return max(0.0, 1 - distance(pattern, text, mode) / longest)


def context_likeness(pattern: str, text: str) -> float | None:
    """As `likeness` within `text`, on a scale where unrelated prose is about 0.

    None if there is too little context to say.
    """
    pattern = pattern.strip()
    if len(pattern) < 4:
        return None
    return max(0.0, (likeness(pattern, text, "HW") - _CHANCE) / (1 - _CHANCE))


def find_inside(pattern: str, text: str) -> tuple[float, list[int]]:
    """The best place of `pattern` in `text`: its likeness, and for each offset the one in `text`.

    The list has one offset more than `pattern` has characters. What `text` has more stands
    before the offset of the character that follows.
    """
    if not pattern or not text:
        return 0.0, [0] * (len(pattern) + 1)
    fewest, offsets = path_inside(pattern, text)
    return 1 - fewest / len(pattern), offsets


def pair_words(old: Sequence[Token], new: Sequence[Token]) -> list[int | None]:
    """For each old word the number of the new one that it became, or None if it is gone.

    New words before the first and after the last pair cost nothing.
    """
    rows, columns = len(old), len(new)
    table = [[0.0] * (columns + 1)]
    for row in range(1, rows + 1):
        word = old[row - 1].text
        gone = _weight(word)
        above, line = table[-1], [table[-1][0] + gone]
        for column in range(1, columns + 1):
            other = new[column - 1].text
            best = above[column - 1] + _change(word, other)
            best = min(best, above[column] + gone)
            added = 0.0 if row == rows else _weight(other)
            line.append(min(best, line[column - 1] + added))
        table.append(line)
    return _walk_back(table, old, new)


def _walk_back(
    table: list[list[float]], old: Sequence[Token], new: Sequence[Token]
) -> list[int | None]:
    pairs: list[int | None] = [None] * len(old)
    row, column = len(old), len(new)
    while row and column:
        here, word, other = table[row][column], old[row - 1].text, new[column - 1].text
        added = 0.0 if row == len(old) else _weight(other)
        if here >= table[row - 1][column - 1] + _change(word, other) - 1e-9:
            row, column = row - 1, column - 1
            pairs[row] = column
        elif here >= table[row][column - 1] + added - 1e-9:
            column -= 1
        else:
            row -= 1
    return pairs


def _weight(word: str) -> float:
    """What it costs to drop or add a word."""
    return 1.0 if word[0].isalnum() else 0.6


@lru_cache(maxsize=4096)
def _change(word: str, other: str) -> float:
    """What it costs to turn a word into another one."""
    if word == other:
        return 0.0
    if word[0].isalnum() != other[0].isalnum():
        return 2.0
    if not word[0].isalnum():
        return 0.3
    word, other = word.casefold(), other.casefold()
    if word[0] != other[0] and word[-1] != other[-1]:
        return _REPLACED
    alike = likeness(word, other)
    return 1.2 - alike if alike >= 0.5 else _REPLACED
