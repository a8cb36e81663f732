"""Where UTF-8 may be divided so that both parts decode, cluster and wrap as the whole does."""

from __future__ import annotations

from readerapp.text import graphemes, sanitize

AHEAD = 64
"""Bytes behind the limit that should be in the window, to see what would be divided."""
_TAIL = 256
"""Bytes of one endless word that are searched for a place between two clusters."""


def find_block_boundary(window: bytes, limit: int) -> int:
    """The best place to divide `window`: more than 0, at most `limit`.

    After a blank line, else after a line, else after a space, else between two clusters, else
    between two code points; never between CR and LF. `window` should hold `AHEAD` bytes more.
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
    """As `cut_before` where lines may end in CR, LF or both."""
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
    """After the last CR that no LF follows."""
    end = limit
    while (found := window.rfind(b"\r", 0, end)) >= 0:
        if window[found + 1 : found + 2] != b"\n":
            return found + 1
        end = found
    return 0


def _after(head: bytes, sign: bytes) -> int:
    found = head.rfind(sign)
    return found + len(sign) if found >= 0 else 0


def _after_space(window: bytes, limit: int) -> int:
    """After the last space before a visible ASCII character: a mark would belong to the space."""
    end = limit
    while (found := window.rfind(b" ", 0, end)) >= 0:
        if 0x20 < window[found + 1 if found + 1 < len(window) else found] < 0x7F:
            return found + 1
        end = found
    return 0


def _between_clusters(window: bytes, limit: int) -> int:
    """After the last cluster that was seen from its beginning: all edges after the first are sure.

    But for flags, of which one must see where their run begins.
    """
    last = _between_points(window, limit)
    first = max(0, limit - _TAIL)
    while first < last and window[first] & 0xC0 == 0x80:
        first += 1
    tail = window[first:].decode("utf-8", "replace")
    index = len(window[first:last].decode("utf-8", "replace"))
    if tail[:index].encode() != window[first:last]:  # invalid bytes: no place is known
        return last
    shown = sanitize.sanitize(tail, lines=True)
    edges = [end for start, end, _ in graphemes.clusters(shown) if start > 0 and end <= index]
    while edges and _are_flags(tail[edges[-1] - 1 : edges[-1] + 1]):
        edges.pop()
    return first + len(tail[: edges[-1]].encode()) if edges else last


def _are_flags(pair: str) -> bool:
    return len(pair) == 2 and all("\U0001f1e6" <= sign <= "\U0001f1ff" for sign in pair)


def _between_points(window: bytes, limit: int) -> int:
    """The last start of a code point at or before `limit`; four trailing bytes belong to none."""
    for place in range(limit, max(0, limit - 4), -1):
        if place >= len(window) or window[place] & 0xC0 != 0x80:
            return place
    return limit
