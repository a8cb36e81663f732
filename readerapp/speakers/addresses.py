"""Whom the turns of a dialogue address by name.

Who is addressed ("Are you cold, Helen?") listens, and in a dialogue of two speaks in every other
turn. So one name tells about the turns on both sides of it, where no verb of speech does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers.attribution_input import AttributionInput, Unit

_REACH = 8
"""Turns on each side of a unit in which addresses count.

In cross-validation over the novels (a shorter form of `benchmarks/train_speakers.py --cross`), as
many speakers were right with 4 turns, but the right ones got more probability with 8.
"""


@dataclass(frozen=True, slots=True)
class AddressesAround:
    """How often people are addressed in the turns around a unit, as far as a dialogue goes.

    Attributes:
        people: The people, those who are addressed in the nearest turn first.
        even: By person, how often by turns at an even distance, which the speaker of the unit
            says if two people talk.
        odd: By person, how often by turns at an odd distance, which the speaker of the unit hears.
    """

    people: Sequence[int]
    even: Mapping[int, int]
    odd: Mapping[int, int]


_NOBODY = AddressesAround((), {}, {})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whom each unit of a text addresses by name.

    Attributes:
        people: For each unit the people, the last first.
        dialogues: For each unit the number of the dialogue it is in: turns with no paragraph
            between them.
        addressing: The indices of the units that address somebody.
    """

    people: Sequence[Sequence[int]]
    dialogues: Sequence[int]
    addressing: Sequence[int]

    def around(self, index: int) -> AddressesAround:
        """Return who is addressed in the turns around a unit."""
        low = bisect_left(self.addressing, index - _REACH)
        high = bisect_right(self.addressing, index + _REACH)
        near = [
            other
            for other in self.addressing[low:high]
            if other != index and self.dialogues[other] == self.dialogues[index]
        ]
        if not near:
            return _NOBODY
        near.sort(key=lambda other: (abs(other - index), other))
        even: dict[int, int] = {}
        odd: dict[int, int] = {}
        for other in near:
            counts = odd if (other - index) % 2 else even
            for number in dict.fromkeys(self.people[other]):
                counts[number] = counts.get(number, 0) + 1
        people = dict.fromkeys([number for other in near for number in self.people[other]])
        return AddressesAround(tuple(people), even, odd)


def collect_addresses(scene: AttributionInput) -> Addresses:
    """Collect whom the units of a text address by name."""
    people = [_addressees(unit) for unit in scene.units]
    dialogues: list[int] = []
    for unit in scene.units:
        before = scene.units[unit.index - 1] if unit.index else None
        is_new = before is None or unit.paragraph - before.last_paragraph > 1
        dialogues.append((dialogues[-1] if dialogues else 0) + is_new)
    addressing = [index for index, addressed in enumerate(people) if addressed]
    return Addresses(people, dialogues, addressing)


def _addressees(unit: Unit) -> list[int]:
    return [number for passage in reversed(unit.passages) for number in passage.addressees]
