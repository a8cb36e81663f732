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
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.core.model import CONTEXT
from readerapp.interchange.citation import in_quotation_marks
from readerapp.interchange.exporters.qda import (
    AS_MARKED,
    COLOURS,
    QDC_NAMESPACE,
    QDPX_NAMESPACE,
    REPLY,
    RESOLVED,
    SPEAKERS,
)
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    nearest_colour,
    require_content,
    stable_id,
    text_value,
    text_values,
    utc_time,
)

Element = ElementTree.Element

MAXIMUM_TAGS = 4_000_000
"""Maximum number of tags in a file: those of 400,000 coded passages, and some 500 MB of memory."""


def parse_xml(xml: bytes) -> Element:
    """Parse XML and return the root element.

    Raises:
        ParseError: it is not XML.
        ValueError: it declares a document type, which could hold entities, or an unknown encoding,
            or is not UTF-8, or holds more than MAXIMUM_TAGS.
    """
    if b"<!DOCTYPE" in xml or b"\x00" in xml[:200]:
        raise ValueError("it declares a document type or is not UTF-8")
    if xml.count(b"<") > MAXIMUM_TAGS:
        raise ValueError(f"it has more than {MAXIMUM_TAGS} tags")
    try:
        return ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
    except LookupError:
        raise ValueError("it has an unknown encoding") from None


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
        raise ReaderError("The codebook has no codes; nothing to import.")
    lines = [f"- **{' '.join(name.split())}**: {words}" for name, words in codes if words]
    first_guid = next(root.iter(_CODE)).get("guid")
    note = ImportedAnnotation(
        id=stable_id(None, "qdc", first_guid),
        note="\n".join(["Codebook", *([""] if lines else []), *lines]),
        tags=tags,
    )
    return ImportBatch(format="REFI-QDA codebook", items=(note,))


def _qdc_codes(root: Element) -> Iterator[tuple[str, str]]:
    """Yield names and descriptions of the codes, without our codes for speakers and colours."""
    ours = {code for heading in (SPEAKERS, COLOURS) for code in _codes_under(root, heading)}
    for code in root.iter(_CODE):
        if code.get("isCodable") != "false" and code not in ours:
            words = " ".join((code.findtext(_DESCRIPTION) or "").split())
            yield text_value(code.get("name")), words


def _codes_under(root: Element, heading: str) -> Iterator[Element]:
    """Yield the codes under a heading of our own export."""
    if root.get("origin") == "readerapp":
        for code in root.iter(_CODE):
            if code.get("name") == heading and code.get("isCodable") == "false":
                yield from code


_NAMESPACE = f"{{{QDPX_NAMESPACE}}}"
_MAXIMUM_SIZE = 256 * 2**20
"""Maximum number of bytes of all members together, unpacked."""
_CHUNK = 2**20
"""Number of bytes that are unpacked at once."""
_INTERNAL = "internal://"
"""The beginning of a path that is relative to the folder of the sources in the project."""
_TEXTS = ("TextSource", "Representation", "TextDescription")
"""Elements that hold a text; the last two are in a PDF and in a picture."""


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
    reply_to: Element | None = None
    """The selection that a reply belongs to; None if the item is no reply."""


@dataclass(frozen=True, slots=True)
class _Project:
    ours: bool
    users: dict[str, str]
    codes: dict[str, tuple[str, str]]  # guid -> heading, name
    notes: dict[str, str]
    replies: Set[str]
    original_words: dict[str, str]
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
            texts = _SourceTexts((path, members.read(path)) for path in members.sources)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReaderError(f"{name} is damaged: {error}.") from None
    except KeyError:
        raise ReaderError(f"{name} is a zip file, but not a REFI-QDA project.") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"{name} contains a project that is not XML: {error}.") from None
    ours = root.get("origin") == "readerapp"
    replies = {n.get("guid", ""): n for n in _all(root, "Note") if ours and _replied_to(n)}
    notes: dict[str, str] = {}
    original_words: dict[str, str] = {}
    for note in _all(root, "Note"):
        table = original_words if ours and note.get("name") == AS_MARKED else notes
        table[note.get("guid", "")] = texts.of_element(note)
    project = _Project(
        ours=ours,
        users={user.get("guid", ""): user.get("name", "") for user in _all(root, "User")},
        codes=_codes(root),
        notes=notes,
        replies=replies.keys(),
        original_words=original_words,
    )
    items = _items(root, texts, replies)
    return collect_batch("REFI-QDA", items, partial(_annotation, project))


class _SourceTexts:
    """The texts of the sources in an archive, found by the path that an element gives.

    Programs differ in the case of letters and in the folders that they write. So a path is looked
    up as it is, then without case, then by its file name; if that could mean several sources, none
    is meant.
    """

    def __init__(self, members: Iterable[tuple[str, bytes]]) -> None:
        """Decode the sources, given as path in the archive and content."""
        self._texts: dict[str, str] = {}
        self._by_folded: dict[str, list[str]] = defaultdict(list)
        self._by_file_name: dict[str, list[str]] = defaultdict(list)
        for path, content in members:
            inner = path.partition("/")[2]  # without the folder of the sources
            self._texts[inner] = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
            self._by_folded[inner.casefold()].append(inner)
            self._by_file_name[_file_name(inner)].append(inner)

    def of_element(self, element: Element) -> str:
        """Return the text of a source or note: its own content, or that of the file it names."""
        content = element.findtext(f"{_NAMESPACE}PlainTextContent")
        if content is not None:
            return content
        path = element.get("plainTextPath", "").removeprefix(_INTERNAL)
        for paths in (
            [path] if path in self._texts else [],
            self._by_folded.get(path.casefold(), []),
            self._by_file_name.get(_file_name(path), []),
        ):
            if len(paths) == 1:
                return self._texts[paths[0]]
        return ""


def _file_name(path: str) -> str:
    return path.rpartition("/")[2].casefold()


class _Members:
    """Reader of the relevant members of an archive, with a limit on their total size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._remaining = _MAXIMUM_SIZE
        lower = {name: name.casefold() for name in archive.namelist()}
        self.sources = [
            name
            for name, folded in lower.items()
            if folded.startswith("sources/") and folded.endswith(".txt")
        ]
        sizes = (archive.getinfo(name).file_size for name in ("project.qde", *self.sources))
        self._count(sum(sizes))
        self._remaining = _MAXIMUM_SIZE  # the declared sizes may be false

    def read(self, path: str) -> bytes:
        """Return the content of a member.

        Raises:
            ReaderError: it exceeds the limit together with the members read before.
        """
        chunks = []
        with self._archive.open(path) as member:
            while chunk := member.read(_CHUNK):
                self._count(len(chunk))
                chunks.append(chunk)
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        self._remaining -= size
        if self._remaining < 0:
            limit = f"{_MAXIMUM_SIZE // 2**20} MB"
            raise ReaderError(f"The project is larger than {limit} unpacked; export it in parts.")


def _all(root: Element, name: str) -> Iterator[Element]:
    return root.iter(_NAMESPACE + name)


def _codes(root: Element) -> dict[str, tuple[str, str]]:
    codes = {code.get("guid", ""): ("", code.get("name", "")) for code in _all(root, "Code")}
    for heading in _all(root, "Code"):
        for code in heading.findall(f"{_NAMESPACE}Code"):
            codes[code.get("guid", "")] = heading.get("name", ""), code.get("name", "")
    return codes


def _items(root: Element, texts: _SourceTexts, replies: Mapping[str, Element]) -> Iterator[_Item]:
    """Yield selections once for each coder, replies, and notes; no note twice."""
    notes = {note.get("guid", ""): note for note in reversed(list(_all(root, "Note")))}
    used: set[str] = set()
    for source in (element for name in _TEXTS for element in _all(root, name)):
        content = texts.of_element(source)
        for selection in source.findall(f"{_NAMESPACE}PlainTextSelection"):
            note_guids = _note_guids(selection)
            used.update(note_guids)
            for number, (user, codings) in enumerate(_coders(selection)):
                yield _Item(selection, source, content, user, tuple(codings), other=number > 0)
            for guid in sorted(note_guids.keys() & replies.keys()):
                user = replies[guid].get("creatingUser", "")
                yield _Item(replies[guid], source, content, user, reply_to=selection)
        for guid in _note_guids(source):
            if guid in notes and guid not in used:
                used.add(guid)
                yield _note_item(notes[guid], source)
    for note in _all(root, "Note"):
        if note.get("guid", "") not in used:
            yield _note_item(note, None)


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


def _note_item(note: Element, source: Element | None) -> _Item:
    codings = (note, *note.findall(f"{_NAMESPACE}Coding"))
    return _Item(note, source, user=note.get("creatingUser", ""), codings=codings)


def _note_guids(element: Element) -> dict[str, None]:
    """Return the GUIDs of the notes that an element itself refers to, in order."""
    return dict.fromkeys(n.get("targetGUID", "") for n in element.findall(f"{_NAMESPACE}NoteRef"))


def _annotation(project: _Project, item: _Item) -> ImportedAnnotation:
    """Convert a selection, reply or note to an annotation."""
    element, source, content = item.element, item.source, item.content
    selection = element if item.reply_to is None else item.reply_to
    start = _position(selection, "startPosition") if content else 0
    end = _position(selection, "endPosition") if content else 0
    exact, description, own_note = content[start:end], "", ""
    note_guids = [] if item.other else sorted(_note_guids(element).keys() - project.replies)
    if not item.other:
        description = element.findtext(f"{_NAMESPACE}Description") or ""
        own_note = project.notes.get(element.get("guid", ""), "")
    if project.ours and own_note and description:
        # An orphan: its words are the description, and are repeated in the note.
        exact = description
        own_note = own_note.removeprefix(in_quotation_marks(description)).lstrip("\n")
        description = ""
    for guid in _note_guids(selection):
        exact = project.original_words.get(guid, exact)
    notes = [description, *(project.notes.get(guid, "") for guid in note_guids), own_note]
    note = "\n\n".join(part for part in notes if part.strip())
    require_content(exact, note)
    codes = [
        project.codes.get(reference.get("targetGUID", ""), ("", ""))
        for coding in item.codings
        for reference in coding.findall(f"{_NAMESPACE}CodeRef")
    ]
    speakers = [name for heading, name in codes if heading == SPEAKERS]
    colours = [name for heading, name in codes if heading == COLOURS]
    tags = [name for heading, name in codes if heading not in (SPEAKERS, COLOURS)]
    reply_to = _replied_to(element) if project.ours else ""
    resolved = element.get("name", "").startswith(RESOLVED)
    times = [utc_time(coding.get("creationDateTime")) for coding in item.codings]
    if not item.other:
        times.insert(0, utc_time(element.get("creationDateTime")))
    guid = element.get("guid", "")
    annotation = ImportedAnnotation(
        id="",
        exact=exact,
        prefix=content[max(0, start - CONTEXT) : start],
        suffix=content[end : end + CONTEXT],
        start=start if content and exact else None,
        end=end if content and exact else None,
        note=text_value(note),
        tags=text_values(tags),
        colour=nearest_colour(colours[0] if colours else None),
        speaker=speakers[0] if speakers else "",
        creator=project.users.get(item.user or element.get("modifyingUser", ""), ""),
        created=next(filter(None, times), ""),
        modified=utc_time(element.get("modifiedDateTime")),
        document=source.get("name", "") if source is not None else "",
        reply_to=reply_to,
        resolved=utc_time(element.get("modifiedDateTime")) if reply_to and resolved else "",
    )
    given = stable_id(None, guid, item.user) if guid and item.other else guid
    return identified(annotation, given, kind=element.tag, earlier=(exact, note))


def _replied_to(note: Element) -> str:
    """Return the id of what a note of our export is a reply to; empty if it is no reply."""
    name = note.get("name", "")
    start = next(filter(name.startswith, (REPLY, RESOLVED)), "")
    return stable_id(name.removeprefix(start)) if start else ""


def _position(element: Element, name: str) -> int:
    digits = element.get(name, "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise ReaderError(f"its {name} is not a position.")
    return int(digits)
