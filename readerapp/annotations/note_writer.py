"""Note writer: when a typed note is saved, and the saves in the order of typing, on any thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.model import new_id

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.annotations.session import ReadingSession

SAVE_PAUSE = 0.3
"""Seconds without a key after which the typed text is saved."""

SAVE_DEADLINE = 0.4
"""Seconds after the first unsaved letter after which it is saved even while typing goes on.

Half a second is promised, and the disk takes a part of it.
"""

SAVE_REST = 5
"""The time between two saves of a note, at least, as a multiple of the duration of the last save.

It matters for large notes: saving them writes megabytes, and keys come first.
"""

LARGE = 100_000
"""Code points of a note that is saved on a thread: saving more takes longer than a key may wait."""


@dataclass(eq=False)
class Subject:
    """What a note belongs to.

    `key` is the id of the annotation with the note. It is None for a new note on the document, and
    for a new reply to the annotation `answers`. `text` is the note as its writer got it or as it
    was written last: the text that the next version replaces.
    """

    key: str | None
    answers: str = ""
    text: str = ""

    def is_of(self, key: str | None, answers: str) -> bool:
        """Return whether it is the annotation `key`, or without one a first reply to `answers`."""
        mine = (self.key, "") if self.key else ("", self.answers)
        return mine == (key or "", answers)


@dataclass(frozen=True, slots=True)
class Version:
    """The text of a note at one moment."""

    subject: Subject
    text: str

    @property
    def large(self) -> bool:
        """Return whether it is too large to be saved while keys wait."""
        return len(self.text) > LARGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of saving a version: a change, or else a problem in one sentence."""

    version: Version
    change: Change | None
    problem: str
    seconds: float


class NoteWriter:
    """A queue of versions of notes; saves each before those that came later."""

    def __init__(self, session: ReadingSession) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._waiting: deque[Version] = deque()

    @property
    def next(self) -> Version | None:
        """Return the version that is or will be saved next; None if all are saved."""
        return self._waiting[0] if self._waiting else None

    def put(self, version: Version) -> None:
        """Add a version to the queue; it is not saved yet."""
        self._waiting.append(version)

    def write(self) -> Outcome | None:
        """Save the next version; return None if another thread has saved all of them meanwhile."""
        with self._lock:
            if not self._waiting:
                return None
            version, begin = self._waiting[0], time.monotonic()
            try:
                change, problem = self._write(version), ""
            except ReaderError as error:
                change, problem = None, str(error)
            self._waiting.popleft()
            return Outcome(version, change, problem, time.monotonic() - begin)

    def _write(self, version: Version) -> Change:
        subject, text = version.subject, version.text
        key = subject.key
        if subject.answers:
            key = key or new_id()
            change = self._session.reply(subject.answers, text, key, subject.text)
        elif key is not None:
            change = self._session.set_note(key, text, subject.text)
        else:
            change = self._session.note_document(text)
            key = change.focus
        subject.key, subject.text = key, text
        return change
