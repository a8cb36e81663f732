"""`readerapp sync`: several people, one remote, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp.collaboration.sync import git as git_module
from readerapp.collaboration.sync.git import Repository
from readerapp.interchange.git_merge_driver import read_lines
from readerapp.workspace import make_context
from tests.collaboration.conftest import ARTICLE, Person
from tests.collaboration.teamwork import MARKERS, open_session, records, shared, work_apart
from tests.collaboration.test_import import change, comparable_annotations


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Hand", "-c", "user.email=hand@example.org")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Make a bare repository, as on a server."""
    folder = tmp_path / "hub.git"
    folder.mkdir()
    git(folder, "init", "-q", "--bare")
    return folder


def folder(person: Person) -> Path:
    return person.store / "sync"


def test_two_people_come_to_the_same(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across", "--note", "hers", "--speaker", "Ida Holm")
    assert ana.does("sync", hub) == "Received 0 new, 0 changed · sent 1 · up to date with origin\n"
    bob.marks("A bus does not float", "--note", "his", "--speaker", "Ida Holm")
    # Both know an Ida Holm. If the smaller id is hers, his record changes, else hers does, too.
    received, sent, _ = bob.does("sync", hub).split(" · ")
    assert received == "Received 1 new, 0 changed" and sent in ("sent 1", "sent 2")
    assert ana.does("sync").startswith("Received 1 new")
    bob.does("sync")
    assert comparable_annotations(ana) == comparable_annotations(bob)
    assert len(ana.list) == 2
    assert shared(ana) == shared(bob)
    assert records(ana) == records(bob)
    assert len(ana.types("speakers", ana.path, "--json").data) == 1
    before = git(folder(ana), "rev-parse", "HEAD")
    assert ana.does("sync") == "Received 0 new, 0 changed · sent 0 · up to date with origin\n"
    assert git(folder(ana), "rev-parse", "HEAD") == before


def test_the_codebook_is_shared(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across")
    books = [make_context(str(one.store), one.name).codebook for one in (ana, bob)]
    books[0].name_colour("yellow", "evidence")
    books[1].define_tag("place/pier", "At sea")
    ana.does("sync", hub)
    bob.does("sync", hub)
    assert "up to date" in ana.does("sync")
    for book in books:
        assert book.colour_names() == {"yellow": "evidence"}
        assert book.definitions() == {"place/pier": "At sea"}
    assert shared(ana) == shared(bob) and "codebook.annotations" in shared(ana)


def test_references_of_both_are_merged(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across")
    ana.does("cite", ana.path, "--doi", "10.1000/182", "--key", "hers")
    ana.does("sync", hub)
    bob.does("cite", bob.path, "--date", "2020", "--key", "his")
    bob.does("sync", hub)
    ana.does("sync")
    shown = [one.types("cite", one.path, "--json").data for one in (ana, bob)]
    assert shown[0] == shown[1]
    reference, also = shown[0]["reference"], shown[0]["also"]
    assert (reference["doi"], reference["date"]) == ("10.1000/182", "2020")
    assert {reference["citekey"], *also["citekey"]} == {"hers", "his"}
    assert shared(ana) == shared(bob)


def test_a_folder_that_cannot_be_meant_is_not_made(ana: Person, tmp_path: Path) -> None:
    said = ana.types("sync", tmp_path / "stick" / "notes")
    assert "There is no folder" in said.err and "name a remote" in said.err
    assert not (tmp_path / "stick").exists()


def test_both_edit_one_annotation_offline(ana: Person, bob: Person, hub: Path) -> None:
    key = ana.marks("The last ferry across")
    ana.does("sync", hub)
    bob.does("sync", hub)
    change(ana, key, note="hers", colour="red")
    change(bob, key, note="his", tags=["noon"])
    ana.does("sync")
    assert "1 in conflict" in bob.does("sync")
    ana.does("sync")
    assert comparable_annotations(ana) == comparable_annotations(bob)
    [one] = ana.list
    assert (one["colour"], one["tags"]) == ("red", ["noon"])
    assert one["note"] in ("hers", "his")
    [row] = records(bob)["annotations"]
    assert {one["note"], *row["merge"]["also"]["note"].values()} == {"hers", "his"}


def test_many_edits_in_any_order_end_equal(person: Callable[[str], Person], hub: Path) -> None:
    """One round; `benchmarks/merging.py` runs many."""
    work_apart([person(name) for name in ("Ana", "Bob", "Cy")], hub, seed=0, edits=50)


def test_a_reader_that_is_open_sees_what_comes(ana: Person, bob: Person, hub: Path) -> None:
    bob.marks("A bus does not float")
    bob.does("sync", hub)
    ana.marks("Ferry line")
    session = open_session(ana)
    ana.does("sync", hub)
    assert session.refresh().ids
    assert len(session.placed) == 2
    session.close()


def test_without_a_remote_and_offline_nothing_waits(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across")
    assert " · 1 waiting · no remote yet" in ana.does("sync")
    assert "sent 1 " in ana.does("sync", hub)
    away = hub.rename(hub.with_name("away"))
    key = ana.marks("A bus does not float")
    for note in ("once", "again"):  # the same annotation, so still one
        change(ana, key, note=note)
        said = ana.types("sync")
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("readerapp: offline: '") and "sent" not in said.err
        assert "kept here, 1 waiting; sync again when origin can be reached." in said.err
    away.rename(hub)
    assert ana.does("sync") == "Received 0 new, 0 changed · sent 1 · up to date with origin\n"
    bob.does("sync", hub)
    assert len(bob.types("list", "--json").data) == 2


def test_when_somebody_was_first_it_tries_again(
    ana: Person, bob: Person, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.marks("The last ferry across")
    bob.marks("A bus does not float")
    push, pushes = Repository.push, []

    def late(repository: Repository) -> str | None:
        if repository.folder == folder(ana) and not pushes:
            pushes.append(1)
            bob.does("sync", hub)
        pushes.append(2)
        return push(repository)

    monkeypatch.setattr(Repository, "push", late)
    assert ana.does("sync", hub) == "Received 1 new, 0 changed · sent 1 · up to date with origin\n"
    assert len(pushes) > 2
    bob.does("sync")
    assert comparable_annotations(ana) == comparable_annotations(bob)


def test_another_remote_gets_everything(ana: Person, hub: Path, tmp_path: Path) -> None:
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    other = tmp_path / "other.git"
    other.mkdir()
    git(other, "init", "-q", "--bare")
    ana.does("sync", other)
    assert git(other, "rev-parse", "refs/heads/main") == git(folder(ana), "rev-parse", "HEAD")


def test_git_by_hand_uses_the_same_merge(ana: Person, bob: Person, hub: Path) -> None:
    key = ana.marks("The last ferry across", "--note", "old")
    ana.does("sync", hub)
    bob.does("sync", hub)
    change(ana, key, note="hers")
    change(bob, key, colour="red")
    ana.does("sync")
    hub.rename(hub.with_name("away"))
    assert bob.types("sync").code == 1
    hub.with_name("away").rename(hub)
    git(folder(bob), "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    [text] = shared(bob).values()
    [row] = read_lines(text)["annotations"]
    assert (row["note"], row["colour"]) == ("hers", "red")
    assert bob.does("sync").startswith("Received 0 new, 1 changed")


def test_a_merge_that_somebody_left_half_done_is_finished(
    ana: Person, bob: Person, hub: Path
) -> None:
    key = ana.marks("The last ferry across", "--note", "old")
    ana.does("sync", hub)
    bob.does("sync", hub)
    change(ana, key, note="hers")
    change(bob, key, note="his")
    ana.does("sync")
    hub.rename(hub.with_name("away"))
    assert bob.types("sync").code == 1
    hub.with_name("away").rename(hub)
    git(folder(bob), "fetch", "-q")
    git(folder(bob), "config", "merge.readerapp.driver", "false")
    with pytest.raises(subprocess.CalledProcessError):
        git(folder(bob), "merge", "origin/main")
    bob.does("sync")
    ana.does("sync")
    assert comparable_annotations(ana) == comparable_annotations(bob)
    [text] = shared(bob).values()
    assert not any(marker in text for marker in MARKERS)
    assert git(folder(bob), "status", "--porcelain") == ""


def test_a_folder_of_ones_own_choice(ana: Person, bob: Person, hub: Path, tmp_path: Path) -> None:
    ana.marks("The last ferry across")
    for one, name in ((ana, "team of ana"), (bob, "team of bob")):
        git(tmp_path, "clone", "-q", str(hub), name)
        one.does("sync", tmp_path / name)
    assert len(list((tmp_path / "team of bob").glob("*.annotations"))) == 1
    bob.marks("A bus does not float")
    bob.does("sync", tmp_path / "team of bob")
    assert "1 new" in ana.does("sync", tmp_path / "team of ana")


def test_other_files_in_the_folder_stay_what_they_are(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    bob.does("sync", hub)
    for one, words in ((ana, "hers"), (bob, "his")):
        (folder(one) / "README").write_text(words)
        git(folder(one), "add", "README")
        git(folder(one), "commit", "-q", "-m", words)
    ana.does("sync")
    said = bob.types("sync")
    assert (said.code, said.out) == (1, "")
    assert "README" in said.err and "git pull" in said.err
    assert (folder(bob) / "README").read_text() == "his"


def test_an_invalid_line_affects_its_file_only_until_it_is_fixed(
    ana: Person, bob: Person, hub: Path
) -> None:
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    [file] = folder(ana).glob("*.annotations")
    good = file.read_text()
    file.write_text(good + "garbage\n")
    git(folder(ana), "commit", "-q", "-a", "-m", "by hand")
    git(folder(ana), "push", "-q", "origin", "HEAD")
    said = bob.types("sync", hub)
    assert said.code == 0
    assert "is not an annotation record" in said.err
    assert bob.types("list", "--json").data == []
    file.write_text(good)
    git(folder(ana), "commit", "-q", "-a", "-m", "mended")
    git(folder(ana), "push", "-q", "origin", "HEAD")
    bob.does("sync")
    assert len(bob.types("list", "--json").data) == 1


def test_malicious_records_and_names_are_skipped(
    ana: Person, bob: Person, hub: Path, tmp_path: Path
) -> None:
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    [file] = folder(ana).glob("*.annotations")
    file.write_text(file.read_text() + '["annotations", {"id": "x", "target": 5}]\n')
    link = folder(ana) / "00000000-0000-4000-8000-000000000000.annotations"
    link.symlink_to(victim)
    (folder(ana) / "..passwd.annotations").write_text("x\n")
    git(folder(ana), "add", "-A")
    git(folder(ana), "commit", "-q", "-m", "by hand")
    git(folder(ana), "push", "-q", "origin", "HEAD")
    said = bob.types("sync", hub)
    assert said.code == 0
    assert "skipped 1 invalid record" in said.err
    assert len(bob.types("list", "--json").data) == 1
    assert victim.read_text() == "precious"


def test_a_changed_text_takes_its_description_along(ana: Person, bob: Person, hub: Path) -> None:
    ana.marks("The last ferry across")
    ana.does("sync", hub)
    ana.path.write_text("A line that is new.\n\n" + ARTICLE)
    ana.marks("A bus does not float")
    ana.does("sync")
    bob.does("sync", hub)
    assert [one["state"] for one in bob.list] == ["exact", "exact"]


def test_git_s_absence_is_one_sentence(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.marks("The last ferry across")
    monkeypatch.setenv("PATH", "/nowhere")
    said = ana.types("sync")
    assert (said.code, said.err) == (
        1,
        "readerapp: git is not installed; install it to sync.\n",
    )


def test_a_remote_that_is_none_is_one_sentence(ana: Person, tmp_path: Path) -> None:
    ana.marks("The last ferry across")
    said = ana.types("sync", "--json", f"file://{tmp_path}/nothing.git")
    assert said.code == 1
    assert said.data["offline"]
    assert (said.data["went"], said.data["waiting"]) == (0, 1)


@pytest.mark.parametrize(
    ("address", "remote"),
    [
        ("host:notes.git", True), ("me@host:notes", True), ("ssh://host/x", True),
        ("notes", False), ("./a:b/c", False), ("/some/where", False),
    ],
)  # fmt: skip
def test_what_is_an_address(address: str, remote: bool) -> None:
    assert git_module.is_remote(address) is remote
