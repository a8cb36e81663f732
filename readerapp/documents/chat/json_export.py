"""Opening a chat in JSON: the program that wrote it is told by its fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from readerapp.documents import limits
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
