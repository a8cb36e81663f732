"""The quote locator: quotations of other programs, of any length."""

import pytest

from readerapp.anchoring import alignment
from readerapp.anchoring.thresholds import THRESHOLDS
from readerapp.collaboration.importing.quote_locator import locate_quotes
from readerapp.interchange.importers import ImportedAnnotation


def quoted(text: str, start: int, end: int) -> ImportedAnnotation:
    return ImportedAnnotation(id=f"{start}", exact=text[start:end], start=start, end=end)


def test_a_quotation_of_half_a_book_that_changed_is_compared_by_its_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "".join(
        f"Row {number} says what row {number // 2} did not say. " for number in range(4000)
    )
    was = text.replace("row 200 did", "row 200 never did")[: 3 * THRESHOLDS.longest_comparison]
    items = [ImportedAnnotation(id="long", exact=was, start=0, end=len(was))]
    items += [quoted(text, at, at + 30) for at in range(len(was) + 10, len(was) + 500, 100)]
    work, count = [0], alignment.distance

    def counted(pattern: str, other: str, *mode: str) -> int:
        work[0] += len(pattern) * len(other)
        return count(pattern, other, *mode)  # type: ignore[arg-type]

    monkeypatch.setattr(alignment, "distance", counted)
    [long, *rest] = locate_quotes(text, items, lambda _: None)
    assert (long.state, long.start, long.end) == ("drifted", 0, len(was))
    assert {anchor.state for anchor in rest} == {"exact"}
    assert work[0] < 2 * THRESHOLDS.longest_comparison**2


def test_words_that_are_mostly_gone_are_not_drifted() -> None:
    text = "Ida Holm lives by the water. The flood took the bridge on Monday. Repairs begin in May."
    items = [quoted(text, 0, 28), quoted(text, 29, 65), quoted(text, 66, 87)]
    now = text[:29] + "The flood took it away " + "." * 13 + text[65:]
    assert [a.state for a in locate_quotes(now, items, lambda _: None)] == [
        "exact",
        "orphaned",
        "exact",
    ]
