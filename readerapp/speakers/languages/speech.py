"""Find speech in a text of another language, without the narration inside it.

French, Spanish, Italian, Portuguese and Russian put the narrator's words into the speech without
closing the marks: « Non, dit-il, jamais. » and —Ni una palabra —contestó Loureiro—. Llevo años.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readerapp.speakers import quotation_marks, quotations
from readerapp.speakers.languages.first_names import is_first_name
from readerapp.speakers.languages.persons import PersonReader
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.tokens import split_words

_LEAST_DASHES = 2
"""Paragraphs that begin with a dash from which on they are speech and not items of a list."""
_TURN_LINE = re.compile(r"\n(?=[—–―][ \t\u00a0\u202f]*[A-ZÀ-ÞА-ЯЁ¿¡«“…])")
_LONGEST_ITEM = 400  # code points of an item that are looked at
_LONGEST_INSERTION = 240  # code points
_VERB_WITHIN = 3
"""Words in which the verb of saying of an insertion comes: "lui dit-il", "me répondit Pierre"; one
more behind a reflexive pronoun: "s'est-il écrié"."""
_WORDS_TO_SUBJECT = 4
"""Words between the verb of an insertion and its subject: more of them belong to speech."""
_BREAK = re.compile(r"(?<=[,!?…;.])[ \u00a0\u202f\n]+(?=[^\W\d_])")
_INSERTION_END = re.compile(r"[.!?](?=\s|$)|[,;:](?=\s)")
_GOES_ON = re.compile(
    r"[,;]\s+(?:en|car|qui|avec|d[’']un|puis|tout en|et (?:il|elle)|[a-zé]{2,}ant|de|selon|dont|"
    r"sans|comme|tandis|pendant|lorsque|mientras|con|que|quien|"
    r"mentre|con|che|enquanto|com|который|которая|а|и)\b"
)
_DASH = re.compile(r"\s*(?:(?<=\s)[—–-]|[—–])\s*(?=[\w.,;:¿¡«“…])")


@dataclass(frozen=True, slots=True)
class Speech:
    """One stretch of speech without narration inside.

    Attributes:
        start: Start of the words in code points.
        end: End of the words.
        outer_start: Start with the mark or dash.
        outer_end: End with the mark.
        paragraph: Index of the paragraph.
        is_dash: Whether a dash introduces it.
        continues: Whether it goes on from the stretch before, behind an insertion or in the next
            paragraph of one quotation.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    is_dash: bool = False
    continues: bool = False


def split_dialogue(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return paragraphs, each line that a dash and a capital begin as a paragraph of its own.

    In many texts the turns of a dialogue have no blank line between them, other paragraphs have.
    """
    turns = [match.start() + 1 for match in _TURN_LINE.finditer(text)]
    if len(turns) < _LEAST_DASHES:
        return list(paragraphs)
    found: list[tuple[int, int]] = []
    at = 0
    for start, end in paragraphs:
        low = start
        while at < len(turns) and turns[at] < end:
            if turns[at] > low:
                found.append((low, turns[at] - 1))
                low = turns[at]
            at += 1
        found.append((low, end))
    return found


def find_speech(text: str, rules: LanguageRules, paragraphs: list[tuple[int, int]]) -> list[Speech]:
    """Return the speech of a text in document order.

    Args:
        text: The whole text.
        rules: The rules of its language.
        paragraphs: Its paragraphs, half-open ranges in code points.
    """
    dashes = [
        quotation_marks.dash_length(text, start) if not rules.capital_nouns else 0
        for start, _ in paragraphs
    ]
    if _is_list(text, rules, paragraphs, dashes):
        dashes = [
            0 if text[start] == "-" else dash
            for (start, _), dash in zip(paragraphs, dashes, strict=True)
        ]
    use_dashes = sum(1 for dash in dashes if dash) >= _LEAST_DASHES
    conventions = replace(quotations.detect_conventions(text), dashes=False)
    outer = iter(quotations.find_quotations(text, conventions=conventions))
    quotation = next(outer, None)
    reader = PersonReader(text, rules)
    found: list[Speech] = []
    for index, (start, end) in enumerate(paragraphs):
        if use_dashes and dashes[index]:
            found += _dash_speech(text, rules, reader, index, (start + dashes[index], end), start)
            while quotation and quotation.outer_start < end:
                quotation = next(outer, None)
            continue
        while quotation and quotation.outer_start < end:
            found += _marked_speech(text, rules, reader, paragraphs, index, quotation)
            quotation = next(outer, None)
    return _without_overlaps(found)


def _is_list(
    text: str, rules: LanguageRules, paragraphs: list[tuple[int, int]], dashes: list[int]
) -> bool:
    """Return whether lines that begin with a hyphen are items: none asks, none says who speaks."""
    for (start, end), dash in zip(paragraphs, dashes, strict=True):
        if not dash or text[start] != "-":
            continue
        part = text[start : min(end, start + _LONGEST_ITEM)]
        if any(sign in part for sign in "?!…"):
            return False
        for gap in re.finditer(r"[,.]\s+(?=\w)|\s-\s*(?=\w)", part):
            low = start + gap.end()
            words = split_words(text, low, min(low + 40, end), rules)[:_VERB_WITHIN]
            if text[low].islower() and any(rules.is_verb(token.word) for token in words):
                return False
    return True


def _without_overlaps(found: list[Speech]) -> list[Speech]:
    """Return speech in order: a quotation may go on over paragraphs that begin with a dash."""
    apart: list[Speech] = []
    for one in sorted(found, key=lambda one: (one.start, one.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _marked_speech(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    paragraphs: list[tuple[int, int]],
    index: int,
    quotation: quotations.Quotation,
) -> Iterator[Speech]:
    parts: list[tuple[int, int, int]] = []  # start, end, paragraph
    number = index
    for low, high in quotation.parts:
        while number + 1 < len(paragraphs) and paragraphs[number][1] < low:
            number += 1
        for start, end in without_insertions(text, low, high, rules, reader):
            parts.append((start, end, number))
    for order, (start, end, paragraph) in enumerate(parts):
        yield Speech(
            start,
            end,
            quotation.outer_start if not order else start,
            quotation.outer_end if order == len(parts) - 1 else end,
            paragraph,
            continues=order > 0,
        )


def without_insertions(
    text: str, start: int, end: int, rules: LanguageRules, reader: PersonReader
) -> list[tuple[int, int]]:
    """Return the parts of a range that are speech; a comma sets narration off.

    Args:
        text: the whole text.
        start: the first offset of the range, in code points.
        end: the offset after the last.
        rules: the rules of the language.
        reader: reads the persons of the text.
    """
    if not rules.insertions:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    low = start
    for gap in _BREAK.finditer(text, start, end):
        if gap.start() < low or not text[gap.end()].islower():
            continue
        finish = _insertion_end(text, gap.end(), end, rules, reader)
        if finish is None:
            continue
        if trimmed := _trim(text, low, gap.start()):
            parts.append(trimmed)
        low = finish
    if trimmed := _trim(text, low, end):
        parts.append(trimmed)
    return parts or [(start, end)]


def _insertion_end(
    text: str, start: int, end: int, rules: LanguageRules, reader: PersonReader
) -> int | None:
    """Return the end of the narration at `start` inside speech; None if it is none."""
    limit = min(end, start + _LONGEST_INSERTION)
    tokens = split_words(text, start, limit, rules)
    within = _VERB_WITHIN + (1 if tokens and rules.is_reflexive(tokens[0].word) else 0)
    verb = next(
        (
            at
            for at, token in enumerate(tokens[:within])
            if rules.is_verb_behind(token.word, tokens[0].word)
            and not re.search(r"[,;:!?]", text[start : token.start])
        ),
        None,
    )
    if verb is None:
        return None
    if reader.read_turned_pronoun(tokens, verb):
        return _end_of_narration(text, start, tokens[verb].end, end)
    if any(
        token.word.lower() in ("je", "tu", "il", "elle", "ne", "n’", "n'", "qu’")
        for token in tokens[:verb]
    ):
        return None
    subject = reader.read(tokens, verb + 1)
    if not subject and not verb and text[start - 2 : start].rstrip()[-1:] in ("!", "?"):
        return _end_of_narration(text, start, tokens[verb].end, end)  # no sentence begins so
    if (
        not subject
        or len(split_words(text, tokens[verb].end, subject.start, rules)) > _WORDS_TO_SUBJECT
    ):
        return None
    if re.search(r"[,;:.!?]\s", text[tokens[verb].end : subject.start]):
        return None
    return _end_of_narration(text, start, subject.end, end)


def _end_of_narration(text: str, start: int, at: int, end: int) -> int:
    """Return the end of the narration inside speech that begins at `start`.

    Args:
        text: the whole text.
        start: the start of the narration in code points.
        at: the end of its verb and subject.
        end: the end of the speech.
    """
    while match := _INSERTION_END.search(text, at, end):
        if _GOES_ON.match(text, match.start(), end) and match.start() - start < _LONGEST_INSERTION:
            at = match.end()
            continue
        return match.end() if match[0] in ".,:" else match.start()
    return end


def _dash_speech(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    paragraph: int,
    inside: tuple[int, int],
    outer: int,
) -> Iterator[Speech]:
    """Yield the speech of a paragraph that begins with a dash."""
    start, end = inside
    cuts = [start]
    for match in _DASH.finditer(text, start, end):
        cuts += [match.start(), match.end()]
    cuts.append(end)
    pieces = list(zip(cuts[::2], cuts[1::2], strict=True))
    ranges: list[tuple[int, int]] = []
    open_piece: tuple[int, int] | None = None
    for number, (low, high) in enumerate(pieces):
        if number and _is_narration(text, rules, pieces[number - 1], (low, high), number):
            open_piece = None
            resumed = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ÝА-Я¿¡])").search(text, low, high)
            if resumed and number + 1 < len(pieces):
                open_piece = None
            continue
        begin = low
        while begin < high and text[begin] in ".,;: ":
            begin += 1
        if open_piece:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((begin, high))
        open_piece = ranges[-1]
    first = True
    for low, high in ranges:
        for part_low, part_high in without_insertions(text, low, high, rules, reader):
            if trimmed := _trim(text, part_low, part_high):
                yield Speech(
                    *trimmed, outer if first else trimmed[0], trimmed[1], paragraph,
                    is_dash=True, continues=not first,
                )  # fmt: skip
                first = False


def _is_narration(
    text: str,
    rules: LanguageRules,
    before: tuple[int, int],
    piece: tuple[int, int],
    number: int,
) -> bool:
    """Return whether the piece behind a dash in speech is what the narrator says."""
    low, high = piece
    if low >= high:
        return False
    words = [token.word for token in split_words(text, low, min(high, low + 80), rules)[:6]]
    ended = text[before[0] : before[1]].rstrip()[-1:] in tuple("…!?.,")
    if not text[low].islower():
        # "— O Abílio? — A mulher levou a mão à boca. — Vivo?"
        begins = bool(words) and (
            rules.has("determiners", words[0])
            or any(rules.has(name, words[0]) for name in ("male_pronouns", "female_pronouns"))
            or is_first_name(words[0].lower(), rules.code)
            or text[low - 1] in "—–"
        )
        return number % 2 == 1 and ended and begins and text[low] not in "¿¡«“"
    if any(rules.is_verb(word) for word in words[:4]):
        return True
    if number % 2 == 1 and words and rules.looks_like_verb(words[0]):
        return True
    return number % 2 == 1 and (ended or rules.code == "es")


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range without white space and dashes at its edges; None if no letter is left."""
    while start < end and (text[start].isspace() or text[start] in "—–"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "—–"):
        end -= 1
    return (start, end) if any(sign.isalnum() for sign in text[start:end]) else None
