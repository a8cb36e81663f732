"""Who talks with whom: how often two people speak one after the other in a whole story.

In a dialogue in which a verb of speech names only one person, the other is more often the one who
talks with that person elsewhere than somebody who is only mentioned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readerapp.speakers.attribution_input import AttributionInput
from readerapp.speakers.word_choice import plain_speaker

_BACK = 2  # turns back to the turn of a partner
_PARAGRAPHS = 5  # paragraphs back to the turn of a partner, and less
_MOST_STEPS = 6  # of `Partners.steps`; each is twice as often as the one before


@dataclass(frozen=True, slots=True)
class Partners:
    """By person, how often each other one spoke within `_BACK` turns of that person."""

    counts: Mapping[int, Mapping[int, int]]

    def steps(self, person: int, others: Iterable[int]) -> int:
        """Return in steps how often a person talks with `others`: 0 for never, 1 for once."""
        own = self.counts.get(person)
        total = sum([own.get(other, 0) for other in others]) if own else 0
        return min(_MOST_STEPS, (total + 1).bit_length() - 1)


def collect_partners(scene: AttributionInput, confirmed_speakers: Mapping[int, int]) -> Partners:
    """Count who talks with whom in a story, by the turns whose speaker is plain.

    Args:
        scene: The input.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person.
    """
    units = scene.units
    speakers = [confirmed_speakers.get(unit.index, plain_speaker(scene, unit)) for unit in units]
    counts: dict[int, Counter[int]] = {}
    for unit in units:
        person = speakers[unit.index]
        for before in units[max(0, unit.index - _BACK) : unit.index] if person >= 0 else ():
            other = speakers[before.index]
            near = unit.paragraph - before.last_paragraph < _PARAGRAPHS
            if near and other not in (person, -1):
                counts.setdefault(person, Counter())[other] += 1
                counts.setdefault(other, Counter())[person] += 1
    return Partners(counts)
