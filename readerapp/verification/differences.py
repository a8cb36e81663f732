"""What differs between a quotation and the place of a source that it was aligned with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readerapp.verification.alignment import Step
from readerapp.verification.comparison import (
    MOST_MARKED_WORDS,
    MOST_REPLACED_WORDS,
    Difference,
    Occurrence,
    compare_marks,
    cuts_negation,
    shorten,
)
from readerapp.verification.quotation import Segments
from readerapp.verification.senses import (
    ENGLISH_HESITATIONS,
    HESITATIONS,
    NameFinder,
    has_negation,
    is_negation,
    is_number,
    is_opposite,
    plain_forms,
)
from readerapp.verification.words import WordSequence

_FEW_CUT_WORDS = 3
_EXTENSIONS = (0, 1, 2, 3, 4, -1, -2)
"""Words beyond the first and the last one that are aligned, which may belong to a number."""
_ENGLISH_SHARE = 80
"""Words for each "the" in an English text, at most: four times as many as usual."""
_narration = re.compile(r"[^\w\"”»“]*[\"”»“][^\"“”„«»\n]{2,240}[\"“„«]\W*").fullmatch


def hesitations(source: WordSequence) -> frozenset[str]:
    """Return the words that are only sounds in a source; "um" and "er" are words in German."""
    articles = source.words.count("the")
    return ENGLISH_HESITATIONS if articles * _ENGLISH_SHARE > len(source) else HESITATIONS


@dataclass(frozen=True, slots=True)
class _Group:
    """Words between those that are the same: half-open ranges of indexes.

    Attributes:
        first: the first word of the quotation.
        last: the word of the quotation after the last.
        low: the first word of the source.
        high: the word of the source after the last.
    """

    first: int
    last: int
    low: int
    high: int


def describe(
    segments: Segments,
    source: WordSequence,
    names: NameFinder,
    evidence: float,
    steps: Sequence[Step],
) -> Occurrence:
    """Return the place that an alignment leads to, with what differs.

    Args:
        segments: the quotation.
        source: the words of the source.
        names: what tells names in the source.
        evidence: how much the alignment speaks against chance, in bits.
        steps: the alignment; at least one word is the same.
    """
    low, high = _aligned(steps)
    groups = _merge_numbers([*_find_groups(steps, segments, low, high)], segments.words)
    same = len(segments.words) - sum(group.last - group.first for group in groups)
    differences: list[Difference] = []
    cuts: list[tuple[int, int]] = []
    longest_cut = longest_addition = 0
    for group in groups:
        found = _compare_marked(group, segments, source)
        if found:
            differences += found
            continue
        wider = _widen(group, segments.words, source)
        low = wider.low if wider.first == 0 else low
        high = wider.high if wider.last == len(segments.words) else high
        difference = _difference(wider, segments, source, names)
        differences.append(difference)
        added = group.last - group.first
        if difference.kind == "typography":
            same += added
            continue
        longest_cut = max(longest_cut, group.high - group.low - added)
        longest_addition = max(longest_addition, added)
        if not added:
            cuts.append((source.starts[group.low], source.ends[group.high - 1]))
    return Occurrence(
        source.starts[low],
        source.ends[high - 1],
        same / len(segments.words),
        tuple(differences),
        longest_cut,
        longest_addition,
        evidence,
        tuple(cuts),
    )


def _aligned(steps: Sequence[Step]) -> tuple[int, int]:
    """Return the first word of the source that is opposite one of the quotation, and the end."""
    places = [
        step.source for step in steps if step.source is not None and step.quotation is not None
    ]
    return places[0], places[-1] + 1


def _find_groups(
    steps: Sequence[Step], segments: Segments, low: int, high: int
) -> Iterator[_Group]:
    """Yield the groups of words that differ, and those that are left out."""
    first = 0
    for step in steps:
        if step.same and step.quotation is not None and step.source is not None:
            if step.quotation > first or step.source > low:
                yield _Group(first, step.quotation, low, step.source)
            first, low = step.quotation + 1, step.source + 1
    if first < len(segments.words) or low < high:
        yield _Group(first, len(segments.words), low, high)


def _merge_numbers(groups: Sequence[_Group], words: Sequence[str]) -> list[_Group]:
    """Return groups, those as one between which are only words of a number: "five" of "$5"."""
    merged: list[_Group] = []
    for group in groups:
        last = merged[-1] if merged else None
        between = words[last.last : group.first] if last else ()
        if last and 0 < len(between) <= _FEW_CUT_WORDS and all(map(is_number, between)):
            merged[-1] = replace(last, last=group.last, high=group.high)
        else:
            merged.append(group)
    return merged


def _widen(group: _Group, words: Sequence[str], source: WordSequence) -> _Group:
    """Return a group with the words of the same number around it, if the number then is the same.

    So "25" is found to be "twenty-five", of which the alignment has put one word opposite it.
    """
    if not any(map(is_number, words[group.first : group.last])):
        return group
    first, last, low, high = group.first, group.last, group.low, group.high
    while (
        first and low and is_number(words[first - 1]) and words[first - 1] == source.words[low - 1]
    ):
        first, low = first - 1, low - 1
    while (
        last < len(words)
        and high < len(source)
        and is_number(words[last])
        and words[last] == source.words[high]
    ):
        last, high = last + 1, high + 1
    own = plain_forms(words[first:last])
    for before in _EXTENSIONS if first == 0 else (0,):
        for after in _EXTENSIONS if last == len(words) else (0,):
            lowest, highest = max(0, low - before), min(len(source), high + after)
            if plain_forms(source.words[lowest:highest]) == own:
                return _Group(first, last, lowest, highest)
    return group


def _compare_marked(group: _Group, segments: Segments, source: WordSequence) -> list[Difference]:
    """Return what a mark stands for, if a group is only a cut at a mark that may be so long."""
    marks = segments.boundaries.get(group.last, ())
    if not marks or group.first < group.last:
        return []
    reach = MOST_MARKED_WORDS if any(mark.is_cut for mark in marks) else MOST_REPLACED_WORDS
    if group.high - group.low > reach:
        return []
    return compare_marks(marks, source, group.low, group.high)


def _difference(
    group: _Group, segments: Segments, source: WordSequence, names: NameFinder
) -> Difference:
    """Describe the words in which a quotation and its source differ."""
    draft = original = ""
    if group.first < group.last:
        draft = segments.text[segments.starts[group.first] : segments.ends[group.last - 1]]
    if group.low < group.high:
        original = source.text[source.starts[group.low] : source.ends[group.high - 1]]
    left = segments.words[group.first : group.last]
    right = source.words[group.low : group.high]
    kind = _kind(left, right, hesitations(source))
    if kind == "cut":
        kind = _kind_of_cut(source, group.low, group.high)
    elif kind == "word":
        ours = names.names(draft, segments.text, segments.starts[group.first])
        theirs = names.names(original, source.text, source.starts[group.low]) if right else set()
        if ours != theirs:
            kind = "name"
    return Difference(shorten(draft), shorten(original), kind)


def _kind(left: Sequence[str], right: Sequence[str], sounds: frozenset[str]) -> str:
    """Return the kind of a difference; what changes the sense most comes first."""
    if all(word in sounds for word in (*left, *right)):
        return "typography"
    if not left:
        return "cut"
    if sum(map(is_negation, left)) != sum(map(is_negation, right)) or (
        has_negation(left) != has_negation(right)
    ):
        return "negation"
    if plain_forms(left) == plain_forms(right) or "".join(left) == "".join(right):
        return "typography"
    if any(is_opposite(one, other) for one in left for other in right):
        return "negation"
    if _numbers(left) != _numbers(right):
        return "number"
    return "word"


def _numbers(words: Sequence[str]) -> list[str]:
    """Return the numbers in folded words."""
    return sorted(filter(is_number, plain_forms(words)))


def _kind_of_cut(source: WordSequence, low: int, high: int) -> str:
    """Return the kind of a cut: loud if it takes a negation from what is left, or one number.

    What the source puts between two parts of what one person says ("We vote," she said, "today")
    is no word of that person.
    """
    if (
        low
        and high < len(source)
        and _narration(source.text[source.ends[low - 1] : source.starts[high]])
    ):
        return "typography"
    if cuts_negation(source, low, high):
        return "negation"
    words = source.words[low:high]
    return "number" if len(words) <= _FEW_CUT_WORDS and any(map(is_number, words)) else "cut"
