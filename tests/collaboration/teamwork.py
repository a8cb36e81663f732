"""A team that syncs: random edits of several people, and a check that all end equal."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from readerapp import documents
from readerapp.workspace import make_context
from tests.collaboration.conftest import ARTICLE, Person

MARKERS = ("<<<<<<<", ">>>>>>>", "|||||||")


def open_session(person: Person) -> Any:
    """Open the article in the person's store."""
    return make_context(str(person.store), person.name).open_session(
        documents.open(str(person.path))
    )


def shared(person: Person) -> dict[str, str]:
    """Return the shared files of a person's folder, by name."""
    files = sorted((person.store / "sync").glob("*.annotations"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def records(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return the records of a person's store, without what is not shared."""
    tables = json.loads(person.file.read_text())
    return {
        name: sorted(tables.get(name, {}).values(), key=lambda row: str(row["id"]))
        for name in ("annotations", "speakers", "annotators")
    }


def work_apart(people: Sequence[Person], hub: Path, seed: int, edits: int) -> None:
    """Make random edits, with a sync now and then; at the end all must be equal, byte by byte.

    AssertionError if they are not, if an annotation is lost, or a conflict marker is left.
    """
    chance = random.Random(seed)
    words = [word for word in ARTICLE.split() if ARTICLE.count(word) == 1]
    sessions = {one.name: open_session(one) for one in people}
    written: set[str] = set()
    for number in range(edits):
        one = chance.choice(people)
        session = sessions[one.name]
        keys = sorted(session.placed)
        if keys and chance.random() < 0.6:
            key = chance.choice(keys)
            session.set_note(key, f"{one.name} {number}")
            written.add(key)
        elif keys and chance.random() < 0.2:
            session.set_tags(chance.choice(keys), [f"t{number}"])
        else:
            start = ARTICLE.index(chance.choice(words))
            session.highlight(start, start + 5, speaker=chance.choice(["", "Ida", "Per"]))
        if chance.random() < 0.1:
            session.close()
            one.does("sync", hub)
            sessions[one.name] = open_session(one)
    for session in sessions.values():
        session.close()
    for one in [*people, *people]:
        one.does("sync", hub)
    first, *others = people
    for other in others:
        assert shared(other) == shared(first)
        assert records(other) == records(first)
    assert not any(marker in text for text in shared(first).values() for marker in MARKERS)
    assert {one["id"] for one in first.list} >= written
