"""The check of quotations against sources: verdicts, places, speakers."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.verification.checker import QuotationCheck, check_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex

MEETING = """Transcript of the council's meeting

Ines Calloway: We were asked to compare two prices. In the end we compared two towns, and I have
never regretted the ninety minutes that it took.

[00:04:10]
Ines Calloway: The river froze in March. I love that boat very much.

Tobias Renn: I love that boat very much. My father worked on it, and so did three of my uncles. But
a budget is not a photograph album.

Ida Holm: Who paid for it?

Tobias Renn: Nobody paid. I was told that the reserve of the harbour fund would do.

Bo Lind: The fund is empty. It has been empty since the flood of last spring, when the pumps were
bought, and whoever says that there is a reserve has not read the report that all of us were sent,
or has read another one.

Tobias Renn: Then the report is wrong.
"""
ARTICLE = """“The yard has a queue,” said Hanne Lovelace. “Eighteen months is a wish.”

The bridge was closed for repairs on Monday, and the library stayed open all week.
"""


@pytest.fixture
def index(tmp_path: Path) -> SourceIndex:
    """Index a transcript and an article."""
    for name, text in (("meeting.txt", MEETING), ("article.txt", ARTICLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = SourceIndex([str(tmp_path / "meeting.txt"), str(tmp_path / "article.txt")], tmp_path)
    made.build(ignore)
    return made


def ignore(_done: int, _total: int) -> None:
    """Take no notice of the progress."""


def quote(words: str, speaker: str | None = None, kind: str = "quotation") -> DraftQuotation:
    return DraftQuotation(0, len(words), words, speaker, kind)


def check(index: SourceIndex, words: str, speaker: str | None = None) -> QuotationCheck:
    [found] = check_quotations([quote(words, speaker)], index, ignore)
    return found


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("We were asked to compare two prices,", "verbatim"),
        ("we were asked — to compare two prices", "same_words"),
        ("[W]e compared two towns", "same_words"),
        ("We were asked to compare […] two towns", "same_words"),
        ("the ninety minutes that it took. The river froze in March.", "same_words"),
        ("The yard has a queue. Eighteen months is a wish.", "same_words"),
        ("We were told to compare two prices.", "altered"),
        ("I have regretted the ninety minutes that it took", "altered"),
        ("I have never regretted the nineteen minutes that it took", "altered"),
        ("My father worked on it. But a budget is not a photograph album.", "shortened"),
        ("compare two prices. The library stayed open all week", "spliced"),
        ("a photograph album. We were asked to compare two prices", "spliced"),
        ("The river froze in March […] My father worked on it", "spliced"),
        ("a photograph album. Nobody paid. I was told", "shortened"),
        ("of the harbour fund would do. Then the report is wrong", "spliced"),
        ("The harbour is a place of sorrow for the whole of the county", "not_found"),
        ("Wir haben zwei Preise verglichen", "not_found"),
        ("not a photo", "not_found"),
        ("…", "not_found"),
    ],
)
def test_a_quotation_gets_its_verdict(index: SourceIndex, words: str, verdict: str) -> None:
    found = check(index, words)
    assert found.verdict == verdict
    assert found.passes == (verdict in ("verbatim", "same_words"))
    assert (found.place is None) == (verdict == "not_found")


def test_a_place_has_the_words_of_the_source(index: SourceIndex) -> None:
    place = check(index, "We was asked to compare two prices!").place
    assert place
    assert Path(place.source).name == "meeting.txt"
    assert MEETING[place.start : place.end] == place.exact == "We were asked to compare two prices"
    assert (place.locator, place.speaker) == ("¶2", "Ines Calloway")


@pytest.mark.parametrize(
    ("words", "speaker", "expected"),
    [
        ("My father worked on it", "Tobias Renn", "agrees"),
        ("My father worked on it", "Mr Renn", "agrees"),
        ("My father worked on it", "Ines Calloway", "other"),
        ("My father worked on it", "the chairman", "unknown"),
        ("My father worked on it", None, "unknown"),
        ("The yard has a queue", "Hanne Lovelace", "agrees"),
        ("The yard has a queue", "Ines Calloway", "other"),
        ("the library stayed open all week", "Ines Calloway", "unknown"),
    ],
)
def test_speakers_are_compared(
    index: SourceIndex, words: str, speaker: str | None, expected: str
) -> None:
    assert check(index, words, speaker).speaker_check == expected


def test_of_equal_places_that_of_the_speaker_is_chosen(index: SourceIndex) -> None:
    for speaker in ("Tobias Renn", "Ines Calloway"):
        found = check(index, "I love that boat very much", speaker)
        assert found.speaker_check == "agrees"
        assert found.place and found.place.speaker == speaker
        assert len(found.also) == 1


def test_an_unsure_speaker_of_the_draft_raises_no_alarm(index: SourceIndex) -> None:
    words = "My father worked on it"
    unsure = DraftQuotation(0, len(words), words, "Ines Calloway", speaker_confidence=0.7)
    [found] = check_quotations([unsure], index, ignore)
    assert found.speaker_check == "unknown"


def test_another_name_of_a_speaker_is_known(index: SourceIndex) -> None:
    [found] = check_quotations(
        [quote("My father worked on it", "Toby")], index, ignore, {"Toby": ["Tobias Renn"]}
    )
    assert found.speaker_check == "agrees"


def test_titles_and_irony_that_no_source_has_are_left_out(index: SourceIndex) -> None:
    phrases = ["ghost bus", "The Last Ferry Home", "a kindness with somebody", "that boat"]
    found = check_quotations([quote(one, kind="phrase") for one in phrases], index, ignore)
    assert [(one.quotation.exact, one.verdict) for one in found] == [
        ("a kindness with somebody", "not_found"),
        ("that boat", "verbatim"),
    ]


def test_a_finding_depends_on_no_other_quotation(index: SourceIndex) -> None:
    words = ["My father worked on it", "We were told to compare two prices", "nothing of the sort"]
    together = check_quotations([quote(one) for one in words * 2], index, ignore)
    assert together[:3] == together[3:]
    assert together[:3] == [check(index, one) for one in words]


def test_the_number_of_a_label_is_no_number_that_changed(tmp_path: Path) -> None:
    path = tmp_path / "machine.txt"
    path.write_text(
        "Speaker 1: We reached the harbour at four in the morning.\n\n"
        "Speaker 2: Nobody was waiting for us there at all.\n\n"
        "Speaker 2: It was raining hard that night.\n",
        encoding="utf-8",
    )
    made = SourceIndex([str(path)], tmp_path)
    made.build(ignore)
    one = "Nobody was waiting for us there at all. It was raining hard that night."
    two = "We reached the harbour at four in the morning. Nobody was waiting for us there"
    assert check(made, one).verdict == "same_words"
    assert check(made, two).verdict == "spliced"
