"""From a text to its suggestions: transcripts read, quotations found, ranked and explained.

Confidence: how often a suggestion of this kind and this probability is right.

The ranker is too sure of itself, as trained rankers are; on texts that it had not seen it was
counted how often it was right (isotonic regression, see `benchmarks/train_speakers.py`).

Quotations inside quotations: items of their own, with a speaker where the words tell one.

Whoever is quoted by a speaker ("Tom said, 'Go!' and I went") takes no turn in the dialogue, so
only a speech verb beside the inner quotation counts.

Why a speaker is suggested, in a few words that a person can check in the text.

Speech told apart from titles, slogans and words held at a distance, all in the same marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from readerapp.speakers import features, passages, ranker, scene, transcripts, weights
from readerapp.speakers import passages as cues
from readerapp.speakers.features import CandidateFeatures
from readerapp.speakers.lexicon import words
from readerapp.speakers.mentions import NameColumns
from readerapp.speakers.passages import STRONG, Cue, Passage
from readerapp.speakers.scene import AttributionInput, Unit
from readerapp.speakers.types import Candidate, KnownSpeaker, Suggestion, Turn

Curve = Sequence[tuple[float, float]]

HIGHEST = 0.99
"""No suggestion is surer than this, except what the reader has settled."""


def evidence_group(choice: CandidateFeatures) -> str:
    """The kind of evidence, for which confidence is counted separately."""
    if choice.kind == "N":
        return "turn" + ("1" if choice.gap in "01" else "2")
    if choice.kind[0] != "A":
        return "weak"
    return {"n": "name", "o": "noun"}.get(choice.kind[1], "pronoun")


def calibrate(curves: Mapping[str, Curve], choice: CandidateFeatures, probability: float) -> float:
    """How often a first candidate with this probability is right, between 0 and `HIGHEST`."""
    curve = curves.get(evidence_group(choice))
    if not curve:
        return min(HIGHEST, probability)
    places = [place for place, _ in curve]
    after = bisect_right(places, probability)
    if after in (0, len(curve)):
        return min(HIGHEST, curve[max(0, after - 1)][1])
    (low, under), (high, over) = curve[after - 1], curve[after]
    return min(HIGHEST, under + (over - under) * (probability - low) / (high - low))


_TOLD = 0.6
"""Confidence in a speech verb with a name right beside an inner quotation."""


def suggest_nested(scene: AttributionInput) -> list[Suggestion]:
    """A suggestion of the kind "nested" for each inner quotation, in document order."""
    if not scene.inner:
        return []
    named = NameColumns(
        [mention.start for mention in scene.quoted],
        [mention.end for mention in scene.quoted],
        [scene.index[mention.name] for mention in scene.quoted],
    )
    found = passages.collect_passages(
        scene.text, scene.inner, scene.blocks, named, [], scene.index, sources=scene.news
    )
    return [_suggestion(scene, passage) for passage in found]


def _suggestion(scene: AttributionInput, passage: passages.Passage) -> Suggestion:
    start, end = passage.start, passage.end
    speaker = _told(scene, cues.find_cues(scene.text, passage, scene.news))
    if not speaker:
        return Suggestion(start, end, None, 0.0, "quoted by a speaker", (), "nested")
    candidates = (Candidate(speaker, _TOLD),)
    reason = "named beside it, inside the quotation"
    return Suggestion(start, end, speaker, _TOLD, reason, candidates, "nested")


def _told(scene: AttributionInput, found: Sequence[cues.Cue]) -> str:
    """The name of whom the strongest cue tells, or ""."""
    if not found or found[0].place not in cues.STRONG or found[0].chunk.kind == "pronoun":
        return ""
    return scene.people[scene.resolve(found[0].chunk)].name


_PLACES = {
    "introduced": "before the quotation",
    "after": "after the quotation",
    "before": "before the quotation",
    "later": "in the sentence after it",
    "earlier": "in the sentence before it",
    "actor after": "who acts right after it",
    "actor before": "who acts right before it",
}
_LONGEST = 60


def explain(
    scene: AttributionInput, unit: Unit, passage: Passage, person: int, settled: bool = False
) -> str:
    """Why a passage of `unit` is by `person` (an index into the scene's people, -1: nobody)."""
    if settled:
        return "you said so"
    if passage.continued:
        return "the quotation goes on from the paragraph before"
    if person < 0:
        return "nobody is named nearby"
    for cue in unit.cues:
        if cue.chunk.kind == "pronoun" or scene.resolve(cue.chunk) == person:
            return _cue_reason(scene, cue, person)
    if unit.index:
        before = scene.units[unit.index - 1]
        if unit.same_paragraph:
            return "goes on in the same paragraph"
        if any(person in passage.addressed for passage in before.passages):
            return "addressed by name in the turn before"
    return "takes turns, or is named nearby"


def _cue_reason(scene: AttributionInput, cue: Cue, person: int) -> str:
    words = _words(scene, cue)
    reason = f"“{words}” {_PLACES[cue.place]}"
    name = scene.people[person].name
    if cue.chunk.kind == "pronoun" and name != "I":
        reason += f", probably {name}"
    return reason


def _words(scene: AttributionInput, cue: Cue) -> str:
    """The cue as it stands in the text, cut where it is long."""
    chunk = cue.chunk
    start, end = chunk.start, chunk.end
    if cue.verb:
        near = scene.text.find(cue.verb, max(0, start - 30), end + _LONGEST)
        if near >= 0:
            start, end = min(start, near), max(end, near + len(cue.verb))
    words = " ".join(scene.text[start:end].split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


_WORD = re.compile(r"[\w’'-]+")
_SMALL = words("a an the of and in on at to for from with by or de la le is as")
_NAMING = words("""
called titled entitled named dubbed term word words phrase song album film movie show series book
novel poem play essay article story magazine newspaper column so-called labeled labelled nicknamed
known headline program slogan motto drama thriller programme podcast title expression
""")


def is_speech(
    scene: AttributionInput, unit: Unit, passage: Passage, weights: Mapping[str, float]
) -> bool:
    """Whether the words of a passage are more probably somebody's speech than not."""
    if passage.continues or passage.continued:  # nobody writes a title over paragraphs
        return True
    return sum(weights.get(name, 0.0) for name in speech_features(scene, unit, passage)) > 0


def speech_features(scene: AttributionInput, unit: Unit, passage: Passage) -> list[str]:
    """What tells speech: length, punctuation, place in the sentence and the cue, as names."""
    text = scene.text
    parts = _WORD.findall(text, passage.start, min(passage.end, passage.start + 400))
    count = len(parts)
    length = count if count < 6 else 6 if count < 10 else 7
    last = text[passage.end - 1]
    ends = "." if last in ".!?" else "," if last in ",;:-—–…" else "w"
    following = text[passage.outer_end : passage.outer_end + 1]
    after = "," if following == "," else "." if following in ".;:?!" else "w"
    lead = text[max(0, passage.outer_start - 3) : passage.outer_start].rstrip()[-1:]
    before = "¶" if passage.outer_start == scene.blocks[passage.paragraph][0] else lead
    before = before if before in "¶,:.!?" else "w"
    cue = unit.cues[0].place if unit.cues else "none"
    own = "strong" if cue in STRONG else cue.split()[0]
    capital = "A" if text[passage.start].isupper() else "a"
    capitals = sum(1 for part in parts if part[:1].isupper() or part.lower() in _SMALL)
    title = "T" if count and capitals == count and count > 1 else "-"
    tokens = passage.before.tokens
    naming = any(token.lower() in _NAMING for token in tokens[-3:])
    mark = text[passage.outer_start : passage.outer_start + 2]
    single = mark[0] == "‘" or (mark[0] == "'" and mark != "''")
    return [
        "bias",
        f"n{length}",
        f"e{ends}{after}",
        f"b{before}{capital}",
        f"c{own}",
        f"n{min(length, 5)}e{ends}{before}",
        f"n{min(length, 5)}c{own}",
        f"t{title}{ends}",
        f"m{naming}",
        f"'{single}",
        f"x{passage.continues or passage.continued}",
        f"p{len(unit.passages) > 1}{unit.same_paragraph}",
    ]


SHOWN = 5
"""Candidates that a suggestion has at most."""

NO_SPEECH = "a title or a phrase rather than speech"


def make_suggestions(
    text: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
) -> list[Suggestion]:
    """The suggestions for a text in document order; see `readerapp.speakers.suggest`."""
    accepted = accepted or {}
    found = transcripts.find_turns(text)
    if found is not None:
        return _turns(found, known, accepted)
    made = scene.build_input(text, _with_accepted(known, accepted))
    fixed = _fixed(made, accepted)
    choices = features.candidate_features(made, fixed)
    kind = "NEWS" if made.news else "STORY"
    decided = ranker.rank_candidates(choices, weights.SPEAKER[kind], fixed)
    suggestions: list[Suggestion] = []
    for unit, choice, ranked in zip(made.units, choices, decided, strict=True):
        settled = unit.index in fixed
        sure = 1.0 if settled else 0.0
        if ranked and not settled:
            sure = calibrate(weights.CURVES[kind], choice, ranked[0][1])
        candidates = _candidates(made, ranked, sure)
        person = ranked[0][0] if ranked else -1
        speaker = candidates[0].name if candidates else None
        for passage in unit.passages:
            if settled or is_speech(made, unit, passage, weights.SPEECH[kind]):
                reason = explain(made, unit, passage, person, settled)
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
    suggestions.extend(suggest_nested(made))
    suggestions.sort(key=lambda suggestion: suggestion.start)
    return suggestions


def _candidates(
    made: AttributionInput, ranked: Sequence[tuple[int, float]], sure: float
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


def _fixed(made: AttributionInput, accepted: Mapping[tuple[int, int], str]) -> dict[int, int]:
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
