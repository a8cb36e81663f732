"""What only looks at annotations loads nothing that changes them: it is asked again and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from readerapp.cli import main

LOOKS = (
    ["list"],
    ["list", "a.txt", "--tag", "key"],
    ["list", "a.txt", "--json"],
    ["export", "a.txt"],
    ["export", "a.txt", "--format", "csv"],
    ["speakers", "a.txt"],
)
# What was loaded once, and took from a tenth of Python's own start to as long as that.
HEAVY = {
    *("argparse", "logging", "platformdirs", "random", "secrets", "shutil", "subprocess"),
    *("tempfile", "textual", "tinydb", "tomllib", "uuid"),
    *("readerapp.anchoring.matcher", "readerapp.anchoring.lookalikes", "readerapp.cli.arguments"),
    *(
        "readerapp.annotations.transactions",
        "readerapp.annotations.write_buffer",
        "readerapp.annotations.session",
    ),
    *(
        "readerapp.interchange.record_merge",
        "readerapp.speakers.transcripts",
        "readerapp.store.tinydb_storage",
    ),
}
SCRIPT = """
import sys
before = set(sys.modules)
from readerapp.cli import main
code = main(sys.argv[2:])
loaded = set(sys.argv[1].split()) & (sys.modules.keys() - before)
sys.exit(code or (f"loaded: {sorted(loaded)}" if loaded else 0))
"""


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a document with an annotation; it is the working folder too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    Path("a.txt").write_text("“The ferry waits,” she said.\n", encoding="utf-8")
    words = ["add", "a.txt", "--quote", "The ferry waits", "--tag", "key", "--speaker", "Ada"]
    assert main(words) == 0
    return tmp_path


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_loads_nothing_that_acts_need(words: list[str]) -> None:
    command = [sys.executable, "-c", SCRIPT, " ".join(HEAVY), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
