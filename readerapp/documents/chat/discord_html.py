"""Discord's messages as DiscordChatExporter writes them in HTML.

Source: MessageGroupTemplate.cshtml of DiscordChatExporter, whose classes of elements these are;
the names without "message" are of its older versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readerapp.documents.chat.fields import file_mark
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

_MESSAGE = "chatlog__message-container"
_AUTHOR = ("chatlog__author", "chatlog__author-name")
_TIME = ("chatlog__timestamp",)
_REPLY = ("chatlog__reply", "chatlog__reference")
_EMBEDDED = (
    "chatlog__embed-title", "chatlog__embed-description", "chatlog__embed-field",
    "chatlog__embed-footer-text",
)  # fmt: skip
_KNOWN = (
    "chatlog__attachment", "chatlog__content", "chatlog__embed", "chatlog__header",
    "chatlog__reaction", "chatlog__reference", "chatlog__reply", "chatlog__sticker",
)  # fmt: skip
"""Beginnings of the classes of what a message consists of."""
_titled = re.compile(r"\A(?:Image|Video|Audio): (.*) \([^()]*\)\Z").match
_answered = re.compile(r"['\"](\d+)['\"]").search


def read_discord_page(page: ClassIndex) -> list[Room] | None:
    """Return the channel of a page; None if it is none of Discord's."""
    if not page.all("chatlog"):
        return None
    entries = [words_of(each) for each in page.all("preamble__entry")]
    entries = [entry for entry in entries if entry]
    messages = list(_messages(page))
    name = next(iter(entries[1:2] or entries), "")
    return [Room(name, messages, "\n".join(entries[2:]))] if messages else None


def _messages(page: ClassIndex) -> Iterator[Message]:
    """Yield the messages and events; within a group, the author is that of the first."""
    keys = {
        each.get("data-message-id") or ""
        for name in (_MESSAGE, "chatlog__message")
        for each in page.all(name)
    }
    for group in page.all("chatlog__message-group"):
        author = time = author_id = ""
        reply = None
        inside = [each for each in group if _MESSAGE in classes(each)]
        if not inside:  # in older versions, the head is beside the messages
            below = ClassIndex(group)
            inside = below.all("chatlog__message")
            author, time = (words_of(below.first(*names)) for names in (_AUTHOR, _TIME))
            reply = below.first(*_REPLY)
        for message in inside:
            element = ClassIndex(message)
            head, short = element.first(*_AUTHOR), element.first("chatlog__short-timestamp")
            if head is not None:
                author, author_id = words_of(head), head.get("data-user-id") or ""
            if (own := element.first(*_TIME)) is not None:
                time = words_of(own)
            elif short is not None:
                time = short.get("title") or time
            key = message.get("data-message-id") or ""
            found = _message(element, author, author_id, time, key)
            own_reply = element.first(*_REPLY)
            answered = reply if own_reply is None else own_reply
            yield _event(element) or _answering(found, answered, keys)
            reply = None


def _event(element: ClassIndex) -> Message | None:
    """Return the event of a system notification; None for other messages."""
    content = element.first("chatlog__system-notification-content")
    if content is None:
        return None
    who = words_of(element.first("chatlog__system-notification-author"))
    time = words_of(element.first("chatlog__system-notification-timestamp"))
    return Message("", [MessagePart(f"{who} {words_of(content)}")], time, event=True)


def _answering(message: Message, reply: Element | None, keys: set[str]) -> Message:
    """Return a message with what it answers, whose words are repeated if they are not there."""
    if reply is None:
        return message
    link = first_of_class(reply, "chatlog__reply-link", "chatlog__reference-link")
    match = _answered(link.get("onclick") or "") if link is not None else None
    key = match[1] if match else "?"
    if key in keys or link is None:
        return replace(message, answers=key)
    name = words_of(first_of_class(reply, "chatlog__reply-author", "chatlog__reference-name"))
    return replace(message, quotes=[Quote(name, [*html_parts(link)], "quoted"), *message.quotes])


def _message(element: ClassIndex, author: str, author_id: str, time: str, key: str) -> Message:
    """Return a message."""
    content = element.first("chatlog__content")
    edited = "chatlog__edited-timestamp"
    parts = [*html_parts(content, edited)] if content is not None else []
    embeds = [*_embeds(element), *_unknown(element)]
    if element.first("chatlog__author-tag", "chatlog__bot-tag") is not None:
        for quote in [quote for quote in embeds if not quote.author]:
            parts += [MessagePart("\n"), *quote.parts] if parts else quote.parts
        embeds = [quote for quote in embeds if quote.author]
    return Message(
        author or "Unknown",
        parts,
        time,
        None,
        author_id,
        key,
        "",
        "",
        [*_marks(element)],
        "",
        embeds,
        " · ".join(words_of(each) for each in element.all("chatlog__reaction")),
    )


def _marks(element: ClassIndex) -> Iterator[Mark]:
    """Yield the marks for files and stickers."""
    for attachment in element.all("chatlog__attachment"):
        inside = [*attachment.iter("img", "video", "audio", "source", "a")]
        titled = (_titled(each.get("title") or "") for each in inside)
        names = [words_of(first_of_class(attachment, "chatlog__attachment-generic-name"))]
        names += [match[1] for match in titled if match]
        names += [each.get("src") or each.get("href") or "" for each in inside]
        name = next(filter(None, names), "")
        yield file_mark(name)
    for sticker in element.all("chatlog__sticker"):
        titles = (each.get("title") or "" for each in sticker.iter())
        yield Mark("sticker", next(filter(None, titles), "").removeprefix("Sticker: "))


def _embeds(element: ClassIndex) -> Iterator[Quote]:
    """Yield the previews of pages, and what bots lay out."""
    for embed in element.all("chatlog__embed"):
        lines = [
            [*html_parts(each)]
            for each in embed.iter()
            if any(name in _EMBEDDED for name in classes(each))
        ]
        lines = lines or [[*html_parts(embed)]]
        parts = [part for line in lines for part in (MessagePart("\n"), *line)][1:]
        images = sum(1 for _ in find_class(embed, "chatlog__embed-image"))
        author = words_of(first_of_class(embed, "chatlog__embed-author"))
        if parts or images:
            yield Quote(author, parts, "embedded", [Mark("picture")] * images)


def _unknown(element: ClassIndex) -> Iterator[Quote]:
    """Yield the words of what this module does not know, as later versions write it."""
    for primary in element.all("chatlog__message-primary"):
        for child in primary:
            known = any(name.startswith(_KNOWN) for name in classes(child))
            if isinstance(child.tag, str) and not known and words_of(child):
                yield Quote("", [*html_parts(child)])
