"""Transcripts: recognise texts with speaker labels and split them into turns.

The forms are tried in the order of how explicit they are. The module does not guess speakers: it
reads labels only, except that a cue or an answer without a label of its own belongs to the
previous speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from readerapp.speakers.hansard import find_contributions
from readerapp.speakers.lexicon import RECORD_FIELDS
from readerapp.text.examination import Examination, find_oaths, in_question
from readerapp.text.turns import Turn

_TIME = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?[\])]?"
_DATE = r"[\[(]?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+"
_STAMP = rf"(?:(?:{_DATE})?{_TIME}\s*(?:[-–—|]\s*)?)"
_WORD = r"(?:[A-ZÀ-Þ][\w.’'-]*|#?\d{1,3}|[A-Z]\.|de|la|von|van|der|of|the|and|du|al|bin)"
_EASTERN = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{1,8}"
_NAME = rf"(?:[A-ZÀ-Þ][\w.’'-]*(?:[ \t]+{_WORD}){{0,5}}|{_EASTERN})"
_ROLE = r"(?:[ \t]*[\[(][^\])\n]{1,60}[\])]|,[ \t]*[^:\n,]{2,40})?"

_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>\n]+)>")
_VOICE_END = re.compile(r"</v>|<v[.\s]|\n[ \t]*\n|\Z")
_CUE_TIME = re.compile(
    r"^(?:\d+[ \t]*\n)?(?:\d+:)?\d\d:\d\d[.,]\d{3}[ \t]*-->[ \t]*(?:\d+:)?\d\d:\d\d[.,]\d{3}.*\n",
    re.M,
)
_CLOCK = re.compile(r"\d:\d\d")
"""What every time has in it: where there is none, the patterns with a time need no search."""
_CUE_END = re.compile(r"\n[ \t]*\n|\Z")
_IN_CUE = re.compile(
    rf"^[ \t]*(?:(?:-|>>)[ \t]*)?(?:({_NAME})({_ROLE})[ \t]*:[ \t]+|\[({_NAME})\]:?[ \t]*|"
    rf"\(({_NAME})\)[ \t]*)(?=\S)",
    re.M,
)
_LABEL = re.compile(
    rf"^[ \t>*_]*{_STAMP}?[*_]{{0,3}}({_NAME})({_ROLE})[*_]{{0,3}}"
    rf"(?:[ \t]*{_TIME})?[*_]{{0,3}}[ \t]*[:：][*_]{{0,3}}(?:[ \t]+|\n|(?<=：))(?=\s*\S)",
    re.M,
)
_CHAT = re.compile(rf"^[ \t]*{_STAMP}?<[@+%&~ ]?([^<>\s][^<>\n]{{0,30}})>[ \t]+(?=\S)", re.M)
_EVENT = re.compile(rf"\n[ \t]*{_STAMP}?(?:\*|-!-|-->|<--|===)")
_STAMPED = re.compile(rf"^[ \t]*{_STAMP}([^\W\d][^:<>\n]{{0,40}}?):[ \t]+(?=\S)", re.M)
_TABBED = re.compile(rf"^[ ]*(?:{_TIME}\t)?({_NAME}):?\t+[ ]*(?=\S)", re.M)
_PLAY = re.compile(
    r"^[ \t]*([A-ZÀ-Þ][A-ZÀ-Þ’'-]+(?:[ ][A-ZÀ-Þ][A-ZÀ-Þ’'-]*){0,3})"
    r"((?:[ ]?[\[(][^\])\n]{1,60}[\])])?)\.[ \t]+(?=\S)",
    re.M,
)
_SCENE = re.compile(r"^[ \t]*(?:INT|EXT|I/E)[./ ]", re.M)
_NAME_THEN_TIME = re.compile(rf"^[ \t]*({_NAME})({_ROLE})[ \t]+{_TIME}[ \t]*\n(?=[ \t]*\S)", re.M)
_EXAMINATION = re.compile(
    r"^[ \t]*(?:\d+[ \t]+)?(?:([QA])(?:[.:][ \t]+|\t|[ ]{2,})(?=\S)|"
    r"((?:THE )?(?:MR|MS|DR|[A-Z]{3,})\.?(?: [A-Z][A-Z'’-]+){0,2}):[ \t]+(?=\S)|"
    r"(?:\([^)\n]*\)[ \t]*)?(?:(?:[A-Z]+[ -]){0,2}EXAMINATION[ \t]+)?"
    r"BY ((?:MR|MS|MRS|DR)\.? [A-Z][A-Z'’ -]+?):?[ \t]*$)",
    re.M,
)
_NOT_SAID = re.compile(
    r"\n[ \t]*\n[ \t]*(?=\([^)\n]+\)\.?[ \t]*(?:\n|\Z)|"
    r"(?:[A-Z]+[ -])*(?:EXAMINATION|PROCEEDINGS|SESSION|CERTIFICATE|EXHIBITS|VERDICT)\b[^a-z\n]*"
    r"(?:\n|\Z))"
)
"""A paragraph of the reporter: in brackets, or a heading."""
_ALL_CAPITALS = re.compile(
    r"^([ \t]*)([A-ZÀ-Þ][A-ZÀ-Þ0-9.'’ -]{0,30}?)((?:[ \t]*\([^)\n]{1,30}\))*)\.?[ \t]*\n"
    r"(?:[ \t]*\([^)\n]*\)[ \t]*\n)*(?=[ \t]*\S)",
    re.M,
)
_NO_CHARACTER = re.compile(
    r"(?:INT|EXT|I/E|EST)\b|.*\b(?:CUT TO|FADE|DISSOLVE|ACT|SCENE|CHAPTER|BOOK|PART|VOLUME|THE END|"
    r"CONTINUED|MONTAGE|TITLE|PREFACE|CONTENTS|EPILOGUE|PROLOGUE)\b"
)
_CONTINUED = re.compile(
    r"\((?:CONT[’']?D|CONTINUED|V\.?\s?O\.?|O\.?\s?S\.?|O\.?\s?C\.?|MORE)\.?\)", re.I
)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label at `[start, end)` in code points.

    Its words run from `end` to `stop`, or up to the next label if `stop` is None.
    """

    start: int
    end: int
    speaker: str
    role: str = ""
    stop: int | None = None


def find_turns(text: str) -> list[Turn] | None:
    """Return the turns of a transcript in document order, or None if `text` is no transcript.

    Recognised forms: WebVTT voices, SubRip and WebVTT cues with names, chat logs, depositions,
    parliamentary reports, ``NAME:`` with role, time or Markdown emphasis, a name and a tab, plays
    (``NAME.``), and a name on the line above its words (with a time, or as in a screenplay). Turns
    never overlap. Labels are outside the words of the turn.
    """
    forms: tuple[Callable[[str], list[_Label]], ...] = (
        _voices, _cues, _chat, _examination, _parliament, _labelled, _tabbed, _named_and_timed,
        _play, _screenplay,
    )  # fmt: skip
    for form in forms:
        labels = form(text)
        if labels:
            return list(_split_turns(text, labels))
    return None


def _split_turns(text: str, labels: list[_Label]) -> Iterator[Turn]:
    for index, label in enumerate(labels):
        following = labels[index + 1].start if index + 1 < len(labels) else len(text)
        start, end = label.end, min(following, len(text) if label.stop is None else label.stop)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Turn(label.start, label.end, start, end, label.speaker, label.role)


def _voices(text: str) -> list[_Label]:
    labels = []
    for match in _VOICE.finditer(text):
        stop = _VOICE_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        labels.append(_Label(match.start(), match.end(), match.group(1).strip(), stop=end))
    return labels


def _cues(text: str) -> list[_Label]:
    """Return the labels of subtitles with names; a cue without one continues the last speaker."""
    labels: list[_Label] = []
    if "-->" not in text:
        return labels
    named = False
    for cue in _CUE_TIME.finditer(text):
        stop = _CUE_END.search(text, cue.end())
        end = stop.start() if stop else len(text)
        inside = list(_IN_CUE.finditer(text, cue.end(), end))
        first = inside[0].start() if inside else end
        if labels and text[cue.end() : first].strip():
            labels.append(_Label(cue.end(), cue.end(), labels[-1].speaker, stop=first))
        for match in inside:
            name = next(group for group in (match[1], match[3], match[4]) if group)
            labels.append(_Label(match.start(), match.end(), name, _role(match[2]), stop=end))
            named = True
    return labels if named else []


def _chat(text: str) -> list[_Label]:
    """Return labels of ``<nick> text`` lines, or of lines with a time and a name.

    Each line is a turn of its own. Event lines of the chat room ("* pete leaves") have no speaker.
    """
    patterns = ((_CHAT, "<" in text), (_STAMPED, _CLOCK.search(text)))
    for pattern in (pattern for pattern, has_sign in patterns if has_sign):
        labels = [
            _Label(match.start(), match.end(), match.group(1).strip())
            for match in pattern.finditer(text)
        ]
        if len(labels) >= 2 and _labels_per_paragraph(text, labels) > 0.5:
            return list(_without_events(text, labels))
    return []


def _without_events(text: str, labels: list[_Label]) -> Iterator[_Label]:
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start if following else len(text)
        event = _EVENT.search(text, label.end, stop)
        end = event.start() if event else stop
        yield replace(label, speaker=_clean_name(label.speaker), stop=end)


def _examination(text: str) -> list[_Label]:
    """Return the labels of depositions: Q. and A., with the names in the record.

    The names are those of the examiner and of the witness.
    """
    matches = list(_EXAMINATION.finditer(text))
    letters = Counter(match.group(1) for match in matches)
    if letters["Q"] < 1 or letters["A"] < 1 or letters["Q"] + letters["A"] < 2:
        return []
    oaths = list(find_oaths(text))
    names = Examination(oaths[0]["witness"] if oaths else "")
    labels: list[_Label] = []
    for match in matches:
        while oaths and oaths[0].start() < match.start():
            names.swear(oaths.pop(0)["witness"])
        letter, named, examiner = match.groups()
        if examiner:
            names.ask(examiner)
            labels.append(_Label(match.start(), match.end(), names.speaker("Q"), stop=match.end()))
            continue
        start = match.end()
        if letter == "Q" and (asked := in_question(text, start)):
            names.ask(asked["examiner"])
            start = asked.end()
        labels.append(_Label(match.start(), start, names.speaker(letter or named)))
    return list(_without_reporter(text, labels))


def _without_reporter(text: str, labels: list[_Label]) -> Iterator[_Label]:
    """Yield the labels; the turn of each ends before the first paragraph of the reporter."""
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = label.stop or (following.start if following else len(text))
        asides = (
            _NOT_SAID.search(text, label.end, stop),
            next(find_oaths(text, label.end, stop), None),
        )
        ends = [aside.start() for aside in asides if aside]
        yield replace(label, stop=min(ends) if ends else label.stop)


def _parliament(text: str) -> list[_Label]:
    """Return the labels of a parliamentary report."""
    return [
        _Label(each.start, each.end, each.speaker, each.role, each.stop)
        for each in find_contributions(text)
    ]


def _labelled(text: str) -> list[_Label]:
    """Return labels ``NAME: words`` if they are frequent and repeated enough for speakers."""
    labels = [
        _Label(match.start(), match.end(), match.group(1).rstrip("*_ "), _role(match.group(2)))
        for match in _LABEL.finditer(text)
        if match.group(1).lower().rstrip("*_ ") not in RECORD_FIELDS
    ]
    counts = Counter(label.speaker for label in labels)
    labels = [label for label in labels if counts[label.speaker] > 1 or _is_name(label.speaker)]
    if len(labels) < 2 or len(counts) < 2:
        return []
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    shouted = sum(1 for label in labels if label.speaker.isupper())
    share = _labels_per_paragraph(text, labels)
    if len(labels) < 4:
        plain = all(_is_name(label.speaker) for label in labels)
        return labels if plain and share > 0.6 else []
    return labels if share > 0.15 and max(repeated, shouted) > 0.6 * len(labels) else []


def _tabbed(text: str) -> list[_Label]:
    """Return labels that a tab separates from the words, as in the tables of interviews.

    Nearly every line must have one, and the names must come again: a table of other things has a
    new first cell in each row.
    """
    labels = [
        _Label(match.start(), match.end(), match.group(1).strip())
        for match in (_TABBED.finditer(text) if "\t" in text else ())
    ]
    return labels if _are_repeated(labels) and _labels_per_paragraph(text, labels) > 0.7 else []


def _play(text: str) -> list[_Label]:
    """Return labels of plays: a name in capitals with a full stop in front of the words."""
    labels = [
        _Label(match.start(), match.end(), match.group(1), _role(match.group(2)))
        for match in _PLAY.finditer(text)
        if not _NO_CHARACTER.match(match.group(1))
    ]
    return labels if _are_repeated(labels) and _labels_per_paragraph(text, labels) > 0.3 else []


def _are_repeated(labels: list[_Label]) -> bool:
    """Return whether four or more labels are of two or more names, most of which come again."""
    counts = Counter(label.speaker for label in labels)
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    return len(labels) >= 4 and len(counts) >= 2 and repeated > 0.6 * len(labels)


def _named_and_timed(text: str) -> list[_Label]:
    """Return labels that are a line with a name and a time, with the words below."""
    labels = [
        _Label(match.start(), match.end(), match.group(1), _role(match.group(2)))
        for match in (_NAME_THEN_TIME.finditer(text) if _CLOCK.search(text) else ())
    ]
    return labels if len(labels) >= 2 and _labels_per_paragraph(text, labels) > 0.1 else []


def _screenplay(text: str) -> list[_Label]:
    """Return labels that are a name in capitals on its own line.

    The words follow directly below, up to an empty line.
    """
    labels: list[_Label] = []
    for match in _ALL_CAPITALS.finditer(text):
        name = match.group(2).strip(" .")
        before = text[max(0, match.start() - 2) : match.start()]
        if (
            _NO_CHARACTER.match(name)
            or len(name) < 2
            or before.strip()
            or "\n\n" not in f"\n\n{before}"
        ):
            continue
        stop = _CUE_END.search(text, match.end())
        role = _role(_CONTINUED.sub("", match.group(3)))
        end = stop.start() if stop else len(text)
        if any(letter.islower() for letter in text[match.end() : end]):
            labels.append(_Label(match.start(), match.end(), name, role, stop=end))
    counts = Counter(label.speaker for label in labels)
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    if len(labels) < 3 or len(counts) < 2 or repeated < 0.5 * len(labels):
        return []
    if len(labels) == 3 and not _SCENE.search(text):
        return []
    spoken = sum((label.stop or 0) - label.start for label in labels)
    return labels if spoken > 0.25 * len(text) else []


def _labels_per_paragraph(text: str, labels: list[_Label]) -> float:
    """Return the number of labels per paragraph or per line, whichever are fewer."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    blocks = len(re.findall(r"\n[ \t]*\n", text)) + 1
    return len(labels) / max(1, min(lines, blocks) if blocks > 2 else lines)


def _is_name(label: str) -> bool:
    parts = label.split()
    capital = not any(word[:1].islower() for word in parts)
    return capital and len(parts) <= 4 and label.lower() not in RECORD_FIELDS


def _clean_name(name: str) -> str:
    return " ".join(name.strip("*_ ").split())


def _role(bracketed: str | None) -> str:
    return (bracketed or "").strip(" \t,()[]")
