"""HTML documents: the article of a web page, or the whole page if it has only text.

lxml parses the page (C, BSD; it repairs anything and is needed for EPUB, DOCX and ODT as well).
The module `readability` chooses the article: trafilatura and readability-lxml were measured on the
same saved pages, found less of the articles, and would have brought ten packages.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.metadata import parse_byline, read_metadata
from readerapp.documents.html.parser import parse_html
from readerapp.documents.html.readability import find_article
from readerapp.documents.html.to_text import HtmlToText

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_EVERY = 200
"""Blocks between two updates of the progress; also when the beginning of a long page is shown."""
_FURNITURE = ("nav", "aside", "form", "iframe", "button", "footer")


def open_html(source: DocumentInput) -> Document:
    """Open a web page.

    Raises:
        ReaderError: it is too large, has no words, or cannot be parsed.
    """
    page = parse_html(source.read(limits.MARKED_UP), source.label, source.encoding)
    facts = read_metadata(page)
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    author = facts.author
    if _is_bare(page):
        count = sum(1 for _ in page.iter("p", "div", "li", "td", "dd"))
        HtmlToText(prose, each=partial(_watch, source, writer, count)).write(page)
    else:
        article = find_article(page, facts.title)
        author = author or parse_byline(article.byline)
        if facts.title:
            prose.block(BlockShape(heading=1))
            prose.words(facts.title)
        blocks = HtmlToText(prose)
        for part in article.parts:
            blocks.write(part)
    prose.close()
    if not writer.at:
        raise ReaderError(f"{source.label} has no words without scripts; save the page as text.")
    title = facts.title or source.title
    return writer.document(source, "html", title=title, author=author, date=facts.date)


def _watch(source: DocumentInput, writer: DocumentBuilder, count: int, number: int) -> None:
    """Report the progress, and show the beginning of a page with `_EVERY` blocks or more.

    Args:
        source: the page.
        writer: the builder of its text.
        count: blocks of the page, roughly.
        number: blocks before this one.
    """
    if number % _EVERY == 0:
        source.progress(min(number, count), count)
        if number == _EVERY:
            source.begins(writer.begun(source))


def _is_bare(page: HtmlElement) -> bool:
    """Return whether to read the whole page: it is very long, or has only text.

    Books and converted documents have no scripts from other files, navigation or forms.
    """
    if len(page.text_content()) > limits.ARTICLE:
        return True
    if any(script.get("src") for script in page.iter("script")):
        return False
    return next(page.iter(*_FURNITURE), None) is None
