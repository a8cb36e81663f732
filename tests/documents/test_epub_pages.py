"""Books as programs pack them: names, pages that are no text, navigation and printed pages."""

import unicodedata
import zipfile
from io import BytesIO

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading.links import find_link_target
from tests.documents.samples import located, opened, packed

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/a.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
TYPES = {"xhtml": "application/xhtml+xml", "svg": "image/svg+xml", "jpg": "image/jpeg"}
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def page(body: str) -> str:
    return f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>t</title></head><body>{body}</body></html>"""


def package(*hrefs: str, items: str = "", spine: str = "", attributes: str = "") -> str:
    """Return a package file whose reading order has the addresses, and then what `spine` adds."""
    listed = "".join(
        f'<item id="i{n}" href="{href}" media-type="{TYPES.get(href.rpartition(".")[2], "")}"/>'
        for n, href in enumerate(hrefs)
    )
    order = "".join(f'<itemref idref="i{n}"/>' for n in range(len(hrefs)))
    return f"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title></metadata>
<manifest>{listed}{items}</manifest><spine{attributes}>{order}{spine}</spine></package>"""


def book(opf: str, files: dict[str, str | bytes], **others: str | bytes | None) -> bytes:
    """Return a book with the files of the folder OEBPS; `others` replace the first three."""
    whole: dict[str, str | bytes | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/a.opf": opf,
        **{f"OEBPS/{name}": content for name, content in files.items()},
        **others,
    }
    return packed({name: content for name, content in whole.items() if content is not None})


def paragraphs(tmp_path, data: bytes) -> list[str]:
    return opened(tmp_path, "book.epub", data).text.whole().split("\n\n")


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("text/ch1.xhtml", "Text/CH1.xhtml"),
        ("Nopti%CC%82n.xhtml", "Noptîn.xhtml"),
        ("Noptîn.xhtml", unicodedata.normalize("NFD", "Noptîn.xhtml")),
        ("Straße.xhtml", "STRASSE.xhtml"),
        ("a%20b.xhtml", "a%20b.xhtml"),
        ("a%20b.xhtml", "a b.xhtml"),
        ("text/a.xhtml", "text\\a.xhtml"),
        ("/OEBPS/a.xhtml", "a.xhtml"),
        (" a.xhtml ", "a.xhtml"),
    ],
)
def test_names_are_found_however_they_are_written(tmp_path, href, name):
    """A14."""
    data = book(
        package(href, "z.xhtml"), {name: page("<p>One.</p>"), "z.xhtml": page("<p>Two.</p>")}
    )
    document = opened(tmp_path, "book.epub", data)
    assert document.text.whole() == "One.\n\nTwo."
    assert document.omissions == ()


def test_contents_lead_to_pages_however_they_are_written(tmp_path):
    """A14."""
    nav = page('<nav epub:type="toc"><ol><li><a href="TEXT/a%20b.xhtml#X">Here</a></li></ol></nav>')
    files = {"Text/A b.xhtml": page("<p>One.</p><p id='X'>Two.</p>"), "nav.xhtml": nav}
    document = opened(tmp_path, "a.epub", book(package("text/a%20b.xhtml", items=NAV_ITEM), files))
    assert [(each.start, each.title) for each in document.headings] == [(6, "Here")]


def test_names_in_utf8_that_the_archive_does_not_declare(tmp_path):
    """A14: zip programs of the Mac."""
    data = book(package("Noptîn.xhtml"), {"Noptîn.xhtml": page("<p>One.</p>")})
    flag = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        at = -1
        while (at := flag.find(mark, at + 1)) >= 0:
            flag[at + place] &= ~0x08
    assert paragraphs(tmp_path, bytes(flag)) == ["One."]


def test_missing_pages_are_named_at_their_place(tmp_path):
    """A14."""
    names = ["text/ch2.xhtml", "b.xhtml", "c\x1b.xhtml", "d.xhtml", "e.xhtml", "f.xhtml"]
    files = {"1.xhtml": page("<p>First.</p>"), "3.xhtml": page("<p>Third.</p>")}
    one = opened(tmp_path, "a.epub", book(package("1.xhtml", names[0], "3.xhtml"), files))
    assert one.text.whole() == "First.\n\n[chapter missing: text/ch2.xhtml]\n\nThird."
    assert one.omissions == ("1 chapter is missing from the file (text/ch2.xhtml)",)
    names[2] = "c&#x9b;.xhtml"
    more = opened(tmp_path, "b.epub", book(package("1.xhtml", *names), files))
    (sentence,) = more.omissions
    assert sentence.startswith("6 chapters are missing from the file (text/ch2.xhtml, b.xhtml, c")
    assert sentence.endswith("e.xhtml and 1 more)")
    assert "\x9b" not in sentence + more.text.whole()


def test_a_damaged_page_is_named_and_the_others_are_read(tmp_path):
    files = {"1.xhtml": page("<p>First.</p>"), "2.xhtml": page("<p>Second words.</p>" * 9)}
    data = bytearray(book(package("1.xhtml", "2.xhtml"), files))
    data[data.index(b"OEBPS/2.xhtml") + 20] ^= 0xFF
    document = opened(tmp_path, "book.epub", bytes(data))
    assert document.text.whole() == "First.\n\n[chapter not readable: 2.xhtml]"
    assert document.omissions == ("1 chapter cannot be read (2.xhtml)",)


def test_an_empty_page_loses_nothing(tmp_path):
    files = {"1.xhtml": "", "2.xhtml": page("<p>Words.</p>")}
    assert paragraphs(tmp_path, book(package("1.xhtml", "2.xhtml"), files)) == ["Words."]


def test_pages_that_are_drawings(tmp_path):
    """A15."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>Plate</title>{}'
        '<text x="1" y="9">Words set in SVG.</text></svg>'
    )
    files = {
        "a.svg": drawing.format(""),
        "b.svg": drawing.format('<rect width="9"/>'),
        "c.xhtml": page(f"<p>Plain.</p>{drawing.format('')}<p>End.</p>"),
    }
    data = book(package("a.svg", "b.svg", "c.xhtml"), files)
    assert paragraphs(tmp_path, data) == [
        "Plate\nWords set in SVG.",
        "[picture: Plate]\nWords set in SVG.",
        "Plain.",
        "Plate\nWords set in SVG.",
        "End.",
    ]


def test_pictures_in_the_reading_order(tmp_path):
    """B5."""
    files = {"1.xhtml": page("<p>One.</p>"), "p.jpg": PICTURE, "f.xhtml": page("<p>Said.</p>")}
    document = opened(tmp_path, "a.epub", book(package("1.xhtml", "p.jpg"), files))
    assert document.text.whole() == "One.\n\n[picture: p.jpg]"
    assert document.omissions == ("1 picture is not shown",)
    items = (
        '<item id="p" href="p.jpg" media-type="image/jpeg" fallback="q"/>'
        '<item id="q" href="q.pdf" media-type="application/pdf" fallback="f"/>'
        '<item id="f" href="f.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="r" href="p.jpg" media-type="image/png" fallback="r"/>'
        '<item id="d" href="foo.dmg" media-type="application/octet-stream" fallback="gone"/>'
        '<item id="v" href="v.mp4" media-type="video/mp4"/>'
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in "prdv")
    files |= {"foo.dmg": b"\0\1", "v.mp4": b"\0\2"}
    data = book(package("1.xhtml", items=items, spine=spine), files)
    assert paragraphs(tmp_path, data) == [
        "One.", "Said.", "[picture: p.jpg]", "[file: foo.dmg]", "[video: v.mp4]",
    ]  # fmt: skip
    mislabelled = book(package("1.xhtml", "x.xhtml"), {**files, "x.xhtml": PICTURE})
    assert paragraphs(tmp_path, mislabelled) == ["One.", "[picture: x.xhtml]"]
    with pytest.raises(ReaderError, match="pages without text"):
        opened(tmp_path, "b.epub", book(package("p.jpg"), files))


NAV = page(
    '<p>Words of the publisher.</p><nav epub:type="toc"><h2>Contents</h2><ol>'
    '<li><span>Part I</span><ol><li><a href="1.xhtml">One</a></li></ol></li>'
    '<li><a href="2.xhtml">Two</a></li></ol></nav>'
    '<nav epub:type="page-list"><ol><li><a href="1.xhtml#p12">12</a></li>'
    '<li><a href="2.xhtml">xiii</a></li></ol></nav>'
)
NAV_ITEM = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
TWO_PAGES = {
    "1.xhtml": page("<p>First</p><p id='p12'>twelve.</p>"),
    "2.xhtml": page("<p>Second.</p>"),
    "nav.xhtml": NAV,
}


def test_only_the_list_of_the_navigation_document_is_left_out(tmp_path):
    """A18."""
    opf = package("1.xhtml", "2.xhtml", items=NAV_ITEM, spine='<itemref idref="n"/>')
    document = opened(tmp_path, "a.epub", book(opf, TWO_PAGES))
    assert document.text.whole() == "First\n\ntwelve.\n\nSecond.\n\nWords of the publisher."
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "Part I"), (2, "One"), (1, "Two"),
    ]  # fmt: skip


def test_the_page_list_gives_the_locators(tmp_path):
    """epub-page-list: pages of the printed edition, chapters before the first of them."""
    document = opened(
        tmp_path, "a.epub", book(package("1.xhtml", "2.xhtml", items=NAV_ITEM), TWO_PAGES)
    )
    assert [located(document, word) for word in ("First", "twelve", "Second")] == [
        "ch. 1 ¶1", "p. 12", "p. xiii",
    ]  # fmt: skip
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap/><pageList>'
        '<pageTarget value="7">'
        '<content src="2.xhtml"/></pageTarget></pageList></ncx>'
    )
    items = '<item id="x" href="a.ncx" media-type="application/x-dtbncx+xml"/>'
    old = book(package("1.xhtml", "2.xhtml", items=items), {**TWO_PAGES, "a.ncx": ncx})
    assert located(opened(tmp_path, "b.epub", old), "Second") == "p. 7"


def test_marks_of_printed_pages_are_places_and_no_words(tmp_path):
    """epub-page-list."""
    body = (
        '<h1>One</h1><p>First <span epub:type="pagebreak" id="a" title="12"/>words on twelve. '
        '<a class="x" id="p13">13</a></p><p><span role="doc-pagebreak" aria-label=" Page 14. ">'
        '14</span>Then.</p><p><span epub:type="pagebreak" id="page_xv"/>Last '
        '<a id="p9">nine</a>.</p>'
    )
    document = opened(tmp_path, "a.epub", book(package("1.xhtml"), {"1.xhtml": page(body)}))
    assert document.text.whole() == "One\n\nFirst words on twelve.\n\nThen.\n\nLast nine."
    assert [located(document, word) for word in ("One", "words", "Then", "Last")] == [
        "¶1", "p. 12", "p. 14", "p. xv",
    ]  # fmt: skip


def test_pages_outside_the_reading_order_come_last(tmp_path):
    """epub-linear-no."""
    opf = package("1.xhtml", items='<item id="n" href="n.xhtml" media-type="text/html"/>')
    opf = opf.replace("<spine>", '<spine><itemref idref="n" linear="no"/>')
    files = {"1.xhtml": page("<p>Main.</p>"), "n.xhtml": page("<p>Aside.</p>")}
    assert paragraphs(tmp_path, book(opf, files)) == ["Main.", "Aside."]


def test_the_package_among_other_roots(tmp_path):
    """C3."""
    roots = CONTAINER.replace(
        "<rootfile ", '<rootfile full-path="x.pdf" media-type="application/pdf"/><rootfile '
    )
    files = {"1.xhtml": page("<p>The words.</p>")}
    data = book(
        package("1.xhtml"), files, **{"META-INF/container.xml": roots, "x.pdf": b"%PDF-1.4"}
    )
    assert paragraphs(tmp_path, data) == ["The words."]


def test_books_that_are_packed_in_another_way(tmp_path):
    """Without a container or its type, within a folder, and with a package that is not XML."""
    files = {"1.xhtml": page("<p>Words.</p>")}
    opf = package("1.xhtml")
    without = book(opf, files, **{"META-INF/container.xml": None})
    unfinished = book(opf.replace("</spine></package>", ""), files)
    folder = BytesIO()
    with zipfile.ZipFile(folder, "w") as archive, zipfile.ZipFile(BytesIO(book(opf, files))) as old:
        for name in old.namelist():
            archive.writestr(f"My book/{name}", old.read(name))
    last = packed(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/a.opf": opf,
            "OEBPS/1.xhtml": files["1.xhtml"],
            "mimetype": "application/epub+zip\n",
        }
    )
    other = book(opf, files, mimetype="application/zip")
    for data in (without, unfinished, folder.getvalue(), last, other):
        assert paragraphs(tmp_path, data) == ["Words."]


def test_pages_that_are_not_well_formed_are_repaired(tmp_path):
    """epub-malformed: an element closed in itself ends there, in HTML it would not."""
    body = '<script src="a.js"/><i/><p>Salt&nbsp;&amp; fish & chips <b>bold<br/></p><div/><p>Two'
    noted = '<p>Sugar<a epub:type="noteref" href="#n">1</a> & salt'
    files = {"1.xhtml": page(body), "2.xhtml": page(noted)}
    document = opened(tmp_path, "a.epub", book(package("1.xhtml", "2.xhtml"), files))
    assert document.text.whole() == "Salt & fish & chips bold\n\nTwo\n\nSugar[1] & salt"
    assert not any(run.kind == "emphasis" for run in document.styles)


def test_one_of_the_alternatives_of_a_switch_is_read(tmp_path):
    """epub-switch."""
    body = (
        '<p>Let</p><epub:switch><epub:case required-namespace="http://www.w3.org/1998/Math/MathML">'
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></epub:case><epub:default>'
        "<p>a picture</p></epub:default></epub:switch>"
        '<epub:switch><epub:case required-namespace="http://www.xml-cml.org/schema">CML</epub:case>'
        "<epub:default><p>benzene</p></epub:default></epub:switch>"
    )
    assert paragraphs(tmp_path, book(package("1.xhtml"), {"1.xhtml": page(body)})) == [
        "Let", "x", "benzene",
    ]  # fmt: skip


def test_pages_in_other_encodings(tmp_path):
    """epub-utf16."""
    head = '<?xml version="1.0" encoding="{}"?>'
    files = {
        "1.xhtml": (head.format("UTF-16") + page("<p>Größe</p>")).encode("utf-16"),
        "2.xhtml": (head.format("windows-1251") + page("<p>мир</p>")).encode("cp1251"),
    }
    assert paragraphs(tmp_path, book(package("1.xhtml", "2.xhtml"), files)) == ["Größe", "мир"]


def test_encrypted_pages_are_refused_by_any_name(tmp_path):
    encryption = """<encryption xmlns:enc="x"><enc:CipherReference URI="OEBPS/{}"/></encryption>"""
    files = {"Text/A.xhtml": page("<p>Words.</p>"), "p.jpg": PICTURE}
    for name, opens in (("text/a.xhtml", False), ("font.otf", True), ("p.jpg", True)):
        others = {"META-INF/encryption.xml": encryption.format(name)}
        data = book(package("text/a.xhtml", "p.jpg"), files, **others)
        if opens:
            assert paragraphs(tmp_path, data)[0] == "Words."
        else:
            with pytest.raises(ReaderError, match="copy protection"):
                opened(tmp_path, "a.epub", data)


def test_notes_are_marked_and_read_once(tmp_path):
    """epub-notes: in the page or in a page of their own, shown or not."""
    body = (
        '<p>Sugar.<a epub:type="noteref" href="notes.xhtml#n1">1</a> Salt.<a href="#n2">'
        '<sup>2</sup></a></p><aside epub:type="footnote" id="n2" hidden="hidden">'
        "<p>From Spain.</p></aside>"
    )
    notes = page(
        '<ol><li id="n1"><p>By 1900 not. <a epub:type="backlink" href="1.xhtml">b</a></p></li></ol>'
    )
    files = {"1.xhtml": page(body), "notes.xhtml": notes}
    document = opened(tmp_path, "a.epub", book(package("1.xhtml", "notes.xhtml"), files))
    text = document.text.whole()
    assert text == "Sugar.[1] Salt.[2]\n\nFrom Spain.\n\n1. By 1900 not."
    for mark, note in (("[1]", "1. By"), ("[2]", "From")):
        there = find_link_target(document, text.index(mark))
        assert there and there.offset == text.index(note)
        back = find_link_target(document, text.index(note))
        assert back and back.offset == text.index(mark)


def test_links_lead_to_other_pages_and_out_of_the_book(tmp_path):
    body = '<p><a href="text/b%20c.xhtml#x">part</a> <a href="https://example.org/#y">out</a></p>'
    files = {"a.xhtml": page(body), "Text/B c.xhtml": page("<p>One.</p><p id='x'>Two.</p>")}
    document = opened(tmp_path, "a.epub", book(package("a.xhtml", "text/b%20c.xhtml"), files))
    text = document.text.whole()
    inside, outside = (find_link_target(document, text.index(word)) for word in ("part", "out"))
    assert inside and inside.offset == text.index("Two")
    assert outside and outside.address == "https://example.org/#y"
