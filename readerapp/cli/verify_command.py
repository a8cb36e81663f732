"""The command `verify`: the quotations of a draft against its sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readerapp.cli.context import context_from_options
from readerapp.cli.output import NO_QUOTATIONS, print_json, print_notice
from readerapp.cli.progress import ProgressLine, open_document_with_progress
from readerapp.core.errors import ReaderError, UsageError
from readerapp.text.phrases import count_noun
from readerapp.verification.check_cache import check_with_cache
from readerapp.verification.checker import VERDICTS, QuotationCheck
from readerapp.verification.draft import list_quotations
from readerapp.verification.report import report_data
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.sources import SourceProblem, list_sources

if TYPE_CHECKING:
    from argparse import Namespace

OTHER_SPEAKER = "other_speaker"
_NOTHING = "none"
FAILURES = (*VERDICTS, OTHER_SPEAKER)
"""What `--fail-on` may name."""
_NAMED_PROBLEMS = 10
"""Sources that cannot be read of which the reason is printed."""


def verify(options: Namespace) -> int:
    """Check the quotations of a draft against sources, and print what was found."""
    failing = _parse_failures(options.fail_on)
    context = context_from_options(options)
    sources = list_sources(options.against, options.path, [context.folder])
    draft = open_document_with_progress(options.path)
    quotations = list_quotations(draft)
    index = SourceIndex(sources.paths, context.folder)
    reading = ProgressLine("Reading sources")
    try:
        index.build(reading.tell)
    finally:
        reading.clear()
    problems = [*sources.problems, *index.problems]
    if not index.paths:
        raise ReaderError(
            problems[0].reason if len(problems) == 1 else "None of the sources can be read."
        )
    _report_problems(problems, len(index.paths))
    checking = ProgressLine("Checking quotations")
    try:
        checks = check_with_cache(quotations, index, checking.tell)
    finally:
        checking.clear()
    print_json(report_data(options.path, checks, len(index.paths), problems))
    if not checks:
        print_notice(NO_QUOTATIONS)
    return 1 if any(_fails(check, failing) for check in checks) else 0


def _parse_failures(names: str) -> frozenset[str]:
    """Return the verdicts of `--fail-on`.

    Raises:
        UsageError: one of them is none.
    """
    chosen = {name.strip().lower().replace("-", "_") for name in names.split(",")} - {""}
    if unknown := sorted(chosen - {*FAILURES, _NOTHING}):
        choices = ", ".join((*FAILURES, _NOTHING))
        raise UsageError(f"--fail-on does not know {unknown[0]}; choose from {choices}.")
    return frozenset(chosen - {_NOTHING})


def _fails(check: QuotationCheck, failing: frozenset[str]) -> bool:
    """Return whether a check makes the command fail."""
    is_other = check.speaker_check == "other" and OTHER_SPEAKER in failing
    return is_other or check.verdict in failing


def _report_problems(problems: Sequence[SourceProblem], read: int) -> None:
    """Print which sources cannot be read."""
    if not problems:
        return
    for one in problems[:_NAMED_PROBLEMS]:
        print_notice(one.reason)
    more = len(problems) - _NAMED_PROBLEMS
    if more > 0:
        print_notice(f"{count_noun(more, 'more source')} could not be read; --json lists them.")
    print_notice(f"{count_noun(read, 'source')} read, {len(problems)} not.")
