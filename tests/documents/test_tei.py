"""TEI: plays, spoken texts, verse and prose."""

import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.speakers.transcripts import find_turns
from tests.documents.samples import located, opened, styled

HEADER = """<teiHeader><fileDesc><titleStmt><title>Hamlet</title><title type="sub">A play</title>
<author>W. S.</author></titleStmt><publicationStmt><date>1999</date></publicationStmt><sourceDesc>
<bibl><date when="1623">the year 1623</date></bibl></sourceDesc></fileDesc><profileDesc>
<particDesc><listPerson><person xml:id="gho"><persName>The Ghost</persName></person></listPerson>
</particDesc></profileDesc></teiHeader>"""


def tei(body: str, before: str = "") -> str:
    return f"""<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0">{HEADER}<text>{before}
    <body>{body}</body></text></TEI>"""


def read(tmp_path, body: str, before: str = "") -> Document:
    return opened(tmp_path, "play.xml", tei(body, before))


def text(tmp_path, body: str) -> str:
    return read(tmp_path, body).text.whole()


PLAY = """<div type="act"><head>ACT I</head><div type="scene" n="1"><head>SCENE 1</head>
<stage>Enter <hi rend="italic">both</hi>.</stage>
<sp who="#bar"><speaker>BARNARDO.</speaker><l>Who's there?</l><l>Speak.</l></sp>
<sp><speaker>FRANCISCO </speaker><stage> aside </stage><l>Nay, answer me.</l>
<stage>He stands.</stage><l>Long live <lb/>the king!</l></sp>
<sp><speaker>BARNARDO</speaker><p>He. <stage>Exit</stage></p><p>More.</p></sp>
<sp who="#gho"><lg><l>One</l><l>Two</l></lg><lg><l>Three</l></lg></sp></div>
<div type="scene" n="2"><sp><speaker>FRANCISCO</speaker><p>Where?</p></sp></div></div>"""


def test_tei_plays_are_turns(tmp_path):
    document = read(tmp_path, PLAY)
    assert document.text.whole() == (
        "ACT I\n\nSCENE 1\n\nEnter both.\n\nBARNARDO: Who's there?\nSpeak.\n\n"
        "FRANCISCO: (aside) Nay, answer me.\n(He stands.)\nLong live the king!\n\n"
        "BARNARDO: He. (Exit)\n\nMore.\n\nThe Ghost: One\nTwo\n\nThree\n\nScene 2\n\n"
        "FRANCISCO: Where?"
    )
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "ACT I"), (2, "SCENE 1"), (2, "Scene 2")
    ]  # fmt: skip
    assert styled(document, "emphasis")[0] == "Enter both."
    assert (document.title, document.author, document.date) == ("Hamlet", "W. S.", "1623")
    whole = document.text.whole()
    assert [turn.speaker for turn in document.turns] == [
        "BARNARDO", "FRANCISCO", "BARNARDO", "The Ghost", "FRANCISCO"
    ]  # fmt: skip
    assert whole[document.turns[3].start : document.turns[3].end] == "One\nTwo\n\nThree"
    assert whole[document.turns[3].label_start : document.turns[3].label_end] == "The Ghost:"
    assert [turn.speaker for turn in find_turns(whole) or []] == [
        turn.speaker for turn in document.turns
    ]


def test_tei_spoken_texts_are_turns(tmp_path):
    body = """<u who="#gho">Well <vocal><desc>laughs</desc></vocal> yes.</u><u who="#B">No.</u>"""
    assert text(tmp_path, body) == "The Ghost: Well (laughs) yes.\n\nB: No."


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>the <choice><sic>kign</sic><corr>king</corr></choice>!</p>", "the king!"),
        ("<p><choice><abbr>Mr</abbr><expan>Mister</expan></choice> A</p>", "Mister A"),
        ("<p>a <app><rdg>x</rdg><lem>y</lem></app> b</p>", "a y b"),
        ("<p>a <app><rdg>x</rdg><rdg>y</rdg></app></p>", "a x"),
        ("<p>re<subst><del>c</del><add>s</add></subst>t</p>", "rest"),
    ],
)
def test_tei_one_of_several_readings(tmp_path, body, shown):
    document = read(tmp_path, body)
    assert document.text.whole() == shown
    assert document.omissions == ("1 other reading is not shown",)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>He said <q>so</q>, “<q>x</q>” and <q>a <q>b</q></q>.</p>",
         "He said “so”, “x” and “a ‘b’”."),
        ("<p>ship<lb break='no'/>ping and<lb/>more</p>", "shipping and more"),
        ("<p>a <gap reason='illegible' extent='2 words'/> b <gap/></p>",
         "a [gap: illegible, 2 words] b […]"),
        ("<p>10<hi rend='sup'>6</hi> and H<hi rendition='#sub'>2</hi>O</p>", "10⁶ and H₂O"),
        ("<opener><dateline>Lund, 1 May</dateline><salute>Dear Ida,</salute></opener>"
         "<closer><address><addrLine>Quay 1</addrLine><addrLine>Lund</addrLine></address></closer>",
         "Lund, 1 May\n\nDear Ida,\n\nQuay 1\nLund"),
        ("<list type='ordered'><head>Buy</head><item>oil</item><item>bread</item></list>",
         "Buy\n\n1. oil\n2. bread"),
        ("<list type='unordered'><item>oil</item></list>", "• oil"),
        ("<list type='ordered:loweralpha'><item n='3'>oil</item><item>b</item></list>",
         "c. oil\nd. b"),
        ("<list><label>cod</label><item>a fish</item><label>quay</label><item>a wall</item></list>",
         "cod a fish\n\nquay a wall"),
        ("<table><row><cell>Day</cell><cell>Wind</cell></row><row><cell>Mon</cell></row></table>",
         "Day | Wind\nMon"),
        ("<figure><graphic url='a'/><figDesc>A map</figDesc><head>Map 1</head></figure>",
         "[picture: A map]\n\nMap 1"),
        ("<p><w>Hi</w>\n<pc>,</pc>\n<w>Ida</w></p>", "Hi, Ida"),
        ("<p>\n<w>Hi</w>\n<c> </c>\n<w>I</w>\n<w>da</w></p>", "Hi Ida"),
        ("<cit><quote><l>One</l><l>Two</l></quote><bibl>Holm</bibl></cit>", "One\nTwo\n\nHolm"),
        ("<p>one <fw>RUNNING HEAD</fw>two</p>", "one two"),
    ],
)  # fmt: skip
def test_tei_prose(tmp_path, body, shown):
    assert text(tmp_path, body) == shown


def test_tei_notes_and_pages(tmp_path):
    body = """<p><pb n="11"/>One<note n="a" place="bottom">First <hi rend="bold">note</hi>.</note>
    two <pb n="12"/>three<note><p>Second.</p></note>.</p>"""
    document = read(tmp_path, body)
    assert document.text.whole() == "One[a] two three[2].\n\n[a] First note.\n[2] Second."
    assert styled(document, "strong") == ["note"]
    assert (located(document, "One"), located(document, "three")) == ("p. 11", "p. 12")


def test_tei_references_lead_to_their_places(tmp_path):
    document = read(tmp_path, '<p xml:id="a">One</p><p>See <ref target="#a">there</ref>.</p>')
    (link,) = [run for run in document.styles if run.kind == "link"]
    assert document.anchors[link.value[1:]] == 0


def test_tei_front_matter_and_no_header(tmp_path):
    before = """<front><titlePage><docTitle><titlePart>HAMLET</titlePart></docTitle></titlePage>
    <castList><head>Persons</head><castItem><role>Ida</role>, <roleDesc>a pilot</roleDesc>
    </castItem><castItem>Lou</castItem></castList></front>"""
    assert read(tmp_path, "<p>x</p>", before).text.whole() == (
        "HAMLET\n\nPersons\n\nIda, a pilot\nLou\n\nx"
    )  # fmt: skip


def test_tei_p4_and_transcriptions_without_a_text(tmp_path):
    old = "<!-- <html> --><TEI.2><text><body><p>Old words.</p></body></text></TEI.2>"
    assert opened(tmp_path, "a", old).format == "tei"
    scan = "<TEI><sourceDoc><surface><zone><line>One</line><line>two</line></zone></surface>"
    document = opened(tmp_path, "b", scan + "</sourceDoc></TEI>")
    assert document.text.whole() == "One\ntwo"


def test_tei_without_words(tmp_path):
    with pytest.raises(ReaderError, match="has no text"):
        opened(tmp_path, "a.xml", f"<TEI>{HEADER}</TEI>")


def test_tei_of_any_depth(tmp_path):
    body = "<seg>" * 200 + "deep" + "</seg>" * 200
    assert text(tmp_path, f"<p>{body} words</p>") == "deep words"
