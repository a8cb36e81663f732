"""A Matrix room as Element exports it in HTML, which is its default.

Source: HtmlExport.tsx and EventTile.tsx of Element, whose classes of elements these are.
"""

from __future__ import annotations

from collections.abc import Iterator

from readerapp.documents.chat.fields import file_mark
from readerapp.documents.chat.html_parts import (
    ClassIndex,
    Element,
    first_of_class,
    html_parts,
    words_of,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_BODIES = ("mx_EventTile_body", "mx_MTextBody", "mx_MEmoteBody", "mx_MNoticeBody")
_FILES = {"mx_MImageBody": "image", "mx_MVideoBody": "video", "mx_MAudioBody": "audio"}
_NOTICES = ("mx_TextualEvent", "mx_EventTileBubble")
_DELETED = "mx_RedactedBody"


def read_element_page(page: ClassIndex) -> list[Room] | None:
    """Return the room of a page; None if it is none of Element's."""
    if not page.all("mx_EventTile"):
        return None
    name = words_of(page.first("mx_RoomHeader_nametext"))
    topic = words_of(page.first("mx_RoomHeader_topic"))
    messages = list(_messages(page))
    return [Room(name, messages, topic)] if messages else None


def _messages(page: ClassIndex) -> Iterator[Message]:
    """Yield the messages and notices; one that goes on has the author of the one before."""
    author = day = ""
    keys = {each.get("id") or "" for each in page.all("mx_Export_EventWrapper")}
    for each in page.element.iter():
        names = (each.get("class") or "").split() if isinstance(each.tag, str) else []
        if "mx_DateSeparator" in names:
            day = words_of(each)
        elif "mx_EventTile" in names:
            tile = ClassIndex(each)
            shown = tile.first("mx_DisambiguatedProfile_displayName", "mx_DisambiguatedProfile")
            reply = tile.first("mx_ReplyChain", "mx_ReplyTile")
            if shown is not None and (reply is None or not _contains(reply, shown)):
                author = words_of(shown)
            yield _message(each, tile, author, day, keys)


def _contains(element: Element, other: Element) -> bool:
    """Return whether `other` is `element` or below it."""
    return any(each is element for each in (other, *other.iterancestors()))


def _message(element: Element, tile: ClassIndex, author: str, day: str, keys: set[str]) -> Message:
    """Return a message or a notice."""
    stamp = tile.first("mx_MessageTimestamp")
    clock = words_of(stamp)
    time = (stamp.get("title") or f"{day} {clock}") if stamp is not None else day
    notice = tile.first(*_NOTICES)
    if notice is not None:
        return Message("", [MessagePart(words_of(notice))], time, event=True)
    reply = tile.first("mx_ReplyChain")
    line = tile.first("mx_EventTile_line")
    parts: list[MessagePart] = []
    marks: list[Mark] = []
    quotes: list[Quote] = []
    bodies = [
        body
        for name in _BODIES
        for body in tile.all(name)
        if reply is None or not _contains(reply, body)
    ]
    for name, kind in _FILES.items():
        for body in tile.all(name):
            image = next(body.iter("img", "video", "audio"), None)
            said = image.get("alt") if image is not None else ""
            marks.append(file_mark(said or words_of(body), kind))
    names = map(words_of, tile.all("mx_MFileBody_info_filename"))
    marks += map(file_mark, names)
    if tile.all(_DELETED):
        marks.append(Mark("deleted message", label="message deleted"))
    elif bodies and not marks:
        parts = [*html_parts(bodies[0])]
    elif line is not None and not marks:
        parts = [*html_parts(line, "mx_MessageTimestamp")]
    answers = ""
    if reply is not None:
        link = next((each.get("href") or "" for each in reply.iter("a")), "")
        answers = link.rpartition("/")[2].lstrip("#")
        if answers not in keys:
            answers = ""
            name = words_of(first_of_class(reply, "mx_DisambiguatedProfile_displayName"))
            body = first_of_class(reply, *_BODIES)
            if body is not None:
                quotes.append(Quote(name, [*html_parts(body)], "quoted"))
    parent = element.getparent()
    key = element.get("data-event-id") or (parent.get("id") if parent is not None else "") or ""
    return Message(author or "Unknown", parts, time, None, "", key, answers, "", marks, "", quotes)
