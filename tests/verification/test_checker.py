"""The check of quotations against sources: the verdicts."""

from pathlib import Path

import pytest

from readerapp.verification.checker import check_quotations
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_index import SourceIndex

SOURCE = """Transcript of the council's meeting

Ines Calloway: We were asked to compare two prices. In the end we compared two towns, and I have
never regretted the ninety minutes that it took.

Tobias Renn: I love that boat. My father worked on it, and so did three of my uncles. But a budget
is not a photograph album.
"""


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("We were asked to compare two prices.", "verbatim"),
        ("we were asked — to compare two prices", "same_words"),
        ("We were asked to compare […] two towns", "same_words"),
        ("We were told to compare two prices.", "altered"),
        ("I have regretted the ninety minutes that it took", "altered"),
        ("I have never regretted the nineteen minutes that it took", "altered"),
        ("My father worked on it. But a budget is not a photograph album.", "shortened"),
        ("The harbour is a place of sorrow for the whole of the county", "not_found"),
    ],
)
def test_a_quotation_gets_its_verdict(tmp_path: Path, words: str, verdict: str) -> None:
    source = tmp_path / "meeting.txt"
    source.write_text(SOURCE, encoding="utf-8")
    index = SourceIndex([str(source)], tmp_path)
    index.build(lambda _done, _total: None)
    [check] = check_quotations(
        [DraftQuotation(0, len(words), words)], index, lambda _done, _total: None
    )
    assert check.verdict == verdict
