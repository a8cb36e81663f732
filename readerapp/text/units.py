"""Clusters and words around an offset, and motions between them.

All look at a bounded window of the text. A motion that finds nothing in its window goes to the
window's end, so repeating it always comes on; at either end of the text it stays there.
Sentences and paragraphs have modules of their own, and can be used from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from readerapp.text import cells, safe
from readerapp.text.paragraphs import next_paragraph, paragraph_at, previous_paragraph
from readerapp.text.sentences import next_sentence, previous_sentence, sentence_at
from readerapp.text.source import Text

__all__ = [
    "cluster_at",
    "next_cluster",
    "next_paragraph",
    "next_sentence",
    "next_word",
    "paragraph_at",
    "previous_cluster",
    "previous_paragraph",
    "previous_sentence",
    "previous_word",
    "sentence_at",
    "word_at",
    "word_end",
]

_NEAR = 64
"""Code points looked at on each side for a cluster; a longer one may be cut."""
_WINDOW = 4096
"""Code points looked at for a word."""

# Letters, digits and the marks that belong to them; scripts without spaces by kind of letter.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u10ff\u200c\u200d\u3099\u309a"
)
_HAN, _HIRAGANA, _KATAKANA = (
    "\u3400-\u4dbf\u4e00-\u9fff々\U00020000-\U0003ffff",
    "\u3041-\u309f",
    "\u30a1-\u30fa\u30fc-\u30ff",
)
_LETTER = rf"[^\W{_HAN}{_HIRAGANA}{_KATAKANA}]"
_PART = rf"(?:{_LETTER}|[{_MARKS}])"


def _words(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    return _word_pattern().finditer(text, start)


@cache
def _word_pattern() -> re.Pattern[str]:
    """One word; compiled at the first use, which takes 5 ms."""
    tail = rf"{_LETTER}{_PART}*(?:(?:['’.·]|(?<=\d),){_PART}+)*"
    return re.compile(rf"[{_HAN}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+|{tail}")


def cluster_at(text: Text, offset: int) -> tuple[int, int]:
    """Start and end of the cluster that holds `offset`; empty at the end of the text."""
    start = max(0, offset - _NEAR)
    near = text.slice(start, offset + _NEAR)
    here = offset - start
    if cells.is_narrow(near[max(0, here - 1) : here + 2]) and len(near) > here + 1:
        return offset, offset + 1
    shown = safe.display(near, lines=True)
    begin = cells.safe_start(shown, min(here, len(shown)))
    for first, last, _ in cells.clusters(shown[begin:]):
        if begin + last > here:
            return start + begin + first, start + begin + last
    return start + len(near), start + len(near)


def next_cluster(text: Text, offset: int) -> int:
    """The end of the cluster that holds `offset`."""
    return cluster_at(text, max(0, offset))[1]


def previous_cluster(text: Text, offset: int) -> int:
    """The start of the cluster before `offset`."""
    return cluster_at(text, offset - 1)[0] if offset > 0 else 0


def word_at(text: Text, offset: int) -> tuple[int, int] | None:
    """Start and end of the word at `offset`; None on white space and punctuation."""
    start = max(0, offset - _WINDOW)
    for word in _words(text.slice(start, offset + _WINDOW), _spaced(text, start, offset)):
        if start + word.end() > offset:
            found = start + word.start(), start + word.end()
            return found if found[0] <= offset else None
    return None


def _spaced(text: Text, start: int, offset: int) -> int:
    """A place in the window from `start`, before `offset` and near, where no word goes on."""
    before = text.slice(start, offset)
    return max(before.rfind(" "), before.rfind("\n"), 0)


def next_word(text: Text, offset: int) -> int:
    """The start of the next word."""
    window = text.slice(offset, offset + _WINDOW)
    here = word_at(text, offset)
    begin = here[1] - offset if here else 0
    word = next(_words(window, min(begin, len(window))), None)
    return offset + (word.start() if word else len(window))


def word_end(text: Text, offset: int) -> int:
    """The last cluster of this word, or of the next one if `offset` is there already."""
    here = word_at(text, offset)
    if here and (last := previous_cluster(text, here[1])) > offset:
        return last
    begin = here[1] if here else offset
    window = text.slice(begin, begin + _WINDOW)
    word = next(_words(window), None)
    return previous_cluster(text, begin + (word.end() if word else len(window)))


def previous_word(text: Text, offset: int) -> int:
    """The start of this word, or of the one before if `offset` is there already."""
    start = max(0, offset - _WINDOW)
    window = text.slice(start, offset)
    words = [word.start() for word in _words(window)]
    if not words:
        return start
    here = word_at(text, start + words[-1])  # its start may lie before the window
    return here[0] if here else start + words[-1]
