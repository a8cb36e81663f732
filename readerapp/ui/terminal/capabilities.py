"""Terminal capabilities that save bytes, read from terminfo."""

from __future__ import annotations

import os
from dataclasses import dataclass


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
