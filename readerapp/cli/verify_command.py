"""The command `verify`: the quotations of a draft against its sources."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.api.quotation_check import make_verification, run_check
from readerapp.cli.context import context_from_options, open_snapshot
from readerapp.cli.output import NO_QUOTATIONS, print_notice, print_result
from readerapp.cli.progress import ProgressLine
from readerapp.core.atomic_write import write_result
from readerapp.core.errors import ReaderError, UsageError
from readerapp.text.phrases import count_noun
from readerapp.verification.check_job import CheckResult, make_check_job
from readerapp.verification.checker import VERDICTS, QuotationCheck
from readerapp.verification.source_passages import collect_passages
from readerapp.verification.sources import SourceProblem

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.documents import Document

OTHER_SPEAKER = "other_speaker"
_NOTHING = "none"
FAILURES = (*VERDICTS, OTHER_SPEAKER)
"""What `--fail-on` may name."""
_WIDTH = 120
"""Cells of a line where there is no terminal."""
_NAMED_PROBLEMS = 10
"""Sources that cannot be read of which the reason is printed."""


def verify(options: Namespace) -> int:
    """Check the quotations of a draft against sources, and print what was found."""
    failing = _parse_failures(options.fail_on)
    context = context_from_options(options)
    with closing(open_snapshot(context, options.path)) as snapshot:
        draft = snapshot.document
        job = make_check_job(
            snapshot, options.against, context.folder, with_highlights=options.highlights
        )
    progress = _Progress()
    try:
        result = run_check(job, progress.tell)
    finally:
        progress.clear()
    checks = [one.check for one in result.quotations]
    fails = [_fails(check, failing) for check in checks]
    output = Path(options.output) if options.output else None
    pieces = _report(options, draft, result, fails, output)
    if output is None:
        print_result(pieces, exact=True)
    else:
        _refuse_sources(output, options.against)
        data = "".join(pieces).encode("utf-8", "replace")
        write_result(output, data, document=draft.path, store=context.folder)
    _print_problems(result.problems, result.sources)
    if not checks:
        print_notice(NO_QUOTATIONS)
    elif output is not None:
        print_notice(f"{count_noun(len(checks), 'quotation')} written to {output}")
    return 1 if any(fails) else 0


class _Progress:
    """The progress lines of the steps of a check."""

    def __init__(self) -> None:
        self._lines: dict[str, ProgressLine] = {}

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if what not in self._lines:
            self.clear()
            self._lines[what] = ProgressLine(what)
        self._lines[what].tell(done, total)

    def clear(self) -> None:
        """Remove the line."""
        for line in self._lines.values():
            line.clear()


def _report(
    options: Namespace,
    draft: Document,
    result: CheckResult,
    fails: Sequence[bool],
    output: Path | None,
) -> Iterable[str]:
    """Return the report in the form that the options ask for, in pieces."""
    checks = [one.check for one in result.quotations]
    if options.json or (output and output.suffix == ".json" and not options.markdown):
        from readerapp.interchange.exporters.json import dump_json

        return [dump_json(make_verification(options.path, result).to_dict()) + "\n"]
    if options.markdown or (output and output.suffix in (".md", ".markdown")):
        from readerapp.verification.report_markdown import markdown_report

        with_passages = CheckResult(collect_passages(checks), result.sources, result.problems)
        return markdown_report(draft.title, draft, with_passages)
    from readerapp.cli.verify_output import format_table

    to_terminal = output is None and sys.stdout.isatty()
    colours = to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((_WIDTH, 24)).columns
    return format_table(draft, checks, fails, result.sources, width, colours=colours)


def _refuse_sources(output: Path, against: Iterable[str]) -> None:
    """Raise `ReaderError` if a report would replace a source that was named."""
    if output.exists() and any(
        Path(one).exists() and output.samefile(one) for one in against if "\0" not in one
    ):
        raise ReaderError(f"{output} is one of the sources; choose another file.")


def _parse_failures(names: str) -> frozenset[str]:
    """Return the verdicts of `--fail-on`.

    Raises:
        UsageError: one of them is none, or there are none: an empty variable of a CI would let
            everything pass.
    """
    chosen = {name.strip().lower().replace("-", "_") for name in names.split(",")} - {""}
    choices = ", ".join((*FAILURES, _NOTHING))
    if not chosen:
        raise UsageError(f"--fail-on is empty; choose from {choices}.")
    if unknown := sorted(chosen - {*FAILURES, _NOTHING}):
        raise UsageError(f"--fail-on does not know {unknown[0]}; choose from {choices}.")
    return frozenset(chosen - {_NOTHING})


def _fails(check: QuotationCheck, failing: frozenset[str]) -> bool:
    """Return whether a check makes the command fail."""
    is_other = check.speaker_check == "other" and OTHER_SPEAKER in failing
    return is_other or check.verdict in failing


def _print_problems(problems: Sequence[SourceProblem], read: int) -> None:
    """Print which sources cannot be read."""
    if not problems:
        return
    for one in problems[:_NAMED_PROBLEMS]:
        print_notice(one.reason)
    more = len(problems) - _NAMED_PROBLEMS
    if more > 0:
        print_notice(f"{count_noun(more, 'more source')} could not be read; --json lists them.")
    print_notice(f"{count_noun(read, 'source')} read, {len(problems)} not.")
