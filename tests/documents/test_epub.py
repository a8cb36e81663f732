import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.toc import TocEntry, chapter_labels
from readerapp.reading import goto
from tests.documents.samples import located, opened, packed, styled

CONTAINER = """<?xml version="1.0"?>

<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>The Salt Road</dc:title><dc:creator>Ines Moor</dc:creator>
<dc:creator>Ted Ash</dc:creator><dc:date>2019-05-01T00:00:00Z</dc:date></metadata>
<manifest>
<item id="two" href="text/two%20b.xhtml"/><item id="one" href="text/one.xhtml"/>
<item id="nav" href="nav.xhtml" properties="nav"/><item id="ncx" href="toc.ncx"/>
<item id="lost" href="lost.xhtml"/></manifest>
<spine toc="ncx"><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/>
<itemref idref="lost"/><itemref idref="never"/></spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="landmarks"><ol><li><a href="text/one.xhtml">Start</a></li></ol></nav>
<nav epub:type="toc"><ol>
<li><a href="text/one.xhtml#preface">Preface</a></li>
<li><a href="text/one.xhtml#c1">Chapter 1: Leaving</a>
  <ol><li><a href="text/one.xhtml#night">By night</a></li></ol></li>
<li><a href="text/two%20b.xhtml">Chapter II</a></li>
<li><a href="gone.xhtml">Chapter 3</a></li></ol></nav></body></html>"""
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint><navLabel><text>The Salt Road</text></navLabel><content src="text/one.xhtml"/>
</navPoint><navPoint><navLabel><text>Leaving</text></navLabel><content src="text/one.xhtml#c1"/>
</navPoint><navPoint><navLabel><text>Arriving</text></navLabel><content src="text/two b.xhtml"/>
</navPoint></navMap></ncx>"""
ONE = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY bomb "boom">]>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title/><script/></head><body><div><a id="preface"/><p>Why I write,&nbsp;at all.&bomb;</p>
</div>
<h2 id="c1">1. Leaving</h2><p>We left.<a epub:type="noteref" href="#n1">1</a></p><p>It rained.</p>
<p id="night">At night <i>we</i> slept.</p>
<aside epub:type="footnote" id="n1"><p>In May.</p></aside></body></html>"""
TWO = "<html><body><h2>2. Arriving</h2><p>A town &amp; a <b>sea<p>Not closed.</body></html>"


def book(**changes: str | None) -> bytes:
    files: dict[str, str | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/nav.xhtml": NAV,
        "OEBPS/toc.ncx": NCX,
        "OEBPS/text/two b.xhtml": TWO,
        "OEBPS/text/one.xhtml": ONE,
    }
    for end, content in changes.items():
        name = next((name for name in files if end in name), f"META-INF/{end}.xml")
        files[name] = content
    return packed({name: content for name, content in files.items() if content is not None})


def test_a_book_in_the_order_of_its_spine(tmp_path):
    document = opened(tmp_path, "book.bin", book())
    assert document.text.whole().split("\n\n") == [
        "1. Start", "Why I write, at all.", "1. Leaving", "We left.[1]", "It rained.",
        "At night we slept.", "In May.", "2. Arriving", "A town & a sea", "Not closed.",
        "[chapter missing: lost.xhtml]",
    ]  # fmt: skip
    assert (document.format, document.title) == ("epub", "The Salt Road")
    assert (document.author, document.date) == ("Ines Moor, Ted Ash", "2019-05-01")
    assert styled(document, "emphasis") == ["we"]
    assert styled(document, "link") == ["Start", "[1]"]
    arriving = document.text.whole().index("2. Arriving")
    parts = [(part.start, part.name) for part in document.parts]
    assert parts == [
        (0, "nav.xhtml"), (10, "text/one.xhtml"), (arriving, "text/two%20b.xhtml")
    ]  # fmt: skip
    assert document.omissions == (
        "1 chapter is missing from the file (lost.xhtml)",
        "1 entry of the spine has no file",
    )


def test_chapters_are_locators(tmp_path):
    document = opened(tmp_path, "book.epub", book())
    assert located(document, "Why") == "Preface ¶1"
    assert located(document, "1. Leaving") == "ch. 1 ¶1"
    assert located(document, "slept") == "ch. 1 ¶4"
    assert located(document, "Not closed") == "ch. 2 ¶3"
    assert [(h.level, h.title) for h in document.headings] == [
        (1, "Preface"), (2, "1. Leaving"), (2, "By night"), (2, "2. Arriving"),
    ]  # fmt: skip
    text = document.text.whole()
    for query in ("ch. 2 ¶3", "Chapter 2, ¶3", "ch2 ¶ 3"):
        assert goto.find_places(document, query) == [text.index("Not closed")]
    assert goto.find_places(document, "preface") == [10]
    with pytest.raises(ReaderError, match=r"No such place: ch\. 9"):
        goto.find_places(document, "ch. 9")


def test_contents_of_epub_2_and_none_at_all(tmp_path):
    old = opened(tmp_path, "a.epub", book(nav="<html/>"))
    assert located(old, "slept") == "ch. 1 ¶4"
    assert located(old, "Why") == "The Salt Road ¶1"
    assert located(old, "sea") == "ch. 2 ¶2"
    bare = opened(tmp_path, "b.epub", book(nav="<html/>", ncx="<broken"))
    assert located(bare, "Why") == "¶1"
    assert located(bare, "sea") == "ch. 2 ¶2"


@pytest.mark.parametrize(
    ("titles", "labels"),
    [
        (["Preface", "Chapter IV", "CHAPTER 5. Rain"], ["Preface", "ch. 4", "ch. 5"]),
        (["I", "II", "XIX", "XC"], ["ch. 1", "ch. 2", "ch. 19", "ch. 90"]),
        (["Cover", "Sun", "Rain", "Imprint"], ["Cover", "ch. 1", "ch. 2", "Imprint"]),
        (["Chapter 1", "Chapter 1"], ["ch. 1", "ch. 2"]),
        (["1 day", "I know"], ["ch. 1", "ch. 2"]),
        (["Chapter 1", "A" * 50], ["ch. 1", "A" * 39 + "…"]),
        ([], []),
    ],
)
def test_names_of_chapters(titles, labels):
    entries = [TocEntry(start, 1, title) for start, title in enumerate(titles)]
    assert list(chapter_labels(entries)) == list(enumerate(labels))


def test_the_outermost_level_with_several_entries_counts():
    entries = [
        TocEntry(0, 1, "Book"),
        TocEntry(1, 2, "Sun"),
        TocEntry(2, 3, "Dawn"),
        TocEntry(3, 2, "Rain"),
    ]
    assert list(chapter_labels(entries)) == [(1, "ch. 1"), (3, "ch. 2")]


def test_progress_is_reported_and_can_cancel(tmp_path):
    path = tmp_path / "a.epub"
    path.write_bytes(book())
    reports = []
    documents.open(path, progress=lambda done, total: reports.append((done, total)))
    assert reports == [(done, 4) for done in range(4)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        documents.open(path, progress=stop)


PROTECTED = """<encryption><EncryptedData><CipherData>
<CipherReference URI="{}"/></CipherData></EncryptedData></encryption>"""


def test_fonts_may_be_encrypted_pages_not(tmp_path):
    fonts = book(encryption=PROTECTED.format("OEBPS/font.otf"))
    assert opened(tmp_path, "a.epub", fonts).title == "The Salt Road"
    with pytest.raises(ReaderError, match=r"has copy protection \(DRM\)"):
        opened(tmp_path, "a.epub", book(encryption=PROTECTED.format("OEBPS/text/one.xhtml")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"container": None, "book.opf": None}, "a part of it is missing"),
        ({"container": "<container/>", "book.opf": None}, "a part of it is missing"),
        ({"book.opf": "<package"}, "no readable chapters"),
        ({"book.opf": "<package/>"}, "no readable chapters"),
        ({"one.xhtml": "<html/>", "two b": "<html/>", "nav": "<html/>"}, "pages without text"),
    ],
)
def test_books_that_cannot_be_read(tmp_path, changes, sentence):
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.epub", book(**changes))


def test_paths_lead_nowhere_outside(tmp_path):
    (tmp_path / "secret.xhtml").write_text("<html><body>secret</body></html>")
    up = PACKAGE.replace("text/one.xhtml", "../../secret.xhtml")
    document = opened(tmp_path, "a.epub", book(**{"book.opf": up}))
    assert "[chapter missing: ../../secret.xhtml]" in document.text.whole()
    assert document.text.whole().count("secret") == 1
    entity = """<!DOCTYPE html [<!ENTITY x SYSTEM "secret.xhtml">]><html><body>{}</body></html>"""
    document = opened(tmp_path, "a.epub", book(**{"one.xhtml": entity.format("a&x;b")}))
    assert "\n\nab\n\n" in document.text.whole()


def test_bombs_are_not_unpacked(tmp_path, monkeypatch):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f"<!DOCTYPE html [<!ENTITY l0 'ha'>{laughs}]><html><body>so &l11;</body></html>"
    document = opened(tmp_path, "a.epub", book(**{"one.xhtml": bomb}))
    assert len(document.text) < 200
    monkeypatch.setattr(limits, "UNPACKED", 100_000)
    with pytest.raises(ReaderError, match="unpacks to too much data"):
        opened(tmp_path, "a.epub", book(**{"one.xhtml": ONE + " " * 200_000}))


def test_a_book_whose_kind_is_packed_as_well(tmp_path):
    data = packed({"other": "x", "mimetype": "application/epub+zip", "META-INF/container.xml": "<"})
    with pytest.raises(ReaderError, match="not XML"):
        opened(tmp_path, "a.epub", data)


def test_archives_that_are_none(tmp_path, monkeypatch):
    data = book()
    with pytest.raises(ReaderError, match="is damaged"):
        opened(tmp_path, "a.epub", data[:400])
    for place in range(60, len(data), 97):  # no byte of it may do worse than a sentence
        broken = bytearray(data)
        broken[place] ^= 0xFF
        try:
            opened(tmp_path, "a.epub", bytes(broken))
        except ReaderError as error:
            assert str(error).endswith(".")
    monkeypatch.setattr(limits, "ARCHIVE_FILES", 3)
    with pytest.raises(ReaderError, match="too many files"):
        opened(tmp_path, "a.epub", data)
    end = data.rindex(b"PK\x05\x06")
    lying = data[: end + 12] + (1 << 30).to_bytes(4, "little") + data[end + 16 :]
    with pytest.raises(ReaderError, match="too many files"):
        opened(tmp_path, "a.epub", lying)
    monkeypatch.setattr(limits, "ARCHIVE", 100)
    with pytest.raises(ReaderError, match="is larger than"):
        opened(tmp_path, "a.epub", data)


def test_an_archive_with_a_password_says_so(tmp_path):
    data = bytearray(book())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + place] |= 1
    with pytest.raises(ReaderError, match="encrypted"):
        opened(tmp_path, "a.epub", bytes(data))


def test_addresses_that_are_none(tmp_path):
    nav = NAV.replace('href="gone.xhtml"', 'href="http://[#a"')
    assert nav != NAV
    document = opened(tmp_path, "a.epub", book(nav=nav))
    assert document.text.whole() == opened(tmp_path, "b.epub", book()).text.whole()


@pytest.mark.parametrize("codec", ["hex", "punycode", "undefined", "nonesuch"])
def test_pages_in_what_is_no_encoding(tmp_path, codec):
    page = f'<?xml version="1.0" encoding="{codec}"?><html><body><p>words</p></body></html>'
    text = opened(tmp_path, "a.epub", book(**{"two b": page})).text.whole()
    assert "\n\nwords\n\n" in text
    with pytest.raises(ReaderError, match="no readable chapters"):
        opened(tmp_path, "a.epub", book(opf=f'<?xml version="1.0" encoding="{codec}"?><package/>'))
