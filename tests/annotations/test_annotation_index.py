"""The annotation index and usage counts: the same results as a linear search."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.annotation_index import AnnotationIndex, UsageCounts
from readerapp.core.model import Annotation, Target

Moves = list[tuple[int, int, int, bool]]
moves: st.SearchStrategy[Moves] = st.lists(
    st.tuples(st.integers(0, 6), st.integers(-1, 30), st.integers(1, 9), st.booleans())
)


def _placed(key: int, start: int, length: int) -> AnchoredAnnotation:
    target = Target(start=max(0, start), end=max(0, start) + length, exact="x" * length)
    annotation = Annotation(id=str(key), target=target if length > 1 else None, created=str(key))
    on_text = start >= 0 and length > 1
    return (
        AnchoredAnnotation(annotation, start, start + length)
        if on_text
        else AnchoredAnnotation(annotation)
    )


def _run(sequence: Moves) -> tuple[AnnotationIndex, dict[str, AnchoredAnnotation]]:
    indexed, expected = AnnotationIndex(), {}
    for key, start, length, gone in sequence:
        if gone:
            assert indexed.drop(str(key)) == expected.pop(str(key), None)
        else:
            expected[str(key)] = _placed(key, start, length)
            indexed.put(expected[str(key)])
    return indexed, expected


@given(moves, st.integers(0, 35), st.integers(1, 12), st.sampled_from([1, -1]))
@example([(0, 0, 1, False), (0, -1, 2, False)], 0, 1, 1)  # a note gets words that are not found
def test_the_index_answers_as_a_linear_search_does(
    sequence: Moves, at: int, length: int, direction: int
) -> None:
    indexed, expected = _run(sequence)
    assert dict(indexed) == expected and len(indexed) == len(expected)
    on_text = sorted((p for p in expected.values() if p.shown), key=lambda p: (*p.order, p.key))
    assert {p.key for p in indexed.touching(at, at + length)} == {
        p.key for p in on_text if p.start < at + length and p.end > at
    }
    exact = [p for p in on_text if (p.start, p.end) == (at, at + length)]
    assert indexed.exactly(at, at + length) == (exact[0] if exact else None)
    assert indexed.last() == (on_text[-1] if on_text else None)
    notes = [p for p in expected.values() if p.annotation.target is None]
    assert indexed.note() == min(notes, key=lambda p: p.order, default=None)
    beyond = [p for p in on_text if (p.start >= at if direction > 0 else p.start < at)]
    ahead = (beyond[0] if direction > 0 else beyond[-1]) if beyond else None
    assert indexed.neighbour(None, at, direction) == ahead
    for number, placed in enumerate(on_text):
        index = number + direction
        following = on_text[index] if 0 <= index < len(on_text) else None
        assert indexed.neighbour(placed.key, at, direction) == following


@given(moves)
def test_an_index_built_at_once_equals_one_built_step_by_step(sequence: Moves) -> None:
    indexed, expected = _run(sequence)
    again = AnnotationIndex(expected.values())
    assert [again.neighbour(None, at, 1) for at in range(40)] == [
        indexed.neighbour(None, at, 1) for at in range(40)
    ]


tagged = st.builds(
    Annotation,
    id=st.sampled_from(["a", "b", "c"]),
    tags=st.lists(st.sampled_from(["x", "y", "z"]), max_size=2, unique=True).map(tuple),
    speaker=st.sampled_from([None, "s", "t"]),
    modified=st.sampled_from(["1", "2", "3"]),
)


@given(st.lists(st.tuples(tagged, st.booleans())))
def test_usage_counts_match_the_annotations(changes: list[tuple[Annotation, bool]]) -> None:
    usage, expected = UsageCounts(), {}
    latest: dict[str, str] = {}
    for annotation, gone in changes:
        before = expected.pop(annotation.id, None)
        if not gone:
            expected[annotation.id] = annotation
            if annotation.speaker:
                latest[annotation.speaker] = max(
                    latest.get(annotation.speaker, ""), annotation.modified
                )
        usage.change(before, None if gone else annotation)
    counts = Counter(tag for one in expected.values() for tag in one.tags)
    assert usage.tags() == sorted(counts, key=lambda tag: (-counts[tag], tag))
    for speaker in ("s", "t"):
        assert usage.said_by(speaker) == {k for k, a in expected.items() if a.speaker == speaker}
        assert usage.latest(speaker) == latest.get(speaker, "")
