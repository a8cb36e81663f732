"""What a check found, in words: the verdict, the speakers, the differences, the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from readerapp.documents.registry import is_address
from readerapp.speakers import SURE
from readerapp.text.phrases import quote
from readerapp.text.sanitize import sanitize_label
from readerapp.verification.checker import VERDICTS, QuotationCheck
from readerapp.verification.comparison import Difference
from readerapp.verification.quotation import DraftQuotation

VERDICT_NAMES: Mapping[str, str] = {
    "verbatim": "verbatim",
    "same_words": "same words",
    "altered": "altered",
    "shortened": "shortened",
    "spliced": "spliced",
    "not_found": "not found",
}
"""The words for the verdicts on screens and in reports."""
LOUD_KINDS = ("negation", "number", "name")
"""Kinds of differences that change what a sentence says: they are shown before all others."""
_LONGEST = 80
"""Code points of the words of one difference in a list; a passage shows them all."""


def source_label(source: str) -> str:
    """Return how a source is named where its folder does not matter.

    >>> source_label("/home/anna/interview.txt"), source_label("https://a.example/b")
    ('interview.txt', 'https://a.example/b')
    """
    return source if is_address(source) else source.rstrip("/").rpartition("/")[2] or source


def summarize(checks: Sequence[QuotationCheck]) -> str:
    """Count the verdicts in words, as "8 of 11 verbatim · 2 altered · 1 not found"."""
    counts = Counter(check.verdict for check in checks)
    parts = [
        f"{counts[verdict]} {VERDICT_NAMES[verdict]}" for verdict in VERDICTS if counts[verdict]
    ]
    if parts:
        number, _, name = parts[0].partition(" ")
        parts[0] = f"{number} of {len(checks)} {name}"
    others = sum(check.speaker_check == "other" for check in checks)
    if others:
        parts.append(f"{others} of another speaker")
    return " · ".join(parts)


def describe_verdict(check: QuotationCheck) -> str:
    """Return the verdict in words, with what is wrong about the speaker."""
    other = ", other speaker" if check.speaker_check == "other" else ""
    return f"{VERDICT_NAMES[check.verdict]}{other}"


def has_guess(quotation: DraftQuotation) -> bool:
    """Return whether the speaker of a quotation in a draft is a suggestion that is not sure."""
    return quotation.speaker is not None and quotation.speaker_confidence < SURE


def speaker_label(quotation: DraftQuotation, width: int | None = None) -> str:
    """Return the speaker of a quotation in a draft, with "?" after a guess; empty for nobody.

    Args:
        quotation: the quotation.
        width: cells of the label, a longer name is cut; None for no limit.
    """
    sign = "?" if has_guess(quotation) else ""
    return f"{sanitize_label(quotation.speaker or '', width and width - len(sign))}{sign}"


def describe_speakers(check: QuotationCheck) -> str:
    """Describe in a sentence who says the words, by the draft and by the source.

    A speaker of the draft that is only a guess of the program is called one.
    """
    draft = check.quotation.speaker
    says = (
        f"readerapp guesses {draft} in the draft"
        if has_guess(check.quotation)
        else f"The draft says {draft}"
    )
    source = check.place.speaker if check.place else None
    if check.speaker_check == "other":
        return f"{says}, the source {source}"
    if check.speaker_check == "agrees":
        name = source or draft
        return f"The same speaker: {name}" if name else "The same speaker"
    if draft and source:
        return f"{says}, the source {source} · perhaps the same person"
    if draft and check.place:
        return f"{says}, the source names nobody"
    if source:
        return f"The draft names nobody, the source {source}"
    return says if draft else "No speaker is named"


def describe_difference(difference: Difference) -> str:
    """Describe a difference in one line, from the draft to the source.

    >>> describe_difference(Difference("two", "three", "number"))
    'number: “two”, in the source “three”'
    """
    draft, source = _shorten(difference.draft), _shorten(difference.source)
    kind = f"{difference.kind}: " if difference.kind in LOUD_KINDS else ""
    if not draft:
        return f"{kind}{quote(source)} is left out"
    if not source:
        return f"{kind}{quote(draft)} is not in the source"
    return f"{kind}{quote(draft)}, in the source {quote(source)}"


def describe_differences(check: QuotationCheck) -> list[str]:
    """Describe what differs from the source, what changes the sense first."""
    ordered = sorted(check.differences, key=lambda one: one.kind not in LOUD_KINDS)
    lines = [describe_difference(one) for one in ordered if one.kind != "typography"]
    if not lines and check.verdict == "same_words":
        lines.append("only typography, case, spaces or marked cuts")
    return lines


def _shorten(words: str) -> str:
    """Return words on one line, without their middle if they are many."""
    line = " ".join(words.split())
    if len(line) <= _LONGEST:
        return line
    half = _LONGEST // 2
    return f"{line[:half].rsplit(' ', 1)[0]} … {line[-half:].split(' ', 1)[-1]}"
