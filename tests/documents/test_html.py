from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import html, limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.html import elements, to_text
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.line_layout import LineLayout
from tests.documents.samples import located, opened, styled

SENTENCES = (
    "The river rose in the night, and by morning, when the baker came down, the street was gone.",
    "Nobody had seen water so high, so fast, or so brown, since the old bridge was carried off.",
    "“We lost the ovens,” said Rosa Lind, who owns the shop, “but we have the bread, and the cat.”",
    "The council meets on Friday, in the school, to hear what can be saved, and what it will cost.",
)
ARTICLE = "".join(f"<p>{sentence} {sentence}</p>" for sentence in SENTENCES)
PAGE = f"""<!DOCTYPE html><html><head>
<title>Flood takes the bakery - The Valley Post</title>
<meta property="og:title" content="Flood takes the bakery">
<meta property="og:site_name" content="The Valley Post">
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle",
 "author": [{{"name": "Mia Torres"}}, {{"name": "Jo Park"}}],
 "datePublished": "2024-05-03T10:00:00Z"}}]}}
</script><script src="https://example.org/spy.js"></script><style>p {{ color: red }}</style></head>
<body>
<div class="cookie-banner"><p>We value your privacy, our cookies, and our partners.</p>
<button>Accept</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div id="sidebar"><p>Buy a car, today, now, cheap, with a smile, from us, forever.</p></div>
<main><article class="story"><h1>Flood takes the bakery</h1>
<div class="share"><a href="https://example.org/share">Share this</a></div>
{ARTICLE}
<h2>What comes next</h2>
<ul><li>Pumps, from <a href="https://example.org/pumps">the city</a>, and sand</li>
<li>A <b>new</b> wall</li></ul>
<blockquote><p>It will happen again, and we will bake again, says the sign at the door.</p>
</blockquote>
<table><tr><th>Year</th><th>Height</th></tr><tr><td>1954</td><td>4 m</td></tr></table>
<aside>Related: seven other floods</aside>
</article></main>
<footer><p>© The Valley Post, all rights reserved, terms, privacy, imprint.</p></footer>
<iframe src="https://example.org/ad"></iframe></body></html>"""


def test_the_article_without_the_rest_of_the_page(tmp_path):
    document = opened(tmp_path, "page.txt", PAGE)
    text = document.text.whole()
    assert document.format == "html"
    assert (document.title, document.author, document.date) == (
        "Flood takes the bakery", "Mia Torres, Jo Park", "2024-05-03"
    )  # fmt: skip
    assert text.startswith("Flood takes the bakery\n\nThe river rose")
    assert text.count("Flood takes the bakery") == 1
    assert all(text.count(sentence) == 2 for sentence in SENTENCES)
    for around in ("cookies", "Home", "Buy a car", "Share", "Related", "rights reserved", "color"):
        assert around not in text
    assert styled(document, "heading1") == ["Flood takes the bakery"]
    assert [heading.title for heading in document.headings][1:] == ["What comes next"]
    assert "• Pumps, from the city, and sand\n• A new wall" in text
    assert [run.value for run in document.styles if run.kind == "link"] == [
        "https://example.org/pumps"
    ]
    assert styled(document, "quote")[0].startswith("It will happen again")
    assert text.endswith("Year | Height\n1954 | 4 m")


def test_a_document_without_furniture_is_read_whole(tmp_path):
    document = opened(
        tmp_path,
        "book.html",
        """<html><head><title>A small book</title></head><body><div class="footer">
<h1>A small book</h1>
        <p>One<br>two<br><br>three <q>four</q></p><hr><pre>  a
          b<br></pre><dl><dt>Term</dt><dd>What it means</dd></dl>
        <ol start="4"><li><p>first</p><p>more</p></li><li><p>second</p><ul><li>deep</li></ul>
</li><li> </li></ol>
        <p>H<sub>2</sub>O <ruby>漢<rt>kan</rt></ruby> <a href="#n" role="doc-noteref"><sup>1</sup>
</a></p>
        <table><tr><td><p>left</p><p>column</p></td><td>right</td></tr></table>
        <ul><li id="n">Note <a href="#r" role="doc-backlink">back</a></li></ul></div></body>
</html>""",
    )
    assert document.text.whole().split("\n\n") == [
        "A small book", "One\ntwo", "three “four”", "* * *", "  a\n          b",
        "Term\nWhat it means",
        "4. first", "more", "5. second", "• deep", "H₂O 漢 [1]", "left", "column", "right",
        "• Note",
    ]  # fmt: skip
    rows = LineLayout(document.text, 40).rows_from(0, 60)
    assert {row.text: row.indent for row in rows}["more"] == 3
    assert located(document, "5. second") == "¶12"


def test_metadata_from_other_elements(tmp_path):
    page = """<html><head><title>A long and winding title | The Site</title>
    <script type="application/ld+json">{broken</script></head><body><nav>x</nav>
    <p class="byline">By Nora Quist May 3, 2020</p><time datetime="2020-05-03T01:00">May</time>"""
    document = opened(tmp_path, "a.html", page + ARTICLE)
    assert (document.title, document.author) == ("A long and winding title", "Nora Quist")
    assert document.date == "2020-05-03"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("<meta charset='iso-8859-1'>", "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=shift_jis'>", "shift_jis"),
        ("<meta charset=nonsense>", "utf-8"),
        ("<meta charset=utf-16>", "utf-8"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
    ],
)
def test_encodings(tmp_path, head, codec):
    words = "“hello”" if codec != "shift_jis" else "日本語"
    page = f"<html><head>{head}</head><body><p>{words}</p></body></html>".encode(codec)
    assert opened(tmp_path, "a.html", page).text.whole() == words


@pytest.mark.parametrize("codec", "hex punycode undefined unicode_escape rot13 zlib utf-7".split())
def test_what_is_no_encoding_of_the_web(tmp_path, codec):
    for said in (f"<meta charset={codec}>", f"<?xml version='1.0' encoding='{codec}'?><html>"):
        page = f"{said}<p>hello world é</p>".encode()
        assert opened(tmp_path, "a.html", page).text.whole() == "hello world é"
    with pytest.raises(ReaderError, match="Unknown encoding hex"):
        documents.open(tmp_path / "a.html", encoding="hex")


def test_tables_in_tables_are_read_once_at_any_depth(tmp_path, monkeypatch):
    page = "x"
    for level in range(80):
        page = f"<table><tr><td>{level}</td><td>{page}</td></tr></table>"
    looks = []
    look = elements.tag_name
    for module in (to_text, elements):
        monkeypatch.setattr(module, "tag_name", lambda each: looks.append(1) or look(each))
    text = opened(tmp_path, "a.html", f"<html><body>{page}").text.whole()
    assert text.split() == [*map(str, range(79, -1, -1)), "x"]
    assert len(looks) < 80 * 4 * 10, "each level looks through those below it"


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<html>" + "<div>" * 100_000 + "deep", "nested too deep"),
        ("<html></html>", "has no text"),
        ("<html><script>document.write('x')</script>", "has no text"),
    ],
)
def test_pages_that_cannot_be_read(tmp_path, page, sentence):
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.html", page)


def test_pages_within_limits(tmp_path, monkeypatch):
    deep = "<html><body>" + "<i>" * 200 + "words" + "</i>" * 200 + " after"
    assert opened(tmp_path, "a.html", deep).text.whole() == "words after"
    picture = f"<img src='data:image/png;base64,{'A' * 12_000_000}'>"
    assert opened(tmp_path, "a.html", f"<html>{picture}<p>words").text.whole() == "words"
    monkeypatch.setattr(limits, "CHARACTERS", 3)
    with pytest.raises(ReaderError, match="is too long to display"):
        opened(tmp_path, "a.html", "<html><p>words")
    monkeypatch.setattr(limits, "ARTICLE", 10)
    monkeypatch.setattr(limits, "CHARACTERS", 100)
    whole = opened(tmp_path, "a.html", "<html><nav>Home</nav><p>words words words").text.whole()
    assert whole == "Home\n\nwords words words"
    monkeypatch.setattr(limits, "MARKUP", 10)
    with pytest.raises(ReaderError, match="larger than"):
        opened(tmp_path, "a.html", "<html><p>words")


TAGS = [
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>", "<br>",
    "word",
    " ", "\n", "<table>", "<tr>", "<td>", "</td>", "</table>", "<h2>", "</h2>", "<a href=x>",
    "</a>",
    "<pre>", "</pre>", "<blockquote>", "</blockquote>", "&nbsp;", "<ol>", "<nav>", "</nav>",
    "<del>",
    "a long sentence, with commas, for points, and so on, and on. ",
]  # fmt: skip


@given(st.lists(st.sampled_from(TAGS), max_size=60).map("".join))
def test_any_page_gives_a_sound_document(body):
    source = DocumentInput(MemoryBytes(f"<html><body>sure {body}".encode()), "a.html", "a")
    document = html.open_html(source)
    text = document.text.whole()
    assert all(0 <= run.start < run.end <= len(text) for run in document.styles)
    assert not text.startswith((" ", "\n"))
    indents = document.text.flow.indents
    assert all(a.end <= b.start for a, b in pairwise(indents))
    assert html.open_html(source).text.whole() == text
    if "<nav>" not in body:
        assert text.count("word") == body.count("word")


def page(body: str) -> str:
    return f"<html><head><title>t</title></head><body><nav>Home</nav>{body}</body></html>"


def article(tmp_path, body: str) -> list[str]:
    return opened(tmp_path, "a.html", page(body)).text.whole().split("\n\n")[1:]


def test_lines_divided_by_breaks_are_paragraphs(tmp_path):
    one, two, three, four = SENTENCES
    body = f"<div class=post>{one}<br><br>{two} <b>Bold.</b><br> <br>{three}<br>{four} {one}</div>"
    assert article(tmp_path, body) == [one, f"{two} Bold.", f"{three}\n{four} {one}"]


def test_text_next_to_blocks_is_a_paragraph(tmp_path):
    one, two, three, four = SENTENCES
    body = f"<div>{one} <i>And.</i><div><p>{two}</p></div>{three} <a href=x>So</a>."
    body += f"<p>{four}</p></div>"
    assert article(tmp_path, body) == [f"{one} And.", two, f"{three} So.", four]


def test_hidden_elements_are_not_read(tmp_path):
    gone = "<p {}>Hidden words, of some length, that nobody sees, here, ever.</p>"
    hidden = "".join(
        gone.format(how)
        for how in (
            "hidden", "style='display: none'", "aria-hidden=true", "role=alertdialog",
            "aria-modal=true role=dialog", "class=cookie-notice", "class=newsletter-box",
        )
    )  # fmt: skip
    assert article(tmp_path, f"<div>{hidden}{ARTICLE}</div>") == [f"{s} {s}" for s in SENTENCES]


def test_control_characters_are_no_text(tmp_path):
    """lxml takes them from a page, but raises where the article finder moves them."""
    signs = "".join(f"{chr(code)}&#{code};&#x{code:x};" for code in (1, 8, 27, 31, 0xFFFE))
    body = f"<div>one{signs}<p>{SENTENCES[0]}</p>{signs}two&#x10FFFF;&#310;</div>"
    assert article(tmp_path, body) == ["one", SENTENCES[0], "two\U0010ffffĶ"]


def test_siblings_that_belong_to_the_article_are_included(tmp_path):
    long = "A neighbour of the article, which is long enough, and has no links, belongs to it."
    linked = "<p><a href=x>More news</a> and <a href=y>more of them</a>, of today, and others.</p>"
    body = f"<p>{long}</p><p>Short one.</p><p>label</p>{linked}<div>{ARTICLE}</div>"
    first = f"{SENTENCES[0]} {SENTENCES[0]}"
    assert article(tmp_path, f"<div>{body}</div>")[:3] == [long, "Short one.", first]


def test_parts_of_an_article_in_several_boxes(tmp_path):
    boxes = "".join(f"<div class=x><p>{s} {s}</p><p>{s}</p></div>" for s in SENTENCES)
    found = article(tmp_path, f"<div><div>{boxes}</div></div><div class=menu>Menu</div>")
    assert found == [words for s in SENTENCES for words in (f"{s} {s}", s)]


def test_boxes_in_an_article(tmp_path):
    lists = "<ul>" + "".join(f"<li><a href=x>{n}</a></li>" for n in range(9)) + "</ul>"
    body = f"""{ARTICLE}<div>{lists}</div><form><input><input>Sign up</form>
<div class=promo><p>Advert</p><p>Buy</p></div>
    <div><img><img><img></div><h2 class=sidebar-title>Aside</h2><table class=layout><tr><td>
    <a href=x>linked</a></td></tr></table><fieldset>Field</fieldset><div>Alone</div>
    <table><thead><tr><th>Year</th><th>Cost</th></tr></thead><tr><td>1954</td><td><a href=x>4</a>
</td>
    </tr></table><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>
    <table summary=s><tr><td>a</td><td>b</td></tr></table>
    <table role=presentation><tr><td><a href=x>laid</a></td><td><a href=x>out</a></td></tr></table>
    <code><div><a href=x>kept code</a></div></code>"""
    found = article(tmp_path, f"<article>{body}</article>")[4:]
    assert all(kept in found for kept in ("Year | Cost\n1954 | 4", "a | b", "kept code"))
    gone = ("Sign up", "Advert", "Aside", "Field", "laid", "linked")
    assert not any(box in " ".join(found) for box in gone), found


def test_little_text_is_read_with_fewer_rules(tmp_path):
    body = "<div class='comment'><p>Only these words, in a comment, are there.</p></div>"
    assert article(tmp_path, body) == ["Only these words, in a comment, are there."]
    assert article(tmp_path, "<div>Too short</div>") == ["Too short"]


@pytest.mark.parametrize("name", ["a.html", "b.xhtml"])
def test_an_element_with_attributes_without_end_is_read_without_them(tmp_path, name):
    few = "".join(f" a{number}='{'x' * 40}'" for number in range(1000))
    many = "".join(f" a{number}='1'" for number in range(50_000))
    page = f"<html><body><p{few}>one</p><p{many}>two</p><br{many}/>three</body></html>"
    assert opened(tmp_path, name, page).text.whole().split() == ["one", "two", "three"]


def test_bare_words_in_a_list_are_a_paragraph_of_the_article(tmp_path):
    """html-ul-font: `ul` without items, as old editors indented paragraphs."""
    aside = "An aside on <a href=a>the crane</a> that is long enough to be a paragraph. " * 2
    body = f"<nav>Menu</nav><article>{ARTICLE}<ul><font size=-1>{aside}</font></ul></article>"
    assert any("An aside on the crane" in each for each in article(tmp_path, body))


def test_a_heading_that_is_a_button_is_a_heading(tmp_path):
    """As in lists of questions and answers."""
    body = f"<article>{ARTICLE}<h3><button>Who pays?</button></h3><p>{SENTENCES[0]}</p></article>"
    assert "Who pays?" in article(tmp_path, f"{body}<button>Subscribe</button>")


def test_a_page_with_a_menu_in_a_division_is_not_read_whole(tmp_path):
    menu = "".join(f"<li><a href={n}>Tag {n}</a></li>" for n in range(5))
    body = f"<div id=sidebar><ul>{menu}</ul></div><div>{ARTICLE}</div>"
    assert not any("Tag 3" in each for each in article(tmp_path, body))


def test_pictures_of_an_article_have_a_mark_once(tmp_path):
    """D: not for words that the article has, and not for links to other pages."""
    pictures = (
        "<p><img alt='A crane over the pier'><img alt='A crane over the pier'>"
        "<img alt='They came for the salt'><a href=/next><img alt='Next page'></a></p>"
    )
    body = f"<nav>Menu</nav><article>{ARTICLE}<p>They came for the salt.</p>{pictures}</article>"
    marks = [each for each in article(tmp_path, body) if "[picture" in each]
    assert marks == ["[picture: A crane over the pier]"]


def test_text_in_drawings_and_objects_of_an_article(tmp_path):
    """A15, A20: but not the label of an icon."""
    chart = "<svg><text>Ships in the harbour of 1900</text></svg>"
    quiz = "<object data=q.xml><p>Which planet is the largest of all?</p></object>"
    icon = "<svg><text>Share</text></svg><object>Flash</object>"
    found = article(tmp_path, f"<nav>Menu</nav><article>{ARTICLE}{chart}{quiz}{icon}</article>")
    assert "Ships in the harbour of 1900" in found
    assert "Which planet is the largest of all?" in found
    assert not any("Share" in each or "Flash" in each for each in found)
