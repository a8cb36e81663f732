"""A copy of a Markdown or text file with marks in CriticMarkup: highlights and comments.

Apart from the marks the copy has every character of the file. Where a mark stands is found by
aligning the words of the text with those of the file. Each is tried: the paragraph, parsed with the
mark, must have the same words as without it, and the mark must be on its passage. A mark that
cannot stand at its words (in code, across mark-up, within another mark) becomes a comment that
quotes them: after its last word, after its paragraph, or at the end of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from readerapp.core.errors import ReaderError, shorten
from readerapp.documents.detection import is_markdown
from readerapp.documents.document import Document
from readerapp.documents.file_marks import (
    FileCopy,
    FileMark,
    FileReply,
    changed_error,
    join_facts,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.critic_marks import names_author, write_comment
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.encoding import detect_encoding
from readerapp.text.phrases import count_noun
from readerapp.text.sequence_matching import match_sequences

_LONGEST_PASSAGE = 300
"""Code points of a passage that is quoted in its comment."""
_LONGEST_BLOCK = 100_000
"""Code points of a paragraph that is parsed with each of its marks; longer ones are no prose."""
_word = re.compile(r"\w+")
_blank_lines = re.compile(r"\n(?:[ \t>]*\n)+")
_OPENING, _CLOSING = "*_~`[!“‘\"'(", "*_~`"
_link_end = re.compile(
    r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"]*\")?\)|\]\[[^\]]*\]"
).match


@dataclass(frozen=True, slots=True)
class _Insertion:
    """Text to put into the file before the code point `at`; of several at one place, in order."""

    at: int
    text: str


@dataclass
class _Block:
    """A paragraph of the file, with the marks that are in it so far.

    Attributes:
        start: its first code point.
        end: the code point after its last one.
        words: what a reader sees of it; None until it is parsed.
        insertions: the marks, in order of their places.
        marks: how many highlights of ours are in it.
        after: comments for the paragraph after it.
    """

    start: int
    end: int
    words: str | None = None
    insertions: list[_Insertion] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def copy_with_critic_marks(
    source: DocumentInput, marks: Sequence[FileMark], text: str, _target: str
) -> FileCopy:
    """Return a copy of a Markdown or text file with marks.

    Args:
        source: the file of the document.
        marks: the marks.
        text: the text of the document, which their offsets count in.

    Raises:
        ReaderError: the file has changed since it was opened, or is not valid in its encoding.
    """
    data = source.raw.read(0, source.raw.size)
    encoding = source.encoding or detect_encoding(source.raw) or "utf-8"
    try:
        raw = data.decode(encoding)
        is_exact = raw.encode(encoding) == data
    except (UnicodeError, LookupError):
        is_exact, raw = False, ""
    if not is_exact:
        raise ReaderError(
            f"{source.label} has bytes that are not {encoding}; save it as UTF-8 first."
        )
    document = _parse(source, data)
    if document.text.whole() != text:
        raise changed_error(source.label)
    written = _Writer(raw, document, source).write(marks)
    if document.format != "text":
        after = _parse(source, written.text.encode(encoding, "xmlcharrefreplace"))
        if _folded(after.text.whole()) != _folded(text):  # a mark changed what is around it
            written = _Writer(raw, document, source).write(marks, at_end=True)
    problem = "in comments that quote the words, which cannot be marked where they are"
    problems = [f"{count_noun(written.apart, 'annotation')} {problem}"] if written.apart else []
    return FileCopy(written.text.encode(encoding, "xmlcharrefreplace"), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Written:
    """The text of a copy, and how many marks stand apart from their words."""

    text: str
    apart: int


class _Writer:
    """Puts marks into the text of a file.

    Offsets in the file are those of `raw`, with its own line ends.
    """

    def __init__(self, raw: str, document: Document, source: DocumentInput) -> None:
        self._raw, self._source = raw, source
        self._text = document.text.whole()
        self._is_plain = document.format == "text"
        self._map = _WordMap(self._text, raw)
        self._embedded = document.embedded
        breaks = [0, *(match.end() for match in _blank_lines.finditer(raw)), len(raw)]
        self._blocks = [_Block(start, end) for start, end in pairwise(breaks) if end > start]
        self._starts = [block.start for block in self._blocks]
        self._end: list[str] = []
        self._apart = 0
        self._has_authors = False

    def write(self, marks: Sequence[FileMark], *, at_end: bool = False) -> _Written:
        """Return the file with marks; `at_end` puts all of them at its end."""
        new = [mark for mark in marks if mark.embedded is None or _new_replies(mark)]
        authors = {mark.author for mark in new}
        authors |= {reply.author for mark in new for reply in mark.replies}
        new = [mark for mark in new if mark.words or mark.note or mark.replies]
        # A note to a colleague, "@Bo: please check", would be taken for one by that person.
        notes = [mark.note for mark in new]
        notes += [reply.note for mark in new for reply in mark.replies]
        self._has_authors = len(authors) > 1 or any(map(names_author, notes))
        for mark in sorted(new, key=lambda one: (one.start, -one.end)):
            if at_end or mark.start < 0 or not self._place(mark):
                self._put_apart(mark, at_end=at_end)
        pieces, at = [], 0
        for block in self._blocks:
            for insertion in block.insertions:
                pieces += [self._raw[at : insertion.at], insertion.text]
                at = insertion.at
            if block.after:
                end = block.start + len(self._raw[block.start : block.end].rstrip())
                newline = _newline(self._raw)
                pieces += [self._raw[at:end], *(newline * 2 + one for one in block.after)]
                at = end
        pieces.append(self._raw[at:])
        text = "".join(pieces)
        if self._end:
            newline = _newline(self._raw)
            text = text.rstrip("\r\n") + "".join(newline * 2 + one for one in self._end) + newline
        return _Written(text, self._apart)

    def _comments(self, mark: FileMark, passage: str = "") -> str:
        """Return the comments of a mark and of its replies."""
        quoted = shorten(passage, _LONGEST_PASSAGE)
        facts, note = join_facts(mark.facts(quoted)), mark.note
        own = mark.embedded is None
        said = [self._comment(note, mark, facts)] if own and (note or facts) else []
        replies = mark.replies if own else _new_replies(mark)
        return "".join([*said, *(self._comment(one.note, one) for one in replies)])

    def _comment(self, note: str, by: FileMark | FileReply, facts: str = "") -> str:
        return write_comment(note, by.author if self._has_authors else "", facts)

    def _put_apart(self, mark: FileMark, *, at_end: bool) -> None:
        """Put a mark into a comment of its own, after its paragraph or at the end of the file."""
        comments = self._comments(mark, mark.words)
        self._apart += bool(mark.words)
        place = self._map.nearest(max(mark.start, mark.end - 1)) if mark.start >= 0 else None
        if at_end or place is None:
            self._end.append(comments)
            return
        block = self._block_at(place)
        word = _word.match(self._raw, place)
        end = word.end() if word else place
        if not self._accepts(block, [_Insertion(end, comments)], None):
            block.after.append(comments)

    def _block_at(self, place: int) -> _Block:
        return self._blocks[bisect_right(self._starts, place) - 1]

    def _place(self, mark: FileMark) -> bool:
        """Put a mark at its words; return False if it cannot stand there."""
        if mark.embedded is not None:
            return self._place_replies(mark)
        ranges = []
        for start, end in _lines_of(self._text, mark.start, mark.end):
            found = self._map.range(start, end)
            if found is None:
                return False
            ranges.append((found, self._text[start:end]))
        if not ranges:
            return False
        before = {id(block): [*block.insertions] for block in self._touched(ranges)}
        spans = {id(block): [*block.ranges] for block in self._touched(ranges)}
        for number, ((start, end), words) in enumerate(ranges):
            tail = self._comments(mark) if number == len(ranges) - 1 else ""
            if not self._try(start, end, words, tail):
                for block in self._touched(ranges):
                    block.insertions, block.ranges = before[id(block)], spans[id(block)]
                return False
        return True

    def _touched(self, ranges: Sequence[tuple[tuple[int, int], str]]) -> list[_Block]:
        return [self._block_at(start) for (start, _), _ in ranges]

    def _place_replies(self, mark: FileMark) -> bool:
        """Put new replies after the comments of a mark that the file has."""
        found = self._map.range(mark.start, mark.end)
        if found is None:
            return False
        at = found[1]
        while tail := re.compile(r"[*_~`]*(?:==\}|\{>>.*?<<\})", re.DOTALL).match(self._raw, at):
            at = tail.end()
        block = self._block_at(found[0])
        insertion = _Insertion(at, self._comments(mark))
        return self._accepts(block, [insertion], None)

    def _try(self, start: int, end: int, words: str, tail: str) -> bool:
        """Put a highlight on a range of the file, wider if mark-up is at its ends."""
        block = self._block_at(start)
        if end > block.end or (block.end - block.start > _LONGEST_BLOCK and not self._is_plain):
            return False
        if any(start < last and first < end for first, last in block.ranges):
            return False
        for first, last in self._candidates(start, end, block):
            pieces = [_Insertion(first, "{=="), _Insertion(last, "==}" + tail)]
            if self._accepts(block, pieces, words):
                block.ranges.append((first, last))
                return True
        return False

    def _candidates(self, start: int, end: int, block: _Block) -> Iterator[tuple[int, int]]:
        """Yield ranges of the file that may be the passage with the mark-up around it."""
        raw, first, last = self._raw, start, end
        yield start, end
        while first > block.start and raw[first - 1] in _OPENING:
            first -= 1
        while last < block.end and raw[last] in _CLOSING:
            last += 1
        if link := _link_end(raw, last, block.end):
            last = link.end()
            while last < block.end and raw[last] in _CLOSING:
                last += 1
        yield from dict.fromkeys(((first, last), (first, end), (start, last)))

    def _accepts(self, block: _Block, pieces: list[_Insertion], words: str | None) -> bool:
        """Add marks to a block if its words stay the same; return whether they do."""
        if self._is_plain:
            block.insertions = _merged(block.insertions, pieces)
            return True
        if block.words is None:
            block.words = _folded(self._read(block, []).text.whole())
        insertions = _merged(block.insertions, pieces)
        read = self._read(block, insertions)
        if _folded(read.text.whole()) != block.words:
            return False
        highlighted = (read.text.slice(one.start, one.end) for one in read.embedded)
        if words is not None and _folded(words) not in map(_folded, highlighted):
            return False
        block.insertions = insertions
        return True

    def _read(self, block: _Block, insertions: Sequence[_Insertion]) -> Document:
        """Parse a block by itself, with marks."""
        pieces, at = [], block.start
        for one in insertions:
            pieces += [self._raw[at : one.at], one.text]
            at = one.at
        whole = "".join([*pieces, self._raw[at : block.end]])
        indent = len(whole) - len(whole.lstrip(" "))
        if indent >= 4:  # the text of a list item; by itself it would be code
            whole = "\n".join(line.removeprefix(" " * indent) for line in whole.split("\n"))
        return _parse(self._source, whole.encode("utf-8", "replace"), "utf-8")


class _WordMap:
    """The places of the words of a text in the file that it was made of."""

    def __init__(self, text: str, raw: str) -> None:
        self._text, self._raw = text, raw
        here = [(one.start(), one.group()) for one in _word.finditer(text)]
        there = [(one.start(), one.group()) for one in _word.finditer(raw)]
        self._starts = [start for start, _ in here]
        self._lengths = [len(word) for _, word in here]
        self._places: dict[int, int] = {}
        blocks = match_sequences([word for _, word in here], [word for _, word in there])
        for block in blocks:
            for step in range(block.length):
                self._places[block.old + step] = there[block.new + step][0]

    def range(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range in the file of a range of the text that has words; None if unknown."""
        first = bisect_right(self._starts, start) - 1
        if first < 0 or self._starts[first] + self._lengths[first] <= start:
            first += 1
        last = bisect_left(self._starts, end) - 1
        if first > last or first not in self._places or last not in self._places:
            return None
        begin = self._places[first] + max(0, start - self._starts[first])
        finish = self._places[last] + min(self._lengths[last], end - self._starts[last])
        before = self._text[start : max(start, self._starts[first])].rstrip()
        after = self._text[self._starts[last] + self._lengths[last] : end]
        if before and self._raw[:begin].endswith(before.lstrip()):
            begin -= len(before.lstrip())
        if after.strip() and self._raw.startswith(after.rstrip(), finish):
            finish += len(after.rstrip())
        return (begin, finish) if begin < finish else None

    def nearest(self, offset: int) -> int | None:
        """Return the place in the file of the last word at or before an offset that is known."""
        number = bisect_right(self._starts, offset) - 1
        known = (self._places[one] for one in range(number, -1, -1) if one in self._places)
        return next(known, None)


def _new_replies(mark: FileMark) -> list[FileReply]:
    return [reply for reply in mark.replies if reply.embedded is None]


def _lines_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a range in each paragraph, without those that have no word."""
    parts, at = [], start
    for piece in text[start:end].split("\n"):
        if _word.search(piece):
            lead = len(piece) - len(piece.lstrip())
            parts.append((at + lead, at + len(piece.rstrip())))
        at += len(piece) + 1
    return parts


def _merged(first: Sequence[_Insertion], second: Sequence[_Insertion]) -> list[_Insertion]:
    """Return the insertions in order; at one place a highlight ends before the next begins."""
    return sorted([*first, *second], key=lambda one: (one.at, one.text.startswith("{==")))


def _parse(source: DocumentInput, data: bytes, encoding: str | None = None) -> Document:
    """Open bytes as the file that they are a copy of."""
    from readerapp.documents.formats.markdown import open_markdown
    from readerapp.documents.formats.plain import open_plain

    part = source._replace(raw=MemoryBytes(data), encoding=encoding or source.encoding)
    return open_markdown(part) if is_markdown(source) else open_plain(part)


def _newline(raw: str) -> str:
    return "\r\n" if "\r\n" in raw else "\n"


def _folded(words: str) -> str:
    """Return words with single spaces: a mark may move the wrap of a line."""
    return " ".join(words.split())
