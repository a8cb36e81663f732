"""The command `export --format docx`, and what comes back from the copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readerapp.cli import main
from tests.cli.desk import Desk
from tests.documents.word_files import W, docx, paragraph, relationships, run

BODY = paragraph(run("The tenant shall pay ") + run("the rent") + run(" each month."))
COMMENT = f"""<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="Uma"
w:date="2024-01-02T03:04:05Z"><w:p><w:r><w:t>Theirs</w:t></w:r></w:p></w:comment></w:comments>"""
COMMENTED = paragraph(
    '<w:commentRangeStart w:id="0"/>' + run("Their words") + '<w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r>' + run(" and others")
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    desk = Desk(tmp_path, capsys, "docx")
    Path(desk.plan).write_bytes(docx(BODY))
    thread = {
        "exact": "pay the rent", "start": 17, "note": "When?\n\nAnd **where**?", "colour": "pink",
        "tags": ["rent", "law, tenancy"], "speaker": "Ida Holm", "creator": "Ana",
        "created": "2026-11-28T09:00:00.25Z",
        "replies": [
            {"note": "Monthly.", "creator": "Bo", "created": "2026-11-28T10:00:00Z",
             "resolved": "2026-11-28T11:00:00Z"},
            {"note": "Here.", "creator": "Ana", "created": "2026-11-28T10:00:01Z"},
        ],
    }  # fmt: skip
    bare = {"exact": "month", "start": 40, "creator": "Ana", "created": "2026-11-28T09:00:01Z"}
    notes = tmp_path / "notes.json"
    notes.write_text(json.dumps([thread, bare]))
    desk.run("import", str(notes), "--into", desk.plan)
    return desk


FIELDS = ("exact", "start", "end", "note", "tags", "speaker", "creator")


def said(item: dict[str, Any]) -> list[object]:
    """Return what must come back of an annotation and its replies."""
    replies = [
        (one["note"], one["creator"], one["created"][:19], bool(one.get("resolved")))
        for one in item.get("replies", ())
    ]
    return [*(item[name] for name in FIELDS), item["created"][:19], replies]


def test_the_copy_comes_back_with_the_same_annotations(desk: Desk) -> None:
    before = Path(desk.plan).read_bytes()
    _, told = desk.run("export", desk.plan, "--format", "docx", "-o", desk.copy)
    assert told == f"2 annotations written to {desk.copy}, a copy of plan.docx.\n"
    assert Path(desk.plan).read_bytes() == before
    printed, _ = desk.run("import", desk.copy, store="theirs")
    assert printed == "3 new, 0 changed\n"
    (theirs,) = desk.items(desk.copy, store="theirs")
    mine = desk.items(desk.plan)[0]
    assert said(theirs) == said(mine)


def test_what_is_in_the_store_is_not_doubled(desk: Desk) -> None:
    desk.run("export", desk.plan, "-o", desk.copy)
    ids = [one["id"] for one in desk.items(desk.plan)]
    assert [one["id"] for one in desk.items(desk.copy)] == ids
    assert desk.run("import", desk.copy)[0] == "0 new, 0 changed, 3 unchanged\n"
    _, told = desk.run("export", desk.copy, "-o", str(desk.folder / "again.docx"))
    assert "1 annotation written" in told and "1 annotation was in it" in told
    # Nor for those who have them from the copy.
    desk.run("import", desk.copy, store="theirs")
    _, told = desk.run("export", desk.copy, "-o", str(desk.folder / "b.docx"), store="theirs")
    assert "0 annotations written" in told and "1 annotation was in it" in told


def test_a_change_in_word_comes_back_as_a_change(desk: Desk) -> None:
    """A thread that is resolved in Word, and a program that loses which comment a reply answers."""
    import io
    import zipfile

    desk.run("export", desk.plan, "-o", desk.copy)
    with zipfile.ZipFile(desk.copy) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    extended = "word/commentsExtended.xml"
    files[extended] = files[extended].replace(b'done="0"', b'done="1"')
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    Path(desk.copy).write_bytes(changed.getvalue())
    assert desk.run("import", desk.copy)[0] == "0 new, 1 changed, 2 unchanged\n"
    assert all(reply["resolved"] for reply in desk.items(desk.plan)[0]["replies"])
    assert desk.run("import", desk.copy)[0] == "0 new, 0 changed, 3 unchanged\n"


def test_a_comment_of_the_file_is_answered(desk: Desk) -> None:
    links = relationships("r1 comments comments.xml")
    parts = {"word/comments.xml": COMMENT, "word/_rels/document.xml.rels": links}
    other = str(desk.folder / "other.docx")
    Path(other).write_bytes(docx(COMMENTED, **parts))
    desk.run("import", other)
    (comment,) = desk.items(other)
    reply = {"note": "Ours", "creator": "Bo", "reply_to": comment["id"], "exact": "Their words"}
    (desk.folder / "reply.json").write_text(json.dumps([reply]))
    desk.run("import", str(desk.folder / "reply.json"), "--into", other)
    _, told = desk.run("export", other, "-o", desk.copy)
    assert "1 annotation was in it" in told
    (thread,) = desk.items(desk.copy, store="none")
    assert (thread["note"], thread["embedded"]) == ("Theirs", True)
    assert [(one["note"], one["creator"]) for one in thread["replies"]] == [("Ours", "Bo")]


def test_a_resolved_comment_without_replies_stays_resolved(desk: Desk) -> None:
    extended = '<x xmlns:w15="e"><w15:commentEx w15:paraId="A1" w15:done="1"/></x>'
    comment = COMMENT.replace("<w:p>", '<w:p xmlns:w14="w14" w14:paraId="A1">')
    parts = {"word/comments.xml": comment, "word/commentsExtended.xml": extended}
    other = str(desk.folder / "other.docx")
    Path(other).write_bytes(docx(COMMENTED, **parts))
    desk.run("import", other)
    (stored,) = desk.items(other)
    assert stored["resolved"] and "embedded" not in stored


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "docx"], "write it to a file, for example: -o notes.docx"),
        (["-o", "{plan}"], "is the document itself; choose another file"),
        (["--format", "docx", "-o", "{out}.pdf"], "only with the ending .docx; name it so"),
        (["-o", "{out}.docx", "--evidence"], "docx has no room for evidence"),
        (["-o", "{out}.docx", "--pseudonyms", "{out}.toml"], "which names everybody"),
    ],
)
def test_what_cannot_be_written_is_refused(desk: Desk, options: list[str], sentence: str) -> None:
    out = str(desk.folder / "out")
    words = [option.format(plan=desk.plan, out=out) for option in options]
    _, told = desk.run("export", desk.plan, *words, code=1)
    assert sentence in told and told.count("\n") == 1
    assert not list(desk.folder.glob("out*"))


def test_a_document_of_another_format_is_refused(desk: Desk) -> None:
    (desk.folder / "plan.txt").write_text("The tenant shall pay.")
    _, told = desk.run("export", str(desk.folder / "plan.txt"), "-o", desk.copy, code=1)
    assert told == (
        "readerapp: docx writes into a copy of a Word document, and this document is none; for "
        "a report choose odt or html.\n"
    )
    _, told = desk.run("export", str(desk.folder / "plan.txt"), "--format", "pdf", code=1)
    assert "a PDF; write it" in told and "-o notes.pdf (other documents: odt or html)" in told


def test_the_help_says_which_formats_need_a_document_of_that_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "docx: only of a Word document; pdf: only of a PDF; criticmarkup: only of a" in told
    assert "for a report of any document: odt or html" in told
