"""Opening a chat in HTML, JSON or CSV: its classes or fields tell the program that wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from readerapp.documents import detection, limits
from readerapp.documents.chat import (
    assistants,
    discord,
    facebook,
    google_chat,
    matrix,
    other,
    skype,
    slack,
    telegram,
)
from readerapp.documents.chat.csv_table import open_csv
from readerapp.documents.chat.model import Room
from readerapp.documents.chat.writing import chat_document
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain

_READERS: tuple[Callable[[Any], list[Room] | None], ...] = (
    telegram.read_telegram,
    discord.read_discord,
    matrix.read_matrix,
    google_chat.read_google_chat,
    facebook.read_facebook,
    slack.read_slack,
    skype.read_skype,
    assistants.read_chatgpt,
    assistants.read_claude,
    other.read_other,
)
"""Readers that return None for the files of other programs; the one of any program comes last."""


def open_chat(source: DocumentInput) -> Document:
    """Open a chat in HTML, JSON or CSV; open the file as plain text if there is no chat in it.

    Raises:
        ReaderError: it is a page that is too large or cannot be parsed, or has too many messages.
    """
    if detection.is_html(source):
        return _open_page(source)
    return open_json(source) if detection.is_json(source) else open_csv(source)


def _open_page(source: DocumentInput) -> Document:
    """Open a page of Telegram Desktop, DiscordChatExporter, Meta or Element, else as a web page.

    Raises:
        ReaderError: it is too large, or cannot be parsed.
    """
    from readerapp.documents.chat.discord_html import read_discord_page
    from readerapp.documents.chat.element_html import read_element_page
    from readerapp.documents.chat.facebook_html import read_facebook_page
    from readerapp.documents.chat.html_parts import ClassIndex
    from readerapp.documents.chat.telegram_html import read_telegram_page
    from readerapp.documents.html import open_html
    from readerapp.documents.html.parser import parse_html

    readers = (read_telegram_page, read_discord_page, read_facebook_page, read_element_page)
    index = ClassIndex(parse_html(source.read(limits.MARKUP), source.label, source.encoding))
    rooms = next(filter(None, (read(index) for read in readers)), None)
    return chat_document(source, rooms) if rooms else open_html(source)


def open_json(source: DocumentInput) -> Document:
    """Open a chat in JSON; open the file as plain text if there is no chat in it."""
    if source.raw.size > limits.CHAT:
        return open_plain(source)
    try:
        data = json.loads(source.raw.read(0, source.raw.size))
    except (ValueError, RecursionError):
        return open_plain(source)
    for read in _READERS:
        rooms = read(data)
        if rooms and any(not message.empty for room in rooms for message in room.messages):
            return chat_document(source, [room for room in rooms if room.messages])
    return open_plain(source)
