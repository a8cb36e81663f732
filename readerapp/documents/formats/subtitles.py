"""Subtitles as files of lines: WebVTT, SubRip (SRT), SubViewer of YouTube (SBV) and lyrics (LRC).

Files are read as people and programs write them, not only as the standards allow: cues without
numbers or without a blank line between them, blank lines inside a cue, times with other signs. A
line that is no time, no number of a cue and no remark is words. Cues remain in the order of the
file.

Sources: https://www.w3.org/TR/webvtt1/, https://en.wikipedia.org/wiki/SubRip
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.cues import (
    Cue,
    CueLine,
    CuePart,
    is_roll_up,
    make_cue,
    make_cue_document,
    read_cue_file,
    remove_repeats,
)

_time = r"(-?)[ \t]*(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:[,.:](\d{1,3})\d*)?"
_times = re.compile(rf"^[ \t]*{_time}[ \t]*-{{1,3}}>[ \t]*{_time}")
_ARROW = "-->"
_broken_times = re.compile(r"[ \t]*-?\d[\d:.,]*[ \t]*-->|.*-->[ \t]*-?\d+[:.,]").match
_number = re.compile(r"[ \t]*\d+[ \t]*\Z").match
_sbv_times = re.compile(rf"^{_time},{_time}$")
_sbv_broken_times = re.compile(r"\d+:\d+:\d+\S*,\d+:\d+:\d+\S*\Z").match
_lrc_time = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_lrc_word_time = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_lrc_tag = re.compile(r"\[(ti|ar|al|au|by|re|ve|length|offset|la|tool|#):?([^\]]*)\]\s*\Z", re.I)
_remark = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)").match
_vtt_title = re.compile(r"\s*WEBVTT[ \t]+(?:-+[ \t]*)?(\S.*)").match
_inner_time = re.compile(r"<\d+:\d\d[:.]").search
_invisible = re.compile(r"[\u200b\u200e\u200f\ufeff]")

# Only these tags are mark-up; "<LAUGHING>" and "5 < 6" are words. Possessive, against backtracking
# when a "<" has no ">". `{\an8}` is how SubRip borrows from Substation Alpha.
_markup = re.compile(
    r"<(?:(?P<time>\d+:\d\d[:.][\d:.]*+)|(?P<end>/?)"
    r"(?P<name>i|b|u|s|c|v|lang|ruby|rt|rp|font|em|strong|strike|del|span|br)"
    r"(?>(?:\.[^\s<>]*+)?)(?>(?:\s++(?P<value>[^<>]*+)|/)?))>|\{\\[^{}]*+\}",
    re.IGNORECASE,
)
_STYLES = {
    "i": "emphasis",
    "em": "emphasis",
    "b": "strong",
    "strong": "strong",
    "s": "strike",
    "strike": "strike",
    "del": "strike",
}


class TimedLines(NamedTuple):
    """The lines of a cue as the file has them; times in seconds, None if they cannot be read."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]


def open_vtt(source: DocumentInput) -> Document:
    """Open a WebVTT file."""
    written = read_cue_file(source)
    title = _vtt_title(written)
    blocks = _remove_remarks(written.split("\n"))
    timed = _split_cues(blocks, named=True)
    return _document(source, "vtt", written, timed, title[1].strip() if title else "")


def open_srt(source: DocumentInput) -> Document:
    """Open a SubRip file."""
    written = read_cue_file(source)
    return _document(source, "srt", written, _split_cues(written.split("\n"), named=False))


def _document(
    source: DocumentInput, kind: str, written: str, timed: Iterator[TimedLines], title: str = ""
) -> Document:
    """Make a document of the cues of the text `written`, roll-up captions without repeats."""
    end = 0.0
    cues = []
    for each in timed:
        end = each.end if each.end is not None else end
        cues.append(Cue(each.start, end, tuple(parse_markup(each.lines))))
    if _inner_time(written) or is_roll_up(cues):
        cues = list(remove_repeats(cues))
    return make_cue_document(source, kind, cues, title=title)


def _remove_remarks(lines: Sequence[str]) -> list[str]:
    """Return the lines of a WebVTT file without its head, notes, styles and regions."""
    rest: list[str] = []
    begin = next((at for at, line in enumerate(lines) if line.strip()), 0)
    dropping, blank = True, False  # the head lasts until a blank line
    for line in lines[begin:]:
        if not line.strip() or _ARROW in line:
            dropping = False  # a cue may follow its head or a note without a blank line
        elif blank and _remark(line):
            dropping = True
        blank = not line.strip()
        if not dropping:
            rest.append(line)
    return rest


def _split_cues(lines: Sequence[str], *, named: bool) -> Iterator[TimedLines]:
    """Yield the cues.

    All lines up to the next cue belong to a cue, blank lines or not. The next cue begins with its
    time line, or with the number above it; in WebVTT (`named`) also with a name above it that has
    a blank line before it.
    """
    starts = [
        at
        for at, line in enumerate(lines)
        if "->" in line and (_times.match(line) or _broken_times(line))
    ]
    numbers = bool(starts) and starts[0] > 0 and bool(_number(lines[starts[0] - 1]))
    firsts = [_find_first_line(lines, at, numbers=numbers, named=named) for at in starts]
    for place, at in enumerate(starts):
        following = firsts[place + 1] if place + 1 < len(starts) else len(lines)
        match = _times.match(lines[at])
        inside = [*_split_untimed(lines[firsts[place]], lines[at + 1 : following])]
        yield TimedLines(
            _parse_time(match.groups()[:5]) if match else None,
            _parse_time(match.groups()[5:]) if match else None,
            inside[0],
        )
        yield from (TimedLines(None, None, rest) for rest in inside[1:])


def _split_untimed(first: str, lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Split the lines of a cue where a cue without times begins: at the next number in a row.

    `first` is the first line of the cue, which has its number if it has one.
    """
    begin = 0
    if len(lines) > 2 and _number(first):
        number = int(first[:12])
        for at in range(1, len(lines)):
            if not lines[at - 1].strip() and lines[at].strip() == str(number + 1):
                yield tuple(lines[begin:at])
                begin, number = at + 1, number + 1
    yield tuple(lines[begin:])


def _find_first_line(lines: Sequence[str], at: int, *, numbers: bool, named: bool) -> int:
    """Return the index of the first line of the cue whose times are in line `at`."""
    if at == 0 or not lines[at - 1].strip():
        return at
    alone = at == 1 or not lines[at - 2].strip()
    is_number = _number(lines[at - 1]) and (numbers or alone)
    return at - 1 if is_number or (named and alone) else at


def _parse_time(parts: Sequence[str | None]) -> float:
    """Return sign, hours, minutes, seconds and fraction of a time code as seconds, 0 at least."""
    sign, hours, minutes, seconds, fraction = (part or "0" for part in parts)
    if sign == "-":
        return 0.0
    whole = int(hours[:6]) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000


def parse_markup(lines: Sequence[str]) -> Iterator[CueLine]:
    """Parse the mark-up of a cue line by line; voices and styles last until they are ended.

    The reading in a ruby is dropped: the base has the words.
    """
    voice, styles, in_reading = "", list[str](), False
    for line in lines:
        if not (styles or voice or in_reading or "<" in line or "{" in line):
            yield (CuePart(_decode_words(line)),)  # most lines: no mark-up at all
            continue
        parts: list[CuePart] = []
        for words, tag in _split_at_tags(line):
            if words and not in_reading:
                parts.append(CuePart(words, voice, tuple(styles)))
            if tag is None or not tag["name"]:
                continue  # the end of the line, or the time of a word
            name = tag["name"].lower()
            closing = bool(tag["end"])
            if name == "v":
                voice = "" if closing else " ".join(html.unescape(tag["value"] or "").split())
            elif name == "br":
                parts.append(CuePart(" ", voice))
            elif name in ("rt", "rp", "ruby"):
                in_reading = name != "ruby" and not closing
            elif kind := _STYLES.get(name):
                if not closing:
                    styles.append(kind)
                elif kind in styles:
                    styles.remove(kind)
        yield tuple(parts)


def _split_at_tags(line: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the words before each tag of a line with the tag, then the words after the last one."""
    at = 0
    for tag in _markup.finditer(line):
        yield _decode_words(line[at : tag.start()]), tag
        at = tag.end()
    yield _decode_words(line[at:]), None


def _decode_words(written: str) -> str:
    """Return words as they are shown: without references of HTML and invisible marks."""
    words = html.unescape(written) if "&" in written else written
    return words if words.isascii() else _invisible.sub("", words)


def open_sbv(source: DocumentInput) -> Document:
    """Open subtitles of YouTube: a line with two times, then the words, then a blank line."""
    cues: list[Cue] = []
    times: tuple[float | None, float | None] = None, None
    lines: list[str] = []
    for line in (*read_cue_file(source).split("\n"), "0:0:0,0:0:0"):
        match = _sbv_times.match(line.strip())
        if not match and not _sbv_broken_times(line.strip()):
            lines.append(line)
            continue
        cues.append(make_cue(*times, "\n".join(lines)))
        lines = []
        times = None, None
        if match:
            times = _parse_time(match.groups()[:5]), _parse_time(match.groups()[5:])
    return make_cue_document(source, "sbv", cues)


def open_lrc(source: DocumentInput) -> Document:
    """Open lyrics: lines with one or more times each, the verse of a song that is sung again.

    Each line stays a line, in the order of the times.
    """
    title = author = ""
    sung: list[tuple[float, str]] = []
    last = 0.0
    for line in read_cue_file(source).split("\n"):
        if tag := _lrc_tag.match(line.strip()):
            title = tag[2].strip() if tag[1].lower() == "ti" else title
            author = tag[2].strip() if tag[1].lower() == "ar" else author
            continue
        words = _lrc_word_time.sub("", _lrc_time.sub("", line)).strip()
        times = [
            _parse_time(("", None, *match.groups())) for match in _lrc_time.finditer(line)
        ] or [last]
        last = times[-1]
        sung += [(time, words) for time in times if words]
    sung.sort(key=lambda each: each[0])
    return make_cue_document(
        source, "lrc", [make_cue(time, time, words) for time, words in sung], title=title,
        author=author, verse=True,
    )  # fmt: skip
