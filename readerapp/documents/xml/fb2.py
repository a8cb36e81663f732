"""FictionBook (FB2): books of Russian and other e-libraries, also in a zip archive.

Notes stand in a body of their own; they are written at the end, and so are those that no word of
the book refers to.

Source: FictionBook 2.21 (https://github.com/gribuser/fb2, XML Schema).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.xml.source import read_book
from readerapp.documents.xml.writer import XmlTextWriter, XmlVocabulary, link_target
from readerapp.documents.zip_archive import ZipArchive
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_VOCABULARY = XmlVocabulary(
    skipped=frozenset({"description", "binary", "stylesheet", "empty-line"}),
    sections=frozenset({"section"}),
    titles=frozenset({"title"}),
    paragraphs=frozenset({"p", "text-author", "date", "annotation"}),
    strong_blocks=frozenset({"subtitle"}),
    lines=frozenset({"v"}),
    quotes=frozenset({"epigraph", "cite"}),
    rows=frozenset({"tr"}),
    cells=frozenset({"td", "th"}),
    header_cells=frozenset({"th"}),
    styles={
        "strong": "strong", "emphasis": "emphasis", "strikethrough": "strike", "code": "code",
    },
    superscripts=frozenset({"sup"}),
    subscripts=frozenset({"sub"}),
)  # fmt: skip
_POEM_TITLES = ("poem", "stanza")
_AUTHOR_PARTS = ("first-name", "middle-name", "last-name")
_DESCRIPTION = "The publisher's description of the book is not shown"


def open_fb2(source: DocumentInput) -> Document:
    """Open a FictionBook, or the one in a zip archive.

    Raises:
        ReaderError: it is too large, damaged, or has no words.
    """
    builder = DocumentBuilder()
    root = read_book(source, _read(source, builder), builder)
    writer = _Fb2Writer(source, InlineWriter(builder), root)
    writer.write(root)
    builder.check_words(source)
    title, author, date = _facts(root)
    return builder.document(source, "fb2", title=title, author=author, date=date)


def _read(source: DocumentInput, builder: DocumentBuilder) -> bytes:
    """Return the bytes of the book, from its archive if it is in one; other books are counted."""
    if source.raw.read(0, 2) != b"PK":
        return source.read(limits.MARKUP)
    archive = ZipArchive(source)
    names = sorted(name for name in archive.names if name.lower().endswith(".fb2"))
    if len(names) > 1:
        books = count_noun(len(names) - 1, "other book")
        builder.omit(f"{books} in the archive can be read if it is unpacked")
    return archive.read(names[0] if names else "book.fb2")


def _facts(root: Element) -> tuple[str, str, str]:
    """Return title, authors and date, empty where the book does not say."""
    info = root.find("{*}description/{*}title-info")
    if info is None:
        return "", "", ""
    authors = []
    for author in info.iterchildren("{*}author"):
        parts = [_words(author.find(f"{{*}}{name}")) for name in _AUTHOR_PARTS]
        authors.append(" ".join(filter(None, parts)) or _words(author.find("{*}nickname")))
    date = info.find("{*}date")
    written = local_attribute(date, "value") or _words(date)
    year = root.find("{*}description/{*}publish-info/{*}year")
    return _words(info.find("{*}book-title")), ", ".join(filter(None, authors)), (
        written or _words(year)
    )  # fmt: skip


def _words(element: Element | None) -> str:
    """Return the words of an element on one line."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


class _Fb2Writer(XmlTextWriter):
    """A writer of the bodies of a FictionBook."""

    vocabulary = _VOCABULARY

    def __init__(self, source: DocumentInput, prose: InlineWriter, root: Element) -> None:
        super().__init__(source, prose)
        self.handlers |= {"a": self._link, "image": self._image, "title": self._title}
        self._bodies = list(root.iterchildren("{*}body"))
        self._noted = {
            local_attribute(section, "id"): section
            for body in self._bodies[1:]
            if local_attribute(body, "name")
            for section in body.iter("{*}section")
            if local_attribute(section, "id")
        }
        self._marked: set[str] = set()
        self._in_notes = False

    def write(self, root: Element) -> None:
        """Write all bodies: those of notes at the end."""
        for done, body in enumerate(self._bodies):
            self._source.progress(done, len(self._bodies))
            if done == 0 or not local_attribute(body, "name"):
                self.level = int(body.find("{*}title") is not None)  # then sections are below it
                self.prose.block(self.shape)
                self.inside(body)
        self.notes.write()
        self._in_notes = True
        for body in self._bodies[1:]:
            if local_attribute(body, "name"):
                self._write_unmarked(body)
        self.prose.close()
        if root.find("{*}description/{*}title-info/{*}annotation") is not None:
            self.prose.out.omit(_DESCRIPTION, words=False)

    def _write_unmarked(self, body: Element) -> None:
        """Write what is left of a body of notes: those that nothing refers to."""
        for child in body:
            if local_name(child) == "section" and not self._is_marked(child):
                self.element(child)

    def _is_marked(self, section: Element) -> bool:
        """Return whether a section is a note with a mark, or has only such notes."""
        if local_attribute(section, "id") in self._marked:
            return True
        inner = list(section.iterchildren("{*}section"))
        return bool(inner) and all(map(self._is_marked, inner))

    def _title(self, title: Element) -> None:
        """Write a title; that of a poem or note is no heading."""
        parent = title.getparent()
        if self._in_notes or (parent is not None and local_name(parent) in _POEM_TITLES):
            self.strong_block(title)
        else:
            self.title(title)

    def _link(self, link: Element) -> None:
        """Write a link, or the mark of a note."""
        target = local_attribute(link, "href")
        name = target.removeprefix("#")
        section = self._noted.get(name) if target.startswith("#") else None
        if section is None:
            with self.prose.styled("link", link_target(target)):
                self.inside(link)
            return
        self._marked.add(name)
        label = _words(link)
        title = section.find("{*}title")
        repeats = title is not None and _words(title).strip("[]().") == label.strip("[]().")
        self.note(section, label, title if repeats else None)

    def _image(self, image: Element) -> None:
        """Write a picture."""
        said = (local_attribute(image, name) for name in ("alt", "title"))
        self.picture(next(filter(None, said), ""))
