"""HTML documents: the article of a web page, or the whole page if it has only text.

Title, author and date come from the meta elements and JSON-LD of the page, or from a byline.

lxml parses the page (C, BSD; it repairs anything and is needed for EPUB, DOCX and ODT as well).
The module `readability` chooses the article: trafilatura and readability-lxml were measured on the
same saved pages, found less of the articles, and would have brought ten packages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.article_cleaning import collapsed_text, link_density
from readerapp.documents.html.debates import find_debate
from readerapp.documents.html.note_marks import set_note_anchors
from readerapp.documents.html.page_numbers import format_page
from readerapp.documents.html.parser import parse_html, semantic_types
from readerapp.documents.html.readability import find_article
from readerapp.documents.html.to_text import HtmlToText
from readerapp.documents.references import make_reference

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UPDATE_INTERVAL = 200
"""Blocks between two updates of the progress; also when the beginning of a long page is shown."""
_names_menu = re.compile(
    r"\b(?:nav|navigation|menu|sidebar|side-?menu|breadcrumbs?)\b", re.I
).search
_MENU_LINKS = 3
"""Links that make a menu of an element that is named so."""
_LAYOUT_TAGS = ("nav", "aside", "form", "iframe", "button", "footer")
_NOTES = {"footnote", "footnotes", "endnote", "endnotes", "note"}


def open_html(source: DocumentInput) -> Document:
    """Open a web page.

    Raises:
        ReaderError: it is too large, has no words, or cannot be parsed.
    """
    page = parse_html(source.read(limits.MARKUP), source.label, source.encoding)
    facts = read_metadata(page)
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    author = facts.author
    if _is_bare(page):
        count = sum(1 for _ in page.iter("p", "div", "li", "td", "dd"))
        blocks = HtmlToText(prose, str, each=partial(_report_progress, source, writer, count))
        blocks.write(page)
    elif (debate := find_debate(page)) is not None:
        if facts.title:
            prose.block(BlockShape(heading=1))
            prose.words(facts.title)
        blocks = HtmlToText(prose, str)
        blocks.write(debate)
    else:
        article = find_article(page, facts.title)
        author = author or parse_byline(article.byline)
        if facts.title:
            prose.block(BlockShape(heading=1))
            prose.words(facts.title)
        words = " ".join([facts.title, *map(collapsed_text, article.parts)])
        blocks = HtmlToText(prose, str, article=words)
        for part in article.parts:
            blocks.write(part)
    prose.close()
    set_note_anchors(writer.anchors)
    for label, anchor in blocks.pages:
        writer.milestone(format_page(label), prose.offsets[anchor])
    if not writer.at:
        raise ReaderError(
            f"{source.label} has no text (it may need JavaScript); save it from a browser as text."
        )
    title = facts.title or source.title
    return writer.document(
        source, "html", title=title, author=author, date=facts.date, reference=facts.reference
    )


def _report_progress(
    source: DocumentInput, writer: DocumentBuilder, count: int, number: int
) -> None:
    """Report the progress; show the beginning after `_UPDATE_INTERVAL` blocks.

    Args:
        source: the page.
        writer: the builder of its text.
        count: blocks of the page, roughly.
        number: blocks before this one.
    """
    if number % _UPDATE_INTERVAL == 0:
        source.progress(min(number, count), count)
        if number == _UPDATE_INTERVAL:
            source.show_beginning(writer.beginning(source))


def _is_bare(page: HtmlElement) -> bool:
    """Return whether to read the whole page: it is very long, or has only text.

    Books and converted documents have no scripts from other files, navigation or forms.
    """
    if len(page.text_content()) > limits.ARTICLE:
        return True
    if any(script.get("src") for script in page.iter("script")):
        return False
    if not all(semantic_types(each) & _NOTES for each in page.iter(*_LAYOUT_TAGS)):
        return False
    return not any(_is_menu(each) for each in page.iter("div", "ul", "ol", "table", "td"))


def _is_menu(element: HtmlElement) -> bool:
    """Return whether an element is named as a menu and holds links, as before HTML 5."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not _names_menu(names):
        return False
    links = sum(1 for _ in element.iter("a"))
    return links >= _MENU_LINKS and link_density(element) > 0.5


_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_AUTHORS = (
    "author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author",
    "sailthru.author",
)
_DATES = (
    "article:published_time", "date", "dc.date", "dcterms.date", "dc.date.issued", "pubdate",
    "citation_publication_date", "sailthru.date", "parsely-pub-date", "datepublished",
)  # fmt: skip
_DOIS = ("citation_doi", "prism.doi", "dc.identifier", "dcterms.identifier", "bepress_citation_doi")
_ISBNS = ("citation_isbn", "book:isbn", "dc.identifier")
_JOURNALS = ("citation_journal_title", "citation_conference_title", "prism.publicationname")
_PUBLISHERS = ("citation_publisher", "dc.publisher", "dcterms.publisher")
_SITES = ("og:site_name", "application-name")
_ADDRESSES = ("citation_public_url", "og:url")
_LISTED_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator")
_FIELD_LENGTH = 300
"""Maximum length in code points of a title and the like."""
_iso_date = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?\Z", re.DOTALL).match
_title_with_site = re.compile(r"(.+?)\s+[|»–—/\\:-]\s+[^|»–—/\\]+\Z", re.DOTALL).match
_byline = re.compile(
    r"(?:[Bb]y|BY|[Pp]ar|[Vv]on|[Pp]or|[Dd]i|[Dd]oor)[\s:]+"
    r"([^\W\d_][\w.’'-]*(?:\s+(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
    r"[A-ZÀ-Þ][^\W\d_]*[\w.’'-]*){1,3})"
).match


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about itself; empty where it does not. Dates as YYYY-MM-DD if known."""

    title: str = ""
    author: str = ""
    date: str = ""
    reference: Reference = field(default_factory=Reference)


def read_metadata(page: HtmlElement) -> PageMetadata:
    """Read title, author, date and reference from the meta elements and from JSON-LD."""
    meta: dict[str, str] = {}
    listed: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        for key in ("property", "name", "itemprop"):
            if (name := element.get(key)) and (content := element.get("content")):
                meta.setdefault(name.lower(), _one_line(content))
                listed.setdefault(name.lower(), []).append(_one_line(content))
    article = next(_json_ld_articles(page), {})
    title = _first(meta, _TITLES) or _text(article.get("headline")) or _head_title(page)
    title = title.removesuffix(meta.get("og:site_name", "")).rstrip(" |»-–—·:") or title
    author = _names(article.get("author")) or _first(meta, _AUTHORS)
    date = _text(article.get("datePublished")) or _first(meta, _DATES) or _time(page)
    iso_date = _iso_date(date)
    return PageMetadata(
        title,
        "" if "://" in author else author,
        iso_date[1] if iso_date else date,
        _read_reference(page, article, meta, listed),
    )


def _read_reference(
    page: HtmlElement,
    article: dict[str, Any],
    meta: dict[str, str],
    listed: dict[str, list[str]],
) -> Reference:
    """Return the reference of a page, in which a citation needs no more than the page says."""
    journal = _first(meta, _JOURNALS)
    links = page.iter("link")
    canonical = next((e.get("href") or "" for e in links if e.get("rel") == "canonical"), "")
    identifiers = [*(each for name in (*_DOIS, *_ISBNS) for each in listed.get(name, ()))]
    same = article.get("sameAs")
    identifiers += [_text(article.get("identifier")), _text(same)]
    return make_reference(
        identifiers=identifiers,
        authors=next((listed[name] for name in _LISTED_AUTHORS if name in listed), ()),
        type="article" if journal else "",
        container=journal or _name_of(article.get("isPartOf")) or _first(meta, _SITES),
        publisher=_first(meta, _PUBLISHERS) or _name_of(article.get("publisher")),
        address=canonical if "://" in canonical else _first(meta, _ADDRESSES),
    )


def _name_of(value: Any) -> str:
    """Return the name of something in JSON-LD; empty if it has none."""
    return _text(value.get("name")) if isinstance(value, dict) else ""


def parse_byline(byline: str) -> str:
    """Return the author named in a line such as "By Ann Lee, reporter"; empty if there is none.

    >>> parse_byline("By Ann Lee, reporter")
    'Ann Lee'
    """
    match = _byline(byline)
    return match[1] if match else ""


def _one_line(text: str) -> str:
    """Return text in one line, cut to `_FIELD_LENGTH` code points."""
    return " ".join(text.split())[:_FIELD_LENGTH]


def _text(value: Any) -> str:
    """Return a value of JSON-LD as one line; empty if it is not a string."""
    return _one_line(value) if isinstance(value, str) else ""


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    """Return the first of the meta elements `names` that is not empty."""
    return next((meta[name] for name in names if meta.get(name)), "")


def _head_title(page: HtmlElement) -> str:
    """Return the title element without the name of the site, unless little would be left."""
    title = next((collapsed_text(each)[:_FIELD_LENGTH] for each in page.iter("title")), "")
    match = _title_with_site(title)
    return _one_line(match[1] if match and len(match[1].split()) >= 3 else title)


def _time(page: HtmlElement) -> str:
    """Return the first date in a time element."""
    return next(
        (each.get("datetime", "") for each in page.iter("time") if each.get("datetime")), ""
    )


def _names(author: Any) -> str:
    """Return the names of the authors in JSON-LD, with commas between them."""
    people = author if isinstance(author, list) else [author]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in people]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _json_ld_articles(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the articles that JSON-LD describes (https://schema.org/Article)."""
    for script in page.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        values = data if isinstance(data, list) else [data]
        for value in values:
            graph = value.get("@graph") if isinstance(value, dict) else None
            for item in graph if isinstance(graph, list) else [value]:
                if isinstance(item, dict) and re.search(r"Article|Posting", str(item.get("@type"))):
                    yield item
