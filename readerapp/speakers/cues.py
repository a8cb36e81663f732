"""Cues: what the narration beside a passage tells about its speaker."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.speakers.chunks import Chunk
from readerapp.speakers.clauses import Narration, SpeechVerb
from readerapp.speakers.passages import LEADS, Passage

PLACES = {
    "introduced": 0,
    "after": 1,
    "before": 2,
    "later": 3,
    "earlier": 4,
    "actor before": 5,
    "actor after": 6,
}
"""Where a cue stands, the strongest place first."""

STRONG = ("introduced", "after", "before")
"""Places at which a speech verb all but names the speaker."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pointer from the narration to a speaker; `place` says where it stands.

    ``introduced``: a comma or colon leads from it to the quotation; ``after``: right behind the
    quotation; ``before``: ahead of it in the same sentence; ``later`` and ``earlier``: farther
    off in the neighbouring sentence; ``actor after`` and ``actor before``: somebody acts there
    without a speech verb (`verb` is "").
    """

    place: str
    chunk: Chunk
    verb: str
    addressee: Chunk | None = None


def find(text: str, passage: Passage, news: bool) -> list[Cue]:
    """The cues of a passage, the strongest first; in `news` sentences are read to their ends."""
    goes_on = (
        text[passage.end - 1] in ",!?-—–…" or text[passage.outer_end : passage.outer_end + 1] == ","
    )
    cues = [*_before(passage.before, news), *_after(passage.after, goes_on, news)]
    cues.sort(key=lambda cue: PLACES[cue.place])
    first = {cue.chunk.start: cue for cue in reversed(cues)}
    return [cue for cue in cues if first[cue.chunk.start] is cue]


def _after(narration: Narration, goes_on: bool, news: bool) -> list[Cue]:
    """Cues behind a quotation; `goes_on` if its sentence does."""
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == 0]
    for verb in verbs:
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 2 or (opening <= 3 and narration.tokens[0] in LEADS)
        if near and verb.form != "shared" and (goes_on or not verb.weak):
            return [_cue("after", verb)]
    cues = [_cue("later", verb) for verb in verbs if news or not verb.weak][:1]
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == 0]
    cues.extend(Cue("actor after", actor, "") for actor in actors[:1])
    return cues


def _before(narration: Narration, news: bool) -> list[Cue]:
    """Cues ahead of a quotation, in the sentence next to it."""
    if not narration.tokens:
        return []
    last = narration.sentences[-1]
    closing = narration.tokens[-1]
    cues: list[Cue] = []
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == last]
    if verbs:
        verb = verbs[-1]
        distance = len(narration.tokens) - max(verb.token, verb.subject.last)
        if closing in LEADS and distance <= (4 if verb.weak else 9):
            cues.append(_cue("introduced", verb))
        elif closing not in ".!?" and (distance <= 12 or news):
            cues.append(_cue("before", verb))
        elif not verb.weak or news:
            cues.append(_cue("earlier", verb))
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == last]
    cues.extend(Cue("actor before", actor, "") for actor in actors[-1:])
    return cues


def _cue(place: str, verb: SpeechVerb) -> Cue:
    return Cue(place, verb.subject, verb.word, verb.addressee)
