"""Quotations: targets in the form in which they are searched for."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.anchoring.aligning import is_dense
from readerapp.anchoring.folding import fold
from readerapp.model import CONTEXT, Target


@dataclass(frozen=True, slots=True)
class Quotation:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]
    dense: bool

    @property
    def shortest_run(self) -> int:
        """The fewest characters in a row that are not the same by chance."""
        return 4 if self.dense else 12

    @property
    def probe(self) -> str:
        """The quotation in its context."""
        return self.before + self.exact + self.after


def quotation(target: Target) -> Quotation:
    """What to search for to find `target`."""
    folded = fold(target.exact)
    exact = folded.strip()
    lead = len(folded) - len(folded.lstrip())
    before = fold(target.prefix)[-CONTEXT:]
    after = fold(target.suffix)[:CONTEXT]
    if exact and folded[0].isspace() and not before.endswith(" "):
        before += " "
    if exact and folded[-1].isspace() and not after.startswith(" "):
        after = " " + after
    return Quotation(exact, before, after, target.start + lead, target.twins, is_dense(exact))
