"""Quotations that were put together from parts of several places, of one source or of more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from readerapp.verification.similarity import CUT_BITS, MOST_CUT_WORDS, Run, find_runs
from readerapp.verification.words import WordSequence

_SHORTEST_RUN = 3
"""Words of the shortest part of a splice."""
_SHARE = 0.8
"""Share of the words of a quotation that the parts of a splice must cover."""
_MOST_PARTS = 6
_MOST_RUNS = 2_000


@dataclass(frozen=True, slots=True)
class SplicePart:
    """A part of a quotation at its place in a source.

    Attributes:
        source: the path of the source.
        position: the index of its first word in the quotation.
        index: the index of its first word in the source.
        length: its words in the quotation.
        span: its words in the source, which may be more.
        evidence: what its words say, in bits.
    """

    source: str
    position: int
    index: int
    length: int
    span: int
    evidence: float


def find_splice(
    words: Sequence[str],
    sources: Iterable[tuple[str, WordSequence]],
    least: float,
    evidence: float,
) -> list[SplicePart]:
    """Return the parts of a quotation that was put together; none if it was not.

    Args:
        words: the words of the quotation.
        sources: sources that may have parts of it, by path.
        least: the bits that each part must say.
        evidence: the bits that the most similar place says; the parts together must say more.

    Returns:
        The parts in the order of the quotation.
    """
    runs: list[tuple[Run, str]] = []
    for path, source in sources:
        runs += [
            (run, path) for run in find_runs(words, source, _SHORTEST_RUN) if run.evidence >= least
        ]
    parts = _joined(_cover(runs))
    covered = sum(part.length for part in parts)
    if not 2 <= len(parts) <= _MOST_PARTS or covered < _SHARE * len(words):
        return []
    said = sum(part.evidence - CUT_BITS for part in parts)
    return parts if said > evidence else []


def _cover(runs: Sequence[tuple[Run, str]]) -> list[tuple[Run, str]]:
    """Return runs that cover most of a quotation, those that say most first taken.

    Of runs that say the same, that of the source that has most of the quotation is taken. Of a run
    that overlaps another one, what is left of it counts if it is long enough.
    """
    by_source: dict[str, float] = {}
    for run, source in runs:
        by_source[source] = by_source.get(source, 0.0) + run.evidence
    ordered = sorted(
        runs, key=lambda one: (-one[0].length, -by_source[one[1]], one[1], one[0].index)
    )
    taken: list[tuple[Run, str]] = []
    for run, source in ordered[:_MOST_RUNS]:
        low, high = run.position, run.position + run.length
        for other, _ in taken:
            other_end = other.position + other.length
            if other.position <= low < other_end:
                low = min(high, other_end)
            if other.position < high <= other_end:
                high = max(low, other.position)
        if high - low >= _SHORTEST_RUN:
            index = run.index + low - run.position
            said = run.evidence * (high - low) / run.length
            rest = Run(low, index, high - low, said)
            taken.append((rest, source))
    return sorted(taken, key=lambda one: one[0].position)


def _joined(runs: Sequence[tuple[Run, str]]) -> list[SplicePart]:
    """Return the parts that runs make: those that follow one another in one place are one."""
    parts: list[SplicePart] = []
    for run, source in runs:
        part = SplicePart(source, run.position, run.index, run.length, run.length, run.evidence)
        last = parts[-1] if parts else None
        if last and last.source == source:
            gap = run.index - (last.index + last.span)
            if 0 <= gap <= MOST_CUT_WORDS:
                length = last.length + run.length
                span = run.index + run.length - last.index
                said = last.evidence + run.evidence - CUT_BITS
                parts[-1] = replace(last, length=length, span=span, evidence=said)
                continue
        parts.append(part)
    return parts
