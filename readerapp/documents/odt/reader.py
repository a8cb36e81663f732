"""ODT: headings, paragraphs, lists, tables, quotes, links and notes of OpenDocument text.

Notes are footnotes and endnotes. A text may be an archive, or one XML file (flat, FODT). Comments
are annotations of the document; tracked deletions, hidden words and lists of contents are left out.

Source: OpenDocument 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import (
    local_attribute,
    local_name,
    parse_xml,
    whole_number,
)
from readerapp.documents.odt.contents import ContentsEntries
from readerapp.documents.odt.lists import ListNumbers, Numbering, nested_numbering
from readerapp.documents.odt.objects import SHAPES, OdtObjects
from readerapp.documents.odt.parts import (
    find_body,
    letterhead,
    page_words,
    plain_words,
    read_facts,
    read_parts,
)
from readerapp.documents.odt.revisions import CHANGE_TAGS, OdtRevisions
from readerapp.documents.odt.styles import OdtStyles
from readerapp.documents.office.comments import Comments
from readerapp.documents.office.omissions import omit_contents, omit_page_edges
from readerapp.documents.office.writer import INDENT, OfficeWriter
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SPACES = 200
"""Spaces that one element writes at most: its few bytes can ask for any number."""
_CITATION_LENGTH = 12
"""Code points of the number or sign of a note."""
_REPEATS = 16
"""Times that a cell or row repeats at most; sheets are padded with thousands."""
_REPEATED_LENGTH = 1_000_000
"""Code points of all cells and rows that repeat."""


def open_odt(source: DocumentInput) -> Document:
    """Open an ODT, or a flat one.

    Raises:
        ReaderError: it is damaged, encrypted, no text document, or has no words.
    """
    archive = ZipArchive(source) if source.raw.read(0, 2) == b"PK" else None
    if archive is not None:
        trees = read_parts(archive, source.label)
    else:
        flat = parse_xml(source.read(limits.MARKUP), source.label)
        trees = {"styles.xml": flat, "content.xml": flat, "meta.xml": flat}
    content = trees["content.xml"]
    styles = OdtStyles([trees[name] for name in ("styles.xml", "content.xml") if name in trees])
    blocks = list(find_body(content, source.label))
    objects = OdtObjects(content, archive, source.label)
    prose = InlineWriter(DocumentBuilder())
    writer = _OdtWriter(
        prose, styles, objects, OdtRevisions(content, prose), ContentsEntries(content)
    )
    head = letterhead(trees, styles.first_master_page(blocks))
    for edge in head:
        writer.inside(edge, BlockShape())
    builder = writer.write(source, blocks)
    writer.comments.annotate()
    writer.revisions.annotate()
    omit_page_edges(builder, page_words(trees.get("styles.xml"), head))
    title, author, date = read_facts(trees.get("meta.xml"))
    return builder.document(source, "odt", title=title, author=author, date=date)


class _OdtWriter(OfficeWriter):
    """A writer of the blocks of an ODT, and of what is in them.

    Attributes:
        comments: the comments so far.
        revisions: the tracked changes so far.
    """

    left_out = frozenset(
        {"tracked-changes", "table-of-content", "forms", "note-citation", "sequence-decls",
         "variable-decls", "user-field-decls", "dde-connection-decls", "alphabetical-index-source",
         "bibliography-source", "illustration-index-source", "object-index-source",
         "table-index-source", "user-index-source", "section-source", "title", "desc", "ruby-text",
         "binary-data", "script", "event-listeners", "event-listener", "scripts", "settings"}
    )  # fmt: skip
    paragraph_tags = ("p", "h")
    table_tag = "table"

    def __init__(
        self,
        prose: InlineWriter,
        styles: OdtStyles,
        objects: OdtObjects,
        revisions: OdtRevisions,
        contents: ContentsEntries,
    ) -> None:
        super().__init__(prose)
        self._contents = contents
        self.revisions = revisions
        self.comments = Comments(prose)
        self._styles = styles
        self._objects = objects
        self._lists = ListNumbers()
        self._outline = Numbering(styles.outline_levels())
        self._code_before = False  # whether the block before was code
        self._repeatable = _REPEATED_LENGTH  # code points that may still be written again

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a heading, a paragraph, a list, a table, or a container of these."""
        tag = local_name(element)
        if tag in ("p", "h"):
            self._paragraph(element, tag, shape)
            for box in self.take_boxes():
                self.inside(box, shape)
            return
        self._code_before = False
        if tag == "list":
            self._list(element, shape)
        elif tag == "numbered-paragraph":
            self._numbered_paragraph(element, shape)
        elif tag == "table":
            self.table(element, shape)
        elif tag == "section":
            self._section(element, shape)
        elif tag in ("frame", "control", "annotation", "annotation-end"):
            self._prose.block(shape)
            self._piece(element, self._prose.words, code=False)
            for box in self.take_boxes():
                self.inside(box, shape)
        elif tag in CHANGE_TAGS:
            self.revisions.take(element)
        elif tag == "table-of-content":
            self._contents_list(element, shape)
        elif tag not in self.left_out:
            self.inside(element, shape)

    def _contents_list(self, element: Element, shape: BlockShape) -> None:
        """Write the entries of a list of contents that say more than a heading, with its title."""
        kept = self._contents.kept(element)
        for each in kept:
            self.block(each, shape)
        if not kept:
            omit_contents(self._prose.out)

    def _section(self, section: Element, shape: BlockShape) -> None:
        """Write a section, unless it is hidden; one that is in another file is named."""
        display = local_attribute(section, "display")
        if display == "none" or (
            display == "condition" and local_attribute(section, "is-hidden") == "true"
        ):
            self._prose.out.count_omission("hidden section")
            return
        before = self._prose.out.at
        self.inside(section, shape)
        link = local_attribute(section.find("{*}section-source"), "href")
        if link and self._prose.out.at == before:
            self._prose.block(shape)
            self._prose.mark("linked document", link)

    def _paragraph(self, paragraph: Element, tag: str, shape: BlockShape) -> None:
        """Write a paragraph or heading, unless it is hidden."""
        style = self._styles.paragraph(local_attribute(paragraph, "style-name"))
        number = self._outline_number(paragraph, style.list_style) if tag == "h" else ""
        if style.hidden or any(
            local_attribute(field, "is-hidden") == "true"
            for field in paragraph.iterchildren("{*}hidden-paragraph")
        ):
            if self.has_words(paragraph):
                self._prose.out.count_omission("hidden paragraph")
            return
        level = min(style.level, 6)
        if tag == "h":
            level = min(whole_number(local_attribute(paragraph, "outline-level")), 6) or 1
            if number and self.has_words(paragraph):
                shape = replace(shape, indent=max(0, shape.indent - len(self._prose.marker)))
                self._prose.marker = ""
            else:
                number = ""
        if style.kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + INDENT)
        code = style.kind == "code"
        tight = shape.tight or (code and self._code_before)
        self._prose.block(replace(shape, heading=level, tight=tight))
        with self._prose.styled(style.kind) if style.kind else ExitStack():
            self._prose.words(number)
            self._words(paragraph, code)
        self._code_before = code and self._prose.open

    def _outline_number(self, heading: Element, list_style: str | None) -> str:
        """Count a heading and return its number with a space after it; "" if it has none.

        A heading in a list has the number of its item. The outline style numbers the others.
        """
        if self._prose.marker:
            return "" if self._prose.marker == BULLET else self._prose.marker
        if list_style is not None or local_attribute(heading, "is-list-header") == "true":
            return ""
        if next(heading.iterancestors("{*}list"), None) is not None:
            return ""
        depth = (whole_number(local_attribute(heading, "outline-level")) or 1) - 1
        start = whole_number(local_attribute(heading, "start-value"), -1)
        if local_attribute(heading, "restart-numbering") == "true" and start < 0:
            self._outline.counts.pop(depth, None)
        label = self._outline.next_label(min(depth, 9), start)
        return "" if label == BULLET else label

    def _words(self, element: Element, code: bool = False) -> None:
        """Write the words in an element; in `code` each space is significant."""
        say = self._prose.write if code else self._prose.words

        def speak(words: str | None) -> None:
            if words:
                say(words)

        speak(element.text)
        for child in element:
            self._piece(child, say, code)
            speak(child.tail)

    def _piece(self, piece: Element, say: Callable[[str], None], code: bool) -> None:
        """Write an element inside a paragraph with `say`; `code` is as in `_words`."""
        tag = local_name(piece)
        if tag == "s":
            say(" " * min(whole_number(local_attribute(piece, "c"), 1), _SPACES))
        elif tag == "tab":
            say("\t" if code else " ")
        elif tag == "line-break":
            self._prose.line_break()
        elif tag == "a":
            address = local_attribute(piece, "href")
            address = unquote(address) if address.startswith("#") else address
            with self._prose.styled("link", address):
                self._words(piece, code)
        elif tag in _REFERENCES:
            with self._prose.styled("link", f"#{local_attribute(piece, 'ref-name')}"):
                self._words(piece, code)
        elif tag in _PLACES:
            self._prose.anchor(local_attribute(piece, "name"))
        elif tag == "note":
            body = piece.find("{*}note-body")
            if body is not None:
                self._mark_note(piece, body)
        elif tag in ("annotation", "annotation-end"):
            self._comment(piece, tag)
        elif tag in CHANGE_TAGS:
            self.revisions.take(piece)
        elif tag == "span":
            self._span(piece, code)
        elif tag == "hidden-text":
            if local_attribute(piece, "is-hidden") == "false":
                self._words(piece, code)
            elif self.has_words(piece):
                self._prose.out.count_omission("hidden passage")
        elif tag in ("control", "image", "object", "object-ole", "plugin", "applet"):
            self._object(piece)
        elif tag == "frame":
            self._frame(piece)
        elif tag in SHAPES or tag == "text-box":
            if tag in SHAPES:
                self._object(piece)
            if self.has_words(piece):
                self._boxes.append(piece)
        elif tag not in self.left_out and local_attribute(piece, "display") != "none":
            self._words(piece, code)

    def _mark_note(self, note: Element, body: Element) -> None:
        """Write the mark of a footnote or endnote with the number that the document gives it."""
        citation = note.find("{*}note-citation")
        label = "" if citation is None else " ".join(plain_words(citation).split())
        self._notes.mark(body, partial(self.inside, body), label[:_CITATION_LENGTH])

    def _span(self, span: Element, code: bool) -> None:
        """Write words of one style, unless they are hidden."""
        style = self._styles.words(local_attribute(span, "style-name"))
        if style.hidden:
            if self.has_words(span):
                self._prose.out.count_omission("hidden passage")
            return
        with ExitStack() as styles:
            for kind in style.kinds:
                styles.enter_context(self._prose.styled(kind))
            if style.position:
                raised = style.position == "super"
                styles.enter_context(
                    self._prose.superscript() if raised else self._prose.subscript()
                )
            self._words(span, code)

    def _frame(self, frame: Element) -> None:
        """Write what is in a frame: text boxes after the paragraph, else the first other content.

        The others are the same in formats for other programs.
        """
        contents = [child for child in frame if local_name(child) not in self.left_out]
        boxes = [child for child in contents if local_name(child) in ("text-box", "table")]
        if boxes:
            self._boxes += boxes
        elif contents:
            self._object(contents[0])

    def _object(self, piece: Element) -> None:
        """Write the words of a formula, of a picture or of a form control, or a mark for it."""
        shown = self._objects.read(piece)
        if shown.words:
            self._prose.words(f" {shown.words} ")
        elif shown.thing and shown.name:
            self._prose.words(" ")
            self._prose.mark(shown.thing, shown.name)
            self._prose.words(" ")
        elif shown.thing:
            self._prose.out.count_omission(shown.thing)
        if local_name(piece) == "image" and self.has_words(piece):
            self._boxes.append(piece)

    def _comment(self, piece: Element, tag: str) -> None:
        """Collect a comment, or end its range."""
        name = local_attribute(piece, "name")
        if tag == "annotation-end":
            self.comments.end(name)
            return
        key = name or piece
        self.comments.begin(key)
        author, created = (
            "".join(map(str, each.itertext())).strip() if each is not None else ""
            for each in (piece.find("{*}creator"), piece.find("{*}date"))
        )
        lines = (" ".join(plain_words(line).split()) for line in piece.iter("{*}p", "{*}h"))
        self.comments.add(
            key,
            "\n".join(line for line in lines if line),
            author=author,
            created=created,
            reply_to=local_attribute(piece, "parent-name") or None,
            resolved=local_attribute(piece, "resolved") == "true",
        )

    def _list(self, element: Element, shape: BlockShape) -> None:
        """Write a list and those in it."""
        before, outer = self._prose.out.at, -1
        for child, label, indent, depth in self._items(element, 0, 0, None):
            if depth <= outer:  # an item without words leaves no label
                self._prose.marker = ""
            self._prose.marker += label
            tight = shape.tight or self._prose.out.at > before
            self.block(child, replace(shape, indent=shape.indent + indent, tight=tight))
            outer = depth
        self._prose.marker = ""

    def _items(
        self, element: Element, depth: int, indent: int, outer: Numbering | None
    ) -> Iterator[tuple[Element, str, int, int]]:
        """Yield each block of a list with its label, its indent in cells and its level, from 0.

        Only the first block of an item has a label. An item that has nothing but inner lists is
        not counted: office programs write it for an inner list that continues after a paragraph.
        """
        numbering = self._numbering(element, outer)
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            counted = local_name(item) == "list-header"
            levels = self._styles.levels(local_attribute(item, "style-override"))
            start = whole_number(local_attribute(item, "start-value"), -1)
            inner = indent
            if not counted and not len(item):
                numbering.next_label(depth, start, levels)
            for child in item:
                name, label = local_name(child), ""
                if name == "list":
                    step = 0 if inner > indent else INDENT
                    yield from self._items(child, depth + 1, inner + step, numbering)
                    continue
                if not counted and name not in _NO_BLOCKS:
                    label, counted = numbering.next_label(depth, start, levels), True
                    inner = indent + len(label)
                yield child, label, inner, depth

    def _numbering(self, element: Element, outer: Numbering | None) -> Numbering:
        """Return the numbering of a list: by its own style, else by that of its paragraphs."""
        name = local_attribute(element, "style-name")
        if outer is not None:
            return nested_numbering(outer, self._styles.levels(name) if name else None)
        name = name or self._list_style(element)
        return self._lists.open_list(element, name, self._styles.levels(name) or {})

    def _list_style(self, element: Element) -> str:
        """Return the list style that the first paragraph in a list has; "" if it has none."""
        first = next(element.iter("{*}p", "{*}h"), None)
        name = local_attribute(first, "style-name")
        return self._styles.paragraph(name).list_style or ""

    def _numbered_paragraph(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph that is numbered without being in a list."""
        name = local_attribute(element, "style-name") or self._list_style(element)
        levels = self._styles.levels(name)
        if levels is not None:
            numbering = self._lists.open_paragraph(element, name, levels)
            depth = max(0, min(whole_number(local_attribute(element, "level"), 1), 10) - 1)
            start = whole_number(local_attribute(element, "start-value"), -1)
            label = numbering.next_label(depth, start)
            self._prose.marker += label
            shape = replace(shape, indent=shape.indent + depth * INDENT + len(label))
        self.inside(element, shape)
        self._prose.marker = ""

    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words of a paragraph; white space in it is not significant."""
        if not self._styles.paragraph(local_attribute(paragraph, "style-name")).hidden:
            self._words(paragraph)

    def _cell_words(self, holder: Element) -> None:
        """Write what is in a cell as words of one line; items of lists have their labels."""
        for child in self.children(holder):
            if local_name(child) != "list":
                self._cell_block(child)
                continue
            for block, label, _, _ in self._items(child, 0, 0, None):
                if label and self.has_words(block):
                    self._prose.words(label)
                self._cell_block(block)

    def _cell_block(self, block: Element) -> None:
        """Write a block in a cell, with its text boxes."""
        tag = local_name(block)
        if tag in self.paragraph_tags:
            self.paragraph_words(block)
            self._prose.words(" ")
            for box in self.take_boxes():
                self._cell_words(box)
        elif tag not in self.left_out and tag != self.table_tag:
            self._cell_words(block)

    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells; some repeat."""
        return [
            (row, [cell for cell in _cells(row) for _ in range(self._repeats(cell, "columns"))])
            for row in self.nearest(table, "table-row")
            for _ in range(self._repeats(row, "rows"))
        ]

    def _repeats(self, element: Element, what: str) -> int:
        """Return how often a cell or row is written: it repeats if it has words, in limits."""
        count = min(whole_number(local_attribute(element, f"number-{what}-repeated"), 1), _REPEATS)
        if count < 2 or next(element.iter("{*}table"), None) is not None:
            return 1
        length = sum(len(str(text)) for text in element.itertext())
        if not length or length * count > self._repeatable:
            return 1
        self._repeatable -= length * count
        return count

    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""
        return next(row.iterancestors("{*}table-header-rows"), None) is not None

    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""
        return any(str(text).strip() for text in cell.itertext())


_REFERENCES = ("bookmark-ref", "reference-ref")
"""Fields that repeat words of another place, or its page."""
_PLACES = ("bookmark", "bookmark-start", "reference-mark", "reference-mark-start")
"""Elements that name a place."""
_NO_BLOCKS = ("soft-page-break", *CHANGE_TAGS)
"""Elements between blocks that write nothing."""


def _cells(row: Element) -> Iterator[Element]:
    """Return the cells of a row."""
    return row.iterchildren("{*}table-cell", "{*}covered-table-cell")
