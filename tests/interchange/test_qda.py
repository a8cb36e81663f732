"""REFI-QDA: export of projects and codebooks by the rules of the standard, and import."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import ExportSource
from readerapp.interchange.exporters import export, export_bytes
from readerapp.interchange.importers import qda_archive, read_annotations
from tests.interchange.qda_rules import CODEBOOK, PROJECT, breaches
from tests.interchange.test_exports import HOSTILE, SOURCE, document_note, entry, orphan

HOSTILES = ["plain", HOSTILE, "]]>", "\r\n\t x", "<&\"'>", "2026-02-31T10:00:00Z", ""]


def load(content, name="their file"):
    return read_annotations(content if isinstance(content, bytes) else content.encode(), name)


def only(batch):
    assert batch.problems == ()
    [item] = batch.items
    return item


def project_of(source, *entries):
    content = b"".join(export_bytes("qdpx", source, entries))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [qde, text] = archive.namelist()
        assert qde == "project.qde"
        return ElementTree.fromstring(archive.read(qde)), text, archive.read(text)


def marked(hostile):
    changes = dict.fromkeys(("note", "colour", "said_by", "made_by", "created"), hostile)
    return entry(1, **changes, tags=(hostile, "rent"), id=f"{hostile}1")


@pytest.mark.parametrize("hostile", HOSTILES)
def test_a_project_follows_the_rules_and_has_no_dangling_references(hostile):
    source = ExportSource(id=hostile, title=hostile, text=f"So it was a vote. {hostile}")
    root, path, text = project_of(source, marked(hostile), entry(2), orphan(), document_note())
    assert list(breaches(root, PROJECT, "urn:QDA-XML:project:1.0")) == []
    written = [node.attrib for node in root.iter()]
    guids = [attributes["guid"] for attributes in written if "guid" in attributes]
    assert len(guids) == len(set(guids))
    for attributes in written:
        for name in ("targetGUID", "creatingUser"):
            assert attributes.get(name, guids[0]) in guids
    [place] = [a["plainTextPath"] for a in written if "plainTextPath" in a]
    assert place.replace("internal://", "sources/") == path
    assert text.decode() == source.text.replace("\ud800", "?")


@pytest.mark.parametrize("entries", [(), (entry(1),), (orphan(),), (document_note(),)])
def test_projects_with_one_or_no_annotation_follow_the_rules(entries):
    root, _, _ = project_of(SOURCE, *entries)
    assert list(breaches(root, PROJECT, "urn:QDA-XML:project:1.0")) == []


def test_highlights_outside_the_text_are_notes_of_a_project():
    root, _, _ = project_of(replace(SOURCE, text="short"), entry(1))
    names = [node.tag.rpartition("}")[2] for node in root.iter()]
    assert "Note" in names
    assert "PlainTextSelection" not in names


def test_the_same_annotations_give_the_same_project():
    both = [b"".join(export_bytes("qdpx", SOURCE, [entry()])) for _ in range(2)]
    assert both[0] == both[1]


@pytest.mark.parametrize("hostile", HOSTILES)
@pytest.mark.parametrize("count", [0, 1])
def test_a_codebook_follows_the_rules(hostile, count):
    entries = [marked(hostile), entry(2), orphan(), document_note()] * count
    root = ElementTree.fromstring("".join(export("qdc", SOURCE, entries)))
    assert list(breaches(root, CODEBOOK, "urn:QDA-XML:codebook:1.0")) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('name="a vote."', 'nam="a vote."'), "PlainTextSelection has"),
        (('startPosition="10"', 'startPosition="x"'), "startPosition is 'x'"),
        (("<CodeBook>", "<CodeBook><Codes></Codes>"), "Codes holds nothing"),
        (("<Users>", "<Users><Guest/>"), "Guest is no element"),
    ],
)
def test_a_violation_of_the_rules_is_detected(change, sentence):
    content = b"".join(export_bytes("qdpx", SOURCE, [entry()]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("project.qde").decode()
    assert change[0] in xml
    xml = xml.replace(*change)
    found = list(breaches(ElementTree.fromstring(xml), PROJECT, "urn:QDA-XML:project:1.0"))
    assert any(sentence in one for one in found)


def test_a_codebook_comes_back_as_a_note_with_every_tag():
    entries = [entry(1), entry(2, tags=("money", "rent"), colour="red")]
    item = only(load("".join(export("qdc", SOURCE, entries))))
    assert (item.exact, item.note, item.tags) == ("", "Codebook", ("money", "rent", "town hall"))
    again = only(load("".join(export("qdc", SOURCE, [*entries, entry(3, tags=("new",))]))))
    assert again.id == item.id


PATHS = ["a/b/c", "a", "a/d", "a b/c", "a-b", "http://x/y", "x/", "b/ c", "/".join("m" * 30), "b/c"]


def test_tags_of_several_levels_are_codes_below_codes():
    source = replace(SOURCE, definitions={"a/b": "In between", "a/d": "Last", "a": "First"})
    entries = [entry(1, tags=tuple(PATHS)), entry(2, tags=("a/b",), said_by="Ida/Per")]
    root, _, _ = project_of(source, *entries)
    assert list(breaches(root, PROJECT, "urn:QDA-XML:project:1.0")) == []
    space = "{urn:QDA-XML:project:1.0}"
    [tags] = [code for code in root.iter(f"{space}Code") if code.get("name") == "Tags"]
    assert [code.get("name") for code in tags.findall(f"{space}Code")] == sorted(
        ["a", "a b", "a-b", "b", "b/ c", "http://x/y", "x/", "/".join("m" * 30)]
    )
    batch = load(b"".join(export_bytes("qdpx", source, entries)))
    assert [item.tags for item in batch.items] == [tuple(PATHS), ("a/b",)]
    assert [item.speaker for item in batch.items][1] == "Ida/Per"
    assert batch.definitions == source.definitions


@given(st.lists(st.text("ab/ -", min_size=1).filter(str.strip), min_size=1))
def test_every_tag_comes_back_from_a_codebook(tags):
    clean = tuple(dict.fromkeys(" ".join(tag.split()) for tag in tags))
    content = "".join(export("qdc", SOURCE, [entry(1, tags=clean)]))
    assert (
        list(breaches(ElementTree.fromstring(content), CODEBOOK, "urn:QDA-XML:codebook:1.0")) == []
    )
    assert set(only(load(content)).tags) >= set(clean)


QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="another"><Codes>
<Code guid="c1" name="Speakers" isCodable="false">
<Code guid="c2" name="loud" isCodable="true"/></Code>
<Code guid="c3" name="money" isCodable="true"><Description>what it
 costs</Description></Code></Codes></CodeBook>"""


def test_a_codebook_of_another_program():
    item = only(load(QDC))
    assert item.tags == ("Speakers/loud", "money")
    assert item.note == "Codebook\n\n- **money**: what it costs"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (QDC[:200], "is not XML"),
        (QDC.replace("<CodeBook", '<!DOCTYPE x [<!ENTITY a "b">]><CodeBook'), "document type"),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', "has no codes"),
    ],
)
def test_files_that_are_no_codebooks(content, sentence):
    with pytest.raises(ReaderError, match=sentence):
        load(content)


QDE = """<?xml version="1.0" encoding="utf-8"?>
<Project name="p" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="u1" name="Bo"/></Users>
<CodeBook><Codes><Code guid="c1" name="money" isCodable="true">
<Code guid="c2" name="rent" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="s1" name="Council" plainTextPath="internal://S1.txt">
%s<NoteRef targetGUID="n2"/></TextSource></Sources>
<Notes><Note guid="n1"><PlainTextContent>why?</PlainTextContent></Note>
<Note guid="n2" plainTextPath="internal://n2.txt"/>
<Note guid="n3"><PlainTextContent>stray</PlainTextContent></Note></Notes>
</Project>"""
SELECTION = """<PlainTextSelection guid="x1" startPosition="7" endPosition="13" creatingUser="u1">
<Coding guid="k1"><CodeRef targetGUID="c1"/></Coding>
<Coding guid="k2"><CodeRef targetGUID="c2"/></Coding><NoteRef targetGUID="n1"/>
</PlainTextSelection>"""


def zipped(**members):
    return zip_of({n.replace("__", "/").replace("_", "."): text for n, text in members.items()})


def zip_of(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def project(selections=SELECTION):
    sources = {"Sources__s1_txt": "\ufeffIt was a vote. So.", "Sources__n2_txt": "all of it"}
    return zipped(project_qde=QDE % selections, **sources)


def test_a_project_of_another_program():
    items = load(project()).items
    assert [(i.exact, i.note, i.tags, i.creator, i.document) for i in items] == [
        ("a vote", "why?", ("money", "money/rent"), "Bo", "Council"),
        ("", "all of it", (), "", "Council"),
        ("", "stray", (), "", "Council"),
    ]
    assert (items[0].prefix, items[0].suffix, items[0].start) == ("It was ", ". So.", 7)


def test_a_passage_that_has_changed_keeps_the_words_that_were_marked():
    changed = entry(1, state="drifted")
    root, _, _ = project_of(SOURCE, changed, entry(2))
    assert list(breaches(root, PROJECT, "urn:QDA-XML:project:1.0")) == []
    items = load(b"".join(export_bytes("qdpx", SOURCE, [changed]))).items
    assert [(item.exact, item.start, item.end, item.note) for item in items] == [
        ("a vote.", 10, 17, changed.annotation.note)
    ]


def test_the_text_of_a_pdf_holds_selections_too():
    pdf = QDE.replace("<TextSource", '<PDFSource guid="p"><Representation')
    pdf = pdf.replace("</TextSource>", "</Representation></PDFSource>")
    sources = {"Sources__s1_txt": "It was a vote. So."}
    assert load(zipped(project_qde=pdf % SELECTION, **sources)).items[0].exact == "a vote"


TWO_SOURCES = """<?xml version="1.0" encoding="utf-8"?>
<Project name="p" xmlns="urn:QDA-XML:project:1.0"><Sources>
<TextSource guid="s1" name="May" plainTextPath="internal://{}">
<PlainTextSelection guid="x1" startPosition="0" endPosition="5"/></TextSource>
<TextSource guid="s2" name="June" plainTextPath="internal://{}">
<PlainTextSelection guid="x2" startPosition="0" endPosition="5"/></TextSource>
</Sources></Project>"""


@pytest.mark.parametrize(
    "paths", [("may/talk.txt", "june/talk.txt"), ("Talk.txt", "talk.txt")], ids=["folder", "case"]
)
def test_sources_of_one_file_name_are_distinguished(paths):
    may, june = (f"sources/{path}" for path in paths)
    qde = TWO_SOURCES.format(*paths)
    for order in ({may: "first", june: "other"}, {june: "other", may: "first"}):
        items = load(zip_of({"project.qde": qde, **order})).items
        assert [(item.exact, item.document) for item in items] == [
            ("first", "May"), ("other", "June"),
        ]  # fmt: skip


def test_a_file_name_that_could_mean_two_sources_means_none():
    qde = TWO_SOURCES.format("elsewhere/talk.txt", "june/talk.txt")
    sources = {"sources/may/talk.txt": "first", "sources/june/talk.txt": "other"}
    batch = load(zip_of({"project.qde": qde, **sources}))
    assert [(item.exact, item.document) for item in batch.items] == [("other", "June")]
    assert batch.problems == ("Item 1 skipped: it has neither a quotation nor a note.",)


def test_selections_without_a_position_are_reported():
    batch = load(project(SELECTION.replace('"7"', '"-7"') + SELECTION.replace('"13"', '"x"')))
    assert [problem.partition(": ")[2] for problem in batch.problems] == [
        "its startPosition is not a position.",
        "its endPosition is not a position.",
    ]
    outside = SELECTION.replace('"7"', '"700"').replace('<NoteRef targetGUID="n1"/>', "")
    assert load(project(outside)).problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped(other_txt="x"), "not a REFI-QDA project"),
        (zipped(project_qde="<Project"), "not XML"),
        (zipped(project_qde='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "document type"),
        (zipped(project_qde="<Project/>".encode("utf-16")), "document type or is not UTF-8"),
        (project()[:200], "is damaged"),
        (b"PK\x03\x04nonsense", "is damaged"),
    ],
    # A ZIP has the time in it, and names of tests must not.
    ids=["other", "no-xml", "document-type", "utf-16", "cut", "nonsense"],
)
def test_zip_files_that_are_no_projects_are_reported(content, sentence):
    with pytest.raises(ReaderError, match=f"^their file .*{sentence}"):
        read_annotations(content, "their file")


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(qda_archive, "_MAXIMUM_SIZE", 2**20)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b" " * 2**22)
    with pytest.raises(ReaderError, match="larger than 1 MB"):
        read_annotations(content.getvalue(), "their file")
