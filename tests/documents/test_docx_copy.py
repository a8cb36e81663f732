"""Copies of Word documents with marks: what is written, and what our reader finds in it again."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.documents.docx.copying import copy_docx
from readerapp.documents.file_marks import (
    Facts,
    FileCopy,
    FileMark,
    FileReply,
    join_facts,
    split_facts,
)
from readerapp.documents.registry import open_input
from tests.documents.samples import opened, packed
from tests.documents.word_files import (
    W,
    box,
    cell,
    document_xml,
    docx,
    paragraph,
    relationships,
    run,
    table,
)

_NOT_IN_THE_FILE = " |\n1.[]"
"""Signs of the text at which a range of the file cannot end: list numbers, marks, borders."""
TIME = "2026-11-29T10:00:05.123456Z"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.{}.main+xml"/></Types>'
)
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
BODY = (
    paragraph(run("The tenant ", "b") + run("shall pay ") + run("the rent.", "i") + NOTE)
    + paragraph("Repairs are  for the landlord.")
    + table(cell(paragraph("Rent")) + cell(paragraph("900")), cell(paragraph("Deposit")) * 2)
    + paragraph("One item", number="2")
    + paragraph('<w:hyperlink r:id="r1">' + run("linked words") + "</w:hyperlink>" + run(" and H")
                + '<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r>'
                + run("O 😀 שלום."))
    + paragraph(run("Before. ") + box(paragraph("In a box")) + run("After."))
)  # fmt: skip


def write(folder: Path, data: bytes, *marks: FileMark, name: str = "plan.docx") -> FileCopy:
    """Write a copy of a document beside it, as copy.docx."""
    document = opened(folder, name, data)
    source = open_input(str(folder / name))
    copy = copy_docx(source, marks, document.text.whole(), name)
    (folder / "copy.docx").write_bytes(copy.data)
    return copy


def read_copy(folder: Path) -> Document:
    return opened(folder, "copy.docx", (folder / "copy.docx").read_bytes())


def mark(document: Document | str, words: str, note: str = "A note", **fields: object) -> FileMark:
    text = document if isinstance(document, str) else document.text.whole()
    start = text.index(words)
    values = {"author": "Ida Holm", "created": TIME, "colour": "yellow", **fields}
    return FileMark(start=start, end=start + len(words), words=words, note=note, **values)  # type: ignore[arg-type]


def part(copy: FileCopy, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        return etree.fromstring(archive.read(name))


def coloured(root: etree._Element) -> list[tuple[str, str]]:
    """Return the words with a colour, one entry for each colour in a row."""
    found: list[tuple[str, str]] = []
    for each in root.iter(f"{{{W}}}r"):
        colour = each.find(f"{{{W}}}rPr/{{{W}}}highlight")
        words = "".join(text.text or "" for text in each.iter(f"{{{W}}}t"))
        if colour is not None:
            found.append((colour.get(f"{{{W}}}val", ""), words))
    return found


@pytest.fixture
def plan(tmp_path: Path) -> str:
    return opened(tmp_path, "plan.docx", docx(BODY)).text.whole()


@pytest.mark.parametrize(
    "words",
    ["tenant shall pay the", "the rent.[1]\n\nRepairs are for", "Rent | 900\nDeposit", "One item",
     "words and H₂O", "😀", "שלום", "for the", "O 😀 שלום.\n\nBefore. After"],
)  # fmt: skip
def test_a_comment_is_found_again_at_its_words(tmp_path: Path, plan: str, words: str) -> None:
    write(tmp_path, docx(BODY), mark(plan, words))
    document = read_copy(tmp_path)
    assert document.text.whole() == plan
    (comment,) = document.embedded
    assert document.text.slice(comment.start, comment.end) == words
    assert (comment.note, comment.author) == ("A note", "Ida Holm")
    assert comment.created == "2026-11-29T10:00:05Z"


def test_random_ranges_are_found_again(tmp_path: Path, plan: str) -> None:
    random_source = random.Random(3)
    length = plan.index("In a box")
    marks = []
    while len(marks) < 50:
        first, last = sorted(random_source.sample(range(length), 2))
        words = plan[first:last].strip(_NOT_IN_THE_FILE)
        if words:
            start = plan.index(words, first)
            note = f"note {len(marks)}"
            marks.append(FileMark(start=start, end=start + len(words), words=words, note=note))
    copy = write(tmp_path, docx(BODY), *marks)
    document = read_copy(tmp_path)
    assert document.text.whole() == plan and not copy.problems
    found = {one.note: (one.start, one.end) for one in document.embedded}
    assert found == {one.note: (one.start, one.end) for one in marks}


def test_runs_are_divided_and_keep_their_format(tmp_path: Path, plan: str) -> None:
    copy = write(tmp_path, docx(BODY), mark(plan, "nant shall p", ""))
    root = part(copy, "word/document.xml")
    assert coloured(root) == [("yellow", "nant "), ("yellow", "shall p")]
    first = next(root.iter(f"{{{W}}}highlight")).getparent()
    assert first is not None and [each.tag.rpartition("}")[2] for each in first] == [
        "b",
        "highlight",
    ]
    assert "comments" not in str(zipfile.ZipFile(io.BytesIO(copy.data)).namelist())


def test_colours_that_the_marker_of_word_has_not_are_shades(tmp_path: Path, plan: str) -> None:
    marks = [mark(plan, "Repairs", "", colour="purple"), mark(plan, "landlord", "", colour="teal")]
    root = part(write(tmp_path, docx(BODY), *marks), "word/document.xml")
    assert coloured(root) == [("cyan", "landlord")]
    (shade,) = root.iter(f"{{{W}}}shd")
    assert shade.get(f"{{{W}}}fill") == "CE93D8"


def test_of_two_highlights_at_one_place_both_are_seen(tmp_path: Path, plan: str) -> None:
    marks = [
        mark(plan, "for", "", colour="green"),
        mark(plan, "Repairs are for the", "", colour="pink"),
    ]
    root = part(write(tmp_path, docx(BODY), *marks), "word/document.xml")
    assert coloured(root) == [("magenta", "Repairs are  "), ("green", "for"), ("magenta", " the")]


def test_white_space_between_runs_has_the_colour_too(tmp_path: Path) -> None:
    data = docx(paragraph(run("One") + run(" ") + run("two") + run(" ") + run("three")))
    text = opened(tmp_path, "plan.docx", data).text.whole()
    copy = write(tmp_path, data, mark(text, "One two", ""))
    words = [words for _, words in coloured(part(copy, "word/document.xml"))]
    assert words == ["One", " ", "two"]


def test_replies_and_resolved_threads(tmp_path: Path, plan: str) -> None:
    replies = (
        FileReply(note="Yes.", author="Bo", created=TIME, resolved=True),
        FileReply(note="No.", author="Ana 😀", created=""),
    )
    marks = [
        mark(plan, "landlord", "Who?", replies=replies, resolved=True),
        mark(plan, "tenant", "Open", author=""),
    ]
    write(tmp_path, docx(BODY), *marks)
    found = read_copy(tmp_path).embedded
    assert [(one.note, one.author, one.reply_to, one.resolved) for one in found] == [
        ("Who?", "Ida Holm", None, True),
        ("Yes.", "Bo", 0, True),
        ("No.", "Ana 😀", 0, False),
        ("Open", "", None, False),
    ]
    assert [one.created for one in found][1:3] == ["2026-11-29T10:00:05Z", ""]


def test_a_note_keeps_its_lines_and_loses_what_xml_cannot_hold(tmp_path: Path, plan: str) -> None:
    note = "# Head\n- one\n- two\n\nafter\ta tab\x1b[31m\ud800\n\nשלום"
    write(tmp_path, docx(BODY), mark(plan, "landlord", note))
    (comment,) = read_copy(tmp_path).embedded
    assert comment.note == "# Head\n- one\n- two\n\nafter a tab\ufffd[31m\ufffd\n\nשלום"


def test_speaker_and_tags_are_a_line_of_the_comment(tmp_path: Path, plan: str) -> None:
    tags = ("rent", "law, tenancy", "say “no”; never")
    write(tmp_path, docx(BODY), mark(plan, "landlord", "", speaker="Ida; Holm", tags=tags))
    (comment,) = read_copy(tmp_path).embedded
    assert comment.note.startswith("Speaker: “Ida; Holm”; tags: rent, “law, tenancy”")
    assert split_facts(comment.note) == (
        "",
        Facts("", "Ida; Holm", ("rent", "law, tenancy", 'say "no"; never')),
    )


@pytest.mark.parametrize(
    "note", ["Tags of it", "Speaker: ", "a\nSpeaker: x; y", "Passage: x", "tags:", "", "x; tags: y"]
)
def test_other_notes_have_no_facts(note: str) -> None:
    assert split_facts(note) == (note, Facts())


def test_facts_are_read_as_they_are_written() -> None:
    for facts in (
        Facts("He said “no”; Speaker: me", "Ida", ("a",)),
        Facts("x", "", ("a", "b, c")),
        Facts("x"),
        Facts("", "Ida"),
    ):
        assert split_facts(f"note\n{join_facts(facts)}") == ("note", facts)


@pytest.mark.parametrize(
    ("words", "place"), [("Seen twice", "[1]"), ("In a box", ""), ("more[1]", "[1]")]
)
def test_comments_in_footnotes_and_boxes_stand_where_word_takes_them(
    tmp_path: Path, plan: str, words: str, place: str
) -> None:
    copy = write(tmp_path, docx(BODY), mark(plan, words, "Why?", tags=("rent",)))
    (comment,) = read_copy(tmp_path).embedded
    document = read_copy(tmp_path)
    assert document.text.whole() == plan
    assert document.text.slice(comment.start, comment.end) == place
    assert comment.note == f"Why?\nPassage: “{words}”; tags: rent"
    assert copy.problems == (
        "1 comment stands near the passage, not at it: Word takes none in footnotes, headers and "
        "text boxes",
    )
    name = "word/document.xml" if "box" in words else "word/footnotes.xml"
    assert "".join(text for _, text in coloured(part(copy, name))) in (words, words[:4])


def test_notes_on_the_document_and_lost_passages_stand_at_its_beginning(
    tmp_path: Path, plan: str
) -> None:
    lost = FileMark(start=-1, end=-1, words="Gone words", note="Where?", author="Bo")
    whole = FileMark(start=-1, end=-1, note="On all of it", author="Bo")
    copy = write(tmp_path, docx(BODY), lost, whole)
    notes = {one.note: one.start for one in read_copy(tmp_path).embedded}
    assert notes == {"Where?\nPassage: “Gone words”": 0, "On all of it": 0}
    assert [problem.partition(";")[0] for problem in copy.problems] == [
        "1 passage was not found",
        "1 note on the document stands at its beginning",
    ]


def test_what_is_not_in_the_file_is_left_out_of_the_range(tmp_path: Path, plan: str) -> None:
    copy = write(tmp_path, docx(BODY), mark(plan, "1. One"), mark(plan, "| 9", ""))
    (comment,) = read_copy(tmp_path).embedded
    assert plan[comment.start : comment.end] == "One"
    assert not copy.problems
    bare = write(tmp_path, docx(BODY), mark(plan, "|", ""))
    assert bare.problems == (
        "1 highlight is left out: the text has words there, as the numbers of lists, and the file "
        "has none",
    )
    assert bare.data and read_copy(tmp_path).embedded == ()


COMMENTS = f"""<w:comments xmlns:w="{W}">
<w:comment w:id="7" w:author="Uma" w:date="2024-01-02T03:04:05Z"><w:p><w:r><w:t>Theirs</w:t></w:r>
</w:p></w:comment></w:comments>"""
COMMENTED = paragraph(
    '<w:commentRangeStart w:id="7"/>' + run("Their words") + '<w:commentRangeEnd w:id="7"/>'
    '<w:r><w:commentReference w:id="7"/></w:r>' + run(" and others")
)  # fmt: skip


def test_comments_of_the_file_stay_and_are_answered(tmp_path: Path) -> None:
    parts = {
        "word/comments.xml": COMMENTS,
        "word/_rels/document.xml.rels": relationships("r1 comments comments.xml"),
    }
    data = docx(COMMENTED, **parts)
    text = opened(tmp_path, "plan.docx", data).text.whole()
    theirs = mark(
        text, "Their words", "Theirs", embedded=0, replies=(FileReply(note="Ours", author="Bo"),)
    )
    copy = write(tmp_path, data, theirs, mark(text, "others", "New"))
    found = read_copy(tmp_path).embedded
    assert [(one.note, one.author, one.reply_to) for one in found] == [
        ("Theirs", "Uma", None),
        ("Ours", "Bo", 0),
        ("New", "Ida Holm", None),
    ]
    assert [text[one.start : one.end] for one in found] == ["Their words"] * 2 + ["others"]
    assert coloured(part(copy, "word/document.xml")) == [("yellow", "others")]
    links = [each.get("Target") for each in part(copy, "word/_rels/document.xml.rels")]
    assert links.count("comments.xml") == 1 and "commentsExtended.xml" in links
    # Resolved here, and nothing else: the thread is done, and no comment is added.
    done = write(tmp_path, data, mark(text, "Their words", "Theirs", embedded=0, resolved=True))
    (one,) = read_copy(tmp_path).embedded
    assert one.resolved and part(done, "word/commentsExtended.xml").tag.endswith("}commentsEx")


def test_nothing_to_write_leaves_every_byte(tmp_path: Path) -> None:
    data = docx(COMMENTED, **{"word/comments.xml": COMMENTS, "word/media/a.bin": b"\0\1" * 999})
    opened(tmp_path, "plan.docx", data)
    copy = zipfile.ZipFile(io.BytesIO(write(tmp_path, data).data))
    for entry in zipfile.ZipFile(io.BytesIO(data)).infolist():
        same = copy.getinfo(entry.filename)
        assert (same.CRC, same.compress_size) == (entry.CRC, entry.compress_size)
    assert copy.testzip() is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_a_name_twice_has_the_new_part_once(tmp_path: Path) -> None:
    data = io.BytesIO(docx(paragraph("Old")))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/document.xml", document_xml(paragraph("Words")))
    copy = write(tmp_path, data.getvalue(), mark("Words", "Words"))
    names = zipfile.ZipFile(io.BytesIO(copy.data)).namelist()
    assert names.count("word/document.xml") == 1
    assert [one.note for one in read_copy(tmp_path).embedded] == ["A note"]


def test_the_new_parts_are_declared(tmp_path: Path, plan: str) -> None:
    copy = write(tmp_path, docx(BODY), mark(plan, "landlord"))
    types = {each.get("PartName") for each in part(copy, "[Content_Types].xml")}
    names = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
    assert types == {f"/word/{name}.xml" for name in names}
    again = write(tmp_path, docx(BODY), mark(plan, "landlord"))
    assert again.data == copy.data  # the same marks make the same file


def test_documents_of_strict_office_open_xml(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = document_xml(paragraph("Strict words")).replace(W, strict)
    data = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": body})
    text = opened(tmp_path, "plan.docx", data).text.whole()
    copy = write(tmp_path, data, mark(text, "words"))
    (comment,) = read_copy(tmp_path).embedded
    assert text[comment.start : comment.end] == "words"
    assert part(copy, "word/comments.xml").tag == f"{{{strict}}}comments"
    (link,) = (each for each in part(copy, "word/_rels/document.xml.rels")
               if each.get("Target") == "comments.xml")  # fmt: skip
    assert link.get("Type") == "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("ms-word.document.macroEnabled", ".docm"),
        ("openxmlformats-officedocument.wordprocessingml.template", ".dotx"),
        ("ms-word.template.macroEnabledTemplate", ".dotm"),
    ],
)
def test_a_copy_has_the_ending_of_its_type(tmp_path: Path, kind: str, ending: str) -> None:
    data = docx(paragraph("Words"), **{"[Content_Types].xml": TYPES.format(kind)})
    assert write(tmp_path, data, mark("Words", "Words"), name=f"plan{ending}").data
    wrong = ".docm" if ending == ".docx" else ".docx"
    with pytest.raises(ReaderError, match=rf"only with the ending \{ending}; name it so"):
        write(tmp_path, data, mark("Words", "Words"), name=f"plan{wrong}")


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    opened(tmp_path, "plan.docx", docx(paragraph("New words")))
    source = open_input(str(tmp_path / "plan.docx"))
    with pytest.raises(ReaderError, match="has changed since it was opened; open it again"):
        copy_docx(source, [], "Old words", "copy.docx")


def test_a_document_in_one_xml_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text("<w:wordDocument xmlns:w='w'/>")
    with pytest.raises(ReaderError, match="save it as DOCX in Word or LibreOffice"):
        copy_docx(open_input(str(tmp_path / "plan.xml")), [], "", "copy.docx")


def test_a_signed_document_loses_its_signature(tmp_path: Path) -> None:
    data = docx(paragraph("Words"), **{"_xmlsignatures/sig1.xml": "<x/>"})
    copy = write(tmp_path, data, mark("Words", "Words"))
    assert copy.problems == ("The digital signature of the document does not hold for the copy",)


def test_more_comments_than_word_opens_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readerapp.documents.docx.copying._MOST_COMMENTS", 2)
    data = docx(paragraph("Some words here"))
    marks = [mark("Some words here", words) for words in ("Some", "words", "here")]
    write(tmp_path, data, *marks[:2])
    with pytest.raises(ReaderError, match="more than 2 comments, which Word does not open"):
        write(tmp_path, data, *marks)


def test_a_file_that_is_not_where_the_directory_says_is_damage(tmp_path: Path) -> None:
    data = docx(paragraph("Words"), **{"word/media/a.bin": b"x" * 50})
    at = data.rindex(b"word/media/a.bin") - 4  # the offset of its header, in the directory
    broken = data[:at] + (len(data) + 9).to_bytes(4, "little") + data[at + 4 :]
    with pytest.raises(ReaderError, match="is damaged"):
        write(tmp_path, broken, mark("Words", "Words"))


PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def whole_docx(body: str) -> bytes:
    """Return a document with all that other programs ask for."""
    return packed({
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{WORD_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document_xml(body),
    })  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_comments_come_back_from_libreoffice(tmp_path: Path) -> None:
    data = whole_docx(
        paragraph(run("The tenant ", "b") + run("shall pay ") + run("the rent.", "i"))
        + paragraph("Repairs are for the landlord. שלום 😀")
        + table(cell(paragraph("Rent")) + cell(paragraph("900")))
    )
    text = opened(tmp_path, "plan.docx", data).text.whole()
    passages = ("tenant shall pay", "the rent.\n\nRepairs", "landlord", "שלום", "900")
    marks = [
        mark(text, words, f"Note {number} 😀", author=f"Person {number % 2}", resolved=number == 1)
        for number, words in enumerate(passages)
    ]
    write(tmp_path, data, *marks)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ("--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "back")
    done = subprocess.run(
        ["soffice", profile, *convert, tmp_path / "copy.docx"], capture_output=True, check=False
    )
    assert (tmp_path / "back" / "copy.docx").is_file(), done.stderr
    back = opened(tmp_path, "back.docx", (tmp_path / "back" / "copy.docx").read_bytes())
    found = [
        (back.text.slice(one.start, one.end), one.note, one.author, one.resolved, one.created)
        for one in back.embedded
    ]
    assert found == [
        (one.words, one.note, one.author, one.resolved, "2026-11-29T10:00:05Z") for one in marks
    ]
