"""What documents say of themselves for a bibliography."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readerapp.documents.references import make_reference, read_xmp
from tests.documents.pdfs import pdf
from tests.documents.samples import opened
from tests.documents.test_epub import PACKAGE, book
from tests.documents.word_files import CORE, docx, paragraph

PAGE = """<html><head><title>On Votes</title>
<meta name="citation_author" content="Holm, Ida"><meta name="citation_author" content="Ek, Bo">
<meta name="citation_doi" content="https://doi.org/10.1000/182">
<meta name="citation_journal_title" content="Journal of Votes">
<meta name="DC.publisher" content="A Press"><meta name="citation_date" content="2020">
<link rel="canonical" href="https://example.org/votes"></head>
<body><article><p>We were promised a vote, and this is what became of it.</p></article></body>
</html>"""
NEWS = """<html><head><title>Flood</title><meta property="og:site_name" content="The Post">
<link rel="canonical" href="/flood"><meta property="og:url" content="https://example.org/flood">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Flood",
"author": {"name": "Ann Lee"}, "publisher": {"name": "Post Company"}, "identifier": 7}</script>
</head><body><article><p>The river rose over its banks on Monday night.</p></article></body>
</html>"""
JATS = """<article><front><journal-meta><journal-title-group><journal-title>Votes</journal-title>
</journal-title-group><publisher><publisher-name>A Press</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="pmid">10.9</article-id>
<article-id pub-id-type="doi">10.1000/182</article-id>
<title-group><article-title>On Votes</article-title></title-group><contrib-group>
<contrib contrib-type="author"><name><surname>Holm</surname><given-names>Ida</given-names></name>
</contrib><contrib contrib-type="author"><collab>The Group</collab></contrib></contrib-group>
</article-meta></front><body><sec><title>One</title><p>Words.</p></sec></body></article>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A</title>
</titleStmt><publicationStmt><publisher>A Press</publisher><idno type="DOI">10.1000/182</idno>
</publicationStmt></fileDesc></teiHeader><text><body><p>Words.</p></body></text></TEI>"""
DOCBOOK = """<book xmlns="http://docbook.org/ns/docbook" version="5.0"><info><title>A</title>
<biblioid class="isbn">978-0-306-40615-7</biblioid><publisher><publishername>A Press</publishername>
</publisher></info><chapter><title>One</title><para>Words.</para></chapter></book>"""
MARKDOWN = "---\ntitle: On Votes\ncitekey: holm2020\ndoi: 10.1000/182\n---\n\nWords.\n"
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta><rdf:RDF>
<prism:doi>10.1000/182</prism:doi><dc:publisher><rdf:Bag><rdf:li>A Press</rdf:li></rdf:Bag>
</dc:publisher><prism:publicationName>Votes &amp; more</prism:publicationName>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


Read = Callable[[bytes | str, str], dict[str, Any]]


@pytest.fixture
def parts(tmp_path: Path) -> Read:
    """Return a function that reads the reference of a file's bytes with a name."""
    return lambda data, name: opened(tmp_path, name, data).reference.to_dict()


@pytest.mark.parametrize(
    ("name", "data", "stated"),
    [
        (
            "page.html",
            PAGE,
            {
                "type": "article",
                "authors": ["Holm, Ida", "Ek, Bo"],
                "container": "Journal of Votes",
                "publisher": "A Press",
                "doi": "10.1000/182",
                "address": "https://example.org/votes",
            },
        ),
        (
            "news.html",
            NEWS,
            {
                "container": "The Post",
                "publisher": "Post Company",
                "address": "https://example.org/flood",
            },
        ),
        (
            "a.xml",
            JATS,
            {
                "type": "article",
                "authors": ["Holm, Ida", "The Group"],
                "container": "Votes",
                "publisher": "A Press",
                "doi": "10.1000/182",
            },
        ),
        ("t.xml", TEI, {"publisher": "A Press", "doi": "10.1000/182"}),
        (
            "d.xml",
            DOCBOOK,
            {"type": "book", "publisher": "A Press", "isbn": "9780306406157"},
        ),
        ("n.md", MARKDOWN, {"citekey": "holm2020", "doi": "10.1000/182"}),
    ],
)
def test_parts_come_from_where_the_format_has_them(
    parts: Read, name: str, data: str, stated: dict[str, Any]
) -> None:
    assert parts(data, name) == stated


def test_a_book_has_its_isbn_and_its_authors_as_a_catalogue_files_them(parts: Read) -> None:
    said = (
        "<dc:identifier>urn:isbn:9780306406157</dc:identifier><dc:publisher>A Press</dc:publisher>"
    )
    filed = '<dc:creator id="c">Ines Moor</dc:creator>'
    refined = '<meta refines="#c" property="file-as">Moor, Ines</meta>'
    package = PACKAGE.replace("<dc:creator>Ines Moor</dc:creator>", said + filed + refined)
    assert parts(book(**{"book.opf": package}), "a.epub") == {
        "type": "book",
        "authors": ["Moor, Ines", "Ted Ash"],
        "publisher": "A Press",
        "isbn": "9780306406157",
    }


def test_a_word_document_has_its_doi_among_its_properties(parts: Read) -> None:
    core = CORE.replace("</c>", "<dc:identifier>doi:10.1000/182</dc:identifier></c>")
    assert parts(docx(paragraph("Words."), **{"docProps/core.xml": core}), "a.docx") == {
        "doi": "10.1000/182"
    }


def test_a_pdf_has_its_doi_on_the_first_page_or_in_xmp(parts: Read) -> None:
    page = [(50, 780, 8, "Votes 3 (2020) doi:10.1000/183"), (50, 700, 12, "Words of the text.")]
    other = [(50, 700, 12, "See 10.1000/184 too.")]
    assert parts(pdf([page, other]), "a.pdf") == {"doi": "10.1000/183"}
    data = pdf([page])
    picture = b'<?xpacket begin="" id=""?><dc:publisher>A Camera</dc:publisher><?xpacket end="w"?>'
    assert parts(data + b"%" + picture + XMP, "a.pdf") == {
        "container": "Votes & more",
        "publisher": "A Press",
        "doi": "10.1000/182",
    }


def test_what_is_no_part_is_left_out() -> None:
    made = make_reference(identifiers=["urn:uuid:1", "9780306406158"], address="ftp://x", doi="7")
    assert not made
    assert read_xmp(b"<prism:doi>" * 1000) == {}
