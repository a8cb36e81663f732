"""Controller of the re-anchoring review: connects the panel that asks with the document view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.reading.reanchor_review import CandidatePlace, ReanchorReview
from readerapp.ui.screens.reanchor_review import ReanchorReviewScreen

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.ui.reader.marking import MarkingActions


class ReanchorReviewController:
    """A walk through the drifted and orphaned highlights of one reader screen."""

    def __init__(self, reader: MarkingActions) -> None:
        self._reader = reader
        self._queue = ReanchorReview(reader.list_model.session, reader.document_view.caret.at)
        self._marking: AnchoredAnnotation | None = None

    def ask(self, message: str = "") -> object:
        """Open the review panel for what is not settled yet.

        Args:
            message: a sentence that the panel shows, or the status line if nothing is left.

        Returns:
            What to await until the panel takes keys; None if nothing is left to settle.
        """
        reader = self._reader
        if not self._queue.left:
            reader.say(message or "No highlight has drifted or is orphaned")
            return None
        panel = ReanchorReviewScreen(
            self._queue,
            show=self._show,
            took=reader.apply_change,
            undo=reader.list_model.session.undo,
            cover=reader.reserve_bottom_rows,
            by_hand=self._by_hand,
            message=message,
        )
        reader.set_focus(reader.document_view)
        return reader.app.push_screen(panel, lambda _: self._end())

    def _show(self, placed: AnchoredAnnotation, offer: CandidatePlace | None) -> None:
        document = self._reader.document_view
        if offer is not None:
            document.select(offer.start, offer.end)
        else:
            document.drop()
            document.jump(max(0, placed.near), remember=False)

    def _by_hand(self, placed: AnchoredAnnotation) -> None:
        self._marking = placed

    def _end(self) -> None:
        """Return to the document when the panel closes.

        If the user wants to mark a range by hand, that starts now; the review goes on afterwards.
        """
        self._reader.reserve_bottom_rows(0)
        self._reader.document_view.drop()
        marking, self._marking = self._marking, None
        if marking:
            self._reader.move_ends(marking, then=self._go_on)

    def _go_on(self, change: Change | None) -> None:
        if change:
            self._queue.take(change)
        self.ask(change.sentence if change else "")
