import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.documents.odt import styles as odt_styles
from readerapp.text.line_layout import LineLayout
from tests.documents.samples import opened, packed, styled

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style", "table", "draw", "meta")
)
SPACES += """ xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" """
STYLES = """
<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="BI" style:parent-style-name="B"><style:text-properties
 fo:font-style="italic"/></style:style>
<style:style style:name="X"><style:text-properties style:text-line-through-style="solid"/>
</style:style><style:style style:name="Source_20_Text"/>
<style:style style:name="P1" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:parent-style-name="Preformatted_20_Text"/>
<style:style style:name="Quotations"/><style:style style:name="Preformatted_20_Text"/>
<style:style style:name="Loop" style:parent-style-name="Loop"/>
<text:list-style style:name="L"><text:list-level-style-number text:level="1"
 style:num-suffix="." style:num-format="1" text:start-value="4"/><text:list-level-style-bullet
 text:level="2"/><text:list-level-style-number text:level="3" style:num-format=""/>
</text:list-style>"""
META = """<meta><dc:title>The ferry</dc:title><meta:initial-creator>Lou Hart</meta:initial-creator>
<meta:creation-date>2020-06-01T08:00:00</meta:creation-date></meta>"""


def xml(content: str) -> str:
    return f"<office:document {SPACES}>{content}</office:document>"


def odt(body: str, **changes: str) -> bytes:
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": xml(f"<office:body><office:text>{body}</office:text></office:body>"),
        "styles.xml": xml(STYLES),
        "meta.xml": xml(META),
        "META-INF/manifest.xml": "<manifest/>",
        **changes,
    })  # fmt: skip


def read(tmp_path, body: str) -> Document:
    return opened(tmp_path, "ferry", odt(body))


def test_headings_styles_and_metadata(tmp_path):
    document = read(
        tmp_path,
        """<text:p text:style-name="Title">The ferry</text:p>
        <text:table-of-content><text:p>Contents</text:p></text:table-of-content>
        <text:h text:outline-level="2">At <text:span text:style-name="B">dawn</text:span></text:h>
        <text:h>No level</text:h>
        <text:p>A<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d
        <text:span text:style-name="BI">both</text:span>
        <text:span text:style-name="X">no</text:span>
        <text:span text:style-name="Source_20_Text">x</text:span>
        <text:a xlink:href="https://example.org/f">times</text:a><office:annotation>
        <text:p>a comment</text:p></office:annotation>.</text:p>
        <text:p text:style-name="P1">Said so.</text:p>
        <text:p text:style-name="P2">if<text:s/>x:</text:p>
        <text:p text:style-name="P2"><text:s text:c="4"/>y</text:p>
        <text:section><text:p text:style-name="Loop">End</text:p></text:section>""",
    )
    assert document.text.whole() == (
        "The ferry\n\nAt dawn\n\nNo level\n\nA b c\nd both no x times.\n\nSaid so.\n\n"
        "if x:\n    y\n\nEnd"
    )
    assert [(h.level, h.title) for h in document.headings] == [
        (1, "The ferry"), (2, "At dawn"), (1, "No level")
    ]  # fmt: skip
    assert styled(document, "strong") == ["dawn", "both"]
    assert styled(document, "emphasis") == ["both"]
    assert styled(document, "strike") == ["no"]
    assert styled(document, "code") == ["x", "if x:", "    y"]
    assert styled(document, "quote") == ["Said so."]
    assert styled(document, "link") == ["times"]
    assert (document.format, document.title) == ("odt", "The ferry")
    assert (document.author, document.date) == ("Lou Hart", "2020-06-01")


def test_lists(tmp_path):
    document = read(
        tmp_path,
        """<text:list text:style-name="L"><text:list-item><text:p>oil</text:p>
        <text:list><text:list-item><text:p>olive</text:p><text:list><text:list-item>
        <text:p>bare</text:p></text:list-item></text:list></text:list-item></text:list>
        </text:list-item><text:list-item/><text:list-item><text:p>bread</text:p>
        </text:list-item></text:list><text:list><text:list-header><text:p>plain</text:p>
        </text:list-header></text:list>""",
    )
    assert document.text.whole() == "4. oil\n• olive\nbare\n6. bread\n\nplain"
    assert [row.indent for row in LineLayout(document.text, 40).rows_from(0, 4)] == [0, 3, 5, 0]


def test_tables_notes_and_text_boxes(tmp_path):
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    document = read(
        tmp_path,
        f"""<text:p>Here<text:note><text:note-citation>7</text:note-citation><text:note-body>
        <text:p>A note.</text:p></text:note-body></text:note> and<draw:frame><draw:text-box>
        <text:p>boxed</text:p></draw:text-box></draw:frame> there.</text:p>
        <table:table><table:table-header-rows>{row("Day", "Wind")}</table:table-header-rows>
        {row("", "")}{row("Mon", "NW")}</table:table><table:table>{row("alone")}</table:table>""",
    )
    assert document.text.whole().split("\n\n") == [
        "Here[7] and there.", "boxed", "Day | Wind\nMon | NW", "alone", "[7] A note.",
    ]  # fmt: skip
    assert styled(document, "strong") == ["Day", "Wind"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"META-INF/manifest.xml": "<m><encryption-data/></m>"}, "encrypted"),
        ({"content.xml": "<office"}, "not XML"),
        ({"content.xml": "<office/>"}, "has no text"),
    ],
)
def test_documents_that_cannot_be_read(tmp_path, changes, sentence):
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.odt", odt("", **changes))


def test_a_document_without_metadata(tmp_path):
    body = xml("<office:body><office:text><text:p>Bare</text:p></office:text></office:body>")
    data = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})
    document = opened(tmp_path, "bare.odt", data)
    assert (document.text.whole(), document.title) == ("Bare", "bare.odt")


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def row(*cells: str) -> str:
    inner = "".join(f"<table:table-cell>{content}</table:table-cell>" for content in cells)
    return f"<table:table-row>{inner}</table:table-row>"


def words(content: str) -> str:
    return f"<text:p>{content}</text:p>"


def box(content: str) -> str:
    return f"<draw:frame><draw:text-box>{content}</draw:text-box></draw:frame>"


def test_tables_in_cells_are_read_once_at_any_depth(tmp_path):
    body = words("inmost")
    for level in range(80, 0, -1):
        body = table(row(words(f"in {level}") + body + words(f"out {level}")))
    assert read(tmp_path, body).text.whole().split("\n\n") == [
        *(f"in {level}" for level in range(1, 81)),
        "inmost",
        *(f"out {level}" for level in range(80, 0, -1)),
    ]


def test_a_table_next_to_words_is_read_in_its_position(tmp_path):
    inner = table(row(words("a"), words("b")), row(words("c")))
    outer = table(
        f"<table:table-header-rows>{row(words('first'), words('before') + inner)}"
        f"</table:table-header-rows><table:table-rows>{row(words('last'))}</table:table-rows>"
    )
    assert read(tmp_path, outer).text.whole() == "first\n\nbefore\n\na | b\nc\n\nlast"


def test_the_contents_of_a_cell_are_read_once(tmp_path):
    note = "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>"
    comment = "<office:annotation><text:p>a comment</text:p></office:annotation>"
    first = words(f"Mon{note}{comment}" + box(words("boxed" + box(words("deep")))))
    body = table(row(first, words("NW"))) + words("After")
    assert read(tmp_path, body).text.whole() == ("Mon[1] boxed deep | NW\n\nAfter\n\n[1] A note.")
    nested = table(row(first + table(row(words("x")))))
    assert read(tmp_path, nested).text.whole() == ("Mon[1]\n\nboxed\n\ndeep\n\nx\n\n[1] A note.")


@pytest.mark.parametrize("number", ["1.5", "-1", "²", "1e3", "9" * 5000, "", "x", "0"])
def test_numbers_that_are_none(tmp_path, number):
    styles = f"""<text:list-style style:name="L"><text:list-level-style-number
    text:level="{number}" text:start-value="{number}" style:num-format="1"/></text:list-style>"""
    body = f"""<text:h text:outline-level="{number}">Head</text:h><text:list text:style-name="L">
    <text:list-item><text:p>one<text:s text:c="{number}"/>two</text:p></text:list-item>
    </text:list>"""
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    gap = "" if number == "0" else " "
    assert document.text.whole() == f"Head\n\n• one{gap}two"
    assert [heading.level for heading in document.headings] == [1]


def test_what_styles_share_is_read_once(tmp_path, monkeypatch):
    """300 lists of a style with 300 levels, 300 styles that inherit 300 properties."""
    levels = '<text:list-level-style-bullet text:level="1"/>' * 300
    said = '<style:text-properties fo:font-weight="bold"/>' * 300
    children = "".join(
        f'<style:style style:name="c{n}" style:parent-style-name="P"/>' for n in range(300)
    )
    styles = f"""<text:list-style style:name="L">{levels}</text:list-style>
    <style:style style:name="P">{said}</style:style>{children}"""
    spans = "".join(f'<text:span text:style-name="c{n}">x</text:span>' for n in range(300))
    items = f"<text:list-item>{words('y')}</text:list-item>"
    body = words(spans) + f'<text:list text:style-name="L">{items}</text:list>' * 300
    reads = []
    for name in ("list_levels", "_own_properties"):
        read_once = getattr(odt_styles, name)
        monkeypatch.setattr(
            odt_styles, name, lambda style, read=read_once: reads.append(1) or read(style)
        )
    opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    assert len(reads) <= 1 + 301


def test_an_entity_leaves_no_words(tmp_path):
    """Entities that the document declares are not expanded; what is around them is text."""
    content = xml(
        f"<office:body><office:text>{words('one &more; two')}</office:text></office:body>"
    )
    declared = f'<!DOCTYPE office:document [<!ENTITY more "words">]>{content}'
    document = opened(tmp_path, "a.odt", odt("", **{"content.xml": declared}))
    assert document.text.whole() == "one two"
