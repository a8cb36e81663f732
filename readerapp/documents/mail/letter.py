"""A message as text: its heading, who sent it when, its words part by part, and its attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from html import unescape

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BlockShape, InlineWriter
from readerapp.documents.formats.content_lines import describe_appointment
from readerapp.documents.html.parser import parse_html
from readerapp.documents.html.to_text import HtmlToText
from readerapp.documents.mail.alternatives import (
    ENRICHED,
    HTML,
    PARTS,
    WITHOUT_WORDS,
    AlternativeChoice,
    is_report,
    is_shown,
    page_text,
    strip_markup,
)
from readerapp.documents.mail.entity import DEPTH, Entity
from readerapp.documents.mail.headers import (
    header_addresses,
    header_date,
    header_line,
    sender_name,
)
from readerapp.documents.mail.plain_body import (
    QUOTATION_LEVELS,
    cut_uuencode,
    enriched_to_plain,
    write_plain,
)
from readerapp.documents.mail.senders import Passage, turns_of_letter
from readerapp.documents.mail.signature import signature_content

_ADDRESS_HEADERS = ("From", "To", "Cc")
_HEADING_LEVELS = 6
_SECURE = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_PREAMBLE = re.compile(r"\bMIME\b|multi-?part|mehrteilig", re.IGNORECASE).search
"""What programs write for other programs in front of the parts."""
_paragraph = re.compile(r"\S(?:[^\n]|\n(?!\n))*").finditer


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
        label: the range of the words in the head that name the sender, for the first turn.
        passages: the paragraphs that have been written since the last turns were noted.
        attachments: those that are not named yet: thing, label of the mark, and name.
    """

    message: Entity
    level: int
    sender: str
    label: tuple[int, int] | None = None
    passages: list[Passage] = field(default_factory=list)
    attachments: list[tuple[str, str, str]] = field(default_factory=list)


class LetterWriter:
    """A writer of messages, one after the other; it also notes who wrote which words of them."""

    def __init__(self, prose: InlineWriter, label: str) -> None:
        self._prose = prose
        self._label = label
        self._parts = 0
        self._choice = AlternativeChoice()
        self._has_quotations = False

    def write(self, message: Entity, *, level: int = 1, is_listed: bool = False) -> None:
        """Write a message: its subject as a heading, head, parts, and names of attachments.

        Args:
            message: the message.
            level: the level of its heading.
            is_listed: whether the list of contents names its sender and its day, too.
        """
        if level == 1:
            self._parts, self._choice = 0, AlternativeChoice()
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
        if self._parts > PARTS:
            if self._parts == PARTS + 1:
                self._write_mark("part", f"and all others, beyond the first {PARTS}")
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
                    self._note_encryption(part, letter)
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
        shown = self._choice.shown_text(root)
        page = shown.text() if shown is not None and shown.media_type in HTML else ""
        for part in entity.parts:
            if part is root or (part.content_id and f"cid:{part.content_id}" in page):
                continue
            self._write_entity(part, letter)

    def _write_alternative(self, entity: Entity, letter: _Letter) -> None:
        """Write the best alternative, and the attachments and appointments of the others."""
        best = self._choice.best(entity)
        for part in entity.parts:
            if part is best:
                self._write_entity(part, letter)
            else:
                self._write_unshown(part, letter)

    def _write_unshown(self, entity: Entity, letter: _Letter) -> None:
        """Write what an alternative that is not shown has besides its text."""
        if entity.is_multipart and entity.depth <= DEPTH:
            for part in entity.parts:
                self._write_unshown(part, letter)
        elif entity.media_type == "text/calendar":
            self._write_mark("appointment", describe_appointment(entity.text()))
        elif entity.media_type not in WITHOUT_WORDS and not is_shown(entity):
            self._write_entity(entity, letter)

    def _write_leaf(self, entity: Entity, letter: _Letter) -> None:
        """Write the words of a part, or remember its name for the end of the letter."""
        if is_shown(entity):
            self._write_text(entity, letter)
            return
        kind, name = entity.media_type, entity.file_name
        if kind.startswith("image/") and not entity.is_attachment:
            self._write_mark("picture", name)
        elif kind in _SECURE:
            self._write_secure(entity, letter)
        else:
            if kind in _TNEF:
                self._prose.out.omit(f"{name or 'a part'} is Outlook's own form of a letter (TNEF)")
            letter.attachments.append(("attachment", "attached", name or kind))

    def _write_secure(self, entity: Entity, letter: _Letter) -> None:
        """Write the message that is packed into its signature, or that it is encrypted (S/MIME)."""
        content = signature_content(entity.body)
        if content is None and "enveloped" in entity.parameters.get("smime-type", "enveloped"):
            self._note_encryption(entity, letter)
        elif content is None:
            letter.attachments.append(("attachment", "attached", entity.file_name))
        else:
            data = content.replace(b"\r\n", b"\n")
            self._write_entity(Entity(data, depth=entity.depth + 1, is_message=False), letter)

    def _note_encryption(self, entity: Entity, letter: _Letter) -> None:
        """Say that a part is encrypted: it may be the whole letter."""
        self._prose.out.omit("a part of a letter is encrypted")
        letter.attachments.append(("encrypted part", "encrypted", entity.file_name))

    def _write_text(self, entity: Entity, letter: _Letter) -> None:
        """Write a part that is text; the name of a file stands above its words."""
        if entity.file_name:
            self._prose.block(BlockShape())
            with self._prose.styled("emphasis"):
                self._prose.write(f"[file: {entity.file_name}]")
        kind, parameters = entity.media_type, entity.parameters
        if kind in HTML:
            letter.passages += self._write_page(page_text(entity, letter.message.head.charset))
            return
        words = entity.text(letter.message.head.charset).replace("\r\n", "\n")
        if kind in ENRICHED:
            words = enriched_to_plain(words)
        words, files = cut_uuencode(words)
        letter.attachments += [("attachment", "attached", name) for name in files]
        passages = write_plain(
            self._prose,
            words,
            flowed=parameters.get("format", "").lower() == "flowed",
            delsp=parameters.get("delsp", "").lower() == "yes",
        )
        if not is_report(entity):
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
            self._prose.words(unescape(strip_markup(page)))
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
        if letter.attachments:
            self._prose.block(BlockShape())
            with self._prose.styled("emphasis"):
                for number, (thing, label, name) in enumerate(letter.attachments):
                    if number:
                        self._prose.words(" ")
                    self._prose.mark(thing, name, label=label)
            letter.attachments.clear()
        if letter.passages:
            self._prose.out.turns += turns_of_letter(letter.sender, letter.label, letter.passages)
            self._has_quotations |= any(passage.depth for passage in letter.passages)
            letter.label = None
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
        yield Passage(first, end, min(len(around), QUOTATION_LEVELS), match[0])
