"""How texts to read are laid out: entries under headings by place, speaker or tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from readerapp.interchange.entry import ExportEntry, ExportSource

if TYPE_CHECKING:
    from readerapp.core.templates import Template

Group = Literal["place", "speaker", "tag"]
GROUPS: tuple[Group, ...] = ("place", "speaker", "tag")


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """How markdown and text are divided, and how each entry is written if not as usual."""

    group: Group = "place"
    template: Template | None = None


def group_entries(
    entries: Sequence[ExportEntry], group: Group
) -> Iterator[tuple[str, list[ExportEntry]]]:
    """Headings with their entries, which keep their order.

    By place there is one group without a heading. By tag an entry stands under each of its tags.
    Headings are in alphabetical order; those without a speaker or tag come last.
    """
    if group == "place":
        yield "", list(entries)
        return
    found: dict[str, list[ExportEntry]] = {}
    for entry in entries:
        names = [entry.speaker] if group == "speaker" else entry.annotation.tags or [""]
        for name in names:
            found.setdefault(name, []).append(entry)
    rest = found.pop("", None)
    for name in sorted(found, key=str.casefold):
        yield name, found[name]
    if rest:
        yield f"No {group}", rest


def hashtag(tag: str) -> str:
    """The tag as one word."""
    return f"#{tag.replace(' ', '-')}"


def entry_facts(entry: ExportEntry) -> list[str]:
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
            " ".join(map(hashtag, annotation.tags)),
            f"by {entry.creator}" if entry.creator else "",
            "reply" if entry.answers else "",
        )
        if fact
    ]


def entry_fields(
    source: ExportSource, entry: ExportEntry, plain: Callable[[str], str]
) -> dict[str, str]:
    """What a template may say of an entry.

    `plain` makes a line show as it is in the format. The note goes without it, as its author's own
    Markdown, and so does the block quotation.
    """
    from readerapp.interchange.citation import citation_fields

    annotation = entry.annotation
    about = citation_fields(
        entry.exact, speaker=entry.speaker, title=source.label, locator=entry.locator
    )
    lines = {
        **about,
        "tags": ", ".join(annotation.tags),
        "colour": annotation.colour if annotation.target else "",
        "annotator": entry.creator,
        "date": annotation.created[:10],
        "state": entry.state if entry.state != "exact" else "",
        "author": source.author,
        "published": source.date,
        "address": source.name,
        "id": annotation.id,
    }
    shown = {name: plain(line) for name, line in lines.items()}
    return {
        **shown,
        "hashtags": " ".join(hashtag(plain(tag)) for tag in annotation.tags),
        "blockquote": about["blockquote"],
        "note": annotation.note.strip("\n"),
    }
