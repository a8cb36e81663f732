"""The re-anchor review: a user's decisions about drifted and orphaned highlights are stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.annotations.anchored_annotation import LOST
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.reading.reanchor_review import (
    ReanchorReview,
    describe_unsettled,
)
from tests.sessions import ARTICLE, Open, mark, words

DRIFTED = "We kept the boats running through two floods"
GONE = "The last ferry leaves at noon."
STEP = "called the sale “a painful but necessary step” and promised a bus"
TWICE = "The harbour bell was rung for the ninth time that week."
EDITED = (
    ARTICLE.replace("running through two floods", "sailing through three floods")
    .replace(GONE, "")
    .replace(STEP, "said nothing")
)


@pytest.fixture
def edited(open_session: Open, path: Path) -> ReadingSession:
    """Open the article after an edit: one highlight is exact, one drifted, two are orphaned."""
    session = open_session()
    for passage in ("The last ferry across the Venn", DRIFTED, GONE, STEP):
        mark(session, passage, note=passage)
    session.enrich()
    session.close()
    path.write_text(EDITED, encoding="utf-8")
    return open_session()


def key_of(session: ReadingSession, note: str) -> str:
    return next(key for key, placed in session.placed.items() if placed.annotation.note == note)


def test_what_there_is_to_review(edited: ReadingSession) -> None:
    assert describe_unsettled(edited) == "Text changed in 1 highlight, not found for 2"
    review = ReanchorReview(edited)
    assert review.progress == (1, 3) and review.remaining == 3
    assert review.current and review.current.state == "drifted"
    [offer] = review.candidates()
    assert offer.here and offer.words == "We kept the boats sailing through three floods"
    assert offer.locator == "¶3" and offer.after.startswith(",” said Ida Holm")
    assert edited.document.text.slice(offer.start, offer.end) == offer.words


def test_accepted_it_is_exact_from_then_on(edited: ReadingSession, open_session: Open) -> None:
    key = key_of(edited, DRIFTED)
    review = ReanchorReview(edited)
    assert review.accept(1).sentence == "Accepted"
    assert edited.get(key).state == "exact"
    target = edited.get(key).annotation.target
    assert target and target.exact == "We kept the boats sailing through three floods"
    assert edited.get(key).annotation.note == DRIFTED
    assert review.current and review.current.key != key and review.progress[0] == 2
    edited.close()
    again = open_session()
    assert again.get(key).state == "exact" and key not in ReanchorReview(again)._keys


def test_undo_asks_again_with_the_old_words(edited: ReadingSession, open_session: Open) -> None:
    key = key_of(edited, DRIFTED)
    review = ReanchorReview(edited)
    for act in (lambda: review.accept(1), review.keep_orphaned, review.delete):
        place = edited.get(key).start
        act()
        assert review.current is None or review.current.key != key
        review.apply_change(edited.undo())
        assert review.current and review.current.key == key
        placed = edited.get(key)
        assert (placed.state, placed.start) == ("drifted", place)
        assert placed.annotation.target and placed.annotation.target.exact == DRIFTED
    edited.close()
    placed = open_session().get(key)
    assert placed.state == "drifted" and placed.annotation.target
    assert placed.annotation.target.exact == DRIFTED


def test_an_orphan_that_is_kept_is_asked_about_when_the_text_changes_again(
    edited: ReadingSession, open_session: Open, path: Path
) -> None:
    key = key_of(edited, GONE)
    review = ReanchorReview(edited)
    while review.current and review.current.key != key:
        review.step(1)
    review.keep_orphaned()
    assert edited.get(key).state == "orphaned" and not edited.get(key).unsettled
    edited.close()
    again = open_session()
    assert again.get(key).is_confirmed_orphan and key not in [
        p.key for p in map(again.get, ReanchorReview(again)._keys)
    ]
    again.close()
    path.write_text(f"A new line.\n\n{EDITED}", encoding="utf-8")
    assert open_session().get(key).unsettled
    path.write_text(ARTICLE, encoding="utf-8")
    assert open_session().get(key).state == "exact"


def test_a_drifted_one_can_be_given_up_and_found_again(
    edited: ReadingSession, open_session: Open
) -> None:
    key = key_of(edited, DRIFTED)
    review = ReanchorReview(edited)
    here = review.candidates()[0]
    review.keep_orphaned()
    assert edited.get(key).state == "orphaned" and not edited.get(key).shown
    edited.close()
    again = open_session()
    placed = again.get(key)
    assert placed.is_confirmed_orphan and placed.suggestions[0][:2] == (here.start, here.end)
    assert placed.annotation.target and placed.annotation.target.exact == DRIFTED
    again.set_ends(key, here.start, here.end)
    assert again.get(key).state == "exact" and words(again, key) == here.words


def test_an_orphan_stays_one_when_the_store_has_followed_the_text(
    open_session: Open, path: Path
) -> None:
    """The same words may be at its old position by chance: they are not its own."""
    lines = [f"Line {number} of the log says nothing of note today." for number in range(9)]
    before = "\n\n".join([*lines[:3], TWICE, *lines[3:6], TWICE, *lines[6:]])
    path.write_text(before, encoding="utf-8")
    session = open_session()
    start = before.rindex(TWICE)
    key = session.highlight(start, start + len(TWICE)).focus or ""
    session.enrich()
    session.close()
    path.write_text("\n\n".join([*lines[:3], *lines[6:]]), encoding="utf-8")
    changed = open_session()
    assert changed.get(key).state == "orphaned"
    changed.highlight(0, 4)
    changed.enrich()
    target = changed.store.annotations[key].target
    assert target and target.exact == TWICE and target.start == start
    reason = changed.get(key).reason
    assert target.extra[LOST]["reason"] == reason
    changed.close()
    assert open_session().get(key).reason == reason


@pytest.mark.parametrize(
    "lost",
    [3, {"places": 3}, {"places": [3, [1], ["a", 2, 1], [5, 2, 1], [0, 10**9, 1]], "near": -4}],
)
def test_invalid_data_about_the_lost_place_does_no_harm(
    session: ReadingSession, open_session: Open, lost: object
) -> None:
    from dataclasses import replace

    key = mark(session, "A bus")
    annotation = session.get(key).annotation
    assert annotation.target
    target = replace(annotation.target, exact="xyzzy", extra={LOST: lost})
    session.store.commit(replace(annotation, target=target))
    session.close()
    again = open_session()
    placed = again.get(key)
    assert (placed.state, placed.suggestions, placed.is_confirmed_orphan) == ("orphaned", (), False)
    review = ReanchorReview(again)
    assert review.candidates() == []
    with pytest.raises(ReaderError, match="no place with this number"):
        review.accept(1)


def test_steps_wrap_around_and_skip_what_was_decided_elsewhere(
    edited: ReadingSession, open_session: Open
) -> None:
    review = ReanchorReview(edited)
    total = review.remaining
    seen = []
    for _ in range(total):
        assert review.current
        seen.append(review.current.key)
        review.step(1)
    assert len(set(seen)) == total and review.current and review.current.key == seen[0]
    review.step(-1)
    assert review.current.key == seen[-1]
    open_session().delete(seen[-1])
    review.apply_change(edited.refresh())
    assert review.current and review.current.key == seen[0] and review.remaining == total - 1
    for _ in range(total - 1):
        review.delete()
    assert review.current is None and review.remaining == 0 and review.candidates() == []
    review.step(1)
    assert describe_unsettled(edited) == ""
    assert len(edited.trash) == total, "nothing is dropped"


def test_it_starts_at_the_caret(edited: ReadingSession) -> None:
    at = edited.document.text.whole().index("Board chairman")
    current = ReanchorReview(edited, at).current
    assert current and current.annotation.note == STEP
