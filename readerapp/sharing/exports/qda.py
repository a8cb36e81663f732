"""What REFI-QDA projects and codebooks share: their XML, their ids and the codes of annotations.

Tags, speakers and colours are codes under three headings that are no codes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from readerapp.sharing.entry import Entry
from readerapp.sharing.exports.as_w3c import PAINT, urn

HEADINGS = ("Tags", "Speakers", "Colours")

_no_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")

Code = tuple[str, str]  # heading, name


def codes(entry: Entry) -> Iterator[Code]:
    """The codes of an annotation."""
    for tag in entry.annotation.tags:
        yield "Tags", tag
    if entry.speaker:
        yield "Speakers", entry.speaker
    if entry.exact:
        yield "Colours", entry.annotation.colour


def codebook(entries: Iterable[Entry]) -> Iterator[str]:
    """The element `Codes` with the codes of `entries` by name; nothing if there are none."""
    found = sorted({code for entry in entries for code in codes(entry)})
    if not found:
        return
    yield "<Codes>\n"
    for heading in HEADINGS:
        members = [code for code in found if code[0] == heading]
        if members:
            yield element("Code", guid=guid_of(heading), name=heading, isCodable="false")
            yield from map(_code, members)
            yield "</Code>\n"
    yield "</Codes>\n"


def _code(code: Code) -> str:
    heading, name = code
    colour = PAINT.get(name, "") if heading == "Colours" else ""
    guid = code_guid(code)
    return element("Code", ends=True, guid=guid, name=name or "-", isCodable="true", color=colour)


def element(tag: str, /, *, ends: bool = False, **attributes: str) -> str:
    """A start tag with the attributes that are not empty; `ends` closes it at once."""
    filled = ((name, value) for name, value in attributes.items() if value)
    written = "".join(f" {name}={quoteattr(_legal(value))}" for name, value in filled)
    return f"<{tag}{written}{'/' if ends else ''}>\n"


def xml_text(text: str) -> str:
    """`text` as the content of an element."""
    return escape(_legal(text), {"\r": "&#13;"})


@lru_cache(maxsize=100_000)
def guid_of(key: str) -> str:
    """The GUID of an id of ours, or of any other text."""
    return urn(key).removeprefix("urn:uuid:")


def code_guid(code: Code) -> str:
    """The GUID of a code; the same in every file."""
    return guid_of(":".join(code))


def moment(time: str) -> str:
    """The time if it is one for XML Schema, else nothing."""
    try:
        datetime.fromisoformat(time)
    except ValueError:
        return ""
    return time if _time.fullmatch(time) else ""


def _legal(text: str) -> str:
    """`text` with what XML 1.0 cannot hold replaced."""
    return _no_xml.sub("\ufffd", text)
