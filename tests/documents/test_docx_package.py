"""Where the parts of a Word document are, and what is read besides its text."""

import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.detection import is_docx
from readerapp.documents.format import DocumentInput
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import opened, packed
from tests.documents.word_files import (
    W,
    cell,
    document_xml,
    docx,
    paragraph,
    read,
    relationships,
    run,
    table,
    words,
)

TYPES = (
    '<Types><Override PartName="/{name}" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("word/document2.xml", "word/document2.xml"),
        ("word/document2.xml", "/word/document2.xml"),
        ("Parts/Body.xml", "parts/body.xml"),
        ("word\\document.xml", "word/document.xml"),
        ("word/text é.xml", "word/text%20%C3%A9.xml"),
    ],
    ids=["Word online", "absolute", "case", "backslashes", "escaped"],
)
def test_the_text_is_where_the_package_says(tmp_path, name, target):
    """C2: the main part has any name; detection finds it too."""
    data = packed({
        "[Content_Types].xml": TYPES.format(name=name),
        "_rels/.rels": relationships(f"a officeDocument {target}"),
        name: document_xml(paragraph("Words")),
    })  # fmt: skip
    assert opened(tmp_path, "a.bin", data).text.whole() == "Words"


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
        "vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
    ids=["docx", "dotx", "docm", "dotm"],
)
def test_the_text_is_found_by_its_content_type(tmp_path, kind):
    override = f'<Override PartName="/text.xml" ContentType="application/{kind}"/>'
    data = packed({
        "[Content_Types].xml": f"<Types>{override}</Types>",
        "text.xml": document_xml(paragraph("A")),
    })  # fmt: skip
    assert opened(tmp_path, "a.docx", data).text.whole() == "A"


@pytest.mark.parametrize(
    "names",
    [("xl/workbook.xml",), ("ppt/presentation.xml",), ("a.txt",)],
    ids=["sheet", "slides", "other"],
)
def test_other_archives_are_no_word_documents(names):
    data = packed({"[Content_Types].xml": "<Types/>", **dict.fromkeys(names, "wordprocessingml")})
    assert not is_docx(DocumentInput(MemoryBytes(data), "a", "a"))


def test_strict_documents(tmp_path):
    """Strict OOXML has other namespaces and types of relationships."""
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    text = document_xml(paragraph("One", number="3")).replace(W, strict)
    parts = {"word/document.xml": text}
    assert words(tmp_path, "", **parts) == "7. One"


def flat(*parts: tuple[str, str]) -> str:
    content = "".join(
        f'<pkg:part pkg:name="{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in parts
    )
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<pkg:package '
        f'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{content}</pkg:package>'
    )


def test_flat_documents(tmp_path):
    text = document_xml(paragraph("Flat")).partition("?>")[2]
    rels = relationships("a officeDocument word/document.xml")
    whole = flat(("/_rels/.rels", rels), ("/word/document.xml", text))
    assert opened(tmp_path, "a.xml", whole).text.whole() == "Flat"
    with pytest.raises(ReaderError, match="missing"):
        opened(tmp_path, "b.xml", flat(("/_rels/.rels", rels)))


WORD_2003 = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="o"
xmlns:wx="wx" xmlns:aml="aml"><o:DocumentProperties><o:Title>Lease</o:Title><o:Author>Uma</o:Author>
</o:DocumentProperties><w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/>
<w:nfc w:val="4"/><w:lvlText w:val="(%1)"/></w:lvl></w:listDef>
<w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>
<w:styles><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/>
</w:style></w:styles><w:body><wx:sect>
<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Rent</w:t></w:r></w:p>
<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr>
<aml:annotation aml:id="5" aml:type="Word.Comment.Start"/><w:r><w:t>Paid</w:t></w:r>
<aml:annotation aml:id="5" aml:type="Word.Comment.End"/><w:r><aml:annotation aml:id="5"
aml:author="Ivo" aml:createdate="2004-01-02T00:00:00Z" aml:type="Word.Comment"><aml:content><w:p>
<w:r><w:t>When?</w:t></w:r></w:p></aml:content></aml:annotation></w:r><w:r><w:footnote><w:p><w:r>
<w:t>Yearly.</w:t></w:r></w:p></w:footnote></w:r>
<aml:annotation aml:author="Ivo" aml:type="Word.Deletion"><aml:content><w:r>
<w:delText>late</w:delText></w:r></aml:content></aml:annotation>
<w:hlink w:dest="http://a.b"><w:r><w:t>here</w:t></w:r></w:hlink></w:p>
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>Draft</w:t></w:r></w:p></w:hdr></w:sectPr>
</wx:sect></w:body></w:wordDocument>"""


def test_word_2003_xml(tmp_path):
    document = opened(tmp_path, "lease.xml", WORD_2003)
    assert document.text.whole() == "Rent\n\n(c) Paid[1]here\n\n[1] Yearly."
    assert (document.format, document.title, document.author) == ("docx", "Lease", "Uma")
    assert [each.title for each in document.headings] == ["Rent"]
    assert document.omissions == (
        "1 change is tracked (1 deletion; the text shows the accepted version)",
        "The words at the edges of pages are not shown: Draft",
    )
    comment, deletion = document.embedded
    assert (comment.start, comment.end, comment.note, comment.author) == (10, 14, "When?", "Ivo")
    assert deletion.note == "deleted: late"


def test_damaged_parts_are_named(tmp_path):
    document = read(tmp_path, paragraph("Words"), **{"word/styles.xml": "<w:styles"})
    assert document.text.whole() == "Words"
    assert document.omissions == ("A part of the file is damaged (styles.xml)",)


def test_rows_in_content_controls(tmp_path):
    """A12: rows and cells in content controls (sdt)."""

    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    rows = "".join(
        f"<w:tr>{cell(paragraph(day))}{control(cell(paragraph(who)))}</w:tr>"
        for day, who in (("1 May", "Holm"), ("2 May", "Lind"))
    )
    text = words(tmp_path, f"<w:tbl>{control(rows)}</w:tbl>" + control(paragraph("After")))
    assert text == "1 May | Holm\n2 May | Lind\n\nAfter"


CHUNKS = {
    "html": ("c.html", "<html><body><p>Chunk of <b>words</b></p></body></html>", "Chunk of words"),
    "text": ("c.txt", "Line one\nLine two", "Line one\n\nLine two"),
    "mhtml": (
        "c.mht",
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<html><body>Caf=C3=A9</body></html>\n--x--\n",
        "Café",
    ),
    "docx": ("c.docx", docx(paragraph("Inner", number="3")), "7. Inner"),
    "rtf": ("c.rtf", "{\\rtf1 words}", "words"),
    "other": ("c.bin", b"\0\1\2", "[inserted file: c.bin]"),
    "damaged": ("c.docx", b"PK\3\4nothing", "[inserted file: c.docx]"),
}


@pytest.mark.parametrize("kind", CHUNKS)
def test_inserted_files(tmp_path, kind):
    """A13: the words of an altChunk if it can be read, else a mark."""
    name, data, shown = CHUNKS[kind]
    body = paragraph("Before") + '<w:altChunk r:id="c"/>' + paragraph("After")
    rels = relationships(f"c aFChunk {name}")
    parts = {"word/_rels/document.xml.rels": rels, f"word/{name}": data}
    assert words(tmp_path, body, **parts) == f"Before\n\n{shown}\n\nAfter"


def test_inserted_files_in_cells(tmp_path):
    rels = relationships("c aFChunk c.txt")
    parts = {"word/_rels/document.xml.rels": rels, "word/c.txt": "Chunk"}
    body = table(cell(paragraph("a")) + cell('<w:altChunk r:id="c"/>'))
    assert words(tmp_path, body, **parts) == "a\n\nChunk"


def test_rows_that_make_columns_of_a_page(tmp_path):
    """A cell with a whole text is no words of one line; short cells of the same table are."""
    column = "".join(paragraph(f"line {number}") for number in range(9))
    body = table(
        cell(paragraph("a")) + cell(paragraph("b")), cell(column) + cell(paragraph("aside"))
    )
    assert words(tmp_path, body).split("\n\n") == [
        "a | b", *(f"line {number}" for number in range(9)), "aside"
    ]  # fmt: skip


def test_a_missing_chunk_leaves_a_mark(tmp_path):
    document = read(tmp_path, '<w:altChunk r:id="c"/>' + paragraph("After"))
    assert document.text.whole() == "[inserted file]\n\nAfter"
    assert document.omissions == ("1 inserted file is not shown",)


def test_chunks_in_chunks_end(tmp_path):
    data = docx(paragraph("inmost"))
    rels = relationships("c aFChunk c.docx")
    for _ in range(5):
        parts = {"word/_rels/document.xml.rels": rels, "word/c.docx": data}
        data = docx('<w:altChunk r:id="c"/>', **parts)
    assert opened(tmp_path, "a.docx", data).text.whole() == "[inserted file: c.docx]"


def test_inserted_files_share_one_allowance(tmp_path, monkeypatch):
    """A document inserted many times, or unpacked many times, is not read for ever."""
    monkeypatch.setattr(limits, "UNPACKED", 40_000)
    inner = docx(paragraph("words " * 1000))
    parts = {
        "word/_rels/document.xml.rels": relationships("c aFChunk c.docx"),
        "word/c.docx": inner,
    }
    text = words(tmp_path, '<w:altChunk r:id="c"/>' * 30, **parts)
    assert 0 < text.count("words " * 999) < 6
    assert text.count("[inserted file: c.docx]") > 20


def edge(kind: str, content: str) -> str:
    return f'<w:{kind} xmlns:w="{W}">{content}</w:{kind}>'


def section(*edges: str, title: bool = False) -> str:
    """Return a section; each of `edges` is "header first h1", with the id of its part."""
    rows = []
    for each in edges:
        kind, pages, name = each.split()
        rows.append(f'<w:{kind}Reference w:type="{pages}" r:id="{name}"/>')
    return f"<w:sectPr>{''.join(rows)}{'<w:titlePg/>' if title else ''}</w:sectPr>"


EDGES = {
    "word/_rels/document.xml.rels": relationships(
        "h1 header h1.xml", "h2 header h2.xml", "f1 footer f1.xml"
    ),
    "word/h1.xml": edge("hdr", paragraph("Holm & Sons".replace("&", "&amp;"))),
    "word/h2.xml": edge("hdr", paragraph("Draft 3")),
    "word/f1.xml": edge("ftr", paragraph("Bank 12") + paragraph("4")),
}


def test_the_head_of_a_letter_is_in_the_text(tmp_path):
    """The header of the first page is in the text; running headers and footers are named."""
    last = section("header first h1", "header default h2", "footer default f1", title=True)
    document = read(tmp_path, paragraph("Dear Sir") + last, **EDGES)
    assert document.text.whole() == "Holm & Sons\n\nDear Sir"
    assert document.omissions == (
        "The words at the edges of pages are not shown: Draft 3 / Bank 12 4",
    )


def test_headers_that_word_does_not_show(tmp_path):
    last = section("header first h1", "header even h2")
    document = read(tmp_path, paragraph("Dear Sir") + last, **EDGES)
    assert document.text.whole() == "Dear Sir"
    assert document.omissions == ()


def test_the_header_of_a_single_page_is_the_head_of_a_letter(tmp_path):
    app = {"docProps/app.xml": "<Properties><Pages>1</Pages></Properties>"}
    body = paragraph("Dear Sir") + section("header default h1")
    assert words(tmp_path, body, **EDGES, **app) == "Holm & Sons\n\nDear Sir"
    assert words(tmp_path, body, **EDGES) == "Dear Sir"


def test_lists_of_contents(tmp_path):
    """What repeats a heading is left out and named; an entry that repeats none is kept."""
    tab = "<w:r><w:tab/></w:r>"
    entry = paragraph(run("1.I") + tab + run("Scope") + tab + run("12"), "TOC1")
    document = read(tmp_path, entry + paragraph("Lost ... 4", "TOC1") + paragraph("Scope", "H2"))
    assert document.text.whole() == "Lost ... 4\n\n1.I Scope"
    assert document.omissions == (
        "The list of contents is not shown; its headings are in the text",
    )
    assert document.losses == ()


def test_rows_and_cells_are_read_in_order(tmp_path):
    """docx-merged: cells that go over several rows or columns."""
    merged = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    one, two, three = (cell(paragraph(number)) for number in "123")
    text = words(tmp_path, table(one + two + three, merged + two + three))
    assert text == "1 | 2 | 3\n | 2 | 3"
