"""Marking: highlight, colour, tags, ends, delete, undo, re-anchoring review; what keys act on.

Each action finds its annotation or text range, calls the session once and shows the change.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.reading.undo_check import UndoCheck
from readerapp.text.phrases import count_noun
from readerapp.text.words import count_words
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.annotations.undo import UndoStep
    from readerapp.reading.caret import Span
    from readerapp.reading.reanchor_review import CandidatePlace
    from readerapp.reading.transcript_turns import TranscriptTurns
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.review_screen import ReviewCallbacks

# Screens that ask are imported on first use, so that the first page does not wait for them.


@dataclass(frozen=True, slots=True)
class PendingRange:
    """A range of text that a key would highlight.

    Attributes:
        start: offset in code points.
        end: end of the half-open range, in code points.
        speaker: speaker of the transcript turn that contains the range; empty if there is none.
    """

    start: int
    end: int
    speaker: str = ""


class MarkingController(ReaderController):
    """Edits annotations.

    Attributes:
        turns: the turns of a transcript; None until a thread has read them.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.turns: TranscriptTurns | None = None
        self._moving_key: str | None = None  # the highlight whose ends are being moved
        self._after_move: Callable[[Change | None], None] | None = None
        self._undo_check = UndoCheck()

    # Highlight, colour, tags

    def action_mark(self) -> None:
        """Finish moving ends, edit the note of the highlight here, or highlight (Enter)."""
        selection = self.reader.document_view.caret.selection
        if self._moving_key:
            self.attempt(self._set_ends)
        elif selection is None and self.reader.panes.focused_key:
            self.reader.notes.action_edit()
        else:
            self.attempt(self.ensure_highlight)

    def action_colour(self, colour: str) -> None:
        """Highlight in `colour`, or recolour the highlight here (keys 1 to 8)."""

        def set_colour() -> None:
            key = self.find_target()
            if not isinstance(key, str):
                self.highlight(key, colour=colour)
                return
            annotation = self.session.get(key).annotation
            if annotation.colour != colour or annotation.is_proposal:
                name = self.list_model.colour_names.get(colour, "")
                self.reader.panes.apply_change(self.session.set_colour(key, colour, name=name))

        self.attempt(set_colour)

    async def action_tags(self) -> None:
        """Edit the tags of the highlight or the text here.

        Text without a highlight gets one when a tag is entered. Both are one undo step.
        """
        await self.reader.pending_actions.ask(self._open_tag_editor)

    def _open_tag_editor(self) -> Awaitable[object]:
        from readerapp.ui.screens.name_picker import TagEditor

        session, target = self.session, self.find_target()
        definitions = self.reader.context.codebook.definitions()
        known = dict.fromkeys([*session.tags(), *sorted(definitions, key=str.casefold)], "")
        known |= definitions
        if isinstance(target, PendingRange):
            editor = TagEditor(self.words_of(target), (), known)
        else:
            annotation = session.get(target).annotation
            words = annotation.target.exact if annotation.target else ""
            editor = TagEditor(words or "the document", annotation.tags, known)

        def set_tags(tags: list[str]) -> None:
            if not isinstance(target, PendingRange):
                self.reader.panes.apply_change(session.set_tags(target, tags))
            elif tags:
                self.highlight(target, tags=tags)

        def done(tags: list[str] | None) -> None:
            if tags is not None:
                self.attempt(lambda: set_tags(tags))

        return self.app.push_screen(editor, done)

    # Ends

    @property
    def is_moving_ends(self) -> bool:
        """Return True while the user moves the ends of a highlight."""
        return self._moving_key is not None

    def action_ends(self) -> None:
        """Start moving the ends of the highlight here.

        The highlight becomes a selection; Enter saves the new ends, Esc cancels.
        """
        self.attempt(lambda: self.move_ends(self.session.get(self._find_highlight())))

    def move_ends(
        self, placed: AnchoredAnnotation, then: Callable[[Change | None], None] | None = None
    ) -> None:
        """Let the user move the ends of a highlight, or select new text for an orphan.

        Args:
            placed: the highlight.
            then: called with the change when the ends are saved, with None when the move is
                cancelled.

        Raises:
            ReaderError: it is a note on the document, which has no range.
        """
        if placed.annotation.target is None:
            raise ReaderError("A document note has no range to change")
        self._moving_key, self._after_move = placed.key, then
        view = self.reader.document_view
        if placed.shown:
            view.adjust(placed.start, placed.end)
            key = self.app.key
            self.say(
                f"Adjust the end · {key('select.swap')} other end · {key('mark')} save"
                f" · {key('drop')} cancel"
            )
        else:
            view.jump(max(0, placed.near))
            key = self.app.key
            self.say(
                f"Go to the text · {key('select')} select · {key('mark')} save"
                f" · {key('drop')} cancel"
            )
        self.reader.set_focus(view)

    def cancel_move(self) -> bool:
        """Cancel moving the ends of a highlight; return False if none were being moved."""
        moving_key, self._moving_key = self._moving_key, None
        if moving_key is not None:
            self._end_move(None)
        return moving_key is not None

    def _set_ends(self) -> None:
        view, key = self.reader.document_view, self._moving_key
        span = view.caret.selection
        if key is None or span is None:
            select, cancel = self.app.key("select"), self.app.key("drop")
            raise ReaderError(f"Nothing selected · {select} select · {cancel} cancel")
        self._moving_key = None
        view.caret.drop()
        change = self.session.set_ends(key, span.start, span.end)
        self.reader.panes.apply_change(change)
        view.jump(span.start, remember=False)
        self._end_move(change)

    def _end_move(self, change: Change | None) -> None:
        after_move, self._after_move = self._after_move, None
        if after_move:
            after_move(change)

    async def action_review_drifted(self) -> None:
        """Review the highlights that drifted or are orphaned."""
        await self.reader.pending_actions.ask(lambda: ReanchorReviewController(self.reader).ask())

    def say_selection(self, unit: str) -> None:
        """Say what the selection has grown to, because its end may be below the screen.

        Args:
            unit: the name of the unit; empty if there is no larger one.
        """
        span = self.reader.document_view.caret.selection
        if not unit or span is None:
            self.say("No larger unit to select")
            return
        self._say_selected(unit, span)

    def say_smaller_selection(self, unit: str) -> None:
        """Say what the selection has shrunk to, if anything is selected.

        Args:
            unit: the name of the unit; empty if the selection is none.
        """
        if span := self.reader.document_view.caret.selection:
            self._say_selected(unit or "text", span)

    def _say_selected(self, unit: str, span: Span) -> None:
        words = count_words(self.reader.document.text.slice(span.start, span.end))
        self.say(f"{unit.capitalize()} selected · {count_noun(words, 'word')}")

    # Delete, undo, bin

    def action_delete(self) -> None:
        """Move the highlight or reply here to the bin."""

        def delete() -> None:
            session, key = self.session, self.find_annotation().key
            self.reader.saving.save_now()  # a note saved after the deletion would revert it
            replies = len(session.threads.replies(key))
            self.reader.panes.apply_change(session.delete(key))
            kept = f" · {count_noun(replies, 'reply', 'replies')} kept" if replies else ""
            self.say_done(f"Deleted · {self.app.key('undo')} undo{kept}")

        self.attempt(delete)

    def action_undo(self) -> None:
        """Undo the last step; ask first if it was not made in this view."""
        self.reader.notes.save_note()
        self.attempt(self._undo)

    def action_redo(self) -> None:
        """Redo the step that was undone last; ask first if that was not in this view."""
        self.reader.notes.save_note()
        self.attempt(self._redo)

    def _undo(self) -> None:
        self._replay("Undo", self.session.next_undo, self.session.undo)

    def _redo(self) -> None:
        self._replay("Redo", self.session.next_redo, self.session.redo)

    def _replay(
        self, verb: str, find: Callable[[], UndoStep | None], replay: Callable[[], Change]
    ) -> None:
        """Undo or redo a step, after a question if the user may not expect it.

        Args:
            verb: Undo or Redo.
            find: returns the step that `replay` would undo or redo now.
            replay: undoes or redoes it.
        """
        step = find()

        def run() -> None:
            current = find()
            if (current and current.id) != (step and step.id):  # by another window of this user
                raise ReaderError(f"Something else was done meanwhile · {key} asks again")
            if step:
                self._undo_check.allow(step)
            change = replay()
            self.reader.panes.apply_change(change, choose=True)
            if step and change:
                back = "redo" if verb == "Undo" else "undo"
                self.say_done(f"{change.sentence} · {self.app.key(back)} {back}")

        now = datetime.now().astimezone()
        key = self.app.key(verb.casefold())
        question = step and self._undo_check.question(step, verb, self.session.steps_made, now)
        if question:
            keys = next(one.keys for one in self.app.actions if one.id == verb.casefold())
            self.reader.key_sequences.ask(f"{question} {key} or y yes · Esc no", keys, run)
        else:
            run()

    def note_steps(self, *, here: bool = False) -> None:
        """Note whether the last steps were made in this view, or on a screen above it.

        Args:
            here: whether a panel above the view counts as the view, because it shows the text.
        """
        here = here or self.app.screen is self.reader
        self._undo_check.note(self.session.steps_made, here=here)

    def undo_of_screen(self) -> Callable[[], Change]:
        """Return an undo for a screen that opens now: it undoes only what is done there.

        It raises a ReaderError if nothing was done there.
        """
        session, before = self.session, set(self.session.steps_made)

        def undo() -> Change:
            step = session.next_undo()
            if step is None or step.id in before or step.id not in session.steps_made:
                raise ReaderError("Nothing was done here that could be undone")
            return session.undo()

        return undo

    def review_callbacks(self) -> ReviewCallbacks:
        """Return what a review panel that opens now calls in the reader."""
        from readerapp.ui.screens.review_screen import ReviewCallbacks

        return ReviewCallbacks(
            apply_change=self.reader.panes.apply_change,
            undo=self.undo_of_screen(),
            reserve_rows=self.reader.arrangement.reserve_bottom_rows,
        )

    async def action_bin(self) -> None:
        """Show the deleted annotations and restore those that are chosen."""
        from readerapp.ui.screens.trash import TrashScreen

        def restore(keys: Sequence[str] | None) -> None:
            if keys:
                self.attempt(lambda: self.reader.panes.apply_change(self.session.restore(*keys)))

        def show() -> Awaitable[object]:
            session = self.session
            return self.app.push_screen(
                TrashScreen(session.trash, session.trash_by_step()), restore
            )

        await self.reader.pending_actions.ask(show)

    # What the keys act on

    def find_annotation(self) -> AnchoredAnnotation:
        """Return the annotation to change: that of the list row, or the one under the caret.

        Raises:
            ReaderError: there is no annotation here, or it belongs to the file.
        """
        highlight_list = self.reader.highlight_list
        in_list = self.reader.focused is highlight_list
        key = highlight_list.current if in_list else self.reader.panes.focused_key
        if key is None:
            hint = f"{self.app.key('highlight.next')} next highlight"
            raise ReaderError(f"No highlight here · {hint}")
        self.refuse_embedded(key)
        return self.session.get(key)

    def refuse_embedded(self, key: str) -> None:
        """Check that the annotation `key` may be changed.

        Raises:
            ReaderError: it belongs to the file.
        """
        if key in self.session.embedded:
            raise ReaderError(f"Belongs to the file · {self.app.key('import')} import")

    def find_target(self, *, takes_match: bool = True) -> str | PendingRange:
        """Return what a marking key acts on.

        Args:
            takes_match: whether it acts on the match of a search that the caret is on.

        Returns:
            The id of a highlight, or a range that has no highlight yet.

        Raises:
            ReaderError: there is no text here.
        """
        reader = self.reader
        if reader.focused is reader.highlight_list or reader.panes.chosen_key:
            return self._find_highlight()
        caret, match = reader.document_view.caret, reader.document_view.match
        span = caret.subject()
        if takes_match and match and caret.selection is None and caret.at == match.start:
            span = match  # what is underlined is what is meant
        if span is None:
            raise ReaderError("No text here to highlight · move to some text")
        same = self.list_model.exactly(span.start, span.end)
        if same:
            caret.drop()
            reader.panes.focus_annotation(same.key)
            return same.key
        turn = self.turns.turn_around(span.start, span.end) if self.turns else None
        if turn is None:
            return PendingRange(span.start, span.end)
        start = max(span.start, turn.start)  # the speaker label is not speech
        return PendingRange(start, span.end, turn.speaker)

    def ensure_highlight(self) -> str:
        """Return the id of what a marking key acts on; highlight it first if needed."""
        target = self.find_target()
        if not isinstance(target, str):
            return self.highlight(target)
        if self.session.get(target).is_proposal:  # the same words, marked by a person
            self.reader.panes.apply_change(self.session.accept_proposals([target]))
        return target

    def highlight(
        self,
        words: PendingRange,
        *,
        colour: str = "",
        tags: Sequence[str] = (),
        speaker: str | None = None,
    ) -> str:
        """Highlight `words` and set everything that is known of them, in one undo step.

        Args:
            words: the range to highlight.
            colour: empty for the colour of the settings.
            tags: tags to set.
            speaker: name to set; None for the speaker of the transcript turn, empty for nobody.

        Returns:
            The id of the new highlight.
        """
        colour = colour or self.reader.context.settings.colour
        change = self.session.highlight(
            words.start,
            words.end,
            colour=colour,
            colour_name=self.list_model.colour_names.get(colour, ""),
            tags=tags,
            speaker=words.speaker if speaker is None else speaker,
        )
        view = self.reader.document_view
        view.caret.drop()
        self.reader.panes.apply_change(change)  # before the caret moves: both are one frame
        view.jump(words.start, remember=False)
        return change.focus or ""

    def words_of(self, words: PendingRange) -> str:
        """Return the text of a range."""
        return self.reader.document.text.slice(words.start, words.end)

    def _find_highlight(self) -> str:
        """Return the id of the highlight of the list row or under the caret."""
        return self.session.threads.root(self.find_annotation().key)


class ReanchorReviewController(ReaderController):
    """A walk through the drifted and orphaned highlights of one reader screen."""

    def __init__(self, reader: ReaderScreen) -> None:
        from readerapp.reading.reanchor_review import ReanchorReview

        super().__init__(reader)
        self._review = ReanchorReview(self.session, reader.document_view.caret.at)
        self._callbacks = reader.marking.review_callbacks()
        self._to_mark: AnchoredAnnotation | None = None  # its range is marked by hand next

    def ask(self, message: str = "") -> Awaitable[object] | None:
        """Open the review panel for what is not settled yet.

        Args:
            message: a sentence that the panel shows, or the status line if nothing is left.

        Returns:
            What to await until the panel takes keys; None if nothing is left to settle.
        """
        if not self._review.remaining:
            from readerapp.reading.reanchor_review import NOTHING_TO_CHECK

            self.say(message or NOTHING_TO_CHECK)
            return None
        from readerapp.ui.screens.review_panels import ReanchorReviewScreen

        reader = self.reader
        panel = ReanchorReviewScreen(
            self._review,
            self._callbacks,
            show=self._show,
            mark_by_hand=self._mark_by_hand,
            message=message,
        )
        reader.set_focus(reader.document_view)
        return self.app.push_screen(panel, lambda _: self._end())

    def _show(self, placed: AnchoredAnnotation, offer: CandidatePlace | None) -> None:
        view = self.reader.document_view
        if offer is not None:
            view.select(offer.start, offer.end)
        else:
            view.drop()
            view.jump(max(0, placed.near), remember=False)

    def _mark_by_hand(self, placed: AnchoredAnnotation) -> None:
        self._to_mark = placed

    def _end(self) -> None:
        """Return to the document when the panel closes.

        If the user wants to mark a range by hand, that starts now; the review goes on afterwards.
        """
        self.reader.arrangement.reserve_bottom_rows(0)
        self.reader.document_view.drop()
        to_mark, self._to_mark = self._to_mark, None
        if to_mark:
            self.reader.marking.move_ends(to_mark, then=self._continue)

    def _continue(self, change: Change | None) -> None:
        if change:
            self._review.apply_change(change)
        self.ask(change.sentence if change else "")
