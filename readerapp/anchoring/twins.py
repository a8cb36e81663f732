"""Twins: other places in the same document that a target could be mistaken for.

They are looked for when the target is made, because later, when its own passage may be gone,
a look-alike cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readerapp.anchoring.folding import Folded
from readerapp.anchoring.looking import look
from readerapp.anchoring.quotations import Quotation, quotation
from readerapp.anchoring.seeds import Seeds
from readerapp.anchoring.targets import Sliceable, part
from readerapp.model import Target

REACH = 2_000_000
"""Code points on both sides of the targets that are searched; keeps it quick in huge texts."""

_MOST = 8
_LIKE = 0.7
_CONTEXT = 0.45
_LONG = 24


def with_twins(text: Sliceable | str, targets: Sequence[Target]) -> list[Target]:
    """`targets`, which were made in `text`, each with the starts of the places like it.

    Takes some 50 ms for each million code points, however few the targets: do it in the
    background, for many at once. Places further off than `REACH` are not seen.
    """
    if not targets:
        return []
    low = max(0, min(target.start for target in targets) - REACH)
    high = min(len(text), max(target.end for target in targets) + REACH)
    around = part(text, low, high)
    probes = [target.prefix + target.exact + target.suffix for target in targets]
    seeds = Seeds(around, probes)
    found = []
    for target, probe in zip(targets, probes, strict=True):
        quote = quotation(target)
        places = [p + len(target.prefix) for p in seeds.places(probe, _MOST + 1)]
        ranges = {_look_alike(around, quote, p) for p in places}
        twins = sorted(low + r[0] for r in ranges if r and not _overlap(r, target, low))
        found.append(replace(target, twins=tuple(twins)))
    return found


def _look_alike(text: str, quote: Quotation, place: int) -> tuple[int, int] | None:
    """The range of the look-alike near `place`, if there is one."""
    low = max(0, place - 400)
    folded = Folded(text[low : max(low, place) + 2 * len(quote.exact) + 400])
    found = look(folded.text, quote, folded.to_folded(max(0, place - low)))
    telling = found and (found.best_context >= _CONTEXT or len(quote.exact) >= _LONG)
    if found and telling and found.whole >= _LIKE:
        return low + folded.to_raw(found.start), low + folded.to_raw(found.end)
    return None


def _overlap(found: tuple[int, int], target: Target, low: int) -> bool:
    return low + found[0] < target.end and target.start < low + found[1]
