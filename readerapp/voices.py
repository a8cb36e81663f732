"""Who speaks how much: the figures of the speakers screen and of `readerapp speakers`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readerapp.listing import Row
from readerapp.model import Speaker


@dataclass(frozen=True, slots=True)
class Voice:
    """What one speaker says among the highlights.

    `words` counts words between white space; `share` is their part of all attributed words,
    0 to 1. `first` and `last` are locators; `places` are starts in code points.
    """

    speaker: Speaker
    quotations: int = 0
    words: int = 0
    share: float = 0.0
    first: str = ""
    last: str = ""
    places: tuple[int, ...] = ()


def voices(speakers: Iterable[Speaker], rows: Iterable[Row]) -> list[Voice]:
    """A voice for each speaker, the one with the most words first."""
    said: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.placed.order):
        annotation = row.placed.annotation
        if annotation.speaker and annotation.target:
            said.setdefault(annotation.speaker, []).append(row)
    words = {key: sum(map(_words, rows)) for key, rows in said.items()}
    total = sum(words.values()) or 1
    found = []
    for speaker in speakers:
        own = said.get(speaker.id, [])
        shown = [row for row in own if row.placed.shown]
        found.append(
            Voice(
                speaker,
                quotations=len(own),
                words=words.get(speaker.id, 0),
                share=words.get(speaker.id, 0) / total,
                first=shown[0].locator if shown else "",
                last=shown[-1].locator if shown else "",
                places=tuple(row.placed.start for row in shown),
            )
        )
    return sorted(found, key=lambda v: (-v.words, v.speaker.name.casefold()))


def _words(row: Row) -> int:
    target = row.placed.annotation.target
    return len(target.exact.split()) if target else 0
