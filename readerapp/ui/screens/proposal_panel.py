"""The panel that asks about one proposal of a program after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.core.model import STATE_NAMES
from readerapp.interchange.annotation_view import mark_signature
from readerapp.reading.proposal_review import NO_PROPOSALS
from readerapp.text.graphemes import cell_width
from readerapp.ui.screens.review_screen import AnnotationQueue, ReviewCallbacks, ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces, flow_pieces

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.reading.proposal_review import ProposalReview


class ProposalScreen(ReviewScreenBase):
    """Review panel for the proposals of programs; the document shows the current one.

    Args:
        review: the proposals to review.
        callbacks: what the panel calls in the reader.
        show: shows a proposal in the document.
        edit_note: called with the id of the proposal whose note the user wants to edit, before the
            screen closes.
        message: a sentence for the first question.
    """

    BINDINGS = [
        ("enter,ctrl+j", "accept", "Accept"),
        ("x,delete", "reject", "Reject"),
        ("e,a", "edit", "Edit note"),
        ("s,tab", "step(1)", "Next"),
        ("shift+tab", "step(-1)", "Back"),
        ("A", "accept_all", "Accept all"),
        ("y", "confirm", "Yes"),
    ]

    def __init__(
        self,
        review: ProposalReview,
        callbacks: ReviewCallbacks,
        *,
        show: Callable[[AnchoredAnnotation], None],
        edit_note: Callable[[str], None],
        message: str = "",
    ) -> None:
        super().__init__(review, callbacks, message)
        self._review, self._show, self._edit_note = review, show, edit_note
        self._asks_for_all = False

    def show_current(self) -> None:
        """Show the proposal in the document."""
        if current := self._review.current:
            self._show(current)

    @property
    def shared_queue(self) -> AnnotationQueue:
        """Return the questions: other people may answer them too."""
        return self._review

    def ask(self, message: str = "") -> None:
        """Ask the current question; a question about all is off."""
        self._asks_for_all = False
        super().ask(message)

    def action_accept(self) -> None:
        """Accept the current proposal."""
        if self._review.current:
            self.answer(self._review.accept)

    def action_reject(self) -> None:
        """Move the current proposal to the bin."""
        if self._review.current:
            self.answer(self._review.reject)

    def action_edit(self) -> None:
        """Close the screen, and let the user edit the note."""
        if current := self._review.current:
            self._edit_note(current.key)
            self.dismiss(None)

    def action_accept_all(self) -> None:
        """Ask whether to accept all that are left; the same key again says yes."""
        if self._asks_for_all:
            self.action_confirm()
        elif self._review.current:
            left = f"all {self._review.remaining}"
            self.ask(f"Accept {left} unread? A or y yes · Esc no")
            self._asks_for_all = True

    def action_confirm(self) -> None:
        """Accept all that are left, after the question."""
        if self._asks_for_all:
            self.answer(self._review.accept_all)

    def action_leave(self) -> None:
        """Say no to the question about all; without it return to the document."""
        if self._asks_for_all:
            self.ask()
        else:
            super().action_leave()

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: who proposes what, the words, note, reason, and the keys."""
        (number, total), current, width = self._review.progress, self._review.current, self.columns
        if current is None:
            done = f"All {total} reviewed" if total else NO_PROPOSALS
            rows = self.head_rows(f" {done} · Esc back", message)
            return [*rows, self.key_row("u undo · Esc back")]
        view = self._review.session.view(current)
        title = f" Proposals · {number} of {total}"
        signed = f"{title} · {mark_signature(view).partition(';')[0]}"
        head = self.head_rows(signed if cell_width(signed) < width else title, message)
        room = max(1, self.room - len(head) - 1)  # rows left without head and keys
        annotation = current.annotation
        about = [
            view.place_label,
            STATE_NAMES[current.state] if current.state != "exact" else "",
            view.speaker,
            *(f"#{tag}" for tag in annotation.tags),
            annotation.colour,
        ]
        place, *facts = (fact for fact in about if fact)
        body = [
            *flow_pieces(
                [(f" {place} ", FAINT), ("“", FAINT), (view.exact, STRONG), ("”", FAINT)],
                width,
                max(1, min(4, room // 3)),
            ),
            *flow_pieces([(f" {' · '.join(facts)}", PLAIN)], width, 1),
        ]
        if annotation.note:
            rows_left = max(1, min(6, room - len(body) - 1))
            body += flow_pieces([(" Note: ", FAINT), (annotation.note, PLAIN)], width, rows_left)
        if annotation.reason:
            rows_left = max(1, min(3, room - len(body)))
            body += flow_pieces([(" Why: ", FAINT), (annotation.reason, PLAIN)], width, rows_left)
        return [*head, *body[:room], self._keys()]

    def _keys(self) -> Pieces:
        """Return the row of the keys; it begins with what Enter does."""
        return self.key_row(
            "Enter accept · x reject · e edit note · s skip · b back · A accept all · u undo"
            " · Esc close",
            "Enter accept · x reject · e note · s skip · b back · A all · u undo · Esc",
            "Enter accept · x reject · e note · s skip · b back · A all · u undo",
            "Enter ok · x reject · s skip · e note",
        )
