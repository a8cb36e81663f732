"""Runs an external command with limits of time and output, and starts a player.

The programs get no terminal: they run in a session of their own, so they can neither write to the
screen nor read keys, and the whole session ends when the command is stopped.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from readerapp.core.errors import ReaderError

TIME_LIMIT = 30.0
"""Seconds after which a command is stopped."""
OUTPUT_LIMIT = 200_000
"""Bytes of output that are kept: more than anybody reads in a panel."""
_WITHOUT_TERMINAL = {"TERM": "dumb", "NO_COLOR": "1", "PAGER": "cat"}
_sequences = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|[^\n]\x08"
)
"""What programs write to a terminal for colours, and for bold in manual pages."""
_CHUNK = 16_384
_STEP = 0.05
"""Seconds between two checks whether to stop."""
MEDIA_ENDINGS = (
    *("mp3", "m4a", "m4b", "ogg", "oga", "opus", "flac", "wav", "aac", "wma"),
    *("mp4", "mkv", "webm", "mov", "avi", "m4v", "ogv"),
)
"""Endings of recordings, in the order in which they are looked for."""


def run_command(
    arguments: Sequence[str],
    typed: str,
    *,
    stop: Callable[[], bool],
    show: Callable[[str], None] | None = None,
) -> tuple[str, str]:
    """Run a command and return its output, and how it ended if that was not well.

    Args:
        arguments: the program and its arguments.
        typed: the text on its standard input.
        stop: the command ends when it returns true.
        show: called with all output so far, whenever there is more.

    Raises:
        ReaderError: the program could not be started.
    """
    process = _start(arguments, subprocess.PIPE, subprocess.PIPE)
    try:
        return _communicate(process, typed.encode("utf-8", "replace"), stop, show)
    finally:
        _end(process)


def _communicate(
    process: subprocess.Popen[bytes],
    typed: bytes,
    stop: Callable[[], bool],
    show: Callable[[str], None] | None,
) -> tuple[str, str]:
    """Write the input and read the output until it ends or a limit is reached."""
    assert process.stdin and process.stdout
    to, source = process.stdin.fileno(), process.stdout.fileno()
    os.set_blocking(to, False)
    end, output = time.monotonic() + TIME_LIMIT, b""
    if not typed:
        process.stdin.close()
    while True:
        writing = [] if process.stdin.closed else [to]
        readable, writable, _ = select.select([source], writing, [], _STEP)
        if stop():
            return _decoded(output), "stopped"
        if time.monotonic() > end:
            return _decoded(output), f"stopped after {TIME_LIMIT:.0f} seconds"
        if writable:
            try:
                typed = typed[os.write(to, typed[:_CHUNK]) :]
            except BlockingIOError:
                pass
            except OSError:  # it does not read its input
                typed = b""
            if not typed:
                with suppress(OSError):
                    process.stdin.close()
        if readable:
            part = os.read(source, _CHUNK)
            output += part
            if not part:
                break
            if len(output) > OUTPUT_LIMIT:
                return _decoded(output[:OUTPUT_LIMIT]), "the rest is left out"
            if show:
                show(_decoded(output))
    with suppress(subprocess.TimeoutExpired):
        process.wait(max(_STEP, end - time.monotonic()))
    code = process.returncode
    return _decoded(output), "" if code == 0 else f"ended with status {code}"


def start_player(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a program that goes on by itself.

    Raises:
        ReaderError: it could not be started.
    """
    return _start(arguments, subprocess.DEVNULL, subprocess.DEVNULL)


def stop_player(process: subprocess.Popen[bytes] | None) -> bool:
    """Stop a player; return whether it was running."""
    if process is None or process.poll() is not None:
        return False
    _end(process)
    return True


def find_media(document: Path | None) -> Path | None:
    """Return the recording that lies beside a transcript and has its name; None if there is none.

    Of "talk.en.vtt" it is "talk.en.mp3", else "talk.mp3".
    """
    if document is None:
        return None
    stem = document.stem
    names = dict.fromkeys((stem, stem.rpartition(".")[0] or stem))
    for name in names:
        for ending in MEDIA_ENDINGS:
            for path in (document.with_name(f"{name}.{one}") for one in (ending, ending.upper())):
                if path.is_file():
                    return path
    return None


def _start(arguments: Sequence[str], typed: int, output: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - what the user's settings name, no shell
            list(arguments),
            stdin=typed,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **_WITHOUT_TERMINAL},
        )
    except FileNotFoundError:
        raise ReaderError(
            f"There is no program {arguments[0]}; install it or change the settings."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its arguments are not valid"
        raise ReaderError(f"{arguments[0]} cannot be started ({reason}).") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with suppress(OSError):
                stream.close()


def _decoded(output: bytes) -> str:
    text = output.decode("utf-8", "replace").replace("\r\n", "\n")
    return _sequences.sub("", text)
