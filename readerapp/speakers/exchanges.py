"""Exchanges in news: quotations right behind one another, of two people or of a crowd.

No words are between the quotations, so a name in the sentence around them is that of a person who
listens as often as of one who speaks.
"""

from __future__ import annotations

import re

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.passages import STRONG

_LONGEST = 8  # units on each side that are looked at
_REACH = 160  # code points beside an exchange in which the text says between whom it was
_UNNAMED = re.compile(
    r"\b(?:exchange|conversation|talk|chat|argument|dispute|quarrel|dialogue|back-and-forth)\b"
    r"[^.!?“”\"]{0,40}\bbetween\s+(?:the\s+)?(?:two|three|four|five|a|an|some|several|other|many"
    r"|strangers|passers-by|neighbou?rs|customers|residents|workers|students)\b"
    r"|\b(?:[Tt]wo|[Tt]hree|[Ff]our|[Ss]ome|[Ss]everal|[Oo]ther)\s+(?:[a-z]+\s+){1,2}"
    r"(?:argued|quarrelled|quarreled|shouted|bickered|talked|chatted|muttered|called)\b"
)


def find_exchange(scene: AttributionInput, unit: Unit) -> list[Unit]:
    """Return the units of the exchange that a unit of news belongs to, [] if it is in none.

    A unit to which a verb of speech gives a speaker belongs to none.
    """
    if not scene.news or _has_speaker(unit):
        return []
    first = last = unit.index
    while first and unit.index - first < _LONGEST and _adjoins(scene.units[first]):
        first -= 1
    count = len(scene.units)
    while last + 1 < min(count, unit.index + _LONGEST) and _adjoins(scene.units[last + 1]):
        last += 1
    return scene.units[first : last + 1] if first < last else []


def is_unnamed(scene: AttributionInput, exchange: list[Unit]) -> bool:
    """Return whether the text says beside an exchange that it is between people without names."""
    if not exchange:
        return False
    start, end = scene.paragraphs[exchange[0].paragraph]
    before = scene.text[max(start, exchange[0].start - _REACH) : exchange[0].start]
    after = scene.text[exchange[-1].end : min(end, exchange[-1].end + _REACH)]
    return bool(_UNNAMED.search(before) or _UNNAMED.search(after))


def _adjoins(unit: Unit) -> bool:
    """Return whether nothing is between a unit and the one before it."""
    return unit.same_paragraph and not unit.passages[0].before.tokens


def _has_speaker(unit: Unit) -> bool:
    return bool(unit.cues) and unit.cues[0].position in STRONG
