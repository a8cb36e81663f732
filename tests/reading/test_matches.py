"""The matches of a search: how many there are, which one this is, and the walk through them."""

from __future__ import annotations

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading import matches
from readerapp.reading.matches import MatchWalk, Query, count_matches, list_matches
from readerapp.text.source import Text

TEXT = Text.from_string("Art is long. The party art, art's, Arthur; ART and Kunst: ñart. " * 3)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query("art"), 21),
        (Query("Art"), 6),
        (Query("art", whole_words=True), 12),
        (Query("Art", whole_words=True), 3),
        (Query(r"\bart\b", regex=True), 12),
        (Query("zebra"), 0),
        (Query("  "), 0),
    ],
)
def test_matches_are_counted_by_smart_case_and_whole_words(query: Query, count: int) -> None:
    found = count_matches(TEXT, query, ["of art", "party", "none", ""])
    assert len(found.starts) == count == len(list_matches(TEXT, query))
    assert not found.has_more


def test_the_place_among_the_matches_is_told_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "COUNT_LIMIT", 5)
    found = count_matches(TEXT, Query("art"), ["The ART of it", "part", "none"])
    assert found.describe(found.starts[2]) == "3 of 5+"
    assert found.describe(10_000) == "5+ matches"
    assert found.notes == 2


def test_too_many_matches_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "HIGHLIGHT_LIMIT", 20)
    with pytest.raises(ReaderError, match="More than 20 matches"):
        list_matches(TEXT, Query("art"))


def test_a_walk_leaves_out_what_is_highlighted_and_begins_at_the_caret() -> None:
    found = list_matches(TEXT, Query("art", whole_words=True))
    marked = {found[0].start, found[5].start}
    walk = MatchWalk(found, lambda match: match.start in marked, at=found[4].start)
    assert walk.describe() == "10 matches · 2 highlighted already"
    assert walk.current == found[4] and walk.number == 1
    marked.add(found[4].start)
    walk.step(1)
    assert walk.current == found[6] and walk.done == 1
    assert len(walk.open_matches) == 9
    walk.step(20)
    assert walk.current is None and not walk.open_matches
    walk.step(-1)
    assert walk.current == found[3], "it went on from the start of the text"
