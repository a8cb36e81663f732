"""The HTML export: its text, what it must not contain, and its behaviour in a real browser."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.model import Target
from readerapp.interchange.annotation_view import ExportSource
from readerapp.interchange.exporters import export
from tests.interchange import chromium
from tests.interchange.test_exports import HOSTILE, document_note, entry, orphan

TEXT = (
    "Council split\n\nThe vote was late. “We were promised a vote,” said Maria Ortega, "
    "“and then they left.”\n\nMr Nair said the town could not pay.\n  \n\nNobody asked.\n"
)


def at(words, number=1, **changes):
    start = TEXT.index(words)
    end = start + len(words)
    target = Target(start=start, end=end, exact=words)
    return entry(number, target=target, start=start, end=end, **changes)


ENTRIES = (
    at("We were promised a vote", 1),
    at("promised a vote,” said Maria", 2, said_by="", tags=(), colour="red", note="overlaps"),
    at("the town could not pay", 5, said_by="Nair", tags=("money",), made_by="Al", note=""),
    orphan(),
    document_note(),
)


def page(entries=ENTRIES, text=TEXT, **changes):
    source = ExportSource(**{"id": "d", "title": "Council <split>", "text": text, **changes})
    return "".join(export("html", source, entries))


class Reader(HTMLParser):
    """A parser that collects what a browser would read from the page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.main, self.marks, self.blocks = [], [], "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr", "!doctype"):
            self.open.append(tag)
        if tag == "mark":
            self.marks.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-3:-1] == ["main", "div"] or self.open[-4:-2] == ["main", "div"]:
            self.main += data
        if "mark" in self.open:
            self.marks[-1][1] += data


def test_the_text_is_whole_and_marked_where_it_was_marked():
    read = Reader(page())
    assert read.open == []
    assert re.sub(r"\s+", "", read.main) == re.sub(r"\s+", "", TEXT)
    assert [(words, mark["class"]) for mark, words in read.marks] == [
        ("We were ", "blue"),
        ("promised a vote", "red many"),
        (",” said Maria", "red"),
        ("the town could not pay", "blue"),
    ]


def test_notes_speakers_orphans_and_document_notes_are_there():
    html = page()
    for part in (
        "<strong>minutes</strong>",
        "Maria Ortega",
        "#rent",
        "overlaps",
        "All of it.",
        "No longer found in the text",
        "a vote.",
        '<dt>Annotators</dt> <dd dir="auto">Bo Lind, Al</dd>',
        "Council &lt;split&gt;",
    ):
        assert part in html
    assert html.index("All of it.") < html.index("<main>") < html.index("No longer found")


def test_a_highlight_without_note_speaker_or_tag_needs_no_card():
    plain = at("Nobody asked.", note="", said_by="", tags=())
    assert 'class="card' not in page([plain])
    assert len(Reader(page([plain])).marks) == 1


def headings(html):
    return re.findall(r"<(h[1-6])[^>]*>(.*?)\s*</h", html, re.DOTALL)


def test_a_title_at_the_start_of_the_text_is_not_repeated():
    assert headings(page(title="Council split")) == [
        ("h1", "Council split"),
        ("h2", "No longer found in the text"),
    ]
    assert headings(page(title="Another"))[0] == ("h1", "Another")
    assert headings(page(text="", title="Council split")) == [("h1", "Council split")]


def test_headings_of_the_text_are_headings():
    html = page(entries=(), headings=[(TEXT.index("Mr Nair"), 2), (TEXT.index("Nobody"), 6)])
    assert headings(html)[1:] == [
        ("h3", "Mr Nair said the town could not pay."),
        ("h6", "Nobody asked."),
    ]


def test_highlights_that_end_between_paragraphs_keep_their_notes():
    start = TEXT.index("said the town")
    end = TEXT.index("Nobody") - 1
    target = Target(start=start, end=end, exact=TEXT[start:end])
    html = page([entry(1, target=target, start=start, end=end)])
    assert "minutes" in html


def test_without_the_text_every_annotation_is_listed():
    html = page(text="")
    assert html.count('class="card') == len(ENTRIES)
    assert "No longer found" not in html


@pytest.mark.parametrize("hostile", [HOSTILE, "</script><script>x</script>", "]]>", "' onx='", '"'])
def test_nothing_in_the_data_becomes_markup(hostile):
    text = f"{hostile} words {hostile}\n\n{hostile}"
    marked = entry(
        1,
        id=hostile,
        target=Target(start=0, end=len(text), exact=text),
        start=0,
        end=len(text),
        note=f"{hostile} ![p](http://example.org/p.png) <img src=x> [l](javascript:x)",
        tags=(hostile,),
        colour=hostile,
        said_by=hostile,
        made_by=hostile,
        locator=hostile,
    )
    found = Reader(page([marked, marked], text=text, title=hostile, id=hostile))
    harmless = Reader(page([at("Nobody asked.")]))
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in harmless.tags} | {"b", "a", "code"}
    known = {name for _, attrs in harmless.tags for name in attrs} | {"dir", "id", "href"}
    for tag, attrs in found.tags:
        assert attrs.keys() <= known
        assert "src" not in attrs
        assert not attrs.get("href", "#").startswith("javascript")
        assert tag != "script" or attrs == {}


def test_the_policy_allows_just_the_pages_own_style_and_script():
    html = page()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    for tag in ("style", "script"):
        [inside] = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6), st.data())
def test_any_ranges_over_any_text(ranges, data):
    text = data.draw(st.text(st.sampled_from("ab <&\n \t\u0301"), min_size=0, max_size=30))
    entries = [
        entry(
            number,
            target=Target(start=min(pair), end=max(pair), exact="x"),
            start=min(pair),
            end=max(pair),
        )
        for number, pair in enumerate(ranges)
        if pair[0] != pair[1]
    ]
    read = Reader(page(entries, text=text))
    assert read.open == []
    assert "".join(read.main.split()) == "".join(text.split())
    cards = [attrs for tag, attrs in read.tags if attrs.get("class", "").startswith("card")]
    assert len(cards) == len(entries)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if chromium.PROGRAM is None:
        pytest.skip(chromium.WHY_NOT)
    page = chromium.Page(tmp_path_factory.mktemp("chromium"))
    yield page
    page.close()


@pytest.mark.e2e
def test_a_click_on_a_speaker_shows_only_their_highlights(browser, tmp_path):
    file = tmp_path / "copy.html"
    file.write_text(page(), encoding="utf-8")
    browser.open(file)
    coloured = (
        "[...document.querySelectorAll('mark')].filter(m => getComputedStyle(m).backgroundColor"
        " != 'rgba(0, 0, 0, 0)').map(m => m.textContent)"
    )
    everything = browser.run(coloured)
    assert len(everything) == 4
    click = "[...document.querySelectorAll('nav button')].find(b => b.textContent == '{}').click()"
    browser.run(click.format("Nair 1"))
    assert browser.run(coloured) == ["the town could not pay"]
    cards = "[...document.querySelectorAll('.card')].filter(c => c.offsetHeight > 0).length"
    assert browser.run(cards) == 1
    browser.run(click.format("#rent 2"))
    assert browser.run(coloured) == ["We were ", "promised a vote"]
    browser.run(click.format("#rent 2"))
    assert browser.run(coloured) == everything
    browser.run(click.format("Nair 1"))
    browser.run(click.format("All 5"))
    assert browser.run(coloured) == everything
    assert set(browser.requests) == {file.as_uri()}


@pytest.mark.e2e
def test_a_filter_jumps_to_the_first_match(browser, tmp_path):
    file = tmp_path / "copy.html"
    file.write_text(page(text=TEXT + "\nAgain.\n" * 200 + "\n", entries=ENTRIES), encoding="utf-8")
    browser.open(file)
    browser.run("scrollTo(0, document.body.scrollHeight)")
    assert browser.run("scrollY") > 1000
    browser.run("document.querySelectorAll('nav button')[1].click()")
    assert browser.run("scrollY") < 1000


@pytest.mark.e2e
def test_print_is_white_in_dark_mode(browser, tmp_path):
    file = tmp_path / "copy.html"
    file.write_text(page(), encoding="utf-8")
    feature = {"name": "prefers-color-scheme", "value": "dark"}
    browser.call("Emulation.setEmulatedMedia", {"media": "print", "features": [feature]})
    browser.open(file)
    paper = browser.run("getComputedStyle(document.body).backgroundColor")
    shown = browser.run("document.querySelector('nav').offsetHeight")
    browser.call("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert (paper, shown) == ("rgb(255, 255, 255)", 0)


@pytest.mark.e2e
def test_notes_are_next_to_the_text_on_a_wide_screen_and_below_it_on_a_phone(browser, tmp_path):
    file = tmp_path / "copy.html"
    file.write_text(page(), encoding="utf-8")
    beside = (
        "document.querySelector('.notes').getBoundingClientRect().left >="
        " document.querySelector('.notes').previousElementSibling.getBoundingClientRect().right"
    )
    for width, expected in ((1200, True), (360, False)):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.call("Emulation.setDeviceMetricsOverride", size)
        browser.open(file)
        assert browser.run(beside) is expected
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.e2e
def test_dark_and_light_are_both_there(browser, tmp_path):
    file = tmp_path / "copy.html"
    file.write_text(page(), encoding="utf-8")
    papers = []
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.call("Emulation.setEmulatedMedia", {"features": [feature]})
        browser.open(file)
        papers.append(browser.run("getComputedStyle(document.body).backgroundColor"))
    assert papers[0] != papers[1]
