"""The index of sources: every quotation's source is a candidate, whatever happens to the cache."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.child_process import run_in_child
from readerapp.core.errors import ReaderError
from readerapp.core.paths import app_folder
from readerapp.verification import filter_reading, source_index
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.word_filters import hash_features, make_filter, split_coarsely

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def invent(seed: int, words: int = 400) -> list[str]:
    """Make words, of which the first hundred are the same for all seeds."""
    chance = random.Random(seed)
    common = ["".join(random.Random(n).choices(_LETTERS, k=3)) for n in range(40)]
    own = ["".join(chance.choices(_LETTERS, k=7)) for _ in range(words)]
    return [chance.choice(common) if chance.random() < 0.5 else word for word in own]


def ignore(_done: int, _total: int) -> None:
    """Take no notice of the progress."""


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Write sixty sources; return their paths."""
    made = []
    for number in range(60):
        path = tmp_path / f"source{number}.txt"
        path.write_text(" ".join(invent(number)) + "\n", encoding="utf-8")
        made.append(str(path))
    return made


def build(paths: list[str], folder: Path) -> SourceIndex:
    """Return the index of sources."""
    index = SourceIndex(paths, folder)
    index.build(ignore)
    return index


def test_the_source_of_a_quotation_comes_first(paths: list[str], tmp_path: Path) -> None:
    index = build(paths, tmp_path)
    for number in range(0, 60, 7):
        words = invent(number)
        for length in (1, 3, 8, 30):
            at = next(n for n in range(200, 400) if len(words[n]) == 7)
            quotation = words[at : at + length]
            found = index.candidates(" ".join(quotation))
            assert paths[number] in found[: 1 if length > 1 else None]
            if length > 3:  # a word in five is another one
                quotation[2::5] = ["elsewhere"] * len(quotation[2::5])
                assert index.candidates(" ".join(quotation).upper())[0] == paths[number]
        assert len(index.candidates(" ".join(words[100:130]))) < 10
    assert index.candidates(" ".join(invent(1000)[:40])) == []
    assert index.candidates("…") == []
    both = [*invent(3)[:14], *invent(50)[:12]]
    assert {paths[3], paths[50]} <= {*index.candidates(" ".join(both))}


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=12), st.data())
def test_a_filter_has_every_part_of_its_text(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    part = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    bits = make_filter(" ".join(words))
    places = [value % (8 * len(bits)) for value in hash_features(split_coarsely(part))]
    assert all(bits[place // 8] >> place % 8 & 1 for place in places)


def test_a_filter_grows_with_its_text() -> None:
    sizes = [len(make_filter(" ".join(map(str, range(count))))) for count in (10, 1_000, 100_000)]
    assert sizes == [128, 4_096, 524_288]
    full = make_filter(" ".join(map(str, range(100_000))))
    assert int.from_bytes(full, "little").bit_count() < 0.06 * 8 * len(full)


def cache_file() -> Path:
    """Return the file of the cache."""
    [file] = app_folder("cache").glob("verification-*.sqlite")
    return file


def overwrite(file: Path) -> None:
    """Replace a cache by what is none."""
    file.write_bytes(b"no database" * 100)


def change_bits(file: Path) -> None:
    """Change the filters of a cache, not its form."""
    with sqlite3.connect(file) as base:
        base.execute("UPDATE sources SET filter = zeroblob(length(filter))")
    base.close()


def empty(file: Path) -> None:
    """Take all rows from a cache."""
    with sqlite3.connect(file) as base:
        base.execute("DELETE FROM sources")
    base.close()


@pytest.mark.parametrize("damage", [overwrite, change_bits, empty, Path.unlink])
def test_a_cache_that_is_damaged_costs_only_time(
    paths: list[str], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    words = " ".join(invent(7)[200:230])
    build(paths, tmp_path)
    index = build(paths, tmp_path)
    damage(cache_file())
    assert index.candidates(words)[0] == paths[7]
    assert build(paths, tmp_path).candidates(words)[0] == paths[7]


def test_where_no_cache_can_be_written(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    index = build(paths[:3], tmp_path)
    assert index.candidates(" ".join(invent(2)[200:230]))[:1] == [paths[2]]


def test_a_source_that_has_changed_is_read_again(paths: list[str], tmp_path: Path) -> None:
    index = build(paths[:3], tmp_path)
    state = index.state
    assert build(paths[:3], tmp_path).state == state
    changed = Path(paths[1])
    changed.write_text(" ".join(invent(99)), encoding="utf-8")
    again = build(paths[:3], tmp_path)
    assert again.state != state
    assert again.candidates(" ".join(invent(99)[200:230]))[0] == paths[1]


def test_a_source_that_cannot_be_read_is_a_problem(paths: list[str], tmp_path: Path) -> None:
    Path(paths[1]).write_bytes(b"%PDF-1.7 nothing")
    index = build([*paths[:3], str(tmp_path / "gone.txt")], tmp_path)
    assert index.paths == [paths[0], paths[2]]
    assert [one.path for one in index.problems] == [paths[1], str(tmp_path / "gone.txt")]


def test_what_does_not_fit_into_the_memory_is_left_out(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(make_filter(" ".join(invent(0))))
    monkeypatch.setattr(source_index, "_MOST_FILTERS", 3 * size)
    for index in (build(paths[:6], tmp_path), build(paths[:6], tmp_path)):
        assert index.paths == paths[:3] and len(index.problems) == 3
        assert index.candidates(" ".join(invent(2)[200:230]))[0] == paths[2]
        assert "name fewer" in index.problems[0].reason


def test_many_sources_are_read_by_children_too(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filter_reading, "_count_children", lambda _sources: 1)
    read = dict(filter_reading.read_filters([*paths, "gone.txt"]))
    assert sorted(read) == [*range(61)] and "gone.txt" in str(read[60])
    filters = [make_filter(" ".join(invent(number))) for number in range(60)]
    assert [read[number] for number in range(60)] == filters
    job = filter_reading.FilterJob(tuple(paths[:2]))
    assert run_in_child(job, lambda: False, "") == filters[:2]


def test_a_child_that_fails_costs_only_time(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ReaderError("The process ended.")

    monkeypatch.setattr(filter_reading, "run_in_child", fail)
    monkeypatch.setattr(filter_reading, "_count_children", lambda _sources: 2)
    assert len(dict(filter_reading.read_filters(paths))) == 60
