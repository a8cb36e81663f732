"""What each format preserves in export and import; it must not become less."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.proposals import Proposal
from readerapp.cli import main
from readerapp.workspace import make_context
from tests.collaboration import round_trips
from tests.collaboration.round_trips import FIELDS, FILES, STORE_FILE
from tests.documents.pdfs import column, pdf
from tests.documents.word_files import docx, paragraph, run

UNCHANGED = "0 new, 0 changed, 10 unchanged"


def test_round_trips_preserve_all_fields_and_repeated_imports_change_nothing(
    tmp_path: Path,
) -> None:
    trips = round_trips.run(tmp_path)
    lost = {
        name: {field for field in FIELDS if len(set(trip.preserved[field])) > 1}
        for name, trip in trips.items()
    }
    # Only the reader's own file has what is known of a speaker besides the name.
    own = {name: {"aliases and role"} for name in FILES}
    assert lost == {**own, STORE_FILE: set()}
    said = {
        name: (trip.preserved["id"], trip.said, trip.again, trip.home, trip.undone)
        for name, trip in trips.items()
    }
    first = "10 new, 0 changed, 1 with text not found"
    assert said == dict.fromkeys(FILES, ((10, 10), first, UNCHANGED, UNCHANGED, True))


FILES_OF_FORMATS = {
    **{name: file for name, file in FILES.items() if file},
    "docx": "out.docx",
    "pdf": "out.pdf",
    "criticmarkup": "out.md",
}
"""The formats that can be imported again, and a file in each."""


@pytest.mark.parametrize("note", ["key claim", ""])
@pytest.mark.parametrize("name", FILES_OF_FORMATS)
def test_an_exported_proposal_is_imported_as_one(
    name: str, note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "The harbour closes at noon."
    path = tmp_path / f"page.{name if name in ('docx', 'pdf') else 'txt'}"
    match name:
        case "docx":
            path.write_bytes(docx(paragraph(run(words))))
        case "pdf":
            path.write_bytes(pdf([column(words)]))
        case _:
            path.write_text(words, encoding="utf-8")
    for speaker, tags in (("Per Aune", ("sale",)), ("", ())):
        here, there = tmp_path / f"here{speaker}", tmp_path / f"there{speaker}"
        program = make_context(str(here), "Helper (MCP)").open_session(documents.open(str(path)))
        at = program.document.text.whole().index("harbour")
        proposal = Proposal(start=at, end=at + 7, note=note, speaker=speaker, tags=tags)
        program.propose([proposal])
        program.close()
        out = tmp_path / FILES_OF_FORMATS[name]
        export = ["export", str(path), "--proposed", "--format", name, "-o", str(out)]
        assert main([*export, "--store", str(here)]) == 0
        options = ["--store", str(there)]
        assert main(["import", str(out), "--into", str(path), *options]) == 0
        capsys.readouterr()
        assert main(["list", "--json", *options]) == 0
        (item,) = json.loads(capsys.readouterr().out)
        assert item["proposed"] is True
        assert (item["exact"], item["note"], item["tags"]) == ("harbour", note, list(tags))
        assert item["speaker"] == (speaker or None)
        assert main(["speakers", str(path), "--json", *options]) == 0
        assert json.loads(capsys.readouterr().out) == []
        assert main(["import", str(out), "--into", str(path), *options]) == 0
        assert "0 new, 0 changed" in capsys.readouterr().out
