"""Why a speaker is suggested, in a few words that a person can check in the text."""

from __future__ import annotations

from readerapp.speakers.cues import Cue
from readerapp.speakers.passages import Passage
from readerapp.speakers.scene import Scene, Unit

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


def explain(scene: Scene, unit: Unit, passage: Passage, person: int, settled: bool = False) -> str:
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


def _cue_reason(scene: Scene, cue: Cue, person: int) -> str:
    words = _words(scene, cue)
    reason = f"“{words}” {_PLACES[cue.place]}"
    name = scene.people[person].name
    if cue.chunk.kind == "pronoun" and name != "I":
        reason += f", probably {name}"
    return reason


def _words(scene: Scene, cue: Cue) -> str:
    """The cue as it stands in the text, cut where it is long."""
    chunk = cue.chunk
    start, end = chunk.start, chunk.end
    if cue.verb:
        near = scene.text.find(cue.verb, max(0, start - 30), end + _LONGEST)
        if near >= 0:
            start, end = min(start, near), max(end, near + len(cue.verb))
    words = " ".join(scene.text[start:end].split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
