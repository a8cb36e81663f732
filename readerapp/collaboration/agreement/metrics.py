"""Inter-annotator agreement metrics: F1 of ranges, Cohen's kappa, Krippendorff's alpha.

Text that nobody marked is not counted: agreement on text that both left alone would hide every
difference. Labels are compared only where both people have a mark.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Literal

Kind = Literal["exact", "overlap", "ours", "theirs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A highlight reduced to its range in code points and its labels (speaker and tags)."""

    key: str
    start: int
    end: int
    speaker: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairedMarks:
    """Two marks of the same passage, or one mark without a counterpart (the other is None)."""

    ours: Mark | None
    theirs: Mark | None

    @property
    def kind(self) -> Kind:
        """Return whether the ranges are equal or overlap, or which person has the only mark."""
        if self.ours is None:
            return "theirs"
        if self.theirs is None:
            return "ours"
        same = (self.ours.start, self.ours.end) == (self.theirs.start, self.theirs.end)
        return "exact" if same else "overlap"

    @property
    def agrees(self) -> bool:
        """Return True if range, speaker and tags are the same."""
        return (
            self.ours is not None
            and self.theirs is not None
            and self.kind == "exact"
            and speaker_label(self.ours) == speaker_label(self.theirs)
            and tags_label(self.ours) == tags_label(self.theirs)
        )


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label, over the passages that both people marked.

    Attributes:
        pairs: The number of passages.
        same: The number of passages with the same label.
        kappa: Cohen's kappa; None if it is undefined (no pairs, or both used one label only).
    """

    pairs: int
    same: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The paired marks of two people, by position, and the agreement metrics.

    All three scores (`exact`, `overlap` and `text`) are 1.0 if nobody marked anything.

    Attributes:
        pairs: The paired marks.
        counts: The number of pairs of each kind.
        exact: The F1 score of marks with the same range, 0 to 1.
        overlap: The F1 score of marks that overlap at all, 0 to 1.
        text: The code points that both marked, divided by those that either marked.
        speakers: The agreement on speakers.
        tags: The agreement on tags.
    """

    pairs: tuple[PairedMarks, ...]
    counts: Mapping[Kind, int]
    exact: float
    overlap: float
    text: float
    speakers: LabelAgreement
    tags: LabelAgreement


def measure_agreement(ours: Sequence[Mark], theirs: Sequence[Mark]) -> Agreement:
    """Measure the agreement of two people.

    Each mark is paired at most once. The pairs with the largest overlap are formed first.
    """
    pairs = _pairs(ours, theirs)
    counts = Counter(pair.kind for pair in pairs)
    both = [(p.ours, p.theirs) for p in pairs if p.ours is not None and p.theirs is not None]
    marks = len(ours) + len(theirs)
    united, shared = _covered_length([*ours, *theirs]), _shared_length(ours, theirs)
    return Agreement(
        pairs=tuple(pairs),
        counts={kind: counts[kind] for kind in ("exact", "overlap", "ours", "theirs")},
        exact=2 * counts["exact"] / marks if marks else 1.0,
        overlap=2 * len(both) / marks if marks else 1.0,
        text=shared / united if united else 1.0,
        speakers=_label_agreement([(speaker_label(a), speaker_label(b)) for a, b in both]),
        tags=_label_agreement([(tags_label(a), tags_label(b)) for a, b in both]),
    )


def speaker_label(mark: Mark) -> str:
    """Return the speaker as a label, without differences in case and white space."""
    return " ".join(mark.speaker.casefold().split())


def tags_label(mark: Mark) -> str:
    """Return the tags as one label, independent of their order and case."""
    return "\n".join(sorted({tag.casefold() for tag in mark.tags}))


def kappa(labels: Sequence[tuple[str, str]]) -> float | None:
    """Compute Cohen's kappa (1960) of two people's labels.

    None if there are no labels, or if chance alone explains all agreement.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.5
    """
    if not labels:
        return None
    total = len(labels)
    observed = sum(a == b for a, b in labels) / total
    first, second = Counter(a for a, _ in labels), Counter(b for _, b in labels)
    expected = sum(first[label] * second[label] for label in first) / total**2
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha(units: Iterable[tuple[Sequence[str], int]]) -> float | None:
    """Compute Krippendorff's alpha for nominal labels ("Content Analysis", chapter on reliability).

    Args:
        units: For each unit the labels that people gave it, and its weight. Units with fewer than
            two labels do not count.

    Returns:
        Alpha, or None if there is nothing to compare, or only one label was used.
    """
    coincidences: defaultdict[tuple[str, str], float] = defaultdict(float)
    for labels, weight in units:
        for pair in permutations(labels, 2):
            coincidences[pair] += weight / (len(labels) - 1)
    totals: defaultdict[str, float] = defaultdict(float)
    for (label, _), count in coincidences.items():
        totals[label] += count
    total = sum(totals.values())
    observed = sum(count for (a, b), count in coincidences.items() if a != b)
    if total <= 1:
        return None
    squares = sum(count * count for count in totals.values())
    expected = (total * total - squares) / (total - 1)
    return 1 - observed / expected if expected else None


def alpha_of_text(people: Sequence[Sequence[Mark]], label: Callable[[Mark], str]) -> float | None:
    """Compute Krippendorff's alpha over every code point that two or more people marked.

    Where marks of one person overlap, the shortest one gives the label.
    """
    edges = sorted({edge for marks in people for mark in marks for edge in (mark.start, mark.end)})
    index = {edge: number for number, edge in enumerate(edges)}
    given: list[dict[int, tuple[int, str]]] = [{} for _ in edges]
    for person, marks in enumerate(people):
        for mark in marks:
            length = mark.end - mark.start
            for part in range(index[mark.start], index[mark.end]):
                known = given[part].get(person)
                if known is None or length < known[0]:
                    given[part][person] = length, label(mark)
    return alpha(
        ([name for _, name in labels.values()], end - start)
        for (start, end), labels in zip(pairwise(edges), given, strict=False)
    )


def _pairs(ours: Sequence[Mark], theirs: Sequence[Mark]) -> list[PairedMarks]:
    """Pair overlapping marks greedily, in descending order of overlap divided by union."""
    our_marks, their_marks = _sorted_by_position(ours), _sorted_by_position(theirs)
    candidates = []
    first = 0
    longest = max((mark.end - mark.start for mark in their_marks), default=0)
    for mark in our_marks:
        while first < len(their_marks) and their_marks[first].start + longest <= mark.start:
            first += 1
        for other in their_marks[first:]:
            if other.start >= mark.end:
                break
            shared = min(mark.end, other.end) - max(mark.start, other.start)
            if shared > 0:
                united = max(mark.end, other.end) - min(mark.start, other.start)
                candidates.append((shared / united, mark, other))
    candidates.sort(key=lambda c: (-c[0], c[1].start, c[2].start, c[1].key, c[2].key))
    partners: dict[str, Mark] = {}
    used: set[str] = set()
    for _, mark, other in candidates:
        if mark.key not in partners and other.key not in used:
            partners[mark.key] = other
            used.add(other.key)
    pairs = [PairedMarks(mark, partners.get(mark.key)) for mark in our_marks]
    pairs += [PairedMarks(None, other) for other in their_marks if other.key not in used]
    return sorted(pairs, key=_pair_position)


def _pair_position(pair: PairedMarks) -> tuple[int, int]:
    mark = pair.ours or pair.theirs
    return (mark.start, mark.end) if mark else (0, 0)


def _sorted_by_position(marks: Sequence[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.key))


def _label_agreement(labels: Sequence[tuple[str, str]]) -> LabelAgreement:
    return LabelAgreement(len(labels), sum(a == b for a, b in labels), kappa(labels))


def _merged_ranges(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Merge the ranges of marks into disjoint ranges, in order."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks):
        if runs and start <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((start, end))
    return runs


def _covered_length(marks: Iterable[Mark]) -> int:
    return sum(end - start for start, end in _merged_ranges(marks))


def _shared_length(ours: Sequence[Mark], theirs: Sequence[Mark]) -> int:
    return _covered_length(ours) + _covered_length(theirs) - _covered_length([*ours, *theirs])
