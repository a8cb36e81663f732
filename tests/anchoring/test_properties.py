"""Properties of re-anchoring for any text and any edit."""

import random
import re
import textwrap
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.anchoring.alignment import similarity
from readerapp.anchoring.anchor import Anchor, make_target, reattach
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.lookalikes import add_look_alikes
from readerapp.anchoring.normalize import normalize
from readerapp.core.model import Target
from tests.anchoring.texts import sentence, story

anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400)
prose = st.text(alphabet="abc de.\n\"'-—“é\u00ad ﬁ中文", min_size=1, max_size=300)
spots = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 300)), min_size=1, max_size=12)


def targets_of(text: str, places: list[tuple[int, int]]) -> list[Target]:
    starts = [(start % len(text), size) for start, size in places]
    return [make_target(text, start, min(len(text), start + size)) for start, size in starts]


def check_range(text: str, anchor: Anchor) -> None:
    assert 0 <= anchor.start <= anchor.end <= len(text)
    assert (anchor.start == anchor.end) == (anchor.state == "orphaned")
    assert (anchor.reason == "") == (anchor.state == "exact")
    for start, end, score in anchor.suggestions:
        assert 0 <= start < end <= len(text)
        assert 0 <= score <= 1
        words = normalize(text[start:end])
        assert words == words.strip()
        assert any(map(str.isalnum, words))


@given(anything, spots)
def test_unchanged_text_keeps_everything_where_it_is(
    text: str, places: list[tuple[int, int]]
) -> None:
    targets = targets_of(text, places)
    for unchanged in (True, False):
        anchors = reattach(text, targets, unchanged=unchanged)
        assert [(a.state, a.start, a.end) for a in anchors] == [
            ("exact", t.start, t.end) for t in targets
        ]


@given(prose | anything, prose | anything, spots)
def test_anchors_are_in_range_of_whatever_the_text_became(
    text: str, other: str, places: list[tuple[int, int]]
) -> None:
    targets = targets_of(text, places)
    for anchor in reattach(other, targets, unchanged=False, landmarks=make_landmarks(text)):
        check_range(other, anchor)


@given(prose, prose, spots)
def test_what_is_attached_is_like_the_quotation(
    text: str, inserted: str, places: list[tuple[int, int]]
) -> None:
    targets = targets_of(text, places)
    middle = len(text) // 2
    now = text[:middle] + inserted + text[middle:]
    for target, anchor in zip(targets, reattach(now, targets, unchanged=False), strict=True):
        check_range(now, anchor)
        if anchor.state == "exact":
            assert (
                normalize(now[anchor.start : anchor.end]).strip() == normalize(target.exact).strip()
            )


@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_targets_does_not_matter(seed: int, rng: random.Random) -> None:
    text = story(seed, 12)
    targets = targets_of(text, [(rng.randrange(9999), rng.randint(3, 200)) for _ in range(15)])
    now = rough_edit(text, rng)
    marks = make_landmarks(text)
    anchors = reattach(now, targets, unchanged=False, landmarks=marks)
    order = list(range(len(targets)))
    rng.shuffle(order)
    shuffled = reattach(now, [targets[n] for n in order], unchanged=False, landmarks=marks)
    assert shuffled == [anchors[n] for n in order]


def rough_edit(text: str, rng: random.Random) -> str:
    paragraphs_left = [p for p in text.split("\n\n") if rng.random() < 0.8]
    paragraphs_left.insert(
        rng.randrange(len(paragraphs_left) + 1), sentence(rng) + " " + sentence(rng)
    )
    return "\n\n".join(
        p if rng.random() < 0.7 else p.replace("e", "ee", 3) for p in paragraphs_left
    )


def test_an_attached_range_holds_most_of_the_quotation() -> None:
    for seed in range(6):
        rng = random.Random(seed)
        text = story(seed)
        targets = targets_of(text, [(rng.randrange(9999), rng.randint(20, 200)) for _ in range(40)])
        now = rough_edit(text, rng)
        anchors = reattach(
            now, add_look_alikes(text, targets), unchanged=False, landmarks=make_landmarks(text)
        )
        for target, anchor in zip(targets, anchors, strict=True):
            if anchor.state != "orphaned":
                found = normalize(now[anchor.start : anchor.end])
                assert similarity(normalize(target.exact), found, "HW") > 0.5 or (
                    similarity(found, normalize(target.exact), "HW") > 0.8
                )


def rewrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(p, 50, break_on_hyphens=False) for p in text.split("\n\n"))


def spaced(text: str) -> str:
    return text.replace(" ", "  ").replace(". ", ".\u00a0").replace("\n\n", "\n\n\n\n")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def typeset(text: str) -> str:
    made = (
        text.replace("fi", "ﬁ").replace("...", "…").replace(" - ", " — ").replace("nt", "n\u00adt")
    )
    return made.replace('"the', "“the").replace('"', "”").replace("'", "’")


@pytest.mark.parametrize("restyle", [rewrapped, spaced, decomposed, typeset])
def test_typesetting_changes_no_anchor(restyle: Callable[[str], str]) -> None:
    for seed in range(4):
        rng = random.Random(seed)
        text = story(seed).replace("lantern", '"the café"').replace("riddle", "it's - a fifth...")
        words = [match.span() for match in re.finditer(r"\w+", text)]
        firsts = [rng.randrange(len(words) - 30) for _ in range(60)]
        targets = [make_target(text, words[n][0], words[n + rng.randint(1, 25)][1]) for n in firsts]
        now = restyle(text)
        anchors = reattach(now, targets, unchanged=False, landmarks=make_landmarks(text))
        for target, anchor in zip(add_look_alikes(text, targets), anchors, strict=True):
            assert anchor.state == "exact"
            assert normalize(now[anchor.start : anchor.end]) == normalize(target.exact)
            ahead, behind = normalize(now[: anchor.start]), normalize(text[: target.start])
            assert len(ahead) == pytest.approx(len(behind), abs=2)
