"""The command `export --format pdf`, and what comes back from the copy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from readerapp.documents.pdf.letter_boxes import PageLetters
from readerapp.documents.pdf.lines import PdfLine
from tests.cli.desk import Desk
from tests.documents.pdfs import column, encrypted, pdf

PAGES = [
    column("The tenant shall pay the rent for the exam-\nple of each month to the owner and"),
    column("his heirs, and nobody but they\nmay change it."),
]
OLD = (0, (50, 690, 60, 700), "/Subtype/Text/T(Uma)/M(D:20240102030405Z)/Contents(Theirs)", "")


class PdfDesk(Desk):
    """A folder with a PDF, and a store for each person."""

    def write(self, data: bytes, *notes: dict[str, Any]) -> bytes:
        """Write a PDF, annotate it, and return its copy."""
        Path(self.plan).write_bytes(data)
        (self.folder / "notes.json").write_text(json.dumps(notes))
        self.run("import", str(self.folder / "notes.json"), "--into", self.plan)
        self.told = self.run("export", self.plan, "--format", "pdf", "-o", self.copy)[1]
        return Path(self.copy).read_bytes()


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> PdfDesk:
    return PdfDesk(tmp_path, capsys, "pdf")


def note(exact: str, minute: int, **more: Any) -> dict[str, Any]:
    created = f"2026-11-28T09:{minute:02}:00.25Z"
    return {"exact": exact, "note": "", "creator": "Ana Ž", "created": created, **more}


FIELDS = ("exact", "start", "end", "note", "tags", "speaker", "creator", "colour")


def said(item: dict[str, Any]) -> list[object]:
    """Return what must come back of an annotation and its replies."""
    replies = [
        (one["note"], one["creator"], one["created"][:19], bool(one.get("resolved")))
        for one in item.get("replies", ())
    ]
    return [*(item[name] for name in FIELDS), item["created"][:19], replies]


def quads(copy: bytes) -> list[list[float]]:
    """Return the numbers of the lines of all highlights, in the order of the file."""
    return [
        [float(number) for number in points.split()]
        for points in re.findall(rb"/QuadPoints\[([^]]*)\]", copy)
    ]


def test_the_copy_comes_back_with_the_same_annotations(desk: PdfDesk) -> None:
    reply = {"note": "Monthly — 日", "creator": "Bo", "created": "2026-11-28T10:00:00Z"}
    thread = note(
        "pay the rent", 1, note="When?\n\nAnd **where**?", colour="pink", speaker="Ida Holm",
        tags=["rent", "law, tenancy"], replies=[{**reply, "resolved": "2026-11-28T11:00:00Z"}],
    )  # fmt: skip
    others = [
        note("example", 2, colour="green"),
        note("enan", 3, note="within a word", replies=[reply]),
        note("owner and his heirs", 4, note="on two pages", colour="blue"),
    ]
    original = pdf(PAGES)
    copy = desk.write(original, thread, *others)
    assert desk.told == f"4 annotations written to {desk.copy}, a copy of plan.pdf.\n"
    assert Path(desk.plan).read_bytes() == original
    assert copy.startswith(original)  # an update: all that was there is there
    assert b"reference:" not in copy and len(re.findall(rb"/IRT \d+ 0 R", copy)) == 3
    desk.run("import", desk.copy, store="theirs")
    theirs = desk.items(desk.copy, store="theirs")
    assert list(map(said, theirs)) == list(map(said, desk.items(desk.plan)))
    assert len(theirs) == 4
    assert desk.run("import", desk.copy, "--into", desk.plan)[0].startswith("0 new, 0 changed")
    again = str(desk.folder / "again.pdf")
    _, told = desk.run("export", desk.copy, "-o", again, store="theirs")
    assert told.startswith("0 annotations written") and "4 annotations were in it" in told
    assert Path(again).read_bytes() == copy


def test_highlights_stand_where_the_words_are(desk: PdfDesk) -> None:
    copy = desk.write(pdf(PAGES), note("example", 1), note("owner and his", 2), note("tenant", 3))
    wide = 6  # points of each letter of Courier at 10
    line_one = PAGES[0][0][3]
    exam, tenant = (50 + wide * line_one.index(word) for word in ("exam", "tenant"))
    owner = 50 + wide * PAGES[0][1][3].index("owner")
    wanted = [
        (exam, exam + 4 * wide, 700),  # without the hyphen
        (50, 50 + 3 * wide, 688),
        (owner, owner + 9 * wide, 688),
        (50, 50 + 3 * wide, 700),  # on the next page
        (tenant, tenant + 6 * wide, 700),
    ]
    found = [points[at : at + 8] for points in quads(copy) for at in range(0, len(points), 8)]
    assert len(found) == len(wanted)
    for left, right, base in wanted:
        assert any(
            abs(x1 - left) < 0.5 and abs(x2 - right) < 0.5 and y3 < base < y1
            for x1, y1, x2, _, _, y3, _, _ in found
        )


def test_an_annotation_of_the_file_stays_and_is_answered(desk: PdfDesk) -> None:
    Path(desk.plan).write_bytes(pdf(PAGES, annotations=[OLD]))
    desk.run("import", desk.plan)
    (theirs,) = desk.items(desk.plan)
    answer = {"note": "Ours", "creator": "Bo", "reply_to": theirs["id"], "exact": theirs["exact"]}
    copy = desk.write(pdf(PAGES, annotations=[OLD]), answer)
    assert "1 annotation was in it" in desk.told
    assert copy.count(b"Contents(Theirs)/M(D:20240102030405Z)/Rect[ 50 690 60 700]") == 1
    (thread,) = desk.items(desk.copy, store="none")
    assert (thread["note"], thread["embedded"]) == ("Theirs", True)
    assert [(one["note"], one["creator"]) for one in thread["replies"]] == [("Ours", "Bo")]


def test_notes_without_a_place_stand_on_the_first_page(desk: PdfDesk) -> None:
    desk.write(pdf(PAGES), {"exact": "", "note": "On all of it"}, note("not in it", 1, note="Lost"))
    assert "1 passage is on no page; the notes stand at the top of the first" in desk.told
    assert "1 note on the document stands at the top of the first page" in desk.told
    found = {item["note"] for item in desk.items(desk.copy, store="none")}
    assert found == {"On all of it", "Lost\nPassage: “not in it”"}
    assert desk.run("import", desk.copy)[0] == "0 new, 0 changed, 2 unchanged\n"


def test_a_damaged_table_and_a_signature(desk: PdfDesk) -> None:
    field = (0, (300, 20, 310, 30), "/Subtype/Widget/FT/Sig/T(s)/V<</Type/Sig>>", "")
    signed = pdf(PAGES, annotations=[field], form=True)
    copy = desk.write(signed, note("tenant", 1))
    assert "The digital signature of the document does not cover" in desk.told
    assert copy.startswith(signed)
    damaged = re.sub(rb"startxref\n\d+", b"startxref\n7", signed)
    copy = desk.write(damaged, note("tenant", 1))
    assert not copy.startswith(damaged)
    assert [item["exact"] for item in desk.items(desk.copy, store="none")] == ["tenant"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "pdf"], "write it to a file, for example: -o notes.pdf"),
        (["-o", "{plan}"], "is the document itself; choose another file"),
        (["-o", "{out}.pdf", "--pseudonyms", "{out}.toml"], "which names everybody"),
        (["-o", "{out}.docx"], "into a copy of a Word document, and this document is none"),
        (["-o", "{out}.pdf"], "is encrypted; save it without encryption"),
    ],
)
def test_what_cannot_be_written_is_refused(
    desk: PdfDesk, options: list[str], sentence: str
) -> None:
    data = encrypted("The tenant shall pay.") if "encrypted" in sentence else pdf(PAGES)
    Path(desk.plan).write_bytes(data)
    (desk.folder / "notes.json").write_text(json.dumps([note("tenant", 1)]))
    desk.run("import", str(desk.folder / "notes.json"), "--into", desk.plan)
    words = [option.format(plan=desk.plan, out=desk.folder / "out") for option in options]
    _, told = desk.run("export", desk.plan, *words, code=1)
    assert sentence in told and told.count("\n") == 1
    assert not list(desk.folder.glob("out*"))


def test_words_are_found_among_the_letters_of_a_page() -> None:
    line = PdfLine(0, "A find of 10²", 100, 165, 500, 10)
    row = [
        (sign, 100.0 + 5 * at, 498.0, 105.0 + 5 * at, 508.0) for at, sign in enumerate("Aﬁndof102")
    ]
    above = [(sign, left, 598.0, right, 608.0) for sign, left, _, right, _ in row]
    letters = PageLetters([*above, *row])
    assert letters.box(line, 2, 6) == (105, 498, 120, 508)  # of two places the nearest
    assert letters.box(line, 7, 9) == (120, 498, 130, 508)
    assert letters.box(line, 10, 13) == (130, 498, 140, 508)  # the superscript is another letter
    assert PageLetters([]).box(line, 0, 13) == (100, 497.5, 165, 509.5)
