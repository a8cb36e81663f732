"""Discord's messages as DiscordChatExporter writes them in JSON.

Source: JsonMessageWriter.cs of DiscordChatExporter, whose field names these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents.chat.fields import (
    field_words,
    fields,
    file_mark,
    first_field,
    items,
    reactions_of,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_SPOKEN = ("Default", "Reply", "ApplicationCommand", "ContextMenuCommand", "ThreadStarterMessage")
"""Types of messages that somebody writes; numbers are types that the exporter does not name."""


def read_discord(data: Any) -> list[Room] | None:
    """Return the channel of an export; None if it is none of Discord's."""
    data = fields(data)
    if not isinstance(data.get("channel"), dict) or not isinstance(data.get("messages"), list):
        return None
    channel = data["channel"]
    messages = [_message(item) for item in items(data["messages"])]
    return [Room(field_words(channel.get("name")), messages, field_words(channel.get("topic")))]


def _name(person: Mapping[str, Any]) -> str:
    """Return the name that a person or bot is shown under."""
    return field_words(first_field(person, ("nickname", "name", "id")))


def _message(item: Mapping[str, Any]) -> Message:
    """Return a message or an event of the channel."""
    person = fields(item.get("author"))
    author = _name(person) or "Unknown"
    time, key = field_words(item.get("timestamp")), field_words(item.get("id"))
    words = field_words(item.get("content"))
    kind = field_words(item.get("type"))
    if kind and kind not in _SPOKEN and not kind.isdigit():
        said = f"{author} {words[:1].lower()}{words[1:]}" if words else ""
        return Message("", [MessagePart(said)], time, key=key, marks=_marks(item), event=True)
    parts = [MessagePart(words)] if words else []
    quotes, note = [], ""
    if forwarded := fields(item.get("forwardedMessage")):
        note = "forwarded"
        quotes.append(
            Quote("", [MessagePart(field_words(forwarded.get("content")))], "", _marks(forwarded))
        )
        quotes += _embeds(forwarded)
    embeds = [*_embeds(item)]
    if person.get("isBot"):  # a bot writes its embeds itself; those of others are previews of links
        for quote in [quote for quote in embeds if not quote.author]:
            if parts:
                parts.append(MessagePart("\n"))
            parts += quote.parts
        embeds = [quote for quote in embeds if quote.author]
    command = field_words(fields(item.get("interaction")).get("name"))
    user = _name(fields(fields(item.get("interaction")).get("user")))
    return Message(
        author,
        parts,
        time,
        None,
        field_words(person.get("id")),
        key,
        field_words(fields(item.get("reference")).get("messageId")) if kind != "Default" else "",
        f"to /{command} of {user}" if command else "",
        _marks(item),
        note,
        [*quotes, *embeds],
        _reactions(item),
    )


def _embeds(item: Mapping[str, Any]) -> Iterator[Quote]:
    """Yield the previews of pages, and what bots lay out."""
    for embed in items(item.get("embeds")):
        lines = (
            _of(embed, "title"),
            _of(embed, "description"),
            *(_pair(field) for field in items(embed.get("fields"))),
            _of(fields(embed.get("footer")), "text"),
        )
        marks = [Mark("picture")] * len([*items(embed.get("images"))])
        words = "\n".join(filter(None, lines))
        if words or marks:
            author = _of(fields(embed.get("author")), "name")
            yield Quote(author, [MessagePart(words)], "embedded", marks)


def _of(item: Mapping[str, Any], key: str) -> str:
    """Return the words of one field."""
    return field_words(item.get(key))


def _pair(field: Mapping[str, Any]) -> str:
    """Return the name and the words of a field of an embed."""
    return ": ".join(filter(None, (_of(field, "name"), _of(field, "value"))))


def _marks(item: Mapping[str, Any]) -> list[Mark]:
    """Return the marks for the files and stickers of a message."""
    marks = [
        file_mark(first_field(each, ("fileName", "url"))) for each in items(item.get("attachments"))
    ]
    marks += [Mark("sticker", _of(each, "name")) for each in items(item.get("stickers"))]
    return marks


def _reactions(item: Mapping[str, Any]) -> str:
    """Return the reactions, with the names of those who made them as far as the export has them."""

    def found() -> Iterator[tuple[str, str]]:
        for each in items(item.get("reactions")):
            sign = _of(fields(each.get("emoji")), "name")
            if people := [_name(person) for person in items(each.get("users"))]:
                yield from ((sign, name) for name in people)
            else:
                yield sign, _of(each, "count")

    return reactions_of(found())
