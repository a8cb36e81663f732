"""Facts about the document, with which exports for people begin."""

from __future__ import annotations

from collections.abc import Sequence

from readerapp import __version__
from readerapp.core.model import COLOURS
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    flatten_threads,
    list_creators,
)
from readerapp.text.phrases import count_noun, format_moment


def source_facts(
    source: ExportSource, views: Sequence[AnnotationView], *, evidence: bool = False
) -> dict[str, str]:
    """Return facts about a document and the annotations that are exported; none is empty.

    Of a web page it is always said which version was read.

    Args:
        source: the document.
        views: the annotations.
        evidence: whether to say all that identifies the version.
    """
    days = sorted(
        {view.annotation.created[:10] for view in flatten_threads(views) if view.annotation.created}
    )
    creators = list_creators(views)
    facts = {
        "Author": source.author,
        "Published": source.date,
        "Citation key": source.reference.citekey,
        "DOI": source.reference.doi,
        "Source": source.short_name,
        **(version_facts(source) if evidence else {"Read": _reading(source)}),
        "Annotated": " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "",
        "Annotator" if len(creators) == 1 else "Annotators": ", ".join(creators),
        "Contents": describe_contents(views),
        **codebook_facts(source, views),
        "Exported": source.accessed,
    }
    return {name: fact for name, fact in facts.items() if fact.strip()}


def version_facts(source: ExportSource) -> dict[str, str]:
    """Return the facts that identify the version of the document, by their names; none is empty."""
    facts = {
        "Read": format_moment(source.read),
        "File changed": "" if source.read else format_moment(source.modified),
        "SHA-256 of the text": source.digest,
        "SHA-256 of the file": source.file_digest,
        "Text made by": f"readerapp {__version__} ({source.extraction})"
        if source.extraction
        else "",
    }
    return {name: fact for name, fact in facts.items() if fact}


def _reading(source: ExportSource) -> str:
    """Return when a web page was read and the hash of its text; empty for other documents."""
    if not source.read:
        return ""
    return f"{format_moment(source.read)}, sha256 {source.short_digest}"


def codebook_facts(source: ExportSource, views: Sequence[AnnotationView]) -> dict[str, str]:
    """Return what the colours and tags of the annotations stand for, as far as it is known.

    Args:
        source: the document, with the names and definitions.
        views: the annotations.
    """
    used = {view.colour for view in views if view.target}
    tags = {tag for view in views for tag in view.annotation.tags}
    colours = [
        f"{one} = {source.colour_names[one]}"
        for one in COLOURS
        if one in used & {*source.colour_names}
    ]
    defined = [
        f"{tag} = {source.definitions[tag]}" for tag in sorted(tags) if source.definitions.get(tag)
    ]
    return {"Colours": ", ".join(colours), "Tags": "; ".join(defined)}


def describe_contents(views: Sequence[AnnotationView], *, highlight: str = "highlight") -> str:
    """Return how many highlights, document notes and replies there are.

    Args:
        views: the annotations.
        highlight: the word for a highlight.

    >>> describe_contents([])
    'no annotations'
    """
    every = [*flatten_threads(views)]
    replies = sum(view.thread is not None for view in every)
    highlights = sum(view.thread is None and view.target is not None for view in every)
    counts = (
        (highlights, highlight, ""),
        (len(every) - replies - highlights, "document note", ""),
        (replies, "reply", "replies"),
    )
    phrases = (count_noun(number, *names) for number, *names in counts if number)
    return ", ".join(phrases) or "no annotations"
