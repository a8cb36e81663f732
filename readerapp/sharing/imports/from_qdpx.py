"""REFI-QDA Project Exchange 1.0 (.qdpx): coded texts of QualCoder, MAXQDA, NVivo, ATLAS.ti.

Codes become tags; those under the headings of our own export become speaker and colour. The
positions count code points of the text in the file, from which the quoted words are taken.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from readerapp.model import CONTEXT, ReaderError
from readerapp.sharing.citation import quoted
from readerapp.sharing.exports.as_qdpx import AS_MARKED, REPLY, RESOLVED
from readerapp.sharing.imports.collect import collect
from readerapp.sharing.imports.imported import Batch, Imported, colour, stable_id, text, texts, utc
from readerapp.sharing.imports.qda import Element, parse

_NAMESPACE = "{urn:QDA-XML:project:1.0}"
_LARGEST = 256 * 2**20  # bytes of one member, unpacked
_INSIDE = "internal://"
_TEXTS = ("TextSource", "Representation", "TextDescription")  # the last two: of a PDF, of a picture

# Selection or note, its source, the source's text; of a reply also the selection that it answers.
Item = tuple[Element, Element | None, str, Element | None]


@dataclass(frozen=True, slots=True)
class _Project:
    ours: bool
    users: dict[str, str]
    codes: dict[str, tuple[str, str]]  # guid -> heading, name
    notes: dict[str, str]
    replies: Collection[str]
    as_marked: dict[str, str]
    """Notes of ours that are the words which a passage once had."""


def recognise(content: bytes) -> bool:
    """True for a zip file."""
    return content.startswith(b"PK\x03\x04")


def read(content: bytes, name: str) -> Batch:
    """The coded passages and the notes of a project.

    Raises:
        ReaderError: it is not a project, or damaged as a whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = parse(_member(archive, "project.qde"))
            texts_by_path = {
                path: _member(archive, path).decode("utf-8-sig", "replace")
                for path in archive.namelist()
                if path.casefold().startswith("sources/") and path.casefold().endswith(".txt")
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReaderError(f"{name} is damaged: {error}.") from None
    except KeyError:
        raise ReaderError(f"{name} is a zip file, but no REFI-QDA project.") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"{name} holds a project that is not XML: {error}.") from None
    sources = {path.rpartition("/")[2].casefold(): text for path, text in texts_by_path.items()}
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
    return collect(
        "REFI-QDA", _items(root, sources, replies), lambda item: _imported(project, *item)
    )


def _member(archive: zipfile.ZipFile, path: str) -> bytes:
    """A member's content; never more than the limit, whatever its header says."""
    with archive.open(path) as member:
        content = member.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ReaderError(f"A part of the project is larger than {_LARGEST // 2**20} MB.")
    return content


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
) -> Iterator[Item]:
    used = set()
    for source in (found for name in _TEXTS for found in _all(root, name)):
        content = _words(source, sources)
        for selection in source.findall(f"{_NAMESPACE}PlainTextSelection"):
            noted = _noted(selection)
            used |= noted
            yield selection, source, content, None
            for guid in sorted(noted & replies.keys()):
                yield replies[guid], source, content, selection
        for note in _all(root, "Note"):
            guid = note.get("guid", "")
            if guid in _noted(source) and guid not in used:
                used.add(guid)
                yield note, source, "", None
    for note in _all(root, "Note"):
        if note.get("guid", "") not in used:
            yield note, None, "", None


def _noted(element: Element) -> set[str]:
    """The notes that an element itself refers to."""
    return {note.get("targetGUID", "") for note in element.findall(f"{_NAMESPACE}NoteRef")}


def _words(element: Element, sources: dict[str, str]) -> str:
    """The text of a source or note: within the project, or beside it in the zip file."""
    inside = element.findtext(f"{_NAMESPACE}PlainTextContent")
    if inside is not None:
        return inside
    path = element.get("plainTextPath", "").removeprefix(_INSIDE)
    return sources.get(path.rpartition("/")[2].casefold(), "").replace("\r\n", "\n")


def _imported(
    project: _Project,
    element: Element,
    source: Element | None,
    content: str,
    answered: Element | None,
) -> Imported:
    place = element if answered is None else answered
    start = _position(place, "startPosition") if content else 0
    end = _position(place, "endPosition") if content else 0
    exact, described = content[start:end], element.findtext(f"{_NAMESPACE}Description") or ""
    own = project.notes.get(element.get("guid", ""), "")
    if project.ours and own and described:  # an orphan: its words, and in the note once more
        exact, own, described = described, own.removeprefix(quoted(described)).lstrip("\n"), ""
    for guid in _noted(place):
        exact = project.as_marked.get(guid, exact)
    noted = sorted(_noted(element).difference(project.replies))
    notes = [described, *(project.notes.get(guid, "") for guid in noted), own]
    note = "\n\n".join(part for part in notes if part.strip())
    if not exact and not note:
        raise ReaderError("it has neither words nor a note.")
    codes = [
        project.codes.get(reference.get("targetGUID", ""), ("", ""))
        for reference in _all(element, "CodeRef")
    ]
    said = [name for heading, name in codes if heading == "Speakers"]
    painted = [name for heading, name in codes if heading == "Colours"]
    tags = [name for heading, name in codes if heading not in ("Speakers", "Colours")]
    answers = _answered(element) if project.ours else ""
    settled = element.get("name", "").startswith(RESOLVED)
    return Imported(
        id=stable_id(element.get("guid"), exact, note),
        exact=exact,
        prefix=content[max(0, start - CONTEXT) : start],
        suffix=content[end : end + CONTEXT],
        start=start if content and exact else None,
        end=end if content and exact else None,
        note=text(note),
        tags=texts(tags),
        colour=colour(painted[0] if painted else None),
        speaker=said[0] if said else "",
        creator=project.users.get(element.get("creatingUser", ""), ""),
        created=utc(element.get("creationDateTime")),
        modified=utc(element.get("modifiedDateTime")),
        document=source.get("name", "") if source is not None else "",
        reply_to=answers,
        resolved=utc(element.get("modifiedDateTime")) if answers and settled else "",
    )


def _answered(note: Element) -> str:
    """The id of what a note of ours is a reply to; empty if it is none."""
    name = note.get("name", "")
    start = next(filter(name.startswith, (REPLY, RESOLVED)), "")
    return stable_id(name.removeprefix(start)) if start else ""


def _position(element: Element, name: str) -> int:
    written = element.get(name, "")
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        raise ReaderError(f"its {name} is no position.")
    return int(written)
