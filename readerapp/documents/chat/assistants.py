"""Conversations with ChatGPT and Claude, as their makers export them in conversations.json."""

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
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_ROLES = {"user": "User", "human": "User", "assistant": "Assistant", "tool": "Tool"}


def read_chatgpt(data: Any) -> list[Room] | None:
    """Return ChatGPT's conversations; None if there are none in the file."""
    found = [each for each in _listed(data) if isinstance(each.get("mapping"), dict)]
    return [_conversation(each) for each in found] or None


def _listed(data: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list, or the only one."""
    return [data] if isinstance(data, dict) else [*items(data)]


def _conversation(data: Mapping[str, Any]) -> Room:
    """Return a conversation: the branch that is shown; asking again makes another one."""
    nodes = data["mapping"]
    branch: list[Message] = []
    key, seen = field_words(data.get("current_node")), set()
    if key not in nodes:
        key = field_words(next(reversed(nodes), ""))
    while key in nodes and key not in seen:
        seen.add(key)
        node = fields(nodes[key])
        if message := _chatgpt_message(fields(node.get("message"))):
            branch.append(message)
        key = field_words(node.get("parent"))
    other = sum(
        1
        for key in nodes.keys() - seen
        if _chatgpt_message(fields(fields(nodes[key]).get("message")))
    )
    return Room(field_words(data.get("title")), branch[::-1], superseded=other)


def _chatgpt_message(message: Mapping[str, Any]) -> Message | None:
    """Return a message; None if it is none that a person sees."""
    role = field_words(fields(message.get("author")).get("role"))
    content = fields(message.get("content"))
    if not role or role == "system" or not content:
        return None
    parts, marks = [], []
    for part in elements(content.get("parts")) or [content.get("text") or content.get("result")]:
        if isinstance(part, dict):
            kind = field_words(part.get("content_type"))
            if words := field_words(part.get("text")):
                parts.append(MessagePart(f"{words}\n"))
            else:
                marks.append(Mark("picture") if "image" in kind else Mark("attachment"))
        elif words := field_words(part):
            parts.append(MessagePart(f"{words}\n"))
    files = items(fields(message.get("metadata")).get("attachments"))
    marks += [file_mark(file.get("name"), file.get("mime_type")) for file in files]
    time = field_words(message.get("create_time"))
    found = Message(_ROLES.get(role, role), parts, time, marks=marks)
    return None if found.empty else found


def read_claude(data: Any) -> list[Room] | None:
    """Return Claude's conversations; None if there are none in the file."""
    found = [each for each in _listed(data) if isinstance(each.get("chat_messages"), list)]
    return [
        Room(
            field_words(each.get("name")),
            [_claude_message(item) for item in items(each["chat_messages"])],
        )
        for each in found
    ] or None


def _claude_message(item: Mapping[str, Any]) -> Message:
    """Return a message."""
    role = field_words(item.get("sender"))
    words = field_words(item.get("text")) or "\n\n".join(_claude_words(item))
    attached = [*items(item.get("attachments")), *items(item.get("files"))]
    marks = [file_mark(first_field(file, ("file_name", "name"))) for file in attached]
    quotes = [
        Quote.of_file(inside)
        for file in attached
        if (inside := field_words(file.get("extracted_content")))
    ]
    return Message(
        _ROLES.get(role, role) or "Unknown",
        [MessagePart(words)] if words else (),
        field_words(item.get("created_at")),
        marks=marks,
        quotes=quotes,
    )


def _claude_words(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a message in parts."""
    for part in items(item.get("content")):
        if words := field_words(part.get("text")):
            yield words
