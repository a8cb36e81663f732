r"""BibTeX exporter: an entry for each document, with its quotations and notes in `annote`.

The entries are for biblatex (biber) and pandoc; BibTeX itself reads them, and takes `@online` for
`@misc`. Text is UTF-8, with what TeX would interpret written as commands.

Sources: the manual of biblatex, chapter 2 (types and fields); "BibTeXing" (Patashnik, 1988).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from readerapp.core.languages import LANGUAGE_NAMES, base_language
from readerapp.core.reference import find_year
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    signature,
    topic_tags,
)
from readerapp.interchange.citation import cite, note_paragraphs, one_line
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.bibliography import authors_of, parse_date, reference_type
from readerapp.interchange.exporters.text import view_facts
from readerapp.interchange.tex_text import encode_tex

ENTRY_TYPES = {
    "article": "article",
    "book": "book",
    "chapter": "incollection",
    "document": "misc",
    "letter": "letter",
    "report": "report",
    "thesis": "thesis",
    "video": "video",
    "webpage": "online",
}
"""The entry types of biblatex by `core.reference.TYPES`."""

_CONTAINER_FIELDS = {"article": "journaltitle", "chapter": "booktitle"}
_KEY_DIGITS = 4
"""Digits of a document's id that tell two equal keys apart: one in 65,000 collides."""


def write_bibtex(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write the entry of one document."""
    return write_entries([(source, views)], layout)


def write_entries(
    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]], layout: ExportLayout
) -> Iterator[str]:
    """Write the entries of several documents; no two have the same key."""
    for number, (key, (source, views)) in enumerate(
        zip(unique_keys([source for source, _ in contents]), contents, strict=True)
    ):
        kind = reference_type(source)
        yield "\n" if number else ""
        yield f"@{ENTRY_TYPES[kind]}{{{key},\n"
        for name, value in _fields(source, views, kind):
            if value:
                yield f"  {name} = {{{value}}},\n"
        opening = "  annote = {"
        for note in filter(None, map(_note, views)):  # piece by piece: a preview needs the first
            yield f"{opening}{note}"
            opening = "\n\n"
        yield "},\n}\n" if opening == "\n\n" else "}\n"


def unique_keys(sources: Sequence[ExportSource]) -> list[str]:
    """Return a citation key for each document, all of them different.

    Keys that people have set stay. Where made ones are equal, digits of the document's id are
    added, so that a key does not depend on the order of the documents.
    """
    count = Counter(source.citekey.casefold() for source in sources)
    taken = set()
    keys = []
    for source in sources:
        key = source.citekey
        first = key.casefold() not in taken
        if count[key.casefold()] > 1 and not (source.reference.citekey and first):
            key = f"{key}-{source.id.replace('-', '')[:_KEY_DIGITS]}"
        while key.casefold() in taken:
            key += "x"
        taken.add(key.casefold())
        keys.append(key)
    return keys


def _fields(
    source: ExportSource, views: Sequence[AnnotationView], kind: str
) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry, each value written as TeX; some are empty."""
    reference = source.reference
    title = one_line(reference.title or source.label)
    yield "title", f"{{{encode_tex(title)}}}"  # in two braces: styles keep its capitals
    yield "author", " and ".join(map(_name, authors_of(source)))
    date = reference.date or source.date
    if len(parts := parse_date(date)) > 1:
        yield "date", "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    else:  # biblatex warns of an entry with both
        yield "year", find_year(date)
    container = encode_tex(one_line(reference.container))
    yield _CONTAINER_FIELDS.get(kind, "organization"), container
    yield "publisher", encode_tex(one_line(reference.publisher))
    yield "doi", _verbatim(reference.doi)
    yield "isbn", _verbatim(reference.isbn)
    language = LANGUAGE_NAMES.get(base_language(reference.language), "").lower()
    yield ("langid", language) if language else ("language", _verbatim(reference.language))
    yield "url", _verbatim(reference.address or (source.name if source.is_online else ""))
    yield "urldate", source.read[:10] if source.is_online else ""
    yield "file", "" if source.is_online else _verbatim(source.name)
    tags = dict.fromkeys(tag for view in views for tag in topic_tags(view.annotation.tags))
    yield "keywords", ", ".join(encode_tex(one_line(tag.replace(",", " "))) for tag in tags)


def _name(author: str) -> str:
    """Return a name for a list of names; one of a group stays whole, in braces."""
    name = encode_tex(one_line(author))
    is_person = "," in author or len(author.split()) in (2, 3)
    splits = " and " in f" {author.casefold()} " or author.count(",") > 1
    return name if is_person and not splits else f"{{{name}}}"


def _note(view: AnnotationView) -> str:
    """Return a quotation with its note, as paragraphs of TeX."""
    cited = (view.speaker, view.locator)
    facts = " · ".join(fact for fact in view_facts(view) if fact not in cited)
    replies = (f"{signature(reply)}: {reply.annotation.note}" for reply in view.replies)
    words = (
        cite(view.exact, speaker=view.speaker, locator=view.locator),
        *note_paragraphs(view.annotation.note),
        facts,
        *replies,
    )
    return "\n\n".join(encode_tex(one_line(each)) for each in words if each.strip())


def _verbatim(value: str) -> str:
    """Return a value that TeX programs take as it is; braces and white space are encoded."""
    codes = {"{": "%7B", "}": "%7D", "\\": "%5C"}
    return "".join(codes.get(sign, sign) for sign in one_line(value))
