"""Two people of one group in one store: real users, each in a process with their own rights."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.safety.people import GROUP, TEXT, Person, Server

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two other people")


@dataclass
class Machine:
    """A machine with a text that everybody may read, and a store."""

    text: Path
    store: Path
    ann: Person
    bob: Person

    def modes(self) -> set[str]:
        """Return the modes and groups of all files in the store."""
        return {
            f"{stat.S_IMODE(path.lstat().st_mode):o} {path.lstat().st_gid}"
            for path in self.store.rglob("*")
        }

    def share(self) -> None:
        os.chown(self.store, -1, GROUP)
        self.store.chmod(0o2770)


@pytest.fixture(scope="module")
def people() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def machine(people: Server) -> Iterator[Machine]:
    base = Path(tempfile.mkdtemp())  # tmp_path is closed to others
    try:
        base.chmod(0o755)
        text, store = base / "ferry.txt", base / "store"
        text.write_text(TEXT)
        store.mkdir()
        users = []
        for name, uid in (("Ann", 54322), ("Bob", 54323)):
            home = base / name
            home.mkdir(0o700)
            os.chown(home, uid, uid)
            users.append(Person(name, uid, home, store, people))
        os.chown(store, users[0].uid, users[0].uid)
        store.chmod(0o700)
        yield Machine(text, store, *users)
    finally:
        shutil.rmtree(base)


def test_two_people_continue_in_one_store(machine: Machine) -> None:
    machine.share()
    ann, bob, text = machine.ann, machine.bob, machine.text
    for number, person in enumerate((ann, bob, ann, bob)):
        person.runs("add", text, "--quote", "ferry", "--note", f"note {number}")
    for person in (ann, bob):
        listed = person.runs("list")
        assert all(f"note {number}" in listed for number in range(4))
        assert "No problems found." in person.runs("check")
    (file,) = machine.store.glob("*.json")
    file.write_text("rubbish")
    assert "rebuilt" in bob.runs("list", text) and "note 3" in ann.runs("list", text)
    copies = bob.runs("check").split("Backups")[1].split()
    name = next(word for word in copies if word.startswith(file.stem))
    assert "as they were" in bob.runs("restore", name)
    ann.runs("add", text, "--quote", "last", "--note", "after")
    assert "after" in bob.runs("list", text)
    assert machine.modes() == {f"660 {GROUP}"}


def test_what_one_of_them_cannot_save_is_rescued_and_saved_later(machine: Machine) -> None:
    machine.share()
    machine.ann.runs("add", machine.text, "--quote", "ferry")
    assert machine.bob.does("highlight_while_locked", machine.text).code == 0
    assert "rescued" not in machine.ann.runs("list", machine.text)

    assert machine.bob.does("open_and_close", machine.text).code == 0
    assert "rescued" in machine.ann.runs("list", machine.text)
    assert machine.modes() == {f"660 {GROUP}"}


def test_both_sync_in_the_store(machine: Machine) -> None:
    machine.share()
    ann, bob, text = machine.ann, machine.bob, machine.text
    remote = machine.text.parent / "notes.git"
    subprocess.run(["git", "init", "-q", "--bare", "--shared=group", remote], check=True)
    for path in (remote, *remote.rglob("*")):
        os.chown(path, 0, GROUP)
    for person in (ann, bob):
        (person.home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {remote}\n")
    ann.runs("add", text, "--quote", "ferry", "--note", "from Ann")
    ann.runs("sync", remote)
    bob.runs("add", text, "--quote", "last", "--note", "from Bob")
    bob.runs("sync")
    ann.runs("add", text, "--quote", "Sunday", "--note", "after")
    ann.runs("sync")
    bob.runs("sync")
    shared = "".join(path.read_text() for path in machine.store.glob("sync/*.annotations"))
    assert all(note in shared for note in ("from Ann", "from Bob", "after"))
    sync = machine.store / "sync"
    for path in machine.store.rglob("*"):
        found = path.lstat()
        assert found.st_gid == GROUP and found.st_mode & stat.S_IRGRP
        if path.parent in (machine.store, sync):  # nobody else comes further
            mode = 0o2770 if path.is_dir() else 0o660
            assert stat.S_IMODE(found.st_mode) == mode, path


@pytest.mark.parametrize("how", ["check", "add"])
def test_a_store_that_is_shared_later_is_opened_to_the_group_by_its_owner(
    machine: Machine, how: str
) -> None:
    ann, bob = machine.ann, machine.bob
    ann.runs("add", machine.text, "--quote", "ferry", "--note", "before")
    assert machine.modes() == {f"600 {ann.uid}"}
    machine.share()
    refused = bob.tries("list")
    assert refused.code == 1 and "Permission denied" in refused.said
    if how == "check":
        assert "The group" in ann.tries("check").said
        ann.runs("check", "--repair")
    else:
        ann.runs("add", machine.text, "--quote", "Sunday")
    assert "before" in bob.runs("list")
    bob.runs("add", machine.text, "--quote", "last", "--note", "from Bob")
    assert "from Bob" in ann.runs("list")
    assert machine.modes() == {f"660 {GROUP}"}


@pytest.mark.parametrize("mode", [0o770, 0o2750, 0o2700])
def test_any_other_store_stays_its_owners(machine: Machine, mode: int) -> None:
    os.chown(machine.store, -1, GROUP)
    machine.store.chmod(mode)
    machine.ann.runs("add", machine.text, "--quote", "ferry")
    assert {mode.split()[0] for mode in machine.modes()} == {"600"}
