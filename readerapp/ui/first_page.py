"""The first page before the screen: its text is drawn before Textual is even imported.

Importing Textual takes longer than reading the document. So the rows of the document pane are
written to the terminal where the reader will draw them, in the theme's colours. The driver is told
what stands there, and Textual's first frame costs only the difference. Nothing here imports
Textual.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from readerapp.text.line_layout import LineLayout
from readerapp.text.sanitize import sanitize
from readerapp.ui.ascii_fallback import is_utf8_output, to_ascii
from readerapp.ui.pane_layout import MARGIN, choose_layout, text_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readerapp.reading.first_page_position import Place
    from readerapp.text.source import Text

ENTER = "\x1b[?1049h"
"""Switches to the terminal's alternate screen; doing it twice would clear the page."""
LEAVE = "\x1b[?25h\x1b[?1049l"

_KNOWN = 4_000_000
"""Bytes of a text that is read whole to find out where the person left off."""

GROUND = {"reader-dark": ("#d4d4d0", "#1c1d21"), "reader-light": ("#24262b", "#fbfaf7")}
"""Text and background of our own themes."""


class FirstPage:
    """What was written of `text` to a terminal of this `size`: `rows` from the top.

    `style` are their SGR parameters. `top` and `at` are the offsets of the first row and of the
    caret as the person left them. `stands` is False when a shell may have written over it.
    """

    def __init__(
        self,
        text: Text,
        place: Place,
        size: tuple[int, int],
        rows: list[str],
        style: str,
    ) -> None:
        self.text = text
        self.top, self.at = place
        self.size = size
        self.rows = rows
        self.style = style
        self.stands = True

    def watch(self) -> None:
        """See when the reader comes back from the shell; the page is on the screen already."""
        import signal

        signal.signal(signal.SIGCONT, lambda *_: setattr(self, "stands", False))


def paint_first_page(
    text: Text, names: Sequence[str], place: Callable[[Text, Sequence[str]], Place], theme: str
) -> FirstPage | None:
    """Draw the first page of a text; None if this terminal is too small for one.

    `place` tells where the person left off in the document, which is known by its text or its
    `names`; of one that takes long to recognise the page is the text's first.
    """
    try:
        width, height = os.get_terminal_size()
    except OSError:
        return None
    shown = choose_layout(width, height, focus="document", zen=False)
    if shown.small:
        return None
    columns, rows = text_size(shown, width, height)
    layout = LineLayout(text, columns - MARGIN - 1)
    style = _style(theme)
    lines = []
    shown_as = str if is_utf8_output() else to_ascii
    top, at = place(text, names) if text.size <= _KNOWN else (0, 0)
    for row in layout.rows_from(top, rows):
        # As the filters do.
        words = shown_as(sanitize("".join(piece.text for piece in layout.pieces(row))))
        lines.append(f"{' ' * (MARGIN + row.indent)}{words}")
    colours = f"\x1b[{style}m" if style else ""
    written = "\r\n".join(f"{line}\x1b[K" for line in lines)
    sys.stdout.write(f"{ENTER}\x1b[?25l\x1b[H{colours}{written}\x1b[0m")
    sys.stdout.flush()
    page = FirstPage(text, (top, at), (width, height), lines, style)
    page.watch()
    return page


def leave_first_page() -> None:
    """Back to what the terminal showed before, where the reader could not start."""
    with suppress(OSError):  # the terminal may be gone, which the exit code tells already
        sys.stdout.write(LEAVE)
        sys.stdout.flush()


def _style(theme: str) -> str:
    """The theme's colours as SGR parameters, if the terminal says that it has all; else none."""
    deep = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    if not deep or "NO_COLOR" in os.environ:
        return ""
    text, background = GROUND.get(theme or "reader-dark", ("", ""))
    return f"38;2;{_rgb(text)};48;2;{_rgb(background)}" if text else ""


def _rgb(colour: str) -> str:
    return ";".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
