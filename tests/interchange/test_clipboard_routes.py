"""The clipboard self-test: replies of tmux and of the terminal, and nested tmux."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from readerapp.interchange.clipboard.routes import copy_text, try_route
from tests.e2e.terminal import Pty, needs_tmux

SSH = {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "TERM": "xterm-256color"}
WORDS = '"Naïve — words." (Maria Ortega, Council split, ¶2)'


def run(*command, env):
    return subprocess.run(command, env=env, capture_output=True, check=False).stdout


@pytest.fixture
def tmux():
    """Return the environment inside a real tmux of its own."""
    folder = tempfile.mkdtemp(prefix="t")  # short: a socket's path has 100 bytes
    environment = {**os.environ, "TMUX": f"{folder}/s,1,0"}
    start = ("-S", f"{folder}/s", "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24")
    subprocess.run(["tmux", *start, "cat"], check=True)
    yield environment
    run("tmux", "kill-server", env=environment)
    shutil.rmtree(folder, ignore_errors=True)


ANSWER = b"\x1b[c"


@pytest.mark.e2e
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"\x1b[?62;22;52c", "The terminal says that it takes copies."),
        (b"\x1bP1+r4d73=5c455d\x1b\\\x1b[?62c", "The terminal says that it takes copies."),
        (b"\x1bP0+r\x1b\\\x1b[?62;22c", "The terminal does not say whether it takes copies."),
    ],
)
def test_the_terminal_is_asked_whether_it_takes_copies(answer, told, tmp_path):
    patient = (
        "import sys; from readerapp.interchange.clipboard import routes; "
        "routes._QUERY_TIMEOUT = 20; "
        "from readerapp.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", patient, "--store", str(tmp_path / "s"), "check"]
    with Pty(command, (120, 40), {**SSH, "TERM": "xterm"}, {ANSWER: answer}) as terminal:
        terminal.wait_for("No problems found.")
        assert told in terminal.text()
        assert "^[" not in terminal.text()  # what it answered is not typed at the next prompt


@pytest.mark.e2e
@needs_tmux
def test_a_real_tmux_is_tried_and_keeps_nothing(tmux):
    assert try_route(tmux) == (
        "tmux gave back what was put into its buffer (set-clipboard is external)."
    )
    assert run("tmux", "list-buffers", env=tmux) == b""


@needs_tmux
def test_what_cannot_be_tested_is_reported():
    gone = try_route({"TMUX": "/nowhere,1,0", "PATH": os.environ["PATH"]})
    assert gone.startswith("tmux did not give back")
    assert try_route({}) == "The file can be written. There is no terminal to ask."


@pytest.mark.e2e
@needs_tmux
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process started from")
def test_an_outer_tmux_gets_the_copy_too(tmux, tmp_path):
    inner = Path(tmux["TMUX"]).with_name("inner")
    command = f"TMUX= tmux -S {inner} -f /dev/null new-session cat; :"
    run("tmux", "new-window", command, env=tmux)
    within = {**tmux, "TMUX": f"{inner},1,0"}
    try:
        while not run("tmux", "list-clients", env=within):  # until it is attached
            continue
        assert copy_text(WORDS, within).route == "tmux"
        assert run("tmux", "show-buffer", env=within).decode() == WORDS
        assert run("tmux", "show-buffer", env=tmux).decode() == WORDS
    finally:
        run("tmux", "kill-server", env=within)
