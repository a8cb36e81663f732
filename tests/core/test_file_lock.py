"""Locks between processes, and file systems that have none."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from readerapp.annotations.transactions import Actor
from readerapp.collaboration.sync import git_folder
from readerapp.core import identity
from readerapp.core.file_lock import NO_LOCKS, wait_for_lock


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A file system that answers each lock with an error; the list counts the answers."""
    asked: list[int] = []

    def refuse(file: object, _how: int) -> None:
        asked.append(1)
        raise OSError(errno.ENOTSUP, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    return asked


def test_a_lock_keeps_others_out_until_it_is_closed(tmp_path: Path) -> None:
    one, two = (os.open(tmp_path / "a.lock", os.O_RDWR | os.O_CREAT) for _ in range(2))
    assert wait_for_lock(one)
    with pytest.raises(BlockingIOError):
        fcntl.flock(two, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(one)
    assert wait_for_lock(two)
    os.close(two)


@pytest.mark.parametrize("number", sorted(NO_LOCKS))
def test_a_file_system_without_locks_is_no_error(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: int, _how: int) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert wait_for_lock(0) is False


def test_a_lock_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: int, _how: int) -> None:
        raise OSError(errno.EIO, "the disk fails")

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(OSError, match="the disk fails"):
        wait_for_lock(0)


@pytest.mark.usefixtures("home")
def test_a_person_stays_the_same_in_a_home_without_locks(without_locks: list[int]) -> None:
    """Else each start would be a new device, and each merge would count another writer."""
    first = identity.identify("Ada")
    assert identity.identify("Ada") == first
    assert without_locks


def test_a_store_under_git_works_without_locks(tmp_path: Path, without_locks: list[int]) -> None:
    with git_folder.locked(tmp_path / "readerapp.lock"):
        assert without_locks


@pytest.mark.usefixtures("home")
def test_a_process_asks_once_for_a_name_where_nothing_can_be_locked(
    without_locks: list[int],
) -> None:
    assert Actor("ada-1").name != Actor("ada-1").name
    assert len(without_locks) == 2
