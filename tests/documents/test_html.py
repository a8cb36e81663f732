from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents import html, limits
from readerapp.documents.format import Source
from readerapp.model import ReaderError
from readerapp.text.layout import Layout
from readerapp.text.raw import MemoryBytes

from .samples import located, opened, styled

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


def test_the_article_without_what_stands_around_it(tmp_path):
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
        "4. first", "more", "5. second", "• deep", "H2O 漢 [1]", "left", "column", "right",
        "• Note",
    ]  # fmt: skip
    rows = Layout(document.text, 40).rows_from(0, 60)
    assert {row.text: row.indent for row in rows}["more"] == 3
    assert located(document, "5. second") == "¶12"


def test_facts_from_other_places(tmp_path):
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


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<html>" + "<div>" * 100_000 + "deep", "nested too deep"),
        ("<html></html>", "no words"),
        ("<html><script>document.write('x')</script>", "no words"),
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
    with pytest.raises(ReaderError, match="more text than"):
        opened(tmp_path, "a.html", "<html><p>words")
    monkeypatch.setattr(limits, "ARTICLE", 10)
    monkeypatch.setattr(limits, "CHARACTERS", 100)
    whole = opened(tmp_path, "a.html", "<html><nav>Home</nav><p>words words words").text.whole()
    assert whole == "Home\n\nwords words words"
    monkeypatch.setattr(limits, "MARKED_UP", 10)
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
    source = Source(MemoryBytes(f"<html><body>sure {body}".encode()), "a.html", "a")
    document = html.open_html(source)
    text = document.text.whole()
    assert all(0 <= run.start < run.end <= len(text) for run in document.styles)
    assert not text.startswith((" ", "\n"))
    indents = document.text.flow.indents
    assert all(a.end <= b.start for a, b in pairwise(indents))
    assert html.open_html(source).text.whole() == text
    if "<nav>" not in body:
        assert text.count("word") == body.count("word")
