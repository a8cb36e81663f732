"""Go to, quoted words, and speaker suggestions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core import child_process
from readerapp.core.errors import ReaderError
from readerapp.reading import goto, speaker_review
from readerapp.reading.speaker_review import SpeakerChoice, suggest_speakers
from readerapp.text.quotation_search import find_quote
from readerapp.text.source import Text
from tests.sessions import ARTICLE, Open, mark, span

MARKDOWN = "# The ferry\n\nIt sails.\n\n## What the *captain* says\n\nNo.\n"


@pytest.fixture
def markdown(tmp_path: Path) -> documents.Document:
    file = tmp_path / "ferry.md"
    file.write_text(MARKDOWN, encoding="utf-8")
    return documents.open(file)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("0%", "The ferry"),
        (" ¶2", "It sails."),
        ("4", "No."),
        ("the  CAPTAIN", "What the"),
        ("ferry", "The ferry"),
    ],
)
def test_targets_of_go_to(markdown: documents.Document, query: str, words: str) -> None:
    offset = goto.find_places(markdown, query)[0]
    assert markdown.text.slice(offset, offset + len(words)) == words


def test_percentages_end_at_the_end(markdown: documents.Document) -> None:
    length = len(markdown.text)
    assert goto.find_places(markdown, "100 %") == goto.find_places(markdown, "250%") == [length]
    assert 0 < goto.find_places(markdown, "50.5 %")[0] < length


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Type a place"),
        (" ", "Type a place"),
        ("¶40", "¶40 is past"),
        ("0", "¶0 is past"),
        ("pier", "pier"),
    ],
)
def test_invalid_targets_of_go_to(markdown: documents.Document, query: str, sentence: str) -> None:
    with pytest.raises(ReaderError, match=sentence):
        goto.find_places(markdown, query)


TEXT = Text.from_string(
    "The rent is due. “The rent,” she said,\n“is due.” the rent is due? Straße – here.\n"
)


def found(quote: str, **how: object) -> str:
    return TEXT.slice(*find_quote(TEXT, quote, **how))  # type: ignore[arg-type]


def test_quoted_words_are_found_however_they_are_set() -> None:
    assert found('"the rent,"') == "“The rent,”"
    assert found("she said, “is") == "she said,\n“is"
    assert found(" straße - here ") == "Straße – here"
    assert find_quote(TEXT, "the rent is") == (49, 60)
    assert find_quote(TEXT, "The rent is") == (0, 11)


def test_which_of_several_is_meant() -> None:
    assert find_quote(TEXT, "is due", nth=2)[0] > find_quote(TEXT, "is due", nth=1)[0]
    assert find_quote(TEXT, "is due", prefix='said, "') == find_quote(TEXT, "is due", nth=2)
    assert find_quote(TEXT, "is due", suffix="?") == find_quote(TEXT, "is due", nth=3)
    assert find_quote(TEXT, "due", prefix="rent is", suffix=".") == (12, 15)


@pytest.mark.parametrize(
    ("quote", "how", "sentence"),
    [
        ("is due", {}, "3 times; choose one by its number"),
        ("is due", {"nth": 4}, "no match 4"),
        ("is due", {"nth": 0}, "no match 0"),
        ("lease", {}, "not found"),
        ("is due", {"prefix": "lease"}, "not found"),
        (" \n", {}, "empty"),
    ],
)
def test_words_that_are_not_found(quote: str, how: dict[str, object], sentence: str) -> None:
    with pytest.raises(ReaderError, match=sentence):
        found(quote, **how)


@given(st.data())
def test_any_words_of_a_text_are_found_with_their_context(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(ARTICLE) - 2))
    end = data.draw(st.integers(start + 1, min(len(ARTICLE), start + 60)))
    words = ARTICLE[start:end]
    if words != words.strip() or not any(sign.isalnum() for sign in words):
        return
    place = find_quote(
        Text.from_string(ARTICLE), words, prefix=ARTICLE[max(0, start - 40) : start], nth=1
    )
    assert ARTICLE[slice(*place)] == words


def proposals(session: ReadingSession, key: str) -> list[SpeakerChoice]:
    placed = session.get(key)
    return suggest_speakers(session, (placed.start, placed.end) if placed.shown else None, key)


def names(session: ReadingSession, key: str) -> list[str]:
    return [proposal.name for proposal in proposals(session, key)]


def test_the_text_suggests_who_said_it(session: ReadingSession) -> None:
    key = mark(session, "We kept the boats running through two floods,")
    first = proposals(session, key)[0]
    assert first.name == "Ida Holm" and "said" in first.why


def test_a_known_speaker_is_offered_once_with_the_other_names(session: ReadingSession) -> None:
    key = mark(session, "A bus does not float,")
    mark(session, "painful", speaker="Per Aune")
    mark(session, "We kept", speaker="Ida Holm")
    holm = next(s for s in session.speakers if s.name == "Ida Holm")
    session.edit_speaker(holm.id, name="Ida Holm", role="captain", aliases=["Holm"])
    found = proposals(session, key)
    assert [p.name for p in found].count("Ida Holm") == 1
    assert found[0].name == "Ida Holm" and "Holm" in found[0].also
    aune = next(p for p in found if p.name == "Per Aune")
    assert aune.why


def test_notes_and_plain_words_get_those_named_before(session: ReadingSession) -> None:
    mark(session, "painful", speaker="Per Aune")
    note = session.note_document("n").focus or ""
    assert names(session, note) == ["Per Aune"]
    plain = mark(session, "The last ferry across")
    assert names(session, plain) == ["Per Aune"]


def test_a_passage_deep_in_a_long_text_is_judged_by_its_surroundings(
    open_session: Open, path: Path
) -> None:
    day = "The ferry sailed again on the grey water, and nothing else happened that day.\n\n"
    path.write_text(day * 400 + ARTICLE + day * 400, encoding="utf-8")
    session = open_session()
    text = session.document.text.whole()
    start, end = span("We kept the boats running through two floods,", text)
    key = session.highlight(start, end).focus or ""
    mark(session, "The last ferry across the Venn", speaker="Nobody Near")
    assert names(session, key)[0] == "Ida Holm"


def test_a_child_that_is_slow_to_start_gets_the_whole_text(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "_POLL_INTERVAL", 0.001)
    job = replace(speaker_review.make_ranking_job(session), text=ARTICLE + "No more.\n" * 20_000)
    found = job.run_in_child(lambda: False)
    assert found[0].speaker == "Ida Holm"
