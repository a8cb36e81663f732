"""Quotations of a draft: their words, and what their author marked as left out or put in.

In a quotation "[…]", "…" or "..." mark words that were left out, and square brackets mark words
that are not the speaker's: "[the mayor] said". A letter in brackets, "[W]e", only changes case, and
"walk[ed]" changes the ending of one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from readerapp.verification.words import WordSequence, split_words

_mark = re.compile(
    r"(?P<cut>\[\s*(?:\.{2,4}|…|(?:\.\s){2,3}\.)\s*\]|[(<]\s*(?:\.{3}|…)\s*[)>]|…|\.{3,}|"
    r"\.(?:\s\.){2,})"
    r"|\[(?P<inside>[^\[\]]{1,200})\]"
)
_stem = re.compile(r"(?<!\w)[^\W\d_]{2,30}\Z").search
_LONGEST_STEM = 31
_MOST_MARKS = 200
"""Marks of a quotation; what has more is no quotation, and its marks are read as words."""
_letter = re.compile(r"(?<!\w)\[(\w)\](?=\w)")
_reopening = re.compile(r"(?<=\n)([ \t]{0,40})[“\"„«»‹›‘'「『]+(?=\S)")


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
        speaker_confidence: how sure the draft's speaker is, 0.0 to 1.0.
    """

    start: int
    end: int
    exact: str
    speaker: str | None = None
    kind: str = "quotation"
    speaker_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark between two parts of a quotation.

    Attributes:
        sign: the mark as it is written, as "[…]" or "[the mayor]".
        is_cut: whether it says that words were left out; else it puts words in.
        words: the words that it puts in, folded.
        stem: the letters before it of a word that it completes, as "walk" in "walk[ed]".
    """

    sign: str
    is_cut: bool
    words: tuple[str, ...] = ()
    stem: str = ""


@dataclass(frozen=True)
class Segments:
    """The words of a quotation between the marks of what was left out or put in.

    Attributes:
        text: the quotation, in which letters in brackets stand without them, and spaces for
            quotation marks that open again at the beginning of a paragraph.
        parts: the words between marks, at least one word in each; offsets count in `text`.
        marks: the marks between one part and the next.
        is_changed: whether letters stood in brackets, or a mark is at the beginning or the end.
    """

    text: str
    parts: tuple[WordSequence, ...]
    marks: tuple[tuple[Mark, ...], ...] = ()
    is_changed: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the words of all parts."""
        return tuple(word for part in self.parts for word in part.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return the offset of each word in `text`."""
        return tuple(start for part in self.parts for start in part.starts)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Return the offset after each word in `text`."""
        return tuple(end for part in self.parts for end in part.ends)

    @cached_property
    def boundaries(self) -> dict[int, tuple[Mark, ...]]:
        """Return the marks before a word, by the index of the word."""
        found, count = {}, 0
        for part, marks in zip(self.parts, self.marks, strict=False):
            count += len(part)
            found[count] = marks
        return found


def split_quotation(exact: str) -> Segments:
    """Split a quotation at its marks."""
    opened = _reopening.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), exact)
    text = _letter.sub(r"\1", opened)
    parts: list[WordSequence] = []
    between: list[tuple[Mark, ...]] = []
    pending: list[Mark] = []
    is_changed = text != opened
    at = 0
    marks = [*islice(_mark.finditer(text), _MOST_MARKS + 1)]
    if len(marks) > _MOST_MARKS:
        return split_literally(exact)
    for found in [*marks, None]:
        stem = _stem_before(found) if found else ""
        part = split_words(text[at : found.start() - len(stem) if found else len(text)], at)
        if len(part):
            if parts:
                between.append(tuple(pending))
            elif pending:
                is_changed = True
            parts.append(part)
            pending = []
        if found:
            pending.append(_read_mark(found, stem))
            at = found.end()
    return Segments(text, tuple(parts), tuple(between), is_changed or bool(pending))


def split_literally(exact: str) -> Segments:
    """Return the words of a quotation, with those in brackets, as one part."""
    text = _reopening.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), exact)
    part = split_words(text)
    return Segments(text, (part,) if len(part) else ())


def _stem_before(found: re.Match[str]) -> str:
    """Return the letters right before a bracket, which are of the same word as those in it."""
    if found["cut"]:
        return ""
    stem = _stem(found.string[max(0, found.start() - _LONGEST_STEM) : found.start()])
    return stem[0] if stem else ""


def _read_mark(found: re.Match[str], stem: str) -> Mark:
    """Return the mark that was found, behind the letters `stem` of the same word."""
    if found["cut"]:
        return Mark(found[0], is_cut=True)
    inside = found["inside"]
    return Mark(
        found[0],
        is_cut=False,
        words=tuple(split_words(inside).words) if inside.strip().lower() != "sic" else (),
        stem=stem.lower(),
    )
