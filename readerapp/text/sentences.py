"""Sentences: where one ends, and motions between them.

A stop ends a sentence unless it belongs to an abbreviation or an initial, or the next word goes
on in lower case; closing quotation marks and brackets after it belong to it. In the manner of
UAX #29 with the exceptions that its section 5 leaves to the language.
"""

from __future__ import annotations

import re
from itertools import pairwise

from readerapp.text import paragraphs
from readerapp.text.source import Text

_WINDOW = 4096
"""Code points looked at on each side."""

_CLOSING = "\"'”’»›)\\]}」』）】〉》*_"
_stops = re.compile(
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
"""Abbreviations that often end a sentence: what follows them in upper case begins another."""


def sentence_breaks(paragraph: str) -> list[int]:
    """Where a new sentence begins in `paragraph`, its own start excluded; in order."""
    breaks = []
    for stop in _stops(paragraph):
        end = stop.end()
        if end >= len(paragraph):
            break
        if stop["cjk"] or not _goes_on(paragraph, stop.start(), stop["sign"], end):
            breaks.append(end)
    return breaks


def _goes_on(paragraph: str, stop: int, sign: str, end: int) -> bool:
    """Whether the sentence goes on although there is a stop before `end`."""
    after = _next_sign(paragraph, end)
    following = after.group(1) if after else ""
    if following.islower():
        return True
    if sign != "." or paragraph[stop + 1 : stop + 2] == ".":
        return False
    found = _last_word(paragraph, max(0, stop - 40), stop)
    word = found.group() if found else ""
    bare = word.replace(".", "").lower()
    if f" {bare} " in _BEFORE_NUMBER and following.isdigit():
        return True
    if len(word) == 1 and word.isupper() and word != "I":
        return True  # an initial
    if f" {bare} " in _ABBREVIATIONS:
        return f" {bare} " not in _ENDING or following.isdigit()
    return (
        "." in word and len(bare) <= 3 and bare.isalpha() and _goes_with(paragraph[end : end + 40])
    )


_starts_sentence = re.compile(
    r"[\"'“‘(\[]*(?:The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|But|And|In|On|At|As|"
    r"If|When|While|After|Before|His|Her|Its|Their|Our|My|Then|So|Yet|What|Who|Why|How|No|Not|For)\b"
).match


def _goes_with(following: str) -> bool:
    """Whether what follows "U.S." or "a.m." may belong to the same sentence."""
    return _starts_sentence(following) is None


def sentence_at(text: Text, offset: int) -> tuple[int, int] | None:
    """Start and end of the sentence that holds `offset`, without the white space around it.

    White space behind a sentence belongs to it. None on a blank line.
    """
    sentences = _sentences(text, offset)
    for i, (start, end) in enumerate(sentences):
        following = sentences[i + 1][0] if i + 1 < len(sentences) else offset + 1
        if following > offset:
            return start, end
    return None


def _sentences(text: Text, offset: int) -> list[tuple[int, int]]:
    """The sentences of the paragraph at `offset`, of a long one those in the window."""
    start, words = _around(text, offset)
    found = []
    for begin, end in pairwise([0, *sentence_breaks(words), len(words)]):
        sentence = words[begin:end].strip()
        if sentence:
            begin = words.index(sentence[0], begin)
            found.append((start + begin, start + begin + len(sentence)))
    return found


def _around(text: Text, offset: int) -> tuple[int, str]:
    """The paragraph at `offset`, or of a long one what lies within the window."""
    start, end = paragraphs.paragraph_at(text, offset)
    near = max(start, offset - _WINDOW)
    words = text.slice(near, min(end, offset + _WINDOW))
    if near > start:  # the window begins inside a sentence: drop what is cut at a word
        begin = words.find(" ", 0, 200) + 1
        near, words = near + begin, words[begin:]
    return near, words


def next_sentence(text: Text, offset: int) -> int:
    """The start of the next sentence, in the next paragraph if need be."""
    for start, _ in _sentences(text, offset):
        if start > offset:
            return start
    return _first(text, paragraphs.next_paragraph(text, offset))


def _first(text: Text, paragraph: int) -> int:
    sentences = _sentences(text, paragraph)
    return max(paragraph, sentences[0][0]) if sentences else paragraph


def previous_sentence(text: Text, offset: int) -> int:
    """The start of this sentence, or of the one before if `offset` is there already."""
    before = [start for start, _ in _sentences(text, offset) if start < offset]
    if before:
        return before[-1]
    begin = paragraphs.previous_paragraph(text, paragraphs.paragraph_at(text, offset)[0])
    end = paragraphs.paragraph_at(text, begin)[1]
    before = [start for start, _ in _sentences(text, end) if start < offset]
    return before[-1] if before else begin
