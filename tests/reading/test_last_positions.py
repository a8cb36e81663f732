"""The library of last positions, which may be lost without harm."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading.last_positions import NAMES, LastPosition, LastPositions

READING = LastPosition("sha256:aa", "The ferry", "text", ("/a.txt",), at=9, top=4, progress=0.5)


@pytest.fixture
def library(tmp_path: Path) -> LastPositions:
    return LastPositions(tmp_path / "state" / "documents")


def test_a_position_is_found_by_content(library: LastPositions) -> None:
    assert library.find("sha256:aa") is None and library.positions() == []
    library.remember(READING)
    found = library.find("sha256:aa", ("/elsewhere.txt",))
    assert found and replace(found, opened="") == READING and found.opened


def test_a_renamed_file_keeps_its_other_names(library: LastPositions) -> None:
    library.remember(READING)
    library.remember(replace(READING, names=("/b.txt",), at=20))
    found = library.find("sha256:aa")
    assert found and (found.names, found.at) == (("/b.txt", "/a.txt"), 20)
    for number in range(NAMES):
        library.remember(replace(READING, names=(f"/{number}.txt",)))
    found = library.find("sha256:aa")
    assert found and len(found.names) == NAMES
    library.remember(replace(READING, names=()))
    assert library.find("sha256:aa") and len(library.positions()[0].names) == NAMES


def test_a_changed_file_is_the_same_document(library: LastPositions) -> None:
    library.remember(READING)
    changed = library.find("sha256:bb", ("/a.txt",))
    assert changed and changed.at == 9
    assert library.find("sha256:bb", ("/b.txt",)) is None
    assert library.find("sha256:bb") is None
    library.remember(replace(READING, fingerprint="sha256:bb"))
    assert [one.fingerprint for one in library.positions()] == ["sha256:bb"]


def test_sources_stay_when_the_file_changes(library: LastPositions) -> None:
    with pytest.raises(ReaderError, match="the sources were not saved"):
        library.set_sources("sha256:aa", ["/s.txt"])
    library.remember(READING)
    library.set_sources("sha256:aa", ["/s.txt", "/more"])
    library.remember(replace(READING, fingerprint="sha256:bb"))
    found = library.find("sha256:bb")
    assert found and found.sources == ("/s.txt", "/more")


def test_the_last_one_read_comes_first(library: LastPositions) -> None:
    for name in ("a", "b", "c"):
        library.remember(replace(READING, fingerprint=f"sha256:{name}", names=(f"/{name}",)))
    assert [one.fingerprint[-1] for one in library.positions()] == ["c", "b", "a"]
    library.forget("sha256:b")
    library.forget("sha256:b")
    assert [one.fingerprint[-1] for one in library.positions()] == ["c", "a"]


def test_paths_that_still_exist(tmp_path: Path) -> None:
    there = tmp_path / "b.txt"
    assert replace(READING, names=("/no/a", str(there))).path is None
    there.write_text("x")
    assert replace(READING, names=("/no/a", str(there))).path == there


@pytest.mark.parametrize(
    "damage",
    [
        {"at": "9"},
        {"at": True},
        {"top": 1.5},
        {"progress": 7},
        {"progress": "half"},
        {"names": 3},
        {"title": None},
        {"opened": 5},
    ],
)
def test_a_damaged_entry_is_none(library: LastPositions, damage: dict[str, Any]) -> None:
    library.remember(READING)
    (file,) = library._folder.glob("*.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), **damage}))
    assert library.find("sha256:aa") is None and library.positions() == []


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", '{"fingerprint": "sha256:aa"}'])
def test_what_is_no_entry_is_none(library: LastPositions, text: str) -> None:
    library.remember(READING)
    (file,) = library._folder.glob("*.json")
    file.write_text(text)
    assert library.positions() == []


def test_a_read_only_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    library = LastPositions(tmp_path / "state")
    library.remember(READING)
    assert library.positions() == []
    with pytest.raises(ReaderError, match="cannot be changed"):
        library.forget("sha256:aa")


def test_nothing_half_written_stays(
    library: LastPositions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    library.remember(READING)
    monkeypatch.setattr(json, "dump", full)
    library.remember(replace(READING, at=50))
    assert len(list(library._folder.iterdir())) == 1
    found = library.find("sha256:aa")
    assert found and found.at == 9


def test_many_are_read_from_an_index_that_is_verified(library: LastPositions) -> None:
    for number in range(100):
        library.remember(replace(READING, fingerprint=f"sha256:{number}", names=(f"/{number}",)))
    index = library._folder / "index"
    assert len(library.positions()) == 100 and index.exists()
    library.remember(replace(READING, fingerprint="sha256:7", title="Renamed", names=("/7",)))
    (library._folder / "sha2568.json").write_text("damaged")
    library.forget("sha256:9")
    found = {one.fingerprint: one for one in library.positions()}
    assert found["sha256:7"].title == "Renamed" and len(found) == 98
    assert not {"sha256:8", "sha256:9"} & found.keys()
    for damage in ("[]", "no json", '{"sha2567.json": 3}', '{"sha2567.json": [1, {}]}'):
        index.write_text(damage)
        assert len(library.positions()) == 98
    index.unlink()
    index.mkdir()
    assert len(library.positions()) == 98


def test_a_marked_document_stays_off_the_list_until_it_is_opened(library: LastPositions) -> None:
    library.remember(READING)
    library.forget("sha256:aa", marked=True)
    assert library.positions() == [] and library.hidden() == ["sha256:aa"]
    assert "ferry" not in next(library._folder.glob("*.json")).read_text()
    library.remember(READING)
    assert library.hidden() == [] and len(library.positions()) == 1


def test_another_title(library: LastPositions) -> None:
    library.remember(READING)
    (before,) = library.positions()
    library.rename("sha256:aa", "Boats")
    library.rename("sha256:unknown", "Boats")
    assert library.positions() == [replace(before, title="Boats")]
