"""Quotations cut at paragraphs, each with the narration beside it and the names inside it.

Cues: what the narration beside a passage tells about its speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers import clauses
from readerapp.speakers.clauses import Narration, SpeechVerb
from readerapp.speakers.mentions import NameColumns, PersonMention
from readerapp.speakers.names import NameMention
from readerapp.speakers.quotations import Quotation

BEFORE, AFTER = 420, 320
"""Code points of narration that are read before and after a quotation."""

LEADS = (",", ":", "--", "—", "–", ";")
"""What narration ends with where it leads to a quotation."""

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
    """A part of a quotation that lies in one paragraph; `[start, end)` leaves the marks out.

    `continued` and `continues` tell whether the quotation began in an earlier paragraph, and
    goes on in the next. `named` are the people named inside, `addressed` those called by name;
    `calls` is the gender of whoever is called "sir" or "mamma", or "".
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
    """The passages of a text in order. `quoted` are the mentions inside quotations, `index` their
    people; with `sources`, reports and firms count as speakers (see `clauses.read`)."""
    cuts = _cut(found, blocks)
    starts = [mention.start for mention in quoted]
    collected: list[Passage] = []
    between: Narration | None = None  # what follows one passage also precedes the next
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
    """What stands before a passage in its paragraph, or leads to it from the one before."""
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
    """The gender of whom a passage calls by a word that is no name."""
    match = _CALLS.search(text, cut.start, min(cut.end, cut.start + 2_000))
    return "" if not match else "m" if match.group(1) else "f"


def _names_inside(
    text: str,
    cut: _Cut,
    quoted: Sequence[NameMention],
    starts: Sequence[int],
    index: Mapping[str, int],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The people who are named in a passage, and those of them who are addressed."""
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
"""Where a cue stands, the strongest place first."""

STRONG = ("introduced", "after", "before")
"""Places at which a speech verb all but names the speaker."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pointer from the narration to a speaker; `place` says where it stands.

    ``introduced``: a comma or colon leads from it to the quotation; ``after``: right behind the
    quotation; ``before``: ahead of it in the same sentence; ``later`` and ``earlier``: farther
    off in the neighbouring sentence; ``actor after`` and ``actor before``: somebody acts there
    without a speech verb (`verb` is "").
    """

    place: str
    chunk: PersonMention
    verb: str
    addressee: PersonMention | None = None


def find_cues(text: str, passage: Passage, news: bool) -> list[Cue]:
    """The cues of a passage, the strongest first; in `news` sentences are read to their ends."""
    goes_on = (
        text[passage.end - 1] in ",!?-—–…" or text[passage.outer_end : passage.outer_end + 1] == ","
    )
    cues = [*_before(passage.before, news), *_after(passage.after, goes_on, news)]
    cues.sort(key=lambda cue: PLACES[cue.place])
    first = {cue.chunk.start: cue for cue in reversed(cues)}
    return [cue for cue in cues if first[cue.chunk.start] is cue]


def _after(narration: Narration, goes_on: bool, news: bool) -> list[Cue]:
    """Cues behind a quotation; `goes_on` if its sentence does."""
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
    """Cues ahead of a quotation, in the sentence next to it."""
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
