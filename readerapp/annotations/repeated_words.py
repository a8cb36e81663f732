"""Highlights in documents whose words an earlier version of their format wrote several times.

DOCX and ODT had the words of tables and text boxes in cells once more at every level. Where
repetitions of a passage are gone, one of them cannot be told from another, and need not be: its
words stand once now. Elsewhere that would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.core.model import DocumentRecord, Target
from readerapp.text.source import Text

_REPEATING = {"docx": ("", "docx 1"), "odt": ("", "odt 1")}
"""What made the texts that repeat words, by format; none was recorded at first."""
_MOST = 1000
"""Places of the same words that are compared."""
_ALIKE = "its words stand several times, as they did before"


def had_repeats(record: DocumentRecord) -> bool:
    """Whether the text that the offsets of the record count in may repeat words."""
    return record.extraction in _REPEATING.get(record.format, ())


def on_their_words(text: Text, found: Iterable[AnchoredAnnotation]) -> Iterator[AnchoredAnnotation]:
    """`found` with the orphans among them on their words, where these stand unchanged."""
    whole = ""
    for placed in found:
        target = placed.annotation.target
        if placed.state == "orphaned" and not placed.kept and target and target.exact:
            whole = whole or text.whole()
            places = list(_places(whole, target.exact))
            if places:
                # Of several the one with most of what stood around it before.
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
    """How many characters beside the place are those that stood beside the words."""
    before = whole[max(0, at - len(target.prefix)) : at]
    end = at + len(target.exact)
    after = whole[end : end + len(target.suffix)]
    return _alike(before[::-1], target.prefix[::-1]) + _alike(after, target.suffix)


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
