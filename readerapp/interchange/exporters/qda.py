"""REFI-QDA exporters: codebooks (.qdc) and projects (.qdpx), and their XML, ids and codes.

Tags, speakers and colours become codes under three headings, which are not codable themselves;
proposals of programs have a code under a fourth one. A tag of several levels, "place/harbour", is a
code below another one.

REFI-QDA Codebook Exchange 1.0 (.qdc) holds the tags, speakers and colours in use.

REFI-QDA Project Exchange 1.0 (.qdpx) is for QualCoder, MAXQDA, NVivo, ATLAS.ti and others. It is a
zip file with the document's text and `project.qde`. Each highlight is a selection of the text, with
tags, speaker and colour as codes and the note as its description. Notes on the document, and
orphans, which have no position, are notes of the source; an orphan's words are its description.
Positions count code points, as the standard says.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from readerapp.interchange.annotation_view import (
    PROPOSED,
    AnnotationView,
    ExportSource,
    flatten_threads,
)
from readerapp.interchange.citation import in_quotation_marks, one_line
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.web_annotation import HIGHLIGHT_COLOURS, urn_of

TAGS, SPEAKERS, COLOURS, PROPOSALS = HEADINGS = ("Tags", "Speakers", "Colours", "Proposals")
"""The codes that hold the tags, the speakers and the colours, and the code of proposals."""

_no_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")

Code = tuple[str, str]  # heading, name


def codes_of(view: AnnotationView) -> Iterator[Code]:
    """Yield the codes of an annotation."""
    for tag in view.annotation.tags:
        yield TAGS, tag
    if view.speaker:
        yield SPEAKERS, view.speaker
    if view.exact:
        yield COLOURS, view.colour
    if view.is_proposal:
        yield PROPOSALS, PROPOSED


def codebook(source: ExportSource, views: Iterable[AnnotationView]) -> Iterator[str]:
    """Yield the element `Codes` with the codes of `views` by name; nothing if there are none.

    Definitions of tags and names of colours are the descriptions of their codes.
    """
    meanings = {(TAGS, tag): meaning for tag, meaning in source.definitions.items()}
    meanings |= {(COLOURS, colour): name for colour, name in source.colour_names.items()}
    codes = {code: split_code(code) for view in views for code in codes_of(view)}
    if not codes:
        return
    for heading, names in list(codes.values()):
        for number in range(1, len(names)):
            codes.setdefault((heading, "/".join(names[:number])), (heading, names[:number]))
    # A code is followed by those below it: names are compared one by one.
    ordered = sorted(codes.items(), key=lambda item: item[1])
    yield "<Codes>\n"
    for heading in HEADINGS:
        members = [(code, len(names)) for code, (of, names) in ordered if of == heading]
        if members:
            yield start_tag("Code", guid=guid_of(heading), name=heading, isCodable="false")
            below = [level for _, level in members[1:]] + [1]
            for (code, level), next_level in zip(members, below, strict=True):
                name = codes[code][1][-1]
                yield from _code(code, name, meanings.get(code, ""), ends=next_level <= level)
                yield "</Code>\n" * (level - next_level)
            yield "</Code>\n"
    yield "</Codes>\n"


MAXIMUM_LEVELS = 20
"""Levels of a tag that are a code each. A deeper tag is exported as one code; of a deeper code an
import takes the lowest ones."""


def split_code(code: Code) -> tuple[str, tuple[str, ...]]:
    """Return the heading of a code, and the names of the codes from the highest one to it."""
    heading, name = code
    names = tuple(name.split("/")) if heading == TAGS else (name,)
    is_path = len(names) <= MAXIMUM_LEVELS and all(one == one.strip() != "" for one in names)
    return heading, names if is_path else (name,)


def _code(code: Code, name: str, meaning: str, *, ends: bool) -> Iterator[str]:
    """Yield a code; with `ends`, also its end, else those below it follow."""
    heading, whole = code
    colour = HIGHLIGHT_COLOURS.get(whole, "") if heading == COLOURS else ""
    facts = {"guid": code_guid(code), "name": name or "-", "isCodable": "true", "color": colour}
    yield start_tag("Code", ends=ends and not meaning, **facts)
    if meaning:
        yield f"<Description>{xml_text(meaning)}</Description>\n"
        yield "</Code>\n" if ends else ""


def start_tag(tag: str, /, *, ends: bool = False, **attributes: str) -> str:
    """Return a start tag with the non-empty attributes; `ends` makes it an empty element."""
    filled = ((name, value) for name, value in attributes.items() if value)
    written = "".join(f" {name}={quoteattr(_replace_invalid(value))}" for name, value in filled)
    return f"<{tag}{written}{'/' if ends else ''}>\n"


def xml_text(text: str) -> str:
    """Escape `text` as the content of an element."""
    return escape(_replace_invalid(text), {"\r": "&#13;"})


@lru_cache(maxsize=100_000)
def guid_of(key: str) -> str:
    """Return the GUID for one of our ids, or for any other string."""
    return urn_of(key).removeprefix("urn:uuid:")


def code_guid(code: Code) -> str:
    """Return the GUID of a code; the same in every file."""
    return guid_of(":".join(code))


def xml_time(time: str) -> str:
    """Return the time if it is valid in XML Schema, else an empty string."""
    try:
        datetime.fromisoformat(time)
    except ValueError:
        return ""
    return time if _time.fullmatch(time) else ""


def _replace_invalid(text: str) -> str:
    """Replace the characters of `text` that XML 1.0 cannot contain."""
    return _no_xml.sub("\ufffd", text)


QDC_NAMESPACE = "urn:QDA-XML:codebook:1.0"


def write_qdc(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write the codebook.

    The standard requires one code at least: if there is none, a heading is written.
    """
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield start_tag("CodeBook", xmlns=QDC_NAMESPACE, origin="readerapp")
    heading = start_tag("Code", ends=True, guid=guid_of(TAGS), name=TAGS, isCodable="false")
    yield "".join(codebook(source, views)) or f"<Codes>\n{heading}</Codes>\n"
    yield "</CodeBook>\n"


QDPX_NAMESPACE = "urn:QDA-XML:project:1.0"
AS_MARKED = "The words as they were marked"
"""The name of the note that holds the original words of a passage whose text has changed."""
REPLY = "Reply to "
RESOLVED = "Resolved reply to "
"""Prefixes of a reply's name; the GUID of the selection or note that it replies to follows."""


def write_qdpx(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[bytes]:
    """Write the zip file, in one piece."""
    guid = guid_of(source.id)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        project = "".join(_project(source, guid, views))
        _add(archive, "project.qde", project)
        _add(archive, f"sources/{guid}.txt", source.text)
    yield content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    # A constant time, so that the same annotations give the same file.
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, text.encode("utf-8", "replace"))


def _project(source: ExportSource, guid: str, views: Sequence[AnnotationView]) -> Iterator[str]:
    length = len(source.text)
    in_text = [view for view in views if view.has_range and view.end <= length]
    notes = [view for view in views if not (view.has_range and view.end <= length)]
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield start_tag(
        "Project", xmlns=QDPX_NAMESPACE, name=source.label or "Annotations", origin="readerapp"
    )
    users = {view.annotation.creator: view.creator for view in flatten_threads(views)}
    if users:
        people = "".join(
            start_tag("User", guid=guid_of(key), name=name or key, ends=True)
            for key, name in sorted(users.items())
        )
        yield f"<Users>\n{people}</Users>\n"
    if book := "".join(codebook(source, views)):
        yield f"<CodeBook>\n{book}</CodeBook>\n"
    yield "<Sources>\n"
    path = f"internal://{guid}.txt"
    yield start_tag("TextSource", guid=guid, name=source.label, plainTextPath=path)
    for view in in_text:
        yield from _selection(view)
    for view in flatten_threads(notes):
        yield start_tag("NoteRef", targetGUID=guid_of(view.annotation.id), ends=True)
    yield "</TextSource>\n</Sources>\n"
    replies = [reply for view in (*in_text, *notes) for reply in view.replies]
    if notes or replies or any(_has_changed(view) for view in in_text):
        yield "<Notes>\n"
        yield from map(_reply, replies)
        yield from map(_note, notes)
        yield from map(_original_words_note, filter(_has_changed, in_text))
        yield "</Notes>\n"
    yield "</Project>\n"


def _selection(view: AnnotationView) -> Iterator[str]:
    annotation = view.annotation
    yield start_tag(
        "PlainTextSelection",
        guid=guid_of(annotation.id),
        name=one_line(view.exact)[:60],
        startPosition=str(view.start),
        endPosition=str(view.end),
        creatingUser=guid_of(annotation.creator),
        creationDateTime=xml_time(annotation.created),
        modifiedDateTime=xml_time(annotation.modified),
    )
    if annotation.note:
        yield f"<Description>{xml_text(annotation.note)}</Description>\n"
    yield from _codings(view)
    if _has_changed(view):
        yield start_tag("NoteRef", targetGUID=_original_words_guid(view), ends=True)
    for reply in view.replies:
        yield start_tag("NoteRef", targetGUID=guid_of(reply.annotation.id), ends=True)
    yield "</PlainTextSelection>\n"


def _has_changed(view: AnnotationView) -> bool:
    """Return whether the words in the text have changed."""
    return view.state == "drifted"


def _original_words_guid(view: AnnotationView) -> str:
    return guid_of(f"{AS_MARKED} {view.annotation.id}")


def _original_words_note(view: AnnotationView) -> str:
    head = start_tag("Note", guid=_original_words_guid(view), name=AS_MARKED)
    return f"{head}<PlainTextContent>{xml_text(view.exact)}</PlainTextContent>\n</Note>\n"


def _codings(view: AnnotationView) -> Iterator[str]:
    guid, user = uuid.UUID(guid_of(view.annotation.id)), guid_of(view.annotation.creator)
    created = xml_time(view.annotation.created)
    for code in codes_of(view):
        coding = str(uuid.uuid5(guid, ascii(code)))
        yield start_tag("Coding", guid=coding, creatingUser=user, creationDateTime=created)
        yield start_tag("CodeRef", targetGUID=code_guid(code), ends=True) + "</Coding>\n"


def _reply(reply: AnnotationView) -> str:
    annotation = reply.annotation
    head = start_tag(
        "Note",
        guid=guid_of(annotation.id),
        name=(RESOLVED if annotation.resolved else REPLY) + guid_of(reply.thread_id),
        creatingUser=guid_of(annotation.creator),
        creationDateTime=xml_time(annotation.created),
        modifiedDateTime=xml_time(annotation.modified),
    )
    body = f"<PlainTextContent>{xml_text(annotation.note)}</PlainTextContent>\n"
    return f"{head}{body}</Note>\n"


def _note(view: AnnotationView) -> str:
    annotation = view.annotation
    content = "\n\n".join(
        part for part in (in_quotation_marks(view.exact), annotation.note) if part
    )
    words = f"<Description>{xml_text(view.exact)}</Description>\n" if view.exact else ""
    head = start_tag(
        "Note",
        guid=guid_of(annotation.id),
        name=one_line(content)[:60] or "Note",
        creatingUser=guid_of(annotation.creator),
        creationDateTime=xml_time(annotation.created),
        modifiedDateTime=xml_time(annotation.modified),
    )
    body = f"<PlainTextContent>{xml_text(content)}</PlainTextContent>\n"
    return f"{head}{words}{body}{''.join(_codings(view))}</Note>\n"
