"""The words of single elements of a page: lists, verse, formulas, pictures, media and notes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.html.parser import parse_xml
from readerapp.documents.html.to_text import HtmlToText
from tests.documents.samples import opened, styled


def text(tmp_path, body):
    return opened(tmp_path, "page.html", f"<html><body>{body}</body></html>").text.whole()


@pytest.mark.parametrize(
    ("body", "written"),
    [
        pytest.param("<p>a</p><p style='DISPLAY : none'>x</p>", "a", id="B11-display-none"),
        pytest.param(
            "<p>a</p><p style='color:red;visibility:hidden'>x</p>", "a", id="B11-invisible"
        ),
        pytest.param("<p>a</p><p hidden>x</p>", "a", id="B11-hidden"),
        pytest.param("<p>a</p><p hidden=until-found>x</p>", "a\n\nx", id="B11-found-by-search"),
        pytest.param("<p>a</p><p style='mso-hide:all'>x</p>", "a", id="B11-outlook"),
        pytest.param(
            "<div style='font-size:1px;line-height:1px;max-height:0px;opacity:0;overflow:hidden'>"
            "Preheader</div><p>a</p>",
            "a",
            id="B11-preheader",
        ),
        pytest.param("<p style='max-height:0;overflow:hidden'>a</p>", "a", id="B11-folded-box"),
        pytest.param("<p style='opacity:1;height:0.5em;width:1px'>a</p>", "a", id="B11-layout"),
        pytest.param("<p>a<span aria-hidden=true>¶</span></p>", "a", id="B11-decoration"),
        pytest.param("<p><span aria-hidden=true>seen</span></p>", "seen", id="B11-seen-words"),
        pytest.param("<ol><li>a<li hidden>x<li>b</ol>", "1. a\n2. b", id="B11-hidden-item"),
        pytest.param(
            "<p>a<a href='#n' role=doc-noteref>1</a></p>"
            "<aside role=doc-footnote hidden>note</aside>",
            "a[1]\n\nnote",
            id="B11-note-in-a-window",
        ),
        pytest.param(
            "<p>10<sup>6</sup>, H<sub>2</sub>O, 1<sup>st</sup></p>", "10⁶, H₂O, 1st", id="B12"
        ),
        pytest.param(
            "<p><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p>", "a/b", id="B12-fraction"
        ),
        pytest.param("<p><ruby>漢<rp>(<rt>kan<rp>)<rb>字<rt>ji</ruby></p>", "漢字", id="B13"),
        pytest.param(
            "<object><p>Which?</p><ul><li>Saturn</ul></object>", "Which?\n\n• Saturn", id="A20"
        ),
        pytest.param(
            "<object data='a/q.xml'></object>", "[object: q.xml]", id="A20-nothing-to-read"
        ),
        pytest.param(
            "<video title='The storm' src=a.mp4>No video here.</video>",
            "[video: The storm] No video here.",
            id="A20-video",
        ),
        pytest.param(
            "<audio><source src='x/b%20c.mp3'></audio>", "[audio: b c.mp3]", id="A20-audio"
        ),
        pytest.param("<canvas>A chart of prices</canvas>", "A chart of prices", id="A20-canvas"),
        pytest.param(
            "<svg><title>Plate</title><desc>Two ships</desc><g><text>Words <tspan>set</tspan>"
            "</text></g><text>in SVG<tspan y=9>below</tspan></text><style>a{}</style></svg>",
            "Plate. Two ships\nWords set\nin SVG\nbelow",
            id="A15",
        ),
        pytest.param("<p>a<svg><path/></svg>b</p>", "ab", id="A15-without-words"),
        pytest.param("<ol type=a><li>x<li value=4>y</ol>", "a. x\nd. y", id="D-letters"),
        pytest.param("<ol type=I start=3><li>x<li>y</ol>", "III. x\nIV. y", id="D-roman"),
        pytest.param("<ol reversed><li>x<li>y</ol>", "2. x\n1. y", id="D-reversed"),
        pytest.param("<ol start=-1><li>x<li>y<li>z</ol>", "-1. x\n0. y\n1. z", id="D-negative"),
        pytest.param(
            "<ol style='list-style-type: lower-alpha'><li>x</ol>", "a. x", id="D-list-style"
        ),
        pytest.param(
            "<p>The sea<br>&nbsp;&nbsp; is calm<br><span>&emsp;</span>tonight</p>",
            "The sea\n  is calm\n  tonight",
            id="D-verse",
        ),
        pytest.param("<p>&nbsp;&nbsp;One<br>two</p>", "  One\ntwo", id="D-verse-first-line"),
        pytest.param(
            "<p>&nbsp;&nbsp;&nbsp;Prose begins.</p>", "Prose begins.", id="D-first-line-of-prose"
        ),
        pytest.param(
            "<p>Hofgarten,<span class=lnum>10</span></p>", "Hofgarten,    10", id="D-line-number"
        ),
        pytest.param(
            "<div class=poem><p><span class=i0>a<br></span><span class=i4>b</span></p></div>",
            "a\n    b",
            id="D-verse-by-class",
        ),
        pytest.param(
            "<p><img src=a.png alt='A crane'> stands</p>", "[picture: A crane] stands", id="D-alt"
        ),
        pytest.param("<p>a<img src=a.png alt=''><img src=b.png></p>", "a", id="D-decoration"),
        pytest.param("<p>a<img src=a.png alt='IMG_0012.jpg'></p>", "a", id="D-file-name"),
        pytest.param("<p>Good <img src=x alt='🙂'></p>", "Good 🙂", id="D-emoji"),
        pytest.param("<p><img src=t.png alt=T>he sea</p>", "The sea", id="D-initial"),
        pytest.param(
            "<figure><img alt='The crane'><figcaption>Fig. 1: the crane.</figcaption></figure>",
            "Fig. 1: the crane.",
            id="D-alt-in-the-caption",
        ),
        pytest.param("<p><q>a <q>b</q> c</q></p>", "“a ‘b’ c”", id="D-nested-quotations"),
        pytest.param("<p>soft&shy;hyphen</p>", "softhyphen", id="D-soft-hyphen"),
        pytest.param("<p>a</p><noscript><p>Needs a script.</p></noscript>", "a", id="D-noscript"),
        pytest.param("<noscript><p>All words.</p></noscript>", "All words.", id="D-only-noscript"),
        pytest.param(
            "<embed src=a.swf><noembed><p>All <b>words</b></p></noembed>",
            "[object: a.swf]\n\nAll words",
            id="D-noembed",
        ),
        pytest.param("<template>x</template><p>a</p>", "a", id="D-template"),
        pytest.param("<template shadowrootmode=open>a</template>", "a", id="D-shadow-tree"),
        pytest.param("<dialog><p>a</p></dialog>", "a", id="D-dialog"),
        pytest.param(
            "<details><summary>More</summary><p>a</p></details>", "More\n\na", id="D-details"
        ),
        pytest.param(
            "<ul><li><input type=checkbox checked>done<li><input type=checkbox>open</ul>",
            "• [x] done\n• [ ] open",
            id="D-ticks",
        ),
        pytest.param(
            "<p>Salt<a href='#f1'><sup>1</sup></a> and<sup><a href='#f2'>2</a>, "
            "<a href='#f3'>3</a></sup></p>",
            "Salt[1] and[2], [3]",
            id="D-marks-of-notes",
        ),
        pytest.param("<p>A note. <a href='#r1'>↩︎</a></p>", "A note.", id="D-way-back"),
    ],
)
def test_words_of_an_element(tmp_path, body, written):
    assert text(tmp_path, body) == written


def read(page):
    """Return the text of a page in XHTML, all of it."""
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    HtmlToText(prose).write(parse_xml(page.encode(), "a page"))
    prose.close()
    return writer.whole()


def test_what_a_page_of_frames_says_without_them(tmp_path):
    page = "<html><frameset><frame src=a><noframes><body><p>All <b>words</b></body></noframes>"
    assert opened(tmp_path, "page.html", page).text.whole() == "All words"


def test_the_page_within_a_frame_is_read():
    """A20."""
    inner = "&lt;p>Words &lt;b>in&lt;/b> a frame&lt;/p>"
    assert read(f'<div>a<iframe srcdoc="{inner}"/>b</div>') == "a\n\nWords in a frame\n\nb"
    assert (
        read('<p>a <iframe src="x/map.html" title="The harbour"/></p>') == "a [frame: The harbour]"
    )
    assert read('<p>a <embed src="x/map.swf"/></p>') == "a [object: map.swf]"


TAGS = (
    "p div span b ul li ol table tr td th section figure figcaption dl dt dd blockquote details h2 "
    "object canvas ruby font center button label"
).split()


@given(st.lists(st.sampled_from([*TAGS, "/", "word"]), max_size=60))
def test_no_word_of_a_page_is_lost_or_glued(steps):
    open_tags, page, count = [], [], 0
    for step in steps:
        if step == "word":
            page.append(f" w{count} ")
            count += 1
        elif step == "/":
            page.append(f"</{open_tags.pop()}>" if open_tags else "")
        else:
            open_tags.append(step)
            page.append(f"<{step}>")
    page += [f"</{tag}>" for tag in reversed(open_tags)]
    # XHTML, so that nothing is moved where HTML wants it
    words = re.findall(r"\bw\d*\b", read(f"<html><body>w {''.join(page)}</body></html>"))
    assert words == ["w", *(f"w{number}" for number in range(count))]


def test_what_a_script_would_show_is_not_hidden(tmp_path):
    """B11: a page may be hidden until its script has run."""
    article = "<p>The harbour was full of ships that day.</p>" * 9
    page = f"<p>Loading</p><div style='display:none'>{article}</div>"
    assert "harbour" in text(tmp_path, f"{page}<script>show()</script>")
    assert "harbour" not in text(tmp_path, page.replace("Loading", "Seen words. " * 20))


def test_style_sheets_of_pages_without_scripts_hide(tmp_path):
    """B11: the preview text of a newsletter."""
    sheet = (
        "<style>/* .seen{display:none} */ .pre, p .deep{display:none !important} @import 'a.css';"
        "@media screen{.seen{display:none}} #x{visibility:hidden}.back{display:none}"
        ".back{display:block}</style>"
    )
    body = (
        "<p class='a pre'>Preview</p><p id=x>x</p><p class=seen>seen</p><p class=deep>deep</p>"
        "<p class=back>back</p>"
    )
    assert text(tmp_path, sheet + body) == "seen\n\ndeep\n\nback"
    assert text(tmp_path, f"{sheet}{body}<script>1</script>").startswith("Preview\n\nx\n\nseen")


def test_hidden_words_are_counted(tmp_path):
    body = (
        "<p hidden>a</p><p style='display:none'><b>b</b></p><i hidden></i><i aria-hidden=true>¶</i>"
    )
    assert opened(tmp_path, "page.html", f"<body>seen{body}").omissions == (
        "2 hidden passages are not shown",
    )


def test_pictures_are_counted(tmp_path):
    page = opened(
        tmp_path,
        "page.html",
        "<body>a<img alt='A crane'><img alt=''><img width=1 height=1><img role=presentation>",
    )
    assert page.omissions == ("2 pictures are not shown",)


@pytest.mark.parametrize(
    ("inner", "written"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn><mo>=</mo><mn>0</mn>", "x² + 1 = 0"),
        ("<msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>", "a_{ij}"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        (
            "<msqrt><mi>x</mi></msqrt><mo>-</mo><msqrt><mi>x</mi><mo>+</mo><mi>y</mi></msqrt>",
            "√x - √(x + y)",
        ),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√(x)"),
        (
            "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>",
            "(a + b)/2",
        ),
        ("<mo>(</mo><mo>-</mo><mn>1</mn><mo>)</mo>", "(-1)"),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", "sin x"),
        ("<mfenced><mi>x</mi><mi>y</mi></mfenced>", "(x, y)"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x¯"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
            "∑_{i = 1}ⁿ",
        ),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
            "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            "[1, 2; 3, 4]",
        ),
        (
            "<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\vec x</annotation>"
            "</semantics>",
            "x",
        ),
        ("", "a over b"),
    ],
)
def test_formulas_in_one_line(tmp_path, inner, written):
    """B12, D: MathML in one line, without its TeX source."""
    assert text(tmp_path, f"<p><math alttext='a over b'>{inner}</math></p>") == written


def test_a_formula_with_a_picture_for_old_programs_is_read_once(tmp_path):
    hidden = (
        "<span style='display:none'><math><mi>x</mi></math></span><img aria-hidden=true alt='x'>"
    )
    assert text(tmp_path, f"<p>Let {hidden}</p>") == "Let x"
    drawn = "<span><math><mi>y</mi></math></span><span aria-hidden=true>y</span>"
    assert text(tmp_path, f"<p>Let <span>{drawn}</span> be</p>") == "Let y be"


def test_page_numbers_of_a_printed_edition_are_places(tmp_path):
    """D: as Project Gutenberg writes them."""
    page = opened(
        tmp_path,
        "page.html",
        "<body><p>One <span class=pagenum><a id=Page_13>[Pg 13]</a></span>two</p>"
        "<p>three <span class=pagenum id=Page_14>14</span>four</p><p><a id=p3>3</a> A clause.</p>",
    )
    assert page.text.whole() == "One two\n\nthree four\n\n3 A clause."
    assert [page.locator(page.text.whole().index(word)) for word in ("two", "three", "four")] == [
        "p. 13", "p. 13", "p. 14",
    ]  # fmt: skip
    assert styled(page, "link") == []
