"""The check of a draft as a job for a child process, with what a person wants to see of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.child_process import Report
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.documents.document import Heading, Milestone, Run
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.turns import Turn
from readerapp.verification.check_cache import check_with_cache
from readerapp.verification.draft import list_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.source_passages import (
    CheckedQuotation,
    CitationForm,
    collect_passages,
)
from readerapp.verification.sources import SourceProblem, list_sources

_PROGRESS_INTERVAL = 0.1
"""Seconds between two reports of the progress."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The checks of a draft.

    Attributes:
        quotations: the checks in the order of the draft.
        sources: the number of sources that were read.
        problems: the sources that could not be read.
    """

    quotations: tuple[CheckedQuotation, ...]
    sources: int
    problems: tuple[SourceProblem, ...] = ()

    def require_sources(self) -> None:
        """Check that at least one source was read.

        Raises:
            ReaderError: none was.
        """
        if not self.sources:
            only = self.problems[0].reason if len(self.problems) == 1 else ""
            raise ReaderError(only or "None of the sources can be read.")


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A highlight of the draft: its range in code points, and its speaker if it has one."""

    start: int
    end: int
    speaker: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what identifies it in an index of ranges."""
        return self.start, self.end, self.speaker


@dataclass(frozen=True, slots=True)
class CheckJob:
    """What a check needs, copied from the session.

    Attributes:
        name: the path or address of the draft, which is not its own source.
        text: its text.
        flow: how its lines make paragraphs.
        styles: its styled ranges.
        headings: its headings.
        milestones: its milestones.
        turns: who says what, if the draft itself says so.
        sources: the files, folders and addresses that a person has named.
        store: the folder of the annotations, in which no sources are looked for.
        marks: the highlights.
        with_highlights: whether the words of highlights are checked too.
        aliases: the other names of a speaker, by name.
        form: how a passage of a source is cited.
    """

    name: str
    text: str
    flow: ParagraphFlow
    styles: Sequence[Run]
    headings: Sequence[Heading]
    milestones: Sequence[Milestone]
    turns: Sequence[Turn]
    sources: Sequence[str]
    store: Path
    marks: Sequence[MarkedRange]
    with_highlights: bool
    aliases: Mapping[str, Sequence[str]]
    form: CitationForm

    def run(self, report: Report) -> CheckResult:
        """Check the draft in this process; the result has the passages of the sources."""
        result = self.check(_slow(report))
        checks = [one.check for one in result.quotations]
        return replace(result, quotations=collect_passages(checks, self.form))

    def check(self, report: Report) -> CheckResult:
        """Check the draft; the result has no passages."""
        sources = list_sources(self.sources, self.name, [self.store])
        index = SourceIndex(sources.paths, self.store)
        index.build(lambda done, total: report("Reading sources", done, total))
        problems = (*sources.problems, *index.problems)
        if not index.paths:
            return CheckResult((), 0, problems)
        checks = check_with_cache(
            list_draft_quotations(self),
            index,
            lambda done, total: report("Checking quotations", done, total),
            self.aliases,
        )
        return CheckResult(tuple(map(CheckedQuotation, checks)), len(index.paths), problems)

    def document(self) -> Document:
        """Return the draft, as far as its quotations are found by it."""
        text = Text.from_string(self.text)
        text.flow = self.flow
        return Document(
            text=text,
            title="",
            format="",
            styles=RangeIndex(self.styles),
            headings=self.headings,
            milestones=self.milestones,
            turns=self.turns,
        )


def make_check_job(
    session: AnnotationSnapshot,
    sources: Sequence[str],
    store: Path,
    *,
    form: CitationForm | None = None,
    with_highlights: bool = False,
) -> CheckJob:
    """Copy from a session or a snapshot what a check of its document needs.

    Args:
        session: the session or snapshot.
        sources: the files, folders and addresses to check against.
        store: the folder of the annotations.
        form: how a passage of a source is cited; None for one line in plain text.
        with_highlights: whether to check the words of highlights too.
    """
    document = session.document
    marks = [
        MarkedRange(placed.start, placed.end, session.speaker_name(placed.annotation))
        for placed in session.placed.values()
        if placed.shown and not placed.is_proposal
    ]
    return CheckJob(
        name=document.names[0] if document.names else "",
        text=document.text.whole(),
        flow=document.text.flow,
        styles=tuple(document.styles),
        headings=tuple(document.headings),
        milestones=tuple(document.milestones),
        turns=tuple(document.turns),
        sources=tuple(sources),
        store=store,
        marks=tuple(marks),
        with_highlights=with_highlights,
        form=form or CitationForm(),
        aliases={speaker.name: speaker.aliases for speaker in session.speakers},
    )


def list_draft_quotations(job: CheckJob) -> list[DraftQuotation]:
    """Return the quotations of a draft in order.

    A speaker that a person has given to a highlight counts more than what the text says.
    """
    marks = RangeIndex(job.marks)
    quotations = []
    for one in list_quotations(job.document()):
        near = marks.touching(one.start, one.end)
        named = [mark for mark in near if mark.speaker and _is_same_passage(mark, one)]
        quotations.append(replace(one, speaker=named[0].speaker) if named else one)
    if not job.with_highlights:
        return quotations
    known = RangeIndex(MarkedRange(one.start, one.end) for one in quotations)
    for mark in job.marks:
        near = known.touching(mark.start, mark.end)
        if not any(_is_same_passage(mark, one) for one in near):
            known.add(mark)
            words = job.text[mark.start : mark.end]
            speaker = mark.speaker or None
            quotations.append(DraftQuotation(mark.start, mark.end, words, speaker, "highlight"))
    return sorted(quotations, key=lambda one: (one.start, one.end))


def _is_same_passage(one: MarkedRange, other: MarkedRange | DraftQuotation) -> bool:
    """Return whether two ranges have most of each other."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return 2 * common > max(one.end - one.start, other.end - other.start)


def _slow(report: Report) -> Report:
    """Return a report that leaves out what follows too fast for a person."""
    due = 0.0
    last = ""

    def report_slowly(what: str, done: int, total: int) -> None:
        nonlocal due, last
        if time.monotonic() >= due or what != last:
            due, last = time.monotonic() + _PROGRESS_INTERVAL, what
            report(what, done, total)

    return report_slowly
