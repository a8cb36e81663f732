"""Speaker statistics for the speakers screen and `readerapp speakers`: quotations, words, share.

What a transcript labels as said by somebody counts like a quotation that a person has highlighted.
Words of one speaker that are in several passages, because these are equal or overlap, are counted
once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from readerapp.annotations import speaker_edits
from readerapp.core.model import Speaker
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.text.turns import Turn
from readerapp.text.words import count_words

if TYPE_CHECKING:
    from readerapp.documents import Document

_LABEL_ID = "label:"
"""The beginning of the id of a speaker who is named by labels only and is not in the store."""


@dataclass(frozen=True, slots=True)
class SpeakerStats:
    """The statistics of one speaker of a document.

    Attributes:
        speaker: The speaker.
        quotations: How often the speaker says something: labelled turns, and highlights outside
            them; those that overlap are one.
        turns: The number of labelled turns.
        highlights: The number of highlights.
        words: The number of words, separated by white space.
        share: The part of all attributed words, 0 to 1.
        first: The locator of the first passage; "" if none is in the text.
        last: The locator of the last passage; "" if none is in the text.
        places: The start offsets of the passages, in code points.
    """

    speaker: Speaker
    quotations: int = 0
    turns: int = 0
    highlights: int = 0
    words: int = 0
    share: float = 0.0
    first: str = ""
    last: str = ""
    places: tuple[int, ...] = ()

    @property
    def is_stored(self) -> bool:
        """Return False for a speaker whom only labels of the text name."""
        return not self.speaker.id.startswith(_LABEL_ID)

    def to_dict(self) -> dict[str, object]:
        """Return the statistics as JSON-ready data."""
        return {
            "name": self.speaker.name,
            "aliases": [*self.speaker.aliases],
            "role": self.speaker.role,
            "quotations": self.quotations,
            "turns": self.turns,
            "highlights": self.highlights,
            "words": self.words,
            "share": round(self.share, 4),
            "first": self.first,
            "last": self.last,
            "places": [*self.places],
        }


class _Passage(NamedTuple):
    """A turn, or a highlight that is in none: its range in code points and its text.

    A highlight whose words are not in the text has no range: both offsets are negative.
    """

    start: int
    end: int
    text: str
    locator: str
    is_turn: bool


class _Quotation(NamedTuple):
    """Something that a speaker says once: where it begins, and how many words it has."""

    start: int
    words: int
    locator: str


def _join_overlapping(passages: Iterable[_Passage]) -> list[_Quotation]:
    """Return the quotations that the passages of one speaker are, in the order of the text.

    Passages that overlap are one quotation, and each of their words counts once. Two turns are
    always two. Passages without a range are one if they have the same words.
    """
    quotations: list[_Quotation] = []
    lost = dict[str, None]()
    end, has_turn = 0, False
    for one in sorted(passages, key=lambda one: (one.start, -one.end)):
        if one.start < 0:
            if one.text not in lost:
                quotations.append(_Quotation(one.start, count_words(one.text), one.locator))
            lost[one.text] = None
            continue
        known = max(0, end - one.start)  # code points that are in an earlier passage
        words = count_words(one.text[known:])
        if known and one.text[known - 1 : known + 1].strip() == one.text[known - 1 : known + 1]:
            words -= bool(one.text[known:])  # the rest of a word that has been counted
        if one.start >= end or (has_turn and one.is_turn):
            quotations.append(_Quotation(one.start, words, one.locator))
            has_turn = one.is_turn
        else:
            last = quotations[-1]
            quotations[-1] = last._replace(words=last.words + words)
            has_turn = has_turn or one.is_turn
        end = max(end, one.end)
    return quotations


def list_speaker_stats(
    speakers: Mapping[str, Speaker],
    views: Iterable[AnnotationView],
    turns: Sequence[Turn] = (),
    document: Document | None = None,
) -> list[SpeakerStats]:
    """Compute the statistics of each speaker, sorted by words in descending order.

    Proposals that nobody has accepted do not count.

    Args:
        speakers: The speakers of the store, by id.
        views: The annotations.
        turns: The turns of a transcript, in document order.
        document: The document; needed if there are turns.
    """
    labelled = _by_speaker(speakers, turns)
    speaker_of_turn = {turn.start: key for key, (_, said) in labelled.items() for turn in said}
    highlights: dict[str, int] = {}
    passages: dict[str, list[_Passage]] = {}
    for key, (_, said) in labelled.items():
        if document is not None:
            text = document.text
            passages[key] = [
                _Passage(one.start, one.end, text.slice(one.start, one.end), "", True)
                for one in said
            ]
    for view in views:
        speaker = speaker_edits.resolve(speakers, view.annotation.speaker)
        if speaker is None or view.annotation.target is None or view.is_proposal:
            continue
        highlights[speaker.id] = highlights.get(speaker.id, 0) + 1
        turn = _turn_around(turns, view) if view.has_range else None
        if turn is None or speaker_of_turn[turn.start] != speaker.id:
            # Where the document is open, its start is cited: a passage may have a long locator.
            locator = view.locator if view.has_range and document is None else ""
            found = _Passage(view.start, view.end, view.exact, locator, False)
            passages.setdefault(speaker.id, []).append(found)
    quotations = {key: _join_overlapping(found) for key, found in passages.items()}
    total = sum(one.words for found in quotations.values() for one in found) or 1
    everybody = [*speaker_edits.active_speakers(speakers)]
    everybody += [speaker for speaker, _ in labelled.values() if speaker.id not in speakers]
    stats = []
    for speaker in everybody:
        members = quotations.get(speaker.id, [])
        in_text = [one for one in members if one.start >= 0]
        words = sum(one.words for one in members)
        stats.append(
            SpeakerStats(
                speaker,
                quotations=len(members),
                turns=len(labelled[speaker.id][1]) if speaker.id in labelled else 0,
                highlights=highlights.get(speaker.id, 0),
                words=words,
                share=words / total,
                first=_locator(in_text[0], document) if in_text else "",
                last=_locator(in_text[-1], document) if in_text else "",
                places=tuple(one.start for one in in_text),
            )
        )
    return sorted(stats, key=lambda one: (-one.words, one.speaker.name.casefold()))


@dataclass(frozen=True, slots=True)
class JoinedStats:
    """The statistics of one name in several documents.

    Attributes:
        stats: all of them together, without places.
        documents: the name of each document, with the statistics there.
    """

    stats: SpeakerStats
    documents: tuple[tuple[str, SpeakerStats], ...]

    def to_dict(self) -> dict[str, object]:
        """Return the statistics as JSON-ready data."""
        whole = self.stats.to_dict()
        for name in ("first", "last", "places"):
            del whole[name]
        each = [{"document": name, **stats.to_dict()} for name, stats in self.documents]
        return {**whole, "documents": each}


def join_speaker_stats(
    by_document: Iterable[tuple[str, Iterable[SpeakerStats]]],
) -> list[JoinedStats]:
    """Join the statistics of several documents by name, ignoring case, sorted as those of one.

    Aliases join nobody: "Dr Holm" may be another person in another document.
    """
    members: dict[str, list[tuple[str, SpeakerStats]]] = {}
    for document, speakers in by_document:
        for one in speakers:
            name = speaker_edits.clean_name(one.speaker.name).casefold()
            members.setdefault(name, []).append((document, one))
    total = sum(one.words for found in members.values() for _, one in found) or 1
    joined = []
    for found in members.values():
        every = [one for _, one in found]
        words = sum(one.words for one in every)
        aliases = dict.fromkeys(alias for one in every for alias in one.speaker.aliases)
        role = next((one.speaker.role for one in every if one.speaker.role), "")
        stats = SpeakerStats(
            replace(every[0].speaker, aliases=tuple(aliases), role=role),
            quotations=sum(one.quotations for one in every),
            turns=sum(one.turns for one in every),
            highlights=sum(one.highlights for one in every),
            words=words,
            share=words / total,
        )
        joined.append(JoinedStats(stats, tuple(found)))
    return sorted(joined, key=lambda one: (-one.stats.words, one.stats.speaker.name.casefold()))


def _by_speaker(
    speakers: Mapping[str, Speaker], turns: Iterable[Turn]
) -> dict[str, tuple[Speaker, list[Turn]]]:
    """Return the turns of each speaker by id; a name that the store does not have gets an id."""
    by_name: dict[str, Speaker] = {}
    found: dict[str, tuple[Speaker, list[Turn]]] = {}
    for turn in turns:
        speaker = by_name.get(turn.speaker)
        if speaker is None:
            name = speaker_edits.clean_name(turn.speaker)
            known = speaker_edits.find_by_name(speakers, name)
            key = f"{_LABEL_ID}{name.casefold()}"
            speaker = known or Speaker(id=key, name=name, role=turn.role)
            by_name[turn.speaker] = speaker
        found.setdefault(speaker.id, (speaker, []))[1].append(turn)
    return found


def _turn_around(turns: Sequence[Turn], view: AnnotationView) -> Turn | None:
    """Return the turn that contains the range of `view`, label included; None if none does."""
    index = bisect_right(turns, view.start, key=lambda turn: turn.label_start) - 1
    turn = turns[index] if index >= 0 else None
    return turn if turn is not None and view.end <= turn.end else None


def _locator(quotation: _Quotation, document: Document | None) -> str:
    own = quotation.locator
    return own or (document.locator(quotation.start) if document is not None else "")


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
