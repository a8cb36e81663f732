"""Recognise earlier versions of a text among the documents of a store, by what is left of them.

The store has landmarks of each document (snippets that occur once, evenly distributed) and the
context of its highlights, not its text. A version has most of them, in order, all over the text.
Other texts that share something fail one of these tests:

- an excerpt, a chapter, a collection: the lengths differ, or little of the longer text is common;
- articles with the same header and footer: all that differs is one passage in place of another;
- two letters made from one form: only names and numbers differ. This needs the words of the
  earlier text: if they are gone, such texts are no versions.

Names of files and addresses alone prove nothing. If they differ only in what people add for a
version (`report_v1.pdf`, `report (1).pdf`), less of the text has to be left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import PurePath
from time import monotonic, thread_time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readerapp.anchoring.landmarks import (
    SNIPPET,
    Seeds,
    find_snippet,
    locate_landmarks,
    share_around,
)
from readerapp.anchoring.normalize import normalize
from readerapp.core.model import DocumentRecord, Target
from readerapp.store import Store
from readerapp.text.phrases import fold_for_search
from readerapp.text.source import Text
from readerapp.text.word_diff import UNSPACED
from readerapp.versions.landmark_samples import open_landmark_samples

if TYPE_CHECKING:
    from readerapp.documents import Document

MIN_SHARE = 0.5
"""Least share of the longer text that both have in common, for names that are not related: of two
texts that share less, as often as not neither is a version of the other."""

MIN_SHARE_OF_RELATED = 0.2
"""The same for related names; a fifth of a long text is never common by chance."""

LARGEST_REPLACEMENT = 0.3
"""Largest part of the shorter text that may stand in the place of another passage, for texts with
the same title whose names are not related: somebody has written a section anew."""

LARGEST_REPLACEMENT_IF_UNTITLED = 0.1
"""The same for texts with different titles: they may be two articles that share a long header and
footer."""

MIN_LANDMARKS = 3
"""Fewest landmarks that must be found in order: fewer may be in both texts by chance."""

LARGEST_RATIO = 4.0
"""Most times that one text is as long as the other; beyond it, one is a part of the other."""

SHORT_TEXT = 2400
"""Code points of the longest text that is also recognised by the words around its highlights."""

TIME_LIMIT = 1.5
"""Seconds of processor time after which no more documents are compared; the most likely ones were
the first."""

WAIT_LIMIT = 5.0
"""Seconds after which none is compared either, however busy the machine or slow the disk is."""

_BATCH = 250
"""Documents whose sampled landmarks are looked up in one pass over the text."""

LONGEST_READ_AGAIN = 100_000
"""Code points of the longest earlier text that is read again for a closer look."""

_SEQUENCE = 3
"""Words in a row that are compared."""

_SAMPLED_PASSAGES = 8
"""Highlights that are looked for in the text, of a document without landmarks."""

_CHANCE_RUN = 8
"""Words in a row from which two texts share more than phrases of the language."""

_FIELD_SHARE = 0.8
"""Share of names and numbers among the words that differ, from which two texts are two copies of
one form: people who edit a text change other words too."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A document of the store that is an earlier version of a text.

    Attributes:
        record: its record.
        share: the share of the longer text that both have in common, 0 to 1.
        linked: whether the record of the later one names it.
    """

    record: DocumentRecord
    share: float
    linked: bool = False

    @property
    def path(self) -> str:
        """Return the path of its file, else its address, else its title."""
        names = sorted(self.record.names, key=lambda name: "://" in name)
        return next(iter(names), self.record.title)

    @property
    def name(self) -> str:
        """Return the name of its file, else its address, else its title."""
        return self.path if "://" in self.path else PurePath(self.path).name


def find_earlier_versions(
    store: Store,
    text: Text,
    current: DocumentRecord,
    load: Callable[[DocumentRecord], Document | None],
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[EarlierVersion]:
    """Find the documents of `store` that are earlier versions of a text, the most likely first.

    Those with a related name come before others, then the most similar.
    Takes a moment for each hundred documents; after the time limits the rest is left out. Documents
    that `current` names as its earlier versions are returned without a comparison, before others.

    Args:
        store: where the documents are.
        text: the text of the later version.
        current: the record of the later version, with its id.
        load: returns the document that a record describes, None if its text is gone; called for
            those that may be versions and are not long.
        is_cancelled: tells whether nobody waits for the answer any more.

    Raises:
        StoreError: the store cannot be read.
    """
    started, worked = monotonic(), thread_time()

    def is_over() -> bool:
        is_late = monotonic() - started > WAIT_LIMIT
        return is_late or thread_time() - worked > TIME_LIMIT or is_cancelled()

    others = [one for one in store.documents() if one.id != current.id]
    order = current.earlier
    linked = sorted((o for o in others if o.id in order), key=lambda one: order.index(one.id))
    known = [EarlierVersion(one, 1.0, linked=True) for one in linked]
    is_related = related_names(current.names)
    related = {one.id for one in others if is_related(one.names)}
    candidates = [
        one
        for one in others
        if one.id not in order
        and current.id not in one.earlier
        and one.length <= LARGEST_RATIO * len(text) <= LARGEST_RATIO**2 * one.length
        and not (one.id in related and _is_later_by_name(one, current))
    ]
    if not candidates:
        return known
    candidates.sort(key=lambda one: (one.id not in related, abs(one.length - len(text))))
    words = text.whole()
    search = _Search(store, words, normalize(words), fold_for_search(current.title), related, load)
    found = []
    for number, likely in enumerate(search.list_likely(candidates, is_over)):
        if number and is_over():
            break
        record = store.record(likely.id)
        if record and (share := search.compare(record)):
            found.append(EarlierVersion(record, share))
    superseded = {key for one in (*known, *found) for key in one.record.earlier}
    found = [one for one in found if one.record.id not in superseded]
    found.sort(key=lambda one: (one.record.id not in related, -one.share, one.record.id))
    return [*known, *found]


@dataclass(frozen=True, slots=True)
class _Search:
    """A text, and what it is compared with.

    Attributes:
        store: where the documents are.
        text: the later text.
        whole: the same, normalized.
        title: its title, folded.
        related: the ids of the documents with a related name.
        load: returns the document that a record describes.
    """

    store: Store
    text: str
    whole: str
    title: str
    related: Collection[str]
    load: Callable[[DocumentRecord], Document | None]

    def list_likely(
        self, candidates: Sequence[DocumentRecord], is_over: Callable[[], bool]
    ) -> Iterator[DocumentRecord]:
        """Yield the candidates of which the text has something, or with a related name."""
        with open_landmark_samples(self.store) as landmark_samples:
            for start in range(0, len(candidates), _BATCH):
                batch = candidates[start : start + _BATCH]
                samples = [landmark_samples.get(one.id) for one in batch if not is_over()]
                seeds = Seeds(self.whole, {snippet for sample in samples for snippet in sample})
                for one, sample in zip(batch, samples, strict=False):
                    found = sum(bool(find_snippet(self.whole, seeds, words)) for words in sample)
                    least = 1 if one.length <= SHORT_TEXT else 2
                    is_unknown = len(sample) < MIN_LANDMARKS
                    if found >= least or is_unknown or one.id in self.related:
                        yield one
                if is_over():
                    return

    def compare(self, record: DocumentRecord) -> float:
        """Return the share of the longer text that is common; 0 if `record` is no version."""
        is_titled = fold_for_search(record.title) == self.title != ""
        limits = _Limits(record.id in self.related, is_titled)
        layout = _layout(record, self.whole)
        share = layout.common * min(1.0, record.length / len(self.text))
        if layout.found < MIN_LANDMARKS and record.length <= SHORT_TEXT:
            share = share_around(self.text, _targets(self.store, record))
            layout = _Layout(MIN_LANDMARKS, 1.0, 0.0)
        elif not record.landmarks:  # they are made a moment after the first highlight
            share = _share_of_passages(self.whole, _targets(self.store, record))
        if not limits.related and share < MIN_SHARE_OF_RELATED:
            return 0.0
        is_short = record.length <= LONGEST_READ_AGAIN
        if is_short and (earlier := self.load(record)):
            return _compare_texts(earlier.text.whole(), self.text, limits)
        if is_short and not (limits.related or limits.same_title):
            return 0.0  # nobody can tell it from another copy of a form
        passes = layout.found >= MIN_LANDMARKS and share >= limits.least_share
        return share if passes and layout.replaced <= limits.largest_replacement else 0.0


@dataclass(frozen=True, slots=True)
class _Limits:
    """What two texts must have in common, depending on what else tells that they are versions."""

    related: bool
    same_title: bool

    @property
    def least_share(self) -> float:
        """Return the least share of the longer text that is common."""
        return MIN_SHARE_OF_RELATED if self.related else MIN_SHARE

    @property
    def largest_replacement(self) -> float:
        """Return the largest part that may stand in the place of another."""
        if self.related:
            return 1.0
        return LARGEST_REPLACEMENT if self.same_title else LARGEST_REPLACEMENT_IF_UNTITLED


def _compare_texts(earlier: str, later: str, limits: _Limits) -> float:
    """Return the share of the longer text that is common; 0 if `earlier` is no earlier version.

    Common are the words in each sequence of `_SEQUENCE` words that both texts have.
    """
    both = [_word.findall(text) for text in (earlier, later)]
    sequences = [set(_sequences(words)) for words in both]
    marks = [_mark_common(words, sequences[0] & sequences[1]) for words in both]
    share = min(map(sum, marks)) / max(1, *map(len, both))
    replaced = min(map(_longest_replacement, marks)) / max(1, min(map(len, both)))
    if share < limits.least_share or replaced > limits.largest_replacement:
        return 0.0
    return 0.0 if not limits.related and _is_filled_form(*both) else share


def _sequences(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(_SEQUENCE)), strict=False)


def _mark_common(words: Sequence[str], common: Collection[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it is in one of the common sequences."""
    marks = [False] * len(words)
    for at, sequence in enumerate(_sequences(words)):
        if sequence in common:
            marks[at : at + _SEQUENCE] = [True] * _SEQUENCE
    return marks


def _longest_replacement(marks: Sequence[bool]) -> int:
    """Return the words of the longest passage that is not common but for a few words in a row."""
    longest = length = 0
    for is_common, run in groupby(marks):
        size = sum(1 for _ in run)
        length = 0 if is_common and size >= _CHANCE_RUN else length + size
        longest = max(longest, length)
    return longest


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the landmarks of an earlier text lie in the later one.

    Attributes:
        found: the number that were found in order.
        common: their share of all, 0 to 1.
        replaced: the largest passage in the place of another, as a share of the earlier text.
    """

    found: int
    common: float
    replaced: float


def _layout(record: DocumentRecord, whole: str) -> _Layout:
    marks = record.landmarks
    points = longest_in_order(sorted(locate_landmarks(whole, marks)))
    if not points:
        return _Layout(0, 0.0, 1.0)
    olds = [old for _, old in marks]
    ends = [(0, 0), *points, (record.length, len(whole))]
    replaced = 0
    for (old, new), (next_old, next_new) in pairwise(ends):
        lost = bisect_left(olds, next_old) - bisect_left(olds, old + 1)
        if lost > 1:
            replaced = max(replaced, min(next_old - old, next_new - new))
    return _Layout(len(points), len(points) / len(marks), replaced / max(1, record.length))


def longest_in_order(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `points`, sorted by the old offset, whose new offsets increase.

    Patience sorting, as in Fredman, "On computing the length of longest increasing subsequences"
    (1975).
    """
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, new) in enumerate(points):
        at = bisect_left(tails, new)
        before.append(last[at - 1] if at else -1)
        tails[at : at + 1] = [new]
        last[at : at + 1] = [number]
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(points[number])
        number = before[number]
    return chain[::-1]


def _targets(store: Store, record: DocumentRecord) -> list[Target]:
    with closing(store.open(record)) as opened:
        annotations = opened.annotations.values()
        return [one.target for one in annotations if one.target and not one.deleted]


def _share_of_passages(whole: str, targets: Iterable[Target]) -> float:
    """Return how many of the first few long passages are in the normalized text, as a share."""
    passages = [normalize(target.exact) for target in targets]
    long = [passage for passage in passages if len(passage) >= SNIPPET][:_SAMPLED_PASSAGES]
    return sum(passage in whole for passage in long) / max(1, len(long))


# Copies of one form

_word = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:[.,:/-]\d+)*")


def _is_filled_form(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether only names and numbers differ, so that both may be copies of one form."""
    counts = Counter(old), Counter(new)
    differing = [*(counts[0] - counts[1]).elements(), *(counts[1] - counts[0]).elements()]
    fields = sum(word[0].isupper() or word[0].isdigit() for word in differing)
    return bool(differing) and fields >= _FIELD_SHARE * len(differing)


# Names

_MARKER = re.compile(
    r"""[\s._-]*(?:
        \(\d{1,3}\) | \[\d{1,3}\]
        | (?<![^\W\d_]) (?:v|ver|version|rev|revision|draft|final|copy|kopie|entwurf|fassung)
          [\s._-]* \d{0,3} (?:[._]\d{1,3})*
        | (?<![^\W\d_]) (?:edited|revised|corrected|clean|updated|new|old|orig|original|bak|neu|alt)
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What people and programs add to the name of a file for a version of it. A number alone is none:
`chapter2` is no version of `chapter1`."""
_NUMBERED = re.compile(r"(?:v|ver|version|rev|revision|draft|\()[\s._-]*(\d{1,3})", re.IGNORECASE)


def related_names(names: Sequence[str]) -> Callable[[Sequence[str]], bool]:
    """Return a function that tells whether names differ from `names` only in what is added.

    The same name in another folder says nothing: every project has a README.

    >>> is_related = related_names(["/a/report_v2.pdf"])
    >>> is_related(["/b/Report.docx"]), is_related(["/b/report_v2.pdf"]), is_related(["/a/x.txt"])
    (True, False, False)
    """
    plain = {plain_name(name) for name in names}
    own = {_file_name(name) for name in names}

    def is_related(others: Sequence[str]) -> bool:
        return any(
            # Most names begin otherwise, and need no closer look.
            any(one in (name if "/" in one else _file_name(name).casefold()) for one in plain)
            and plain_name(name) in plain
            for name in others
        ) and own.isdisjoint(map(_file_name, others))

    return is_related


def _file_name(name: str) -> str:
    return name.rpartition("/")[2]


def plain_name(name: str) -> str:
    """Return the name of a file or an address without what is added for a version.

    If nothing else is left, the folder tells what it is about.

    >>> plain_name("/home/a/Report_v1.pdf"), plain_name("report (2).docx"), plain_name("/a/v2.txt")
    ('report', 'report', '/a')
    >>> plain_name("http://www.example.org/a/?id=1#top")
    'example.org/a?id=1'
    """
    if "://" in name:
        with suppress(ValueError):
            parts = urlsplit(name)
            host = (parts.hostname or "").removeprefix("www.")
            query = f"?{parts.query}" if parts.query else ""
            return f"{host}{parts.path.rstrip('/')}{query}"
        return name
    path = PurePath(name)
    stem = path.stem
    while (shorter := _MARKER.sub("", stem)) != stem:
        stem = shorter
    return stem.strip(" ._-").casefold() or str(path.parent)


def _is_later_by_name(one: DocumentRecord, current: DocumentRecord) -> bool:
    """Return whether the number of its version is larger, for related names."""
    number, own = _number(one.names), _number(current.names)
    return number is not None and own is not None and number > own


def _number(names: Iterable[str]) -> int | None:
    for name in names:
        if "://" not in name and (found := _NUMBERED.findall(PurePath(name).stem)):
            return int(found[-1])
    return None
