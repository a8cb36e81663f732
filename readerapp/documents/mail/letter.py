"""A message as text: its heading, who sent it when, its words part by part, and its attachments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime
from html import unescape

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BlockShape, InlineWriter
from readerapp.documents.html.parser import page_charset, parse_html
from readerapp.documents.html.to_text import HtmlToText
from readerapp.documents.mail.entity import DEPTH, Entity
from readerapp.documents.mail.headers import (
    header_addresses,
    header_date,
    header_line,
    sender_name,
)
from readerapp.documents.mail.plain_body import enriched_to_plain, write_plain

_ADDRESS_HEADERS = ("From", "To", "Cc")
_PARTS = 1000
"""Parts of a message that are read, with those of the messages that it forwards."""
_HEADING_LEVELS = 6
_PLAIN = "text/plain"
_HTML = ("text/html", "application/xhtml+xml")
_ENRICHED = ("text/enriched", "text/richtext")
_NO_WORDS = ("text/css", "text/javascript", "text/x-amp-html", "text/watch-html", "text/rtf")
"""Kinds of text that are not shown: those of programs, and copies of the HTML."""
_ALTERNATIVES = (_PLAIN, *_HTML, *_ENRICHED)
"""Kinds of alternatives, the best one first; others come last."""
_FORMS_OF_A_REPORT = ("message/", "text/rfc822-headers")
_ENCRYPTED = "application/pkcs7-mime"
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_MISSING_SHARE = 0.2
"""Share of the words of the HTML that may be missing from the plain text beside it; if more are,
the plain text only says that there is HTML."""
_PREAMBLE = re.compile(r"\bMIME\b|multi-?part|mehrteilig", re.IGNORECASE).search
"""What programs write for other programs in front of the parts."""
_markup = re.compile(
    r"<!--.*?-->|<(style|script|head|title)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL
).sub
_tags = re.compile(r"<[^<>]*>").sub
_words = re.compile(r"\w+").findall
_word = re.compile(r"\w").search
_character = re.compile(r"&#?\w+;").sub


def letter_head(message: Entity) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the header fields that are shown."""
    for name in _ADDRESS_HEADERS:
        values = map(header_addresses, message.head.all(name.lower()))
        yield name, ", ".join(dict.fromkeys(filter(None, values)))
    written = message.head.get("date")
    date = header_date(written)
    yield "Date", format_datetime(date) if date else header_line(written)


def contents_title(message: Entity) -> str:
    """Return how a letter is listed among others: its subject, its sender and its day."""
    date = header_date(message.head.get("date"))
    facts = (
        header_line(message.head.get("subject")) or "(no subject)",
        sender_name(message.head.get("from")),
        date.date().isoformat() if date else "",
    )
    return " · ".join(filter(None, facts))


class LetterWriter:
    """A writer of messages, one after the other."""

    def __init__(self, prose: InlineWriter, label: str) -> None:
        self._prose = prose
        self._label = label
        self._parts = 0
        self._attached: list[tuple[str, str, str]] = []  # thing, label of the mark, name

    def write(self, message: Entity, *, level: int = 1, is_listed: bool = False) -> None:
        """Write a message: its subject as a heading, head, parts, and names of attachments.

        Args:
            message: the message.
            level: the level of its heading.
            is_listed: whether the list of contents names its sender and its day, too.
        """
        if level == 1:
            self._parts = 0
        self._write_head(message, level, is_listed)
        self._write_entity(message, message, level)
        self._write_attached()
        self._prose.close()

    def _write_head(self, message: Entity, level: int, is_listed: bool) -> None:
        """Write the heading and the head."""
        headings = self._prose.out.headings
        self._prose.block(BlockShape(heading=min(level, _HEADING_LEVELS)))
        self._prose.words(header_line(message.head.get("subject")) or "(no subject)")
        tight = False
        self._prose.block(BlockShape())
        if is_listed and headings:
            headings[-1] = replace(headings[-1], title=contents_title(message))
        for name, words in letter_head(message):
            if words:
                self._prose.block(BlockShape(tight=tight))
                with self._prose.styled("strong"):
                    self._prose.words(f"{name}:")
                self._prose.words(f" {words}")
                tight = True

    def _write_entity(self, entity: Entity, message: Entity, level: int) -> None:
        """Write a part with the parts in it."""
        self._parts += 1
        if self._parts > _PARTS:
            if self._parts == _PARTS + 1:
                self._write_mark("part", f"and all others, beyond the first {_PARTS}")
        elif entity.depth > DEPTH:
            self._write_mark("part", f"nested more than {DEPTH} deep")
        elif entity.is_message:
            self._write_attached()
            self.write(entity.message, level=level + 1, is_listed=True)
        elif not entity.is_multipart:
            self._write_leaf(entity, message)
        elif entity.media_type == "multipart/alternative":
            self._write_alternative(entity, message, level)
        else:
            self._write_parts(entity, message, level)

    def _write_parts(self, entity: Entity, message: Entity, level: int) -> None:
        """Write the parts of a multipart entity, and words that somebody put around them."""
        before, after = entity.words_around()
        if before.strip() and not _PREAMBLE(before):
            write_plain(self._prose, before, flowed=False)
        if entity.media_type == "multipart/encrypted":
            for part in entity.parts:
                if part.media_type != "application/pgp-encrypted":
                    self._attached.append(("encrypted part", "encrypted", part.file_name))
        elif entity.media_type == "multipart/related":
            self._write_related(entity, message, level)
        else:
            for part in entity.parts:
                self._write_entity(part, message, level)
        if after.strip():
            write_plain(self._prose, after, flowed=False)

    def _write_related(self, entity: Entity, message: Entity, level: int) -> None:
        """Write a page with the files that belong to it; pictures in it are marked there."""
        start = entity.parameters.get("start", "").strip("<>")
        root = next((part for part in entity.parts if start and part.content_id == start), None)
        root = root or entity.parts[0]
        self._write_entity(root, message, level)
        shown = _shown_text(root)
        page = shown.text() if shown is not None and shown.media_type in _HTML else ""
        for part in entity.parts:
            if part is root or (part.content_id and f"cid:{part.content_id}" in page):
                continue
            self._write_entity(part, message, level)

    def _write_alternative(self, entity: Entity, message: Entity, level: int) -> None:
        """Write the best alternative, and the attachments and appointments of the others."""
        best = _best_alternative(entity)
        for part in entity.parts:
            if part is best:
                self._write_entity(part, message, level)
            else:
                self._write_unshown(part, message, level)

    def _write_unshown(self, entity: Entity, message: Entity, level: int) -> None:
        """Write what an alternative that is not shown has besides its text."""
        if entity.is_multipart:
            for part in entity.parts:
                self._write_unshown(part, message, level)
        elif entity.media_type == "text/calendar" or not _is_text(entity):
            self._write_entity(entity, message, level)

    def _write_leaf(self, entity: Entity, message: Entity) -> None:
        """Write the words of a part, or remember its name for the end of the letter."""
        if _is_text(entity) and entity.media_type not in _NO_WORDS:
            self._write_text(entity, message)
            return
        kind, name = entity.media_type, entity.file_name
        if kind.startswith("image/") and not entity.is_attachment:
            self._write_mark("picture", name)
        elif kind == _ENCRYPTED and "signed" not in entity.parameters.get("smime-type", ""):
            self._attached.append(("encrypted part", "encrypted", name))
        else:
            if kind in _TNEF:
                self._prose.out.omit(f"{name or 'a part'} is Outlook's own form of a letter (TNEF)")
            self._attached.append(("attachment", "attached", name or kind))

    def _write_text(self, entity: Entity, message: Entity) -> None:
        """Write a part that is text."""
        kind = entity.media_type
        if kind in _HTML:
            self._write_page(_page_text(entity, message))
            return
        words = entity.text(message.head.charset).replace("\r\n", "\n")
        if kind in _ENRICHED:
            words = enriched_to_plain(words)
        parameters = entity.parameters
        write_plain(
            self._prose,
            words,
            flowed=parameters.get("format", "").lower() == "flowed",
            delsp=parameters.get("delsp", "").lower() == "yes",
        )

    def _write_page(self, page: str) -> None:
        """Write HTML; the words of a page that is none are written without their tags."""
        if not page.strip():
            return
        try:
            root = parse_html(page.encode("utf-8-sig", "replace"), self._label)
        except ReaderError:
            self._prose.block(BlockShape())
            self._prose.words(unescape(_markup(" ", page)))
        else:
            HtmlToText(self._prose).write(root)

    def _write_mark(self, thing: str, name: str) -> None:
        """Write a mark in a paragraph of its own, for what stands there and is not shown."""
        self._prose.block(BlockShape())
        self._prose.mark(thing, name)

    def _write_attached(self) -> None:
        """Write the marks of the attachments."""
        if self._attached:
            self._prose.block(BlockShape())
            with self._prose.styled("emphasis"):
                for number, (thing, label, name) in enumerate(self._attached):
                    if number:
                        self._prose.words(" ")
                    self._prose.mark(thing, name, label=label)
            self._attached.clear()


def _is_text(entity: Entity) -> bool:
    """Return whether a part without parts is text to be shown, not a file that is attached."""
    kind = entity.media_type
    if kind.startswith(_FORMS_OF_A_REPORT) and kind != "message/external-body":
        return True
    is_text = kind.startswith(("text/", "multipart/")) or kind in _HTML
    return is_text and not (entity.is_attachment and entity.file_name)


def _shown_text(entity: Entity) -> Entity | None:
    """Return the first part that is shown as text; None if there is none."""
    if not entity.is_multipart:
        return entity if _is_text(entity) and entity.media_type not in _NO_WORDS else None
    if entity.depth > DEPTH:
        return None
    if entity.media_type == "multipart/alternative":
        best = _best_alternative(entity)
        return _shown_text(best) if best is not None else None
    return next(filter(None, map(_shown_text, entity.parts[:_PARTS])), None)


def _best_alternative(entity: Entity) -> Entity | None:
    """Return the alternative that is shown: plain text, unless it has no words, or not all."""
    texts = [
        (part, text) for part in entity.parts[:_PARTS] if (text := _shown_text(part)) is not None
    ]
    texts.sort(key=lambda pair: _rank(pair[1]))
    with_words = ((part, text) for part, text in texts if _has_words(text))
    part, text = next(with_words, texts[0] if texts else (None, None))
    if text is not None and text.media_type == _PLAIN:
        for other, page in with_words:
            if page.media_type in _HTML and _lacks_words(text.text(), _page_text(page, page)):
                return other
    return part


def _rank(text: Entity) -> int:
    """Return the place of a text among alternatives."""
    kinds = _ALTERNATIVES
    return kinds.index(text.media_type) if text.media_type in kinds else len(kinds)


def _has_words(text: Entity) -> bool:
    """Return whether an alternative has words besides its mark-up."""
    if text.media_type in _HTML:
        return _word(_visible_text(_page_text(text, text))) is not None
    return _word(text.text()) is not None


def _lacks_words(plain: str, page: str) -> bool:
    """Return whether plain text has not nearly all words of the page beside it."""
    letters = len("".join(plain.split()))
    if len("".join(_tags("", page).split())) * (1 - _MISSING_SHARE) <= letters:
        return False  # mostly so, and quickly found out
    words = _words(_visible_text(page))
    missing = Counter(words) - Counter(_words(plain))
    return missing.total() > _MISSING_SHARE * len(words)


def _page_text(entity: Entity, message: Entity) -> str:
    """Return HTML decoded: by the label of the part, else by that of the page."""
    return entity.text(page_charset(entity.body) or message.head.charset)


def _visible_text(page: str) -> str:
    """Return the text of HTML without tags and characters by name, quickly and roughly."""
    return _character(" ", _markup(" ", page))
