"""People on separate machines: each has a store; all have one document and run commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readerapp.cli import main

ARTICLE = """\
Ferry line to close after ninety years

The last ferry across the Venn will sail on Sunday, the harbour board said.

“We kept the boats running through two floods,” said Ida Holm, who has steered the line since 1998.

Board chairman Per Aune called the sale “a painful but necessary step” and promised a bus.

“A bus does not float,” Holm said. The last ferry leaves at noon.
"""


@dataclass(frozen=True)
class Said:
    """The output of a command and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Return the standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Person:
    """A person with a store of their own."""

    name: str
    store: Path
    path: Path
    run: Callable[..., Said]

    def types(self, *arguments: str | Path) -> Said:
        """Run a command as this person."""
        return self.run("--store", self.store, "--as", self.name, *arguments)

    def does(self, *arguments: str | Path) -> str:
        """Run a command that must succeed; return its output."""
        said = self.types(*arguments)
        assert said.code == 0, said.err
        return said.out

    def marks(self, words: str, *arguments: str) -> str:
        """Highlight words; return the new id."""
        return self.does("add", self.path, "--quote", words, *arguments).strip()

    @property
    def list(self) -> list[dict[str, Any]]:
        """Return the annotations of the document."""
        found: list[dict[str, Any]] = self.types("list", self.path, "--json").data
        return found

    @property
    def file(self) -> Path:
        """Return the only annotation file of the store."""
        [file] = self.store.glob("*.json")
        return file

    def undoes(self) -> str:
        """Undo, as in the reader; return its sentence."""
        from readerapp import documents
        from readerapp.workspace import make_context

        session = make_context(str(self.store), self.name).open_session(
            documents.open(str(self.path))
        )
        try:
            return session.undo().sentence
        finally:
            session.close()


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Said]:
    """Return a function that runs a command in this process."""

    def run_command(*arguments: str | Path) -> Said:
        capfdbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return run_command


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write the article to a file; return its path."""
    file = tmp_path / "ferry.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


@pytest.fixture
def person(tmp_path: Path, path: Path, run: Callable[..., Said]) -> Callable[[str], Person]:
    """Return a function that makes a person."""
    return lambda name: Person(name, tmp_path / f"store of {name}", path, run)


@pytest.fixture
def ana(person: Callable[[str], Person]) -> Person:
    """Ana."""
    return person("Ana")


@pytest.fixture
def bob(person: Callable[[str], Person]) -> Person:
    """Bob."""
    return person("Bob")
