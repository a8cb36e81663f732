r"""RTF as programs write it: Word, LibreOffice, TextEdit and older ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.rtf.reader import open_rtf
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import opened, styled

FONTS = r"""{\fonttbl{\f0\froman\fcharset0{\*\panose 02020603050405020304}Times New Roman;}
{\f1\fnil\fcharset2 Symbol;}{\f2\fcharset204 Arial Cyr;}{\f3\fcharset128 MS Mincho;}
{\f4\fcharset177 Arial (Hebrew);}}"""


def rtf(body: str, header: str = FONTS) -> bytes:
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{header}{body}}}".encode("latin-1")


def read(body: str | bytes, header: str = FONTS) -> Document:
    data = body if isinstance(body, bytes) else rtf(body, header)
    return open_rtf(DocumentInput(MemoryBytes(data), "a.rtf", "a.rtf"))


def text(body: str | bytes, header: str = FONTS) -> str:
    return read(body, header).text.whole()


def test_rtf_is_detected_by_its_content(tmp_path):
    document = opened(tmp_path, "letter.doc", rtf(r"Rich words.\par"))
    assert (document.format, document.text.whole()) == ("rtf", "Rich words.")


def test_rtf_headings_styles_and_metadata():
    document = read(
        r"""{\stylesheet{\ql Normal;}{\s1\outlinelevel0 My head;}{\s2\sbasedon1 Second;}
        {\s3 heading 2;}{\*\cs10 heading 3;}}{\info{\title The f\'e9rry}{\author Lou Hart}
        {\creatim\yr2020\mo6\dy1\hr8}}\pard\plain\s1 One\par\pard\plain\s2 Two\par
        \pard\s3 Three\par\pard\outlinelevel4 Five\par\pard Plain {\b bold {\i both}} {\strike
        gone} \b x\b0  y\plain .\par"""
    )
    assert document.text.whole().split("\n\n") == [
        "One", "Two", "Three", "Five", "Plain bold both gone x y."
    ]  # fmt: skip
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "One"), (1, "Two"), (2, "Three"), (5, "Five")
    ]  # fmt: skip
    assert styled(document, "strong") == ["bold", "both", "x"]
    assert styled(document, "emphasis") == ["both"]
    assert styled(document, "strike") == ["gone"]
    assert (document.title, document.author, document.date) == (
        "The férry", "Lou Hart", "2020-06-01"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"caf\'e9 \'93x\'94 \endash  \emdash ", "café “x” – —"),
        (r"\lquote q\rquote \~a\_b\-c", "‘q’ a-bc"),
        (r"\u1044?\u1086? \u-10179?\u-8704? \u8217\'92s", "До 😀 ’s"),
        (r"{\uc0 \u8212 x}{\uc2 \u26085\'93\'fay}\u26412*z", "—x日y本z"),
        (r"{\f2\'cf\'f0\'e8} {\f3\'93\'fa\'96\'7b} {\f3 \'83\\} {\f1\'b7}", "При 日本 ソ •"),
        (r"{\ltrch\f0 \rtlch\af4 \'f9\'ec\'e5\'ed} {\rtlch\af4 \ltrch\f0 \'e9}", "שלום é"),
        (r"a\tab b\line c\bin3 }}}d{\*\unknown no}{\unknown yes}", "a b\ncdyes"),
        (r"10{\super 6}, H{\sub 2}O, x\nosupersub y", "10⁶, H₂O, xy"),
        (r"\{braces\} and \\ back", r"{braces} and \ back"),
        ("TextEdit\\\nwrites\\\r\nthis", "TextEdit\n\nwrites\n\nthis"),
        (r"{\upr{old}{\*\ud{new \u233?}}}!", "new é!"),
    ],
)  # fmt: skip
def test_rtf_letters_and_signs(body, shown):
    assert text(body) == shown


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset0 Arial;}}\f0 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1\mac \'8e}", "é"),
        (rb"{\rtf1\pca \'82}", "é"),
        (b"{\\rtf1\\ansi raw caf\xe9}", "raw café"),
        ("{\\rtf1\\ansi raw café–}".encode(), "raw café–"),
        (rb"{\rtf1 cut in the mid", "cut in the mid"),
        (rb"{\rtf1 one}} two", "one two"),
        (rb"{\rtf1 end\ ", "end"),
    ],
)
def test_rtf_code_pages_and_damage(data, shown):
    assert text(data) == shown


def test_rtf_lists_have_the_labels_that_the_program_wrote():
    document = read(
        r"""{\listtext\pard\plain\f1\'b7\tab}\pard\ls1 oil\par{\listtext\f1\'b7\tab}bread\par
        {\listtext\pard\plain 1.2.\tab}\pard\ilvl1 deep\par\pard After.\par
        {\pntext a)\tab}{\*\pn\pnlvlbody{\pntxta )}}old\par
        {\listtext 4.\tab}\pard\outlinelevel0 Head\par"""
    )
    assert document.text.whole() == (
        "• oil\n• bread\n1.2. deep\n\nAfter.\n\na) old\n\n4. Head"
    )  # fmt: skip
    assert [heading.title for heading in document.headings] == ["4. Head"]


def test_rtf_tables_are_rows():
    row = r"\trowd\cellx1000\cellx2000 "
    body = (
        rf"Before\par{row}\pard\intbl Day\cell {{\b Wind}}\par strong\cell\row"
        rf"{row}\pard\intbl\cell NW\cell\pard\row"
        r"\trowd\cellx9000\pard\intbl One\par Two\cell\row\pard After.\par"
    )
    assert text(body) == "Before\n\nDay | Wind strong\n | NW\n\nOne\n\nTwo\n\nAfter."


def test_rtf_notes_are_at_the_end():
    document = read(
        r"""One{\super\chftn}{\footnote\pard\plain{\super\chftn} A {\b note}.\par More.{\footnote
        Inner.}} two{\footnote\ftnalt{\super\chftn}Endnote.}.\par"""
    )
    assert document.text.whole() == (
        "One[1] two[i].\n\n[1] A note.\n\nMore. Inner.\n[i] Endnote."
    )  # fmt: skip
    assert styled(document, "link") == ["[1]", "[i]"]
    assert styled(document, "strong") == ["note"]


def test_rtf_fields_show_their_results():
    document = read(
        r"""See {\field{\*\fldinst{HYPERLINK "https://example.org/x"}}{\fldrslt{\ul the page}}},
        {\field{\*\fldinst HYPERLINK \\l "mark"}{\fldrslt here}}, {\field{\*\fldinst DATE}{\fldrslt
        1 May}} {\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres1}}}{\fldrslt}} a
        {\field{\*\fldinst FORMCHECKBOX{\*\formfield\ffres25\ffdefres0}}{\fldrslt}} b.\par"""
    )
    assert document.text.whole() == "See the page, here, 1 May [x] a [ ] b."
    assert {run.value for run in document.styles if run.kind == "link"} == {
        "https://example.org/x", "#mark"
    }  # fmt: skip


def test_rtf_links_inside_the_document_lead_to_bookmarks():
    document = read(
        r"""One {\*\bkmkstart mark}two{\*\bkmkend mark} and {\field{\*\fldinst HYPERLINK \\l "mark"}
        {\fldrslt back}}.\par"""
    )
    assert document.anchors["mark"] == document.text.whole().index("two")


def test_rtf_what_is_not_shown_is_named():
    document = read(
        r"""{\header Harbour Board\par}{\footer\chpgn\par}
        Seen {\v secret {\b words}}and kept{\xe{\v Index}}.{\*\bkmkstart a}{\*\bkmkend a}\par"""
    )
    assert document.text.whole() == "Seen and kept."
    assert document.omissions == (
        "The words at the edges of pages are not shown: Harbour Board",
        "1 hidden passage is not shown",
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"\titlepg{\headerf Letterhead\par}{\header 2\par}Dear Ida", "Letterhead\n\nDear Ida"),
        (r"{\info{\nofpages1}}{\header Letterhead}Dear Ida", "Letterhead\n\nDear Ida"),
        (r"{\info{\nofpages3}}{\header Letterhead}Dear Ida", "Dear Ida"),
    ],
)
def test_rtf_the_head_of_a_letter_is_in_the_text(body, shown):
    assert text(body) == shown


def test_rtf_tracked_changes_are_accepted_and_named():
    document = read(
        r"""{\*\revtbl{Unknown;}{Ida Holm;}}Seen {\revised\revauth1 new {\b words}} and
        {\deleted\revauthdel1 gone }kept.\par"""
    )
    whole = document.text.whole()
    assert whole == "Seen new words and kept."
    assert document.omissions == (
        "2 changes are tracked (1 deletion and 1 insertion; the text shows the accepted version)",
    )
    insertion, deletion = document.embedded
    assert (whole[insertion.start : insertion.end], insertion.author) == ("new words", "Ida Holm")
    assert (deletion.note, deletion.author) == ("deleted: gone", "Ida Holm")


def test_rtf_signs_of_symbol_fonts():
    fonts = r"{\fonttbl{\f1\fcharset2 Symbol;}{\f2\fcharset2 Wingdings;}}"
    body = r"{\f1 a\'b7\u-4000?}{\f2\'e0}{\field{\*\fldinst SYMBOL 98 \\f Symbol}{\fldrslt}}"
    assert text(body, fonts) == "α•‾→β"


def test_rtf_pictures_and_text_boxes():
    document = read(
        r"""A{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv A map}}}\pngblip 8950}}
        {\nonshppict{\pict 00}}b{\pict\wmetafile8 0102}.{\shp
        {\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard Boxed\par words}}
        {\shprslt{\*\do{\dptxbxtext Boxed}}}} c\par
        {\shp{\*\shpinst{\sp{\sn pib}{\sv{\pict 00}}}{\sp{\sn wzDescription}{\sv A pier}}}}\par"""
    )
    assert document.text.whole() == (
        "A [picture: A map] b. c\n\nBoxed\n\nwords\n\n[picture: A pier]"
    )  # fmt: skip
    assert document.omissions == ("3 pictures are not shown",)


def test_rtf_comments_are_annotations_of_the_document():
    packed = (126 << 20) | (5 << 16) | (3 << 11) | (9 << 6) | 30
    document = read(
        rf"""One {{\*\atrfstart 7}}two three{{\*\atrfend 7}}{{\*\atnid IH}}
        {{\*\atnauthor Ida H\'f6lm}}\chatn{{\*\annotation{{\*\atnref 7}}{{\*\atndate {packed}}}
        \pard\plain{{\chatn}}Why?\par
        Really.}} four.\par"""
    )
    whole = document.text.whole()
    assert whole == "One two three four."
    (comment,) = document.embedded
    assert whole[comment.start : comment.end] == "two three"
    assert (comment.author, comment.created) == ("Ida Hölm", "2026-05-03T09:30:00")
    assert comment.note == "Why?\n\nReally."


def test_rtf_formulas_keep_their_words():
    body = r"""{\mmath{\*\moMath{\*\mf{\*\mfPr{\*\mctrlPr}}{\*\mnum{\mr a}}{\*\mden{\mr b}}}
    {\mr +c}}{\mmathPict{\pict 00}}}\par"""
    assert text(body).replace(" ", "") == "a/b+c"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{\\rtf1" + b"{" * 100_000, "nested too deeply"),
        (b"{\\rtf1" + b"{\\field{\\fldrslt " * 5000, "nested too deeply"),
        (b"{\\rtf1" + b"{\\footnote x" * 5000, "nested too deeply|no text"),
        (b"{\\rtf1 {\\pict 00}}", "no text"),
    ],
)
def test_rtf_that_cannot_be_read(data, sentence):
    try:
        document = read(data)
    except ReaderError as error:
        assert any(part in str(error) for part in sentence.split("|"))
    else:
        assert len(document.text.whole()) < 100_000


_PIECES = st.sampled_from([
    "{", "}", "\\par ", "\\cell", "\\row", "\\trowd", "\\cellx5", "\\intbl", "\\pard", "\\u233?",
    "\\'e9", "word ", "{\\footnote ", "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt ", "\\bin9",
    "{\\*\\annotation ", "{\\shptxt ", "{\\listtext 1.", "\\super ", "\\v", "{\\pict ", "\\", "\n",
    "{\\upr{a}{\\*\\ud ", "{\\shp{\\*\\shpinst ", "{\\info{\\title x}", "\\uc9", "\\f1 ",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=40))
def test_rtf_of_any_shape_is_read_or_refused(pieces):
    try:
        read("".join(pieces))
    except ReaderError as error:
        assert str(error).startswith("a.rtf ")


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), min_size=1))
def test_rtf_keeps_every_word(words):
    """Each letter is written as UTF-16 code units, as all programs do."""
    escaped = [
        "".join(f"\\u{n - 65536 if n > 32767 else n}?" for n in _units(word)) for word in words
    ]
    shown = text("\\par ".join(escaped))
    assert shown.split() == " ".join(words).split()


def _units(word: str) -> list[int]:
    data = word.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def test_rtf_can_be_asked_for_by_name(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(rtf("Words"))
    assert documents.open(path, as_format="rtf").text.whole() == "Words"
