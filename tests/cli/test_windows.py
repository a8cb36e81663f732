"""On Windows one sentence leads to WSL, before anything is imported that Windows has not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from readerapp import __version__

_SENTENCE = (
    "readerapp: Windows alone cannot run it: run `wsl --install` once, "
    "then install and start readerapp inside WSL.\n"
)
_MISSING = ("fcntl", "grp", "pwd", "resource", "termios", "tty")
"""Modules of the standard library that Python on Windows does not have."""
_WINDOWS = f"""
import os, runpy, sys
for name in {_MISSING}:
    sys.modules[name] = None  # an import of it fails
os.name = "nt"
sys.argv = ["readerapp", *sys.argv[1:]]
"""
_MODULE = "runpy.run_module('readerapp', run_name='__main__')"
_SCRIPT = "from readerapp.cli import main; sys.exit(main())"


def run_as_windows(start: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run readerapp in a process that looks like Python on Windows."""
    command = [sys.executable, "-c", _WINDOWS + start, *words]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("start", [_MODULE, _SCRIPT], ids=["python -m", "command"])
def test_windows_is_told_of_wsl(start: str, tmp_path: Path) -> None:
    document = tmp_path / "a.txt"
    document.write_text("A line.\n", encoding="utf-8")
    done = run_as_windows(start, str(document))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", _SENTENCE)


def test_every_command_says_the_same(tmp_path: Path) -> None:
    assert run_as_windows(_SCRIPT, "list", "--help").stderr == _SENTENCE


def test_the_version_is_told_everywhere() -> None:
    done = run_as_windows(_SCRIPT, "--version")
    assert (done.returncode, done.stdout) == (0, f"readerapp {__version__}\n")


def test_the_stand_in_has_no_module_of_unix() -> None:
    """The tests above rest on it."""
    done = run_as_windows("import fcntl")
    assert "import of fcntl halted" in done.stderr
