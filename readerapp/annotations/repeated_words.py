"""Re-anchoring in DOCX and ODT, whose words earlier versions extracted several times.

Earlier versions repeated the words of tables and of text boxes in cells once more at every level.
When the repetitions of a passage are gone, one of them cannot be told from another, and need not
be: its words occur once now. In other documents that would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.core.model import DocumentRecord, Target
from readerapp.text.source import Text

_REPEATING = {"docx": ("", "docx 1"), "odt": ("", "odt 1")}
"""The extraction versions that repeat words, by format; at first no version was recorded ("")."""
_MOST = 1000
"""Maximum number of positions of the same words that are compared."""
_ALIKE = "its words stand several times, as they did before"


def had_repeats(record: DocumentRecord) -> bool:
    """Return whether the text that the record's offsets refer to may repeat words."""
    return record.extraction in _REPEATING.get(record.format, ())


def on_their_words(text: Text, found: Iterable[AnchoredAnnotation]) -> Iterator[AnchoredAnnotation]:
    """Anchor the orphans in `found` on unchanged occurrences of their words.

    Confirmed orphans stay orphans. An orphan with one occurrence becomes exact, with several
    drifted.
    """
    whole = ""
    for placed in found:
        target = placed.annotation.target
        if placed.state == "orphaned" and not placed.kept and target and target.exact:
            whole = whole or text.whole()
            places = list(_places(whole, target.exact))
            if places:
                # Of several, the one that shares the most context with the target.
                start = max(places, key=lambda at: _around(whole, at, target))
                yield replace(
                    placed,
                    start=start,
                    end=start + len(target.exact),
                    state="exact" if len(places) == 1 else "drifted",
                    reason="" if len(places) == 1 else _ALIKE,
                    suggestions=(),
                )
                continue
        yield placed


def _places(whole: str, words: str) -> Iterator[int]:
    at = whole.find(words)
    for _ in range(_MOST):
        if at < 0:
            return
        yield at
        at = whole.find(words, at + 1)


def _around(whole: str, at: int, target: Target) -> int:
    """Count the characters around a position that match the target's prefix and suffix."""
    before = whole[max(0, at - len(target.prefix)) : at]
    end = at + len(target.exact)
    after = whole[end : end + len(target.suffix)]
    return _alike(before[::-1], target.prefix[::-1]) + _alike(after, target.suffix)


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
