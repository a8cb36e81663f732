"""The matcher: accepts or rejects the candidates for each target, and searches a changed text.

`MatchingRun` searches a text for all targets that are not at their old offsets. `Matcher` decides
which candidate is the quote, if any. A quote whose text was deleted is reported as orphaned; it is
never moved to another passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from readerapp.anchoring.anchor import Anchor
from readerapp.anchoring.candidates import (
    RangeCandidate,
    SearchTarget,
    align_ends,
    compare_words_and_context,
    find_between,
    find_near,
    make_search_target,
    whole_words,
)
from readerapp.anchoring.landmarks import (
    OffsetMap,
    Region,
    Seeds,
    locate_landmarks,
    locate_neighbours,
)
from readerapp.anchoring.lookalikes import (
    is_distinctive,
    is_restyled,
    moved_to,
    restyled_between,
    restyled_in_context,
)
from readerapp.anchoring.normalize import NormalizedText
from readerapp.anchoring.thresholds import THRESHOLDS
from readerapp.core.model import Target

_DOUBT = "the text now at its place is too different"
_ELSEWHERE = "similar words are elsewhere, in a different context"


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate, and how well its offset agrees with where its neighbours are now.

    `in_region` says whether it begins in one of the expected regions. `nearness` is 1 at the
    expected offset, down to 0.
    """

    candidate: RangeCandidate
    in_region: bool
    nearness: float

    @property
    def score(self) -> float:
        """Return the score that ranks the candidates of one quote.

        `Matcher._is_acceptable` decides whether a candidate is good enough by itself.
        """
        candidate, limits = self.candidate, THRESHOLDS
        context = 0.5 * candidate.best_context + 0.5 * candidate.mean_context
        context += limits.whole_context_weight * candidate.far
        position = limits.region_weight * self.in_region + limits.region_weight * self.nearness
        if candidate.partial and candidate.whole < limits.nearly_whole:
            weight = limits.partial_evidence_weight
            return limits.partial_weight * candidate.whole + weight * context + weight * position
        return candidate.whole + context + position


class Matcher:
    """Decides which candidate is the quote, using a map of where the document's parts are now."""

    def __init__(self, normalized: NormalizedText, offset_map: OffsetMap) -> None:
        self.normalized = normalized
        self.text = normalized.text
        self.offset_map = offset_map

    def anchor(self, quote: SearchTarget, candidates: Sequence[RangeCandidate]) -> Anchor:
        """Return the anchor of `quote`.

        Args:
            quote: The quote.
            candidates: The candidates for it.
        """
        if not quote.exact:
            return self._make_orphan(quote, [], "it contained no words")
        regions = self.offset_map.regions(quote.old_offset)
        ranked = self._rank_candidates(quote, candidates, regions)
        if restyled := restyled_in_context(self.text, quote, regions):
            return self._make_restyled_anchor(*restyled)
        doubt = self._find_doubt(quote, ranked, regions)
        if not doubt:
            return self._make_anchor(quote, ranked[0])
        if restyled := restyled_between(self.text, quote, regions):
            return self._make_restyled_anchor(*restyled)
        return self._make_orphan(quote, ranked, doubt)

    def _make_restyled_anchor(self, start: int, end: int, reason: str) -> Anchor:
        return Anchor("drifted", *self.normalized.raw_range(start, end), reason)

    def _find_doubt(
        self, quote: SearchTarget, ranked: Sequence[ScoredCandidate], regions: Sequence[Region]
    ) -> str:
        """Return why the best candidate is not accepted as the quote; empty if it is."""
        if not ranked:
            return "its words are no longer in the text"
        best = ranked[0]
        lead = THRESHOLDS.clear_lead
        if any(best.score - w.score <= lead and not _overlap(best, w) for w in ranked[1:]):
            return "several places match equally well"
        if quote.twins and not self._is_distinct_from_twins(quote, ranked):
            return "it cannot be told from a similar passage"
        if not self._is_acceptable(quote, best, unknown=not regions):
            return _DOUBT if best.in_region else _ELSEWHERE
        return ""

    def _make_anchor(self, quote: SearchTarget, best: ScoredCandidate) -> Anchor:
        candidate = best.candidate
        if not candidate.verbatim:
            candidate = align_ends(self.text, quote, candidate)
        start, end = self.normalized.raw_range(candidate.start, candidate.end)
        if candidate.partial:
            return Anchor("drifted", start, end, "part of the quotation is missing")
        if not candidate.verbatim:
            return Anchor("drifted", start, end, "its words changed")
        if candidate.best_context < THRESHOLDS.unchanged_context:
            return Anchor("drifted", start, end, "the text around it changed")
        return Anchor("exact", start, end)

    def _rank_candidates(
        self, quote: SearchTarget, candidates: Iterable[RangeCandidate], regions: Sequence[Region]
    ) -> list[ScoredCandidate]:
        by_start = {c.start: c for c in candidates}
        settled = any(
            c.whole > THRESHOLDS.settled_words and any(c.start in r for r in regions)
            for c in candidates
        )
        for region in regions:
            offsets = self._repeats(quote, region) if quote.twins else []
            if len(by_start) + len(offsets) > 1:
                offsets.append((region.earliest + region.latest) // 2)
            more = [find_near(self.text, quote, offset) for offset in offsets]
            if not settled and not quote.twins:
                more.append(find_between(self.text, quote, region.start, region.end))
            for one in more:
                if one:
                    by_start.setdefault(one.start, one)
        scored = [
            ScoredCandidate(c, any(c.start in r for r in regions), _nearness(regions, c.start))
            for c in by_start.values()
        ]
        return sorted(scored, key=lambda one: (-one.score, one.candidate.start))

    def _repeats(self, quote: SearchTarget, region: Region) -> list[int]:
        """Return the offsets of the quote's exact words in the region, nearest its middle first."""
        offsets: list[int] = []
        at = self.text.find(quote.exact, max(0, region.start), region.end + len(quote.exact))
        while at >= 0 and len(offsets) < THRESHOLDS.most_repeats_read:
            offsets.append(at)
            at = self.text.find(quote.exact, at + 1, region.end + len(quote.exact))
        middle = (region.earliest + region.latest) // 2
        offsets.sort(key=lambda offset: abs(offset - middle))
        return offsets[: THRESHOLDS.most_repeats]

    def _is_distinct_from_twins(
        self, quote: SearchTarget, ranked: Sequence[ScoredCandidate]
    ) -> bool:
        """Return whether the best candidate is the quote itself, not one of its look-alikes.

        It is if no look-alike can have moved there. Otherwise as many look-alikes must be left as
        there were before, and the best candidate must have the quote's rank among them.
        """
        best, limits = ranked[0], THRESHOLDS
        if not best.in_region:
            return False
        start = best.candidate.start
        if self._is_other_number(quote, best.candidate):
            return False
        rivals = self._find_rivals(quote, best.candidate)
        if not rivals:
            return True
        near = {twin: _nearness(self.offset_map.regions(twin), start) for twin in rivals}
        if max(near.values()) > best.nearness + limits.nearness_lead:
            return False
        if (enclosed := self._is_enclosed_closely(quote, rivals, start)) is not None:
            return enclosed
        if len(quote.twins) >= limits.most_look_alikes and best.nearness < limits.unsure_nearness:
            return False
        if not any(near[twin] >= best.nearness - limits.nearness_lead for twin in rivals):
            return True
        if len(quote.twins) > limits.most_countable:
            return False
        return self._has_its_rank(quote, start, ranked)

    def _is_other_number(self, quote: SearchTarget, best: RangeCandidate) -> bool:
        """Return whether a candidate differs from the quote by a number, as a look-alike did."""
        words = self.text[best.start : best.end]
        return (
            words != quote.exact
            and is_restyled(words, quote.exact)
            and any(abs(was[0] - best.whole) < THRESHOLDS.likeness_lead for was in quote.likenesses)
        )

    def _is_enclosed_closely(
        self, quote: SearchTarget, rivals: Sequence[int], offset: int
    ) -> bool | None:
        """Return whether the text next to the quote encloses `offset` more closely than a rival's.

        Returns:
            None if neither is known much more closely than the other.
        """
        own = _width(self.offset_map.regions(quote.old_offset), offset)
        theirs = min(_width(self.offset_map.regions(twin), offset) for twin in rivals)
        narrower, wider = min(own, theirs), max(own, theirs)
        if narrower >= THRESHOLDS.enclosing_width or wider <= THRESHOLDS.enclosing_ratio * narrower:
            return None
        return own < theirs

    def _has_its_rank(
        self, quote: SearchTarget, start: int, ranked: Sequence[ScoredCandidate]
    ) -> bool:
        """Return whether `start` has the same rank among the look-alikes as the quote had.

        As many look-alikes must be left around it as there were around the quote.
        """
        alike = [
            one.candidate.start
            for one in ranked
            if one.candidate.whole >= THRESHOLDS.counted_words
            and is_distinctive(one.candidate, quote)
        ]
        regions = list(self.offset_map.regions(quote.old_offset))
        in_own_region = [at for at in alike if any(at in region for region in regions)]
        competing_twins = []
        for twin in quote.twins:
            twin_regions = self.offset_map.regions(twin)
            if any(at in region for at in in_own_region for region in twin_regions):
                competing_twins.append(twin)
                regions += twin_regions
        now = sorted(at for at in alike if any(at in region for region in regions))
        before = sorted([*competing_twins, quote.old_offset])
        return len(now) == len(before) and now[before.index(quote.old_offset)] == start

    def _find_rivals(self, quote: SearchTarget, best: RangeCandidate) -> list[int]:
        """Return the look-alikes that the candidate may be.

        Edits make a look-alike less similar to the quote. So a candidate that is more similar than
        a look-alike was is not that look-alike. One side of the context proves nothing: once the
        quote is cut out, what followed it follows the look-alike before it.
        """
        if not quote.likenesses:
            return list(quote.twins)
        words, before, after = compare_words_and_context(self.text, quote, best)
        lead = THRESHOLDS.likeness_lead
        return [
            twin
            for twin, was in zip(quote.twins, quote.likenesses, strict=True)
            if words < was[0] + lead and (before < was[1] + lead or after < was[2] + lead)
        ]

    def _is_acceptable(
        self, quote: SearchTarget, scored: ScoredCandidate, *, unknown: bool
    ) -> bool:
        """Return whether a candidate is good enough, if it were the only one.

        At the expected offset, the words need less support from the context than where nothing is
        known about the offset. Elsewhere they may be a copy, however similar they are.

        Args:
            quote: The quote.
            scored: The candidate.
            unknown: Whether nothing is known about the offset.
        """
        best, size, limits = scored.candidate, len(quote.exact), THRESHOLDS
        if unknown:
            similar = best.whole >= limits.unknown_words
            return (similar and best.mean_context >= limits.unknown_context) or (
                best.verbatim and size >= limits.unknown_verbatim_length
            )
        if not scored.in_region:
            return False
        if quote.twins and not _is_above_its_twins(best, size):
            return False
        if best.partial:
            return self._is_enough_left(quote, scored)
        if best.verbatim:
            if size >= limits.short_length:
                return (
                    size >= limits.verbatim_length or best.best_context >= limits.verbatim_context
                )
            lone = (
                size > limits.lone_length
                and best.far >= limits.lone_far_context
                and best.best_context >= limits.lone_context
                and scored.nearness >= limits.lone_nearness
            )
            return best.worst_context >= limits.short_verbatim_context or lone
        if size < limits.short_length:
            least = limits.short_dense_words if quote.dense else limits.short_words
            return best.whole >= least and best.worst_context >= limits.short_context
        return (
            best.whole >= limits.similar_words and best.best_context >= limits.similar_words_context
        ) or (
            best.whole >= limits.changed_words and best.mean_context >= limits.changed_words_context
        )

    def _is_enough_left(self, quote: SearchTarget, scored: ScoredCandidate) -> bool:
        """Return whether enough of a passage is left that was cut or interrupted."""
        best, size, limits = scored.candidate, len(quote.exact), THRESHOLDS
        nearly_whole = best.whole >= limits.nearly_whole
        worst = best.worst_context
        short = size < limits.partial_short_length
        if short and not nearly_whole and worst < limits.partial_short_context:
            return False
        telling = max(min(3 * quote.shortest_run, 2 * size // 3), 2 * size // 5)
        together = best.end - best.start <= size + size // 2 + limits.nearly_together
        if (
            together
            and worst >= limits.together_context
            and scored.nearness >= limits.together_nearness
        ):
            telling = 0 if nearly_whole else min(telling, size // 10)
        return best.whole >= limits.partial_words and self._count_unique(best) >= telling

    def _count_unique(self, best: RangeCandidate) -> int:
        """Count the code points left of the quote that occur nowhere else nearby.

        Repeated text, such as a refrain, proves nothing.
        """
        reach, unit = THRESHOLDS.telling_reach, THRESHOLDS.telling_unit
        nearby = self.text[max(0, best.start - reach) : best.end + reach]
        pieces = [
            self.text[at : min(at + unit, run.new + run.size)]
            for run in best.runs
            for at in range(run.new, run.new + run.size, unit)
        ]
        return sum(len(piece) for piece in pieces if nearby.find(piece) == nearby.rfind(piece))

    def _make_orphan(
        self, quote: SearchTarget, ranked: Sequence[ScoredCandidate], reason: str
    ) -> Anchor:
        regions = self.offset_map.regions(quote.old_offset)
        guess = regions[0].earliest if regions else quote.old_offset
        offset = self.normalized.to_raw(max(0, min(guess, len(self.text))))
        scores: dict[tuple[int, int], float] = {}
        for one in ranked[: THRESHOLDS.most_suggestions]:
            candidate = one.candidate
            if candidate.whole > THRESHOLDS.suggested_words or (
                one.in_region and candidate.best_context >= THRESHOLDS.suggested_context
            ):
                start, end = whole_words(self.text, quote, candidate.start, candidate.end)
                if start < end:
                    score = round(min(1.0, one.score / THRESHOLDS.highest_score), 3)
                    scores.setdefault(self.normalized.raw_range(start, end), score)
        suggestions = tuple((*span, score) for span, score in scores.items())
        return Anchor("orphaned", offset, offset, reason, suggestions)


def _is_above_its_twins(best: RangeCandidate, size: int) -> bool:
    """Return whether a candidate is similar enough to a quote that has look-alikes.

    Otherwise it may be one of these, which is left where the quote is gone.

    Args:
        best: The candidate.
        size: The length of the quote in code points.
    """
    limits = THRESHOLDS
    if best.partial:
        in_context = best.worst_context >= limits.twin_partial_context
        return in_context or size >= limits.twin_partial_length
    similar = best.whole >= limits.twin_words or size < limits.short_length
    return best.verbatim or (best.far >= limits.twin_whole_context and similar)


def _overlap(one: ScoredCandidate, other: ScoredCandidate) -> bool:
    a, b = one.candidate, other.candidate
    return a.start < b.end and b.start < a.end


def _width(regions: Sequence[Region], offset: int) -> float:
    """Return how exactly an offset is known: the code points of the smallest region around it.

    It is infinite if no region contains the offset.
    """
    return min((r.end - r.start for r in regions if offset in r), default=inf)


def _nearness(regions: Sequence[Region], offset: int) -> float:
    return max((region.nearness(offset) for region in regions), default=0.0)


_MOVED = "it moved with the text around it"


class MatchingRun:
    """One search in `text`, using the landmarks of the text in which the targets were made."""

    def __init__(self, text: str, landmarks: Sequence[tuple[str, int]]) -> None:
        self.normalized = NormalizedText(text)
        self.text = self.normalized.text
        self.landmarks = list(locate_landmarks(self.text, landmarks))

    def anchors(self, targets: Sequence[Target], known: dict[int, Anchor]) -> dict[int, Anchor]:
        """Return the anchors of those `targets` that are not in `known`, by their index.

        Args:
            targets: All targets of the document.
            known: The anchors that are already known, by the index of the target.
        """
        quotes = {n: make_search_target(t) for n, t in enumerate(targets) if n not in known}
        points = [(a.start, self.normalized.to_normalized(a.start)) for a in known.values()]
        # Snippets next to a target say more exactly where it is, but not that it was moved: a
        # paragraph that is found elsewhere may be a copy.
        offset_map = OffsetMap(self.landmarks)
        snippets = locate_neighbours(self.text, targets)
        fixed = [*self.landmarks, *(point for point in snippets if offset_map.agrees(point))]
        offset_map = OffsetMap([*fixed, *points])
        in_place = {n: self._find_in_place(q, offset_map) for n, q in quotes.items()}
        points += [
            (quotes[n].old_offset, c.start)
            for n, c in in_place.items()
            if c and _is_certain(quotes[n])
        ]
        rest = {n: q for n, q in quotes.items() if in_place[n] is None}
        seeds = Seeds(self.text, [q.probe for q in rest.values()])
        everywhere = {n: self._find_candidates(q, seeds) for n, q in rest.items()}
        points += [
            (rest[n].old_offset, found[0].start)
            for n, found in everywhere.items()
            if not rest[n].twins and _is_clear(found)
        ]
        candidates = {n: [one] if (one := in_place[n]) else everywhere[n] for n in quotes}
        matcher = Matcher(self.normalized, OffsetMap([*fixed, *points]))
        anchors = {n: matcher.anchor(quote, candidates[n]) for n, quote in quotes.items()}
        lost = [n for n, anchor in anchors.items() if anchor.state == "orphaned"]
        points += [
            (quotes[n].old_offset, self.normalized.to_normalized(anchor.start))
            for n, anchor in anchors.items()
            if anchor.state == "exact" and _is_certain(quotes[n])
        ]
        matcher = Matcher(self.normalized, OffsetMap([*fixed, *points]))
        anchors.update((n, matcher.anchor(quotes[n], candidates[n])) for n in lost)
        return anchors | self._find_moved(
            {n: quotes[n] for n in lost if anchors[n].state == "orphaned"}
        )

    def _find_moved(self, lost: dict[int, SearchTarget]) -> dict[int, Anchor]:
        """Return the anchors of those lost quotes that were moved together with their context."""
        seeds = Seeds(self.text, [quote.probe for quote in lost.values()])
        offsets = {n: moved_to(self.text, quote, seeds) for n, quote in lost.items()}
        return {
            n: Anchor("drifted", *self.normalized.raw_range(at, at + len(lost[n].exact)), _MOVED)
            for n, at in offsets.items()
            if at is not None
        }

    def _find_in_place(self, quote: SearchTarget, offset_map: OffsetMap) -> RangeCandidate | None:
        """Find the quote with its whole context, exactly once, where the landmarks expect it."""
        if not quote.unmistakable:
            return None
        for region in offset_map.regions(quote.old_offset):
            size = len(quote.probe)
            low, high = region.start - size, region.end + size
            at = self.text.find(quote.probe, max(0, low), max(0, high))
            if at >= 0 and self.text.find(quote.probe, at + 1, max(0, high)) < 0:
                return find_near(self.text, quote, at + len(quote.before))
        return None

    def _find_candidates(self, quote: SearchTarget, seeds: Seeds) -> list[RangeCandidate]:
        offsets = seeds.offsets(quote.probe, THRESHOLDS.most_offsets + len(quote.twins))
        near = (find_near(self.text, quote, offset + len(quote.before)) for offset in offsets)
        by_start: dict[int, RangeCandidate] = {}
        for one in near:  # of two with one start the better, then the shorter
            if one and (one.start not in by_start or _fit(one) > _fit(by_start[one.start])):
                by_start[one.start] = one
        return sorted(by_start.values(), key=lambda c: -(c.whole + c.mean_context))


def _fit(candidate: RangeCandidate) -> tuple[float, int]:
    return candidate.whole, candidate.start - candidate.end


def _is_certain(quote: SearchTarget) -> bool:
    """Return whether the offset of a quote that was found tells where its neighbours are."""
    return len(quote.exact) >= THRESHOLDS.certain_length and quote.unmistakable


def _is_clear(candidates: Sequence[RangeCandidate]) -> bool:
    """Return whether the first candidate is certain enough to tell where its neighbours are."""
    limits = THRESHOLDS
    if not candidates or candidates[0].end - candidates[0].start < limits.certain_length:
        return False
    first = candidates[0]
    rivals = [c for c in candidates[1:] if c.whole + c.mean_context > limits.certain_rival]
    return (
        first.whole >= limits.certain_words
        and first.mean_context >= limits.certain_context
        and not first.partial
        and not rivals
    )
