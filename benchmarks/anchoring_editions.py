"""Two real editions of a document: which character of the old one became which of the new one.

Nobody recorded the edits between them, so the truth is an alignment (difflib): of lines, then of
words where lines differ. Moved text counts as deleted in the old place and new in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from anchoring_edits import NEW, Traced

_LINE = re.compile(r".*\n?")
_WORD = re.compile(r"\w+|[^\w\s]|\s+")

_FEW = 3
_TEXTS = (".txt", ".rst", ".md")

Piece = tuple[int, int]
"""Start and end of a line or a word, half-open."""


def align(old: str, new: str) -> Traced:
    """Return `new` with the origin in `old` of each character.

    A word that replaces another word has the origin of that word.
    """
    origins = [NEW] * len(new)
    for one, other in _pairs(old, _pieces(_LINE, old, 0), new, _pieces(_LINE, new, 0)):
        for (start, end), (at, stop) in _matched(old, one, new, other):
            for offset in range(stop - at):
                origins[at + offset] = min(start + offset, end - 1)
    return Traced(new, origins)


def _matched(old: str, one: Piece, new: str, other: Piece) -> Iterator[tuple[Piece, Piece]]:
    """Yield the pairs of matching words in a pair of matching stretches of lines."""
    if old[slice(*one)] == new[slice(*other)]:
        yield one, other
        return
    words = _pieces(_WORD, old[slice(*one)], one[0]), _pieces(_WORD, new[slice(*other)], other[0])
    yield from _pairs(old, words[0], new, words[1], each=True)


def _pairs(
    old: str, olds: Sequence[Piece], new: str, news: Sequence[Piece], *, each: bool = False
) -> Iterator[tuple[Piece, Piece]]:
    """Yield the pairs of equal stretches, and of stretches that replace each other.

    Args:
        old: the old text.
        olds: its lines or words.
        new: the new text.
        news: its lines or words.
        each: of the stretches that replace each other, yield only those of at most `_FEW` pieces
            and equally many on both sides, piece by piece.
    """
    old_words = [" ".join(old[slice(*p)].split()) for p in olds]
    new_words = [" ".join(new[slice(*p)].split()) for p in news]
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=not each)
    for kind, a, b, c, d in matcher.get_opcodes():
        if b == a or d == c:
            continue
        if kind == "equal" or (each and b - a == d - c <= _FEW):
            yield from zip(olds[a:b], news[c:d], strict=True)
        elif not each:
            yield (olds[a][0], olds[b - 1][1]), (news[c][0], news[d - 1][1])


def _pieces(pattern: re.Pattern[str], text: str, start: int) -> list[Piece]:
    found = (match.span() for match in pattern.finditer(text))
    return [(start + first, start + last) for first, last in found if last > first]


def pairs(old: Path, new: Path) -> list[tuple[str, str, str]]:
    """Return name, old text and new text of each document in two editions.

    Args:
        old: a file or a folder.
        new: a file or a folder. Of folders, the files that both have are compared.
    """
    names = [Path()] if old.is_file() else [p.relative_to(old) for p in sorted(old.rglob("*.*"))]
    return [
        (str(name) if name.name else new.name, _text(old / name), _text(new / name))
        for name in names
        if (old / name).suffix in _TEXTS and (new / name).is_file()
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")
