"""`readerapp agreement`: how far people agree, and where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.collaboration.conftest import ARTICLE, Person
from tests.collaboration.test_import import hypothesis


@pytest.fixture
def two(ana: Person, bob: Person) -> tuple[Path, Path]:
    """Make files of two people who agree on one passage, half on another, and each have a third."""
    for person in (ana, bob):
        person.marks("A bus does not float,", "--speaker", "Ida Holm", "--tag", "bus")
    ana.marks("a painful but necessary step", "--speaker", "Per Aune", "--tag", "sale")
    bob.marks("painful but necessary step", "--speaker", "Ida Holm", "--tag", "sale")
    ana.marks("ninety years")
    bob.marks("leaves at noon")
    return ana.file, bob.file


def test_as_data(two: tuple[Path, Path], ana: Person) -> None:
    found = json.loads(ana.does("agreement", *two, "--json"))
    assert found["people"] == [{"name": "Ana", "marks": 3}, {"name": "Bob", "marks": 3}]
    [pair] = found["pairs"]
    assert pair["counts"] == {"exact": 1, "overlap": 1, "ours": 1, "theirs": 1}
    assert (pair["exact"], round(pair["overlap"], 3)) == (round(1 / 3, 16), 0.667)
    assert pair["speakers"] == {"pairs": 2, "same": 1, "kappa": 0.0}
    assert pair["tags"] == {"pairs": 2, "same": 2, "kappa": 1.0}
    assert found["alpha"]["tags"] == 1.0
    assert found["alpha"]["speakers"] < 1
    kinds = [one["kind"] for one in pair["disagreements"]]
    assert kinds == ["ours", "overlap", "theirs"]
    differing = pair["disagreements"][1]["marks"]
    assert [mark["speaker"] for mark in differing] == ["Per Aune", "Ida Holm"]
    assert ARTICLE[differing[1]["start"] : differing[1]["end"]] == "painful but necessary step"


def test_to_read(two: tuple[Path, Path], ana: Person) -> None:
    said = ana.does("agreement", *two)
    assert "Ana (3 highlights) and Bob (3 highlights)" in said
    assert "1 of 2 agree, kappa 0.00" in said
    assert "“ninety years”" in said and "Bob: not highlighted" in said


def test_merged_files_are_split_by_annotator(
    two: tuple[Path, Path], ana: Person, person: Callable[[str], Person]
) -> None:
    both = person("Cy")
    both.does("import", *two, "--into", both.path)
    alone = json.loads(ana.does("agreement", both.file, "--json"))
    assert [one["marks"] for one in alone["people"]] == [3, 3]
    assert alone["pairs"][0]["counts"]["exact"] == 1


def test_exports_without_names_are_distinguished_by_file(
    two: tuple[Path, Path], ana: Person, tmp_path: Path
) -> None:
    files = []
    for number, quotes in enumerate((("ninety years",), ("ninety years", "harbour board"))):
        file = tmp_path / f"coder{number}.json"
        file.write_text(hypothesis(*quotes))
        files.append(file)
    found = json.loads(ana.does("agreement", *files, "--text", ana.path, "--json"))
    assert [one["name"] for one in found["people"]] == ["coder0.json", "coder1.json"]
    assert found["pairs"][0]["counts"] == {"exact": 1, "overlap": 0, "ours": 0, "theirs": 1}
    without = ana.types("agreement", *files)
    assert (without.code, without.out) == (1, "")


def test_one_person_alone_agrees_with_nobody(two: tuple[Path, Path], ana: Person) -> None:
    said = ana.types("agreement", two[0])
    assert (said.code, said.out) == (1, "")
    assert "name files of two or more" in said.err


def test_versions_of_a_text_need_one_to_be_named(
    two: tuple[Path, Path], ana: Person, person: Callable[[str], Person]
) -> None:
    cy = person("Cy")
    changed = cy.path.with_name("changed.txt")
    changed.write_text("New.\n\n" + ARTICLE)
    cy.does("add", changed, "--quote", "A bus does not float,")
    said = ana.types("agreement", two[0], cy.file)
    assert said.code == 1 and "--text PATH" in said.err
    found = json.loads(ana.does("agreement", two[0], cy.file, "--text", changed, "--json"))
    assert found["pairs"][0]["counts"]["exact"] == 1
