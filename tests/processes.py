"""What `ps` tells of a process: on Linux and on macOS, which has no /proc."""

from __future__ import annotations

import subprocess


def state_of(pid: int) -> str:
    """Return the state of a process, as "S" or "T" (stopped); empty if there is none.

    A process that has ended and was not waited for ("Z") counts as none.
    """
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    state = done.stdout.strip()[:1]
    return "" if state == "Z" else state
