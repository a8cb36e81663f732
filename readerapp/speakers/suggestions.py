"""Suggestions: parse transcripts, find quotations, rank their speakers, calibrate and explain.

Calibration: the ranker is overconfident, as trained rankers are. On texts that it had not seen,
its rate of right answers was counted (isotonic regression, see `benchmarks/train_speakers.py`).
The confidence of a suggestion is how often one of its kind and probability is right.

Quotations inside quotations get suggestions of their own, with a speaker if the words name one. A
person who is quoted by a speaker ("Tom said, 'Go!' and I went") takes no turn in the dialogue, so
only a speech verb beside the inner quotation counts.

The reason of a suggestion is a few words that the user can check in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from readerapp.speakers import (
    NEXT_PARAGRAPH,
    NO_NAME,
    NO_SPEECH,
    SAME_PARAGRAPH,
    SAME_TURN,
    SET_BY_PERSON,
    SURE,
    Candidate,
    KnownSpeaker,
    Suggestion,
    features,
    ranker,
    transcripts,
)
from readerapp.speakers.attribution_input import AttributionInput, Unit, build_input
from readerapp.speakers.confirmed_speakers import ConfirmedSpeakers
from readerapp.speakers.exchanges import find_exchange, is_unnamed
from readerapp.speakers.features import CandidateFeatures
from readerapp.speakers.languages.attribution import suggest_in_language
from readerapp.speakers.languages.east_asian import EAST_ASIAN, suggest_east_asian
from readerapp.speakers.languages.rules import EUROPEAN
from readerapp.speakers.layout import describe_problem, measure_signs
from readerapp.speakers.mentions import NOMINATIVE, NameColumns
from readerapp.speakers.passages import (
    STRONG,
    Passage,
    SpeechCue,
    collect_passages,
    find_cues,
    is_heard,
)
from readerapp.speakers.plugins import SpeakerRules, choose_language, suggest_by_plugin_rules
from readerapp.speakers.speech_signs import is_speech
from readerapp.speakers.turn_names import full_names
from readerapp.text.turns import Turn

_ALONE = 0.89
"""Maximum confidence in the only candidate, if no verb of speech names that person."""

_SHARED = 0.55
"""Maximum confidence in a person whose name, as it stands, is also that of another person.

Also in whom the words are about that a court has heard: it may be the witness.
"""

_EXCHANGE = 0.5
"""Maximum confidence in quotations of news right behind one another, which two people say."""

_DOUBTFUL = SURE - 0.02
"""Maximum confidence in a document whose layout is unlike the texts of training."""

HIGHEST = 0.99
"""Maximum confidence of a suggestion, except for speakers that the user has confirmed."""


def evidence_group(choice: CandidateFeatures) -> str:
    """Return the kind of evidence; confidence is calibrated separately for each kind."""
    if choice.kind == "N":
        return "turn" + ("1" if choice.gap in "01" else "2")
    if choice.kind[0] != "A":
        return "weak"
    return {"n": "name", "o": "noun"}.get(choice.kind[1], "pronoun")


def calibrate(
    curves: Mapping[str, ranker.Curve], choice: CandidateFeatures, probability: float
) -> float:
    """Return how often a first candidate with this probability is right, up to `HIGHEST`."""
    curve = curves.get(evidence_group(choice))
    if not curve:
        return min(HIGHEST, probability)
    probabilities = [point[0] for point in curve]
    after = bisect_right(probabilities, probability)
    if after in (0, len(curve)):
        return min(HIGHEST, curve[max(0, after - 1)][1])
    (low, under), (high, over) = curve[after - 1], curve[after]
    return min(HIGHEST, under + (over - under) * (probability - low) / (high - low))


_NESTED_CONFIDENCE = 0.6
"""Confidence in a speech verb with a name directly beside an inner quotation."""


def suggest_nested(scene: AttributionInput) -> list[Suggestion]:
    """Return a suggestion of kind "nested" for each inner quotation, in document order."""
    if not scene.nested_quotations:
        return []
    named = NameColumns(
        [mention.start for mention in scene.quoted_names],
        [mention.end for mention in scene.quoted_names],
        [scene.person_index[mention.name] for mention in scene.quoted_names],
    )
    found = collect_passages(
        scene.text,
        scene.nested_quotations,
        scene.paragraphs,
        named,
        [],
        scene.person_index,
        sources=scene.news,
    )
    return [_suggestion(scene, passage) for passage in found]


def _suggestion(scene: AttributionInput, passage: Passage) -> Suggestion:
    start, end = passage.start, passage.end
    speaker = _cued_name(scene, find_cues(scene.text, passage, scene.news))
    if not speaker:
        return Suggestion(start, end, None, 0.0, "quoted by a speaker", (), "nested")
    candidates = (Candidate(speaker, _NESTED_CONFIDENCE),)
    reason = "named beside it, inside the quotation"
    return Suggestion(start, end, speaker, _NESTED_CONFIDENCE, reason, candidates, "nested")


def _cued_name(scene: AttributionInput, found: Sequence[SpeechCue]) -> str:
    """Return the name to which the strongest cue points, or ""."""
    if not found or found[0].position not in STRONG or found[0].mention.kind == "pronoun":
        return ""
    return scene.people[scene.resolve(found[0].mention)].name


_POSITION_PHRASES = {
    "introduced": "before the quotation",
    "after": "after the quotation",
    "before": "before the quotation",
    "later": "in the sentence after it",
    "earlier": "in the sentence before it",
    "actor after": "does something right after it",
    "actor before": "does something right before it",
}
_LONGEST_CUE = 60
"""Code points of the words of a cue in a reason, which is one row of a panel."""
_BREAK = re.compile(r"[“”\"!?]|\.\s")


def explain(
    scene: AttributionInput, unit: Unit, passage: Passage, person: int, is_same_turn: bool = False
) -> str:
    """Return the reason why a passage of `unit` is assigned to `person`.

    Args:
        scene: The input.
        unit: The unit.
        passage: The passage.
        person: Index of the person; -1 for nobody.
        is_same_turn: Whether the user has confirmed the speaker of another passage of the unit.
    """
    if is_same_turn:
        return SAME_TURN
    if passage.continued:
        return NEXT_PARAGRAPH
    if person < 0:
        return NO_NAME
    for cue in unit.cues:
        if cue.mention.kind == "pronoun" or scene.resolve(cue.mention) == person:
            return _cue_reason(scene, cue, person)
    if unit.index:
        before = scene.units[unit.index - 1]
        if unit.same_paragraph:
            return SAME_PARAGRAPH
        if any(person in passage.addressees for passage in before.passages):
            return "addressed by name in the turn before"
    return "alternates with another speaker, or named nearby"


def _cue_reason(scene: AttributionInput, cue: SpeechCue, person: int) -> str:
    words = _cue_text(scene, cue)
    reason = f"“{words}” {_POSITION_PHRASES[cue.position]}"
    name = scene.people[person].name
    if scene.text[cue.mention.start : cue.mention.end].lower() in NOMINATIVE and name != "I":
        reason += f", taken to be {name}"
    return reason


def _cue_text(scene: AttributionInput, cue: SpeechCue) -> str:
    """Return the text of the cue, cut after a whole word if it is long."""
    chunk = cue.mention
    start, end = chunk.start, chunk.end
    if cue.verb:
        low = max(0, start - 30)
        before = scene.text.rfind(cue.verb, low, start)
        after = scene.text.find(cue.verb, end, end + _LONGEST_CUE)
        if before >= 0 and _BREAK.search(scene.text, before, start):
            before = -1  # the verb of another quotation
        if before >= 0 and (after < 0 or start - before < after - end):
            start = before
        elif after >= 0:
            end = after + len(cue.verb)
    words = " ".join(scene.text[start:end].split())
    if len(words) <= _LONGEST_CUE:
        return words
    cut = words[: _LONGEST_CUE - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


MOST_CANDIDATES = 5
"""Maximum number of candidates of a suggestion."""
_LEAST_SHARE = 0.005
"""Score above which a further candidate is shown; others are 0% on the screen."""


def make_suggestions(
    text: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
    labelled: Sequence[Turn] = (),
    rules: Sequence[SpeakerRules] = (),
    language: str = "",
) -> list[Suggestion]:
    """Return the suggestions for a text in document order; see `readerapp.speakers.suggest`."""
    accepted = accepted or {}
    found = labelled or transcripts.find_turns(text)
    if found:
        return _turn_suggestions(text, found, known, accepted)
    code = language or choose_language(text, rules)
    if plugin_rules := next((one for one in rules if one.language == code), None):
        return suggest_by_plugin_rules(text, plugin_rules, known, accepted)
    if code in EUROPEAN:
        return suggest_in_language(text, code, known, accepted)
    if code in EAST_ASIAN:
        return suggest_east_asian(text, code, known, accepted)
    scene = build_input(text, _known_and_accepted(known, accepted))
    confirmed_speakers = _find_confirmed_speakers(scene, accepted)
    choices = features.candidate_features(scene, confirmed_speakers)
    model = ranker.load_model("NEWS" if scene.news else "STORY")
    return suggestions_in(scene, choices, model, confirmed_speakers, accepted)


def suggestions_in(
    scene: AttributionInput,
    choices: Sequence[CandidateFeatures],
    model: ranker.RankerModel,
    confirmed_speakers: Mapping[int, int],
    accepted: Mapping[tuple[int, int], str],
) -> list[Suggestion]:
    """Return the suggestions for an analysed text in document order.

    Args:
        scene: The input.
        choices: The candidates of each unit with their features.
        model: The trained numbers.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person.
        accepted: The names that the user has confirmed, by half-open range in code points.
    """
    confirmed = ConfirmedSpeakers(accepted)
    rankings = ranker.rank_candidates(choices, model.speaker, confirmed_speakers)
    problem = describe_problem(measure_signs(scene))
    suggestions: list[Suggestion] = []
    for unit, choice, ranked in zip(scene.units, choices, rankings, strict=True):
        is_confirmed = unit.index in confirmed_speakers
        exchange = find_exchange(scene, unit)
        confidence = HIGHEST if is_confirmed else 0.0
        if ranked and not is_confirmed:
            confidence = calibrate(model.calibration, choice, ranked[0][1])
            confidence = min(confidence, _highest(scene, unit, choice, exchange))
        is_doubtful = bool(problem) and confidence >= SURE and not is_confirmed
        if is_doubtful:
            confidence = _DOUBTFUL
        candidates = _candidates(scene, ranked, confidence)
        person = ranked[0][0] if ranked else -1
        if not is_confirmed and is_unnamed(scene, exchange):
            person, confidence = -1, 0.0
        speaker = candidates[0].name if person >= 0 else None
        for passage in unit.passages:
            start, end = passage.start, passage.end
            if name := confirmed.name_of(start, end):
                name = scene.people[scene.person_index[name]].name
                chosen = (Candidate(name, 1.0),)
                suggestions.append(Suggestion(start, end, name, 1.0, SET_BY_PERSON, chosen))
            elif is_confirmed or is_speech(scene, unit, passage, model.speech):
                reason = explain(scene, unit, passage, person, is_confirmed)
                if is_doubtful:
                    reason = f"{reason}; {problem}"
                suggestions.append(
                    Suggestion(
                        start,
                        end,
                        speaker,
                        round(confidence, 3),
                        reason,
                        candidates,
                    )
                )
            else:
                suggestions.append(
                    Suggestion(start, end, None, 0.0, NO_SPEECH, candidates, "phrase")
                )
    suggestions.extend(suggest_nested(scene))
    suggestions.sort(key=lambda suggestion: suggestion.start)
    return suggestions


def _highest(
    scene: AttributionInput, unit: Unit, choice: CandidateFeatures, exchange: Sequence[Unit]
) -> float:
    """Return the maximum confidence in the first candidate of a unit.

    Args:
        scene: The input.
        unit: The unit.
        choice: Its candidates.
        exchange: The exchange that it belongs to, if it is in one.
    """
    if choice.kind[-1] == "n" and unit.cues[0].mention.start in scene.doubtful_names:
        return _SHARED
    if scene.news and is_heard(scene.text, unit.passages[0]):
        return _SHARED
    if exchange:
        return _EXCHANGE
    if len(choice.candidates) == 1 and choice.kind != "An":  # nobody else to compare with
        return _ALONE
    return HIGHEST


def _candidates(
    scene: AttributionInput, ranked: Sequence[tuple[int, float]], confidence: float
) -> tuple[Candidate, ...]:
    """Return the first candidates; the others share the confidence that the best one leaves.

    Those with a share that is shown as 0% are left out.
    """
    if not ranked:
        return ()
    rest = sum(probability for _, probability in ranked[1:]) or 1.0
    others = [
        Candidate(scene.people[number].name, round((1 - confidence) * probability / rest, 3))
        for number, probability in ranked[1:MOST_CANDIDATES]
    ]
    shown = [candidate for candidate in others if candidate.score > _LEAST_SHARE]
    return (Candidate(scene.people[ranked[0][0]].name, round(confidence, 3)), *shown)


def _known_and_accepted(
    known: Sequence[KnownSpeaker], accepted: Mapping[tuple[int, int], str]
) -> list[KnownSpeaker]:
    """Return the known speakers, and those whom the user has accepted only by name."""
    listed = {name for speaker in known for name in (speaker.name, *speaker.aliases)}
    unlisted = dict.fromkeys(name for name in accepted.values() if name not in listed)
    return [*known, *(KnownSpeaker(name) for name in unlisted)]


def _find_confirmed_speakers(
    scene: AttributionInput, accepted: Mapping[tuple[int, int], str]
) -> dict[int, int]:
    """Return the confirmed speakers: unit index to person.

    An answer about less than half of a quotation does not apply to the whole: the words may be
    from another person whom the speaker quotes.
    """
    best: dict[int, tuple[float, int]] = {}
    if not accepted:
        return {}
    passages = [(passage, unit) for unit in scene.units for passage in unit.passages]
    ends = [passage.outer_end for passage, _ in passages]
    for (start, end), name in accepted.items():
        at = bisect_left(ends, start + 1)
        # It may cover only the end of the first passage that it touches.
        for passage, unit in passages[at : at + 2]:
            shared = min(passage.end, end) - max(passage.start, start)
            if 2 * shared < passage.end - passage.start:
                continue
            # Of several answers about one unit, the best overlap counts, then the last answer.
            alike = shared / (max(passage.end, end) - min(passage.start, start))
            if alike >= best.get(unit.index, (0.0, 0))[0]:
                best[unit.index] = alike, scene.person_index[name]
            break
    return {index: person for index, (_, person) in best.items()}


def _turn_suggestions(
    text: str,
    found: Sequence[Turn],
    known: Sequence[KnownSpeaker],
    accepted: Mapping[tuple[int, int], str],
) -> list[Suggestion]:
    """Return a suggestion for each turn.

    An answer about one turn renames the other turns with the same label.
    """
    names = {alias: speaker.name for speaker in known for alias in (speaker.name, *speaker.aliases)}
    for turn in found:
        about = [
            (min(turn.end, end) - max(turn.start, start), name)
            for (start, end), name in accepted.items()
            if start < turn.end and turn.start < end
        ]
        if about:
            names.setdefault(turn.speaker, max(about, key=lambda answer: answer[0])[1])
    for label, full in full_names(text, found).items():
        names.setdefault(label, names.get(full, full))
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
