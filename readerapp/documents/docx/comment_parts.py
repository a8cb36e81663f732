"""The parts of a Word document that hold its comments: new comments are added to them.

Replies and resolved threads are in `commentsExtended`, dates in UTC in `commentsExtensible`, by ids
that `commentsIds` gives; `people` names the authors. Parts that the document lacks are made.

Sources: ECMA-376, part 1, section 17.13.4 (comments), part 2 (packages); [MS-DOCX] 2.5.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from readerapp.documents.docx.package import SPACE, DocxPackage, relationships_name
from readerapp.documents.html.parser import local_attribute

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STRICT = "http://purl.oclc.org/ooxml/"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_XML_ID_LIMIT = 0x80000000
"""The ids of paragraphs and comments are below this (ST_LongHexNumber in [MS-DOCX])."""
_no_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").sub


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of part.

    Attributes:
        tag: the name of its root.
        prefix: the prefix of its elements.
        namespace: their namespace; empty for that of the text.
        relationship: the type of the relationship that leads to it; empty for one of the standard.
    """

    tag: str
    prefix: str
    namespace: str
    relationship: str


_KINDS = {
    "comments": _Kind("comments", "w", "", ""),
    "commentsExtended": _Kind(
        "commentsEx", "w15", _W15, "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    ),
    "commentsIds": _Kind(
        "commentsIds",
        "w16cid",
        "http://schemas.microsoft.com/office/word/2016/wordml/cid",
        "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds",
    ),
    "commentsExtensible": _Kind(
        "commentsExtensible",
        "w16cex",
        "http://schemas.microsoft.com/office/word/2018/wordml/cex",
        "http://schemas.microsoft.com/office/2018/08/relationships/commentsExtensible",
    ),
    "people": _Kind(
        "people", "w15", _W15, "http://schemas.microsoft.com/office/2011/relationships/people"
    ),
}  # fmt: skip


class CommentParts:
    """The parts with the comments of a document, to which comments are added.

    Attributes:
        count: the number of comments, those of the document too.
    """

    def __init__(self, package: DocxPackage, text: Element) -> None:
        """Read the parts.

        Args:
            package: the document.
            text: the root of the part with the text.
        """
        self._package, self._text = package, text
        self._namespace = text.tag[1:].partition("}")[0]
        self._parts = {kind: self._open(kind) for kind in _KINDS}
        comments = list(self._parts["comments"].iter("{*}comment"))
        self.count = len(comments)
        self._comments = {local_attribute(each, "id"): each for each in comments}
        numbers = [int(name) for name in self._comments if name.isascii() and name.isdecimal()]
        self._next = max(numbers, default=-1) + 1
        self._used = {
            local_attribute(each, name).upper()
            for root in (text, *self._parts.values())
            for each in root.iter()
            for name in ("paraId", "durableId")
        }
        self._threads = {
            local_attribute(each, "paraId").upper(): each
            for each in self._parts["commentsExtended"].iter("{*}commentEx")
        }
        self._people = {
            local_attribute(each, "author") for each in self._parts["people"].iter("{*}person")
        }

    def add(
        self,
        paragraphs: list[str],
        *,
        author: str,
        created: str,
        resolved: bool = False,
        reply_to: str = "",
    ) -> str:
        """Add a comment and return its id.

        Args:
            paragraphs: its paragraphs; a line break in one is a line break.
            author: who made it.
            created: when, in RFC 3339 and UTC, to the second; empty if it is not known.
            resolved: whether it is done.
            reply_to: the id of the comment that it answers; empty if it begins a thread.
        """
        name = str(self._next)
        self._next += 1
        self.count += 1
        author = _valid(author)
        comment = self._child(self._parts["comments"], "comment", id=name, author=author)
        if created:
            comment.set(self._w("date"), created)
        comment.set(self._w("initials"), _initials(author))
        for words in paragraphs or [""]:
            self._add_paragraph(comment, _valid(words))
        self._comments[name] = comment
        paragraph = self._paragraph_id(name, author, created, *paragraphs)
        comment[-1].set(f"{{{_W14}}}paraId", paragraph)
        thread = self._thread(paragraph)
        if reply_to:
            thread.set(f"{{{_W15}}}paraIdParent", self._paragraph_of(reply_to))
        thread.set(f"{{{_W15}}}done", "1" if resolved else "0")
        durable = self._paragraph_id("durable", name, author, created)
        self._child(self._parts["commentsIds"], "commentId", paraId=paragraph, durableId=durable)
        if created:
            extensible = self._parts["commentsExtensible"]
            self._child(extensible, "commentExtensible", durableId=durable, dateUtc=created)
        if author and author not in self._people:
            self._people.add(author)
            person = self._child(self._parts["people"], "person", author=author)
            self._child(person, "presenceInfo", providerId="None", userId=author)
        return name

    def resolve(self, name: str) -> bool:
        """Say of a comment of the document that it is done; return whether that was not said."""
        thread = self._thread(self._paragraph_of(name))
        if local_attribute(thread, "done") in ("1", "true"):
            return False
        thread.set(f"{{{_W15}}}done", "1")
        return True

    def __contains__(self, name: str) -> bool:
        """Return whether there is a comment with an id."""
        return name in self._comments

    def write(self) -> dict[str, bytes]:
        """Return the parts that have comments now, with their relationships and content types."""
        files: dict[str, Element] = {}
        links = self._read_or_make(
            relationships_name(self._package.main), f"{_PACKAGE}relationships", "Relationships"
        )
        types = self._read_or_make("[Content_Types].xml", f"{_PACKAGE}content-types", "Types")
        known = {each.kind for each in self._package.relationships(self._package.main).values()}
        folder = self._package.main.rpartition("/")[0]
        for kind, root in self._parts.items():
            if not len(root):
                continue
            name = self._package.related(kind)
            if kind not in known:
                target = name.rpartition("/")[2] or f"{kind}.xml"
                name = name or self._package.free_name(f"{folder}/{target}".lstrip("/"))
                _add_relationship(links, self._relationship(kind), name.rpartition("/")[2])
            _add_type(types, f"/{name}", f"{_MAIN_TYPE}{kind}+xml")
            files[name] = root
        files[relationships_name(self._package.main)] = links
        files["[Content_Types].xml"] = types
        return {name: serialize(root) for name, root in files.items()}

    def _open(self, kind: str) -> Element:
        """Return the root of a part, with the namespaces that new comments need."""
        from lxml import etree

        own = _KINDS[kind]
        name = self._package.related(kind)
        old = self._package.part(name) if name else None
        namespace = own.namespace or self._namespace
        spaces: dict[str, str] = {"mc": _MC, "w14": _W14, own.prefix: namespace}
        if old is None:
            root: Element = etree.Element(f"{{{namespace}}}{own.tag}", nsmap=spaces)
        else:  # namespaces cannot be added to an element that exists
            root = etree.Element(old.tag, nsmap=spaces | cast("dict[str, str]", old.nsmap))
            root.attrib.update(old.attrib)
            root.extend(list(old))
        ignorable = root.get(f"{{{_MC}}}Ignorable", "").split()
        if root.nsmap.get("w14") == _W14 and "w14" not in ignorable:
            root.set(f"{{{_MC}}}Ignorable", " ".join([*ignorable, "w14"]))
        return root

    def _read_or_make(self, name: str, namespace: str, tag: str) -> Element:
        """Return the root of a part of the package, or of a new one."""
        from lxml import etree

        root = self._package.part(name)
        return etree.fromstring(f'<{tag} xmlns="{namespace}"/>') if root is None else root

    def _relationship(self, kind: str) -> str:
        """Return the type of the relationship that leads to a part."""
        if own := _KINDS[kind].relationship:
            return own
        if self._namespace.startswith(_STRICT):
            return f"{_STRICT}officeDocument/relationships/{kind}"
        return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"

    def _w(self, tag: str) -> str:
        return f"{{{self._namespace}}}{tag}"

    def _child(self, parent: Element, tag: str, **attributes: str) -> Element:
        """Add an element in the namespace of its parent, and so its attributes."""
        from lxml import etree

        space = parent.tag.rpartition("}")[0] + "}"
        child = etree.SubElement(parent, f"{space}{tag}")
        for name, value in attributes.items():
            child.set(f"{space}{name}", value)
        return child

    def _add_paragraph(self, comment: Element, words: str) -> None:
        """Add a paragraph to a comment."""
        paragraph = self._child(comment, "p")
        right_to_left = _is_right_to_left(words)
        if right_to_left:
            self._child(self._child(paragraph, "pPr"), "bidi")
        run = self._child(paragraph, "r")
        if right_to_left:
            self._child(self._child(run, "rPr"), "rtl")
        for number, line in enumerate(words.split("\n")):
            if number:
                self._child(run, "br")
            for count, part in enumerate(line.split("\t")):
                if count:
                    self._child(run, "tab")
                text = self._child(run, "t")
                text.text = part
                text.set(SPACE, "preserve")

    def _paragraph_id(self, *facts: str) -> str:
        """Return an id that nothing in the document has, the same each time it is exported."""
        for count in range(len(self._used) + 1):
            digest = sha256("\0".join((*facts, str(count))).encode("utf-8", "replace")).digest()
            number = int.from_bytes(digest[:4]) % _XML_ID_LIMIT
            made = f"{number:08X}"
            if number and made not in self._used:
                break
        self._used.add(made)
        return made

    def _paragraph_of(self, name: str) -> str:
        """Return the id of the last paragraph of a comment; one without gets one."""
        comment = self._comments[name]
        paragraphs = list(comment.iter("{*}p"))
        last = paragraphs[-1] if paragraphs else self._child(comment, "p")
        known = local_attribute(last, "paraId")
        if not known:
            known = self._paragraph_id(name, "paragraph")
            last.set(f"{{{_W14}}}paraId", known)
        return known

    def _thread(self, paragraph: str) -> Element:
        """Return what is said of the thread of a comment, by the id of its last paragraph."""
        key = paragraph.upper()
        if key not in self._threads:
            extended = self._parts["commentsExtended"]
            self._threads[key] = self._child(extended, "commentEx", paraId=paragraph)
        return self._threads[key]


def serialize(root: Element) -> bytes:
    """Return a part as bytes."""
    from lxml import etree

    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _add_relationship(links: Element, kind: str, target: str) -> None:
    """Add a relationship with an id that is free."""
    from lxml import etree

    ids = {local_attribute(each, "Id") for each in links}
    number = len(ids) + 1
    while f"rId{number}" in ids:
        number += 1
    space = links.tag.rpartition("}")[0] + "}" if "}" in links.tag else ""
    new = etree.SubElement(links, f"{space}Relationship")
    new.attrib.update({"Id": f"rId{number}", "Type": kind, "Target": target})


def _add_type(types: Element, name: str, kind: str) -> None:
    """Say what a part contains, unless it is said."""
    from lxml import etree

    for each in types.iter("{*}Override"):
        if local_attribute(each, "PartName").casefold() == name.casefold():
            return
    space = types.tag.rpartition("}")[0] + "}" if "}" in types.tag else ""
    etree.SubElement(types, f"{space}Override").attrib.update(
        {"PartName": name, "ContentType": kind}
    )


def _valid(text: str) -> str:
    """Return a text with what XML 1.0 cannot hold replaced."""
    return _no_xml("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _initials(name: str) -> str:
    """Return the initials of a name, at most four."""
    return "".join(word[0] for word in name.split())[:4].upper()


def _is_right_to_left(words: str) -> bool:
    """Return whether the first letter of a text belongs to a script written from the right."""
    kinds = (unicodedata.bidirectional(sign) for sign in words)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
