"""Escape sequences: styles (SGR), terminal capabilities, and a writer that tracks the cursor.

A style is a string of its SGR parameters in one fixed order (`"1;38;5;252;48;5;234"`: attributes
by number, foreground, background). The default style is the empty string. The capabilities are
read from terminfo. `CursorWriter` knows the cursor position and the style in force, to save bytes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

Style = str

DEFAULT: Style = ""

CellPosition = tuple[int, int]
"""A column and a row, both from 0."""

# The SGR code that ends each attribute. Some share one: bold and dim, the two underlines.
_ENDS = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
# The attributes that are visible on a blank. Besides them only the background is visible.
_SEEN_ON_BLANKS = frozenset({4, 5, 6, 7, 9, 21, 53})
_COLOUR_SIZES = {"5": 3, "2": 5}  # parameters of 38;5;n and of 38;2;r;g;b


class StyleParts(NamedTuple):
    """The parts of a style: attribute numbers, and the parameters of both colours."""

    attributes: frozenset[int]
    foreground: str
    background: str


@lru_cache(maxsize=4096)
def parse_sgr(parameters: str) -> Style | None:
    """Return the style that `ESC[parameters m` gives from the default style.

    Returns:
        The style in its fixed order; None if a parameter is not known.

    >>> parse_sgr("48;5;234;1")
    '1;48;5;234'
    """
    attributes: set[int] = set()
    foreground = background = ""
    rest = parameters.split(";")
    while rest:
        if rest[0] in ("38", "48"):
            size = _COLOUR_SIZES.get(rest[1], 0) if len(rest) > 1 else 0
            if not size or len(rest) < size or not all(rest[:size]):
                return None
            colour, rest = ";".join(rest[:size]), rest[size:]
        else:
            colour = rest.pop(0)
        number = int(colour.partition(";")[0] or 0)
        if number == 0:
            attributes, foreground, background = set(), "", ""
        elif number in _ENDS:
            attributes.add(number)
        elif 30 <= number <= 39 or 90 <= number <= 97:
            foreground = "" if number == 39 else colour
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = "" if number == 49 else colour
        else:
            return None
    return _joined(StyleParts(frozenset(attributes), foreground, background))


@lru_cache(maxsize=4096)
def split_style(style: Style) -> StyleParts:
    """Split a style into its parts."""
    attributes: set[int] = set()
    colours = {"3": "", "4": ""}
    rest = style.split(";") if style else []
    while rest:
        size = _COLOUR_SIZES[rest[1]] if rest[0] in ("38", "48") else 1
        colour, rest = ";".join(rest[:size]), rest[size:]
        number = int(colour.partition(";")[0])
        if number in _ENDS:
            attributes.add(number)
        else:
            colours["4" if 40 <= number <= 49 or number >= 100 else "3"] = colour
    return StyleParts(frozenset(attributes), colours["3"], colours["4"])


@lru_cache(maxsize=4096)
def style_on_blank(style: Style) -> Style:
    """Return the part of a style that is visible on a blank: mostly only the background.

    The whole style is returned if it has an attribute such as underline or reverse.

    >>> style_on_blank("1;31;44")
    '44'
    """
    attributes, _, background = split_style(style)
    return style if attributes & _SEEN_ON_BLANKS else background


@lru_cache(maxsize=4096)
def combine_with_blank(style: Style, background: Style) -> Style:
    """Return a style that shows only `background` on blanks, as close to `style` as possible.

    It keeps the foreground and the attributes of `style` that are invisible on a blank.
    """
    attributes, foreground, _ = split_style(style)
    return _joined(StyleParts(attributes - _SEEN_ON_BLANKS, foreground, background))


@lru_cache(maxsize=4096)
def sgr_change(before: Style | None, after: Style) -> str:
    r"""Return the shortest sequence that changes the style in force to `after`.

    Args:
        before: The style in force; None if it is unknown.
        after: The style to set.

    >>> sgr_change("1;31", "31")
    '\x1b[22m'
    """
    if before == after:
        return ""
    afresh = f"\x1b[0;{after}m" if after else "\x1b[m"
    if before is None:
        return afresh
    old, new = split_style(before), split_style(after)
    ends = {_ENDS[number] for number in old.attributes - new.attributes}
    # An end code also ends the attribute that shares it: bold off is also dim off.
    begins = {n for n in new.attributes if n not in old.attributes or _ENDS[n] in ends}
    codes = [str(number) for number in (*sorted(ends), *sorted(begins))]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return step if len(step) < len(afresh) else afresh


def _joined(style: StyleParts) -> Style:
    """Return a style made of its parts, in the fixed order."""
    codes = [*map(str, sorted(style.attributes)), style.foreground, style.background]
    return ";".join(code for code in codes if code)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The terminal capabilities that save bytes; each one is optional.

    Attributes:
        scrolls: The terminal can scroll the rows between two margins (DECSTBM).
        erases_cells: The terminal can erase a given number of cells (ECH).
        erases_in_colour: Cells that are erased or scrolled in get the current background.
    """

    scrolls: bool = False
    erases_cells: bool = False
    erases_in_colour: bool = False


def capabilities_of(term: str, inside_screen: bool = False) -> Capabilities:
    """Return the capabilities of a terminal; none if terminfo does not know its name.

    Args:
        term: The name of the terminal, as in TERM.
        inside_screen: True inside GNU screen, which erases without colour whatever TERM says.
    """
    import curses

    try:
        curses.setupterm(term, 1)
    except curses.error:
        return Capabilities()
    tmux = term.startswith("tmux")  # has both, though terminfo does not say so
    return Capabilities(
        scrolls=bool(curses.tigetstr("csr")),
        erases_cells=tmux or bool(curses.tigetstr("ech")),
        erases_in_colour=tmux or (curses.tigetflag("bce") > 0 and not inside_screen),
    )


def current_capabilities() -> Capabilities:
    """Return the capabilities of the terminal that the environment names."""
    return capabilities_of(os.environ.get("TERM", ""), inside_screen="STY" in os.environ)


ERASE_FROM = 8
"""Number of blanks from which erasing them and moving on takes less than writing them."""
ERASE_TO_END_FROM = 4
"""The same number for blanks at the end of a row, where no cursor move follows."""


class CursorWriter:
    """A buffer of terminal output for a screen with a fixed number of columns.

    Attributes:
        position: The position of the cursor (column and row from 0); None if it is unknown.
        style: The style in force on the terminal; None if it is unknown.
    """

    def __init__(
        self,
        position: CellPosition | None,
        style: Style | None,
        columns: int,
        capabilities: Capabilities,
    ) -> None:
        self.position = position
        self.style = style
        self._columns = columns
        self._capabilities = capabilities
        self._margins = False
        self._output: list[str] = []

    def finish(self, cursor: CellPosition | None) -> str:
        """Return all output, after resetting the margins and moving the cursor.

        Args:
            cursor: Where the cursor must end (column and row from 0); None leaves it anywhere.
        """
        self._drop_margins()  # must come first, because it moves the cursor
        if cursor is not None:
            self.move(*cursor)
        return "".join(self._output)

    def move(self, column: int, row: int) -> None:
        """Move the cursor to a column and a row, both from 0."""
        if self._margins and (self.position is None or self.position[1] != row):
            self._drop_margins()
        if self.position != (column, row):
            self._output.append(_shortest_move(self.position, column, row))
            self.position = column, row

    def set_style(self, style: Style) -> None:
        """Set the style for all that is written from now on."""
        if self.style != style:
            self._output.append(sgr_change(self.style, style))
            self.style = style

    def set_style_for_blanks(self, style: Style, following: Style | None) -> None:
        """Set a style, as cheap as possible, in which blanks look the same as in `style`.

        Args:
            style: The style of the blanks.
            following: The style of the text after the blanks; used if blanks look the same in
                it, so that no further change is needed. None if no text follows.
        """
        seen = style_on_blank(style)
        if self.style is not None and style_on_blank(self.style) == seen:
            return
        if following is not None and style_on_blank(following) == seen:
            self.set_style(following)
        elif self.style is not None and seen == split_style(seen).background:
            self.set_style(combine_with_blank(self.style, seen))
        else:
            self.set_style(seen)

    def write(self, text: str, cells: int) -> None:
        """Write a text at the cursor.

        After a write into the last column the position is unknown: terminals differ there.

        Args:
            text: Whole grapheme clusters.
            cells: The width of the text in cells.
        """
        assert self.position is not None
        self._output.append(text)
        column, row = self.position[0] + cells, self.position[1]
        self.position = (column, row) if column < self._columns else None

    def write_unsure(self, text: str, cells: int) -> None:
        """Write clusters whose width differs between terminals.

        Blanks are written first, so that no old cell remains beside the clusters. The position
        is unknown afterwards, so the next text is preceded by an absolute move.
        """
        assert self.position is not None
        column, row = self.position
        self.write(" " * cells, cells)
        self.move(column, row)
        self.write(text, cells)
        self.position = None

    def can_erase(self, style: Style) -> bool:
        """Return whether cells erased in this style look like blanks written in it."""
        background = split_style(style).background
        return style_on_blank(style) == background and (
            self._capabilities.erases_in_colour or background == DEFAULT
        )

    def should_erase(self, cells: int, style: Style) -> bool:
        """Return whether erasing cells from the cursor on takes less than writing blanks."""
        assert self.position is not None
        if not self.can_erase(style):
            return False
        if self.position[0] + cells == self._columns:
            return cells >= ERASE_TO_END_FROM
        return cells >= ERASE_FROM and self._capabilities.erases_cells

    def erase(self, cells: int) -> None:
        """Erase cells from the cursor on; the cursor does not move."""
        assert self.position is not None
        at_the_end = self.position[0] + cells == self._columns
        self._output.append("\x1b[K" if at_the_end else f"\x1b[{cells}X")

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Scroll the rows in `[top, bottom)` up by `lines` (down, if negative).

        The new rows are blank, in the style in force if the terminal erases in colour.
        """
        self._output.append(f"\x1b[{top + 1 if top else ''};{bottom}r")
        self.position = None
        self.move(0, bottom - 1 if lines > 0 else top)
        self._output.append("\n" * lines if lines > 0 else "\x1bM" * -lines)
        self._margins = True

    def _drop_margins(self) -> None:
        """Reset the scroll margins, because they stop a cursor move or make it scroll."""
        if self._margins:
            self._margins = False
            self._output.append("\x1b[r")
            self.position = None  # the home position, but not on every terminal


def _shortest_move(before: CellPosition | None, column: int, row: int) -> str:
    r"""Return the shortest sequence that moves the cursor; it draws and scrolls nothing.

    Args:
        before: The position before the move; None if it is unknown.
        column: The target column, from 0.
        row: The target row, from 0.

    >>> _shortest_move((4, 2), 3, 2)
    '\x08'
    """
    ways = [f"\x1b[{row + 1 if row else ''}{f';{column + 1}' if column else ''}H"]
    if before is not None:
        right, down = column - before[0], row - before[1]
        from_the_edge, up_or_down = _along(column, "C", "D"), _along(down, "B", "A")
        ways.append(up_or_down + _along(right, "C", "D"))
        if right < 0:
            ways.append(up_or_down + "\b" * -right)
        if not down:
            ways.append("\r" + from_the_edge)
        if down > 0:
            ways.append("\r" + "\n" * down + from_the_edge)
    return min(ways, key=len)


def _along(distance: int, ahead: str, back: str) -> str:
    """Return a relative move; `ahead` and `back` are the final letters of its sequence."""
    count = abs(distance)
    if not count:
        return ""
    return f"\x1b[{count if count > 1 else ''}{ahead if distance > 0 else back}"
