"""The text of a document: random access by code point offset, decoded in blocks on demand.

Block boundaries depend on nothing before them: each is near a multiple of half the block size,
moved back to the end of a paragraph, a line, a word or a cluster, whichever is found first within
that half. So the block in the middle of 100 MB is found at once. The code point offset of a block
does depend on all that precedes. It is counted for chunks of 64 blocks when it is needed, or
beforehand by `index` on a background thread.
"""

from __future__ import annotations

import re
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from os import PathLike
from typing import Protocol

from readerapp.core.errors import ReaderError
from readerapp.text import encoding as encodings
from readerapp.text import sanitize
from readerapp.text.block_boundaries import AHEAD, find_block_boundary
from readerapp.text.byte_source import MAXIMUM_SIZE, ByteSource, MemoryBytes, open_bytes
from readerapp.text.paragraph_flow import ParagraphFlow

BLOCK = 16 * 1024
"""Maximum size of a block in bytes of UTF-8."""
CHUNK = 64
"""Blocks in a chunk: the unit in which code points are counted."""
_CACHED_BLOCKS = 64
"""Maximum number of decoded blocks in the cache."""


class Sliceable(Protocol):
    """A text of which ranges can be read, as of `Text`; offsets are code points."""

    def __len__(self) -> int:
        """Return the length in code points."""

    def slice(self, start: int, end: int, /) -> str:
        """Return the code points in `[start, end)`, fewer at the end of the text."""


class Text:
    r"""An immutable Unicode text with ``\n`` newlines, no byte order mark and no surrogates.

    Offsets are code points and ranges are half-open. Thread-safe. Memory is bounded by the blocks
    in use, not by the length of the text, as long as nobody calls `whole`.
    """

    def __init__(self, raw: ByteSource, *, block: int = BLOCK, encoding: str = "utf-8") -> None:
        self.raw = raw
        self.encoding = encoding
        self.flow = ParagraphFlow()
        """Paragraphs and indents, for display only; the code that opens the text may set it."""
        self._byte_order_mark = 3 if raw.read(0, min(3, raw.size)) == b"\xef\xbb\xbf" else 0
        self._size = raw.size - self._byte_order_mark
        self._half_block = block // 2
        self.block_count = max(1, -(-self._size // self._half_block))
        # Offsets in code points, as far as they are counted: of the chunks, and of their blocks.
        self._chunk_offsets = array("q", [0])
        self._block_offsets: dict[int, array[int]] = {}
        self._block_bytes: dict[int, int] = {}
        self._blocks: OrderedDict[int, str] = OrderedDict()
        self._lock = threading.RLock()

    @classmethod
    def from_string(
        cls, string: str, *, block: int = BLOCK, made_of: ByteSource | None = None
    ) -> Text:
        """Create a text from `string`; normalise its newlines and replace lone surrogates.

        Args:
            string: The text.
            block: Maximum size of a block in bytes.
            made_of: The bytes from which `string` was made, if any; `changed` watches them.
        """
        if "\r" in string:
            string = string.replace("\r\n", "\n").replace("\r", "\n")
        try:
            data = string.encode()
        except UnicodeEncodeError:
            data = re.sub("[\ud800-\udfff]", "\ufffd", string).encode()
        return cls(MemoryBytes(data) if made_of is None else _Decoded(data, made_of), block=block)

    @classmethod
    def open(
        cls, path: str | PathLike[str], *, encoding: str | None = None, block: int = BLOCK
    ) -> Text:
        """Open the file at `path` as a text.

        Args:
            path: The file.
            encoding: Its encoding; None detects it.
            block: Maximum size of a block in bytes.

        Raises:
            ReaderError: The file is missing, cannot be read, or is not text.
        """
        return cls.from_raw(open_bytes(path), str(path), encoding=encoding, block=block)

    @classmethod
    def from_raw(
        cls, raw: ByteSource, name: str, *, encoding: str | None = None, block: int = BLOCK
    ) -> Text:
        """Create a text from the bytes of `raw`.

        Args:
            raw: The bytes.
            name: The name of the document in error messages.
            encoding: The encoding; None detects it.
            block: Maximum size of a block in bytes.

        Raises:
            ReaderError: The bytes are not text, or too many to decode at once.
        """
        name = sanitize.sanitize_label(name, 200)
        encoding = encoding or encodings.detect_encoding(raw)
        if encoding is None:
            raise ReaderError(f"{name} looks like a binary file; open a text or a document.")
        if encoding == "utf-8":
            return cls(raw, block=block)
        if raw.size > MAXIMUM_SIZE:
            raise ReaderError(
                f"{name} is too large to decode from {encoding}; convert it to UTF-8 first."
            )
        if encoding != encodings.MIXED:
            encodings.refuse_unknown(encoding)
        decoded = encodings.decode_bytes(raw.read(0, raw.size), encoding)
        data = decoded.encode("utf-8", "replace")
        return cls(_Decoded(data, raw), block=block, encoding=encoding)

    # Blocks

    def block(self, number: int) -> str:
        """Return the decoded text of block `number`, which begins at `block_start(number)`."""
        with self._lock:
            if (known := self._blocks.get(number)) is not None:
                self._blocks.move_to_end(number)
                return known
        decoded = _decode(self.read_bytes(self.first_byte(number), self.first_byte(number + 1)))
        with self._lock:
            self._blocks[number] = decoded
            if len(self._blocks) > _CACHED_BLOCKS:
                self._blocks.popitem(last=False)
        return decoded

    def block_start(self, number: int) -> int:
        """Return the offset of block `number`; `block_start(block_count)` is the text's length."""
        chunk, index = divmod(number, CHUNK)
        if index == 0 or number >= self.block_count:
            return self._chunk_offset(-(-number // CHUNK))
        self._chunk_offset(chunk)
        with self._lock:
            return self._offsets_in_chunk(chunk, index)[index]

    def block_at(self, offset: int) -> int:
        """Return the index of the block that holds `offset`; the last one past the end."""
        offset = max(0, offset)
        while self._chunk_offsets[-1] <= offset and not self.indexed:
            self._chunk_offset(len(self._chunk_offsets))
        chunk = min(bisect_right(self._chunk_offsets, offset) - 1, (self.block_count - 1) // CHUNK)
        with self._lock:
            return chunk * CHUNK + self._index_in_chunk(chunk, offset)

    def _index_in_chunk(self, chunk: int, offset: int) -> int:
        last = min(CHUNK, self.block_count - chunk * CHUNK) - 1
        starts = self._offsets_in_chunk(chunk, 0)
        while starts[-1] <= offset and len(starts) <= last:
            starts = self._offsets_in_chunk(chunk, len(starts))
        return max(0, bisect_right(starts, offset) - 1)

    def _offsets_in_chunk(self, chunk: int, index: int) -> array[int]:
        """Return the offsets of the blocks of `chunk`, at least up to its block `index`."""
        starts = self._block_offsets.setdefault(chunk, array("q", [self._chunk_offset(chunk)]))
        while len(starts) <= index:
            number = chunk * CHUNK + len(starts) - 1
            starts.append(starts[-1] + self._count(number, number + 1))
        return starts

    def _chunk_offset(self, chunk: int) -> int:
        """Return the offset of the first block of `chunk`; the length past the last chunk.

        Counts outside the lock, so a caller that needs a near offset does not wait for one that
        needs a far one.
        """
        while len(self._chunk_offsets) <= chunk and not self.indexed:
            following = len(self._chunk_offsets) - 1
            number, end = following * CHUNK, min((following + 1) * CHUNK, self.block_count)
            self._record_length(following, self._count(number, end))
        return self._chunk_offsets[min(chunk, len(self._chunk_offsets) - 1)]

    def _record_length(self, chunk: int, points: int) -> None:
        """Record the length of a chunk, unless it is known or an earlier chunk's is not."""
        with self._lock:
            if len(self._chunk_offsets) == chunk + 1:
                self._chunk_offsets.append(self._chunk_offsets[chunk] + points)

    def _count(self, number: int, end: int) -> int:
        return count_points(self.read_bytes(self.first_byte(number), self.first_byte(end)))

    # Bytes: the UTF-8 of the file, counted from the first byte after a byte order mark

    @property
    def size(self) -> int:
        """Return the size of the text in bytes, without a byte order mark."""
        return self._size

    def read_bytes(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end` as in the file, with CR and invalid ones."""
        return self.raw.read(self._byte_order_mark + start, self._byte_order_mark + end)

    def first_byte(self, number: int) -> int:
        """Return the byte at which block `number` begins; found without reading what precedes."""
        if number <= 0 or number >= self.block_count:
            return self._size if number > 0 else 0
        if (known := self._block_bytes.get(number)) is None:
            nominal = number * self._half_block
            window = self.read_bytes(nominal - self._half_block, min(nominal + AHEAD, self._size))
            known = self._block_bytes[number] = (
                nominal - self._half_block + find_block_boundary(window, self._half_block)
            )
        return known

    def begins_in_line(self, number: int) -> bool:
        """Return whether block `number` begins inside a line."""
        return number > 0 and self.read_bytes(
            self.first_byte(number) - 1, self.first_byte(number)
        ) not in (
            b"\n",
            b"\r",
        )

    def block_of_byte(self, byte: int) -> int:
        """Return the index of the block that holds the byte at `byte`."""
        number = min(max(0, byte // self._half_block), self.block_count - 1)
        return (
            number + 1
            if number + 1 < self.block_count and self.first_byte(number + 1) <= byte
            else number
        )

    def offset_of_byte(self, byte: int) -> int:
        """Return the offset of the code point that begins at the byte `byte`."""
        number = self.block_of_byte(byte)
        return self.block_start(number) + count_points(
            self.read_bytes(self.first_byte(number), byte)
        )

    def byte_of(self, offset: int) -> int:
        """Return the byte at which the code point at `offset` begins (for CRLF, its CR)."""
        number = self.block_at(offset)
        data = self.read_bytes(self.first_byte(number), self.first_byte(number + 1))
        points = max(0, offset - self.block_start(number))
        if data.isascii() and b"\r" not in data:
            return self.first_byte(number) + min(points, len(data))
        low, high = 0, len(data)  # the count grows with the bytes: bisect
        while low < high:
            middle = (low + high) // 2
            if count_points(data[:middle]) < points:
                low = middle + 1
            else:
                high = middle
        return self.first_byte(number) + low

    # The text

    def __len__(self) -> int:
        """Return the length in code points; counts what is not indexed yet."""
        return self.block_start(self.block_count)

    def slice(self, start: int, end: int) -> str:
        """Return the text from `start` to `end`, clipped to the length of the text."""
        start = max(0, start)
        if end <= start:
            return ""
        number = self.block_at(start)
        first = self.block_start(number)
        parts = [self.block(number)[start - first : end - first]]
        at = first + len(self.block(number))
        while at < end and (number := number + 1) < self.block_count:
            block = self.block(number)
            parts.append(block[: end - at])
            at += len(block)
        return "".join(parts)

    def whole(self) -> str:
        """Return the whole text as one string.

        For jobs on other threads, which can afford it.
        """
        return "".join(_decode(data) for data in self._chunks())

    def fraction(self, offset: int) -> float:
        """Return how far into the document `offset` lies, by bytes, from 0.0 to 1.0.

        Counts no code points beyond `offset`.
        """
        number = self.block_at(offset)
        share = min(1.0, (offset - self.block_start(number)) / max(1, len(self.block(number))))
        start = self.first_byte(number)
        return (start + share * (self.first_byte(number + 1) - start)) / max(1, self._size)

    def at_fraction(self, fraction: float) -> int:
        """Return the offset that lies `fraction` (0.0 to 1.0) into the document, by bytes."""
        byte = int(min(1.0, max(0.0, fraction)) * self._size)
        number = self.block_of_byte(byte)
        start, end = self.first_byte(number), self.first_byte(number + 1)
        share = (byte - start) / max(1, end - start)
        return self.block_start(number) + int(share * len(self.block(number)))

    @property
    def indexed(self) -> bool:
        """Return whether the whole text is counted, so that every offset is found at once."""
        return (len(self._chunk_offsets) - 1) * CHUNK >= self.block_count

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count all code points; return whether the count is complete.

        Args:
            stop: Called between two chunks; the count stops when it returns true.
        """
        while not self.indexed:
            if stop is not None and stop():
                return False
            self._chunk_offset(len(self._chunk_offsets))
        return True

    def changed(self) -> bool:
        """Return whether the file was changed since it was opened; costs one `stat`."""
        return self.raw.changed()

    def fingerprint(self) -> str:
        """Return ``sha256:`` and the digest of the text in UTF-8.

        The code points that it reads are counted in passing, as `index` does.
        """
        import hashlib  # takes as long to load as the first page to draw

        digest = hashlib.sha256()
        for chunk, data in enumerate(self._chunks()):
            utf8, points = _as_utf8(data)
            digest.update(utf8)
            self._record_length(chunk, points)
        return f"sha256:{digest.hexdigest()}"

    def folded_fingerprint(self) -> str:
        """Return ``sha256:`` and the digest of the text after `phrases.fold_bytes`.

        It does not depend on white space and typography.
        """
        import hashlib  # takes as long to load as the first page to draw

        from readerapp.text.phrases import fold_bytes

        digest = hashlib.sha256()
        dash = b""
        for data in self._chunks():
            folded = fold_bytes(dash + _as_utf8(data)[0])
            dash = b"-" if folded.endswith(b"-") else b""  # its run may go on in the next chunk
            digest.update(folded.removesuffix(b"-"))
        digest.update(dash)
        return f"sha256:{digest.hexdigest()}"

    def _chunks(self) -> Iterator[bytes]:
        for number in range(0, self.block_count, CHUNK):
            yield self.read_bytes(self.first_byte(number), self.first_byte(number + CHUNK))


class _Decoded(MemoryBytes):
    """UTF-8 bytes decoded from a file in another form, which is still watched for changes."""

    def __init__(self, data: bytes, raw: ByteSource) -> None:
        super().__init__(data)
        self._raw = raw

    def changed(self) -> bool:
        return self._raw.changed()


def _decode(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _as_utf8(data: bytes) -> tuple[bytes, int]:
    """Return the text of `data` in UTF-8 and its length in code points.

    CRLF and CR become newlines, and invalid bytes become U+FFFD.
    """
    if b"\r" not in data:
        try:
            return data, len(data if data.isascii() else data.decode())
        except UnicodeDecodeError:
            pass
    text = _decode(data)
    return text.encode(), len(text)


def count_points(data: bytes) -> int:
    """Return the number of code points that `data` decodes to; CRLF counts as one."""
    count = len(data) if data.isascii() else len(data.decode("utf-8", "replace"))
    return count - data.count(b"\r\n") if b"\r" in data else count
