"""Entries under headings: by place, speaker or tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from readerapp.sharing.entry import Entry

Group = Literal["place", "speaker", "tag"]
GROUPS: tuple[Group, ...] = ("place", "speaker", "tag")


def grouped(entries: Sequence[Entry], group: Group) -> Iterator[tuple[str, list[Entry]]]:
    """Headings with their entries, which keep their order.

    By place there is one group without a heading. By tag an entry stands under each of its tags.
    Headings are in alphabetical order; those without a speaker or tag come last.
    """
    if group == "place":
        yield "", list(entries)
        return
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        names = [entry.speaker] if group == "speaker" else entry.annotation.tags or [""]
        for name in names:
            found.setdefault(name, []).append(entry)
    rest = found.pop("", None)
    for name in sorted(found, key=str.casefold):
        yield name, found[name]
    if rest:
        yield f"No {group}", rest


def facts(entry: Entry) -> list[str]:
    """What is known of an entry besides words and note: speaker, place, state, colour, tags, who.

    Empty facts are left out, and so is the state "exact".
    """
    annotation = entry.annotation
    return [
        fact
        for fact in (
            entry.speaker,
            entry.locator,
            entry.state if entry.state != "exact" else "",
            annotation.colour if annotation.target else "note on the document",
            " ".join(f"#{tag.replace(' ', '-')}" for tag in annotation.tags),
            f"by {entry.creator}" if entry.creator else "",
        )
        if fact
    ]
