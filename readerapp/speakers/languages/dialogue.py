"""Tell who speaks in a dialogue from what is told around the speech, and from the turns.

»Nein.« Jonas stand auf: who is named in the sentence beside the speech, in its own paragraph, is
mostly who says it. Where two persons speak in turn, each paragraph is that of the other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from readerapp.speakers import NO_NAME, NO_SPEECH, Candidate, Suggestion
from readerapp.speakers.languages.alternation import IN_TURN
from readerapp.speakers.languages.cues import REACH, TURN, Cue, sentence_after, sentence_before
from readerapp.speakers.languages.person_reference import PersonReference
from readerapp.speakers.languages.persons import PersonReader
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.speech import Speech
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

_BEAT = 0.5
"""Of the subject of the sentence beside the speech: an estimate, not a count."""
_WORDS_TO_NOUN = 7
"""Words of a sentence about the speech before it, up to the noun ("C’est par ces mots que …")."""
_SPEAKERS = 6
"""Turns before in which the two persons of a dialogue are looked for."""
_REPEATED = 0.6
"""Of words of a headline that stand again in the article: an estimate, all were right in a few."""
_FIRST = 20
"""Quotations at the beginning of a text that may be those of a headline or a lead."""
_MOST_COMPARED = 200
"""Quotations with a speaker among which the words of a headline are looked for."""
_WORD = re.compile(r"\W+")
_GAP = 2
"""Paragraphs between two turns of one dialogue."""


def read_beat(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    paragraph: tuple[int, int],
    one: Speech,
    neighbours: tuple[Speech | None, Speech | None],
) -> Cue | None:
    """Return the subject of the sentence behind a stretch of speech, or of the one in front.

    Args:
        text: The whole text.
        rules: The rules of its language.
        reader: Reads the persons of the text.
        paragraph: The paragraph of the speech.
        one: The speech.
        neighbours: The speech before and after it.
    """
    previous, following = neighbours
    if not one.is_dash and not text[one.start].isupper() and text[one.start] not in "¿¡":
        return None
    start = one.outer_end
    while start < paragraph[1] and text[start] in " .—–-\u00a0":
        start += 1
    if start < paragraph[1] and "\n\n" not in text[one.outer_end : start]:
        behind = replace(one, outer_end=start)
        low, high = sentence_after(text, behind, paragraph[1], following)
        tokens = split_words(text, low, high, rules)
        if found := _speech_noun(rules, reader, tokens) or _subject(rules, reader, tokens):
            return Cue(found, _BEAT if found.kind == "name" else TURN, "after", is_beat=True)
    low, high = sentence_before(text, one, paragraph[0], previous)
    if text[low:high].rstrip()[-1:] not in tuple(".!?…:"):
        return None
    tokens = split_words(text, low, high, rules)
    if found := _subject(rules, reader, tokens):
        return Cue(found, _BEAT if found.kind == "name" else TURN, "before", is_beat=True)
    return None


def _subject(
    rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token]
) -> PersonReference | None:
    """Return the person with whom a sentence begins, with its verb directly behind."""
    if not tokens or not is_capital(tokens[0].word):
        return None
    found = reader.read(tokens, 0, skip=False)
    if not found or found.kind not in ("name", "pronoun", "role"):
        return None
    if found.kind == "role" and not found.is_definite:
        return None
    following = next((token for token in tokens if token.start >= found.end), None)
    if not following or not following.word.islower() or rules.has("prepositions", following.word):
        return None
    return found


def _speech_noun(
    rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token]
) -> PersonReference | None:
    """Return who is named behind "with these words" in the sentence after speech."""
    for at, token in enumerate(tokens[:_WORDS_TO_NOUN]):
        if rules.has("speech_nouns", token.word):
            while at + 1 < len(tokens) and rules.has(
                "that_words", tokens[at + 1].word.rstrip("’'")
            ):
                at += 1
            found = reader.read(tokens, at + 1)
            return found if found and found.kind in ("name", "role", "pronoun") else None
    return None


def name_repeated(text: str, made: Sequence[Suggestion]) -> list[Suggestion]:
    """Return suggestions in which a headline has the speaker of the same words in the article.

    Args:
        text: The whole text.
        made: The suggestion for each stretch of speech, in order.
    """
    folded = [_WORD.sub(" ", text[one.start : one.end].lower()).split() for one in made]
    named = [
        (f" {' '.join(words)} ", one)
        for words, one in zip(folded, made, strict=True)
        if one.speaker and one.confidence > TURN
    ]
    result: list[Suggestion] = []
    first_line = len(text) - len(text.lstrip())
    first_line = text.find("\n", first_line)
    for index, (words, one) in enumerate(zip(folded, made, strict=True)):
        if index >= _FIRST:
            result.append(one)
            continue
        key = f" {' '.join(words)} "
        known = one.speaker and one.confidence > _BEAT
        headline = one.start < first_line or one.reason == NO_NAME
        same = next(
            (
                other
                for whole, other in named[:_MOST_COMPARED]
                if key in whole and other.start > one.end and len(words) > 1
            ),
            None,
        )
        if (
            same is None
            or one.reason == NO_SPEECH
            or not headline
            or (known and same.confidence < one.confidence)
        ):
            result.append(one)
            continue
        confidence = min(same.confidence, _REPEATED)
        candidates = (Candidate(same.speaker or "", confidence),)
        result.append(
            replace(
                one,
                speaker=same.speaker,
                confidence=confidence,
                reason=IN_TURN,
                candidates=candidates,
                kind=same.kind,
            )
        )
    return result


def fill_turns(text: str, speech: Sequence[Speech], made: Sequence[Suggestion]) -> list[Suggestion]:
    """Return suggestions in which turns without a name have the other one of two who speak.

    Args:
        text: The whole text.
        speech: Its speech, in order.
        made: The suggestion for each stretch of it.
    """
    filled = list(made)
    turns = _turns(speech, made)
    names = [made[turn[0]].speaker or "" for turn in turns]
    paragraphs = [speech[turn[0]].paragraph for turn in turns]
    for at, turn in enumerate(turns):
        if names[at] or made[turn[0]].reason != NO_NAME:
            continue
        before = names[at - 1] if at and paragraphs[at] - paragraphs[at - 1] <= _GAP else ""
        after = _next_name(names, paragraphs, at)
        other = _other(names[max(0, at - _SPEAKERS) : at + _SPEAKERS], before or after)
        if not (before or after) or not other or (before and after and before != after):
            other = ""
        if other and not _calls(text, [speech[index] for index in turn], other):
            names[at] = other
            for index in turn:
                if not filled[index].speaker and filled[index].reason == NO_NAME:
                    filled[index] = replace(
                        filled[index],
                        speaker=other,
                        confidence=TURN,
                        reason=IN_TURN,
                        candidates=(Candidate(other, TURN),),
                    )
    return filled


def _turns(speech: Sequence[Speech], made: Sequence[Suggestion]) -> list[list[int]]:
    """Return the indexes of the stretches of speech of each paragraph that begins with speech."""
    turns: list[list[int]] = []
    for index, one in enumerate(speech):
        if made[index].reason == NO_SPEECH:
            continue
        if turns and speech[turns[-1][0]].paragraph == one.paragraph:
            turns[-1].append(index)
        else:
            turns.append([index])
    return turns


def _next_name(names: Sequence[str], paragraphs: Sequence[int], at: int) -> str:
    """Return who speaks in the next turn; "" if it is unknown or far away."""
    if at + 1 < len(names) and paragraphs[at + 1] - paragraphs[at] <= _GAP:
        return names[at + 1]
    return ""


def _other(names: Sequence[str], name: str) -> str:
    """Return the only person among those of some turns beside `name`, or ""."""
    others = {one for one in names if one and one != name}
    return others.pop() if len(others) == 1 and name else ""


def _calls(text: str, turn: Sequence[Speech], name: str) -> bool:
    """Return whether speech addresses somebody: "Ana, come here", "Come here, Ana"."""
    word = re.escape(name.rpartition(" ")[2])
    pattern = re.compile(
        rf"(?:^|[,;.!?…]\s|[¡¿])\s*(?:\w+\s)?{word}\s*[,.!?…]|,\s(?:\w+\s)?{word}$"
    )
    return any(pattern.search(text[one.start : min(one.end, one.start + REACH)]) for one in turn)
