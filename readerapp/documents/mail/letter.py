"""A message as text: its heading, who sent it when, its words part by part, and its attachments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
from readerapp.documents.mail.senders import Passage, turns_of_letter

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
_paragraph = re.compile(r"\S(?:[^\n]|\n(?!\n))*").finditer
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


@dataclass(slots=True)
class _Letter:
    """A letter that is being written.

    Attributes:
        message: the message.
        level: the level of its heading.
        sender: the name of its sender.
        label: the range of the words in the head that name the sender.
        passages: the paragraphs that have been written since the last turns were noted.
        attached: the attachments that are not named yet: thing, label of the mark, and name.
    """

    message: Entity
    level: int
    sender: str
    label: tuple[int, int] = (0, 0)
    passages: list[Passage] = field(default_factory=list)
    attached: list[tuple[str, str, str]] = field(default_factory=list)


class LetterWriter:
    """A writer of messages, one after the other; it also notes who wrote which words of them."""

    def __init__(self, prose: InlineWriter, label: str) -> None:
        self._prose = prose
        self._label = label
        self._parts = 0
        self._has_quotations = False

    def write(self, message: Entity, *, level: int = 1, is_listed: bool = False) -> None:
        """Write a message: its subject as a heading, head, parts, and names of attachments.

        Args:
            message: the message.
            level: the level of its heading.
            is_listed: whether the list of contents names its sender and its day, too.
        """
        if level == 1:
            self._parts = 0
        letter = _Letter(message, level, sender_name(message.head.get("from")))
        self._write_head(letter, is_listed)
        self._write_entity(message, letter)
        self._end_section(letter)
        self._prose.close()

    def close(self) -> None:
        """End the last letter; where one person wrote all words, there are no turns."""
        turns = self._prose.out.turns
        turns.sort(key=lambda turn: turn.start)
        if len({turn.speaker for turn in turns}) < 2 and not self._has_quotations:
            turns.clear()

    def _write_head(self, letter: _Letter, is_listed: bool) -> None:
        """Write the heading and the head."""
        message, headings = letter.message, self._prose.out.headings
        self._prose.block(BlockShape(heading=min(letter.level, _HEADING_LEVELS)))
        self._prose.words(header_line(message.head.get("subject")) or "(no subject)")
        self._prose.block(BlockShape())
        if is_listed and headings:
            headings[-1] = replace(headings[-1], title=contents_title(message))
        tight = False
        for name, words in letter_head(message):
            if not words:
                continue
            self._prose.block(BlockShape(tight=tight))
            with self._prose.styled("strong"):
                self._prose.words(f"{name}:")
            self._prose.words(f" {words}")
            tight = True
            if name == "From":
                end = self._prose.out.at
                letter.label = end - len(f"{name}: {words}"), end

    def _write_entity(self, entity: Entity, letter: _Letter) -> None:
        """Write a part with the parts in it."""
        self._parts += 1
        if self._parts > _PARTS:
            if self._parts == _PARTS + 1:
                self._write_mark("part", f"and all others, beyond the first {_PARTS}")
        elif entity.depth > DEPTH:
            self._write_mark("part", f"nested more than {DEPTH} deep")
        elif entity.is_message:
            self._end_section(letter)
            self.write(entity.message, level=letter.level + 1, is_listed=True)
        elif not entity.is_multipart:
            self._write_leaf(entity, letter)
        elif entity.media_type == "multipart/alternative":
            self._write_alternative(entity, letter)
        else:
            self._write_parts(entity, letter)

    def _write_parts(self, entity: Entity, letter: _Letter) -> None:
        """Write the parts of a multipart entity, and words that somebody put around them."""
        before, after = entity.words_around()
        if before.strip() and not _PREAMBLE(before):
            write_plain(self._prose, before)
        if entity.media_type == "multipart/encrypted":
            for part in entity.parts:
                if part.media_type != "application/pgp-encrypted":
                    letter.attached.append(("encrypted part", "encrypted", part.file_name))
        elif entity.media_type == "multipart/related":
            self._write_related(entity, letter)
        else:
            for part in entity.parts:
                self._write_entity(part, letter)
        if after.strip():
            write_plain(self._prose, after)

    def _write_related(self, entity: Entity, letter: _Letter) -> None:
        """Write a page with the files that belong to it; pictures in it are marked there."""
        start = entity.parameters.get("start", "").strip("<>")
        root = next((part for part in entity.parts if start and part.content_id == start), None)
        root = root or entity.parts[0]
        self._write_entity(root, letter)
        shown = _shown_text(root)
        page = shown.text() if shown is not None and shown.media_type in _HTML else ""
        for part in entity.parts:
            if part is root or (part.content_id and f"cid:{part.content_id}" in page):
                continue
            self._write_entity(part, letter)

    def _write_alternative(self, entity: Entity, letter: _Letter) -> None:
        """Write the best alternative, and the attachments and appointments of the others."""
        best = _best_alternative(entity)
        for part in entity.parts:
            if part is best:
                self._write_entity(part, letter)
            else:
                self._write_unshown(part, letter)

    def _write_unshown(self, entity: Entity, letter: _Letter) -> None:
        """Write what an alternative that is not shown has besides its text."""
        if entity.is_multipart:
            for part in entity.parts:
                self._write_unshown(part, letter)
        elif entity.media_type == "text/calendar" or not _is_text(entity):
            self._write_entity(entity, letter)

    def _write_leaf(self, entity: Entity, letter: _Letter) -> None:
        """Write the words of a part, or remember its name for the end of the letter."""
        if _is_text(entity) and entity.media_type not in _NO_WORDS:
            self._write_text(entity, letter)
            return
        kind, name = entity.media_type, entity.file_name
        if kind.startswith("image/") and not entity.is_attachment:
            self._write_mark("picture", name)
        elif kind == _ENCRYPTED and "signed" not in entity.parameters.get("smime-type", ""):
            letter.attached.append(("encrypted part", "encrypted", name))
        else:
            if kind in _TNEF:
                self._prose.out.omit(f"{name or 'a part'} is Outlook's own form of a letter (TNEF)")
            letter.attached.append(("attachment", "attached", name or kind))

    def _write_text(self, entity: Entity, letter: _Letter) -> None:
        """Write a part that is text."""
        kind, parameters = entity.media_type, entity.parameters
        if kind in _HTML:
            letter.passages += self._write_page(_page_text(entity, letter.message))
            return
        words = entity.text(letter.message.head.charset).replace("\r\n", "\n")
        if kind in _ENRICHED:
            words = enriched_to_plain(words)
        passages = write_plain(
            self._prose,
            words,
            flowed=parameters.get("format", "").lower() == "flowed",
            delsp=parameters.get("delsp", "").lower() == "yes",
        )
        if not kind.startswith(_FORMS_OF_A_REPORT):
            letter.passages += passages

    def _write_page(self, page: str) -> list[Passage]:
        """Write HTML; the words of a page that is none are written without their tags.

        Returns:
            The paragraphs, with the block quotations around them as levels.
        """
        if not page.strip():
            return []
        out = self._prose.out
        start, runs = out.at, len(out.runs)
        try:
            root = parse_html(page.encode("utf-8-sig", "replace"), self._label)
        except ReaderError:
            self._prose.block(BlockShape())
            self._prose.words(unescape(_markup(" ", page)))
            return []
        HtmlToText(self._prose).write(root)
        quotations = [(run.start, run.end) for run in out.runs[runs:] if run.kind == "quote"]
        return list(_passages(out.words_since(start), start, quotations))

    def _write_mark(self, thing: str, name: str) -> None:
        """Write a mark in a paragraph of its own, for what stands there and is not shown."""
        self._prose.block(BlockShape())
        self._prose.mark(thing, name)

    def _end_section(self, letter: _Letter) -> None:
        """Name the attachments so far, and note who wrote the passages so far."""
        if letter.attached:
            self._prose.block(BlockShape())
            with self._prose.styled("emphasis"):
                for number, (thing, label, name) in enumerate(letter.attached):
                    if number:
                        self._prose.words(" ")
                    self._prose.mark(thing, name, label=label)
            letter.attached.clear()
        if letter.passages:
            self._prose.out.turns += turns_of_letter(letter.sender, letter.label, letter.passages)
            self._has_quotations |= any(passage.depth for passage in letter.passages)
            letter.label = letter.passages[-1].end, letter.passages[-1].end
            letter.passages.clear()


def _passages(words: str, start: int, quotations: Sequence[tuple[int, int]]) -> Iterator[Passage]:
    """Yield the paragraphs of `words`, which begin at the offset `start`.

    Args:
        words: paragraphs with empty lines between them.
        start: their offset.
        quotations: the ranges of block quotations among them.
    """
    waiting = sorted(quotations, key=lambda each: (-each[0], each[1]))  # the first one last
    around: list[int] = []  # the ends of the quotations around a paragraph
    for match in _paragraph(words):
        first, end = start + match.start(), start + match.end()
        while waiting and waiting[-1][0] <= first:
            around.append(waiting.pop()[1])
        while around and around[-1] < end:
            around.pop()
        yield Passage(first, end, len(around), match[0])


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
