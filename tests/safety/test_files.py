"""Files that we write: private modes whatever the umask, and only in expected places."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp.cli import main
from tests.safety.link import ROOT, Link


@pytest.fixture
def text(home: Path) -> Path:
    path = home / "work" / "ferry.txt"
    path.write_text("“The ferry sails on Sunday,” said Ida Holm. It is the last one.\n")
    path.chmod(0o600)
    return path


def modes(folder: Path) -> dict[str, int]:
    """Return the files below a folder on which others have any permission."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode)
        for path in folder.rglob("*")
        if path.lstat().st_mode & 0o077
    }


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_commands_write_for_the_owner_alone(home: Path, text: Path, umask: int) -> None:
    if umask == 0o777 and os.geteuid():
        pytest.skip("nobody but root can work like that")
    script = (
        f"import os, sys; os.umask({umask}); from readerapp.cli import main\n"
        f"one = {str(text)!r}\n"
        "for words in (['add', one, '--quote', 'ferry', '--note', 'n', '--speaker', 'Ida'],\n"
        "              ['list'], ['list', one], ['check'], ['export', one, '--clipboard'],\n"
        "              ['suggest', one], ['speakers', one]):\n"
        "    main(words)\n"
    )
    before = set(modes(home))
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {name: oct(mode) for name, mode in modes(home).items() if name not in before}
    assert not found
    assert list(home.rglob("identity.json")) and list(home.rglob("annotations/*.json"))


@pytest.mark.e2e
def test_the_reader_writes_for_the_owner_alone(tmp_path: Path) -> None:
    link = Link(tmp_path / "home", "sh", "-c", 'umask 0; exec "$@"', "sh")
    link.pty.write(".anote")
    link.until(lambda: [mark.note for mark in link.marks()] == ["note"], "not saved")
    link.pty.write("\tyq")
    link.pty.wait_until_ended()
    (tmp_path / "home" / "ferry.txt").chmod(0o600)
    assert not {name: oct(mode) for name, mode in modes(tmp_path / "home").items()}


def test_an_export_replaces_its_file_in_one_step(
    home: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(text), "--quote", "ferry"]) == 0
    target, link, hard_link = home / "out.md", home / "link.md", home / "kept.md"
    target.write_text("before")
    target.chmod(0o640)
    os.link(target, hard_link)
    link.symlink_to(target)
    assert main(["export", str(text), "-o", str(link)]) == 0
    assert link.is_symlink() and "ferry" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert hard_link.read_text() == "before", (
        "written to a file of its own, which then took the name"
    )
    assert not [path for path in home.iterdir() if ".tmp" in path.name]


@pytest.mark.parametrize("through_link", [False, True])
def test_an_export_never_writes_into_the_store(
    home: Path, text: Path, capsys: pytest.CaptureFixture[str], through_link: bool
) -> None:
    store = home / "store"
    assert main(["--store", str(store), "add", str(text), "--quote", "ferry"]) == 0
    (file,) = store.glob("*.json")
    before = file.read_bytes()
    target = file
    if through_link:
        target = home / "harmless.json"
        target.symlink_to(file)
    assert main(["--store", str(store), "export", str(text), "-o", str(target)]) == 1
    assert "annotations" in capsys.readouterr().err
    assert file.read_bytes() == before


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _noise(path: Path) -> None:
    """Write a file that is no annotation file, without journal or copy."""
    for ending in (".journal", ".bak"):
        path.with_suffix(ending).unlink()
    path.write_text("rubbish")


@pytest.mark.parametrize(
    ("spoil", "ending"),
    [
        (spoil, ending)
        for spoil in (_link, _pipe, _folder, _noise)
        for ending in (".json", ".journal")[: 1 if spoil is _noise else 2]
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_listed(
    home: Path,
    text: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    ending: str,
) -> None:
    other = text.with_name("other.txt")
    other.write_text("Nothing sails on Monday.\n")
    store = home / "store"
    for path, words in ((text, "ferry"), (other, "Monday")):
        assert main(["--store", str(store), "add", str(path), "--quote", words]) == 0
    (file,) = (one for one in store.glob("*.json") if "ferry" in one.read_text())
    spoil(file.with_suffix(ending))
    capsys.readouterr()
    named = str(file.with_suffix(ending))
    for words, code in ((["list"], 1), (["list", str(other)], 0)):
        assert main(["--store", str(store), *words]) == code
        output = capsys.readouterr()
        assert "Monday" in output.out and "ferry" not in output.out
        assert (named in output.err) == bool(code)
        assert "No annotations" not in output.err
    missing = text.with_name("never-marked.txt")
    missing.write_text("A text of its own.\n")
    for command in ("list", "export", "speakers"):
        assert main(["--store", str(store), command, str(missing)]) == 0
        assert named in capsys.readouterr().err, "its annotations may be in there"
    assert main(["--store", str(store), "check"]) == 1
    assert file.with_suffix(ending).name in capsys.readouterr().out


def test_an_export_may_go_to_a_pipe(text: Path, home: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "readerapp",
            "export",
            str(text),
            "-o",
            "/dev/stdout",
            "--format",
            "json",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"[]\n", done.stderr


def test_state_and_cache_may_be_links(home: Path, text: Path) -> None:
    """Users may put these folders on another disk; the target of the link is used."""
    for name in (".local/state", ".cache", ".local/share"):
        real = home / "disk" / name
        real.mkdir(parents=True)
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).symlink_to(real)
    assert main(["add", str(text), "--quote", "ferry"]) == 0
    assert main(["list"]) == 0
    assert list((home / "disk").rglob("identity.json"))
