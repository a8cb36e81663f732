"""A desk for tests of copies: a document, its copy, and the stores of several people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readerapp.cli import main


class Desk:
    """A folder with a document and its copy, and a store for each person.

    Attributes:
        plan: the path of the document.
        copy: the path of the copy.
    """

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
        self.folder, self._capsys = folder, capsys
        self.plan, self.copy = str(folder / f"plan.{ending}"), str(folder / f"copy.{ending}")

    def run(self, *words: str, store: str = "mine", code: int = 0) -> tuple[str, str]:
        """Run a command and return what it printed and what it told."""
        self._capsys.readouterr()
        assert main([*words, "--store", str(self.folder / store)]) == code
        return self._capsys.readouterr()

    def items(self, path: str, store: str = "mine") -> list[dict[str, Any]]:
        """Return the annotations of a document, those of the file too."""
        items: list[dict[str, Any]] = json.loads(self.run("list", path, "--json", store=store)[0])
        return items
