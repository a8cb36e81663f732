"""Look-alikes: passages that are the same, or nearly, in several places of one document."""

import pytest

from readerapp.anchoring.anchor import make_target, reattach
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.lookalikes import add_look_alikes
from readerapp.core.model import Target
from tests.anchoring.texts import paragraphs

pytestmark = pytest.mark.usefixtures("backend")

PARTS = paragraphs(11, 40)
REFRAIN = "Come down to the harbour, the lantern is lit, and nobody minds the weather."


def song() -> str:
    verses = [f"{part}\n{REFRAIN}" if n % 8 == 4 else part for n, part in enumerate(PARTS)]
    return "\n\n".join(verses)


def refrains(text: str) -> list[int]:
    found, at = [], text.find(REFRAIN)
    while at >= 0:
        found.append(at)
        at = text.find(REFRAIN, at + 1)
    return found


def targets(text: str) -> list[Target]:
    return add_look_alikes(
        text, [make_target(text, at, at + len(REFRAIN)) for at in refrains(text)]
    )


def test_every_copy_lists_the_others_as_look_alikes() -> None:
    text = song()
    places = refrains(text)
    assert [t.twins for t in targets(text)] == [
        tuple(other for other in places if other != place) for place in places
    ]


def test_a_unique_passage_has_no_look_alikes() -> None:
    text = song()
    [made] = add_look_alikes(text, [make_target(text, 10, 60)])
    assert made.twins == ()


def test_copies_keep_their_places_when_something_is_inserted() -> None:
    text = song()
    now = "A first line that was not there.\n\n" + text
    anchors = reattach(now, targets(text), unchanged=False, landmarks=make_landmarks(text))
    assert [a.start for a in anchors] == refrains(now)
    assert {a.state for a in anchors} == {"exact"}


def test_a_deleted_copy_is_orphaned_and_the_others_stay() -> None:
    text = song()
    second = refrains(text)[1]
    now = text[:second] + text[second + len(REFRAIN) :]
    anchors = reattach(now, targets(text), unchanged=False, landmarks=make_landmarks(text))
    assert anchors[1].state == "orphaned"
    others = [a for n, a in enumerate(anchors) if n != 1]
    assert [a.start for a in others] == refrains(now)


def test_without_context_no_copy_is_chosen() -> None:
    text = f"{REFRAIN} {REFRAIN}"
    made = add_look_alikes(text, [make_target(text, 0, len(REFRAIN))])
    [anchor] = reattach(f"Once more. {text} {REFRAIN}", made, unchanged=False)
    assert anchor.state == "orphaned"
    assert len(anchor.suggestions) > 1


def test_what_is_left_of_a_cut_passage_must_not_be_only_a_refrain() -> None:
    text = song()
    at = refrains(text)[2]
    made = make_target(text, at - 60, at + len(REFRAIN))
    paragraph = PARTS[20] + "\n" + REFRAIN
    now = text.replace(paragraph, "Nothing of it is left but this. " + REFRAIN)
    [anchor] = reattach(
        now, add_look_alikes(text, [made]), unchanged=False, landmarks=make_landmarks(text)
    )
    assert anchor.state == "orphaned"


ROWS = [
    f"{name:10} the setting of {name} is described below." for name in ("ALPHA", "OMEGA", "KAPPA")
]


def make_described_target(text: str, words: str, nth: int) -> Target:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    [made] = add_look_alikes(text, [make_target(text, at, at + len(words))])
    return made


def test_a_look_alike_in_the_next_row_is_found() -> None:
    text = "\n\n".join([*PARTS[:8], "\n".join(ROWS), *PARTS[8:]])
    made = make_described_target(text, "is described below", 1)
    rows = [text.index(row) + row.index("is described") for row in ROWS]
    assert made.twins == (rows[0], rows[2])


def test_repeated_words_stay_in_their_row_of_a_table() -> None:
    text = "\n\n".join([*PARTS[:8], "\n".join(ROWS), *PARTS[8:]])
    made = [make_described_target(text, "is described below", n) for n in range(3)]
    now = text.replace(ROWS[1], f"{'SIGMA':10} the setting of SIGMA is described below.\n{ROWS[1]}")
    anchors = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    for row, anchor in zip(ROWS, anchors, strict=True):
        if anchor.state != "orphaned":
            assert anchor.start == now.index(row) + row.index("is described")
        else:
            assert now.index(row) + row.index("is described") in [s for s, *_ in anchor.suggestions]
    assert any(anchor.state != "orphaned" for anchor in anchors)


def test_a_refrain_whose_verse_is_cut_is_not_taken_for_the_one_before() -> None:
    text = "\n\n".join(f"{part}\n{REFRAIN}" for part in PARTS[:12])
    made = targets(text)
    now = text.replace(f"{PARTS[5]}\n{REFRAIN}\n\n", "")
    anchors = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    assert anchors[5].state == "orphaned"
    remaining = [anchor for n, anchor in enumerate(anchors) if n != 5]
    for anchor, place in zip(remaining, refrains(now), strict=True):
        assert anchor.state == "orphaned" or anchor.start == place


@pytest.mark.parametrize("cut", range(5))
def test_the_refrain_of_a_stanza_that_was_cut_is_not_that_of_its_neighbour(cut: int) -> None:
    stanzas = [f"{part[:240]}\n{REFRAIN}" for part in paragraphs(12, 5)]
    text = "\n\n".join(stanzas)
    now = "\n\n".join(stanza for n, stanza in enumerate(stanzas) if n != cut)
    places = refrains(now)
    places.insert(cut, -1)
    for number, target in enumerate(targets(text)):
        [anchor] = reattach(now, [target], unchanged=False, landmarks=make_landmarks(text))
        found = -1 if anchor.state == "orphaned" else anchor.start
        assert found in (places[number], -1)
        assert found == places[number] or abs(number - cut) == 1
