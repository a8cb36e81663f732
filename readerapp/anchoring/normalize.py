"""Text normalization with an offset map: typographic differences are removed, wording stays.

Two texts normalize to the same string if they differ only in white space, in the style of
quotation marks and dashes, in ligatures, soft hyphens, zero-width characters or the Unicode normal
form. `NormalizedText` maps offsets between the raw and the normalized text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from readerapp.text.phrases import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, SPACES

_SPELLED_OUT = {
    **dict.fromkeys("ﬅﬆ", "st"),
    "…": "...",
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}
_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys(DOUBLE_QUOTES, '"'),
        **dict.fromkeys(SINGLE_QUOTES + "ʼ`", "'"),
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(SPACES, " "),
        "ſ": "s",
    }
)
_RESIZED = rf"\s\s+|[{DASHES}]{{2,}}|[{''.join(_SPELLED_OUT)}]"


class NormalizedText:
    """A normalized text that maps its offsets to and from the raw text.

    `text` is the normalized text. All offsets are code points.
    """

    def __init__(self, raw: str) -> None:
        # Pairs of offsets are stored only where lengths change, not for every code point.
        self._normalized_offsets, self._raw_offsets = [0], [0]
        composing = _composing(raw)
        pieces: list[str] = []
        done = length = 0
        for match in re.finditer(_RESIZED + composing, raw):
            start, end = match.span()
            if match.lastgroup:  # combining marks, with the letter before them
                start = max(done, start - 1)
            replacement = _replacement(raw[start:end])
            pieces += raw[done:start], replacement
            length += start - done
            for _ in replacement:
                self._normalized_offsets.append(length)
                self._raw_offsets.append(start)
                length += 1
            self._normalized_offsets.append(length)
            self._raw_offsets.append(end)
            done = end
        pieces.append(raw[done:])
        self.text = "".join(pieces).translate(_ONE_TO_ONE)

    def to_raw(self, offset: int) -> int:
        """Return the raw offset of a normalized one; inside a replaced run, the run's start."""
        at = bisect_right(self._normalized_offsets, offset) - 1
        return self._raw_offsets[at] + offset - self._normalized_offsets[at]

    def to_normalized(self, offset: int) -> int:
        """Return the normalized offset of a raw one; in a replaced run, at most the run's end."""
        at = bisect_right(self._raw_offsets, offset) - 1
        normalized = self._normalized_offsets[at] + offset - self._raw_offsets[at]
        if at + 1 < len(self._normalized_offsets):
            normalized = min(normalized, self._normalized_offsets[at + 1])
        return normalized

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw range of a normalized one, including all of a replaced run at its end."""
        if end <= start:
            return self.to_raw(start), self.to_raw(start)
        after = bisect_right(self._normalized_offsets, end - 1)
        raw_end = self.to_raw(end - 1) + 1
        if after < len(self._normalized_offsets) and self._normalized_offsets[after] == end:
            run = self._raw_offsets[after - 1]
            while self._raw_offsets[after] == run and after + 1 < len(self._raw_offsets):
                after += 1
            raw_end = max(raw_end, self._raw_offsets[after])
        return self.to_raw(start), raw_end


def normalize(text: str) -> str:
    r"""Return `text` in the form for comparison: equal for texts that differ only in typography.

    >>> normalize("“Well —\n he ﬁnished…”")
    '"Well - he finished..."'
    """
    return NormalizedText(text).text


def _replacement(run: str) -> str:
    if run in _SPELLED_OUT:
        return _SPELLED_OUT[run]
    if run.isspace():
        return " "
    if run[0] in DASHES and run[-1] in DASHES:
        return "-"
    return unicodedata.normalize("NFC", run)


def _composing(raw: str) -> str:
    """Return extra alternatives for the pattern if `raw` is not in normal form C, else nothing."""
    if unicodedata.is_normalized("NFC", raw):
        return ""
    used = {c for c in set(raw) if not c.isascii()}
    marks = {c for c in used if unicodedata.combining(c) or c in _JAMO}
    single = {c for c in used - marks if not unicodedata.is_normalized("NFC", c)}
    return "".join(
        f"|{group}"
        for group in (_class("(?P<marks>[{}]+)", marks), _class("[{}]", single))
        if group
    )


def _class(pattern: str, characters: set[str]) -> str:
    return pattern.format(re.escape("".join(sorted(characters)))) if characters else ""


_JAMO = frozenset(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))
"""Hangul vowels and finals, which compose although they are not combining marks."""
