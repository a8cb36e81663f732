"""The example notebook: its cells run one after the other, as when all of it is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import readerapp

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "notebook" / "interview.ipynb"


def test_the_notebook_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    cells = [
        cell for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell.get("outputs") == []
    ]
    for cell in cells:
        exec(compile("".join(cell["source"]), f"cell {cell['id']}", "exec"), names)
    assert len(cells) == 7
    with readerapp.open("interview.txt", store="annotations") as document:
        assert document.find("tag:money")[0].exact == "The rent is due on Monday"
        assert {one.speaker for one in document.find("has:speaker")} >= {"Peter Lind"}
    assert {one.verdict for one in names["check"].findings} == {"altered", "verbatim"}
    assert len(names["table"]) == len(Path("annotations.csv").read_text().splitlines()) - 1
    assert "Which month?" in capsys.readouterr().out
