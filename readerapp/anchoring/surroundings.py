"""Surroundings: how much of a short text is left, by its highlights and the words around them.

A text of a few lines has hardly a landmark that an edit leaves whole. But its highlights keep
what stands around them, which is most of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from readerapp.anchoring.aligning import find_inside
from readerapp.anchoring.folding import fold
from readerapp.model import Target

_ALIKE = 0.75
"""Likeness of words that were edited; two sentences about the same thing are less alike."""

_MOST = 5
"""Highlights that are looked for."""


def share_around(text: str, targets: Iterable[Target]) -> float:
    """How much of `text` stands around the first few of `targets`, as it stood there or edited.

    0 to 1. Takes time in proportion to the length of the text.
    """
    whole = fold(text)
    covered: set[int] = set()
    for target in islice(targets, _MOST):
        alike, offsets = find_inside(fold(target.prefix + target.exact + target.suffix), whole)
        if alike >= _ALIKE:
            covered.update(range(offsets[0], offsets[-1]))
    return len(covered) / max(1, len(whole))
