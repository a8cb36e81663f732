"""Locating quoted words of other programs in a text: by their place, their words, their context.

What other programs know of a place is less than what we keep ourselves: often no offset, or one
that counts something else, often no context. So the words decide. Where they stand several times
and nothing says which is meant, they are not found at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from readerapp.anchoring.anchor import Anchor
from readerapp.anchoring.candidates import words_likeness
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.normalize import NormalizedText, normalize
from readerapp.anchoring.reattach import reattach
from readerapp.core.model import Target
from readerapp.interchange.importers import ImportedAnnotation

Progress = Callable[[float], None]
"""Is told from 0 to 1 how far it is; may raise to end it."""

_SAME = 8
"""Code points of context that tell two places with the same words apart."""
_ALIKE = 0.6
"""Likeness, from 0 to 1, from which on words are the same ones changed."""
_PLACES = 200
"""Places of the same words that are looked at."""
_LOST = Anchor("orphaned", 0, 0, "its words are not in the text")


def locate_quotes(
    text: str, items: Sequence[ImportedAnnotation], progress: Progress
) -> list[Anchor]:
    """Where the words of each item stand in `text`; notes on the document count as orphans."""
    found: dict[int, Anchor] = {}
    quoted = [n for n, item in enumerate(items) if item.exact]
    known = _standing(text, items, quoted)
    for number in known:
        start = items[number].start or 0
        found[number] = Anchor("exact", start, start + len(items[number].exact))
    rest = [n for n in quoted if n not in found]
    if rest:
        search = _Search(text)
        for done, number in enumerate(rest):
            progress(done / len(rest))
            if (anchor := search.anchor(items[number])) is not None:
                found[number] = anchor
    lost = [n for n in rest if n not in found]
    if known:
        found |= {n: anchor for n in lost if (anchor := _changed_there(text, items[n]))}
        lost = [n for n in lost if n not in found]
    if lost:
        found.update(_by_likeness(text, items, quoted, lost))
    return [found.get(n, _LOST) for n in range(len(items))]


def _standing(text: str, items: Sequence[ImportedAnnotation], quoted: Sequence[int]) -> list[int]:
    """Items whose words stand at their offsets; none if the offsets are of another text."""
    placed = [n for n in quoted if items[n].start is not None]
    stand = [n for n in placed if text.startswith(items[n].exact, items[n].start or 0)]
    return [n for n in stand if _fits(text, items[n])] if 2 * len(stand) >= len(placed) else []


def _fits(text: str, item: ImportedAnnotation) -> bool:
    """Whether the context next to the words is there on one side, if the item has any."""
    start = item.start or 0
    before, behind = item.prefix[-_SAME:], item.suffix[:_SAME]
    left = bool(before) and text.startswith(before, max(0, start - len(before)))
    right = bool(behind) and text.startswith(behind, start + len(item.exact))
    return left or right or not (before or behind)


def _changed_there(text: str, item: ImportedAnnotation) -> Anchor | None:
    """The offsets of an item whose words have changed, in a text that others' offsets are of."""
    start, end = item.start, item.end
    if start is None or end is None or not start < end <= len(text):
        return None
    words, now = normalize(item.exact), normalize(text[start:end])
    if min(len(words), len(now)) < _ALIKE * max(len(words), len(now)):
        return None  # what is missing or added alone makes them unlike
    alike = words_likeness(words, now, 0, len(now))
    return Anchor("drifted", start, end, "its words have changed") if alike >= _ALIKE else None


class _Search:
    """The folded text, searched for one quotation after the other."""

    def __init__(self, text: str) -> None:
        self._folded = NormalizedText(text)
        self._text = self._folded.text

    def anchor(self, item: ImportedAnnotation) -> Anchor | None:
        """The one place where the words stand as they were quoted; None if that is not clear."""
        words = normalize(item.exact).strip()
        before, behind = normalize(item.prefix).lstrip(), normalize(item.suffix).rstrip()
        places = self._places(words)
        if not places:
            return None
        fits = [(self._agreement(p, p + len(words), before, behind), p) for p in places]
        fits.sort(reverse=True)
        best, place = fits[0]
        sure = best >= _SAME or best >= len((before + behind).strip())
        if (before or behind) and not sure:
            return None
        if len(fits) > 1 and fits[1][0] == best:
            return None
        start, end = self._folded.raw_range(place, place + len(words))
        return Anchor("exact", start, end)

    def _places(self, words: str) -> list[int]:
        places: list[int] = []
        at = self._text.find(words) if words else -1
        while at >= 0 and len(places) < _PLACES:
            places.append(at)
            at = self._text.find(words, at + 1)
        return places

    def _agreement(self, start: int, end: int, before: str, behind: str) -> int:
        """How many code points of the context agree, outwards from the words."""
        left = self._text[max(0, start - len(before) - 1) : start].rstrip()[::-1]
        right = self._text[end : end + len(behind) + 1].lstrip()
        return _common(left, before.rstrip()[::-1]) + _common(right, behind.lstrip())


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _by_likeness(
    text: str, items: Sequence[ImportedAnnotation], quoted: Sequence[int], lost: Sequence[int]
) -> dict[int, Anchor]:
    """What has changed since it was quoted, found by what is left of it and around it."""
    found: dict[int, Anchor] = {}
    missing = set(lost)
    # Items with offsets bear each other out, whatever text these count in.
    placed = [(n, t) for n in quoted if items[n].start is not None and (t := items[n].target)]
    if missing.intersection(n for n, _ in placed):
        anchors = reattach(text, [target for _, target in placed], unchanged=False)
        pairs = zip(placed, anchors, strict=True)
        found |= {n: anchor for (n, _), anchor in pairs if n in missing}
    # The others get an offset in this very text from their context.
    hinted = [(n, t) for n in lost if items[n].start is None and (t := _hinted(text, items[n]))]
    if hinted:
        marks = make_landmarks(text)
        anchors = reattach(text, [t for _, t in hinted], unchanged=False, landmarks=marks)
        found |= {n: anchor for (n, _), anchor in zip(hinted, anchors, strict=True)}
    return {n: anchor for n, anchor in found.items() if anchor.state != "orphaned"}


def _hinted(text: str, item: ImportedAnnotation) -> Target | None:
    """The target of an item beside a context that stands in the text once."""
    target = item.target
    if target is None:
        return None
    for context, offset in ((target.prefix, len(target.prefix)), (target.suffix, -len(item.exact))):
        at = text.find(context) if len(context) >= _SAME else -1
        if at >= 0 and text.find(context, at + 1) < 0:
            start = max(0, at + offset)
            return Target(
                start=start,
                end=start + len(item.exact),
                exact=item.exact,
                prefix=target.prefix,
                suffix=target.suffix,
            )
    return None
