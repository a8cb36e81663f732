"""The report of a check as Markdown, for an editor who was not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readerapp.core.errors import shorten
from readerapp.documents import Document
from readerapp.interchange.citation import escape_markdown, one_line
from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.text.phrases import count_noun, quote
from readerapp.text.sanitize import sanitize, sanitize_label
from readerapp.verification.check_job import CheckResult
from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.descriptions import (
    VERDICT_NAMES,
    describe_differences,
    describe_speakers,
    describe_verdict,
    source_label,
    speaker_label,
    summarize,
)
from readerapp.verification.marked_words import MarkedWords, mark_differences
from readerapp.verification.source_passages import CheckedQuotation, SourcePassage

_SCOPE = (
    "Only quotations were checked, word by word; whether a paraphrase is right was not checked."
)
_CONTEXT = 160
"""Code points of a source on each side of a passage."""
_LONGEST_NAME = 200
"""Code points of a name or title."""
_LONGEST_LISTED = 120
"""Code points of a quotation in the list of those that pass."""


def markdown_report(title: str, draft: Document, result: CheckResult) -> Iterator[str]:
    """Yield the report, in pieces: what needs a look in full, then what passes, one line each.

    Both are in the order of the draft.

    Args:
        title: the name of the draft.
        draft: the draft.
        result: the checks, with the passages of the sources.
    """
    checks = [one.check for one in result.quotations]
    open_ones = [one for one in result.quotations if not one.check.passes]
    passing = [one.check for one in result.quotations if one.check.passes]
    yield f"# Quotations of {_escape(title)}\n\n"
    if checks:
        yield f"**{summarize(checks)}**, against {count_noun(result.sources, 'source')}.\n\n"
    else:
        yield "The draft has no quotations.\n\n"
    yield f"{_SCOPE}\n"
    for problem in result.problems:
        yield f"\n- Not read: {_escape(problem.reason)}\n"
    if open_ones:
        yield "\n## To look at\n\n"
        yield "~~Struck~~ words are only in the draft, **bold** words only in the source.\n"
    for number, one in enumerate(open_ones, 1):
        yield from _section(number, one, _place_of(one.check, draft))
    if passing:
        yield "\n## As in the source\n\n"
    for check in passing:
        yield f"- {_listed(check, _place_of(check, draft))}\n"


def _place_of(check: QuotationCheck, draft: Document) -> str:
    """Return how the place of a quotation in the draft is cited."""
    return draft.range_locator(check.quotation.start, check.quotation.end)


def _section(number: int, one: CheckedQuotation, place: str) -> Iterator[str]:
    """Yield the section about a quotation that needs a look."""
    check = one.check
    speaker = speaker_label(check.quotation)
    title = " · ".join([place, describe_verdict(check), *([speaker] if speaker else [])])
    yield f"\n### {number}. {_escape(title)}\n\n"
    ours, theirs = [MarkedWords(check.quotation.exact)], [MarkedWords("")]
    if check.place:
        ours, theirs = mark_differences(
            check.quotation.exact,
            check.place.exact,
            check.differences,
            spliced=check.verdict == "spliced",
        )
    yield f"> {_marked(ours, '~~')}\n\n"
    if check.place is None:
        yield "The words are in none of the sources.\n"
        return
    passages = one.passages or (SourcePassage(check.place),)
    yield f"{_cite(check.place)}:\n\n> {_in_context(passages[0], _marked(theirs, '**'))}\n"
    facts = describe_differences(check)
    if check.speaker_check == "other":
        facts.append(describe_speakers(check))
    if facts:
        yield "\n"
        yield from (f"- {_escape(fact)}\n" for fact in facts)
    if check.also:
        yield "\nThe other parts:\n" if check.verdict == "spliced" else "\nAlso:\n"
    for passage in passages[1:]:
        words = _in_context(passage, _escape_words(passage.place.exact))
        yield f"\n- {_cite(passage.place)}: {words}\n"
    for other in check.also[len(passages) - 1 :]:
        yield f"\n- {_cite(other)}\n"


def _listed(check: QuotationCheck, place: str) -> str:
    """Return the line about a quotation that passes."""
    words = _escape(quote(shorten(check.quotation.exact, _LONGEST_LISTED)))
    named = speaker_label(check.quotation)
    speaker = f", {_escape(named)}" if named else ""
    where = f" ({_cite(check.place)})" if check.place else ""
    return f"{_escape(place)} {VERDICT_NAMES[check.verdict]}{speaker}: {words}{where}"


def _cite(place: SourcePlace) -> str:
    """Return source, place and speaker."""
    parts = [source_label(place.source), place.locator, place.speaker or ""]
    return _escape(", ".join(part for part in parts if part))


def _in_context(passage: SourcePassage, marked: str) -> str:
    """Return the words of a source between those around them, which are in italics."""
    before, after = one_line(passage.before), one_line(passage.after)
    start, end = last_words(before, _CONTEXT).strip(), first_words(after, _CONTEXT)
    cut_before = "… " if len(start) < len(before) else ""
    cut_after = " …" if len(end.strip()) < len(after) else ""
    # Emphasis cannot begin between a letter and a full stop.
    closing = _punctuation.match(end) if not passage.after[:1].isspace() else None
    sign = closing[0] if closing else ""
    end = end[len(sign) :].strip()
    pieces = [
        f"*{cut_before}{_escape_words(start)}*" if start else "",
        f"{marked}{_escape_words(sign)}",
        f"*{_escape_words(end)}{cut_after}*" if end else "",
    ]
    return " ".join(piece for piece in pieces if piece)


_punctuation = re.compile(r"[^\w\s]+")


def _marked(parts: Sequence[MarkedWords], sign: str) -> str:
    """Return words on one line, with `sign` around those that differ."""
    pieces = []
    for part in parts:
        line = _escape_words(part.text)
        if not line:
            pieces.append(" " if part.text else "")
            continue
        before = " " if part.text[0].isspace() else ""
        after = " " if part.text[-1].isspace() else ""
        pieces.append(f"{before}{sign}{line}{sign}{after}" if part.kind else before + line + after)
    return "".join(pieces).strip()


def _escape_words(text: str) -> str:
    """Return words of a text on one line, so that Markdown and terminals show them as they are."""
    return escape_markdown(sanitize(one_line(text)))


def _escape(text: str) -> str:
    """Return a name or a sentence so that Markdown and terminals show it as it is."""
    return escape_markdown(sanitize_label(text, _LONGEST_NAME))
