"""Review of quotations without a speaker, and speaker suggestions.

After each answer the remaining quotations are ranked again, because every confirmed speaker is
evidence for the passages around it. Nothing is applied automatically. Speaker proposals come
first from the text, then from the recently used speakers.

`RankingJob` ranks in this process, or in a child process: in a thread, the ranking of a long text
would delay every key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.child_process import Report, ignore_progress, run_in_child
from readerapp.reading.document_language import find_language, language_set
from readerapp.speakers import LABELLED, SPEECH, KnownSpeaker, Suggestion, suggest
from readerapp.speakers.plugins import SpeakerRules, load_all_speaker_rules
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.turns import Turn

MAX_IN_PROCESS_LENGTH = 40_000
"""The maximum length in code points of a text that is ranked during a key press.

Longer texts are ranked in a child process.
"""


class SpeakerReview:
    """The review of the quotations that have no speaker."""

    def __init__(
        self, session: ReadingSession, suggestions: Sequence[Suggestion], at: int = 0
    ) -> None:
        """Start at the first open quotation of `suggestions` at or after the offset `at`."""
        self._session = session
        self._marks = RangeIndex(
            placed for placed in session.placed.values() if placed.shown and not placed.is_proposal
        )
        self._suggestions: list[Suggestion] = []
        self._unassigned: list[int] = []  # numbers of the quotations without a speaker, in order
        self._asked: list[int] = []  # the starts of all that had none at some time, in order
        self._index = 0  # where in `_unassigned`
        self.replace_suggestions(suggestions, at)

    @property
    def current(self) -> Suggestion | None:
        """Return the quotation to decide now; None if all have a speaker."""
        return self._suggestions[self._unassigned[self._index]] if self._unassigned else None

    @property
    def progress(self) -> tuple[int, int]:
        """Return the number of the current quotation, from 1, and the total.

        Both count the quotations without a speaker that the review began with, and those that have
        lost theirs since.
        """
        current = self.current
        return (bisect_right(self._asked, current.start) if current else 0), len(self._asked)

    @property
    def remaining(self) -> int:
        """Return the number of quotations without a speaker."""
        return len(self._unassigned)

    def describe_nothing(self) -> str:
        """Say in a sentence why there is no quotation to decide."""
        labelled = sum(each.kind == LABELLED for each in self._suggestions)
        if labelled:
            return f"All turns have a speaker label ({labelled})"
        found = len(self._suggestions)
        return f"All quotations have a speaker ({found})" if found else "No quotations found"

    def replace_suggestions(self, suggestions: Sequence[Suggestion], at: int | None = None) -> None:
        """Replace the suggestions after a new ranking.

        Args:
            suggestions: The new suggestions.
            at: The offset to continue from; None stays at the current quotation.
        """
        current = self.current
        start = at if at is not None else current.start if current else 0
        self._suggestions = [each for each in suggestions if each.kind in SPEECH]
        self._find_unassigned()
        self._go_to(start)

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) quotation without speaker; wrap around at an end."""
        if self._unassigned:
            self._index = (self._index + direction) % len(self._unassigned)

    def accept(self, name: str) -> Change:
        """Set the speaker of the current quotation, and go to the next one.

        Raises:
            ReaderError: It could not be saved; the review stays where it is.
        """
        current = self.current
        if current is None:
            return Change("Every quotation has a speaker")
        highlight = self._highlight_of(current)
        if highlight:
            change = self._session.set_speaker([highlight.key], name)
        else:
            change = self._session.highlight(current.start, current.end, speaker=name)
        self.apply_change(change)
        return change

    def apply_change(self, change: Change) -> None:
        """Update the review after a change of the session.

        Quotations that have got a speaker leave the review; those that have lost it come back, and
        the first of them is the current one.
        """
        before = set(self._unassigned)
        self.follow_change(change)
        back = set(self._unassigned) - before
        if back:
            self._go_to(self._suggestions[min(back)].start)

    def follow_change(self, change: Change) -> None:
        """Update the review after a change of others; the current quotation stays while it is open.

        The next one follows if it has got a speaker.
        """
        current = self.current
        for key in change.ids:
            self._marks.discard(key)
            placed = self._session.placed.get(key)
            if placed and placed.shown:
                self._marks.add(placed)
        self._find_unassigned()
        if current:
            self._go_to(current.start)

    def _find_unassigned(self) -> None:
        """Find the quotations without a speaker."""
        suggestions = enumerate(self._suggestions)
        self._unassigned = [index for index, each in suggestions if not self._has_speaker(each)]
        starts = {self._suggestions[index].start for index in self._unassigned}
        self._asked = sorted(starts.union(self._asked))

    def _go_to(self, offset: int) -> None:
        """Go to the first open quotation at or after `offset`, or to the first of all."""
        index = bisect_left(self._unassigned, offset, key=lambda n: self._suggestions[n].start)
        self._index = index if index < len(self._unassigned) else 0

    def _has_speaker(self, suggestion: Suggestion) -> bool:
        if suggestion.kind == LABELLED:
            return True
        highlight = self._highlight_of(suggestion)
        return highlight is not None and bool(self._session.speaker_name(highlight.annotation))

    def _highlight_of(self, suggestion: Suggestion) -> AnchoredAnnotation | None:
        """Return the highlight that covers at least half of the quotation; None if there is none.

        One with a speaker is preferred.
        """
        start, end = suggestion.start, suggestion.end
        half = [
            placed
            for placed in self._marks.touching(start, end)
            if 2 * (min(placed.end, end) - max(placed.start, start)) >= end - start
        ]
        return max(half, key=lambda p: bool(p.annotation.speaker), default=None)


WINDOW_BEFORE, WINDOW_AFTER = 12_000, 4_000
"""The number of code points that are read before and after a passage.

The limit keeps the time of one key press acceptable.
"""


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """A speaker to choose: the name, why it is offered, and the aliases."""

    name: str
    why: str = ""
    also: tuple[str, ...] = ()


def suggest_speakers(
    session: ReadingSession,
    passage: tuple[int, int] | None,
    key: str = "",
    labelled: Iterable[str] = (),
) -> list[SpeakerChoice]:
    """Return speakers for a passage to choose from, the most probable first, each person once.

    Args:
        session: The session.
        passage: The range of the passage in code points; None if it is not in the text.
        key: The id of the passage's own annotation, whose speaker is not used as evidence.
        labelled: The names that the labels of a transcript give.
    """
    choices: dict[str, SpeakerChoice] = {}
    suggestion = _suggestion(session, *passage, key) if passage else None
    placed = session.placed.get(key)
    if placed and placed.is_proposal and (named := placed.annotation.proposed_speaker):
        choices[named.casefold()] = SpeakerChoice(named, "proposed")
    for number, candidate in enumerate(suggestion.candidates if suggestion else ()):
        known = session.speaker_called(candidate.name)
        name = known.name if known else candidate.name
        why = suggestion.reason if suggestion and number == 0 else "in the text"
        also = known.aliases if known else ()
        choices.setdefault(name.casefold(), SpeakerChoice(name, why, also))
    for speaker in session.recent_speakers():
        choice = SpeakerChoice(speaker.name, speaker.role or "named before", speaker.aliases)
        choices.setdefault(speaker.name.casefold(), choice)
    for name in labelled:
        if session.speaker_called(name) is None:
            choices.setdefault(name.casefold(), SpeakerChoice(name, "labelled in the text"))
    return list(choices.values())


def _suggestion(session: ReadingSession, start: int, end: int, key: str) -> Suggestion | None:
    """Return the suggestion for the quotation that overlaps the passage best; None if none does."""
    text = session.document.text
    low, high = _window(text, start, end)
    known = [KnownSpeaker(s.name, s.aliases) for s in session.speakers]
    accepted = {
        (p.start - low, p.end - low): name
        for p in session.placed.touching(low, high)
        if low <= p.start and p.end <= high and p.key != key and not p.is_proposal
        if (name := session.speaker_name(p.annotation))
    }
    start, end = start - low, end - low
    labelled = [
        turn.moved(-low) for turn in session.document.turns if low <= turn.label_start < high
    ]
    rules = load_all_speaker_rules()
    language = find_language(session)  # the window may have few words of it
    found = suggest(text.slice(low, high), known, accepted, labelled, rules, language)
    overlapping = [s for s in found if s.start < end and s.end > start]
    return max(overlapping, key=lambda s: _likeness(s, start, end), default=None)


def _likeness(suggestion: Suggestion, start: int, end: int) -> float:
    """Return the overlap of two ranges, divided by the distance between their outer ends."""
    shared = min(suggestion.end, end) - max(suggestion.start, start)
    return shared / (max(suggestion.end, end) - min(suggestion.start, start))


def _window(text: Text, start: int, end: int) -> tuple[int, int]:
    """Return a range around a passage, cut at paragraph boundaries if there are any."""
    low, high = max(0, start - WINDOW_BEFORE), min(len(text), end + WINDOW_AFTER)
    if low:
        found = text.slice(low, start).find("\n\n")
        low += found + 2 if found >= 0 else 0
    if high < len(text):
        found = text.slice(end, high).rfind("\n\n")
        high = end + found if found > 0 else high
    return low, high


@dataclass(frozen=True, slots=True)
class RankingJob:
    """The input of the ranker for a document's quotations, copied from the session.

    Attributes:
        text: The whole text.
        known: The speakers of the document.
        settled: The speaker of each highlighted range that has one. Ranges are half-open, in code
            points.
        labelled: The turns that the document itself names.
        rules: The rules of languages that plug-ins add.
        language: The code of the language of the text; "" recognises it.
    """

    text: str
    known: Sequence[KnownSpeaker]
    settled: Mapping[tuple[int, int], str]
    labelled: Sequence[Turn] = ()
    rules: Sequence[SpeakerRules] = ()
    language: str = ""

    def run(self, _report: Report = ignore_progress) -> Sequence[Suggestion]:
        """Compute the suggestions in this process."""
        return suggest(
            self.text, self.known, self.settled, self.labelled, self.rules, self.language
        )

    def run_in_child(self, is_cancelled: Callable[[], bool]) -> Sequence[Suggestion]:
        """Compute the suggestions in a child process.

        Args:
            is_cancelled: Called regularly. When it returns True, the child is killed and the result
                is empty.

        Raises:
            ReaderError: The process ended without an answer.
        """
        return (
            run_in_child(self, is_cancelled, "The speakers could not be ranked; try again.") or ()
        )


def make_ranking_job(session: AnnotationSnapshot, language: str | None = None) -> RankingJob:
    """Create the ranking job for the session's document and its current speakers.

    Args:
        session: The session.
        language: The code of the document's language instead of the one that was set; "" recognises
            it by the words.
    """
    if language is None:
        language = language_set(session)
    known = [KnownSpeaker(speaker.name, speaker.aliases) for speaker in session.speakers]
    document, settled = session.document, _known_speakers_by_range(session)
    return RankingJob(
        document.text.whole(), known, settled, document.turns, load_all_speaker_rules(), language
    )


def _known_speakers_by_range(session: AnnotationSnapshot) -> dict[tuple[int, int], str]:
    return {
        (placed.start, placed.end): name
        for placed in session.placed.values()
        if placed.shown
        and not placed.is_proposal
        and (name := session.speaker_name(placed.annotation))
    }
