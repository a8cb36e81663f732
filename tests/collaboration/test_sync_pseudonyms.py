"""`sync --pseudonyms`: the folder has no names, the stores keep theirs, nothing goes to and fro."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from readerapp.collaboration.sync.git import Merge, Repository
from readerapp.workspace import make_context
from tests.collaboration.conftest import Person
from tests.collaboration.teamwork import open_session, records, shared
from tests.collaboration.test_import import change
from tests.collaboration.test_sync import folder, git, hub

__all__ = ["hub"]

NAMES = re.compile("holm|ida|aune", re.IGNORECASE)
NOTHING = "Received 0 new, 0 changed · sent 0 · up to date with origin\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "who.toml"


def history(hub: Path) -> str:
    """Return all that was ever pushed."""
    return git(hub, "log", "--all", "-p", "--format=%an %ae %s %b")


@pytest.fixture
def team(ana: Person, bob: Person, hub: Path, table: Path, tmp_path: Path) -> Path:
    """Two people with a table each have shared two annotations; return the table of the second."""
    ana.marks(
        *("said Ida Holm, who has steered", "--note", "Ask Holm and Mr Aune"),
        *("--speaker", "Ida Holm", "--tag", "Holm/boats"),
    )
    ana.marks("Per Aune called", "--speaker", "Per Aune")
    ana.marks("A bus does not float,” Holm said")
    ana.does("cite", ana.path, "--doi", "10.1000/182", "--author", "Holm, Ida")
    ana.does("sync", hub, "--pseudonyms", table)
    copy = tmp_path / "copy of the table.toml"
    shutil.copy(table, copy)
    bob.does("sync", hub, "--pseudonyms", copy)
    return copy


def test_both_sides_keep_their_names_and_the_folder_has_none(
    ana: Person, bob: Person, hub: Path, team: Path
) -> None:
    assert not NAMES.search(history(hub))
    assert "10.1000" not in history(hub), "a reference leads to the original"
    assert "DOI: 10.1000/182" in ana.does("cite", ana.path)
    assert "Person 1" in history(hub)
    assert [(one["speaker"], one["note"], one["tags"]) for one in ana.list] == [
        ("Ida Holm", "Ask Holm and Mr Aune", ["Holm/boats"]),
        ("Per Aune", "", []),
        (None, "", []),
    ]
    assert [one["speaker"] for one in bob.list] == ["Ida Holm", "Per Aune", None]
    assert bob.list[2]["exact"] == "A bus does not float,” Holm said", "the form, by its length"
    assert shared(ana) == shared(bob)
    before = git(hub, "rev-parse", "main")
    for one in (ana, bob, ana):
        assert one.does("sync") == NOTHING
    assert git(hub, "rev-parse", "main") == before

    [first, second, _] = [one["id"] for one in ana.list]
    change(bob, first, note="Holm and Aune agree")
    change(ana, first, tags=["Holm/boats", "Aune"])
    change(bob, second, tags=["ida"])
    bob.does("sync")
    assert "2 changed" in ana.does("sync")
    bob.does("sync")
    hers, his = ana.list[0], bob.list[0]
    assert (hers["note"], his["note"]) == ("Holm and Mr Aune agree", "Holm and Aune agree")
    assert hers["tags"] == ["Holm/boats", "Aune"]
    assert his["tags"] == ["Ida Holm/boats", "Per Aune"]
    assert {item["state"] for one in (ana, bob) for item in one.list} == {"exact"}

    change(ana, first, note="Holm lies", colour="red")
    change(bob, first, note="Aune lies")
    ana.does("sync")
    assert "1 in conflict" in bob.does("sync")
    ana.does("sync")
    [row] = [one for one in records(ana)["annotations"] if one["id"] == first]
    assert {row["note"], *row["merge"]["also"]["note"].values()} == {"Holm lies", "Per Aune lies"}
    assert ana.does("sync") == bob.does("sync") == NOTHING
    assert shared(ana) == shared(bob)
    assert not NAMES.search(history(hub))


def test_somebody_without_the_table_takes_part(
    ana: Person, person: object, hub: Path, team: Path
) -> None:
    cy = person("Cy")  # type: ignore[operator]
    said = cy.types("sync", hub)
    assert said.code == 1 and "is shared with pseudonyms" in said.err
    assert cy.types("list", "--json").data == []
    assert "Received 3 new" in cy.does("sync", hub, "--pseudonyms", "-")
    rows = cy.types("list", "--json").data
    assert {one["speaker"] for one in rows} == {"Person 1", "Person 2", None}
    first = next(one["id"] for one in ana.list if one["note"])
    session = open_session(cy)
    who = {name: one.speaker for name, one in session.store.annotations.items()}
    shown = session.store.annotations[first].note
    session.set_note(first, shown.replace("Ask ", "Never ask "))
    session.close()
    cy.does("sync")
    assert "1 changed" in ana.does("sync")
    assert ana.list[0]["note"] == "Never ask Holm and Mr Aune"
    assert {key: one.speaker for key, one in _annotations(ana).items()} == who
    assert not NAMES.search(history(hub))

    # A name that somebody writes is taken out; it stays in the history, as the documentation says.
    change(cy, first, note="It is Ida Holm!")
    cy.does("sync")
    ana.does("sync")
    assert not any(NAMES.search(text) for text in shared(ana).values())
    cy.does("sync")
    assert "Ida" not in _annotations(cy)[first].note  # type: ignore[attr-defined]
    assert ana.does("sync") == NOTHING
    assert ana.list[0]["note"] == "It is Ida Holm!"


def _annotations(one: Person) -> dict[str, object]:
    session = open_session(one)
    try:
        return dict(session.store.annotations)
    finally:
        session.close()


@pytest.mark.usefixtures("team")
def test_a_later_sync_uses_the_table_or_is_refused(ana: Person, hub: Path, table: Path) -> None:
    ana.marks("The last ferry leaves", "--note", "Ida Holm again", "--speaker", "Mia Berg")
    ana.does("sync")
    assert "Mia Berg" in table.read_text()
    assert not NAMES.search(history(hub)) and "Berg" not in history(hub)
    before = git(hub, "rev-parse", "main")
    other = table.with_name("other.toml")
    assert "has the pseudonyms of" in ana.types("sync", "--pseudonyms", other).err
    assert not other.exists()
    table.rename(table.with_name("moved.toml"))
    ana.marks("The last ferry across", "--note", "Ida Holm once more")
    said = ana.types("sync")
    assert said.code == 1 and "is missing; copy it here" in said.err
    assert "leave out -" in ana.types("sync", "--pseudonyms", "-").err
    assert git(hub, "rev-parse", "main") == before
    ana.does("sync", "--pseudonyms", table.with_name("moved.toml"))
    assert not NAMES.search(history(hub))

    # A person who is new in the table is hidden from then on.
    key = ana.marks("Ferry line", "--note", "Harbour master Lund said so")
    ana.does("sync")
    assert any("Lund" in text for text in shared(ana).values())
    with table.with_name("moved.toml").open("a") as file:
        file.write('\n[[person]]\npseudonym = "The harbour master"\nname = "Kai Lund"\n')
    ana.does("sync")
    assert ana.does("sync") == NOTHING
    assert not any("Lund" in text for text in shared(ana).values())
    assert {one["note"] for one in ana.list if one["id"] == key} == {"Harbour master Lund said so"}


def test_a_folder_with_real_names_does_not_become_one_with_pseudonyms(
    ana: Person, bob: Person, hub: Path, table: Path
) -> None:
    ana.marks("Ida Holm", "--speaker", "Ida Holm")
    ana.does("sync", hub)
    said = ana.types("sync", "--pseudonyms", table)
    assert said.code == 1 and "The history of" in said.err
    assert not table.exists()
    bob.marks("Per Aune", "--speaker", "Per Aune")
    assert "The history of" in bob.types("sync", hub, "--pseudonyms", table).err
    assert "is not shared with pseudonyms" in ana.types("sync", "--pseudonyms", "-").err


def test_a_plain_copy_does_not_push_into_a_folder_with_pseudonyms(
    ana: Person, bob: Person, hub: Path, table: Path
) -> None:
    bob.marks("Per Aune", "--speaker", "Per Aune")
    bob.does("sync")
    ana.marks("Ida Holm", "--speaker", "Ida Holm")
    ana.does("sync", hub, "--pseudonyms", table)
    said = bob.types("sync", hub)
    assert said.code == 1 and "move that folder away" in said.err
    assert not re.search("Holm|Ida", history(hub))
    shutil.rmtree(folder(bob))
    assert "copy it here" in bob.types("sync", hub, "--pseudonyms", table.with_name("b.toml")).err
    bob.does("sync", hub, "--pseudonyms", table)
    assert not re.search("Holm|Ida", history(hub))


def test_what_still_has_a_name_is_refused(ana: Person, hub: Path, table: Path) -> None:
    ana.marks("The last ferry across", "--note", "Lundqvistgate!", "--speaker", "Kai Lundqvist")
    said = ana.types("sync", hub, "--pseudonyms", table)
    assert said.code == 1 and "it still has “Lundqvistgate”" in said.err
    assert "Lundqvist" not in history(hub) and not shared(ana)
    ana.does("sync", "--force")
    assert "Lundqvistgate" in history(hub)


def test_tables_in_shared_places_are_refused(ana: Person, hub: Path) -> None:
    ana.marks("The last ferry across", "--speaker", "Ida Holm")
    for place in (ana.store / "who.toml", ana.store / "sync" / "who.toml"):
        assert (
            "keep the table of pseudonyms elsewhere"
            in ana.types("sync", hub, "--pseudonyms", place).err
        )
        assert not place.exists()


def test_the_codebook_and_the_annotator(ana: Person, bob: Person, hub: Path, table: Path) -> None:
    table.write_text('[[person]]\npseudonym = "Editor 1"\nname = "Ana"\n')
    ana.marks("The last ferry across", "--speaker", "Ida Holm", "--tag", "Holm")
    book = make_context(str(ana.store), ana.name).codebook
    book.define_tag("Holm", "What Ida Holm does")
    book.name_colour("red", "Holm’s")
    ana.does("sync", hub, "--pseudonyms", table)
    assert not re.search(r"holm|\bana\b", history(hub), re.IGNORECASE)
    assert "Editor 1" in history(hub)
    assert book.definitions() == {"Holm": "What Ida Holm does"}
    bob.does("sync", hub, "--pseudonyms", table)
    theirs = make_context(str(bob.store), bob.name).codebook
    assert theirs.definitions() == {"Ida Holm": "What Ida Holm does"}
    ana.does("sync")
    assert book.definitions() == {"Holm": "What Ida Holm does"}
    assert subprocess.run(["git", "-C", str(hub), "fsck"], check=True, capture_output=True)


def test_random_edits_end_equal(
    ana: Person, bob: Person, person: object, hub: Path, team: Path
) -> None:
    """Two people with the table and one without edit notes and tags."""
    cy = person("Cy")  # type: ignore[operator]
    cy.does("sync", hub, "--pseudonyms", "-")
    chance = random.Random(0)
    names = {
        "Ana": ["Ida Holm", "Holm’s", "Mr Aune", "Ida", "Berg"],
        "Cy": ["Person 1", "Person 2’s", "Person 1 or Person 2", "Person 9"],
    }
    for turn in range(6):
        one = (ana, bob, cy)[turn % 3]
        session = open_session(one)
        for number in range(8):
            key = chance.choice(sorted(session.placed))
            words = chance.choice(names["Cy" if one is cy else "Ana"])
            old = session.store.annotations[key].note
            if number % 3:
                session.set_note(key, f"{chance.choice([old, ''])} {words} {turn}.{number}")
            elif one is not cy:
                session.highlight(number, number + 6, speaker=words, tags=[words])
        session.close()
        if chance.random() < 0.5:
            one.does("sync")
    for one in (ana, bob, cy) * 2:
        one.does("sync")
    assert all(one.does("sync") == NOTHING for one in (ana, bob, cy))
    assert shared(ana) == shared(bob) == shared(cy)
    assert not NAMES.search(history(hub)) and not NAMES.search(str(records(cy)))
    assert "Person 1" not in str(records(ana))


def test_a_speaker_who_is_added_meanwhile_waits_for_the_next_sync(
    ana: Person, hub: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.marks("The last ferry across", "--speaker", "Kai Lund")
    finish = Repository.finish_merge

    def late(repository: Repository, merge: Merge) -> None:
        monkeypatch.setattr(Repository, "finish_merge", finish)
        ana.marks("The last ferry leaves", "--speaker", "Mia Stone")
        finish(repository, merge)

    monkeypatch.setattr(Repository, "finish_merge", late)
    assert (
        "Mia Stone is a new speaker; sync again"
        in ana.types("sync", hub, "--pseudonyms", table).err
    )
    assert "Stone" not in history(hub)
    assert "sent 2" in ana.does("sync")
    assert "Stone" not in history(hub) and "Stone" in table.read_text()
