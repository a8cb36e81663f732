"""A document with its annotations, as notebooks and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import readerapp
from readerapp.cli import main

TEXT = "# The ferry\n\n“The rent is due,” said Holm.\n\nThe rent is high.\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    path = tmp_path / "ferry.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_document_says_what_it_is(path: Path) -> None:
    with readerapp.open(path) as document:
        assert (document.title, document.format, document.name) == (
            "The ferry",
            "markdown",
            str(path),
        )
        (heading,) = document.contents
        assert (heading.title, heading.start, heading.locator) == ("The ferry", 0, "¶1")
        assert [one.text for one in document.paragraphs] == [
            "The ferry",
            "“The rent is due,” said Holm.",
            "The rent is high.",
        ]
        for one in document.paragraphs:
            assert document.text[one.start : one.end] == one.text
            assert document.locate(one.start) == one.locator
    assert not (path.parent / "store").exists()  # to look at a text writes nothing


def test_an_added_annotation_is_what_the_command_lists(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with readerapp.open(path) as document:
        made = document.add("the rent is due", tags=["rent"], speaker="Holm", note="when?")
        assert document.text[made.start : made.end] == made.exact == "The rent is due"
        assert main(["list", str(path), "--json"]) == 0  # while it is open: it is on disk
        listed = json.loads(capfd.readouterr().out)
        assert listed == document.to_dicts() == [made.to_dict()]
        assert document.find("tag:rent speaker:Holm") == [made]
        assert document.find("tag:boat") == []
        assert main(["add", str(path), "--quote", "is high"]) == 0
        assert [one.exact for one in document.annotations] == ["The rent is due", "is high"]


def test_what_goes_wrong_is_one_sentence(path: Path) -> None:
    with readerapp.open(path) as document:
        for words in (["lease"], [], ["the rent"]):
            with pytest.raises(readerapp.ReaderError, match=r"\.$"):
                document.add(*words)
        with pytest.raises(readerapp.ReaderError, match="No annotation has the id 1234"):
            document.get("1234")
        assert document.annotations == []
    with pytest.raises(readerapp.ReaderError, match="closed"):
        document.add("The ferry")
    with pytest.raises(readerapp.ReaderError):
        readerapp.open(path.with_name("no.md"))
