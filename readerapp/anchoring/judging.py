"""Judging: which candidate is the quotation, if any; deleted text is never moved elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from readerapp.anchoring.anchors import Anchor
from readerapp.anchoring.candidates import Candidate, Quotation, look, settle
from readerapp.anchoring.folding import Folded
from readerapp.anchoring.landmarks import Course, Region

_OFFERED = 3


class Judge:
    """Decides with the knowledge of where the parts of the document went."""

    def __init__(self, folded: Folded, course: Course) -> None:
        self.folded = folded
        self.text = folded.text
        self.course = course

    def anchor(self, quote: Quotation, found: Sequence[Candidate]) -> Anchor:
        """The anchor of `quote`, of which `found` are the places it may stand at."""
        if not quote.exact:
            return self._orphan(quote, [], "the quotation is empty")
        regions = self.course.regions(quote.at)
        ranked = self._ranked(quote, found, regions)
        if not ranked:
            return self._orphan(quote, [], "its words are not in the text any more")
        best = ranked[0]
        here = self._here(best, regions)
        rival = self._score(ranked[1], regions) if len(ranked) > 1 else -1.0
        clear = self._score(best, regions) - rival > 0.1
        if not clear:
            return self._orphan(quote, ranked, "several places are equally like it")
        if not self._accepted(quote, best, here, not regions):
            return self._orphan(quote, ranked, "no place is enough like it")
        if not best.verbatim:
            best = settle(self.text, quote, best)
        start, end = self.folded.raw_range(best.start, best.end)
        exact = best.verbatim and best.best_context > 0.5 and (here or not regions)
        if exact:
            return Anchor("exact", start, end)
        reason = "it was moved" if best.verbatim else "its words changed"
        return Anchor("drifted", start, end, reason)

    def _ranked(
        self, quote: Quotation, found: Sequence[Candidate], regions: Sequence[Region]
    ) -> list[Candidate]:
        candidates = {c.start: c for c in found}
        if not any(self._here(c, regions) and c.whole > 0.6 for c in found):
            for region in regions:
                more = look(self.text, quote, region.guess)
                if more:
                    candidates.setdefault(more.start, more)
        return sorted(candidates.values(), key=lambda c: -self._score(c, regions))

    def _score(self, candidate: Candidate, regions: Sequence[Region]) -> float:
        here = self._here(candidate, regions)
        context = 0.5 * candidate.best_context + 0.5 * candidate.mean_context
        return candidate.whole + context + (0.4 if here else 0.0)

    def _here(self, candidate: Candidate, regions: Sequence[Region]) -> bool:
        return any(candidate.start in region for region in regions)

    def _accepted(self, quote: Quotation, best: Candidate, here: bool, unknown: bool) -> bool:
        size, top, mean = len(quote.exact), best.best_context, best.mean_context
        if not here:
            if quote.twins:
                return False
            if unknown and best.whole >= 0.6 and mean >= 0.5:
                return True
            if best.partial:
                return best.whole >= 0.6 and best.whole * size >= 60
            if best.verbatim:
                return size >= 32 or mean >= 0.5
            return best.whole >= 0.8 and (mean >= 0.5 or (size >= 32 and top >= 0.5))
        if best.partial:
            return best.whole >= 0.4 and best.whole * size >= 36
        if best.verbatim:
            return top >= 0.45 or size >= 24
        if size < 24:
            return best.whole >= 0.45 and top >= 0.5 and mean >= 0.5
        return (best.whole >= 0.6 and top >= 0.35) or (best.whole >= 0.5 and mean >= 0.6)

    def _orphan(self, quote: Quotation, ranked: Sequence[Candidate], reason: str) -> Anchor:
        regions = self.course.regions(quote.at)
        guess = regions[0].guess if regions else quote.at
        place = self.folded.to_raw(max(0, min(guess, len(self.text))))
        offers = tuple(
            (
                *self.folded.raw_range(c.start, c.end),
                round(min(1.0, self._score(c, regions) / 2), 3),
            )
            for c in ranked[:_OFFERED]
            if c.whole > 0.4
        )
        return Anchor("orphaned", place, place, reason, offers)
