"""Skype's messages.json: the conversations of an account, the newest message first."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from readerapp.documents.chat.fields import field_words, fields, file_mark, items
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_tag = re.compile(r"<[^<>]*+>")
_quote = re.compile(r"<quote\b([^<>]*)>(.*?)</quote>", re.DOTALL)
_legacy = re.compile(r"<legacyquote>.*?</legacyquote>", re.DOTALL)
_author = re.compile(r"\bauthorname=\"([^\"]*)\"").search
_file = re.compile(r"<OriginalName v=\"([^\"]*)\"|<file\b[^<>]*>([^<>]*)</file>").finditer


def read_skype(data: Any) -> list[Room] | None:
    """Return the conversations of an export; None if it is none of Skype's."""
    conversations = [
        each
        for each in items(fields(data).get("conversations"))
        if isinstance(each.get("MessageList"), list)
    ]
    if not conversations:
        return None
    return [
        Room(
            field_words(each.get("displayName") or each.get("id")),
            [_message(item) for item in items(each["MessageList"][::-1])],
        )
        for each in conversations
    ]


def _message(item: Mapping[str, Any]) -> Message:
    """Return a message or an event."""
    kind = field_words(item.get("messagetype"))
    written, time = field_words(item.get("content")), field_words(item.get("originalarrivaltime"))
    person = field_words(item.get("from"))
    author = field_words(item.get("displayName")) or re.sub(r"\A\d+:", "", person) or "Unknown"
    if not kind.startswith(("RichText", "Text")):
        name = kind.rpartition("/")[2]
        words = " ".join(filter(None, (author, name and f"[{name}]", _plain(written))))
        return Message("", [MessagePart(words)], time, event=True)
    quotes = [
        Quote(
            html.unescape(match[1]) if (match := _author(found[1])) else "",
            [MessagePart(_plain(_legacy.sub("", found[2])))],
            "quoted",
        )
        for found in _quote.finditer(written)
    ]
    words = _plain(_quote.sub("", written))
    marks: list[Mark] = []
    if kind.startswith(("RichText/UriObject", "RichText/Media", "RichText/Files")):
        names = [html.unescape(found[1] or found[2] or "") for found in _file(written)]
        media = "image" if "Picture" in written[:400] else ""
        marks = [file_mark(name, media) for name in names or [""]]
        words = ""
    return Message(
        author, [MessagePart(words)] if words else (), time, author_id=person, marks=marks,
        quotes=quotes,
    )  # fmt: skip


def _plain(written: str) -> str:
    """Return the words of Skype's mark-up."""
    return html.unescape(_tag.sub("", written)).strip()
