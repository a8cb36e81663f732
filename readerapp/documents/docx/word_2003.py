"""Word 2003 XML ("WordprocessingML 2003", .xml): turned into the parts of a DOCX.

The elements mostly have the names that ECMA-376 took over later. What differs is renamed here:
lists, links, notes, comments and tracked changes, headers and footers.

Source: Office 2003 XML Reference Schemas, WordprocessingML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER_FORMATS = {
    "0": "decimal", "1": "upperRoman", "2": "lowerRoman", "3": "upperLetter", "4": "lowerLetter",
    "5": "ordinal", "6": "cardinalText", "7": "ordinalText", "22": "decimalZero", "23": "bullet",
    "255": "none",
}  # fmt: skip
_PAGES = {"odd": "default", "": "default"}


def convert_document(root: Element) -> dict[str, bytes]:
    """Return the parts of a DOCX that has what a document of Word 2003 has; it is changed.

    Args:
        root: the root of the document, a `wordDocument`.
    """
    from lxml import etree

    converter = _Converter()
    converter.convert(root)
    parts = {
        "word/styles.xml": next(root.iter("{*}styles"), None),
        "word/numbering.xml": next(root.iter("{*}lists"), None),
        "word/footnotes.xml": converter.notes["footnote"],
        "word/endnotes.xml": converter.notes["endnote"],
        "word/comments.xml": converter.comments,
        "word/_rels/document.xml.rels": converter.relationships,
        "docProps/core.xml": _facts(root),
        **converter.edges,
        _MAIN: root,
    }
    return {name: etree.tostring(part) for name, part in parts.items() if part is not None}


def _new(tag: str, **attributes: str) -> Element:
    """Return a new element; its attributes are without a namespace."""
    from lxml import etree

    element: Element = etree.Element(f"{_W}{tag}")
    for name, value in attributes.items():
        element.set(name, value)
    return element


def _facts(root: Element) -> Element:
    """Return the core properties of a document."""
    core = _new("coreProperties")
    for name, known in (("Title", "title"), ("Author", "creator"), ("Created", "created")):
        found = root.find(f"{{*}}DocumentProperties/{{*}}{name}")
        if found is not None:
            copy = _new(known)
            copy.text = found.text
            core.append(copy)
    return core


class _Converter:
    """A converter of the elements of a document.

    Attributes:
        notes: the parts of footnotes and endnotes.
        comments: the part of the comments.
        relationships: the relationships of the text.
        edges: the parts of headers and footers by their names.
    """

    def __init__(self) -> None:
        self.notes = {kind: _new(f"{kind}s") for kind in ("footnote", "endnote")}
        self.comments = _new("comments")
        self.relationships = _new("Relationships")
        self.edges: dict[str, Element] = {}
        self._changes: dict[str, Callable[[Element], None]] = {
            "listPr": lambda each: self._rename(each, "numPr"),
            "ilfo": lambda each: self._rename(each, "numId"),
            "listDef": self._definition,
            "list": self._list,
            "ilst": lambda each: self._rename(each, "abstractNumId"),
            "nfc": self._number_format,
            "hlink": self._link,
            "footnote": self._note,
            "endnote": self._note,
            "annotation": self._annotation,
            "hdr": self._edge,
            "ftr": self._edge,
        }

    def convert(self, root: Element) -> None:
        """Convert all elements, the inner ones first."""
        for element in list(_from_inside(root)):
            if change := self._changes.get(local_name(element)):
                change(element)

    def _rename(self, element: Element, tag: str, **attributes: str) -> None:
        """Give an element another name, and more attributes."""
        element.tag = f"{_W}{tag}"
        for name, value in attributes.items():
            if value:
                element.set(name, value)

    def _definition(self, element: Element) -> None:
        number = local_attribute(element, "listDefId")
        self._rename(element, "abstractNum", abstractNumId=number)

    def _list(self, element: Element) -> None:
        self._rename(element, "num", numId=local_attribute(element, "ilfo"))

    def _number_format(self, element: Element) -> None:
        form = _NUMBER_FORMATS.get(local_attribute(element), "decimal")
        element.attrib.clear()
        self._rename(element, "numFmt", val=form)

    def _link(self, element: Element) -> None:
        address = local_attribute(element, "dest")
        anchor = local_attribute(element, "bookmark")
        link = f"{address}#{anchor}" if anchor else address
        self._rename(element, "fldSimple", instr=f'HYPERLINK "{link}"')

    def _note(self, element: Element) -> None:
        """Move a note out of the text, and leave its mark."""
        kind = local_name(element)
        part, parent = self.notes[kind], element.getparent()
        if parent is None or local_name(parent) != "r":  # a separator of notes
            return
        number = str(len(part) + 1)
        parent.replace(element, _new(f"{kind}Reference", id=number))
        self._rename(element, kind, id=number)
        part.append(element)

    def _annotation(self, element: Element) -> None:
        """Turn an annotation into a comment, a mark of its range, or a tracked change."""
        kind = local_attribute(element, "type")
        name, parent = local_attribute(element, "id"), element.getparent()
        facts = {
            "author": local_attribute(element, "author"),
            "date": local_attribute(element, "createdate"),
        }
        if kind == "Word.Comment" and parent is not None:
            parent.replace(element, _new("commentReference", id=name))
            self._rename(element, "comment", id=name, **facts)
            self.comments.append(element)
        elif kind in _RANGES:
            self._rename(element, _RANGES[kind], id=name, name=local_attribute(element, "name"))
        elif kind in _REVISIONS:
            self._rename(element, _REVISIONS[kind], **facts)

    def _edge(self, element: Element) -> None:
        """Move a header or footer out of the text, and leave a reference to it."""
        parent = element.getparent()
        if parent is None:
            return
        kind = "header" if local_name(element) == "hdr" else "footer"
        pages = local_attribute(element, "type")
        name = f"edge{len(self.edges) + 1}"
        parent.replace(element, _new(f"{kind}Reference", id=name, type=_PAGES.get(pages, pages)))
        self.relationships.append(
            _new("Relationship", Id=name, Type=f"/{kind}", Target=f"{name}.xml")
        )
        self.edges[f"word/{name}.xml"] = element


_RANGES = {
    "Word.Comment.Start": "commentRangeStart",
    "Word.Comment.End": "commentRangeEnd",
    "Word.Bookmark.Start": "bookmarkStart",
}
_REVISIONS = {"Word.Insertion": "ins", "Word.Deletion": "del"}


def _from_inside(root: Element) -> Iterator[Element]:
    """Yield all elements, those inside an element before it."""
    from lxml import etree

    for _, element in etree.iterwalk(root, events=("end",)):
        yield element
