"""`export --pseudonyms`: no format leaks a name, highlights stay in place, leaks are refused."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from readerapp.core.model import Annotation, Target
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.pseudonyms.name_finder import NameFinder, Person
from readerapp.pseudonyms.shared_views import share_export, share_target
from tests.cli.test_cli import Shell, run

__all__ = ["run"]

TEXT = """\
John Matze and the end of Parler

John Matze, who founded Parler, spoke to Anna de la Cruz on Monday in Henderson.

“They wanted forty per cent,” Mr Matze said. “I never agreed to it at all.”

Matze’s lawyer declined to comment. Write to john.matze@example.com or müller@example.com.
"""
NAMES = re.compile(r"matze|john|cruz|anna|m(?:ü|ue?)ller|J\.M\.", re.IGNORECASE)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Shell) -> Path:
    """Make a document with names everywhere, and annotations; return its path."""
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Jürgen Müller")
    file = tmp_path / "interview_matze.txt"
    file.write_text(TEXT, encoding="utf-8")
    add = ("add", file, "--quote")
    run(
        *add,
        "forty per cent,” Mr Matze said",
        "--speaker",
        "John Matze",
        "--note",
        "Ask J.M. or Cruz",
    )
    run(*add, "Matze’s lawyer", "--speaker", "Anna de la Cruz", "--tag", "Matze/money")
    run(*add, "Write to john.matze", "--speaker", "Jürgen Müller")
    return file


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "private" / "who.toml"


def text_of(data: bytes) -> str:
    """Return all text in a file, without escapes."""
    if not data.startswith(b"PK"):
        return unquote(data.decode())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not one.copies])
def test_no_format_leaks_a_name(
    run: Shell, path: Path, table: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    options = ("--format", name, "-o", out, "--pseudonyms", table, "--allow-snippets")
    done = run("export", path, *options)
    assert (done.code, done.out) == (0, "")
    assert "still name" not in done.err and "nicknames" in done.err
    text = text_of(out.read_bytes())
    assert not NAMES.search(text)
    assert "Person" in text
    assert table.stat().st_mode & 0o777 == 0o600


def test_highlights_stay_at_their_words(
    run: Shell, path: Path, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.qdpx"
    assert run("export", path, "-o", out, "--pseudonyms", table, "--allow-snippets").code == 0
    with zipfile.ZipFile(out) as archive:
        [source] = [name for name in archive.namelist() if name.endswith(".txt")]
        text = archive.read(source).decode()
        project = archive.read("project.qde").decode()
    spans = re.findall(r'name="([^"]*)" startPosition="(\d+)" endPosition="(\d+)"', project)
    assert len(spans) == 3
    for words, start, end in spans:
        assert text[int(start) : int(end)] == words
    assert {words[:5] for words, _, _ in spans} == {"forty", "Perso", "Write"}
    w3c = run("export", path, "--format", "w3c", "--pseudonyms", table, "--allow-snippets").json
    for item in w3c["first"]["items"]:  # type: ignore[index]
        quote, place = item["target"]["selector"]
        assert text[place["start"] : place["end"]] == quote["exact"]
        assert text[: place["start"]].endswith(quote["prefix"])


def test_passages_beside_names_are_refused(
    run: Shell, path: Path, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.html"
    done = run("export", path, "-o", out, "--pseudonyms", table)
    assert (done.code, out.exists()) == (1, False)
    assert "unique passages stand beside a name: " in done.err and "was not written" in done.err
    assert "who founded Parler, spoke to" in done.err and "--allow-snippets" in done.err
    assert run("export", path, "-o", out, "--pseudonyms", table, "--force").code == 0


def test_names_that_are_left_are_refused(
    run: Shell, path: Path, table: Path, tmp_path: Path
) -> None:
    run("add", path, "--quote", "Monday", "--note", "The Matzegate of Mullerland")
    out = tmp_path / "matze.csv"
    options = ("export", path, "-o", out, "--pseudonyms", table, "--allow-snippets")
    done = run(*options)
    assert (done.code, out.exists()) == (1, False)
    assert "“Matzegate”" in done.err, done.err
    assert "the name of the file: “matze”" in done.err
    assert "places still name a person" in done.err and "--force" in done.err
    table.write_text(table.read_text().replace("keep = []", 'keep = ["Matzegate", "Mullerland"]'))
    out = options[3].with_name("out.csv")  # type: ignore[union-attr]
    assert run("export", path, "-o", out, *options[4:]).code == 0
    assert "Matzegate" in out.read_text()


def test_output_and_errors(run: Shell, path: Path, table: Path, tmp_path: Path) -> None:
    done = run("export", path, "--pseudonyms", table, "--format", "json", "--allow-snippets")
    assert [item["speaker"] for item in json.loads(done.out)].count(None) == 0
    assert "added to" in done.err
    assert "Replaced although in doubt" not in done.err
    assert "Other names" not in done.err
    run("add", path, "--quote", "Parler, spoke", "--note", "By Stone and Mr. Fox.")
    path.write_text(f"{TEXT}\n“No,” said Mary Stone to Mr. Fox, and Mr. Hale left.\n")
    done = run("export", path, "--pseudonyms", table, "--format", "json", "--allow-snippets")
    assert "perhaps of persons: Stone, Mr. Fox; add those to hide to" in done.err
    before = table.read_bytes()
    assert "added to" not in run("export", path, "--pseudonyms", table, "--force").err
    assert table.read_bytes() == before
    assert "only with --pseudonyms" in run.fails("export", path, "--force", code=2)
    store = tmp_path / "store" / "who.toml"
    assert "keep the table of pseudonyms elsewhere" in run.fails(
        "export", path, "--pseudonyms", store
    )
    assert not store.exists()
    said = run("export", path, "--format", "qdpx", "--pseudonyms", table, "--force")
    assert said.code == 1 and "is not a text format" in said.err
    said = run("export", path, "-o", table, "--format", "json", "--pseudonyms", table)
    assert said.code == 1 and table.read_bytes() == before


def test_words_of_a_format_are_no_names(
    run: Shell, path: Path, table: Path, tmp_path: Path
) -> None:
    """Names like Main, Style, Code and Page are in each HTML page and project."""
    run("add", path, "--quote", "Monday", "--speaker", "Ken Main", "--note", "Main said")
    run("add", path, "--quote", "Henderson", "--speaker", "Code Project", "--note", "Code said")
    for name in ("out.html", "out.qdpx", "out.jsonld"):
        out = tmp_path / name
        done = run("export", path, "-o", out, "--pseudonyms", table, "--allow-snippets")
        assert done.code == 0, done.err
        assert not re.search("(Main|Code) said", text_of(out.read_bytes()))


def test_every_field_is_shared_without_names() -> None:
    """A field that is added later is replaced too, unless it is named in `shared_views`."""
    known = NameFinder([Person("P1", "John Matze")])
    target = Target(start=0, end=5, exact="Matze", prefix="Matze", suffix="Matze")
    one = Annotation(id="a", target=target, tags=("Matze",), note="Matze")
    view = AnnotationView(annotation=one)
    source = ExportSource(id="b")
    for record in (one, view, source):
        texts = {f.name: "Matze" for f in fields(record) if str(f.type) in ("str", "str | None")}
        record = replace(record, **texts)
        if isinstance(record, Annotation):
            view = replace(view, annotation=record)
        elif isinstance(record, AnnotationView):
            view = record
        else:
            source = record
    source = replace(
        source, headings=[(0, 1)], parts=[(0, "Matze")], definitions={"Matze": "Matze"}
    )
    shared = share_export(source, [view], known)
    plain = {"format", "date", "accessed", "state", "colour", "created", "modified", "deleted"}
    for record in (shared.source, shared.views[0], shared.views[0].annotation):
        for one_field in fields(record):
            if one_field.name not in {*plain, "resolved", "read", "modified"}:
                assert "Matze" not in repr(getattr(record, one_field.name)), one_field.name


def test_a_name_that_is_cut_is_cut_away() -> None:
    known = NameFinder([Person("P1", "John Matze")])
    target = Target(start=9, end=14, exact="tze said", prefix="atze and Ma", suffix=" so to Joh")
    shared = share_target(target, known)
    assert (shared.prefix, shared.exact, shared.suffix) == (" and ", "P1 said", " so to ")


def test_an_address_is_no_way_to_the_original() -> None:
    known = NameFinder([Person("P1", "John Matze")])
    for name, place in (
        ("https://news.example/2021/john-matze-resigns", "news.example"),
        ("/home/ana/secret/matze.txt", "P1.txt"),
        ("https://[broken", ""),
    ):
        assert share_export(ExportSource(id="a", name=name), [], known).source.name == place


def test_evidence_has_no_hash_of_the_original_and_no_name(
    run: Shell, path: Path, table: Path
) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for options in (["--format", "evidence"], ["--format", "csv", "--evidence"]):
        done = run("export", path, "--pseudonyms", table, "--allow-snippets", *options)
        assert done.code == 0, done.err
        assert not NAMES.search(done.out.replace("Jürgen Müller", ""))
        assert digest not in done.out and path.name not in done.out
        assert "declined to comment" in done.out  # the sentences around the words
        assert "How to check" not in done.out and "not at hand" not in done.out


def test_what_is_said_beside_the_result(run: Shell, path: Path, table: Path) -> None:
    """Doubtful places, longer words with a short name, a table without persons or for others."""
    path = path.with_name("other.txt")
    path.write_text("Mark Holm met Holmes. Mark left, and Mark\nsaw Hall.\n", encoding="utf-8")
    options = ("export", path, "--pseudonyms", table, "--format", "text", "--force")
    assert "has no persons yet: name speakers" in run(*options).err
    run("add", path, "--quote", "Mark Holm met Holmes", "--speaker", "Mark Holm")
    table.chmod(0o644)
    said = run(*options).err
    assert f"Others on this machine can read {table}; run: chmod 600" not in said, "made private"
    assert "in doubt: “Mark” (also a word, 2 times)" in said
    assert "Words that contain a short name stay: “Holmes”" in said
    table.chmod(0o644)
    assert f"can read {table}; run: chmod 600" in run(*options).err
