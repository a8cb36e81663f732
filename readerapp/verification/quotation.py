"""Quotations of a draft: their words, and what their author marked as left out or put in.

In a quotation "[…]", "…" or "..." mark words that were left out, and square brackets mark words
that are not the speaker's: "[the mayor] said". A letter in brackets, "[W]e", only changes case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.verification.words import UNSPACED, WordSequence, split_words

_mark = re.compile(
    r"\[\s*(?:\.{2,4}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|…|\.{3,}|\.(?:\s\.){2,}|\[[^\[\]]{1,200}\]"
)
_letter = re.compile(r"\[(\w{1,2})\](?=\w)")


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation in a draft, without its quotation marks.

    Attributes:
        start: its first offset in code points.
        end: the offset after its last.
        exact: its words as they are written.
        speaker: who says it by the draft; None if the draft does not say.
        kind: "quotation", "phrase" (a few words, perhaps no speech), "block" (a quotation set off
            from the text) or "highlight".
    """

    start: int
    end: int
    exact: str
    speaker: str | None = None
    kind: str = "quotation"


@dataclass(frozen=True, slots=True)
class Segments:
    """The words of a quotation between the marks of what was left out or put in.

    Attributes:
        text: the quotation, in which letters in brackets stand without them.
        offsets: the offset of each code point of `text` in the quotation.
        parts: the words between marks, at least one word in each.
    """

    text: str
    offsets: tuple[int, ...]
    parts: tuple[WordSequence, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of all parts."""
        return tuple(word for part in self.parts for word in part.words)

    @property
    def starts(self) -> tuple[int, ...]:
        """Return the offset of each word in `text`."""
        return tuple(start for part in self.parts for start in part.starts)

    @property
    def ends(self) -> tuple[int, ...]:
        """Return the offset after each word in `text`."""
        return tuple(end for part in self.parts for end in part.ends)


def split_quotation(exact: str) -> Segments:
    """Split a quotation at its marks."""
    pieces, offsets, at = [], [], 0
    for match in _letter.finditer(exact):
        pieces += [exact[at : match.start()], match[1]]
        offsets += [*range(at, match.start()), *range(match.start(1), match.end(1))]
        at = match.end()
    pieces.append(exact[at:])
    offsets += range(at, len(exact))
    text = "".join(pieces)
    parts, at = [], 0
    for match in _mark.finditer(text):
        parts.append(split_words(text[at : match.start()], at))
        at = match.end()
    parts.append(split_words(text[at:], at))
    return Segments(text, tuple(offsets), tuple(part for part in parts if part.words))


def search_patterns(parts: Sequence[WordSequence]) -> Iterator[re.Pattern[str]]:
    """Yield for each part a pattern that finds its words in a text, however they are set.

    It finds most that `WordSequence.find_all` does, without splitting the text into words.
    """
    for part in parts:
        pieces: list[str] = []
        for number, word in enumerate(part.words):
            if number:
                loose = _is_unspaced(word) or _is_unspaced(part.words[number - 1])
                pieces.append(r"[\W_]*" if loose else r"[\W_]+")
            pieces.append(re.escape(word).replace("'", "['’ʼ＇]"))
        first = r"" if _is_unspaced(part.words[0]) else r"(?<![^\W_])"
        last = r"" if _is_unspaced(part.words[-1]) else r"(?![^\W_])"
        yield re.compile(first + "".join(pieces) + last, re.IGNORECASE)


_unspaced = re.compile(f"[{UNSPACED}]").match


def _is_unspaced(word: str) -> bool:
    """Return whether a word is one character of a script without spaces."""
    return _unspaced(word) is not None
