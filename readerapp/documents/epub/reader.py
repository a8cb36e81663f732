"""EPUB 2 and 3: the pages of the spine in order, with printed pages or chapters as locators.

Footnotes stay where they are in the pages. What the book names and the archive does not have, or
what cannot be read, is said at its place.

Sources: https://www.w3.org/TR/epub-33/ and the NCX of https://daisy.org/z3986/2005.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document, Heading, Part
from readerapp.documents.epub.navigation import (
    find_page_list,
    find_toc,
    read_navigation,
)
from readerapp.documents.epub.package import (
    Package,
    Page,
    read_package,
    refuse_protected,
    resolve,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.media import file_name
from readerapp.documents.html.note_marks import set_note_anchors
from readerapp.documents.html.page_numbers import format_page
from readerapp.documents.html.parser import parse_xhtml
from readerapp.documents.html.to_text import HtmlToText
from readerapp.documents.toc import TocEntry, are_distinct, chapter_labels, parse_chapter_number
from readerapp.documents.zip_archive import MemberError, ZipArchive
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

_PREVIEW_LENGTH = 6000
"""Code points that are shown while the rest of a book is read."""
_HEADING_DISTANCE = 300
"""Code points after an entry of the contents in which its heading is looked for."""
_LISTED = 5
"""Names of missing pages that are listed."""
_NAME_WIDTH = 60
"""Cells of a file name in a sentence."""
_MEDIA = {"image": "picture", "audio": "recording", "video": "video"}
_has_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//").match
_PICTURE_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")


def open_epub(source: DocumentInput) -> Document:
    """Open an EPUB.

    Raises:
        ReaderError: it is damaged, protected (DRM) or without words.
    """
    archive = ZipArchive(source)
    package = read_package(archive, source.label)
    refuse_protected(archive, package, source.label)
    writer = DocumentBuilder()
    pages = _Pages(archive, package, writer, source.label)
    previewed = False
    for done, page in enumerate(package.pages):
        source.progress(done, len(package.pages))
        writer.check_length(source)
        if not previewed and writer.at > _PREVIEW_LENGTH:
            previewed = True
            source.show_beginning(writer.beginning(source))
        pages.write(page)
    pages.close()
    navigation = read_navigation(archive, package, pages.offsets, source.label)
    _set_milestones(
        writer, navigation.contents, navigation.pages or pages.printed_pages, package.title
    )
    title, author, date = package.title, package.author, package.date
    return writer.document(
        source, "epub", title=title, author=author, date=date, reference=package.reference
    )


class _Pages:
    """A writer of the pages of a book, one after the other."""

    def __init__(
        self, archive: ZipArchive, package: Package, writer: DocumentBuilder, label: str
    ) -> None:
        self._archive = archive
        self._package = package
        self._out = writer
        self._label = label
        self._prose = InlineWriter(writer)
        self._printed: list[tuple[str, str]] = []  # number of a printed page, name of its anchor
        self._missing: list[str] = []
        self._unreadable: list[str] = []
        self._reason: ReaderError | None = None  # why the first unreadable page is so
        self._has_words = False

    @property
    def offsets(self) -> dict[str, int]:
        """Return the offsets of the archive names of pages, and of "name#id"."""
        return self._prose.offsets

    @property
    def printed_pages(self) -> list[tuple[int, str]]:
        """Return offset and number of the printed pages that are marked in the text."""
        return [(self.offsets[anchor], label) for label, anchor in self._printed]

    def write(self, page: Page) -> None:
        """Write a page, or a mark for one that has no words."""
        prose = self._prose
        for name in filter(None, (page.name, page.stands_for)):
            prose.anchor(name)
        before = self._out.at
        if not page.name:
            self._missing.append(page.address)
            self._mark("chapter missing", page.address)
        else:
            try:
                self._read(page)
            except MemberError as error:
                self._reason = self._reason or error
                self._unreadable.append(page.address)
                self._mark("chapter not readable", page.address)
        if self._out.at > before and page.name:
            self._out.parts.append(Part(prose.offsets[page.name], page.address))

    def close(self) -> None:
        """End the last page, and say what is not shown.

        Raises:
            ReaderError: no page has words.
        """
        self._prose.close()
        set_note_anchors(self._out.anchors)
        if not self._has_words:
            raise self._reason or ReaderError(
                f"{self._label} has pages without text (images only)."
            )
        if self._missing:
            self._out.omit(_count_chapters(self._missing, "is missing from the file"))
        if self._unreadable:
            self._out.omit(_count_chapters(self._unreadable, "cannot be read"))
        if unknown := self._package.unknown:
            entries = count_noun(len(unknown), "entry", "entries")
            self._out.omit(f"{entries} of the spine {_have(unknown)} no file")

    def _read(self, page: Page) -> None:
        """Write what is in the file of a page.

        Raises:
            MemberError: it is damaged.
            ReaderError: the book is beyond the limits.
        """
        data = self._archive.read(page.name)
        kind = page.media_type.partition("/")[0]
        if data.startswith(_PICTURE_BEGINNINGS) or not (page.is_markup or kind == "text"):
            self._prose.block(BlockShape())
            kind = "image" if data.startswith(_PICTURE_BEGINNINGS) else kind
            label = {"image": "picture"}.get(kind, kind if kind in _MEDIA else "file")
            self._prose.mark(_MEDIA.get(kind, "file"), _clean(file_name(page.address)), label)
            self._prose.block(BlockShape())
            return
        if not data.strip():
            return
        before = self._out.at
        try:
            root = parse_xhtml(data, self._label)
        except ReaderError as error:
            raise MemberError(str(error)) from None
        blocks = HtmlToText(
            self._prose,
            partial("{}#{}".format, page.name),
            partial(self._link, page.name),
            book=True,
        )
        omitted = []
        if page.name == self._package.nav and len(self._package.pages) > 1:
            omitted = [nav for nav in (find_toc(root), find_page_list(root)) if nav is not None]
        blocks.write(root, omitted)
        self._printed += blocks.pages
        self._has_words = self._has_words or self._out.at > before

    def _link(self, base: str, address: str) -> str:
        """Return "#" and the name of the anchor that a link in a page leads to.

        An address outside the book is returned as it is.
        """
        if _has_scheme(address):
            return address
        fragment = unquote(address.partition("#")[2])
        path = resolve(self._archive, base, address)
        return f"#{path}#{fragment}" if fragment else f"#{path}"

    def _mark(self, what: str, name: str) -> None:
        """Write a mark for a page that is not there."""
        self._prose.block(BlockShape())
        self._prose.write(f"[{what}: {_clean(name)}]")
        self._prose.block(BlockShape())


def _clean(name: str) -> str:
    """Return the name of a file in a book as it can be shown."""
    return sanitize_label(name, _NAME_WIDTH)


def _count_chapters(names: Sequence[str], what: str) -> str:
    """Return the sentence on the chapters that are not shown, with their names."""
    listed = ", ".join(map(_clean, names[:_LISTED]))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    verb = what if len(names) == 1 else what.replace("is missing", "are missing")
    return f"{count_noun(len(names), 'chapter')} {verb} ({listed}{more})"


def _have(things: Sequence[str]) -> str:
    return "has" if len(things) == 1 else "have"


def _set_milestones(
    writer: DocumentBuilder, entries: list[TocEntry], pages: list[tuple[int, str]], book: str
) -> None:
    """Set milestones at the printed pages, and at the chapters before the first of them."""
    numbers = dict(sorted(pages, key=lambda page: page[0]))
    first = min(numbers, default=writer.at + 1)
    for start, label in _set_chapters(writer, entries, book):
        if start < first:
            writer.milestone(label, start, numbered=True)
    for start, number in numbers.items():
        writer.milestone(format_page(number), start)


def _set_chapters(
    writer: DocumentBuilder, entries: list[TocEntry], book: str
) -> Iterable[tuple[int, str]]:
    """Add headings for entries that have none in the text; return the chapters and their labels."""
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
        return ()
    titles, heading_titles = ([each.title for each in some] for some in (entries, headings))
    if (
        any(map(parse_chapter_number, titles))
        and not are_distinct(titles)
        and are_distinct(heading_titles)
    ):
        entries = headings  # the text has the volumes that the contents leave out
    return chapter_labels(entries, book)
