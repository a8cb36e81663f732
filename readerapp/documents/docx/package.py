"""The parts of a Word document by their names, and the relationships between them.

A document is an OPC package: an archive, or one XML file ("flat OPC"; Word 2003 had its own).
Which part holds the text is only said by the relationships of the package; programs name it as they
like. Part names are compared without case, and backslashes are taken as slashes: some programs
write archives so.

Sources: ECMA-376, part 2 (Open Packaging Conventions); [MS-XMLOPC] is not published, flat files
have been described by Microsoft in "The Flat OPC Format".
"""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.documents import limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_attribute, local_name, parse_xml
from readerapp.documents.references import make_reference
from readerapp.documents.zip_archive import Allowance, ZipArchive, missing_part_error

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
"""The attribute that says whether white space at the ends of words counts."""
_USUAL_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to by an id.

    Attributes:
        kind: the last word of its type, such as "hyperlink" or "footnotes".
        target: an address, or the name of a part.
        external: whether the target is an address.
    """

    kind: str
    target: str
    external: bool


class _Container(Protocol):
    """What holds the parts."""

    @property
    def names(self) -> Mapping[str, str]:
        """Return the names of the parts as they are written, by their folded names."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a part by its written name."""


class DocxPackage:
    """The parts of a Word document.

    Attributes:
        main: the name of the part with the text.
        damaged: the names of the parts that could not be read.
        allowance: the bytes that may still be unpacked from it.
    """

    def __init__(self, source: DocumentInput, allowance: Allowance | None = None) -> None:
        """Open the package.

        Args:
            source: the file.
            allowance: that of the document it is inserted in; None if it is in none.

        Raises:
            ReaderError: it is damaged, encrypted or beyond the limits.
        """
        self._label = source.label
        self.allowance = allowance or Allowance()
        self._container = _open_container(source, self.allowance)
        self._names = self._container.names
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self.damaged: list[str] = []
        self.main = self._find_main()

    def text(self) -> Element:
        """Return the root of the part with the text.

        Raises:
            ReaderError: it is missing or damaged.
        """
        return parse_xml(self._container.read(self._names.get(self.main, self.main)), self._label)

    def part(self, name: str) -> Element | None:
        """Return the root of a part; None if it is missing or damaged."""
        data = self.data(name)
        if data is None:
            return None
        try:
            return parse_xml(data, self._label)
        except ReaderError:
            self.damaged.append(name)
            return None

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part; None if it is missing or damaged."""
        written = self._names.get(name.casefold())
        if written is None:
            return None
        try:
            return self._container.read(written)
        except ReaderError:
            self.damaged.append(name)
            return None

    def relationships(self, name: str) -> Mapping[str, Relationship]:
        """Return what a part refers to, by id; "" stands for the package itself."""
        if name not in self._relationships:
            root = self.part(relationships_name(name))
            self._relationships[name] = (
                {} if root is None else dict(_read_relationships(root, name))
            )
        return self._relationships[name]

    def related(self, kind: str, usual: str = "") -> str:
        """Return the name of the part of a kind that belongs to the text; "" if there is none.

        Args:
            kind: the last word of the type of its relationship.
            usual: the name that it has beside the text if there is no relationship.
        """
        for relationship in self.relationships(self.main).values():
            if relationship.kind == kind and not relationship.external:
                return relationship.target
        beside = posixpath.join(posixpath.dirname(self.main), usual or f"{kind}.xml")
        return beside if beside.casefold() in self._names else ""

    def free_name(self, name: str) -> str:
        """Return a name for a new part: `name`, or one with a number if there is such a part."""
        stem, dot, ending = name.rpartition(".")
        count, free = 1, name
        while free.casefold() in self._names:
            count += 1
            free = f"{stem}{count}{dot}{ending}"
        return free

    def facts(self) -> tuple[str, str, str]:
        """Return title, author and date."""
        targets = (
            each.target
            for each in self.relationships("").values()
            if each.kind == "core-properties"
        )
        core = self.part(next(targets, "docProps/core.xml"))
        if core is None:
            return "", "", ""
        elements = [core.find(f"{{*}}{name}") for name in ("title", "creator", "created")]
        title, author, date = (
            "" if element is None else (element.text or "").strip() for element in elements
        )
        return title, author, date[:10]

    def reference(self) -> Reference:
        """Return the DOI or ISBN among its properties, as publishers' programs write them."""
        core = self.part("docProps/core.xml")
        named = ("identifier", "subject", "description")
        found = [] if core is None else [core.findtext(f"{{*}}{name}") or "" for name in named]
        return make_reference(identifiers=found)

    def page_count(self) -> str:
        """Return how many pages the document had when it was saved; "" if it does not say."""
        app = self.part("docProps/app.xml")
        return "" if app is None else (app.findtext("{*}Pages") or "").strip()

    def main_type(self) -> str:
        """Return the content type of the part with the text; "" if the package does not say."""
        types = self.part("[Content_Types].xml")
        for override in () if types is None else types.iter("{*}Override"):
            name = local_attribute(override, "PartName").lstrip("/")
            if name.casefold() == self.main.casefold():
                return local_attribute(override, "ContentType")
        return ""

    @property
    def is_signed(self) -> bool:
        """Return whether it has a digital signature."""
        return any(name.startswith("_xmlsignatures/") for name in self._names)

    def _find_main(self) -> str:
        """Return the name of the part with the text: by relationship, else by content type."""
        for relationship in self.relationships("").values():
            if (
                relationship.kind == "officeDocument"
                and relationship.target.casefold() in self._names
            ):
                return relationship.target
        types = self.part("[Content_Types].xml")
        for override in () if types is None else types.iter("{*}Override"):
            kind = local_attribute(override, "ContentType").lower()
            name = local_attribute(override, "PartName").lstrip("/")
            if ".main+xml" in kind and "word" in kind and name.casefold() in self._names:
                return name
        return _USUAL_MAIN


def relationships_name(part: str) -> str:
    """Return the name of the part with the relationships of a part."""
    folder, _, file = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _open_container(source: DocumentInput, allowance: Allowance) -> _Container:
    """Return what holds the parts of a document.

    Raises:
        ReaderError: it is damaged, encrypted or beyond the limits.
    """
    if source.raw.read(0, 2) == b"PK":
        return _Archive(source, allowance)
    root = parse_xml(source.read(limits.MARKUP), source.label)
    if local_name(root) == "wordDocument":
        return _Document2003(root)
    return _FlatPackage(root, source.label)


def _read_relationships(root: Element, part: str) -> list[tuple[str, Relationship]]:
    """Return the relationships of a part, with their ids."""
    found = []
    for each in root.iter("{*}Relationship"):
        external = local_attribute(each, "TargetMode").lower() == "external"
        target = local_attribute(each, "Target")
        if not external:
            path = unquote(target.partition("#")[0].replace("\\", "/"))
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path))[1:]
        kind = local_attribute(each, "Type").rpartition("/")[2]
        found.append((local_attribute(each, "Id"), Relationship(kind, target, external)))
    return found


class _Archive:
    """The parts in a zip archive."""

    def __init__(self, source: DocumentInput, allowance: Allowance) -> None:
        self._archive = ZipArchive(source, allowance)
        self.names: Mapping[str, str] = {
            name.replace("\\", "/").casefold(): name for name in self._archive.names
        }

    def read(self, name: str) -> bytes:
        return self._archive.read(name)


class _Document2003:
    """The parts that a document of Word 2003 in one XML file is turned into."""

    def __init__(self, root: Element) -> None:
        from readerapp.documents.docx.word_2003 import convert_document

        self._parts = convert_document(root)
        self.names: Mapping[str, str] = {name.casefold(): name for name in self._parts}

    def read(self, name: str) -> bytes:
        return self._parts[name]


class _FlatPackage:
    """The parts in one XML file."""

    def __init__(self, root: Element, label: str) -> None:
        self._label = label
        self._parts = {
            local_attribute(part, "name").lstrip("/"): part for part in root.iterchildren("{*}part")
        }
        self.names: Mapping[str, str] = {name.casefold(): name for name in self._parts}

    def read(self, name: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            ReaderError: it is missing or damaged.
        """
        from lxml import etree

        for content in self._parts.get(name, ()):
            if local_name(content) == "xmlData" and len(content):
                return etree.tostring(content[0])
            if local_name(content) == "binaryData":
                try:
                    return base64.b64decode(content.text or "")
                except binascii.Error:
                    break
        raise missing_part_error(self._label)
