"""Motions of the caret and text objects: cluster, word, sentence and paragraph around an offset.

All functions take and return offsets in code points and look at a bounded window of the text.
A motion that finds nothing in its window goes to the end of the window, so repeating it always
makes progress. At either end of the text it stays there.

A paragraph ends at a newline that `ParagraphFlow` does not treat as soft.

A full stop ends a sentence unless it belongs to an abbreviation or an initial, or the next word
starts in lower case. Closing quotation marks and brackets after the stop belong to the sentence.
The rules follow UAX #29, with the exceptions that its section 5 leaves to the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from readerapp.text import graphemes, sanitize
from readerapp.text.source import Text

_BLOCKS = 64
"""Maximum number of blocks searched for the ends of a paragraph, or for one that is not blank."""


def paragraph_at(text: Text, offset: int) -> tuple[int, int]:
    """Return the paragraph that holds `offset`.

    A paragraph that is split across blocks is found whole if it lies in the 64 blocks around.

    Returns:
        Half-open range in code points without the final newline; empty on a blank line.
    """
    i = last = text.block_at(offset)
    base = text.block_start(i)
    start, end = _paragraph_in_block(text, i, offset - base)
    start, end = base + start, base + end
    for _ in range(_BLOCKS):
        if start > text.block_start(i) or not text.begins_in_line(i):
            break
        i -= 1
        start = text.block_start(i) + _paragraph_in_block(text, i, len(text.block(i)) - 1)[0]
    for _ in range(_BLOCKS):
        block = text.block(last)
        if end < text.block_start(last) + len(block) or block.endswith("\n"):
            break
        if (last := last + 1) >= text.block_count:
            break
        end = text.block_start(last) + _paragraph_in_block(text, last, 0)[1]
    return start, end - (text.slice(end - 1, end) == "\n" and end > start)


def _paragraph_in_block(text: Text, i: int, inner: int) -> tuple[int, int]:
    paragraphs = text.flow.paragraphs(text.block(i))
    for start, end in paragraphs:
        if end > inner:
            return start, end
    return paragraphs[-1] if paragraphs else (0, 0)


def next_paragraph(text: Text, offset: int) -> int:
    """Return the start of the next paragraph that is not blank, else the end of the text."""
    at = offset
    first = last = text.block_at(offset)
    while last < min(first + _BLOCKS, text.block_count):
        at = _after(text, paragraph_at(text, at)[1])
        begin, end = paragraph_at(text, at)
        if text.slice(begin, end).strip() or at <= offset:
            return at
        last = text.block_at(at)
        if not text.slice(at, at + 1):
            break
    return at


def _after(text: Text, end: int) -> int:
    return end + 1 if text.slice(end, end + 1) == "\n" else end


def previous_paragraph(text: Text, offset: int) -> int:
    """Return the start of this paragraph, or of the previous one that is not blank."""
    first = text.block_at(offset)
    at = offset
    while at > 0 and text.block_at(at) > first - _BLOCKS:
        begin, end = paragraph_at(text, at)
        if begin < offset and text.slice(begin, end).strip():
            return begin
        at = begin - 1 if begin == at or not text.slice(begin, end).strip() else begin
    return max(0, at)


_WINDOW = 4096
"""Code points examined on each side of the offset."""

_CLOSING = "\"'”’»›)\\]}」』）】〉》*_"
_find_stops = re.compile(
    rf"(?P<cjk>[。！？｡][」』”’）】〉》]*)|(?P<sign>[.!?…‽؟।॥])[.!?…]*[{_CLOSING}]*(?P<space>\s+)"
).finditer
_last_word = re.compile(r"[^\s(\[{\"“‘'«—–]*\Z").search
_next_sign = re.compile(r"[\"'“‘«(\[{*_¿¡—–-]*\s*(.)").match
_ABBREVIATIONS = (
    " adm approx apr art assn assoc asst aug ave bldg blvd bros brig capt cf ch chap cmdr co col "
    "comdr corp cpl dec dept dist div dr ed eds eg esp esq est etc ex feb fig figs fr fri gen gov "
    "hon ie inc insp jan jr jul jun lt ltd maj mar mgr mlle mme mon mr mrs ms msgr mt nov oct op "
    "ph pl pp pres prof prop pt pvt rd rep rev rt sat sec sen sep sept sgt sr st sun supt thu "
    "thurs tue tues univ viz vol vols vs wed bzw ca dgl evtl hr nr usw vgl "
)
_BEFORE_NUMBER = " no nos art p pp par sec vol fig "
_ENDING = " etc co inc ltd corp jr sr esq usw "
"""Abbreviations that often end a sentence: an upper-case word after them starts a new one."""


def sentence_breaks(paragraph: str) -> list[int]:
    """Return the indices in `paragraph` at which a new sentence begins, in order, without 0.

    >>> sentence_breaks("Dr. Grey left. He was late.")
    [15]
    """
    breaks = []
    for stop in _find_stops(paragraph):
        end = stop.end()
        if end >= len(paragraph):
            break
        if stop["cjk"] or not _continues_sentence(paragraph, stop.start(), stop["sign"], end):
            breaks.append(end)
    return breaks


def _continues_sentence(paragraph: str, stop: int, sign: str, end: int) -> bool:
    """Return whether the sentence continues after the stop.

    Args:
        paragraph: The text of the paragraph.
        stop: The index of the stop.
        sign: The first punctuation mark of the stop.
        end: The index after the stop and the white space behind it.
    """
    after = _next_sign(paragraph, end)
    following = after.group(1) if after else ""
    if following.islower():
        return True
    if sign != "." or paragraph[stop + 1 : stop + 2] == ".":
        return False
    match = _last_word(paragraph, max(0, stop - 40), stop)
    word = match.group() if match else ""
    bare = word.replace(".", "").lower()
    if f" {bare} " in _BEFORE_NUMBER and following.isdigit():
        return True
    if len(word) == 1 and word.isupper() and word != "I":
        return True  # an initial
    if f" {bare} " in _ABBREVIATIONS:
        return f" {bare} " not in _ENDING or following.isdigit()
    return (
        "." in word
        and len(bare) <= 3
        and bare.isalpha()
        and _may_continue(paragraph[end : end + 40])
    )


_starts_sentence = re.compile(
    r"[\"'“‘(\[]*(?:The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|But|And|In|On|At|As|"
    r"If|When|While|After|Before|His|Her|Its|Their|Our|My|Then|So|Yet|What|Who|Why|How|No|Not|For)\b"
).match


def _may_continue(following: str) -> bool:
    """Return whether the text after "U.S." or "a.m." may belong to the same sentence."""
    return _starts_sentence(following) is None


def sentence_at(text: Text, offset: int) -> tuple[int, int] | None:
    """Return the sentence that holds `offset`, without the white space around it.

    White space after a sentence belongs to that sentence.

    Returns:
        Half-open range in code points, or None on a blank line.
    """
    sentences = _sentences(text, offset)
    for i, (start, end) in enumerate(sentences):
        following = sentences[i + 1][0] if i + 1 < len(sentences) else offset + 1
        if following > offset:
            return start, end
    return None


def _sentences(text: Text, offset: int) -> list[tuple[int, int]]:
    """Return the sentences of the paragraph at `offset`; of a long one, those in the window."""
    start, words = _paragraph_window(text, offset)
    sentences = []
    for begin, end in pairwise([0, *sentence_breaks(words), len(words)]):
        sentence = words[begin:end].strip()
        if sentence:
            begin = words.index(sentence[0], begin)
            sentences.append((start + begin, start + begin + len(sentence)))
    return sentences


def _paragraph_window(text: Text, offset: int) -> tuple[int, str]:
    """Return the start and the text of the paragraph at `offset`, clipped to the window."""
    start, end = paragraph_at(text, offset)
    near = max(start, offset - _WINDOW)
    words = text.slice(near, min(end, offset + _WINDOW))
    if near > start:  # the window begins inside a sentence: drop the cut word
        begin = words.find(" ", 0, 200) + 1
        near, words = near + begin, words[begin:]
    return near, words


def next_sentence(text: Text, offset: int) -> int:
    """Return the start of the next sentence, which may be in the next paragraph."""
    for start, _ in _sentences(text, offset):
        if start > offset:
            return start
    return _first_sentence(text, next_paragraph(text, offset))


def _first_sentence(text: Text, paragraph: int) -> int:
    sentences = _sentences(text, paragraph)
    return max(paragraph, sentences[0][0]) if sentences else paragraph


def previous_sentence(text: Text, offset: int) -> int:
    """Return the start of this sentence, or of the previous one if `offset` is already there."""
    before = [start for start, _ in _sentences(text, offset) if start < offset]
    if before:
        return before[-1]
    begin = previous_paragraph(text, paragraph_at(text, offset)[0])
    end = paragraph_at(text, begin)[1]
    before = [start for start, _ in _sentences(text, end) if start < offset]
    return before[-1] if before else begin


__all__ = [
    "cluster_at",
    "next_cluster",
    "next_paragraph",
    "next_sentence",
    "next_word",
    "paragraph_at",
    "previous_cluster",
    "previous_paragraph",
    "previous_sentence",
    "previous_word",
    "sentence_at",
    "word_at",
    "word_end",
]

_CLUSTER_WINDOW = 64
"""Code points examined on each side for a cluster; a longer cluster may be cut."""
_WORD_WINDOW = 4096
"""Code points examined on each side for a word."""

# A word is letters, digits and their combining marks. Scripts without spaces are split by kind
# of letter (Han, Hiragana, Katakana).
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u10ff\u200c\u200d\u3099\u309a"
)
_HAN, _HIRAGANA, _KATAKANA = (
    "\u3400-\u4dbf\u4e00-\u9fff々\U00020000-\U0003ffff",
    "\u3041-\u309f",
    "\u30a1-\u30fa\u30fc-\u30ff",
)
_LETTER = rf"[^\W{_HAN}{_HIRAGANA}{_KATAKANA}]"
_WORD_PART = rf"(?:{_LETTER}|[{_MARKS}])"


def _words(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    return _word_pattern().finditer(text, start)


@cache
def _word_pattern() -> re.Pattern[str]:
    """Return the pattern of one word; compiling it at the first use takes 5 ms."""
    tail = rf"{_LETTER}{_WORD_PART}*(?:(?:['’.·]|(?<=\d),){_WORD_PART}+)*"
    return re.compile(rf"[{_HAN}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+|{tail}")


def cluster_at(text: Text, offset: int) -> tuple[int, int]:
    """Return the half-open range of the cluster at `offset`; empty at the end of the text."""
    start = max(0, offset - _CLUSTER_WINDOW)
    window = text.slice(start, offset + _CLUSTER_WINDOW)
    index = offset - start
    if graphemes.is_narrow(window[max(0, index - 1) : index + 2]) and len(window) > index + 1:
        return offset, offset + 1
    sanitized = sanitize.sanitize(window, lines=True)
    begin = graphemes.safe_cluster_start(sanitized, min(index, len(sanitized)))
    for first, last, _ in graphemes.clusters(sanitized[begin:]):
        if begin + last > index:
            return start + begin + first, start + begin + last
    return start + len(window), start + len(window)


def next_cluster(text: Text, offset: int) -> int:
    """Return the end of the cluster that holds `offset`."""
    return cluster_at(text, max(0, offset))[1]


def previous_cluster(text: Text, offset: int) -> int:
    """Return the start of the cluster before `offset`."""
    return cluster_at(text, offset - 1)[0] if offset > 0 else 0


def word_at(text: Text, offset: int) -> tuple[int, int] | None:
    """Return the half-open range of the word at `offset`; None on white space and punctuation."""
    start = max(0, offset - _WORD_WINDOW)
    for word in _words(text.slice(start, offset + _WORD_WINDOW), _spaced(text, start, offset)):
        if start + word.end() > offset:
            found = start + word.start(), start + word.end()
            return found if found[0] <= offset else None
    return None


def _spaced(text: Text, start: int, offset: int) -> int:
    """Return the index, counted from `start`, of the last space or newline before `offset`.

    No word crosses it. 0 if there is none.
    """
    before = text.slice(start, offset)
    return max(before.rfind(" "), before.rfind("\n"), 0)


def next_word(text: Text, offset: int) -> int:
    """Return the start of the next word."""
    window = text.slice(offset, offset + _WORD_WINDOW)
    here = word_at(text, offset)
    begin = here[1] - offset if here else 0
    word = next(_words(window, min(begin, len(window))), None)
    return offset + (word.start() if word else len(window))


def word_end(text: Text, offset: int) -> int:
    """Return the start of this word's last cluster, or of the next word's if `offset` is there."""
    here = word_at(text, offset)
    if here and (last := previous_cluster(text, here[1])) > offset:
        return last
    begin = here[1] if here else offset
    window = text.slice(begin, begin + _WORD_WINDOW)
    word = next(_words(window), None)
    return previous_cluster(text, begin + (word.end() if word else len(window)))


def previous_word(text: Text, offset: int) -> int:
    """Return the start of this word, or of the previous one if `offset` is already there."""
    start = max(0, offset - _WORD_WINDOW)
    window = text.slice(start, offset)
    words = [word.start() for word in _words(window)]
    if not words:
        return start
    here = word_at(text, start + words[-1])  # its start may lie before the window
    return here[0] if here else start + words[-1]
