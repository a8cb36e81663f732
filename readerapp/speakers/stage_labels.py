"""Labels of plays and screenplays: a name before the words, or on the line above them.

Labels of plays have no colon, so a text is a play only if nearly every paragraph has one, and if
the names come again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from readerapp.speakers.lexicon import NOT_NAMES, SMALL_WORDS
from readerapp.speakers.turn_labels import (
    NAME,
    Label,
    are_of_speakers,
    are_repeated,
    are_spoken,
    clean_name,
    clean_role,
    is_field,
    labels_per_paragraph,
)

_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ’'-]+(?:[ ][A-ZÀ-Þ][A-ZÀ-Þ’'-]*){0,3}"
_SHORT_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ’'-]+(?:[ ][A-ZÀ-Þ][A-ZÀ-Þ’'-]+){0,2}"
_POINT = re.compile(
    rf"^[ \t]{{0,99}}({_CAPITALS})((?:[ ]?[\[(][^\])\n]{{1,60}}[\])]|,[ ][^\n.,]{{2,40}})?)\."
    r"(?![ ]?[–—-])[ \t]+(?=\S)",
    re.M,
)
_DASH = re.compile(
    rf"^[ \t]{{0,99}}({NAME})((?:[ ]?\([^)\n]{{1,60}}\)|,[^\n–—]{{2,140}}?)?)"
    r"(?:\.[ ]?[–—-]|[ ][–—])[ \t]+(?=\S)",
    re.M,
)
_GAP = re.compile(
    rf"^[ \t]{{0,99}}(?:({_SHORT_CAPITALS})[ \t]+(?=[“\"‘'(\[]?[A-ZÀ-Þ…](?:[^\W\d_A-ZÀ-Þ]|[’' ]))|"
    r"([A-ZÀ-Þ][\w’'-]{1,20}(?:[ ][A-ZÀ-Þ][\w’'-]{1,20})?)[ ]{3,}(?=\S))",
    re.M,
)
_SMALL_POINT = re.compile(
    r"^[ \t]{0,99}_?([A-ZÀ-Þ][\w’'-]{0,14}(?:[ ][A-ZÀ-Þ][\w’'-]{0,14}){0,2})"
    r"(?:_\.|\._?)[ \t]+(?=\S)",
    re.M,
)
_OFFICES = (
    r"Mr|Mrs|Ms|Miss|Dr|Senator|Representative|Congressman|Congresswoman|Chairman|Chairwoman|Chair|"
    r"Delegate|Captain|Admiral|General|Colonel|Major|Lieutenant|Sergeant|Commander|Secretary|"
    r"Ambassador|Judge|Justice|Professor|Sheriff|Chief|Director|Commissioner|Governor|Mayor|"
    r"Reverend|Rabbi|Sister|Father|Bishop|Inspector|Under Secretary|Attorney General"
)
_HEARING = re.compile(
    rf"^[ \t]{{0,99}}((?:{_OFFICES})\.?[ ](?:[A-Z][\w’'-]*|de|la|van|von|der)"
    r"(?:[ ](?:[A-Z][\w’'-]*|de|la|van|von|der)){0,2}(?:[ ]of[ ][A-Z]\w+(?:[ ][A-Z]\w+)?)?|"
    r"The[ ](?:ACTING[ ]|VICE[ ]|Vice[ ]|PRESIDING[ ])?"
    r"(?:CHAIRMAN|CHAIRWOMAN|CHAIR|SPEAKER(?:[ ]pro[ ]tempore)?|PRESIDENT|CLERK|OFFICER|WITNESS|"
    r"Chairman|Chairwoman|Chair|Clerk))(?:[ ]\([^)\n]{2,40}\))?\.[ \t]+(?=\S)",
    re.M,
)
_ALL_CAPITALS = re.compile(
    r"^([ \t]*)([A-ZÀ-Þ][A-ZÀ-Þ0-9.'’ -]{0,30}?)"
    r"((?:[ \t]*\([^)\n]{1,30}\))*|,[ ][^\n.,]{2,40})\.?[ \t]*\n"
    r"(?:[ \t]*\([^)\n]*\)[ \t]*\n)*(?=[ \t]*\S)(?![ \t]*[A-ZÀ-Þ’' ]{2,30},)",
    re.M,
)
_NO_CHARACTER = re.compile(
    r"(?:INT|EXT|I/E|EST)\b|.*\b(?:CUT TO|FADE|DISSOLVE|ACT|SCENE|CHAPTER|BOOK|PART|VOLUME|THE END|"
    r"CONTINUED|MONTAGE|TITLE|PREFACE|CONTENTS|EPILOGUE|PROLOGUE)\b"
)
_CONTINUED = re.compile(
    r"\((?:CONT[’']?D|CONTINUED|V\.?\s?O\.?|O\.?\s?S\.?|O\.?\s?C\.?|MORE)\.?\)", re.I
)
_SCENE = re.compile(r"^[ \t]{0,99}(?:INT|EXT|I/E)[./ ]", re.M)
_BLOCK_END = re.compile(r"\n[ \t]*\n|\Z")


def find_play(text: str) -> list[Label]:
    """Return labels of plays: a name in capitals with a full stop in front of the words."""
    labels = _without_headings(
        Label(match.start(), match.end(), match[1], clean_role(match[2]))
        for match in _POINT.finditer(text)
    )
    good = are_repeated(labels) and labels_per_paragraph(text, labels) > 0.3
    return labels if good and are_of_speakers(text, labels) else []


def find_hearing(text: str) -> list[Label]:
    """Return labels of hearings in the United States: "Mr. Poe." or "The CHAIRMAN." and words.

    Lines of these reports are wrapped and paragraphs have no blank line between them, so the labels
    may be few for the lines.
    """
    labels = [
        Label(match.start(), match.end(), " ".join(match[1].split()))
        for match in _HEARING.finditer(text)
    ]
    good = are_repeated(labels) and labels_per_paragraph(text, labels) > 0.1
    return labels if good and are_spoken(text, labels) else []


def find_dashes(text: str) -> list[Label]:
    """Return labels that a dash separates from the words: "ANNA.— Who?", "President. – Order"."""
    labels = _without_headings(
        Label(match.start(), match.end(), clean_name(match[1]).rstrip("."), clean_role(match[2]))
        for match in _DASH.finditer(text)
        if not is_field(match[1])
    )
    good = are_repeated(labels) and labels_per_paragraph(text, labels) > 0.5
    return labels if good and are_spoken(text, labels) else []


def find_names_before_words(text: str) -> list[Label]:
    """Return labels with hardly a sign: "ANNA Who is there?", "Anna   Who?", or "Anna. Who?".

    The words must sound spoken, and nearly every paragraph has such a label.
    """
    for pattern in (_GAP, _SMALL_POINT):
        labels = _without_headings(
            Label(match.start(), match.end(), clean_name(next(filter(None, match.groups()))))
            for match in pattern.finditer(text)
        )
        labels = [label for label in labels if not _is_word(label.speaker)]
        good = are_repeated(labels, 0.75) and labels_per_paragraph(text, labels) > 0.6
        if good and are_spoken(text, labels):
            return labels
    return []


def _is_word(name: str) -> bool:
    """Return whether a name is a word that begins sentences ("Yes", "The"), or a field."""
    return name.lower() in SMALL_WORDS or name in NOT_NAMES or is_field(name)


def _without_headings(labels: Iterable[Label]) -> list[Label]:
    return [label for label in labels if not _NO_CHARACTER.match(label.speaker)]


def find_screenplay(text: str) -> list[Label]:
    """Return labels that are a name in capitals on its own line.

    The words follow directly below, up to an empty line.
    """
    labels: list[Label] = []
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
        stop = _BLOCK_END.search(text, match.end())
        role = clean_role(_CONTINUED.sub("", match.group(3)))
        end = stop.start() if stop else len(text)
        if any(letter.islower() for letter in text[match.end() : end]):
            labels.append(Label(match.start(), match.end(), name, role, stop=end))
    counts = Counter(label.speaker for label in labels)
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    if len(labels) < 3 or len(counts) < 2 or repeated < 0.5 * len(labels):
        return []
    if len(labels) == 3 and not _SCENE.search(text):
        return []
    spoken = sum((label.stop or 0) - label.start for label in labels)
    return labels if spoken > 0.25 * len(text) and are_of_speakers(text, labels) else []
