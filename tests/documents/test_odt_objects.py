"""What an ODT has besides words: hidden words, frames, pictures, formulas, forms, comments."""

import pytest

from readerapp.core.errors import ReaderError
from tests.documents.samples import opened, packed
from tests.documents.test_odt import SPACES, box, odt, read, row, table, words, xml

HIDDEN = """<style:style style:name="H"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Shown" style:parent-style-name="H"><style:text-properties
 text:display="true"/></style:style>"""


def test_b11_hidden_words_paragraphs_and_sections(tmp_path):
    body = """<text:p>Seen <text:span text:style-name="H">secret</text:span>and
    <text:span text:style-name="Shown">shown</text:span>.</text:p>
    <text:p text:style-name="H">secret</text:p>
    <text:p><text:hidden-paragraph text:is-hidden="true"/>secret</text:p>
    <text:p>A <text:hidden-text text:is-hidden="true">secret</text:hidden-text>b
    <text:hidden-text text:is-hidden="false">c</text:hidden-text></text:p>
    <text:section text:display="none"><text:p>secret</text:p></text:section>
    <text:section text:display="condition" text:is-hidden="true"><text:p>secret</text:p>
    </text:section><text:section text:display="condition"><text:p>open</text:p></text:section>"""
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(HIDDEN)}))
    assert document.text.whole() == "Seen and shown.\n\nA b c\n\nopen"
    assert document.omissions == (
        "2 hidden passages are not shown",
        "2 hidden paragraphs are not shown",
        "2 hidden sections are not shown",
    )


def test_b12_superscripts_and_subscripts(tmp_path):
    styles = """<style:style style:name="U"><style:text-properties
    style:text-position="super 58%"/></style:style><style:style style:name="D">
    <style:text-properties style:text-position="-33% 58%"/></style:style>"""
    span = '<text:span text:style-name="{}">{}</text:span>'
    body = words(f"10{span.format('U', '6')} of H{span.format('D', '2')}O")
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    assert document.text.whole() == "10⁶ of H₂O"


def test_b13_ruby_is_its_base(tmp_path):
    body = words(
        "Before <text:ruby><text:ruby-base>東京</text:ruby-base>"
        "<text:ruby-text>とうきょう</text:ruby-text></text:ruby> after."
    )
    assert read(tmp_path, body).text.whole() == "Before 東京 after."


def test_odt_flat(tmp_path):
    document = opened(
        tmp_path,
        "flat.xml",
        f"""<?xml version="1.0"?><office:document {SPACES}
        office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>
        <dc:title>Ferry</dc:title></office:meta><office:automatic-styles><style:style
        style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
        </office:automatic-styles><office:body><office:text>
        <text:p>Flat <text:span text:style-name="B">words</text:span>.<draw:frame><draw:image>
        <office:binary-data>aGVsbG8=</office:binary-data></draw:image></draw:frame></text:p>
        </office:text></office:body></office:document>""",
    )
    assert (document.format, document.title) == ("odt", "Ferry")
    assert document.text.whole() == "Flat words."
    assert document.omissions == ("1 picture is not shown",)


def test_odt_covered_and_repeated_cells(tmp_path):
    body = table(
        "<table:table-row><table:table-cell><text:p>Wide</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>same'
        '</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000"/>'
        "</table:table-row>",
    )
    assert read(tmp_path, body).text.whole() == "Wide | \nsame | same | "


def test_odt_frames_in_cells_on_pages_and_in_shapes(tmp_path):
    shape = "<draw:g><draw:custom-shape><text:p>in a shape</text:p></draw:custom-shape></draw:g>"
    body = (
        box(words("on the page"))
        + words(f"Body{shape} words.")
        + table(row(words("Left"), words(box(words("in a cell")) + shape)))
    )
    assert read(tmp_path, body).text.whole() == (
        "on the page\n\nBody words.\n\nin a shape\n\nLeft | in a cell in a shape"
    )


def test_odt_pictures_have_their_alternative_text(tmp_path):
    frame = (
        "<draw:frame{}><draw:image/><svg:title>{}</svg:title><svg:desc>{}</svg:desc></draw:frame>"
    )
    body = words("see" + frame.format("", "The harbour", "Seen from the pier") + "here")
    body += words("bare" + frame.format("", "", "")) + frame.format("", "On the page", "")
    body += words(frame.format(' loext:decorative="true"', "", "A line"))
    body = body.replace("svg:", "draw:").replace("loext:", "draw:")
    document = read(tmp_path, body)
    assert document.text.whole() == (
        "see [picture: The harbour. Seen from the pier] here\n\nbare\n\n[picture: On the page]"
    )
    assert document.omissions == ("4 pictures are not shown",)


def test_odt_formulas_are_words_and_other_objects_are_named(tmp_path):
    math = """<math><semantics><mrow><mi>E</mi><mo>=</mo><mfrac><mi>m</mi><mn>2</mn></mfrac>
    <msup><mi>v</mi><mn>2</mn></msup></mrow><annotation>E = m over 2</annotation></semantics>
    </math>"""
    chart = """<d xmlns:c="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"
    xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><o:body><o:chart><c:title>
    <p>Cod landed</p></c:title></o:chart></o:body></d>"""
    frame = '<draw:frame><draw:object xlink:href="./{}"/><draw:image/></draw:frame>'
    body = words("As " + frame.format("Object 1") + "says.") + words(frame.format("Object 2"))
    body += words("and" + frame.format("missing"))
    data = odt(body, **{"Object 1/content.xml": math, "Object 2/content.xml": chart})
    document = opened(tmp_path, "a.odt", data)
    assert document.text.whole() == "As E = m/2v² says.\n\n[chart: Cod landed]\n\nand"
    assert document.omissions == (
        "1 chart is not shown", "1 embedded object is not shown"
    )  # fmt: skip


def test_odt_form_fields_have_their_values(tmp_path):
    forms = """<office:forms><f:form xmlns:f="urn:f"><f:text f:id="c1" f:current-value="Ida Holm"/>
    <f:checkbox f:id="c2" f:label="I agree" f:current-state="checked"/>
    <f:listbox f:id="c3"><f:option f:label="red"/><f:option f:label="blue"
    f:current-selected="true"/></f:listbox><f:password f:id="c4" f:current-value="x"/></f:form>
    </office:forms>"""
    controls = [f'<draw:control draw:control="c{n}"/>' for n in range(1, 6)]
    body = forms + words("Name:" + " ".join(controls))
    assert read(tmp_path, body).text.whole() == "Name: Ida Holm [x] I agree blue"


def test_odt_tracked_changes_are_accepted_and_named(tmp_path):
    """The same as in DOCX: annotations of their authors, and a sentence."""
    info = """<office:change-info><dc:creator>Ida</dc:creator><dc:date>2026-05-01T09:30:00</dc:date>
    </office:change-info>"""
    body = f"""<text:tracked-changes><text:changed-region text:id="a"><text:deletion>{info}
    <text:p>gone</text:p><text:p>away</text:p></text:deletion></text:changed-region>
    <text:changed-region text:id="b"><text:insertion>{info}</text:insertion></text:changed-region>
    </text:tracked-changes><text:p>Kept <text:change text:change-id="a"/><text:change-start
    text:change-id="b"/>new<text:change-end text:change-id="b"/> words.</text:p>"""
    document = read(tmp_path, body)
    whole = document.text.whole()
    assert whole == "Kept new words."
    assert document.omissions == (
        "2 changes are tracked (1 deletion and 1 insertion; the text shows the accepted version)",
    )
    deletion, insertion = document.embedded
    assert (deletion.kind, deletion.author, deletion.note) == (
        "strike",
        "Ida",
        "deleted: gone away",
    )
    assert deletion.created == "2026-05-01T09:30:00"
    assert whole[insertion.start : insertion.end] == "new"


def test_odt_notes_have_the_numbers_of_the_document(tmp_path):
    note = """<text:note><text:note-citation>{0}</text:note-citation><text:note-body>
    <text:p>Note {0}.</text:p></text:note-body></text:note>"""
    body = words(f"One{note.format('1')} two{note.format('i')} three{note.format('*')}.")
    document = read(tmp_path, body)
    assert document.text.whole() == (
        "One[1] two[i] three[*].\n\n[1] Note 1.\n[i] Note i.\n[*] Note *."
    )


@pytest.mark.parametrize(
    ("master", "pages", "shown"),
    [
        ('style:next-style-name="Other"', "3", "Letterhead\n\nDear Ida"),
        ("", "1", "Letterhead\n\nDear Ida"),
        ("", "3", "Dear Ida"),
        ('style:next-style-name="Standard"', "", "Dear Ida"),
    ],
)
def test_odt_the_head_of_a_letter_is_in_the_text(tmp_path, master, pages, shown):
    styles = f"""<office:master-styles><style:master-page style:name="Standard" {master}>
    <style:header><text:p>Letterhead</text:p></style:header></style:master-page>
    </office:master-styles>"""
    meta = f'<meta><meta:document-statistic meta:page-count="{pages}"/></meta>'
    data = odt(words("Dear Ida"), **{"styles.xml": xml(styles), "meta.xml": xml(meta)})
    document = opened(tmp_path, "a.odt", data)
    assert document.text.whole() == shown
    named = "The words at the edges of pages are not shown: Letterhead"
    assert document.omissions == (() if "Letterhead" in shown else (named,))


def test_odt_a_list_of_contents_is_named(tmp_path):
    contents = "<text:table-of-content><text:index-body><text:p>One 3</text:p></text:index-body>"
    document = read(tmp_path, contents + "</text:table-of-content><text:h>One</text:h>")
    assert document.text.whole() == "One"
    assert document.omissions == (
        "The list of contents is not shown; its headings are in the text",
    )


def test_odt_entries_of_contents_that_are_no_headings_are_kept(tmp_path):
    def entry(content: str) -> str:
        return words(f'<text:a xlink:href="#x">{content}</text:a>')

    contents = f"""<text:table-of-content><text:index-body><text:index-title>{words("Contents")}
    </text:index-title>{entry("1 One<text:tab/>3")}{entry("ii. Two ..... iv")}{{}}</text:index-body>
    </text:table-of-content><text:h>One</text:h><text:h>Two</text:h>"""
    assert read(tmp_path, contents.format("")).text.whole() == "One\n\nTwo"
    document = read(tmp_path, contents.format(entry("Map<text:tab/>9")))
    assert document.text.whole() == "Contents\n\nMap 9\n\nOne\n\nTwo"


def test_odt_comments_with_range_author_date_and_thread(tmp_path):
    def comment(name: str, note: str, more: str = "") -> str:
        return (
            f'<office:annotation office:name="{name}" {more}><dc:creator>Ida</dc:creator>'
            f"<dc:date>2026-05-01T09:30:00.123000000</dc:date><text:p>{note}</text:p>"
            "<text:p>Really<text:s/>so.</text:p></office:annotation>"
        )

    end = '<office:annotation-end office:name="{}"/>'
    reply = comment("b", "No.", 'office:parent-name="a" office:resolved="true"')
    body = words(
        f"One {comment('a', 'Why?')}two{reply} three{end.format('a')}{end.format('b')} four"
        f"{comment('c', 'Here.')}."
    )
    document = read(tmp_path, body)
    text = document.text.whole()
    assert text == "One two three four."
    first, second, third = document.embedded
    assert text[first.start : first.end] == "two three"
    assert (first.author, first.created) == ("Ida", "2026-05-01T09:30:00")
    assert (first.note, first.reply_to, first.resolved) == ("Why?\nReally so.", None, False)
    assert (second.reply_to, second.resolved) == (0, True)
    assert (third.start, third.end) == (text.index("."), text.index("."))


def test_odt_paragraphs_in_the_style_of_a_heading_are_headings(tmp_path):
    styles = """<style:style style:name="Heading_20_2" style:default-outline-level="2"/>
    <style:style style:name="P1" style:parent-style-name="Heading_20_2"/>"""
    body = '<text:p text:style-name="P1">Rent</text:p>' + words("x")
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    assert [(each.level, each.title) for each in document.headings] == [(2, "Rent")]


def test_odt_links_inside_the_document_lead_to_bookmarks(tmp_path):
    body = words(
        'One <text:bookmark text:name="a b"/>two <text:a xlink:href="#a%20b">back</text:a>'
    )
    body += words('and <text:bookmark-ref text:ref-name="a b">two</text:bookmark-ref>.')
    document = read(tmp_path, body)
    links = [run.value for run in document.styles if run.kind == "link"]
    assert links == ["#a b", "#a b"]
    assert document.anchors["a b"] == document.text.whole().index("two")


def test_what_stands_before_the_body_is_not_taken_for_it(tmp_path):
    """A date format in the styles has an element of the name of the body."""
    content = xml(
        '<office:automatic-styles><n:date-style xmlns:n="urn:n"><n:text>/</n:text></n:date-style>'
        "</office:automatic-styles><office:body><office:text><text:p>Words</text:p></office:text>"
        "</office:body>"
    )
    document = opened(tmp_path, "a.odt", odt("", **{"content.xml": content}))
    assert document.text.whole() == "Words"


def test_sources_of_indexes_scripts_and_unset_fields_are_no_words(tmp_path):
    body = """<text:illustration-index><text:illustration-index-source><text:index-title-template>
    Figures</text:index-title-template></text:illustration-index-source><text:index-body>
    <text:p>Figures</text:p></text:index-body></text:illustration-index>
    <text:p>a<text:script>alert(1)</text:script><text:variable-set text:display="none">7
    </text:variable-set></text:p>"""
    assert read(tmp_path, body).text.whole() == "Figures\n\na"


def test_words_at_the_edges_of_pages_are_named(tmp_path):
    styles = xml(
        """<office:master-styles><style:master-page><style:header><text:p>Harbour Board</text:p>
        </style:header><style:footer><text:p>3</text:p></style:footer></style:master-page>
        </office:master-styles>"""
    )
    document = opened(tmp_path, "a.odt", odt(words("x"), **{"styles.xml": styles}))
    assert document.omissions == (
        "The words at the edges of pages are not shown: Harbour Board",
    )  # fmt: skip


def test_sections_of_a_master_document_that_are_elsewhere_are_named(tmp_path):
    body = """<text:section><text:section-source xlink:href="../one.odt"/></text:section>
    <text:section><text:section-source xlink:href="two.odt"/><text:p>Two</text:p></text:section>"""
    kind = "application/vnd.oasis.opendocument.text-master"
    document = opened(tmp_path, "a.odm", odt(body, mimetype=kind))
    assert document.text.whole() == "[linked document: ../one.odt]\n\nTwo"


def test_other_kinds_of_open_document_are_refused_by_name(tmp_path):
    content = xml("<office:body><office:spreadsheet/></office:body>")
    data = packed({"a": "", "content.xml": content})
    with pytest.raises(ReaderError, match="OpenDocument spreadsheet"):
        opened(tmp_path, "a.odt", data)
    flat = xml("<office:body><office:presentation/></office:body>").replace(
        "<office:document ",
        '<office:document office:mimetype="application/vnd.oasis.opendocument.presentation" ',
    )
    with pytest.raises(ReaderError, match="OpenDocument presentation"):
        opened(tmp_path, "a.fodp", flat)
