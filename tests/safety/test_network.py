"""No process of ours uses the network: an audit hook in each one would log it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.safety.link import ROOT, Link

HOOK = """
import sys

def hook(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        if not (event != "socket.getaddrinfo" and isinstance(arguments[1], (str, bytes))):
            with open({log!r}, "a") as file:
                print(event, arguments[1:], file=file)

sys.addaudithook(hook)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return the log file of the audit hook that every process with `sitecustomize` installs."""
    path = tmp_path / "asked"
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HOOK.format(log=str(path)))
    return path


def watched(log: Path) -> str:
    return os.pathsep.join([str(log.parent / "hook"), str(ROOT)])


def test_the_hook_logs_network_access(log: Path) -> None:
    code = (
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    )
    environment = {**os.environ, "PYTHONPATH": watched(log)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert "socket.connect" in log.read_text()


def test_no_command_uses_the_network(log: Path, home: Path) -> None:
    text = home / "ferry.md"
    text.write_text("# The ferry\n\n“It sails,” said [Ida](http://example.org). ![x](http://y)\n")
    script = (
        "import sys; from readerapp.cli import main\n"
        f"one = {str(text)!r}\n"
        "for words in (['add', one, '--quote', 'It sails', '--speaker', 'Ida'], ['list'],\n"
        "              ['list', one], ['check'], ['export', one], ['export', one, '--clipboard'],\n"
        "              ['export', one, '--format', 'html'], ['suggest', one], ['speakers', one]):\n"
        "    assert main(words) == 0, words\n"
    )
    environment = {**os.environ, "PYTHONPATH": watched(log)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not log.exists(), log.read_text()


@pytest.mark.e2e
@pytest.mark.slow
def test_the_reader_does_not_use_the_network(log: Path, tmp_path: Path) -> None:
    link = Link(tmp_path / "reader", PYTHONPATH=watched(log))
    link.pty.write(".y")
    link.pty.write("anote")
    link.until(lambda: [mark.note for mark in link.marks()] == ["note"], "not saved")
    link.pty.write("\tLq")
    link.pty.wait_until_ended()
    assert not log.exists(), log.read_text()
