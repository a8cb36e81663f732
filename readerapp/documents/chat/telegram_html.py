"""Telegram Desktop's export in HTML, which is its default.

Source: export_output_html.cpp of Telegram Desktop, whose classes of elements these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readerapp.documents.chat.fields import file_mark, file_name
from readerapp.documents.chat.html_parts import (
    ClassIndex,
    Element,
    classes,
    find_class,
    first_of_class,
    html_parts,
    words_of,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room
from readerapp.documents.chat.telegram import DELETED

_WRAPS = {
    "photo_wrap": "picture",
    "video_file_wrap": "video",
    "animated_wrap": "animation",
    "sticker_wrap": "sticker",
}
_MEDIA = {
    "media_audio_file": "audio",
    "media_call": "call",
    "media_contact": "contact",
    "media_game": "game",
    "media_invoice": "invoice",
    "media_live_location": "location",
    "media_location": "location",
    "media_photo": "picture",
    "media_venue": "location",
    "media_video": "video",
    "media_voice_message": "voice message",
}
_number = re.compile(r"(\d+)\Z").search
_duration = re.compile(r"\d+(?::\d\d)+").search


def read_telegram_page(page: ClassIndex) -> list[Room] | None:
    """Return the chat of a page; None if it is none of Telegram's."""
    history = page.first("history")
    if history is None or not page.all("page_wrap"):
        return None
    title = words_of(page.first("page_header"))
    messages = list(_messages(history))
    return [Room(title, messages)] if messages else None


def _messages(history: Element) -> Iterator[Message]:
    """Yield the messages and events; a joined message has the author of the one before."""
    author = ""
    for element in history:
        kinds = classes(element)
        if "message" not in kinds:
            continue
        identifier = element.get("id") or ""
        body = first_of_class(element, "body")
        if body is None:
            continue
        if "service" in kinds:
            if not identifier.startswith("message-"):  # those are the days
                yield Message("", [MessagePart(words_of(body))], key=_key(identifier), event=True)
            continue
        if "joined" not in kinds:
            author = ""
        message = _message(body, author, _key(identifier))
        author = message.author
        yield message


def _key(identifier: str) -> str:
    """Return the number in the id of a message or in a link to one."""
    match = _number(identifier)
    return match[1] if match else ""


def _message(body: Element, author: str, key: str) -> Message:
    """Return a message; `author` is that of the message that it is joined to."""
    time = answers = note = signed = reactions = ""
    parts: list[MessagePart] = []
    marks: list[Mark] = []
    quotes: list[Quote] = []
    is_poll = False
    for part in body:
        kinds = classes(part)
        if "date" in kinds:
            time = part.get("title") or words_of(part)
        elif "from_name" in kinds:
            author = words_of(part, "details") or DELETED
        elif "reply_to" in kinds:
            link = next(part.iter("a"), None)
            answers = _key(link.get("href") or "") if link is not None else ""
        elif "forwarded" in kinds and "body" in kinds:
            source = words_of(first_of_class(part, "from_name"), "details") or DELETED
            inside = _message(part, "", "")
            note = f"forwarded from {source}"
            quotes.append(Quote(source, inside.parts, marks=inside.marks))
        elif "media_wrap" in kinds:
            poll = first_of_class(part, "media_poll")
            is_poll = poll is not None
            if poll is not None:
                parts += _poll(poll)
            else:
                marks += _media(part)
        elif "text" in kinds:
            parts += html_parts(part)
        elif "signature" in kinds:
            signed = words_of(part)
        elif "reactions" in kinds:
            reactions = " · ".join(words_of(each) for each in find_class(part, "reaction"))
        elif "bot_buttons_table" in kinds:
            marks += [Mark("button", words_of(each)) for each in find_class(part, "bot_button")]
        elif "userpic_wrap" not in kinds and words_of(part):
            quotes.append(Quote("", [*html_parts(part)]))
    role = ", ".join(filter(None, (signed, "poll" if is_poll else "")))
    return Message(
        author or DELETED, parts, time, None, "", key, answers, role, marks, note, quotes, reactions
    )


def _poll(poll: Element) -> Iterator[MessagePart]:
    """Yield the question of a poll and its answers."""
    yield MessagePart(words_of(first_of_class(poll, "question")))
    for answer in find_class(poll, "answer"):
        yield MessagePart(f"\n• {words_of(answer).removeprefix('- ')}")


def _media(wrap: Element) -> Iterator[Mark]:
    """Yield the marks for what is no text."""
    for element in wrap:
        kinds = classes(element)
        thing = next((_WRAPS[kind] for kind in kinds if kind in _WRAPS), "")
        if thing:
            length = words_of(first_of_class(element, "video_duration"))
            name = "" if thing == "sticker" else file_name(element.get("href"))
            yield Mark(thing, name, f"{thing} {length}" if length else "")
            continue
        title, status, description = (
            words_of(first_of_class(element, name)) for name in ("title", "status", "description")
        )
        thing = next((_MEDIA[kind] for kind in kinds if kind in _MEDIA), "")
        if thing in ("voice message", "call", "video"):
            took = _duration(status)
            yield Mark(thing, label=f"{thing} {took[0]}" if took else "")
        elif thing == "audio":
            yield Mark("recording", ", ".join(filter(None, (title, status))), thing)
        elif thing == "picture":
            yield Mark(thing, file_name(element.get("href")))
        elif thing:
            yield Mark(thing, ", ".join(filter(None, (title, description, status))))
        else:
            yield file_mark(title or element.get("href"))
