"""Actions that edit annotations: highlight, colour, note, speaker, tags, ends, delete, undo.

Each action finds its annotation or text range, calls the session once and shows the change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun, quote
from readerapp.ui.reader import ReaderBase

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.annotations.change import Change

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


class MarkingActions(ReaderBase):
    """Actions of the reader screen that edit annotations."""

    _moving: str | None = None
    """Id of the highlight whose ends are being moved."""
    _moved: Callable[[Change | None], None] | None = None
    """Called when the move ends: with the change, or with None if it was cancelled."""

    def action_mark(self) -> None:
        """Finish moving ends, edit the note of the highlight here, or highlight (Enter)."""
        if self._moving:
            self.attempt(self._move_ends)
        elif self.document_view.caret.selection is None and self.focused_key:
            self.action_note()
        else:
            self.attempt(self._key)

    def action_colour(self, colour: str) -> None:
        """Highlight in `colour`, or recolour the highlight here (keys 1 to 8)."""
        self.attempt(lambda: self._colour(colour))

    def action_note(self) -> None:
        """Edit the note of the highlight here; highlight first if there is none."""
        self.attempt(lambda: self._write(self._chosen() or self._key()))

    def action_note_document(self) -> None:
        """Edit the note on the document."""

        def write() -> None:
            row = self.list_model.document_note()
            self.focus_annotation(row.key if row else None)
            self._write(None)

        self.attempt(write)

    async def action_speaker(self) -> None:
        """Ask for the speaker of the highlight or the text here.

        Text without a highlight gets one when a name is chosen. Both are one undo step.
        """
        await self.ask(self._speaker_chooser)

    async def action_tags(self) -> None:
        """Edit the tags of the highlight or the text here.

        Text without a highlight gets one when a tag is entered. Both are one undo step.
        """
        await self.ask(self._tag_editor)

    def action_ends(self) -> None:
        """Start moving the ends of the highlight here.

        The highlight becomes a selection; Enter saves the new ends, Esc cancels.
        """
        self.attempt(lambda: self.move_ends(self.list_model.session.get(self._passage())))

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
            raise ReaderError("A note on the document stands nowhere in it; it has no ends.")
        self._moving, self._moved = placed.key, then
        if placed.shown:
            self.document_view.adjust(placed.start, placed.end)
            self.say("Move the end, o for the other end, Enter keeps, Esc leaves it as it was")
        else:
            self.document_view.jump(max(0, placed.near))
            self.say("Go to its words, v selects them, Enter keeps, Esc leaves it an orphan")
        self.set_focus(self.document_view)

    async def action_review_drifted(self) -> None:
        """Review the highlights that drifted or are orphaned."""
        from readerapp.ui.reader.reanchor_review import ReanchorReviewController

        await self.ask(lambda: ReanchorReviewController(self).ask())

    def action_delete(self) -> None:
        """Move the highlight or reply here to the bin."""

        def delete() -> None:
            session, key = self.list_model.session, self._existing().key
            self.save_now()  # a note saved after the deletion would revert it
            replies = len(session.threads.replies(key))
            self.apply_change(session.delete(key))
            if not self.unsaved:
                undo = self.app.key("undo")  # type: ignore[attr-defined]
                left = f"; {count_noun(replies, 'reply stays', 'replies stay')}" if replies else ""
                self.say(f"Deleted ({undo} brings it back){left}")

        self.attempt(delete)

    def action_undo(self) -> None:
        """Undo the last step."""
        self.save_note()
        self.attempt(lambda: self.apply_change(self.list_model.session.undo()))

    def action_redo(self) -> None:
        """Redo the step that was undone last."""
        self.save_note()
        self.attempt(lambda: self.apply_change(self.list_model.session.redo()))

    async def action_bin(self) -> None:
        """Show the deleted annotations and restore those that are chosen."""
        from readerapp.ui.screens.trash import TrashScreen

        def restore(keys: Sequence[str] | None) -> None:
            if keys:
                self.attempt(lambda: self.apply_change(self.list_model.session.restore(*keys)))

        def show() -> object:
            session = self.list_model.session
            return self.app.push_screen(TrashScreen(session.bin, session.bin_by_step()), restore)

        await self.ask(show)

    def drop_move(self) -> bool:
        """Cancel moving the ends of a highlight; return False if none were being moved."""
        moving, self._moving = self._moving, None
        if moving is not None:
            self._tell_moved(None)
        return moving is not None

    # What the keys act on

    def _existing(self) -> AnchoredAnnotation:
        """Return the annotation of the list row or under the caret.

        Raises:
            ReaderError: there is no annotation here.
        """
        key = (
            self.highlight_list.current if self.focused is self.highlight_list else self.focused_key
        )
        if key is None:
            raise ReaderError("There is no highlight here; ] goes to the next one.")
        return self.list_model.session.get(key)

    def _chosen(self) -> str | None:
        """Return the id of the annotation of the list row or under the caret.

        It may be a reply. None if text is selected, or if there is no annotation here.
        """
        if self.focused is self.highlight_list:
            return self.highlight_list.current
        return None if self.document_view.caret.selection else self.focused_key

    def _passage(self) -> str:
        """Return the id of the highlight of the list row or under the caret."""
        return self.list_model.session.threads.root(self._existing().key)

    def _subject(self) -> str | PendingRange:
        """Return what a marking key acts on.

        Returns:
            The id of a highlight, or a range that has no highlight yet.

        Raises:
            ReaderError: there is no text here.
        """
        if self.focused is self.highlight_list or self._chosen():
            return self._passage()
        span = self.document_view.caret.subject()
        if span is None:
            raise ReaderError("There is nothing to mark here; go to some words first.")
        same = self.list_model.exactly(span.start, span.end)
        if same:
            self.document_view.caret.drop()
            self.focus_annotation(same.key)
            return same.key
        turn = self.turns.around(span.start, span.end) if self.turns else None
        if turn is None:
            return PendingRange(span.start, span.end)
        start = max(span.start, turn.start)  # the speaker label is not speech
        return PendingRange(start, span.end, turn.speaker)

    def _key(self, colour: str = "") -> str:
        """Return the id of what a marking key acts on; highlight it first if needed."""
        subject = self._subject()
        return subject if isinstance(subject, str) else self._mark(subject, colour=colour)

    def _mark(
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
        change = self.list_model.session.highlight(
            words.start,
            words.end,
            colour=colour or self.context.settings.colour,
            tags=tags,
            speaker=words.speaker if speaker is None else speaker,
        )
        self.document_view.caret.drop()
        self.apply_change(change)  # before the caret moves: both are painted as one frame
        self.document_view.jump(words.start, remember=False)
        return change.focus or ""

    def _colour(self, colour: str) -> None:
        key = self._key(colour)
        if self.list_model.session.get(key).annotation.colour != colour:
            self.apply_change(self.list_model.session.set_colour(key, colour))

    def _move_ends(self) -> None:
        span, key = self.document_view.caret.selection, self._moving
        if key is None or span is None:
            raise ReaderError("Nothing is selected; v selects from here on, Esc leaves it.")
        self._moving = None
        self.document_view.caret.drop()
        change = self.list_model.session.set_ends(key, span.start, span.end)
        self.apply_change(change)
        self.document_view.jump(span.start, remember=False)
        self._tell_moved(change)

    def _tell_moved(self, change: Change | None) -> None:
        told, self._moved = self._moved, None
        if told:
            told(change)

    def _write(self, key: str | None, *, fresh: bool = False) -> None:
        if key:
            self.focus_annotation(key)
        if fresh:
            self.notes_panel.show(self.list_model.row(key), self.list_model.thread(key), fresh=True)
        self.notes_panel.prepare()
        self.set_focus(self.notes_panel.editor)

    def _speaker_chooser(self) -> object:
        from readerapp.reading.speaker_review import suggest_speakers
        from readerapp.ui.screens.name_picker import NameOption, NamePicker

        session, subject = self.list_model.session, self._subject()
        if isinstance(subject, PendingRange):
            said, speaker = self._words(subject), subject.speaker
            found = suggest_speakers(session, (subject.start, subject.end))
        else:
            placed = session.get(subject)
            said, speaker = _said(placed), placed.annotation.speaker or ""
            place = (placed.start, placed.end) if placed.shown else None
            found = suggest_speakers(session, place, subject)
        chooser = NamePicker(
            "Who said",
            quote(said) if said else "this",
            [NameOption(c.name, c.why, c.also) for c in found],
            nobody=", 0 for nobody" if speaker else "",
        )

        def name_it(name: str) -> None:
            if isinstance(subject, PendingRange):
                self._mark(subject, speaker=name)
            else:
                self.apply_change(session.set_speaker([subject], name))

        def chosen(name: str | None) -> None:
            if name is not None:
                self.attempt(lambda: name_it(name))

        return self.app.push_screen(chooser, chosen)

    def _tag_editor(self) -> object:
        from readerapp.ui.screens.name_picker import TagEditor

        session, subject = self.list_model.session, self._subject()
        if isinstance(subject, PendingRange):
            editor = TagEditor(self._words(subject), (), session.tags())
        else:
            placed = session.get(subject)
            editor = TagEditor(
                _said(placed) or "the document", placed.annotation.tags, session.tags()
            )

        def tag_it(tags: list[str]) -> None:
            if not isinstance(subject, PendingRange):
                self.apply_change(session.set_tags(subject, tags))
            elif tags:
                self._mark(subject, tags=tags)

        def done(tags: list[str] | None) -> None:
            if tags is not None:
                self.attempt(lambda: tag_it(tags))

        return self.app.push_screen(editor, done)

    def _words(self, words: PendingRange) -> str:
        return self.document.text.slice(words.start, words.end)


def _said(placed: AnchoredAnnotation) -> str:
    """Return the words of a highlight; empty for a note on the document."""
    target = placed.annotation.target
    return target.exact if target else ""
