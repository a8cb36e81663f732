"""Check copying in nested terminals: what reaches the outermost terminal, and what is reported.

    python benchmarks/clipboard.py [--sizes 100,10000,100000,1000000] [--only NAME,...]

The reader (`y`, `Y`) and `export --clipboard` run in real tmux, GNU screen and sshd, nested in each
other. The outermost terminal is a pty of this script: what arrives there as OSC 52 is what a
terminal would put into its clipboard. A row is false, and the exit code 1, if "copied" was
reported, or if the destination that a message names does not have the text. The user's own servers,
settings and clipboard are not touched.
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clipboard_places import PLACES, Place, Sandbox, make_sandbox, missing

from tests.e2e.terminal import Pty

SIZES = (100, 10_000, 100_000, 1_000_000)
_ANSWER = re.compile(
    r"(Copied|Sent|Saved|Sent and saved|Not copied) .*?"
    r"(?=   |  \d+% ·| export done|$)",
    re.MULTILINE,
)
_OSC_52 = re.compile(rb"\x1b\]52;[^;]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
_QUIET = 0.6  # seconds without output after which no more is expected
_TIMEOUT = 180.0  # seconds; on an idle machine it takes two


class Outermost(Pty):
    """A terminal that collects the texts it is asked to copy (OSC 52), and draws the rest."""

    def __init__(self, command: list[str]) -> None:
        self.copies: list[bytes] = []
        super().__init__(command, (120, 40))

    def pump(self, timeout: float = 0.0) -> bytes:
        """Read output as `Pty.pump` does; move copied texts from the output to `copies`."""
        chunk = super().pump(timeout)
        ended = b"\x07" in chunk or b"\\" in chunk
        if ended and (found := _OSC_52.findall(self.output)):
            self.copies += map(_decoded, found)
            self.output[:] = _OSC_52.sub(b"", self.output)
        return chunk


def _decoded(payload: bytes) -> bytes:
    try:
        return base64.b64decode(payload, validate=True)
    except ValueError:
        return b""


@dataclass(frozen=True)
class Outcome:
    """The result of one copy.

    Attributes:
        way: how it was copied: "y", "Y" or "export".
        said: what the user was told.
        terminal: True if the outermost terminal got the whole text.
        buffer: True if a tmux buffer has the whole text.
        file: True if the file has the whole text.
    """

    way: str
    said: str
    terminal: bool
    buffer: bool
    file: bool

    @property
    def false(self) -> bool:
        """Return True if the message claims more than happened.

        "Copied" is true only of a tmux buffer: no clipboard can be read back here.
        """
        if "aved " in self.said and not self.file:
            return True
        return self.said.startswith("Copied") and not ("tmux" in self.said and self.buffer)


def outcomes(place: Place, sandbox: Sandbox, size: int) -> Iterator[Outcome]:
    """Yield the results of `y`, `Y` and `export --clipboard` in one terminal setup.

    Args:
        place: the terminal setup.
        sandbox: the user's files and servers.
        size: bytes of the highlight.
    """
    words = sandbox.prepare(size)
    with Outermost(place.command(sandbox)) as terminal:
        terminal.wait_for("1 highlight", _TIMEOUT)
        for way in ("y", "Y"):
            yield _copied(terminal, sandbox, words, way, way)
        terminal.write("q")
        yield _copied(terminal, sandbox, words, "export", "", "export done")


def _copied(
    terminal: Outermost, sandbox: Sandbox, words: str, way: str, keys: str, wanted: str = ""
) -> Outcome:
    terminal.settle(0.2, _TIMEOUT)
    terminal.copies.clear()
    sandbox.forget()
    terminal.write(keys)
    terminal.wait_for(wanted or _ANSWER, _TIMEOUT)
    terminal.settle(_QUIET, _TIMEOUT)
    screen = terminal.text()
    found = _ANSWER.search(" ".join(screen.split()) if wanted else screen)
    whole = words.encode()
    return Outcome(
        way=way,
        said=found[0].strip() if found else "(nothing)",
        terminal=any(whole in copy for copy in terminal.copies),
        buffer=any(whole in buffer for buffer in sandbox.buffers()),
        file=whole in sandbox.file(),
    )


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="clip"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Print the table; return 1 if a message was false."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="bytes of a highlight")
    parser.add_argument("--only", default="", help="names of places, with commas between")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    only = set(filter(None, options.only.split(",")))
    false = 0
    began = time.monotonic()
    print(f"{'place':34} {'bytes':>8}  way     terminal  buffer  file   said")
    for place in PLACES:
        if only and place.name not in only:
            continue
        if reason := missing(place):
            print(f"{place.name:34} {'':8}  skipped: {reason}")
            continue
        for size in sizes:
            with _folder() as folder, make_sandbox(folder, place) as sandbox:
                for one in outcomes(place, sandbox, size):
                    has = [("whole" if part else "-") for part in (one.terminal, one.buffer)]
                    said = one.said.replace(str(folder), "…")
                    row = f"{place.name:34} {size:8}  {one.way:6}  {has[0]:8}  {has[1]:6}"
                    row += f"  {'whole' if one.file else '-':5}  {said}"
                    print(row + ("   FALSE" if one.false else ""), flush=True)
                    false += one.false
    print(f"{false} sentences say what is not so; {time.monotonic() - began:.0f} s")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
