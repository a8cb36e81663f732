"""Each system call fails in turn: nothing is lost or half-saved, and an error is reported."""

from __future__ import annotations

import errno
import random
from pathlib import Path

import pytest

from readerapp.store import Store, StoreFull
from tests.store.disk import FailingRecorder, Faulty, fresh, lay_out
from tests.store.examples import annotation
from tests.store.faults import FAULTS, Run, sweep
from tests.store.subjects import RECORD, Ours, Stock

pytestmark = pytest.mark.usefixtures("no_copies")


@pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_saved_after_a_failed_sync_survives_a_power_cut(
    tmp_path: Path, stride: int
) -> None:
    chance, paths = random.Random(stride), fresh(tmp_path)
    for number in range(1, 200, stride):
        folder = lay_out({}, next(paths))
        system = FailingRecorder(folder, number)
        run = Run(Ours, folder, system)
        run.work()
        if system.syncs < number:
            break
        for _ in range(12):
            left = lay_out(system.power_cut(chance, chance.random() < 0.5), next(paths))
            found = Ours.recover(left)
            assert run.saved.items() <= found.items() <= (run.saved | run.tried).items(), number
    assert number > 15


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("begun", [False, True], ids=["new", "begun"])
@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_any_call_may_fail(tmp_path: Path, fault: int, begun: bool, stride: int) -> None:
    number = 0
    for case in sweep(Ours, tmp_path, fault, begun=begun, stride=stride):
        number = case.number
        assert case.found == case.run.saved, (case.number, case.call)
        assert not case.run.wrong_in_memory
        assert all(sentence.endswith(".") for sentence in case.run.sentences)
        assert not (fault in (errno.EINTR, 0) and case.run.sentences)
    assert number > 60


def test_the_same_faults_find_what_tinydbs_own_storage_loses(tmp_path: Path) -> None:
    cases = list(sweep(Stock, tmp_path, errno.ENOSPC, begun=True))
    assert len([case for case in cases if case.wrong]) > 3


def test_a_full_disk_says_so_and_saves_when_there_is_room(folder: Path) -> None:
    system = Faulty(only="write")
    opened = Store(folder, system=system).open(RECORD)
    opened.commit(annotation("before", id="before"))
    system.fault = errno.ENOSPC
    for _ in range(3):
        system.fail_at = system.calls + 1
        with pytest.raises(StoreFull, match="no room left"):
            opened.commit(annotation("during", id="during"))
        assert set(opened.annotations) == {"before"}
    opened.commit(annotation("after", id="after"))
    opened.close()
    assert Ours.recover(folder) == {"before": "before", "after": "after"}
