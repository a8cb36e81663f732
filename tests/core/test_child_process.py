"""Jobs in a child process: result, progress, refusal, a process that dies, cancelling."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import pytest

from readerapp.core.child_process import Report, run_in_child
from readerapp.core.errors import ReaderError


@dataclass
class _Job:
    what: str

    def run(self, report: Report) -> int:
        report(self.what, 1, 2)
        if self.what == "refuse":
            raise ReaderError("No such source.")
        if self.what == "die":
            os._exit(3)
        if self.what == "wait":
            time.sleep(600)
        print("not a message")
        return 42


def test_a_result_comes_after_the_progress() -> None:
    seen: list[tuple[str, int, int]] = []
    result = run_in_child(_Job("count"), lambda: False, "", lambda *each: seen.append(each))
    assert result == 42 and seen == [("count", 1, 2)]


@pytest.mark.parametrize(("what", "sentence"), [("refuse", "No such"), ("die", "It failed")])
def test_a_job_that_fails_says_why(what: str, sentence: str) -> None:
    with pytest.raises(ReaderError, match=sentence):
        run_in_child(_Job(what), lambda: False, "It failed")


def test_a_job_that_is_not_wanted_any_more_is_killed() -> None:
    seen: list[str] = []
    result = run_in_child(
        _Job("wait"), lambda: bool(seen), "", lambda what, _done, _total: seen.append(what)
    )
    assert result is None and seen == ["wait"]
