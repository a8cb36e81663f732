"""REFI-QDA Project Exchange 1.0 (.qdpx): for QualCoder, MAXQDA, NVivo, ATLAS.ti and others.

A zip file with the document's text and `project.qde`. Each highlight is a selection of the text;
tags, speakers and colours are codes under three headings that are no codes themselves. A note is
the selection's description. Notes on the document, and orphans, which have no place, are notes
of the source. Positions count code points, as the standard says.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from readerapp.sharing.citation import one_line, quoted
from readerapp.sharing.entry import Entry, Source
from readerapp.sharing.exports.as_w3c import PAINT, urn
from readerapp.sharing.exports.grouping import Group

NAMESPACE = "urn:QDA-XML:project:1.0"
HEADINGS = ("Tags", "Speakers", "Colours")

_no_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")

Code = tuple[str, str]  # heading, name


def write(source: Source, entries: Sequence[Entry], group: Group) -> Iterator[bytes]:  # noqa: ARG001
    """The zip file, in one piece."""
    guid = _guid(source.id)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        project = "".join(_project(source, guid, entries))
        _add(archive, "project.qde", project)
        _add(archive, f"sources/{guid}.txt", source.text)
    yield content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    # Always the same time: the same annotations give the same file.
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, text.encode("utf-8", "replace"))


def _project(source: Source, guid: str, entries: Sequence[Entry]) -> Iterator[str]:
    length = len(source.text)
    placed = [entry for entry in entries if entry.placed and entry.end <= length]
    notes = [entry for entry in entries if not (entry.placed and entry.end <= length)]
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield _open("Project", xmlns=NAMESPACE, name=source.label or "Annotations", origin="readerapp")
    users = {entry.annotation.creator: entry.creator for entry in entries}
    if users:
        people = "".join(
            _open("User", guid=_guid(key), name=name or key, ends=True)
            for key, name in sorted(users.items())
        )
        yield f"<Users>\n{people}</Users>\n"
    yield from _codebook(entries)
    yield "<Sources>\n"
    path = f"internal://{guid}.txt"
    yield _open("TextSource", guid=guid, name=source.label, plainTextPath=path)
    for entry in placed:
        yield from _selection(entry)
    for entry in notes:
        yield _open("NoteRef", targetGUID=_guid(entry.annotation.id), ends=True)
    yield "</TextSource>\n</Sources>\n"
    if notes:
        yield "<Notes>\n"
        yield from map(_note, notes)
        yield "</Notes>\n"
    yield "</Project>\n"


def _codes(entry: Entry) -> Iterator[Code]:
    for tag in entry.annotation.tags:
        yield "Tags", tag
    if entry.speaker:
        yield "Speakers", entry.speaker
    if entry.exact:
        yield "Colours", entry.annotation.colour


def _codebook(entries: Iterable[Entry]) -> Iterator[str]:
    codes = sorted({code for entry in entries for code in _codes(entry)})
    if not codes:
        return
    yield "<CodeBook>\n<Codes>\n"
    for heading in HEADINGS:
        members = [code for code in codes if code[0] == heading]
        if members:
            yield _open("Code", guid=_guid(heading), name=heading, isCodable="false")
            for code in members:
                yield _open("Code", guid=_code_guid(code), name=code[1] or "-", isCodable="true",
                            color=PAINT.get(code[1], "") if heading == "Colours" else "",
                            ends=True)  # fmt: skip
            yield "</Code>\n"
    yield "</Codes>\n</CodeBook>\n"


def _selection(entry: Entry) -> Iterator[str]:
    annotation = entry.annotation
    yield _open(
        "PlainTextSelection",
        guid=_guid(annotation.id),
        name=one_line(entry.exact)[:60],
        startPosition=str(entry.start),
        endPosition=str(entry.end),
        creatingUser=_guid(annotation.creator),
        creationDateTime=_moment(annotation.created),
        modifiedDateTime=_moment(annotation.modified),
    )
    if annotation.note:
        yield f"<Description>{_text(annotation.note)}</Description>\n"
    yield from _codings(entry)
    yield "</PlainTextSelection>\n"


def _codings(entry: Entry) -> Iterator[str]:
    guid, who = uuid.UUID(_guid(entry.annotation.id)), _guid(entry.annotation.creator)
    made = _moment(entry.annotation.created)
    for code in _codes(entry):
        coding = str(uuid.uuid5(guid, ascii(code)))
        yield _open("Coding", guid=coding, creatingUser=who, creationDateTime=made)
        yield _open("CodeRef", targetGUID=_code_guid(code), ends=True) + "</Coding>\n"


def _note(entry: Entry) -> str:
    annotation = entry.annotation
    content = "\n\n".join(part for part in (quoted(entry.exact), annotation.note) if part)
    head = _open(
        "Note",
        guid=_guid(annotation.id),
        name=one_line(content)[:60] or "Note",
        creatingUser=_guid(annotation.creator),
        creationDateTime=_moment(annotation.created),
        modifiedDateTime=_moment(annotation.modified),
    )
    body = f"<PlainTextContent>{_text(content)}</PlainTextContent>\n"
    return f"{head}{body}{''.join(_codings(entry))}</Note>\n"


def _open(element: str, ends: bool = False, **attributes: str) -> str:
    """A start tag with the attributes that are not empty; `ends` closes it at once."""
    written = "".join(
        f" {name}={quoteattr(_legal(value))}" for name, value in attributes.items() if value
    )
    return f"<{element}{written}{'/' if ends else ''}>\n"


def _text(text: str) -> str:
    return escape(_legal(text), {"\r": "&#13;"})


def _legal(text: str) -> str:
    """`text` with what XML 1.0 cannot hold replaced."""
    return _no_xml.sub("\ufffd", text)


@lru_cache(maxsize=100_000)
def _guid(key: str) -> str:
    return urn(key).removeprefix("urn:uuid:")


def _code_guid(code: Code) -> str:
    return _guid(":".join(code))


def _moment(time: str) -> str:
    """The time if it is one for XML Schema, else nothing."""
    return time if _time.fullmatch(time) else ""
