"""What is written is on the disk: fsync, and the command of macOS that flushes the drive too."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readerapp.core.atomic_write import (
    sync_data_to_disk,
    sync_to_disk,
    write_atomically,
    write_result,
)
from readerapp.core.errors import ReaderError

FULL_SYNC = 51
"""The number of F_FULLFSYNC on macOS."""
Sync = Callable[[int], None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The system calls that flush, in order; they do nothing."""
    done: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: done.append("fsync"))
    monkeypatch.setattr(os, "fdatasync", lambda _: done.append("fdatasync"), raising=False)
    return done


@pytest.fixture
def mac(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A system with F_FULLFSYNC; it fails with the errors in the list, one after the other."""
    errors: list[int] = []

    def command(_file: int, number: int, *_: object) -> int:
        assert number == FULL_SYNC
        calls.append("F_FULLFSYNC")
        if errors:
            raise OSError(errors.pop(0), "refused")
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_SYNC, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", command)
    yield errors
    assert not errors


@pytest.mark.skipif(hasattr(fcntl, "F_FULLFSYNC"), reason="this is macOS")
def test_other_systems_use_what_is_enough_there(calls: list[str]) -> None:
    sync_to_disk(0)
    sync_data_to_disk(0)
    assert calls == ["fsync", "fdatasync"]


@pytest.mark.parametrize("sync", [sync_to_disk, sync_data_to_disk])
def test_macos_flushes_the_drive_as_well(sync: Sync, mac: list[int], calls: list[str]) -> None:
    sync(0)
    assert calls == ["F_FULLFSYNC"]


@pytest.mark.parametrize("refusal", [errno.ENOTSUP, errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP])
@pytest.mark.parametrize("sync", [sync_to_disk, sync_data_to_disk])
def test_a_file_system_without_that_gets_fsync(
    sync: Sync, refusal: int, mac: list[int], calls: list[str]
) -> None:
    mac.append(refusal)
    sync(0)
    assert calls == ["F_FULLFSYNC", "fsync"]


@pytest.mark.parametrize("failure", [errno.EIO, errno.ENOSPC, errno.EBADF])
def test_a_disk_that_fails_is_not_taken_for_one_without_that(
    failure: int, mac: list[int], calls: list[str]
) -> None:
    mac.append(failure)
    with pytest.raises(OSError) as raised:
        sync_to_disk(0)
    assert raised.value.errno == failure
    assert calls == ["F_FULLFSYNC"]


def test_an_export_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, mac: list[int], calls: list[str]
) -> None:
    write_atomically(tmp_path / "a.md", b"words", outside=tmp_path / "store")
    assert calls == ["F_FULLFSYNC"]
    mac.append(errno.EIO)
    with pytest.raises(OSError):
        write_atomically(tmp_path / "a.md", b"other words", outside=tmp_path / "store")
    assert (tmp_path / "a.md").read_bytes() == b"words"


def test_a_folder_that_is_missing_is_named_with_how_to_make_it(tmp_path: Path) -> None:
    path = tmp_path / "my vault" / "talk.md"
    with pytest.raises(ReaderError, match=r"no such folder; run `mkdir -p '.*/my vault'`\.$"):
        write_result(path, b"words", document=None, store=tmp_path / "store")
