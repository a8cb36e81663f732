"""Who wrote the words of a letter: its sender, or the person whom it quotes or forwards.

A letter repeats words of others: as quotations below a line such as "On Friday Ida wrote:", or
below a copy of the head of their letter. Where that line or head names the person, the words are
that person's; of other quotations the writer is not known, and nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.text.turns import Turn

_FROM = "from|von|de|da|van|från|fra|od|от|lähettäjä|kimden|差出人|发件人|寄件者|보낸 사람"
_OTHER_FIELDS = (
    "sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|"
    "inviato|data|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|"
    "temat|отправлено|дата|кому|тема|lähetetty|vastaanottaja|aihe|宛先|件名|日時|发送时间|收件人|主题"
)
"""Names of header fields, as mail programs translate them when they copy a head into a letter."""
_copied_head = re.compile(
    rf"(?:[-_*]{{2,}}[^\n]*\n)?(?:[*_ ]*(?:message|{_OTHER_FIELDS})[ ]?[:：][^\n]*\n){{0,4}}"
    rf"[*_ ]*(?:{_FROM})[ ]?[:：][*_ ]*(\S[^\n]*)\n"
    rf"(?:[^\n]*\n)?[*_ ]*(?:{_OTHER_FIELDS})[ ]?[:：]",
    re.IGNORECASE,
).match
_field = re.compile(rf"[*_ ]*(?:{_FROM}|{_OTHER_FIELDS})[ ]?[:：]", re.IGNORECASE).match
_SAID_BEFORE = (
    r"wrote|writes|said|a écrit|escribió|ha scritto|scrisse|escreveu|kirjoitti|написала?|"
    r"пишет|napisał\(?a?\)?|pisze|yazdı|写道|さんは書きました|님이 작성"
)
"""Verbs behind the name of the person, in what programs write above a quotation."""
_SAID_AFTER = "schrieb|schreef|skrev"
_said_before = re.compile(rf"[ \n]?(?:{_SAID_BEFORE})[ ]?[:：]\Z").search
_said_after = re.compile(rf"\b(?:{_SAID_AFTER})[ ]([^\n]{{1,100}})").search
_time = re.compile(r"\d(?:[:.]\d\d)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?(?:[ ]?[+-]\d{4})?[\s,;)]+")
_address = re.compile(r"\s*\(?[<(\[](?:mailto:)?[^<>()\[\]\s]*@[^<>()\[\]]*[>)\]]\)?")
_address_last = re.compile(r"<[^<>\s]+@[^<>\s]+>[ ]?[:：]\Z").search
_PARTICLES = frozenset("de da di du van von der den la le el al bin ter zu y e i via".split())
_PRONOUNS = frozenset(("I", "You", "He", "She", "They", "We", "Who"))
_NAME_LENGTH = 80
_LINES = 200
"""Characters of a line that names a person."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a letter.

    Attributes:
        start: offset in code points.
        end: offset after the last.
        depth: its level of quotation.
        words: its text.
    """

    start: int
    end: int
    depth: int
    words: str


def turns_of_letter(
    sender: str, label: tuple[int, int] | None, passages: Sequence[Passage]
) -> list[Turn]:
    """Return who wrote which passages of a letter, as turns; unknown writers have none.

    Args:
        sender: the name of the sender.
        label: the range of the words that name the sender in the head; None below the first part.
        passages: the paragraphs of the letter in order.
    """
    turns: list[Turn] = []
    previous = ""
    for passage, writer in _writers(sender, passages):
        if writer and writer == previous:
            turns[-1] = turns[-1]._replace(end=passage.end)
        elif writer:
            is_first = not turns and writer == sender
            labelled = label if label and is_first else (passage.start, passage.start)
            turns.append(Turn(*labelled, passage.start, passage.end, writer))
        previous = writer
    return turns


def _writers(sender: str, passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """Yield each passage with the name of its writer; empty if the letter does not say."""
    writers = {0: sender}
    above, is_copied_head = "", False
    depth = 0
    for number, passage in enumerate(passages):
        if passage.depth > depth:
            writers[passage.depth] = quoted_person(above)
        writers = {level: name for level, name in writers.items() if level <= passage.depth}
        following = passages[number + 1].words if number + 1 < len(passages) else ""
        if head := _copied_head(f"{passage.words}\n{following}"):
            writers[passage.depth] = _plain_name(head[1][:_LINES])
            is_copied_head = True
        elif is_copied_head and not _is_field(passage.words):
            is_copied_head = False
        yield passage, "" if is_copied_head else writers.get(passage.depth, "")
        above, depth = passage.words, passage.depth


def _is_field(words: str) -> bool:
    """Return whether a paragraph is a field of a copied head, in a paragraph of its own."""
    return _field(words) is not None


def quoted_person(above: str) -> str:
    """Return the person whom the words above a quotation name; empty if they name nobody.

    >>> quoted_person("On Fri, 3 May 2024 at 10:00, Mia Tørres <mia@example.org> wrote:")
    'Mia Tørres'
    """
    above = above[-_LINES:].rstrip()
    if not above.endswith((":", "：")):
        return ""
    if match := _said_after(above):
        return _plain_name(match[1].rstrip(" :"))
    if match := _said_before(above):
        return _plain_name(_last_line(above[: match.start()]))
    return _plain_name(_last_line(above[:-1])) if _address_last(above) else ""


def _last_line(words: str) -> str:
    """Return the last line; with the one before it if that has the date of the same sentence."""
    *others, last = words.rsplit("\n", 2)
    has_date = bool(others) and re.search(r"\d", others[-1]) is not None
    return f"{others[-1]} {last}" if has_date and not re.search(r"\d", last) else last


def _plain_name(written: str) -> str:
    """Return the name behind the last date in a line, else the address; empty if it has neither."""
    line = written.replace("\n", " ")
    times = list(_time.finditer(line))
    line = line[times[-1].end() :] if times else line
    address = _address.search(line)
    name = _address.sub("", line).strip("\"'*_,;:- \t")
    if not name and address:
        name = address[0].strip(" <>()[]").removeprefix("mailto:")
    return name if _is_name(name) else ""


def _is_name(name: str) -> bool:
    """Return whether these may be the words of a name: capitals, or an address."""
    words = name.split()
    is_written_so = all(
        not word[0].islower() or word in _PARTICLES or "@" in word for word in words
    )
    return 0 < len(name) <= _NAME_LENGTH and is_written_so and name not in _PRONOUNS
