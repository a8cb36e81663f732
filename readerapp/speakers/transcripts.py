"""Transcripts: recognise texts with speaker labels and split them into turns.

The forms are tried in the order of how explicit they are. The module does not guess speakers: it
reads labels only, except that a cue or an answer without a label of its own belongs to the
previous speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from readerapp.speakers.examination_labels import find_examination, find_press_conference
from readerapp.speakers.hansard import find_contributions
from readerapp.speakers.meeting_labels import (
    find_names_alone,
    find_names_in_brackets,
    find_names_in_cells,
    find_names_with_times,
)
from readerapp.speakers.stage_labels import (
    find_dashes,
    find_hearing,
    find_names_before_words,
    find_play,
    find_screenplay,
)
from readerapp.speakers.turn_labels import (
    NAME,
    ROLE,
    SOMEBODY,
    STAMP,
    TIME,
    TIME_IN_BRACKETS,
    Label,
    are_of_speakers,
    are_repeated,
    are_spoken,
    clean_name,
    clean_role,
    count_persons,
    end_before_asides,
    find_clock,
    is_field,
    is_person,
    labels_per_paragraph,
)
from readerapp.text.turns import Turn

_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>\n]+)>")
_VOICE_END = re.compile(r"</v>|<v[.\s]|\n[ \t]*\n|\Z")
_CUE_TIME = re.compile(
    r"^(?:\d+[ \t]*\n)?(?:\d+:)?\d\d:\d\d[.,]\d{3}[ \t]*-->[ \t]*(?:\d+:)?\d\d:\d\d[.,]\d{3}.*\n",
    re.M,
)
_LABEL_END = re.compile("[:：]|>>")
_CUE_END = re.compile(r"\n[ \t]*\n|\Z")
_IN_CUE = re.compile(
    rf"^[ \t]{{0,99}}(?:(?:-|>>)[ \t]*)?(?:({NAME})({ROLE})[ \t]*:[ \t]+|\[({NAME})\]:?[ \t]*|"
    rf"\(({NAME})\)[ \t]*)(?=\S)",
    re.M,
)
_LABEL = re.compile(
    rf"^([ \t>*_•–-]*{STAMP}?(?:Q?\d{{1,4}}[.)]?[ \t]+)?[*_]{{0,3}}[“\"]?)"
    rf"(?:\[({NAME})({ROLE})\]|({SOMEBODY}|{NAME})({ROLE}))[*_]{{0,3}}"
    rf"(?:[ \t]*{TIME})?[*_]{{0,3}}[ \t]*(?:[:：]|>>)[*_]{{0,3}}(?:[ \t]*{TIME_IN_BRACKETS})?"
    r"(?:[ \t]+|\n|(?<=：))(?=\s*\S)",
    re.M,
)
_CHAT = re.compile(
    rf"^[ \t]{{0,99}}{STAMP}?<[@+%&~ ]?([^<>\s][^<>\n=\"]{{0,30}})>[ \t]+(?=\S)", re.M
)
_EVENT = re.compile(rf"\n[ \t]*{STAMP}?(?:\*|-!-|-->|<--|===)")
_STAMPED = re.compile(rf"^[ \t]{{0,99}}{STAMP}([^\W\d][^:<>\n]{{0,40}}?):[ \t]+(?=\S)", re.M)
_IN_COLUMNS = re.compile(
    rf"^[ \t]{{0,99}}{STAMP}[@+%&~]?([^\W\d][^\s|<>:]{{0,30}})(?:\t|[ ]\|[ ])[ \t]*(?=\S)", re.M
)
_NICKNAME = re.compile(r"^([^\W\dA-ZÀ-Þ][\w.-]{1,20}):[ \t]+(?=\S)", re.M)
_numbered = re.compile(r"\n[ \t]*\n[ \t]*[\[(]?\d{1,3}[.)\]][ \t]+\S").search
_shouted = re.compile(r"(?=.*[A-ZÀ-Þ]{3})[^a-zß-ÿ]+\Z").match
"""Match a name in capitals; initials have them always."""
_BEGINNING = 200_000
"""Code points in which labels must be dense, for forms that have one in nearly every paragraph."""
_is_somebody = re.compile(rf"{SOMEBODY}\Z").match
_SOUNDS = frozenset(("SOUND", "MUSIC", "SFX", "FX", "EFFECTS"))
"""Labels of what is heard in a radio play and not said."""
_LIST_SHARE = 0.5
"""Labels per paragraph below which a text is prose that has a dialogue in it."""


def find_turns(text: str) -> list[Turn] | None:
    """Return the turns of a transcript in document order, or None if `text` is no transcript.

    Recognised forms: WebVTT voices, SubRip and WebVTT cues with names, chat logs, depositions,
    press conferences, parliamentary reports, hearings, ``NAME:`` with role, time, number or
    Markdown emphasis, names in brackets or in a column of a table, plays (``NAME.``, ``NAME —``),
    and a name on the line above its words (with a time, or as in a screenplay). Turns never
    overlap. Labels are outside the words of the turn.
    """
    chats: tuple[Callable[[str], list[Label]], ...] = (_voices, _cues, _chat)
    records: tuple[Callable[[str], list[Label]], ...] = (
        find_examination, _parliament, find_press_conference, find_hearing, _labelled,
        find_names_with_times,
    )  # fmt: skip
    dense: tuple[Callable[[str], list[Label]], ...] = (
        find_names_in_brackets, find_names_in_cells, find_play, find_dashes, find_screenplay,
        find_names_alone, find_names_before_words,
    )  # fmt: skip
    for form in chats:
        if labels := form(text):
            return list(_split_turns(text, labels))
    beginning = text[:_BEGINNING]
    is_long = len(text) > _BEGINNING
    for form in (*records, *dense):
        if is_long and form in dense and not form(beginning):
            continue
        if labels := form(text):
            return list(_split_turns(text, list(end_before_asides(text, labels))))
    if labels := _nicknames(text):
        return list(_split_turns(text, labels))
    return None


def _split_turns(text: str, labels: list[Label]) -> Iterator[Turn]:
    for index, label in enumerate(labels):
        following = labels[index + 1].start if index + 1 < len(labels) else len(text)
        start, end = label.end, min(following, len(text) if label.stop is None else label.stop)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Turn(label.start, label.end, start, end, label.speaker, label.role)


def _voices(text: str) -> list[Label]:
    labels = []
    for match in _VOICE.finditer(text):
        stop = _VOICE_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        labels.append(Label(match.start(), match.end(), match.group(1).strip(), stop=end))
    return labels if len(labels) > 1 else []  # one is an example in a text about subtitles


def _cues(text: str) -> list[Label]:
    """Return the labels of subtitles with names; a cue without one continues the last speaker."""
    labels: list[Label] = []
    if "-->" not in text:
        return labels
    named = False
    for cue in _CUE_TIME.finditer(text):
        stop = _CUE_END.search(text, cue.end())
        end = stop.start() if stop else len(text)
        inside = list(_IN_CUE.finditer(text, cue.end(), end))
        first = inside[0].start() if inside else end
        if labels and text[cue.end() : first].strip():
            labels.append(Label(cue.end(), cue.end(), labels[-1].speaker, stop=first))
        for match in inside:
            name = next(group for group in (match[1], match[3], match[4]) if group)
            labels.append(Label(match.start(), match.end(), name, clean_role(match[2]), stop=end))
            named = True
    return labels if named else []


def _chat(text: str) -> list[Label]:
    """Return labels of ``<nick> text`` lines, or of lines with a time and a name.

    Each line is a turn of its own. Event lines of the chat room ("* pete leaves") have no speaker.
    """
    has_time = find_clock(text) is not None
    patterns = ((_CHAT, "<" in text), (_STAMPED, has_time), (_IN_COLUMNS, has_time))
    for pattern in (pattern for pattern, has_sign in patterns if has_sign):
        labels = [
            Label(match.start(), match.end(), match.group(1).strip())
            for match in pattern.finditer(text)
        ]
        if len(labels) < 2 or labels_per_paragraph(text, labels) <= 0.5:
            continue
        if pattern is _CHAT or are_of_speakers(text, labels):
            return list(_without_events(text, labels))
    return []


def _without_events(text: str, labels: list[Label]) -> Iterator[Label]:
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start if following else len(text)
        event = _EVENT.search(text, label.end, stop)
        end = event.start() if event else stop
        yield replace(label, speaker=clean_name(label.speaker), stop=end)


def _parliament(text: str) -> list[Label]:
    """Return the labels of a parliamentary report."""
    return [
        Label(each.start, each.end, each.speaker, each.role, each.stop)
        for each in find_contributions(text)
    ]


def _find_labels(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of `_LABEL`.

    A label ends with a colon or ">>". Only a date before a time may be on another line, so in a
    text without times only the lines with one of these are looked at.
    """
    if find_clock(text):
        yield from _LABEL.finditer(text)
        return
    line = 0
    while mark := _LABEL_END.search(text, line):
        line = text.rfind("\n", line, mark.start()) + 1 or line
        if match := _LABEL.match(text, line):
            yield match
        line = text.find("\n", mark.end()) + 1
        if not line:
            return


def _labelled(text: str) -> list[Label]:
    """Return labels ``NAME: words`` if they are frequent and repeated enough for speakers."""
    matches = list(_find_labels(text))
    marks = Counter(_mark(match[1]) for match in matches)
    usual = marks.most_common(1)[0][0] if marks else ""
    unlike = {match.start() for match in matches if _mark(match[1]) != usual}
    found = [
        Label(
            match.start(),
            match.end(),
            clean_name(match[2] or match[4]),
            clean_role(match[3] or match[5]),
        )
        for match in matches
    ]
    shouted = sum(1 for label in found if _shouted(label.speaker))
    capitals = shouted > 0.6 * len(found)
    labels = [label for label in found if not is_field(label.speaker) or _asks(label, capitals)]
    counts = Counter(label.speaker for label in labels)
    labels = [
        label
        for label in labels
        if counts[label.speaker] > 1 or (_is_once(label, capitals) and label.start not in unlike)
    ]
    labels = list(_without_head(text, labels, counts))
    if all(label.speaker.rstrip("0123456789") in ("Q", "A") for label in labels):
        return []  # `find_examination` has said that they are for readers
    if len(labels) < 2 or len(counts) < 2 or not are_of_speakers(text, labels):
        return []
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    if not repeated and len(labels) > 2 and count_persons(labels) < 0.5 * len(labels):
        return []
    share = labels_per_paragraph(text, labels)
    if len(labels) < 4:
        plain = all(_is_name(label.speaker) for label in labels)
        return labels if plain and share > 0.6 else []
    often = 0.6 if 5 * count_persons(labels) > len(labels) else 0.75  # things are listed, too
    if share < 0.15 or max(repeated, capitals * len(labels)) <= often * len(labels):
        return []
    sounds = [replace(one, stop=one.end) for one in found if one.speaker in _SOUNDS]
    labels = sorted([*labels, *sounds], key=lambda label: label.start)
    return labels if share > _LIST_SHARE else list(_end_before_numbers(text, labels))


def _mark(lead: str) -> str:
    """Return the marks in front of a label, as "•" of a list, without times and numbers."""
    return "".join(letter for letter in lead if not letter.isalnum() and letter not in " \t.,:")


def _asks(label: Label, capitals: bool) -> bool:
    """Return whether a label is that of a press office or a comic, among labels in capitals."""
    return capitals and label.speaker in ("QUESTION", "ANSWER", "CAPTION")


def _is_name(label: str) -> bool:
    parts = label.split()
    capital = not any(word[:1].islower() for word in parts) and len(parts) <= 4
    return capital or _is_somebody(label) is not None


def _is_once(label: Label, capitals: bool) -> bool:
    """Return whether a label that occurs once is a name, and no word among labels in capitals."""
    name = label.speaker
    alike = not capitals or name.isupper() or " " in name or is_person(name)
    return alike and _is_name(name)


def _without_head(text: str, labels: Sequence[Label], counts: Counter[str]) -> Iterator[Label]:
    """Yield the labels without those at the head of the text that say only who is who.

    "Interviewer: Ann Reed" occurs once, before the first label that comes again, and has no word
    but a name below it.
    """
    begun = False
    for label in labels:
        begun = begun or counts[label.speaker] > 1
        line = text[label.end : label.end + 200].partition("\n")[0]
        words = [word for word in line.split() if word not in ("and", "of", "the")]
        names = len(words) > 1 and not any(word[:1].islower() for word in words)
        if begun or not names or not is_person(label.speaker):
            yield label


def _end_before_numbers(text: str, labels: list[Label]) -> Iterator[Label]:
    """Yield the labels; a turn ends before a paragraph with a number, as those of a judgment."""
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        limit = following.start if following else len(text)
        number = _numbered(text, max(0, label.end - 1), limit)
        yield replace(label, stop=number.start() if number else label.stop)


def _nicknames(text: str) -> list[Label]:
    """Return labels in small letters, as in chats that were copied: "ann: hello"."""
    labels = [Label(match.start(), match.end(), match[1]) for match in _NICKNAME.finditer(text)]
    good = are_repeated(labels, 0.75) and labels_per_paragraph(text, labels) > 0.7
    return labels if good and are_spoken(text, labels) else []
