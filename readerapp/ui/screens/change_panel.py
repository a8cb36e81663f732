"""Panel of the changes of a document: one after the other, with the words that were removed.

The new words are marked in the text above the panel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.core.errors import ReaderError
from readerapp.text.graphemes import cell_width
from readerapp.ui.screens.review_screen import ReviewCallbacks, ReviewScreenBase
from readerapp.ui.widgets.text_page import FAINT, PLAIN, Pieces, flow_pieces
from readerapp.versions.change_review import side_words

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.text.word_diff import DiffSegment
    from readerapp.versions.change_review import ChangeReview
    from readerapp.versions.comparison import TextChange

_CHANGED = Style(bold=True, underline=True)
_SHARE = 6
"""The words of one side take one row in so many of the screen, and two at least: the new ones are
read in the text, which needs the room."""


class ChangePanel(ReviewScreenBase):
    """Shows the changes; Enter stays at the current one, Esc returns to where one was.

    Args:
        review: the changes.
        show: shows a change in the document.
        stay: called before the panel closes, if the user wants to read on at the current change.
        reserve_rows: called with the number of rows that the panel takes at the bottom.
        message: a sentence for the first change.
    """

    BINDINGS = [("enter,ctrl+j", "stay", "Read here")]

    def __init__(
        self,
        review: ChangeReview,
        *,
        show: Callable[[TextChange], None],
        stay: Callable[[], None],
        reserve_rows: Callable[[int], None],
        message: str,
    ) -> None:
        super().__init__(
            review,
            ReviewCallbacks(
                apply_change=lambda _: None, undo=_refuse_undo, reserve_rows=reserve_rows
            ),
            message,
        )
        self._review, self._show, self._stay = review, show, stay

    def show_current(self) -> None:
        """Show the current change in the document."""
        self._show(self._review.current)

    def action_stay(self) -> None:
        """Close the panel and read on at the current change."""
        self._stay()
        self.dismiss(None)

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: which change it is, the old and the new words, and the keys."""
        review, change, width = self._review, self._review.current, self.columns
        number, total = review.progress
        relation = review.relation(change)
        facts = f"{number} of {total} · {review.found.place(change)} {change.kind}"
        facts = f"{facts} · {relation}" if relation else facts
        title = f" What changed · {facts}"
        head = self.head_rows(title if cell_width(title) < width else f" {facts}", message)
        old, new = (side_words(review.found, change, side) for side in ("removed", "added"))
        has_both = change.kind == "changed" or (change.kind == "moved" and change.is_edited)
        sides: list[tuple[str, list[DiffSegment]]] = []
        if change.kind == "removed" or has_both:
            sides.append((" was  ", old))
        if change.kind != "removed":
            sides.append((" now  ", new))
        room = max(1, (self.room - len(head) - 1) // len(sides))
        most = min(room, max(2, self.app.size.height // _SHARE))
        body = [
            row
            for label, words in sides
            for row in flow_pieces([(label, FAINT), *_styled(words)], width, most)
        ]
        keys = self.key_row(
            "n next · b back · Enter read here · Esc back to where you were",
            "n next · b back · Enter here · Esc return",
            "n next · b back · Enter here · Esc",
        )
        return [*head, *body, keys]


def _refuse_undo() -> Change:
    raise ReaderError("Nothing to undo here")


def _styled(words: list[DiffSegment]) -> Pieces:
    """Return words with those that differ emphasised; if all of them do, none is."""
    if all(one.changed for one in words):
        return [(one.words, PLAIN) for one in words]
    return [(one.words, _CHANGED if one.changed else PLAIN) for one in words]
