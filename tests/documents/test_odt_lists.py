"""The numbers of lists and headings of ODT, as LibreOffice shows them (B8)."""

import pytest

from readerapp.documents.odt.lists import Numbering, NumberLevel
from tests.documents.samples import opened
from tests.documents.test_odt import odt, read, row, table, xml

LEVELS = """<text:list-style style:name="{name}">
<text:list-level-style-number text:level="1" style:num-format="{first}" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."
 text:display-levels="2"/>
<text:list-level-style-number text:level="3" style:num-format="a" style:num-prefix="("
 style:num-suffix=")"/></text:list-style>"""


def items(*words: str) -> str:
    return "".join(f"<text:list-item><text:p>{each}</text:p></text:list-item>" for each in words)


def texts(tmp_path, body: str, styles: str = LEVELS.format(name="L", first="1")) -> list[str]:
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    return [line for line in document.text.whole().split("\n") if line]


@pytest.mark.parametrize(
    ("between", "second"),
    [
        ('<text:list text:continue-numbering="true" text:style-name="L">', "3. c"),
        ('<text:list text:continue-list="l1" text:style-name="L">', "3. c"),
        ('<text:list text:style-name="L">', "1. c"),
        ('<text:list text:continue-numbering="false" text:style-name="L">', "1. c"),
        ('<text:list text:continue-list="unknown" text:style-name="L">', "1. c"),
    ],
)
def test_b8_lists_that_continue(tmp_path, between, second):
    body = f"""<text:list xml:id="l1" text:style-name="L">{items("a", "b")}</text:list>
    <text:p>Between.</text:p>{between}{items("c")}</text:list>"""
    assert texts(tmp_path, body) == ["1. a", "2. b", "Between.", second]


def test_b8_other_lists_between_do_not_end_the_count(tmp_path):
    styles = LEVELS.format(name="L", first="1") + LEVELS.format(name="M", first="A")
    body = f"""<text:list text:style-name="L">{items("a")}</text:list>
    <text:list text:style-name="M">{items("b")}</text:list>
    <text:list text:style-name="L" text:continue-numbering="true">{items("c")}</text:list>"""
    assert texts(tmp_path, body, styles) == ["1. a", "A. b", "2. c"]


def test_b8_items_that_say_where_they_start(tmp_path):
    body = f"""<text:list text:style-name="L">{items("one")}
    <text:list-item text:start-value="9"><text:p>nine</text:p></text:list-item>
    {items("ten")}</text:list>"""
    assert texts(tmp_path, body) == ["1. one", "9. nine", "10. ten"]


def test_b8_numbers_of_several_levels(tmp_path):
    """An inner list that goes on after a paragraph has no number of the outer level again."""
    inner = f"<text:list>{items('x', 'y')}</text:list>"
    body = f"""<text:list text:style-name="L">{items("a")}<text:list-item><text:p>b</text:p>
    <text:list><text:list-item><text:p>ba</text:p>{inner}</text:list-item></text:list>
    </text:list-item></text:list><text:p>Between.</text:p>
    <text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:list>
    {items("bb")}</text:list></text:list-item>{items("c")}</text:list>"""
    assert texts(tmp_path, body) == [
        "1. a", "2. b", "2.1. ba", "(a) x", "(b) y", "Between.", "2.2. bb", "3. c"
    ]  # fmt: skip


def test_b8_a_list_header_has_no_number(tmp_path):
    body = f"""<text:list text:style-name="L"><text:list-header><text:p>head</text:p>
    </text:list-header>{items("a")}<text:list-item><text:p>b</text:p><text:p>more</text:p>
    </text:list-item></text:list>"""
    assert texts(tmp_path, body) == ["head", "1. a", "2. b", "more"]


def test_b8_the_style_of_the_paragraphs_and_of_one_item(tmp_path):
    styles = (
        LEVELS.format(name="L", first="I")
        + LEVELS.format(name="M", first="a")
        + '<style:style style:name="P" style:list-style-name="L"/>'
    )
    paragraph = '<text:list-item{}><text:p text:style-name="P">w</text:p></text:list-item>'
    other = paragraph.format(' text:style-override="M"')
    body = f"<text:list>{paragraph.format('') * 3}{other}</text:list>"
    assert texts(tmp_path, body, styles) == ["I. w", "II. w", "III. w", "d. w"]


def test_b8_numbered_paragraphs(tmp_path):
    one = """<text:numbered-paragraph text:list-id="x" text:level="{}" text:style-name="L">
    <text:p>w</text:p></text:numbered-paragraph>"""
    body = "".join(one.format(level) for level in (1, 2, 2, 1))
    assert texts(tmp_path, body) == ["1. w", "1.1. w", "1.2. w", "2. w"]


OUTLINE = """<text:outline-style>
<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="Article "/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>
<style:style style:name="Bare" style:list-style-name=""/>"""


def test_b8_outline_numbers_of_headings(tmp_path):
    def heading(level: int, words: str, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}" {more}>{words}</text:h>'

    body = "".join((
        heading(1, "Terms"), heading(2, "Rent"), heading(3, "When"), heading(2, "Heat"),
        heading(1, "Preamble", 'text:is-list-header="true"'),
        heading(1, "No number", 'text:style-name="Bare"'),
        heading(1, "End"), heading(2, "Notice"),
        heading(2, "Later", 'text:restart-numbering="true" text:start-value="7"'),
    ))  # fmt: skip
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(OUTLINE)}))
    numbered = [
        "Article I Terms", "I.1 Rent", "When", "I.2 Heat", "Preamble", "No number",
        "Article II End", "II.1 Notice", "II.7 Later",
    ]  # fmt: skip
    assert document.text.whole().split("\n\n") == numbered
    assert [heading.title for heading in document.headings] == numbered


def test_b8_a_heading_in_a_list_has_the_number_of_its_item(tmp_path):
    body = """<text:list text:style-name="L"><text:list-item>
    <text:h text:outline-level="1">Rent</text:h></text:list-item></text:list>"""
    styles = OUTLINE + LEVELS.format(name="L", first="1")
    document = opened(tmp_path, "a.odt", odt(body, **{"styles.xml": xml(styles)}))
    assert document.text.whole() == "1. Rent"
    assert [heading.title for heading in document.headings] == ["1. Rent"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("1", "28"), ("a", "ab"), ("A", "AB"), ("i", "xxviii"), ("I", "XXVIII"), ("1st", "28th"),
        ("01, 02, 03, ...", "28"), ("α, β, γ, ...", "αδ"), ("①, ②, ③, ...", "28"),
        ("١, ٢, ٣, ٤, ...", "٢٨"), ("unknown", "28"),
    ],
)  # fmt: skip
def test_b8_number_formats(form, shown):
    level = NumberLevel(numbered=True, form=form, start=28)
    assert Numbering({0: level}).next_label(0) == f"{shown} "


def test_b8_a_level_that_the_style_leaves_out_is_like_the_outer_one(tmp_path):
    styles = """<text:list-style style:name="L"><text:list-level-style-bullet text:level="1"/>
    </text:list-style><text:list-style style:name="M"><text:list-level-style-number
    text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>"""
    body = f"""<text:list text:style-name="L"><text:list-item><text:p>a</text:p>
    <text:list text:style-name="M">{items("b", "c")}</text:list></text:list-item></text:list>"""
    assert texts(tmp_path, body, styles) == ["• a", "1. b", "2. c"]


def test_b8_letters_after_z():
    level = NumberLevel(numbered=True, form="a", start=27, doubled=True)
    numbering = Numbering({0: level})
    assert [numbering.next_label(0), numbering.next_label(0)] == ["aa ", "bb "]


def test_b8_patterns_of_libreoffice():
    """A level without numbers is left out, with what stands between it and the next one."""
    one = NumberLevel(numbered=True, form="1")
    none = NumberLevel(numbered=True, form="")
    last = NumberLevel(numbered=True, form="A", pattern="§ %1%.%2%-%3%)")
    assert Numbering({0: one, 1: none, 2: last}).next_label(2) == "§ 1.A) "
    assert Numbering({0: one, 1: one, 2: last}).next_label(2) == "§ 1.1-A) "


def test_b8_a_percent_sign_in_a_prefix_is_no_place():
    level = NumberLevel(numbered=True, form="1", prefix="100%2 ")
    assert Numbering({0: level}).next_label(0) == "100%2 1 "


def test_d_lists_in_cells_keep_their_numbers(tmp_path):
    listed = f'<text:list text:style-name="L">{items("oil", "bread")}</text:list>'
    body = table(row("<text:p>Buy</text:p>", listed))
    assert read(tmp_path, body).text.whole() == "Buy | 4. oil 5. bread"
