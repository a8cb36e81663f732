"""The commands `list` and `export` on annotations that the file itself carries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.cli import main
from readerapp.interchange.exporters.formats import FORMATS
from tests.made_documents import Made

COMMENT = {
    "words": "The ferry",
    "author": "Jon\x1b[31m",
    "created": "2026-11-02T10:00:00Z",
    "note": "Which?",
}
REPLY = {"words": "The ferry", "author": "Ida", "note": "The old one.", "reply_to": 0}
DONE = {"words": "a bus", "kind": "highlight", "author": "Ida", "resolved": True}


@pytest.fixture
def path(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    comments = [dict(COMMENT), dict(REPLY), dict(DONE)]
    file = made("The ferry waits until noon.", "Then a bus comes.", annotations=comments)
    assert main(["add", str(file), "--quote", "noon", "--note", "Mine"]) == 0
    return str(file)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0
    return capsys.readouterr().out


def test_the_list_names_them_with_author_and_date(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "list", path) == (
        "¶1  teal  of the file, Jon␛[31m, 2026-11-02  “The ferry”  [Which?]\n"
        "¶1  ↳ Ida: [The old one.]\n"
        "¶1  yellow  “noon”  [Mine]\n"
        "¶2  teal  of the file, Ida, resolved  “a bus”\n"
    )
    assert said(capsys, "list", path, "--filter=-is:embedded").count("\n") == 1


def test_json_says_that_they_belong_to_the_file(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    comment, mine, done = json.loads(said(capsys, "list", path, "--json"))
    assert comment["embedded"] is True and done["embedded"] is True and "embedded" not in mine
    assert (comment["creator"], comment["created"]) == ("Jon\x1b[31m", "2026-11-02T10:00:00Z")
    assert [reply["note"] for reply in comment["replies"]] == ["The old one."]
    assert (comment["resolved"], bool(done["resolved"])) == (None, True)
    again = json.loads(said(capsys, "list", path, "--json"))
    assert [one["id"] for one in again] == [comment["id"], mine["id"], done["id"]]


def test_the_list_of_all_documents_has_them_too_also_from_the_cache(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        items = json.loads(said(capsys, "list", "--json"))
        assert [one.get("embedded", False) for one in items] == [True, False, True]


@pytest.mark.parametrize(
    ("options", "notes"),
    [
        ([], {"Mine"}),
        (["--embedded"], {"Mine", "Which?", ""}),
        (["--filter", "is:embedded"], {"Which?", ""}),
    ],
)
def test_an_export_has_them_on_demand(
    path: str, options: list[str], notes: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    exported = json.loads(said(capsys, "export", path, "--format", "json", *options))
    assert {one["note"] for one in exported} == notes


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, kind in FORMATS.items()
        if not (kind.binary or kind.copies) and name != "csl-json"
    ],
)
def test_every_export_of_annotations_takes_them(
    path: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exports = [
        said(capsys, "export", path, "--format", name, *more) for more in ([], ["--embedded"])
    ]
    assert ["Which?" in one for one in exports] == [False, name != "qdc"]
