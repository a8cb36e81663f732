"""Speech told apart from titles, slogans and words held at a distance, all in the same marks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readerapp.speakers.cues import STRONG
from readerapp.speakers.passages import Passage
from readerapp.speakers.scene import Scene, Unit
from readerapp.speakers.words import words

_WORD = re.compile(r"[\w’'-]+")
_SMALL = words("a an the of and in on at to for from with by or de la le is as")
_NAMING = words("""
called titled entitled named dubbed term word words phrase song album film movie show series book
novel poem play essay article story magazine newspaper column so-called labeled labelled nicknamed
known headline program slogan motto drama thriller programme podcast title expression
""")


def is_speech(scene: Scene, unit: Unit, passage: Passage, weights: Mapping[str, float]) -> bool:
    """Whether the words of a passage are more probably somebody's speech than not."""
    if passage.continues or passage.continued:  # nobody writes a title over paragraphs
        return True
    return sum(weights.get(name, 0.0) for name in features(scene, unit, passage)) > 0


def features(scene: Scene, unit: Unit, passage: Passage) -> list[str]:
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
