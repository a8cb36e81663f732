"""Who says the words of a source, and whether a draft names the same person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from readerapp.documents import Document
from readerapp.speakers import SPEECH, Suggestion, suggest, turns
from readerapp.text.turns import Turn
from readerapp.verification.speaker_names import compare_names

_STEP = 4_000
_WINDOW = 2 * _STEP
"""Code points in which the speaker of a passage is looked for, where a source has no labelled
turns: to rank a whole book for one quotation would take seconds."""
_MOST_WINDOWS = 500
_SURE = 0.85
"""Confidence from which on another speaker is reported: a wrong alarm costs trust. Of 3,000
quotations of news, two thirds have it, and 95 % of those are right."""
_SURE_IN_PROSE = 0.93
"""The same for a source without labels, where "he said" may be somebody else."""
_LIKELY = 0.6
"""Confidence from which on the speaker of a passage is named."""
_OTHER_LANGUAGES = 0.6
"""Factor of the confidence in texts of other languages than English, for which the ranker was not
trained: half of what it is sure of is wrong there, so that it never reports another speaker."""
_POSSIBLE = 0.1
"""Score from which on the person of the draft may be the speaker of the source after all."""
_INTERJECTION = 200
"""Code points that others may say, some forty words, while one person goes on speaking: a question,
an answer. What stands behind more than that is from another place of a conversation."""
_has_speech = re.compile(r"[\"“”„«»「」‘]|(?:^|\n)\s*[—–-]").search


class SourceSpeakers:
    """The speakers of the passages of sources."""

    def __init__(self, open_source: Callable[[str], Document | None]) -> None:
        """Take the function that returns the document of a source."""
        self._open = open_source
        self._turns: dict[str, Sequence[Turn]] = {}
        self._windows: dict[tuple[str, int], tuple[int, list[Suggestion]]] = {}

    def compare(
        self,
        source: str,
        start: int,
        end: int,
        draft: str | None,
        aliases: Iterable[str] = (),
        confidence: float = 1.0,
    ) -> tuple[str | None, str]:
        """Compare who says a passage with whom the draft names.

        Args:
            source: the path of the source.
            start: the first offset of the passage.
            end: the offset after its last.
            draft: the name in the draft; None if it has none.
            aliases: other names of the same person.
            confidence: how sure the name in the draft is; another speaker is only reported from
                `_SURE` on.

        Returns:
            The name in the source, None if it is not known; and "agrees", "other" or "unknown".
        """
        document = self._open(source)
        if document is None:
            return None, "unknown"
        spoken = self.turns_of(source)
        if spoken:
            name = _speaker_at(spoken, start)
            verdict = compare_names(draft, name, aliases)
            return name, "unknown" if verdict == "other" and confidence < _SURE else verdict
        found = self._suggestion_at(source, document, start, end) if draft else None
        if found is None or found.speaker is None:
            return None, "unknown"
        verdict = compare_names(draft, found.speaker, aliases)
        if verdict == "other" and (
            found.confidence < _SURE_IN_PROSE
            or confidence < _SURE
            or any(
                compare_names(draft, one.name, aliases) == "agrees" and one.score >= _POSSIBLE
                for one in found.candidates
            )
        ):
            verdict = "unknown"
        return found.speaker if found.confidence >= _LIKELY else None, verdict

    def turns_of(self, source: str) -> Sequence[Turn]:
        """Return the turns of a source; none if nobody is named in labels."""
        if source not in self._turns:
            document = self._open(source)
            found = document and (document.turns or turns(document.text.whole()))
            self._turns[source] = found or ()
        return self._turns[source]

    def has_several(self, source: str, start: int, end: int) -> bool:
        """Return whether labels say that a passage begins and ends with different speakers."""
        spoken = self.turns_of(source)
        first, last = _speaker_at(spoken, start), _speaker_at(spoken, max(start, end - 1))
        return first is not None and last is not None and first != last

    def passes_others(self, source: str, start: int, end: int) -> bool:
        """Return whether others say much in a passage that a speaker's words stand around."""
        spoken = self.turns_of(source)
        speaker = _speaker_at(spoken, max(0, start - 1))
        first = bisect_right(spoken, start, key=lambda turn: turn.start)
        said = 0
        for turn in spoken[first:]:
            if turn.end > end or said > _INTERJECTION:
                break
            if turn.speaker != speaker:
                said += turn.end - turn.start
        return said > _INTERJECTION

    def is_label(self, source: str, start: int, end: int, *, same_speaker: bool = True) -> bool:
        """Return whether a passage is only the label of a turn.

        Args:
            source: the path of the source.
            start: the first offset of the passage.
            end: the offset after its last.
            same_speaker: whether the speaker of the turn before must be the same.
        """
        spoken = self.turns_of(source)
        place = bisect_right(spoken, start, key=lambda turn: turn.start)
        if not 0 < place < len(spoken):
            return False
        before, turn = spoken[place - 1], spoken[place]
        goes_on = before.speaker == turn.speaker or not same_speaker
        return before.end <= start and end <= turn.start and goes_on

    def _suggestion_at(
        self, source: str, document: Document, start: int, end: int
    ) -> Suggestion | None:
        """Return the quotation of a source, with its speaker, that has most of a passage."""
        number = max(0, start - _STEP // 2) // _STEP
        key = source, number
        if key not in self._windows:
            low = number * _STEP
            text = document.text.slice(low, min(len(document.text), low + _WINDOW))
            cut = text.find("\n") + 1 if low else 0
            found = suggest(text[cut:]) if _has_speech(text) else []
            is_english = may_be_english(text)
            if len(self._windows) >= _MOST_WINDOWS:
                self._windows.clear()
            self._windows[key] = (
                low + cut,
                [
                    replace(one, confidence=trusted_confidence(one, is_english))
                    for one in found
                    if one.kind in SPEECH
                ],
            )
        low, suggestions = self._windows[key]
        shares: dict[str | None, int] = {}
        longest: dict[str | None, tuple[int, Suggestion]] = {}
        for each in suggestions:  # "We vote," she said, "today": two quotations of one passage
            common = min(end - low, each.end) - max(start - low, each.start)
            if common > 0:
                shares[each.speaker] = shares.get(each.speaker, 0) + common
                if each.speaker not in longest or longest[each.speaker][0] < common:
                    longest[each.speaker] = common, each
        speaker = max(shares, key=lambda name: shares[name], default=None)
        if not shares or shares[speaker] <= (end - start) / 2:
            return None
        return longest[speaker][1]


_english_words = re.compile(r"\b(?:the|of|and|to|that|with|for|he|she|they|is|was|said)\b", re.I)
_other_words = re.compile(
    r"\b(?:der|die|das|und|ist|nicht|ein|le|la|les|et|est|des|un|une|que|el|los|y|en|il|di|che|"
    r"het|een|van|och|att|är|og|det|de|da|não|w|na|się|что|и|не)\b",
    re.I,
)
_SAMPLE = 20_000
"""Code points at the beginning that tell the language of a text."""


def may_be_english(text: str) -> bool:
    """Return whether a text has more frequent words of English than of other languages."""
    sample = text[:_SAMPLE]
    english = sum(1 for _ in _english_words.finditer(sample))
    return english > sum(1 for _ in _other_words.finditer(sample))


def trusted_confidence(suggestion: Suggestion | None, is_english: bool) -> float:
    """Return how far a suggestion can be trusted for a report that somebody misquotes."""
    if suggestion is None:
        return 0.0
    return suggestion.confidence * (1.0 if is_english else _OTHER_LANGUAGES)


def _speaker_at(spoken: Sequence[Turn], offset: int) -> str | None:
    """Return whose turn it is at an offset; None if it is nobody's."""
    place = bisect_right(spoken, offset, key=lambda turn: turn.start) - 1
    if place >= 0 and offset < spoken[place].end and spoken[place].speaker:
        return spoken[place].speaker
    return None
