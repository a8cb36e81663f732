"""Alignment of the words of a quotation with the words of a source.

A semi-global alignment with affine gaps (Gotoh 1982): the whole quotation against any part of the
source. Words of the source that the quotation leaves out cost most when the gap is opened and
little after that, because people cut whole clauses; words that only the quotation has cost the same
each, because nobody may add any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MATCH = 2.0
_SIMILAR = 0.5
_MISMATCH = -1.0
_ADDED = -1.2
_CUT_OPEN = -1.5
_CUT_EXTEND = -0.02
_SIMILARITY = 0.6
"""Ratio of difflib from which on two words may be forms of one another, as "say" and "says"."""
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment.

    Attributes:
        quotation: the index of the word of the quotation; None if it is only in the source.
        source: the index of the word of the source; None if it is only in the quotation.
        same: whether both are the same word.
    """

    quotation: int | None
    source: int | None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best alignment of a quotation with a part of a source.

    Attributes:
        score: the higher, the more alike.
        steps: the steps in order, from the first to the last word of the quotation.
    """

    score: float
    steps: tuple[Step, ...]

    @property
    def same_count(self) -> int:
        """Return how many words are the same."""
        return sum(step.same for step in self.steps)


def _score(one: str, other: str, similar: dict[tuple[str, str], float]) -> float:
    """Return the score of putting two words opposite each other."""
    if one == other:
        return _MATCH
    pair = (one, other)
    if pair not in similar:
        alike = (
            len(one) > 2
            and len(other) > 2
            and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SIMILARITY
        )
        similar[pair] = _SIMILAR if alike else _MISMATCH
    return similar[pair]


def align(quotation: Sequence[str], source: Sequence[str]) -> Alignment:
    """Align all words of `quotation` with the most similar part of `source`.

    Time and memory grow with the product of both lengths; callers pass a window of the source.
    """
    if not quotation or not source:
        return Alignment(0.0, ())
    similar: dict[tuple[str, str], float] = {}
    width = len(source) + 1
    # best[j]: the quotation so far ends at source word j; cut[j]: and the last word is cut.
    best = [0.0] * width
    cut = [_NEVER] * width
    moves: list[list[str]] = []
    cut_moves: list[list[bool]] = []
    for word in quotation:
        previous, best = best, [_NEVER] * width
        cut = [_NEVER] * width
        row, cut_row = ["a"] * width, [False] * width
        best[0] = previous[0] + _ADDED
        for j in range(1, width):
            opened, extended = best[j - 1] + _CUT_OPEN, cut[j - 1] + _CUT_EXTEND
            cut_row[j] = extended > opened
            cut[j] = extended if extended > opened else opened
            pair = previous[j - 1] + _score(word, source[j - 1], similar)
            added = previous[j] + _ADDED
            if pair >= added and pair >= cut[j]:
                best[j], row[j] = pair, "p"
            elif added >= cut[j]:
                best[j], row[j] = added, "a"
            else:
                best[j], row[j] = cut[j], "c"
        moves.append(row)
        cut_moves.append(cut_row)
    end = max(range(width), key=best.__getitem__)
    return Alignment(best[end], _trace(quotation, source, moves, cut_moves, end))


def _trace(
    quotation: Sequence[str],
    source: Sequence[str],
    moves: Sequence[Sequence[str]],
    cut_moves: Sequence[Sequence[bool]],
    end: int,
) -> tuple[Step, ...]:
    """Return the steps that lead to the end of the alignment."""
    steps: list[Step] = []
    i, j = len(quotation), end
    while i:
        move = moves[i - 1][j]
        if move == "p":
            i, j = i - 1, j - 1
            steps.append(Step(i, j, quotation[i] == source[j]))
        elif move == "a":
            i -= 1
            steps.append(Step(i, None))
        else:
            extended = True
            while extended:
                extended = cut_moves[i - 1][j]
                j -= 1
                steps.append(Step(None, j))
    return tuple(reversed(steps))
