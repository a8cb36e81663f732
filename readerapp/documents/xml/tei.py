"""TEI: plays, poems, letters and prose of the Text Encoding Initiative.

A speech of a play is a turn, "HAMLET: words", as transcripts have it; verse lines stay lines, stage
directions are emphasised and in brackets, pages of the source are locators. Where the edition gives
two readings (sic and corr, orig and reg, abbr and expan), the editor's is in the text.

Source: TEI P5 Guidelines (https://tei-c.org/guidelines/p5/), and P4 for older files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.xml.source import read_book
from readerapp.documents.xml.tei_header import read_facts, read_names, read_reference, words_of
from readerapp.documents.xml.writer import XmlTextWriter, XmlVocabulary, link_target
from readerapp.text.turns import Turn

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DIVISIONS = frozenset({"div", *(f"div{n}" for n in range(8))})
_VOCABULARY = XmlVocabulary(
    skipped=frozenset({
        "teiHeader", "standOff", "facsimile", "fsdDecl", "figDesc", "desc", "index", "fw",
        "xenoData", "interp", "interpGrp", "spanGrp", "timeline", "respons", "certainty",
    }),
    sections=_DIVISIONS,
    paragraphs=frozenset({
        "p", "ab", "opener", "closer", "salute", "signed", "dateline", "byline", "trailer",
        "postscript", "argument", "docAuthor", "docImprint", "docEdition", "docDate",
        "docTitle", "titlePage", "imprimatur", "bibl", "biblStruct", "label", "zone",
        "surface", "castGroup", "sp", "u", "set", "cit", "figure", "entry", "entryFree", "lg",
        "floatingText", "group", "front", "body", "back", "text",
    }),
    strong_blocks=frozenset({"titlePart"}),
    lines=frozenset({"l", "addrLine", "line", "castItem"}),
    quotes=frozenset({"epigraph"}),
    code=frozenset({"eg", "egXML"}),
    lists={"list": "", "listBibl": "", "castList": ""},
    items=frozenset({"item"}),
    rows=frozenset({"row"}),
    cells=frozenset({"cell"}),
    styles={
        "emph": "emphasis", "foreign": "emphasis", "title": "emphasis", "mentioned": "emphasis",
        "roleDesc": "emphasis", "del": "strike", "code": "code", "ident": "code", "gi": "code",
        "tech": "emphasis",
    },
)  # fmt: skip
_DIVIDED = {*_DIVISIONS, "text", "front", "body", "back", "group"}
_SUBTITLES = ("sub", "subtitle", "desc", "alt")
_NUMBERED = ("act", "scene", "chapter", "book", "part", "canto", "letter", "prologue", "epilogue")
_EDITORIAL = ("corr", "reg", "expan", "lem", "add")
"""The readings of an editor; of several readings the first of these is in the text."""
_NO_READINGS = ("", "note", "wit", "witDetail", "lb", "pb")
_BLOCKS_IN_QUOTES = ("p", "l", "lg", "ab", "sp", "list", "floatingText", "quote")
_WITH_WORDS = ("p", "l", "ab", "s", "seg", "hi", "line", "u")
_EVENTS = ("vocal", "kinesic", "incident", "writing")
_NUMBERED_LISTS = {"ordered", "numbered"}
_LIST_FORMS = {
    "loweralpha": "lowerLetter", "upperalpha": "upperLetter", "lowerroman": "lowerRoman",
    "upperroman": "upperRoman", "alpha": "lowerLetter", "roman": "lowerRoman",
}  # fmt: skip
_LABEL_ENDS = " .,:;—-"
_CLOSING_MARKS = ",.;:!?)]’”»"
_OPENING = "“„«‹\"'‘‚"
_LONGEST_PAGE = 12
_RENDITION = re.compile(r"[a-z]+").findall
_RAISED, _LOWERED = {"sup", "super", "superscript"}, {"sub", "subscript"}
_TYPES = {
    "bold": "strong", "b": "strong", "italic": "emphasis", "italics": "emphasis", "it": "emphasis",
    "i": "emphasis", "strike": "strike", "strikethrough": "strike",
}  # fmt: skip


def open_tei(source: DocumentInput) -> Document:
    """Open a TEI document.

    Raises:
        ReaderError: it is too large, damaged, or has no words.
    """
    builder = DocumentBuilder()
    root = read_book(source, source.read(limits.MARKUP), builder)
    writer = _TeiWriter(source, InlineWriter(builder), root)
    writer.write(root)
    builder.check_words(source)
    title, author, date = read_facts(root)
    reference = read_reference(root)
    return builder.document(
        source, "tei", title=title, author=author, date=date, reference=reference
    )


class _TeiWriter(XmlTextWriter):
    """A writer of the texts of a TEI document."""

    vocabulary = _VOCABULARY

    def __init__(self, source: DocumentInput, prose: InlineWriter, root: Element) -> None:
        super().__init__(source, prose)
        self.handlers |= {
            "head": self._head, "sp": self._speech, "u": self._utterance, "stage": self._stage,
            "note": self._note, "choice": self._choice, "app": self._choice, "subst": self._choice,
            "hi": self._highlighted, "rend": self._highlighted, "q": self._quotation,
            "quote": self._quotation, "said": self._quotation, "soCalled": self._quotation,
            "lb": self._line_beginning, "pb": self._page_beginning, "gap": self._gap,
            "graphic": self._graphic, "figure": self._figure, "ref": self._link, "ptr": self._link,
            "list": self._list, "sourceDoc": self._source_document, "speaker": self._speaker,
            **dict.fromkeys(_EVENTS, self._event), **dict.fromkeys(_DIVISIONS, self._division),
            **dict.fromkeys(("w", "pc", "c"), self._token),
        }  # fmt: skip
        self._names = read_names(root)
        self._has_text = next(root.iter("{*}text"), None) is not None
        self._has_spaces = next(root.iter("{*}c"), None) is not None
        self._pages: list[tuple[str, str]] = []  # names of anchors with their labels
        self._label_end = -1  # the offset after a label whose words follow on the same line
        self._speech_depth = 0
        self._quotes = 0  # open quotations

    def write(self, root: Element) -> None:
        """Write all texts, their notes and their pages."""
        self.element(root)
        self.notes.write()
        self.prose.close()
        for anchor, label in self._pages:
            start = self.prose.offsets[anchor]
            if start < self.prose.out.at:
                self.prose.out.milestone(label, start)

    def _follows_label(self) -> bool:
        """Return whether the words that follow stand on the line of their label."""
        return self.prose.out.at == self._label_end

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a block; the first one of a speech goes on after the label."""
        if not self._follows_label():
            super().block(element, shape)
            return
        self.inside(element)
        if not self._follows_label():
            self.prose.block(self.shape)

    def follows_line(self, element: Element) -> bool:
        """Return whether the element before is a line, or a direction within a speech."""
        before = element.getprevious()
        if before is not None and local_name(before) == "stage" and self._speech_depth:
            return True
        return super().follows_line(element)

    def _head(self, head: Element) -> None:
        """Write a heading; that of a stanza, a list or a table divides no text."""
        parent = head.getparent()
        divides = parent is not None and local_name(parent) in _DIVIDED
        if divides and local_attribute(head, "type") not in _SUBTITLES:
            self.title(head)
        else:
            self.strong_block(head)

    def _division(self, division: Element) -> None:
        """Write a division; acts and scenes without a heading have their number as one."""
        kind, number = (local_attribute(division, name) for name in ("type", "n"))
        if division.find("{*}head") is None and kind.lower() in _NUMBERED and number:
            self.level += 1
            self.prose.block(replace(self.shape, heading=min(self.level, 6)))
            self.prose.words(f"{kind.capitalize()} {number}")
            self.level -= 1
        self.section(division)

    def _speech(self, speech: Element) -> None:
        """Write a speech as a turn: the name of its speaker, then the words."""
        speakers = list(speech.iterchildren("{*}speaker"))
        label = " ".join(filter(None, map(words_of, speakers))).strip().rstrip(_LABEL_ENDS)
        self._turn(speech, label or self._name_of(speech))

    def _utterance(self, utterance: Element) -> None:
        """Write an utterance of a spoken text as a turn."""
        self._turn(utterance, self._name_of(utterance))

    def _turn(self, element: Element, label: str) -> None:
        """Write the words of a speaker after a label."""
        self.prose.block(self.shape)
        start, end = 0, 0
        if label:
            place = self.prose.begin("strong")
            self.prose.words(f"{label}:")
            start, end = self.prose.end(place)
            self.prose.words(" ")
            self._label_end = end
        self._speech_depth += 1
        self.inside(element)
        self._speech_depth -= 1
        self._label_end = -1
        self.prose.block(self.shape)
        builder = self.prose.out
        if label and not self._speech_depth and builder.at > end + 1:
            builder.turns.append(Turn(start, end, end + 1, builder.at, label))

    def _name_of(self, element: Element) -> str:
        """Return the names of those whom `who` refers to."""
        keys = (key.rpartition("#")[2] for key in local_attribute(element, "who").split())
        return ", ".join(self._names.get(key, key) for key in keys)

    def _speaker(self, speaker: Element) -> None:
        """Write what stands in a label besides the name; a loose label is a block."""
        parent = speaker.getparent()
        if parent is None or local_name(parent) != "sp":
            self.strong_block(speaker)
            return
        for each in speaker.iter("{*}note", "{*}stage", "{*}pb"):
            if next(each.iterancestors("{*}note", "{*}stage", "{*}speaker"), None) is speaker:
                self.element(each)

    def _stage(self, stage: Element) -> None:
        """Write a stage direction; in a speech, in brackets: nobody says it."""
        parent = stage.getparent()
        is_inline = parent is not None and local_name(parent) in _WITH_WORDS
        on_label_line = self._follows_label()
        if not (is_inline or on_label_line):
            self.prose.block(replace(self.shape, tight=self._speech_depth > 0))
        self._enclosed(stage, *("()" if is_inline or self._speech_depth else ("", "")))
        if on_label_line:
            self.prose.words(" ")
            self._label_end = self.prose.out.at
        elif not is_inline:
            self.prose.block(self.shape)

    def _event(self, event: Element) -> None:
        """Write what happens in a spoken text, as a laugh."""
        said = words_of(event.find("{*}desc")) or words_of(event)
        with self.prose.styled("emphasis"):
            self.prose.words(f" ({said}) " if said else "")

    def _enclosed(self, element: Element, opening: str, closing: str) -> None:
        """Write a direction between brackets, unless it brings its own."""
        _trim(element)
        first = "".join(map(str, element.itertext())).strip()[:1]
        with self.prose.styled("emphasis"):
            self.prose.words("" if first in "([" else opening)
            self.inside(element)
            self.prose.words("" if first in "([" else closing)

    def _note(self, note: Element) -> None:
        """Write the mark of a note."""
        self.note(note, local_attribute(note, "n"))

    def _choice(self, choice: Element) -> None:
        """Write one of several readings: that of the editor, else the first."""
        readings = [child for child in choice if local_name(child) not in _NO_READINGS]
        by_tag = {local_name(child): child for child in reversed(readings)}
        chosen = next((by_tag[tag] for tag in _EDITORIAL if tag in by_tag), None)
        if chosen is None:
            chosen = readings[0] if readings else None
        for reading in readings:
            if reading is not chosen:
                self.prose.out.count_omission("other reading")
        if chosen is not None:
            self.element(chosen)

    def _highlighted(self, element: Element) -> None:
        """Write words that are set in another type."""
        names = ("rend", "rendition", "style")
        said = " ".join(local_attribute(element, name) for name in names).lower()
        kinds = set(_RENDITION(said))
        if kinds & _RAISED:
            with self.prose.superscript():
                self.inside(element)
        elif kinds & _LOWERED:
            with self.prose.subscript():
                self.inside(element)
        else:
            kind = next((_TYPES[each] for each in sorted(kinds) if each in _TYPES), "")
            with self.prose.styled(kind):
                self.inside(element)

    def _quotation(self, element: Element) -> None:
        """Write a quotation: as blocks if it has some, else in quotation marks."""
        if any(local_name(child) in _BLOCKS_IN_QUOTES for child in element):
            self.quote(element)
            return
        _trim(element)
        before = _words_before(element).rstrip()[-1:]
        words = "".join(map(str, element.itertext()))
        if (before in _OPENING and before) or (words[:1] in _OPENING and words):
            self.inside(element)
            return
        opening, closing = "‘’" if self._quotes % 2 else "“”"
        self._quotes += 1
        self.prose.words(opening)
        self.inside(element)
        self.prose.words(closing)
        self._quotes -= 1

    def _line_beginning(self, element: Element) -> None:
        """Go on after the beginning of a line of the source, which may be inside a word."""
        if local_attribute(element, "break") != "no":
            self.prose.words(" ")
        self.inside(element)

    def _page_beginning(self, element: Element) -> None:
        """Begin a page of the source."""
        number = local_attribute(element, "n")
        if number and len(number) <= _LONGEST_PAGE and not number.isspace():
            anchor = f"page {len(self._pages)}"
            self.prose.anchor(anchor)
            self._pages.append((anchor, f"p. {' '.join(number.split())}"))
        self._line_beginning(element)

    def _gap(self, gap: Element) -> None:
        """Write a mark for what the source does not let read."""
        extent = local_attribute(gap, "extent") or " ".join(
            filter(None, (local_attribute(gap, "quantity"), local_attribute(gap, "unit")))
        )
        said = ", ".join(filter(None, (local_attribute(gap, "reason"), extent)))
        self.prose.words(f"[gap: {said}]" if said else "[…]")

    def _figure(self, figure: Element) -> None:
        """Write a figure: a mark with its description, and its words."""
        self.prose.block(self.shape)
        self.picture(words_of(figure.find("{*}figDesc")))
        self.words(figure.text or "")
        for child in figure:
            if local_name(child) not in ("graphic", "binaryObject", "figDesc"):
                self.element(child)
            self.words(child.tail or "")
        self.prose.block(self.shape)

    def _graphic(self, _graphic: Element) -> None:
        """Count a picture that is in no figure."""
        self.picture("")

    def _link(self, link: Element) -> None:
        """Write a reference."""
        with self.prose.styled("link", link_target(local_attribute(link, "target"))):
            self.inside(link)

    def _list(self, element: Element) -> None:
        """Write a list; the labels of a glossary stand before their items."""
        if element.find("{*}label") is None:
            said = f"{local_attribute(element, 'type')} {local_attribute(element, 'rend')}"
            kinds = set(_RENDITION(said.lower()))
            form = next((_LIST_FORMS[kind] for kind in _LIST_FORMS if kind in kinds), "decimal")
            self.write_list(element, form if kinds & _NUMBERED_LISTS else "")
            return
        self.words(element.text or "")
        for child in element:
            if local_name(child) == "label":
                self.prose.block(self.shape)
                with self.prose.styled("strong"):
                    self.inside(child)
                self.prose.words(" ")
                self._label_end = self.prose.out.at
            else:
                self.element(child)
            self.words(child.tail or "")
        self._label_end = -1

    def _source_document(self, element: Element) -> None:
        """Write the transcription of a source, if the document has no edited text."""
        if not self._has_text:
            self.inside(element)

    def _token(self, token: Element) -> None:
        """Write a word, a punctuation mark or a space of a text that is split into tokens."""
        self.inside(token)
        following = token.getnext()
        if token.tail is None or token.tail.strip() or following is None:
            return
        joins = local_name(following) == "pc" and (
            local_attribute(following, "join") in ("left", "both")
            or (following.text or "")[:1] in _CLOSING_MARKS
        )
        if self._has_spaces or joins:
            token.tail = None


def _trim(element: Element) -> None:
    """Drop the white space at both ends of an element, so that brackets stand at its words."""
    element.text = (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip()
    else:
        element.text = element.text.rstrip()


def _words_before(element: Element) -> str:
    """Return the words right before an element, in its parent."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail or ""
    return "" if parent is None else parent.text or ""
