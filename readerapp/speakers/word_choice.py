"""Word choice: how well the words of a unit suit each person, by the speech that names its speaker.

People in a novel talk differently: one says "my dear fellow", another asks questions. The words of
all units whose speaker is plain are counted for each person. They tell something about who speaks
in the other units, most where nothing else does: in the turns of a dialogue without a cue.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.passages import STRONG

_WORD = re.compile(r"[\w'’]+|[!?]")

_MOST_WORDS = 400
"""Maximum number of words of a unit that are compared; a longer one is no turn of a dialogue."""

_PRIOR = 1000
"""Words of average speech that are added to those of each person.

Of 200 and 1000, 1000 gave the higher likelihood of the right speakers (novels, cross-validation
by `benchmarks/train_speakers.py --cross`).
"""

_STEPS = 2
"""Steps of `WordChoice.distances` for a difference of 1 in the score."""

_FARTHEST = 9
"""Maximum of `WordChoice.distances`, in steps; hardly any speaker is farther away."""


@dataclass(frozen=True, slots=True)
class WordChoice:
    """What people say, compared with what all people of a text say.

    Attributes:
        ratios: For each person, by word: the logarithm of how much more probable the word is than
            if the person had never said it.
        shrinkage: For each person, what to subtract for each word, so that the probabilities of
            all words add up to 1.
    """

    ratios: Mapping[int, Mapping[str, float]]
    shrinkage: Mapping[int, float]

    def score(self, words: list[str], person: int) -> float:
        """Return how well words suit a person: a logarithm, 0.0 for average speech.

        It is divided by the square root of the number of words: words depend on each other, so a
        long unit proves less than as many independent words would.
        """
        get = self.ratios[person].get
        total = sum([get(word, 0.0) for word in words]) - len(words) * self.shrinkage[person]
        return total / math.sqrt(len(words))

    def distances(self, words: list[str], people: Iterable[int]) -> dict[int, int]:
        """Return in steps how much worse words suit each person than the one they suit best.

        People whose speech is unknown are left out; with fewer than two others there is nothing
        to compare.
        """
        known = [person for person in people if person in self.ratios] if words else []
        if len(known) < 2:
            return {}
        scores = {person: self.score(words, person) for person in known}
        best = max(scores.values())
        return {
            person: min(_FARTHEST, int(_STEPS * (best - score))) for person, score in scores.items()
        }


def collect_word_choice(
    scene: AttributionInput, confirmed_speakers: Mapping[int, int]
) -> WordChoice:
    """Count the words of the units whose speaker is plain.

    Args:
        scene: The input.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person.
    """
    counts: dict[int, Counter[str]] = {}
    for unit in scene.units:
        person = confirmed_speakers.get(unit.index, plain_speaker(scene, unit))
        if person >= 0:
            counts.setdefault(person, Counter()).update(unit_words(scene, unit))
    overall: Counter[str] = Counter()
    for own in counts.values():
        overall.update(own)
    scale = overall.total() / _PRIOR
    return WordChoice(
        {
            person: {word: math.log1p(scale * own[word] / overall[word]) for word in own}
            for person, own in counts.items()
        },
        {person: math.log1p(own.total() / _PRIOR) for person, own in counts.items()},
    )


def plain_speaker(scene: AttributionInput, unit: Unit) -> int:
    """Return the person whom a verb of speech beside a unit names, or the narrator; or -1."""
    cue = unit.cues[0] if unit.cues else None
    if cue is None or cue.position not in STRONG or cue.mention.kind not in ("name", "pronoun"):
        return -1
    return scene.resolve(cue.mention)


def unit_words(scene: AttributionInput, unit: Unit) -> list[str]:
    """Return the first words and marks of what is said in a unit, in lower case."""
    found: list[str] = []
    for passage in unit.passages:
        stop = min(passage.end, passage.start + 8 * _MOST_WORDS)
        found += _WORD.findall(scene.text[passage.start : stop].lower())
        if len(found) >= _MOST_WORDS:
            break
    return found[:_MOST_WORDS]
