"""The examples in docstrings, and those of the Python interface on a made interview."""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import readerapp

PACKAGE = Path(readerapp.__file__).parent
MODULES = [
    "readerapp." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
INTERVIEW = "Holm: The rent is due on Monday.\n\nLind: I never saw the ferry.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with the documents of the examples."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "annotations"))
    Path("interview.txt").write_text(INTERVIEW, encoding="utf-8")
    Path("interview-2.txt").write_text(INTERVIEW.replace("Monday", "Friday"), encoding="utf-8")
    quoted = "Holm said: “The rent is due on Friday.”\n"
    Path("report.txt").write_text(quoted, encoding="utf-8")
    return tmp_path


def run_examples(module: str, **names: object) -> int:
    """Run the examples of a module, and return how many there are."""
    loaded = importlib.import_module(module.removesuffix(".__init__"))
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(loaded, extraglobs=names):
        if test.examples:
            runner.run(test)
    assert not runner.failures, f"see the output above: {module}"
    return runner.tries


def test_the_examples_of_the_interface(folder: Path) -> None:
    modules = [one for one in MODULES if one.startswith("readerapp.api.")]
    assert len(modules) == 3
    for number, module in enumerate(modules):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("READERAPP_STORE", str(folder / f"annotations-{number}"))
            assert run_examples(module, readerapp=readerapp)


def test_the_examples_of_all_other_modules() -> None:
    modules = [one for one in MODULES if not one.startswith("readerapp.api.")]
    assert sum(map(run_examples, modules)) > 100


def test_the_code_of_the_guide_runs_in_its_order(folder: Path) -> None:
    pytest.importorskip("pandas")
    shutil.copytree(PACKAGE.parent / "sample_docs", folder / "sample_docs")
    guide = (PACKAGE.parent / "docs" / "how-to" / "python.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"python.md, block {number}", "exec"), names)
    assert len(blocks) > 5
    verdicts = {one.verdict for one in names["wrong"]}
    assert verdicts == {"altered", "shortened", "spliced", "not_found"}
    marked = names["result"].unchanged
    assert names["result"].new == 0 and 0 < marked < len(names["everything"])
