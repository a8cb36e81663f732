"""Quotations: targets in the form in which they are searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.anchoring.aligning import is_dense
from readerapp.anchoring.folding import fold
from readerapp.anchoring.targets import BESIDE
from readerapp.model import CONTEXT, Target

ALIKE = "alike"
"""A target's field for how like it each of its twins is, in their order: its words, the context
before and the context after, 0 to 1."""

Likeness = tuple[float, float, float]
"""How like something is to a quotation: its words, what stands before and what stands after."""

_SAME = 0.97


@dataclass(frozen=True, slots=True)
class Quotation:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]
    alike: tuple[Likeness, ...]
    dense: bool
    compared: bool = False
    """Whether its look-alikes were looked for when it was marked."""

    @property
    def unmistakable(self) -> bool:
        """Whether no twin has the very same words in the very same context."""
        if self.twins and not self.alike:
            return False
        return all(min(like) < _SAME for like in self.alike)

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
        tuple(_alike(target)),
        is_dense(exact),
        BESIDE in target.extra,
    )


def _alike(target: Target) -> Iterator[Likeness]:
    data = target.extra.get(ALIKE)
    if not isinstance(data, Sequence) or len(data) != len(target.twins):
        return
    for one in data:
        match one:
            case [float() | int() as words, float() | int() as before, float() | int() as after]:
                yield float(words), float(before), float(after)
