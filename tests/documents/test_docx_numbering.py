"""Numbers of lists and headings in Word documents, as Word shows them (contracts are cited so)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.docx.numbering import ListLevel, NumberedList
from readerapp.documents.office.writer import format_number
from tests.documents.word_files import W, cell, paragraph, read, run, table, words


def level(depth: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


CLAUSES = (
    level(0, "decimal", "%1.")
    + level(1, "decimal", "%1.%2")
    + level(2, "lowerLetter", "(%3)")
    + level(3, "lowerRoman", "(%4)")
)


def numbering(abstract: str, *nums: str) -> dict[str, str]:
    """Return the numbering part; each of `nums` is what the num with that number overrides."""
    rows = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for number, override in enumerate(nums or ("",), 1)
    )
    definition = f'<w:abstractNum w:abstractNumId="0">{abstract}</w:abstractNum>'
    part = f'<w:numbering xmlns:w="{W}">{definition}{rows}</w:numbering>'
    return {"word/numbering.xml": part}


def start(depth: int, number: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{number}"/></w:lvlOverride>'


def clauses(*items: tuple[int, str], number: str = "1") -> str:
    return "".join(paragraph(content, number=number, depth=depth) for depth, content in items)


def test_clauses_of_a_contract(tmp_path):
    body = clauses(
        (0, "Definitions"), (1, "Goods"), (2, "fish"), (3, "cod"), (3, "ling"), (2, "salt"),
        (1, "Price"), (2, "paid"), (0, "Term"), (1, "Begin"),
    )  # fmt: skip
    assert words(tmp_path, body, **numbering(CLAUSES)).replace("\n\n", "\n").splitlines() == [
        "1. Definitions", "1.1 Goods", "(a) fish", "(i) cod", "(ii) ling", "(b) salt",
        "1.2 Price", "(a) paid", "2. Term", "2.1 Begin",
    ]  # fmt: skip


def test_lists_of_one_definition_continue_one_count(tmp_path):
    """One abstract definition has one count; the first item of a list that restarts sets it."""
    parts = numbering(CLAUSES, "", "", start(0, 1))
    body = (
        paragraph("one", number="1") + paragraph("two", number="2") + paragraph("new", number="3")
        + paragraph("then", number="1") + paragraph("again", number="3")
    )  # fmt: skip
    text = words(tmp_path, body, **parts)
    assert text.split() == "1. one 2. two 1. new 2. then 3. again".split()


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", ["1.1 a", "2.1 b"]),
        ('<w:lvlRestart w:val="0"/>', ["1.1 a", "2.2 b"]),
        ('<w:lvlRestart w:val="1"/>', ["1.1 a", "2.1 b"]),
    ],
    ids=["by default", "never", "after level 1"],
)
def test_restarts_of_a_level(tmp_path, more, shown):
    abstract = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2", more)
    body = clauses((0, "x"), (1, "a"), (0, "y"), (1, "b"))
    text = words(tmp_path, body, **numbering(abstract))
    assert [line for line in text.splitlines() if line[-1] in "ab"] == shown


def test_a_level_restarts_only_after_the_level_it_names(tmp_path):
    more = '<w:lvlRestart w:val="1"/>'
    abstract = CLAUSES + level(2, "decimal", "%3)", more)
    body = clauses((0, "x"), (1, "y"), (2, "a"), (1, "z"), (2, "b"), (0, "w"), (2, "c"))
    text = words(tmp_path, body, **numbering(abstract))
    assert [line for line in text.splitlines() if line[-1] in "abc"] == ["1) a", "2) b", "1) c"]


def test_legal_numbers_are_decimal(tmp_path):
    abstract = level(0, "upperRoman", "Article %1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    text = words(tmp_path, clauses((0, "Rent"), (1, "Due")), **numbering(abstract))
    assert text.split("\n") == ["Article I Rent", "1.1 Due"]


def test_numbers_through_styles(tmp_path):
    """A level names the style of its paragraphs; the style names the list, and maybe no level."""
    abstract = level(0, "decimal", "%1", '<w:pStyle w:val="A"/>') + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="B"/>'
    )
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="A"><w:name w:val="heading 1"/>{number}</w:style>'
        f'<w:style w:styleId="B"><w:name w:val="heading 2"/>{number}</w:style>'
        '<w:style w:styleId="D"><w:name w:val="Derived"/><w:basedOn w:val="B"/></w:style>'
    )
    no_list = '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    off = f"<w:p><w:pPr>{no_list}</w:pPr>{run('Bare')}</w:p>"
    body = paragraph("One", "A") + paragraph("Inner", "B") + paragraph("Late", "D") + off
    body += paragraph("Two", "A")
    document = read(
        tmp_path,
        body,
        **numbering(abstract),
        **{"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'},
    )
    assert document.text.whole().split("\n\n") == [
        "1 One",
        "1.1 Inner",
        "1.2 Late",
        "Bare",
        "2 Two",
    ]
    assert [each.level for each in document.headings] == [1, 2, 2, 1, 1]


def test_a_definition_takes_its_levels_from_a_style(tmp_path):
    part = f"""<w:numbering xmlns:w="{W}">
    <w:abstractNum w:abstractNumId="0">{CLAUSES}<w:styleLink w:val="L"/></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
    styles = f"""<w:styles xmlns:w="{W}"><w:style w:type="numbering" w:styleId="L">
    <w:name w:val="Clauses"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    </w:styles>"""
    body = paragraph("a", number="2") + paragraph("b", number="2", depth=1)
    text = words(tmp_path, body, **{"word/numbering.xml": part, "word/styles.xml": styles})
    assert text == "1. a\n1.1 b"


def test_an_override_has_levels_of_its_own(tmp_path):
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    text = words(tmp_path, paragraph("a", number="1"), **numbering(CLAUSES, override))
    assert text == "A) a"


@pytest.mark.parametrize(
    ("definition", "shown"),
    [
        (level(0, "none", "Note:"), "Note: x"),
        (level(0, "none", ""), "x"),
        (level(0, "decimalZero", "%1"), "01 x"),
        (level(0, "ordinalText", "%1:"), "First: x"),
        (level(0, "bullet", "\uf0a8", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'), "☐ x"),
        (level(0, "bullet", " "), "x"),
        (level(0, "bullet", "", '<w:lvlPicBulletId w:val="0"/>'), "• x"),
        (level(0, "bullet", "\uf0b7", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>'), "• x"),
        (
            '<w:lvl w:ilvl="0"><mc:AlternateContent xmlns:mc="mc"><mc:Choice><w:numFmt '
            'w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice></mc:AlternateContent>'
            '<w:lvlText w:val="%1"/></w:lvl>',
            "001 x",
        ),
    ],
    ids=[
        "words only",
        "none",
        "zero",
        "words",
        "box to check",
        "blank",
        "picture",
        "bullet",
        "custom",
    ],
)
def test_forms_of_levels(tmp_path, definition, shown):
    assert words(tmp_path, paragraph("x", number="1"), **numbering(definition)) == shown


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (27, "lowerLetter", "aa"), (2, "upperLetter", "B"), (0, "lowerLetter", "0"),
        (1994, "upperRoman", "MCMXCIV"), (4000, "lowerRoman", "4000"), (12, "decimal", "12"),
        (7, "decimalZero", "07"), (3, "ordinal", "3rd"), (112, "ordinal", "112th"),
        (21, "cardinalText", "Twenty-one"), (32, "ordinalText", "Thirty-second"),
        (20, "ordinalText", "Twentieth"), (100, "ordinalText", "100th"), (5, "chicago", "**"),
        (21, "chineseCounting", "二十一"), (10, "japaneseCounting", "十"),
        (2, "ideographTraditional", "乙"), (3, "decimalEnclosedCircle", "③"),
        (3, "russianLower", "в"), (255, "hex", "FF"), (1, "none", ""), (5, "unknown", "5"),
    ],
)  # fmt: skip
def test_number_formats(number, form, shown):
    assert format_number(number, form) == shown


def test_lists_in_cells_keep_their_numbers(tmp_path):
    """D: a list in a table cell loses its numbers."""
    items = paragraph("net", number="1") + paragraph("buoy", number="1")
    body = table(cell(paragraph("Gear")) + cell(items)) + paragraph("oar", number="1")
    text = words(tmp_path, body, **numbering(CLAUSES))
    assert text == "Gear | 1. net 2. buoy\n\n3. oar"


def test_empty_and_deleted_items(tmp_path):
    """An empty item counts, as in Word; one that a tracked change deletes does not."""
    deleted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/>'
        "</w:rPr></w:pPr><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    body = paragraph("a", number="1") + paragraph("<w:r/>", number="1") + deleted
    body += paragraph("b", number="1")
    assert words(tmp_path, body, **numbering(CLAUSES)) == "1. a\n3. b"


@given(st.lists(st.integers(0, 3), max_size=40))
def test_numbers_of_an_outline_are_unique(depths):
    """Property: the full numbers of an outline that goes in by one level at a time never repeat."""
    levels = {
        depth: ListLevel("decimal", ".".join(f"%{n + 1}" for n in range(depth + 1)))
        for depth in range(4)
    }
    counter = NumberedList(levels, {}, {})
    shown, before = [], -1
    for depth in depths:
        before = min(depth, before + 1)
        shown.append(counter.next_marker(before))
    assert len(set(shown)) == len(shown)
