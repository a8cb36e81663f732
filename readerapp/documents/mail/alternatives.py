"""Which of several forms of the same words is shown: alternatives (RFC 2046, section 5.1.4).

Plain text is preferred: mail programs make it for readers like this one. But they also put a blank
line there, or "open this in your browser".
"""

from __future__ import annotations

import re
from collections import Counter

from readerapp.documents.html.parser import page_charset
from readerapp.documents.mail.entity import DEPTH, Entity

PLAIN = "text/plain"
HTML = ("text/html", "application/xhtml+xml")
ENRICHED = ("text/enriched", "text/richtext")
PARTS = 1000
"""Parts of a message that are read, with those of the messages that it forwards."""
_RANKS = {kind: rank for rank, kind in enumerate((PLAIN, *HTML, *ENRICHED))}
"""Kinds of alternatives, the best one first; others come last."""
WITHOUT_WORDS = ("text/css", "text/javascript", "text/x-amp-html", "text/watch-html", "text/rtf")
"""Kinds of text that are not shown: those of programs, and copies of the HTML."""
_REPORTS = ("message/", "text/rfc822-headers")
_MISSING_SHARE = 0.2
"""Share of the words of the HTML that may be missing from the plain text beside it; if more are,
the plain text only says that there is HTML."""
_markup = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script|title)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
).sub
_tags = re.compile(r"<[^<>]*>").sub
_character = re.compile(r"&#?\w+;").sub
_words = re.compile(r"\w+").findall
_word = re.compile(r"\w").search


def is_report(entity: Entity) -> bool:
    """Return whether a part is text of a program about a message, such as a delivery report."""
    return entity.media_type.startswith(_REPORTS) and entity.media_type != "message/external-body"


def is_shown(entity: Entity) -> bool:
    """Return whether a part without parts is text to be shown, not a file that is attached."""
    kind = entity.media_type
    if is_report(entity):
        return True
    is_text = kind.startswith(("text/", "multipart/")) or kind in HTML
    is_file = entity.is_attachment and bool(entity.file_name)
    return is_text and not is_file and kind not in WITHOUT_WORDS


def page_text(entity: Entity, label: str = "") -> str:
    """Return HTML decoded: by the label of the part, else that of the page, else by `label`."""
    return entity.text(page_charset(entity.body) or label)


def strip_markup(page: str) -> str:
    """Return HTML without its tags, quickly and roughly."""
    return _markup(" ", page)


class AlternativeChoice:
    """The choice among the alternatives of one message; each is looked at once."""

    def __init__(self) -> None:
        self._chosen: dict[Entity, Entity | None] = {}
        self._words_of: dict[Entity, list[str]] = {}

    def shown_text(self, entity: Entity) -> Entity | None:
        """Return the first part in `entity` that is shown as text; None if there is none."""
        if not entity.is_multipart:
            return entity if is_shown(entity) else None
        if entity.depth > DEPTH:
            return None
        if entity.media_type == "multipart/alternative":
            best = self.best(entity)
            return self.shown_text(best) if best is not None else None
        return next(filter(None, map(self.shown_text, entity.parts[:PARTS])), None)

    def best(self, entity: Entity) -> Entity | None:
        """Return the alternative to show: plain text, unless it has no words, or not all."""
        if entity not in self._chosen:
            self._chosen[entity] = self._choose(entity)
        return self._chosen[entity]

    def _choose(self, entity: Entity) -> Entity | None:
        texts = [
            (part, text)
            for part in entity.parts[:PARTS]
            if (text := self.shown_text(part)) is not None
        ]
        texts.sort(key=lambda pair: _RANKS.get(pair[1].media_type, len(_RANKS)))
        with_words = ((part, text) for part, text in texts if _has_words(text))
        part, text = next(with_words, texts[0] if texts else (None, None))
        if text is not None and text.media_type == PLAIN:
            for other, page in with_words:
                if page.media_type in HTML and self._lacks_words(text, page):
                    return other
        return part

    def _lacks_words(self, plain: Entity, page: Entity) -> bool:
        """Return whether plain text has not nearly all words of the page beside it."""
        letters = len("".join(plain.text().split()))
        if len("".join(_tags("", page_text(page)).split())) * (1 - _MISSING_SHARE) <= letters:
            return False  # mostly so, and quickly found out
        words = self._words(page)
        missing = Counter(words) - Counter(_words(plain.text()))
        return missing.total() > _MISSING_SHARE * len(words)

    def _words(self, page: Entity) -> list[str]:
        """Return the words of a page."""
        if page not in self._words_of:
            self._words_of[page] = _words(_character(" ", strip_markup(page_text(page))))
        return self._words_of[page]


def _has_words(text: Entity) -> bool:
    """Return whether an alternative has words besides its mark-up."""
    if text.media_type in HTML:
        return _word(_character(" ", strip_markup(page_text(text)))) is not None
    return _word(text.text()) is not None
