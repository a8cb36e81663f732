"""A recording of a terminal as one SVG that moves: GitHub and browsers show it like a picture.

All frames lie side by side, and a window of one frame jumps over them by CSS key frames. A row that
several frames have is drawn once and used again, so half a minute of a reader is some 200 kB, less
than a tenth of a GIF. People who ask their system for less motion see the last frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from tests.svg import CELL, DEFAULT_BG, FONT, LINE, Cell, draw_row

CAPTION = 30
"""Height of the line below the screen that says which key was pressed, in pixels."""


@dataclass(frozen=True)
class Frame:
    """A screen, what is said below it, and for how many seconds it is seen."""

    rows: Sequence[Sequence[Cell]]
    caption: str
    seconds: float


def draw_recording(frames: Sequence[Frame], title: str) -> str:
    """Draw frames, the last one of which is the one that does not move, as one SVG text."""
    pictures: list[tuple[str, float]] = []
    drawn: dict[str, str] = {}
    for frame in frames:
        uses = []
        for y, row in enumerate(frame.rows):
            if cells := "".join(draw_row(row, 0)).strip():
                name = drawn.setdefault(cells, f"r{len(drawn)}")
                uses.append(f'<use href="#{name}" y="{y * LINE}"/>')
        height = len(frame.rows) * LINE
        uses.append(
            f'<text x="0" y="{height + CAPTION - 8}" fill="#e5c07b" font-weight="bold"'
            f' xml:space="preserve">{escape(frame.caption)}</text>'
        )
        pictures.append(("".join(uses), frame.seconds))
    width = len(frames[0].rows[0]) * CELL
    height = len(frames[0].rows) * LINE + CAPTION
    pitch = width + CELL  # so that no letter of the next frame reaches into the window
    scenes = [
        (picture, sum(seconds for _, seconds in run))
        for picture, run in groupby(pictures, lambda one: one[0])
    ]
    total, now, steps = sum(seconds for _, seconds in scenes), 0.0, []
    for number, (_, seconds) in enumerate(scenes):
        steps.append(f"{now / total * 100:.2f}%{{transform:translateX({-number * pitch:.0f}px)}}")
        now += seconds
    last = -(len(scenes) - 1) * pitch
    strip = "".join(
        f'<g transform="translate({number * pitch:.0f})">{picture}</g>\n'
        for number, (picture, _) in enumerate(scenes)
    )
    rows = "\n".join(f'<g id="{name}">{cells}</g>' for cells, name in drawn.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 {width + 24:.0f} {height + 24}"'
        f' role="img"><title>{escape(title)}</title>\n'
        f"<style>#recording{{animation:play {total:.2f}s step-end infinite}}"
        f"@keyframes play{{{''.join(steps)}100%{{transform:translateX({last:.0f}px)}}}}"
        f"@media(prefers-reduced-motion){{#recording{{animation:none;"
        f"transform:translateX({last:.0f}px)}}}}</style>\n"
        f'<rect x="-12" y="-12" width="{width + 24:.0f}" height="{height + 24}" rx="8"'
        f' fill="{DEFAULT_BG}"/>\n<defs>{rows}</defs>\n'
        f'<svg width="{width:.0f}" height="{height}"><g id="recording"'
        f' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{FONT}">\n'
        f"{strip}</g></svg></svg>\n"
    )
