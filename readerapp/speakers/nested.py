"""Quotations inside quotations: items of their own, with a speaker where the words tell one.

Whoever is quoted by a speaker ("Tom said, 'Go!' and I went") takes no turn in the dialogue, so
only a speech verb beside the inner quotation counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from readerapp.speakers import cues, passages
from readerapp.speakers.chunks import Named
from readerapp.speakers.results import Candidate, Suggestion
from readerapp.speakers.scene import Scene

_TOLD = 0.6
"""Confidence in a speech verb with a name right beside an inner quotation."""


def propose(scene: Scene) -> list[Suggestion]:
    """A suggestion of the kind "nested" for each inner quotation, in document order."""
    if not scene.inner:
        return []
    named = Named(
        [mention.start for mention in scene.quoted],
        [mention.end for mention in scene.quoted],
        [scene.index[mention.name] for mention in scene.quoted],
    )
    found = passages.collect(
        scene.text, scene.inner, scene.blocks, named, [], scene.index, sources=scene.news
    )
    return [_suggestion(scene, passage) for passage in found]


def _suggestion(scene: Scene, passage: passages.Passage) -> Suggestion:
    start, end = passage.start, passage.end
    speaker = _told(scene, cues.find(scene.text, passage, scene.news))
    if not speaker:
        return Suggestion(start, end, None, 0.0, "quoted by a speaker", (), "nested")
    candidates = (Candidate(speaker, _TOLD),)
    reason = "named beside it, inside the quotation"
    return Suggestion(start, end, speaker, _TOLD, reason, candidates, "nested")


def _told(scene: Scene, found: Sequence[cues.Cue]) -> str:
    """The name of whom the strongest cue tells, or ""."""
    if not found or found[0].place not in cues.STRONG or found[0].chunk.kind == "pronoun":
        return ""
    return scene.people[scene.resolve(found[0].chunk)].name
