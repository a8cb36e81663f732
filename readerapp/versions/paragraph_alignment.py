"""Which paragraphs of two texts belong together: the same, changed, added, removed or moved.

Paragraphs with the same words are matched first. Of the others, those that stand elsewhere with the
same words have moved. The words of what is left between two matches are compared as one sequence,
so that it does not matter how lines are wrapped or paragraphs divided; where both texts end a
paragraph at the same word, one group ends and the next begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.sequence_matching import MatchBlock, match_sequences
from readerapp.text.word_diff import compared_form, divide, split_words_and_marks

Kind = Literal["changed", "added", "removed", "moved"]

_MOVED_WORDS = 4
"""Words from which on a paragraph is recognised elsewhere: "Yes, he said." occurs by chance."""
_EDITED_MOVED_WORDS = 8
_EDITED_MOVED_SHARE = 0.6
"""The same for one that was edited as well, and the share of its words that must be the same."""
_MOST_MOVED = 2000
"""Paragraphs on each side among which moved and edited ones are looked for."""
_RARE = 8
"""Added paragraphs in which a word may occur that leads from a removed paragraph to one of them."""
_SHARE = 0.4
"""Share of the words of a paragraph that must be matched, so that it is the same one, edited. Two
unrelated paragraphs of English have up to a third of their words in the same order."""
_CONTAINED_SHARE = 0.7
_CONTAINED_WORDS = 6
"""The same for the shorter of two of unequal length, one a part of the other; and the words that
such a part has at least."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that has words.

    Attributes:
        start: its first offset, after white space.
        end: the offset after its last word.
        line: its words with one space between them, in the form in which they are compared.
    """

    start: int
    end: int
    line: str

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words and marks, in the form in which they are compared."""
        return split_words_and_marks(self.line, 0, len(self.line)).words

    @property
    def word_counts(self) -> Counter[str]:
        """Return how often each word occurs, without marks."""
        return Counter(word for word in self.words if word[0].isalnum())


@dataclass(frozen=True, slots=True)
class ParagraphGroup:
    """Paragraphs of both texts that belong together and are not the same.

    Attributes:
        kind: what became of them.
        old: indexes of paragraphs of the old text, in order; empty for an addition.
        new: the same of the new text; empty for a removal.
        old_place: the index before which the new ones would stand in the old text.
        new_place: the index before which the old ones would stand in the new text.
    """

    kind: Kind
    old: tuple[int, ...]
    new: tuple[int, ...]
    old_place: int
    new_place: int


def list_paragraphs(text: str, flow: ParagraphFlow) -> list[Paragraph]:
    """Return the paragraphs of a text that have words."""
    paragraphs = []
    for start, end in flow.paragraphs(text):
        content = text[start:end]
        if line := " ".join(compared_form(content).split()):
            inner = content.strip()
            first = start + content.index(inner[0])
            paragraphs.append(Paragraph(first, first + len(inner), line))
    return paragraphs


def align_paragraphs(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[ParagraphGroup]:
    """Return the paragraphs that are not the same on both sides, in the order of the new text."""
    blocks = match_sequences([one.line for one in old], [one.line for one in new])
    hunks = [
        (range(*old_range), range(*new_range))
        for is_same, old_range, new_range in divide(blocks, len(old), len(new))
        if not is_same
    ]
    moved = _find_moved(old, new, hunks)
    old_moved, new_moved = set(moved), set(moved.values())
    groups = [ParagraphGroup("moved", (i,), (j,), i, j) for i, j in moved.items()]
    for old_range, new_range in hunks:
        groups += _Hunk(
            [(i, old[i].words) for i in old_range if i not in old_moved],
            [(j, new[j].words) for j in new_range if j not in new_moved],
            (old_range.stop, new_range.stop),
        ).groups()
    groups = _pair_edited_moves(old, new, groups)
    groups.sort(key=lambda group: (group.new_place, bool(group.new), group.old_place))
    return _join(groups)


def _find_moved(
    old: Sequence[Paragraph], new: Sequence[Paragraph], hunks: Sequence[tuple[range, range]]
) -> dict[int, int]:
    """Return the paragraphs that stand elsewhere: indexes in the new text by those in the old.

    Their words are the same, and unique among what is not matched on each side.
    """
    old_left = [i for old_range, _ in hunks for i in old_range]
    new_left = [j for _, new_range in hunks for j in new_range]
    old_counts = Counter(old[i].line for i in old_left)
    new_counts = Counter(new[j].line for j in new_left)
    places = {new[j].line: j for j in new_left}
    return {
        i: places[line]
        for i in old_left
        if old_counts[line := old[i].line] == new_counts[line] == 1
        and old[i].word_counts.total() >= _MOVED_WORDS
    }


_Words = Sequence[tuple[int, tuple[str, ...]]]
"""Paragraphs between two matches: the index of each, and its words."""


class _Hunk:
    """What is between two matched paragraphs, on both sides.

    Args:
        old: the paragraphs of the old text.
        new: the paragraphs of the new text.
        following: the indexes of the paragraphs that follow on both sides.
    """

    def __init__(self, old: _Words, new: _Words, following: tuple[int, int]) -> None:
        self._old_indexes = [*(index for index, _ in old), following[0]]
        self._new_indexes = [*(index for index, _ in new), following[1]]
        self._old_words = [word for _, words in old for word in words]
        self._new_words = [word for _, words in new for word in words]
        # The numbers of the words at which the paragraphs begin, and the number of all words.
        self._old_starts = [0, *accumulate(len(words) for _, words in old)]
        self._new_starts = [0, *accumulate(len(words) for _, words in new)]
        # How many words there are up to each word or mark: marks say nothing about a paragraph.
        self._old_counts = [0, *accumulate(word[0].isalnum() for word in self._old_words)]
        self._new_counts = [0, *accumulate(word[0].isalnum() for word in self._new_words)]

    def groups(self) -> Iterator[ParagraphGroup]:
        """Yield the groups that are not the same on both sides."""
        blocks = match_sequences(self._old_words, self._new_words)
        for _ in range(2):  # what was dropped may have been what carried another match
            blocks = self._drop_chance_matches(blocks)
        if not blocks and max(len(self._old_indexes), len(self._new_indexes)) > _MOST_MOVED:
            yield from self._all_different()
            return
        for (old_start, new_start), (old_end, new_end) in pairwise(self._common_ends(blocks)):
            old_words = self._old_words[old_start:old_end]
            new_words = self._new_words[new_start:new_end]
            if old_words == new_words:
                continue
            old_numbers = self._numbers(self._old_starts, old_start, old_end)
            new_numbers = self._numbers(self._new_starts, new_start, new_end)
            kind: Kind = "added" if not old_words else "changed" if new_words else "removed"
            yield ParagraphGroup(
                kind,
                tuple(self._old_indexes[old_numbers]),
                tuple(self._new_indexes[new_numbers]),
                self._old_indexes[old_numbers.start],
                self._new_indexes[new_numbers.start],
            )

    def _all_different(self) -> Iterator[ParagraphGroup]:
        """Yield all paragraphs as removed and added: too many to be looked at one by one."""
        *old, old_end = self._old_indexes
        *new, new_end = self._new_indexes
        new_place = new[0] if new else new_end
        if old:
            yield ParagraphGroup("removed", tuple(old), (), old[0], new_place)
        if new:
            yield ParagraphGroup("added", (), tuple(new), old_end, new_place)

    @staticmethod
    def _numbers(starts: Sequence[int], start: int, end: int) -> slice:
        """Return the numbers of the paragraphs that begin in a range of words."""
        return slice(bisect_left(starts, start), bisect_left(starts, end))

    def _drop_chance_matches(self, blocks: Sequence[MatchBlock]) -> list[MatchBlock]:
        """Drop the matches between paragraphs that have too few words in common."""
        pieces = [
            (
                piece,
                self._paragraph(self._old_starts, piece.old),
                self._paragraph(self._new_starts, piece.new),
            )
            for block in blocks
            for piece in self._split(block)
        ]
        old_matched: Counter[int] = Counter()
        new_matched: Counter[int] = Counter()
        pair_matched: Counter[tuple[int, int]] = Counter()
        for piece, i, j in pieces:
            words = self._old_counts[piece.old + piece.length] - self._old_counts[piece.old]
            old_matched[i] += words
            new_matched[j] += words
            pair_matched[i, j] += words

        def belong_together(i: int, j: int) -> bool:
            old_share = self._share(old_matched[i], self._old_counts, self._old_starts, i)
            new_share = self._share(new_matched[j], self._new_counts, self._new_starts, j)
            if min(old_share, new_share) >= _SHARE:
                return True
            contained = max(old_share, new_share) >= _CONTAINED_SHARE
            return contained and pair_matched[i, j] >= _CONTAINED_WORDS

        return [piece for piece, i, j in pieces if belong_together(i, j)]

    @staticmethod
    def _share(matched: int, counts: Sequence[int], starts: Sequence[int], number: int) -> float:
        """Return the share of the words of a paragraph that are matched; 1 if it has only marks."""
        total = counts[starts[number + 1]] - counts[starts[number]]
        return matched / total if total else 1.0

    @staticmethod
    def _paragraph(starts: Sequence[int], word: int) -> int:
        """Return the number, in this hunk, of the paragraph that has a word."""
        return bisect_right(starts, word) - 1

    def _split(self, block: MatchBlock) -> Iterator[MatchBlock]:
        """Divide a match where a paragraph begins on either side."""
        i, j, left = block
        while left:
            old_end = self._old_starts[self._paragraph(self._old_starts, i) + 1]
            new_end = self._new_starts[self._paragraph(self._new_starts, j) + 1]
            length = min(left, old_end - i, new_end - j)
            yield MatchBlock(i, j, length)
            i, j, left = i + length, j + length, left - length

    def _common_ends(self, blocks: Sequence[MatchBlock]) -> list[tuple[int, int]]:
        """Return the word numbers on both sides at which paragraphs end at the same time.

        Both sides are walked along. In a difference first come the ends of paragraphs that began
        before it, then whole removed and whole added paragraphs, then the beginnings of those that
        go on behind it.
        """
        old_bounds, new_bounds = set(self._old_starts), set(self._new_starts)
        ends = [(0, 0)]
        i = j = 0

        def go(to_old: int, to_new: int) -> None:
            nonlocal i, j
            i, j = to_old, to_new
            if i in old_bounds and j in new_bounds and ends[-1] != (i, j):
                ends.append((i, j))

        for is_same, (_, old_end), (_, new_end) in divide(
            blocks, len(self._old_words), len(self._new_words)
        ):
            if is_same:
                go(old_end, new_end)  # matches are divided where a paragraph begins
                continue
            go(
                i if i in old_bounds else self._next_start(self._old_starts, i, old_end),
                j if j in new_bounds else self._next_start(self._new_starts, j, new_end),
            )
            while (following := self._next_start(self._old_starts, i, old_end)) in old_bounds:
                if following == i:
                    break
                go(following, j)
            while (following := self._next_start(self._new_starts, j, new_end)) in new_bounds:
                if following == j:
                    break
                go(i, following)
            go(old_end, new_end)
        return ends

    @staticmethod
    def _next_start(starts: Sequence[int], word: int, end: int) -> int:
        """Return the number of the word after `word` at which a paragraph begins; `end` at most."""
        index = bisect_right(starts, word)
        return min(starts[index], end) if index < len(starts) else end


def _pair_edited_moves(
    old: Sequence[Paragraph], new: Sequence[Paragraph], groups: Sequence[ParagraphGroup]
) -> list[ParagraphGroup]:
    """Make one moved group of a removed and an added paragraph with mostly the same words."""
    removed = [one for one in groups if one.kind == "removed" and len(one.old) == 1]
    added = [one for one in groups if one.kind == "added" and len(one.new) == 1]
    if not removed or not added or max(len(removed), len(added)) > _MOST_MOVED:
        return list(groups)
    new_words = [new[one.new[0]].word_counts for one in added]
    places: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(new_words):
        for word in words:
            places[word].append(number)
    pairs = []
    for group in removed:
        words = old[group.old[0]].word_counts
        votes = Counter(
            number
            for word in words
            if len(places.get(word, ())) <= _RARE
            for number in places.get(word, ())
        )
        for number, _ in votes.most_common(3):
            lengths = (words.total(), new_words[number].total())
            share = (words & new_words[number]).total() / max(lengths)
            if share >= _EDITED_MOVED_SHARE and min(lengths) >= _EDITED_MOVED_WORDS:
                pairs.append((share, group, added[number]))
    used: set[ParagraphGroup] = set()
    moved = []
    for _, before, after in sorted(pairs, key=lambda pair: -pair[0]):
        if used.isdisjoint((before, after)):
            used |= {before, after}
            is_here = before.new_place == after.new[0]
            moved.append(
                ParagraphGroup(
                    "changed" if is_here else "moved",
                    before.old,
                    after.new,
                    before.old_place,
                    after.new_place,
                )
            )
    return [*(group for group in groups if group not in used), *moved]


def _join(groups: Sequence[ParagraphGroup]) -> list[ParagraphGroup]:
    """Join neighbours that were added, removed or moved together; `groups` is in order."""
    runs: list[list[ParagraphGroup]] = []
    for group in groups:
        last = runs[-1][-1] if runs else None
        if (
            last
            and last.kind == group.kind != "changed"
            and (not group.old or last.old[-1] + 1 == group.old[0])
            and (not group.new or last.new[-1] + 1 == group.new[0])
        ):
            runs[-1].append(group)
        else:
            runs.append([group])
    return [
        ParagraphGroup(
            run[0].kind,
            tuple(i for group in run for i in group.old),
            tuple(j for group in run for j in group.new),
            run[0].old_place,
            run[0].new_place,
        )
        for run in runs
    ]
