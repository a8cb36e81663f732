"""Labels of recorded meetings and chats that have no colon: with times, in cells, on own lines.

Programs that write down meetings put the name above the words or before them, with a time beside
it, between brackets or in a column of its own.
"""

from __future__ import annotations

import re
from collections import Counter

from readerapp.speakers.lexicon import RECORD_FIELDS
from readerapp.speakers.turn_labels import (
    NAME,
    ROLE,
    STAMP,
    TIME,
    Label,
    are_of_speakers,
    are_repeated,
    are_spoken,
    clean_name,
    clean_role,
    count_persons,
    find_clock,
    is_field,
    is_person,
    labels_per_paragraph,
)

_DAY = (
    r"(?:(?:Today|Yesterday|[A-Z][a-z]{2,8}day)(?:,?[ ]at)?[ ]|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ ])"
)
_SEPARATOR = r"(?:\t+[ ]*|[ ]\|[ ])"
_NUMBERS = rf"(?:[\d:., –-]{{1,30}}{_SEPARATOR})*"
_IN_CELLS = re.compile(rf"^[ ]*{_NUMBERS}({NAME}):?{_SEPARATOR}{_NUMBERS}(?=[^\s\d])", re.M)
_TIMED = (
    re.compile(
        rf"^[ \t]{{0,99}}\[?({NAME})\]?({ROLE})(?:[ \t]*[–—|,-][ \t]*|[ \t]+){_DAY}?{TIME}"
        r"[ \t]*:?[ \t]*\n(?=\s*\S)",
        re.M,
    ),
    re.compile(
        rf"^[ \t]{{0,99}}{STAMP}[ \t]*\[?({NAME})\]?({ROLE}):?[ \t]*\n(?=\s*\S)",
        re.M,
    ),
    re.compile(rf"^[ \t]{{0,99}}({NAME})({ROLE})[ \t]*[\[(]{TIME}[\])][ \t]+(?=\S)", re.M),
)
_IN_BRACKETS = re.compile(
    rf"^[ \t]{{0,99}}{STAMP}?\[({NAME})({ROLE})\]:?[ \t]+(?:{TIME}[ \t]*\n\s*)?(?=\S)", re.M
)
_ALONE = re.compile(
    rf"^[ \t]{{0,99}}({NAME})((?:[ ]?\([^)\n]{{1,60}}\))?):?[ \t]*\n(?:[ \t]*\n)?(?=[ \t]*\S)", re.M
)
_SALUTATION = re.compile(r",[ \t]*\n\s*\Z").search
_HEADS = RECORD_FIELDS | {"speaker", "speakers", "who"}
"""Heads of the columns of a table."""
_PERSONS = 0.7
"""Share of the labels on lines of their own that must look like persons: headings stand so, too."""


def find_names_in_cells(text: str) -> list[Label]:
    """Return labels that a tab, or a line between cells, separates from the words.

    Cells with a time or a number may be before and after the name. Nearly every line must have a
    label, and the names must come again: a table of other things has a new first cell in each row.
    """
    if "\t" not in text and " | " not in text:
        return []
    labels = [
        Label(match.start(), match.end(), match[1].strip())
        for match in _IN_CELLS.finditer(text)
        if match[1].strip().lower() not in _HEADS
    ]
    good = are_repeated(labels) and labels_per_paragraph(text, labels) > 0.7
    return labels if good and are_of_speakers(text, labels) else []


def find_names_with_times(text: str) -> list[Label]:
    """Return labels that have a time beside them: on the line above the words, or before them."""
    if not find_clock(text):
        return []
    for pattern in _TIMED:
        labels = [
            Label(match.start(), match.end(), clean_name(match[1]), clean_role(match[2]))
            for match in pattern.finditer(text)
            if not is_field(match[1])
        ]
        good = len(labels) >= 2 and labels_per_paragraph(text, labels) > 0.1
        if good and are_of_speakers(text, labels):
            return labels
    return []


def find_names_in_brackets(text: str) -> list[Label]:
    """Return labels in brackets before the words: "[Dana Wu] Hello."."""
    if "[" not in text:
        return []
    labels = [
        Label(match.start(), match.end(), clean_name(match[1]), clean_role(match[2]))
        for match in _IN_BRACKETS.finditer(text)
    ]
    good = are_repeated(labels) and labels_per_paragraph(text, labels) > 0.5
    return labels if good and are_of_speakers(text, labels) else []


def find_names_alone(text: str) -> list[Label]:
    """Return labels that are a name on a line of its own, with the words below.

    Most must look like persons and come again, and the words must sound spoken. A name below
    "Yours," is that of who has written a letter.
    """
    labels = [
        Label(match.start(), match.end(), clean_name(match[1]), clean_role(match[2]))
        for match in _ALONE.finditer(text)
        if not _SALUTATION(text, max(0, match.start() - 80), match.start())
    ]
    counts = Counter(label.speaker for label in labels)
    labels = [one for one in labels if counts[one.speaker] > 1 or is_person(one.speaker)]
    if not are_repeated(labels) or labels_per_paragraph(text, labels) < 0.2:
        return []
    return (
        labels
        if count_persons(labels) >= _PERSONS * len(labels) and are_spoken(text, labels)
        else []
    )
