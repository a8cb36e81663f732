"""Reports of a check of quotations: as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.sources import SourceProblem


def report_data(
    draft: str, checks: Iterable[QuotationCheck], sources: int, problems: Sequence[SourceProblem]
) -> dict[str, Any]:
    """Return a check as JSON-ready data; its form is a contract with other programs.

    Offsets are code points of the draft, and of the source, as `readerapp text` prints them.

    Args:
        draft: the path of the draft.
        checks: the checks in the order of the draft.
        sources: the number of sources that were read.
        problems: the sources that were not.
    """
    return {
        "draft": draft,
        "quotations": [_check_data(check) for check in checks],
        "sources": sources,
        "problems": [{"source": one.path, "reason": one.reason} for one in problems],
    }


def _check_data(check: QuotationCheck) -> dict[str, Any]:
    """Return the check of one quotation as JSON-ready data."""
    quotation = check.quotation
    return {
        "start": quotation.start,
        "end": quotation.end,
        "exact": quotation.exact,
        "verdict": check.verdict,
        "speaker": quotation.speaker,
        "speaker_check": check.speaker_check,
        "confidence": check.confidence,
        **_place_data(check.place),
        "differences": [
            {"draft": one.draft, "source": one.source, "kind": one.kind}
            for one in check.differences
        ],
        "also": [_place_data(place) for place in check.also],
    }


def _place_data(place: SourcePlace | None) -> dict[str, Any]:
    """Return a place in a source as JSON-ready data; all values are null without a place."""
    return {
        "source": place.source if place else None,
        "source_start": place.start if place else None,
        "source_end": place.end if place else None,
        "source_exact": place.exact if place else None,
        "source_speaker": place.speaker if place else None,
        "locator": place.locator if place else None,
    }
