"""The command `cite`, and what exports make of a document's reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk with a plain text on it."""
    desk = Desk(tmp_path, capsys, "txt")
    Path(desk.plan).write_text(
        "The Vote\n\n“We were promised a vote,” she said.\n", encoding="utf-8"
    )
    return desk


def test_a_reference_is_shown_set_and_cleared(desk: Desk) -> None:
    assert "Citation key: vote (made of" in desk.run("cite", desk.plan)[0]
    said = desk.run("cite", desk.plan, "--key", "smith2020", "--doi", "doi:10.1000/182")
    assert said[1] == "Reference saved.\n"
    desk.run("cite", desk.plan, "--author", "Smith, Jo", "--author", "Ek, Bo", "--date", "2020")
    shown = json.loads(desk.run("cite", desk.plan, "--json")[0])
    assert shown["reference"] == {
        "citekey": "smith2020",
        "authors": ["Smith, Jo", "Ek, Bo"],
        "date": "2020",
        "doi": "10.1000/182",
    }
    desk.run("cite", desk.plan, "--doi", "")
    assert "DOI" not in desk.run("cite", desk.plan)[0]
    desk.run("cite", desk.plan, "--clear")
    assert json.loads(desk.run("cite", desk.plan, "--json")[0])["set"] == []


def test_a_mistake_is_one_sentence_and_changes_nothing(desk: Desk) -> None:
    said = desk.run("cite", desk.plan, "--key", "ok", "--doi", "none", code=1)[1]
    assert said == "readerapp: none is no DOI; write it as in 10.1000/182.\n"
    assert json.loads(desk.run("cite", desk.plan, "--json")[0])["set"] == []


def test_a_file_of_another_person_brings_its_reference(desk: Desk) -> None:
    desk.run("cite", desk.plan, "--key", "smith2020")
    desk.run("cite", desk.plan, "--doi", "10.1000/182", store="theirs")
    [file] = (desk.folder / "theirs").glob("*.json")
    desk.run("import", str(file))
    shown = desk.run("cite", desk.plan)[0]
    assert "smith2020" in shown
    assert "10.1000/182" in shown
