"""The contents and the page list of an EPUB: the navigation document of EPUB 3, the NCX of EPUB 2.

Sources: https://www.w3.org/TR/epub-33/#sec-nav and the NCX of https://daisy.org/z3986/2005.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.epub.package import Package, resolve, words_of
from readerapp.documents.html.parser import local_name, parse_xhtml, parse_xml, semantic_types
from readerapp.documents.toc import TocEntry
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_Entry = tuple[str, int, str]
"""Title, level from 1 and address of an entry."""


@dataclass(frozen=True, slots=True)
class Navigation:
    """Where the contents and the page list of a book lead.

    Attributes:
        contents: the entries of the table of contents whose offsets are known.
        pages: offset and number of the pages of the printed edition.
    """

    contents: list[TocEntry]
    pages: list[tuple[int, str]]


def read_navigation(
    archive: ZipArchive, package: Package, offsets: dict[str, int], label: str
) -> Navigation:
    """Read the navigation document, and the NCX for what that does not have.

    Args:
        archive: the book.
        package: its package.
        offsets: the offsets of archive names, and of "name#id".
        label: the name of the book in messages.
    """
    contents: list[TocEntry] = []
    pages: list[tuple[int, str]] = []
    if package.nav:
        with suppress(ReaderError):
            root = parse_xhtml(archive.read(package.nav), label)
            contents = _located(archive, package.nav, _entries_of_nav(root), offsets)
            pages = _pages(_located(archive, package.nav, _pages_of_nav(root), offsets))
    if package.ncx and not (contents and pages):
        with suppress(ReaderError):
            root = parse_xml(archive.read(package.ncx), label, repair=True)
            contents = contents or _located(archive, package.ncx, _entries_of_ncx(root), offsets)
            pages = pages or _pages(_located(archive, package.ncx, _pages_of_ncx(root), offsets))
    return Navigation(contents, pages)


def find_toc(page: Element) -> Element | None:
    """Return the `nav` of a navigation document that holds the table of contents, or None."""
    navs = list(page.iter("{*}nav"))
    typed = [nav for nav in navs if "toc" in _kinds(nav)]
    return next((nav for nav in (*typed, *navs) if nav in typed or not _kinds(nav)), None)


def find_page_list(page: Element) -> Element | None:
    """Return the `nav` of a navigation document that holds the page list, or None."""
    kinds = {"page-list", "pagelist"}
    return next((nav for nav in page.iter("{*}nav") if _kinds(nav) & kinds), None)


def _kinds(nav: Element) -> set[str]:
    """Return what a `nav` is, without the role that every one has."""
    return semantic_types(nav) - {"navigation"}


def _located(
    archive: ZipArchive, base: str, entries: Iterator[_Entry], offsets: dict[str, int]
) -> list[TocEntry]:
    """Return the entries that lead to a known offset."""
    found = []
    for title, level, address in islice(entries, limits.TOC_ENTRIES):
        path, fragment = resolve(archive, base, address), unquote(address.partition("#")[2])
        offset = offsets.get(f"{path}#{fragment}", offsets.get(path))
        if offset is not None and title:
            found.append(TocEntry(offset, level, title))
    return found


def _pages(entries: list[TocEntry]) -> list[tuple[int, str]]:
    return [(entry.start, entry.title) for entry in entries]


def _entries_of_nav(page: Element) -> Iterator[_Entry]:
    """Yield the entries of the table of contents; one without a link leads where its first does."""
    toc = find_toc(page)
    for each in () if toc is None else toc.iter("{*}a", "{*}span"):
        if local_name(each) == "span" and not _is_unlinked(each):
            continue
        link = each if local_name(each) == "a" else _first(each.getparent(), "{*}a")
        level = sum(1 for _ in each.iterancestors("{*}ol"))
        yield words_of(each), max(1, level), ("" if link is None else link.get("href")) or ""


def _is_unlinked(span: Element) -> bool:
    """Return whether a span is an entry itself rather than a part of a link."""
    parent = span.getparent()
    return parent is not None and local_name(parent) == "li" and parent[0] is span


def _pages_of_nav(page: Element) -> Iterator[_Entry]:
    """Yield the entries of the page list of a navigation document."""
    listed = find_page_list(page)
    for link in () if listed is None else listed.iter("{*}a"):
        yield words_of(link), 1, link.get("href") or ""


def _entries_of_ncx(root: Element) -> Iterator[_Entry]:
    """Yield the entries of an NCX; one without an address leads where its first one does."""
    for point in root.iter("{*}navPoint"):
        level = 1 + sum(1 for _ in point.iterancestors("{*}navPoint"))
        title, content = point.find("{*}navLabel"), _first(point, "{*}content")
        if title is not None and content is not None:
            yield words_of(title), level, content.get("src") or ""


def _pages_of_ncx(root: Element) -> Iterator[_Entry]:
    """Yield the entries of the page list of an NCX."""
    for target in root.iter("{*}pageTarget"):
        label, content = target.find("{*}navLabel"), target.find("{*}content")
        title = "" if label is None else words_of(label)
        if content is not None:
            yield title or target.get("value") or "", 1, content.get("src") or ""


def _first(element: Element | None, name: str) -> Element | None:
    """Return the first element of that name in an element, or None."""
    return None if element is None else next(element.iter(name), None)
