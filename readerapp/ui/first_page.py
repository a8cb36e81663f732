"""The first page: draws the rows of the document pane before Textual is imported.

Importing Textual takes longer than reading the document. So the rows are written to the terminal
where the document pane will draw them, in the theme's colours. The driver gets them as the content
of the terminal, and of Textual's first frame it sends only the difference. This module does not
import Textual.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from readerapp.core.display_choices import PAGE_COLOURS, TEXT_WIDTH, load_choice
from readerapp.reading.first_page_position import ScreenPosition
from readerapp.text.line_layout import LineLayout
from readerapp.text.sanitize import sanitize
from readerapp.ui.ascii_fallback import is_utf8_output, to_ascii
from readerapp.ui.pane_layout import choose_layout, document_pane_size, text_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readerapp.text.source import Text

ENTER_ALTERNATE_SCREEN = "\x1b[?1049h"
"""The sequence for the terminal's alternate screen; a second one would clear the page."""
LEAVE_ALTERNATE_SCREEN = "\x1b[?25h\x1b[?1049l"

_MAX_LOOKUP_BYTES = 4_000_000
"""Maximum size in bytes of a text that is read whole to look up its last reading position."""

THEME_COLOURS: dict[str, tuple[str, ...]] = {
    "reader-dark": ("#d4d4d0", "#1c1d21"),
    "reader-light": ("#24262b", "#fbfaf7"),
}
"""Text colour and background colour of readerapp's own themes."""


class FirstPage:
    """The first page as it was written to the terminal.

    Attributes:
        text: The text of the document.
        top: The offset of the first row, from the last reading position.
        at: The offset of the caret, from the last reading position.
        has_annotations: Whether there were annotations then, so that there is room for panes.
        size: The columns and rows of the terminal.
        rows: The text of each written row, from the top of the screen.
        style: The SGR parameters of the rows; empty for the terminal's default style.
        is_intact: False once the shell may have overwritten the page.
    """

    def __init__(
        self,
        text: Text,
        position: ScreenPosition,
        size: tuple[int, int],
        rows: list[str],
        style: str,
    ) -> None:
        self.text = text
        self.top, self.at, self.has_annotations = position
        self.size = size
        self.rows = rows
        self.style = style
        self.is_intact = True

    def watch(self) -> None:
        """Set `is_intact` to False when the process continues after a stop (SIGCONT)."""
        import signal

        signal.signal(signal.SIGCONT, lambda *_: setattr(self, "is_intact", False))


def paint_first_page(
    text: Text,
    names: Sequence[str],
    find_position: Callable[[Text, Sequence[str]], ScreenPosition],
    theme: str,
    width_limit: int = TEXT_WIDTH,
) -> FirstPage | None:
    """Draw the first page of a text.

    Args:
        text: The text of the document.
        names: The names by which the document may be known in the library.
        find_position: Returns the last reading position of a document, by its text or its names.
            It is not called for a text of more than 4 MB, which takes long to recognise; then the
            page starts at offset 0, and it is not known whether there are annotations.
        theme: The name of the theme; empty for the default.
        width_limit: Maximum width of the text in cells; 0 for none.

    Returns:
        The page; None if there is no terminal or it is too small.
    """
    try:
        width, height = os.get_terminal_size()
    except OSError:
        return None
    position = ScreenPosition()
    if text.size <= _MAX_LOOKUP_BYTES:
        position = find_position(text, names)
    layout = choose_layout(
        width,
        height,
        focus="document",
        zen=False,
        has_annotations=position.has_annotations,
    )
    if layout.small:
        return None
    columns, rows = document_pane_size(layout, width, height)
    column = text_column(columns, width_limit)
    line_layout = LineLayout(text, column.width)
    style = _style(theme)
    lines = []
    convert = str if is_utf8_output() else to_ascii
    for row in line_layout.rows_from(position.top, rows):
        # The same replacements as in `readerapp.ui.output_filters`.
        words = convert(sanitize("".join(piece.text for piece in line_layout.pieces(row))))
        lines.append(f"{' ' * (column.left + row.indent)}{words}")
    colours = f"\x1b[{style}m" if style else ""
    written = "\r\n".join(f"{line}\x1b[K" for line in lines)
    sys.stdout.write(f"{ENTER_ALTERNATE_SCREEN}\x1b[?25l\x1b[H{colours}{written}\x1b[0m")
    sys.stdout.flush()
    page = FirstPage(text, position, (width, height), lines, style)
    page.watch()
    return page


def leave_first_page() -> None:
    """Leave the alternate screen if the reader could not start."""
    with suppress(OSError):  # if the terminal was closed, the exit code says so already
        sys.stdout.write(LEAVE_ALTERNATE_SCREEN)
        sys.stdout.flush()


def _style(theme: str) -> str:
    """Return the theme's colours as SGR parameters; "" if the terminal has no 24-bit colour."""
    has_true_colour = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    if not has_true_colour or "NO_COLOR" in os.environ:
        return ""
    colours = THEME_COLOURS.get(theme or "reader-dark")
    if colours is None and not theme.startswith("ansi-"):  # the theme of a plug-in
        colours = tuple(load_choice(PAGE_COLOURS, theme).split())
    try:
        text, background = map(_rgb, colours or ())
    except ValueError:  # there are none, or the file of choices is damaged
        return ""
    return f"38;2;{text};48;2;{background}"


def _rgb(colour: str) -> str:
    """Return the SGR parameters of a colour.

    >>> _rgb("#1c1d21")
    '28;29;33'
    """
    return ";".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
