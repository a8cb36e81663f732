"""Long computations in a child process: on a thread they would delay every key.

The global interpreter lock lets one thread run at a time. The child is a plain process, not one of
`multiprocessing`: that module needs the standard error stream, which Textual has replaced, and
imports modules from the working folder, which may belong to somebody else.
"""

from __future__ import annotations

import os
import pickle  # safe here: both ends of the pipe are this program
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from readerapp.core.errors import ReaderError

_CHILD = "from readerapp.core.child_process import run_job; run_job({})"
_PACKAGES = str(Path(__file__).resolve().parents[2])
_POLL_INTERVAL = 0.1
"""Seconds between two checks whether the result is still wanted."""
_NICENESS = 5
"""How much the child gives way to other processes: where all cores are busy, keys come first."""
_PROGRESS, _RESULT, _REFUSAL, _END = "progress", "result", "refusal", "end"

Report = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""

T_co = TypeVar("T_co", covariant=True)


class Job(Protocol[T_co]):
    """A computation that can be pickled, and whose result can."""

    def run(self, report: Report) -> T_co:
        """Compute the result; call `report` with the progress."""


def ignore_progress(_what: str, _done: int, _total: int) -> None:
    """Do nothing: for a job whose progress nobody wants to see."""


def count_processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def run_in_child(
    job: Job[T_co],
    is_cancelled: Callable[[], bool],
    failure: str,
    report: Report = ignore_progress,
    *,
    niceness: int = _NICENESS,
) -> T_co | None:
    """Run a job in a child process, and return its result.

    Args:
        job: The job.
        is_cancelled: Called regularly. When it returns True, the child is killed and there is no
            result.
        failure: What to say if the process ends without a result.
        report: Called with the progress, on the thread of the caller.
        niceness: How far the child lets other processes go first, as `os.nice` takes it.

    Raises:
        ReaderError: The job raised one, or the process ended without a result.
    """
    paths = [_PACKAGES, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    child = subprocess.Popen(  # noqa: S603 - our own words, no shell
        [sys.executable, "-P", "-c", _CHILD.format(niceness)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )
    messages: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    # Both pipes have a thread: the child may write before it has read all, and this thread must
    # look at `is_cancelled`.
    request, answer = child.stdin, child.stdout
    child.stdin = child.stdout = None
    if request is not None and answer is not None:
        threading.Thread(target=_send, args=(request, pickle.dumps(job)), daemon=True).start()
        threading.Thread(target=_receive, args=(answer, messages), daemon=True).start()
    with child:
        while not is_cancelled():
            try:
                kind, *values = messages.get(timeout=_POLL_INTERVAL)
            except queue.Empty:
                continue
            if kind == _PROGRESS:
                report(*values)
            elif kind == _RESULT:
                result: T_co = values[0]
                return result
            else:
                raise ReaderError(values[0] if kind == _REFUSAL else failure)
        child.kill()
    return None


def run_job(niceness: int) -> None:
    """Run the job that standard input brings; write what it says to standard output.

    This is the child's side of `run_in_child`.

    Args:
        niceness: As `run_in_child`.
    """
    with suppress(OSError, AttributeError):  # not on every system
        os.nice(niceness)
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that is printed may come between the messages

    def write(*message: object) -> None:
        pickle.dump(message, output)
        output.flush()

    job: Job[object] = pickle.load(sys.stdin.buffer)  # noqa: S301
    try:
        result = job.run(lambda what, done, total: write(_PROGRESS, what, done, total))
    except ReaderError as error:
        write(_REFUSAL, str(error))
    else:
        write(_RESULT, result)


def _send(pipe: IO[bytes], data: bytes) -> None:
    with suppress(OSError), pipe:  # the child may have been killed
        pipe.write(data)


def _receive(pipe: IO[bytes], messages: queue.SimpleQueue[tuple[Any, ...]]) -> None:
    """Put the messages of the child into the queue; at last that there are no more."""
    with suppress(OSError, EOFError, pickle.UnpicklingError), pipe:
        while True:
            messages.put(pickle.load(pipe))  # noqa: S301
    messages.put((_END,))
