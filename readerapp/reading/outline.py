"""The outline of a document: its headings by level, or its pages, chapters or times if it has none.

It answers what the contents screen, the status line, `:` and the palette ask: which entry an offset
belongs to, which entries words name, and how many highlights are in each with all entries below it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from readerapp.documents import Document
from readerapp.reading.time_marks import list_time_marks
from readerapp.text.phrases import fold_for_search

SEPARATOR = " › "
"""Between the titles of a heading and of those above it, as in "VOLUME II › CHAPTER I"."""

_BEGINNING = 60
"""Code points of the text after a page or a time that stand in its entry."""
_words = re.compile(r"[^\W_]+|\S").findall
_minutes = re.compile(r"(.*?\d{1,2}:\d{2})(?::\d{2})\Z").match


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of an outline.

    Attributes:
        start: the offset in code points.
        depth: the number of entries that it is below of.
        title: its own title, on one line.
        name: the title that tells it from all others: with the titles above it, if another entry
            has the same one.
        path: the title with those above it, without that of the whole document.
        label: how its place is cited, as in "p. 12" or "vol. 2 ch. 3"; empty if it is not.
    """

    start: int
    depth: int
    title: str
    name: str
    path: str
    label: str = ""


class Outline:
    """The entries of a document in order.

    Attributes:
        entries: the entries.
        has_headings: whether they are headings; otherwise pages, chapters or times.
    """

    def __init__(self, entries: Sequence[OutlineEntry], *, has_headings: bool) -> None:
        self.entries = entries
        self.has_headings = has_headings
        self._starts = [entry.start for entry in entries]

    def index_at(self, offset: int) -> int | None:
        """Return the index of the last entry at or before `offset`; None before the first."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 else None

    def chapter_at(self, offset: int) -> str:
        """Return the name of the heading over `offset`; empty before the first, or without any."""
        index = self.index_at(offset)
        return self.entries[index].name if self.has_headings and index is not None else ""

    def counts(self, count: Callable[[int, int], int], length: int) -> list[int]:
        """Return for each entry how many things are in it and in the entries below it.

        Args:
            count: returns how many begin in a half-open range, in code points.
            length: the length of the document in code points.
        """
        ends = [length] * len(self.entries)
        open_entries: list[int] = []
        for index, entry in enumerate(self.entries):
            while open_entries and self.entries[open_entries[-1]].depth >= entry.depth:
                ends[open_entries.pop()] = entry.start
            open_entries.append(index)
        pairs = zip(self._starts, ends, strict=True)
        return [count(start, end) for start, end in pairs]

    def find(self, typed: str) -> list[int]:
        """Return the indexes of the entries that fit what is typed; all of them for an empty text.

        Typed words are beginnings of words in the titles above it and its own, or in its label, in
        this order; if no entry fits so, any parts of them.
        """
        wanted = _words(fold_for_search(typed))
        if not wanted:
            return [*range(len(self.entries))]
        for parts in ([f" {word}" for word in wanted], wanted):
            found = [
                n
                for n, texts in enumerate(self._searched)
                if any(_follow(text, parts) for text in texts)
            ]
            if found:
                return found
        return []

    def find_best(self, typed: str) -> list[int]:
        """Return the indexes of the entries that somebody most probably means.

        They are the entries of just this title or name; if there is none, those whose title has
        the words as they are typed; if there is none, those of `find`.
        """
        wanted = fold_for_search(typed)
        if not wanted:
            return []
        same = [n for n, names in enumerate(self._folded) if wanted in names]
        phrase = [n for n, (title, _) in enumerate(self._folded) if f" {wanted}" in f" {title}"]
        return same or phrase or self.find(typed)

    def fold(self) -> None:
        """Fold all titles now, on any thread; otherwise the first `find` or `find_best` does."""
        _ = self._searched, self._folded

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        """The folded title and path of each entry."""
        return [(fold_for_search(e.title), fold_for_search(e.path)) for e in self.entries]

    @cached_property
    def _searched(self) -> list[tuple[str, str]]:
        """What typed words are searched in, for each entry: its path and its label."""
        return [
            (_searched(e.path.replace(SEPARATOR, " ")), _searched(e.label)) for e in self.entries
        ]


def make_outline(document: Document) -> Outline:
    """Make the outline of a document; it is empty without headings, milestones and times."""
    if document.headings:
        return Outline(list(_from_headings(document)), has_headings=True)
    return Outline(list(_from_milestones(document)), has_headings=False)


def _from_headings(document: Document) -> Iterator[OutlineEntry]:
    labels = {each.start: each.label for each in document.milestones}
    top = min(heading.level for heading in document.headings)
    is_alone = sum(heading.level == top for heading in document.headings) == 1
    whole = document.title if is_alone else None  # a heading over everything says nothing
    above: list[tuple[int, str]] = []  # level and title of the headings that are still open
    found: list[tuple[int, int, str, str]] = []
    for heading in document.headings:
        title = " ".join(heading.title.split())
        while above and above[-1][0] >= heading.level:
            above.pop()
        path = SEPARATOR.join([*(one for _, one in above if one != whole), title])
        found.append((heading.start, len(above), title, path))
        above.append((heading.level, title))
    repeated = _repeated(title for _, _, title, _ in found)
    for start, depth, title, path in found:
        name = path if title in repeated else title
        yield OutlineEntry(start, depth, title, name, path, labels.get(start, ""))


def _from_milestones(document: Document) -> Iterator[OutlineEntry]:
    """Yield an entry for each page or chapter, or for each minute of a recording."""
    minute = ""
    for start, label in _labelled_places(document):
        if match := _minutes(label):
            if match[1] == minute:
                continue
            minute = match[1]
        text = document.text.slice(start, start + len(label) + _BEGINNING)
        words = " ".join(text.replace(label, "", 1).split()).lstrip("[]()- ")
        if len(words) >= _BEGINNING:
            words = f"{words[:_BEGINNING].rpartition(' ')[0]}…"
        title = f"{label}  {words}".strip()
        yield OutlineEntry(start, 0, title, label, title, label)


def _labelled_places(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the offset and the label of each page, chapter or time; numbered lines by page."""
    page = ""
    for milestone in document.milestones:
        if not milestone.line:
            yield milestone.start, milestone.label
        elif milestone.page != page:
            page = milestone.page
            yield milestone.start, f"p. {page}"
    if not document.milestones:
        for mark in list_time_marks(document):
            yield mark.start, mark.label


def _repeated(titles: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    repeated: set[str] = set()
    for title in titles:
        (repeated if title in seen else seen).add(title)
    return repeated


def _searched(text: str) -> str:
    """Return what typed words are searched in: each word behind a space."""
    return " " + " ".join(_words(fold_for_search(text)))


def _follow(text: str, parts: Iterable[str]) -> bool:
    """Return whether `text` has all parts, one after the other."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
