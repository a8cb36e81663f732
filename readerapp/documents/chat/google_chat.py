"""Google Chat's messages.json, as Google Takeout writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents.chat.fields import (
    elements,
    field_words,
    fields,
    file_mark,
    first_field,
    items,
    reactions_of,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room


def read_google_chat(data: Any) -> list[Room] | None:
    """Return the conversation of an export; None if it is none of Google Chat's."""
    messages = [*items(fields(data).get("messages"))]
    named = [item for item in messages if "created_date" in item or "creator" in item]
    if not named or 2 * len(named) < len(messages):
        return None
    keys = {_key(item) for item in messages}
    return [
        Room(field_words(fields(data).get("name")), [_message(item, keys) for item in messages])
    ]


def _key(item: Mapping[str, Any]) -> str:
    """Return what names a message."""
    return field_words(item.get("message_id"))


def _name(person: Any) -> str:
    """Return the name of a person, else the address."""
    return field_words(first_field(fields(person), ("name", "email"))) or "Unknown"


def _message(item: Mapping[str, Any], keys: set[str]) -> Message:
    """Return a message."""
    marks = [
        file_mark(first_field(file, ("original_name", "export_name")))
        for file in items(item.get("attached_files"))
    ]
    if field_words(item.get("message_state")) == "DELETED" or item.get("deletion_metadata"):
        marks.append(Mark("deleted message", label="message deleted"))
    words = field_words(item.get("text"))
    quotes = [*_annotations(item, words)]
    quoted = fields(item.get("quoted_message_metadata"))
    answers = _key(quoted)
    if quoted and (not answers or answers not in keys):
        quotes.append(
            Quote(
                _name(quoted.get("creator")),
                [MessagePart(field_words(quoted.get("text")))],
                "quoted",
            )
        )
        answers = ""
    return Message(
        _name(item.get("creator")),
        [MessagePart(words)] if words else (),
        field_words(item.get("created_date") or item.get("updated_date")),
        author_id=field_words(fields(item.get("creator")).get("email")),
        key=_key(item),
        answers=answers,
        marks=marks,
        quotes=quotes,
        reactions=reactions_of(
            (field_words(fields(each.get("emoji")).get("unicode")), field_words(who))
            for each in items(item.get("reactions"))
            for who in (elements(each.get("reactor_emails")) or [""])
        ),
    )


def _annotations(item: Mapping[str, Any], words: str) -> Iterator[Quote]:
    """Yield the titles of linked pages, files, videos and meetings that are not in the words."""
    for annotation in items(item.get("annotations")):
        for name, about in annotation.items():
            if not isinstance(about, dict) or not name.endswith("_metadata"):
                continue
            title = field_words(first_field(about, ("title", "name")))
            address = fields(about.get("url")).get(
                "private_do_not_access_or_else_safe_url_wrapped_value"
            )
            address = field_words(address or fields(about.get("meeting_space")).get("meeting_url"))
            found = [each for each in (title, address) if each and each not in words]
            if found:
                yield Quote("", [MessagePart(" ".join(found))], "linked")
