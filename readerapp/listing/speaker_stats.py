"""Speaker statistics for the speakers screen and `readerapp speakers`: quotations, words, share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readerapp.annotations import speaker_edits
from readerapp.core.model import Speaker
from readerapp.interchange.annotation_view import AnnotationView


@dataclass(frozen=True, slots=True)
class SpeakerStats:
    """The statistics of one speaker over the highlights of a document.

    Attributes:
        speaker: The speaker.
        quotations: The number of highlights.
        words: The number of words, separated by white space.
        share: The part of all attributed words, 0 to 1.
        first: The locator of the first highlight; "" if none is in the text.
        last: The locator of the last highlight; "" if none is in the text.
        places: The start offsets of the highlights, in code points.
    """

    speaker: Speaker
    quotations: int = 0
    words: int = 0
    share: float = 0.0
    first: str = ""
    last: str = ""
    places: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the statistics as JSON-ready data."""
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
    speakers: Mapping[str, Speaker], views: Iterable[AnnotationView]
) -> list[SpeakerStats]:
    """Compute the statistics of each speaker, sorted by words in descending order."""
    quotations: dict[str, list[AnnotationView]] = {}
    for view in sorted(views, key=lambda view: view.position_key):
        annotation = view.annotation
        speaker = speaker_edits.resolve(speakers, annotation.speaker)
        if speaker and annotation.target:
            quotations.setdefault(speaker.id, []).append(view)
    words = {key: sum(map(_count_words, members)) for key, members in quotations.items()}
    total = sum(words.values()) or 1
    stats = []
    for speaker in speaker_edits.active_speakers(speakers):
        members = quotations.get(speaker.id, [])
        in_text = [view for view in members if view.has_range]
        stats.append(
            SpeakerStats(
                speaker,
                quotations=len(members),
                words=words.get(speaker.id, 0),
                share=words.get(speaker.id, 0) / total,
                first=in_text[0].locator if in_text else "",
                last=in_text[-1].locator if in_text else "",
                places=tuple(view.start for view in in_text),
            )
        )
    return sorted(stats, key=lambda one: (-one.words, one.speaker.name.casefold()))


def _count_words(view: AnnotationView) -> int:
    return len(view.exact.split())


def draw_bar(share: float, width: int) -> str:
    """Draw a horizontal bar with block characters, to an eighth of a cell.

    Args:
        share: The filled part, 0 to 1.
        width: The width of a full bar in cells. The result may be shorter.

    >>> draw_bar(0.5, 5)
    '██▌'
    """
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + ("▏▎▍▌▋▊▉"[rest - 1] if rest else "")


def draw_strip(places: Iterable[int], length: int, width: int) -> str:
    """Draw the distribution of offsets over a document as a strip of block characters.

    Each cell represents one part of the document. The more offsets are in a part, the higher its
    cell is filled; a part without any is a dot.

    Args:
        places: The offsets, in code points.
        length: The length of the document in code points.
        width: The width of the strip in cells.

    >>> draw_strip([0, 1, 9], 10, 5)
    '█···▄'
    """
    counts = [0] * width
    for place in places:
        counts[min(width - 1, place * width // max(1, length))] += 1
    most = max(counts, default=0)
    return "".join("▁▂▃▄▅▆▇█"[7 * n // most] if n else "·" for n in counts)
