"""Re-anchoring through its public function: make targets, change the text, compare the ranges."""

import random

import pytest

from readerapp.anchoring.anchor import make_target, reattach
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.lookalikes import add_look_alikes
from readerapp.core.model import CONTEXT, Target
from readerapp.text.source import Text
from tests.anchoring.texts import paragraphs

pytestmark = pytest.mark.usefixtures("backend")

STORY = """The ferry left Marrow Quay at seven, an hour after the fog had lifted from the water.

"Nobody told us the bridge was closed," said Ines Tarrow, who keeps the toll house. "We read
it in the paper, like everyone else." She normalized her arms and looked at the river.

The harbour master would not say when the crossing was to open again. His office has had
three letters from the council since May, and has answered none of them.

"Give it a fortnight," said the old man on the bench. "It is always a fortnight."
"""


def target(words: str, text: str = STORY) -> Target:
    start = text.index(words)
    return make_target(text, start, start + len(words))


def test_a_target_stores_its_words_and_their_context() -> None:
    made = target("the bridge was closed")
    assert made.exact == "the bridge was closed"
    assert STORY[made.start : made.end] == made.exact
    assert made.prefix == STORY[made.start - CONTEXT : made.start]
    assert made.suffix == STORY[made.end : made.end + CONTEXT]


def test_context_stops_at_the_ends_of_the_text() -> None:
    made = make_target("short", 0, 5)
    assert (made.exact, made.prefix, made.suffix) == ("short", "", "")


def test_unchanged_text_is_exact_where_it_was() -> None:
    made = target("three letters from the council")
    [anchor] = reattach(STORY, [made], unchanged=True)
    assert (anchor.state, anchor.start, anchor.end) == ("exact", made.start, made.end)


def test_text_inserted_above_moves_an_exact_one() -> None:
    made = target("Give it a fortnight")
    [anchor] = reattach("New first line.\n\n" + STORY, [made], unchanged=False)
    assert anchor.state == "exact"
    assert anchor.start == made.start + len("New first line.\n\n")


def test_a_changed_word_inside_is_drifted_with_both_ends_right() -> None:
    made = target("has answered none of them")
    now = STORY.replace("answered none", "replied to none")
    [anchor] = reattach(now, [made], unchanged=False)
    assert anchor.state == "drifted"
    assert now[anchor.start : anchor.end] == "has replied to none of them"


@pytest.mark.parametrize("marks", [(), make_landmarks(STORY)])
def test_deleted_text_is_orphaned(marks: tuple[tuple[str, int], ...]) -> None:
    made = target("Nobody told us the bridge was closed")
    paragraphs = STORY.split("\n\n")
    now = "\n\n".join([paragraphs[0], *paragraphs[2:]])
    [anchor] = reattach(now, [made], unchanged=False, landmarks=marks)
    assert anchor.state == "orphaned"
    assert anchor.start == anchor.end
    assert 0 <= anchor.start <= len(now)


def test_a_deleted_last_sentence_is_not_offered_the_end_of_the_text() -> None:
    made = target("It is always a fortnight.")
    now = "A new first line.\n\n" + STORY.replace(' "It is always a fortnight."', "")
    [anchor] = reattach(
        now, add_look_alikes(STORY, [made]), unchanged=False, landmarks=make_landmarks(STORY)
    )
    assert anchor.state == "orphaned"
    assert all(any(map(str.isalnum, now[start:end])) for start, end, _ in anchor.suggestions)


@pytest.mark.parametrize("number", range(0, 40, 4))
def test_what_is_offered_begins_and_ends_at_words_and_is_not_certain(number: int) -> None:
    text = "\n\n".join(LONG)
    start = text.index(LONG[number])
    words = " ".join(LONG[number].split()[:9])
    now = text.replace(words, " ".join(word[1:-2] + "xyz" for word in words.split()))
    made = add_look_alikes(text, [make_target(text, start, start + len(words))])
    [anchor] = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "orphaned" and anchor.suggestions
    for first, last, score in anchor.suggestions:
        assert not now[first - 1 : first + 1].isalnum()
        assert not now[last - 1 : last + 1].isalnum()
        assert score < 1


def test_a_target_without_words_is_orphaned() -> None:
    [anchor] = reattach(STORY, [Target(start=3, end=5, exact="  ")], unchanged=False)
    assert anchor.state == "orphaned"


def test_positions_beyond_the_text_are_only_hints() -> None:
    lost = Target(start=10**9, end=10**9 + 11, exact="toll house.", prefix="who keeps the ")
    [anchor] = reattach(STORY, [lost], unchanged=True)
    assert STORY[anchor.start : anchor.end] == "toll house."


def test_a_short_quotation_does_not_jump_to_the_same_word_elsewhere() -> None:
    made = target("river")
    now = STORY.replace(" and looked at the river", "") + "\nThe river was quiet.\n"
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(STORY))
    assert anchor.state == "orphaned"


LONG = paragraphs(5, 60)


def long_target(text: str, number: int, size: int) -> Target:
    start = text.index(LONG[number]) + 10
    return make_target(text, start, start + size)


def test_an_edit_inside_a_very_short_quotation() -> None:
    text = "\n\n".join(LONG)
    start = text.index(LONG[30][40:52])
    word = text.index(" ", start) + 1
    made = make_target(text, word, text.index(" ", word))
    now = text[: made.start] + made.exact[:-1] + text[made.end :]
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "drifted"
    assert now[anchor.start : anchor.end] == made.exact[:-1]


def test_a_passage_interrupted_by_a_new_paragraph_keeps_both_ends() -> None:
    text = "\n\n".join(LONG)
    start, end = text.index(LONG[20]) + 12, text.index(LONG[21]) + 50
    new = "\n\nQuite another paragraph comes between, about nothing that was said before.\n\n"
    cut = text.index(LONG[21]) - 2
    now = text[:cut] + new + text[cut + 2 :]
    made = make_target(text, start, end)
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "drifted"
    assert (anchor.start, anchor.end) == (start, end + len(new) - 2)


@pytest.mark.parametrize("side", ["first", "last"])
def test_a_cut_word_at_an_end_leaves_the_rest(side: str) -> None:
    text = "\n\n".join(LONG)
    words = LONG[25].split()
    made_start = text.index(LONG[25]) + len(words[0]) + 1
    quoted = " ".join(words[1:12])
    made = make_target(text, made_start, made_start + len(quoted))
    rest = " ".join(words[2:12] if side == "first" else words[1:11])
    now = text.replace(quoted, rest)
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert now[anchor.start : anchor.end] == rest


def test_a_moved_section_is_followed() -> None:
    now = "\n\n".join(LONG[40:] + LONG[:40])
    text = "\n\n".join(LONG)
    made = long_target(text, 45, 30)
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "exact"
    assert anchor.start == made.start - text.index(LONG[40])


def test_a_paragraph_alone_elsewhere_is_offered_not_followed() -> None:
    text = "\n\n".join(LONG)
    now = "\n\n".join(LONG[:10] + LONG[11:50] + [LONG[10]] + LONG[50:])
    made = long_target(text, 10, 40)
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "orphaned"
    start, end, _ = anchor.suggestions[0]
    assert now[start:end] == made.exact


def test_deleted_text_is_not_found_in_its_look_alike() -> None:
    near = LONG[15].replace("the", "this", 1)
    text = "\n\n".join([*LONG[:45], near, *LONG[45:]])
    [made] = add_look_alikes(text, [long_target(text, 15, 60)])
    assert made.twins
    now = text.replace(LONG[15] + "\n\n", "", 1)
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "orphaned"


def test_look_alikes_edited_alike_keep_their_order() -> None:
    text = "\n\n".join([*LONG[:15], LONG[15], LONG[16], LONG[15], *LONG[17:]])
    first = text.index(LONG[15]) + 4
    second = text.index(LONG[15], first) + 4
    made = add_look_alikes(text, [make_target(text, at, at + 40) for at in (first, second)])
    now = text.replace(LONG[15], LONG[15][:20] + "x" + LONG[15][20:])
    anchors = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    assert [a.state for a in anchors] == ["drifted", "drifted"]
    assert [a.start for a in anchors] == [first, second + 1]


def test_half_of_a_word_stays_half_of_a_word() -> None:
    text = "\n\n".join(LONG)
    at = next(i for i in range(2000, 4000) if text[i : i + 8].isalpha())
    made = make_target(text, at + 2, at + 40)
    now = text[: at + 20] + "zz " + text[at + 20 :]
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert (anchor.start, anchor.end) == (made.start, made.end + 3)


def test_a_chapter_as_a_target() -> None:
    chapters = paragraphs(9, 200)
    text = "\n\n".join(chapters)
    made = make_target(text, 50, len(text) - 50)
    assert len(made.exact) > 20_000
    now = text.replace("lantern", "lamp").replace("harbour", "haven")
    [anchor] = reattach(now, [made], unchanged=False, landmarks=make_landmarks(text))
    assert anchor.state == "drifted"
    assert now[anchor.start : anchor.end].startswith(made.exact[:20])
    assert now[anchor.start : anchor.end].endswith(made.exact[-20:])


def test_words_of_a_script_without_spaces() -> None:
    rng = random.Random(4)
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)]
    text = "。".join("".join(rng.choices(signs, k=rng.randint(8, 24))) for _ in range(400))
    made = [make_target(text, at, at + 12) for at in range(200, 5000, 400)]
    now = text[:100] + "新" * 7 + text[100:]
    for target_ in made:
        middle = target_.start + 7 + 6
        now = now[:middle] + "変" + now[middle + 1 :]
    anchors = reattach(now, made, unchanged=False, landmarks=make_landmarks(text))
    assert [(a.state, a.start, a.end) for a in anchors] == [
        ("drifted", t.start + 7, t.end + 7) for t in made
    ]


def test_a_text_that_is_read_in_parts() -> None:
    parts = Text.from_string(STORY)
    made = make_target(parts, 10, 40)
    assert made == make_target(STORY, 10, 40)
    assert reattach(parts, [made], unchanged=True)[0].state == "exact"
    changed = Text.from_string("New. " + STORY)
    assert reattach(changed, [made], unchanged=False)[0].start == 15
    assert make_landmarks(parts) == make_landmarks(STORY)
    assert add_look_alikes(parts, []) == []


def test_landmarks_occur_once_and_are_spread_out() -> None:
    text = "\n\n".join(LONG)
    marks = make_landmarks(text)
    assert len(marks) > 20
    assert all(text.count(snippet) == 1 and text.index(snippet) == at for snippet, at in marks)
    assert make_landmarks("too short") == ()
