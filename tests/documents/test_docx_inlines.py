"""What is in the paragraphs of Word documents: fields, symbols, formulas, notes, drawings."""

import pytest

from readerapp.documents.docx.fields import equation_words, link_address
from readerapp.documents.docx.symbols import symbol
from tests.documents.samples import styled
from tests.documents.word_files import W, cell, paragraph, read, relationships, run, table, words


def sign(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def field(instruction: str, result: str | None = None, form: str = "") -> str:
    """Return a field as Word writes it; without a result it has no separator."""
    shown = "" if result is None else sign("separate") + result
    begin = sign("begin", form)
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}{sign('end')}"


def test_ruby_has_its_base_words(tmp_path):
    """A11: the base is in the text, the reading is dropped."""
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('とうきょう')}</w:rt><w:rubyBase>{run('東京')}"
        "</w:rubyBase></w:ruby></w:r>"
    )
    assert words(tmp_path, paragraph(run("In ") + ruby + run(" at last"))) == "In 東京 at last"


def test_symbols(tmp_path):
    """A13: the character of a symbol font, or a mark."""
    arrow = '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    unknown = '<w:r><w:sym w:font="Dingbats X" w:char="F001"/></w:r>'
    damaged = '<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>'
    greek = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>ab</w:t></w:r>'
    private = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b3</w:t></w:r>'
    soft = (
        f"{run('soft')}<w:r><w:softHyphen/></w:r>{run('hyphen, no')}<w:r><w:noBreakHyphen/></w:r>"
    )
    document = read(
        tmp_path, paragraph(arrow + unknown + damaged + greek + private + run(" ") + soft)
    )
    assert document.text.whole() == (
        "→ [symbol: Dingbats X F001] [symbol: Symbol zz] αβ≥ softhyphen, no-"
    )
    assert document.omissions == ("2 symbols are not shown",)


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", 0xF061, "α"), ("symbol", 0x44, "Δ"), ("Symbol", 0xB3, "≥"),
        ("Wingdings", 0xF0FC, "✓"), ("Wingdings", 0xA8, "☐"), ("Wingdings 2", 0x52, "☑"),
        ("Wingdings 3", 0x7D, "▶"), ("Webdings", 0xF061, "✓"), ("Arial", 0x41, "A"),
        ("Arial", 0xF041, ""), ("Wingdings", 0x1F, ""), ("Arial", 0xD800, ""), ("Arial", 7, ""),
    ],
)  # fmt: skip
def test_symbol_fonts(font, code, shown):
    assert symbol(font, code) == shown


def test_superscripts_and_subscripts(tmp_path):
    """B12: 10⁶ does not read 106, and ordinals stay."""
    up, down = 'vertAlign w:val="superscript"', 'vertAlign w:val="subscript"'
    body = (
        run("H") + run("2", down) + run("O, 10") + run("1", up) + run("2", up) + run(", 1")
        + run("st", up) + run(", x") + run("a", up) + run("b", up, "b") + run(".")
    )  # fmt: skip
    document = read(tmp_path, paragraph(body))
    assert document.text.whole() == "H₂O, 10¹², 1st, x^{ab}."
    assert styled(document, "strong") == ["b"]


def test_the_mark_of_a_note_is_no_superscript(tmp_path):
    mark = '<w:r><w:rPr><w:rStyle w:val="R"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    styles = f"""<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="R"><w:rPr>
    <w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>"""
    text = words(tmp_path, paragraph(run("Here") + mark), **{"word/styles.xml": styles})
    assert text.startswith("Here[1]\n\n[1] Seen twice.")


@pytest.mark.parametrize("kind", ["page", "column"])
def test_breaks_do_not_glue_words(tmp_path, kind):
    """B9: page and column breaks."""
    cut = f'<w:r><w:br w:type="{kind}"/></w:r>'
    body = run("one") + cut + run("two")
    assert words(tmp_path, paragraph(body)) == "one\n\ntwo"
    document = read(tmp_path, paragraph(body, "H2"))
    assert [each.title for each in document.headings] == ["1.I one two"]
    assert words(tmp_path, table(cell(paragraph(body)) + cell(paragraph("b")))) == "one two | b"


def test_hidden_text_is_left_out_and_named(tmp_path):
    """B11: hidden runs, also through styles; vanish may be switched off."""
    styles = f"""<w:styles xmlns:w="{W}">
    <w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""
    body = paragraph(
        run("Shown") + run("one", "vanish") + run("two", "vanish")
        + run(" still", 'vanish w:val="0"') + run("three", 'rStyle w:val="H"')
    ) + paragraph("four", "P")  # fmt: skip
    document = read(tmp_path, body, **{"word/styles.xml": styles})
    assert document.text.whole() == "Shown still"
    assert document.omissions == ("3 hidden passages are not shown",)


def test_fields_show_their_result(tmp_path):
    """Cross references and other fields: the result is shown, the instruction is not."""
    inner = field(" MERGEFIELD a ", run("inner"))
    body = (
        run("See ") + field(" REF _x \\h ", run("clause 4")) + run(", ")
        + sign("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + inner
        + '<w:r><w:instrText> = "x" "y"</w:instrText></w:r>' + sign("separate") + run("whole")
        + sign("end") + field(' XE "index entry" ') + run(" ")
        + f'<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple>.'
    )  # fmt: skip
    assert words(tmp_path, paragraph(body)) == "See clause 4, whole 7"


def test_a_field_over_paragraphs_hides_only_its_instruction(tmp_path):
    body = (
        paragraph(sign("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + sign("separate"))
        + paragraph("Entry") + paragraph(sign("end") + run("After"))
    )  # fmt: skip
    assert words(tmp_path, body) == "Entry\n\nAfter"


def test_damaged_fields_hide_no_words(tmp_path):
    """A field without an end, an end without a begin, a field that is deleted in part."""
    lost = sign("begin") + "<w:r><w:instrText>REF</w:instrText></w:r>" + run("one")
    deleted = f"<w:del>{sign('begin')}{sign('separate')}</w:del>{sign('end')}{run('three')}"
    body = paragraph(sign("end") + run("two")) + paragraph(deleted) + paragraph(lost)
    assert words(tmp_path, body + paragraph("four")) == "two\n\nthree\n\none\n\nfour"


@pytest.mark.parametrize(
    ("instruction", "form", "shown"),
    [
        ("FORMCHECKBOX", '<w:checkBox><w:default w:val="1"/></w:checkBox>', "☒"),
        ("FORMCHECKBOX", '<w:checkBox><w:checked w:val="0"/></w:checkBox>', "☐"),
        (
            "FORMDROPDOWN",
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="cod"/><w:listEntry w:val="ling"/>'
            "</w:ddList>",
            "ling",
        ),
        ("FORMDROPDOWN", '<w:ddList><w:result w:val="9"/></w:ddList>', ""),
        ("MACROBUTTON NoMacro [Click here and type]", "", "[Click here and type]"),
        ("SYMBOL 183 \\f Symbol", "", "•"),
        ("SYMBOL 0x41 \\f Nowhere", "", "A"),
        ("EQ \\f(1,2)", "", "1/2"),
        ('EQ \\* jc2 \\* "Font:MS Mincho" \\o\\ad(\\s\\up 9(とうきょう),東京)', "", "東京"),
        ("LISTNUM", "", "[number]"),
    ],
)
def test_fields_without_a_result(tmp_path, instruction, form, shown):
    data = f"<w:ffData>{form}</w:ffData>" if form else ""
    text = words(tmp_path, paragraph(run("It is ") + field(instruction, None, data)))
    assert text == f"It is {shown}".strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\\r(3,x)", "∛x"), ("\\r(,a+b)", "√(a+b)"), ("x\\s\\up8(2)", "x²"),
        ("\\b\\bc\\[(a)", "[a]"), ("\\b\\lc\\{(a)", "{a)"), ("\\b\\bc\\|(a)", "|a|"),
        ("\\i\\su(1,n,x)", "∑₁ⁿ x"), ("\\f(a+1", "a+1"), ("\\", ""), ("\\x(boxed)", "boxed"),
        ("\\x(" * 60 + "a", "x(" * 40 + "a"),
    ],
)  # fmt: skip
def test_equations_of_old_fields(written, shown):
    assert equation_words(written) == shown


@pytest.mark.parametrize(
    ("instruction", "address"),
    [
        ('HYPERLINK "http://a.b/c d"', "http://a.b/c d"),
        ('hyperlink \\l "part" \\o "a tip"', "#part"),
        ("PAGE", ""),
        ("", ""),
    ],
)
def test_links_of_fields(instruction, address):
    assert link_address(instruction) == address


def test_a_field_may_be_a_link(tmp_path):
    body = run("A ") + field('HYPERLINK "http://a.b"', run("link")) + run(" here")
    document = read(tmp_path, paragraph(body))
    assert [(each.kind, each.value) for each in document.styles] == [("link", "http://a.b")]
    assert styled(document, "link") == ["link"]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("<m:f><m:num>{a}</m:num><m:den>{b}</m:den></m:f>", "a/b"),
        ("<m:sSup><m:e>{a}</m:e><m:sup>{2}</m:sup></m:sSup>", "a²"),
        ("<m:sSub><m:e>{a}</m:e><m:sub>{b}</m:sub></m:sSub>", "a_b"),
        ("<m:rad><m:deg/><m:e>{a}{b}</m:e></m:rad>", "√(ab)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{1}</m:sub><m:sup>{n}</m:sup>'
            "<m:e>{a}</m:e></m:nary>",
            "∑₁ⁿ a",
        ),
        ('<m:d><m:dPr><m:begChr m:val="["/></m:dPr><m:e>{a}</m:e><m:e>{b}</m:e></m:d>', "[a|b)"),
        ("<m:func><m:fName>{sin}</m:fName><m:e>{a}</m:e></m:func>", "sin a"),
        (
            "<m:m><m:mr><m:e>{a}</m:e><m:e>{b}</m:e></m:mr><m:mr><m:e>{1}</m:e></m:mr></m:m>",
            "[a, b; 1]",
        ),
        ("<m:box><m:e>{a}</m:e></m:box>", "a"),
    ],
)  # fmt: skip
def test_formulas_in_one_line(tmp_path, formula, shown):
    """B12 and docx-moved: a fraction reads a/b, not ab."""
    for name in ("a", "b", "1", "2", "n", "sin"):
        formula = formula.replace(f"{{{name}}}", f"<m:r><m:t>{name}</m:t></m:r>")
    assert words(tmp_path, paragraph(run("= ") + f"<m:oMath>{formula}</m:oMath>")) == f"= {shown}"


def test_deep_formulas_end(tmp_path):
    formula = "<m:r><m:t>x</m:t></m:r>"
    for _ in range(100):
        formula = f"<m:sSup><m:e>{formula}</m:e><m:sup/></m:sSup>"
    assert (
        words(tmp_path, paragraph(f"<m:oMathPara><m:oMath>{formula}</m:oMath></m:oMathPara>"))
        == "x"
    )


def picture(alternative: str = "", more: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{alternative}">{more}'
        "</wp:docPr><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )


def test_pictures_leave_a_mark(tmp_path):
    """Pictures with an alternative text get a mark; others, and those for decoration, a count."""
    decorative = '<a:extLst><a:decorative val="1"/></a:extLst>'
    vml = '<w:r><w:pict><v:shape alt="A buoy"><v:imagedata/></v:shape></w:pict></w:r>'
    body = run("See") + picture("A map of the harbour") + picture() + picture("line", decorative)
    document = read(tmp_path, paragraph(body + run("and") + vml + run(".")))
    assert document.text.whole() == "See [picture: A map of the harbour] and [picture: A buoy] ."
    assert document.omissions == ("4 pictures are not shown",)


def graphic(content: str) -> str:
    return (
        f"<w:r><w:drawing><wp:inline><wp:docPr/><a:graphic><a:graphicData>{content}"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def test_charts_diagrams_and_objects_leave_their_words(tmp_path):
    chart = """<c:chartSpace xmlns:c="c" xmlns:a="a"><c:title><a:p><a:r><a:t>Landings</a:t></a:r>
    </a:p></c:title><c:ser><c:tx><c:v>Cod</c:v></c:tx><c:cat><c:v>1900</c:v></c:cat></c:ser>
    </c:chartSpace>"""
    diagram = """<dgm:dataModel xmlns:dgm="dgm" xmlns:a="a">
    <dgm:pt><dgm:t><a:p><a:t>Plan</a:t></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:t>Do</a:t></a:p></dgm:t></dgm:pt></dgm:dataModel>"""
    body = (
        graphic('<c:chart r:id="c1"/>') + graphic('<dgm:relIds r:dm="d1"/>')
        + '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
        + '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    )  # fmt: skip
    document = read(
        tmp_path,
        paragraph(body),
        **{
            "word/_rels/document.xml.rels": relationships(
                "c1 chart chart1.xml", "d1 data data1.xml"
            ),
            "word/chart1.xml": chart,
            "word/data1.xml": diagram,
        },
    )
    assert document.text.whole() == (
        "[chart: Landings; Cod; 1900] [diagram: Plan; Do] [embedded: Excel sheet] DRAFT"
    )


def test_an_initial_belongs_to_its_word(tmp_path):
    """B17: a drop cap is the first letter of the next paragraph."""
    initial = f'<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>{run("O")}</w:p>'
    assert (
        words(tmp_path, initial + paragraph("nce the ferry had gone")) == "Once the ferry had gone"
    )
    assert words(tmp_path, initial) == "O"
    in_cell = table(cell(initial + paragraph("nce")) + cell(paragraph("b")))
    assert words(tmp_path, in_cell) == "Once | b"


NOTES = {
    "word/footnotes.xml": f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">
    {paragraph("Salt.")}</w:footnote><w:footnote w:id="2">{paragraph("Cod.")}</w:footnote>
    </w:footnotes>""",
    "word/endnotes.xml": f"""<w:endnotes xmlns:w="{W}" xmlns:r="r"><w:endnote w:id="1">
    <w:p><w:hyperlink r:id="x">{run("Page")}</w:hyperlink></w:p></w:endnote></w:endnotes>""",
    "word/_rels/endnotes.xml.rels": relationships("x hyperlink http://note.example External"),
}


def mark(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_notes_are_numbered_as_word_does(tmp_path):
    """Item 2: footnotes and endnotes have counts of their own, endnotes in Roman numerals."""
    body = run("a") + mark("footnote", 1) + mark("endnote", 1) + run(" b") + mark("footnote", 2)
    document = read(tmp_path, paragraph(body), **NOTES)
    assert document.text.whole() == "a[1][i] b[2]\n\n[1] Salt.\n[i] Page\n[2] Cod."
    links = sorted((each.start, each.value) for each in document.styles if each.kind == "link")
    assert [value for _, value in links] == [
        "#note-1", "#note-2", "#note-3", "http://note.example"
    ]  # fmt: skip
    text = document.text.whole()
    assert document.anchors["note-2"] == text.index("[i] Page")
    assert document.anchors["mark-3"] == text.index("[2]")


def test_notes_may_start_again_in_each_section(tmp_path):
    settings = f"""<w:settings xmlns:w="{W}"><w:footnotePr><w:numFmt w:val="upperLetter"/>
    <w:numRestart w:val="eachSect"/></w:footnotePr></w:settings>"""
    end = "<w:p><w:pPr><w:sectPr/></w:pPr>" + run("end") + "</w:p>"
    body = (
        paragraph(run("a") + mark("footnote", 1)) + end + paragraph(run("b") + mark("footnote", 2))
    )
    text = words(tmp_path, body + "<w:sectPr/>", **{**NOTES, "word/settings.xml": settings})
    assert text == "a[A]\n\nend\n\nb[A]\n\n[A] Salt.\n[A] Cod."


def test_a_note_with_a_mark_of_its_own_is_not_counted(tmp_path):
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    body = run("a") + star + run(" b") + mark("footnote", 2)
    text = words(tmp_path, paragraph(body), **NOTES)
    assert text == "a[*] b[1]\n\n[*] Salt.\n[1] Cod."


def test_missing_notes_are_named(tmp_path):
    document = read(tmp_path, paragraph(run("a") + mark("endnote", 7)))
    assert document.omissions == ("A note that the text refers to is missing from the file",)
