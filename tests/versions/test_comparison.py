"""What changed between two texts, by paragraphs and words."""

from __future__ import annotations

import textwrap
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.versions import comparison
from readerapp.versions.comparison import TextChange, compare_texts

FERRY = "The last ferry across the Venn will sail on Sunday, the harbour board said."
FLOODS = "We kept the boats running through two floods, said Ida Holm of the ferry line."
BUS = "Board chairman Per Aune called the sale a painful step and promised a bus to town."
APPEAL = "Holm has sixty days to appeal against the decision of the harbour board."
OLD = "\n\n".join([FERRY, FLOODS, BUS, APPEAL])


def summary(old: str, new: str) -> list[tuple[str, str, str]]:
    """Each change with the words that were removed and those that were added."""
    return [
        (change.kind, words(old, change, "removed"), words(new, change, "added"))
        for change in compare_texts(old, new).changes
    ]


def words(text: str, change: TextChange, kind: str) -> str:
    return " ".join(text[one.start : one.end] for one in change.words if one.kind == kind)


def test_a_word_that_changed_is_found_in_its_paragraph():
    new = OLD.replace("two floods", "three floods").replace("sixty", "thirty")
    assert summary(OLD, new) == [("changed", "two", "three"), ("changed", "sixty", "thirty")]
    change = compare_texts(OLD, new).changes[0]
    assert OLD[change.old_start : change.old_end] == FLOODS
    assert new[change.new_start : change.new_end] == FLOODS.replace("two", "three")


def test_added_and_removed_paragraphs_have_a_place_on_both_sides():
    new = "\n\n".join([FERRY, "Nobody was asked.", "Not even the mayor.", FLOODS, APPEAL])
    added, removed = compare_texts(OLD, new).changes
    assert (added.kind, added.paragraphs, removed.kind) == ("added", 2, "removed")
    assert OLD[added.old_start :].startswith(FLOODS) and added.old_start == added.old_end
    assert new[removed.new_start :].startswith(APPEAL) and removed.new_start == removed.new_end
    assert OLD[removed.old_start : removed.old_end] == BUS


def test_what_follows_the_last_paragraph_stands_at_the_end():
    [added] = compare_texts(OLD, OLD + "\n\nA correction.").changes
    assert added.old_start == len(OLD)
    [removed] = compare_texts(OLD, "\n\n".join([FERRY, FLOODS, BUS])).changes
    assert removed.new_start == len("\n\n".join([FERRY, FLOODS, BUS]))


def test_a_paragraph_that_moved_is_no_removal():
    [change] = compare_texts(OLD, "\n\n".join([APPEAL, FERRY, FLOODS, BUS])).changes
    assert (change.kind, change.is_edited) == ("moved", False)
    edited = APPEAL.replace("sixty", "thirty")
    new = "\n\n".join([edited, FERRY, FLOODS, BUS])
    assert summary(OLD, new) == [("moved", "sixty", "thirty")]


def test_a_line_may_end_behind_a_hyphen_or_a_dash():
    old = "The forty-five-year-old ferry--the last one--sails on."
    assert compare_texts(old, old.replace("year-", "year-\n").replace("--", "--\n")).changes == ()
    assert summary(old, old.replace("forty-five", "forty-six")) == [("changed", "five", "six")]


@pytest.mark.parametrize("width", [20, 37, 72])
def test_how_lines_are_wrapped_is_no_change(width: int):
    wrapped = "\n\n".join(textwrap.fill(part, width) for part in OLD.split("\n\n"))
    assert compare_texts(OLD, wrapped).changes == ()
    assert compare_texts(wrapped, OLD).changes == ()
    assert compare_texts(OLD, " ".join(OLD.split())).changes == ()
    new = OLD.replace("two floods", "three bad floods")
    rewrapped = "\n\n".join(textwrap.fill(part, width + 5) for part in new.split("\n\n"))
    _, removed, added = zip(*summary(wrapped, rewrapped), strict=True)
    assert (" ".join(removed).strip(), " ".join(added)) == ("two", "three bad")


def test_an_inserted_paragraph_beside_a_changed_one_stays_apart():
    new = "\n\n".join([FERRY, "Nobody was asked about it.", "They " + FLOODS[3:], BUS, APPEAL])
    found = summary(OLD, new)
    assert found == [("added", "", "Nobody was asked about it."), ("changed", "We", "They")]
    new = "\n\n".join([FERRY, FLOODS[:-5] + "boat.", "Nobody was asked about it.", BUS, APPEAL])
    found = summary(OLD, new)
    assert found == [("changed", "line", "boat"), ("added", "", "Nobody was asked about it.")]


def test_unrelated_paragraphs_are_not_paired():
    new = OLD.replace(BUS, "It is the harbour that the town will miss, and the gulls over it.")
    assert [kind for kind, *_ in summary(OLD, new)] == ["removed", "added"]


def test_a_paragraph_that_was_shortened_is_a_change():
    assert summary(OLD, OLD.replace(BUS, "Per Aune promised a bus to town.")) == [
        ("changed", "Board chairman called the sale a painful step and", "")
    ]


def test_scripts_without_spaces_and_composed_letters():
    assert summary("他昨天来了。\n\n天气很好。", "他今天来了。\n\n天气很好。") == [
        ("changed", "昨", "今")
    ]
    assert summary("Caf\u00e9 so\u00ad-so", "Cafe\u0301 so-so") == []


def test_a_mark_is_told_apart_from_its_word():
    new = OLD.replace("two floods,", "two floods;").replace("Sunday, the", "Sunday the")
    assert summary(OLD, new) == [("changed", ",", ""), ("changed", ",", ";")]
    [change] = compare_texts(OLD, OLD.replace("painful step", "painful (bad) step")).changes
    spaced = [(one.kind, one.spaced) for one in change.words]
    assert spaced == [("same", True), ("added", True), ("same", True)]
    assert compare_texts(OLD, OLD.replace("Sunday,", "Sunday ,")).changes == ()


def test_counts_are_in_paragraphs():
    new = "\n\n".join(["One.", "Two.", FERRY, FLOODS.replace("two", "three"), APPEAL, BUS])
    found = compare_texts(OLD, new)
    assert found.counts == {"added": 2, "changed": 1, "moved": 1}
    assert found.paragraphs == 4


def test_too_long_texts_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(comparison, "MAX_LENGTH", 10)
    with pytest.raises(ReaderError, match="not compared"):
        compare_texts("short", "much too long")


def test_hostile_texts_end():
    assert compare_texts("a\nb\n" * 20_000, "b\na\na\n" * 20_000).paragraphs
    assert compare_texts("same\n" * 20_000, "same\n" * 20_000 + "other\n").paragraphs == 1
    assert compare_texts("a b " * 20_000, "b a a " * 20_000).paragraphs
    assert compare_texts("", "").changes == ()
    assert [one.kind for one in compare_texts("", OLD).changes] == ["added"]
    assert [one.kind for one in compare_texts(OLD, "\n").changes] == ["removed"]


_paragraph = st.lists(st.sampled_from("one two three four five six a b".split()), min_size=1)
_texts = st.lists(_paragraph.map(" ".join) | st.sampled_from([FERRY, BUS, APPEAL]), max_size=8)


@given(_texts, _texts, st.sampled_from(["\n", "\n\n"]))
def test_every_word_of_both_texts_is_accounted_for(old_parts, new_parts, between):
    """What is left of both texts without what was removed, added and moved is the same."""
    old, new = between.join(old_parts), "\n\n".join(new_parts)
    changes = compare_texts(old, new).changes
    old_rest, new_rest = list(old), list(new)
    for change in changes:
        old_words, new_words = old[change.old_start : change.old_end], []
        for one in change.words:
            (old_rest if one.kind == "removed" else new_rest)[one.start : one.end] = (
                [" "] * (one.end - one.start) if one.kind != "same" else new[one.start : one.end]
            )
            new_words.append(one)
        if change.kind == "moved":
            old_rest[change.old_start : change.old_end] = [" "] * len(old_words)
            blank = [" "] * (change.new_end - change.new_start)
            new_rest[change.new_start : change.new_end] = blank
    assert "".join(old_rest).split() == "".join(new_rest).split()
    assert [change.new_start for change in changes] == sorted(
        change.new_start for change in changes
    )


@given(_texts, _texts)
def test_the_words_of_a_change_are_those_of_its_paragraphs(old_parts, new_parts):
    old, new = "\n\n".join(old_parts), "\n\n".join(new_parts)
    for change in compare_texts(old, new).changes:
        counts: dict[str, Counter[str]] = {
            "removed": Counter(),
            "added": Counter(),
            "same": Counter(),
        }
        for one in change.words:
            text = old if one.kind == "removed" else new
            counts[one.kind].update(text[one.start : one.end].split())
        if change.kind in ("removed", "added"):
            assert not counts["same"]
        if change.paragraphs == 1 or change.kind != "moved":
            old_words = Counter(old[change.old_start : change.old_end].split())
            assert counts["removed"] + counts["same"] <= old_words


@given(_texts)
def test_a_text_has_not_changed_from_itself(parts):
    text = "\n\n".join(parts)
    assert compare_texts(text, "\n".join(parts)).changes == ()
