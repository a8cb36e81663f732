"""The table of pseudonyms: what a person wrote stays, and mistakes are said."""

from __future__ import annotations

import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.pseudonyms.table import NamedPerson, check_place, extend_table, read_table

BY_HAND = """\
# my own
keep = ["Paris"]  # the town

[[person]]
name = "Ida Holm"   # the captain
pseudonym = "The captain of the boat"
forms = ["the skipper"]
"""


def test_a_new_table_is_private_and_stable(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "who.toml"
    known = [NamedPerson("John Matze", ("Jack",)), NamedPerson("Interviewer"), NamedPerson("Q")]
    table, new = extend_table(path, known, texts=["Person 1 left"])
    assert [one.pseudonym for one in new] == ["Person 2"], "Person 1 is in the text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    again, none = extend_table(path, [NamedPerson("john  matze"), NamedPerson("Jack")])
    assert (again, none, path.read_bytes()) == (table, [], before)
    assert tomllib.loads(before.decode())["person"][0]["also"] == ["Jack"]


def test_what_was_written_by_hand_stays(tmp_path: Path) -> None:
    path = tmp_path / "who.toml"
    for text in (BY_HAND, BY_HAND.rstrip(), BY_HAND.replace("\n", "\r\n"), "\ufeff" + BY_HAND):
        path.write_bytes(text.encode())
        table, new = extend_table(path, [NamedPerson("Ida Holm"), NamedPerson('Bo "B" Stål')])
        after = path.read_bytes().decode()
        assert after.startswith(text)
        assert [one.pseudonym for one in table.persons] == ["The captain of the boat", "Person 1"]
        assert (len(new), table.keep) == (1, ("Paris",))
        assert read_table(path) == table


def test_runs_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "who.toml"
    names = [f"Nam{'abcdefghij'[n]} Stone{'abcdefghij'[n]}" for n in range(10)]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda name: extend_table(path, [NamedPerson(name)]), names))
    persons = read_table(path).persons
    assert sorted(one.name for one in persons) == names
    assert len({one.pseudonym for one in persons}) == len(names)


@given(st.text(min_size=1, max_size=30))
def test_any_name_can_be_written(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("table") / "who.toml"
    table, new = extend_table(path, [NamedPerson(name)])
    assert read_table(path).persons == table.persons == tuple(new)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[person", "is no valid TOML"),
        ("person = 3", "stand under lines"),
        ("[person]\nname = 'A'", "stand under lines"),
        ("[[person]]\nname = 'Ida'", "field pseudonym of person 1"),
        ("[[person]]\nname = 'Ida'\npseudonym = 'P'\nold = 1", "There is no field old"),
        ("[[person]]\nname = 'Ida'\npseudonym = 'P'\nalso = 'x'", "must be a list"),
        ("keep = [1]", "must be a list"),
        (
            "[[person]]\nname='Ida'\npseudonym='P'\n[[person]]\nname='Bo'\npseudonym='p'",
            "Two persons",
        ),
        ("[[person]]\nname='Ida Holm'\npseudonym='Mrs Holm'", "contains a name"),
        ("person = [{name = 'Ida', pseudonym = 'P'}]", "cannot be appended"),
    ],
)
def test_mistakes_are_said_and_nothing_is_written(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "who.toml"
    path.write_text(text)
    with pytest.raises(ReaderError, match=sentence):
        extend_table(path, [NamedPerson("Ken Moor")])
    assert path.read_text() == text


def test_files_that_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be read"):
        read_table(tmp_path)
    (tmp_path / "x").write_bytes(b"\xff\xfe\0")
    with pytest.raises(ReaderError, match="UTF-8"):
        read_table(tmp_path / "x")


def test_a_table_lies_in_no_place_that_is_shared(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "store")
    for path in (tmp_path / "store" / "who.toml", link / "who.toml"):
        with pytest.raises(ReaderError, match="in the store; keep the table"):
            check_place(path, {"in the store": tmp_path / "store"})
    check_place(tmp_path / "who.toml", {"in the store": tmp_path / "store"})


def test_the_store_adds_other_names(tmp_path: Path) -> None:
    path = tmp_path / "who.toml"
    table, _ = extend_table(path, [NamedPerson("Ida Holm")])
    known = table.with_known([NamedPerson("Ida Holm", ("Captain Ida Berg", "Interviewer"))])
    assert known.finder.replace("Mrs Berg").text == "Person 1"
    assert read_table(path) == table, "the file is not changed"


def test_a_form_of_a_person_is_no_new_person(tmp_path: Path) -> None:
    path = tmp_path / "who.toml"
    known = [NamedPerson("Holm", ("Skipper Tom",)), NamedPerson("Ida Holm"), NamedPerson("Mr Aune")]
    table, new = extend_table(path, known)
    assert [one.name for one in new] == ["Ida Holm", "Mr Aune"]
    assert table.with_known(known).finder.replace("Skipper Tom").text == "Person 1"
    again = [NamedPerson("Person 1 or Person 2"), NamedPerson("Aune"), NamedPerson("J. Aune")]
    assert [one.name for one in extend_table(path, again)[1]] == ["J. Aune"]
