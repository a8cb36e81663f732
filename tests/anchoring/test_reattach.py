"""Re-attaching, from outside: make targets, change the text, see where they are."""

import pytest

from readerapp.anchoring import landmarks, make_target, reattach
from readerapp.model import CONTEXT, Target

STORY = """The ferry left Marrow Quay at seven, an hour after the fog had lifted from the water.

"Nobody told us the bridge was closed," said Ines Tarrow, who keeps the toll house. "We read
it in the paper, like everyone else." She folded her arms and looked at the river.

The harbour master would not say when the crossing was to open again. His office has had
three letters from the council since May, and has answered none of them.

"Give it a fortnight," said the old man on the bench. "It is always a fortnight."
"""


def target(words: str, text: str = STORY) -> Target:
    start = text.index(words)
    return make_target(text, start, start + len(words))


def test_a_target_keeps_its_words_and_what_is_around_them() -> None:
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


@pytest.mark.parametrize("marks", [(), landmarks(STORY)])
def test_deleted_text_is_orphaned(marks: tuple[tuple[str, int], ...]) -> None:
    made = target("Nobody told us the bridge was closed")
    paragraphs = STORY.split("\n\n")
    now = "\n\n".join([paragraphs[0], *paragraphs[2:]])
    [anchor] = reattach(now, [made], unchanged=False, landmarks=marks)
    assert anchor.state == "orphaned"
    assert anchor.start == anchor.end
    assert 0 <= anchor.start <= len(now)
