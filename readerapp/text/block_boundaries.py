"""Block boundaries: where to split UTF-8 so that both parts decode, cluster and wrap alike.

"Alike" means: with the same result as in the whole text.
"""

from __future__ import annotations

from readerapp.text import graphemes, sanitize

AHEAD = 64
"""Bytes past the limit that the window should hold, to see what a boundary would split."""
_CLUSTER_WINDOW = 256
"""Bytes of a very long word that are searched for a boundary between two clusters."""


def find_block_boundary(window: bytes, limit: int) -> int:
    """Return the best index at which to split `window`: more than 0, at most `limit`.

    In order of preference: after a blank line, after a line, after a space, between two clusters,
    between two code points. Never between CR and LF.

    Args:
        window: UTF-8 bytes; should hold `AHEAD` bytes past the limit.
        limit: Maximum size of the first part in bytes.
    """
    head = window[:limit]
    if b"\r" in window:
        return _with_returns(window, limit)
    return (
        _after(head, b"\n\n")
        or _after(head, b"\n")
        or _after_space(window, limit)
        or _between_clusters(window, limit)
    )


def _with_returns(window: bytes, limit: int) -> int:
    """Find a boundary as `find_block_boundary` does where lines may end in CR, LF or both."""
    if window[limit - 1 : limit + 1] == b"\r\n":
        limit -= 1
    head = window[:limit]
    return (
        max(_after(head, b"\n\n"), _after(head, b"\n\r\n"))
        or _after(head, b"\n")
        or _after_return(window, limit)
        or _after_space(window, limit)
        or _between_clusters(window, limit)
    )


def _after_return(window: bytes, limit: int) -> int:
    """Return the index after the last CR that no LF follows; 0 if there is none."""
    end = limit
    while (index := window.rfind(b"\r", 0, end)) >= 0:
        if window[index + 1 : index + 2] != b"\n":
            return index + 1
        end = index
    return 0


def _after(head: bytes, sign: bytes) -> int:
    index = head.rfind(sign)
    return index + len(sign) if index >= 0 else 0


def _after_space(window: bytes, limit: int) -> int:
    """Return the index after the last space before a visible ASCII character; 0 if none.

    Another character may be a combining mark, which would belong to the space.
    """
    end = limit
    while (index := window.rfind(b" ", 0, end)) >= 0:
        if 0x20 < window[index + 1 if index + 1 < len(window) else index] < 0x7F:
            return index + 1
        end = index
    return 0


def _between_clusters(window: bytes, limit: int) -> int:
    """Return the index after the last cluster whose start was seen.

    All cluster edges after the first are certain, except between flags, where the start of their
    run must be seen.
    """
    last = _between_points(window, limit)
    first = max(0, limit - _CLUSTER_WINDOW)
    while first < last and window[first] & 0xC0 == 0x80:
        first += 1
    tail = window[first:].decode("utf-8", "replace")
    index = len(window[first:last].decode("utf-8", "replace"))
    if tail[:index].encode() != window[first:last]:  # invalid bytes: the indices do not correspond
        return last
    sanitized = sanitize.sanitize(tail, lines=True)
    edges = [end for start, end, _ in graphemes.clusters(sanitized) if start > 0 and end <= index]
    while edges and _are_flags(tail[edges[-1] - 1 : edges[-1] + 1]):
        edges.pop()
    return first + len(tail[: edges[-1]].encode()) if edges else last


def _are_flags(pair: str) -> bool:
    return len(pair) == 2 and all("\U0001f1e6" <= sign <= "\U0001f1ff" for sign in pair)


def _between_points(window: bytes, limit: int) -> int:
    """Return the last start of a code point at or before `limit`.

    Four trailing bytes in a row belong to no code point; then it is `limit`.
    """
    for index in range(limit, max(0, limit - 4), -1):
        if index >= len(window) or window[index] & 0xC0 != 0x80:
            return index
    return limit
