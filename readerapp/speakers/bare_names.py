"""Names beside a quotation that show its speaker without a listed verb of speech."""

from __future__ import annotations

from readerapp.speakers.clauses import Narration, SpeechVerb
from readerapp.speakers.lexicon import FILLERS, WRITINGS
from readerapp.speakers.mentions import PUNCTUATION

_DASHES = ("-", "--", "—", "–", "―")
_RETORTS = ("shot", "fired", "hit", "snapped", "threw", "came", "texted")
_PARTICLES = ("back", "out", "up", "in", "off", "on")


def name_after(narration: Narration, leads: bool) -> SpeechVerb | None:
    """Return a verb for the person after a quotation without a listed verb of speech, or None.

    It is the name of "— Ann Poe" or "is how Ann Poe sums it up", or a subject whose verb ends the
    clause ("Ann Poe shot back.").

    Args:
        narration: The narration after the quotation.
        leads: Whether the quotation ends with a comma, so that a verb of speech follows. After
            "“Stop!”", "Ann Poe waited." is an action.
    """
    tokens = narration.tokens
    if not narration.mentions:
        return None
    first = narration.mentions[0]
    if tokens[:2] in (("is", "how"), ("was", "how")) and first.first == 2:
        return SpeechVerb("", 0, first, "direct", False, None)
    if first.first > 1:
        return None
    verb = first.last
    if first.first == 1:
        closed = verb == len(tokens) or tokens[verb] in PUNCTUATION
        bracketed = tokens[0] == "(" and tokens[verb : verb + 1] == (")",)
        if (tokens[0] in _DASHES or bracketed) and first.kind != "pronoun" and closed:
            return SpeechVerb("", 0, first, "verb first", False, None)
        return None
    if verb + 1 >= len(tokens) or not tokens[verb].islower() or tokens[verb] in FILLERS:
        return None
    if not leads and tokens[verb + 1] == "back" and tokens[verb] in _RETORTS:
        return SpeechVerb(tokens[verb], verb, first, "direct", False, None)
    closed = tokens[verb + 1] in ".," or tokens[verb + 1] in _PARTICLES
    past = tokens[verb].endswith("ed") and len(tokens[verb]) > 3
    if tokens[verb].isalpha() and (closed or past) and leads:
        return SpeechVerb(tokens[verb], verb, first, "direct", False, None)
    return None


def name_before(narration: Narration) -> SpeechVerb | None:
    """Return a verb for the person who is named before a colon without a verb of speech, or None.

    It is a label ("Ann Poe:", "Ann Poe –", "@poe_ann:", "Asked about it, Ann Poe:"), or the
    subject of a sentence about something written ("Ann Poe issued a statement through her
    lawyer:").
    """
    if not narration.mentions or narration.tokens[-1] not in (":", *_DASHES):
        return None
    last = narration.mentions[-1]
    if narration.tokens[-1] != ":":  # no heading: "FAREWELL — “The Old Inn will close”"
        small = any(token[1:].islower() for token in narration.tokens[: last.last])
        if last.first or last.kind != "name" or not small:
            return None
    sentence = narration.sentences[-1]
    here = [n for n, number in enumerate(narration.sentences) if number == sentence]
    writers = [one for one in narration.subjects if one.first in here]
    if writers and any(narration.tokens[n] in WRITINGS for n in here):
        return SpeechVerb("", writers[0].first, writers[0], "aside", False, None)
    alone = not last.first or narration.tokens[last.first - 1] in ".!?@,"
    if last.kind == "name" and alone and last.last == len(narration.tokens) - 1:
        return SpeechVerb("", last.first, last, "direct", False, None)
    return None
