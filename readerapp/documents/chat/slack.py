"""Slack's JSON: the messages of a channel, or of one day of it.

Sources: https://slack.com/help/articles/220556107 and https://docs.slack.dev/messaging/
"""

from __future__ import annotations

import html
import re
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

_NAMES = ("display_name", "real_name", "name")
_EVENTS = re.compile(
    r"(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|posting_permissions|"
    r"convert_to_private|canvas_updated)\Z|(?:un)?pinned_item\Z|bot_(?:add|remove|enable|disable)\Z|"
    r"reminder_add\Z|huddle_thread\Z|me_message\Z|app_conversation_join\Z|tombstone\Z"
).match
_markup = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_word = re.compile(r"\w+")
_STYLES = {"bold": "strong", "italic": "emphasis", "strike": "strike", "code": "code"}


def read_slack(data: Any) -> list[Room] | None:
    """Return the room of an export; None if it is none of Slack's."""
    inside = data.get("messages") if isinstance(data, dict) else data
    messages = [item for item in items(inside) if "ts" in item]
    if not messages or not isinstance(inside, list) or 2 * len(messages) < len(inside):
        return None
    for item in list(messages):
        messages += items(item.get("slackdump_thread_replies"))
    about = fields(data)
    name = first_field(about, ("name", "channel_name")) or about.get("channel")
    name = fields(name).get("name") if isinstance(name, dict) else name
    names = _members(about, messages)
    unique = {(field_words(item["ts"]), str(item.get("user"))): item for item in messages}
    return [Room(field_words(name), [_message(item, names) for item in unique.values()])]


def _members(about: Mapping[str, Any], messages: list[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of users by id, as far as the file has them: in profiles and mentions."""
    names: dict[str, str] = {}
    for item in messages:
        for match in _markup.finditer(field_words(item.get("text"))):
            if match[1] == "@" and match[3]:
                names.setdefault(match[2], match[3].lstrip("@"))
    for user in items(about.get("users")):
        profile: Mapping[str, Any] = {**user, **fields(user.get("profile"))}
        names[field_words(user.get("id"))] = field_words(first_field(profile, _NAMES))
    for item in messages:
        if profile := fields(item.get("user_profile")):
            names[field_words(item.get("user"))] = field_words(first_field(profile, _NAMES))
    return {key: name for key, name in names.items() if key and name}


def _message(item: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    """Return a message or an event."""
    key, subtype = field_words(item.get("ts")), field_words(item.get("subtype"))
    author = _author(item, names)
    parts = [*_text_parts(item, names)]
    marks, quotes = [], []
    for file in items(item.get("files")):
        marks.append(_file(file))
        if words := field_words(file.get("plain_text") or file.get("preview")):
            quotes.append(Quote.of_file(words))
    quotes += _attachments(item, names)
    if subtype == "bot_message" and not any(part.words.strip() for part in parts):
        own = [quote for quote in quotes if not quote.author and not quote.note]
        parts = [part for quote in own for part in (*quote.parts, MessagePart("\n"))]
        quotes = [quote for quote in quotes if quote not in own]
    if _EVENTS(subtype):
        if subtype == "me_message":
            parts.insert(0, MessagePart(f"{author} "))
        return Message("", parts, key, key=key, marks=marks, event=True)
    thread = field_words(item.get("thread_ts"))
    return Message(
        author,
        parts,
        key,
        None,
        field_words(item.get("user") or item.get("bot_id")),
        key,
        thread if thread != key else "",
        "",
        marks,
        "",
        quotes,
        _reactions(item, names),
    )


def _author(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the author of a message; a user without a known name has the id."""
    user = field_words(item.get("user"))
    bot = fields(item.get("bot_profile")).get("name") or item.get("username")
    return names.get(user) or field_words(bot) or user or field_words(item.get("bot_id")) or "Slack"


def _text_parts(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[MessagePart]:
    """Yield the words of a message, or of an attachment: its text, and of its blocks what is more.

    The text is what notifications show; mostly, but not always, it has all words of the blocks.
    """
    written = field_words(item.get("text"))
    yield from from_mrkdwn(written, names)
    known = set(_word.findall(written))
    started = bool(written.strip())
    for block in items(item.get("blocks")):
        parts = [*_block_parts(block, names)]
        words = _word.findall("".join(part.words for part in parts))
        if words and not known.issuperset(words):
            if started:
                yield MessagePart("\n")
            yield from parts
            started = True


def _block_parts(block: Any, names: Mapping[str, str]) -> Iterator[MessagePart]:
    """Yield the words of a block of Block Kit and of what is nested in it."""
    stack = [block]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
            continue
        if not isinstance(node, dict):
            continue
        kind = field_words(node.get("type"))
        if kind == "mrkdwn":
            yield from from_mrkdwn(field_words(node.get("text")), names)
            yield MessagePart("\n")
        elif kind == "user":
            user = field_words(node.get("user_id"))
            yield MessagePart(f"@{names.get(user, user)}")
        elif kind == "emoji":
            yield MessagePart(f":{field_words(node.get('name'))}:")
        elif kind == "link":
            address = field_words(node.get("url"))
            yield MessagePart(field_words(node.get("text")) or address, "link", address)
        elif kind in ("image", "video"):
            yield MessagePart(
                " ".join(field_words(node.get(key)) for key in ("title", "alt_text")).strip()
            )
        elif isinstance(node.get("text"), str):
            styles = fields(node.get("style"))
            style = next((_STYLES[each] for each in _STYLES if styles.get(each)), "")
            yield MessagePart(node["text"], style)
            if kind == "plain_text":
                yield MessagePart("\n")
        else:
            if kind.startswith("rich_text_"):
                stack.append({"type": "text", "text": "\n"})
            stack.extend(
                node[key] for key in ("elements", "fields", "text", "title") if node.get(key)
            )


def _attachments(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Quote]:
    """Yield what a message shows of other messages, of pages, and what bots add to it."""
    for each in items(item.get("attachments")):
        lines = [[*from_mrkdwn(field_words(each.get(key)), names)] for key in ("pretext", "title")]
        lines.append([*_text_parts(each, names)])
        for field in items(each.get("fields")):
            pair = (field_words(field.get(key)) for key in ("title", "value"))
            lines.append([*from_mrkdwn(": ".join(filter(None, pair)), names)])
        if not any(lines):
            lines.append([*from_mrkdwn(field_words(each.get("fallback")), names)])
        parts = [part for line in lines if line for part in (MessagePart("\n"), *line)]
        marks = [Mark("picture")] if each.get("image_url") else []
        marks += [_file(file) for file in items(each.get("files"))]
        author = field_words(first_field(each, ("author_name", "author_subname")))
        bot = item.get("subtype") == "bot_message"
        if parts or marks:
            yield Quote(author, parts[1:], "quoted" if author or not bot else "", marks)
        if footer := field_words(each.get("footer")):
            yield Quote("", [MessagePart(footer)], "footer")


def from_mrkdwn(written: str, names: Mapping[str, str]) -> Iterator[MessagePart]:
    """Parse Slack's own mark-up (https://docs.slack.dev/messaging/formatting-message-text)."""
    end = 0
    for match in _markup.finditer(written):
        if match.start() > end:
            yield MessagePart(html.unescape(written[end : match.start()]))
        end = match.end()
        sign, target, label = match[1], match[2], match[3]
        label = html.unescape(label or "")
        if sign == "!":
            command = target.partition("^")[0]
            called = f"@{(label or command).lstrip('@')}"
            yield MessagePart(label if label and command == "date" else called)
        elif sign:
            yield MessagePart(sign + (label or names.get(target, target)).lstrip(sign))
        else:
            address = html.unescape(target)
            yield MessagePart(label or address, "link", address)
    if end < len(written):
        yield MessagePart(html.unescape(written[end:]))


def _file(file: Mapping[str, Any]) -> Mark:
    """Return the mark for a file; one that was deleted is named as such."""
    if field_words(file.get("mode")) in ("tombstone", "hidden_by_limit"):
        return Mark("deleted file", label="file deleted")
    return file_mark(first_field(file, ("name", "title")), file.get("mimetype"))


def _reactions(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the reactions to a message, with the names of those who made them."""
    return reactions_of(
        (f":{field_words(each.get('name'))}:", names.get(field_words(user), field_words(user)))
        for each in items(item.get("reactions"))
        for user in elements(each.get("users"))
    )
