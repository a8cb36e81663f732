"""The check of a draft as a job for a child process, with what a person wants to see of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from readerapp import documents
from readerapp.annotations.snapshot import AnnotationSnapshot, describe_source
from readerapp.core.child_process import Report
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Target
from readerapp.documents import Document
from readerapp.documents.document import Heading, Milestone, Run
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.turns import Turn
from readerapp.verification.check_cache import check_with_cache
from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.draft import list_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.sources import SourceProblem, list_sources

_CONTEXT = 300
"""Code points of a source that are shown on each side of a passage, at most."""
_MOST_PASSAGES = 9
"""Places of one quotation that a person may step through."""
_PROGRESS_INTERVAL = 0.1
"""Seconds between two reports of the progress."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a source, with what identifies the source and the words around the place."""

    place: SourcePlace
    source: ExportSource = field(default_factory=lambda: ExportSource(id=""))
    before: str = ""
    after: str = ""

    @property
    def view(self) -> AnnotationView:
        """Return the place as an annotation view, to cite it."""
        place = self.place
        target = Target(start=place.start, end=place.end, exact=place.exact)
        return AnnotationView(
            annotation=Annotation(id="", target=target),
            start=place.start,
            end=place.end,
            speaker=place.speaker or "",
            stored_locator=place.locator,
        )


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """The check of a quotation, and the passages of the sources that it names, the best first."""

    check: QuotationCheck
    passages: tuple[Passage, ...] = ()


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

    def run(self, report: Report) -> CheckResult:
        """Check the draft in this process; the result has the passages of the sources."""
        result = self.check(_slow(report))
        return replace(result, quotations=add_passages([one.check for one in result.quotations]))

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
    session: AnnotationSnapshot, sources: Sequence[str], store: Path, *, with_highlights: bool
) -> CheckJob:
    """Copy from a session or a snapshot what a check of its document needs.

    Args:
        session: the session or snapshot.
        sources: the files, folders and addresses to check against.
        store: the folder of the annotations.
        with_highlights: whether to check the words of highlights too.
    """
    document = session.document
    marks = [
        MarkedRange(placed.start, placed.end, session.speaker_name(placed.annotation))
        for placed in session.placed.values()
        if placed.shown
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


def add_passages(checks: Sequence[QuotationCheck]) -> tuple[CheckedQuotation, ...]:
    """Return checks with the passages of the sources, each source opened once."""
    wanted = [[*([one.place] if one.place else []), *one.also][:_MOST_PASSAGES] for one in checks]
    by_source: dict[str, list[tuple[int, int]]] = {}
    passages: list[list[Passage]] = []
    for number, places in enumerate(wanted):
        passages.append([Passage(place) for place in places])
        for rank, place in enumerate(places):
            by_source.setdefault(place.source, []).append((number, rank))
    for source, numbers in by_source.items():
        try:
            document = documents.open(source)
        except ReaderError:  # it has gone meanwhile; the place without context is still right
            continue
        about = describe_source(document, document.text.fingerprint())
        for number, rank in numbers:
            passages[number][rank] = _passage(document, about, wanted[number][rank])
    return tuple(CheckedQuotation(*each) for each in zip(checks, map(tuple, passages), strict=True))


def _passage(document: Document, about: ExportSource, place: SourcePlace) -> Passage:
    """Return a place of a source with the words around it, as far as the same block goes."""
    text = document.text
    before = text.slice(max(0, place.start - _CONTEXT - 1), place.start)
    after = text.slice(place.end, min(len(text), place.end + _CONTEXT + 1))
    return Passage(place, about, last_words(before, _CONTEXT), first_words(after, _CONTEXT))


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
