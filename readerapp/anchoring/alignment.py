"""String similarity, word alignment, and the matching blocks of a changed passage.

Similarity is based on Levenshtein distances. The ends of a passage are found by aligning whole
words (Needleman and Wunsch 1970), because people edit words, not letters. Matching blocks are what
is left, verbatim, of a passage that was cut, split or interrupted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log2

from readerapp.anchoring.edit_distance import Mode, distance, path_inside
from readerapp.anchoring.thresholds import THRESHOLDS

_UNSPACED = (  # Thai, Lao, Burmese, Khmer; kana, ideographs, Yi
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+(?:'\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark or an ideograph, with its range in code points."""

    text: str
    start: int
    end: int


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split `text[start:end]` into words and punctuation marks; offsets are those of `text`.

    >>> [token.text for token in tokenize("Don't stop, now.")]
    ["Don't", 'stop', ',', 'now', '.']
    """
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Token(match[0], *match.span()) for match in found]


def is_dense(text: str) -> bool:
    """Return whether most of `text` is in a script in which one character is worth a word."""
    return 2 * len(re.findall(f"[{_UNSPACED}]", text)) > len(text)


def is_inside_word(text: str, offset: int) -> bool:
    """Return whether `offset` is in the middle of a word."""
    pair = text[max(0, offset - 1) : offset + 1]
    return len(pair) == 2 and _WORD.fullmatch(pair) is not None


def similarity(pattern: str, text: str, mode: Mode = "NW") -> float:
    """Return 1 for equal strings, down to 0 for strings with nothing in common.

    Args:
        pattern: The string to compare.
        text: The text to compare it with.
        mode: Compare with the whole of `text` (NW), with its most similar part (HW), or with its
            most similar beginning (SHW). The names are those of edlib.

    >>> similarity("abcd", "abcx"), similarity("abcd", "__abcd__", "HW")
    (0.75, 1.0)
    """
    if not pattern or not text:
        return float(pattern == text or (mode != "NW" and not pattern))
    longest = max(len(pattern), len(text)) if mode == "NW" else len(pattern)
    return max(0.0, 1 - distance(pattern, text, mode) / longest)


def context_similarity(pattern: str, text: str) -> float | None:
    """Return the similarity of `pattern` to the best part of `text`, scaled for use on contexts.

    On this scale, unrelated prose is about 0, and equal strings are 1. None if `pattern` has fewer
    than 4 code points without the white space around it, which is too little to judge.
    """
    pattern = pattern.strip()
    if len(pattern) < 4:
        return None
    chance = THRESHOLDS.chance_similarity
    return max(0.0, (similarity(pattern, text, "HW") - chance) / (1 - chance))


def find_inside(pattern: str, text: str) -> tuple[float, list[int]]:
    """Find the part of `text` that is most similar to `pattern`.

    Code points that only `text` has come before the offset of the next code point of `pattern`.

    Returns:
        The similarity from 0 to 1, and for each offset in `pattern` the matching offset in `text`.
        The list is one longer than `pattern`, because it includes the end.

    >>> find_inside("abc", "__abc__")
    (1.0, [2, 3, 4, 5])
    """
    if not pattern or not text:
        return 0.0, [0] * (len(pattern) + 1)
    fewest, offsets = path_inside(pattern, text)
    return 1 - fewest / len(pattern), offsets


def pair_words(old: Sequence[Token], new: Sequence[Token]) -> list[int | None]:
    """Align two sequences of words globally (Needleman and Wunsch 1970).

    New words before the first pair and after the last pair cost nothing.

    Returns:
        For each old word the index of the new word that it became, or None if it is gone.
    """
    rows, columns = len(old), len(new)
    table = [[0.0] * (columns + 1)]
    for row in range(1, rows + 1):
        word = old[row - 1].text
        gone = _removal_cost(word)
        above, line = table[-1], [table[-1][0] + gone]
        for column in range(1, columns + 1):
            other = new[column - 1].text
            best = above[column - 1] + _replacement_cost(word, other)
            best = min(best, above[column] + gone)
            added = 0.0 if row == rows else _removal_cost(other)
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
        added = 0.0 if row == len(old) else _removal_cost(other)
        if here >= table[row - 1][column - 1] + _replacement_cost(word, other) - 1e-9:
            row, column = row - 1, column - 1
            pairs[row] = column
        elif here >= table[row][column - 1] + added - 1e-9:
            column -= 1
        else:
            row -= 1
    return pairs


def _removal_cost(word: str) -> float:
    """Return the cost of deleting or inserting a word."""
    return 1.0 if word[0].isalnum() else 0.6


@lru_cache(maxsize=4096)
def _replacement_cost(word: str, other: str) -> float:
    """Return the cost of replacing a word by another one."""
    if word == other:
        return 0.0
    if word[0].isalnum() != other[0].isalnum():
        return 2.0
    if not word[0].isalnum():
        return 0.3
    word, other = word.casefold(), other.casefold()
    if word[0] != other[0] and word[-1] != other[-1]:
        return THRESHOLDS.replaced_word_cost
    alike = similarity(word, other)
    return 1.2 - alike if alike >= 0.5 else THRESHOLDS.replaced_word_cost


@dataclass(frozen=True, slots=True)
class MatchingBlock:
    """A run of `size` code points that are equal in the old passage and in the text.

    `old` is its offset in the passage, `new` its offset in the text.
    """

    old: int
    new: int
    size: int


def find_matching_blocks(
    passage: str, text: str, low: int, high: int, shortest: int
) -> list[MatchingBlock]:
    """Find the runs of `passage` that are in `text[low:high]` in the same order.

    Of all possible chains of runs, this returns the one that keeps most of the passage; shifts
    between its runs reduce the score of a chain.

    Args:
        passage: The old passage.
        text: The text to search.
        low: The start of the range to search, in code points.
        high: The end of the range to search, exclusive.
        shortest: The length of the shortest run to use, in code points.
    """
    runs = list(_common_runs(passage, text, max(0, low), min(len(text), high), shortest))
    best: list[tuple[float, int]] = []  # per run: best score of a chain ending there, run before it
    for number, run in enumerate(runs):
        score, previous = float(run.size), -1
        for earlier in range(number):
            longer = best[earlier][0] + _chain_gain(runs[earlier], run)
            if longer > score:
                score, previous = longer, earlier
        best.append((score, previous))
    chain: list[MatchingBlock] = []
    at = max(range(len(runs)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        chain.append(runs[at])
        at = best[at][1]
    return chain[::-1]


def clip_blocks(runs: Sequence[MatchingBlock], start: int, end: int) -> list[MatchingBlock]:
    """Clip `runs` to the range `[start, end)` of the old passage; count offsets from `start`.

    Scraps are left out: one or two letters beyond the end of a run are equal by chance.
    """
    parts = []
    for run in runs:
        first, last = max(run.old, start), min(run.old + run.size, end)
        if last - first >= THRESHOLDS.shortest_clipped_block:
            parts.append(MatchingBlock(first - start, run.new + first - run.old, last - first))
    return parts


def matching_share(passage: str, runs: Sequence[MatchingBlock]) -> float:
    """Return the share of `passage` that `runs` cover, from 0 to 1."""
    covered, done = 0, 0
    for run in runs:
        covered += max(0, run.old + run.size - max(done, run.old))
        done = run.old + run.size
    return covered / len(passage)


def _chain_gain(before: MatchingBlock, after: MatchingBlock) -> float:
    """Return what `after` adds to the score of a chain that ends with `before`.

    It is minus infinity if `after` cannot follow `before`. The larger the shift between the two,
    the longer a run must be to count as more than chance.
    """
    gap = after.new - (before.new + before.size)
    if after.old <= before.old or after.new <= before.new or gap > THRESHOLDS.longest_interruption:
        return -inf
    overlap = max(0, before.old + before.size - after.old, -gap)
    shift = abs((after.new - after.old) - (before.new - before.old))
    return after.size - overlap - 6 * max(0.0, log2((shift + 1) / 8))


def _common_runs(
    passage: str, text: str, low: int, high: int, shortest: int
) -> Iterator[MatchingBlock]:
    stride, most = THRESHOLDS.block_stride, THRESHOLDS.most_seed_repeats
    size = max(3, shortest - stride + 1)
    offsets = _substring_offsets(passage, size)
    reached: dict[int, int] = {}  # shift -> end of the last run with this shift
    for new in range(low, high - size + 1, stride):
        olds = offsets.get(text[new : new + size], ())
        for old in olds if len(olds) <= most else ():
            if reached.get(new - old, -1) > new:
                continue
            run = _extend_match(passage, text, old, new, low, high)
            reached[new - old] = run.new + run.size
            if run.size >= shortest:
                yield run


@lru_cache(maxsize=8)  # the same passage is compared at several offsets
def _substring_offsets(passage: str, size: int) -> dict[str, list[int]]:
    offsets: dict[str, list[int]] = {}
    for old in range(len(passage) - size + 1):
        offsets.setdefault(passage[old : old + size], []).append(old)
    return offsets


def _extend_match(
    passage: str, text: str, old: int, new: int, low: int, high: int
) -> MatchingBlock:
    start, room = 0, min(old, new - low)
    while start < room and passage[old - start - 1] == text[new - start - 1]:
        start += 1
    end, limit = 0, min(len(passage) - old, high - new)
    while end < limit and passage[old + end] == text[new + end]:
        end += 1
    return MatchingBlock(old - start, new - start, start + end)
