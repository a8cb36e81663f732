"""Flanks: the text right next to a quotation locates it, even if its own letters changed."""

import pytest

from readerapp.anchoring.anchor import Anchor, make_target, reattach
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.lookalikes import add_look_alikes
from tests.anchoring.texts import paragraphs

PARTS = paragraphs(21, 40)


def reattach_range(text: str, now: str, start: int, end: int) -> Anchor:
    made = add_look_alikes(text, [make_target(text, start, end)])
    [anchor] = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    return anchor


def span(text: str, words: str, after: str = "") -> tuple[int, int]:
    start = text.index(words, text.index(after))
    return start, start + len(words)


HOOKS = """The crew of the late boat rang twice, as it had promised, and nobody came down.

The bell on the pier is silent, but there is an old horn in the shed
behind the office of the harbour, which does the calling of late
boats.

the-night-ferry
---------------

The night ferry leaves when all the others are in. It cannot wait for
those who are late.
"""


def test_exact_words_in_their_place_do_not_grow_over_what_was_inserted() -> None:
    start, end = span(
        HOOKS, "behind the office of the harbour, which does the calling of late\nboats."
    )
    added = """

How many may come aboard is painted on the side, and who was left has
to wait for the next, unless the weather is worse than it was when one
of the crew has seen those boats.

Ask at the office about the other boats.
"""
    now = HOOKS[:end] + added.rstrip("\n") + HOOKS[end:]
    anchor = reattach_range(HOOKS, now, start, end)
    assert (anchor.state, anchor.start, anchor.end) == ("exact", start, end)


def test_a_quotation_that_moved_with_its_flanks_is_found() -> None:
    text = "\n\n".join(PARTS)
    middle = text.index(PARTS[10]) + len(PARTS[10]) // 2
    start, end = middle, middle + 30
    now = "\n\n".join(PARTS[:10] + PARTS[11:30] + [PARTS[10]] + PARTS[30:])
    anchor = reattach_range(text, now, start, end)
    assert (anchor.state, now[anchor.start : anchor.end]) == ("drifted", text[start:end])
    assert anchor.reason == "it moved with the text around it"


def test_a_copy_of_what_is_left_elsewhere_too_is_not_taken() -> None:
    text = "\n\n".join([*PARTS[:20], PARTS[10], *PARTS[20:]])
    start = text.index(PARTS[10]) + len(PARTS[10]) // 2
    now = text.replace(PARTS[10] + "\n\n", "", 1)
    assert reattach_range(text, now, start, start + 30).state == "orphaned"


@pytest.mark.parametrize(
    ("words", "now_words", "reason"),
    [
        ("Repairs begin in May", "REPAIRS BEGIN IN MAY", "only upper and lower case changed"),
        ("in Straße 7", "IN STRASSE 7", "only upper and lower case changed"),
        ("1,250 euros", "98.5 euros", "a number in it changed"),
        ("42", "1907", "a number in it changed"),
        ("on 3 May 2014", "on 12 MAY 2026", "a number in it changed"),
    ],
)
@pytest.mark.parametrize("short", [False, True])
def test_another_case_or_number_is_drifted(
    words: str, now_words: str, reason: str, *, short: bool
) -> None:
    around = f"The office says, as it has said before, {words} and not one day sooner than that."
    text = around if short else "\n\n".join([*PARTS[:9], around, *PARTS[9:]])
    start, end = span(text, words)
    now = "A new first line.\n\n" + text[:start] + now_words + text[end:]
    anchor = reattach_range(text, now, start, end)
    assert anchor.state == "drifted"
    assert now[anchor.start : anchor.end] == now_words
    assert anchor.reason in (reason, "its words changed")


ROWS = [
    f"The sample from the northern site had {number} grains of sand in it when it was weighed."
    for number in (20, 41, 63)
]


@pytest.mark.parametrize("words", ["{}", "had {} grains of sand"])
@pytest.mark.parametrize("cut", range(3))
def test_a_row_that_differs_by_a_number_is_not_taken_for_a_deleted_one(
    words: str, cut: int
) -> None:
    text = "\n".join([*PARTS[:5], *ROWS, *PARTS[5:]])
    number = (20, 41, 63)[cut]
    start, end = span(text, words.format(number), ROWS[cut])
    now = text.replace(ROWS[cut] + "\n", "")
    assert reattach_range(text, now, start, end).state == "orphaned"


@pytest.mark.parametrize("around", [[], PARTS[:2]])
def test_of_two_short_lines_that_differ_by_a_number_the_other_is_never_taken(
    around: list[str],
) -> None:
    lines = [f"The lab took {n} samples on the first day, and no one asked why." for n in (5, 7)]
    text = "\n\n".join(["The flood took the bridge.", *around, *lines, *around, "That is all."])
    start, end = span(text, "took 5 samples")
    assert reattach_range(text, text.replace(lines[0] + "\n\n", ""), start, end).state == "orphaned"
    same = text.replace("took 5", "took 6")
    anchor = reattach_range(text, same, start, end)
    assert anchor.state == "orphaned" or (anchor.state, anchor.start) == ("drifted", start)


@pytest.mark.parametrize("row", range(3))
def test_a_number_that_becomes_that_of_another_row_stays_in_its_row(row: int) -> None:
    names = ("Marrow", "Tallis", "Hasker")
    rows = [
        f"* - ``{name}``\n     - 2.0\n     - {n}.0\n     - none"
        for name, n in zip(names, "345", strict=True)
    ]
    text = "\n\n".join([*PARTS[:5], *rows, *PARTS[5:]])
    start, end = span(text, f"{row + 3}.0\n     - none")
    other = f"{(row + 1) % 3 + 3}.0\n     - none"
    now = text[:start] + other + text[end:]
    anchor = reattach_range(text, now, start, end)
    assert anchor.state == "orphaned" or (anchor.state, anchor.start) == ("drifted", start)
