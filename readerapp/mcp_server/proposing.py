"""What the tools do that make and withdraw proposals."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from readerapp.annotations import field_edits
from readerapp.annotations.change import validate_colour, validate_range
from readerapp.annotations.proposals import REJECTED_BEFORE, Proposal
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.tag_edits import clean_tag
from readerapp.catalog.annotation_edits import change_annotations, find_annotations
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.mcp_server.access import DocumentAccess
from readerapp.mcp_server.answers import (
    MadeProposal,
    Place,
    ProposalResult,
    RefusedProposal,
    Withdrawal,
    safe_text,
)
from readerapp.mcp_server.call import Call
from readerapp.mcp_server.reading import around
from readerapp.text.quotation_search import find_quotes
from readerapp.text.source import Text
from readerapp.workspace import AppContext

MOST_WAITING = 1_000
"""Proposals of one program that may wait in a document: a person has to read each."""
_MOST_PLACES = 10
"""Places of an ambiguous quotation that an answer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A proposal as a client asks for it: the words or the offsets of a passage, and fields."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    note: str = ""
    tags: Sequence[str] = ()
    speaker: str = ""
    colour: str = "yellow"
    reason: str = ""


class _Refusal(Exception):  # noqa: N818 - an answer, not an error
    """Why a proposal is not made, and the places that fit its quotation."""

    def __init__(self, reason: str, ranges: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__(reason)
        self.ranges = ranges


def propose(
    access: DocumentAccess,
    program: AppContext,
    document: str,
    requests: Sequence[Request],
    call: Call,
) -> ProposalResult:
    """Save those of the proposals that can be made, and say why the others cannot.

    Args:
        access: the documents that may be read.
        program: the context of the client, which is the annotator.
        document: the id of the document.
        requests: the proposals.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, too many proposals wait, or they cannot be saved.
    """
    one, opened = access.open(document, call)
    with closing(program.open_session(opened)) as session:
        creator = program.identity.annotator.id
        own = [
            placed
            for placed in session.placed.values()
            if placed.annotation.proposed and placed.annotation.creator == creator
        ]
        waiting = sum(placed.is_proposal for placed in own)
        if waiting + len(requests) > MOST_WAITING:
            raise ReaderError(
                f"{waiting} proposals wait in this document already; a person has to review "
                "some of them first."
            )
        proposed = {(placed.start, placed.end) for placed in own}
        made: list[tuple[int, Proposal]] = []
        refused: list[RefusedProposal] = []
        for number, request in enumerate(requests, 1):
            try:
                proposal = _resolve(opened, request)
                place = proposal.start, proposal.end
                if place in proposed:
                    raise _Refusal("You have proposed this passage already.")
                proposed.add(place)
                made.append((number, proposal))
            except _Refusal as refusal:
                places = [_place(opened, *span) for span in refusal.ranges[:_MOST_PLACES]]
                refused.append(RefusedProposal(number, str(refusal), places))
        rejected = session.find_rejected([proposal for _, proposal in made])
        refused += [RefusedProposal(made[at][0], REJECTED_BEFORE, []) for at in rejected]
        refused.sort(key=lambda one: one.number)
        made = [one for at, one in enumerate(made) if at not in rejected]
        ids = _save(session, [proposal for _, proposal in made]) if made else []
    answers = [
        MadeProposal(
            number,
            key,
            proposal.start,
            proposal.end,
            safe_text(opened.text.slice(proposal.start, proposal.end)),
            opened.range_locator(proposal.start, proposal.end),
        )
        for (number, proposal), key in zip(made, ids, strict=True)
    ]
    return ProposalResult(one.id, answers, refused)


def _save(session: ReadingSession, proposals: Sequence[Proposal]) -> list[str]:
    ids, _ = session.propose(proposals)
    with suppress(ReaderError):  # the proposals themselves are saved already
        while session.needs_enriching:
            session.enrich()
    return ids


def _resolve(document: Document, request: Request) -> Proposal:
    """Return the proposal that a request asks for.

    Raises:
        _Refusal: its passage is not found or not the only one, or a field is not valid.
    """
    try:
        start, end = _find_passage(document.text, request)
        return Proposal(
            start=start,
            end=end,
            note=request.note,
            tags=tuple(map(clean_tag, request.tags)),
            speaker=request.speaker,
            colour=validate_colour(request.colour),
            reason=request.reason,
        )
    except ReaderError as error:
        raise _Refusal(str(error)) from error


def _find_passage(text: Text, request: Request) -> tuple[int, int]:
    has_offsets = request.start is not None and request.end is not None
    if not request.quote.strip():
        if request.start is None or request.end is None:
            raise _Refusal("Give the words of the passage (quote), or its start and end.")
        return validate_range(text, request.start, request.end)
    found = find_quotes(text, request.quote, prefix=request.prefix, suffix=request.suffix)
    if has_offsets:
        same = [span for span in found if span == (request.start, request.end)]
        if not same:
            raise _Refusal("The words of the passage (quote) are not at start and end.", found)
        return same[0]
    if not found:
        raise _Refusal("The words are not in the text; copy them from what read_document returns.")
    if len(found) > 1:
        raise _Refusal(
            f"The words occur {len(found)} times; give more of them, the words before (prefix) or "
            "after (suffix), or start and end.",
            found,
        )
    return found[0]


def _place(document: Document, start: int, end: int) -> Place:
    return Place(start, end, around(document, start, end), document.range_locator(start, end))


def withdraw(program: AppContext, ids: Sequence[str]) -> Withdrawal:
    """Take back proposals of the client that nobody has accepted; they go to the Bin.

    Raises:
        ReaderError: one of the ids is no proposal of this client that still waits.
    """
    decide = field_edits.withdraw(program.identity.annotator.id)
    outcomes = change_annotations(program, find_annotations(program, ids), decide)
    return Withdrawal([one.annotation.id for one in outcomes if one.changed])
