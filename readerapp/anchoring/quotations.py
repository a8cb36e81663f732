"""Quotations: targets in the form in which they are searched for."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.anchoring.aligning import is_dense
from readerapp.anchoring.folding import fold
from readerapp.model import CONTEXT, Target

ALIKE = "alike"
"""A target's field for how like it its twins are: of the words, of the context before and of that
after, the likeness of the twin that is likest there, 0 to 1."""

Likeness = tuple[float, float, float]
"""How like something is to a quotation: its words, what stands before and what stands after."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]
    alike: Likeness | None
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
    return Quotation(
        exact,
        before,
        after,
        target.start + lead,
        target.twins,
        _alike(target.extra.get(ALIKE)),
        is_dense(exact),
    )


def _alike(data: object) -> Likeness | None:
    match data:
        case [float() | int() as words, float() | int() as before, float() | int() as after]:
            return float(words), float(before), float(after)
    return None
