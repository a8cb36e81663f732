"""Plain text: the file's characters; hand-wrapped lines are joined for display only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.format import DocumentInput
from readerapp.text.paragraph_flow import ParagraphFlow, detect_column
from readerapp.text.source import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readerapp.documents.document import Document, Run

_SAMPLED_BLOCKS = 8
"""Blocks, spread over the document, from which the column of hard line breaks is detected."""
_TITLE_LENGTH = 120
_TIMES_WINDOW = 16_000
"""Code points among which two lines must begin with a time, for a text with times."""
# Looks for one of the words in `toc` at the start of a line: this rules out most texts cheaply.
_MAYBE_BOOK = (
    r"\n[ \t]*(?:the )?(?:chap|ch\.|kapitel|cap[ií]t|hoofdst|глава|letter|lettre|brief|carta|canto|"
    r"sc[eè]n|szen|escen|stave|project gutenberg)"
)
_STAMP = (
    r"[\s\[(\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
    r"(?:\d{1,4}(?:[:.]|[./-] ?|년 ?|年)\d\d?\b|(?:오전|오후|上午|下午|午前|午後)\d{1,2}:)|"
    r".{1,80}\] ?\[\D{0,4}\d|.{1,80}, \[.{8,40}\]:?\s*$|={20,}$|"
    r"[A-Z][a-z]{2} \d\d, \d{4} [ \d]\d:\d\d:\d\d "
)
_ENDS_SENTENCE = r"[.!?,;:。！？…][\"'”’»)]*$"


def open_plain(source: DocumentInput) -> Document:
    """Open a text whose document is the characters of the source.

    Raises:
        ReaderError: it is not text.
    """
    text = Text.from_raw(source.raw, source.name, encoding=source.encoding)
    text.flow = ParagraphFlow(_column(text))
    source.show_beginning(text)  # the first page is drawn before chapters are looked for
    from dataclasses import replace

    from readerapp.documents.document import Document, Run
    from readerapp.text.range_index import RangeIndex

    beginning = text.block(0)
    own_title = _title(beginning)
    title = own_title or source.title
    runs: list[Run] = []
    if own_title:
        start = len(beginning) - len(beginning.lstrip())
        runs.append(Run(start, beginning.index("\n", start), "heading1"))
    plain = Document(text, title, "text", source.names, source.path, styles=RangeIndex(runs))
    if text.size > limits.BOOK:
        return plain
    whole = text.whole()
    if sum(1 for line in whole[:_TIMES_WINDOW].split("\n") if re.match(_STAMP, line)) > 1:
        from readerapp.documents.chat.lines import find_chat
        from readerapp.documents.formats.plain_structure import find_time_codes

        if (chat := find_chat(whole)).milestones:
            return replace(
                plain,
                headings=chat.headings,
                milestones=chat.milestones,
                turns=chat.turns,
                omissions=chat.omissions,
            )
        if milestones := find_time_codes(whole):
            return replace(plain, milestones=milestones)
    maybe_film = "INT." in whole or "EXT." in whole
    if not maybe_film and not re.search(_MAYBE_BOOK, whole, re.IGNORECASE):
        return plain
    from readerapp.documents.formats.plain_structure import find_book, find_scenes

    scenes = find_scenes(whole) if maybe_film else None
    book = scenes if scenes and scenes.headings else find_book(whole)
    return replace(
        plain,
        title=book.title or title,
        author=book.author,
        date=book.date,
        styles=RangeIndex([*_apart_from(runs, book.runs), *book.runs]),
        headings=book.headings,
        milestones=book.milestones,
    )


def _apart_from(runs: Iterable[Run], others: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs that do not overlap with any of `others`."""
    taken = [(other.start, other.end) for other in others]
    for run in runs:
        if not any(start < run.end and run.start < end for start, end in taken):
            yield run


def _column(text: Text) -> int:
    """Return the column of hard line breaks, from samples of the text."""
    count = text.block_count
    numbers = {0, 1, *(count * n // _SAMPLED_BLOCKS for n in range(1, _SAMPLED_BLOCKS))}
    return detect_column("".join(text.block(i) for i in sorted(numbers) if i < count))


def _title(beginning: str) -> str:
    """Return the first line that is not blank if it reads like a title, before a blank line."""
    lines = beginning.lstrip().split("\n", 2)
    if len(lines) < 3 or lines[1].strip():
        return ""
    title = " ".join(lines[0].split())
    fits = 0 < len(title) <= _TITLE_LENGTH and any(sign.isalpha() for sign in title)
    return title if fits and not re.search(_ENDS_SENTENCE, title) else ""
