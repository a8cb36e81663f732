"""What the terminal can do, as far as it matters here: terminfo knows."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The abilities that save bytes; each may be missing.

    `scrolls`: rows between margins scroll (DECSTBM). `erases_cells`: erases a number of cells
    (ECH). `erases_in_colour`: what is erased or scrolled in takes the background in force.
    """

    scrolls: bool = False
    erases_cells: bool = False
    erases_in_colour: bool = False


def capabilities_of(term: str, inside_screen: bool = False) -> Capabilities:
    """The abilities of a terminal by the name in TERM; none of one that terminfo does not know.

    GNU screen erases without colour, whatever terminal it is told to be.
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
    """The abilities of the terminal that the environment names."""
    return capabilities_of(os.environ.get("TERM", ""), inside_screen="STY" in os.environ)
