"""Where the system limits no memory, the PDF worker ends itself."""

from __future__ import annotations

import subprocess
import sys

_TAKE = """
import resource, sys, time
from readerapp.documents.pdf.worker import watch_memory

# On Linux the count begins with the peak of the process that started this one.
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
allowed = peak + 10_000_000
watch_memory(allowed)
taken = b"x" * int(float(sys.argv[1]) * allowed)
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    time.sleep(0.01)
print("done")
"""


def take(share: float, seconds: float) -> subprocess.CompletedProcess[str]:
    """Take a share of the memory that is allowed, for some seconds."""
    command = [sys.executable, "-c", _TAKE, str(share), str(seconds)]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_worker_that_takes_too_much_memory_ends() -> None:
    done = take(1.0, 30)  # besides what the program takes
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_one_that_takes_little_goes_on() -> None:
    assert take(0.01, 0.3).stdout == "done\n"
