"""FictionBook, bare and in a zip archive."""

import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from tests.documents.samples import opened, packed, styled

INFO = """<description><title-info><author><first-name>Anna</first-name><last-name>Holm</last-name>
</author><author><nickname>Lou</nickname></author><book-title>The
Ferry</book-title><annotation><p>A blurb.</p></annotation><date value="1999-01-02">1999</date>
</title-info></description>"""


def fb2(body: str, info: str = INFO, more: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"
    xmlns:l="http://www.w3.org/1999/xlink">{info}<body>{body}</body>{more}</FictionBook>"""


def read(tmp_path, *parts: str) -> Document:
    return opened(tmp_path, "book", fb2(*parts))


def test_fb2_sections_poems_and_metadata(tmp_path):
    document = read(
        tmp_path,
        """<title><p>Anna Holm</p><empty-line/><p>The Ferry</p></title><epigraph><p>A river.</p>
        <text-author>Somebody</text-author></epigraph><section><title><p>One</p></title>
        <p>First <strong>bold</strong> and <emphasis>thin</emphasis> words.</p><empty-line/>
        <subtitle>* * *</subtitle><poem><title><p>Song</p></title><stanza><v>Line one</v>
        <v>Line two</v></stanza><stanza><v>Line three</v></stanza><text-author>Me</text-author>
        </poem><section><title><p>Deeper</p></title><p>x<sup>2</sup></p></section></section>""",
    )
    assert document.text.whole() == (
        "Anna Holm\nThe Ferry\n\nA river.\n\nSomebody\n\nOne\n\nFirst bold and thin words.\n\n"
        "* * *\n\nSong\n\nLine one\nLine two\n\nLine three\n\nMe\n\nDeeper\n\nx²"
    )
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "Anna Holm The Ferry"), (2, "One"), (3, "Deeper")
    ]  # fmt: skip
    assert styled(document, "quote") == ["A river.\n\nSomebody"]
    assert styled(document, "emphasis") == ["thin"]
    assert (document.format, document.title) == ("fb2", "The Ferry")
    assert (document.author, document.date) == ("Anna Holm, Lou", "1999-01-02")
    assert document.omissions == ("The publisher's description of the book is not shown",)


NOTES = """<body name="notes"><title><p>Notes</p></title><section id="n1"><title><p>1</p></title>
<p>The note.</p><p>More.</p></section><section id="n2"><title><p>2</p></title><p>Unused.</p>
</section></body>"""


def test_fb2_notes_are_at_the_end_and_none_is_lost(tmp_path):
    body = """<section><p>One<a l:href="#n1" type="note">[1]</a> two<a l:href="#n1">[1]</a>
    <a l:href="https://example.org">site</a></p></section>"""
    document = read(tmp_path, body, "", NOTES)
    assert document.text.whole() == (
        "One[1] two[1] site\n\n[1] The note.\n\nMore.\n\n2\n\nUnused."
    )  # fmt: skip
    assert styled(document, "link") == ["[1]", "[1]", "site"]


def test_fb2_pictures_and_tables(tmp_path):
    body = """<section><image l:href="#i" alt="A map"/><p>x<image l:href="#j"/>y</p><table>
    <tr><th>Day</th><th>Wind</th></tr><tr><td>Mon</td><td>N<emphasis>W</emphasis></td></tr></table>
    </section>"""
    document = read(tmp_path, body, "", '<binary id="i">AAAA</binary>')
    assert document.text.whole() == "[picture: A map]\n\nxy\n\nDay | Wind\nMon | NW"
    assert styled(document, "strong") == ["Day", "Wind"]
    assert document.omissions == ("2 pictures are not shown",)


def test_fb2_in_an_archive_and_in_an_old_encoding(tmp_path):
    book = fb2("<section><p>Паром</p></section>", "").replace("UTF-8", "windows-1251")
    archive = packed({"book.fb2": book.encode("cp1251"), "cover.jpg": b"x"})
    assert opened(tmp_path, "book.fb2.zip", archive).text.whole() == "Паром"
    assert opened(tmp_path, "book.fbz", archive).format == "fb2"


def test_fb2_other_books_in_the_archive_are_counted(tmp_path):
    one, two = (fb2(f"<section><p>{n}</p></section>", "") for n in ("One", "Two"))
    document = opened(tmp_path, "a.zip", packed({"b.fb2": two, "a.fb2": one}))
    assert document.text.whole() == "One"
    assert document.omissions == ("1 other book in the archive can be read if it is unpacked",)


def test_fb2_names_of_characters_and_damage(tmp_path):
    document = read(tmp_path, "<section><p>a&nbsp;&mdash; b &lt; c</p><p>d</section>", "")
    assert document.text.whole() == "a — b < c\n\nd"
    assert document.omissions == ("The file is damaged; words may be missing",)


@pytest.mark.parametrize(
    ("entities", "sentence"),
    [
        ('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">', "multiply"),
        (f'<!ENTITY a "{"ha" * 1000}">', "multiply"),
    ],
)
def test_fb2_entity_bombs_are_refused(tmp_path, entities, sentence):
    book = f"<!DOCTYPE FictionBook [{entities}]><FictionBook><body><p>&a;</p></body></FictionBook>"
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.fb2", book)


def test_fb2_entities_of_the_file_and_of_other_files(tmp_path):
    book = """<!DOCTYPE FictionBook [<!ENTITY ship "<strong>Elsinore</strong> I"><!ENTITY more
    SYSTEM "/etc/hostname">]><FictionBook><body><p>The &ship;, &more;</p></body></FictionBook>"""
    assert opened(tmp_path, "a.fb2", book).text.whole() == (
        "The Elsinore I, [file: /etc/hostname]"
    )  # fmt: skip


def test_fb2_sections_of_a_body_without_a_title_are_its_first_level(tmp_path):
    document = read(tmp_path, "<section><title><p>One</p></title><p>x</p></section>", "")
    assert [(each.level, each.title) for each in document.headings] == [(1, "One")]


def test_fb2_ampersands_that_begin_no_entity_are_words(tmp_path):
    body = "<section><p>Holm & Lund, AT&T, &unknown; &#233; <![CDATA[a & b]]></p></section>"
    document = read(tmp_path, body, "")
    assert document.text.whole() == "Holm & Lund, AT&T, &unknown; é a & b"
    assert document.omissions == ()


def test_fb2_in_utf_16(tmp_path):
    book = fb2("<section><p>Паром &amp; мы</p></section>", "").replace("UTF-8", "UTF-16")
    assert opened(tmp_path, "a.fb2", book.encode("utf-16")).text.whole() == "Паром & мы"


def test_fb2_without_words(tmp_path):
    with pytest.raises(ReaderError, match="shows no text: 1 picture is not shown"):
        read(tmp_path, '<section><image l:href="#i"/></section>', "")
