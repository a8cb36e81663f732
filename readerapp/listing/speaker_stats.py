"""Who speaks how much: the figures of the speakers screen and of `readerapp speakers`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readerapp.annotations import speaker_edits
from readerapp.core.model import Speaker
from readerapp.listing.filters import AnnotationRow, sort_rows


@dataclass(frozen=True, slots=True)
class SpeakerStats:
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

    def to_dict(self) -> dict[str, object]:
        """The figures as JSON-ready data."""
        return {
            "name": self.speaker.name,
            "aliases": [*self.speaker.aliases],
            "role": self.speaker.role,
            "quotations": self.quotations,
            "words": self.words,
            "share": round(self.share, 4),
            "first": self.first,
            "last": self.last,
            "places": [*self.places],
        }


def list_speaker_stats(
    speakers: Mapping[str, Speaker], rows: Iterable[AnnotationRow]
) -> list[SpeakerStats]:
    """A voice for each speaker, the one with the most words first."""
    said: dict[str, list[AnnotationRow]] = {}
    for row in sort_rows(rows):
        annotation = row.placed.annotation
        speaker = speaker_edits.resolve(speakers, annotation.speaker)
        if speaker and annotation.target:
            said.setdefault(speaker.id, []).append(row)
    words = {key: sum(map(_words, rows)) for key, rows in said.items()}
    total = sum(words.values()) or 1
    found = []
    for speaker in speaker_edits.active_speakers(speakers):
        own = said.get(speaker.id, [])
        shown = [row for row in own if row.placed.shown]
        found.append(
            SpeakerStats(
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


def _words(row: AnnotationRow) -> int:
    target = row.placed.annotation.target
    return len(target.exact.split()) if target else 0


def draw_bar(share: float, width: int) -> str:
    """A bar of `width` cells of which `share`, 0 to 1, is filled, to an eighth of a cell."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + ("▏▎▍▌▋▊▉"[rest - 1] if rest else "")


def draw_strip(places: Iterable[int], length: int, width: int) -> str:
    """Where along a document of `length` code points `places` lie: a cell for each part of it.

    The more lie in a part, the higher its cell is filled; a part without any is a dot.
    """
    counts = [0] * width
    for place in places:
        counts[min(width - 1, place * width // max(1, length))] += 1
    most = max(counts, default=0)
    return "".join("▁▂▃▄▅▆▇█"[7 * n // most] if n else "·" for n in counts)
