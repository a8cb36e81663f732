"""Places of a source that are like a quotation but have not all its words.

The parts of the source that have most of its rare words are found through the places of the words,
and aligned with it word by word. What both have must say more than chance would: the bits of the
words that are the same, less those that it takes to say where words differ, against the number of
places at which they could be (as for the score of a local alignment, Karlin and Altschul 1990).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from readerapp.verification.alignment import Step, align
from readerapp.verification.comparison import MOST_MARKED_WORDS, Occurrence
from readerapp.verification.differences import describe, hesitations
from readerapp.verification.quotation import Segments
from readerapp.verification.senses import NameFinder
from readerapp.verification.words import WordSequence

MOST_CUT_WORDS = 120
"""Words of the source between two parts of a quotation, from which on they are two places. A cut of
a few sentences is a cut; parts that are further apart are put together."""
_WINDOWS = 3
"""Parts of a source that are aligned with a quotation, the likeliest first."""
_SHORT_CUT = 8
"""Words more than the quotation, and than a quarter of it, that a part may have at first."""
_SPARE_WORDS = 12
"""Words of the source on both sides of what is aligned."""
_FREQUENT = 60
"""Occurrences of a word in a source above which it does not tell where a quotation is."""
_MOST_PLACES = 2_000
"""Occurrences of a word that are looked at when a quotation has hardly a rare word."""
_MOST_HITS = 200_000
"""Places of words that are looked at for one quotation."""
CUT_BITS = 6.0
"""What it takes to say where words were cut or put in."""
CHANGE_BITS = 2.0
"""What it takes to say that words were replaced by as many."""
_LEAST_BITS = 8.0
"""Bits beyond those that chance gives, from which on a place is a find: one in 256 by chance."""
_LEAST_SHARE = 0.55
"""Share of what the words of a quotation say that one place must have to be its source."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words of a quotation that a source has as they are.

    Attributes:
        position: the index of its first word in the quotation.
        index: the index of its first word in the source.
        length: its words.
        evidence: what its words say, in bits.
    """

    position: int
    index: int
    length: int
    evidence: float


def least_evidence(words: int) -> float:
    """Return the bits that something must say not to be in that many words by chance."""
    return log2(words + 1) + _LEAST_BITS


def find_similar(
    segments: Segments, source: WordSequence, names: NameFinder, least: float
) -> Occurrence | None:
    """Return the place of a source that is most like a quotation; None if none is.

    Args:
        segments: the quotation.
        source: the words of the source.
        names: what tells names in the source.
        least: the bits that the place must say.
    """
    words = segments.words
    weights = source.weigh(words)
    most = sum(weights[word] for word in words)
    if most < least:
        return None
    sounds = hesitations(source)
    own = [index for index, word in enumerate(words) if word not in sounds]
    spoken = [words[index] for index in own]
    marked = {bisect_left(own, index) for index in segments.boundaries}
    best: tuple[float, list[Step]] | None = None
    for low, high in _windows(segments, source, weights, min(least, most / 2)):
        others = [index for index in range(low, high) if source.words[index] not in sounds]
        found = align(
            spoken, [source.words[index] for index in others], weights.__getitem__, marked
        )
        evidence = _evidence(found, spoken, weights)
        if best is None or evidence > best[0]:
            steps = [
                Step(
                    None if step.quotation is None else own[step.quotation],
                    None if step.source is None else others[step.source],
                    step.same,
                )
                for step in found
            ]
            best = evidence, steps
    if best is None or best[0] < least:
        return None
    same = sum(
        weights[words[step.quotation]]
        for step in best[1]
        if step.same and step.quotation is not None
    )
    if same < _LEAST_SHARE * most:
        return None
    return describe(segments, source, names, *best)


def _evidence(steps: Sequence[Step], words: Sequence[str], weights: dict[str, float]) -> float:
    """Return how much an alignment speaks against chance, in bits."""
    total = 0.0
    added = cut = 0
    for step in steps:
        if not step.same or step.quotation is None:
            added += step.quotation is not None
            cut += step.source is not None
            continue
        total -= _bits_of_difference(added, cut)
        added = cut = 0
        total += weights[words[step.quotation]]
    return total - _bits_of_difference(added, cut)


def _bits_of_difference(added: int, cut: int) -> float:
    """Return what it takes to say that words differ: where, and how many are left out."""
    if not (added or cut):
        return 0.0
    return CHANGE_BITS if added == cut else CUT_BITS + log2(1 + max(0, cut - added))


def _windows(
    segments: Segments, source: WordSequence, weights: dict[str, float], least: float
) -> Iterator[tuple[int, int]]:
    """Yield the parts of a source, as indexes of words, that are most like a quotation.

    Parts as long as the quotation are found first; each is then made longer by what may be further
    away, behind a cut.

    Args:
        segments: the quotation.
        source: the words of the source.
        weights: what each word says, in bits.
        least: the bits that a part must say.
    """
    words = segments.words
    hits = _hits(words, source, weights)
    width = len(words) + len(words) // 4 + _SHORT_CUT
    counts: dict[int, int] = {}
    score, first = 0.0, 0
    found: list[tuple[float, int, int]] = []
    for last, (index, position) in enumerate(hits):
        counts[position] = counts.get(position, 0) + 1
        if counts[position] == 1:
            score += weights[words[position]]
        while index - hits[first][0] > width:
            left = hits[first][1]
            counts[left] -= 1
            if not counts[left]:
                score -= weights[words[left]]
            first += 1
        if score >= least / 2:
            found.append((-score, first, last))
    found.sort()
    reach = len(words) + (MOST_MARKED_WORDS if segments.marks else MOST_CUT_WORDS)
    centres: list[int] = []
    for score, first, last in found:
        centre = (hits[first][0] + hits[last][0]) // 2
        if any(abs(centre - other) < width // 2 for other in centres):
            continue
        if -score < -found[0][0] / 2:
            return
        centres.append(centre)
        low, high = _reaching_further(hits, first, last, reach)
        low = max(0, low - hits[first][1] - _SPARE_WORDS)
        yield low, min(len(source), high + len(words) - hits[last][1] + _SPARE_WORDS)
        if len(centres) == _WINDOWS:
            return


def _reaching_further(
    hits: Sequence[tuple[int, int]], first: int, last: int, reach: int
) -> tuple[int, int]:
    """Return a part of a source with the words around it that it lacks.

    Args:
        hits: the places of the words of a quotation, as index and position, sorted.
        first: the first of them in the part.
        last: the last of them in it.
        reach: how far away the others may be, in words.
    """
    low, high = hits[first][0], hits[last][0]
    inside = {position for _, position in hits[first : last + 1]}
    earliest, latest = min(inside), max(inside)
    lowest, highest = low - reach, high + reach
    for index, position in hits[bisect_left(hits, (lowest, 0)) : first]:
        if position < earliest:
            low = min(low, index)
    for index, position in hits[last + 1 : bisect_left(hits, (highest, 0))]:
        if position > latest:
            high = max(high, index)
    return low, high


def _hits(
    words: Sequence[str], source: WordSequence, weights: dict[str, float]
) -> list[tuple[int, int]]:
    """Return where words of a quotation are in a source, as pairs of index and position, sorted.

    Words that are frequent in the source count only if there are hardly others, and beside their
    neighbours.
    """
    frequent = max(2, min(_FREQUENT, _MOST_HITS // max(1, len(words))))
    known = source.find_places(words)
    hits: list[tuple[int, int]] = []
    rare = 0.0
    for position, word in enumerate(words):
        places = known.get(word, ())
        if 0 < len(places) <= frequent:
            hits += [(index, position) for index in places]
            rare += weights[word]
    if rare < 0.5 * sum(weights[word] for word in words) and len(words) <= _MOST_PLACES:
        others = source.words
        for position in range(len(words) - 1):
            word, following = words[position], words[position + 1]
            places = known.get(word, ())
            if frequent < len(places) <= _MOST_PLACES:
                pairs = [
                    index
                    for index in places
                    if index + 1 < len(others) and others[index + 1] == following
                ]
                if len(pairs) <= 4 * frequent:
                    hits += [(index, position) for index in pairs]
    hits.sort()
    return hits


def find_runs(words: Sequence[str], source: WordSequence, shortest: int) -> list[Run]:
    """Return all runs of words of a quotation that a source has as they are.

    Args:
        words: the words of the quotation.
        source: the words of the source.
        shortest: words of the shortest run.
    """
    weights = source.weigh(words)
    others, runs = source.words, []
    done: dict[int, int] = {}
    for index, position in _hits(words, source, weights):
        diagonal = index - position
        if done.get(diagonal, -1) > position:
            continue
        first, last = position, position + 1
        while first and diagonal + first and words[first - 1] == others[diagonal + first - 1]:
            first -= 1
        while (
            last < len(words)
            and diagonal + last < len(others)
            and words[last] == others[diagonal + last]
        ):
            last += 1
        done[diagonal] = last
        if last - first >= shortest:
            evidence = sum(weights[word] for word in words[first:last])
            runs.append(Run(first, diagonal + first, last - first, evidence))
    return runs
