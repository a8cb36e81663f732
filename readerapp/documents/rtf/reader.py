r"""RTF: paragraphs, headings, lists, tables, links, notes and comments of Rich Text Format.

Programs write the numbers of lists as text (\listtext), so none are counted here. Page headers,
hidden words and tracked deletions are left out and named.

Source: Rich Text Format Specification 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.docx.symbols import symbol
from readerapp.documents.footnotes import Footnotes
from readerapp.documents.format import DocumentInput
from readerapp.documents.office.comments import Comments
from readerapp.documents.office.omissions import omit_page_edges
from readerapp.documents.office.revisions import Revisions
from readerapp.documents.rtf.prose import ParagraphPlace, RtfProse, WordStyle
from readerapp.documents.rtf.state import RtfHeader, RtfState
from readerapp.documents.rtf.syntax import (
    CODE_PAGES,
    destination_at,
    group_end,
    is_checked,
    number_of,
    packed_date,
    read_fonts,
    read_heading_styles,
)
from readerapp.documents.rtf.token_reader import RtfTokenReader
from readerapp.documents.rtf.vocabulary import (
    EDGES,
    FONT_WORDS,
    MATH_SIGNS,
    NOTE_FORMS,
    PROPERTIES,
    SHOWN,
    SIGN_WORDS,
    SKIPPED,
    TOGGLES,
)

_PARTS = 3
"""Notes, comments and text boxes inside each other whose words are read."""

_address = re.compile(r"\bHYPERLINK\s+(\\l\s+)?(?:\"([^\"]*)\"|(\S+))").search
_symbol_field = re.compile(r"\bSYMBOL\s+(\d{1,5})\b(?:\s*\\f\s*\"?([^\"\\]*))?").search
_alternative = re.compile(rb"\\sn\s+wzDescription\s*\}\s*\{\\sv\b\s*").search


def open_rtf(source: DocumentInput) -> Document:
    """Open an RTF document.

    Raises:
        ReaderError: it is too large, nested too deeply, or has no words.
    """
    data = source.read(limits.RTF)
    builder = DocumentBuilder()
    header = RtfHeader(source.encoding or "cp1252")
    _RtfReader(source, data, InlineWriter(builder), header).read_document()
    builder.check_words(source)
    return builder.document(
        source, "rtf", title=header.title, author=header.author, date=header.date
    )


class _RtfReader(RtfTokenReader):
    """A reader of the tokens of a document, or of a part of it, which writes its words."""

    def __init__(
        self,
        source: DocumentInput,
        data: bytes,
        prose: InlineWriter,
        header: RtfHeader,
        within: int = 0,
    ) -> None:
        super().__init__(source, data, header)
        self._prose = prose
        self._within = within
        self._notes = Footnotes(prose)
        self._comments = Comments(prose)
        self._author = ""  # of the comment that follows
        self._revisions = Revisions(prose)
        self._out = RtfProse(prose)
        self._boxes: list[tuple[int, int]] = []
        self._is_hidden = False  # whether the words before were hidden

    def read_document(self) -> None:
        """Read the whole document, its notes and its comments."""
        self.read(0, len(self.data))
        self.end_paragraph()
        self._notes.write()
        self._prose.close()
        self._comments.annotate()
        self._revisions.annotate()
        omit_page_edges(self._prose.out, self.header.edges)

    def read_destination(self, begin: int, end: int) -> int:
        """Read a group that is a destination, and return the offset after it.

        Return 0 if it is none, or if its words are words of the text.
        """
        found = destination_at(self.data, begin, end)
        if found is None:
            return 0
        starred, name, inner = found[1], found[2], found.end()
        if sign := MATH_SIGNS.get(name):
            self.take_words(sign)
        read = _DESTINATIONS.get(name)
        if read is None and name not in SKIPPED and (not starred or name in SHOWN):
            return 0
        after = group_end(self.data, begin + 1, end)
        inside = after - 1 if self.data[after - 1 : after] == b"}" else after
        if read is not None:
            read(self, inner, inside)
        elif name in EDGES and not self._within:
            self._read_edge(name, inner, inside)
        return after

    def _read_edge(self, name: bytes, start: int, end: int) -> None:
        """Read a page header or footer: that of the first page only is the head of a letter."""
        first = name == b"headerf" or (name in (b"header", b"headerr") and self.header.pages == 1)
        if first and not self._prose.out.at:
            self._read_part(start, end)
            self.end_paragraph()
        else:
            self.header.edges += self._words_of(start, end).split("\n")

    def _words_of(self, start: int, end: int) -> str:
        """Return the words of a part of the document."""
        part = self.data[start:end]
        if b"\\" not in part and b"{" not in part:
            return part.decode(self.header.codec, "replace").strip()
        if self._within >= _PARTS:
            return ""
        builder = DocumentBuilder()
        reader = _RtfReader(
            self.source, self.data, InlineWriter(builder), self.header, self._within + 1
        )
        reader.read(start, end)
        reader.end_paragraph()
        reader._prose.close()
        return builder.whole().strip()

    def obey(self, word: bytes, number: int | None) -> None:
        """Obey a control word."""
        if word == b"u":
            self.decoder.add_unicode(number or 0)
            return
        if sign := SIGN_WORDS.get(word):
            self.decoder.add_sign(sign)
            return
        self.decoder.flush()
        self.decoder.end_skip()
        if name := TOGGLES.get(word):
            setattr(self.state, name, number != 0)
        elif note := NOTE_FORMS.get(word):
            self.header.note_forms.update([note])
        elif found := PROPERTIES.get(word):
            name, value = found
            setattr(self.state, name, (number or 0) if value is None else value)
            if word in FONT_WORDS:
                self.set_font()
        elif obey := _WORDS.get(word):
            obey(self, 0 if number is None else number)

    def take_words(self, words: str) -> None:
        """Write words, unless they are hidden or deleted."""
        state = self.state
        if state.deleted:
            self._revisions.delete(words, self.header.author_of(state.deleted_by), "")
            return
        if state.hidden:
            if words.strip() and not self._is_hidden:
                self._prose.out.count_omission("hidden passage")
                self._is_hidden = True
            return
        self._is_hidden = False
        if state.inserted:
            with self._revisions.insertion(self.header.author_of(state.inserted_by), ""):
                self._out.say(words, self._word_style(), self._place())
        else:
            self._out.say(words, self._word_style(), self._place())

    def _word_style(self) -> WordStyle:
        """Return the style of the words that follow."""
        state = self.state
        kinds = (
            ("strong", state.bold), ("emphasis", state.italic), ("strike", state.strike)
        )  # fmt: skip
        return WordStyle(tuple(kind for kind, is_on in kinds if is_on), state.link, state.position)

    def _place(self) -> ParagraphPlace:
        """Return where the open paragraph stands."""
        state = self.state
        level = state.outline + 1 if 0 <= state.outline < 9 else 0
        level = level or self.header.headings.get(state.style, 0)
        return ParagraphPlace(min(level, 6), state.in_table, state.depth)

    def end_paragraph(self) -> None:
        """End a paragraph, and write the text boxes that are anchored in it."""
        if self._out.in_row:
            self._out.line_break()
            return
        self._out.end_paragraph()
        self._write_boxes()

    def _write_boxes(self) -> None:
        """Write the text boxes of the paragraph or row before."""
        boxes, self._boxes = self._boxes, []
        for start, end in boxes:
            self._read_part(start, end)
            self._out.end_paragraph()

    def _read_part(self, start: int, end: int) -> None:
        """Read a note or text box with properties of its own."""
        if self._within >= _PARTS:
            return
        state, self._within = self.state, self._within + 1
        self.set_state(RtfState(font=self.header.font))
        self.read(start, end)
        self.set_state(state)
        self._within -= 1

    def _end_row(self, _number: int) -> None:
        """End a row of a table."""
        self._out.end_row()
        self._write_boxes()

    def _reset_words(self, _number: int) -> None:
        """Set the properties of words to those of the document."""
        self.state.reset_words(self.header.font)
        self.set_font()

    def _read_field(self, start: int, end: int) -> None:
        """Read a field: its result, as a link if it is one; check boxes and signs have none."""
        data = self.data
        at = data.find(b"\\fldinst", start, end)
        instruction_end = group_end(data, at + 8, end) if at >= 0 else start
        instruction = self._words_of(at + 8, instruction_end) if at >= 0 else ""
        address = _address(instruction)
        outer = self.state
        state = outer.copy()
        if address:
            state.link = ("#" if address[1] else "") + (address[2] or address[3])
        self.set_state(state)
        before = self._prose.out.at
        self.read(instruction_end, end)
        self.set_state(state)
        if "FORMCHECKBOX" in instruction:
            self.take_words("[x]" if is_checked(data, start, instruction_end) else "[ ]")
        elif self._prose.out.at == before and (sign := _symbol_field(instruction)):
            self.take_words(symbol(sign[2] or "Symbol", int(sign[1])) or "•")
        self.set_state(outer)

    def _read_note(self, start: int, end: int) -> None:
        """Read a footnote or endnote: its mark now, its words at the end."""
        if self._within:
            self.take_words(" ")
            self._read_part(start, end)
            return
        self._out.begin(self._place())
        self._out.end_style()
        kind = "endnote" if self.data.startswith(b"\\ftnalt", start) else "footnote"
        label = self.header.next_note(kind)
        self._notes.mark(start, partial(self._write_note, start, end), label)

    def _write_note(self, start: int, end: int, shape: BlockShape) -> None:
        """Write a note in blocks of a shape; the first one has begun."""
        self._out.set_shape(shape, begun=True)
        self._read_part(start, end)
        self.end_paragraph()

    def _read_comment(self, start: int, end: int) -> None:
        """Read a comment."""
        data = self.data
        key: object = start
        if found := re.compile(rb"\{\\\*\\atnref (\d{1,9})").search(data, start, end):
            key = int(found[1])
        self._comments.begin(key)
        dated = re.compile(rb"\{\\\*\\atndate (-?\d{1,12})").search(data, start, end)
        created = packed_date(int(dated[1])) if dated else ""
        note = self._words_of(start, end)
        self._comments.add(key, note, author=self._author, created=created)

    def _read_comment_author(self, start: int, end: int) -> None:
        """Read the author of the comment that follows."""
        self._author = self._words_of(start, end)

    def _begin_comment(self, start: int, end: int) -> None:
        """Begin the range of a comment."""
        self._comments.begin(number_of(self.data[start:end]))

    def _end_comment(self, start: int, end: int) -> None:
        """End the range of a comment."""
        self._comments.end(number_of(self.data[start:end]))

    def _read_label(self, start: int, end: int) -> None:
        """Read the label of a list item."""
        self._out.set_label(self._words_of(start, end))

    def _read_box(self, start: int, end: int) -> None:
        """Keep a text box until its paragraph ends."""
        self._boxes.append((start, end))

    def _read_bookmark(self, start: int, end: int) -> None:
        """Set the anchor that links lead to."""
        self._prose.anchor(self._words_of(start, end))

    def _read_picture(self, start: int, end: int) -> None:
        """Read a picture: a mark for it if it has an alternative text."""
        if not self._mark("picture", start, end):
            self._prose.out.count_omission("picture")

    def _read_shape(self, start: int, end: int) -> None:
        """Read a drawing: a mark for it if it has an alternative text, and the words in it."""
        is_picture = self.data.find(b"\\sn pib", start, end) >= 0
        if not self._mark("picture" if is_picture else "drawing", start, end) and is_picture:
            self._prose.out.count_omission("picture")
        self.read(start, end)

    def _mark(self, thing: str, start: int, end: int) -> bool:
        """Write a mark for a thing if it has an alternative text; return whether it has one."""
        found = _alternative(self.data, start, end)
        if found is None or self.state.hidden or self.state.deleted:
            return False
        name = self._words_of(found.end(), group_end(self.data, found.end(), end) - 1)
        if name:
            self._out.begin(self._place())
            self._out.end_style()
            self._prose.words(" ")
            self._prose.mark(thing, name)
            self._prose.words(" ")
        return bool(name)

    def _read_unicode(self, start: int, end: int) -> None:
        r"""Read words that are written twice (\upr): in the old code page and in Unicode."""
        first = self.data.find(b"{", start, end)
        if first >= 0:
            self.read(group_end(self.data, first + 1, end), end)

    def _read_fonts(self, start: int, end: int) -> None:
        """Read the table of fonts."""
        self.header.fonts.update(read_fonts(self.data, start, end))
        self.set_font()

    def _read_authors(self, start: int, end: int) -> None:
        """Read the table of the people who changed the document."""
        names = self._words_of(start, end).split(";")
        self.header.authors = [name.strip() for name in names]

    def _read_styles(self, start: int, end: int) -> None:
        """Read the table of styles."""
        self.header.headings.update(read_heading_styles(self.data, start, end))

    def _read_info(self, start: int, end: int) -> None:
        """Read title, author and date."""
        self.header.read_info(self.data, start, end, self._words_of)

    def _set_codec(self, codec: str) -> None:
        """Set the code page of the document, unless the caller said one."""
        if codec and not self.source.encoding:
            self.header.codec = self.decoder.codec = codec


def _set_skip(reader: _RtfReader, number: int) -> None:
    """Set how many characters follow a Unicode letter for programs that know none."""
    reader.state.skip = reader.decoder.skip = max(0, min(number, 16))


def _set_default_font(reader: _RtfReader, number: int) -> None:
    """Set the font of the document."""
    reader.header.font = reader.state.font = number
    reader.set_font()


_WORDS: dict[bytes, Callable[[_RtfReader, int], None]] = {
    b"par": lambda reader, _number: reader.end_paragraph(),
    b"sect": lambda reader, _number: reader.end_paragraph(),
    b"page": lambda reader, _number: reader.end_paragraph(),
    b"column": lambda reader, _number: reader.end_paragraph(),
    b"line": lambda reader, _number: reader._out.line_break(),
    b"lbr": lambda reader, _number: reader._out.line_break(),
    b"cell": lambda reader, _number: reader._out.end_cell(),
    b"row": _RtfReader._end_row,
    b"trowd": lambda reader, _number: reader._out.define_row(),
    b"cellx": lambda reader, _number: reader._out.add_column(),
    b"pard": lambda reader, _number: reader.state.reset_paragraph(),
    b"plain": _RtfReader._reset_words,
    b"deff": _set_default_font,
    b"uc": _set_skip,
    b"ansicpg": lambda reader, number: reader._set_codec(CODE_PAGES.get(number, "")),
    b"mac": lambda reader, _number: reader._set_codec("mac_roman"),
    b"pc": lambda reader, _number: reader._set_codec("cp437"),
    b"pca": lambda reader, _number: reader._set_codec("cp850"),
}
"""What control words do; others have no meaning for the text."""
_DESTINATIONS: dict[bytes, Callable[[_RtfReader, int, int], None]] = {
    b"fonttbl": _RtfReader._read_fonts,
    b"stylesheet": _RtfReader._read_styles,
    b"info": _RtfReader._read_info,
    b"field": _RtfReader._read_field,
    b"footnote": _RtfReader._read_note,
    b"annotation": _RtfReader._read_comment,
    b"atnauthor": _RtfReader._read_comment_author,
    b"atrfstart": _RtfReader._begin_comment,
    b"atrfend": _RtfReader._end_comment,
    b"bkmkstart": _RtfReader._read_bookmark,
    b"revtbl": _RtfReader._read_authors,
    b"listtext": _RtfReader._read_label,
    b"pntext": _RtfReader._read_label,
    b"shptxt": _RtfReader._read_box,
    b"dptxbxtext": _RtfReader._read_box,
    b"pict": _RtfReader._read_picture,
    b"shpinst": _RtfReader._read_shape,
    b"upr": _RtfReader._read_unicode,
}
"""How destinations with a meaning for the text are read, from after their control word on."""
