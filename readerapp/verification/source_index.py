"""The index of sources: which of many files may have the words of a quotation.

For each source one bit array says which words and which pairs of neighbouring words it has: a Bloom
filter with one hash function (Bloom 1970). A quotation is only looked for in the sources that have
much of it, words and pairs that are in few sources counting more (inverse document frequency,
Sparck Jones 1972). The filters are cached by path and state of the file, so that a second run reads
only the sources that may matter. A cache that is missing or damaged costs time, nothing else.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import compress, islice, repeat
from math import log
from operator import add, and_, itemgetter, mul
from pathlib import Path
from zlib import crc32

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.documents.registry import list_format_versions
from readerapp.verification.sources import SourceProblem
from readerapp.verification.words import UNSPACED, fold_word

_DATA_VERSION = 3
_BITS_PER_WORD = 12
"""Least bits of a filter for each word of its source: of the words and pairs that a source has not,
one in fifteen is then taken for one that it has."""
_FEWEST_BITS, _MOST_BITS = 1 << 10, 1 << 24
"""The largest filter, of 2 MB, is for a text of 8 MB; in a longer one more is taken for found."""
_MOST_FEATURES = 40
"""Words and pairs of a quotation that are looked up, evenly taken from all of it."""
_LEAST_SHARE = 0.2
"""Share of what a quotation says that a source must have: a part of a splice, or words that speech
recognition got wrong one time in two."""
_LEAST_COUNT = 3
"""Words and pairs that a source must have of a short quotation, so that chance does not do."""
_MOST_LEAST_SHARE = 0.5
"""Share that is enough in any case."""
_FEWEST_COMPARED = 50
_SPREADS = 6.0
"""Of so many sources most have nothing to do with a quotation. One that may have it stands out by
so many times the distance from the middle to the upper quarter, four standard deviations: a source
that has not stands out so far by chance once in some 30,000."""
_MOST_CANDIDATES = 40
"""Sources in which one quotation is looked for, the likeliest first; more only if they seem to have
all of it."""
_WHOLE_SHARE = 0.97
_MOST_WHOLE = 200
_BATCH = 100
"""Sources after which the cache is written: a run that is stopped is not lost."""
_MOST_CACHED = 512 << 20
"""Bytes of all filters in the cache, those of some 16,000 sources of 100 kB."""
_TABLES = """
CREATE TABLE IF NOT EXISTS sources (
    path TEXT PRIMARY KEY, state TEXT, version TEXT, checksum INTEGER, filter BLOB
)
"""
_PROBE = "SELECT path, state, version, checksum, filter FROM sources LIMIT 1"

_unspaced = re.compile(rf"([{UNSPACED}])")
_APOSTROPHES = tuple(sign.encode() for sign in "'’ʼ＇")
_SEPARATORS = tuple(sign.encode() for sign in "“”„«»‹›‘‚–—―−…·•\u00a0\u2009\u202f\u00ad")
_ASCII = bytes(byte if byte >= 0x80 or chr(byte).isalnum() else 0x20 for byte in range(256))
"""Translation of ASCII: punctuation and white space become spaces."""


def split_coarsely(text: str) -> list[bytes]:
    """Return the words of a text at C speed, for hashing.

    Words are split more coarsely than by `split_words`: what matters is that a text and a quotation
    of it are split alike.
    """
    folded = text.lower() if text.isascii() else fold_word(text)
    if not folded.isascii() and _unspaced.search(folded):
        folded = _unspaced.sub(r" \1 ", folded)
    data = folded.encode("utf-8", "replace")
    for sign in _APOSTROPHES:
        data = data.replace(sign, b"")
    if not data.isascii():
        for sign in _SEPARATORS:
            data = data.replace(sign, b" ")
    return data.translate(_ASCII).split()


def hash_features(words: Sequence[bytes]) -> list[int]:
    """Return a hash for each word, and one for each pair of neighbours in their order."""
    hashes = [*map(crc32, words)]
    following = map(mul, islice(hashes, 1, None), repeat(3))
    return [*hashes, *map(add, hashes, following)]


def make_filter(text: str) -> bytes:
    """Return the bit array of the words and pairs of a text."""
    words = split_coarsely(text)
    size = _FEWEST_BITS
    while size < min(_BITS_PER_WORD * len(words), _MOST_BITS):
        size *= 2
    mask = size - 1
    flags = bytearray(size)
    for value in hash_features(words):
        flags[value & mask] = 1
    # The flags become bits eight at a time: flag 8 n + k is bit k of byte n.
    bits = 0
    for place in range(8):
        bits |= int.from_bytes(flags[place::8], "little") << place
    return bits.to_bytes(size // 8, "little")


class SourceIndex:
    """Filters of the words and word pairs of all sources.

    Attributes:
        paths: the sources that can be read.
        problems: the sources that cannot be read.
    """

    def __init__(self, paths: Sequence[str], folder: Path) -> None:
        """Name the sources; `build` reads them.

        Args:
            paths: the paths or addresses of the sources.
            folder: the folder that the cache is about.
        """
        self.paths: list[str] = []
        self.problems: list[SourceProblem] = []
        self._all = list(dict.fromkeys(paths))
        self._filters: list[bytes] = []
        self._cache = SqliteCache("verification", folder, _TABLES, _PROBE)
        self._version = f"{_DATA_VERSION} {list_format_versions()}"

    def build(self, progress: Callable[[int, int], None]) -> None:
        """Index all sources: from the cache where they have not changed, else by reading them."""
        with ExitStack() as stack:
            connection: sqlite3.Connection | None = None
            with suppress(sqlite3.Error, OSError):
                connection = stack.enter_context(self._cache.open())
            added: list[tuple[str, str, bytes]] = []
            for done, source in enumerate(self._all):
                progress(done, len(self._all))
                path = _file_of(source)
                state = _state(path)
                bits = self._find(connection, path, state) if state else None
                if bits is None:
                    try:
                        bits = make_filter(documents.open(source).text.whole())
                    except ReaderError as error:
                        self.problems.append(SourceProblem(source, str(error)))
                        continue
                    if state:
                        added.append((path, state, bits))
                self.paths.append(source)
                self._filters.append(bits)
                if len(added) == _BATCH:
                    self._save(connection, added)
                    added.clear()
            self._save(connection, added)

    def _find(self, connection: sqlite3.Connection | None, path: str, state: str) -> bytes | None:
        """Return the filter of a file from the cache; None if it is not there, or damaged."""
        if connection is None:
            return None
        with suppress(sqlite3.Error):
            query = (
                "SELECT checksum, filter FROM sources WHERE path = ? AND state = ? AND version = ?"
            )
            row = connection.execute(query, (path, state, self._version)).fetchone()
            if row and isinstance(row[1], bytes) and crc32(row[1]) == row[0]:
                return row[1]
        return None

    def _save(
        self, connection: sqlite3.Connection | None, added: Iterable[tuple[str, str, bytes]]
    ) -> None:
        """Save filters in the cache; those that are oldest there make room for them."""
        if connection is None:
            return
        rows = [(path, state, self._version, crc32(bits), bits) for path, state, bits in added]
        with suppress(sqlite3.Error):
            if rows:
                connection.executemany(
                    "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", rows
                )
                connection.commit()

    def candidates(self, words: str) -> list[str]:
        """Return the sources that may have `words`, the likeliest first."""
        features = _choose_features(words)
        if not features or not self.paths:
            return []
        rows = self._look_up(features)
        counts = [len(rows) - column.count(0) for column in _columns(rows, len(features))]
        weights = [log((len(rows) + 1) / (count + 0.5)) for count in counts]
        total = sum(weights)
        scores = [(sum(compress(weights, row)) / total, -number) for number, row in enumerate(rows)]
        scores.sort(reverse=True)
        least = _least_share([score for score, _ in scores], len(features))
        whole = sum(score >= _WHOLE_SHARE for score, _ in scores)
        most = max(_MOST_CANDIDATES, min(whole, _MOST_WHOLE))
        return [self.paths[-number] for score, number in scores[:most] if score >= least]

    def _look_up(self, features: Sequence[int]) -> list[bytes]:
        """Return for each source a byte for each feature, which is 0 if the source has it not."""
        lookups: dict[int, tuple[Callable[[bytes], tuple[int, ...]], list[int]]] = {}
        rows = []
        for bits in self._filters:
            if len(bits) not in lookups:
                places = [value & (8 * len(bits) - 1) for value in features]
                # One place more, so that the getter always returns a tuple.
                getter = itemgetter(*(place >> 3 for place in places), 0)
                lookups[len(bits)] = getter, [1 << (place & 7) for place in places]
            get, masks = lookups[len(bits)]
            rows.append(bytes(map(and_, get(bits), masks)))
        return rows


def _least_share(shares: Sequence[float], count: int) -> float:
    """Return the share of what a quotation says from which on a source is a candidate.

    Args:
        shares: the shares of all sources, the largest first.
        count: the words and pairs that were looked up.
    """
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


def _columns(rows: Sequence[bytes], width: int) -> Iterator[bytes]:
    """Yield the bytes at each place of rows that have `width` bytes."""
    joined = b"".join(rows)
    for place in range(width):
        yield joined[place::width]


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
