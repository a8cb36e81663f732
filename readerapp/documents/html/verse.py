"""Verse: the indents of its lines, which pages write as spaces or in the names of classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WIDTHS = {"\u00a0": 1, "\u2002": 1, "\u2007": 1, "\u2003": 2, "\u3000": 2}
"""Spaces that do not collapse, with their width in cells."""
_verse_indent = re.compile(r"(?:^|\s)i(\d{1,2})(?:$|\s)").search
_is_verse = re.compile(r"poem|poetry|stanza|verse", re.IGNORECASE).search
_HOLDERS = 4
"""Elements around a line that may say that it is verse."""


def leading_spaces(words: str | None) -> int:
    """Return the cells of the spaces that do not collapse, before the first word."""
    if not words or not words[0].isspace() or words.lstrip(" \t\r\n")[:1] not in _WIDTHS:
        return 0
    return sum(_WIDTHS.get(space, 0) for space in words[: len(words) - len(words.lstrip())])


def class_indent(element: Element) -> int:
    """Return the spaces that the class of a line of verse asks for: "i4" (Project Gutenberg)."""
    match = _verse_indent(element.get("class") or "")
    if match is None:
        return 0
    holders = zip(range(_HOLDERS), element.iterancestors(), strict=False)
    is_verse = any(_is_verse(holder.get("class") or "") for _, holder in holders)
    return int(match[1]) if is_verse else 0
