"""Depositions and court transcripts in plain text: numbered lines become locators."""

import re
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.court_transcript import open_court_transcript
from readerapp.reading.goto import document_facts, find_places
from readerapp.reading.outline import make_outline
from readerapp.reading.time_marks import list_time_marks
from readerapp.text.byte_source import MemoryBytes
from readerapp.workspace import make_context
from tests.documents.depositions import Deposition, check_passages
from tests.documents.samples import opened


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param({"head": "#"}, id="page number above"),
        pytest.param({"head": "000#", "spacing": 1}, id="page number with zeros"),
        pytest.param({"head": "Page #", "feed": False}, id="page heads without form feeds"),
        pytest.param({"head": "Page # of 71", "spacing": 1, "feed": False}, id="page of pages"),
        pytest.param({"foot": "#", "feed": False}, id="page number below, no form feeds"),
        pytest.param({"foot": "[#]", "spacing": 1}, id="page number in brackets below"),
        pytest.param({"spacing": 1, "line": "{page:05}:{line:02} {row}"}, id="page and line"),
        pytest.param({"head": "#", "line": "{row:65}{line:2}"}, id="numbers at the right"),
        pytest.param({"head": "#", "line": "{line}\t{row}"}, id="tabs"),
        pytest.param({"head": "#", "line": "{line:2}    {row}", "spacing": 1}, id="close lines"),
    ],
)
def test_numbers_leave_the_words_and_become_locators(tmp_path, layout):
    deposition = Deposition(6, first=12)
    document = opened(tmp_path, "holm.txt", deposition.text(**layout))
    assert document.format == "court-transcript"
    check_passages(document, deposition)
    assert document.omissions == ()


@pytest.mark.parametrize(
    "line", ["10:15:{line:02} {line:2}    {row}", "{line:2} 9:{line:02} AM   {row}"]
)
def test_times_beside_the_lines(tmp_path, line):
    deposition = Deposition(3, first=12)
    document = opened(tmp_path, "holm.txt", deposition.text(head="#", line=line))
    check_passages(document, deposition)
    assert document.omissions == ("the times beside the lines are not shown",)


@given(
    seed=st.integers(0, 10**6),
    pages=st.integers(2, 4),
    first=st.sampled_from([1, 2, 9, 45, 99, 998]),
    edge=st.sampled_from(["#", "Page #", "# of 300", "[#]", "00#", "- # -"]),
    at_foot=st.booleans(),
    feed=st.booleans(),
    spacing=st.sampled_from([1, 2]),
    line=st.sampled_from(["{line:2}    {row}", "{line:02}  {row}", "{row:65}{line:2}"]),
)
def test_no_word_is_lost_or_moved(seed, pages, first, edge, at_foot, feed, spacing, line):
    deposition = Deposition(pages, first, seed, distinct=seed % 2 == 0)
    edges = {"foot" if at_foot else "head": edge}
    written = deposition.text(**edges, feed=feed, spacing=spacing, line=line)
    source = DocumentInput(MemoryBytes(written.encode()), "holm.txt", "holm.txt")
    check_passages(open_court_transcript(source), deposition)


def test_a_deposition_of_sixty_pages(tmp_path):
    deposition = Deposition(60, first=101)
    document = opened(tmp_path, "holm.txt", deposition.text(head="#"))
    check_passages(document, deposition)
    assert document_facts(document)["Format"] == "court-transcript, 60 pages"
    assert list_time_marks(document) == []


@pytest.mark.parametrize("feed", [True, False])
def test_page_26_is_not_line_26(tmp_path, feed):
    """As pdftotext writes it: the numbers of pages and of lines begin in one column."""
    deposition = Deposition(20, first=12)
    written = deposition.text(head="#", spacing=1, line="{line} {row}", feed=feed)
    written = re.sub(r"^ +(\d+)$", r"\1", written, flags=re.MULTILINE)
    check_passages(opened(tmp_path, "holm.txt", written), deposition)


@pytest.mark.parametrize("end", ["\f", "\n\n                 12\n"])
def test_a_page_may_end_early(tmp_path, end):
    """Blank lines at the end of a page may have no numbers."""
    deposition = Deposition(4, first=12)
    cover = "".join(f"{n:2}                Line {n} of the cover.\n" for n in range(1, 9))
    written = f"                 11\n{cover}{end}" + deposition.text(head="#").removeprefix(
        "" if "\f" in end else f"{12:>60}\n"
    )
    document = opened(tmp_path, "holm.txt", written)
    text = document.text.whole()
    assert text.startswith("Line 1 of the cover.\n\nLine 2 of the cover.")
    last = deposition.passages[-1]
    at = text.rindex(last.words)
    assert document.range_locator(at, at + len(last.words)) == last.locator


def test_running_heads_are_kept_once(tmp_path):
    deposition = Deposition(5, first=12)
    written = deposition.text(head="IDA HOLM - #", foot="Harbour Reporting 555-0100")
    document = opened(tmp_path, "holm.txt", written)
    words = [passage.words for passage in deposition.passages]
    others = [each for each in document.text.whole().split("\n\n") if each not in words]
    assert others == ["IDA HOLM - 12", "Harbour Reporting 555-0100"]
    last = deposition.passages[-1]
    at = document.text.whole().rindex(last.words)
    assert document.range_locator(at, at + len(last.words)) == last.locator


def test_pages_without_numbers_are_counted(tmp_path):
    deposition = Deposition(4, first=1)
    document = opened(tmp_path, "holm.txt", deposition.text())
    check_passages(document, deposition)


def test_pages_without_numbered_lines_keep_their_words(tmp_path):
    deposition = Deposition(3, first=2)
    cover = "IN THE MATTER OF\nTHE LONG PIER\n\nTaken at Venn\n\nby\n\nIda Post, RPR\n"
    index = "WORD INDEX\n\ncrane 2:9, 3:4\npier 2:15\nharbour 4:1\nlog 4:2\nwindow 5:7\n"
    written = f"{cover}\f{deposition.text(head='#')}\f{index}"
    text = opened(tmp_path, "holm.txt", written).text.whole()
    first, last = deposition.passages[0], deposition.passages[-1]
    assert text.startswith(
        f"IN THE MATTER OF\nTHE LONG PIER\n\nTaken at Venn\n\nby\n\nIda Post, RPR\n\n{first.words}"
    )
    assert text.endswith(
        f"{last.words}\n\nWORD INDEX\n\ncrane 2:9, 3:4\npier 2:15\nharbour 4:1\nlog 4:2\nwindow 5:7"
    )


def test_turns_have_their_speakers(tmp_path):
    deposition = Deposition(6)
    document = opened(tmp_path, "holm.txt", deposition.text(head="#"))
    text = document.text.whole()
    said = {(turn.speaker, text[turn.start : turn.end]) for turn in document.turns}
    assert ("BY MR. SMITH"[3:], "And where were you on the morning of the ninth of May?") in said
    assert ("IDA HOLM", "Yes.") in said
    assert ("MR. LIND", "Objection, leading.") in said
    assert {speaker for speaker, _ in said} == {"MR. SMITH", "IDA HOLM", "MR. LIND", "THE COURT"}


TRIAL = """
 1              (Jury present.)
 2         PER AUNE, PLAINTIFF'S WITNESS, SWORN
 3                  DIRECT EXAMINATION
 4    BY MR. SMITH:
 5         Q.   Where were you?
 6         A.   On the pier.
 7              It was dark.
 8                  CROSS-EXAMINATION
 9         Q.   (BY MS. VOSS) Dark?
10         A.   As I said.
11              THE WITNESS:  And cold.
12              (Pause.)
13    The jury laughed.
14         JON HOLM, having been first duly sworn, testified:
15                  DIRECT EXAMINATION
16         Q.   And you?
17         A.   At home.
18              THE COURT (to counsel):  Go on.
19              MS. VOSS:  Nothing further.
20                  CERTIFICATE
"""


def test_each_witness_answers_and_reporters_say_nothing(tmp_path):
    document = opened(tmp_path, "trial.txt", TRIAL * 2 + "\fI certify that this is true.\n" * 6)
    text = document.text.whole()
    said = [(turn.speaker, turn.role, text[turn.start : turn.end]) for turn in document.turns]
    assert said == 2 * [
        ("MR. SMITH", "", "Where were you?"),
        ("PER AUNE", "", "On the pier.\n\nIt was dark."),
        ("MS. VOSS", "", "Dark?"),
        ("PER AUNE", "", "As I said."),
        ("PER AUNE", "", "And cold."),
        ("MS. VOSS", "", "And you?"),
        ("JON HOLM", "", "At home."),
        ("THE COURT", "to counsel", "Go on."),
        ("MS. VOSS", "", "Nothing further."),
    ]


def test_go_to_page_and_line(tmp_path):
    deposition = Deposition(6, first=12)
    document = opened(tmp_path, "holm.txt", deposition.text(head="#"))
    passage = next(each for each in deposition.passages if each.start != each.end)
    [place] = find_places(document, passage.start)
    assert document.text.slice(place, place + len(passage.words)) == passage.words
    for query in (passage.locator, f"{passage.start}-13:2", f"{passage.start}–9"):
        assert find_places(document, query) == [place]
    [page] = find_places(document, "p. 13")
    assert document.locator(page) == "13:1"
    with pytest.raises(ReaderError, match=r"There is no page 45 \(pages 12 to 17\)"):
        find_places(document, "45:12")
    with pytest.raises(ReaderError, match="Page 13 ends at line 25"):
        find_places(document, "13:26")


def test_a_blank_line_leads_to_the_next_one(tmp_path):
    rows = "\n".join(f"{n:2}" + ("" if n == 4 else f"    Q.  Number {n}?") for n in range(1, 26))
    document = opened(tmp_path, "holm.txt", f"{rows}\n\f{rows}\n")
    assert find_places(document, "2:4") == find_places(document, "2:5")


def test_the_contents_are_examinations_else_pages(tmp_path):
    deposition = Deposition(4)
    document = opened(tmp_path, "holm.txt", deposition.text(head="#"))
    assert [entry.title for entry in make_outline(document).entries] == ["EXAMINATION"]
    bare = deposition.text(head="#").replace("EXAMINATION", "Some other line.")
    entries = make_outline(opened(tmp_path, "bare.txt", bare)).entries
    assert [entry.label for entry in entries] == ["p. 1", "p. 2", "p. 3", "p. 4"]


LETTERS_WITHOUT_POINTS = """
 1         Q    Did you see the crane, the one
 2    that stood on the long pier?
 3         A    A man in the office saw it, and a
 4    boy.
 5         Q    And you?
 6         A    I did not.
 7              (Exhibit 4 was marked.)
 8         Q    Is this the log?
 9              MS. VOSS:  Objection.
10         A    It is, and it was kept in
11    twenty-five-page books that I
12    keep.
13              (Recess taken at 12:05 p.m. until the
14    tide had turned.)
15              THE WITNESS:  May I say more?
16              THE COURT:  You may.
17
18
19         Q    Go on.
20         A    Nobody was hurt.
"""


def test_letters_without_points_are_labels(tmp_path):
    document = opened(tmp_path, "holm.txt", LETTERS_WITHOUT_POINTS * 2)
    text = document.text.whole()
    assert text.split("\n\n")[:8] == [
        "Q  Did you see the crane, the one that stood on the long pier?",
        "A  A man in the office saw it, and a boy.",
        "Q  And you?",
        "A  I did not.",
        "(Exhibit 4 was marked.)",
        "Q  Is this the log?",
        "MS. VOSS: Objection.",
        "A  It is, and it was kept in twenty-five-page books that I keep.",
    ]
    assert "(Recess taken at 12:05 p.m. until the tide had turned.)\n\nTHE WITNESS: May" in text
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns[3:7]] == [
        ("A", "I did not."),
        ("Q", "Is this the log?"),
        ("MS. VOSS", "Objection."),
        ("A", "It is, and it was kept in twenty-five-page books that I keep."),
    ]


def test_annotations_made_on_the_text_with_numbers_are_found_again(tmp_path):
    deposition = Deposition(6, first=12, distinct=True)
    path = tmp_path / "holm.txt"
    path.write_text(deposition.text(head="#"))
    context = make_context(str(tmp_path / "store"), "Ana")
    before = documents.open_document(path, as_format="text")
    raw = before.text.whole()
    marked = {}
    with closing(context.open_session(before)) as session:
        for passage in deposition.passages[5::2]:
            if passage.words[:2] not in ("Q.", "A."):
                continue
            words = passage.words[3:].split()
            parts = (rf"(?:\s|\f|\d+\n)*(?:^ *\d+)?\s+{re.escape(word)}" for word in words[1:])
            found = re.search(re.escape(words[0]) + "".join(parts), raw, re.MULTILINE)
            assert found is not None
            marked[session.highlight(found.start(), found.end()).focus] = passage
        session.enrich()
    after = documents.open(path)
    with closing(context.open_session(after)) as session:
        for key, passage in marked.items():
            placed = session.placed[key]
            assert placed.shown
            assert after.text.slice(placed.start, placed.end) == passage.words[3:]
            assert after.range_locator(placed.start, placed.end) == passage.locator
    assert len(marked) > 20


TEAMS = "".join(f"{n:2}  Team {n} of the town   {40 - n}  {80 - n}\n" for n in range(1, 21))
VERSES = "".join(f"{n} And the sea said unto the land, word {n}.\n" for n in range(1, 26))
LISTING = "".join(f"{n:2}  x = {n}\n" for n in range(1, 61))
ITEMS = "".join(f"{n}. Objection number {n} of the court's counsel\n" for n in range(1, 26))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"League\n\n{TEAMS}\nSecond league\n\n{TEAMS}", id="tables"),
        pytest.param(f"Chapter 1\n{VERSES}\nChapter 2\n{VERSES * 2}", id="verses"),
        pytest.param(LISTING, id="listing"),
        pytest.param(ITEMS * 2, id="list"),
        pytest.param("Q. Why?\n\nA. Because.\n\nTHE COURT: Good.\n", id="no numbers"),
        pytest.param(
            Deposition(1).text().replace("Q. ", "Who").replace("A. ", "Me "), id="one page, no Q"
        ),
    ],
)
def test_what_is_not_surely_a_transcript_stays_as_it_is(tmp_path, content):
    document = opened(tmp_path, "other.txt", content)
    assert document.format == "text"
    assert document.text.whole() == content
