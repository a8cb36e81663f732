"""The fields of templates (`core.templates.FIELDS`) for an annotation, and citations with all."""

from __future__ import annotations

from readerapp.core.model import STATE_NAMES
from readerapp.core.reference import find_year
from readerapp.core.templates import Template
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    hashtag,
    mark_signature,
)
from readerapp.interchange.citation import (
    MARKDOWN_STYLE,
    STRAIGHT,
    QuotationMarks,
    access_in_markdown,
    citation_fields,
    cite,
    find_template,
    literal,
    one_line,
    unquoted,
)
from readerapp.interchange.key_citation import author_year_citation, autocite, pandoc_citation
from readerapp.interchange.passage import find_text, sentence_after, sentence_before
from readerapp.interchange.tex_text import encode_tex
from readerapp.text.phrases import format_moment
from readerapp.text.source import Text

_AROUND = frozenset({"before", "after"})


def cite_view(
    source: ExportSource, view: AnnotationView, *, style: str, marks: QuotationMarks = STRAIGHT
) -> str:
    """Format the words of an annotation as `citation.cite` does, with all facts that are known.

    Args:
        source: the document.
        view: the annotation.
        style: as in `citation.cite`.
        marks: the quotation marks of a style that writes any.

    Raises:
        ReaderError: as `citation.cite`.
    """
    if (template := find_template(style)) is None:
        return cite(
            view.exact,
            speaker=view.speaker,
            title=source.label,
            locator=view.locator,
            access=source.access,
            style=style,
        )
    text, markdown = find_text(source, [view]), style == MARKDOWN_STYLE
    fields = template_fields(template, source, view, markdown=markdown, marks=marks, text=text)
    return template.fill(fields)


def template_fields(
    template: Template,
    source: ExportSource,
    view: AnnotationView,
    *,
    markdown: bool = False,
    marks: QuotationMarks = STRAIGHT,
    text: Text | None = None,
) -> dict[str, str]:
    """Return the fields of an annotation for a template.

    Args:
        template: the template; fields that take time are left out if it does not have them.
        source: the document.
        view: the annotation.
        markdown: whether to escape each field so that Markdown shows it literally; except the note,
            which is its author's own Markdown.
        marks: the quotation marks of `quoted`.
        text: the text that the offsets refer to; without it the fields that quote it are empty.
    """
    annotation = view.annotation
    about = citation_fields(
        view.exact,
        speaker=view.speaker,
        title=source.label,
        locator=view.locator,
        access=source.access,
        marks=marks,
    )
    page, line = view.page_and_line
    lines = {
        **about,
        "page": page,
        "line": line,
        "start": str(view.start) if view.has_range else "",
        "end": str(view.end) if view.has_range else "",
        "tags": ", ".join(annotation.tags),
        "colour": view.colour if view.target else "",
        "annotator": view.creator,
        "date": annotation.created[:10],
        "marked": mark_signature(view),
        "state": STATE_NAMES[view.state] if view.state != "exact" else "",
        "author": source.author,
        "published": source.date,
        "address": source.name,
        "version": format_moment(source.read or source.modified),
        "read": source.read[:10],
        "hash": source.short_digest,
        "sha256": source.digest,
        "id": annotation.id,
        "citekey": source.citekey,
        "doi": source.reference.doi,
        "year": find_year(source.reference.date or source.date),
        "authoryear": author_year_citation(source, view) if view.target else "",
    }
    if text and view.has_range and not _AROUND.isdisjoint(template.names):
        lines |= {
            "before": one_line(sentence_before(text, view.start)),
            "after": one_line(sentence_after(text, view.end)),
        }
    plain = literal if markdown else str
    shown = {name: plain(line) for name, line in lines.items()}
    if markdown:
        access = access_in_markdown(about["access"])
        parts = (shown["where"], access)
        shown |= {"access": access, "source": ", ".join(part for part in parts if part)}
    return {
        **shown,
        "hashtags": " ".join(hashtag(plain(tag)) for tag in annotation.tags),
        "blockquote": about["blockquote"],
        "note": annotation.note.strip("\n"),
        "pandoc": pandoc_citation(source, view) if view.target else "",
        "autocite": autocite(source, view) if view.target else "",
        "enquote": f"\\enquote{{{encode_tex(unquoted(view.exact))}}}" if view.target else "",
    }
