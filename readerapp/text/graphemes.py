r"""Grapheme clusters and their width in cells; the only module that decides both.

A cluster is an extended grapheme cluster of UAX #29 (``\X`` of the `regex` package), joined to
the previous one if a terminal gives it no cell of its own (some Burmese vowel signs). Widths are
those of `rich.cells.cell_len`, which Textual uses for drawing. All functions expect text that has
passed `sanitize.sanitize`, which may still contain newlines and tabs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

TAB = 8
"""Cells between tab stops."""

# Every code point of _NARROW is one cluster of one cell, and every one of _WIDE is one cluster
# of two cells, whatever their neighbours among both sets. Text of these alone needs neither
# `regex` nor a width table.
_NARROW = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2100-\u2199\u2200-\u2319\u2400-\u2426\u2500-\u25fc\ufffd"
)
_WIDE = "\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
_NOT_NARROW = f"^{_NARROW}"
_NOT_SINGLE = f"^{_NARROW}{_WIDE}"
_CONTROLS = "\x00-\x1f\x7f"


@cache
def _finder(signs: str) -> Callable[[str], re.Match[str] | None]:
    """Return a search function for any of `signs`, compiled on first use.

    Compiling it with the characters of `_WIDE` takes 3 ms.
    """
    return re.compile(f"[{signs}]").search


def _is_single(text: str) -> bool:
    """Return whether each code point is known to be a cluster of its own."""
    return _finder(_NOT_SINGLE)(text) is None


Cluster = tuple[int, int, int]
"""Start and end in code points, and width in cells."""


def is_narrow(text: str) -> bool:
    """Return whether each code point is known to be a cluster of one cell.

    Never true for text with a tab or a newline.
    """
    return (text.isascii() and text.isprintable()) or _finder(_NOT_NARROW)(text) is None


def is_complex(text: str) -> bool:
    """Return whether `text` holds more than simple characters, newlines and controls.

    Simple characters are those of `_NARROW` and `_WIDE`.
    """
    return (
        _finder(_NOT_NARROW + _CONTROLS)(text) is not None
        and _finder(_NOT_SINGLE + _CONTROLS)(text) is not None
    )


def clusters(text: str, column: int = 0) -> Iterator[Cluster]:
    """Yield the clusters of `text` from left to right, without gaps.

    A newline is a cluster of one cell: the position of a caret on it.

    Args:
        text: Sanitized text.
        column: The column in cells at which `text` starts; tab stops are counted with it.
    """
    if is_narrow(text):
        yield from ((n, n + 1, 1) for n in range(len(text)))
    elif _is_single(text):
        wide = _finder(_WIDE)
        yield from ((n, n + 1, 2 if wide(c) else 1) for n, c in enumerate(text))
    else:
        yield from _complex_clusters(text, column)


def _complex_clusters(text: str, column: int) -> Iterator[Cluster]:
    find = _cluster_pattern()
    start = end = cells = 0
    for match in find(text):
        piece = match.group()
        if piece in "\t\n":
            own = TAB - (column + cells) % TAB if piece == "\t" else 1
        else:
            own = cluster_cells(piece)
        if own or not cells:
            if end > start:
                yield start, end, cells
                column += cells
            start, cells = match.start(), own
        end = match.end()
    if end > start:
        yield start, end, cells


@cache
def _cluster_pattern() -> Callable[[str], Iterator[re.Match[str]]]:
    import regex  # type: ignore[import-untyped]  # 30 ms, and only some scripts need it

    find: Callable[[str], Iterator[re.Match[str]]] = regex.compile(r"\X").finditer
    return find


@lru_cache(maxsize=4096)
def cluster_cells(cluster: str) -> int:
    """Return the width of one cluster in cells."""
    from rich.cells import cell_len  # with its tables 20 ms; Latin text does without

    return cell_len(cluster)


def cell_width(text: str, column: int = 0) -> int:
    """Return the width of `text` in cells if it starts at `column`."""
    if is_narrow(text):
        return len(text)
    return sum(cells for _, _, cells in clusters(text, column))


def fit_cells(text: str, cells: int) -> int:
    """Return the length of the longest prefix that takes at most `cells` cells.

    The prefix consists of whole clusters; the length is in code points.
    """
    if is_narrow(text):
        return max(0, min(len(text), cells))
    end = 0
    for _, stop, own in clusters(text):
        cells -= own
        if cells < 0:
            break
        end = stop
    return end


def safe_cluster_start(text: str, index: int) -> int:
    """Return the last index up to `index` at which a cluster certainly starts.

    Only the text near the index is examined. Segmentation from that index gives the same clusters
    as segmentation from the start of `text`.
    """
    while 0 < index < len(text):
        if text[index - 1] in "\n\t" or _is_single(text[index - 1 : index + 1]):
            return index
        index -= 1
    return index


def fit_entries(text: str, width: int, separator: str = " · ") -> str:
    """Return a text with as many of its entries as fit into `width` cells, one at least.

    >>> fit_entries("n next · b back · u undo", 17)
    'n next · b back'
    """
    entries = text.split(separator)
    while len(entries) > 1 and cell_width(separator.join(entries)) > width:
        entries.pop()
    return separator.join(entries)


def choose_fitting(variants: Sequence[str], width: int) -> str:
    """Return the first of some texts that fits into `width` cells, else the last one.

    >>> choose_fitting(["n next · b back", "n b"], 9)
    'n b'
    """
    return next((one for one in variants if cell_width(one) <= width), variants[-1])
