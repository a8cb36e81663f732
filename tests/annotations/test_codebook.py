"""The codebook of a store: names of colours, definitions of tags, shared by several people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from readerapp.annotations.codebook import Codebook
from readerapp.annotations.tag_edits import clean_tag, moved_tag
from readerapp.core.errors import ReaderError
from readerapp.store.health import check


def codebook(folder: Path, device: str = "a", **settings: str) -> Codebook:
    return Codebook(folder / "store", lambda: device, settings)


def test_a_name_is_seen_by_others_and_the_settings_are_the_default(tmp_path: Path) -> None:
    ours, theirs = codebook(tmp_path, yellow="evidence"), codebook(tmp_path, "b")
    assert ours.colour_names() == {"yellow": "evidence"} and not theirs.colour_names()
    theirs.name_colour("yellow", " to   check ")
    theirs.name_colour("blue", "method")
    assert ours.colour_names() == {"yellow": "to check", "blue": "method"}
    edit = ours.name_colour("blue", "")
    assert theirs.colour_names() == {"yellow": "to check"}
    ours.take_back(edit)
    assert theirs.colour_names()["blue"] == "method"
    for colour, name in (("red", "METHOD"), ("red", "yellow")):
        with pytest.raises(ReaderError, match="type another name"):
            ours.name_colour(colour, name)


def test_definitions_move_with_the_tag_and_come_back(tmp_path: Path) -> None:
    book = codebook(tmp_path)
    for tag, meaning in (("place", "Where"), ("place/pier", "At sea"), ("placebo", "Not a place")):
        book.define_tag(tag, meaning)
    book.define_tag("site/pier", "Kept")
    edit = book.rename_tag("place", "site")
    assert book.definitions() == {
        "site": "Where", "site/pier": "Kept", "placebo": "Not a place",
    }  # fmt: skip
    book.take_back(edit)
    assert book.definitions()["place/pier"] == "At sea" and "site" not in book.definitions()
    edit = book.remove_tag("place")
    assert set(book.definitions()) == {"placebo", "site/pier"}
    book.take_back(edit)
    assert set(book.definitions()) == {"place", "place/pier", "placebo", "site/pier"}


def test_definitions_of_others_are_added_where_the_codebook_says_nothing(tmp_path: Path) -> None:
    book = codebook(tmp_path)
    for tag, meaning in (("pier", "At sea"), ("quay", ""), ("gone", "Left"), ("old", "Before")):
        book.define_tag(tag, meaning)
    book.remove_tag("gone")
    book.rename_tag("old", "new")
    theirs = {"pier": "Else", "quay": "A  wall", "gone": "Back", "old": "Again", "harbour": ""}
    assert book.undefined(theirs) == {"quay": "A  wall", "harbour": ""}
    book.define_tags(theirs)
    known = {"pier": "At sea", "quay": "A wall", "new": "Before", "harbour": ""}
    assert book.definitions() == known
    assert book.undefined(theirs) == {}


def test_it_is_a_tinydb_file_that_keeps_what_it_does_not_know(tmp_path: Path) -> None:
    book = codebook(tmp_path)
    book.define_tag("rent", "What it costs")
    path = tmp_path / "store" / "codebook.json"
    assert path.stat().st_mode & 0o777 == 0o600
    with TinyDB(path) as db:
        assert db.table("tags").all()[0]["definition"] == "What it costs"
        db.table("tags").update({"weight": 3})
        db.table("others").insert({"id": "x", "value": 1})
    book.define_tag("bus", "")
    rows = json.loads(path.read_text())
    assert rows["others"]["1"]["value"] == 1 and rows["tags"]["1"]["weight"] == 3
    assert book.definitions() == {"rent": "What it costs", "bus": ""}
    assert check(tmp_path / "store").sound


def test_a_damaged_codebook_is_reported_and_left_alone(tmp_path: Path) -> None:
    book, path = codebook(tmp_path, yellow="evidence"), tmp_path / "store" / "codebook.json"
    path.parent.mkdir()
    path.write_text("{broken")
    assert book.colour_names() == {"yellow": "evidence"} and "is damaged" in book.problem
    with pytest.raises(ReaderError, match="is damaged"):
        book.name_colour("blue", "x")
    assert path.read_text() == "{broken"


def test_copies_are_merged_field_by_field(tmp_path: Path) -> None:
    ours, theirs = codebook(tmp_path / "a"), codebook(tmp_path / "b", "b")
    ours.define_tag("rent", "ours")
    theirs.merge(ours.shared())
    assert theirs.definitions() == {"rent": "ours"}
    theirs.define_tag("rent", "theirs")
    theirs.name_colour("red", "check")
    ours.merge(theirs.shared())
    assert ours.definitions() == {"rent": "theirs"} and ours.colour_names() == {"red": "check"}
    ours.merge(theirs.shared())
    assert ours.shared() == theirs.shared()


@given(st.text(max_size=20))
def test_a_clean_tag_stays_as_it_is(name: str) -> None:
    try:
        tag = clean_tag(name)
    except ReaderError:
        assert "," in name or not name.replace("/", "").strip()
    else:
        assert clean_tag(tag) == tag and moved_tag(tag, tag, "new") == "new"
