"""Document matching: an edited and renamed document is found by similar text."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readerapp.annotations.session import ReadingSession
from tests.sessions import Open

THINGS = "mill stream ferry harbour chairman winter ledger bridge orchard letter".split()
DEEDS = "kept sold crossed counted feared mended forgot praised hid lost".split()


def story(name: str, paragraphs: int = 12) -> str:
    """Return a unique text for each `name`."""
    by_name = Random(name)

    def sentence() -> str:
        first, second = by_name.sample(THINGS, 2)
        return f"In {name} the {first} {by_name.choice(DEEDS)} the {second}."

    lines = (" ".join(sentence() for _ in range(6)) for _ in range(paragraphs))
    return "\n\n".join(lines)


OLD = story("Venn")
EDITED = OLD.replace("the mill kept", "the old mill kept").replace("praised", "loved")


def highlight_in_new_file(open_session: Open, path: Path, text: str = OLD) -> str:
    """Highlight something in a new file; return its id after the maintenance has run."""
    path.write_text(text, encoding="utf-8")
    session = open_session(path)
    key = session.highlight(20, 60).focus or ""
    while session.needs_enriching:
        session.enrich()
    return key


def open_moved(
    open_session: Open, old: Path, text: str = EDITED, new: str = "new.txt"
) -> ReadingSession:
    """Open a session on `text` under another name, after the old file was deleted."""
    file = old.rename(old.with_name(new))
    file.write_text(text, encoding="utf-8")
    return open_session(file)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the path of the old file."""
    return tmp_path / "old.txt"


def test_it_is_found_reported_and_then_known_by_its_text(
    open_session: Open, old: Path, tmp_path: Path
) -> None:
    key = highlight_in_new_file(open_session, old)
    highlight_in_new_file(open_session, tmp_path / "another.txt", story("Osby"))
    session = open_moved(open_session, old)
    assert set(session.placed) == {key}
    assert session.store.events == ["Recognised by its text as the former old.txt"]
    session.set_note(key, "seen again")
    while session.needs_enriching:
        session.enrich()
    assert session.store.record.names[0] == str(tmp_path / "new.txt")
    again = open_session(tmp_path / "new.txt")
    assert set(again.placed) == {key} and not again.store.events


def test_opening_changes_nothing(open_session: Open, old: Path, tmp_path: Path) -> None:
    highlight_in_new_file(open_session, old)
    before = contents(tmp_path / "store")
    assert open_moved(open_session, old).placed
    assert contents(tmp_path / "store") == before


def test_a_document_whose_file_exists_is_never_matched(open_session: Open, old: Path) -> None:
    highlight_in_new_file(open_session, old)
    session = open_moved(open_session, old)
    assert session.placed
    old.write_text("Something else stands here.", encoding="utf-8")
    file = old.with_name("third.txt")
    file.write_text(EDITED.replace("sold", "leased"), encoding="utf-8")
    assert not open_session(file).placed


def test_a_document_in_a_missing_folder_is_not_matched(open_session: Open, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    highlight_in_new_file(open_session, disk / "old.txt")
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
def test_a_text_with_too_little_in_common_is_a_new_document(
    open_session: Open, old: Path, text: str, why: str
) -> None:
    highlight_in_new_file(open_session, old)
    session = open_moved(open_session, old, text)
    assert not session.placed and not session.store.events, why


def test_of_two_equal_matches_only_the_title_decides(open_session: Open, tmp_path: Path) -> None:
    first, second = tmp_path / "one.md", tmp_path / "two.md"
    key = highlight_in_new_file(open_session, first, f"# The ferry\n\n{OLD}")
    highlight_in_new_file(open_session, second, f"# The boats\n\n{OLD} The end.")
    second.unlink()
    assert not open_moved(open_session, first, EDITED, "new.md").placed
    (tmp_path / "new.md").rename(first)
    titled = open_moved(open_session, first, f"# The ferry\n\n{EDITED}", "titled.md")
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
    key = highlight_in_new_file(open_session, old, text)
    session = open_moved(open_session, old, now)
    assert set(session.placed) == {key} and session.placed[key].shown
    assert session.store.events == ["Recognised by its text as the former old.txt"]


@pytest.mark.parametrize(
    "now",
    [
        "The bridge stood until Friday.\n\nEveryone got home. “A good boat,” Ida Holm told us.\n",
        NOTE[28:45] + "What else there is to tell will be told another day, and at length. " * 2,
        "Late.\n",
    ],
)
def test_another_short_text_is_a_new_document(open_session: Open, old: Path, now: str) -> None:
    highlight_in_new_file(open_session, old, NOTE)
    session = open_moved(open_session, old, now)
    assert not session.placed and not session.store.events
