"""Subtitles as people and programs write them: no word of a cue is lost, none is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.format import DocumentInput
from readerapp.documents.formats import subtitles
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import located, opened, styled


def srt_cue(second: int, words: str, number: str = "") -> str:
    head = f"{number}\n" if number else ""
    return f"{head}00:00:{second:02},000 --> 00:00:{second + 1:02},000\n{words}\n"


SHAPES = {
    "names above the words": (
        srt_cue(1, "Ida Holm\nIs it open?", "1")
        + "\n"
        + srt_cue(5, "Bo Lund\nI think so.", "2")
        + "\n"
        + srt_cue(9, "Ida Holm\nThen I", "3")
        + "\n"
        + srt_cue(10, "Ida Holm\nwill go in.", "4")
        + "\n"
        + srt_cue(14, "Bo Lund\nDo.", "5"),
        "Ida Holm: Is it open?\n\nBo Lund: I think so.\n\nIda Holm: Then I will go in.\n\n"
        "Bo Lund: Do.",
    ),
    "first lines that are no names": (
        srt_cue(1, "Oh\nyes.", "1")
        + "\n"
        + srt_cue(2, "Oh\nno.", "2")
        + "\n"
        + srt_cue(3, "one\nmore.", "3")
        + "\n"
        + srt_cue(4, "Oh\nwell.", "4"),
        "Oh yes. Oh no. one more. Oh well.",
    ),
    "A7 a blank line inside a cue": (
        srt_cue(1, "I waited,\n\nand nobody came.", "1") + "\n" + srt_cue(5, "Then rain.", "2"),
        "I waited, and nobody came.\n\nThen rain.",
    ),
    "A7 two blank lines and a number that is said": (
        srt_cue(1, "How many?\n\n\n7", "1") + "\n" + srt_cue(5, "Boats.", "2"),
        "How many? 7 Boats.",
    ),
    "B6 no blank line between cues": (
        srt_cue(1, "One.", "1") + srt_cue(2, "1851", "2") + srt_cue(3, "Three.", "3"),
        "One. 1851 Three.",
    ),
    "cues without numbers": (
        srt_cue(1, "One") + "\n" + srt_cue(2, "two"),
        "One two",
    ),
    "a cue without times": (
        srt_cue(1, "One", "1") + "\n2\ntwo\n\n" + srt_cue(3, "three", "3"),
        "One two three",
    ),
    "an arrow that is said": (
        srt_cue(1, "One", "1") + "\nleft --> right\n\n" + srt_cue(3, "three", "2"),
        "One left --> right three",
    ),
    "somebody else after two with dashes": (
        srt_cue(1, "- Who?\n- Me.", "1") + "\n" + srt_cue(2, "1984.", "2"),
        "- Who?\n\n- Me.\n\n1984.",
    ),
    "B7 a line that is said again after a pause": (
        srt_cue(1, "one", "1")
        + srt_cue(2, "one\ntwo", "2")
        + srt_cue(3, "two\nthree", "3")
        + srt_cue(4, "three\nno.", "4")
        + srt_cue(6, "no.", "5"),
        "one two three no. no.",
    ),
    "a byte order mark and blank lines first": ("\ufeff\n\n" + srt_cue(1, "One", "1"), "One"),
    "times of other programs": (
        "1\n-00:00:01,000 --> 00:00:02,000\nbefore\n\n"
        "2\n00:00:03.50 --> 00:00:04.50 X1:40 X2:600\ndots\n\n"
        "3\n00:00:05 --> 00:00:06\nwhole\n\n"
        "4\n00:00:07:500 --> 00:00:08:500\ncolons\n\n"
        "5\n00:00:09,000 -> 00:00:10,000\narrow",
        "before dots whole colons arrow",
    ),
    "upper-case tags, and words in angle brackets": (
        srt_cue(
            1, "<I>He</I> said <SIGHS> 5 < 6, {sic} {\\an8}<FONT COLOR=red>x</FONT><br/>y", "1"
        ),
        "He said <SIGHS> 5 < 6, {sic} x y",
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_subrip_as_people_write_it(tmp_path, case):
    written, words = SHAPES[case]
    document = opened(tmp_path, "a.srt", written)
    assert document.format == "srt"
    assert document.text.whole() == words


ROLL_UP = (
    ("so this is the", 0, 2),
    ("so this is the\n ", 2, 2),
    ("so this is the\nplace we meant", 2, 4),
    ("place we meant\n ", 4, 4),
    ("place we meant\nto show you", 4, 6),
)


def test_captions_that_roll_up_in_subrip_are_read_once(tmp_path):
    """B7: each line is in three cues."""
    written = "".join(
        f"{number}\n00:00:0{start},000 --> 00:00:0{end},010\n{words}\n\n"
        for number, (words, start, end) in enumerate(ROLL_UP, 1)
    )
    document = opened(tmp_path, "a.srt", written)
    assert document.text.whole() == "so this is the place we meant to show you"


def test_a_line_that_is_said_twice_is_there_twice(tmp_path):
    said = ["No.", "No.", "Yes.", "la la", "la la", "la la", "la la"]
    written = "\n".join(srt_cue(n, words, str(n + 1)) for n, words in enumerate(said))
    assert opened(tmp_path, "a.srt", written).text.whole() == " ".join(said)


def test_webvtt_as_people_write_it(tmp_path):
    """A8 and B13: only known tags are mark-up; of a ruby the base is read."""
    written = (
        "\n\nWEBVTT\nKind: captions\nLanguage: en\n\nNOTE not this\nnor this\n\nintro\n"
        "00:01.000 --> 00:02.000 line:0\nIf 3 < 4 and 9 > 8, <COUGHS> {sic}\n\nit is.\n\n"
        "2\n00:02.000 --> 00:03.000\n"
        "<v.loud Ann B>A <ruby>東<rt>とう</rt>京<rt>きょう</ruby> x</v>\n"
        "00:03.000 --> 00:04.000\n<v Bo>One.</v> <v Ann B>Two.</v>\n\n"
        "00:04.000 --> 00:0\nbroken times"
    )
    document = opened(tmp_path, "a.txt", written)
    assert document.format == "vtt"
    assert document.text.whole() == (
        "If 3 < 4 and 9 > 8, <COUGHS> {sic} it is.\n\nAnn B: A 東京 x\n\nBo: One.\n\n"
        "Ann B: Two.\n\nbroken times"
    )
    assert located(document, "Two.") == "00:00:03"


WORDS = st.lists(st.sampled_from(["a", "7", "<b>", "x<y", "", "- no", "NOTES", "{x}"]), max_size=5)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_any_lines_of_a_cue_are_in_the_text(cues):
    written = "\n\n".join(
        srt_cue(second, "\n".join(["start", *lines, "end"]), str(second + 100))
        for second, lines in enumerate(cues)
    )
    source = DocumentInput(MemoryBytes(written.encode()), "a.srt", "a")
    words = subtitles.open_srt(source).text.whole().split()
    expected = [
        word
        for lines in cues
        for word in " ".join(["start", *lines, "end"]).replace("<b>", "").split()
    ]
    assert words == expected


def test_captions_of_youtube(tmp_path):
    written = "0:00:00.599,0:00:04.160\nhello\n\nthere\n\n0:00:04.160,0:00:06.770\nfriends\n"
    document = opened(tmp_path, "a.txt", written + "\n0:00:06.f77,0:00:07.000\nof mine\n")
    assert (document.format, document.text.whole()) == ("sbv", "hello there friends of mine")
    assert located(document, "friends") == "00:00:04"


def test_lyrics_are_lines_in_the_order_of_their_times(tmp_path):
    written = (
        "[ti:The Boat]\n[ar:Ann B]\n[00:12.00][00:30.5]Row, row\n"
        "[00:17.20]<00:17.3>your <00:18>boat\n"
        "not timed\n"
    )
    document = opened(tmp_path, "a.lrc", written)
    assert document.text.whole() == "Row, row\nyour boat\nnot timed\nRow, row"
    assert (document.title, document.author) == ("The Boat", "Ann B")
    assert located(document, "your boat") == "00:00:17"


def test_substation_alpha(tmp_path):
    written = (
        "[Script Info]\nTitle: Night\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: A,Arial\n\n"
        "[Events]\nFormat: Layer, Start, End, Style, Actor, Text\n"
        "Dialogue: 0,0:00:05.00,0:00:06.00,A,Bo,Well, {\\i1}no{\\i0}\\Nnot now.\n"
        "Comment: 0,0:00:05.00,0:00:06.00,A,Bo,never shown\n"
        "Dialogue: 0,0:00:01.50,0:00:02.00,A,Ida,{\\fad(1,2)}Come{\\p1}m 0 0 l 1 1{\\p0}!\n"
    )
    document = opened(tmp_path, "a.ass", written)
    assert document.text.whole() == "Ida: Come!\n\nBo: Well, no not now."
    assert styled(document, "emphasis") == ["no"]
    assert document.title == "Night"
    assert located(document, "Well") == "00:00:05"


def test_damaged_lines_of_substation_alpha_keep_their_words(tmp_path):
    written = (
        "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name,}Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,A,Ida,0,0,0,,Come, now\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,Wait\n"
    )
    assert opened(tmp_path, "a.ass", written).text.whole() == "Ida: Come, now\n\nWait"


TIMED_TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:m="http://www.w3.org/ns/ttml#metadata"
 xmlns:p="http://www.w3.org/ns/ttml#parameter" p:tickRate="1000" p:frameRate="25"
 xmlns:s="http://www.w3.org/ns/ttml#styling"><head>
<metadata><m:title>Harbour</m:title>
<m:agent xml:id="i"><m:name type="full">Ida Holm</m:name></m:agent></metadata>
<styling><style xml:id="it" s:fontStyle="italic"/></styling></head>
<body><div begin="10s">
<p begin="00:00:05:12" end="00:00:06" style="it">Later words.</p>
<p begin="1000t" dur="2s" m:agent="i">Good <span s:fontWeight="bold">evening</span><br/>all,
 <span s:ruby="container"><span s:ruby="base">漢</span><span s:ruby="text">kan</span></span>.</p>
</div></body></tt>"""


def test_timed_text(tmp_path):
    document = opened(tmp_path, "a.xml", TIMED_TEXT)
    assert document.format == "ttml"
    assert document.text.whole() == "Ida Holm: Good evening all, 漢.\n\nLater words."
    assert (styled(document, "strong"), styled(document, "emphasis")) == (
        ["evening"],
        ["Later words."],
    )
    assert located(document, "Good") == "00:00:11"
    assert located(document, "Later") == "00:00:15"
    assert document.title == "Harbour"
