"""Places and tally: the same answers as looking through everything."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.annotation_index import AnnotationIndex, UsageCounts
from readerapp.core.model import Annotation, Target

Moves = list[tuple[int, int, int, bool]]
moves: st.SearchStrategy[Moves] = st.lists(
    st.tuples(st.integers(0, 6), st.integers(-1, 30), st.integers(1, 9), st.booleans())
)


def _placed(key: int, start: int, length: int) -> AnchoredAnnotation:
    target = Target(start=max(0, start), end=max(0, start) + length, exact="x" * length)
    annotation = Annotation(id=str(key), target=target if length > 1 else None, created=str(key))
    shown = start >= 0 and length > 1
    return (
        AnchoredAnnotation(annotation, start, start + length)
        if shown
        else AnchoredAnnotation(annotation)
    )


def _run(sequence: Moves) -> tuple[AnnotationIndex, dict[str, AnchoredAnnotation]]:
    places, known = AnnotationIndex(), {}
    for key, start, length, gone in sequence:
        if gone:
            assert places.drop(str(key)) == known.pop(str(key), None)
        else:
            known[str(key)] = _placed(key, start, length)
            places.put(known[str(key)])
    return places, known


@given(moves, st.integers(0, 35), st.integers(1, 12), st.sampled_from([1, -1]))
@example([(0, 0, 1, False), (0, -1, 2, False)], 0, 1, 1)  # a note gets words that are not found
def test_places_answer_as_a_plain_search_does(
    sequence: Moves, at: int, length: int, direction: int
) -> None:
    places, known = _run(sequence)
    assert dict(places) == known and len(places) == len(known)
    shown = sorted((p for p in known.values() if p.shown), key=lambda p: (*p.order, p.key))
    assert {p.key for p in places.touching(at, at + length)} == {
        p.key for p in shown if p.start < at + length and p.end > at
    }
    exact = [p for p in shown if (p.start, p.end) == (at, at + length)]
    assert places.exactly(at, at + length) == (exact[0] if exact else None)
    assert places.last() == (shown[-1] if shown else None)
    notes = [p for p in known.values() if p.annotation.target is None]
    assert places.note() == min(notes, key=lambda p: p.order, default=None)
    beyond = [p for p in shown if (p.start >= at if direction > 0 else p.start < at)]
    ahead = (beyond[0] if direction > 0 else beyond[-1]) if beyond else None
    assert places.neighbour(None, at, direction) == ahead
    for number, placed in enumerate(shown):
        index = number + direction
        following = shown[index] if 0 <= index < len(shown) else None
        assert places.neighbour(placed.key, at, direction) == following


@given(moves)
def test_places_made_at_once_are_those_made_one_by_one(sequence: Moves) -> None:
    places, known = _run(sequence)
    again = AnnotationIndex(known.values())
    assert [again.neighbour(None, at, 1) for at in range(40)] == [
        places.neighbour(None, at, 1) for at in range(40)
    ]


tagged = st.builds(
    Annotation,
    id=st.sampled_from(["a", "b", "c"]),
    tags=st.lists(st.sampled_from(["x", "y", "z"]), max_size=2, unique=True).map(tuple),
    speaker=st.sampled_from([None, "s", "t"]),
    modified=st.sampled_from(["1", "2", "3"]),
)


@given(st.lists(st.tuples(tagged, st.booleans())))
def test_the_tally_counts_what_is_there(changes: list[tuple[Annotation, bool]]) -> None:
    tally, known = UsageCounts(), {}
    latest: dict[str, str] = {}
    for annotation, gone in changes:
        before = known.pop(annotation.id, None)
        if not gone:
            known[annotation.id] = annotation
            if annotation.speaker:
                latest[annotation.speaker] = max(
                    latest.get(annotation.speaker, ""), annotation.modified
                )
        tally.change(before, None if gone else annotation)
    counts = Counter(tag for one in known.values() for tag in one.tags)
    assert tally.tags() == sorted(counts, key=lambda tag: (-counts[tag], tag))
    for speaker in ("s", "t"):
        assert tally.said_by(speaker) == {k for k, a in known.items() if a.speaker == speaker}
        assert tally.latest(speaker) == latest.get(speaker, "")
