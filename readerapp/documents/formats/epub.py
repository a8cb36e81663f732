"""EPUB 2 and 3: the pages of the spine in order, with chapters as locators.

Footnotes stay where they are in the pages.

Sources: https://www.w3.org/TR/epub-33/ and the NCX of https://daisy.org/z3986/2005.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.document import Document, Heading, Part
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import parse_xhtml, parse_xml
from readerapp.documents.html.to_text import HtmlToText
from readerapp.documents.toc import TocEntry, are_distinct, chapter_labels, parse_chapter_number
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PREVIEW_LENGTH = 6000
"""Code points that are shown while the rest of a book is read."""
_UNKNOWN_AUTHOR = "Unknown"
"""The name that calibre writes for an unknown author."""
_HEADING_DISTANCE = 300
"""Code points after an entry of the contents in which its heading is looked for."""


@dataclass(frozen=True, slots=True)
class _Package:
    """The content of the package file.

    Attributes:
        pages: archive names of the pages of the spine, each with its name in the package file.
        nav: archive name of the navigation document (EPUB 3); empty if there is none.
        ncx: archive name of the NCX (EPUB 2); empty if there is none.
        title: the title of the book.
        author: the authors, with commas between them.
        date: the first ten characters of the date: YYYY-MM-DD, or less.
    """

    pages: Mapping[str, str]
    nav: str
    ncx: str
    title: str
    author: str
    date: str


def open_epub(source: DocumentInput) -> Document:
    """Open an EPUB.

    Raises:
        ReaderError: it is damaged, protected (DRM) or without words.
    """
    archive = ZipArchive(source)
    package = _package(archive, source.label)
    _refuse_protected(archive, package, source.label)
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    pages = [page for page in package.pages if page != package.nav] or list(package.pages)
    previewed = False
    for done, page in enumerate(pages):
        source.progress(done, len(pages))
        writer.check_length(source)
        if not previewed and writer.at > _PREVIEW_LENGTH:
            previewed = True
            source.show_beginning(writer.beginning(source))
        prose.anchor(page)
        body = parse_xhtml(archive.read(page), source.label)
        HtmlToText(prose, partial("{}#{}".format, page)).write(body)
    prose.close()
    if not writer.at:
        raise ReaderError(f"{source.label} has pages without text (images only).")
    written = (page for page in pages if page in prose.offsets)
    writer.parts += [Part(prose.offsets[page], package.pages[page]) for page in written]
    contents = list(_contents(archive, package, prose.offsets, source.label))
    _set_chapters(writer, contents, package.title)
    title, author, date = package.title, package.author, package.date
    return writer.document(source, "epub", title=title, author=author, date=date)


def _package(archive: ZipArchive, label: str) -> _Package:
    """Read the package file that the container file names.

    Raises:
        ReaderError: a file is missing or damaged, or no pages are in the archive.
    """
    container = parse_xml(archive.read(_CONTAINER), label)
    name = next((each.get("full-path", "") for each in container.iter("{*}rootfile")), "")
    root = parse_xml(archive.read(name), label)
    items = {each.get("id", ""): each for each in root.iter("{*}item")}
    paths = {key: _path(name, each.get("href", "")) for key, each in items.items()}
    spine = next(root.iter("{*}spine"), None)
    order = [] if spine is None else [each.get("idref", "") for each in spine.iter("{*}itemref")]
    present = [key for key in order if key in paths and paths[key] in archive]
    pages = {paths[key]: items[key].get("href", "") for key in present}
    if not pages:
        raise ReaderError(f"{label} has no readable chapters; get a new copy.")
    nav = next((k for k, each in items.items() if "nav" in each.get("properties", "").split()), "")
    ncx = "" if spine is None else spine.get("toc", "")
    return _Package(
        pages,
        paths.get(nav, ""),
        paths.get(ncx, ""),
        _dublin_core(root, "title"),
        ", ".join(name for name in _creators(root) if name != _UNKNOWN_AUTHOR),
        _dublin_core(root, "date")[:10],
    )


def _creators(root: Element) -> Iterator[str]:
    """Yield the authors."""
    return (_words(each) for each in root.iter("{http://purl.org/dc/elements/1.1/}creator"))


def _dublin_core(root: Element, name: str) -> str:
    """Return the first Dublin Core element with that name as words; empty if there is none."""
    element = next(root.iter("{http://purl.org/dc/elements/1.1/}" + name), None)
    return "" if element is None else _words(element)


def _words(element: Element) -> str:
    """Return the words of an element with white space collapsed."""
    return " ".join("".join(str(words) for words in element.itertext()).split())


def _path(base: str, address: str) -> str:
    """Return the archive name of `address` as the file `base` means it, without its fragment."""
    path = unquote(address.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base


def _refuse_protected(archive: ZipArchive, package: _Package, label: str) -> None:
    """Check that no pages are encrypted; fonts may be.

    Raises:
        ReaderError: pages are encrypted.
    """
    if _ENCRYPTION not in archive:
        return
    listed = parse_xml(archive.read(_ENCRYPTION), label).iter("{*}CipherReference")
    encrypted = {_path("", each.get("URI", "")) for each in listed}
    if encrypted & set(package.pages):
        raise ReaderError(f"{label} has copy protection (DRM); open it in the seller's program.")


def _contents(
    archive: ZipArchive, package: _Package, offsets: dict[str, int], label: str
) -> Iterator[TocEntry]:
    """Yield the entries of the table of contents whose offsets are known; none if it is damaged."""
    entries: list[tuple[str, int, str]] = []
    with suppress(ReaderError):
        if package.nav:
            nav_entries = _entries_of_nav(parse_xhtml(archive.read(package.nav), label))
            entries = list(islice(nav_entries, limits.TOC_ENTRIES))
            base = package.nav
        if package.ncx and not entries:
            ncx_entries = _entries_of_ncx(parse_xml(archive.read(package.ncx), label))
            entries = list(islice(ncx_entries, limits.TOC_ENTRIES))
            base = package.ncx
    for title, level, address in entries:
        path, fragment = _path(base, address), unquote(address.partition("#")[2])
        offset = offsets.get(f"{path}#{fragment}", offsets.get(path))
        if offset is not None and title:
            yield TocEntry(offset, level, title)


def _entries_of_nav(page: Element) -> Iterator[tuple[str, int, str]]:
    """Yield title, level from 1 and address of each entry of a navigation document (EPUB 3)."""
    kind = "{http://www.idpf.org/2007/ops}type"
    navs = list(page.iter("{*}nav"))
    toc = next((nav for nav in navs if "toc" in (nav.get(kind) or "toc").split()), None)
    for link in () if toc is None else toc.iter("{*}a"):
        level = sum(1 for _ in link.iterancestors("{*}ol"))
        yield _words(link), max(1, level), link.get("href") or ""


def _entries_of_ncx(root: Element) -> Iterator[tuple[str, int, str]]:
    """Yield title, level from 1 and address of each entry of an NCX (EPUB 2)."""
    for point in root.iter("{*}navPoint"):
        level = 1 + sum(1 for _ in point.iterancestors("{*}navPoint"))
        title, content = point.find("{*}navLabel"), point.find("{*}content")
        if title is not None and content is not None:
            yield _words(title), level, content.get("src") or ""


def _set_chapters(writer: DocumentBuilder, entries: list[TocEntry], book: str) -> None:
    """Set milestones at the chapters, and add headings for entries that have none in the text."""
    entries.sort(key=attrgetter("start"))
    headings = [TocEntry(each.start, each.level, each.title) for each in writer.headings]
    entries = entries or headings
    starts = [heading.start for heading in writer.headings]
    missing = []
    after = writer.at
    below = writer.at  # the offset of the entry after this one
    for entry in reversed(entries):
        after = after if entry.start == below else below
        below = entry.start
        stop = min(after, entry.start + _HEADING_DISTANCE)
        if bisect_left(starts, entry.start) == bisect_left(starts, stop):
            missing.append(Heading(entry.start, min(entry.level, 6), entry.title))
    writer.headings += reversed(missing)
    writer.headings.sort(key=attrgetter("start"))
    if len(entries) < 2:
        return
    titles, heading_titles = ([each.title for each in some] for some in (entries, headings))
    if (
        any(map(parse_chapter_number, titles))
        and not are_distinct(titles)
        and are_distinct(heading_titles)
    ):
        entries = headings  # the text has the volumes that the contents leave out
    for start, label in chapter_labels(entries, book):
        writer.milestone(label, start, numbered=True)
