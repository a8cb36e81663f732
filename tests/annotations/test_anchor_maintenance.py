"""Highlights in a document whose text changes, and the update of the store."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from readerapp.anchoring import lookalikes
from readerapp.annotations import anchor_maintenance
from readerapp.annotations.anchored_annotation import (
    FOUND,
    AnchoredAnnotation,
    anchor_annotations,
    rebase_target,
)
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.model import Target
from readerapp.text.source import Text
from tests.sessions import ARTICLE, Open, mark, span, words

LEAD = "A new first paragraph, about the weather and the price of fish.\n\n"


def finish(session: ReadingSession) -> None:
    while session.needs_enriching:
        session.enrich()


def test_opening_a_changed_text_changes_nothing(open_session: Open, path: Path) -> None:
    first = open_session()
    key = mark(first, "painful but necessary")
    finish(first)
    path.write_text(LEAD + ARTICLE, encoding="utf-8")
    second = open_session()
    before = second.store.record
    assert words(second, key) == "painful but necessary"
    assert second.get(key).state == "exact"
    assert not second.needs_enriching
    second.enrich()
    assert second.store.record == before


def test_the_record_and_the_targets_are_updated_with_the_first_change(
    open_session: Open, path: Path, tmp_path: Path
) -> None:
    first = open_session()
    key = mark(first, "painful but necessary", note="kept")
    finish(first)
    path.write_text(LEAD + ARTICLE, encoding="utf-8")
    second = open_session()
    second.set_colour(key, "red")
    assert second.needs_enriching
    finish(second)
    record = second.store.record
    assert record.fingerprint == second.fingerprint
    assert record.length == len(LEAD + ARTICLE)
    assert record.landmarks and all(
        (LEAD + ARTICLE).startswith(snippet, at) for snippet, at in record.landmarks
    )
    target = second.get(key).annotation.target
    assert target and (target.start, target.end) == span("painful but necessary", LEAD + ARTICLE)
    # Renamed now, it is still known by its content.
    moved = path.rename(tmp_path / "renamed.txt")
    third = open_session(moved)
    assert words(third, key) == "painful but necessary"
    assert third.get(key).annotation.note == "kept"


def test_a_moved_file_is_remembered_by_its_new_name_too(
    open_session: Open, path: Path, tmp_path: Path
) -> None:
    key = mark(open_session(), "painful")
    moved = path.rename(tmp_path / "renamed.txt")
    second = open_session(moved)
    assert second.store.record.names == (str(path),)
    second.set_colour(key, "red")
    assert second.store.record.names == (str(moved), str(path))
    moved.write_text(LEAD + ARTICLE, encoding="utf-8")
    assert set(open_session(moved).placed) == {key}


def test_changed_words_stay_marked_as_changed(open_session: Open, path: Path) -> None:
    first = open_session()
    key = mark(first, "We kept the boats running through two floods,")
    finish(first)
    text = LEAD + ARTICLE.replace("running through", "going through all of")
    path.write_text(text, encoding="utf-8")
    second = open_session()
    found = words(second, key)
    assert second.get(key).state == "drifted" and "floods" in found
    second.set_note(key, "changed?")
    finish(second)
    target = second.get(key).annotation.target
    assert target and target.exact == "We kept the boats running through two floods,"
    assert target.extra[FOUND]["exact"] == found
    third = open_session()
    assert (third.get(key).state, words(third, key)) == ("drifted", found)
    assert third.get(key).reason == second.get(key).reason
    third.set_ends(key, *span("two floods", text))
    target = third.get(key).annotation.target
    assert target and FOUND not in target.extra and third.get(key).state == "exact"


def test_deleted_words_leave_an_orphan(open_session: Open, path: Path) -> None:
    first = open_session()
    key, stays = mark(first, "“A bus does not float,” Holm said."), mark(first, "painful")
    target = first.get(key).annotation.target
    finish(first)
    text = ARTICLE.replace("“A bus does not float,” Holm said. The last ferry leaves at noon.", "")
    path.write_text(text, encoding="utf-8")
    second = open_session()
    assert (second.get(key).state, second.get(key).shown) == ("orphaned", False)
    second.set_colour(stays, "red")
    finish(second)
    assert second.get(key).annotation.target == target
    path.write_text(ARTICLE, encoding="utf-8")
    assert words(open_session(), key) == "“A bus does not float,” Holm said."


def test_a_recoloured_passage_is_not_matched_again(open_session: Open, path: Path) -> None:
    first = open_session()
    key = mark(first, "We kept the boats running through two floods,")
    path.write_text(ARTICLE.replace("We kept the", "They had the"), encoding="utf-8")
    second = open_session()
    before = second.get(key)
    assert before.state == "drifted"
    second.set_colour(key, "red")
    second.delete(key)
    second.undo()
    after = second.get(key)
    assert (after.start, after.end, after.state) == (before.start, before.end, before.state)
    assert after.annotation.colour == "red"


def test_a_reader_of_the_old_text_does_not_bring_it_back(open_session: Open, path: Path) -> None:
    old = open_session()
    key = mark(old, "painful")
    finish(old)
    path.write_text(LEAD + ARTICLE, encoding="utf-8")
    new = open_session()
    new.set_colour(key, "red")
    finish(new)
    old.refresh()
    assert words(old, key) == "painful"
    late = mark(old, "floods")
    finish(old)
    assert old.store.record.fingerprint == new.fingerprint
    new.refresh()
    assert words(new, late) == "floods"


def test_notes_typed_while_targets_are_enriched_are_not_lost(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = mark(session, "painful")
    looking, typed = threading.Event(), threading.Event()

    def slow_look_alikes(text: Text, targets: list[Target]) -> list[Target]:
        looking.set()
        assert typed.wait(60)
        return [Target(**{**t.to_dict(), "twins": (3,)}) for t in targets]

    monkeypatch.setattr(lookalikes, "add_look_alikes", slow_look_alikes)
    thread = threading.Thread(target=session.enrich)
    thread.start()
    assert looking.wait(60)
    session.set_note(key, "typed meanwhile")
    typed.set()
    thread.join()
    annotation = session.get(key).annotation
    assert annotation.note == "typed meanwhile"
    assert annotation.target and annotation.target.twins == (3,)
    session.refresh()
    assert session.store.annotations[key] == annotation


def test_ends_moved_while_targets_are_enriched_stay(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = mark(session, "painful")

    def moving_look_alikes(text: Text, targets: list[Target]) -> list[Target]:
        monkeypatch.undo()
        session.set_ends(key, *span("necessary"))
        return [Target(**{**t.to_dict(), "twins": (3,)}) for t in targets]

    monkeypatch.setattr(lookalikes, "add_look_alikes", moving_look_alikes)
    session.enrich()
    assert words(session, key) == "necessary"
    assert session.needs_enriching, "the new target has not been looked at"
    finish(session)
    assert words(session, key) == "necessary"


def test_failed_updates_are_tried_again(
    open_session: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"On day {n} the ferry carried {n * 37} people over the grey water." for n in range(99)]
    path.write_text("\n\n".join(days), encoding="utf-8")
    session = open_session()
    mark(session, "people over the grey water")

    def refuse(*puts: object, removes: object = ()) -> frozenset[str]:
        raise ReaderError("No room.")

    with monkeypatch.context() as patch:
        patch.setattr(session.store, "commit", refuse)
        with pytest.raises(ReaderError, match="No room"):
            session.enrich()
    assert session.needs_enriching and not session.store.record.landmarks
    finish(session)
    assert session.store.record.landmarks


def test_changes_by_others_are_not_lost_in_enriching(open_session: Open) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    mark(mine, "painful")
    theirs.refresh()
    key = mark(theirs, "floods")
    finish(mine)
    assert mine.refresh().ids == {key}


def test_many_new_targets_are_processed_in_batches(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchor_maintenance, "BATCH", 2)
    for number in range(5):
        session.highlight(number, number + 30)
    turns = 0
    while session.needs_enriching:
        session.enrich()
        turns += 1
    assert turns == 3


def test_a_found_range_is_valid_only_while_its_words_are_there() -> None:
    text = Text.from_string(ARTICLE)
    start, end = span("two floods")
    target = Target(
        start=start,
        end=end,
        exact="three floods",
        extra={FOUND: {"exact": "two floods", "reason": "its words changed"}},
    )
    from readerapp.core.model import Annotation

    annotation = Annotation(id="a", target=target)
    (placed,) = anchor_annotations([annotation], text, unchanged=True)
    assert (placed.start, placed.state, placed.reason) == (start, "drifted", "its words changed")
    (elsewhere,) = anchor_annotations(
        [annotation], Text.from_string(LEAD + ARTICLE), unchanged=True
    )
    assert elsewhere.start != start
    for broken in ({FOUND: 3}, {FOUND: {"exact": "no"}}):
        (placed,) = anchor_annotations(
            [Annotation(id="a", target=Target(start=0, end=5, exact="xyzzy", extra=broken))],
            text,
            unchanged=True,
        )
        assert placed.state == "orphaned"


def test_document_notes_and_orphans_have_no_range() -> None:
    from readerapp.core.model import Annotation

    note = Annotation(id="a")
    lost = Annotation(id="b", target=Target(start=3, end=6, exact="abc"))
    text = Text.from_string(ARTICLE)
    assert rebase_target(text, AnchoredAnnotation(note)) == note
    assert rebase_target(text, AnchoredAnnotation(lost, state="orphaned")) == lost
