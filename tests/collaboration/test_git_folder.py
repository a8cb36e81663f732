"""`readerapp sync` in a folder made by somebody else: it writes only there, and never blocks."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.collaboration.conftest import Person, Said
from tests.collaboration.test_sync import folder, git

PRECIOUS = b"keep\x0cthis\nno newline"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """Make a file outside the synced folder."""
    file = tmp_path / "victim"
    file.write_bytes(PRECIOUS)
    yield file
    assert file.read_bytes() == PRECIOUS


@pytest.fixture
def clone(ana: Person, tmp_path: Path, victim: Path) -> Path:
    """Make a folder under git; Ana has something to share."""
    ana.marks("The last ferry across")
    made = tmp_path / "clone"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    return made


def put(path: Path, what: str, victim: Path) -> None:
    """Put a link, a pipe or a folder at a path."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if what == "a link":
        path.symlink_to(victim)
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
        (path / "inside").write_text("x")


def is_one_sentence(said: Said, *words: str) -> bool:
    """Return whether a command failed with one sentence that has these words."""
    assert said.code == 1 and not said.out
    assert "Traceback" not in said.err
    assert said.err.count("\n") == 1 and said.err.endswith(".\n")
    return all(word in said.err for word in words)


@pytest.mark.parametrize("what", ["a link", "a pipe", "a folder"])
@pytest.mark.parametrize("name", [".gitattributes", ".git/readerapp.lock"])
def test_nothing_but_a_file_is_written(
    ana: Person, clone: Path, victim: Path, name: str, what: str
) -> None:
    put(clone / name, what, victim)
    assert is_one_sentence(ana.types("sync", clone), f"{clone / name} is {what}")


@pytest.mark.parametrize("what", ["a link", "a pipe"])
@pytest.mark.parametrize("name", ["config", "index", "logs", "info/exclude", "refs/heads/main"])
def test_git_follows_and_waits_for_nothing_in_its_own_folder(
    ana: Person, clone: Path, victim: Path, name: str, what: str
) -> None:
    put(clone / ".git" / name, what, victim)
    assert is_one_sentence(ana.types("sync", clone), f"{clone}/.git/{name} is {what}")


@pytest.mark.parametrize(
    ("what", "words"),
    [("a link", "is a link"), ("a pipe", "is a pipe"), ("a file", "worktree")],
)
def test_git_s_own_folder_is_one(
    ana: Person, clone: Path, victim: Path, what: str, words: str
) -> None:
    put(clone / ".git", what, victim)
    if what == "a file":
        (clone / ".git").write_text(f"gitdir: {victim}\n")
    assert is_one_sentence(ana.types("sync", clone), f"{clone}/.git", words)


@pytest.mark.parametrize("what", ["a link", "a pipe"])
def test_the_folder_in_the_store_is_one(ana: Person, clone: Path, victim: Path, what: str) -> None:
    put(folder(ana), what, clone)
    assert is_one_sentence(ana.types("sync"), f"{folder(ana)} is {what}")
    assert not list(clone.glob("*.annotations"))


def test_a_file_is_no_folder_to_sync(ana: Person, clone: Path, victim: Path) -> None:
    assert is_one_sentence(ana.types("sync", victim), f"{victim} is a file")


def test_other_rules_stay_as_they_are_in_any_encoding(ana: Person, clone: Path) -> None:
    rules = clone / ".gitattributes"
    rules.write_bytes(b"\xff.txt text\x0c\r\n*.png binary")
    ana.does("sync", clone)
    ana.does("sync", clone)
    ours = b"*.annotations merge=readerapp -text\n"
    assert rules.read_bytes() == b"\xff.txt text\x0c\r\n*.png binary\n" + ours
    assert git(clone, "check-attr", "merge", "x.annotations").endswith("readerapp\n")


@pytest.mark.parametrize("what", ["a link", "a pipe", "a folder"])
def test_an_invalid_annotation_file_affects_its_document_only(
    ana: Person, clone: Path, victim: Path, what: str
) -> None:
    ana.does("sync", clone)
    [bad] = clone.glob("*.annotations")
    put(bad, what, victim)
    ana.marks("A bus does not float")
    other = ana.path.with_name("other.txt")
    other.write_text("Quite another text.\n")
    ana.does("add", other, "--quote", "another")
    said = ana.types("sync", clone)
    assert said.code == 0
    assert said.err.count("\n") == 1 and f"{bad} is {what}" in said.err
    [good] = set(clone.glob("*.annotations")) - {bad}
    assert good.name in git(clone, "ls-files")
    put(bad, "", victim)
    ana.does("sync", clone)
    assert bad.read_text().count('["annotations"') == 2
    assert git(clone, "status", "--porcelain") == ""


def test_what_is_in_the_way_of_others_is_renamed(
    ana: Person, bob: Person, clone: Path, tmp_path: Path, victim: Path
) -> None:
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "-q", "--bare", str(hub))
    for one in (ana, bob):
        one.does("sync", hub)
    [bad] = folder(bob).glob("*.annotations")
    put(bad, "a folder", victim)
    ana.marks("A bus does not float")
    ana.does("sync")
    said = bob.types("sync")
    assert said.code == 0 and said.err.count("\n") == 1
    assert f"{bad} was a folder" in said.err and f"{bad.name}.1 now" in said.err
    assert len(bob.types("list", "--json").data) == 2
    assert Path(f"{bad}.1", "inside").is_file() and bad.is_file()
    assert bob.types("sync").err == ""


@pytest.mark.parametrize(
    "what", ["a pipe", "a link", "a folder", '{"documents": {"x": 5}}', "[" * 9999]
)
def test_the_remembered_state_is_only_a_cache(
    ana: Person, clone: Path, victim: Path, what: str
) -> None:
    memory = clone / ".git" / "readerapp.json"
    if what.startswith("a "):
        put(memory, what, victim)
    else:
        memory.write_text(what)
    said = ana.types("sync", clone)
    if what in ("a link", "a pipe"):
        assert is_one_sentence(said, f"{memory} is {what}")
        return
    assert said.code == 0 and said.out.startswith("Received 0 new, 0 changed · 1 waiting")
    assert said.err.count("\n") == (what == "a folder")


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def open_to_others(path: Path) -> list[str]:
    """Return the files below a path that other users may read, write or enter."""
    found = [path, *path.rglob("*")]
    return [str(one) for one in found if one.lstat().st_mode & OTHERS]


def test_nobody_else_can_read_what_is_shared(
    ana: Person, bob: Person, tmp_path: Path, umask: Callable[[int], int]
) -> None:
    umask(0)
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "-q", "--bare", str(hub))
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    bob.marks("A bus does not float")
    bob.does("sync", hub)
    ana.does("sync")
    for one in (ana, bob):
        assert open_to_others(folder(one)) == []
    # The remote stays as open as whoever set it up wants it: others push there, too.
    assert all(one.stat().st_mode & stat.S_IRGRP for one in hub.rglob("*") if one.is_file())


def test_a_folder_that_was_there_is_closed(
    ana: Person, clone: Path, tmp_path: Path, umask: Callable[[int], int]
) -> None:
    ana.does("sync", clone)
    git(tmp_path, "clone", "-q", str(clone), "second")
    second = tmp_path / "second"
    before = {one: one.stat().st_mode for one in (clone / ".git" / "objects").rglob("*")}
    assert open_to_others(second / ".git")
    ana.does("sync", second)
    twice = [one for one in open_to_others(second / ".git") if Path(one).stat().st_nlink < 2]
    assert twice == []
    assert open_to_others(next(second.glob("*.annotations"))) == []
    git(second, "commit", "-q", "--allow-empty", "-m", "by hand")
    assert stat.S_IMODE((second / ".git").stat().st_mode) == 0o700
    # `git clone` gives files of one repository a second name in the other.
    assert before == {one: one.stat().st_mode for one in before}


def test_a_folder_set_up_to_be_shared_stays_shared_and_is_reported(
    ana: Person, clone: Path, umask: Callable[[int], int]
) -> None:
    git(clone, "config", "core.sharedRepository", "all")
    (clone / ".git").chmod(0o755)
    said = ana.types("sync", clone)
    assert said.code == 0
    assert said.err == (
        f"everybody on this machine can read {clone}, which was set up to be shared.\n"
    )
    (clone / ".git").chmod(0o2770)
    git(clone, "config", "--unset", "core.sharedRepository")
    assert "the group " in ana.types("sync", clone).err
    assert stat.S_IMODE((clone / ".git").stat().st_mode) == 0o2770
