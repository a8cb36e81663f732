"""Findings of a quote check as annotations of the draft.

A finding is a highlight on the quotation with the tag `quote-check`, tags below it for the verdict
and for what the person decided, and a note in Markdown. The note is also the memory of the check:
a quotation is asked again only if its words have changed since, or if the check says something
else than the note. So the memory is what a person reads, and it travels wherever the annotation
does. What a person writes before or after that part of the note stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import Annotation
from readerapp.interchange.citation import escape_markdown, one_line
from readerapp.text.phrases import fold_text, quote
from readerapp.verification.checker import QuotationCheck
from readerapp.verification.descriptions import (
    VERDICT_NAMES,
    describe_differences,
    describe_speakers,
    describe_verdict,
    source_label,
)
from readerapp.verification.source_passages import CheckedQuotation

TAG = "quote-check"
"""The tag of all findings."""
OTHER_SPEAKER_TAG = f"{TAG}/other-speaker"

Decision = Literal["accepted", "problem"]
"""What a person decided: the quotation may stay, or it must be changed."""
COLOURS: dict[Decision, str] = {"accepted": "green", "problem": "red"}
"""The colours of new findings."""

_HEAD = "Quote check:"
_finding = re.compile(
    rf"^{_HEAD} \*\*.*(?:\n+>.*(?:\n>.*)*)?(?:\n+Parts: .*)?"
    r"(?:\n+Differs: .*)?(?:\n+Speakers: .*)?\n*",
    re.MULTILINE,
)
_citation_line = re.compile(r"^> — .*$", re.MULTILINE)


def verdict_tag(verdict: str) -> str:
    """Return the tag of a verdict, as `quote-check/not-found`."""
    return f"{TAG}/{verdict.replace('_', '-')}"


def decision_tag(decision: Decision) -> str:
    """Return the tag of what a person decided."""
    return f"{TAG}/{decision}"


def is_finding(annotation: Annotation) -> bool:
    """Return whether an annotation is a finding."""
    return any(map(_is_own_tag, annotation.tags))


def decision_of(annotation: Annotation) -> Decision | None:
    """Return what was decided on a finding; None if nothing was."""
    decisions: tuple[Decision, ...] = ("accepted", "problem")
    return next((one for one in decisions if decision_tag(one) in annotation.tags), None)


def describe_earlier(annotation: Annotation) -> str:
    """Return what a finding said and what was decided, as "altered, accepted"."""
    said = [name for key, name in VERDICT_NAMES.items() if verdict_tag(key) in annotation.tags]
    return ", ".join([*said, *filter(None, [decision_of(annotation)])])


def finding_tags(
    check: QuotationCheck, decision: Decision, earlier: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the tags of a finding, after those that a person has given.

    Args:
        check: the check.
        decision: what the person decided.
        earlier: the tags that the annotation has; those of an earlier finding are dropped.
    """
    own = [TAG, verdict_tag(check.verdict)]
    if check.speaker_check == "other":
        own.append(OTHER_SPEAKER_TAG)
    own.append(decision_tag(decision))
    return (*(tag for tag in earlier if not _is_own_tag(tag)), *own)


def finding_text(quotation: CheckedQuotation) -> str:
    """Return the part of the note that says what was found: verdict, source, words, differences."""
    check = quotation.check
    head = f"{_HEAD} **{describe_verdict(check)}**"
    if check.place is None:
        return head
    parts = [f"{head} in {escape_markdown(one_line(source_label(check.place.source)))}"]
    if block := quotation.passages[0].block if quotation.passages else "":
        parts.append(block)
    if check.verdict == "spliced":
        parts.append(f"Parts: {escape_markdown(one_line(_describe_parts(check)))}")
    if differences := describe_differences(check):
        parts.append(f"Differs: {escape_markdown(one_line('; '.join(differences)))}")
    if check.speaker_check == "other":
        parts.append(f"Speakers: {escape_markdown(one_line(describe_speakers(check)))}")
    return "\n\n".join(parts)


def _describe_parts(check: QuotationCheck) -> str:
    """Return the words that were put together, each with its source."""
    places = [*([check.place] if check.place else []), *check.also]
    return "; ".join(f"{quote(one.exact)} in {source_label(one.source)}" for one in places)


def update_note(note: str, quotation: CheckedQuotation, remark: str = "") -> str:
    """Return a note with what was found now, instead of what was found before.

    Args:
        note: the note as it is.
        quotation: the quotation and what was found.
        remark: words of the person to add before it.
    """
    found = finding_text(quotation)
    match = _finding.search(note)
    before, after = (note[: match.start()], note[match.end() :]) if match else (note, "")
    parts = [before.strip(), remark.strip(), found, after.strip()]
    return "\n\n".join(dict.fromkeys(filter(None, parts)))


def says_the_same(note: str, quotation: CheckedQuotation) -> bool:
    """Return whether a note has what the check says now; the place in the source may differ."""
    match = _finding.search(note)
    return match is not None and _memory(match[0]) == _memory(finding_text(quotation))


def _memory(found: str) -> str:
    """Return what a finding says, without where in the source it is, and in one form."""
    return fold_text(_citation_line.sub("", found).replace(">", ""))


@dataclass(frozen=True, slots=True)
class Finding:
    """The annotation that records, or may record, what was found of a quotation.

    Attributes:
        placed: the annotation.
        is_current: whether it says what the check says now, of the same words, and somebody has
            decided on it.
    """

    placed: AnchoredAnnotation
    is_current: bool = False


def find_finding(session: ReadingSession, quotation: CheckedQuotation) -> Finding | None:
    """Return the finding of a quotation; None if nothing was decided on it yet."""
    check = quotation.check
    start, end = check.quotation.start, check.quotation.end
    best, most = None, 0
    for placed in session.placed.touching(start, end):
        common = min(end, placed.end) - max(start, placed.start)
        if (
            is_finding(placed.annotation)
            and 2 * common > max(end - start, placed.end - placed.start)
            and common > most
        ):
            best, most = placed, common
    if best is None:
        return None
    target = best.annotation.target
    same_words = target is not None and fold_text(target.exact) == fold_text(check.quotation.exact)
    decided = decision_of(best.annotation) is not None
    return Finding(best, same_words and decided and says_the_same(best.annotation.note, quotation))


def find_own_highlight(session: ReadingSession, start: int, end: int) -> AnchoredAnnotation | None:
    """Return the person's own highlight on exactly a range; None if there is none."""
    return next(
        (
            placed
            for placed in session.placed.touching(start, end)
            if (placed.start, placed.end) == (start, end) and session.is_own(placed.annotation)
        ),
        None,
    )


def _is_own_tag(tag: str) -> bool:
    """Return whether a tag is that of the findings, or below it."""
    return tag == TAG or tag.startswith(f"{TAG}/")
