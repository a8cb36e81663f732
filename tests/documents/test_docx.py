import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents.docx import numbering as docx_numbering
from readerapp.text.line_layout import LineLayout
from tests.documents.samples import opened, packed, styled
from tests.documents.word_files import W, box, cell, docx, paragraph, read, run, table


def test_headings_styles_and_facts(tmp_path):
    document = read(
        tmp_path,
        paragraph("The plan", "T")
        + paragraph(run("Some ") + run("bold", "b") + run(" and ") + run("slanted", "i") + run("."))
        + paragraph("Scope", "H2")
        + paragraph("Details", "Mine")
        + paragraph("Details ... 3", "TOC1")
        + paragraph("Well said.", "Q")
        + paragraph("if x:", "C")
        + paragraph("    y  = 1", "C")
        + paragraph("End", "Loop"),
    )
    assert document.text.whole() == (
        "The plan\n\nSome bold and slanted.\n\n1.I Scope\n\nDetails\n\nWell said.\n\n"
        "if x:\n    y  = 1\n\nEnd"
    )
    assert [(h.level, h.title) for h in document.headings] == [
        (1, "The plan"), (2, "1.I Scope"), (3, "Details")
    ]  # fmt: skip
    assert styled(document, "strong") == ["bold"]
    assert styled(document, "emphasis") == ["slanted"]
    assert styled(document, "quote") == ["Well said."]
    assert (document.format, document.title) == ("docx", "A plan")
    assert (document.author, document.date) == ("Uma Reed", "2022-02-03")


def test_lists_count_as_they_were_set(tmp_path):
    document = read(
        tmp_path,
        paragraph("oil", number="1")
        + paragraph("olive", number="1", depth=1)
        + paragraph("sesame", number="1", depth=1)
        + paragraph("bread", number="1")
        + paragraph("first", number="2")
        + paragraph("second", number="2")
        + paragraph("inner", number="2", depth=1)
        + paragraph("bare", number="2", depth=2)
        + paragraph("seventh", number="3")
        + paragraph("<w:r/>", number="3")
        + paragraph("words", number="99"),
    )
    assert document.text.whole() == (
        "• oil\nc) olive\nd) sesame\n• bread\n\n1. first\n2. second\n2.I inner\nbare\n\n"
        "7. seventh\n\nwords"
    )
    rows = LineLayout(document.text, 40).rows_from(0, 4)
    assert [row.indent for row in rows] == [0, 2, 2, 0]


def test_notes_links_changes_and_what_is_left_out(tmp_path):
    document = read(
        tmp_path,
        paragraph(
            run("Here")
            + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="9"/></w:r>'
            + f"<w:ins>{run(' new')}</w:ins><w:del>{run(' old')}</w:del>{run(' hidden', 'vanish')}"
            + f'<w:hyperlink r:id="r1">{run(" a link")}</w:hyperlink>'
            + f'<w:hyperlink w:anchor="x">{run(" inside")}</w:hyperlink>'
            + "<w:r><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t><w:noBreakHyphen/><w:t>up</w:t>"
            + '<w:br w:type="page"/></w:r><m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>'
        ),
    )
    assert document.text.whole() == (
        "Here[1] new a link inside tab\nline-up\n\nx+y\n\n[1] Seen twice.\n\nAnd more[1]"
    )
    links = sorted((run.start, run.value) for run in document.styles if run.kind == "link")
    assert [value for _, value in links] == ["#note-1", "https://example.org/a", "#x", "#note-1"]


def test_tables_and_text_boxes(tmp_path):
    def cell(*words: str) -> str:
        return f"<w:tc>{''.join(map(paragraph, words))}</w:tc>"

    table = f"""<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell("Day")}{cell("Wind")}</w:tr>
    <w:tr>{cell("")}{cell("")}</w:tr><w:tr>{cell("Mon")}{cell("NW", "strong")}</w:tr></w:tbl>"""
    single = f"<w:tbl><w:tr>{cell('One', 'Two')}</w:tr></w:tbl>"
    box = "<w:txbxContent>" + paragraph("In a box") + "</w:txbxContent>"
    boxed = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(tmp_path, table + single + paragraph(run("Beside") + boxed))
    assert document.text.whole().split("\n\n") == [
        "Day | Wind\nMon | NW strong", "One", "Two", "Beside", "In a box",
    ]  # fmt: skip
    assert styled(document, "strong") == ["Day", "Wind"]


def test_a_document_of_nothing_but_text(tmp_path):
    text = f'<w:document xmlns:w="{W}"><w:body>{paragraph("Bare")}</w:body></w:document>'
    data = packed({"a.xml": "<a/>", "word/document.xml": text})
    document = opened(tmp_path, "bare.docx", data)
    assert (document.text.whole(), document.title) == ("Bare", "bare.docx")


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"word/document.xml": "<w:document"}, "not XML"),
        ({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}, "has no text"),
    ],
)
def test_documents_that_cannot_be_read(tmp_path, part, sentence):
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.docx", docx("", **part))


def test_tables_in_cells_are_read_once_at_any_depth(tmp_path):
    body = paragraph("inmost")
    for level in range(80, 0, -1):  # each twice, at every level, were 2^80 words
        body = table(cell(paragraph(f"in {level}") + body + paragraph(f"out {level}")))
    assert read(tmp_path, body).text.whole().split("\n\n") == [
        *(f"in {level}" for level in range(1, 81)),
        "inmost",
        *(f"out {level}" for level in range(80, 0, -1)),
    ]


def test_a_table_next_to_words_is_read_in_its_position(tmp_path):
    inner = table(cell(paragraph("a")) + cell(paragraph("b")), cell(paragraph("c")))
    outer = table(
        cell(paragraph("first")) + cell(paragraph("before") + inner + paragraph("after")),
        cell(paragraph("second")) + cell(paragraph("last")),
    )
    assert read(tmp_path, outer).text.whole() == (
        "first\n\nbefore\n\na | b\nc\n\nafter\n\nsecond\n\nlast"
    )


def test_text_boxes_in_text_boxes_are_read_once_at_any_depth(tmp_path):
    body = paragraph("inmost")
    for level in range(50, 0, -1):
        content = f"<w:r><w:pict><w:txbxContent>{body}</w:txbxContent></w:pict></w:r>"
        body = paragraph(run(f"level {level}") + content)
    levels = [f"level {level}" for level in range(1, 51)]
    assert read(tmp_path, body).text.whole().split("\n\n") == [*levels, "inmost"]
    body = paragraph("inmost")
    for level in range(8, 0, -1):  # the file itself has each twice
        body = paragraph(run(f"level {level}") + box(body))
    assert read(tmp_path, body).text.whole().split("\n\n") == [*levels[:8], "inmost"]


def test_text_boxes_in_cells_are_read_once(tmp_path):
    boxed = paragraph(run("Mon") + box(paragraph(run("boxed") + box(paragraph("deep")))))
    rows = cell(boxed) + cell(paragraph("NW"))
    document = read(tmp_path, table(rows) + paragraph("After"))
    assert document.text.whole() == "Mon boxed deep | NW\n\nAfter"
    nested = read(tmp_path, table(cell(boxed + table(cell(paragraph("x"))))))
    assert nested.text.whole() == "Mon\n\nboxed\n\ndeep\n\nx"


def test_only_one_of_several_alternatives_is_read(tmp_path):
    def alternatives(*words: str) -> str:
        choices = "".join(f"<mc:Choice>{run(each) if each else ''}</mc:Choice>" for each in words)
        fallback = f"<mc:Fallback>{run('old')}</mc:Fallback>"
        return f"<mc:AlternateContent>{choices}{fallback}</mc:AlternateContent>"

    inside = "<w:r><mc:AlternateContent><mc:Choice><w:sym/></mc:Choice><mc:Fallback><w:t>sign</w:t>"
    inside += "</mc:Fallback></mc:AlternateContent></w:r>"
    document = read(
        tmp_path,
        paragraph(alternatives("new", "newer")) + paragraph(alternatives("")) + paragraph(inside),
    )
    assert document.text.whole() == "new\n\nold\n\nsign"


def test_rows_and_cells_in_content_controls_are_read(tmp_path):
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{control(cell(paragraph('a')))}{cell(control(paragraph('b')))}</w:tr>"
    assert read(tmp_path, f"<w:tbl>{control(row)}</w:tbl>").text.whole() == "a | b"


NUMBERS = ("1.5", "-1", "²", "1e3", " 2", "9" * 5000, "", "x", "99")


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_none(tmp_path, number):
    """C1: a damaged number is no number, and no reason to end."""
    numbered = (
        f'<w:p><w:pPr><w:pStyle w:val="N"/><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/>'
        f"</w:numPr></w:pPr>{run('words')}</w:p>"
    )
    style = (
        f'<w:style w:styleId="N"><w:name w:val="n"/><w:pPr><w:outlineLvl w:val="{number}"/>'
        f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="{number}"><w:start w:val="{number}"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="{number}"/></w:lvlOverride></w:num>'
    )
    changes = {
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{style}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{lists}</w:numbering>',
    }
    data = docx(numbered + paragraph("more", "N"), **changes)
    assert opened(tmp_path, "a.docx", data).text.whole() == "• words\n• more"


def test_what_a_list_shares_is_read_once(tmp_path, monkeypatch):
    """300 lists that share 300 levels must cost 600 reads, not 90,000."""
    levels = '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>' * 300
    lists = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/></w:num>' for n in range(300)
    )
    kind = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    numbers = f'<w:numbering xmlns:w="{W}">{kind}{lists}</w:numbering>'
    looks = []
    look = docx_numbering.local_attribute
    monkeypatch.setattr(
        docx_numbering, "local_attribute", lambda *names: looks.append(1) or look(*names)
    )
    opened(tmp_path, "a.docx", docx(paragraph("words"), **{"word/numbering.xml": numbers}))
    assert 600 <= len(looks) < 600 * 10


def test_words_after_an_entity_are_read(tmp_path):
    """Entities that the document declares are not expanded; what is around them is text."""
    body = docx(paragraph("one &more; two"))
    declared = docx(
        "",
        **{
            "word/document.xml": f"""<!DOCTYPE w:document [<!ENTITY more "words">]>
        <w:document xmlns:w="{W}"><w:body>{paragraph("one &more; two")}</w:body></w:document>"""
        },
    )
    assert opened(tmp_path, "a.docx", declared).text.whole() == "one two"
    with pytest.raises(ReaderError, match="damaged"):
        opened(tmp_path, "b.docx", body)
