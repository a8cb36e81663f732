"""File safety of the store: modes, links, pipes, sizes, mounts, file systems without locks."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from readerapp.core.model import DocumentRecord, new_id
from readerapp.store import DocumentStore, Store, StoreBusy, StoreError
from readerapp.store.filesystem import System
from readerapp.store.store_errors import store_error_for
from tests.store.disk import Unsynced
from tests.store.examples import annotation, document


@pytest.fixture(params=[0, 0o022, 0o777])
def _umask(request: pytest.FixtureRequest):
    before = os.umask(request.param & 0o077)
    yield
    os.umask(before)


def test_modes_are_private_whatever_the_umask(_umask: None, tmp_path: Path) -> None:
    folder = tmp_path / "above" / "store"
    opened = Store(folder).open(document())
    opened.commit(annotation())
    (folder / f"{opened.record.id}.json").write_text("rubbish")
    opened.refresh()
    opened.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert len(modes) == 4 and set(modes.values()) == {0o600}


@pytest.mark.parametrize("ending", ["json", "journal", "lock", "bak"])
@pytest.mark.parametrize("begun", [True, False])
def test_links_are_not_followed(
    folder: Path, record: DocumentRecord, tmp_path: Path, ending: str, begun: bool
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    if begun:
        Store(folder).open(record).commit(annotation(id="kept"))
    folder.mkdir(exist_ok=True)
    path = folder / f"{record.id}.{ending}"
    path.unlink(missing_ok=True)
    path.symlink_to(victim)
    try:
        opened = Store(folder).open(record)
        opened.commit(annotation(id="new"))
        opened.close()
        assert ending in ("bak", "json", "journal")
    except StoreError as error:
        assert "link" in str(error)
    assert victim.read_text() == "precious" and set(tmp_path.iterdir()) == {folder, victim}


def test_a_second_name_of_the_journal_is_never_written_through(
    folder: Path, record: DocumentRecord, tmp_path: Path
) -> None:
    opened = Store(folder).open(record)
    opened.commit(annotation(id="one"))
    elsewhere = tmp_path / "elsewhere"
    os.link(folder / f"{record.id}.journal", elsewhere)
    before = elsewhere.read_bytes()
    opened.commit(annotation(id="two"))
    opened.close()
    assert elsewhere.read_bytes() == before
    assert set(Store(folder).open(record).annotations) == {"one", "two"}


def test_a_pipe_for_a_file_does_not_hang(folder: Path, record: DocumentRecord) -> None:
    folder.mkdir()
    os.mkfifo(folder / f"{record.id}.json")
    with pytest.raises(StoreError, match="regular file"):
        Store(folder).open(record)


def test_a_file_too_large_to_read_is_refused_unread(folder: Path, record: DocumentRecord) -> None:
    folder.mkdir()
    path = folder / f"{record.id}.json"
    path.touch()
    os.truncate(path, 600 * 2**20)
    with pytest.raises(StoreError, match="larger than 512 MB"):
        Store(folder).open(record)


def test_a_change_too_large_to_save_is_refused_whole(
    opened: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readerapp.store.journal.MAX_SAVE_SIZE", 5000)
    opened.commit(annotation("small", id="a"))
    with pytest.raises(StoreError, match="larger than"):
        opened.commit(annotation("x" * 6000, id="b"))
    assert set(opened.annotations) == {"a"}


@pytest.mark.parametrize(
    "bad", [{"n": float("inf")}, {"n": {1, 2}}, {1: "n"}, {"n": b"bytes"}, {"n": object()}]
)
def test_what_json_cannot_hold_is_refused_whole(opened: DocumentStore, bad: dict) -> None:
    with pytest.raises(StoreError, match="Not saved"):
        opened.commit(annotation(id="a"), {"id": "step", "data": bad})
    assert not opened.annotations and not opened.history


def test_lone_surrogates_are_cleaned_but_in_names(store: Store) -> None:
    record = document(names=("/caf\udce9.txt",), title="x")
    opened = store.open(record)
    opened.commit(annotation("a\ud800b 👩‍🚀", id="a"))
    opened.close()
    again = store.open(record)
    assert again.annotations["a"].note == "a\ufffdb 👩‍🚀"
    assert again.record.names == ("/caf\udce9.txt",)


class Lockless(Unsynced):
    """A file system without locks, and perhaps without links."""

    def __init__(self, links: bool) -> None:
        self.links = links

    def lock(self, fd: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    def link(self, folder: int, old: str, new: str) -> None:
        if not self.links:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        super().link(folder, old, new)


@pytest.mark.parametrize("links", [True, False])
class TestWithoutLocks:
    def test_it_works_and_says_so(self, folder: Path, record: DocumentRecord, links: bool) -> None:
        system = Lockless(links)
        one, two = (Store(folder, system=system).open(record) for _ in range(2))
        for number in range(10):
            (one, two)[number % 2].commit(annotation(id=f"a{number}"))
        one.tidy()
        one.close()
        assert two.refresh() == frozenset() and len(two.annotations) == 10
        assert any("without locks" in event for event in one.events)
        assert not list(folder.glob("*.held*"))

    def test_a_live_stand_in_lock_is_respected_and_a_stale_one_removed(
        self,
        folder: Path,
        record: DocumentRecord,
        links: bool,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        import socket

        opened = Store(folder, system=Lockless(links)).open(record)
        opened.commit(annotation(id="a"))
        held = folder / f"{record.id}.held"
        opened.lock_timeout = 0.2
        alive = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            started = Path(f"/proc/{alive.pid}/stat").read_text().rpartition(")")[2].split()[19]
        except FileNotFoundError:  # macOS: the number of a process has to do
            started = ""
        held.write_text(f"{socket.gethostname()} {alive.pid} {started}")
        with pytest.raises(StoreBusy):
            opened.commit(annotation(id="b"))
        alive.communicate(b"\n")
        opened.commit(annotation(id="b"))
        held.write_text(f"{socket.gethostname()} {os.getpid()} 1")
        opened.commit(annotation(id="c"))
        for number in ("9" * 30, "9" * 5000):  # what no process can have
            held.write_text(f"{socket.gethostname()} {number} 1")
            opened.commit(annotation(id="c"))
        held.write_text("another-host 1 1")
        with pytest.raises(StoreBusy):
            opened.commit(annotation(id="d"))
        monkeypatch.setattr("readerapp.store.lock.ABANDONED_AFTER", 0.0)
        opened.commit(annotation(id="d"))
        assert set(opened.annotations) == set("abcd")


def test_every_error_says_what_to_do() -> None:
    for number in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ELOOP, errno.EIO, errno.ENXIO):
        sentence = str(store_error_for(OSError(number, os.strerror(number)), "notes"))
        assert "notes" in sentence and sentence.endswith(".") and sentence.count(".") >= 2


def test_a_lock_file_that_was_removed_is_made_again(store: Store, record: DocumentRecord) -> None:
    one, two = store.open(record), store.open(record)
    one.commit(annotation(id="a"))
    (store.folder / f"{record.id}.lock").unlink()
    two.commit(annotation(id="b"))
    one.commit(annotation(id="c"))
    assert set(one.annotations) == {"a", "b", "c"}
    assert new_id() not in one.annotations


class Mounted(System):
    """A system on which a folder may be a mount point of another disk."""

    device = 1

    def stat_path(self, path: str) -> os.stat_result:
        found = list(super().stat_path(path))
        found[2] = self.device
        return os.stat_result(found)


@pytest.mark.parametrize("left", ["an empty folder", "nothing"])
def test_nothing_is_written_where_a_disk_was_mounted(
    folder: Path, record: DocumentRecord, left: str
) -> None:
    system = Mounted()
    opened = Store(folder, system=system).open(record)
    opened.commit(annotation(id="a"))
    away = folder.rename(folder.with_name("unmounted"))
    system.device = 2
    if left == "an empty folder":
        folder.mkdir()
    with pytest.raises(StoreError, match="Mount it again"):
        opened.commit(annotation(id="b"))
    assert not folder.exists() or not list(folder.iterdir())
    assert set(opened.annotations) == {"a"}
    if folder.exists():
        folder.rmdir()
    away.rename(folder)
    system.device = 3  # the same disk, mounted again
    opened.commit(annotation(id="b"))
    assert set(Store(folder).open(record).annotations) == {"a", "b"}
