"""Locate quotations from other programs in a text, by offset, words and context.

Other programs store less about a position than this program does: often no offset, or one in
other units, and often no context. So the words decide. If they occur several times, what the file
says of the place decides (`place_choice`); if nothing says which occurrence is meant, the quotation
is not located, and its occurrences are suggestions for a person.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from readerapp.anchoring.anchor import Anchor, reattach
from readerapp.anchoring.candidates import words_likeness
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.normalize import NormalizedText, normalize
from readerapp.collaboration.importing.place_choice import choose_by_place
from readerapp.core.model import Target
from readerapp.interchange.importers import ImportedAnnotation

Progress = Callable[[float], None]
"""A callback that receives the progress from 0 to 1; it may raise an exception to cancel."""

_DECISIVE_CONTEXT = 8
"""The number of matching code points of context that is enough to choose between two places."""
_MINIMUM_LIKENESS = 0.6
"""The minimum likeness, from 0 to 1, of a changed quotation."""
_MAXIMUM_OCCURRENCES = 200
"""The maximum number of occurrences of the same words that are examined."""
_SUGGESTIONS = 9
"""Places of the same words that a person can choose from: one for each digit."""
_astral = re.compile("[\U00010000-\U0010ffff]")
_ORPHAN = Anchor("orphaned", 0, 0, "its words were not found in the text")


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
    items = _in_code_points(text, items)
    anchors: dict[int, Anchor] = {}
    quoted = [n for n, item in enumerate(items) if item.exact]
    at_offset = _at_their_offsets(text, items, quoted)
    for number in at_offset:
        start = items[number].start or 0
        anchors[number] = Anchor("exact", start, start + len(items[number].exact))
    rest = [n for n in quoted if n not in anchors]
    several: dict[int, list[Anchor]] = {}
    if rest:
        search = _QuoteSearch(text)
        for count, number in enumerate(rest):
            progress(count / len(rest))
            found = search.anchors(items[number])
            if len(found) == 1:
                anchors[number] = found[0]
            elif found:
                several[number] = found
        anchors |= _by_place(len(text), items, anchors, several)
    anchors |= _by_position_alone(text, items)
    missing = [n for n in rest if n not in anchors]
    if at_offset:
        anchors |= {n: anchor for n in missing if (anchor := _changed_at_offset(text, items[n]))}
        missing = [n for n in missing if n not in anchors]
    if missing:
        anchors.update(_by_likeness(text, items, quoted, missing))
    return [
        anchors.get(n) or (_ambiguous(several[n]) if n in several else _ORPHAN)
        for n in range(len(items))
    ]


def _in_code_points(text: str, items: Sequence[ImportedAnnotation]) -> list[ImportedAnnotation]:
    """Return the items with offsets in code points, if theirs are in UTF-16 units.

    Tools in JavaScript count a sign beyond U+FFFF as two. The offsets are taken for such if they
    are right for more items than they are as they stand.
    """
    if text.isascii() or all(item.start is None for item in items):
        return list(items)
    astral = [sign.start() for sign in _astral.finditer(text)]
    if not astral:
        return list(items)
    # The UTF-16 offset of each of these signs: each one before it counts once more.
    units = [at + number for number, at in enumerate(astral)]

    def moved(item: ImportedAnnotation) -> ImportedAnnotation:
        start, end = (
            None if offset is None else offset - bisect_left(units, offset)
            for offset in (item.start, item.end)
        )
        return replace(item, start=start, end=end)

    in_units = [moved(item) for item in items]
    return in_units if _count_right(text, in_units) > _count_right(text, items) else list(items)


def _count_right(text: str, items: Sequence[ImportedAnnotation]) -> int:
    placed = (item for item in items if item.exact and item.start is not None)
    return sum(text.startswith(item.exact, item.start) for item in placed)


def _by_place(
    length: int,
    items: Sequence[ImportedAnnotation],
    anchors: Mapping[int, Anchor],
    several: Mapping[int, Sequence[Anchor]],
) -> dict[int, Anchor]:
    """Return the anchors of items that stand several times, where their place decides."""
    if not several:
        return {}
    found = {number: anchor.start for number, anchor in anchors.items()}
    starts = {number: [anchor.start for anchor in equal] for number, equal in several.items()}
    chosen = choose_by_place(length, items, found, starts)
    return {n: next(a for a in several[n] if a.start == start) for n, start in chosen.items()}


def _by_position_alone(text: str, items: Sequence[ImportedAnnotation]) -> dict[int, Anchor]:
    """Return anchors of items whose file has a position but no words; a person should check."""
    return {
        number: Anchor("drifted", item.start, item.end, "only its position was in the file")
        for number, item in enumerate(items)
        if item.is_position_alone
        and item.start is not None
        and item.end is not None
        and item.end <= len(text)
    }


def _ambiguous(equal: Sequence[Anchor]) -> Anchor:
    """Return the anchor of an orphan whose words stand several times, with the first places."""
    places = tuple((one.start, one.end, 1 / len(equal)) for one in equal[:_SUGGESTIONS])
    return Anchor("orphaned", 0, 0, f"its words stand in {len(equal)} places", places)


def _at_their_offsets(
    text: str, items: Sequence[ImportedAnnotation], quoted: Sequence[int]
) -> list[int]:
    """Return the items whose words are at their offsets; none if the offsets are of another text.

    The offsets are trusted if they are right for at least half of the items that have one.
    """
    placed = [n for n in quoted if items[n].start is not None]
    at_offset = [n for n in placed if text.startswith(items[n].exact, items[n].start or 0)]
    return (
        [n for n in at_offset if _fits(text, items[n])] if 2 * len(at_offset) >= len(placed) else []
    )


def _fits(text: str, item: ImportedAnnotation) -> bool:
    """Return True if the context matches on at least one side, or if there is no context."""
    start = item.start or 0
    before, behind = item.prefix[-_DECISIVE_CONTEXT:], item.suffix[:_DECISIVE_CONTEXT]
    left = bool(before) and text.startswith(before, max(0, start - len(before)))
    right = bool(behind) and text.startswith(behind, start + len(item.exact))
    return left or right or not (before or behind)


def _changed_at_offset(text: str, item: ImportedAnnotation) -> Anchor | None:
    """Return an anchor at the item's own offsets if the words there are similar to its words.

    It is used only if other items show that the offsets belong to this text.
    """
    start, end = item.start, item.end
    if start is None or end is None or not start < end <= len(text):
        return None
    words, now = normalize(item.exact), normalize(text[start:end])
    if min(len(words), len(now)) < _MINIMUM_LIKENESS * max(len(words), len(now)):
        return None  # the difference in length alone makes them unlike
    alike = words_likeness(words, now, 0, len(now))
    return (
        Anchor("drifted", start, end, "its words have changed")
        if alike >= _MINIMUM_LIKENESS
        else None
    )


class _QuoteSearch:
    """The normalized text, prepared for many searches."""

    def __init__(self, text: str) -> None:
        self._normalized = NormalizedText(text)
        self._text = self._normalized.text

    def anchors(self, item: ImportedAnnotation) -> list[Anchor]:
        """Return the places with the same words whose context fits best, in order."""
        words = normalize(item.exact).strip()
        before, behind = normalize(item.prefix).lstrip(), normalize(item.suffix).rstrip()
        occurrences = self._places(words)
        if not occurrences:
            return []
        scores = [
            (self._agreement(occurrence, occurrence + len(words), before, behind), occurrence)
            for occurrence in occurrences
        ]
        scores.sort(reverse=True)
        best, _ = scores[0]
        sure = best >= _DECISIVE_CONTEXT or best >= len((before + behind).strip())
        if (before or behind) and not sure:
            return []
        best_places = sorted(index for score, index in scores if score == best)
        ranges = (self._normalized.raw_range(at, at + len(words)) for at in best_places)
        return [Anchor("exact", start, end) for start, end in ranges]

    def _places(self, words: str) -> list[int]:
        occurrences: list[int] = []
        index = self._text.find(words) if words else -1
        while index >= 0 and len(occurrences) < _MAXIMUM_OCCURRENCES:
            occurrences.append(index)
            index = self._text.find(words, index + 1)
        return occurrences

    def _agreement(self, start: int, end: int, before: str, behind: str) -> int:
        """Count the code points of context that match, outwards from the words."""
        left = self._text[max(0, start - len(before) - 1) : start].rstrip()[::-1]
        right = self._text[end : end + len(behind) + 1].lstrip()
        return _common(left, before.rstrip()[::-1]) + _common(right, behind.lstrip())


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _by_likeness(
    text: str, items: Sequence[ImportedAnnotation], quoted: Sequence[int], unlocated: Sequence[int]
) -> dict[int, Anchor]:
    """Locate changed quotations by approximate matching of the words and their context."""
    located: dict[int, Anchor] = {}
    missing = set(unlocated)
    # Items with offsets support each other, even if the offsets are those of another text.
    placed = [(n, t) for n in quoted if items[n].start is not None and (t := items[n].target)]
    if missing.intersection(n for n, _ in placed):
        anchors = reattach(text, [target for _, target in placed], unchanged=False)
        pairs = zip(placed, anchors, strict=True)
        located |= {n: anchor for (n, _), anchor in pairs if n in missing}
    # The other items get an offset in this text from their context.
    with_context = [
        (n, t)
        for n in unlocated
        if items[n].start is None and (t := _target_from_context(text, items[n]))
    ]
    if with_context:
        landmarks = make_landmarks(text)
        anchors = reattach(text, [t for _, t in with_context], unchanged=False, landmarks=landmarks)
        located |= {n: anchor for (n, _), anchor in zip(with_context, anchors, strict=True)}
    return {n: anchor for n, anchor in located.items() if anchor.state != "orphaned"}


def _target_from_context(text: str, item: ImportedAnnotation) -> Target | None:
    """Return a target next to a context that occurs once in the text; None if there is none."""
    target = item.target
    if target is None:
        return None
    for context, offset in ((target.prefix, len(target.prefix)), (target.suffix, -len(item.exact))):
        at = text.find(context) if len(context) >= _DECISIVE_CONTEXT else -1
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
