"""Two people of one group in one store: real users, each in a process with their own rights."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.workspace import make_context

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two other people")

GROUP = 54321
TEXT = "“The ferry sails on Sunday,” said Ida Holm. It is the last one.\n"


@dataclass
class Done:
    """The result of something that a person did."""

    code: int
    said: str


@dataclass
class Person:
    """A user of the machine, with a home of their own."""

    name: str
    uid: int
    home: Path
    store: Path

    def does(self, work: Callable[[], int]) -> Done:
        """Run `work` in a process with this user's rights; return what it prints and returns."""
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                code = 99
                sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(said.fileno(), "w"))
                try:
                    self._become()
                    code = work()
                except BaseException:  # noqa: BLE001 - the parent shows it
                    traceback.print_exc()
                finally:
                    sys.stdout.flush()
                    os._exit(code)
            _, status = os.waitpid(child, 0)
            said.seek(0)
            return Done(os.waitstatus_to_exitcode(status), said.read().decode())

    def _become(self) -> None:
        os.setgroups([GROUP])
        os.setresgid(self.uid, self.uid, self.uid)
        os.setresuid(self.uid, self.uid, self.uid)
        os.umask(0o022)
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            del os.environ[name]
        os.environ.update(HOME=str(self.home), READERAPP_STORE=str(self.store))
        os.chdir(self.home)

    def runs(self, *words: str | Path) -> str:
        """Run a command that must succeed; return its output."""
        done = self.does(lambda: main(["--as", self.name, *map(str, words)]))
        assert done.code == 0, done.said
        return done.said


@dataclass
class Server:
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


@pytest.fixture
def loaded(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Import everything that commands need: other users may not read the standard library here."""
    text = home / "own.txt"
    text.write_text(TEXT)
    for words in (
        ["add", str(text), "--quote", "ferry"],
        ["list"],
        ["check", "--repair"],
        ["sync"],
    ):
        assert main(["--store", str(home / "own"), *words]) == 0
    (copy,) = home.rglob("backups/*/*.json")
    assert main(["--store", str(home / "own"), "restore", copy.stem]) == 0
    capsys.readouterr()


@pytest.fixture
def server(loaded: None) -> Iterator[Server]:
    base = Path(tempfile.mkdtemp())  # tmp_path is closed to others
    try:
        base.chmod(0o755)
        text, store = base / "ferry.txt", base / "store"
        text.write_text(TEXT)
        store.mkdir()
        people = []
        for name, uid in (("Ann", 54322), ("Bob", 54323)):
            home = base / name
            home.mkdir(0o700)
            os.chown(home, uid, uid)
            people.append(Person(name, uid, home, store))
        os.chown(store, people[0].uid, people[0].uid)
        store.chmod(0o700)
        yield Server(text, store, *people)
    finally:
        shutil.rmtree(base)


def test_two_people_continue_in_one_store(server: Server) -> None:
    server.share()
    ann, bob, text = server.ann, server.bob, server.text
    for number, person in enumerate((ann, bob, ann, bob)):
        person.runs("add", text, "--quote", "ferry", "--note", f"note {number}")
    for person in (ann, bob):
        listed = person.runs("list")
        assert all(f"note {number}" in listed for number in range(4))
        assert "Healthy." in person.runs("check")
    (file,) = server.store.glob("*.json")
    file.write_text("rubbish")
    assert "rebuilt" in bob.runs("list", text) and "note 3" in ann.runs("list", text)
    copies = bob.runs("check").split("Backups")[1].split()
    name = next(word for word in copies if word.startswith(file.stem))
    assert "as they were" in bob.runs("restore", name)
    ann.runs("add", text, "--quote", "last", "--note", "after")
    assert "after" in bob.runs("list", text)
    assert server.modes() == {f"660 {GROUP}"}


def test_what_one_of_them_cannot_save_is_rescued_and_saved_later(server: Server) -> None:
    server.share()
    server.ann.runs("add", server.text, "--quote", "ferry")
    (lock,) = server.store.glob("*.lock")

    def unlucky() -> int:
        context = make_context(None, "Bob")
        session = context.session(documents.open(str(server.text)), patient=True)
        with lock.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            session.highlight(0, 3, note="rescued")
        return 0 if session.store.aside else 1  # and ends without closing

    assert server.bob.does(unlucky).code == 0
    assert "rescued" not in server.ann.runs("list", server.text)

    def luckier() -> int:
        context = make_context(None, "Bob")
        context.session(documents.open(str(server.text)), patient=True).close()
        return 0

    assert server.bob.does(luckier).code == 0
    assert "rescued" in server.ann.runs("list", server.text)
    assert server.modes() == {f"660 {GROUP}"}


def test_both_sync_in_the_store(server: Server) -> None:
    server.share()
    ann, bob, text = server.ann, server.bob, server.text
    remote = server.text.parent / "notes.git"
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
    shared = "".join(path.read_text() for path in server.store.glob("sync/*.annotations"))
    assert all(note in shared for note in ("from Ann", "from Bob", "after"))
    sync = server.store / "sync"
    for path in server.store.rglob("*"):
        found = path.lstat()
        assert found.st_gid == GROUP and found.st_mode & stat.S_IRGRP
        if path.parent in (server.store, sync):  # nobody else comes further
            mode = 0o2770 if path.is_dir() else 0o660
            assert stat.S_IMODE(found.st_mode) == mode, path


@pytest.mark.parametrize("how", ["check", "add"])
def test_a_store_that_is_shared_later_is_opened_to_the_group_by_its_owner(
    server: Server, how: str
) -> None:
    ann, bob = server.ann, server.bob
    ann.runs("add", server.text, "--quote", "ferry", "--note", "before")
    assert server.modes() == {f"600 {ann.uid}"}
    server.share()
    refused = bob.does(lambda: main(["list"]))
    assert refused.code == 1 and "Permission denied" in refused.said
    if how == "check":
        assert "The group" in ann.does(lambda: main(["check"])).said
        ann.runs("check", "--repair")
    else:
        ann.runs("add", server.text, "--quote", "Sunday")
    assert "before" in bob.runs("list")
    bob.runs("add", server.text, "--quote", "last", "--note", "from Bob")
    assert "from Bob" in ann.runs("list")
    assert server.modes() == {f"660 {GROUP}"}


@pytest.mark.parametrize("mode", [0o770, 0o2750, 0o2700])
def test_any_other_store_stays_its_owners(server: Server, mode: int) -> None:
    os.chown(server.store, -1, GROUP)
    server.store.chmod(mode)
    server.ann.runs("add", server.text, "--quote", "ferry")
    assert {mode.split()[0] for mode in server.modes()} == {"600"}
