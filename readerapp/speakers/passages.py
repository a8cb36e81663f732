"""Passages: quotations split at paragraphs, with the narration beside them and the names inside.

Also cues: speech verbs and subjects in the narration that point to the speaker of a passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers import clauses
from readerapp.speakers.characters import NameMention
from readerapp.speakers.clauses import Narration, SpeechVerb
from readerapp.speakers.mentions import NameColumns, PersonMention
from readerapp.speakers.quotations import Quotation

BEFORE, AFTER = 420, 320
"""Maximum length in code points of the narration that is parsed before and after a quotation."""

LEADS = (",", ":", "--", "—", "–", ";")
"""Endings of narration that leads to a quotation."""

_ADDRESS = re.compile(r"(?:^|[,.!?;—-]\s*(?:my dear |dear |poor |old )?)$")
_CALLS = re.compile(
    r"(?:^|[,.!?;—-] ?(?:my dear |dear |yes |no |oh |my )?)"
    r"(?:(sir|father|papa|dad|daddy|uncle|old (?:man|chap|boy)|boy|man|lad|my lord|brother|mister)"
    r"|(madam|ma[’']am|mother|mamma|mama|mum|aunt|auntie|my lady|my girl|girl|sister|miss|m[’']m))"
    r"(?=[,.!?;—-]|$)",
    re.I,
)
_AFTER_ADDRESS = re.compile(r"\s*(?:[,.!?;—-]|$)")

Blocks = Sequence[tuple[int, int]]


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
        named: People named inside it.
        addressed: People addressed by name inside it.
        calls: Gender of the person addressed as "sir" or "mamma", or "".
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
    named: tuple[int, ...]
    addressed: tuple[int, ...]
    calls: str


@dataclass(frozen=True, slots=True)
class _Cut:
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
    blocks: Blocks,
    named: NameColumns,
    quoted: Sequence[NameMention],
    index: Mapping[str, int],
    sources: bool,
) -> list[Passage]:
    """Return the passages of a text in order.

    Args:
        text: The whole text.
        found: Its quotations.
        blocks: Its paragraphs as half-open ranges.
        named: The name mentions outside quotations.
        quoted: The name mentions inside quotations.
        index: The person of each name.
        sources: Whether reports and firms count as speakers (see `clauses.read_narration`).
    """
    cuts = _cut(found, blocks)
    starts = [mention.start for mention in quoted]
    collected: list[Passage] = []
    between: Narration | None = None  # the narration after one passage is also before the next
    for number, cut in enumerate(cuts):
        last = cuts[number - 1] if number else None
        following = cuts[number + 1] if number + 1 < len(cuts) else None
        if last is None or last.paragraph != cut.paragraph:
            between = None
        before = between or _narration_before(text, cut, last, blocks, named, sources)
        stop = max(cut.outer_end, blocks[cut.paragraph][1])
        joined = following is not None and following.paragraph == cut.paragraph
        if following is not None and joined:
            stop = following.outer_start
        joined = joined and stop - cut.outer_end <= BEFORE
        after = clauses.read_narration(
            text,
            cut.outer_end,
            stop if joined else min(stop, cut.outer_end + AFTER),
            named,
            sources,
        )
        between = after if joined else None
        inside, addressed = _names_inside(text, cut, quoted, starts, index)
        collected.append(
            Passage(
                cut.start, cut.end, cut.outer_start, cut.outer_end, cut.paragraph,
                cut.continues, cut.continued, before, after, inside, addressed, _calls(text, cut),
            )
        )  # fmt: skip
    return collected


def _cut(found: Sequence[Quotation], blocks: Blocks) -> list[_Cut]:
    starts = [start for start, _ in blocks]
    cuts = []
    for quotation in found:
        last = len(quotation.parts) - 1
        for number, (start, end) in enumerate(quotation.parts):
            paragraph = max(0, bisect_right(starts, start) - 1)
            outer_start = quotation.outer_start if number == 0 else blocks[paragraph][0]
            outer_end = quotation.outer_end if number == last else end
            cuts.append(
                _Cut(start, end, outer_start, outer_end, paragraph, number < last, number > 0)
            )
    return cuts


def _narration_before(
    text: str, cut: _Cut, last: _Cut | None, blocks: Blocks, named: NameColumns, sources: bool
) -> Narration:
    """Parse the narration before a passage in its paragraph.

    If there is none, parse the previous paragraph if it leads to the passage.
    """
    low = blocks[cut.paragraph][0]
    high = cut.outer_start
    if last is not None and last.paragraph == cut.paragraph:
        low = last.outer_end
    elif low >= high and cut.paragraph and not cut.continued:
        low, high = blocks[cut.paragraph - 1]
        if last is not None:
            low = max(low, last.outer_end)
        if low >= high or not text[low:high].endswith(LEADS):
            low = high = cut.outer_start
    return clauses.read_narration(text, max(low, high - BEFORE), high, named, sources)


def _calls(text: str, cut: _Cut) -> str:
    """Return the gender of the person whom a passage addresses without a name ("sir")."""
    match = _CALLS.search(text, cut.start, min(cut.end, cut.start + 2_000))
    return "" if not match else "m" if match.group(1) else "f"


def _names_inside(
    text: str,
    cut: _Cut,
    quoted: Sequence[NameMention],
    starts: Sequence[int],
    index: Mapping[str, int],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the people who are named in a passage, and those of them who are addressed."""
    inside: list[int] = []
    addressed: list[int] = []
    first = bisect_left(starts, cut.start)
    for position in range(first, min(len(quoted), first + 30)):
        mention = quoted[position]
        if mention.start >= cut.end:
            break
        number = index[mention.name]
        inside.append(number)
        before = text[max(cut.start, mention.start - 12) : mention.start]
        if _ADDRESS.search(before) and _AFTER_ADDRESS.match(text, mention.end, cut.end):
            addressed.append(number)
    return tuple(inside), tuple(addressed)


PLACES = {
    "introduced": 0,
    "after": 1,
    "before": 2,
    "later": 3,
    "earlier": 4,
    "actor before": 5,
    "actor after": 6,
}
"""Position of a cue, by rank: the strongest position is 0."""

STRONG = ("introduced", "after", "before")
"""Positions at which a speech verb almost certainly belongs to the speaker."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A hint in the narration to a speaker; `place` is its position.

    Attributes:
        place: ``introduced``: a comma or colon leads from it to the quotation; ``after``: directly
            after the quotation; ``before``: before it in the same sentence; ``later`` and
            ``earlier``: farther away in the next or the previous sentence; ``actor after`` and
            ``actor before``: the subject of a sentence there, without a speech verb.
        chunk: The mention of the person.
        verb: The speech verb; "" for an actor.
        addressee: The person spoken to, or None.
    """

    place: str
    chunk: PersonMention
    verb: str
    addressee: PersonMention | None = None


def find_cues(text: str, passage: Passage, news: bool) -> list[Cue]:
    """Return the cues of a passage, the strongest first.

    Args:
        text: The whole text.
        passage: The passage.
        news: Whether the text is news, in which whole sentences are searched.
    """
    goes_on = (
        text[passage.end - 1] in ",!?-—–…" or text[passage.outer_end : passage.outer_end + 1] == ","
    )
    cues = [*_before(passage.before, news), *_after(passage.after, goes_on, news)]
    cues.sort(key=lambda cue: PLACES[cue.place])
    first = {cue.chunk.start: cue for cue in reversed(cues)}
    return [cue for cue in cues if first[cue.chunk.start] is cue]


def _after(narration: Narration, goes_on: bool, news: bool) -> list[Cue]:
    """Return the cues after a quotation; `goes_on` tells whether its sentence continues."""
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == 0]
    for verb in verbs:
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 2 or (opening <= 3 and narration.tokens[0] in LEADS)
        if near and verb.form != "shared" and (goes_on or not verb.weak):
            return [_cue("after", verb)]
    cues = [_cue("later", verb) for verb in verbs if news or not verb.weak][:1]
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == 0]
    cues.extend(Cue("actor after", actor, "") for actor in actors[:1])
    return cues


def _before(narration: Narration, news: bool) -> list[Cue]:
    """Return the cues before a quotation, in the nearest sentence."""
    if not narration.tokens:
        return []
    last = narration.sentences[-1]
    closing = narration.tokens[-1]
    cues: list[Cue] = []
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == last]
    if verbs:
        verb = verbs[-1]
        distance = len(narration.tokens) - max(verb.token, verb.subject.last)
        if closing in LEADS and distance <= (4 if verb.weak else 9):
            cues.append(_cue("introduced", verb))
        elif closing not in ".!?" and (distance <= 12 or news):
            cues.append(_cue("before", verb))
        elif not verb.weak or news:
            cues.append(_cue("earlier", verb))
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == last]
    cues.extend(Cue("actor before", actor, "") for actor in actors[-1:])
    return cues


def _cue(place: str, verb: SpeechVerb) -> Cue:
    return Cue(place, verb.subject, verb.word, verb.addressee)
