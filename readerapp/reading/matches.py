"""The matches of a search: their number, the place of one among them, and a walk to highlight them.

They are counted up to a limit, so that a common word in a long text is no long job. A search in
notes counts the notes that have the words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun
from readerapp.text.search import (
    Match,
    Stop,
    compile_expression,
    compile_literal,
    find_all_matches,
    is_any_case,
    search_text,
)
from readerapp.text.source import Text

COUNT_LIMIT = 1000
"""Matches that are counted; more are "1000+"."""
HIGHLIGHT_LIMIT = 2000
"""Matches that are highlighted at once: more than anybody reads, and one save of a second."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search query.

    Attributes:
        words: the words, or the pattern.
        regex: whether it is a regular expression.
        whole_words: whether only whole words match.
    """

    words: str
    regex: bool = False
    whole_words: bool = False

    def next_match(
        self, text: Text, start: int, *, forward: bool, stop: Stop | None = None
    ) -> Match | None:
        """Return the nearest match as `search_text` does."""
        return search_text(
            text,
            self.words,
            start,
            forward=forward,
            regex=self.regex,
            whole_words=self.whole_words,
            stop=stop,
        )

    def matches(self, text: Text, stop: Stop | None = None) -> Iterator[Match]:
        """Return an iterator over all matches in order."""
        whole = self.whole_words
        return find_all_matches(text, self.words, regex=self.regex, whole_words=whole, stop=stop)

    def count_notes(self, notes: Iterable[str]) -> int:
        """Return how many notes have a match."""
        if self.regex:
            pattern = compile_expression(self.words, any_case=is_any_case(self.words))
            try:
                return sum(bool(pattern.search(note, timeout=1.0)) for note in notes)
            except TimeoutError:
                return 0
        literal = compile_literal(self.words)
        if literal is None:
            return 0
        return sum(any(literal.find(note.encode("utf-8", "replace"))) for note in notes)


@dataclass(frozen=True, slots=True)
class MatchCount:
    """The number of matches of a query.

    Attributes:
        starts: the offsets of the matches, at most `COUNT_LIMIT`.
        has_more: whether there are more.
        notes: the number of notes with a match.
    """

    starts: Sequence[int]
    has_more: bool
    notes: int

    def describe(self, start: int) -> str:
        """Return which of the matches begins at `start`, as in "3 of 95".

        >>> MatchCount((4, 9), False, 0).describe(9), MatchCount((4, 9), True, 0).describe(12)
        ('2 of 2', '2+ matches')
        """
        total = f"{len(self.starts)}{'+' if self.has_more else ''}"
        index = bisect_left(self.starts, start)
        if index < len(self.starts) and self.starts[index] == start:
            return f"{index + 1} of {total}"
        return f"{total} matches"


def count_matches(
    text: Text, query: Query, notes: Iterable[str], stop: Stop | None = None
) -> MatchCount:
    """Count the matches of a query in a text and in notes.

    Raises:
        ReaderError: the regular expression takes too long.
    """
    starts = array(
        "q", (match.start for match in islice(query.matches(text, stop), COUNT_LIMIT + 1))
    )
    return MatchCount(starts[:COUNT_LIMIT], len(starts) > COUNT_LIMIT, query.count_notes(notes))


def list_matches(text: Text, query: Query, stop: Stop | None = None) -> list[Match]:
    """Return all matches of a query, to highlight them.

    Raises:
        ReaderError: there are more than `HIGHLIGHT_LIMIT`, or the regular expression takes too
            long.
    """
    found = list(islice(query.matches(text, stop), HIGHLIGHT_LIMIT + 1))
    if len(found) > HIGHLIGHT_LIMIT:
        raise ReaderError(f"More than {HIGHLIGHT_LIMIT} matches · search for more words")
    return found


class MatchWalk:
    """The matches of a query that are not highlighted yet, asked for one by one.

    Args:
        matches: all matches.
        is_highlighted: returns whether a match lies within a highlight.
        at: the offset to begin at.
    """

    def __init__(
        self, matches: Sequence[Match], is_highlighted: Callable[[Match], bool], at: int = 0
    ) -> None:
        self._is_highlighted = is_highlighted
        self.matches = [match for match in matches if not is_highlighted(match)]
        self.skipped = len(matches) - len(self.matches)
        first = bisect_left(self.matches, at, key=lambda match: match.start)
        self._left = [*self.matches[first:], *self.matches[:first]]
        self._index = 0

    @property
    def current(self) -> Match | None:
        """Return the match that is asked for; None at the end."""
        return self._left[self._index] if self._index < len(self._left) else None

    @property
    def number(self) -> int:
        """Return the number of the current match among those of the walk, from 1."""
        return self._index + 1

    @property
    def is_done(self) -> bool:
        """Return whether the current match is highlighted by now."""
        return self.current is not None and self._is_highlighted(self.current)

    @property
    def open_matches(self) -> list[Match]:
        """Return the matches from the current one on that are not highlighted."""
        return [match for match in self._left[self._index :] if not self._is_highlighted(match)]

    @property
    def done(self) -> int:
        """Return how many matches of the walk are highlighted by now."""
        return sum(map(self._is_highlighted, self._left))

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) match."""
        self._index = max(0, min(self._index + direction, len(self._left)))

    def describe(self) -> str:
        """Return how many matches there are to highlight, and how many are left out."""
        left_out = f" · {self.skipped} highlighted already" if self.skipped else ""
        return count_noun(len(self.matches), "match", "matches") + left_out

    def apply_change(self, change: object) -> None:
        """Do nothing: what is highlighted is asked of the session each time."""
