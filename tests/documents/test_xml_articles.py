"""Articles of journals (JATS) and DocBook."""

import pytest

from tests.documents.samples import opened, styled

JATS = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "a.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta><journal-title>Tides
</journal-title></journal-meta><article-meta><title-group><article-title>On <italic>cod</italic>
</article-title></title-group><contrib-group><contrib contrib-type="author"><name><surname>Holm
</surname><given-names>Ida</given-names></name></contrib></contrib-group><pub-date><day>1</day>
<month>5</month><year>2020</year></pub-date><abstract><p>Short.</p></abstract><kwd-group>
<kwd>cod</kwd><kwd>cranes</kwd></kwd-group></article-meta></front><body><sec id="s1"><label>1.
</label><title>Catch</title><p>Two H<sub>2</sub>O<xref ref-type="fn" rid="f1">a</xref> as in
<xref ref-type="bibr" rid="r1">[1]</xref>.</p><fig id="g"><label>Figure 1</label><caption>
<title>A map</title><p>of it.</p></caption><graphic xlink:href="a"><alt-text>The quay</alt-text>
</graphic></fig><list list-type="order"><list-item><p>oil</p></list-item><list-item><p>salt</p>
</list-item></list></sec></body><back><fn-group><fn id="f1"><label>a</label><p>Fresh.</p></fn>
<fn id="f2"><p>Loose.</p></fn></fn-group><ref-list><title>References</title><ref id="r1">
<label>1</label><element-citation><person-group><name><surname>Lund</surname><given-names>B
</given-names></name></person-group><article-title>Cranes</article-title><year>1999</year>
</element-citation></ref></ref-list></back></article>"""

DOCBOOK = """<?xml version="1.0"?><book xmlns="http://docbook.org/ns/docbook"
xmlns:xlink="http://www.w3.org/1999/xlink"><info><title>The quay</title><author><personname>
<firstname>Ida</firstname><surname>Holm</surname></personname></author><pubdate>1999</pubdate>
</info><chapter xml:id="c"><title>One</title><para>A <emphasis role="bold">b</emphasis> and
<quote>c</quote><footnote><para>A note.</para></footnote>, <link xlink:href="https://x.org">d</link>,
see <xref linkend="c"/>.</para><programlisting>if x:
    y</programlisting><orderedlist numeration="loweralpha"><listitem><para>oil</para></listitem>
<listitem override="4"><para>salt</para></listitem></orderedlist><section><info>
<title>Deeper</title></info><note><title>Care</title><para>Wet.</para></note><mediaobject><imageobject/><textobject>
<phrase>A map</phrase></textobject></mediaobject></section></chapter></book>"""


def test_articles_of_journals(tmp_path):
    document = opened(tmp_path, "a.xml", JATS)
    assert document.text.whole().split("\n\n") == [
        "On cod", "Short.", "cod; cranes", "1. Catch", "Two H₂O[a] as in [1].",
        "Figure 1", "A map", "of it.", "[picture: The quay]", "1. oil\n2. salt", "Loose.",
        "References", "1 Lund B. Cranes 1999", "[a] Fresh.",
    ]  # fmt: skip
    assert (document.title, document.author) == ("On cod", "Ida Holm")
    assert (document.format, document.date) == ("jats", "2020-05-01")
    assert [heading.title for heading in document.headings] == ["On cod", "1. Catch", "References"]


def test_docbook(tmp_path):
    document = opened(tmp_path, "a.xml", DOCBOOK)
    assert document.text.whole().split("\n\n") == [
        "The quay", "One", "A b and “c”[1], d, see One.", "if x:\n    y", "a. oil\nd. salt",
        "Deeper", "Care", "Wet.", "[picture: A map]", "[1] A note.",
    ]  # fmt: skip
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "The quay"), (1, "One"), (2, "Deeper")
    ]  # fmt: skip
    assert styled(document, "strong") == ["b", "Care"]
    assert (document.format, document.author, document.date) == ("docbook", "Ida Holm", "1999")


@pytest.mark.parametrize(
    "data", ["<article>No names</article>", "<book><title>x</title></book>", "<html>x</html>"]
)
def test_other_xml_is_neither(tmp_path, data):
    assert opened(tmp_path, "a.xml", data).format in ("text", "html")
