"""A document that was edited and renamed at once is found by what is left of its text."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readerapp.annotations.session import ReadingSession
from tests.sessions import Open

THINGS = "mill stream ferry harbour chairman winter ledger bridge orchard letter".split()
DEEDS = "kept sold crossed counted feared mended forgot praised hid lost".split()


def story(name: str, paragraphs: int = 12) -> str:
    """A text like no other, but the same for each `name`."""
    by_name = Random(name)

    def sentence() -> str:
        first, second = by_name.sample(THINGS, 2)
        return f"In {name} the {first} {by_name.choice(DEEDS)} the {second}."

    told = (" ".join(sentence() for _ in range(6)) for _ in range(paragraphs))
    return "\n\n".join(told)


OLD = story("Venn")
EDITED = OLD.replace("the mill kept", "the old mill kept").replace("praised", "loved")


def kept(open_session: Open, path: Path, text: str = OLD) -> str:
    """The id of a highlight in a new file, with all that upkeep keeps besides."""
    path.write_text(text, encoding="utf-8")
    session = open_session(path)
    key = session.highlight(20, 60).focus or ""
    while session.needs_enriching:
        session.enrich()
    return key


def moved(
    open_session: Open, old: Path, text: str = EDITED, new: str = "new.txt"
) -> ReadingSession:
    """A session on `text` under another name, the old file being gone."""
    file = old.rename(old.with_name(new))
    file.write_text(text, encoding="utf-8")
    return open_session(file)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file before."""
    return tmp_path / "old.txt"


def test_it_is_found_and_says_so_and_from_then_on_by_its_text(
    open_session: Open, old: Path, tmp_path: Path
) -> None:
    key = kept(open_session, old)
    kept(open_session, tmp_path / "another.txt", story("Osby"))
    session = moved(open_session, old)
    assert set(session.placed) == {key}
    assert session.store.events == ["Found as the former old.txt by its text"]
    session.set_note(key, "seen again")
    while session.needs_enriching:
        session.enrich()
    assert session.store.record.names[0] == str(tmp_path / "new.txt")
    again = open_session(tmp_path / "new.txt")
    assert set(again.placed) == {key} and not again.store.events


def test_looking_changes_nothing(open_session: Open, old: Path, tmp_path: Path) -> None:
    kept(open_session, old)
    before = contents(tmp_path / "store")
    assert moved(open_session, old).placed
    assert contents(tmp_path / "store") == before


def test_a_document_whose_file_is_there_is_never_taken(open_session: Open, old: Path) -> None:
    kept(open_session, old)
    session = moved(open_session, old)
    assert session.placed
    old.write_text("Something else stands here.", encoding="utf-8")
    file = old.with_name("third.txt")
    file.write_text(EDITED.replace("sold", "leased"), encoding="utf-8")
    assert not open_session(file).placed


def test_one_in_a_folder_that_is_not_there_may_come_back(
    open_session: Open, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    kept(open_session, disk / "old.txt")
    disk.rename(tmp_path / "away")
    file = tmp_path / "new.txt"
    file.write_text(EDITED, encoding="utf-8")
    assert not open_session(file).placed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (story("Osby"), "another text"),
        (OLD[: len(OLD) // 4] + story("Osby", 9), "a quarter of it is no half"),
        (OLD[:700], "too little is left to tell"),
    ],
    ids=["another", "quarter", "short"],
)
def test_what_has_too_little_of_it_is_a_new_document(
    open_session: Open, old: Path, text: str, why: str
) -> None:
    kept(open_session, old)
    session = moved(open_session, old, text)
    assert not session.placed and not session.store.events, why


def test_of_two_that_are_as_likely_none_is_taken_but_for_its_title(
    open_session: Open, tmp_path: Path
) -> None:
    first, second = tmp_path / "one.md", tmp_path / "two.md"
    key = kept(open_session, first, f"# The ferry\n\n{OLD}")
    kept(open_session, second, f"# The boats\n\n{OLD} The end.")
    second.unlink()
    assert not moved(open_session, first, EDITED, "new.md").placed
    (tmp_path / "new.md").rename(first)
    titled = moved(open_session, first, f"# The ferry\n\n{EDITED}", "titled.md")
    assert set(titled.placed) == {key}


NOTE = "The bridge fell on Monday.\n\nNobody was hurt. “The boat was late,” Bo Lund said.\n"


@pytest.mark.parametrize(
    ("text", "now"),
    [
        (NOTE, NOTE.replace("Monday", "Tuesday")),
        (NOTE, "From our own reporter.\n\n" + NOTE),
        (story("Venn", 1), story("Venn", 1).replace("the mill", "the old mill")),
        (story("Venn", 3), story("Venn", 3).replace("lost", "found").replace("sold", "leased")),
    ],
)
def test_a_short_text_is_found_too(open_session: Open, old: Path, text: str, now: str) -> None:
    key = kept(open_session, old, text)
    session = moved(open_session, old, now)
    assert set(session.placed) == {key} and session.placed[key].shown
    assert session.store.events == ["Found as the former old.txt by its text"]


@pytest.mark.parametrize(
    "now",
    [
        "The bridge stood until Friday.\n\nEveryone got home. “A good boat,” Ida Holm told us.\n",
        NOTE[28:45] + "What else there is to tell will be told another day, and at length. " * 2,
        "Late.\n",
    ],
)
def test_another_short_text_is_a_new_document(open_session: Open, old: Path, now: str) -> None:
    kept(open_session, old, NOTE)
    session = moved(open_session, old, now)
    assert not session.placed and not session.store.events
