"""The review of a quote check: which quotations are asked about, and the findings it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.child_process import ignore_progress
from readerapp.core.errors import ReaderError
from readerapp.verification.check_job import CheckResult, make_check_job
from readerapp.verification.findings import update_note
from readerapp.verification.review import QuoteReview
from readerapp.workspace import make_context
from tests.sessions import ARTICLE, Open, mark, span

FIRST = "We kept the boats running through two floods,"
LAST = "A bus does not float,"
SOURCE = """\
Transcript

Ida Holm: We kept the boats running through three floods. A boat floats.

Per Aune: It was a painful but necessary step.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write the source of the article; return its path."""
    path = tmp_path / "sources" / "interview.txt"
    path.parent.mkdir()
    path.write_text(SOURCE, encoding="utf-8")
    return path


def check(session: ReadingSession, source: Path, *, with_highlights: bool = False) -> CheckResult:
    """Check the document of a session against the folder of a source, in this process."""
    job = make_check_job(
        session, [str(source.parent)], source.parent / "store", with_highlights=with_highlights
    )
    return job.run(ignore_progress)


def review(session: ReadingSession, source: Path) -> QuoteReview:
    return QuoteReview(session, check(session, source))


def asked(session: ReadingSession, source: Path) -> list[str]:
    """Return the words of the quotations that need a look."""
    listed = review(session, source).listed()
    return [one.checked.check.quotation.exact for one in listed if one.is_open]


def test_only_what_does_not_pass_is_asked(session: ReadingSession, source: Path) -> None:
    found = review(session, source)
    assert found.summary() == "1 of 3 verbatim · 1 altered · 1 not found"
    assert (found.remaining, found.passing, found.progress) == (2, 1, (1, 2))
    assert found.current and found.current.check.quotation.exact == FIRST
    assert found.passage and found.passage.before.endswith("Ida Holm: ")
    assert found.passage.after.startswith(". A boat floats.")
    found.step(1)
    assert found.current.check.quotation.exact == LAST and found.passage is None
    found.step(1)
    assert found.current.check.quotation.exact == FIRST
    found.step(-1)
    assert found.progress == (2, 2)
    with pytest.raises(ReaderError, match="in no source"):
        found.correct()


def test_each_answer_is_one_finding_and_undone_in_one_step(
    session: ReadingSession, source: Path
) -> None:
    found = review(session, source)
    change = found.accept()
    assert change.sentence == "Accepted" and change.undoable
    [placed] = session.placed.values()
    assert placed.annotation.tags == ("quote-check", "quote-check/altered", "quote-check/accepted")
    assert placed.annotation.target and placed.annotation.target.exact == FIRST
    for words in (
        "**altered** in interview.txt",
        "> We kept the boats",
        "number: “two”, in the source",
    ):
        assert words in placed.annotation.note
    found.note_problem("Ask *her*.")
    assert found.current is None and found.progress == (0, 2)
    assert asked(session, source) == []
    found.apply_change(session.undo())
    assert found.current and found.current.check.quotation.exact == LAST
    found.apply_change(session.undo())
    assert len(session.placed) == 0 and found.progress == (1, 2)


def test_a_highlight_on_the_quotation_is_used_and_keeps_what_it_has(
    session: ReadingSession, source: Path
) -> None:
    key = mark(session, FIRST, note="Mine.", tags=["boats"], colour="blue")
    found = review(session, source)
    found.correct()
    assert [placed.key for placed in session.placed.values()] == [key]
    one = session.get(key).annotation
    assert one.colour == "blue" and one.tags[:2] == ("boats", "quote-check")
    assert one.note.startswith('Mine.\n\nCorrect to: "We kept the boats running through three')
    found.go_to(0)
    found.accept()
    one = session.get(key).annotation
    assert "quote-check/accepted" in one.tags and "quote-check/problem" not in one.tags
    assert one.note.count("Quote check:") == 1
    found.apply_change(session.undo())
    found.apply_change(session.undo())
    assert session.get(key).annotation.note == "Mine."


def test_only_what_has_changed_is_asked_again(open_session: Open, path: Path, source: Path) -> None:
    session = open_session()
    first = review(session, source)
    first.accept()
    first.accept()
    session.close()
    path.write_text(ARTICLE.replace("does not float", "never floats"), encoding="utf-8")
    later = open_session()
    assert asked(later, source) == ["A bus never floats,"], "its words have changed"
    review(later, source).accept()
    [*_, last] = [placed.annotation for placed in later.placed.values()]
    assert last.target and last.target.exact == "A bus never floats,"
    assert len(later.placed) == 2 and asked(later, source) == []
    source.write_text(SOURCE.replace("three", "four"), encoding="utf-8")
    assert asked(later, source) == [FIRST], "the source says something else"
    source.write_text("New first paragraph.\n\n" + SOURCE, encoding="utf-8")
    assert asked(later, source) == [], "only the place is another one"


def test_a_problem_that_was_mended_is_asked_once_more(
    open_session: Open, path: Path, source: Path
) -> None:
    session = open_session()
    review(session, source).note_problem("")
    session.close()
    path.write_text(ARTICLE.replace("two floods", "three floods"), encoding="utf-8")
    later = open_session()
    found = review(later, source)
    assert found.current and found.current.check.passes
    assert found.earlier() == "altered, problem"
    found.accept()
    [placed] = later.placed.values()
    assert placed.annotation.tags[1:] == ("quote-check/verbatim", "quote-check/accepted")
    assert (placed.annotation.colour, placed.state) == ("green", "exact")
    assert asked(later, source) == [LAST]


def test_words_of_highlights_and_given_speakers_count(
    session: ReadingSession, source: Path
) -> None:
    mark(session, LAST, speaker="Per Aune")
    mark(session, "The last ferry leaves at noon.")
    checks = [
        one.check.quotation for one in check(session, source, with_highlights=True).quotations
    ]
    assert [(one.kind, one.exact) for one in checks][-1] == (
        "highlight",
        "The last ferry leaves at noon.",
    )
    assert [one.speaker for one in checks if one.exact == LAST] == ["Per Aune"]
    assert len(check(session, source).quotations) == len(checks) - 1


def test_the_draft_is_not_its_own_source_and_a_bad_source_is_named(
    session: ReadingSession, path: Path, source: Path
) -> None:
    (source.parent / "bad.pdf").write_bytes(b"%PDF-1.4 no")
    (source.parent / "draft.txt").hardlink_to(path)
    result = check(session, source)
    assert result.sources == 1
    assert [one.reason for one in result.problems] == [
        f"{source.parent / 'bad.pdf'} is damaged; get a new copy."
    ]
    source.unlink()
    assert check(session, source).sources == 0


def test_what_a_person_writes_around_a_finding_stays(session: ReadingSession, source: Path) -> None:
    current = review(session, source).current
    assert current
    note = update_note("Before.", current) + "\n\n> A quotation of mine."
    again = update_note(note, current, "A remark.")
    assert again.startswith("Before.\n\nA remark.\n\nQuote check: **altered**")
    assert again.endswith("“three”\n\n> A quotation of mine.")
    assert again.count("Quote check:") == 1


def test_a_finding_of_a_splice_names_all_parts(
    open_session: Open, path: Path, source: Path
) -> None:
    spliced = "We kept the boats running through three floods. It was a painful but necessary step."
    path.write_text(f"“{spliced}” said Ida Holm.\n", encoding="utf-8")
    filling = "\n\nPer Aune: Nobody knows. " * 60
    source.write_text(SOURCE.replace("\n\nPer", f"{filling}\n\nPer"), encoding="utf-8")
    session = open_session()
    found = review(session, source)
    found.accept()
    [placed] = session.placed.values()
    assert "quote-check/spliced" in placed.annotation.tags
    assert placed.annotation.note.count("” in interview.txt") == 2
    assert asked(session, source) == []
    found.go_to(0)
    found.correct()
    [placed] = session.placed.values()
    correct, _, _ = placed.annotation.note.partition("Quote check:")
    assert "three floods" in correct and "painful but necessary" in correct


def test_a_finding_travels_to_another_store(
    session: ReadingSession, tmp_path: Path, path: Path, source: Path
) -> None:
    found = review(session, source)
    found.accept()
    found.accept()
    start, end = span(FIRST)
    [note] = [p.annotation.note for p in session.placed.touching(start, end)]
    context = make_context(str(tmp_path / "other"), "Ben")
    other = context.open_session(documents.open(str(path)))
    for one in session.placed.values():
        other.highlight(one.start, one.end, note=one.annotation.note, tags=one.annotation.tags)
    assert "Quote check" in note and asked(other, source) == []
    other.close()
