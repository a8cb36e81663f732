"""Import of REFI-QDA projects as NVivo, MAXQDA, ATLAS.ti and QualCoder write them."""

import io
import zipfile
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.interchange.importers import qda_archive, read_annotations
from readerapp.interchange.importers.qda_positions import (
    Selection,
    choose_count,
    normalize_source,
)

TEXT = """\
The ferry 🚢

The last ferry across the Venn will sail on Sunday, the board said.
We kept the boats running through two floods, said Ida Holm.

A boat is a boat 🛶, Per Aune answered,
and a bus is a bus.

Nobody in the hall had asked for a vote, and nobody got one.
"""
PASSAGES = ("ferry across the Venn", "boat is a boat", "asked for a vote")
BOM = "\ufeff".encode()


def archive_of(qde, sources=(), name="project.qde"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, qde)
        for path, text in dict(sources).items():
            archive.writestr(path, text)
    return content.getvalue()


def project_xml(sources, *, codes="", rest="", origin="QualCoder", users="", head=""):
    book = f"<CodeBook><Codes>{codes}</Codes></CodeBook>" if codes else ""
    return (
        f'<Project name="p" origin={quoteattr(origin)} xmlns="urn:QDA-XML:project:1.0">'
        f"<Users>{users}</Users>{book}{head}<Sources>{sources}</Sources>{rest}</Project>"
    )


def source_xml(inner, tag="TextSource", name="Ferry"):
    return f'<{tag} guid="s1" name="{name}" plainTextPath="internal://s1.txt">{inner}</{tag}>'


def selection_xml(start, end, inner="", *, name="", guid="x1", tag="PlainTextSelection", more=""):
    named = f" name={quoteattr(name)}" if name else ""
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<{tag} guid="{guid}"{named} {place} {more}>{inner}</{tag}>'


def coding_xml(code, user="", time=""):
    by = f' creatingUser="{user}"' if user else ""
    at = f' creationDateTime="{time}"' if time else ""
    return f'<Coding guid="k{code}{user}"{by}{at}><CodeRef targetGUID="{code}"/></Coding>'


def read(qde, text=TEXT):
    content = text if isinstance(text, bytes) else text.encode()
    return read_annotations(archive_of(qde, {"sources/s1.txt": content}), "their.qdpx")


def fields(batch, *names):
    return [tuple(getattr(item, name) for name in names) for item in batch.items]


def crlf(text):
    return text.replace("\n", "\r\n")


def units(text):
    return len(text.encode("utf-16-le")) // 2


WAYS = {
    "line feeds": (TEXT.encode(), len, str),
    "counted in the file with CR LF": (crlf(TEXT).encode(), len, crlf),
    "CR LF in the file, counted as one": (crlf(TEXT).encode(), len, str),
    "line feeds in the file, counted as two": (TEXT.encode(), len, crlf),
    "UTF-16 code units": (TEXT.encode(), units, str),
    "UTF-16 code units with CR LF": (BOM + crlf(TEXT).encode(), units, crlf),
    "byte order mark counted": (BOM + TEXT.encode(), lambda text: len(text) + 1, str),
    "a file in UTF-16": (crlf(TEXT).encode("utf-16"), len, crlf),
    "carriage returns": (TEXT.replace("\n", "\r").encode(), len, str),
}


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("way", WAYS)
def test_positions_are_read_as_their_program_counts_them(way, named):
    content, count, written = WAYS[way]
    selections = []
    for number, words in enumerate(PASSAGES):
        before, _, _ = TEXT.partition(words)
        start, end = (count(written(part)) for part in (before, before + words))
        name = words if named else ""
        selections.append(selection_xml(start, end, name=name, guid=f"x{number}"))
    batch = read(project_xml(source_xml("".join(selections))), content)
    places = [(words, TEXT.index(words)) for words in PASSAGES]
    assert fields(batch, "exact", "start") == places
    assert batch.problems == ()


def test_a_name_that_is_cut_or_no_words_at_all_does_not_mislead():
    content = crlf(TEXT)
    starts = [content.index(words) for words in PASSAGES]
    selections = "".join(
        selection_xml(start, start + len(words), name=name, guid=f"x{start}")
        for start, words, name in zip(
            starts, PASSAGES, ["ferry across...", "boat", "line:7"], strict=True
        )
    )
    assert fields(read(project_xml(source_xml(selections)), content), "exact") == [
        (words,) for words in PASSAGES
    ]


def test_atlas_counts_line_ends_as_one_when_nothing_else_says_so():
    # The line ends are between the words, so both ways find ends of words.
    text, place = "a\r\nb", selection_xml(2, 3)
    [atlas] = read(project_xml(source_xml(place), origin="ATLAS.ti"), text).items
    assert atlas.exact == "b"


@given(st.text("a \n🚢", max_size=60), st.booleans(), st.booleans())
def test_every_position_that_a_way_writes_is_read_back(text, wide_signs, wide_ends):
    written = crlf(text) if wide_ends else text
    count = units if wide_signs else len
    ends = [count(crlf(text[:n]) if wide_ends else text[:n]) for n in range(len(text) + 1)]
    named = [Selection(ends[n], ends[n + 1], text[n]) for n in range(len(text)) if text[n].strip()]
    way = choose_count(normalize_source(written), named)
    read_words = [text[way.offset(one.start) : way.offset(one.end)] for one in named]
    assert read_words == [one.name for one in named]


USERS = '<User guid="u1" name="Ana"/><User guid="u2" name="Bo"/><User guid="u3"/>'
CODES = (
    '<Code guid="c1" name="money" isCodable="true" color="#ff0000">'
    "<Description>what it\n costs</Description>"
    '<Code guid="c2" name="rent" isCodable="true"><Code guid="c3" name="late fees"/></Code></Code>'
    '<Code guid="c4" name="home" color="#00aa00"><NoteRef targetGUID="m1"/></Code>'
    '<Code guid="c5" name="unused"/>'
)


def test_codings_of_several_people_are_an_annotation_each():
    codings = (
        coding_xml("c1", "u1", "2024-01-02T03:04:05Z")
        + coding_xml("c4", "u2", "2024-02-02T03:04:05Z")
        + coding_xml("c2", "u3")
        + coding_xml("c2", "nobody-listed")
    )
    batch = read(project_xml(source_xml(selection_xml(0, 9, codings)), codes=CODES, users=USERS))
    assert fields(batch, "exact", "creator", "tags", "colour", "created") == [
        ("The ferry", "Ana", ("money",), "red", "2024-01-02T03:04:05.000000Z"),
        ("The ferry", "Bo", ("home",), "green", "2024-02-02T03:04:05.000000Z"),
        ("The ferry", "Coder u3", ("money/rent",), "yellow", ""),
        ("The ferry", "Coder nobody-l", ("money/rent",), "yellow", ""),
    ]
    assert len({item.id for item in batch.items}) == 4


def test_the_date_of_a_selection_goes_before_that_of_its_codings():
    made = 'creatingUser="u1" creationDateTime="2024-01-01T00:00:00Z"'
    changed = 'modifyingUser="u2" modifiedDateTime="2024-03-01T00:00:00Z"'
    coding = coding_xml("c1", time="2024-02-02T03:04:05Z")
    whole = selection_xml(0, 9, coding, more=f"{made} {changed}")
    later = selection_xml(4, 9, coding_xml("c1"), guid="x2", more=changed)
    batch = read(project_xml(source_xml(whole + later), codes=CODES, users=USERS))
    assert fields(batch, "creator", "created", "modified") == [
        ("Ana", "2024-01-01T00:00:00.000000Z", "2024-03-01T00:00:00.000000Z"),
        ("Bo", "", "2024-03-01T00:00:00.000000Z"),
    ]


def test_codes_below_codes_are_tags_of_several_levels_and_descriptions_their_definitions():
    notes = '<Notes><Note guid="m1"><PlainTextContent>where one lives</PlainTextContent></Note>'
    selection = selection_xml(0, 9, coding_xml("c3") + coding_xml("c1"))
    batch = read(project_xml(source_xml(selection), codes=CODES, rest=f"{notes}</Notes>"))
    assert [item.tags for item in batch.items] == [("money/rent/late fees", "money")]
    assert batch.definitions == {
        "money": "what it costs",
        "money/rent": "",
        "home": "where one lives",
        "unused": "",
    }


def test_memos_of_selections_codings_sources_and_the_project_are_notes():
    notes = "".join(
        f'<Note guid="{guid}" name="{name}"><PlainTextContent>{text}</PlainTextContent></Note>'
        for guid, name, text in (
            ("n1", "", "on the passage"),
            ("n2", "Memo 2", "on the coding"),
            ("n3", "Whole", "on the source"),
            ("n4", "", "on the project"),
        )
    )
    coding = coding_xml("c1").replace("</Coding>", '<NoteRef targetGUID="n2"/></Coding>')
    selection = selection_xml(0, 9, f'{coding}<NoteRef targetGUID="n1"/>')
    source = "<Description>a transcript</Description>" + selection + coding_xml("c4", "u2")
    batch = read(
        project_xml(
            source_xml(source + '<NoteRef targetGUID="n3"/>'),
            codes=CODES,
            users=USERS,
            rest=f"<Notes>{notes}</Notes><Description>about ferries</Description>"
            '<NoteRef targetGUID="n4"/>',
        )
    )
    assert fields(batch, "exact", "note", "tags", "creator", "document") == [
        ("The ferry", "on the passage\n\nMemo 2\n\non the coding", ("money",), "", "Ferry"),
        ("", "a transcript", (), "", "Ferry"),
        ("", "Codes of the whole document", ("home",), "Bo", "Ferry"),
        ("", "Whole\n\non the source", (), "", "Ferry"),
        ("", "about ferries\n\non the project", (), "", "Ferry"),
    ]


def test_an_annotation_of_qualcoder_marks_the_passage():
    start = TEXT.index("boats")
    note = (
        '<Notes><Note guid="n1" modifyingUser="u1" modifiedDateTime="2021-01-15T23:37:54Z">'
        f"<PlainTextContent>which boats?</PlainTextContent>{selection_xml(start, start + 5)}"
        "</Note></Notes>"
    )
    source = source_xml('<NoteRef targetGUID="n1"/>')
    batch = read(project_xml(source, rest=note, users=USERS))
    assert fields(batch, "exact", "note", "creator", "start") == [
        ("boats", "which boats?", "Ana", start)
    ]


def test_the_text_of_a_pdf_is_read_and_areas_without_words_are_counted():
    area = '<PDFSelection guid="a{}" page="1" firstX="0" firstY="0" secondX="9" secondY="9">{}'
    words = "<Representation><PlainTextContent>two floods</PlainTextContent></Representation>"
    inner = (
        area.format(1, words + coding_xml("c1") + "</PDFSelection>")
        + area.format(2, coding_xml("c1") + "</PDFSelection>")
        + area.format(3, "<Description>a stamp</Description></PDFSelection>")
        + '<Representation guid="r" plainTextPath="internal://s1.txt">'
        + selection_xml(0, 9)
        + "</Representation>"
    )
    pdf = f'<PDFSource guid="p" name="Ferry.pdf" path="internal://p.pdf">{inner}</PDFSource>'
    batch = read(project_xml(pdf, codes=CODES))
    assert fields(batch, "exact", "note", "tags", "document") == [
        ("The ferry", "", (), "Ferry.pdf"),
        ("two floods", "", ("money",), "Ferry.pdf"),
        ("", "a stamp", (), "Ferry.pdf"),
    ]
    assert batch.problems == ("Left out, because annotations cannot hold it: 1 PDF area.",)


def test_what_annotations_cannot_hold_is_counted():
    media = (
        '<PictureSource guid="p"><PictureSelection guid="a"/><PictureSelection guid="b"/>'
        '</PictureSource><AudioSource guid="q"><AudioSelection guid="c" begin="0" end="9"/>'
        '</AudioSource><VideoSource guid="r"><VideoSelection guid="d"/></VideoSource>'
    )
    rest = (
        '<Sets><Set guid="1" name="a"/><Set guid="2" name="b"/></Sets><Links><Link guid="3"/>'
        '</Links><Graphs><Graph guid="4"/></Graphs>'
    )
    head = (
        '<Variables><Variable guid="5" name="age"/></Variables>'
        '<Cases><Case guid="6" name="Ida"/></Cases>'
    )
    batch = read(project_xml(media + source_xml(selection_xml(0, 9)), rest=rest, head=head))
    assert len(batch.items) == 1
    [problem] = batch.problems
    assert problem == (
        "Left out, because annotations cannot hold it: 1 variable, 1 case, 2 sets, 1 link, "
        "1 graph, 2 picture areas, 1 sound selection, 1 video selection."
    )


def test_the_transcript_of_a_recording_is_read():
    start = TEXT.index("two floods")
    transcript = (
        '<AudioSource guid="q" name="Tape"><Transcript guid="t" plainTextPath="internal://s1.txt">'
        f'<SyncPoint guid="p1" position="{start}"/><SyncPoint guid="p2" position="{start + 10}"/>'
        '<TranscriptSelection guid="x" fromSyncPoint="p1" toSyncPoint="p2"/>'
        "</Transcript></AudioSource>"
    )
    batch = read(project_xml(transcript))
    assert fields(batch, "exact", "document", "start") == [("two floods", "Tape", start)]


def test_words_in_names_are_taken_where_the_text_is_missing():
    selections = selection_xml(5, 20, name="ferry across the…") + selection_xml(
        30, 40, name="line:3", guid="x2"
    )
    content = archive_of(project_xml(source_xml(selections)))
    batch = read_annotations(content, "their.qdpx")
    assert fields(batch, "exact", "start") == [("ferry across the", None)]
    assert len(batch.problems) == 1


def test_a_folder_that_was_packed_again_is_read():
    content = archive_of(
        project_xml(source_xml(selection_xml(0, 9))),
        {"My project/sources/s1.txt": TEXT},
        name="My project/Project.qde",
    )
    assert fields(read_annotations(content, "their.qdpx"), "exact") == [("The ferry",)]


def test_paths_that_lead_out_of_the_archive_are_only_names():
    qde = project_xml(source_xml(selection_xml(0, 4)).replace("s1.txt", "../../etc/passwd.txt"))
    content = archive_of(qde, {"sources/../../etc/passwd.txt": "root"})
    assert fields(read_annotations(content, "their.qdpx"), "exact") == [("root",)]


def test_deep_codes_have_their_lowest_levels():
    deep = "".join(f'<Code guid="d{n}" name="{n}">' for n in range(30_000)) + "</Code>" * 30_000
    selection = selection_xml(0, 9, coding_xml("d29999"))
    [item] = read(project_xml(source_xml(selection), codes=deep)).items
    [tag] = item.tags
    assert tag.split("/") == [str(n) for n in range(29_980, 30_000)]


@pytest.mark.parametrize(
    "qde",
    [
        project_xml(
            "",
            codes=f'<Code guid="d" name="{"x" * 100_000}">'
            + '<Code guid="e" name="y"/>' * 200
            + "</Code>",
        ),
        project_xml(
            "",
            codes='<Code guid="d" name="d"><NoteRef targetGUID="n"/></Code>' * 200,
            rest=f'<Notes><Note guid="n" name="{"x " * 50_000}"/></Notes>',
        ),
    ],
    ids=["names", "notes"],
)
def test_codes_that_multiply_end_in_a_sentence(qde):
    with pytest.raises(ReaderError, match="codes and their definitions are longer than 16 million"):
        read(qde)


def test_a_text_that_is_named_again_and_again_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(qda_archive, "_MAXIMUM_USE", 3 * len(TEXT))
    source = source_xml(selection_xml(0, 9))
    assert len(read(project_xml(source * 3)).items) == 1
    with pytest.raises(ReaderError, match="names its texts again and again"):
        read(project_xml(source * 4))


def test_a_project_with_a_password_ends_in_a_sentence():
    content = bytearray(archive_of(project_xml("")))
    content[6] |= 1  # the flag of encryption, in the member and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ReaderError, match=r"^their\.qdpx has a password; export it without one"):
        read_annotations(bytes(content), "their.qdpx")
