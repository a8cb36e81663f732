"""Searching a changed text for all that does not stand where it stood."""

from __future__ import annotations

from collections.abc import Sequence

from readerapp.anchoring.anchors import Anchor
from readerapp.anchoring.beside import located
from readerapp.anchoring.candidates import Candidate
from readerapp.anchoring.course import Course
from readerapp.anchoring.flanks import moved_to
from readerapp.anchoring.folding import Folded
from readerapp.anchoring.judging import Judge
from readerapp.anchoring.landmarks import locate
from readerapp.anchoring.looking import look
from readerapp.anchoring.quotations import Quotation, quotation
from readerapp.anchoring.seeds import Seeds
from readerapp.model import Target

_MOST = 6
_TELLING = 24
_MOVED = "it moved, with the words around it"


class Search:
    """One search through `text`, by the landmarks of the text that the targets were made in."""

    def __init__(self, text: str, landmarks: Sequence[tuple[str, int]]) -> None:
        self.folded = Folded(text)
        self.text = self.folded.text
        self.landmarks = list(locate(self.text, landmarks))

    def anchors(self, targets: Sequence[Target], standing: dict[int, Anchor]) -> dict[int, Anchor]:
        """The anchors of those `targets` that are not standing, by their number."""
        quotes = {n: quotation(t) for n, t in enumerate(targets) if n not in standing}
        points = [(a.start, self.folded.to_folded(a.start)) for a in standing.values()]
        # A paragraph that is elsewhere may as well be a copy: what stands beside a target says
        # more exactly where it went, not that it went elsewhere.
        course = Course(self.landmarks)
        near = [point for point in located(self.text, targets) if course.agrees(point)]
        known = [*self.landmarks, *near]
        course = Course([*known, *points])
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
        judge = Judge(self.folded, Course([*known, *points]))
        anchors = {n: judge.anchor(quote, found[n]) for n, quote in quotes.items()}
        lost = [n for n, anchor in anchors.items() if anchor.state == "orphaned"]
        points += [
            (quotes[n].at, self.folded.to_folded(anchor.start))
            for n, anchor in anchors.items()
            if anchor.state == "exact"
            and len(quotes[n].exact) >= _TELLING
            and quotes[n].unmistakable
        ]
        judge = Judge(self.folded, Course([*known, *points]))
        anchors.update((n, judge.anchor(quotes[n], found[n])) for n in lost)
        return anchors | self._moved({n: quotes[n] for n in lost if anchors[n].state == "orphaned"})

    def _moved(self, lost: dict[int, Quotation]) -> dict[int, Anchor]:
        """Those of the lost quotations that stand elsewhere, with what stood beside them."""
        seeds = Seeds(self.text, [quote.probe for quote in lost.values()])
        found = {n: moved_to(self.text, quote, seeds) for n, quote in lost.items()}
        return {
            n: Anchor("drifted", *self.folded.raw_range(at, at + len(lost[n].exact)), _MOVED)
            for n, at in found.items()
            if at is not None
        }

    def _in_place(self, quote: Quotation, course: Course) -> Candidate | None:
        """The quotation with its whole context, once, where the landmarks expect it."""
        if not quote.unmistakable:
            return None
        for region in course.regions(quote.at):
            size = len(quote.probe)
            low, high = region.start - size, region.end + size
            at = self.text.find(quote.probe, max(0, low), max(0, high))
            if at >= 0 and self.text.find(quote.probe, at + 1, max(0, high)) < 0:
                return look(self.text, quote, at + len(quote.before))
        return None

    def _candidates(self, quote: Quotation, seeds: Seeds) -> list[Candidate]:
        places = seeds.places(quote.probe, _MOST + len(quote.twins))
        looked = (look(self.text, quote, place + len(quote.before)) for place in places)
        found: dict[int, Candidate] = {}
        for one in looked:  # of two at one place the better one, and the shorter: not stretched
            if one and (one.start not in found or _fit(one) > _fit(found[one.start])):
                found[one.start] = one
        return sorted(found.values(), key=lambda c: -(c.whole + c.mean_context))


def _fit(candidate: Candidate) -> tuple[float, int]:
    return candidate.whole, candidate.start - candidate.end


def _sure(found: Sequence[Candidate]) -> bool:
    """Whether the first of the candidates may speak for its neighbours."""
    if not found or found[0].end - found[0].start < _TELLING:
        return False
    first, rivals = found[0], [c for c in found[1:] if c.whole + c.mean_context > 1.2]
    return first.whole >= 0.8 and first.mean_context >= 0.5 and not first.partial and not rivals
