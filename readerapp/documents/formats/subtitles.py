"""Subtitles, WebVTT and SubRip: cues joined to paragraphs, voices as turns, times as locators.

A cue is a line on a screen, seldom a sentence. The words of one voice are one paragraph until
somebody else speaks, a sentence ends before a pause, or the paragraph grows long. A voice
(``<v Name>``) is written as "Name: " before its words. Cues remain in the order of the file.

Source: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter, OpenStyle
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.text.source import Text

_PAUSE = 2.0
"""Seconds of silence after a sentence that begin a new paragraph."""
_PARAGRAPH_LENGTH = 700
"""Code points after which a paragraph ends with the next sentence."""

_time = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_times = re.compile(rf"^[ \t]*{_time}[ \t]*-->[ \t]*{_time}")
# Possessive, against backtracking when a "<" has no ">".
_markup = re.compile(r"<(/?)([a-zA-Z0-9:]*+)((?:\.[^\s<>]*+)?+)\s*+([^<>]*+)>|\{\\[^{}]*+\}")
_title = re.compile(r"WEBVTT[ \t]+(?:-+[ \t]*)?(\S.*)").match
_inner_time = re.compile(r"<\d+:\d\d[:.]").search
_invisible = re.compile(r"[\u200b\u200e\u200f\ufeff]")
_ends = re.compile(r"[.!?…。！？][\"'”’»)\]]*$").search
_speaker_label = re.compile(
    r"(?:-|>>+|[A-ZÀ-Þ][\w .'’-]{0,40}:\s|\[[A-ZÀ-Þ][\w .'’-]{0,40}\]:?\s)"
).match
_STYLES = {"i": "emphasis", "b": "strong", "s": "strike"}


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that are shown from `start` to `end`, in seconds, as lines with their mark-up."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the start as hours, minutes and seconds, "00:12:03"."""
        seconds = int(self.start)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def open_vtt(source: DocumentInput) -> Document:
    """Open a WebVTT file."""
    written = _read(source)
    title = _title(written)
    return _document(source, "vtt", written, title[1].strip() if title else "")


def open_srt(source: DocumentInput) -> Document:
    """Open a SubRip file."""
    return _document(source, "srt", _read(source), "")


def _read(source: DocumentInput) -> str:
    """Return the text of the file.

    Raises:
        ReaderError: it is too large, or not text.
    """
    if source.raw.size > limits.SUBTITLES:
        raise ReaderError(f"{source.label} is too large for subtitles; open a part of it.")
    return Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()


def _document(source: DocumentInput, kind: str, written: str, title: str) -> Document:
    """Make a document of the cues.

    Raises:
        ReaderError: there are no cues with words.
    """
    cues = list(_cues(written))
    if _inner_time(written):
        cues = list(_without_repeats(cues))
    if not cues:
        raise ReaderError(f"{source.label} has no subtitles with text; open another file.")
    writer = DocumentBuilder()
    turns = _CueWriter(writer)
    for cue in cues:
        turns.add(cue)
    turns.close()
    return writer.document(source, kind, title=title)


def _cues(written: str) -> Iterator[_Cue]:
    """Yield the cues that have words; notes, styles and regions have no times and drop out."""
    times: tuple[float, float] | None = None
    lines: list[str] = []
    for line in (*written.split("\n"), ""):
        match = _times.match(line)
        if match or not line.strip():
            if times and lines:
                yield _Cue(*times, tuple(lines))
            times = (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else None
            lines = []
        elif times:
            lines.append(line)


def _seconds(parts: tuple[str | None, ...]) -> float:
    """Return hours, minutes, seconds and fraction of a time code as seconds."""
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = int(hours[:6]) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000


def _without_repeats(cues: list[_Cue]) -> Iterator[_Cue]:
    """Yield roll-up captions without the lines that each cue repeats from the one before."""
    previous: tuple[str, ...] = ()
    for cue in cues:
        plain = tuple(_markup.sub("", line).strip() for line in cue.lines)
        same = next(
            (n for n in range(min(len(previous), len(plain)), 0, -1) if previous[-n:] == plain[:n]),
            0,
        )
        lines = tuple(line for line in cue.lines[same:] if _markup.sub("", line).strip())
        previous = plain
        if lines:
            yield _Cue(cue.start, cue.end, lines)


class _CueWriter:
    """A writer that joins cues to paragraphs."""

    def __init__(self, writer: DocumentBuilder) -> None:
        self._out = writer
        self._prose = InlineWriter(writer)
        self._began = 0  # the offset of the open paragraph
        self._speaker = ""
        self._end = 0.0
        self._last = ""  # the words written last
        self._label = ""  # of a cue that has no words written yet
        self._styles: list[OpenStyle] = []

    def add(self, cue: _Cue) -> None:
        """Write a cue."""
        if self._prose.open and _ends(self._last):
            long = self._out.at - self._began > _PARAGRAPH_LENGTH
            if long or not -_PAUSE < cue.start - self._end < _PAUSE:
                self._prose.block(BlockShape())
        self._label = cue.label
        if self._speaker and not any("<v" in line for line in cue.lines):
            self._set_speaker("")
        for line in cue.lines:
            if _speaker_label(_markup.sub("", line).lstrip()):
                self._prose.block(BlockShape())
            at = 0
            for tag in _markup.finditer(line):
                self._words(line[at : tag.start()])
                at = tag.end()
                self._tag(tag)
            self._words(line[at:] + " ")
        while self._styles:
            self._prose.end(self._styles.pop())
        self._end = cue.end

    def close(self) -> None:
        """End the last paragraph."""
        self._prose.close()

    def _tag(self, tag: re.Match[str]) -> None:
        """Start or end the voice or the style of a tag."""
        closing, name, _classes, value = tag.groups()
        if name == "v" and not closing:
            self._set_speaker(" ".join(html.unescape(value).split()))
        elif kind := _STYLES.get(name or ""):
            if not closing:
                self._styles.append(self._prose.begin(kind))
            elif self._styles:
                self._prose.end(self._styles.pop())

    def _set_speaker(self, voice: str) -> None:
        """Set the voice of what follows; "" for nobody who is named."""
        if voice != self._speaker:
            self._prose.block(BlockShape())
        self._speaker = voice

    def _words(self, written: str) -> None:
        """Write words, with the voice before the first words of a paragraph."""
        words = _invisible.sub("", html.unescape(written))
        if not words.strip():
            self._prose.words(words)
            return
        opening = not self._prose.open
        if opening and self._speaker:
            words = f"{self._speaker}: {words.lstrip()}"
        self._prose.words(words)
        start = self._out.at - len(" ".join(words.split()))
        if opening:
            self._began = start
        if self._label:
            self._out.milestone(self._label, start)
            self._label = ""
        self._last = words.rstrip()
