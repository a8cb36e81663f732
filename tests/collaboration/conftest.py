"""People on machines of their own: a store each, one document, and the commands they type."""

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
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Person:
    """Somebody with a store of their own."""

    name: str
    store: Path
    path: Path
    run: Callable[..., Said]

    def types(self, *arguments: str | Path) -> Said:
        """What a command says to this person."""
        return self.run("--store", self.store, "--as", self.name, *arguments)

    def does(self, *arguments: str | Path) -> str:
        """The output of a command that succeeds."""
        said = self.types(*arguments)
        assert said.code == 0, said.err
        return said.out

    def marks(self, words: str, *arguments: str) -> str:
        """The id of a new mark."""
        return self.does("add", self.path, "--quote", words, *arguments).strip()

    @property
    def list(self) -> list[dict[str, Any]]:
        """What is marked in the document."""
        found: list[dict[str, Any]] = self.types("list", self.path, "--json").data
        return found

    @property
    def file(self) -> Path:
        """The one annotation file of the store."""
        [file] = self.store.glob("*.json")
        return file

    def undoes(self) -> str:
        """Undo, as in the reader; what it says."""
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
    """Runs a command in this process."""

    def run_it(*arguments: str | Path) -> Said:
        capfdbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return run_it


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The article as a file."""
    file = tmp_path / "ferry.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


@pytest.fixture
def person(tmp_path: Path, path: Path, run: Callable[..., Said]) -> Callable[[str], Person]:
    """Makes a person."""
    return lambda name: Person(name, tmp_path / f"store of {name}", path, run)


@pytest.fixture
def ana(person: Callable[[str], Person]) -> Person:
    """Ana."""
    return person("Ana")


@pytest.fixture
def bob(person: Callable[[str], Person]) -> Person:
    """Bob."""
    return person("Bob")
