"""Paste buffer of tmux, also of the outer servers when tmux runs within tmux."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_MAXIMUM_SERVERS = 4
"""Maximum number of nested tmux servers that are looked for."""

TMUX_TIMEOUT = 1.0
"""Seconds after which a tmux that does not answer is treated as gone."""


def find_servers(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the environment that reaches each tmux around this process, the innermost first.

    A tmux that runs within another one passes nothing on to the terminal unless the outer one has
    `set-clipboard on`; so the text is sent to the outer one too. The outer one is found through the
    environment of the inner one's client process, which only Linux shows.
    """
    seen: list[str] = []
    server: dict[str, str] | None = dict(environment)
    while server and server["TMUX"] not in seen and len(seen) < _MAXIMUM_SERVERS:
        yield server
        seen.append(server["TMUX"])
        client = ask_server(server, "display-message", "-p", "#{client_pid}").strip()
        outer = _outer_server(client) if client.isdigit() else ""
        server = {**environment, "TMUX": outer} if outer else None


def ask_server(environment: Mapping[str, str], *words: str) -> str:
    """Run a tmux command; return its output, empty if it fails or takes too long."""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(  # noqa: S603 - a list of words, no shell
            ["tmux", *words],  # noqa: S607 - whichever tmux the person has
            env=dict(environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TMUX_TIMEOUT,
            check=False,
        )
        return "" if done.returncode else done.stdout.decode("utf-8", "replace")
    return ""


def _outer_server(pid: str) -> str:
    """Return the variable TMUX of a process or its nearest ancestor that has it; else empty.

    People unset TMUX to start a tmux within tmux, but the shell that they do it in still has it.
    """
    while pid not in ("", "0", "1"):
        process = Path("/proc") / pid
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
            status = (process / "status").read_text("utf-8", "replace")
        except OSError:  # another user's process, or not Linux
            return ""
        for variable in variables:
            name, _, value = variable.partition(b"=")
            if name == b"TMUX" and value:
                return value.decode("utf-8", "surrogateescape")
        parents = (line for line in status.splitlines() if line.startswith("PPid:"))
        pid = next(parents, "").removeprefix("PPid:").strip()
    return ""
