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
    assert "Citation key: vote (made of the title)" in desk.run("cite", desk.plan)[0]
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


def test_a_key_that_another_document_has_is_named(desk: Desk) -> None:
    other = desk.folder / "other.txt"
    other.write_text("Other\n\nWords.\n", encoding="utf-8")
    desk.run("cite", str(other), "--key", "smith2020")
    assert "Other has the key smith2020 too" in desk.run("cite", desk.plan, "--key", "smith2020")[1]
    assert "too" not in desk.run("cite", desk.plan, "--key", "smith2021")[1]


def test_a_mistake_is_one_sentence_and_changes_nothing(desk: Desk) -> None:
    said = desk.run("cite", desk.plan, "--key", "ok", "--doi", "none", code=1)[1]
    assert said == "readerapp: none is no DOI; write it as in 10.1000/182.\n"
    assert json.loads(desk.run("cite", desk.plan, "--json")[0])["set"] == []


@pytest.mark.parametrize("date", ["2026", "2026-11", "2024-02-29", " 1850 ", ""])
def test_a_date_is_a_year_a_month_or_a_day(desk: Desk, date: str) -> None:
    desk.run("cite", desk.plan, "--date", date)
    shown = json.loads(desk.run("cite", desk.plan, "--json")[0])
    assert shown["reference"].get("date", "") == date.strip()


@pytest.mark.parametrize(
    "date",
    [
        "2026-13-45",
        "2026-02-30",
        "2026-00",
        "0000",
        "26",
        "2026-1-1",
        "２０２６",
        "May 2026",
        "soon",
    ],
)
def test_what_is_no_date_is_refused(desk: Desk, date: str) -> None:
    said = desk.run("cite", desk.plan, "--date", date, code=1)[1]
    right = "write it as a year, a month or a day: 2026, 2026-11 or 2026-11-30."
    assert said == f"readerapp: {date} is no date; {right}\n"
    assert json.loads(desk.run("cite", desk.plan, "--json")[0])["set"] == []


@pytest.mark.parametrize("key", ["a b", "a\nb", "{ab}", "a,b", "a}", "@", "a" * 1_001])
def test_what_papers_cannot_cite_is_no_key(desk: Desk, key: str) -> None:
    said = desk.run("cite", desk.plan, "--key", key, code=1)[1]
    assert said.endswith(("no spaces.\n", "more than 1,000 characters are too many.\n"))
    assert said.count("\n") == 1
    assert json.loads(desk.run("cite", desk.plan, "--json")[0])["set"] == []


def test_a_file_of_another_person_brings_its_reference(desk: Desk) -> None:
    desk.run("cite", desk.plan, "--key", "smith2020")
    desk.run("cite", desk.plan, "--doi", "10.1000/182", store="theirs")
    [file] = (desk.folder / "theirs").glob("*.json")
    desk.run("import", str(file))
    shown = desk.run("cite", desk.plan)[0]
    assert "smith2020" in shown
    assert "10.1000/182" in shown


LIBRARY = r"""
@article{by_doi, title = {Other}, doi = {10.1000/182}}
@book{by_title, title = {The {Vote} of the Town}, author = {Ek, Bo}, isbn = {1}}
@misc{by_file, file = {/elsewhere/third.txt}, title = {Third}}
@misc{unknown, title = {Something else}}
"""


def test_a_bibliography_gives_each_document_its_entry(desk: Desk) -> None:
    paths = [desk.folder / f"{name}.txt" for name in ("first", "second", "third")]
    for path, title in zip(paths, ("One", "The Vote of the Town", "Three"), strict=True):
        path.write_text(f"{title}\n\nWords of {path.name}.\n", encoding="utf-8")
        desk.run("add", str(path), "--quote", "Words of")
    desk.run("cite", str(paths[0]), "--doi", "10.1000/182")
    bib = desk.folder / "library.bib"
    bib.write_text(LIBRARY, encoding="utf-8")
    dry = desk.run("import", str(bib), "--dry-run")
    assert "1 entry without a document" in dry[1]
    assert "1 is no ISBN" in dry[1]
    assert "by_title" not in desk.run("cite", str(paths[1]))[0]
    desk.run("import", str(bib))
    keys = [
        json.loads(desk.run("cite", str(p), "--json")[0])["reference"]["citekey"] for p in paths
    ]
    assert keys == ["by_doi", "by_title", "by_file"]
    assert "One: reference by_doi (unchanged)\n" in desk.run("import", str(bib))[0]


def test_an_entry_is_chosen_for_a_document(desk: Desk) -> None:
    bib = desk.folder / "library.bib"
    bib.write_text(LIBRARY, encoding="utf-8")
    words = ("import", str(bib), "--into", desk.plan)
    assert "has no entry for this document" in desk.run(*words, code=1)[1]
    assert "No entry has the key or title none" in desk.run(*words, "--title", "none", code=1)[1]
    desk.run(*words, "--title", "unknown")
    assert "Citation key: unknown\n" in desk.run("cite", desk.plan)[0]
    bib.write_text("@book{only, title = {A}}", encoding="utf-8")
    desk.run(*words)
    assert "Citation key: only\n" in desk.run("cite", desk.plan)[0]


def test_a_bibliography_has_documents_without_annotations_too(desk: Desk) -> None:
    desk.run("cite", desk.plan, "--key", "smith2020")
    assert "@misc{smith2020,\n" in desk.run("export", "--all", "--format", "bibtex")[0]
    assert desk.run("export", "--all", "--format", "bibtex", "--tag", "x")[0] == ""
    assert desk.run("export", "--all", "--format", "csv")[0].count("\n") == 1


def test_tables_are_written_for_one_document_and_for_several(desk: Desk) -> None:
    desk.run("add", desk.plan, "--quote", "promised", "--tag", "vote", "--speaker", "Ana")
    assert desk.run("export", desk.plan, "--table", "speaker-tag")[0] == "speaker,vote\nAna,1\n"
    assert desk.run("export", "--all", "--table", "tag-document")[0] == "tag,The Vote\nvote,1\n"
    assert "odt is not a text format" in desk.run("export", "--all", "--format", "odt", code=1)[1]
    report = desk.folder / "all.odt"
    assert "of 1 document written" in desk.run("export", "--all", "-o", str(report))[1]
    assert report.read_bytes()[:2] == b"PK"


SHORT = "„Nein“, rief Brandis. Dann kam Aune.\n"


def test_the_language_that_was_set_finds_the_speakers(desk: Desk) -> None:
    path = desk.folder / "short.txt"
    path.write_text(SHORT, encoding="utf-8")

    def speakers(*options: str) -> list[str]:
        found = json.loads(desk.run("suggest", str(path), "--json", *options)[0])
        return [one["speaker"] for one in found["quotations"]]

    assert speakers() == []
    desk.run("cite", str(path), "--language", "German")
    assert "Language: de" in desk.run("cite", str(path))[0]
    assert speakers() == ["Brandis"]
    assert speakers("--language", "automatic") == []
    path = path.rename(desk.folder / "renamed.txt")  # it is kept with the text, not with the name
    assert speakers() == ["Brandis"]
    desk.run("cite", str(path), "--language", "automatic")
    assert speakers() == []
    assert "no language tlh-" in desk.run("cite", str(path), "--language", "tlh-", code=1)[1]
    said = desk.run("suggest", str(path), "--language", "pl", code=1)[1]
    assert "no rules for the language pl" in said


def test_the_language_goes_with_the_annotations(desk: Desk) -> None:
    path = desk.folder / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    desk.run("cite", str(path), "--language", "de-AT", store="theirs")
    desk.run("cite", str(path), "--key", "mine")
    [file] = (desk.folder / "theirs").glob("*.json")
    desk.run("import", str(file))
    shown = desk.run("cite", str(path))[0]
    assert "mine" in shown
    assert "Language: de-AT" in shown
    assert "Brandis" in desk.run("suggest", str(path))[0]
    assert '"language": "de-AT"' in desk.run("export", str(path), "--format", "csl-json")[0]
    assert "LA  - de-AT" in desk.run("export", str(path), "--format", "ris")[0]
    assert "langid = {german}" in desk.run("export", str(path), "--format", "bibtex")[0]


def test_a_bibliography_sets_the_language_and_a_mistake_in_it_is_named(desk: Desk) -> None:
    path = desk.folder / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    bib = desk.folder / "one.bib"
    bib.write_text("@book{a, title = {Short}, langid = {ngerman}}", encoding="utf-8")
    desk.run("import", str(bib), "--into", str(path))
    assert "Language: de" in desk.run("cite", str(path))[0]
    bib.write_text("@book{a, title = {Short}, language = {German or so}}", encoding="utf-8")
    assert "no language German or so" in "".join(desk.run("import", str(bib), "--into", str(path)))
