"""The reader in a pipeline: the screen is on the terminal, the annotations on standard output."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Pty

pytestmark = pytest.mark.e2e

READER = f"{shlex.quote(sys.executable)} -m readerapp"


def test_a_pipeline_has_the_annotations_and_the_terminal_the_screen(home: Path) -> None:
    store = shlex.quote(str(home / "store"))
    out, err = home / "out.json", home / "err.txt"
    script = (
        f"printf 'A ferry.\\n' | {READER} - --store {store} --print json 2> {err} | cat > {out}; "
        f"exit ${{PIPESTATUS[1]}}"
    )
    with Pty(["bash", "-c", script]) as terminal:
        terminal.wait_for("standard input")
        terminal.write("a")
        terminal.wait_for("Writing note")
        terminal.write("why")
        terminal.wait_for("why")
        terminal.write("\x1b")
        terminal.wait_for("1 highlight")
        assert out.read_bytes() == b""  # nothing of the screen
        terminal.write("q")
        terminal.wait_until_ended()
        assert terminal.exit_code() == 0
    (item,) = json.loads(out.read_text(encoding="utf-8"))
    assert (item["exact"], item["note"]) == ("A ferry.", "why")
    assert err.read_bytes() == b""


def test_without_a_terminal_it_says_so(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "readerapp", "-", "--print", "md", "--store", str(home / "store")],
        input="A ferry.\n",
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr.startswith("readerapp: There is no terminal") and done.stderr.count("\n") == 1
    )
