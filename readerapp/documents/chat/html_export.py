"""Opening a chat in HTML; a page that looks like one and has no messages is a web page."""

from __future__ import annotations

from readerapp.documents import limits
from readerapp.documents.chat.discord_html import read_discord_page
from readerapp.documents.chat.element_html import read_element_page
from readerapp.documents.chat.facebook_html import read_facebook_page
from readerapp.documents.chat.html_parts import ClassIndex
from readerapp.documents.chat.telegram_html import read_telegram_page
from readerapp.documents.chat.writing import chat_document
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html import open_html
from readerapp.documents.html.parser import parse_html

_READERS = (read_telegram_page, read_discord_page, read_facebook_page, read_element_page)


def open_chat_page(source: DocumentInput) -> Document:
    """Open a page that Telegram Desktop, DiscordChatExporter, Meta or Element has written.

    Raises:
        ReaderError: it is too large, or cannot be parsed.
    """
    page = parse_html(source.read(limits.MARKUP), source.label, source.encoding)
    index = ClassIndex(page)
    rooms = next(filter(None, (read(index) for read in _READERS)), None)
    return chat_document(source, rooms) if rooms else open_html(source)
