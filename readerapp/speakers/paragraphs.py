"""Where paragraphs begin and end in plain text, with or without hard-wrapped lines."""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n+\s*")


def break_pattern(sample: str) -> re.Pattern[str]:
    """The pattern of a paragraph break in texts like `sample`.

    A blank line, where blank lines are common enough to part the paragraphs (the lines
    between are then wrapped by hand); else every end of a line.
    """
    lines = sample.count("\n")
    blank = sum(1 for _ in _BLANK_LINE.finditer(sample))
    return _BLANK_LINE if blank > max(3, lines // 12) else _LINE


def spans(text: str, pattern: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
    """The paragraphs of `text` as half-open ranges in code points, breaks excluded, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in (pattern or break_pattern(text)).finditer(text):
        if match.start() > start:
            found.append((start, match.start()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def is_wrapped(sample: str, pattern: re.Pattern[str]) -> bool:
    """Whether the lines inside the paragraphs of `sample` were broken by hand to one width."""
    if pattern is _LINE:
        return False
    lines = [line for line in sample.split("\n") if line.strip()]
    if not lines:
        return False
    blocks = sum(1 for _ in _BLANK_LINE.finditer(sample)) + 1
    return len(lines) > 1.3 * blocks and max(map(len, lines[:2000])) < 130
