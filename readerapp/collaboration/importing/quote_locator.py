"""Locate quotations from other programs in a text, by offset, words and context.

Other programs store less about a position than this program does: often no offset, or one in
other units, and often no context. So the words decide. If they occur several times and nothing
says which occurrence is meant, the quotation is not located.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from readerapp.anchoring.anchor import Anchor, reattach
from readerapp.anchoring.candidates import words_likeness
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.normalize import NormalizedText, normalize
from readerapp.core.model import Target
from readerapp.interchange.importers import ImportedAnnotation

Progress = Callable[[float], None]
"""A callback that receives the progress from 0 to 1; it may raise an exception to cancel."""

_SAME = 8
"""The number of matching code points of context that is enough to choose between two places."""
_ALIKE = 0.6
"""The minimum likeness, from 0 to 1, of a changed quotation."""
_PLACES = 200
"""The maximum number of occurrences of the same words that are examined."""
_LOST = Anchor("orphaned", 0, 0, "its words are not in the text")


def locate_quotes(
    text: str, items: Sequence[ImportedAnnotation], progress: Progress
) -> list[Anchor]:
    """Locate the words of each item in `text`.

    Args:
        text: The text of the document.
        items: The imported annotations.
        progress: Receives the progress.

    Returns:
        An anchor for each item. Notes on the document get the anchor of an orphan.
    """
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
    """Return the items whose words are at their offsets; none if the offsets are of another text.

    The offsets are trusted if they are right for at least half of the items that have one.
    """
    placed = [n for n in quoted if items[n].start is not None]
    stand = [n for n in placed if text.startswith(items[n].exact, items[n].start or 0)]
    return [n for n in stand if _fits(text, items[n])] if 2 * len(stand) >= len(placed) else []


def _fits(text: str, item: ImportedAnnotation) -> bool:
    """Return True if the context matches on at least one side, or if there is no context."""
    start = item.start or 0
    before, behind = item.prefix[-_SAME:], item.suffix[:_SAME]
    left = bool(before) and text.startswith(before, max(0, start - len(before)))
    right = bool(behind) and text.startswith(behind, start + len(item.exact))
    return left or right or not (before or behind)


def _changed_there(text: str, item: ImportedAnnotation) -> Anchor | None:
    """Return an anchor at the item's own offsets if the words there are similar to its words.

    It is used only if other items show that the offsets belong to this text.
    """
    start, end = item.start, item.end
    if start is None or end is None or not start < end <= len(text):
        return None
    words, now = normalize(item.exact), normalize(text[start:end])
    if min(len(words), len(now)) < _ALIKE * max(len(words), len(now)):
        return None  # the difference in length alone makes them unlike
    alike = words_likeness(words, now, 0, len(now))
    return Anchor("drifted", start, end, "its words have changed") if alike >= _ALIKE else None


class _Search:
    """The normalized text, prepared for many searches."""

    def __init__(self, text: str) -> None:
        self._folded = NormalizedText(text)
        self._text = self._folded.text

    def anchor(self, item: ImportedAnnotation) -> Anchor | None:
        """Return the one place with the same words; None if there is none or it is ambiguous."""
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
        """Count the code points of context that match, outwards from the words."""
        left = self._text[max(0, start - len(before) - 1) : start].rstrip()[::-1]
        right = self._text[end : end + len(behind) + 1].lstrip()
        return _common(left, before.rstrip()[::-1]) + _common(right, behind.lstrip())


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _by_likeness(
    text: str, items: Sequence[ImportedAnnotation], quoted: Sequence[int], lost: Sequence[int]
) -> dict[int, Anchor]:
    """Locate changed quotations by approximate matching of the words and their context."""
    found: dict[int, Anchor] = {}
    missing = set(lost)
    # Items with offsets support each other, even if the offsets are those of another text.
    placed = [(n, t) for n in quoted if items[n].start is not None and (t := items[n].target)]
    if missing.intersection(n for n, _ in placed):
        anchors = reattach(text, [target for _, target in placed], unchanged=False)
        pairs = zip(placed, anchors, strict=True)
        found |= {n: anchor for (n, _), anchor in pairs if n in missing}
    # The other items get an offset in this text from their context.
    hinted = [(n, t) for n in lost if items[n].start is None and (t := _hinted(text, items[n]))]
    if hinted:
        marks = make_landmarks(text)
        anchors = reattach(text, [t for _, t in hinted], unchanged=False, landmarks=marks)
        found |= {n: anchor for (n, _), anchor in zip(hinted, anchors, strict=True)}
    return {n: anchor for n, anchor in found.items() if anchor.state != "orphaned"}


def _hinted(text: str, item: ImportedAnnotation) -> Target | None:
    """Return a target next to a context that occurs once in the text; None if there is none."""
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
