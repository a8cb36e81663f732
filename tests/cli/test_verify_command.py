"""The command `verify`: exit codes, the JSON contract, sources, the table and the report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from readerapp import documents
from readerapp.core.paths import sample_docs_folder
from readerapp.text.graphemes import cell_width
from tests.cli.test_cli import Shell

SOURCE = """Minutes of the harbour committee

Ida Holm: The ferry has carried nine hundred people this winter, and it has never been late. \
Some of them were asleep when it landed. We should not sell a boat that works.

Bo Lind: I counted the lamps on the quay, and there are forty.
"""
OTHER = "The lighthouse keeper has polished the same lens since the spring of the great storm.\n"
KEYS = (
    "start end exact verdict speaker speaker_check confidence source source_start source_end "
    "source_exact source_speaker locator differences also"
).split()
_Report = dict[str, Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


@pytest.fixture
def sources(home: Path) -> Path:
    """Write two sources into a folder of the working folder."""
    folder = Path("sources")
    folder.mkdir()
    (folder / "minutes.txt").write_text(SOURCE, encoding="utf-8")
    (folder / "keeper.txt").write_text(OTHER, encoding="utf-8")
    return folder


def write_draft(*quotations: str) -> Path:
    """Write a draft with quotations of Ida Holm, and return its path."""
    draft = Path("draft.txt")
    paragraphs = [f"It was late. “{words},” said Ida Holm." for words in quotations]
    draft.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return draft


def checked(run: Shell, *arguments: str | Path) -> list[_Report]:
    """Return the quotations of a report as JSON."""
    report = run("verify", *arguments, "--json").json
    assert isinstance(report, dict)
    quotations: list[_Report] = report["quotations"]
    return quotations


@pytest.mark.parametrize(
    ("words", "verdict", "code"),
    [
        ("Some of them were asleep when it landed", "verbatim", 0),
        ("some of them — were asleep when it landed", "same_words", 0),
        ("The ferry has carried six hundred people this winter", "altered", 1),
        ("We should sell a boat that works", "shortened", 1),
        ("The ferry has carried nine hundred people, and it has never been late", "shortened", 1),
        ("The mayor has promised a bridge of glass to every fisherman", "not_found", 1),
        ("I counted the lamps on the quay, and there are forty", "verbatim", 1),
    ],
)
def test_the_verdict_decides_the_exit_code(
    run: Shell, sources: Path, words: str, verdict: str, code: int
) -> None:
    done = run("verify", write_draft(words), "--against", sources, "--json")
    assert done.code == code and done.err == ""
    assert isinstance(done.json, dict)
    [found] = done.json["quotations"]
    assert found["verdict"] in (verdict, "altered")  # to leave out a negation alters the sense
    assert (found["speaker_check"] == "other") == (code == 1 and verdict == "verbatim")


def test_the_json_is_the_contract(run: Shell, sources: Path) -> None:
    draft = write_draft(
        "We should not sell a boat that works",
        "The ferry has carried six hundred people this winter",
        "The mayor has promised a bridge of glass to every fisherman",
    )
    done = run("verify", draft, "--against", sources, "--json")
    report = done.json
    assert isinstance(report, dict)
    assert report["draft"] == "draft.txt" and done.out.count("\n") == 1
    quotations = report["quotations"]
    assert [list(one) for one in quotations] == [KEYS] * 3
    first, second, third = quotations
    text, source = draft.read_text(encoding="utf-8"), run("text", first["source"]).out
    for one in (first, second):
        assert text[one["start"] : one["end"]] == one["exact"]
        assert source[one["source_start"] : one["source_end"]] == one["source_exact"]
        assert one["source_speaker"] == "Ida Holm" and one["speaker_check"] == "agrees"
        assert one["locator"] == "¶2" and 0 < one["confidence"] <= 1
    assert second["differences"] == [{"draft": "six", "source": "nine", "kind": "number"}]
    assert third["source"] is None and third["also"] == []
    assert [one["start"] for one in quotations] == sorted(one["start"] for one in quotations)


def test_the_same_words_elsewhere_are_listed(run: Shell, sources: Path) -> None:
    shutil.copy(sources / "minutes.txt", sources / "later.txt")
    draft = write_draft("Some of them were asleep when it landed")
    [found] = checked(run, draft, "--against", sources)
    assert [found["source"], *(one["source"] for one in found["also"])] == [
        "sources/later.txt",
        "sources/minutes.txt",
    ]
    assert found["also"][0].keys() <= {*KEYS}


def test_a_draft_on_standard_input(run: Shell, sources: Path) -> None:
    words = "“We should not sell a boat that works,” said Ida Holm.\n"
    done = run("verify", "-", "--against", sources, "--json", stdin=words)
    assert done.code == 0 and isinstance(done.json, dict) and done.json["draft"] == "-"


def test_fail_on_chooses_what_fails(run: Shell, sources: Path) -> None:
    draft = write_draft("I counted the lamps on the quay, and there are forty", "Six hundred boats")
    for choice, code in {"other_speaker": 1, "not-found": 1, "altered": 0, "none": 0}.items():
        assert run("verify", draft, "--against", sources, "--fail-on", choice).code == code
    wrong = run.fails("verify", draft, "--against", sources, "--fail-on", "altered,lies", code=2)
    assert "lies" in wrong and "not_found, other_speaker, none" in wrong
    assert "is empty" in run.fails("verify", draft, "--against", sources, "--fail-on", "", code=2)


def test_a_folder_with_files_that_cannot_be_read(run: Shell, sources: Path) -> None:
    (sources / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (sources / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (sources / ".hidden.txt").write_text("We should never sell a boat that works.")
    (sources / "latin.txt").write_bytes("Die Fähre fährt über den Fluß.".encode("latin-1"))
    draft = write_draft("We should not sell a boat that works", "Die Fähre fährt über den Fluß")
    shutil.copy(draft, sources / "draft.txt")
    done = run("verify", sources / "draft.txt", "--against", sources, "--json")
    assert isinstance(done.json, dict)
    assert [one["source"] for one in done.json["quotations"]] == [
        "sources/minutes.txt",
        "sources/latin.txt",
    ]
    assert done.code == 0 and "broken.pdf" in done.err and "3 sources read, 1 not." in done.err
    assert [one["source"] for one in done.json["problems"]] == ["sources/broken.pdf"]


def test_sources_that_are_none(run: Shell, sources: Path) -> None:
    draft = write_draft("We should not sell a boat that works")
    assert "no-such.txt" in run.fails("verify", draft, "--against", "no-such.txt")
    assert "is the draft itself" in run.fails("verify", draft, "--against", draft)
    page = "https://news.example/minutes"
    assert f"`readerapp {page}`" in run.fails("verify", draft, "--against", page)
    Path("empty").mkdir()
    assert "no documents" in run.fails("verify", draft, "--against", "empty")
    assert "None of the sources" in run.fails("verify", draft, "--against", "empty", "no-such.txt")
    assert "--against" in run.fails("verify", draft, code=2)


def test_the_second_run_opens_no_source(
    run: Shell, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = documents.open

    def counted(path: Path | str, **options: Any) -> documents.Document:
        opened.append(str(path))
        return real(path, **options)

    monkeypatch.setattr(documents, "open", counted)
    words = "We should not sell a boat that works"
    first = run("verify", write_draft(words), "--against", sources, "--json")
    assert {*opened} == {"draft.txt", "sources/keeper.txt", "sources/minutes.txt"}
    opened.clear()
    assert run("verify", "draft.txt", "--against", sources, "--json") == first
    assert opened == ["draft.txt"]
    # Only a new quotation is looked for, and the best source comes first.
    opened.clear()
    draft = write_draft(words, "Some of them were asleep when it landed")
    assert run("verify", draft, "--against", sources).code == 0
    assert opened[:2] == ["draft.txt", "sources/minutes.txt"]
    # A source that has changed is read again, and its quotations are checked again.
    opened.clear()
    (sources / "minutes.txt").write_text(SOURCE.replace("not sell", "sell"), encoding="utf-8")
    assert run("verify", draft, "--against", sources).code == 1
    assert opened[:3] == ["draft.txt", "sources/minutes.txt", "sources/minutes.txt"]


def test_the_table_fits_the_width(
    run: Shell, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write_draft(
        "We should not sell \x1b a boat that works",
        "The ferry has carried six hundred people this winter, and it has never been late",
        "I counted the lamps on the quay, and there are forty",
    )
    for width in (40, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        done = run("verify", draft, "--against", sources)
        *lines, last = done.out.splitlines()
        assert max(map(cell_width, lines)) <= width and "\x1b" not in done.out
        assert last == (
            "1 of 3 verbatim · 1 same words · 1 altered · 1 of another speaker · 2 sources"
        )
        plain = " ".join(" ".join(lines).split())
        assert "number: “six”, in the source “nine”" in plain
        assert "The draft says Ida Holm, the source Bo Lind" in plain
        assert sum(line.startswith("! ") for line in lines) == 2


def test_a_report_for_an_editor(run: Shell, sources: Path) -> None:
    draft = write_draft(
        "The ferry has carried six hundred people this winter",
        "Some of them were asleep when it landed",
    )
    done = run("verify", draft, "--against", sources, "--markdown")
    assert "> The ferry has carried ~~six~~ hundred people" in done.out
    assert "The ferry has carried **nine** hundred people this winter, *and it" in done.out
    assert "## As in the source\n\n- ¶2 verbatim, Ida Holm: “Some of" in done.out
    assert "paraphrase" in done.out
    written = run("verify", draft, "--against", sources, "-o", "report.md")
    assert (written.code, written.out) == (1, "")
    assert Path("report.md").read_text(encoding="utf-8") == done.out
    assert "report.md" in written.err
    run("verify", draft, "--against", sources, "-o", "report.json")
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["draft"] == "draft.txt"
    for target in (draft, sources / "minutes.txt"):
        before = target.read_bytes()
        run.fails("verify", draft, "--against", sources, target, "--fail-on", "none", "-o", target)
        assert target.read_bytes() == before


def test_highlights_are_checked_on_demand(run: Shell, sources: Path) -> None:
    draft = Path("draft.txt")
    draft.write_text("Somebody wrote: The lighthouse keeper has polished the same lens.\n")
    words = "The lighthouse keeper has polished the same lens"
    assert run("add", draft, "--quote", words).code == 0
    assert checked(run, draft, "--against", sources) == []
    [found] = checked(run, draft, "--against", sources, "--highlights")
    assert (found["exact"], found["verdict"]) == (words, "verbatim")


def test_a_draft_without_quotations(run: Shell, sources: Path) -> None:
    Path("draft.txt").write_text("Nobody said anything.\n")
    done = run("verify", "draft.txt", "--against", sources)
    assert (done.code, done.out, done.err) == (0, "", "No quotations were found.\n")


def test_the_sample_article_shows_every_verdict(run: Shell) -> None:
    folder = sample_docs_folder()
    found = checked(run, folder / "council-vote.txt", "--against", folder / "sources")
    verdicts = {one["verdict"] for one in found}
    assert verdicts == {
        *("verbatim", "same_words", "altered", "shortened", "spliced", "not_found"),
    }
    [other] = [one for one in found if "poem about my windows" in one["exact"]]
    assert (other["speaker"], other["source_speaker"]) == ("Philippa Dunmore", "Edwin Pell")
