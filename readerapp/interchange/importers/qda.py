"""REFI-QDA importers: codebooks (.qdc) and projects (.qdpx), with safe XML parsing.

REFI-QDA Codebook Exchange 1.0 (.qdc) holds the codes of a project without the coded passages. It
becomes one note on the document, with every code as a tag, and the descriptions as text: these tags
are then offered for other annotations.

REFI-QDA Project Exchange 1.0 (.qdpx) holds coded texts of QualCoder, MAXQDA, NVivo or ATLAS.ti.
Codes become tags; those under the headings of our own export become speaker and colour. Positions
count code points of the text in the file, from which the quoted words are taken.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.core.model import CONTEXT
from readerapp.interchange.citation import in_quotation_marks
from readerapp.interchange.exporters.qda import AS_MARKED, HEADINGS, QDC_NAMESPACE, REPLY, RESOLVED
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    nearest_colour,
    stable_id,
    text_value,
    text_values,
    utc_time,
)

Element = ElementTree.Element

MOST_TAGS = 4_000_000
"""Maximum number of tags in a file: those of 400,000 coded passages, and some 500 MB of memory."""


def parse_xml(xml: bytes) -> Element:
    """Parse XML and return the root element.

    Raises:
        ParseError: it is not XML.
        ValueError: it declares a document type, which could hold entities, or an unknown encoding,
            or is not UTF-8, or holds more than MOST_TAGS.
    """
    if b"<!DOCTYPE" in xml or b"\x00" in xml[:200]:
        raise ValueError("it declares a document type or is not UTF-8")
    if xml.count(b"<") > MOST_TAGS:
        raise ValueError(f"it has more than {MOST_TAGS} tags")
    try:
        return ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
    except LookupError:
        raise ValueError("it names an encoding that is not known") from None


_CODE = f"{{{QDC_NAMESPACE}}}Code"
_DESCRIPTION = f"{{{QDC_NAMESPACE}}}Description"


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
    codes = list(_qdc_codes(root))
    tags = text_values([name for name, _ in codes])
    if not tags:
        raise ReaderError("The codebook holds no codes; there is nothing to import.")
    told = [f"- **{' '.join(name.split())}**: {words}" for name, words in codes if words]
    first = next(root.iter(_CODE)).get("guid")
    note = ImportedAnnotation(
        id=stable_id(None, "qdc", first),
        note="\n".join(["Codebook", *([""] if told else []), *told]),
        tags=tags,
    )
    return ImportBatch(format="REFI-QDA codebook", items=(note,))


def _qdc_codes(root: Element) -> Iterator[tuple[str, str]]:
    """Yield names and descriptions of the codes, without our codes for speakers and colours."""
    ours = {code for name in HEADINGS[1:] for code in _under(root, name)}
    for code in root.iter(_CODE):
        if code.get("isCodable") != "false" and code not in ours:
            words = " ".join((code.findtext(_DESCRIPTION) or "").split())
            yield text_value(code.get("name")), words


def _under(root: Element, heading: str) -> Iterator[Element]:
    if root.get("origin") == "readerapp":
        for code in root.iter(_CODE):
            if code.get("name") == heading and code.get("isCodable") == "false":
                yield from code


_NAMESPACE = "{urn:QDA-XML:project:1.0}"
_LARGEST = 256 * 2**20  # bytes of all members together, unpacked
_PIECE = 2**20  # bytes that are unpacked at once
_INSIDE = "internal://"
_TEXTS = ("TextSource", "Representation", "TextDescription")  # the last two: in a PDF, in a picture


@dataclass(frozen=True, slots=True)
class _Item:
    """The part of a selection that belongs to one coder, or a note."""

    element: Element
    source: Element | None = None
    content: str = ""
    """The text of the source."""
    user: str = ""
    """The GUID of the coder."""
    codings: tuple[Element, ...] = ()
    other: bool = False
    """Whether the selection itself, with its notes, belongs to another coder."""
    answered: Element | None = None
    """The selection that a reply belongs to; None if the item is no reply."""


@dataclass(frozen=True, slots=True)
class _Project:
    ours: bool
    users: dict[str, str]
    codes: dict[str, tuple[str, str]]  # guid -> heading, name
    notes: dict[str, str]
    replies: Set[str]
    as_marked: dict[str, str]
    """The notes of our export that hold the original words of a passage whose text has changed."""


def is_qdpx(content: bytes) -> bool:
    """Return whether it is a zip file."""
    return content.startswith(b"PK\x03\x04")


def read_qdpx(content: bytes, name: str) -> ImportBatch:
    """Parse the coded passages and the notes of a project.

    Raises:
        ReaderError: it is not a project, or damaged as a whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _Members(archive)
            root = parse_xml(members.read("project.qde"))
            sources = {
                path.rpartition("/")[2].casefold(): members.read(path).decode(
                    "utf-8-sig", "replace"
                )
                for path in members.sources
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReaderError(f"{name} is damaged: {error}.") from None
    except KeyError:
        raise ReaderError(f"{name} is a zip file, but no REFI-QDA project.") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"{name} holds a project that is not XML: {error}.") from None
    sources = {name: written.replace("\r\n", "\n") for name, written in sources.items()}
    ours = root.get("origin") == "readerapp"
    replies = {n.get("guid", ""): n for n in _all(root, "Note") if ours and _answered(n)}
    told = {note: ours and note.get("name") == AS_MARKED for note in _all(root, "Note")}
    project = _Project(
        ours=ours,
        users={user.get("guid", ""): user.get("name", "") for user in _all(root, "User")},
        codes=_codes(root),
        notes={n.get("guid", ""): _words(n, sources) for n, marked in told.items() if not marked},
        replies=replies.keys(),
        as_marked={n.get("guid", ""): _words(n, sources) for n, marked in told.items() if marked},
    )
    return collect_batch("REFI-QDA", _items(root, sources, replies), partial(_imported, project))


class _Members:
    """Reader of the relevant members of an archive, with a limit on their total size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _LARGEST
        lower = {name: name.casefold() for name in archive.namelist()}
        self.sources = [
            name
            for name, folded in lower.items()
            if folded.startswith("sources/") and folded.endswith(".txt")
        ]
        told = (archive.getinfo(name).file_size for name in ("project.qde", *self.sources))
        self._take(sum(told))
        self._left = _LARGEST  # the declared sizes may be false

    def read(self, path: str) -> bytes:
        """Return the content of a member.

        Raises:
            ReaderError: it exceeds the limit together with the members read before.
        """
        pieces = []
        with self._archive.open(path) as member:
            while piece := member.read(_PIECE):
                self._take(len(piece))
                pieces.append(piece)
        return b"".join(pieces)

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            limit = f"{_LARGEST // 2**20} MB"
            raise ReaderError(f"The project is larger than {limit} unpacked; export it in parts.")


def _all(root: Element, name: str) -> Iterator[Element]:
    return root.iter(_NAMESPACE + name)


def _codes(root: Element) -> dict[str, tuple[str, str]]:
    codes = {code.get("guid", ""): ("", code.get("name", "")) for code in _all(root, "Code")}
    for heading in _all(root, "Code"):
        for code in heading.findall(f"{_NAMESPACE}Code"):
            codes[code.get("guid", "")] = heading.get("name", ""), code.get("name", "")
    return codes


def _items(
    root: Element, sources: dict[str, str], replies: Mapping[str, Element]
) -> Iterator[_Item]:
    """Yield selections once for each coder, replies, and notes; no note twice."""
    notes = {note.get("guid", ""): note for note in reversed(list(_all(root, "Note")))}
    used: set[str] = set()
    for source in (found for name in _TEXTS for found in _all(root, name)):
        content = _words(source, sources)
        for selection in source.findall(f"{_NAMESPACE}PlainTextSelection"):
            noted = _noted(selection)
            used.update(noted)
            for number, (user, codings) in enumerate(_coders(selection)):
                yield _Item(selection, source, content, user, tuple(codings), other=number > 0)
            for guid in sorted(noted.keys() & replies.keys()):
                user = replies[guid].get("creatingUser", "")
                yield _Item(replies[guid], source, content, user, answered=selection)
        for guid in _noted(source):
            if guid in notes and guid not in used:
                used.add(guid)
                yield _of_note(notes[guid], source)
    for note in _all(root, "Note"):
        if note.get("guid", "") not in used:
            yield _of_note(note, None)


def _coders(selection: Element) -> list[tuple[str, list[Element]]]:
    """Return the coders of a selection with their codings; the maker of the selection is first."""
    maker = selection.get("creatingUser", "")
    codings: dict[str, list[Element]] = {maker: []}
    for coding in selection.findall(f"{_NAMESPACE}Coding"):
        codings.setdefault(coding.get("creatingUser") or maker, []).append(coding)
    if not codings[maker] and len(codings) > 1:
        del codings[maker]
        if maker and len(codings) == 1:  # one coder coded for the maker: it counts as the maker's
            return [(maker, next(iter(codings.values())))]
    return list(codings.items())


def _of_note(note: Element, source: Element | None) -> _Item:
    codings = (note, *note.findall(f"{_NAMESPACE}Coding"))
    return _Item(note, source, user=note.get("creatingUser", ""), codings=codings)


def _noted(element: Element) -> dict[str, None]:
    """Return the GUIDs of the notes that an element itself refers to, in order."""
    return dict.fromkeys(n.get("targetGUID", "") for n in element.findall(f"{_NAMESPACE}NoteRef"))


def _words(element: Element, sources: dict[str, str]) -> str:
    """Return the text of a source or note, from within the project or from the zip file."""
    inside = element.findtext(f"{_NAMESPACE}PlainTextContent")
    if inside is not None:
        return inside
    path = element.get("plainTextPath", "").removeprefix(_INSIDE)
    return sources.get(path.rpartition("/")[2].casefold(), "")


def _imported(project: _Project, item: _Item) -> ImportedAnnotation:
    """Convert a selection, reply or note to an annotation."""
    element, source, content = item.element, item.source, item.content
    selection = element if item.answered is None else item.answered
    start = _position(selection, "startPosition") if content else 0
    end = _position(selection, "endPosition") if content else 0
    exact, described, own = content[start:end], "", ""
    noted = [] if item.other else sorted(_noted(element).keys() - project.replies)
    if not item.other:
        described = element.findtext(f"{_NAMESPACE}Description") or ""
        own = project.notes.get(element.get("guid", ""), "")
    if project.ours and own and described:  # an orphan: its words are also repeated in the note
        exact, own, described = (
            described,
            own.removeprefix(in_quotation_marks(described)).lstrip("\n"),
            "",
        )
    for guid in _noted(selection):
        exact = project.as_marked.get(guid, exact)
    notes = [described, *(project.notes.get(guid, "") for guid in noted), own]
    note = "\n\n".join(part for part in notes if part.strip())
    if not exact and not note:
        raise ReaderError("it has neither words nor a note.")
    codes = [
        project.codes.get(reference.get("targetGUID", ""), ("", ""))
        for coding in item.codings
        for reference in coding.findall(f"{_NAMESPACE}CodeRef")
    ]
    said = [name for heading, name in codes if heading == "Speakers"]
    painted = [name for heading, name in codes if heading == "Colours"]
    tags = [name for heading, name in codes if heading not in ("Speakers", "Colours")]
    answers = _answered(element) if project.ours else ""
    settled = element.get("name", "").startswith(RESOLVED)
    made = [utc_time(coding.get("creationDateTime")) for coding in item.codings]
    if not item.other:
        made.insert(0, utc_time(element.get("creationDateTime")))
    guid = element.get("guid", "")
    found = ImportedAnnotation(
        id="",
        exact=exact,
        prefix=content[max(0, start - CONTEXT) : start],
        suffix=content[end : end + CONTEXT],
        start=start if content and exact else None,
        end=end if content and exact else None,
        note=text_value(note),
        tags=text_values(tags),
        colour=nearest_colour(painted[0] if painted else None),
        speaker=said[0] if said else "",
        creator=project.users.get(item.user or element.get("modifyingUser", ""), ""),
        created=next(filter(None, made), ""),
        modified=utc_time(element.get("modifiedDateTime")),
        document=source.get("name", "") if source is not None else "",
        reply_to=answers,
        resolved=utc_time(element.get("modifiedDateTime")) if answers and settled else "",
    )
    given = stable_id(None, guid, item.user) if guid and item.other else guid
    return identified(found, given, kind=element.tag, earlier=(exact, note))


def _answered(note: Element) -> str:
    """Return the id of what a note of our export is a reply to; empty if it is no reply."""
    name = note.get("name", "")
    start = next(filter(name.startswith, (REPLY, RESOLVED)), "")
    return stable_id(name.removeprefix(start)) if start else ""


def _position(element: Element, name: str) -> int:
    written = element.get(name, "")
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        raise ReaderError(f"its {name} is no position.")
    return int(written)
