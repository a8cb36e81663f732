"""What `import readerapp` promises: its names, its signatures and its types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import readerapp
from scripts.api_reference import SIGNATURES, list_signatures

ROOT = Path(__file__).resolve().parents[2]
RIGHT = """
import readerapp

with readerapp.open("a.txt", store="s") as document:
    made: readerapp.Annotation = document.add("words", tags=["x"], colour="red")
    start: int | None = made.start
    names: list[str] = [one.name for one in document.speakers]
    rows: list[str] = [one.document for one in readerapp.library().find("tag:x")]
    verdicts: set[str] = {one.verdict for one in readerapp.verify("a.txt", "b").findings}
    edited: list[int] = [one.old_start for one in readerapp.compare("a", "b").changes]
"""
HOW = "if you mean this change: python -m scripts.api_reference, and docs/how-to/python.md"
WRONG = {
    'made.note = "another"': "read-only",
    "document.add(3)": "incompatible type",
    "readerapp.opened": "has no attribute",
}


def test_names_and_signatures_change_only_on_purpose() -> None:
    """Who changes them, changes the list too, and the version (docs/how-to/python.md)."""
    promised = SIGNATURES.read_text(encoding="utf-8").splitlines()
    assert list_signatures().splitlines() == promised, HOW


def test_all_names_are_there_before_they_are_loaded() -> None:
    assert set(readerapp.__all__) <= set(dir(readerapp))
    assert all(getattr(readerapp, name).__doc__ for name in readerapp.__all__)
    with pytest.raises(AttributeError, match="readerapp has no nothing"):
        _ = readerapp.nothing  # type: ignore[attr-defined]


@pytest.mark.skipif(not (ROOT / ".mypy_cache").is_dir(), reason="mypy has not run: it takes long")
def test_a_script_is_checked_by_its_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    script = tmp_path / "script.py"
    lines = [f"    {line}" for line in WRONG]
    script.write_text("\n".join([RIGHT.rstrip(), *lines]), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(script)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == len(WRONG), done.stdout
    for error, words in zip(errors, WRONG.values(), strict=True):
        assert words in error
