"""Re-anchoring review panel: the words that were marked, beside the candidates in the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.reading.reanchor_review import DiffSegment, describe_changes, diff_words
from readerapp.ui.screens.review_base import ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces, flow_pieces

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.reading.reanchor_review import CandidatePlace, ReanchorReview

_KEYS = (
    "Enter or 1-9 it stands there · r mark by hand · o keep as orphan · x delete · n b next, back"
    " · u undo · Esc ends",
    "1-9 it is there · r by hand · o orphan · x delete · n b · u undo · Esc",
    "1-9 here r hand o orphan x del n b u",
)
"""Key hints, the longest first; the first that fits is shown."""
_CHANGED = Style(bold=True, underline=True)


class ReanchorReviewScreen(ReviewScreenBase):
    """Review panel for drifted and orphaned highlights; the document shows the best candidate.

    Args:
        review: the highlights to review.
        show: shows the highlight, or the candidate if there is one, in the document.
        apply_change: called with each change that an answer or an undo makes.
        undo: undoes the last step.
        reserve_rows: called with the number of rows that the panel hides at the bottom.
        mark_by_hand: called with the highlight whose range the user wants to mark, before the
            screen closes.
        message: a sentence for the first question.
    """

    BINDINGS = [
        ("enter,ctrl+j", "accept(1)", "Accept"),
        *((str(n), f"accept({n})", "Accept") for n in range(1, 10)),
        ("o", "keep", "Orphan"),
        ("x,delete", "delete", "Delete"),
        ("r", "by_hand", "By hand"),
    ]

    def __init__(
        self,
        review: ReanchorReview,
        *,
        show: Callable[[AnchoredAnnotation, CandidatePlace | None], None],
        apply_change: Callable[[Change], None],
        undo: Callable[[], Change],
        reserve_rows: Callable[[int], None],
        mark_by_hand: Callable[[AnchoredAnnotation], None],
        message: str = "",
    ) -> None:
        super().__init__(
            review,
            apply_change=apply_change,
            undo=undo,
            reserve_rows=reserve_rows,
            message=message,
        )
        self._review, self._show, self._mark_by_hand = review, show, mark_by_hand

    def show_current(self) -> None:
        """Show the best candidate in the document."""
        if current := self._review.current:
            self._show(current, next(iter(self._review.candidates()), None))

    def action_accept(self, number: int) -> None:
        """Re-anchor the highlight to the candidate with this number, from 1."""
        if self._review.current:
            self.answer(lambda: self._review.accept(number))

    def action_keep(self) -> None:
        """Keep the highlight as an orphan: its words are gone, it stays in the list."""
        if self._review.current:
            self.answer(self._review.keep_orphaned)

    def action_delete(self) -> None:
        """Move the highlight to the bin."""
        if self._review.current:
            self.answer(self._review.delete)

    def action_by_hand(self) -> None:
        """Close the screen and let the user mark the range in the text."""
        if current := self._review.current:
            self._mark_by_hand(current)
            self.dismiss(None)

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: marked words, candidates, what changed, and the keys."""
        number, total = self._review.progress
        current, width = self._review.current, self.columns
        words = next((keys for keys in _KEYS if len(keys) < width), _KEYS[-1])
        keys = [(f" {words}", FAINT)]
        sentence = (f"  {message}", PLAIN)
        if current is None:
            done = f"All {total} settled" if total else "Nothing has drifted or was lost"
            return [[(f" Review · {done}. Esc goes back.", STRONG)], [sentence], keys]
        head = f" Review · {number} of {total} · {current.state}"
        offers = self._review.candidates()
        room = max(1, self.room - 3)  # rows left without head, reason and keys
        share = max(1, min(4, room // (len(offers) + 1)))
        old = current.annotation.target.exact if current.annotation.target else ""
        body = _old_rows(old, offers, width, share)
        for rank, offer in enumerate(offers, 1):
            body += _show_offer(rank, offer, old, width, share)
        if not offers:
            body.append([("   No place is like it; r marks one by hand.", PLAIN)])
        reason = _describe_reason(current, old, offers)
        return [
            [(head, STRONG), sentence],
            *body[:room],
            *flow_pieces([(reason, PLAIN)], width, 1),
            keys,
        ]


def _old_rows(old: str, offers: list[CandidatePlace], width: int, rows: int) -> list[Pieces]:
    """Return the words that were marked; those missing in the best candidate are emphasised.

    Args:
        old: the words that were marked.
        offers: the candidates, best first.
        width: cells of a row.
        rows: the most rows to return.
    """
    pieces, _ = diff_words(old, offers[0].words) if offers else ([DiffSegment(old)], [])
    return flow_pieces([(" was  “", FAINT), *_styled(pieces), ("”", FAINT)], width, rows)


def _show_offer(
    number: int, offer: CandidatePlace, old: str, width: int, rows: int
) -> list[Pieces]:
    """Return a candidate: its number, its locator, and its words with their context.

    Args:
        number: the number of the candidate, from 1.
        offer: the candidate.
        old: the words that were marked.
        width: cells of a row.
        rows: the most rows to return.
    """
    _, words = diff_words(old, offer.words)
    match = "shown here" if offer.here else f"{offer.score:.0%}"
    facts = f"{offer.locator} {match} "
    # `flow_pieces` cuts the context after the words; the context before them is cut here.
    room = max(0, rows * width - len(facts) - min(len(offer.words), width) - 12) // 2
    pieces = [
        (" ⏎ " if number == 1 else "   ", PLAIN),
        (f"{number} ", STRONG),
        (facts, FAINT),
        (f"…{offer.before[max(0, len(offer.before) - room) :]}" if room else "", FAINT),
        ("[", STRONG),
        *_styled(words),
        ("]", STRONG),
        (f"{offer.after}…", FAINT),
    ]
    return flow_pieces(pieces, width, rows)


def _describe_reason(current: AnchoredAnnotation, old: str, offers: list[CandidatePlace]) -> str:
    """Return why the highlight needs a review, and which words differ."""
    changes = describe_changes(old, offers[0].words) if offers else []
    differs = f": {' · '.join(changes)}" if changes and len(changes) <= 8 else ""
    return f" {current.reason[:1].upper()}{current.reason[1:]}{differs}"


def _styled(pieces: list[DiffSegment]) -> Pieces:
    return [(piece.words, _CHANGED if piece.changed else PLAIN) for piece in pieces]
