"""Review of proposals: a person accepts, changes or rejects what a program proposes to mark."""

from __future__ import annotations

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.reading.annotation_review import AnnotationReview

NO_PROPOSALS = "No proposals to review"
"""What the screen says if no program has proposed anything."""


class ProposalReview(AnnotationReview):
    """The review of the proposals of one session, by position."""

    def is_open(self, placed: AnchoredAnnotation) -> bool:
        """Return whether it is a proposal that nobody has accepted."""
        return placed.is_proposal

    def accept(self) -> Change:
        """Accept the current proposal.

        Raises:
            ReaderError: It was deleted meanwhile, or the change could not be saved.
        """
        return self.go_on(self.session.accept_proposals([self.current_key]))

    def accept_all(self) -> Change:
        """Accept all that are left, as one undo step.

        Raises:
            ReaderError: The change could not be saved.
        """
        return self.go_on(self.session.accept_proposals(self.open_keys))

    def reject(self) -> Change:
        """Move the current proposal to the bin.

        Raises:
            ReaderError: It was accepted or deleted meanwhile, or the change could not be saved.
        """
        return self.go_on(self.session.reject_proposal(self.current_key))
