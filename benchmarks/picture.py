"""Draw a saved run as SVG: the reader and its peers, in bytes and in time.

python benchmarks/picture.py benchmarks/results/RUN.json docs/benchmarks.svg
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from report import figure

# The rows that are drawn: name of the row in the table, its unit, title in the picture.
CHARTS = (
    ("line scroll, peers", "bytes", "One line further: bytes sent"),
    ("page, peers", "bytes", "One page further: bytes sent"),
    ("first text, peers", "ms", "First text on the screen: milliseconds"),
)
NAMES = {"reader": "readerapp", "plain": "bare Textual"}
WIDTH, ROW, LEFT, BAR = 720, 24, 110, 500
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.title{font-weight:600}"
    ".bar{fill:#9aa5b1}.ours{fill:#2f6fde}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.bar{fill:#5b6672}.ours{fill:#6ea0ff}}"
)


def draw(run: Mapping[str, Any]) -> str:
    """Return the charts of one run as SVG."""
    rows = {(row["what"], row["unit"]): row["values"] for row in run["rows"]}
    pieces, top = [], 10
    for what, unit, title in CHARTS:
        if values := rows.get((what, unit)):
            chart, top = _chart(values, title, top)
            pieces += chart
    facts = run["machine"]
    caption = f"{facts['date'][:10]}, commit {facts['commit']}, 120x40, 1 MB of text"
    pieces.append(f'<text x="{LEFT}" y="{top + 14}">{escape(caption)}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 30}">'
    return "\n".join([head, f"<style>{STYLE}</style>", *pieces, "</svg>", ""])


def _chart(values: Mapping[str, float], title: str, top: int) -> tuple[Sequence[str], int]:
    """Draw one bar for each program, the shortest first.

    Returns:
        The SVG elements, and the y position of what follows.
    """
    pieces = [f'<text class="title" x="{LEFT}" y="{top + 14}">{escape(title)}</text>']
    most = max(values.values())
    for name, value in sorted(values.items(), key=lambda item: item[1]):
        top += ROW
        kind = "ours" if name == "reader" else "bar"
        shown = escape(NAMES.get(name, name))
        length = max(2, round(BAR * value / most))
        pieces += [
            f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{shown}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{top + 3}" width="{length}" height="{ROW - 8}"/>',
            f'<text x="{LEFT + length + 6}" y="{top + 15}">{figure(value)}</text>',
        ]
    return pieces, top + ROW + 16


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.write_text(draw(json.loads(source.read_text("utf-8"))), encoding="utf-8")
