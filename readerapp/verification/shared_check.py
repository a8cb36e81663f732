"""The check of many quotations in two processes: one does not depend on another."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from readerapp.core.child_process import Report, count_processors, run_in_child
from readerapp.core.errors import ReaderError
from readerapp.verification.checker import Progress, QuotationCheck, check_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex

_FEWEST_QUOTATIONS = 30
_FEWEST_SOURCES = 100
"""From so many quotations and sources on half of the check takes longer than to start a child."""


@dataclass(frozen=True, slots=True)
class PartJob:
    """The check of some of the quotations, as a job for a child process.

    Attributes:
        quotations: the quotations.
        sources: the sources, whose filters are in the cache.
        folder: the folder that the cache is about.
        same_speaker: other names of a speaker of the draft, by name.
    """

    quotations: tuple[DraftQuotation, ...]
    sources: tuple[str, ...]
    folder: Path
    same_speaker: Mapping[str, Sequence[str]]

    def run(self, report: Report) -> list[QuotationCheck]:
        """Check the quotations in this process."""
        index = SourceIndex(self.sources, self.folder)
        index.build(lambda done, total: report("", done, total))
        # To report fails when nobody waits for the result any more.
        return check_quotations(
            self.quotations, index, lambda done, total: report("", done, total), self.same_speaker
        )


def check_in_processes(
    quotations: Sequence[DraftQuotation],
    index: SourceIndex,
    progress: Progress,
    same_speaker: Mapping[str, Iterable[str]],
) -> list[QuotationCheck]:
    """Check quotations as `check_quotations` does; of many, every second one in a child process.

    The arguments are those of `check_quotations`. The checks may be in another order.
    """
    is_worth_it = (
        len(quotations) >= _FEWEST_QUOTATIONS
        and len(index.paths) >= _FEWEST_SOURCES
        and index.is_cached
        and count_processors() > 1
    )
    if not is_worth_it:
        return check_quotations(quotations, index, progress, same_speaker)
    names = {name: (*others,) for name, others in same_speaker.items()}
    job = PartJob(tuple(quotations[1::2]), tuple(index.paths), index.folder, names)
    child = _Child(job)
    child.start()
    try:
        total = len(quotations)
        checks = check_quotations(
            quotations[::2], index, lambda done, _total: progress(2 * done, total), names
        )
        child.join()
    finally:
        child.is_stopped.set()
    if child.checks is None:
        return checks + check_quotations(job.quotations, index, progress, names)
    return checks + child.checks


class _Child(threading.Thread):
    """A thread that waits for the child process; `checks` is None if the child has failed."""

    def __init__(self, job: PartJob) -> None:
        super().__init__(daemon=True)
        self.is_stopped = threading.Event()
        self.checks: list[QuotationCheck] | None = None
        self._job = job

    def run(self) -> None:
        """Run the job in the child."""
        try:
            self.checks = run_in_child(self._job, self.is_stopped.is_set, "", niceness=0)
        except (ReaderError, OSError):
            self.checks = None
