"""The health check of a store, and its repair."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tinydb

from readerapp.core.model import DocumentRecord
from readerapp.store import Store, check
from readerapp.store.health import file_system
from tests.store.examples import annotation, edited
from tests.store.subjects import content


@pytest.fixture
def filled(store: Store, record: DocumentRecord) -> Path:
    opened = store.open(record)
    opened.commit(annotation(id="a"), annotation(id="b"))
    opened.close()
    return store.folder / f"{record.id}.json"


def sentences(folder: Path, repair: bool = False) -> str:
    return " | ".join(finding.sentence for finding in check(folder, repair).findings)


def test_a_sound_store(filled: Path, tmp_path: Path) -> None:
    health = check(filled.parent)
    assert health.sound and (health.documents, health.annotations) == (1, 2)
    assert health.to_dict()["findings"] == ()
    assert check(tmp_path / "nowhere").documents == 0


def test_checking_changes_nothing_and_repair_fixes(filled: Path, record: DocumentRecord) -> None:
    folder = filled.parent
    filled.write_text("rubbish")
    folder.chmod(0o755)
    (folder / f"{record.id}.bak").chmod(0o644)
    (folder / "x.0123.tmp").write_text("half")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    found = sentences(folder)
    for word in ("rebuilt", "Other users can see the names", "It can be read", "was killed"):
        assert word in found
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert not check(folder).sound
    repaired = check(folder, repair=True)
    assert repaired.sound and len(repaired.findings) == 4
    after = check(folder)
    assert after.sound and not after.findings
    assert [name.startswith("damaged-") for name in after.kept] == [True]
    assert set(Store(folder).open(record).annotations) == {"a", "b"}


def test_changes_that_are_not_in_the_file_yet(store: Store, record: DocumentRecord) -> None:
    store.open(record).commit(annotation())
    assert "only in its journal" in sentences(store.folder)
    assert check(store.folder, repair=True).sound
    assert check(store.folder).findings == ()


def test_records_and_files_that_do_not_belong(filled: Path, store: Store) -> None:
    with tinydb.TinyDB(filled) as plain:
        plain.table("annotations").insert({"id": "bad", "note": 3})
        plain.table("annotations").insert(annotation(id="a").to_dict())
    (filled.parent / "letter.json").write_text("{}")
    (filled.parent / filled.with_suffix(".journal").name).unlink()
    os.symlink("/etc/passwd", filled.parent / filled.with_suffix(".journal").name)
    found = sentences(filled.parent)
    for word in ("not a regular file", "cannot be read", "import"):
        assert word in found
    (filled.parent / filled.with_suffix(".journal").name).unlink()
    found = sentences(filled.parent, repair=True)
    for word in ("1 records in the table", "occurs twice", "import"):
        assert word in found


def test_older_versions_that_were_put_aside_are_mentioned(
    store: Store, record: DocumentRecord
) -> None:
    one, two = store.open(record), store.open(record)
    mark = annotation(id="a")
    one.commit(mark)
    two.refresh()
    two.commit(edited(mark, "theirs"))
    one.commit(edited(mark, "ours"))
    assert "1 older versions" in sentences(store.folder)
    assert content(one) == {"a": "ours"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_the_file_system_is_reported(tmp_path: Path) -> None:
    assert file_system(Path("/proc/self")) == "proc"


_MOUNTS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ida@server/our notes on /Volumes/our notes (smbfs, nodev, nosuid, mounted by ida)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/Volumes/our notes/store", "smbfs"), ("/Users/ida/store", "apfs"), ("/dev/fd", "devfs")],
)
def test_macos_names_the_file_system_of_a_store(
    path: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def list_mounts(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command == ["/sbin/mount"]
        return subprocess.CompletedProcess(command, 0, _MOUNTS, "")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", list_mounts)
    assert file_system(Path(path)) == kind


def test_a_system_that_lists_no_mounts_names_no_file_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def hang(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 5)

    monkeypatch.setattr(subprocess, "run", hang)
    for system in ("darwin", "freebsd14"):
        monkeypatch.setattr(sys, "platform", system)
        assert file_system(tmp_path) == ""
