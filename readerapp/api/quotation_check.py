"""The check of a draft's quotations against its sources, for scripts and for `verify`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from readerapp.api.records import Item
from readerapp.core.child_process import Report, ignore_progress
from readerapp.core.errors import ReaderError
from readerapp.verification.check_job import CheckJob, CheckResult
from readerapp.verification.report import report_data

Sources = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""One or several files, folders or addresses."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a quotation that differ from its source.

    Attributes:
        draft: The words of the draft; "" if it has left some out.
        source: The words of the source; "" if the draft has added some.
        kind: "word", "number", "negation", "name", "cut" or "typography".
    """

    draft: str
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A passage of a source.

    Attributes:
        source: The path or address of the source.
        source_start: The offset of its first code point in the text of the source.
        source_end: The offset after its last code point.
        source_exact: Its words.
        source_speaker: Who says them, as the source says; None if it does not.
        locator: How it is cited.
    """

    source: str | None
    source_start: int | None
    source_end: int | None
    source_exact: str | None
    source_speaker: str | None
    locator: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Item):
    """What the check found about one quotation of the draft.

    The fields are those of `verify --json`; those of the source are None if the words
    were not found.

    Attributes:
        start: The offset of the first code point in the draft.
        end: The offset after the last code point.
        exact: The words of the draft.
        verdict: "verbatim", "same_words" (other signs, the same words), "altered", "shortened",
            "spliced" (of passages that are apart in the source) or "not_found".
        speaker: Who says it, as the draft says; None if it does not.
        speaker_check: Whether the source names the same speaker: "agrees", "other" or "unknown".
        confidence: How sure the verdict is, 0 to 1.
        source: The path or address of the source.
        source_start: The offset of the first code point in the text of the source.
        source_end: The offset after the last code point.
        source_exact: The words of the source.
        source_speaker: Who says them, as the source says.
        locator: How the passage of the source is cited.
        differences: Where the words differ.
        also: Other passages with these words.
    """

    start: int
    end: int
    exact: str
    verdict: str
    speaker: str | None
    speaker_check: str
    confidence: float
    source: str | None
    source_start: int | None
    source_end: int | None
    source_exact: str | None
    source_speaker: str | None
    locator: str | None
    differences: tuple[Difference, ...] = ()
    also: tuple[SourcePassage, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A source that could not be read, and the reason in one sentence."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Item):
    """The check of a draft.

    Attributes:
        draft: The path or address of the draft.
        findings: What was found about each quotation, in the order of the draft.
        sources: The number of sources that were read.
        problems: The sources that could not be read.
    """

    draft: str
    findings: tuple[Finding, ...]
    sources: int
    problems: tuple[SourceProblem, ...] = ()


def run_check(job: CheckJob, report: Report = ignore_progress) -> CheckResult:
    """Check the quotations of a draft.

    Args:
        job: The draft and its sources, from `make_check_job`.
        report: Called with the name of a step, and how much of it is done.

    Raises:
        ReaderError: None of the sources can be read.
    """
    result = job.check(report)
    result.require_sources()
    return result


def make_verification(draft: str, result: CheckResult) -> Verification:
    """Make the record of a check.

    Args:
        draft: The path or address of the draft.
        result: What was found.
    """
    checks = [one.check for one in result.quotations]
    item = report_data(draft, checks, result.sources, result.problems)
    return Verification(
        draft=draft,
        findings=tuple(map(_make_finding, item["quotations"])),
        sources=result.sources,
        problems=tuple(SourceProblem(**one) for one in item["problems"]),
        _data=item,
    )


def _make_finding(item: dict[str, Any]) -> Finding:
    fields = {
        **item,
        "differences": tuple(Difference(**one) for one in item["differences"]),
        "also": tuple(SourcePassage(**one) for one in item["also"]),
    }
    return Finding(**fields, _data=item)


def list_sources(sources: Sources) -> list[str]:
    """Return the names of one or several sources.

    Raises:
        ReaderError: There are none.
    """
    if isinstance(sources, (str, os.PathLike)):
        return [os.fspath(sources)]
    names = [os.fspath(one) for one in sources]
    if not names:
        raise ReaderError("There are no sources; name a file or a folder to check against.")
    return names
