"""Ranking who said a document's quotations: at once, or in a process of its own.

Ranking a long text in a thread would make every key wait for it. The process is a plain child
and not one of `multiprocessing`: that would need the standard error stream, which Textual has
taken, and looks for modules in the working folder, which may be a stranger's.
"""

from __future__ import annotations

import os
import pickle  # what passes the pipe comes from this program at either end
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.speakers import KnownSpeaker, Suggestion, suggest

_CHILD = (
    "import pickle, sys;"
    "pickle.dump(pickle.load(sys.stdin.buffer).here(), sys.stdout.buffer)"
)  # fmt: skip
_PACKAGES = str(Path(__file__).resolve().parents[2])
_LOOK = 0.1
"""Seconds between looks at whether the answer is still wanted."""


@dataclass(frozen=True, slots=True)
class RankingJob:
    """All that ranking a document's quotations needs, as it was when this was made."""

    text: str
    known: Sequence[KnownSpeaker]
    settled: Mapping[tuple[int, int], str]

    def here(self) -> Sequence[Suggestion]:
        """Who said what, worked out in this process."""
        return suggest(self.text, self.known, self.settled)

    def beside(self, unwanted: Callable[[], bool]) -> Sequence[Suggestion]:
        """The same from another process; nothing as soon as it is `unwanted`.

        Raises:
            ReaderError: the process ended without an answer.
        """
        paths = [_PACKAGES, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
        child = subprocess.Popen(  # noqa: S603 - our own words, no shell
            [sys.executable, "-P", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        given: bytes | None = pickle.dumps(self)
        with child:
            while not unwanted():
                try:
                    answer, _ = child.communicate(given, timeout=_LOOK)
                except subprocess.TimeoutExpired:
                    given = None
                    continue
                if child.returncode:
                    raise ReaderError("Who speaks could not be worked out; try it again.")
                found: Sequence[Suggestion] = pickle.loads(answer)  # noqa: S301
                return found
            child.kill()
        return ()


def make_ranking_job(session: ReadingSession) -> RankingJob:
    """What ranks the quotations of the session's document, given all that is settled now."""
    known = [KnownSpeaker(speaker.name, speaker.aliases) for speaker in session.speakers]
    return RankingJob(session.document.text.whole(), known, _settled(session))


def _settled(session: ReadingSession) -> dict[tuple[int, int], str]:
    return {
        (placed.start, placed.end): name
        for placed in session.placed.values()
        if placed.shown and (name := session.speaker_name(placed.annotation))
    }
