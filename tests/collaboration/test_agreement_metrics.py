import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.collaboration.agreement.metrics import (
    Mark,
    alpha,
    alpha_of_text,
    kappa,
    measure_agreement,
    speaker_label,
    tags_label,
)


def mark(start, end, speaker="", *tags, key=None):
    return Mark(key=key or f"{start}-{end}", start=start, end=end, speaker=speaker, tags=tags)


def test_marks_are_exact_overlapping_or_alone():
    ours = [mark(0, 10), mark(20, 30), mark(40, 50)]
    theirs = [mark(0, 10), mark(22, 34), mark(60, 70)]
    found = measure_agreement(ours, theirs)
    assert [pair.kind for pair in found.pairs] == ["exact", "overlap", "ours", "theirs"]
    assert found.counts == {"exact": 1, "overlap": 1, "ours": 1, "theirs": 1}
    assert found.exact == pytest.approx(1 / 3)
    assert found.overlap == pytest.approx(2 / 3)
    assert found.text == pytest.approx((10 + 8) / (10 + 14 + 10 + 10))


def test_a_mark_is_paired_with_the_one_it_shares_most_with():
    found = measure_agreement([mark(0, 10)], [mark(0, 100), mark(1, 10), mark(9, 12)])
    [pair] = [pair for pair in found.pairs if pair.kind == "overlap"]
    assert (pair.theirs.start, pair.theirs.end) == (1, 10)
    assert found.counts["theirs"] == 2


def test_labels_are_compared_where_both_marked():
    ours = [mark(0, 5, "Ortega", "a", "b"), mark(10, 15, "Nair"), mark(90, 95, "Chen")]
    theirs = [mark(0, 5, " ORTEGA ", "B", "a"), mark(10, 15, "Chen"), mark(70, 75, "Nair")]
    found = measure_agreement(ours, theirs)
    assert (found.speakers.pairs, found.speakers.same) == (2, 1)
    assert (found.tags.pairs, found.tags.same) == (2, 2)
    assert [pair.agrees for pair in found.pairs] == [True, False, False, False]


def test_nothing_marked_is_full_agreement_without_a_coefficient():
    found = measure_agreement([], [])
    assert (found.exact, found.overlap, found.text) == (1.0, 1.0, 1.0)
    assert (found.speakers.pairs, found.speakers.kappa) == (0, None)
    alone = measure_agreement([mark(0, 5)], [])
    assert (alone.exact, alone.overlap, alone.text) == (0, 0, 0)


def test_kappa_of_a_known_table():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, by chance 0.5
    labels = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(labels) == pytest.approx(0.4)
    assert kappa([("y", "y")] * 3) is None
    assert kappa([("y", "n"), ("n", "y")]) == pytest.approx(-1)


def test_alpha_of_a_known_table():
    # Four observers, twelve units, "." is no label: Krippendorff, "Computing Krippendorff's
    # Alpha-Reliability" (2011), where the nominal alpha is 0.743.
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [([label for label in unit if label != "."], 1) for unit in zip(*rows, strict=True)]
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)


# The values of the next two tests are what other programs say of the same data: scikit-learn 1.9.1
# (cohen_kappa_score), krippendorff 0.9.0 (alpha, nominal, one unit a code point), and nltk 3.10.4
# (AnnotationTask: kappa, alpha) agree on them.


def test_kappa_is_that_of_other_programs():
    one = "Ortega Nair Chen Ortega Nair Nair Chen Ortega Chen Chen Nair Ortega".split()
    other = "Ortega Nair Chen Nair Nair Chen Chen Ortega Chen Nair Nair Ortega".split()
    assert kappa(list(zip(one, other, strict=True))) == pytest.approx(0.625)


@pytest.mark.parametrize(
    ("people", "value"),
    [
        ("123", 0.40827547205378745),
        ("12", 0.44190140845070425),
        ("13", 0.5450331125827814),
        ("23", -0.04326923076923084),
    ],
)
def test_alpha_over_spans_is_that_of_other_programs(people, value):
    ortega, nair, chen = "Ortega", "Nair", "Chen"
    marks = {
        "1": [(0, 40, ortega), (55, 90, nair), (100, 160, chen), (170, 200, ortega)],
        "2": [(0, 38, ortega), (55, 95, nair), (104, 160, nair), (170, 200, ortega)],
        "3": [(5, 40, ortega), (60, 90, chen), (100, 150, chen), (210, 230, nair)],
    }
    found = alpha_of_text(
        [[mark(*one) for one in marks[person]] for person in people], speaker_label
    )
    assert found == pytest.approx(value)


def test_alpha_says_nothing_where_there_is_nothing_to_say():
    assert alpha([]) is None
    assert alpha([(["a"], 5)]) is None
    assert alpha([(["a", "a"], 5)]) is None
    assert alpha([(["a", "a"], 5), (["b", "b"], 5)]) == 1


def test_alpha_counts_the_text_that_two_or_more_marked():
    ortega, nair = mark(0, 50, "Ortega"), mark(60, 70, "Nair")
    same = [[ortega, nair], [ortega, nair], [mark(100, 900, "Chen")]]
    assert alpha_of_text(same, speaker_label) == 1
    other = [[ortega, nair], [ortega, mark(60, 70, "Chen")]]
    assert 0 < alpha_of_text(other, speaker_label) < 1
    within = [[ortega, mark(10, 20, "Nair")], [mark(10, 20, "Nair"), mark(30, 40, "Ortega")]]
    assert alpha_of_text(within, speaker_label) == 1
    assert alpha_of_text([[], []], tags_label) is None


MARKS = st.lists(
    st.builds(
        lambda start, length, speaker: (start, start + length, speaker),
        st.integers(0, 40),
        st.integers(1, 12),
        st.sampled_from(["", "Ortega", "Nair"]),
    ),
    max_size=8,
    unique=True,
).map(lambda rows: [mark(*row, key=f"{row}") for row in rows])


@given(MARKS, MARKS)
def test_agreement_is_the_same_from_both_sides(ours, theirs):
    one, two = measure_agreement(ours, theirs), measure_agreement(theirs, ours)
    assert (one.exact, one.text) == (two.exact, two.text)
    assert 0 <= one.exact <= one.overlap <= 1
    assert 0 <= one.text <= 1
    assert one.counts["exact"] == two.counts["exact"]
    ours_paired = [pair.ours.key for pair in one.pairs if pair.ours]
    theirs_paired = [pair.theirs.key for pair in one.pairs if pair.theirs]
    assert sorted(ours_paired) == sorted(m.key for m in ours)
    assert sorted(theirs_paired) == sorted(m.key for m in theirs)
    places = [(p.ours or p.theirs).start for p in one.pairs]
    assert places == sorted(places)
    assert alpha_of_text([ours, theirs], speaker_label) == pytest.approx(
        alpha_of_text([theirs, ours], speaker_label)
    )


@given(MARKS)
def test_who_marks_the_same_agrees_fully(marks):
    found = measure_agreement(marks, marks)
    assert (found.overlap, found.text) == (1, 1)
    assert alpha_of_text([marks, marks], speaker_label) in (1, None)
