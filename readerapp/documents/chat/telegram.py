"""Telegram Desktop's JSON: one chat, or all chats of an account.

Source: export_output_json.cpp of Telegram Desktop, whose field names these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readerapp.documents.chat.fields import (
    elements,
    field_words,
    fields,
    file_mark,
    items,
    reactions_of,
    timed,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

DELETED = "Deleted account"
"""The name that Telegram itself shows for an account that is gone; its exports have null."""
_STYLES = {
    "bold": "strong",
    "italic": "emphasis",
    "code": "code",
    "pre": "code",
    "link": "link",
    "text_link": "link",
    "strikethrough": "strike",
}
_ACTIONS = {
    "clear_history": "cleared the history",
    "create_channel": "created the channel",
    "create_group": "created the group",
    "delete_group_photo": "removed the picture of the group",
    "edit_group_photo": "changed the picture of the group",
    "edit_group_title": "renamed the group",
    "group_call": "started a group call",
    "invite_members": "invited",
    "invite_to_group_call": "invited to the group call",
    "join_group_by_link": "joined the group by a link",
    "join_group_by_request": "joined the group by request",
    "joined_telegram": "joined Telegram",
    "migrate_from_group": "made this supergroup of the group",
    "migrate_to_supergroup": "made a supergroup of this group",
    "phone_call": "called",
    "pin_message": "pinned a message",
    "remove_members": "removed",
    "take_screenshot": "took a screenshot",
    "topic_created": "created the topic",
    "topic_edit": "changed the topic to",
}
_DETAILS = (
    "members", "title", "new_title", "information_text", "text", "amount", "currency", "score",
    "emoticon", "discard_reason", "reason_domain", "reason_app_name", "months", "distance",
)  # fmt: skip
_MEDIA = {
    "animation": "animation",
    "audio_file": "audio",
    "sticker": "sticker",
    "video_file": "video",
    "video_message": "video message",
    "voice_message": "voice message",
}
_SHOWN = frozenset(
    ("photo", "file", "media_type", "action", "contact_information", "location_information",
     "place_name", "game_title", "invoice_information", "inline_bot_buttons")
)  # fmt: skip
"""Fields of what a message has besides words."""


def read_telegram(data: Any) -> list[Room] | None:
    """Return the rooms of an export; None if it is none of Telegram's."""
    data = fields(data)
    listed = [*items(fields(data.get("chats")).get("list"))]
    listed += items(fields(data.get("left_chats")).get("list"))
    chats = listed or [data]
    if not any(_is_message(item) for chat in chats for item in items(chat.get("messages"))):
        return None
    gone = {
        field_words(item.get("from_id"))
        for chat in chats
        for item in items(chat.get("messages"))
        if "from" in item and not item["from"]
    }
    deleted = {each: f"{DELETED} {each}" for each in gone} if len(gone) > 1 else {}
    return [_room(chat, deleted) for chat in chats if isinstance(chat.get("messages"), list)]


def _is_message(item: Mapping[str, Any]) -> bool:
    """Return whether an object is a message as Telegram writes it."""
    kind = item.get("type")
    return kind in ("message", "service") and ("from" in item or "actor" in item)


def _room(chat: Mapping[str, Any], deleted: Mapping[str, str]) -> Room:
    """Return a chat; that with an account that is gone has no name."""
    name = field_words(chat.get("name"))
    if not name and chat.get("type"):
        name = "Saved messages" if chat["type"] == "saved_messages" else DELETED
    return Room(name, [_message(item, deleted) for item in items(chat["messages"])])


def _message(item: Mapping[str, Any], deleted: Mapping[str, str]) -> Message:
    """Return a message or an event."""
    time = field_words(item.get("date")) or field_words(item.get("date_unixtime"))
    order = _unix_time(item)
    key = field_words(item.get("id"))
    if item.get("type") == "service":
        return Message("", _event_parts(item), time, order, key=key, marks=_marks(item), event=True)
    author_id = field_words(item.get("from_id"))
    author = field_words(item.get("from")) or deleted.get(author_id, DELETED)
    parts = [*text_parts(item.get("text") or item.get("text_entities"))]
    if poll := fields(item.get("poll")):
        parts += _poll_parts(poll)
    marks, note, quotes = _marks(item), "", []
    if "forwarded_from" in item:
        other = field_words(item["forwarded_from"]) or DELETED
        note = f"forwarded from {other}"
        quotes = [Quote(other, parts, marks=marks)] if parts or marks else []
        parts, marks = [], []
    return Message(
        author,
        parts,
        time,
        order,
        author_id,
        key,
        field_words(item.get("reply_to_message_id")),
        _role(item, bool(poll)),
        marks,
        note,
        quotes,
        _reactions(item),
    )


def _unix_time(item: Mapping[str, Any]) -> float | None:
    """Return the time in seconds since 1970, which unlike the date tells the hour of a change."""
    seconds = field_words(item.get("date_unixtime"))
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None


def _role(item: Mapping[str, Any], poll: bool) -> str:
    """Return who signed a post of a channel, the bot that wrote a message, that it is a poll."""
    if not poll and "author" not in item and "via_bot" not in item:
        return ""
    signed = field_words(item.get("author"))
    bot = field_words(item.get("via_bot"))
    return ", ".join(filter(None, (signed, bot and f"via {bot}", "poll" if poll else "")))


def text_parts(value: Any) -> Iterator[MessagePart]:
    """Yield the words of a text: a string, or a list of strings and of objects with a style."""
    if isinstance(value, str):
        if value:
            yield MessagePart(value)
        return
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            if words := field_words(item):
                yield MessagePart(words)
            continue
        if not (words := field_words(item.get("text"))):
            continue
        kind = _STYLES.get(field_words(item.get("type")), "")
        yield MessagePart(
            words, kind, (field_words(item.get("href")) or words) if kind == "link" else ""
        )


def _plain(value: Any) -> str:
    """Return the words of a text without their styles."""
    return "".join(part.words for part in text_parts(value))


def _poll_parts(poll: Mapping[str, Any]) -> Iterator[MessagePart]:
    """Yield the question of a poll, and its answers with their votes."""
    yield MessagePart(f"{_plain(poll.get('question'))}")
    for answer in items(poll.get("answers")):
        votes = field_words(answer.get("voters"))
        count = f" ({votes} vote{'' if votes == '1' else 's'})" if votes else ""
        yield MessagePart(f"\n• {_plain(answer.get('text'))}{count}")


def _event_parts(item: Mapping[str, Any]) -> Sequence[MessagePart]:
    """Return the words for an event, as "Bo invited Eva"."""
    action = field_words(item.get("action"))
    details = []
    for name in _DETAILS:
        value = item.get(name)
        if name == "text":
            details.append(_plain(value))
        elif isinstance(value, list):
            details.append(", ".join(field_words(each) or DELETED for each in value))
        else:
            details.append(field_words(value))
    words = " ".join(filter(None, (_ACTIONS.get(action, action.replace("_", " ")), *details)))
    if not words:
        return ()
    actor = field_words(item.get("actor") or item.get("from")) or DELETED
    return (MessagePart(f"{actor} {words}"),)


def _marks(item: Mapping[str, Any]) -> list[Mark]:
    """Return the marks for what a message has besides words."""
    marks: list[Mark] = []
    if _SHOWN.isdisjoint(item):
        return marks
    if item.get("photo"):
        marks.append(file_mark(_present(item["photo"]), "image"))
    if item.get("file") or item.get("media_type"):
        marks.append(_file(item))
    if item.get("action") == "phone_call":
        marks.append(timed("call", item.get("duration_seconds")))
    if contact := fields(item.get("contact_information")):
        said = (field_words(contact.get(key)) for key in ("first_name", "last_name"))
        marks.append(
            Mark("contact", " ".join((*said, field_words(contact.get("phone_number")))).strip())
        )
    if "location_information" in item or item.get("place_name"):
        point = fields(item.get("location_information"))
        said = (field_words(point.get(key)) for key in ("latitude", "longitude"))
        place = (field_words(item.get(key)) for key in ("place_name", "address"))
        marks.append(Mark("location", ", ".join(filter(None, (*place, *said)))))
    for key, thing in (("game", "game"), ("invoice", "invoice")):
        said_of = fields(item.get("invoice_information")) if key == "invoice" else item
        names = ("title", "description") if key == "invoice" else ("game_title", "game_description")
        if name := ": ".join(filter(None, (field_words(said_of.get(each)) for each in names))):
            marks.append(Mark(thing, name))
    for row in elements(item.get("inline_bot_buttons")):
        marks += [Mark("button", field_words(button.get("text"))) for button in items(row)]
    return marks


def _file(item: Mapping[str, Any]) -> Mark:
    """Return the mark for a file."""
    kind = _MEDIA.get(field_words(item.get("media_type")), "")
    if kind == "sticker":
        return Mark(kind, field_words(item.get("sticker_emoji")))
    if kind == "audio":
        said = (field_words(item.get(key)) for key in ("performer", "title"))
        name = " – ".join(filter(None, said)) or _present(item.get("file_name"))
        return Mark("recording", name, kind)
    if kind:
        return timed(kind, item.get("duration_seconds"))
    return file_mark(
        field_words(item.get("file_name")) or _present(item.get("file")), item.get("mime_type")
    )


def _present(path: Any) -> str:
    """Return the path of a file; empty if the export says why the file is not in it."""
    words = field_words(path)
    return "" if words.startswith("(") else words.partition(" (File ")[0]


def _reactions(item: Mapping[str, Any]) -> str:
    """Return the reactions to a message, by name as far as the export has names."""

    if "reactions" not in item:
        return ""

    def found() -> Iterator[tuple[str, str]]:
        for each in items(item.get("reactions")):
            kind = field_words(each.get("type")).replace("_", " ")
            sign = field_words(each.get("emoji")) or kind or "other"
            names = [field_words(one.get("from")) for one in items(each.get("recent"))]
            count = field_words(each.get("count"))
            if names and all(names) and count in ("", str(len(names))):
                yield from ((sign, name) for name in names)
            else:
                yield sign, count

    return reactions_of(found())
