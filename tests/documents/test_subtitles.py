import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats import subtitles
from readerapp.reading import goto
from readerapp.speakers import turns
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import located, opened, styled

MEETING = """\ufeffWEBVTT - The bridge

STYLE
::cue { color: red }

NOTE who wrote this

1
00:00:01.000 --> 00:00:03.000 align:start
<v Ann Lee>Good <i>morning</i>, &amp; welcome

2
00:00:03.000 --> 00:00:05.000
<v Ann Lee>to the <b>council</b>.</v>

00:00:05.500 --> 00:00:08.500
<v.loud Bo>Thank you. <00:00:06.000>We begin,</v>

01:12:03.000 --> 01:12:04.000
<v Bo>I think.
<v Ann Lee>Fine.

01:12:05.000 --> 01:12:06.000
And nobody is named here.

72:00.000 --> 72:01.000
"""


def test_voice_tags_become_turns_and_cues_sentences(tmp_path):
    document = opened(tmp_path, "talk.vtt", MEETING)
    text = document.text.whole()
    assert text == (
        "Ann Lee: Good morning, & welcome to the council.\n\nBo: Thank you. We begin, I think.\n\n"
        "Ann Lee: Fine.\n\nAnd nobody is named here."
    )
    assert (document.format, document.title) == ("vtt", "The bridge")
    assert styled(document, "emphasis") == ["morning"]
    assert styled(document, "strong") == ["council"]
    assert [turn.speaker for turn in turns(text)] == ["Ann Lee", "Bo", "Ann Lee"]


def test_time_codes_are_locators(tmp_path):
    document = opened(tmp_path, "talk.vtt", MEETING)
    assert located(document, "Good") == "00:00:01"
    assert located(document, "council") == "00:00:03"
    assert located(document, "I think") == "01:12:03"
    assert located(document, "nobody") == "01:12:05"
    text = document.text.whole()
    assert goto.find_places(document, "01:12:04") == [text.index("I think")]
    assert goto.find_places(document, "0:04") == [text.index("to the council")]
    assert goto.find_places(document, "0:00") == [0]


SUBRIP = """1\r
00:00:01,000 --> 00:00:02,500\r
{\\an8}It was <font color="red">late</font>\r
when they came.\r
\r
2\r
00:00:02,600 --> 00:00:03,000\r
- Who?\r
- They.\r
\r
3\r
00:00:09,000 --> 00:00:10,000\r
<i>MARIA: Nobody\r
knows.</i>\r
"""


def test_subrip_in_an_old_encoding_under_a_wrong_name(tmp_path):
    document = opened(tmp_path, "a.txt", SUBRIP.replace("late", "spät").encode("cp1252"))
    assert document.format == "srt"
    assert document.title == "a.txt"
    assert document.text.whole() == (
        "It was spät when they came.\n\n- Who?\n\n- They.\n\nMARIA: Nobody knows."
    )
    assert styled(document, "emphasis") == ["MARIA: Nobody knows."]
    assert located(document, "They.") == "00:00:02"


def test_a_pause_or_length_after_a_sentence_begins_a_paragraph(tmp_path):
    def cue(second: int, words: str) -> str:
        return f"00:00:{second:02}.000 --> 00:00:{second + 1:02}.000\n{words}\n\n"

    quick = "".join(cue(n, "Some words of it.") for n in range(5))
    late = cue(9, "After a pause.") + cue(12, "a half") + cue(20, "sentence.") + cue(2, "Back.")
    document = opened(tmp_path, "a.vtt", "WEBVTT\n\n" + quick + late)
    assert document.text.whole().split("\n\n") == [
        " ".join(["Some words of it."] * 5),
        "After a pause.",
        "a half sentence.",
        "Back.",
    ]
    long = opened(
        tmp_path, "b.vtt", "WEBVTT\n\n" + "".join(cue(n, "Ten " * 9 + "end.") for n in range(50))
    )
    assert all(600 < len(part) < 900 for part in long.text.whole().split("\n\n")[:-1])


def test_captions_that_roll_up_are_read_once(tmp_path):
    written = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n \nso<00:00:00.500><c> this</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nso this\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nso this\nis<00:00:03.000><c> it</c>\n\n"
    )
    assert opened(tmp_path, "a.vtt", written).text.whole() == "so this is it"


def test_signs_that_begin_no_markup_are_words(tmp_path):
    for words in ("1 < 2 and " + "<" * 300_000, "<" + "a" * 300_000, "<v.x" + "é" * 300_000):
        written = f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}"
        assert opened(tmp_path, "a.vtt", written).text.whole() == words


def test_subtitles_that_cannot_be_read(tmp_path, monkeypatch):
    with pytest.raises(ReaderError, match="no subtitles with text"):
        opened(tmp_path, "a.vtt", "WEBVTT\n\nNOTE nothing\n")
    monkeypatch.setattr(limits, "SUBTITLES", 10)
    with pytest.raises(ReaderError, match="too large"):
        opened(tmp_path, "a.vtt", MEETING)


PIECES = [
    "<v A>",
    "<v B b>",
    "</v>",
    "<i>",
    "</i>",
    "<b>",
    "word",
    "end.",
    " ",
    "&amp;",
    "- ",
    "\n",
    "<",
    "{\\a}",
]
cues = st.lists(st.tuples(st.integers(0, 400), st.lists(st.sampled_from(PIECES)).map("".join)))


@given(cues)
def test_any_cues_keep_their_words_and_their_order(found):
    written = "WEBVTT\n\n00:00.000 --> 00:01.000\nfirst\n\n" + "\n\n".join(
        f"{second // 60:02}:{second % 60:02}.000 --> 00:00.900\nx{words.replace(chr(10) * 2, ' ')}"
        for second, words in found
    )
    source = DocumentInput(MemoryBytes(written.encode()), "a.vtt", "a")
    document = subtitles.open_vtt(source)
    text = document.text.whole()
    starts = [milestone.start for milestone in document.milestones]
    assert starts == sorted(set(starts))
    assert len(starts) == len(found) + 1
    assert text.count("x") == len(found)
    assert all(0 <= run.start < run.end <= len(text) for run in document.styles)
    assert "  " not in text


def test_a_text_about_webvtt_is_a_text(tmp_path):
    written = "WEBVTT is a format for captions.\n\nIt is used on the web.\n"
    document = opened(tmp_path, "a.txt", written)
    assert (document.format, document.text.whole()) == ("text", written)


def test_a_cue_without_a_voice_is_nobodys(tmp_path):
    """B: what the file gives to nobody is not given to whoever spoke before."""
    times = "00:{0:02}.000 --> 00:{1:02}.000\n"
    said = ("<v Ann>Who is there?", "<v Bo>Me.", "The wind blows.", "<v Ann>Come in.")
    cues = (times.format(3 * n, 3 * n + 1) + words for n, words in enumerate(said))
    document = opened(tmp_path, "a.vtt", "WEBVTT\n\n" + "\n\n".join(cues))
    text = document.text.whole()
    spoken = [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns]
    assert spoken == [("Ann", "Who is there?"), ("Bo", "Me."), ("Ann", "Come in.")]
    named = "WEBVTT\n\n" + times.format(0, 1) + "<v Ann>Yes.\n\n" + times.format(4, 5)
    assert opened(tmp_path, "b.vtt", named + "Bo: No.").turns == ()
