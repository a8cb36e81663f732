"""The review of a quote check: the quotations that need a look, one after the other.

A quotation that passes needs no question, and neither does one on which the person has decided
before, as long as its words and what the check says are the same. One that was noted as a problem
and passes now is asked once more, so that the note does not stay. Each answer is one change of the
session, which writes or updates one finding. Nothing is decided automatically.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.verification.check_job import CheckResult
from readerapp.verification.descriptions import describe_speakers, summarize
from readerapp.verification.findings import (
    COLOURS,
    Decision,
    decision_of,
    describe_earlier,
    find_finding,
    find_own_highlight,
    finding_tags,
    is_finding,
    update_note,
)
from readerapp.verification.source_passages import CheckedQuotation, SourcePassage

_ACCEPTED, _PROBLEM, _CORRECTED = "Accepted", "Noted as a problem", "The source's words are noted"


@dataclass(frozen=True, slots=True)
class ListedQuotation:
    """A quotation in the list of all.

    Attributes:
        number: its place in the result, from 0.
        checked: the quotation and what was found.
        decision: what the person has decided on what the check says now; empty for nothing.
        is_open: whether it needs a look.
    """

    number: int
    checked: CheckedQuotation
    decision: str = ""
    is_open: bool = False


class QuoteReview:
    """The review of the quotations of one session's document."""

    def __init__(self, session: ReadingSession, result: CheckResult, at: int = 0) -> None:
        """Start at the first quotation at or after the offset `at` that needs a look."""
        self._session = session
        self._quotations = result.quotations
        self.result = result
        self._open: list[int] = []
        self._asked: list[int] = []  # all that were open at some time, in order
        self._current: int | None = None
        self._rank = 0  # of the passage that is shown
        self._find_open()
        first = next((n for n in self._open if self._start(n) >= at), None)
        self.go_to(first if first is not None else next(iter(self._open), None))

    # Queries

    @property
    def current(self) -> CheckedQuotation | None:
        """Return the quotation to look at now; None if none needs a look."""
        return None if self._current is None else self._quotations[self._current]

    @property
    def passage(self) -> SourcePassage | None:
        """Return the passage of a source that is shown; None if the words are in no source."""
        current = self.current
        return current.passages[self._rank] if current and current.passages else None

    @property
    def rank(self) -> int:
        """Return the number of the passage among those of the quotation, from 0."""
        return self._rank

    @property
    def progress(self) -> tuple[int, int]:
        """Return the number of the current quotation, from 1, and the total.

        Both count the quotations that need a look, or did when the review began; the number is 0
        for one that does not.
        """
        if self._current is None or self._current not in self._asked:
            return 0, len(self._asked)
        return bisect_right(self._asked, self._current), len(self._asked)

    @property
    def remaining(self) -> int:
        """Return the number of quotations that still need a look."""
        return len(self._open)

    def earlier(self) -> str:
        """Return what was found and decided before, if it is outdated; else nothing."""
        found = find_finding(self._session, self.current) if self.current else None
        if found is None or found.is_current:
            return ""
        return describe_earlier(found.placed.annotation)

    @property
    def passing(self) -> int:
        """Return the number of quotations that pass."""
        return sum(one.check.passes for one in self._quotations)

    def decision(self) -> str:
        """Return what was decided on the current quotation, if the check still says the same."""
        return "" if self._current is None else self._decision(self._current)

    def summary(self) -> str:
        """Say in words what the check found, as "8 of 11 verbatim · 2 altered · 1 not found"."""
        return summarize([one.check for one in self._quotations])

    def listed(self) -> list[ListedQuotation]:
        """Return all quotations in the order of the draft."""
        is_open = {*self._open}
        return [
            ListedQuotation(number, checked, self._decision(number), number in is_open)
            for number, checked in enumerate(self._quotations)
        ]

    @property
    def citation(self) -> str:
        """Return the words of the source that is shown, with their citation.

        Raises:
            ReaderError: the words are in no source, or it cannot be read any more.
        """
        if self.passage is None:
            raise ReaderError("These words are in no source")
        if not self.passage.citation:
            raise ReaderError("The source cannot be read any more")
        return self.passage.citation

    def describe_speakers(self) -> str:
        """Say who says the words of the current quotation, by the draft and by the source."""
        current = self.current
        return describe_speakers(current.check) if current else ""

    # Moving

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) quotation that needs a look; wrap at an end."""
        if not self._open:
            return
        at = -1 if self._current is None else self._current
        after, before = bisect_right(self._open, at), bisect_left(self._open, at) - 1
        index = after if direction > 0 else before
        self.go_to(self._open[index % len(self._open)])

    def step_passage(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) place with the words of the quotation."""
        current = self.current
        if current and current.passages:
            self._rank = (self._rank + direction) % len(current.passages)

    def go_to(self, number: int | None) -> None:
        """Go to any quotation of the result, by its number from 0; None for none."""
        self._current, self._rank = number, 0

    # Answers

    def accept(self) -> Change:
        """Record that the current quotation may stay, and go on.

        Raises:
            ReaderError: it could not be saved; the review stays where it is.
        """
        return self._decide("accepted", _ACCEPTED)

    def note_problem(self, remark: str) -> Change:
        """Record that the current quotation must be changed, with a remark, and go on."""
        return self._decide("problem", _PROBLEM, remark)

    def correct(self) -> Change:
        """Record that the words of the source must take the place of the quotation, and go on.

        Raises:
            ReaderError: there is no source, or it could not be saved; the review stays.
        """
        citation = self.citation
        if self.current and self.current.check.verdict == "spliced":
            # One part alone would be less than the draft may quote.
            parts = [passage.citation for passage in self.current.passages]
            citation = "\n\n".join(filter(None, parts))
        separator = "\n\n" if "\n" in citation else " "
        return self._decide("problem", _CORRECTED, f"Correct to:{separator}{citation}")

    def apply_change(self, change: Change) -> None:
        """Update the review after another change or an undo; what is open again is asked again."""
        before = {*self._open}
        self._find_open()
        back = [number for number in self._open if number not in before]
        if back and change.ids:
            self.go_to(back[0])

    def _decide(self, decision: Decision, sentence: str, remark: str = "") -> Change:
        """Write or update the finding of the current quotation, and go on.

        Args:
            decision: what the person decided.
            sentence: what the status line says afterwards.
            remark: words for the note, before what was found.
        """
        current = self.current
        if current is None:
            raise ReaderError("There is no quotation to decide on")
        quotation, session = current.check.quotation, self._session
        start, end = quotation.start, quotation.end
        found = find_finding(session, current)
        placed = found.placed if found else find_own_highlight(session, start, end)
        if placed is None:
            change = session.highlight(
                start,
                end,
                colour=COLOURS[decision],
                note=update_note("", current, remark),
                tags=finding_tags(current.check, decision),
            )
        else:
            earlier = placed.annotation
            change = session.revise(
                placed.key,
                start,
                end,
                sentence=sentence,
                label="quote check",
                colour=self._colour(earlier.colour, decision, is_own=is_finding(earlier)),
                note=update_note(earlier.note, current, remark),
                tags=finding_tags(current.check, decision, earlier.tags),
            )
        self._find_open()
        if self._open:
            self.step(1)
        else:
            self.go_to(None)
        # One that is not undoable says that it could not be saved.
        return replace(change, sentence=sentence) if change.undoable else change

    @staticmethod
    def _colour(colour: str, decision: Decision, *, is_own: bool) -> str:
        """Return the colour of a finding: a highlight of the person keeps its own."""
        return COLOURS[decision] if is_own and colour in COLOURS.values() else colour

    # Internals

    def _find_open(self) -> None:
        """Find the quotations that need a look."""
        self._open = [
            number for number, one in enumerate(self._quotations) if self._needs_look(one)
        ]
        self._asked = sorted({*self._asked, *self._open})

    def _needs_look(self, one: CheckedQuotation) -> bool:
        """Return whether a person should look at a quotation."""
        found = find_finding(self._session, one)
        if found is None:
            return not one.check.passes
        was_problem = decision_of(found.placed.annotation) == "problem"
        return not found.is_current and (not one.check.passes or was_problem)

    def _decision(self, number: int) -> str:
        found = find_finding(self._session, self._quotations[number])
        if found is None or not found.is_current:
            return ""
        return decision_of(found.placed.annotation) or ""

    def _start(self, number: int) -> int:
        return self._quotations[number].check.quotation.start
