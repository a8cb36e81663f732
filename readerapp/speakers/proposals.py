"""From a text to its suggestions: transcripts read, quotations found, ranked and explained."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from readerapp.speakers import (
    features,
    nested,
    ranking,
    reasons,
    scene,
    speech,
    transcripts,
    weights,
)
from readerapp.speakers.confidence import calibrated
from readerapp.speakers.results import Candidate, KnownSpeaker, Suggestion, Turn
from readerapp.speakers.scene import Scene

SHOWN = 5
"""Candidates that a suggestion has at most."""

NO_SPEECH = "a title or a phrase rather than speech"


def propose(
    text: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
) -> list[Suggestion]:
    """The suggestions for a text in document order; see `readerapp.speakers.suggest`."""
    accepted = accepted or {}
    found = transcripts.turns(text)
    if found is not None:
        return _turns(found, known, accepted)
    made = scene.build(text, _with_accepted(known, accepted))
    fixed = _fixed(made, accepted)
    choices = features.choices(made, fixed)
    kind = "NEWS" if made.news else "STORY"
    decided = ranking.decide(choices, weights.SPEAKER[kind], fixed)
    suggestions: list[Suggestion] = []
    for unit, choice, ranked in zip(made.units, choices, decided, strict=True):
        settled = unit.index in fixed
        sure = 1.0 if settled else 0.0
        if ranked and not settled:
            sure = calibrated(weights.CURVES[kind], choice, ranked[0][1])
        candidates = _candidates(made, ranked, sure)
        person = ranked[0][0] if ranked else -1
        speaker = candidates[0].name if candidates else None
        for passage in unit.passages:
            if settled or speech.is_speech(made, unit, passage, weights.SPEECH[kind]):
                reason = reasons.explain(made, unit, passage, person, settled)
                suggestions.append(
                    Suggestion(
                        passage.start, passage.end, speaker, round(sure, 3), reason, candidates
                    )
                )
            else:
                suggestions.append(
                    Suggestion(
                        passage.start, passage.end, None, 0.0, NO_SPEECH, candidates, "phrase"
                    )
                )
    suggestions.extend(nested.propose(made))
    suggestions.sort(key=lambda suggestion: suggestion.start)
    return suggestions


def _candidates(
    made: Scene, ranked: Sequence[tuple[int, float]], sure: float
) -> tuple[Candidate, ...]:
    """The first candidates; what the best leaves of certainty is shared among the others."""
    if not ranked:
        return ()
    rest = sum(probability for _, probability in ranked[1:]) or 1.0
    others = [
        Candidate(made.people[number].name, round((1 - sure) * probability / rest, 3))
        for number, probability in ranked[1:SHOWN]
    ]
    return (Candidate(made.people[ranked[0][0]].name, round(sure, 3)), *others)


def _with_accepted(
    known: Sequence[KnownSpeaker], accepted: Mapping[tuple[int, int], str]
) -> list[KnownSpeaker]:
    """The known speakers and those whom the reader has accepted only by name."""
    listed = {name for speaker in known for name in (speaker.name, *speaker.aliases)}
    fresh = dict.fromkeys(name for name in accepted.values() if name not in listed)
    return [*known, *(KnownSpeaker(name) for name in fresh)]


def _fixed(made: Scene, accepted: Mapping[tuple[int, int], str]) -> dict[int, int]:
    """The units whose speaker the reader has settled, and who it is.

    An answer about less than half of a quotation says nothing of the whole: the words may be
    somebody else's whom the speaker quotes.
    """
    best: dict[int, tuple[float, int]] = {}
    if not accepted:
        return {}
    passages = [(passage, unit) for unit in made.units for passage in unit.passages]
    ends = [passage.outer_end for passage, _ in passages]
    for (start, end), name in accepted.items():
        at = bisect_left(ends, start + 1)
        # Of the first passage that it touches it may cover no more than the end.
        for passage, unit in passages[at : at + 2]:
            shared = min(passage.end, end) - max(passage.start, start)
            if 2 * shared < passage.end - passage.start:
                continue
            # Of several answers about one unit the one on just its words counts, then the last.
            alike = shared / (max(passage.end, end) - min(passage.start, start))
            if alike >= best.get(unit.index, (0.0, 0))[0]:
                best[unit.index] = alike, made.index[name]
            break
    return {index: person for index, (_, person) in best.items()}


def _turns(
    found: Sequence[Turn], known: Sequence[KnownSpeaker], accepted: Mapping[tuple[int, int], str]
) -> list[Suggestion]:
    """A suggestion for each turn; an answer about one turn renames its label's other turns."""
    names = {alias: speaker.name for speaker in known for alias in (speaker.name, *speaker.aliases)}
    for turn in found:
        about = [
            (min(turn.end, end) - max(turn.start, start), name)
            for (start, end), name in accepted.items()
            if start < turn.end and turn.start < end
        ]
        if about:
            names.setdefault(turn.speaker, max(about, key=lambda answer: answer[0])[1])
    suggestions = []
    for turn in found:
        name = names.get(turn.speaker, turn.speaker)
        label = (
            f"labelled “{turn.speaker}”"
            if turn.label_end > turn.label_start
            else "the turn goes on"
        )
        suggestions.append(
            Suggestion(turn.start, turn.end, name, 0.99, label, (Candidate(name, 0.99),), "turn")
        )
    return suggestions
