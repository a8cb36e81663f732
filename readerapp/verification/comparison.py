"""Comparison of a quotation with one source that has all its words, one after the other.

The words are compared by their letters alone, so that hyphenation, line breaks and missing spaces
do not matter; then it is looked at how they are set: case, punctuation, white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readerapp.verification.quotation import Mark, Segments
from readerapp.verification.senses import has_negation, is_negation, is_number, plain_forms
from readerapp.verification.words import WordSequence, is_unspaced

MOST_MARKED_WORDS = 400
"""Words that a mark such as "[…]" may stand for: a page."""
MOST_REPLACED_WORDS = 12
"""Words for which words in brackets may stand."""
_FEW_WORDS = 2
"""Words of which the letters alone would be found inside of too many others."""
_MOST_DIFFERENCES = 50
_LONGEST_SHOWN = 240
"""Code points of what a mark left out that a difference shows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a quotation and its source.

    Attributes:
        draft: the words of the draft; empty if they are only in the source.
        source: the words of the source; empty if they are only in the draft.
        kind: word, number, negation, name, cut or typography.
    """

    draft: str
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of a source that has the words of a quotation, all or some.

    Attributes:
        start: its first offset in the text of the source.
        end: the offset after its last.
        share: the share of the words of the quotation that are there, in their order.
        differences: what differs, in the order of the quotation.
        longest_cut: the most words of the source that the quotation leaves out at one place
            without a mark.
        longest_addition: the most words in a row that only the quotation has.
        evidence: how much speaks against chance, in bits.
        cuts: the ranges of the source that the quotation leaves out without a mark.
    """

    start: int
    end: int
    share: float = 1.0
    differences: tuple[Difference, ...] = ()
    longest_cut: int = 0
    longest_addition: int = 0
    evidence: float = 0.0
    cuts: tuple[tuple[int, int], ...] = ()

    @property
    def has_same_words(self) -> bool:
        """Return whether nothing but the setting differs."""
        return all(one.kind == "typography" for one in self.differences)


def find_exact(
    segments: Segments, literal: Segments, source: WordSequence, most: int = 20
) -> list[Occurrence]:
    """Return where all words of a quotation are in a source in their order.

    Args:
        segments: the quotation, split at its marks; words may be left out there.
        literal: the quotation with all that is written, as a source itself may have brackets.
        source: the words of the source.
        most: the most places that are returned.
    """
    found: dict[int, Occurrence] = {}
    if literal.parts:
        for low, high in _find_words(literal.parts[0].words, source, 0, len(source), most):
            differences = _compare_setting(literal, (0, len(literal.words)), source, (low, high))
            if differences is not None:
                found[low] = _occurrence(literal, source, low, high, differences)
    if segments.marks or segments.is_changed:
        for ranges in _find_parts(segments, source, most):
            low, high = ranges[0][0], ranges[-1][1]
            differences = _compare_parts(segments, source, ranges)
            if low not in found and differences is not None:
                found[low] = _occurrence(segments, source, low, high, differences)
    return [found[low] for low in sorted(found)]


def _find_words(
    words: Sequence[str], source: WordSequence, low: int, high: int, most: int
) -> list[tuple[int, int]]:
    """Return where words are together in a source, as first index and index after the last."""
    if len(words) <= _FEW_WORDS:
        starts = source.find_spaced(words, low, high, most)
        return [(start, start + len(words)) for start in starts]
    return source.find_letters("".join(words), low, high, most)


def _find_parts(
    segments: Segments, source: WordSequence, most: int
) -> Iterator[list[tuple[int, int]]]:
    """Yield where all parts of a quotation are, one behind the other and not too far apart."""
    if not segments.parts:
        return
    ends: set[int] = set()
    firsts = _find_words(segments.parts[0].words, source, 0, len(source), most * 50)
    for low, high in reversed(firsts):  # the last place of the first part is nearest to the second
        ranges = [(low, high)]
        for part, marks in zip(segments.parts[1:], segments.marks, strict=True):
            at = ranges[-1][1]
            reach = at + _reach(marks) + len(part) + len(segments.words)
            following = _find_words(part.words, source, at, reach, 1)
            if not following or following[0][0] - at > _reach(marks):
                break
            ranges.append(following[0])
        else:
            if ranges[-1][1] not in ends:
                ends.add(ranges[-1][1])
                yield ranges
                if len(ends) == most:
                    return


def _reach(marks: Sequence[Mark]) -> int:
    """Return how many words of the source marks may stand for."""
    return MOST_MARKED_WORDS if any(mark.is_cut for mark in marks) else MOST_REPLACED_WORDS


def _occurrence(
    segments: Segments,
    source: WordSequence,
    low: int,
    high: int,
    differences: Sequence[Difference],
) -> Occurrence:
    """Return the place of words of a source, with the punctuation around them that is quoted."""
    start, end = source.starts[low], source.ends[high - 1]
    evidence = sum(source.weigh(segments.words[:_MOST_DIFFERENCES]).values())
    found = [*differences]
    if not segments.is_changed:
        before, after, edges = _compare_edges(segments, source.text, start, end)
        start, end = start - before, end + after
        found += edges
    return Occurrence(start, end, 1.0, tuple(found[:_MOST_DIFFERENCES]), evidence=evidence)


def _compare_edges(
    segments: Segments, text: str, start: int, end: int
) -> tuple[int, int, list[Difference]]:
    """Compare the punctuation before the first and after the last word of a quotation.

    The comma or full stop at the end is the draft's: "We will vote," she said.

    Returns:
        How many code points before and after the words are quoted, and what differs.
    """
    head = segments.text[: segments.starts[0]].strip()
    tail = segments.text[segments.ends[-1] :].strip()
    differences = []
    before = 0
    lead = text[max(0, start - len(head) - 2) : start]
    if head and lead.rstrip().endswith(head):
        before = len(lead) - lead.rindex(head)
    elif head:
        source = lead[-1:].strip()
        first = segments.text[segments.starts[0] : segments.ends[0]]
        differences.append(Difference(head + first, source + first, "typography"))
    following = text[end : end + len(tail) + 2]
    quoted = _quoted_after(tail, following)
    if quoted is None:
        last = segments.text[segments.starts[-1] : segments.ends[-1]]
        differences.append(Difference(last + tail, last + following.strip(), "typography"))
    return before, quoted or 0, differences


def _quoted_after(tail: str, following: str) -> int | None:
    """Return how many code points after the last word are quoted; None if they are set otherwise.

    Args:
        tail: what follows the last word in the quotation.
        following: what follows it in the source.
    """
    if not tail:
        return 0
    rest = following
    if tail[0] not in _HOUSE_STYLE:  # with a space before it, as in French
        rest = following.lstrip()
    spaces = len(following) - len(rest)
    if rest.startswith(tail):
        return spaces + len(tail)
    bare = tail[:-1]
    if tail[-1] not in _HOUSE_STYLE or not rest.startswith(bare):
        return None
    if rest[len(bare) : len(tail)] in ("?", "!"):
        return None
    return spaces + len(bare) if bare else 0


_HOUSE_STYLE = (".", ",")
"""Signs at the end that belong to the sentence around a quotation: "We will vote," she said."""


def _compare_parts(
    segments: Segments, source: WordSequence, ranges: Sequence[tuple[int, int]]
) -> list[Difference] | None:
    """Return what differs in the parts of a quotation and at the marks between them.

    None if the words are not the same.
    """
    differences: list[Difference] = []
    first = 0
    for number, (part, place) in enumerate(zip(segments.parts, ranges, strict=True)):
        if number:
            left_out = ranges[number - 1][1], place[0]
            differences += compare_marks(segments.marks[number - 1], source, *left_out)
        setting = _compare_setting(segments, (first, first + len(part)), source, place)
        if setting is None:
            return None
        differences += setting
        first += len(part)
    if not differences:  # a letter in brackets, a mark at the beginning or the end
        start, end = source.starts[ranges[0][0]], source.ends[ranges[-1][1] - 1]
        differences.append(
            Difference(shorten(segments.text), shorten(source.text[start:end]), "typography")
        )
    return differences


def compare_marks(
    marks: Sequence[Mark], source: WordSequence, low: int, high: int
) -> list[Difference]:
    """Return what marks stand for, which is loud if it turns the sense round.

    Args:
        marks: the marks between two parts of a quotation.
        source: the words of the source.
        low: the index of the first word that they stand for.
        high: the index after the last; equal to `low` if nothing was left out.
    """
    sign = " ".join(mark.sign for mark in marks)
    words = source.words[low:high]
    text = source.text[source.starts[low] : source.ends[high - 1]] if low < high else ""
    put_in = [word for mark in marks for word in mark.words]
    kind = "typography"
    if any(mark.is_cut for mark in marks):
        if cuts_negation(source, low, high):
            kind = "negation"
    elif sum(map(is_negation, words)) % 2 != sum(map(is_negation, put_in)) % 2:
        kind = "negation"
    elif _other_numbers(put_in, words):
        kind = "number"
    elif any(mark.stem and not _completes(mark, words) for mark in marks):
        kind = "word"
    return [Difference(sign, shorten(text), kind)]


def _other_numbers(own: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether both have numbers, and others."""
    ours = {word for word in plain_forms(own) if is_number(word)}
    theirs = {word for word in plain_forms(other) if is_number(word)}
    return bool(ours and theirs) and ours != theirs


def _completes(mark: Mark, words: Sequence[str]) -> bool:
    """Return whether a word with letters in brackets is a form of the words it stands for."""
    beginning = mark.stem[: max(2, len(mark.stem) - 2)]
    return any(word.startswith(beginning) for word in words)


def cuts_negation(source: WordSequence, low: int, high: int) -> bool:
    """Return whether words were cut that negate what is left.

    A negation of a whole clause or sentence that was cut tells nothing; one that stands right
    beside what is left, or among a few words, does.
    """
    words = source.words[low:high]
    if not has_negation(words):
        return False
    few = _FEW_CUT_CHARACTERS if is_unspaced(words[0]) else _FEW_CUT_WORDS
    if len(words) <= few and low and _is_gap(source, low - 1):
        return True
    return (is_negation(words[0]) and low > 0 and _is_gap(source, low - 1)) or (
        is_negation(words[-1]) and high < len(source) and _is_gap(source, high - 1)
    )


_FEW_CUT_WORDS = 3
_FEW_CUT_CHARACTERS = 6
"""The same in scripts without spaces, where each character counts as a word."""


def _is_gap(source: WordSequence, index: int) -> bool:
    """Return whether only white space is between a word and the next."""
    return not source.text[source.ends[index] : source.starts[index + 1]].strip()


def _compare_setting(
    segments: Segments, own: tuple[int, int], source: WordSequence, other: tuple[int, int]
) -> list[Difference] | None:
    """Return how words are set otherwise in a quotation than in the source; None if they differ.

    Args:
        segments: the quotation.
        own: the first index of the words in the quotation, and the index after the last.
        source: the words of the source.
        other: the same in the source.
    """
    text, starts, ends = segments.text, segments.starts, segments.ends
    draft = text[starts[own[0]] : ends[own[1] - 1]]
    original = source.text[source.starts[other[0]] : source.ends[other[1] - 1]]
    if draft == original or _plain_draft(draft) == _plain_source(original):
        return []
    units: list[tuple[int, int, int, int]] = []
    for unit in _units(segments.words, own, source.words, other):
        first, last, low, high = unit
        if last - first > 1 or high - low > 1:
            if _is_other_word(segments, source, unit):
                return None
            units.append(unit)
        elif not _same_characters(
            text[starts[first] : ends[first]], source.text[source.starts[low] : source.ends[low]]
        ):
            units.append(unit)
        if last < own[1]:
            gap = _plain_draft(text[ends[last - 1] : starts[last]])
            between = source.text[source.ends[high - 1] : source.starts[high]]
            if gap != _plain_source(between):
                units.append((last - 1, last + 1, high - 1, high + 1))
    return [
        Difference(
            " ".join(text[starts[first] : ends[last - 1]].split("\n")),
            " ".join(source.text[source.starts[low] : source.ends[high - 1]].split("\n")),
            "typography",
        )
        for first, last, low, high in _merged(units)
    ]


def _units(
    words: Sequence[str], own: tuple[int, int], others: Sequence[str], other: tuple[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the least groups of words with the same letters on both sides."""
    i, j = own[0], other[0]
    while i < own[1] and j < other[1]:
        first, low = i, j
        here, there = len(words[i]), len(others[j])
        i, j = i + 1, j + 1
        while here != there:
            if here < there:
                here += len(words[i])
                i += 1
            else:
                there += len(others[j])
                j += 1
        yield first, i, low, j


def _merged(units: Sequence[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield groups of words, those that overlap as one; the first of many only."""
    count = 0
    last: tuple[int, int, int, int] | None = None
    for unit in units:
        if last and unit[0] < last[1]:
            last = last[0], max(last[1], unit[1]), last[2], max(last[3], unit[3])
            continue
        if last:
            yield last
            count += 1
            if count == _MOST_DIFFERENCES:
                return
        last = unit
    if last:
        yield last


def _is_other_word(
    segments: Segments, source: WordSequence, unit: tuple[int, int, int, int]
) -> bool:
    """Return whether the same letters are other words, as "now here" and "nowhere", "3 5" and "35".

    Hyphens and line breaks are only how words are set.
    """
    first, last, low, high = unit
    own, others = segments.words[first:last], source.words[low:high]
    if sum(map(is_negation, own)) != sum(map(is_negation, others)):
        return True
    joints = [joint for words in (own, others) for joint in pairwise(words)]
    return any(one[-1].isdigit() and two[0].isdigit() for one, two in joints)


_line_break = re.compile(r"(?<![ \t])[ \t]*[\n\f\r\u2028\u2029]\s*(?:>[> \t]*)?")
_white_space = re.compile(r"\s+")
_reopening = re.compile(r"(?<=\n)([ \t]{0,40})[“\"„«»‹›‘'「『]+(?=\S)")
_quoted_line = re.compile(r"\n[ \t]*>[> \t]*")
_invisible = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def _plain_draft(text: str) -> str:
    """Return words of a draft with spaces for line breaks."""
    if "\n" in text or not text.isascii():
        text = unicodedata.normalize("NFC", _line_break.sub(" ", text))
    return text


def _plain_source(text: str) -> str:
    """Return words of a source with one space for all white space: its layout says nothing."""
    if "\n" in text:
        text = _quoted_line.sub("\n", _reopening.sub(r"\1", text))
    text = _white_space.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _invisible.sub("", text))
    return text


def _same_characters(one: str, other: str) -> bool:
    """Return whether two words are the same, however their letters are composed."""
    return one == other or _plain_draft(one) == _plain_source(other)


def shorten(text: str) -> str:
    """Return a passage in one line; the middle of a long one is left out."""
    line = " ".join(text[: 4 * _LONGEST_SHOWN].split()) if len(text) > 8 * _LONGEST_SHOWN else ""
    if line:
        ending = " ".join(text[-4 * _LONGEST_SHOWN :].split())
        return f"{line[: _LONGEST_SHOWN // 2]} … {ending[-_LONGEST_SHOWN // 2 :]}"
    line = " ".join(text.split())
    if len(line) <= _LONGEST_SHOWN:
        return line
    return f"{line[: _LONGEST_SHOWN // 2]} … {line[-_LONGEST_SHOWN // 2 :]}"
