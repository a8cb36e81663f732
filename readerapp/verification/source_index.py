"""The index of sources: which of many files may have the words of a quotation.

There is a filter of words for each source (`word_filters`). A quotation is only looked for in the
sources that have much of it, words and pairs that are in few sources counting more (inverse
document frequency, Sparck Jones 1972). The filters are cached by path and state of the file, so
that a second run reads only the sources that may matter. A cache that is missing or damaged costs
time, nothing else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import compress
from math import log
from pathlib import Path
from zlib import crc32

from readerapp import documents
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.documents.registry import list_format_versions
from readerapp.text.sanitize import sanitize_label
from readerapp.verification.filter_reading import read_filter, read_filters
from readerapp.verification.sources import SourceProblem
from readerapp.verification.word_filters import EMPTY_FILTER, hash_features, split_coarsely

_DATA_VERSION = 6
_MOST_FEATURES = 56
"""Words and pairs of a quotation that are looked up, evenly taken from all of it."""
_LEAST_SHARE = 0.2
"""Share of what a quotation says that a source must have: a part of a splice, or words that speech
recognition got wrong one time in two."""
_LEAST_SHARE_OF_FEW = 0.1
"""The same where there are so few sources that all can be looked at."""
_LEAST_COUNT = 3
"""Words and pairs that a source must have of a short quotation, so that chance does not do."""
_MOST_LEAST_SHARE = 0.5
"""Share that is enough in any case."""
_FEWEST_COMPARED = 50
_SPREADS = 5.0
"""Of so many sources most have nothing to do with a quotation. One that may have it stands out by
so many times the distance from the middle to the upper quarter, 3.4 standard deviations: of a
thousand sources without it two or three do by chance. A part of eight words of a splice of 32 is
then found among a thousand sources 19 times in 20.
"""
_MOST_CANDIDATES = 40
"""Sources in which one quotation is looked for, the likeliest first; more only if they seem to have
all of it."""
_LITTLE = 1 << 20
"""Bytes of all filters, those of some 1.5 MB of text, up to which each quotation is looked for in
all sources if they are not more than that."""
_MOST_FILTERS = 320 << 20
"""Bytes of the filters that are used at once, those of some 500 MB of text."""
_WHOLE_SHARE = 0.97
_MOST_WHOLE = 200
_BATCH = 100
"""Sources after which the cache is written: a run that is stopped is not lost."""
_MOST_CACHED = 512 << 20
"""Bytes of all filters in the cache, those of some 8,000 sources of 100 kB."""
_TABLES = """
CREATE TABLE IF NOT EXISTS sources (
    path TEXT PRIMARY KEY, state TEXT, version TEXT, size INTEGER, checksum INTEGER, filter BLOB
)
"""
_DROP_OLDEST = """
DELETE FROM sources WHERE rowid IN (
    SELECT rowid FROM sources ORDER BY rowid LIMIT (SELECT count(*) / 4 FROM sources)
)
"""
_PROBE = "SELECT path, state, version, size, checksum, filter FROM sources LIMIT 1"


@dataclass(slots=True)
class _Source:
    """A source.

    Attributes:
        name: the path or address as it was named.
        path: the path of its file.
        state: the state of the file; None if there is no file.
        bits: its filter once it is needed.
        size: the bytes of the filter; 0 as long as they are not known.
        problem: why it cannot be used; empty if it can.
    """

    name: str
    path: str
    state: str | None
    bits: bytes | None = None
    size: int = 0
    problem: str = ""


_HAS_BIT = tuple(bytes(byte >> bit & 1 for byte in range(256)) for bit in range(8))
"""For each bit, the table that tells of all bytes whether they have it."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The filters of one size, one after the other, so that all are looked up in one slice.

    Attributes:
        size: the bytes of one filter.
        numbers: the numbers of the sources.
        bits: the filters.
    """

    size: int
    numbers: list[int]
    bits: bytes

    def look_up(self, feature: int) -> bytes:
        """Return for each filter 1 if it has a word or pair, else 0."""
        place = feature & (8 * self.size - 1)
        return self.bits[place >> 3 :: self.size].translate(_HAS_BIT[place & 7])


class SourceIndex:
    """Filters of the words and word pairs of all sources.

    Attributes:
        problems: the sources that cannot be read.
        is_cached: whether `build` could open the cache.
    """

    def __init__(self, paths: Sequence[str], folder: Path) -> None:
        """Name the sources; `build` reads them.

        Args:
            paths: the paths or addresses of the sources.
            folder: the folder that the cache is about.
        """
        self.folder = folder
        self.problems: list[SourceProblem] = []
        self.is_cached = False
        self._named = list(dict.fromkeys(paths))
        self._sources: list[_Source] = []
        self._blocks: list[_Block] = []
        self._cache = SqliteCache("verification", folder, _TABLES, _PROBE)
        self._version = f"{_DATA_VERSION} {list_format_versions()}"

    @property
    def paths(self) -> list[str]:
        """Return the sources that can be read, as they were named."""
        return [source.name for source in self._sources]

    @property
    def state(self) -> str | None:
        """Return a digest of all sources, which changes with any of them; None if one has none."""
        digest = sha256(self._version.encode())
        for source in self._sources:
            if source.state is None:
                return None
            facts = f"{source.name}\0{source.path}\0{source.state}\0"
            digest.update(facts.encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def build(self, progress: Callable[[int, int], None]) -> None:
        """Index all sources; only those that the cache has not are read."""
        sources = [_Source(name, path := _file_of(name), _state(path)) for name in self._named]
        with self._open_cache() as connection:
            self.is_cached = connection is not None
            for one in sources:
                one.size = self._cached_size(connection, one)
            missing = [one for one in sources if not one.size]
            added: list[_Source] = []
            total = 0
            for done, (number, answer) in enumerate(read_filters([one.name for one in missing])):
                progress(len(sources) - len(missing) + done, len(sources))
                source = missing[number]
                if isinstance(answer, str):
                    source.problem = answer
                else:
                    source.bits, source.size = answer, len(answer)
                    total += len(answer)
                    added.append(source)
                if len(added) == _BATCH or total > _MOST_FILTERS:
                    self._save(connection, added)
                    added.clear()
                if total > _MOST_FILTERS:  # it may be left out below; else it is loaded again
                    source.bits = None
            self._save(connection, added)
        _leave_out(sources)
        self._sources = [one for one in sources if not one.problem]
        self._blocks = []
        self.problems = [SourceProblem(one.name, one.problem) for one in sources if one.problem]

    @contextmanager
    def _open_cache(self) -> Iterator[sqlite3.Connection | None]:
        """Yield a connection to the cache; None where there can be none."""
        with ExitStack() as stack:
            connection: sqlite3.Connection | None = None
            with suppress(sqlite3.Error, OSError):
                connection = stack.enter_context(self._cache.open())
            yield connection

    def _cached_size(self, connection: sqlite3.Connection | None, source: _Source) -> int:
        """Return the bytes of the filter that the cache has of a source as it is; 0 if of none."""
        if connection is not None and source.state:
            with suppress(sqlite3.Error):
                query = "SELECT size FROM sources WHERE path = ? AND state = ? AND version = ?"
                row = connection.execute(query, self._key(source)).fetchone()
                return row[0] if row and isinstance(row[0], int) else 0
        return 0

    def _key(self, source: _Source) -> tuple[str, str | None, str]:
        """Return path, state and version of a row of the cache."""
        return _as_text(source.path), source.state, self._version

    def _save(self, connection: sqlite3.Connection | None, added: Iterable[_Source]) -> None:
        """Save filters in the cache; the oldest ones make room for them."""
        rows = [
            (*self._key(source), len(source.bits), crc32(source.bits), source.bits)
            for source in added
            if source.bits and source.state
        ]
        if connection is None or not rows:
            return
        with suppress(sqlite3.Error):
            query = "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?)"
            connection.executemany(query, rows)
            (size,) = connection.execute("SELECT total(size) FROM sources").fetchone()
            if size > _MOST_CACHED:
                connection.execute(_DROP_OLDEST)
            connection.commit()

    def _join_filters(self) -> list[_Block]:
        """Return the filters of all sources; one that is damaged is made again."""
        by_size: dict[int, list[tuple[int, bytes]]] = {}
        with self._open_cache() as connection:
            for number, source in enumerate(self._sources):
                bits = source.bits or self._load(connection, source)
                source.bits = None
                if bits is None:
                    answer = read_filter(source.name)
                    # One that can be read no more has no words.
                    bits = EMPTY_FILTER if isinstance(answer, str) else answer
                by_size.setdefault(len(bits), []).append((number, bits))
        return [
            _Block(size, [number for number, _ in each], b"".join(bits for _, bits in each))
            for size, each in by_size.items()
        ]

    def _load(self, connection: sqlite3.Connection | None, source: _Source) -> bytes | None:
        """Return the filter of a source from the cache; None if it is gone, or damaged."""
        if connection is None:
            return None
        with suppress(sqlite3.Error):
            query = (
                "SELECT checksum, filter FROM sources WHERE path = ? AND state = ? AND version = ?"
            )
            row = connection.execute(query, self._key(source)).fetchone()
            if row and isinstance(row[1], bytes) and crc32(row[1]) == row[0]:
                return row[1]
        return None

    def candidates(self, words: str) -> list[str]:
        """Return the sources that may have `words`, the likeliest first."""
        features = _choose_features(words)
        if not features or not self._sources:
            return []
        if not self._blocks:
            self._blocks = self._join_filters()
        numbers = [number for block in self._blocks for number in block.numbers]
        columns = [
            b"".join(block.look_up(feature) for block in self._blocks) for feature in features
        ]
        # What few sources have counts more; a few sources do not tell which words are rare.
        weights = [1.0] * len(features)
        if len(numbers) > _MOST_CANDIDATES:
            weights = [log((len(numbers) + 1) / (column.count(1) + 0.5)) for column in columns]
        total, table = sum(weights), b"".join(columns)
        scores = [
            (sum(compress(weights, table[place :: len(numbers)])) / total, -number)
            for place, number in enumerate(numbers)
        ]
        scores.sort(reverse=True)
        size = sum(len(block.bits) for block in self._blocks)
        is_little = len(scores) <= _MOST_CANDIDATES and size <= _LITTLE  # all can be looked at
        least = 0.0 if is_little else _least_share([score for score, _ in scores], len(features))
        whole = sum(score >= _WHOLE_SHARE for score, _ in scores)
        most = max(_MOST_CANDIDATES, min(whole, _MOST_WHOLE))
        return [self._sources[-number].name for score, number in scores[:most] if score >= least]


def _leave_out(sources: Iterable[_Source]) -> None:
    """Leave out the sources whose filters do not fit into the memory, those named last."""
    total = 0
    for source in sources:
        total += source.size
        if total > _MOST_FILTERS and not source.problem:
            label = sanitize_label(source.name)
            source.problem = f"{label} is left out: together the sources are too long; name fewer."


def _least_share(shares: Sequence[float], count: int) -> float:
    """Return the share of what a quotation says from which on a source is a candidate.

    Args:
        shares: the shares of all sources, the largest first.
        count: the words and pairs that were looked up.
    """
    if len(shares) <= _MOST_CANDIDATES:
        return _LEAST_SHARE_OF_FEW
    least = max(_LEAST_SHARE, min(_MOST_LEAST_SHARE, _LEAST_COUNT / count))
    if len(shares) < _FEWEST_COMPARED:
        return least
    middle, quarter = shares[len(shares) // 2], shares[len(shares) // 4]
    return max(least, min(_MOST_LEAST_SHARE, middle + _SPREADS * (quarter - middle)))


def _choose_features(words: str) -> list[int]:
    """Return the hashes of words and pairs of a quotation, of a long one evenly chosen."""
    hashes = list(dict.fromkeys(hash_features(split_coarsely(words))))
    if len(hashes) <= _MOST_FEATURES:
        return hashes
    return [hashes[number * len(hashes) // _MOST_FEATURES] for number in range(_MOST_FEATURES)]


def _as_text(path: str) -> str:
    """Return a path without bytes that are no text, which SQLite does not take."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _file_of(source: str) -> str:
    """Return the path of the file of a source: of an address, that of its last copy."""
    if documents.is_address(source):
        from readerapp.documents.web import find_last_copy

        return str(find_last_copy(source) or "")
    return os.path.abspath(source)  # noqa: PTH100 - called for each of thousands of sources


def _state(path: str) -> str | None:
    """Return what changes when a file is written or replaced; None if there is no such file."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - as above
    except (OSError, ValueError):
        return None
    return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"
