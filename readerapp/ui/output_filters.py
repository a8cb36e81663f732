"""Output filters: Textual line filters that keep control characters from the terminal.

They are the second check, for every widget. The first is `readerapp.text.sanitize`, which replaces
such characters by visible ones before the text is laid out.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from readerapp.text.sanitize import sanitize
from readerapp.ui.ascii_fallback import to_ascii


class ControlFilter(LineFilter):
    """A line filter that replaces control, bidi and invisible characters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with sanitized text; `background` is not used."""
        return [
            segment
            if segment.control or (segment.text.isascii() and segment.text.isprintable())
            else Segment(sanitize(segment.text), segment.style)
            for segment in segments
        ]


_DRAWN = dict.fromkeys((*range(0x2500, 0x25A0), *map(ord, "▪■□▸▾◂▴▌▐✎‡")), " ")
_POINTERS = dict.fromkeys(map(ord, "⏎›"), ">")
_UNDRAWN = {**_DRAWN, **_POINTERS}


class DrawingFilter(LineFilter):
    """A line filter that leaves out lines, blocks and signs, which a screen reader would spell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without drawing characters, with the same width."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_UNDRAWN), segment.style)
            for segment in segments
        ]


class AsciiFilter(LineFilter):
    """A line filter that replaces all characters beyond ASCII, for terminals without UTF-8."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII with the same width; `background` is not used."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(to_ascii(segment.text), segment.style)
            for segment in segments
        ]
