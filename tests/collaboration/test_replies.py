"""Replies in export and import: each format preserves them and their writers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readerapp import documents
from readerapp.workspace import make_context
from tests.collaboration.conftest import Person
from tests.collaboration.test_import import everything

FILES = ("out.json", "out.jsonl", "out.csv", "out.jsonld", "out.annotation", "h.json", "out.qdpx")
PLAIN = {"out.md": "markdown", "out.txt": "text", "out.html": "html", "out.ris": "ris"}


def answer(person: Person, name: str, key: str, note: str, *, resolved: bool = False) -> str:
    """Reply in a person's store as somebody; return the new id."""
    session = make_context(str(person.store), name).open_session(documents.open(str(person.path)))
    before = set(session.store.annotations)
    session.reply(key, note)
    [made] = set(session.store.annotations) - before
    if resolved:
        session.set_resolved(made)
    session.close()
    return made


@pytest.fixture
def talk(ana: Person) -> Person:
    """Return Ana with a highlight and a note on the document, both with replies."""
    key = ana.marks("A bus does not float,", "--note", "see the timetable", "--speaker", "Ida Holm")
    answer(ana, "Bob", key, "it says\n\nnoon")
    answer(ana, "Ana", key, "not on Sundays", resolved=True)
    ana.marks("harbour board", "--tag", "t")
    return ana


def threads(person: Person) -> list[Any]:
    return [
        (
            one["exact"],
            one["creator"],
            one["note"],
            [
                (r["id"], r["creator"], r["note"], r["created"], bool(r["resolved"]))
                for r in one.get("replies", ())
            ],
        )
        for one in person.list
    ]


def test_a_list_has_replies_within_and_by_finds_what_is_theirs(talk: Person) -> None:
    [_, bus] = talk.list
    assert [(r["creator"], r["note"]) for r in bus["replies"]] == [
        ("Bob", "it says\n\nnoon"),
        ("Ana", "not on Sundays"),
    ]
    said = talk.types("list", talk.path, "--by", "bob", "--json").data
    assert [(one["creator"], one["note"], one["reply_to"]) for one in said] == [
        ("Bob", "it says\n\nnoon", bus["id"])
    ]
    assert "↳ Bob" in talk.does("list", talk.path, "--by", "bob")
    [speaker] = talk.types("speakers", talk.path, "--json").data
    assert speaker["quotations"] == 1


def test_the_list_of_all_documents_has_replies_cached_uncached_and_without_the_text(
    talk: Person,
) -> None:
    def listed() -> list[Any]:
        items = talk.types("list", "--json").data
        return [(one["note"], one.get("replies")) for one in items]

    fresh = listed()
    assert [reply["creator"] for reply in fresh[1][1]] == ["Bob", "Ana"]
    assert listed() == fresh
    talk.path.unlink()
    assert sorted(map(str, listed())) == sorted(map(str, fresh))
    by_bob = talk.types("list", "--by", "bob", "--json").data
    assert [one["note"] for one in by_bob] == ["it says\n\nnoon"]


@pytest.mark.parametrize("name", [*FILES, ""])
def test_replies_arrive_once_in_their_thread(
    name: str, talk: Person, bob: Person, tmp_path: Path
) -> None:
    file = tmp_path / name if name else talk.file
    if name:
        form = ("--format", "hypothesis") if name == "h.json" else ()
        talk.does("export", talk.path, "-o", file, *form)
    assert bob.does("import", file, "--into", bob.path).startswith("4 new, 0 changed")
    assert threads(bob) == threads(talk)
    before = everything(bob.store)
    again = bob.does("import", file, "--into", bob.path)
    assert again == "0 new, 0 changed, 4 unchanged\n"
    assert everything(bob.store) == before
    assert talk.does("import", file, "--into", talk.path) == again


@pytest.mark.parametrize("name", PLAIN)
def test_what_has_no_place_for_replies_says_who_wrote_them(
    name: str, talk: Person, tmp_path: Path
) -> None:
    file = tmp_path / name
    talk.does("export", talk.path, "-o", file)
    text = file.read_text()
    at = [text.index(words) for words in ("see the timetable", "Bob, 20", "it says", "Ana, 20")]
    assert at == sorted(at)
    assert "not on Sundays" in text[at[-1] :]


def test_the_words_of_the_standards_are_used(talk: Person, tmp_path: Path) -> None:
    talk.does("export", talk.path, "-o", tmp_path / "w3c.jsonld")
    page = json.loads((tmp_path / "w3c.jsonld").read_text())
    items = page["first"]["items"]
    replies = [one for one in items if one["motivation"] == "replying"]
    [bus] = [one for one in items if "A bus" in json.dumps(one)]
    assert page["total"] == len(items) == 4
    assert [one["target"] for one in replies] == [bus["id"]] * 2
    talk.does("export", talk.path, "--format", "hypothesis", "-o", tmp_path / "h.json")
    items = json.loads((tmp_path / "h.json").read_text())["annotations"]
    key = next(one["id"] for one in items if one["text"] == "see the timetable")
    assert [one["references"] for one in items if "references" in one] == [[key]] * 2


def test_replies_of_other_programs_join_the_thread_that_they_are_in(
    ana: Person, tmp_path: Path
) -> None:
    def item(key: str, text: str, **more: Any) -> dict[str, Any]:
        user = {"user": f"acct:{key}@hypothes.is"}
        return {"id": key, "uri": "u", **user, "text": text, "tags": [], **more}

    selector = [{"type": "TextQuoteSelector", "exact": "harbour board"}]
    items = [
        item("zoe", "first", target=[{"selector": selector}]),
        item("kim", "second", references=["zoe"], target=[{}]),
        item("lee", "third", references=["zoe", "kim"], target=[{}]),
    ]
    file = tmp_path / "h.json"
    file.write_text(json.dumps({"export_userid": "", "annotations": items}))
    ana.does("import", file, "--into", ana.path)
    [one] = ana.list
    assert (one["creator"], one["note"]) == ("zoe", "first")
    assert sorted((r["creator"], r["note"]) for r in one["replies"]) == [
        ("kim", "second"),
        ("lee", "third"),
    ]


def test_a_reply_is_no_coded_mark(talk: Person, bob: Person, tmp_path: Path) -> None:
    bob.marks("A bus does not float,", "--speaker", "Ida Holm")
    talk.does("export", talk.path, "-o", tmp_path / "ana.json")
    bob.does("export", bob.path, "-o", tmp_path / "bob.json")
    command = ("agreement", tmp_path / "ana.json", tmp_path / "bob.json", "--text", bob.path)
    said = bob.types(*command, "--json").data
    assert said["people"] == [{"name": "Ana", "marks": 2}, {"name": "Bob", "marks": 1}]


def test_two_stores_that_are_merged_have_one_thread(
    talk: Person, person: Callable[[str], Person], tmp_path: Path
) -> None:
    eve = person("Eve")
    eve.does("import", talk.file, "--into", eve.path)
    key = next(one["id"] for one in eve.list if one.get("replies"))
    answer(eve, "Eve", key, "from afar")
    answer(talk, "Bob", key, "meanwhile")
    talk.does("import", eve.file)
    eve.does("import", talk.file)
    assert threads(eve) == threads(talk)
    assert [note for _, _, note, _, _ in threads(eve)[1][3]][2:] == ["from afar", "meanwhile"]
