"""Recognition: which document of a store is an earlier version of a text, and which is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.annotations.session import ReadingSession
from readerapp.versions import recognition
from readerapp.versions.offers import load_earlier
from readerapp.versions.recognition import find_earlier_versions, longest_in_order
from readerapp.versions.text_history import TextHistory
from tests.sessions import Open
from tests.versions.texts import form, replaced, story

Names = Callable[..., list[str]]


@pytest.fixture
def store_of(open_session: Open, tmp_path: Path) -> Callable[[str, str], ReadingSession]:
    """Return a function that highlights something in a new file, and ends its maintenance."""

    def add(name: str, text: str) -> ReadingSession:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        session = open_session(file)
        session.highlight(20, 60)
        while session.needs_enriching:
            session.enrich()
        return session

    return add


Add = Callable[[str, str], ReadingSession]


@pytest.fixture
def earlier_of(open_session: Open, tmp_path: Path) -> Names:
    """Return a function that opens a text under a name, and names its earlier versions."""

    def find(name: str, text: str) -> list[str]:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        session = open_session(file)
        current = replace(session.store.record, names=(str(file),), title=session.document.title)
        store = recognition.Store(tmp_path / "store")
        history = TextHistory(tmp_path / "history", 0)
        load = partial(load_earlier, history=history)
        versions = find_earlier_versions(store, session.document.text, current, load)
        return [one.name for one in versions]

    return find


OLD = story("Venn", 20)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan_v2.txt", replaced(OLD, 0.05)),
        ("plan_v2.txt", replaced(OLD, 0.6)),
        ("plan (1).txt", replaced(OLD, 0.3)),
        ("for the printer.txt", replaced(OLD, 0.05)),
        ("for the printer.txt", OLD[: len(OLD) * 2 // 3]),
        ("for the printer.txt", OLD + story("Osby", 8)),
    ],
)
def test_a_version_beside_the_earlier_one_is_recognised(
    store_of: Add, earlier_of: Names, name: str, text: str
) -> None:
    store_of("plan_v1.txt", OLD)
    store_of("another.txt", story("Osby", 20))
    assert earlier_of(name, text) == ["plan_v1.txt"]


HEADER, FOOTER = story("header", 6), story("footer", 6)


@pytest.mark.parametrize(
    ("earlier", "later", "why"),
    [
        (OLD, story("Osby", 20), "another text"),
        (HEADER + story("Venn", 4) + FOOTER, HEADER + story("Osby", 4) + FOOTER, "two articles"),
        (form("Ann Lee", 4100), form("Bo Stone", 2300), "two letters from one form"),
        (OLD, "\n\n".join(OLD.split("\n\n")[4:8]), "an excerpt"),
        ("\n\n".join(OLD.split("\n\n")[4:8]), OLD, "the whole of an excerpt"),
        ("\n\n".join(OLD.split("\n\n")[:10]), "\n\n".join(OLD.split("\n\n")[10:]), "two chapters"),
        (OLD, replaced(OLD, 0.7), "little of it is left"),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_what_only_shares_something_is_no_version(
    store_of: Add, earlier_of: Names, earlier: str, later: str, why: str
) -> None:
    store_of("first.txt", earlier)
    assert earlier_of("second.txt", later) == [], why


def test_numbers_of_a_series_are_no_versions(store_of: Add, earlier_of: Names) -> None:
    """Two interviews with the same questions: their names differ in a number only."""
    questions = story("questions", 20).split("\n\n")
    first, second = (
        "\n\n".join(
            f"{question}\n\n{answer}" for question, answer in zip(questions, given_, strict=True)
        )
        for given_ in (story("Ann", 20).split("\n\n"), story("Bo", 20).split("\n\n"))
    )
    store_of("interview1.txt", first)
    assert earlier_of("interview2.txt", second) == []


def test_a_letter_is_not_taken_for_another_when_its_file_is_gone(
    store_of: Add, earlier_of: Names, tmp_path: Path
) -> None:
    store_of("away/first.txt", form("Ann Lee", 4100))
    (tmp_path / "away" / "first.txt").unlink()
    (tmp_path / "away").rmdir()
    assert earlier_of("second.txt", form("Bo Stone", 2300)) == []


def test_a_later_version_is_not_offered_to_an_earlier_one(store_of: Add, earlier_of: Names) -> None:
    store_of("plan_v3.txt", replaced(OLD, 0.1))
    assert earlier_of("plan_v2.txt", OLD) == []


def test_a_short_text_is_recognised_by_the_words_around_its_highlights(
    store_of: Add, earlier_of: Names
) -> None:
    note = "The bridge fell on Monday. Nobody was hurt. “The boat was late,” Bo Lund said.\n"
    store_of("note.txt", note)
    assert earlier_of("note (1).txt", note.replace("Monday", "Tuesday morning")) == ["note.txt"]


def test_a_chinese_text_is_compared_by_its_characters(store_of: Add, earlier_of: Names) -> None:
    text = "".join(chr(0x4E00 + at * 7 % 2000) for at in range(1500))
    store_of("one.txt", text)
    assert earlier_of("two.txt", text[:700] + "新的" + text[705:]) == ["one.txt"]


def test_a_document_that_has_no_landmarks_yet_is_recognised(
    open_session: Open, earlier_of: Names, tmp_path: Path
) -> None:
    """Its reader has left right after the first highlight."""
    file = tmp_path / "one.txt"
    file.write_text(OLD, encoding="utf-8")
    open_session(file).highlight(100, 160)
    assert earlier_of("two.txt", replaced(OLD, 0.02)) == ["one.txt"]
    assert earlier_of("three.txt", OLD[100:160] + story("Osby", 20)) == []


def test_the_most_similar_comes_first_and_stands_for_those_before_it(
    store_of: Add, earlier_of: Names, open_session: Open, tmp_path: Path
) -> None:
    first = store_of("one.txt", OLD)
    second_text = replaced(OLD, 0.1)
    second = store_of("two.txt", second_text)
    third_text = second_text + story("Osby", 1)
    assert earlier_of("three.txt", third_text) == ["two.txt", "one.txt"]
    second.import_records("", [], earlier=first.store.record.id)
    assert earlier_of("three.txt", third_text) == ["two.txt"]


def test_a_related_name_comes_before_a_more_similar_text(store_of: Add, earlier_of: Names) -> None:
    store_of("plan_v1.txt", replaced(OLD, 0.2))
    store_of("a copy for Bo.txt", OLD + story("Osby", 1))
    assert earlier_of("plan_v2.txt", OLD) == ["plan_v1.txt", "a copy for Bo.txt"]


def test_without_time_only_linked_versions_are_named(
    store_of: Add, earlier_of: Names, tmp_path: Path
) -> None:
    first = store_of("one.txt", OLD)
    second = store_of("two.txt", replaced(OLD, 0.1))
    second.import_records("", [], earlier=first.store.record.id)
    current, store = second.store.record, recognition.Store(tmp_path / "store")
    text = second.document.text
    [found] = find_earlier_versions(store, text, current, lambda _: None, is_cancelled=lambda: True)
    assert (found.name, found.linked) == ("one.txt", True)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_the_longest_part_in_order_is_found(points: list[tuple[int, int]]) -> None:
    points = sorted(set(points))
    found = longest_in_order(points)
    assert all(one[1] < other[1] for one, other in pairwise(found))
    assert set(found) <= set(points)
    lengths: list[int] = []  # by dynamic programming, in quadratic time
    for at, (_, new) in enumerate(points):
        before = [lengths[k] for k in range(at) if points[k][1] < new]
        lengths.append(1 + max(before, default=0))
    assert len(found) == max(lengths, default=0)
