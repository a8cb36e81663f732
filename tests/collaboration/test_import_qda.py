"""REFI-QDA projects of several coders in a store: import, agreement, and back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from readerapp.workspace import make_context
from tests.collaboration.conftest import ARTICLE, Person, Said

_BOTH = "last ferry across the Venn"
PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project name="p" origin="MAXQDA 24" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="u1" name="Ana"/><User guid="u2" name="Bo"/></Users>
<CodeBook><Codes><Code guid="c1" name="transport" isCodable="true">
<Description>How people travel</Description>
<Code guid="c2" name="boats" isCodable="true"/></Code>
<Code guid="c3" name="never used" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="s1" name="ferry" plainTextPath="internal://s1.txt">{}</TextSource>
</Sources><Sets><Set guid="g1" name="May"/></Sets></Project>"""


@pytest.fixture
def me(run: Callable[..., Said], path: Path, tmp_path: Path) -> Person:
    return Person("Cy", tmp_path / "mine", path, run)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a project of two coders, counted in a text with CR LF; return its path."""
    text = ARTICLE.replace("\n", "\r\n")
    coding = '<Coding guid="k{0}{1}" creatingUser="u{0}"><CodeRef targetGUID="c{1}"/></Coding>'
    selections = ""
    for number, (words, codings) in enumerate(
        {_BOTH: ((1, 1), (2, 1)), "Ida Holm": ((1, 2),), "Per Aune": ((2, 2),)}.items()
    ):
        start = text.index(words)
        place = f'startPosition="{start}" endPosition="{start + len(words)}"'
        inner = "".join(coding.format(*one) for one in codings)
        guid = f"cccccccc-0000-4000-8000-00000000000{number}"
        selections += f'<PlainTextSelection guid="{guid}" {place}>{inner}</PlainTextSelection>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("project.qde", PROJECT.format(selections))
        archive.writestr("sources/s1.txt", b"\xef\xbb\xbf" + text.encode())
    file = tmp_path / "two coders.qdpx"
    file.write_bytes(content.getvalue())
    return file


def marks(person: Person) -> list[tuple[object, ...]]:
    return sorted(
        (one["start"], one["exact"], one["creator"], *one["tags"], one["colour"], one["state"])
        for one in person.list
    )


def test_two_coders_come_in_are_compared_and_go_out_again(
    me: Person, project: Path, tmp_path: Path
) -> None:
    trial = me.does("import", project, "--into", me.path, "--dry-run")
    said = me.types("import", project, "--into", me.path)
    assert trial == said.out == "4 new, 0 changed\n2 codes new in the codebook\n"
    assert "annotations cannot hold it: 1 set." in said.err
    start = ARTICLE.index(_BOTH)
    ours = marks(me)
    assert ours[:2] == [
        (start, _BOTH, name, "transport", "yellow", "exact") for name in ("Ana", "Bo")
    ]
    assert [mark[1:4] for mark in ours[2:]] == [
        ("Ida Holm", "Ana", "transport/boats"),
        ("Per Aune", "Bo", "transport/boats"),
    ]
    assert make_context(str(me.store), "Cy").codebook.definitions() == {
        "transport": "How people travel",
        "never used": "",
    }
    sent = tmp_path / "sent.qdpx"
    me.does("export", me.path, "--format", "qdpx", "-o", sent)
    other = replace(me, name="Di", store=tmp_path / "other")
    assert other.does("import", sent, "--into", me.path).startswith("4 new, 0 changed\n1 code new")
    assert marks(other) == ours
    assert make_context(str(other.store), "Di").codebook.definitions() == {
        "transport": "How people travel"
    }
    for file in (project, sent):
        compared = me.does("agreement", file, "--text", me.path)
        assert "Ana (2 highlights)" in compared and "Bo (2 highlights)" in compared
        assert "same range        1   F1 0.50" in compared
        assert "tags         1 of 1 agree" in compared


def test_the_same_project_again_changes_nothing(me: Person, project: Path) -> None:
    me.does("import", project, "--into", me.path)
    before = me.list
    assert me.does("import", project, "--into", me.path) == "0 new, 0 changed, 4 unchanged\n"
    assert me.list == before


def test_a_project_with_codes_only_fills_the_codebook(me: Person, tmp_path: Path) -> None:
    file = tmp_path / "codes.qdpx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.qde", PROJECT.format(""))
    said = me.types("import", file)
    assert (said.code, said.out) == (1, "0 new, 0 changed\n")
    assert "3 codes skipped; name the document with --into PATH." in said.err
    assert me.does("import", file, "--into", me.path).endswith("3 codes new in the codebook\n")


def test_a_damaged_codebook_does_not_stop_the_annotations(me: Person, project: Path) -> None:
    me.store.mkdir()
    (me.store / "codebook.json").write_text("{")
    said = me.types("import", project, "--into", me.path)
    assert (said.code, said.out) == (0, "4 new, 0 changed\n")
    assert "codebook" in said.err
