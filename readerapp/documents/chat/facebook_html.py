"""Messages of Facebook and Instagram in HTML, the default of Meta's "Download your information".

The newest message comes first. Meta's classes have no meaning, but have been the same for years;
the second of each is that of older exports.
"""

from __future__ import annotations

from collections.abc import Iterator

from readerapp.documents.chat.fields import file_mark
from readerapp.documents.chat.html_parts import (
    ClassIndex,
    Element,
    html_parts,
    words_of,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Room

_MESSAGE = ("_a6-g", "_2lej")
_SENDER = ("_a6-h", "_2lel")
_CONTENT = ("_a6-p", "_2let")
_TIME = ("_a6-o", "_2lem")
_REACTIONS = ("_a6-q", "_tqp")
_TITLE = ("_a70e", "_3b0d")


def read_facebook_page(page: ClassIndex) -> list[Room] | None:
    """Return the conversation of a page; None if it is none of Meta's."""
    found = next(filter(None, map(page.all, _MESSAGE)), [])
    messages = [_message(ClassIndex(element)) for element in reversed(found)]
    if not any(message.author for message in messages):
        return None
    return [Room(words_of(page.first(*_TITLE)), messages)]


def _message(element: ClassIndex) -> Message:
    """Return a message."""
    content, reactions = element.first(*_CONTENT), element.first(*_REACTIONS)
    parts: list[MessagePart] = []
    marks: list[Mark] = []
    if content is not None:
        left_out = next((name for name in _REACTIONS if element.first(name) is not None), "")
        parts = [*html_parts(content, left_out)]
        marks = [*_marks(content)]
    signs = [words_of(each) for each in reactions.iter("li")] if reactions is not None else []
    return Message(
        words_of(element.first(*_SENDER)),
        parts,
        words_of(element.first(*_TIME)),
        marks=marks,
        reactions=" · ".join(filter(None, signs)),
    )


def _marks(content: Element) -> Iterator[Mark]:
    """Yield the marks for pictures, videos and sound."""
    for each in content.iter("img", "video", "audio"):
        kind = "image" if each.tag == "img" else each.tag
        yield file_mark(each.get("src"), kind)
