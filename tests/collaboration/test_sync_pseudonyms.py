"""`sync --pseudonyms`: the folder has no names, the stores keep theirs, nothing goes to and fro."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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


def syncs(person: Person, *arguments: str | Path) -> str:
    """Sync; return the output. A second time there is nothing left to do."""
    first = person.does("sync", *arguments)
    assert person.does("sync") == NOTHING
    return first


@pytest.fixture
def team(ana: Person, bob: Person, hub: Path, table: Path, tmp_path: Path) -> Path:
    """Two people with a table each have shared two annotations; return the table of the second."""
    ana.marks(
        *("said Ida Holm, who has steered", "--note", "Ask Holm and Mr Aune"),
        *("--speaker", "Ida Holm", "--tag", "Holm/boats"),
    )
    ana.marks("Per Aune called", "--speaker", "Per Aune")
    syncs(ana, hub, "--pseudonyms", table)
    copy = tmp_path / "copy of the table.toml"
    shutil.copy(table, copy)
    syncs(bob, hub, "--pseudonyms", copy)
    return copy


@pytest.mark.usefixtures("team")
def test_the_folder_has_no_names_and_the_stores_keep_them(
    ana: Person, bob: Person, hub: Path
) -> None:
    assert not NAMES.search(history(hub))
    assert "Person 1" in history(hub)
    assert [(one["speaker"], one["note"], one["tags"]) for one in ana.list] == [
        ("Ida Holm", "Ask Holm and Mr Aune", ["Holm/boats"]),
        ("Per Aune", "", []),
    ]
    assert {one["speaker"] for one in bob.list} == {"Ida Holm", "Per Aune"}
    assert shared(ana) == shared(bob)
    before = git(hub, "rev-parse", "main")
    for one in (ana, bob, ana):
        assert one.does("sync") == NOTHING
    assert git(hub, "rev-parse", "main") == before


@pytest.mark.usefixtures("team")
def test_edits_of_both_sides_are_merged(ana: Person, bob: Person, hub: Path) -> None:
    [first, second] = [one["id"] for one in ana.list]
    change(bob, first, note="Holm and Aune agree")
    change(ana, first, tags=["Holm/boats", "Aune"])
    change(bob, second, tags=["ida"])
    syncs(bob)
    assert "2 changed" in syncs(ana)
    syncs(bob)
    hers, his = ana.list[0], bob.list[0]
    assert (hers["note"], his["note"]) == ("Holm and Mr Aune agree", "Holm and Aune agree")
    assert hers["tags"] == ["Holm/boats", "Aune"]
    assert his["tags"] == ["Ida Holm/boats", "Per Aune"]
    assert {item["state"] for one in (ana, bob) for item in one.list} == {"exact"}
    assert shared(ana) == shared(bob)
    assert not NAMES.search(history(hub))


@pytest.mark.usefixtures("team")
def test_both_edit_one_note(ana: Person, bob: Person, hub: Path) -> None:
    key = ana.list[0]["id"]
    change(ana, key, note="Holm lies", colour="red")
    change(bob, key, note="Aune lies")
    syncs(ana)
    assert "1 in conflict" in syncs(bob)
    syncs(ana)
    [row] = [one for one in records(ana)["annotations"] if one["id"] == key]
    notes = {row["note"], *row["merge"]["also"]["note"].values()}
    assert "Holm lies" in notes and len(notes) == 2
    assert not NAMES.search(history(hub))


def test_somebody_without_the_table_takes_part(
    ana: Person, person: object, hub: Path, team: Path
) -> None:
    cy = person("Cy")  # type: ignore[operator]
    said = cy.types("sync", hub)
    assert said.code == 1 and "is shared with pseudonyms" in said.err
    assert cy.types("list", "--json").data == []
    assert "Received 2 new" in syncs(cy, hub, "--pseudonyms", "-")
    rows = cy.types("list", "--json").data
    assert {one["speaker"] for one in rows} == {"Person 1", "Person 2"}
    first = next(one["id"] for one in ana.list if one["note"])
    session = open_session(cy)
    who = {name: one.speaker for name, one in session.store.annotations.items()}
    shown = session.store.annotations[first].note
    session.set_note(first, shown.replace("Ask ", "Never ask "))
    session.close()
    syncs(cy)
    assert "1 changed" in syncs(ana)
    assert ana.list[0]["note"] == "Never ask Holm and Mr Aune"
    assert {key: one.speaker for key, one in _annotations(ana).items()} == who
    assert not NAMES.search(history(hub))


def _annotations(one: Person) -> dict[str, object]:
    session = open_session(one)
    try:
        return dict(session.store.annotations)
    finally:
        session.close()


def test_a_name_that_somebody_wrote_is_taken_out(
    ana: Person, person: object, hub: Path, team: Path
) -> None:
    """It stays in the history, which the documentation says."""
    cy = person("Cy")  # type: ignore[operator]
    cy.does("sync", hub, "--pseudonyms", "-")
    key = ana.list[0]["id"]
    change(cy, key, note="It is Ida Holm!")
    cy.does("sync")
    syncs(ana)
    assert ana.list[0]["note"] == "It is Ida Holm!"
    assert not any(NAMES.search(text) for text in shared(ana).values())
    syncs(cy)
    assert "Ida" not in _annotations(cy)[key].note  # type: ignore[attr-defined]
    syncs(ana)
    assert ana.list[0]["note"] == "It is Ida Holm!"


@pytest.mark.usefixtures("team")
def test_a_later_sync_uses_the_table_or_is_refused(ana: Person, hub: Path, table: Path) -> None:
    ana.marks("The last ferry leaves", "--note", "Ida Holm again", "--speaker", "Mia Berg")
    syncs(ana)
    assert "Mia Berg" in table.read_text()
    assert not NAMES.search(history(hub)) and "Berg" not in history(hub)
    before = git(hub, "rev-parse", "main")
    table.rename(table.with_name("moved.toml"))
    ana.marks("The last ferry across", "--note", "Ida Holm once more")
    said = ana.types("sync")
    assert said.code == 1 and "is missing; copy it here" in said.err
    assert "leave out -" in ana.types("sync", "--pseudonyms", "-").err
    assert git(hub, "rev-parse", "main") == before
    syncs(ana, "--pseudonyms", table.with_name("moved.toml"))
    assert not NAMES.search(history(hub))


@pytest.mark.usefixtures("team")
def test_a_person_who_is_new_in_the_table_is_hidden(ana: Person, bob: Person, table: Path) -> None:
    key = ana.marks("Ferry line", "--note", "Harbour master Lund said so")
    syncs(ana)
    assert any("Lund" in text for text in shared(ana).values())
    with table.open("a") as file:
        file.write('\n[[person]]\npseudonym = "The harbour master"\nname = "Kai Lund"\n')
    ana.does("sync")
    assert ana.does("sync") == NOTHING
    assert not any("Lund" in text for text in shared(ana).values())
    assert {one["note"] for one in ana.list if one["id"] == key} == {"Harbour master Lund said so"}
    syncs(bob)


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
    syncs(ana, hub, "--pseudonyms", table)
    assert not re.search(r"holm|\bana\b", history(hub), re.IGNORECASE)
    assert "Editor 1" in history(hub)
    assert book.definitions() == {"Holm": "What Ida Holm does"}
    bob.does("sync", hub, "--pseudonyms", table)
    theirs = make_context(str(bob.store), bob.name).codebook
    assert theirs.definitions() == {"Ida Holm": "What Ida Holm does"}
    syncs(ana)
    assert book.definitions() == {"Holm": "What Ida Holm does"}
    assert subprocess.run(["git", "-C", str(hub), "fsck"], check=True, capture_output=True)
