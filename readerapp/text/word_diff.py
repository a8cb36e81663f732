"""The words of two texts held against each other: what differs between them, in words.

White space is no difference, nor are signs that nobody sees, nor how a letter is composed. In
scripts that put no spaces between words each character counts as a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from readerapp.text.sequence_matching import MatchBlock, drop_short_matches, match_sequences

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Ranges of scripts that put no spaces between words, as in a class of a regular expression."""

_COMPARED_WORDS = 400
"""The maximum number of words that are compared on each side: what a person can look through."""

_WITHIN = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphens and joiners, which nobody sees
_INNER_MARKS = "['’.,:/@&+=~%#?]+"
_LETTERS = rf"(?:[^\W{UNSPACED}]|[\u0300-\u036f\u0483-\u0489{_WITHIN}])+"
_word_or_mark = re.compile(rf"[{UNSPACED}]|{_LETTERS}(?:{_INNER_MARKS}{_LETTERS})*|\S")
_needs_marks = re.compile(
    "[\u0590-\u0dff\u1200-\u1cff\u1dc0-\u1dff\u2cef-\u2dff\ua000-\uabff\ufb1d-\ufdff\ufe20-\ufe2f"
    "\ufe70-\ufefe\U00010000-\U0001ffff]"
).search
_word_with_space = re.compile(rf"\s*(?:[{UNSPACED}]|[^\s{UNSPACED}]+)\s*")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A sequence of words; `changed` is True if the other side does not have it."""

    words: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ComparedWords:
    """The words of a range of a text.

    Attributes:
        words: the words in the form in which they are compared.
        starts: the offset of each word in code points.
        ends: the offset after each word.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def compared_form(words: str) -> str:
    """Return text in the form in which it is compared: composed, and what is visible of it.

    >>> compared_form("co\u00adop"), compared_form("cafe\u0301") == "caf\u00e9"
    ('coop', True)
    """
    if words.isascii():
        return words
    return unicodedata.normalize("NFC", words.translate(_INVISIBLE))


def split_words_and_marks(text: str, start: int, end: int) -> ComparedWords:
    """Return the words of the range `[start, end)` of `text`, punctuation marks apart from them.

    Marks within a word or a number belong to it, but for hyphens: a line may end behind one.

    >>> split_words_and_marks("Don't pre-pay 1,500.", 0, 20).words
    ("Don't", 'pre', '-', 'pay', '1,500', '.')
    """
    words, starts, ends = [], [], []
    for match in _pattern(text[start:end]).finditer(text, start, end):
        if form := compared_form(match[0]):
            words.append(form)
            starts.append(match.start())
            ends.append(match.end())
    return ComparedWords(tuple(words), tuple(starts), tuple(ends))


def _pattern(text: str) -> re.Pattern[str]:
    """Return the expression for a word or a mark of a text.

    `re` takes the vowel signs of India and other scripts for marks.
    """
    return _word_or_mark_of_any_script() if _needs_marks(text) else _word_or_mark


@cache
def _word_or_mark_of_any_script() -> re.Pattern[str]:
    import regex  # type: ignore[import-untyped]  # 30 ms, and only some scripts need it

    letters = rf"[[\p{{L}}\p{{M}}\p{{N}}_{_WITHIN}]--[{UNSPACED}]]+"
    words = rf"(?V1)[{UNSPACED}]|{letters}(?:{_INNER_MARKS}{letters})*|\S"
    pattern: re.Pattern[str] = regex.compile(words)
    return pattern


def match_words(old: Sequence[str], new: Sequence[str]) -> list[MatchBlock]:
    """Return which words two texts have in common, in order, as a person would say it."""
    return drop_short_matches(match_sequences(old, new), len(old), len(new))


def diff_words(old: str, new: str) -> tuple[list[DiffSegment], list[DiffSegment]]:
    """Compare two texts word by word, and return the pieces of both sides.

    Only the first 400 words of each side are used; the rest is left out.
    """
    old_words, new_words = _words(old), _words(new)
    left, right = [], []
    for is_same, (a, b), (c, d) in _pieces(old_words, new_words):
        if b > a:
            left.append(DiffSegment("".join(old_words[a:b]), not is_same))
        if d > c:
            right.append(DiffSegment("".join(new_words[c:d]), not is_same))
    return left, right


def describe_changes(old: str, new: str) -> list[str]:
    """Describe each difference in words: "two → three", "− before" or "+ then"."""
    old_words, new_words = _words(old), _words(new)
    descriptions = []
    for is_same, (a, b), (c, d) in _pieces(old_words, new_words):
        removed, added = "".join(old_words[a:b]).strip(), "".join(new_words[c:d]).strip()
        if is_same:
            continue
        if removed and added:
            descriptions.append(f"{removed} → {added}")
        else:
            descriptions.append(f"− {removed}" if removed else f"+ {added}")
    return descriptions


def _words(text: str) -> list[str]:
    """Return the first words of a text, each with the white space behind it."""
    return _word_with_space.findall(text)[:_COMPARED_WORDS]


_Piece = tuple[bool, tuple[int, int], tuple[int, int]]
"""Whether a piece is the same on both sides, and its range of words on each."""


def _pieces(old_words: Sequence[str], new_words: Sequence[str]) -> list[_Piece]:
    """Divide both sides into pieces that are the same and pieces that differ, by turns."""
    old = [compared_form(word.strip()) for word in old_words]
    new = [compared_form(word.strip()) for word in new_words]
    return divide(match_words(old, new), len(old), len(new))


def divide(blocks: Sequence[MatchBlock], old_length: int, new_length: int) -> list[_Piece]:
    """Divide two sequences into pieces that match and pieces between them.

    >>> divide([MatchBlock(1, 0, 2)], 3, 3)
    [(False, (0, 1), (0, 0)), (True, (1, 3), (0, 2)), (False, (3, 3), (2, 3))]
    """
    pieces: list[_Piece] = []
    i = j = 0
    for block in [*blocks, MatchBlock(old_length, new_length, 0)]:
        if i < block.old or j < block.new:
            pieces.append((False, (i, block.old), (j, block.new)))
        i, j = block.old + block.length, block.new + block.length
        if block.length:
            pieces.append((True, (block.old, i), (block.new, j)))
    return pieces
