"""Escape text for the terminal: replace control, bidirectional and invisible code points.

Each dangerous code point becomes one visible code point, so offsets do not change. Sources of the
rules: Unicode Technical Report #36 (security), UAX #9 (bidirectional controls) and UTS #51 (which
joiners, selectors and tags belong to an emoji).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readerapp.text import graphemes

if TYPE_CHECKING:
    from typing import Any

_CONTROLS = {n: 0x2400 + n for n in range(32)} | {0x7F: 0x2421}
_KEEP_LINES = {n: mark for n, mark in _CONTROLS.items() if n not in (9, 10)}
_control = re.compile(r"[\x00-\x1f\x7f]").search
_control_in_line = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search

_LABEL_LENGTH = 10_000
"""Maximum number of code points of a label that are examined."""

FOR_UNKNOWN = "\ufffd"
"""Replaces C1 controls, noncharacters and surrogates."""
FOR_HIDDEN = "·"
"""Replaces code points that would be invisible or change the writing direction."""
FOR_SEPARATOR = "↵"
"""Replaces the line and paragraph separators of Unicode."""
FOR_LONE_MARK = "◌"
"""Replaces a combining mark that has no base character."""


def sanitize(text: str, *, lines: bool = False) -> str:
    r"""Return `text` with a visible replacement for each code point that is unsafe to print.

    One code point replaces one, so offsets into the result are offsets into `text`.

    Args:
        text: Any text.
        lines: Whether to leave newline and tab, for callers that lay them out.

    >>> sanitize("a\x1b[2J")
    'a␛[2J'
    """
    if not text.isascii() and graphemes.is_complex(text):
        text = _replace_dangerous(text)
    if text.isprintable() or not (_control_in_line if lines else _control)(text):
        return text
    return text.translate(_KEEP_LINES if lines else _CONTROLS)


def sanitize_label(text: str, width: int | None = None) -> str:
    """Return the start of `text` on one line, safe to print.

    Args:
        text: Any text.
        width: Maximum width in cells; a longer line is cut between clusters and ends with "…".
            None means no limit.
    """
    line = sanitize(" ".join(text[:_LABEL_LENGTH].split()))
    if width is None or graphemes.cell_width(line) <= width:
        return line
    if width < 1:
        return ""
    return line[: graphemes.fit_cells(line, width - 1)].rstrip() + "…"


def _replace_dangerous(text: str) -> str:
    sanitized: str = _dangerous().sub(_replacement, text)
    return sanitized


def _replacement(match: re.Match[str]) -> str:
    flag: str | None = match["flag"]
    return flag or _SIGNS[match.lastgroup or ""]


_SIGNS = {
    "unknown": FOR_UNKNOWN,
    "line": FOR_SEPARATOR,
    "lone": FOR_LONE_MARK,
    "hidden": FOR_HIDDEN,
}


@lru_cache(maxsize=1)
def _dangerous() -> Any:
    import regex  # type: ignore[import-untyped]  # only for text beyond Latin, Greek and Cyrillic

    picture = r"[\p{ExtPict}\p{EMod}\ufe0f](?=\u200d\p{ExtPict})"
    kinds = {
        "flag": r"\U0001F3F4[\U000E0030-\U000E0039\U000E0061-\U000E007A]{1,6}\U000E007F",
        "unknown": r"[\x80-\x9f\p{Cs}\p{NChar}\ufff0-\ufff8]",
        "line": r"[\u2028\u2029]",
        "lone": rf"(?<![^\n\t])[{_MARKS}]",
        "hidden": "|".join(
            (
                rf"(?<![{_JOINING}])\u200c",
                rf"(?<![{_JOINING}]|{picture})\u200d",
                rf"(?<![\p{{L}}\p{{N}}\p{{S}}\p{{P}}])[{_SELECTORS}]",
                rf"[{_INVISIBLE}]",
            )
        ),
    }
    return regex.compile("|".join(f"(?P<{kind}>{rule})" for kind, rule in kinds.items()))


_MARKS = r"\p{M}\U0001F3FB-\U0001F3FF\u1160-\u11ff\ud7b0-\ud7ff"
_SELECTORS = r"\ufe00-\ufe0f\U000E0100-\U000E01EF"
_INVISIBLE = (
    r"\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff9-\ufffb\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E00FF\U000E01F0-\U000E0FFF"
)

# Scripts in which a joiner or a non-joiner changes the shape of the letters beside it.
_JOINING = (
    r"\p{Adlam}\p{Arabic}\p{Bengali}\p{Devanagari}\p{Gujarati}\p{Gurmukhi}\p{Kannada}\p{Khmer}"
    r"\p{Malayalam}\p{Mandaic}\p{Mongolian}\p{Myanmar}\p{Nko}\p{Oriya}\p{Sinhala}\p{Syriac}"
    r"\p{Tamil}\p{Telugu}\p{Thaana}\p{Tibetan}"
)
