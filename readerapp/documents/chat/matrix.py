"""Matrix rooms as Element exports them in JSON: a list of events of the client-server API.

Source: https://spec.matrix.org/latest/client-server-api/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from readerapp.documents.chat.fields import (
    field_words,
    fields,
    file_mark,
    first_field,
    items,
    reactions_of,
    timed,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_FILES = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": ""}
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_TEXTS = ("m.text", "org.matrix.msc1767.text", "body")
_reply_fallback = re.compile(r"(?:> ?[^\n]*\n)+\n?").match
_quoted_sender = re.compile(r"\* ?<([^<>\s]+)> ?|<([^<>\s]+)> ?").match
_MEMBERSHIP = {"join": "joined", "leave": "left", "invite": "was invited", "ban": "was banned"}


def read_matrix(data: Any) -> list[Room] | None:
    """Return the room of an export; None if it is none of Matrix."""
    about = fields(data)
    inside = first_field(about, ("messages", "chunk")) if about else data
    events = [
        item for item in items(inside) if field_words(item.get("type")).startswith(("m.", "org.m"))
    ]
    if not events or 2 * len(events) < len(inside):
        return None
    room = _Events(events)
    name, topic = field_words(about.get("room_name")), field_words(about.get("topic"))
    return [Room(name or room.name, room.messages(), topic)]


class _Events:
    """The events of a room, and what they say of each other.

    Attributes:
        name: the last name of the room.
    """

    def __init__(self, events: list[Mapping[str, Any]]) -> None:
        self._events = events
        self._names: dict[str, str] = {}  # by user id
        self._newest: dict[str, Mapping[str, Any]] = {}  # the content of the last edit, by event id
        self._reactions: dict[str, list[tuple[str, str]]] = {}  # sign and sender, by event id
        self._keys = {field_words(event.get("event_id")) for event in events}
        self.name = ""
        for event in events:
            content, kind = fields(event.get("content")), event.get("type")
            relation = fields(content.get("m.relates_to"))
            about = field_words(relation.get("event_id"))
            if kind == "m.room.member" and content.get("displayname"):
                self._names[field_words(event.get("state_key"))] = field_words(
                    content["displayname"]
                )
            elif kind == "m.room.name":
                self.name = field_words(content.get("name"))
            elif kind == "m.reaction":
                self._reactions.setdefault(about, []).append(
                    (field_words(relation.get("key")), field_words(event.get("sender")))
                )
            elif relation.get("rel_type") == "m.replace" and about in self._keys:
                self._newest[about] = fields(content.get("m.new_content"))
            relations = fields(fields(event.get("unsigned")).get("m.relations"))
            bundled = fields(relations.get("m.replace"))
            if newest := fields(fields(bundled.get("content")).get("m.new_content")):
                self._newest[field_words(event.get("event_id"))] = newest

    def messages(self) -> list[Message]:
        """Return the events that people can read as messages, each edited one once."""
        return [message for event in self._events if (message := self._message(event))]

    def _name_of(self, user: str) -> str:
        return self._names.get(user, user)

    def _message(self, event: Mapping[str, Any]) -> Message | None:
        """Return the message for an event; None if it is about another one, or for programs."""
        key = field_words(event.get("event_id"))
        sender = field_words(event.get("sender"))
        time = field_words(event.get("origin_server_ts"))
        content = fields(event.get("content"))
        relation = fields(content.get("m.relates_to"))
        kind = field_words(event.get("type"))
        if relation.get("rel_type") == "m.replace":
            if field_words(relation.get("event_id")) in self._keys:
                return None
            content = {**fields(content.get("m.new_content"))}
        author = self._name_of(sender)
        if words := self._event_words(event, author):
            return Message("", [MessagePart(words)], time, key=key, event=True)
        if kind not in ("m.room.message", "m.sticker", "m.room.encrypted", *_POLLS):
            return None
        answers = field_words(fields(relation.get("m.in_reply_to")).get("event_id"))
        is_gone = bool(fields(event.get("unsigned")).get("redacted_because")) or not content
        content = self._newest.get(key, content)
        parts, marks, quotes = [], [], []
        role = ""
        if is_gone:
            marks.append(Mark("deleted message", label="message deleted"))
        elif kind == "m.room.encrypted":
            marks.append(Mark("encrypted message"))
        elif kind == "m.sticker":
            marks.append(Mark("sticker", field_words(content.get("body"))))
        elif kind in _POLLS:
            role, parts = "poll", [MessagePart(_poll(content))]
        else:
            body, quote = self._without_fallback(content, bool(answers))
            if quote and answers not in self._keys:
                quotes.append(quote)
                answers = ""
            marks = _marks(content)
            if not marks or ("filename" in content and content["filename"] != body):
                parts = [MessagePart(body)]
            if content.get("msgtype") == "m.emote":
                return Message("", [MessagePart(f"{author} {body}")], time, key=key, event=True)
        reactions = ((sign, self._name_of(who)) for sign, who in self._reactions.get(key, ()))
        return Message(
            author, parts, time, None, sender, key, answers, role, marks, "", quotes,
            reactions_of(reactions),
        )  # fmt: skip

    def _event_words(self, event: Mapping[str, Any], author: str) -> str:
        """Return the words for a change of the room or its members; empty for other events."""
        content, kind = fields(event.get("content")), event.get("type")
        if kind == "m.room.topic":
            return f"{author} set the topic: {field_words(content.get('topic'))}"
        if kind == "m.room.name":
            return f"{author} named the room {field_words(content.get('name'))}"
        if kind == "m.room.member":
            membership = field_words(content.get("membership"))
            before = fields(
                event.get("prev_content") or fields(event.get("unsigned")).get("prev_content")
            )
            if membership in _MEMBERSHIP and before.get("membership") != membership:
                member = self._name_of(field_words(event.get("state_key")))
                return f"{member} {_MEMBERSHIP[membership]}"
        return ""

    def _without_fallback(
        self, content: Mapping[str, Any], is_reply: bool
    ) -> tuple[str, Quote | None]:
        """Return the words without the quotation that old programs put before an answer."""
        body = field_words(content.get("body"))
        fallback = _reply_fallback(body) if is_reply else None
        if fallback is None:
            return body, None
        lines = [line[1:].removeprefix(" ") for line in fallback[0].split("\n") if line]
        quoted = "\n".join(lines)
        sender = _quoted_sender(quoted)
        author = self._name_of(sender[1] or sender[2]) if sender else ""
        words = quoted[sender.end() :] if sender else quoted
        return body[fallback.end() :], Quote(author, [MessagePart(words)], "quoted")


def _marks(content: Mapping[str, Any]) -> list[Mark]:
    """Return the mark for a file or a place; the message has no words then, but for a caption."""
    kind = field_words(content.get("msgtype"))
    name = field_words(first_field(content, ("filename", "body")))
    length = fields(content.get("info")).get("duration")
    if kind == "m.audio" and "org.matrix.msc3245.voice" in content:
        return [timed("voice message", length / 1000 if isinstance(length, int | float) else 0)]
    if kind in _FILES:
        return [file_mark(name, _FILES[kind] or fields(content.get("info")).get("mimetype"))]
    if kind == "m.location":
        return [Mark("location", " ".join((name, field_words(content.get("geo_uri")))).strip())]
    return []


def _poll(content: Mapping[str, Any]) -> str:
    """Return the question of a poll with its answers."""
    poll = fields(first_field(content, _POLLS))
    question = field_words(first_field(fields(poll.get("question")), _TEXTS))
    answers = (f"\n• {field_words(first_field(one, _TEXTS))}" for one in items(poll.get("answers")))
    return question + "".join(answers)
