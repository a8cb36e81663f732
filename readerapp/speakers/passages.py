"""Quotations cut at paragraphs, each with the narration beside it and the names inside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers import clauses
from readerapp.speakers.chunks import Named
from readerapp.speakers.clauses import Narration
from readerapp.speakers.names import Mention
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


def collect(
    text: str,
    found: Sequence[Quotation],
    blocks: Blocks,
    named: Named,
    quoted: Sequence[Mention],
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
        after = clauses.read(
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
    text: str, cut: _Cut, last: _Cut | None, blocks: Blocks, named: Named, sources: bool
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
    return clauses.read(text, max(low, high - BEFORE), high, named, sources)


def _calls(text: str, cut: _Cut) -> str:
    """The gender of whom a passage calls by a word that is no name."""
    match = _CALLS.search(text, cut.start, min(cut.end, cut.start + 2_000))
    return "" if not match else "m" if match.group(1) else "f"


def _names_inside(
    text: str,
    cut: _Cut,
    quoted: Sequence[Mention],
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
