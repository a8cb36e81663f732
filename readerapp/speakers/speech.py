"""Speech told apart from titles, slogans and words held at a distance, all in the same marks."""

from __future__ import annotations

from readerapp.speakers.cues import STRONG
from readerapp.speakers.passages import Passage
from readerapp.speakers.scene import Scene, Unit


def is_speech(scene: Scene, unit: Unit, passage: Passage) -> bool:
    """Whether the words of a passage are probably somebody's speech."""
    text = scene.text
    words = len(text[passage.start : passage.end].split())
    cued = any(cue.place in STRONG for cue in unit.cues)
    ends = (
        text[passage.end - 1] in ".,!?-—…;:"
        or text[passage.outer_end : passage.outer_end + 1] == ","
    )
    if ends and (words > 1 or cued or not scene.news):
        return True
    return words >= 5 or (cued and words >= 4 and scene.news) or passage.continues
