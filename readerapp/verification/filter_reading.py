"""Reading of sources for their filters; of many sources in several processes at once.

Python runs on one processor at a time, and to read a thousand sources takes seconds. So child
processes take sources from the end of the list while this one goes through it from the beginning.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from readerapp import documents
from readerapp.core.child_process import Report, count_processors, run_in_child
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label
from readerapp.verification.word_filters import make_filter

Answer = bytes | str
"""The filter of a source; or the sentence that says why it cannot be read."""

_LONGEST = 10_000_000
"""Code points of the longest source, ten long books: its words take 300 MB while it is compared."""
_FEWEST_SHARED = 150
"""Sources from which on children are started: one takes as long to start as 40 sources to read."""
_FEWEST_OF_CHILD = 50
"""Sources that a child is given at least, for the same reason."""
_MOST_CHILDREN = 3


@dataclass(frozen=True, slots=True)
class FilterJob:
    """The reading of some sources, as a job for a child process."""

    sources: tuple[str, ...]

    def run(self, report: Report) -> list[Answer]:
        """Read the sources in this process."""
        answers = []
        for number, source in enumerate(self.sources):
            report("", number, len(self.sources))  # fails when nobody waits for the result
            answers.append(read_filter(source))
        return answers


def read_filter(source: str) -> Answer:
    """Read a source, and return its filter or why it cannot be read."""
    try:
        text = documents.open(source).text
        if len(text) > _LONGEST:
            million = _LONGEST // 1_000_000
            label = sanitize_label(source)
            return f"{label} is longer than {million} million characters; split it to check it."
        return make_filter(text.whole())
    except ReaderError as error:
        return str(error)


def read_filters(sources: Sequence[str]) -> Iterator[tuple[int, Answer]]:
    """Yield the index and the answer for each source, in the order in which they are read."""
    shared = _SharedWork(sources)
    shared.start(_count_children(len(sources)))
    try:
        yield from shared.answers()
    finally:
        shared.stop()


def _count_children(sources: int) -> int:
    """Return how many children are worth starting."""
    if sources < _FEWEST_SHARED:
        return 0
    return min(count_processors() - 1, _MOST_CHILDREN)


class _SharedWork:
    """The sources that are still to be read, shared by this process and its children."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._pending = deque(range(len(sources)))
        self._given: list[list[int]] = []  # to children, from whom no answer has come
        self._lock = threading.Lock()
        self._finished: SimpleQueue[list[tuple[int, Answer]]] = SimpleQueue()
        self._is_stopped = threading.Event()
        self._children = 0

    def start(self, children: int) -> None:
        """Start children, each with a thread that waits for it."""
        self._children = children
        for _ in range(children):
            threading.Thread(target=self._work_with_child, daemon=True).start()

    def stop(self) -> None:
        """End all children."""
        self._is_stopped.set()

    def answers(self) -> Iterator[tuple[int, Answer]]:
        """Read sources in this process, and yield its answers and those of the children."""
        read: set[int] = set()
        while len(read) < len(self._sources):
            answers: list[tuple[int, Answer]] = []
            while not self._finished.empty():
                answers += self._finished.get()
            if not answers:
                number = self._take_next(read)
                if number is not None:
                    answers = [(number, read_filter(self._sources[number]))]
            for number, answer in answers:
                if number not in read:
                    read.add(number)
                    yield number, answer

    def _take_next(self, read: set[int]) -> int | None:
        """Return a source to read: one that nobody has, else the last one that a child has.

        So nobody waits for a child that is slow or has failed. None if all answers are here or in
        the queue.
        """
        with self._lock:
            if self._pending:
                return self._pending.popleft()
            for numbers in self._given:
                for number in reversed(numbers):
                    if number not in read:
                        return number
        return None

    def _work_with_child(self) -> None:
        """Give sources to children, one child after the other, until none are left."""
        while not self._is_stopped.is_set():
            with self._lock:
                # A share of what is left, so that all end at about the same time.
                count = max(_FEWEST_OF_CHILD, len(self._pending) // (2 * (self._children + 1)))
                numbers = [self._pending.pop() for _ in range(min(count, len(self._pending)))]
                if not numbers:
                    return
                self._given.append(numbers)
            job = FilterJob(tuple(self._sources[number] for number in numbers))
            try:
                answers = run_in_child(job, self._is_stopped.is_set, "", niceness=0)
            except (ReaderError, OSError):
                return
            if answers is not None:
                with self._lock:
                    self._finished.put([*zip(numbers, answers, strict=True)])
                    self._given.remove(numbers)
