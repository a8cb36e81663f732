"""Operations of a session and what they store."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS
from tests.sessions import ARTICLE, Open, mark, span, words


def test_a_highlight_is_stored_with_all_its_fields(open_session: Open) -> None:
    first = open_session()
    change = first.highlight(
        *span("A bus does not float,"),
        colour="blue",
        note="strong",
        tags=["bus", " bus ", "", "two  words"],
        speaker=" Ida  Holm ",
    )
    assert change and change.focus in change.ids and change.speakers
    assert change.sentence == "Highlighted in blue · speaker Ida Holm"
    first.close()
    again = open_session()
    placed = again.get(change.focus or "")
    annotation = placed.annotation
    assert words(again, placed.key) == "A bus does not float,"
    assert (placed.state, annotation.colour, annotation.note) == ("exact", "blue", "strong")
    assert annotation.tags == ("bus", "two words")
    assert again.speaker_name(annotation) == "Ida Holm"
    assert again.creator_name(annotation) == "Ana"
    assert annotation.target and annotation.target.prefix.endswith("“")


@pytest.mark.parametrize("bounds", [(5, 5), (7, 3), (-1, 4), (0, 10_000)])
def test_an_invalid_range_is_refused(session: ReadingSession, bounds: tuple[int, int]) -> None:
    with pytest.raises(ReaderError, match=r"range is empty|outside the text"):
        session.highlight(*bounds)
    assert not session.placed


def test_an_unknown_colour_is_refused(session: ReadingSession) -> None:
    key = mark(session, "The last ferry")
    for act in (
        lambda: session.set_colour(key, "mauve"),
        lambda: session.highlight(0, 4, colour=""),
    ):
        with pytest.raises(ReaderError, match="choose one of yellow"):
            act()


def test_every_field_can_be_changed_and_the_rest_stays(session: ReadingSession) -> None:
    key = mark(session, "painful", note="why", tags=["sale"], speaker="Per Aune")
    session.set_colour(key, COLOURS[3])
    session.set_tags(key, ["board"])
    session.set_note(key, "because")
    session.set_ends(key, *span("a painful but necessary step"))
    placed = session.get(key)
    assert words(session, key) == "a painful but necessary step"
    assert placed.annotation.colour == COLOURS[3]
    assert placed.annotation.tags == ("board",)
    assert placed.annotation.note == "because"
    assert session.speaker_name(placed.annotation) == "Per Aune"
    assert placed.annotation.modified > placed.annotation.created


def test_what_changes_nothing_saves_nothing(session: ReadingSession) -> None:
    key = mark(session, "painful", tags=["a"])
    before = session.get(key).annotation
    steps = len(session.store.history)
    assert not session.set_colour(key, before.colour)
    assert not session.set_tags(key, ["a", "a"])
    assert not session.set_note(key, "")
    assert not session.set_speaker([key], "  ")
    assert session.get(key).annotation == before
    assert len(session.store.history) == steps


def test_deleted_annotations_are_in_the_bin_until_they_are_restored(
    session: ReadingSession,
) -> None:
    key, other = mark(session, "painful", note="n"), mark(session, "floods")
    session.delete(other)
    change = session.delete(key)
    assert change.ids == {key} and change.focus is None
    assert key not in session.placed
    assert [a.id for a in session.trash] == [key, other]
    for act in (session.delete, lambda k: session.set_note(k, "x"), session.get):
        with pytest.raises(ReaderError, match="was deleted"):
            act(key)
    assert session.restore(key).focus == key
    assert session.get(key).annotation.note == "n"
    with pytest.raises(ReaderError, match="not in the Bin"):
        session.restore(key)


def test_restoring_focuses_what_was_restored(session: ReadingSession) -> None:
    first, second = (session.highlight(at, at + 3).focus or "" for at in (0, 4))
    session.delete(second)
    assert session.restore(first, second).focus == second


def test_a_note_on_the_document_needs_no_words(session: ReadingSession) -> None:
    key = session.note_document("about it all").focus or ""
    placed = session.get(key)
    assert placed.annotation.target is None and not placed.shown
    assert session.placed.note() == placed


def test_one_speaker_by_any_spelling(session: ReadingSession) -> None:
    first = mark(session, "A bus", speaker="Ida Holm")
    second = mark(session, "We kept")
    session.set_speaker([second], "ida  HOLM")
    assert [s.name for s in session.speakers] == ["Ida Holm"]
    assert session.get(first).annotation.speaker == session.get(second).annotation.speaker
    session.set_speaker([first, second], "")
    assert session.speaker_name(session.get(first).annotation) == ""


def test_a_rename_shows_everywhere_and_is_one_change(session: ReadingSession) -> None:
    keys = {mark(session, w, speaker="Holm") for w in ("A bus", "We kept")}
    (speaker,) = session.speakers
    change = session.edit_speaker(speaker.id, name="Ida Holm", role="captain", aliases=["Cap", ""])
    assert change.ids == keys and change.speakers
    (speaker,) = session.speakers
    assert (speaker.name, speaker.role) == ("Ida Holm", "captain")
    assert set(speaker.aliases) == {"Holm", "Cap"}
    assert session.speaker_called("cap") == speaker
    assert {session.speaker_name(session.get(k).annotation) for k in keys} == {"Ida Holm"}
    with pytest.raises(ReaderError, match="needs a name"):
        session.edit_speaker(speaker.id, name="  ")


def test_a_rename_to_a_name_that_is_taken_merges(session: ReadingSession) -> None:
    holm = mark(session, "A bus", speaker="Holm")
    ida = mark(session, "We kept", speaker="Ida Holm")
    gone, remaining = session.speakers
    session.edit_speaker(gone.id, name="IDA holm")
    (speaker,) = session.speakers
    assert speaker.id == remaining.id and speaker.aliases == ("Holm",)
    assert (
        session.get(holm).annotation.speaker == session.get(ida).annotation.speaker == remaining.id
    )
    with pytest.raises(ReaderError, match="was merged"):
        session.merge_speakers(gone.id, remaining.id)
    with pytest.raises(ReaderError, match="into itself"):
        session.merge_speakers(remaining.id, remaining.id)


def test_who_was_named_last_comes_first(session: ReadingSession) -> None:
    mark(session, "A bus", speaker="Ida Holm")
    aune = mark(session, "painful", speaker="Per Aune")
    mark(session, "floods", speaker="Board")
    session.set_tags(aune, ["x"])
    assert [s.name for s in session.recent_speakers()] == ["Per Aune", "Board", "Ida Holm"]


def test_tags_in_use_the_most_frequent_first(session: ReadingSession) -> None:
    mark(session, "A bus", tags=["b", "a"])
    key = mark(session, "painful", tags=["b", "c"])
    assert session.tags() == ["b", "a", "c"]
    session.delete(key)
    assert session.tags() == ["a", "b"]


def test_changes_by_others_are_merged(open_session: Open) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    key = mark(mine, "painful", speaker="Aune")
    assert theirs.refresh().ids == {key}
    theirs.set_note(key, "by Bo")
    theirs.edit_speaker(theirs.speakers[0].id, name="Per Aune")
    other = mark(theirs, "floods")
    change = mine.refresh()
    assert change.ids == {key, other} and change.speakers
    assert mine.get(key).annotation.note == "by Bo"
    assert mine.speaker_name(mine.get(key).annotation) == "Per Aune"
    assert mine.creator_name(mine.get(other).annotation) == "Bo"
    assert not mine.refresh()


def test_a_change_includes_earlier_changes_by_others(open_session: Open) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    key = mark(mine, "painful")
    theirs.refresh()
    theirs.set_colour(key, "red")
    change = mine.set_note(key, "both stay")
    assert change.ids == {key}
    for one in (mine, theirs):
        one.refresh()
        assert (one.get(key).annotation.colour, one.get(key).annotation.note) == (
            "red",
            "both stay",
        )


def test_a_speaker_merged_meanwhile_still_has_a_name(
    open_session: Open,
) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    key = mark(mine, "A bus", speaker="Holm")
    mark(mine, "We kept", speaker="Ida Holm")
    theirs.refresh()
    gone, remaining = mine.speakers
    mine.merge_speakers(gone.id, remaining.id)
    late = mark(theirs, "floods", speaker="Holm")
    mine.refresh()
    assert mine.speaker_name(mine.get(late).annotation) == "Ida Holm"
    assert mine.speaker_name(mine.get(key).annotation) == "Ida Holm"


def test_two_who_mark_a_new_document_at_once_share_one_file(
    open_session: Open, tmp_path: Path
) -> None:
    one, other = open_session(), open_session(annotator="Bo")
    first, second = mark(one, "painful"), mark(other, "floods")
    one.refresh()
    assert set(one.placed) == {first, second}
    assert len(list((tmp_path / "store").glob("*.json"))) == 1


def test_a_new_name_of_the_annotator_is_stored(open_session: Open, home: Path) -> None:
    settings = home / ".config" / "readerapp" / "settings.toml"
    settings.parent.mkdir(parents=True)
    keys = []
    for name in ("Ana", "Ana Berg"):
        settings.write_text(f'annotator = "{name}"\n')
        session = open_session(annotator=None)
        keys.append(mark(session, "painful"))
        assert session.creator_name(session.get(keys[0]).annotation) == name


def test_a_store_that_cannot_be_written_changes_nothing(open_session: Open, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReaderError, match="folder"):
        open_session(store=tmp_path / "file")


def test_many_changes_by_others_are_merged_in_batches(open_session: Open) -> None:
    here, there = open_session(), open_session(annotator="Bo")
    keys = {there.highlight(at, at + 5, speaker="Ida Holm").focus for at in range(0, 70, 10)}
    changed_ids: list[str] = []
    more = True
    while more:
        change = here.refresh(3)
        more = change.more
        assert len(change.ids) <= 3
        changed_ids += change.ids
        assert set(here.placed) == set(changed_ids)
        assert all(here.speaker_name(here.get(key).annotation) == "Ida Holm" for key in changed_ids)
    assert len(changed_ids) == 7 and set(changed_ids) == keys
    assert not here.refresh(3)


def test_a_changed_text_has_all_its_highlights_anchored_together(
    open_session: Open, path: Path
) -> None:
    there = open_session(annotator="Bo")
    mark(there, "painful")
    path.write_text(f"News. {ARTICLE}", encoding="utf-8")
    here = open_session()
    for said in ("We kept", "Ida Holm", "the sale"):
        mark(there, said)
    assert len(here.refresh(1).ids) == 3
