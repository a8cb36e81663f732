"""Opening and keeping: annotations read on a thread, others' changes taken in, a place kept.

A file that changed on the disk is read again on a thread; the person goes on meanwhile.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from readerapp import documents
from readerapp.annotations.change import display_title
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.reading.completion import complete_folder
from readerapp.reading.last_positions import LastPosition
from readerapp.text.phrases import count_noun
from readerapp.ui.ascii_fallback import NOTICE, is_utf8_output
from readerapp.ui.idle import PollTimer
from readerapp.ui.reader import BREATH, ReaderBase

if TYPE_CHECKING:
    from readerapp.listing.view_model import AnnotationListModel


_LONG = 1.0
"""Seconds after which reading again says how far it is, and between two times that it does."""

_Stamp = tuple[int, int]


class _NoLonger(Exception):  # noqa: N818 - nothing went wrong
    """Nobody waits for it."""


class DocumentReload(ReaderBase):
    """Shows the file as it is now, once it has been read and nothing is in the way."""

    @dataclass
    class Reread(Message):
        """The file has been read again, or could not be; `stamp` tells this version of it."""

        document: Document | None
        stamp: _Stamp | None

    @dataclass
    class Progressed(Message):
        """So much of it is read, 0 to 1."""

        share: float

    _busy = False
    _again: Document | None = None
    """The file as it was read again, to be shown when nothing is in the way."""
    _unreadable: _Stamp | None = None
    """The version of the file that could not be read: it was being written, or is damaged."""

    def reread(self) -> None:
        """See to a file that is no longer what is shown: read it, or show what was read of it."""
        path = self.reading.path
        if path is None or self._busy:
            return
        if self._again is not None and not self._again.text.changed():
            self._show_again(self._again)
        elif self._unreadable is None or self._unreadable != _stamp(path):
            self._busy = True
            self._read_again(path)

    @work(thread=True, group="reread")
    def _read_again(self, path: Path) -> None:
        worker, due = get_current_worker(), time.monotonic() + _LONG

        def tell(done: int, total: int) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise _NoLonger
            if total and time.monotonic() >= due:
                due = time.monotonic() + _LONG
                self.post_message(self.Progressed(done / total))

        stamp = _stamp(path)
        document = None
        with suppress(ReaderError, _NoLonger):
            document = documents.open(str(path), progress=tell)
        self.post_message(self.Reread(document, stamp))

    def on_document_reload_progressed(self, message: Progressed) -> None:
        """Say how far it is."""
        self.say(f"The file has changed; reading it again … {message.share:.0%}")

    def on_document_reload_reread(self, message: Reread) -> None:
        """Show it, or wait until the file has changed once more."""
        self._busy = False
        if message.document is None:
            self._unreadable = message.stamp
        else:
            self._again = message.document
            self._show_again(message.document)

    def _show_again(self, document: Document) -> None:
        """The highlights follow their words. Later, if it would interrupt or lose something."""
        typing = self.prompt.open or self.notes.editing
        if self._desk is None or self.unsaved or typing or not self.is_current:
            return
        self.save_now()
        self.close_store()
        self.app.switch_screen(type(self)(document, self.place, self.palette))


def _stamp(path: Path) -> _Stamp | None:
    """What tells one version of the file from the next; None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


LOOK = 0.8
"""Seconds between two looks at what other processes did to the store or the file: what others
mark is to be seen within one, with room for a slow disk."""


class BackgroundTasks(DocumentReload):
    """Everything between the panes and the disk that no key asks for."""

    @dataclass
    class Opened(Message):
        """The annotations have been read, or could not be."""

        desk: AnnotationListModel | None
        problem: str = ""
        two_notes: int = 0
        """How many notes have two texts, of which somebody has to choose one."""

    @work(thread=True, group="open")
    def open_annotations(self) -> None:
        """Read the annotations and say so in a message."""
        from readerapp.listing.view_model import AnnotationListModel
        from readerapp.reading.speaker_review import TranscriptTurns

        try:
            session = self.place.session(self.reading, patient=True)
            two_notes = sum(map(session.has_two_notes, session.store.annotations))
            self.post_message(self.Opened(AnnotationListModel(session), two_notes=two_notes))
            self.turns = TranscriptTurns(self.reading.text)
            worker = get_current_worker()
            self.reading.index(lambda: worker.is_cancelled)
            _load_ahead()
        except ReaderError as error:
            self.post_message(self.Opened(None, str(error)))

    _watch: PollTimer | None = None

    def on_background_tasks_opened(self, message: Opened) -> None:
        """Show the annotations and where the person left off."""
        from readerapp.reading.reanchor_review import describe_unsettled

        key = self.app.key  # type: ignore[attr-defined]
        if message.desk is None:
            self.refused = message.problem
            self.say(message.problem, warning=True)
            self.carry_on()
            return
        self._desk = message.desk
        session = message.desk.session
        self.status.show_title(display_title(session.store.record, self.reading.title))
        self.document.show_highlights((), session.placed.values())
        untouched = self.document.caret.at == 0 and self.document.top == 0
        left = self.place.library.find(session.fingerprint, self.reading.names)
        if left and untouched and self.goal is None:
            self.document.restore(left.top, left.at)
        self.show_all()
        self._go_to_goal()
        problem = self.problem = self.place.store.problem
        told = session.store.events[-1:]
        if waiting := describe_unsettled(session):
            told.append(f"Press {key('review.drifted')} to review: {waiting}")
        if message.two_notes:
            told.append(f"{count_noun(message.two_notes, 'note')} with two texts: Ctrl+P Conflicts")
        if problem or told:
            self.say(problem or ". ".join(told), warning=True)
        elif not is_utf8_output():
            self.say(NOTICE, warning=True)
        elif not session.placed:
            self.say(
                f"Press {key('quotation.next')} to find a quotation, {key('note')} to note it, "
                f"{key('speaker')} for who said it; {key('help')} shows all"
            )
        self._watch = PollTimer(self, LOOK, self._look)
        self.carry_on()

    def on_unmount(self) -> None:
        """Nobody sees what others do from now on."""
        if self._watch:
            self._watch.stop()

    def _go_to_goal(self) -> None:
        """Begin at what was found elsewhere."""
        placed = self.desk.session.find(self.goal) if isinstance(self.goal, str) else None
        if isinstance(self.goal, int):
            self.document.jump(self.goal)
        elif placed and placed.shown:
            self.document.jump(placed.start, end=placed.end)
        if placed:
            self.focus_on(placed.key)

    def save_now(self) -> None:
        """Save the note being typed and the place, without waiting for any message."""
        if self._desk is None:
            return
        try:
            self.save_note()
        finally:
            self.remember_place()

    def close_store(self) -> None:
        """Leave the annotation file complete."""
        if self._desk is not None:
            self.desk.session.close()

    def action_save_elsewhere(self) -> None:
        """Ask for another folder."""
        hint = "a folder; it is made if it is not there"
        self.prompt.ask("save in", hint=hint, complete=complete_folder)

    def save_elsewhere(self, folder: str) -> None:
        """Move to the store in `folder` with everything, what is not saved yet before all."""
        if not folder.strip():
            raise ReaderError("Nothing was moved; name a folder, as in: ~/annotations")
        from readerapp.workspace import with_store

        place = with_store(self.place, folder.strip())
        change = place.take_over(self.desk.session)
        self.place = place
        sentence = f"Saved in {place.store.folder}; start with --store to find it there"
        self.take(replace(change, sentence=sentence))

    def remember_place(self) -> None:
        """Keep in the library where the person is."""
        session, at = self.desk.session, self.document.caret.at
        self.place.library.remember(
            LastPosition(
                fingerprint=session.fingerprint,
                title=display_title(session.store.record, self.reading.title),
                format=self.reading.format,
                names=self.reading.names,
                at=at,
                top=self.document.top,
                progress=self.reading.text.fraction(at),
                highlights=len(session.placed),
                speakers=len(session.speakers),
            )
        )

    def _look(self) -> None:
        """Take in what other processes saved, and notice that the file has changed."""
        if self._desk is None:
            return
        session = self._desk.session
        try:
            if not session.quiet and self.take_others():
                self.set_timer(BREATH, self._look)
                return
        except ReaderError as error:
            self.say(str(error), warning=True)
        if self.reading.text.changed():
            self.reread()
        elif session.fresh and not self.notes.editing:
            self._enrich()

    @work(thread=True, exclusive=True, group="enrich")
    def _enrich(self) -> None:
        """What re-anchoring needs besides, when nothing else is to be done."""
        with suppress(ReaderError):  # it is tried again at the next look
            self.desk.session.enrich()


def _load_ahead() -> None:
    """Load what the first search, and the first letter of some scripts, would wait for: 50 ms."""
    from readerapp.text import graphemes, search  # noqa: F401

    list(graphemes.clusters("\t"))
