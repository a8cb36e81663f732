"""Markdown and plain text exporters.

Both begin with the facts about the document. Markdown: block quotations, the facts of each on one
line, then its note. Plain text: quotations with their citation, facts and notes indented. Both can
be grouped under headings by speaker or tag, and both take a template.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from readerapp.core.model import STATE_NAMES
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    list_creators,
    signature,
)
from readerapp.interchange.citation import (
    STRAIGHT,
    QuotationMarks,
    blockquote,
    citation_fields,
    cite,
    escape_markdown,
    find_quotation_marks,
    one_line,
)
from readerapp.interchange.exporters import ExportLayout, Group
from readerapp.interchange.exporters.document_facts import source_facts


def write_markdown(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a Markdown document.

    Quoted words are escaped so that they appear literally; notes are Markdown themselves.
    """
    if layout.heading:
        yield f"# {_literal(source.label)}\n\n"
        yield from map(_markdown_fact, source_facts(source, views).items())
    marks, has_several = _find_marks(views), len(list_creators(views)) > 1
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n## {_literal(heading)}\n"
        for view in members:
            if layout.template:
                fields = template_fields(source, view, _literal, marks)
                yield f"\n{layout.template.fill(fields)}\n"
                yield _markdown_replies(view)
            else:
                names = source.colour_names
                facts = view_facts(view, annotator=has_several, colour_names=names)
                yield _markdown_entry(view, facts)


def _markdown_fact(fact: tuple[str, str]) -> str:
    """Return a list item with a fact on the document; a path or an address is not escaped."""
    name, value = fact[0], one_line(fact[1])
    if name != "Source" or not value.isprintable() or {*"`<>"}.intersection(value):
        shown = _literal(value)
    elif value.startswith(("http://", "https://")) and " " not in value:
        shown = f"<{value}>"
    else:
        shown = f"`{value}`"
    return f"- {name}: {shown}\n"


def _find_marks(views: Sequence[AnnotationView]) -> QuotationMarks:
    """Return the quotation marks in and right around the exported words."""
    targets = (view.target for view in views)
    return find_quotation_marks(t.prefix[-2:] + t.exact + t.suffix[:2] for t in targets if t)


def _markdown_entry(view: AnnotationView, facts: Sequence[str]) -> str:
    parts = (
        blockquote(view.exact),
        _literal(" · ".join(facts)),
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
    if layout.heading:
        title = one_line(source.label)
        yield f"{title}\n{'=' * max(3, min(len(title), 72))}\n\n"
        yield from (f"{name}: {one_line(v)}\n" for name, v in source_facts(source, views).items())
    marks, has_several = _find_marks(views), len(list_creators(views)) > 1
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n{one_line(heading)}\n{'-' * max(3, min(len(heading), 72))}\n"
        for view in members:
            if layout.template:
                fields = template_fields(source, view, str, marks)
                yield f"\n{layout.template.fill(fields)}\n"
                yield _text_replies(view)
            else:
                # In a copy of one person's quotations, a colour without a name is of no use.
                is_named = view.colour in source.colour_names
                has_colour = has_several or layout.heading or is_named
                facts = view_facts(
                    view,
                    colour=has_colour,
                    annotator=has_several,
                    colour_names=source.colour_names,
                )
                yield _text_entry(source, view, facts, marks)


def _text_entry(
    source: ExportSource, view: AnnotationView, facts: Sequence[str], marks: QuotationMarks
) -> str:
    cited = (view.speaker, view.locator)
    facts_line = " · ".join(one_line(fact) for fact in facts if fact not in cited)
    citation = cite(
        view.exact, speaker=view.speaker, title=source.label, locator=view.locator, marks=marks
    )
    note = textwrap.indent(view.annotation.note.strip("\n"), "    ")
    parts = "".join(f"{part}\n" for part in (f"    {facts_line}", note) if part.strip())
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


def view_facts(
    view: AnnotationView,
    *,
    colour: bool = True,
    annotator: bool = True,
    colour_names: Mapping[str, str] | None = None,
) -> list[str]:
    """Return facts on an annotation: speaker, locator, state, colour, tags, annotator, reply.

    Empty facts are left out, and so is the state "exact".

    Args:
        view: the annotation.
        colour: whether the colour of a highlight is a fact.
        annotator: whether the annotator is one.
        colour_names: the names of colours, which are written instead of the colours.
    """
    paint = (colour_names or {}).get(view.colour, view.colour) if colour else ""
    annotation = view.annotation
    return [
        fact
        for fact in (
            view.speaker,
            view.locator,
            STATE_NAMES[view.state] if view.state != "exact" else "",
            paint if view.target else "document note",
            " ".join(map(hashtag, annotation.tags)),
            f"by {view.creator}" if annotator and view.creator else "",
            "reply" if view.thread_id else "",
        )
        if fact
    ]


def template_fields(
    source: ExportSource,
    view: AnnotationView,
    plain: Callable[[str], str],
    marks: QuotationMarks = STRAIGHT,
) -> dict[str, str]:
    """Return the fields of an annotation for a template.

    Args:
        source: the document.
        view: the annotation.
        plain: escapes a line so that the format shows it literally. It is not applied to the note,
            which is its author's own Markdown, nor to the block quotation.
        marks: the quotation marks of `quoted`.
    """
    annotation = view.annotation
    about = citation_fields(
        view.exact, speaker=view.speaker, title=source.label, locator=view.locator, marks=marks
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
