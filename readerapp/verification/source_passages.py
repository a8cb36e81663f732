"""The passages of sources that a check names, with their context and their citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readerapp import documents
from readerapp.annotations.snapshot import describe_source
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Target
from readerapp.documents import Document
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.citation import STRAIGHT, QuotationMarks
from readerapp.interchange.template_fields import cite_view
from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.verification.checker import QuotationCheck, SourcePlace

_CONTEXT = 300
"""Code points of a source that are shown on each side of a passage, at most."""
_MOST_PASSAGES = 9
"""Places of one quotation that a person may step through."""


@dataclass(frozen=True, slots=True)
class CitationForm:
    """How a person wants passages to be cited.

    Attributes:
        style: a citation style or a template, as for `citation.cite`.
        with_speaker: whether the citation names the speaker.
        marks: the quotation marks of a style that writes any.
    """

    style: str = "plain"
    with_speaker: bool = True
    marks: QuotationMarks = STRAIGHT


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A place in a source with what a person wants of it.

    Attributes:
        place: the place.
        before: the words before it.
        after: the words after it.
        citation: its words with their citation, in the person's form.
        block: its words with their citation as a block quotation in Markdown.
    """

    place: SourcePlace
    before: str = ""
    after: str = ""
    citation: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """The check of a quotation, and the passages of the sources that it names, the best first."""

    check: QuotationCheck
    passages: tuple[SourcePassage, ...] = ()


def collect_passages(
    checks: Sequence[QuotationCheck], form: CitationForm | None = None
) -> tuple[CheckedQuotation, ...]:
    """Return checks with the passages of the sources; each source is opened once.

    Args:
        checks: the checks.
        form: how the passages are cited; None for one line in plain text.

    Raises:
        ReaderError: the citation style has a mistake.
    """
    wanted = [[*([one.place] if one.place else []), *one.also][:_MOST_PASSAGES] for one in checks]
    by_source: dict[str, list[tuple[int, int]]] = {}
    passages: list[list[SourcePassage]] = []
    for number, places in enumerate(wanted):
        passages.append([SourcePassage(place) for place in places])
        for rank, place in enumerate(places):
            by_source.setdefault(place.source, []).append((number, rank))
    for source, numbers in by_source.items():
        try:
            document = documents.open(source)
        except ReaderError:  # it has gone meanwhile; the place without context is still right
            continue
        facts = describe_source(document, document.text.fingerprint())
        for number, rank in numbers:
            passages[number][rank] = _passage(
                document, facts, wanted[number][rank], form or CitationForm()
            )
    return tuple(CheckedQuotation(*each) for each in zip(checks, map(tuple, passages), strict=True))


def _passage(
    document: Document, facts: ExportSource, place: SourcePlace, form: CitationForm
) -> SourcePassage:
    text = document.text
    before = text.slice(max(0, place.start - _CONTEXT - 1), place.start)
    after = text.slice(place.end, min(len(text), place.end + _CONTEXT + 1))
    cited, block = (
        cite_view(facts, _view(document, place, with_speaker=named), style=style, marks=form.marks)
        for style, named in ((form.style, form.with_speaker), ("markdown", True))
    )
    return SourcePassage(
        place, last_words(before, _CONTEXT), first_words(after, _CONTEXT), cited, block
    )


def _view(document: Document, place: SourcePlace, *, with_speaker: bool) -> AnnotationView:
    """Return a passage as the citation of a highlight takes it."""
    target = Target(start=place.start, end=place.end, exact=place.exact)
    return AnnotationView(
        annotation=Annotation(id="", target=target),
        start=place.start,
        end=place.end,
        speaker=(place.speaker or "") if with_speaker else "",
        document=document,
    )
