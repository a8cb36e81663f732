"""Cues: words with the times at which they are spoken, joined to a document of turns.

Subtitles and transcripts of recordings share this. A cue is a line on a screen, seldom a sentence.
The words of one voice are one paragraph until somebody else speaks, a sentence ends before a
pause, or the paragraph grows long. A voice is written as "Name: " before its words. Each cue is
cited by the time at which it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter, OpenStyle
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.text.source import Text
from readerapp.text.turns import Turn

_PAUSE = 2.0
"""Seconds of silence after a sentence that begin a new paragraph."""
_PARAGRAPH_LENGTH = 700
"""Code points after which a paragraph ends with the next sentence."""
_ROLL_UP_SECONDS = 0.4
"""Most seconds between a line of roll-up captions and the cue that shows it again."""
_ROLL_UP_SHARE = 0.5
"""Share of the cues that repeat the cue before, from which on captions roll up. In roll-up captions
it is all of them; people who are talking seldom repeat a whole line."""
_ROLL_UP_LINES_SHARE = 0.25
"""Share of the cues that repeat lines and add one, from which on captions roll up: a chorus that
is sung again and again adds none. In roll-up captions it is two of five at least."""
_ROLL_UP_CUES = 4
"""Fewest cues by which roll-up captions are recognised."""

ends_sentence = re.compile(r"[.!?…。！？][\"'”’»)\]]*$").search
"""Match words that end a sentence, quotation marks and brackets behind it included."""
_speaker_label = re.compile(
    r"(?:-|>>+|[A-ZÀ-Þ][\w .'’-]{0,40}:\s|\[[A-ZÀ-Þ][\w .'’-]{0,40}\]:?\s)"
).match

_name_label = re.compile(
    r"(?:-|>>+)?\s*(?:[A-ZÀ-Þ][\w .'’-]{0,40}:\s|\[[A-ZÀ-Þ][\w .'’-]{0,40}\]:?\s)"
).match

_is_name = re.compile(
    r"[A-ZÀ-Þ][\w.’'-]*(?:[ ,]{1,2}[A-ZÀ-Þ][\w.’'-]*){0,4}(?: \([^()]{1,40}\))?\Z"
).match
"""Match a name, as above the words of a cue."""
_CUES_OF_NAMES = 4
"""Fewest cues in which a name above the words is looked for."""


class CuePart(NamedTuple):
    """Words of one voice in one style; a named tuple, as a day of talk has a hundred thousand.

    Attributes:
        words: the words as they are shown, with their spaces.
        voice: who speaks; empty if the file does not say.
        styles: the kinds of `Run` that the words have.
    """

    words: str
    voice: str = ""
    styles: tuple[str, ...] = ()


CueLine = tuple[CuePart, ...]
"""A line of a cue."""


class Cue(NamedTuple):
    """Lines that are shown from `start` to `end`, in seconds.

    A cue whose times cannot be read has no `start` and is cited by the cue before.
    """

    start: float | None
    end: float
    lines: tuple[CueLine, ...]

    @property
    def label(self) -> str:
        """Return the start as hours, minutes and seconds, "00:12:03"; empty without a start."""
        return "" if self.start is None else format_time(self.start)


def format_time(time: float) -> str:
    """Return a time in seconds as it is cited: hours, minutes and seconds, "00:12:03"."""
    seconds = int(time)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def make_cue(start: float | None, end: float | None, words: str, voice: str = "") -> Cue:
    """Return a cue of words without mark-up; its end is its start if there is none."""
    last = end if end is not None else start or 0.0
    return Cue(start, last, tuple((CuePart(line, voice),) for line in words.split("\n")))


def join_line(line: CueLine) -> str:
    """Return the words of a line."""
    return line[0].words if len(line) == 1 else "".join(part.words for part in line)


def check_size(source: DocumentInput) -> None:
    """Check the size of a file with cues.

    Raises:
        ReaderError: it is larger than `limits.SUBTITLES`.
    """
    if source.raw.size > limits.SUBTITLES:
        raise ReaderError(f"{source.label} is too large for subtitles; open a part of it.")


def read_cue_file(source: DocumentInput) -> str:
    """Return the text of a file with cues.

    Raises:
        ReaderError: it is larger than `limits.SUBTITLES`, or not text.
    """
    check_size(source)
    return Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()


def make_cue_document(
    source: DocumentInput,
    kind: str,
    cues: Iterable[Cue],
    *,
    title: str = "",
    author: str = "",
    verse: bool = False,
) -> Document:
    """Make a document of the format `kind` of cues, in their order.

    Args:
        source: the input that the cues were read from.
        kind: the name of the format.
        cues: the cues.
        title: the title; empty if the file does not say.
        author: the author; empty if the file does not say.
        verse: each cue is a line of its own.

    Raises:
        ReaderError: there are no cues with words.
    """
    spoken = [cue for cue in cues if any(join_line(line).strip() for line in cue.lines)]
    if not spoken:
        raise ReaderError(f"{source.label} has no subtitles with text; open another file.")
    writer = DocumentBuilder()
    turns = _CueWriter(writer, verse)
    for cue in _read_names_above(spoken):
        turns.add(cue)
    turns.close()
    return writer.document(source, kind, title=title, author=author)


def _read_names_above(cues: Sequence[Cue]) -> Sequence[Cue]:
    """Return the cues with the name on the first line of each as its voice, as Teams writes them.

    The cues are returned as they are if a first line is no name, or if the names do not come again:
    then it is what somebody says.
    """
    names = [join_line(cue.lines[0]).strip() for cue in cues]
    if len(names) < _CUES_OF_NAMES or 2 * len(set(names)) > len(names):
        return cues
    if not all(len(cue.lines) > 1 and not cue.lines[0][0].voice for cue in cues):
        return cues
    if not all(map(_is_name, names)):
        return cues
    return [
        cue._replace(
            lines=tuple(tuple(part._replace(voice=name) for part in line) for line in cue.lines[1:])
        )
        for cue, name in zip(cues, names, strict=True)
    ]


def is_roll_up(cues: Sequence[Cue]) -> bool:
    """Return whether most cues begin with the last lines of the cue before, without a pause."""
    repeats = grown = 0
    lines: tuple[str, ...] = ()
    for previous, cue in pairwise((Cue(None, 0.0, ()), *cues)):
        before, lines = lines, _list_lines(cue)
        if cue.start is None or abs(cue.start - previous.end) > _ROLL_UP_SECONDS:
            continue
        count = _count_repeats(before, lines)
        repeats += count > 0
        grown += 0 < count < len(lines)
    return (
        len(cues) >= _ROLL_UP_CUES
        and repeats >= _ROLL_UP_SHARE * (len(cues) - 1)
        and grown >= _ROLL_UP_LINES_SHARE * (len(cues) - 1)
    )


def remove_repeats(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield roll-up captions without the lines that each cue repeats from the one before.

    A cue without another line, after a pause, is somebody who says it again.
    """
    previous: tuple[str, ...] = ()
    end = 0.0
    for cue in cues:
        plain = _list_lines(cue)
        lines = [line for line in cue.lines if join_line(line).strip()]
        paused = cue.start is not None and cue.start - end > _ROLL_UP_SECONDS
        count = _count_repeats(previous, plain)
        rest = tuple(lines if paused and count == len(plain) else lines[count:])
        previous = plain or previous
        end = cue.end
        if rest:
            yield Cue(cue.start, cue.end, rest)


def _list_lines(cue: Cue) -> tuple[str, ...]:
    """Return the lines of a cue that have words, without space around them."""
    return tuple(words for line in cue.lines if (words := join_line(line).strip()))


def _count_repeats(previous: tuple[str, ...], lines: tuple[str, ...]) -> int:
    """Return how many of the first `lines` are the last lines of `previous`."""
    if not lines or lines[0] not in previous:
        return 0
    most = min(len(previous), len(lines))
    return next((n for n in range(most, 0, -1) if previous[-n:] == lines[:n]), 0)


class _CueWriter:
    """A writer that joins cues to paragraphs."""

    def __init__(self, writer: DocumentBuilder, verse: bool) -> None:
        self._out = writer
        self._verse = verse
        self._prose = InlineWriter(writer)
        self._began = 0  # the offset of the open paragraph
        self._speaker = ""
        self._end = 0.0
        self._last = ""  # the words written last
        self._changed = False  # whether a dash told of another speaker in the cue before
        self._label = ""  # of a cue that has no words written yet
        self._styles: list[OpenStyle] = []
        self._names_in_words = False  # whether a paragraph without a voice may begin with a name

    def add(self, cue: Cue) -> None:
        """Write a cue."""
        if self._verse:
            self._prose.block(BlockShape(tight=True))
        elif self._prose.open and ends_sentence(self._last):
            long = self._out.at - self._began > _PARAGRAPH_LENGTH
            start = self._end if cue.start is None else cue.start
            if long or self._changed or not -_PAUSE < start - self._end < _PAUSE:
                self._prose.block(BlockShape())
        self._changed = any(join_line(line).lstrip().startswith("-") for line in cue.lines)
        self._label = cue.label or self._label
        for line in cue.lines:
            if _speaker_label(join_line(line).lstrip()):
                self._prose.block(BlockShape())
            for part in line:
                if self._styles or part.styles:
                    self._set_styles(part)
                self._write(part)
            self._prose.words(" ")
        self._set_styles(CuePart(""))
        self._end = cue.end

    def close(self) -> None:
        """End the last paragraph.

        Turns are not kept if names are written in the words of other paragraphs: the whole text
        must be searched for them then. Else a paragraph without a voice is nobody's.
        """
        self._prose.close()
        if self._names_in_words:
            self._out.turns.clear()

    def _set_styles(self, part: CuePart) -> None:
        """End the open styles that a part does not have, and begin those that it adds."""
        same = 0
        while same < min(len(self._styles), len(part.styles)):
            if self._styles[same].kind != part.styles[same]:
                break
            same += 1
        while len(self._styles) > same:
            self._prose.end(self._styles.pop())
        self._styles += [self._prose.begin(kind) for kind in part.styles[same:]]

    def _write(self, part: CuePart) -> None:
        """Write words, with the voice before the first words of a paragraph."""
        bare = part.words.strip()
        if not bare:
            self._prose.words(part.words)
            return
        if part.voice != self._speaker:
            self._prose.block(BlockShape())
            self._speaker = part.voice
        words = part.words
        opening = not self._prose.open
        label = f"{' '.join(self._speaker.split())}:" if opening and self._speaker else ""
        self._prose.words(f"{label} {words.lstrip()}" if label else words)
        end = self._out.at
        start = end - len(" ".join(words.split())) - (len(label) + 1 if label else 0)
        if opening:
            self._began = start
            self._names_in_words |= not label and _name_label(bare) is not None
        if label:
            after = start + len(label)
            self._out.turns.append(Turn(start, after, after + 1, end, self._speaker))
        elif self._speaker:
            self._out.turns[-1] = self._out.turns[-1]._replace(end=end)
        if self._label:
            self._out.milestone(self._label, start)
            self._label = ""
        self._last = bare
