"""Markdown and plain text exporters.

Markdown: block quotations, the facts of each on one line, then its note. Plain text: quotations
with their citation, facts and notes indented. Both can be grouped under headings by speaker or tag,
and both take a template.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

from readerapp.core.model import STATE_NAMES
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, signature
from readerapp.interchange.citation import (
    blockquote,
    citation_fields,
    cite,
    escape_markdown,
    one_line,
)
from readerapp.interchange.exporters import ExportLayout, Group


def write_markdown(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a Markdown document.

    Quoted words are escaped so that they appear literally; notes are Markdown themselves.
    """
    yield f"# {_literal(source.label)}\n"
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n## {_literal(heading)}\n"
        for view in members:
            if layout.template:
                yield f"\n{layout.template.fill(template_fields(source, view, _literal))}\n"
                yield _markdown_replies(view)
            else:
                yield _markdown_entry(view)


def _markdown_entry(view: AnnotationView) -> str:
    parts = (
        blockquote(view.exact),
        _literal(" · ".join(view_facts(view))),
        view.annotation.note.strip("\n"),
    )
    return "".join(f"\n{part}\n" for part in parts if part) + _markdown_replies(view)


def _markdown_replies(view: AnnotationView) -> str:
    """Return the replies as a Markdown list."""
    return "".join(["\n", *map(_reply, view.replies)]) if view.replies else ""


def _reply(reply: AnnotationView) -> str:
    """Return a list item with all paragraphs of the note in it."""
    note = textwrap.indent(reply.annotation.note.strip("\n"), "  ").removeprefix("  ")
    return f"- **{_literal(signature(reply))}:** {note}\n"


def _literal(text: str) -> str:
    return escape_markdown(one_line(text))


def write_text(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write plain text; each quotation is one line, to be wrapped by the program that shows it."""
    title = one_line(source.label)
    yield f"{title}\n{'=' * max(3, min(len(title), 72))}\n"
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n{one_line(heading)}\n{'-' * max(3, min(len(heading), 72))}\n"
        for view in members:
            if layout.template:
                yield f"\n{layout.template.fill(template_fields(source, view, str))}\n"
                yield _text_replies(view)
            else:
                yield _text_entry(source, view)


def _text_entry(source: ExportSource, view: AnnotationView) -> str:
    cited = (view.speaker, view.locator)
    facts = " · ".join(one_line(fact) for fact in view_facts(view) if fact not in cited)
    citation = cite(view.exact, speaker=view.speaker, title=source.label, locator=view.locator)
    note = textwrap.indent(view.annotation.note.strip("\n"), "    ")
    parts = "".join(f"{part}\n" for part in (f"    {facts}", note) if part.strip())
    return f"\n{citation}\n{parts}{_text_replies(view)}"


def _text_replies(view: AnnotationView) -> str:
    """Return the replies, a paragraph each."""
    notes = (f"{signature(reply)}: {reply.annotation.note.strip()}" for reply in view.replies)
    return "".join(f"{textwrap.indent(note, '    ')}\n" for note in notes)


def group_views(
    views: Sequence[AnnotationView], group: Group
) -> Iterator[tuple[str, list[AnnotationView]]]:
    """Yield headings with their annotations, which keep their order.

    By place there is one group without a heading. By tag an annotation is under each of its tags.
    Headings are in alphabetical order; annotations without a speaker or tag come last.
    """
    if group == "place":
        yield "", list(views)
        return
    groups: dict[str, list[AnnotationView]] = {}
    for view in views:
        names = [view.speaker] if group == "speaker" else view.annotation.tags or [""]
        for name in names:
            groups.setdefault(name, []).append(view)
    ungrouped = groups.pop("", None)
    for name in sorted(groups, key=str.casefold):
        yield name, groups[name]
    if ungrouped:
        yield f"No {group}", ungrouped


def hashtag(tag: str) -> str:
    """Return the tag as a hashtag of one word.

    >>> hashtag("to do")
    '#to-do'
    """
    return f"#{tag.replace(' ', '-')}"


def view_facts(view: AnnotationView) -> list[str]:
    """Return facts on an annotation: speaker, locator, state, colour, tags, annotator, reply.

    Empty facts are left out, and so is the state "exact".
    """
    annotation = view.annotation
    return [
        fact
        for fact in (
            view.speaker,
            view.locator,
            STATE_NAMES[view.state] if view.state != "exact" else "",
            view.colour if view.target else "document note",
            " ".join(map(hashtag, annotation.tags)),
            f"by {view.creator}" if view.creator else "",
            "reply" if view.thread_id else "",
        )
        if fact
    ]


def template_fields(
    source: ExportSource, view: AnnotationView, plain: Callable[[str], str]
) -> dict[str, str]:
    """Return the fields of an annotation for a template.

    Args:
        source: the document.
        view: the annotation.
        plain: escapes a line so that the format shows it literally. It is not applied to the note,
            which is its author's own Markdown, nor to the block quotation.
    """
    annotation = view.annotation
    about = citation_fields(
        view.exact, speaker=view.speaker, title=source.label, locator=view.locator
    )
    lines = {
        **about,
        "tags": ", ".join(annotation.tags),
        "colour": view.colour if view.target else "",
        "annotator": view.creator,
        "date": annotation.created[:10],
        "state": STATE_NAMES[view.state] if view.state != "exact" else "",
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
