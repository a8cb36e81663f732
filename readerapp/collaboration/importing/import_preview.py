"""Import preview: what a planned import brings, whose it is and of when, before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from readerapp.collaboration.importing.draft import (
    TEXT_NOT_FOUND,
    ImportCounts,
    ImportDraft,
    Outcome,
)
from readerapp.collaboration.importing.import_plan import ImportPlan
from readerapp.core.model import Annotation
from readerapp.text.phrases import count_noun

_WORDS: dict[Outcome, str] = {
    "new": "new",
    "changed": "changed",
    "removed": "deleted",
    "restored": "restored",
}
"""The outcomes that change something, as people read them."""


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """An annotation that an import brings or changes.

    Attributes:
        outcome: "new", "changed", "deleted" or "restored".
        quotation: The words of its passage; empty for a document note or a reply.
        note: Its note.
        annotator: The name of who made it.
    """

    outcome: str
    quotation: str
    note: str
    annotator: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do.

    Attributes:
        counts: How many annotations are new, changed and so on.
        entries: The first of those that are new, changed, deleted or restored, in order of place.
        annotators: Who made these, each with their number, the most first.
        days: The days on which they were last changed, the first and the last; empty if unknown.
        problems: Sentences about what was left out.
        definitions: How many codes are new in the codebook; empty if none is.
        notices: Sentences about which books of the file were taken.
        reference: Which reference the document gets; empty if none.
    """

    counts: ImportCounts
    entries: tuple[ImportEntry, ...]
    annotators: tuple[tuple[str, int], ...]
    days: tuple[str, ...]
    problems: tuple[str, ...]
    definitions: str = ""
    notices: tuple[str, ...] = ()
    reference: str = ""


def preview_import(
    plan: ImportPlan,
    problems: Sequence[str] = (),
    *,
    notices: Sequence[str] = (),
    count: int = 20,
) -> ImportPreview:
    """Return the preview of a planned import.

    Args:
        plan: The plan.
        problems: Sentences about what was left out.
        notices: Sentences about which books of the file were taken.
        count: How many entries at most.
    """
    edits = sorted(_visible_edits(plan), key=lambda edit: _place(edit[1]))
    annotators = Counter(_annotator_name(plan.draft, after) for _, after in edits)
    days = sorted({after.modified[:10] for _, after in edits if after.modified})
    return ImportPreview(
        counts=plan.counts,
        entries=tuple(_entry(plan.draft, before, after) for before, after in edits[:count]),
        annotators=tuple((name, number) for name, number in annotators.most_common() if name),
        days=tuple(dict.fromkeys((days[0], days[-1]))) if days else (),
        problems=tuple(problems),
        definitions=describe_definitions([plan]),
        notices=tuple(notices),
        reference=describe_reference(plan),
    )


def describe_changes(counts: ImportCounts) -> str:
    """Return how many annotations an import changes here, as in "2 new, 1 changed".

    >>> describe_changes(ImportCounts(unchanged=3))
    'nothing new'
    """
    numbers = ((getattr(counts, outcome), word) for outcome, word in _WORDS.items())
    return ", ".join(f"{number} {word}" for number, word in numbers if number) or "nothing new"


def describe_reference(plan: ImportPlan) -> str:
    """Return which entry of a bibliography the document gets; empty if none."""
    if not plan.reference:
        return ""
    return f"reference {plan.reference}{'' if plan.record else ' (unchanged)'}"


def describe_definitions(plans: Iterable[ImportPlan]) -> str:
    """Return how many codes an import adds to the codebook; empty if it adds none."""
    tags = {tag for plan in plans for tag in plan.definitions}
    return f"{count_noun(len(tags), 'code')} new in the codebook" if tags else ""


def describe_rest(counts: ImportCounts) -> str:
    """Return how many other annotations a file has; empty if there are none.

    >>> describe_rest(ImportCounts(unchanged=3, binned=1))
    '3 unchanged, 1 skipped (deleted here)'
    """
    numbers = (
        (counts.unchanged, "unchanged"),
        (counts.binned, "skipped (deleted here)"),
        (counts.orphaned, TEXT_NOT_FOUND),
        (counts.conflicts, "in conflict"),
    )
    return ", ".join(f"{number} {word}" for number, word in numbers if number)


def _visible_edits(plan: ImportPlan) -> Iterator[tuple[Annotation | None, Annotation]]:
    """Yield the annotations that are counted as changes, before and after."""
    changed = set(plan.counts.ids)
    for before, after in plan.draft.changes().edits:
        if isinstance(after, Annotation) and after.id in changed:
            yield (before if isinstance(before, Annotation) else None), after


def _place(annotation: Annotation) -> int:
    return annotation.target.start if annotation.target else -1


def _entry(draft: ImportDraft, before: Annotation | None, after: Annotation) -> ImportEntry:
    if before is None:
        outcome: Outcome = "new"
    elif bool(before.deleted) != bool(after.deleted):
        outcome = "removed" if after.deleted else "restored"
    else:
        outcome = "changed"
    return ImportEntry(
        outcome=_WORDS[outcome],
        quotation=after.target.exact if after.target else "",
        note=after.note,
        annotator=_annotator_name(draft, after),
    )


def _annotator_name(draft: ImportDraft, annotation: Annotation) -> str:
    annotator = draft.annotator(annotation.creator)
    return annotator.name if annotator else ""
