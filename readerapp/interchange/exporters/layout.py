"""Layout of text exports: entries under headings by position, speaker or tag, and their fields."""

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
    """How markdown and text are divided, and the template for each entry; None for the default."""

    group: Group = "place"
    template: Template | None = None


def group_entries(
    entries: Sequence[ExportEntry], group: Group
) -> Iterator[tuple[str, list[ExportEntry]]]:
    """Yield headings with their entries, which keep their order.

    By place there is one group without a heading. By tag an entry is under each of its tags.
    Headings are in alphabetical order; entries without a speaker or tag come last.
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
    """Return the tag as a hashtag of one word.

    >>> hashtag("to do")
    '#to-do'
    """
    return f"#{tag.replace(' ', '-')}"


def entry_facts(entry: ExportEntry) -> list[str]:
    """Return facts on an entry: speaker, locator, state, colour, tags, annotator, reply.

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
    """Return the fields of an entry for a template.

    Args:
        source: the document.
        entry: the annotation.
        plain: escapes a line so that the format shows it literally. It is not applied to the note,
            which is its author's own Markdown, nor to the block quotation.
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
