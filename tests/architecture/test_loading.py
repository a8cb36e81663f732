"""What is loaded when: import-linter sees what imports what, but not when an import happens.

A command that only looks at annotations loads nothing that changes them, for it is asked again and
again; what is loaded before the first page, every start pays for.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import readerapp
from readerapp.cli import main

LOOKS = (
    ["list"],
    ["list", "a.txt", "--tag", "key"],
    ["list", "a.txt", "--json"],
    ["export", "a.txt"],
    ["export", "a.txt", "--format", "csv"],
    ["speakers", "a.txt"],
)
_TRANSCRIPTS = "readerapp.speakers.transcripts"  # `speakers` counts the labelled turns
# What was loaded once, and took from a tenth of Python's own start to as long as that.
HEAVY = {
    *("logging", "platformdirs", "random", "secrets", "subprocess"),
    *("tempfile", "textual", "tinydb", "tomllib", "uuid"),
    *("argcomplete", "mcp", "pandas", "pydantic", "xlsxwriter"),
    *("readerapp.anchoring.matcher", "readerapp.anchoring.lookalikes"),
    *(
        "readerapp.annotations.transactions",
        "readerapp.annotations.write_buffer",
        "readerapp.annotations.session",
    ),
    *(
        "readerapp.interchange.record_merge",
        _TRANSCRIPTS,
        "readerapp.store.tinydb_storage",
    ),
}
LOOKING = """
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
    heavy = HEAVY - ({_TRANSCRIPTS} if words[0] == "speakers" else set())
    command = [sys.executable, "-c", LOOKING, " ".join(heavy), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def run(script: str, *words: str) -> None:
    """Run a script in a process of its own; it exits with a sentence if it fails."""
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("marked")
def test_completion_opens_no_document() -> None:
    """A person waits for each Tab: the modules of documents, sessions and screens are too many."""
    run(
        "import io, os, sys\n"
        "line = 'readerapp list a.txt --tag '\n"
        "asked = {'_ARGCOMPLETE': '1', 'COMP_LINE': line, 'COMP_POINT': str(len(line))}\n"
        "os.environ |= asked\n"
        "from readerapp.cli import completion\n"
        "completion._SECONDS = 60\n"
        "out = io.StringIO()\n"
        "code = completion.write_candidates(out)\n"
        "heavy = set(sys.argv[1:]) & sys.modules.keys()\n"
        "sys.exit(0 if (code, out.getvalue(), heavy) == (0, 'key ', set())\n"
        "    else f'{code} {out.getvalue()!r}, loaded: {sorted(heavy)}')\n",
        *(HEAVY - {"argcomplete", "subprocess"}),
        *("lxml", "readerapp.annotations", "readerapp.documents", "readerapp.ui"),
    )


@pytest.mark.parametrize("name", ["readerapp", "readerapp.api", "readerapp.plugin"])
def test_the_version_and_names_to_import_cost_nothing(name: str) -> None:
    """Each module is loaded when a name of it is used."""
    run(
        "import importlib, sys\n"
        "importlib.import_module(sys.argv[1])\n"
        "loaded = {name for name in sys.modules if name.startswith('readerapp')}\n"
        "more = loaded - {'readerapp', sys.argv[1]}\n"
        "sys.exit(f'loaded: {sorted(more)}' if more else 0)\n",
        name,
    )


def test_nothing_outside_the_screen_loads_it() -> None:
    """All of it together: `export` and `list` must start at once."""
    outside = [
        module.name
        for module in pkgutil.walk_packages(readerapp.__path__, "readerapp.")
        if not module.name.startswith("readerapp.ui") and not module.name.endswith("__main__")
    ]
    assert "readerapp.cli.read_command" in outside
    run(
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    if loaded := {'textual', 'readerapp.ui'} & sys.modules.keys():\n"
        "        sys.exit(f'{name} loads {loaded}')\n",
        *outside,
    )


def test_the_first_page_of_a_text_loads_hardly_anything(tmp_path: Path) -> None:
    """Each of these takes as long to load as the page to draw, `dataclasses` thrice as long."""
    heavy = {"argparse", "dataclasses", "inspect", "json", "pathlib", "unicodedata"}
    path = tmp_path / "a.txt"
    path.write_text("“The ferry waits,” she said.\n" * 100, encoding="utf-8")
    run(
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "os.get_terminal_size = lambda *_: os.terminal_size((80, 24))\n"
        "import readerapp.cli, readerapp.cli.read_command\n"
        "from readerapp import documents\n"
        "from readerapp.reading.first_page_position import find_last_position\n"
        "from readerapp.ui import first_page\n"
        "def paint(*beginning):\n"
        "    assert first_page.paint_first_page(*beginning, find_last_position, '')\n"
        f"    early = {heavy} & sys.modules.keys() - before\n"
        "    sys.exit(f'loaded before the first page: {early}' if early else 0)\n"
        "documents.open(sys.argv[1], preview=paint)\n"
        "sys.exit('no first page')\n",
        str(path),
    )


def test_the_first_page_loads_neither_store_nor_session() -> None:
    later = {
        "readerapp.annotations.session",
        "readerapp.annotations.transactions",
        "readerapp.listing",
        "readerapp.collaboration",
        "readerapp.anchoring",
        "readerapp.store.document_store",
    }
    run(
        "import sys\n"
        "import readerapp.cli.read_command, readerapp.ui.app\n"
        f"early = {later} & sys.modules.keys()\n"
        "sys.exit(f'loaded before the first page: {early}' if early else 0)\n"
    )
