"""Speaker attribution of a document's quotations, in this process or in a child process.

In a thread, the ranking of a long text would delay every key. The child is a plain process, not
one of `multiprocessing`: that module needs the standard error stream, which Textual has replaced,
and imports modules from the working folder, which may belong to somebody else.
"""

from __future__ import annotations

import os
import pickle  # safe here: both ends of the pipe are this program
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
"""Seconds between two checks whether the answer is still wanted."""


@dataclass(frozen=True, slots=True)
class RankingJob:
    """The input of the ranker for a document's quotations, copied from the session.

    Attributes:
        text: The whole text.
        known: The speakers of the document.
        settled: The speaker of each highlighted range that has one. Ranges are half-open, in code
            points.
    """

    text: str
    known: Sequence[KnownSpeaker]
    settled: Mapping[tuple[int, int], str]

    def here(self) -> Sequence[Suggestion]:
        """Compute the suggestions in this process."""
        return suggest(self.text, self.known, self.settled)

    def beside(self, unwanted: Callable[[], bool]) -> Sequence[Suggestion]:
        """Compute the suggestions in a child process.

        Args:
            unwanted: Called regularly. When it returns True, the child is killed and the result is
                empty.

        Raises:
            ReaderError: The process ended without an answer.
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
    """Create the ranking job for the session's document and its current speakers."""
    known = [KnownSpeaker(speaker.name, speaker.aliases) for speaker in session.speakers]
    return RankingJob(session.document.text.whole(), known, _settled(session))


def _settled(session: ReadingSession) -> dict[tuple[int, int], str]:
    return {
        (placed.start, placed.end): name
        for placed in session.placed.values()
        if placed.shown and (name := session.speaker_name(placed.annotation))
    }
