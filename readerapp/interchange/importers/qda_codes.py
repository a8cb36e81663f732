"""REFI-QDA codebooks: their importer (.qdc), and the codes of a codebook or project.

REFI-QDA Codebook Exchange 1.0 (.qdc) holds the codes of a project without the coded passages. It
becomes one note on the document, with every code as a tag, and the descriptions as text; these are
the definitions of the tags, too.

A code below another one becomes a tag of several levels, "place/harbour". Codes under the headings
of our own export are the tags, speakers and colours of that export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.interchange.exporters.qda import HEADINGS, MAXIMUM_LEVELS, TAGS, guid_of
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    stable_id,
    text_value,
    text_values,
)
from readerapp.interchange.importers.qda_archive import parse_xml

Element = ElementTree.Element

_MAXIMUM_CHARACTERS = 16 * 2**20
"""Code points of all tags and definitions together: a long name may stand above thousands of
codes, and a long note belong to as many."""


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code.

    Attributes:
        guid: its GUID.
        heading: the heading of our own export that it is under; empty for other programs.
        path: its name, behind the names of the codes above it.
        colour: its colour as `#rrggbb`; empty if it has none.
        definition: what it means; may be empty.
        is_codable: whether passages can have it; others only hold codes.
    """

    guid: str
    heading: str
    path: str
    colour: str
    definition: str
    is_codable: bool

    @property
    def is_tag(self) -> bool:
        """Return whether it stands for a tag, not for a speaker or a colour."""
        return self.heading in ("", TAGS)


def read_codes(root: Element, notes: Mapping[str, str]) -> list[ProjectCode]:
    """Return the codes of a codebook or project, without the headings of our own export.

    Args:
        root: the root element.
        notes: the texts of the notes by GUID; those of a code belong to its definition.

    Raises:
        ReaderError: the tags are too long together.
    """
    ours = root.get("origin") == "readerapp"
    codes: list[ProjectCode] = []
    length = 0
    for code, heading, names in _walk(root, ours):
        path = "/".join(names[-MAXIMUM_LEVELS:])
        memos = (notes.get(ref.get("targetGUID", ""), "") for ref in code.findall("NoteRef"))
        definition = " ".join(" ".join([code.findtext("Description") or "", *memos]).split())
        length += len(path) + len(definition)
        if length > _MAXIMUM_CHARACTERS:
            limit = f"{_MAXIMUM_CHARACTERS >> 20} million characters"
            raise ReaderError(f"Its codes and their definitions are longer than {limit} together.")
        codes.append(
            ProjectCode(
                guid=code.get("guid", ""),
                heading=heading,
                path=path,
                colour=code.get("color", ""),
                definition=definition,
                is_codable=code.get("isCodable") not in ("false", "0"),
            )
        )
    return codes


def _walk(root: Element, ours: bool) -> Iterator[tuple[Element, str, tuple[str, ...]]]:
    """Yield each code with the heading it is under and the names from the highest level to it.

    Only the lowest levels of a deep code are among the names.
    """
    waiting: list[tuple[Element, str, tuple[str, ...]]] = [
        (code, "", ()) for codes in root.iter("Codes") for code in reversed(codes.findall("Code"))
    ]
    while waiting:
        code, heading, above = waiting.pop()
        name = " ".join(text_value(code.get("name")).split())
        if not above and not heading and _is_heading(code, name, ours):
            heading = name
        else:
            above = (*above[1 - MAXIMUM_LEVELS :], name)
            yield code, heading, above
        waiting += [(inner, heading, above) for inner in reversed(code.findall("Code"))]


def _is_heading(code: Element, name: str, ours: bool) -> bool:
    """Return whether it is a heading of our own export, also if another program wrote it again."""
    given = code.get("guid", "").casefold() == guid_of(name)
    return name in HEADINGS and (ours or given)


def is_qdc(content: str) -> bool:
    """Return whether it is XML that names the REFI-QDA codebook format."""
    start = content[:2_000]
    return start.lstrip().startswith("<") and "QDA-XML:codebook" in start


def read_qdc(content: str) -> ImportBatch:
    """Parse a codebook into one note.

    Raises:
        ReaderError: it is not XML, or holds no code.
    """
    try:
        root = parse_xml(content.encode("utf-8", "replace"))
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"The codebook is not XML: {error}.") from None
    codes = [code for code in read_codes(root, {}) if code.is_tag and code.is_codable]
    tags = text_values([code.path for code in codes])
    if not tags:
        raise ReaderError("The codebook has no codes; nothing to import.")
    lines = [f"- **{code.path}**: {code.definition}" for code in codes if code.definition]
    first_guid = next(root.iter("Code")).get("guid")
    note = ImportedAnnotation(
        id=stable_id(None, "qdc", first_guid),
        note="\n".join(["Codebook", *([""] if lines else []), *lines]),
        tags=tags,
    )
    definitions = {code.path: code.definition for code in codes if code.definition}
    return ImportBatch(format="REFI-QDA codebook", items=(note,), definitions=definitions)
