"""Screenplays of Final Draft (FDX): paragraphs of XML that say what element they are.

Notes of the authors are annotations of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.document import Document, EmbeddedAnnotation
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.screenplay import CHARACTER, TRANSITION, ScreenplayWriter
from readerapp.documents.html.parser import local_name
from readerapp.documents.xml.source import read_book

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ACT, _SCENE = 1, 2
"""Levels of the headings of acts and scenes."""
_STYLES = {"Bold": "strong", "Italic": "emphasis", "Underline": "emphasis", "Strikeout": "strike"}
_INDENTS = {"Transition": TRANSITION, "End of Act": CHARACTER}
_extension = re.compile(r"\s*\([^)]*\)").sub


def open_final_draft(source: DocumentInput) -> Document:
    """Open a screenplay of Final Draft.

    Raises:
        ReaderError: it is too large, damaged, or has no words.
    """
    out = DocumentBuilder()
    root = read_book(source, source.read(limits.MARKUP), out)
    play = _FinalDraft(out)
    title = play.write_title_page(root)
    for content in root:
        if local_name(content) == "Content":
            play.write(content)
    out.check_words(source)
    return out.document(source, "final-draft", title=title or source.title)


class _FinalDraft:
    """A writer of the paragraphs of a screenplay; it writes them to `out`."""

    def __init__(self, out: DocumentBuilder) -> None:
        self._out = out
        self._writer = ScreenplayWriter(out)

    def write_title_page(self, root: Element) -> str:
        """Write the title page, and return its first line; "" if there is no title page."""
        title = ""
        for page in root:
            for paragraph in page.iter("{*}Paragraph") if local_name(page) == "TitlePage" else ():
                if words := " ".join(_words(paragraph).split()):
                    write = partial(self._out.write, words)
                    if title:
                        self._writer.block(write, CHARACTER)
                    else:
                        self._writer.heading(write, _ACT)
                    title = title or words
        return title

    def write(self, content: Element) -> None:
        """Write the paragraphs of an element."""
        for paragraph in content:
            if local_name(paragraph) == "Paragraph":
                self._paragraph(paragraph)
                for both in paragraph:
                    if local_name(both) == "DualDialogue":
                        self.write(both)
        self._writer.end_dialogue()

    def _paragraph(self, paragraph: Element) -> None:
        """Write a paragraph as what it says that it is."""
        kind, words = paragraph.get("Type") or "", _words(paragraph).strip()
        if not words:
            self._notes(paragraph)
            return
        write = partial(self._styled_words, paragraph)
        if kind == "Scene Heading":
            self._writer.scene(write, _SCENE, paragraph.get("Number") or "")
        elif kind == "New Act":
            self._writer.heading(write, _ACT)
        elif kind == "Character":
            self._writer.name(write, _extension("", words).strip())
        elif kind in ("Dialogue", "Parenthetical", "Lyrics"):
            self._writer.line(write, spoken=kind != "Parenthetical")
        else:
            self._writer.block(write, _INDENTS.get(kind, 0))

    def _styled_words(self, paragraph: Element) -> None:
        """Write the words of a paragraph with their styles, and its notes as annotations."""
        for text in _texts(paragraph):
            styles = (text.get("Style") or "").split("+")
            kinds = dict.fromkeys(_STYLES[style] for style in styles if style in _STYLES)
            with ExitStack() as stack:
                for kind in kinds:
                    stack.enter_context(self._out.styled(kind))
                self._out.write("".join(map(str, text.itertext())))
        self._notes(paragraph)

    def _notes(self, paragraph: Element) -> None:
        """Add the notes at a paragraph as annotations."""
        for note in paragraph:
            if local_name(note) == "ScriptNote":
                at = self._out.at
                words = "\n".join(
                    words for each in note.iter("{*}Paragraph") if (words := _words(each).strip())
                )
                author = note.get("WriterName") or ""
                annotation = EmbeddedAnnotation(at, at, kind="note", author=author, note=words)
                self._out.annotate(annotation)


def _texts(paragraph: Element) -> Iterator[Element]:
    """Yield the pieces of text of a paragraph, without those of notes and inner paragraphs."""
    for text in paragraph:
        if local_name(text) == "Text":
            yield text


def _words(paragraph: Element) -> str:
    """Return the words of a paragraph."""
    return "".join("".join(map(str, text.itertext())) for text in _texts(paragraph))
