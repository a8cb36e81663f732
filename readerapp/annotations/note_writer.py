"""Writes the versions of notes in the order in which they were typed, on whatever thread."""

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

LARGE = 100_000
"""Code points of a note that is saved on a thread: to write more than that takes longer than a
key may wait."""


@dataclass(eq=False)
class Subject:
    """What a note is about.

    `key` is the annotation whose note it is: None for a note on the document that is yet to be
    made, and for a reply to the annotation `answers` that is. `text` is the note as its writer
    got it or as it was written last: what the next version replaces.
    """

    key: str | None
    answers: str = ""
    text: str = ""

    def is_of(self, key: str | None, answers: str) -> bool:
        """Whether it is the annotation `key`, or without one a first reply to `answers`."""
        mine = (self.key, "") if self.key else ("", self.answers)
        return mine == (key or "", answers)


@dataclass(frozen=True, slots=True)
class Version:
    """A note as it stood at some moment."""

    subject: Subject
    text: str

    @property
    def large(self) -> bool:
        """Whether keys should not wait while it is written."""
        return len(self.text) > LARGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a version: a change, or else a problem in one sentence."""

    version: Version
    change: Change | None
    problem: str
    seconds: float


class NoteWriter:
    """Takes versions of notes, and writes each before those that came later."""

    def __init__(self, session: ReadingSession) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._waiting: deque[Version] = deque()

    @property
    def next(self) -> Version | None:
        """The version that is written next, or is being written; None if all are."""
        return self._waiting[0] if self._waiting else None

    def put(self, version: Version) -> None:
        """Take a version; it is not written yet."""
        self._waiting.append(version)

    def write(self) -> Outcome | None:
        """Write the next version; None if another thread has written all of them meanwhile."""
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
