"""Markdown and plain text exporters.

Both begin with the facts about the document. Markdown: block quotations, the facts of each on one
line, then its note. Plain text: quotations with their citation, facts and notes indented. Both can
be grouped under headings by speaker or tag, and both take a template.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    describe_state,
    hashtag,
    list_creators,
    signature,
)
from readerapp.interchange.citation import (
    QuotationMarks,
    address_in_markdown,
    blockquote,
    cite,
    find_quotation_marks,
    literal,
    one_line,
)
from readerapp.interchange.exporters import ExportLayout, Group
from readerapp.interchange.exporters.document_facts import source_facts

if TYPE_CHECKING:
    from readerapp.core.templates import Template
    from readerapp.text.source import Text


def write_markdown(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a Markdown document.

    Quoted words are escaped so that they appear literally; notes are Markdown themselves.
    """
    if layout.heading:
        yield f"# {literal(source.label)}\n\n"
        facts_of_source = source_facts(source, views, evidence=layout.evidence)
        yield from map(_markdown_fact, facts_of_source.items())
    marks, has_several = find_marks(views), len(list_creators(views)) > 1
    text = find_text(source, views, layout)
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n## {literal(heading)}\n"
        for view in members:
            if layout.template:
                yield fill_template(layout.template, source, view, marks, text, markdown=True)
            else:
                names = source.colour_names
                facts = view_facts(view, annotator=has_several, colour_names=names)
                yield _markdown_entry(view, facts)
            if layout.evidence:
                yield "".join(["\n", *map(_markdown_fact, _passage_facts(view, text))])
            yield _markdown_replies(view)


def _markdown_fact(fact: tuple[str, str]) -> str:
    """Return a list item with a fact on the document; a path or an address is not escaped."""
    name, value = fact[0], one_line(fact[1])
    shown = address_in_markdown(value) if name == "Source" else literal(value)
    return f"- {name}: {shown}\n"


# Sentences and all fields of templates are loaded when they are asked for: `export` starts at once.


def find_text(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Text | None:
    """Return the text that templates and evidence quote; None if nothing quotes it."""
    if layout.template is None and not layout.evidence:
        return None
    from readerapp.interchange import passage

    return passage.find_text(source, views)


def _passage_facts(view: AnnotationView, text: Text | None) -> Iterable[tuple[str, str]]:
    from readerapp.interchange.exporters.evidence_facts import passage_facts

    return passage_facts(view, text).items()


def fill_template(
    template: Template,
    source: ExportSource,
    view: AnnotationView,
    marks: QuotationMarks,
    text: Text | None,
    *,
    markdown: bool = False,
) -> str:
    """Return an entry that a template writes.

    Args:
        template: the template.
        source: the document.
        view: the annotation.
        marks: the quotation marks of the text.
        text: the text, for templates with the words around; None if it is not at hand.
        markdown: whether words of the text are escaped for Markdown.
    """
    from readerapp.interchange.template_fields import template_fields

    fields = template_fields(template, source, view, markdown=markdown, marks=marks, text=text)
    return f"\n{template.fill(fields)}\n"


def find_marks(views: Sequence[AnnotationView]) -> QuotationMarks:
    """Return the quotation marks in and right around the exported words."""
    targets = (view.target for view in views)
    return find_quotation_marks(t.prefix[-2:] + t.exact + t.suffix[:2] for t in targets if t)


def _markdown_entry(view: AnnotationView, facts: Sequence[str]) -> str:
    parts = (
        blockquote(view.exact),
        literal(" · ".join(facts)),
        view.annotation.note.strip("\n"),
    )
    return "".join(f"\n{part}\n" for part in parts if part)


def _markdown_replies(view: AnnotationView) -> str:
    """Return the replies as a Markdown list."""
    return "".join(["\n", *map(_reply, view.replies)]) if view.replies else ""


def _reply(reply: AnnotationView) -> str:
    """Return a list item with all paragraphs of the note in it."""
    note = textwrap.indent(reply.annotation.note.strip("\n"), "  ").removeprefix("  ")
    return f"- **{literal(signature(reply))}:** {note}\n"


def write_text(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write plain text; each quotation is one line, to be wrapped by the program that shows it."""
    if layout.heading:
        title = one_line(source.label)
        yield f"{title}\n{'=' * max(3, min(len(title), 72))}\n\n"
        facts_of_source = source_facts(source, views, evidence=layout.evidence)
        yield from (f"{name}: {one_line(fact)}\n" for name, fact in facts_of_source.items())
    marks, has_several = find_marks(views), len(list_creators(views)) > 1
    text = find_text(source, views, layout)
    access = "" if layout.heading else source.access
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n{one_line(heading)}\n{'-' * max(3, min(len(heading), 72))}\n"
        for view in members:
            if layout.template:
                yield fill_template(layout.template, source, view, marks, text)
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
                citation = cite(
                    view.exact,
                    speaker=view.speaker,
                    title=source.label,
                    locator=view.locator,
                    access=access,
                    marks=marks,
                )
                yield _text_entry(view, citation, facts)
            if layout.evidence:
                named = _passage_facts(view, text)
                yield "".join(f"    {name}: {fact}\n" for name, fact in named)
            yield _text_replies(view)


def _text_entry(view: AnnotationView, citation: str, facts: Sequence[str]) -> str:
    cited = (view.speaker, view.locator)
    facts_line = " · ".join(one_line(fact) for fact in facts if fact not in cited)
    note = textwrap.indent(view.annotation.note.strip("\n"), "    ")
    parts = "".join(f"{part}\n" for part in (f"    {facts_line}", note) if part.strip())
    return f"\n{citation}\n{parts}"


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
            view.place_label,
            describe_state(view),
            paint if view.target else "document note",
            " ".join(map(hashtag, annotation.tags)),
            f"by {view.creator}" if annotator and view.creator else "",
            "reply" if view.thread_id else "",
        )
        if fact
    ]
