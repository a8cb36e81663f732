"""The lines of a PDF: without running heads and page numbers, in one piece where one was cut up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_EDGE = 0.12
"""Share of the height of a page, at its top and at its foot, where running heads stand."""
_NUMBERS = re.compile(
    r"[^\w]*(?:page|seite|p\.)?[^\w]*(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von)\s*\d+)?[^\w]*\Z", re.I
)
_divided = re.compile(r"[^\W\d_][-‐]\Z").search
_digits = re.compile(r"\d+").sub
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "\u00a0": " ", "\u00ad": None, "\u200b": None, "\ufeff": None, "\x02": "-",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words; places and sizes in points, `base` counted from the foot of the page.

    `hyphen` says that its last word goes on in the next line.
    """

    page: int
    words: str
    left: float
    right: float
    base: float
    size: float
    hyphen: bool = False

    @property
    def letter(self) -> float:
        """The mean width of its letters."""
        return (self.right - self.left) / max(1, len(self.words))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its printed number or "", its height, its lines in reading order."""

    label: str
    height: float
    lines: tuple[Line, ...]
    pictures: bool = False


def page_of(number: int, found: dict[str, object], hyphen: str) -> Page:
    """The page that the process which reads a PDF has described."""
    lines = []
    for words, left, right, base, size in found["lines"]:  # type: ignore[attr-defined]
        clean = " ".join(words.rstrip(hyphen).translate(_LIGATURES).split())
        if clean:
            divided = words.endswith(hyphen) or _divided(clean) is not None
            lines.append(Line(number, clean, left, right, base, size or 1.0, divided))
    height = float(str(found["height"]))
    return Page(str(found["label"]), height, tuple(_whole(lines)), bool(found["pictures"]))


def _whole(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with what stands beside them on the same base line, as after a raised number."""
    held: Line | None = None
    words: list[str] = []  # of the held line and of those that stand beside it
    for line in lines:
        if held is not None:
            beside = (
                abs(line.base - held.base) < 0.4 * max(held.size, line.size) and not held.hyphen
            )
            if beside and -1 <= line.left - held.right < 3 * held.size:
                words.append(line.words)
                size = max(held.size, line.size)
                held = replace(line, left=held.left, base=held.base, size=size)
                continue
            yield replace(held, words=" ".join(words))
        held, words = line, [line.words]
    if held is not None:
        yield replace(held, words=" ".join(words))


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without what stands at the top or foot of several: titles and page numbers."""
    seen: Counter[tuple[bool, int, str]] = Counter()
    for page in pages:
        seen.update({_kind(page, line) for line in _edges(page)})
    least = 3 if len(pages) > 3 else 2
    done = []
    for page in pages:
        heads = {line for line in _edges(page) if seen[_kind(page, line)] >= least}
        done.append(replace(page, lines=tuple(line for line in page.lines if line not in heads)))
    return done


def _edges(page: Page) -> list[Line]:
    """The two outermost lines at either end of a page, if they stand at its edge."""
    ordered = sorted(page.lines, key=lambda line: line.base)
    foot = [line for line in ordered[:2] if line.base < _EDGE * page.height]
    head = [line for line in ordered[-2:] if line.base > (1 - _EDGE) * page.height]
    return foot + head


def _kind(page: Page, line: Line) -> tuple[bool, int, str]:
    """What makes running heads alike: edge, size, and their words whatever their number.

    The title that they repeat is set larger where it stands itself.
    """
    words = "#" if _NUMBERS.match(line.words) else _digits("#", line.words.casefold())
    return line.base > page.height / 2, round(line.size), words
