"""The reviews of moved highlights and of quotations without a speaker, in panels below the text.

The first shows the words that were marked beside the candidates in the text; the second asks for
each quotation without a speaker who said it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.core.model import STATE_NAMES
from readerapp.reading.reanchor_review import (
    NOTHING_TO_CHECK,
    last_words,
)
from readerapp.speakers import certainty
from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize_label
from readerapp.text.word_diff import DiffSegment, describe_changes, diff_words
from readerapp.ui.screens.name_picker import NameOption, NamePicker
from readerapp.ui.screens.review_screen import AnnotationQueue, ReviewCallbacks, ReviewScreenBase
from readerapp.ui.widgets.text_page import (
    FAINT,
    PLAIN,
    STRONG,
    Pieces,
    flow_pieces,
)

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.reading.reanchor_review import CandidatePlace, ReanchorReview
    from readerapp.reading.speaker_review import SpeakerReview
    from readerapp.speakers import Suggestion


_CHANGED = Style(bold=True, underline=True)


class ReanchorReviewScreen(ReviewScreenBase):
    """Review panel for highlights whose text has changed or is not found.

    The document shows the best candidate.

    Args:
        review: the highlights to review.
        callbacks: what the panel calls in the reader.
        show: shows the highlight, or the candidate if there is one, in the document.
        mark_by_hand: called with the highlight whose range the user wants to mark, before the
            screen closes.
        message: a sentence for the first question.
    """

    BINDINGS = [
        ("enter,ctrl+j", "accept(1)", "Accept"),
        *((str(n), f"accept({n})", "Accept") for n in range(1, 10)),
        ("o", "keep", "Mark as lost"),
        ("x,delete", "delete", "Delete"),
        ("r", "by_hand", "Reselect"),
    ]

    def __init__(
        self,
        review: ReanchorReview,
        callbacks: ReviewCallbacks,
        *,
        show: Callable[[AnchoredAnnotation, CandidatePlace | None], None],
        mark_by_hand: Callable[[AnchoredAnnotation], None],
        message: str = "",
    ) -> None:
        super().__init__(review, callbacks, message)
        self._review, self._show, self._mark_by_hand = review, show, mark_by_hand

    def show_current(self) -> None:
        """Show the best candidate in the document."""
        if current := self._review.current:
            self._show(current, next(iter(self._review.candidates()), None))

    @property
    def shared_queue(self) -> AnnotationQueue:
        """Return the questions: other people may answer them too."""
        return self._review

    def choose(self, number: int) -> None:
        """Answer with the candidate that has this number, from 1."""
        self.action_accept(number)

    def action_accept(self, number: int) -> None:
        """Re-anchor the highlight to the candidate with this number, from 1."""
        if self._review.current:
            self.answer(lambda: self._review.accept(number))

    def action_keep(self) -> None:
        """Mark the highlight as lost: its text is gone, it stays in the list."""
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
        self._numbers = {}
        if current is None:
            done = f"All {total} checked" if total else NOTHING_TO_CHECK
            rows = self.head_rows(f" {done} · Esc back", message)
            return [*rows, self.key_row("u undo · Esc back")]
        state = f"{number} of {total} · {STATE_NAMES[current.state]}"
        title = f" Check moved highlights · {state}"
        head = self.head_rows(title if cell_width(title) < width else f" {state}", message)
        offers = self._review.candidates()
        room = max(1, self.room - 2 - len(head))  # rows left without head, reason and keys
        share = max(1, min(4, room // (len(offers) + 1)))
        old = current.annotation.target.exact if current.annotation.target else ""
        body = _old_rows(old, offers, width, share)
        for rank, offer in enumerate(offers, 1):
            shown = _show_offer(rank, offer, old, width, share)
            first = len(head) + len(body)
            self._numbers.update(dict.fromkeys(range(first, first + len(shown)), rank))
            body += shown
        if not offers:
            body.append([("   No similar text found · r reselect", PLAIN)])
        reason = _describe_reason(current, old, offers)
        return [*head, *body[:room], *flow_pieces([(reason, PLAIN)], width, 1), self._keys(offers)]

    def _keys(self, offers: list[CandidatePlace]) -> Pieces:
        """Return the row of the keys; it begins with what Enter does."""
        rest = "o mark as lost · x delete · n next · b back · u undo · Esc close"
        if not offers:
            return self.key_row(
                f"r reselect · {rest}",
                "r reselect · o lost · x delete · n next · b back · u undo · Esc",
                "r reselect · n next · o lost · b back · x delete · u undo",
            )
        enter = "accept" if offers[0].here else "move to 1"
        several = f" · 1-{len(offers)} choose" if len(offers) > 1 else ""
        return self.key_row(
            f"Enter {enter}{several} · r reselect · {rest}",
            f"Enter {enter} · r reselect · o lost · x delete · n next · b back · u undo · Esc",
            f"Enter {enter} · r reselect · o lost · x delete · n next · b back · u undo",
            "Enter ok · n next · o lost · x delete · r reselect · b back",
        )


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
    match = "current position" if offer.here else f"{offer.score:.0%}"
    facts = f"{offer.locator} {match} "
    # `flow_pieces` cuts the context after the words; the context before them is cut here.
    room = max(0, rows * width - len(facts) - min(len(offer.words), width) - 12) // 2
    before = last_words(offer.before, room)
    pieces = [
        (" ⏎ " if number == 1 else "   ", PLAIN),
        (f"{number} ", STRONG),
        (facts, FAINT),
        (f"…{before}" if before else "", FAINT),
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
    place = current.annotation.place
    was = f" Was: {place} ·" if place and not current.shown else ""
    return f"{was} {current.reason[:1].upper()}{current.reason[1:]}{differs}"


def _styled(pieces: list[DiffSegment]) -> Pieces:
    return [(piece.words, _CHANGED if piece.changed else PLAIN) for piece in pieces]


class SpeakerReviewScreen(ReviewScreenBase):
    """Review panel for quotations without a speaker.

    Args:
        review: the quotations to review.
        callbacks: what the panel calls in the reader.
        show: shows the current quotation in the document.
        speakers: returns the names that are offered after the candidates.
    """

    BINDINGS = [
        ("enter,ctrl+j", "take(1)", "Take"),
        *((str(n), f"take({n})", "Take") for n in range(1, 6)),
        ("s", "name", "Name"),
    ]

    def __init__(
        self,
        review: SpeakerReview,
        callbacks: ReviewCallbacks,
        *,
        show: Callable[[Suggestion], None],
        speakers: Callable[[], Sequence[NameOption]],
    ) -> None:
        super().__init__(review, callbacks)
        self._review, self._show, self._speakers = review, show, speakers

    @property
    def shared_queue(self) -> AnnotationQueue:
        """Return the questions: other people may answer them too."""
        return self._review

    def show_current(self) -> None:
        """Show the quotation in the document."""
        if current := self._review.current:
            self._show(current)

    def choose(self, number: int) -> None:
        """Answer with the candidate that has this number, from 1."""
        self.action_take(number)

    def action_take(self, number: int) -> None:
        """Set the candidate with this number, from 1, as the speaker."""
        current = self._review.current
        if current and number <= len(current.candidates):
            self._accept(current.candidates[number - 1].name)
        elif current:
            self.ask("Nothing to take · s type a name · n skip")

    async def action_name(self) -> None:
        """Ask for another name."""
        if current := self._review.current:
            offered = [NameOption(c.name, "found in the text") for c in current.candidates]
            names = {candidate.name for candidate in offered}
            offered += [c for c in self._speakers() if c.name not in names]
            chooser = NamePicker("Speaker", "type a name or press a digit", offered)
            await self.app.push_screen(chooser, lambda name: self._accept(name) if name else None)

    def _accept(self, name: str) -> None:
        def accept() -> Change:
            change = self._review.accept(name)
            # One that is not undoable says that it could not be saved.
            return replace(change, sentence=f"Speaker: {name}") if change.undoable else change

        self.answer(accept)

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: the question, the candidates and the keys."""
        (number, total), current = self._review.progress, self._review.current
        self._numbers, width = {}, self.columns
        if current is None:
            rows = self.head_rows(f" All {total} checked · Esc back", message)
            return [*rows, self.key_row("u undo · Esc back")]
        rows = self.head_rows(f" Review speakers · {number} of {total}", message)
        sure = certainty(current.confidence) if current.speaker else "No speaker found"
        candidates, room = current.candidates, self.room - len(rows) - 1  # without the keys
        reason_rows = 2 if room > len(candidates) + 1 else 1
        rows += flow_pieces([(f" {sure}: {current.reason}", PLAIN)], width, reason_rows)
        room = self.room - len(rows) - 1
        name_rows = 2 if room >= 2 * len(candidates) else 1
        for rank, candidate in enumerate(candidates[:room], 1):
            style = Style(reverse=True) if rank == 1 else PLAIN
            pieces = [
                (" ⏎ " if rank == 1 else "   ", PLAIN),
                (f"{rank} ", STRONG),
                (candidate.name, style),
                (f"  {candidate.score:.0%}", FAINT),
            ]
            shown = flow_pieces(pieces, width, name_rows)
            self._numbers.update(dict.fromkeys(range(len(rows), len(rows) + len(shown)), rank))
            rows += shown
        return [*rows, self._keys(current)]

    def _keys(self, current: Suggestion) -> Pieces:
        """Return the row of the keys; it begins with what Enter does."""
        rest = "n skip · b back · u undo · Esc close"
        names = [candidate.name for candidate in current.candidates]
        if not names:
            return self.key_row(f"s type a name · {rest}", "s name · n skip · b back · u undo")
        several = f" · 1-{len(names)} choose" if len(names) > 1 else ""
        return self.key_row(
            f"Enter {sanitize_label(names[0])}{several} · s other name · {rest}",
            f"Enter {sanitize_label(names[0])}{several} · s other · n skip · b back · u undo · Esc",
            f"Enter take{several} · s other · n skip · b back · u undo · Esc",
            "Enter ok · s other · n skip · b back · u undo",
        )
