"""Labels of examinations and press conferences: Q. and A., with the names that the record gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readerapp.speakers.turn_labels import Label
from readerapp.text.examination import Examination, find_oaths, in_question

_CAPITALS = r"(?:THE )?(?:MR|MS|DR|[A-Z]{3,})\.?(?: [A-Z][A-Z'’-]+){0,2}"
_LABEL = re.compile(
    r"^[ \t]{0,99}(?:(?:\d\d?:\d\d(?::\d\d)?|\d+)[ \t]+)?"
    r"(?:([QA])\d{0,3}(?:[.:][ \t]+|\t|[ ]{2,})(?=\S)|"
    rf"({_CAPITALS}):[ \t]+(?=\S)|"
    r"(?:\([^)\n]*\)[ \t]*)?(?:(?:FURTHER |RE-?|CROSS-?)*EXAMINED BY|"
    r"(?:(?:[A-Z]+[ -]){0,2}EXAMINATION[ \t]+)?BY|"
    r"(?:Further |Re-?|Cross-?)*[Ee]xamined by) "
    r"((?:MR|MS|MRS|MISS|DR|SIR)\.? [A-Z][A-Z'’ -]+?):?[ \t]*$)",
    re.M,
)
_PRESS = re.compile(
    rf"^[ \t]{{0,99}}(?:Q[ \t]+(?=[“\"(]?[A-Z])|Q[:.][ \t]+|({_CAPITALS}):[ \t]+(?=\S))", re.M
)
_END_OF_PRESS = re.compile(r"\n[ \t]*\n[ \t]*END\b[^a-z\n]*(?:\n|\Z)")
_NOT_SAID = re.compile(
    r"\n[ \t]*\n[ \t]*(?=\([^)\n]+\)\.?[ \t]*(?:\n|\Z)|"
    r"(?:[A-Z]+[ -])*(?:EXAMINATION|PROCEEDINGS|SESSION|CERTIFICATE|EXHIBITS|VERDICT)\b[^a-z\n]*"
    r"(?:\n|\Z))"
)
"""A paragraph of the reporter: in brackets, or a heading."""
_is_faq = re.compile(r"[\s\S]{0,600}?(?:Frequently [Aa]sked|FREQUENTLY ASKED|\bFAQs?\b)").match
_first_person = re.compile(r"\b(?:I|I['’]\w{1,2}|me|my|My)\b").search
_WORDS_OF_SENTENCE = 3
"""Words from which on an answer is a sentence: "Ten." has no "I" in an examination either."""
_FEWEST_SENTENCES = 3


def find_examination(text: str) -> list[Label]:
    """Return the labels of depositions: Q. and A., with the names in the record.

    The names are those of the examiner and of the witness. Questions that nobody answers as "I" are
    those of readers, with answers to all of them.
    """
    matches = list(_LABEL.finditer(text))
    letters = Counter(match.group(1) for match in matches)
    if letters["Q"] < 1 or letters["A"] < 1 or letters["Q"] + letters["A"] < 2:
        return []
    oaths = list(find_oaths(text))
    if not oaths and not letters[None] and (_is_faq(text) or _is_for_readers(text, matches)):
        return []
    names = Examination(oaths[0]["witness"] if oaths else "")
    labels: list[Label] = []
    for match in matches:
        while oaths and oaths[0].start() < match.start():
            names.swear(oaths.pop(0)["witness"])
        letter, named, examiner = match.groups()
        if examiner:
            names.ask(examiner)
            labels.append(Label(match.start(), match.end(), names.speaker("Q"), stop=match.end()))
            continue
        start = match.end()
        if letter == "Q" and (asked := in_question(text, start)):
            names.ask(asked["examiner"])
            start = asked.end()
        labels.append(Label(match.start(), start, names.speaker(letter or named)))
    return list(_without_reporter(text, labels))


def _is_for_readers(text: str, matches: Sequence[re.Match[str]]) -> bool:
    """Return whether the answers are several sentences, and nobody says "I" in any of them."""
    answers = [
        text[match.end() : following.start() if following else len(text)]
        for match, following in zip(matches, [*matches[1:], None], strict=True)
        if match[1] == "A"
    ]
    sentences = sum(1 for answer in answers if len(answer.split(None, 8)) >= _WORDS_OF_SENTENCE)
    return sentences >= _FEWEST_SENTENCES and not any(map(_first_person, answers))


def _without_reporter(text: str, labels: list[Label]) -> Iterator[Label]:
    """Yield the labels; the turn of each ends before the first paragraph of the reporter."""
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = label.stop or (following.start if following else len(text))
        asides = (
            _NOT_SAID.search(text, label.end, stop),
            next(find_oaths(text, label.end, stop), None),
        )
        ends = [aside.start() for aside in asides if aside]
        yield replace(label, stop=min(ends) if ends else label.stop)


def find_press_conference(text: str) -> list[Label]:
    """Return the labels of a press conference: "Q" without a name, and the names of who answers."""
    matches = list(_PRESS.finditer(text))
    named = Counter(match[1] for match in matches)
    if named[None] < 2 or len(matches) - named[None] < 2 or len(named) < 2:
        return []
    labels = [Label(match.start(), match.end(), match[1] or "Q") for match in matches]
    end = _END_OF_PRESS.search(text, labels[-1].end)
    if end:
        labels[-1] = replace(labels[-1], stop=end.start())
    return labels
