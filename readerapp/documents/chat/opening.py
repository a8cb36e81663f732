"""Opening a chat, whichever of its forms it has."""

from __future__ import annotations

from readerapp.documents import detection
from readerapp.documents.chat.csv_table import open_csv
from readerapp.documents.chat.json_export import open_json
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput


def open_chat(source: DocumentInput) -> Document:
    """Open a chat in HTML, JSON or CSV; open the file as plain text if there is no chat in it.

    Raises:
        ReaderError: it is a page that is too large or cannot be parsed, or has too many messages.
    """
    if detection.is_html(source):
        from readerapp.documents.chat.html_export import open_chat_page

        return open_chat_page(source)
    return open_json(source) if detection.is_json(source) else open_csv(source)
