"""The index of sources: which of many files may have the words of a quotation.

For each source one bit array says which pairs of neighbouring words it has: a Bloom filter with one
hash function (Bloom 1970). A quotation is only looked for in the sources that have most of its
pairs. The filters are cached by path, size and time of change, so that a second run reads only the
sources that may matter. A cache that is missing or damaged costs time, nothing else.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.documents.registry import list_format_versions
from readerapp.verification.sources import SourceProblem
from readerapp.verification.words import UNSPACED, fold_word

_BITS = 1 << 18
"""Bits of a filter. A source of 100 kB has some 12,000 pairs of words, and so one pair in twenty
that it has not is taken for one that it has."""
_DATA_VERSION = 1
_MOST_CANDIDATES = 40
"""Sources in which one quotation is looked for at most, the likeliest first."""
_LEAST_SHARE = 0.25
"""Share of the pairs of a quotation that a source must have. A splice of two halves has a half."""
_TABLES = """
CREATE TABLE IF NOT EXISTS sources (
    path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, version TEXT, filter BLOB
)
"""
_PROBE = "SELECT path, size, changed, version, filter FROM sources LIMIT 1"

_unspaced = re.compile(rf"([{UNSPACED}])")
_APOSTROPHES = tuple(sign.encode() for sign in "'’ʼ＇")
_SEPARATORS = tuple(sign.encode() for sign in "“”„«»‹›‘‚–—―−…·•\u00a0\u2009\u202f\u00ad")
_ASCII = bytes(byte if byte >= 0x80 or chr(byte).isalnum() else 0x20 for byte in range(256))
"""Translation of ASCII: punctuation and white space become spaces."""


def pair_hashes(text: str) -> set[int]:
    """Return the hashes of all pairs of neighbouring words in `text`, below `_BITS`.

    Words are split more coarsely than by `split_words`, at C speed: what matters is that a text and
    a quotation of it are split alike.
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
    words = data.translate(_ASCII).split()
    known: dict[bytes, int] = {}
    hashes = []
    for word in words:
        value = known.get(word)
        if value is None:
            value = known[word] = zlib.crc32(word)
        hashes.append(value)
    return {(one * 31 + other) % _BITS for one, other in pairwise(hashes)}


def _as_filter(hashes: Iterable[int]) -> bytes:
    """Return the bit array with the bits `hashes` set."""
    bits = bytearray(_BITS // 8)
    for value in hashes:
        bits[value >> 3] |= 1 << (value & 7)
    return bytes(bits)


class SourceIndex:
    """Filters of the word pairs of all sources.

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
            known = dict(self._known(connection))
            added = []
            for done, path in enumerate(self._all):
                progress(done, len(self._all))
                state = _state(path)
                bits = known.get((path, *state)) if state else None
                if bits is None:
                    try:
                        text = documents.open(path).text.whole()
                    except ReaderError as error:
                        self.problems.append(SourceProblem(path, str(error)))
                        continue
                    bits = _as_filter(pair_hashes(text))
                    if state:
                        added.append((path, *state, self._version, zlib.compress(bits, 1)))
                self.paths.append(path)
                self._filters.append(bits)
            if connection and added:
                with suppress(sqlite3.Error):
                    connection.executemany(
                        "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", added
                    )
                    connection.commit()

    def _known(
        self, connection: sqlite3.Connection | None
    ) -> Iterator[tuple[tuple[str, int, int], bytes]]:
        """Yield the filters in the cache, by path, size and time of change."""
        if connection is None:
            return
        wanted = set(self._all)
        with suppress(sqlite3.Error, zlib.error):
            rows = connection.execute(
                "SELECT path, size, changed, filter FROM sources WHERE version = ?",
                (self._version,),
            )
            for path, size, changed, data in rows:
                if path in wanted:
                    yield (path, size, changed), zlib.decompress(data)

    def candidates(self, words: str) -> list[str]:
        """Return the sources that may have `words`, the likeliest first."""
        pairs = pair_hashes(words)
        if not pairs:  # one word: any source may have it
            return self.paths[:_MOST_CANDIDATES]
        places = [(value >> 3, 1 << (value & 7)) for value in pairs]
        scores = []
        for number, bits in enumerate(self._filters):
            count = sum(1 for byte, bit in places if bits[byte] & bit)
            if count >= _LEAST_SHARE * len(places):
                scores.append((-count, number))
        scores.sort()
        return [self.paths[number] for _, number in scores[:_MOST_CANDIDATES]]


def _state(path: str) -> tuple[int, int] | None:
    """Return size and time of change of a file; None if it is none."""
    try:
        facts = Path(path).stat()
    except (OSError, ValueError):
        return None
    return facts.st_size, facts.st_mtime_ns
