"""Calendars (iCalendar, .ics) and contacts (vCard, .vcf): what people wrote in them, in lines.

Both are content lines, "NAME;PARAMETER=x:value", folded at 75 bytes in the middle of words. Entries
become headings with their fields below. What only programs read (identifiers, time stamps, alarms,
rules of time zones) is left out.

Sources: RFC 5545 (iCalendar), RFC 6350 and vCard 2.1 (contacts), RFC 6868 (signs in parameters).
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.text import encoding
from readerapp.text.source import Text

_LABELS = {
    "dtstart": "From", "dtend": "To", "due": "Due", "duration": "Duration", "rrule": "Repeats",
    "location": "Where", "organizer": "Organizer", "attendee": "With", "status": "Status",
    "categories": "Categories", "contact": "Contact", "resources": "Resources", "url": "Address",
    "comment": "Comment", "percent-complete": "Done (%)", "n": "Name", "nickname": "Nickname",
    "org": "Organization", "title": "Title", "role": "Role", "tel": "Phone", "email": "E-mail",
    "adr": "Postal address", "label": "Postal address", "bday": "Birthday",
    "anniversary": "Anniversary", "impp": "Messages", "related": "Related", "lang": "Language",
    "member": "Member", "description": "", "note": "",
}  # fmt: skip
"""Properties that are shown, with the words before them; those without words are paragraphs."""
_TITLES = ("summary", "fn", "x-wr-calname")
_PICTURES = ("photo", "logo")
_DATES = ("dtstart", "dtend", "due", "bday", "anniversary")
_COMPONENTS = ("vevent", "vtodo", "vjournal", "vcard")
_PASSED_OVER = ("valarm", "vtimezone", "vfreebusy")
_fold = re.compile(r"\r?\n[ \t]")
_soft_break = re.compile(r"=\r?\n[ \t]?")
_line = re.compile(r'(?:[\w-]+\.)?([\w-]+)((?>(?:;(?>(?:[^":;]|"[^"]*")*))*)):(.*)').fullmatch
_parameter = re.compile(r';([\w-]+)(?:=("[^"]*"|[^;]*))?').findall
_escape = re.compile(r"\\([\\;,nN:])").sub
_time = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?\Z").match


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A property: its name and its parameters in lower case, and its value without escapes."""

    name: str
    parameters: dict[str, str]
    value: str


def content_lines(words: str) -> Iterator[ContentLine]:
    """Yield the properties in a calendar or contact; other lines are passed over.

    >>> [line.value for line in content_lines("DESCRIPTION:a long te\\n xt\\\\, folded")]
    ['a long text, folded']
    """
    if "QUOTED-PRINTABLE" in words.upper():
        words = _soft_break.sub("", words)
    for written in _fold.sub("", words).split("\n"):
        match = _line(written.rstrip("\r"))
        if match is None:
            continue
        parameters = {
            name.lower(): value.strip('"').replace("^n", " ").replace("^'", '"')
            for name, value in _parameter(match[2])
        }
        value = match[3]
        if "quoted-printable" in (parameters.get("encoding", "").lower(), *parameters):
            data = quopri.decodestring(value.encode("utf-8", "replace"))
            value = encoding.decode_labelled(data, parameters.get("charset", ""))
        else:
            value = _escape(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
        yield ContentLine(match[1].lower(), parameters, value)


def describe_appointment(words: str) -> str:
    """Return what a calendar says in one line: subject, time and place of its first entry."""
    said: dict[str, str] = {}
    for line in content_lines(words):
        if line.name in _PASSED_OVER or line.name == "end":
            continue
        if line.name in ("summary", "dtstart", "location"):
            said.setdefault(line.name, _readable(line))
    return ", ".join(said[name] for name in ("summary", "dtstart", "location") if said.get(name))


def open_content_lines(source: DocumentInput) -> Document:
    """Open a calendar or a file of contacts.

    Raises:
        ReaderError: it is too large, or has no entries.
    """
    if source.raw.size > limits.CALENDAR:
        raise ReaderError(f"{source.label} is too large for a calendar; export a part of it.")
    words = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    builder = DocumentBuilder()
    prose = InlineWriter(builder)
    title = ""
    entry: list[ContentLine] | None = None
    passed_over = 0
    for line in content_lines(words):
        kind = line.value.strip().lower()
        if line.name in ("begin", "end") and kind in _PASSED_OVER:
            passed_over += 1 if line.name == "begin" else -1
        elif line.name == "begin" and kind in _COMPONENTS:
            entry = []
        elif line.name == "end" and kind in _COMPONENTS and entry is not None:
            _write_entry(prose, entry)
            entry = None
        elif entry is not None and passed_over < 1:
            entry.append(line)
        elif line.name in _TITLES:
            title = title or line.value
    if entry:
        _write_entry(prose, entry)  # its end is missing
    prose.close()
    if not builder.at:
        raise ReaderError(f"{source.label} has no entries; export it again.")
    return builder.document(source, "calendar", title=title)


def _write_entry(prose: InlineWriter, entry: list[ContentLine]) -> None:
    """Write an appointment, a task or a person: a heading and the fields below it."""
    title = next((line.value for line in entry if line.name in _TITLES and line.value.strip()), "")
    prose.block(BlockShape(heading=1))
    prose.words(title or "(no title)")
    tight = False
    for line in entry:
        label, words = _LABELS.get(line.name), _readable(line)
        if label and words and not (line.name == "n" and title):
            prose.block(BlockShape(tight=tight))
            with prose.styled("strong"):
                prose.words(f"{label}:")
            prose.words(f" {words}")
            tight = True
    for line in entry:
        prose.block(BlockShape())
        if _LABELS.get(line.name) == "":
            for paragraph in filter(str.strip, line.value.split("\n\n")):
                prose.block(BlockShape())
                prose.write(paragraph.strip("\n"))
        elif line.name in _PICTURES:
            prose.mark("picture", line.name)
        elif line.name == "attach":
            prose.mark("attachment", line.parameters.get("filename", ""), label="attached")


def _readable(line: ContentLine) -> str:
    """Return a value in one line as people read it."""
    if line.name in ("organizer", "attendee"):
        address = re.sub(r"(?i)^mailto:", "", line.value)
        name = line.parameters.get("cn", "")
        return f"{name} <{address}>" if name and name != address else address
    if line.name in _DATES and (match := _time(line.value.strip())):
        year, month, day, hour, minute, universal = match.groups()
        day = f"{year}-{month}-{day}"
        zone = "UTC" if universal else line.parameters.get("tzid", "")
        return f"{day} {hour}:{minute} {zone}".strip() if hour else day
    if line.name in ("n", "adr", "org"):
        return ", ".join(part.strip() for part in line.value.split(";") if part.strip())
    kind = line.parameters.get("type", "").lower() if line.name in ("tel", "email", "adr") else ""
    words = " ".join(line.value.split()).removeprefix("tel:")
    return f"{words} ({kind})" if kind and words else words
