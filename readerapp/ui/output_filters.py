"""The last line of defence: no control byte leaves the app, whatever widget shows it.

The first line is text/safe, where text becomes visible stand-ins before it is laid out.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from readerapp.text.sanitize import sanitize
from readerapp.ui.ascii_fallback import to_ascii


class ControlFilter(LineFilter):
    """Replaces control, bidi and invisible characters in every line that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with display-safe text; `background` plays no part."""
        return [
            segment
            if segment.control or (segment.text.isascii() and segment.text.isprintable())
            else Segment(sanitize(segment.text), segment.style)
            for segment in segments
        ]


class AsciiFilter(LineFilter):
    """Replaces what a terminal without UTF-8 cannot show."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in ASCII, in as many cells; `background` plays no part."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(to_ascii(segment.text), segment.style)
            for segment in segments
        ]
