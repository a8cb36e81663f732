"""Proposals of programs: the review that accepts, edits and rejects them."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.reading.proposal_review import ProposalReview

# The panel is imported on first use, so that the first page does not wait for it.


class ProposalsController(ReaderController):
    """Walks through the proposals of the document."""

    async def action_review(self) -> None:
        """Review the proposals, from the one at the cursor on."""
        await self.reader.pending_actions.ask(self._start)

    def _start(self) -> Awaitable[object] | None:
        from readerapp.reading.proposal_review import NO_PROPOSALS, ProposalReview

        at = self.reader.document_view.caret.at
        chosen = self.session.find(self.reader.panes.chosen_key or "")
        review = ProposalReview(self.session, chosen.start if chosen and chosen.shown else at)
        if not review.remaining:
            self.say(NO_PROPOSALS)
            return None
        return self._open(review)

    def _open(self, review: ProposalReview) -> Awaitable[object]:
        from readerapp.ui.screens.proposal_panel import ProposalScreen

        reader = self.reader
        noted: list[str] = []  # the id of the proposal whose note is edited next

        def end(_: object) -> None:
            reader.arrangement.reserve_bottom_rows(0)
            reader.document_view.drop()
            if noted:
                self.attempt(lambda: reader.notes.edit(noted[0], then=self._continue))

        panel = ProposalScreen(
            review,
            reader.marking.review_callbacks(),
            show=self._show,
            edit_note=noted.append,
        )
        reader.set_focus(reader.document_view)
        return self.app.push_screen(panel, end)

    def _continue(self) -> None:
        """Go on with the review after a note was edited, if anything is left."""
        if self.session.proposals():
            self.reader.run_worker(self.action_review())

    def _show(self, placed: AnchoredAnnotation) -> None:
        view = self.reader.document_view
        if placed.shown:
            view.select(placed.start, placed.end)
        else:
            view.drop()
            view.jump(max(0, placed.near), remember=False)
