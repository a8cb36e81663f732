"""Substation Alpha subtitles (ASS and SSA): dialogue lines with the names of who speaks.

Lines are shown by their times: a file often lists them by style. Comments, effects and drawings
are not words.

Source: the format as libass reads it, https://github.com/libass/libass/wiki/ASSv5-Override-Tags
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.cues import Cue, CueLine, CuePart, make_cue_document, read_cue_file

_FIELDS = tuple("layer start end style name marginl marginr marginv effect text".split())
"""The fields of a dialogue line in a file that does not say."""
_VOICE_FIELDS = ("name", "actor")
_time = re.compile(r"\s*(\d+):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?").match
_override = re.compile(r"\{([^{}]*)\}")
_switch = re.compile(r"\\(i|b|s|p)(\d+)(?![\d.])")
_STYLES = {"i": "emphasis", "b": "strong", "s": "strike"}
_line_break = re.compile(r"\\[Nn]")


def open_ass(source: DocumentInput) -> Document:
    """Open a file of Substation Alpha."""
    title = ""
    fields = _FIELDS
    cues: list[Cue] = []
    for line in read_cue_file(source).split("\n"):
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        if not colon:
            continue
        if key == "title":
            title = value.strip()
        elif key == "format":
            names = tuple(name.strip().lower() for name in value.split(","))
            fields = names if names[-1] == "text" else fields  # else those of styles, or damaged
        elif key == "dialogue":
            cues.append(_parse_cue(fields, value))
    cues.sort(key=lambda cue: cue.start or 0.0)
    return make_cue_document(source, "ass", cues, title=title)


def _parse_cue(fields: tuple[str, ...], value: str) -> Cue:
    """Return the cue of a dialogue line.

    The words are the last field and may have commas. A line with fewer fields than the file says
    has times and words at least.
    """
    *values, words = value.split(",", len(fields) - 1)
    by_name = dict(zip(fields, values, strict=False))
    voice = next((by_name[name].strip() for name in _VOICE_FIELDS if by_name.get(name)), "")
    start = _parse_time(by_name.get("start", ""))
    end = _parse_time(by_name.get("end", ""))
    return Cue(start, end if end is not None else start or 0.0, (_parse_line(words, voice),))


def _parse_time(written: str) -> float | None:
    """Return a time code such as 0:00:01.50 as seconds; None if it is none."""
    match = _time(written)
    if match is None:
        return None
    hours, minutes, seconds, fraction = (part or "0" for part in match.groups())
    whole = int(hours[:6]) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + float(f"0.{fraction}")


def _parse_line(written: str, voice: str) -> CueLine:
    """Return the words of a dialogue line, without overrides, effects and drawings."""
    parts: list[CuePart] = []
    styles: list[str] = []
    drawing = False
    at = 0
    for match in _override.finditer(written):
        if not drawing:
            parts += _split_parts(written[at : match.start()], voice, styles)
        at = match.end()
        for switch in _switch.finditer(match[1]):
            name, on = switch[1], int(switch[2][:4]) > 0
            if name == "p":
                drawing = on
            else:
                kind = _STYLES[name]
                styles = [each for each in styles if each != kind] + [kind] * on
    if not drawing:
        parts += _split_parts(written[at:], voice, styles)
    return tuple(parts)


def _split_parts(written: str, voice: str, styles: list[str]) -> Iterator[CuePart]:
    """Yield a part for words; a line break in it is a space, as where cues are joined."""
    words = _line_break.sub(" ", written).replace("\\h", "\N{NO-BREAK SPACE}")
    if words:
        yield CuePart(words, voice, tuple(styles))
