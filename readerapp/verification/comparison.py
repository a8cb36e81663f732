"""Comparison of a quotation with one source: where its words are, and what differs.

First the words are looked for as they are. If they are not there, the part of the source that has
most of them is found by votes of rare words for the same diagonal, and both are aligned word by
word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readerapp.verification.alignment import Alignment, Step, align
from readerapp.verification.quotation import Segments
from readerapp.verification.words import WordSequence

MOST_CUT_WORDS = 40
"""Words of the source between two parts of a quotation, from which on they are two places. A cut of
one or two sentences is a cut; parts that are further apart are put together."""
_MOST_MARKED_WORDS = 400
"""Words that a mark such as "[…]" may stand for: a page."""
_DIAGONAL = 8
"""Words by which a part of a quotation may have moved and still votes for the same diagonal."""
_WINDOWS = 3
"""Parts of a source that are aligned with a quotation, those with most votes first."""
_SPARE_WORDS = 12
"""Words of the source on both sides of what is aligned."""
_FREQUENT = 60
"""Occurrences of a word in a source above which it does not vote."""

_NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor nowhere cannot without hardly "
    "kein keine keinen keiner keinem keines nicht nie niemals niemand nichts ohne weder "
    "ne pas jamais aucun aucune personne rien sans ni "
    "nunca jamás ningún ninguno ninguna nadie nada tampoco sin "
    "non mai nessun nessuno nessuna niente nulla senza "
    "niet geen nooit niemand niets zonder".split()
)
_NUMBERS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion half third quarter dozen first second".split()
)


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
        longest_cut: the most words of the source that the quotation leaves out at one place.
        longest_addition: the most words in a row that only the quotation has.
        marked: whether the quotation marks that it leaves words out, or puts words in.
    """

    start: int
    end: int
    share: float
    differences: tuple[Difference, ...] = ()
    longest_cut: int = 0
    longest_addition: int = 0
    marked: bool = False


def find_exact(
    segments: Segments, patterns: Sequence[re.Pattern[str]], text: str, most: int = 20
) -> list[Occurrence]:
    """Return where all words of a quotation are in `text` in their order, nothing in between.

    Between two parts of a marked quotation up to a page may be left out.
    """
    found: list[Occurrence] = []
    first = patterns[0]
    for match in first.finditer(text):
        end = match.end()
        for pattern in patterns[1:]:
            limit = end + _MOST_MARKED_WORDS * 8
            following = pattern.search(text, end, limit)
            if following is None:
                break
            end = following.end()
        else:
            start = match.start()
            marked = len(patterns) > 1
            differences = _typography(segments, text[start:end]) if not marked else ()
            found.append(Occurrence(start, end, 1.0, differences, marked=marked))
            if len(found) == most:
                break
    return found


def _typography(segments: Segments, source: str) -> tuple[Difference, ...]:
    """Return how the words of a quotation are set otherwise than in the source; mostly empty.

    A line break of the source is a space: how a text is wrapped is no part of it.
    """
    draft = segments.text[segments.starts[0] : segments.ends[-1]]
    if draft == source or " ".join(draft.split("\n")) == " ".join(source.split("\n")):
        return ()
    return (Difference(draft, source, "typography"),)


def find_similar(segments: Segments, source: WordSequence, text: str) -> Occurrence | None:
    """Return the place of a source that is most like a quotation; None if no word is there.

    Args:
        segments: the quotation.
        source: the words of the source.
        text: the text of the source.
    """
    words = segments.words
    best: tuple[Alignment, int] | None = None
    for low, high in _windows(words, source):
        alignment = align(words, source.words[low:high])
        if best is None or alignment.score > best[0].score:
            best = alignment, low
    if best is None:
        return None
    alignment, low = best
    steps = [
        Step(step.quotation, None if step.source is None else step.source + low, step.same)
        for step in alignment.steps
    ]
    places = [
        step.source for step in steps if step.source is not None and step.quotation is not None
    ]
    if not places or not alignment.same_count:
        return None
    groups = [*_groups(steps)]
    marks = _mark_boundaries(segments)
    unmarked = [group for group in groups if not _is_marked_cut(group, marks)]
    return Occurrence(
        source.starts[places[0]],
        source.ends[places[-1]],
        alignment.same_count / len(words),
        tuple(_difference(group, segments, source, text) for group in unmarked),
        max((_cut_length(group) for group in unmarked), default=0),
        max((_addition_length(group) for group in unmarked), default=0),
        marked=len(segments.parts) > 1,
    )


def _windows(words: Sequence[str], source: WordSequence) -> Iterator[tuple[int, int]]:
    """Yield the parts of a source, as indexes of words, that are most like a quotation."""
    wanted = set(words)
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(source.words):
        if word in wanted:
            places[word].append(index)
    votes: Counter[int] = Counter()
    spans: dict[int, list[int]] = defaultdict(list)
    for position, word in enumerate(words):
        indexes = places.get(word, ())
        if len(indexes) > _FREQUENT and len(wanted) > 4:
            continue
        weight = 1 + 4 // (1 + len(indexes) // 4)
        for index in indexes:
            diagonal = (index - position) // _DIAGONAL
            for near in (diagonal, diagonal + 1):
                votes[near] += weight
                spans[near].append(index)
    taken: list[tuple[int, int]] = []
    for diagonal, _ in votes.most_common(4 * _WINDOWS):
        centre = diagonal * _DIAGONAL
        low = max(0, centre - MOST_CUT_WORDS - _SPARE_WORDS)
        high = min(len(source.words), centre + len(words) + MOST_CUT_WORDS + _SPARE_WORDS)
        if any(start <= centre <= end for start, end in taken):
            continue
        taken.append((low, high))
        yield low, high
        if len(taken) == _WINDOWS:
            return


def _mark_boundaries(segments: Segments) -> set[int]:
    """Return the indexes of words before which the quotation has a mark."""
    boundaries, count = set(), 0
    for part in segments.parts:
        boundaries.add(count)
        count += len(part.words)
    return boundaries


def _groups(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Yield the steps between words that are the same, each with the next same word after them."""
    group: list[Step] = []
    for step in steps:
        if step.same:
            if group:
                yield [*group, step]
            group = []
        else:
            group.append(step)
    if group:
        yield group


def _is_marked_cut(group: Sequence[Step], marks: set[int]) -> bool:
    """Return whether a group is only a cut, at a place that the quotation marks."""
    last = group[-1]
    return last.same and last.quotation in marks and _addition_length(group) == 0


def _cut_length(group: Sequence[Step]) -> int:
    """Return how many words of the source a group leaves out."""
    return sum(step.quotation is None for step in group)


def _addition_length(group: Sequence[Step]) -> int:
    """Return how many words of the quotation in a group are not those of the source."""
    return sum(step.quotation is not None and not step.same for step in group)


def _difference(
    group: Sequence[Step], segments: Segments, source: WordSequence, text: str
) -> Difference:
    """Describe the words of a group in which quotation and source differ."""
    own = [step.quotation for step in group if step.quotation is not None and not step.same]
    others = [step.source for step in group if step.source is not None and not step.same]
    draft = segments.text[segments.starts[own[0]] : segments.ends[own[-1]]] if own else ""
    original = text[source.starts[others[0]] : source.ends[others[-1]]] if others else ""
    left = [segments.words[index] for index in own]
    right = [source.words[index] for index in others]
    return Difference(draft, " ".join(original.split()), _kind(left, right, draft, original))


def _kind(left: Sequence[str], right: Sequence[str], draft: str, original: str) -> str:
    """Return the kind of a difference; what changes the sense most comes first."""
    if sum(map(_is_negation, left)) != sum(map(_is_negation, right)):
        return "negation"
    if sorted(filter(_is_number, left)) != sorted(filter(_is_number, right)):
        return "number"
    if not left:
        return "cut"
    if _names(draft) != _names(original):
        return "name"
    return "word"


def _is_negation(word: str) -> bool:
    """Return whether a folded word negates."""
    return word in _NEGATIONS or word.endswith("n't")


def _is_number(word: str) -> bool:
    """Return whether a folded word is a number, in digits or in letters."""
    return word in _NUMBERS or any(map(str.isdigit, word))


_capital_word = re.compile(r"(?<![.!?…][\"”’ ])(?<!\A)\b[^\W\d_a-zà-ÿ]\w+")
_first_capital = re.compile(r"\A[^\W\d_a-zà-ÿ]\w+")


def _names(words: str) -> set[str]:
    """Return the words with a capital; a single one may also begin a sentence."""
    found = set(_capital_word.findall(words))
    if match := _first_capital.match(words):
        found.add(match[0])
    return {word.casefold() for word in found if not word.isupper() or len(word) > 1}


def longest_runs(
    words: Sequence[str], source: WordSequence, shortest: int
) -> Iterator[tuple[int, int, int]]:
    """Yield runs of words of a quotation that a source has as they are, the longest at each place.

    Args:
        words: the words of the quotation.
        source: the words of the source.
        shortest: words of the shortest run.

    Yields:
        The first index in the quotation, the number of words, and the first index in the source.
    """
    position = 0
    while position + shortest <= len(words):
        length = 0
        place = -1
        low, high = shortest, len(words) - position
        while low <= high:  # a run that is there has all its beginnings there
            middle = (low + high) // 2
            found = source.find_all(words[position : position + middle], 1)
            if found:
                length, place, low = middle, found[0], middle + 1
            else:
                high = middle - 1
        if length:
            yield position, length, place
            position += length
        else:
            position += 1


def are_apart(runs: Sequence[tuple[int, int]]) -> bool:
    """Return whether runs of one source, as first and last index of words, are far apart."""
    return any(
        not 0 <= following[0] - run[1] <= MOST_CUT_WORDS for run, following in pairwise(runs)
    )
