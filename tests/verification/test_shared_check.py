"""The check in two processes finds what the check in one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.verification import shared_check
from readerapp.verification.checker import check_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex

SOURCE = "Ida Holm: The ferry has carried nine hundred people this winter, and it was never late.\n"
WORDS = (
    "The ferry has carried nine hundred people",
    "The ferry has carried six hundred people this winter",
    "and it was late",
    "The mayor has promised a bridge of glass",
)


def ignore(_done: int, _total: int) -> None:
    """Take no notice of the progress."""


@pytest.mark.parametrize("fails", [False, True])
def test_two_processes_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    for name in ("_FEWEST_QUOTATIONS", "_FEWEST_SOURCES"):
        monkeypatch.setattr(shared_check, name, 1)
    monkeypatch.setattr(shared_check, "count_processors", lambda: 2)
    started = []
    real = shared_check.run_in_child

    def run_in_child(job: shared_check.PartJob, *arguments: object, **options: object) -> object:
        started.append(len(job.quotations))
        if fails:
            raise ReaderError("The process ended.")
        return real(job, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shared_check, "run_in_child", run_in_child)
    source = tmp_path / "minutes.txt"
    source.write_text(SOURCE, encoding="utf-8")
    index = SourceIndex([str(source)], tmp_path)
    index.build(ignore)
    quotations = [DraftQuotation(n, n + len(words), words) for n, words in enumerate(WORDS)]
    found = shared_check.check_in_processes(quotations, index, ignore, {"Ida": ["Ida Holm"]})
    assert started == [2]
    assert sorted(found, key=lambda one: one.quotation.start) == check_quotations(
        quotations, index, ignore, {}
    )
