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
    Candidate,
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
    MOST,
    is_distinctive,
    is_restyled,
    moved_to,
    restyled_between,
    restyled_in_context,
)
from readerapp.anchoring.normalize import NormalizedText
from readerapp.core.model import Target

# The thresholds here were chosen on one English novel and on synthetic texts (seed 1 of
# benchmarks/anchoring.py). The first aim was few wrong answers, the second few missed ones.

_OFFERED = 3
_HIGHEST = 3.2
"""The score of the exact words in the exact context, at the expected offset."""

_CLEAR = 0.1
_LOOK_ALIKE = 0.7
_REPEATS = 12
_MANY = 200
_WHOLE_CONTEXT = 0.4
_LIKER = 0.04
_NEARER = 0.2
_AROUND = 10_000
_WORDS = 16
_NEARLY_WHOLE = 0.85
_NEARLY_TOGETHER = 40
_COUNTABLE = 5
_FLANKED = 600
_SHARPER = 3
_SHORT = 100
_LONG = 150
_DOUBT = "what stands in its place is not enough like it"
_ELSEWHERE = "words like it stand elsewhere, away from what was around them"


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate, and how well its offset agrees with where its neighbours are now.

    `here` says whether it begins in one of the expected regions. `nearness` is 1 at the expected
    offset, down to 0.
    """

    candidate: Candidate
    here: bool
    nearness: float

    @property
    def score(self) -> float:
        """Return the score that ranks the candidates of one quote.

        `Matcher._accepted` decides whether a candidate is good enough by itself.
        """
        candidate = self.candidate
        context = 0.5 * candidate.best_context + 0.5 * candidate.mean_context
        context += _WHOLE_CONTEXT * candidate.far
        place = 0.4 * self.here + 0.4 * self.nearness
        if (
            candidate.partial and candidate.whole < _NEARLY_WHOLE
        ):  # the larger part wins, wherever it is now
            return 2 * candidate.whole + 0.2 * context + 0.2 * place
        return candidate.whole + context + place


class Matcher:
    """Decides which candidate is the quote, using a map of where the document's parts are now."""

    def __init__(self, folded: NormalizedText, course: OffsetMap) -> None:
        self.folded = folded
        self.text = folded.text
        self.course = course

    def anchor(self, quote: SearchTarget, found: Sequence[Candidate]) -> Anchor:
        """Return the anchor of `quote`.

        Args:
            quote: The quote.
            found: The candidates for it.
        """
        if not quote.exact:
            return self._orphan(quote, [], "there were no words in it")
        regions = self.course.regions(quote.at)
        ranked = self._ranked(quote, found, regions)
        if known := restyled_in_context(self.text, quote, regions):
            return self._restyled(*known)
        doubt = self._doubt(quote, ranked, regions)
        if not doubt:
            return self._attached(quote, ranked[0])
        if known := restyled_between(self.text, quote, regions):
            return self._restyled(*known)
        return self._orphan(quote, ranked, doubt)

    def _restyled(self, start: int, end: int, reason: str) -> Anchor:
        return Anchor("drifted", *self.folded.raw_range(start, end), reason)

    def _doubt(
        self, quote: SearchTarget, ranked: Sequence[ScoredCandidate], regions: Sequence[Region]
    ) -> str:
        """Return why the best candidate is not accepted as the quote; empty if it is."""
        if not ranked:
            return "its words are not in the text any more"
        best = ranked[0]
        if any(best.score - w.score <= _CLEAR and not _overlap(best, w) for w in ranked[1:]):
            return "several places are equally like it"
        if quote.twins and not self._told_from_twins(quote, ranked):
            return "it cannot be told from a passage like it"
        if not self._accepted(quote, best, unknown=not regions):
            return _DOUBT if best.here else _ELSEWHERE
        return ""

    def _attached(self, quote: SearchTarget, best: ScoredCandidate) -> Anchor:
        candidate = best.candidate
        if not candidate.verbatim:
            candidate = align_ends(self.text, quote, candidate)
        start, end = self.folded.raw_range(candidate.start, candidate.end)
        if candidate.partial:
            return Anchor("drifted", start, end, "a part of it is gone or was interrupted")
        if not candidate.verbatim:
            return Anchor("drifted", start, end, "its words changed")
        if candidate.best_context < 0.5:
            return Anchor("drifted", start, end, "what stood around it changed")
        return Anchor("exact", start, end)

    def _ranked(
        self, quote: SearchTarget, found: Iterable[Candidate], regions: Sequence[Region]
    ) -> list[ScoredCandidate]:
        candidates = {c.start: c for c in found}
        settled = any(c.whole > 0.6 and any(c.start in r for r in regions) for c in found)
        for region in regions:
            places = self._repeats(quote, region) if quote.twins else []
            if len(candidates) + len(places) > 1:
                places.append((region.earliest + region.latest) // 2)
            more = [find_near(self.text, quote, place) for place in places]
            if not settled and not quote.twins:
                more.append(find_between(self.text, quote, region.start, region.end))
            for one in more:
                if one:
                    candidates.setdefault(one.start, one)
        weighed = [
            ScoredCandidate(c, any(c.start in r for r in regions), _nearness(regions, c.start))
            for c in candidates.values()
        ]
        return sorted(weighed, key=lambda w: (-w.score, w.candidate.start))

    def _repeats(self, quote: SearchTarget, region: Region) -> list[int]:
        """Return the offsets of the quote's exact words in the region, nearest its middle first."""
        places: list[int] = []
        at = self.text.find(quote.exact, max(0, region.start), region.end + len(quote.exact))
        while at >= 0 and len(places) < _MANY:
            places.append(at)
            at = self.text.find(quote.exact, at + 1, region.end + len(quote.exact))
        middle = (region.earliest + region.latest) // 2
        return sorted(places, key=lambda place: abs(place - middle))[:_REPEATS]

    def _told_from_twins(self, quote: SearchTarget, ranked: Sequence[ScoredCandidate]) -> bool:
        """Return whether the best candidate is the quote itself, not one of its look-alikes.

        It is if no look-alike can have moved there. Otherwise as many look-alikes must be left as
        there were before, and the best candidate must have the quote's rank among them.
        """
        best = ranked[0]
        if not best.here:
            return False
        place = best.candidate.start
        if self._is_other_number(quote, best.candidate):
            return False
        rivals = self._mistakable(quote, best.candidate)
        if not rivals:
            return True
        near = {twin: _nearness(self.course.regions(twin), place) for twin in rivals}
        if max(near.values()) > best.nearness + _NEARER:
            return False
        if (flanked := self._flanked(quote, rivals, place)) is not None:
            return flanked
        if len(quote.twins) >= MOST and best.nearness < 0.5:
            return False
        if not any(near[twin] >= best.nearness - _NEARER for twin in rivals):
            return True
        if len(quote.twins) > _COUNTABLE:  # there may be more, so counting proves nothing
            return False
        return self._has_its_rank(quote, place, ranked)

    def _is_other_number(self, quote: SearchTarget, best: Candidate) -> bool:
        """Return whether a candidate differs from the quote by a number, as a look-alike did."""
        words = self.text[best.start : best.end]
        return (
            words != quote.exact
            and is_restyled(words, quote.exact)
            and any(abs(was[0] - best.whole) < _LIKER for was in quote.alike)
        )

    def _flanked(self, quote: SearchTarget, rivals: Sequence[int], place: int) -> bool | None:
        """Return whether the text next to the quote encloses `place` more closely than a rival's.

        Returns:
            None if neither is known much more closely than the other.
        """
        own = _width(self.course.regions(quote.at), place)
        theirs = min(_width(self.course.regions(twin), place) for twin in rivals)
        if min(own, theirs) >= _FLANKED or max(own, theirs) <= _SHARPER * min(own, theirs):
            return None
        return own < theirs

    def _has_its_rank(
        self, quote: SearchTarget, place: int, ranked: Sequence[ScoredCandidate]
    ) -> bool:
        """Return whether `place` has the same rank among the look-alikes as the quote had.

        As many look-alikes must be left around it as there were around the quote.
        """
        alike = [
            w.candidate.start
            for w in ranked
            if w.candidate.whole >= _LOOK_ALIKE and is_distinctive(w.candidate, quote)
        ]
        regions = list(self.course.regions(quote.at))
        here = [at for at in alike if any(at in region for region in regions)]
        claims = []
        for twin in quote.twins:
            reach = self.course.regions(twin)
            if any(at in region for at in here for region in reach):
                claims.append(twin)
                regions += reach
        left = sorted(at for at in alike if any(at in region for region in regions))
        before = sorted([*claims, quote.at])
        return len(left) == len(before) and left[before.index(quote.at)] == place

    def _mistakable(self, quote: SearchTarget, best: Candidate) -> list[int]:
        """Return the look-alikes that the candidate may be.

        Edits make a look-alike less similar to the quote. So a candidate that is more similar than
        a look-alike was is not that look-alike. One side of the context proves nothing: once the
        quote is cut out, what followed it follows the look-alike before it.
        """
        if not quote.alike:
            return list(quote.twins)
        words, before, after = compare_words_and_context(self.text, quote, best)
        return [
            twin
            for twin, was in zip(quote.twins, quote.alike, strict=True)
            if words < was[0] + _LIKER and (before < was[1] + _LIKER or after < was[2] + _LIKER)
        ]

    def _accepted(self, quote: SearchTarget, weighed: ScoredCandidate, *, unknown: bool) -> bool:
        """Return whether a candidate is good enough, if it were the only one.

        At the expected offset, the words need less support from the context than where nothing is
        known about the offset. Elsewhere they may be a copy, however similar they are.
        """
        best, size = weighed.candidate, len(quote.exact)
        top, mean, worst = best.best_context, best.mean_context, best.worst_context
        if unknown:
            return (best.whole >= 0.6 and mean >= 0.5) or (best.verbatim and size >= 32)
        if not weighed.here:
            return False
        if quote.twins and not _above_its_twins(best, size):
            return False
        if best.partial:
            if size < _SHORT and best.whole < _NEARLY_WHOLE and worst < 0.3:
                return False
            telling = max(min(3 * quote.shortest_run, 2 * size // 3), 2 * size // 5)
            together = best.end - best.start <= size + size // 2 + _NEARLY_TOGETHER
            if together and worst >= 0.4 and weighed.nearness >= 0.5:
                telling = 0 if best.whole >= _NEARLY_WHOLE else min(telling, size // 10)
            return best.whole >= 0.5 and self._telling(best) >= telling
        if best.verbatim:
            if size >= 24:
                return size >= 48 or top >= 0.25
            lone = size > 3 and best.far >= 0.1 and top >= 0.45 and weighed.nearness >= 0.25
            return worst >= 0.5 or lone
        if size < 24:
            return best.whole >= (0.3 if quote.dense else 0.45) and worst >= 0.4
        return (best.whole >= 0.75 and top >= 0.35) or (best.whole >= 0.5 and mean >= 0.5)

    def _telling(self, best: Candidate) -> int:
        """Count the code points left of the quote that occur nowhere else nearby.

        Repeated text, such as a refrain, proves nothing.
        """
        low = max(0, best.start - _AROUND)
        around = self.text[low : best.end + _AROUND]
        words = [
            self.text[at : min(at + _WORDS, run.new + run.size)]
            for run in best.runs
            for at in range(run.new, run.new + run.size, _WORDS)
        ]
        return sum(len(word) for word in words if around.find(word) == around.rfind(word))

    def _orphan(
        self, quote: SearchTarget, ranked: Sequence[ScoredCandidate], reason: str
    ) -> Anchor:
        regions = self.course.regions(quote.at)
        guess = regions[0].earliest if regions else quote.at
        place = self.folded.to_raw(max(0, min(guess, len(self.text))))
        offers: dict[tuple[int, int], float] = {}
        for w in ranked[:_OFFERED]:
            if w.candidate.whole > 0.4 or (w.here and w.candidate.best_context >= 0.5):
                words = whole_words(self.text, quote, w.candidate.start, w.candidate.end)
                if words[0] < words[1]:
                    likely = round(min(1.0, w.score / _HIGHEST), 3)
                    offers.setdefault(self.folded.raw_range(*words), likely)
        suggestions = tuple((*words, likely) for words, likely in offers.items())
        return Anchor("orphaned", place, place, reason, suggestions)


def _above_its_twins(best: Candidate, size: int) -> bool:
    """Return whether a candidate is similar enough to a quote that has look-alikes.

    Otherwise it may be one of these, which is left where the quote is gone.
    """
    if best.partial:
        return best.worst_context >= 0.2 or size >= _LONG
    return best.verbatim or (best.far >= 0.4 and (best.whole >= 0.67 or size < 24))


def _overlap(one: ScoredCandidate, other: ScoredCandidate) -> bool:
    a, b = one.candidate, other.candidate
    return a.start < b.end and b.start < a.end


def _width(regions: Sequence[Region], place: int) -> float:
    """Return how exactly an offset is known: the code points of the smallest region around it.

    It is infinite if no region contains the offset.
    """
    return min((r.end - r.start for r in regions if place in r), default=inf)


def _nearness(regions: Sequence[Region], place: int) -> float:
    return max((region.nearness(place) for region in regions), default=0.0)


_MOST = 6
_TELLING = 24
_MOVED = "it moved, with the words around it"


class MatchingRun:
    """One search in `text`, using the landmarks of the text in which the targets were made."""

    def __init__(self, text: str, landmarks: Sequence[tuple[str, int]]) -> None:
        self.folded = NormalizedText(text)
        self.text = self.folded.text
        self.landmarks = list(locate_landmarks(self.text, landmarks))

    def anchors(self, targets: Sequence[Target], standing: dict[int, Anchor]) -> dict[int, Anchor]:
        """Return the anchors of those `targets` that are not in `standing`, by their index.

        Args:
            targets: All targets of the document.
            standing: The anchors that are already known, by the index of the target.
        """
        quotes = {n: make_search_target(t) for n, t in enumerate(targets) if n not in standing}
        points = [(a.start, self.folded.to_folded(a.start)) for a in standing.values()]
        # Snippets next to a target say more exactly where it is, but not that it was moved: a
        # paragraph that is found elsewhere may be a copy.
        course = OffsetMap(self.landmarks)
        near = [point for point in locate_neighbours(self.text, targets) if course.agrees(point)]
        known = [*self.landmarks, *near]
        course = OffsetMap([*known, *points])
        in_place = {n: self._in_place(q, course) for n, q in quotes.items()}
        points += [
            (quotes[n].at, c.start)
            for n, c in in_place.items()
            if c and len(quotes[n].exact) >= _TELLING and quotes[n].unmistakable
        ]
        rest = {n: q for n, q in quotes.items() if in_place[n] is None}
        seeds = Seeds(self.text, [q.probe for q in rest.values()])
        everywhere = {n: self._candidates(q, seeds) for n, q in rest.items()}
        points += [
            (rest[n].at, found[0].start)
            for n, found in everywhere.items()
            if not rest[n].twins and _sure(found)
        ]
        found = {n: [one] if (one := in_place[n]) else everywhere[n] for n in quotes}
        judge = Matcher(self.folded, OffsetMap([*known, *points]))
        anchors = {n: judge.anchor(quote, found[n]) for n, quote in quotes.items()}
        lost = [n for n, anchor in anchors.items() if anchor.state == "orphaned"]
        points += [
            (quotes[n].at, self.folded.to_folded(anchor.start))
            for n, anchor in anchors.items()
            if anchor.state == "exact"
            and len(quotes[n].exact) >= _TELLING
            and quotes[n].unmistakable
        ]
        judge = Matcher(self.folded, OffsetMap([*known, *points]))
        anchors.update((n, judge.anchor(quotes[n], found[n])) for n in lost)
        return anchors | self._moved({n: quotes[n] for n in lost if anchors[n].state == "orphaned"})

    def _moved(self, lost: dict[int, SearchTarget]) -> dict[int, Anchor]:
        """Return the anchors of those lost quotes that were moved together with their context."""
        seeds = Seeds(self.text, [quote.probe for quote in lost.values()])
        found = {n: moved_to(self.text, quote, seeds) for n, quote in lost.items()}
        return {
            n: Anchor("drifted", *self.folded.raw_range(at, at + len(lost[n].exact)), _MOVED)
            for n, at in found.items()
            if at is not None
        }

    def _in_place(self, quote: SearchTarget, course: OffsetMap) -> Candidate | None:
        """Find the quote with its whole context, exactly once, where the landmarks expect it."""
        if not quote.unmistakable:
            return None
        for region in course.regions(quote.at):
            size = len(quote.probe)
            low, high = region.start - size, region.end + size
            at = self.text.find(quote.probe, max(0, low), max(0, high))
            if at >= 0 and self.text.find(quote.probe, at + 1, max(0, high)) < 0:
                return find_near(self.text, quote, at + len(quote.before))
        return None

    def _candidates(self, quote: SearchTarget, seeds: Seeds) -> list[Candidate]:
        places = seeds.places(quote.probe, _MOST + len(quote.twins))
        looked = (find_near(self.text, quote, place + len(quote.before)) for place in places)
        found: dict[int, Candidate] = {}
        for one in looked:  # of two with one start the better, then the shorter
            if one and (one.start not in found or _fit(one) > _fit(found[one.start])):
                found[one.start] = one
        return sorted(found.values(), key=lambda c: -(c.whole + c.mean_context))


def _fit(candidate: Candidate) -> tuple[float, int]:
    return candidate.whole, candidate.start - candidate.end


def _sure(found: Sequence[Candidate]) -> bool:
    """Return whether the first candidate is certain enough to tell where its neighbours are."""
    if not found or found[0].end - found[0].start < _TELLING:
        return False
    first, rivals = found[0], [c for c in found[1:] if c.whole + c.mean_context > 1.2]
    return first.whole >= 0.8 and first.mean_context >= 0.5 and not first.partial and not rivals
