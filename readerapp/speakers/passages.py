"""Passages: quotations split at paragraphs, with the narration beside them and the names inside.

Also cues: speech verbs and subjects in the narration that point to the speaker of a passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers import bare_names, clauses
from readerapp.speakers.clauses import Narration, SpeechVerb
from readerapp.speakers.lexicon import CALLED, NAMING_WORDS, SMALL_WORDS
from readerapp.speakers.mentions import NameColumns, PersonMention
from readerapp.speakers.names import NameMention
from readerapp.speakers.quotations import Quotation, find_signature

BEFORE, AFTER = 420, 320
"""Maximum length in code points of the narration that is parsed before and after a quotation."""

_HEARD = re.compile(
    r"[^.!?“”\"]*?,\s+(?:the|a|an|[A-Z][\w’']+)\s+(?:[\w’']+\s+){0,3}"
    r"(?:[Ii]nquiry|[Ii]nquest|[Cc]ourt|[Tt]ribunal|jury|hearing|panel|committee|commission|trial)"
    r"(?:\s+(?:in|at)\s+[A-Z]\w+)?\s+(?:has\s+|had\s+)?(?:heard|was\s+told|were\s+told|been\s+told)\b(?!\s+by\b)"
)
"""What follows words of evidence: "by officials, a public inquiry heard"."""
_CALLED_REACH = 4  # tokens at the end of the narration in which a passive is looked for
_TITLES = 4  # titles in a row over which a sentence is read
_LONGEST_TITLE = 60  # code points

LEADS = (",", ":", "--", "—", "–", ";")
"""Endings of narration that leads to a quotation."""

_BEFORE_ADDRESS = re.compile(r"(?:^|[,.!?;—-]\s*(?:my dear |dear |poor |old )?)$")
_ADDRESS_NOUN = re.compile(
    r"[,.!?;—-] ?(?:my dear |dear |yes |no |oh |my )?"
    r"(?:(sir|father|papa|dad|daddy|uncle|old (?:man|chap|boy)|boy|man|lad|my lord|brother|mister)"
    r"|(madam|ma[’']am|mother|mamma|mama|mum|aunt|auntie|my lady|my girl|girl|sister|miss|m[’']m))"
    r"(?=[,.!?;—-]|$)",
    re.I,
)
_AFTER_ADDRESS = re.compile(r"\s*(?:[,.!?;—-]|$)")

Paragraphs = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a quotation that is in one paragraph; `[start, end)` excludes the marks.

    All offsets are code points; people are indices of persons.

    Attributes:
        start: Start of the words.
        end: End of the words.
        outer_start: Start with the mark.
        outer_end: End with the mark.
        paragraph: Index of the paragraph.
        continues: Whether the quotation continues in the next paragraph.
        continued: Whether the quotation began in an earlier paragraph.
        before: The narration before it.
        after: The narration after it.
        named_people: People named inside it.
        addressees: People addressed by name inside it.
        address_gender: Gender of the person addressed as "sir" or "mamma", or "".
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool
    continued: bool
    before: Narration
    after: Narration
    named_people: tuple[int, ...]
    addressees: tuple[int, ...]
    address_gender: str


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool
    continued: bool


def collect_passages(
    text: str,
    found: Sequence[Quotation],
    paragraphs: Paragraphs,
    names: NameColumns,
    quoted: Sequence[NameMention],
    index: Mapping[str, int],
    sources: bool,
) -> list[Passage]:
    """Return the passages of a text in order.

    Args:
        text: The whole text.
        found: Its quotations.
        paragraphs: Its paragraphs as half-open ranges.
        names: The name mentions outside quotations.
        quoted: The name mentions inside quotations.
        index: The person of each name.
        sources: Whether reports and firms count as speakers (see `clauses.read_narration`).
    """
    parts = _split_at_paragraphs(found, paragraphs)
    starts = [mention.start for mention in quoted]
    collected: list[Passage] = []
    between: Narration | None = None  # the narration after one passage is also before the next
    for number, part in enumerate(parts):
        last = parts[number - 1] if number else None
        following = parts[number + 1] if number + 1 < len(parts) else None
        if last is None or last.paragraph != part.paragraph:
            between = None
        lead = _spoken_before(text, parts, number) if sources else number - 1
        if lead < number - 1:
            between, last = None, parts[lead] if lead >= 0 else None
        before = between or _narration_before(text, part, last, paragraphs, names, sources)
        stop = max(part.outer_end, paragraphs[part.paragraph][1])
        joined = following is not None and following.paragraph == part.paragraph
        if following is not None and joined:
            stop = following.outer_start
        joined = joined and stop - part.outer_end <= BEFORE
        after = clauses.read_narration(
            text,
            part.outer_end,
            stop if joined else min(stop, part.outer_end + AFTER),
            names,
            sources,
        )
        if not after.tokens and (line := find_signature(text, part.outer_end)):
            after = clauses.read_narration(text, *line, names, sources)
        between = after if joined else None
        inside, addressed = _names_inside(text, part, quoted, starts, index)
        collected.append(
            Passage(
                part.start, part.end, part.outer_start, part.outer_end, part.paragraph,
                part.continues, part.continued, before, after, inside, addressed,
                _address_gender(text, part),
            )
        )  # fmt: skip
    return collected


def _split_at_paragraphs(found: Sequence[Quotation], paragraphs: Paragraphs) -> list[_Part]:
    starts = [start for start, _ in paragraphs]
    parts = []
    for quotation in found:
        last = len(quotation.parts) - 1
        for number, (start, end) in enumerate(quotation.parts):
            paragraph = max(0, bisect_right(starts, start) - 1)
            outer_start = quotation.outer_start if number == 0 else paragraphs[paragraph][0]
            outer_end = quotation.outer_end if number == last else end
            parts.append(
                _Part(start, end, outer_start, outer_end, paragraph, number < last, number > 0)
            )
    return parts


def _spoken_before(text: str, parts: Sequence[_Part], number: int) -> int:
    """Return the index of the last part before `parts[number]` that is no title, or -1.

    The sentence goes on over a title: "Ann Poe, whose film “Rust” opens on Friday, said".
    """
    paragraph = parts[number].paragraph
    lead = number - 1
    while lead >= 0 and parts[lead].paragraph == paragraph and _is_title_inside(text, parts[lead]):
        lead -= 1
        if number - lead > _TITLES:
            return number - 1
    return lead


def _is_title_inside(text: str, part: _Part) -> bool:
    """Return whether a part is a title in the middle of a sentence, by its capitals."""
    words = text[part.start : min(part.end, part.start + _LONGEST_TITLE + 1)].strip(",").split()
    large = [word for word in words if word[0].isupper()]
    small = [word for word in words if word not in large and not word.isdigit()]
    before = text[max(0, part.outer_start - 40) : part.outer_start].split()
    named = bool(before) and before[-1].lower() in NAMING_WORDS
    return (
        part.end - part.start <= _LONGEST_TITLE
        and text[part.end - 1] not in (".!?" if named else ",.!?")
        and (len(large) > 1 or (named and bool(large)))
        and all(word.lower() in SMALL_WORDS for word in small)
        and text[max(0, part.outer_start - 2) : part.outer_start].strip().isalpha()
    )


def _narration_before(
    text: str,
    part: _Part,
    last: _Part | None,
    paragraphs: Paragraphs,
    names: NameColumns,
    sources: bool,
) -> Narration:
    """Parse the narration before a passage in its paragraph.

    If there is none, parse the previous paragraph if it leads to the passage.
    """
    low = paragraphs[part.paragraph][0]
    high = part.outer_start
    if last is not None and last.paragraph == part.paragraph:
        low = last.outer_end
    elif low >= high and part.paragraph and not part.continued:
        low, high = paragraphs[part.paragraph - 1]
        if last is not None:
            low = max(low, last.outer_end)
        if low >= high or not text[low:high].endswith(LEADS):
            low = high = part.outer_start
    return clauses.read_narration(text, max(low, high - BEFORE), high, names, sources)


def _address_gender(text: str, part: _Part) -> str:
    """Return the gender of the person whom a passage addresses without a name ("sir")."""
    match = _ADDRESS_NOUN.search(text, part.start, min(part.end, part.start + 2_000))
    return "" if not match else "m" if match.group(1) else "f"


def _names_inside(
    text: str,
    part: _Part,
    quoted: Sequence[NameMention],
    starts: Sequence[int],
    index: Mapping[str, int],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the people who are named in a passage, and those of them who are addressed."""
    inside: list[int] = []
    addressed: list[int] = []
    first = bisect_left(starts, part.start)
    for position in range(first, min(len(quoted), first + 30)):
        mention = quoted[position]
        if mention.start >= part.end:
            break
        number = index[mention.name]
        inside.append(number)
        before = text[max(part.start, mention.start - 12) : mention.start]
        if _BEFORE_ADDRESS.search(before) and _AFTER_ADDRESS.match(text, mention.end, part.end):
            addressed.append(number)
    return tuple(inside), tuple(addressed)


POSITION_RANKS = {
    "introduced": 0,
    "after": 1,
    "before": 2,
    "later": 3,
    "earlier": 4,
    "actor before": 5,
    "actor after": 6,
}
"""Rank of each position of a cue: the strongest position is 0."""

STRONG = ("introduced", "after", "before")
"""Positions at which a speech verb almost certainly belongs to the speaker."""


@dataclass(frozen=True, slots=True)
class SpeechCue:
    """A hint in the narration to a speaker.

    Attributes:
        position: ``introduced``: a comma or colon leads from it to the quotation; ``after``:
            directly after the quotation; ``before``: before it in the same sentence; ``later`` and
            ``earlier``: farther away in the next or the previous sentence; ``actor after`` and
            ``actor before``: the subject of a sentence there, without a speech verb.
        mention: The mention of the person.
        verb: The speech verb; "" for an actor.
        addressee: The person spoken to, or None.
    """

    position: str
    mention: PersonMention
    verb: str
    addressee: PersonMention | None = None


def find_cues(text: str, passage: Passage, news: bool) -> list[SpeechCue]:
    """Return the cues of a passage, the strongest first.

    Args:
        text: The whole text.
        passage: The passage.
        news: Whether the text is news, in which whole sentences are searched.
    """
    goes_on = (
        text[passage.end - 1] in ",!?-—–…" or text[passage.outer_end : passage.outer_end + 1] == ","
    )
    ended = text[passage.end - 1] == "." or text[passage.outer_end : passage.outer_end + 1] == "."
    leads = "," in (text[passage.end - 1], text[passage.outer_end : passage.outer_end + 1])
    after = _after(passage.after, goes_on, leads, ended and news, news)
    cues = [*_before(passage.before, news), *after]
    if news and is_heard(text, passage):
        cues = [cue for cue in cues if cue.verb not in ("heard", "told")] or [
            SpeechCue("actor before", one, "") for one in _opening(passage.before)
        ]
    if news and _is_called(passage.before):  # who is called "a hero" does not say so
        agent = clauses.agent_after(passage.after)
        called = [cue for cue in cues if cue.position != "actor before"]
        cues = [SpeechCue("after", agent, "by"), *called] if agent else called
    cues.sort(key=lambda cue: POSITION_RANKS[cue.position])
    first = {cue.mention.start: cue for cue in reversed(cues)}
    return [cue for cue in cues if first[cue.mention.start] is cue]


def is_heard(text: str, passage: Passage) -> bool:
    """Return whether a court or the like has heard the words: "'ignored', the inquest heard"."""
    return bool(_HEARD.match(text, passage.outer_end, passage.outer_end + AFTER))


def _is_called(before: Narration) -> bool:
    """Return whether the narration ends with a passive before a name or a judgement.

    Examples: "has been called", "the plan, branded", "was described by some as".
    """
    tokens = [token.lower() for token in before.tokens]
    for index in range(max(1, len(tokens) - _CALLED_REACH), len(tokens)):
        if tokens[index] in CALLED and before.sentences[index] == before.sentences[-1]:
            last = index - 1
            while last and (tokens[last].endswith("ly") or tokens[last] in ("once", "also", "not")):
                last -= 1
            return tokens[last] in clauses.PASSIVE_AUXILIARIES or tokens[last] == ","
    return False


def _opening(narration: Narration) -> list[PersonMention]:
    """Return the mention with which the last sentence begins, as a list."""
    last = narration.sentences[-1] if narration.sentences else 0
    here = [one for one in narration.mentions if narration.sentences[one.first] == last]
    opens = here and (not here[0].first or narration.sentences[here[0].first - 1] != last)
    return here[:1] if opens else []


def _after(
    narration: Narration, goes_on: bool, leads: bool, ended: bool, news: bool
) -> list[SpeechCue]:
    """Return the cues after a quotation.

    Args:
        narration: The narration after it.
        goes_on: Whether the mark before the end of the quotation says that its sentence goes on.
        leads: Whether a comma says so.
        ended: Whether a full stop ends it, so that a subject after it begins a new sentence.
        news: Whether the text is news.
    """
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == 0]
    for verb in verbs:
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 2 or (opening <= 3 and narration.tokens[0] in LEADS)
        starts_sentence = ended and verb.form != "verb first"
        if near and not starts_sentence and verb.form != "shared" and (goes_on or not verb.weak):
            return [_cue("after", verb)]
    named = bare_names.name_after(narration, leads)
    if named:
        return [_cue("after", named)]
    cues = [_cue("later", verb) for verb in verbs if news or not verb.weak][:1]
    subjects = [one for one in narration.subjects if narration.sentences[one.first] == 0]
    cues.extend(SpeechCue("actor after", subject, "") for subject in subjects[:1])
    return cues


def _before(narration: Narration, news: bool) -> list[SpeechCue]:
    """Return the cues before a quotation, in the nearest sentence."""
    if not narration.tokens:
        return []
    last = narration.sentences[-1]
    closing = narration.tokens[-1]
    cues: list[SpeechCue] = []
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == last]
    if verbs:
        verb = verbs[-1]
        distance = len(narration.tokens) - max(verb.token, verb.subject.last)
        if closing in LEADS and distance <= (4 if verb.weak else 9):
            cues.append(_cue("introduced", verb))
        elif closing not in ".!?" and (distance <= 12 or news):
            cues.append(_cue("before", verb))
        elif not verb.weak or news:
            cues.append(_cue("earlier", verbs[0] if news else verb))
    labelled = None if verbs else bare_names.name_before(narration)
    if labelled:
        cues.append(_cue("introduced", labelled))
    if news and cues and cues[0].position in ("introduced", "before"):
        return cues  # in "Ann Poe said that the mayor was", who speaks is plain
    subjects = [one for one in narration.subjects if narration.sentences[one.first] == last]
    cues.extend(SpeechCue("actor before", subject, "") for subject in subjects[-1:])
    return cues


def _cue(position: str, verb: SpeechVerb) -> SpeechCue:
    return SpeechCue(position, verb.subject, verb.word, verb.addressee)
