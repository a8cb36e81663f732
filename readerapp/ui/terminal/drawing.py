"""Draws the cells of a row."""

from __future__ import annotations

import re
from itertools import groupby

from readerapp.ui.terminal.cells import Row, is_unsure, styles_of, text_of
from readerapp.ui.terminal.pen import LONG_AT_THE_END, Pen
from readerapp.ui.terminal.styles import Style

_BLANKS = re.compile(f" {{{LONG_AT_THE_END},}}")


def draw(pen: Pen, row: Row, line: int, start: int, end: int) -> None:
    """Draw the cells from `start` to before `end` of a row; starts and ends at clusters."""
    groups = [(style, len(list(same))) for style, same in groupby(styles_of(row[start:end]))]
    followers = [style for style, _ in groups[1:]]
    for (style, count), following in zip(groups, [*followers, None], strict=True):
        text = text_of(row[start : start + count])
        pen.move(start, line)
        if text.strip(" "):
            pen.dip(style)
        else:
            pen.dip_for_blanks(style, following)
        if is_unsure(text):
            _draw_unsure(pen, row, line, start, start + count)
        elif len(text) == count:
            _draw_narrow(pen, text, style, line, start)
        else:
            pen.write(text, count)
        start += count


def _draw_narrow(pen: Pen, text: str, style: Style, line: int, start: int) -> None:
    """Draw a text of as many cells as signs, and erase long blanks rather than write them."""
    written = 0
    for blanks in _BLANKS.finditer(text):
        if blanks.start() > written:
            pen.move(start + written, line)
            pen.write(text[written : blanks.start()], blanks.start() - written)
        pen.move(start + blanks.start(), line)
        count = len(blanks.group())
        if pen.should_erase(count, style):
            pen.erase(count)
        else:
            pen.write(blanks.group(), count)
        written = blanks.end()
    if written < len(text):
        pen.move(start + written, line)
        pen.write(text[written:], len(text) - written)


def _draw_unsure(pen: Pen, row: Row, line: int, start: int, end: int) -> None:
    """Draw cells of which some hold clusters on whose width terminals disagree."""
    while start < end:
        unsure, stop = is_unsure(row[start].text), start + 1
        while stop < end and (not row[stop].text or is_unsure(row[stop].text) == unsure):
            stop += 1
        text = text_of(row[start:stop])
        pen.move(start, line)
        if unsure:
            pen.write_unsure(text, stop - start)
        else:
            pen.write(text, stop - start)
        start = stop
