"""Clipboard routes: copy over tmux, the terminal (OSC 52), the desktop or a file.

Inside tmux the text goes to tmux's buffer, over SSH to the terminal's own clipboard (OSC 52), on a
desktop to the desktop's clipboard. Where there is none of these, it goes to a file, which the
message names, and the terminal is asked to copy it too. The message says "Copied" only where this
is known, else "Sent" or "Saved".
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from readerapp.core.atomic_write import make_folder
from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home, app_folder
from readerapp.interchange.clipboard import tmux
from readerapp.interchange.clipboard.desktop import COPIED, GIVEN

RouteName = Literal["tmux", "terminal", "desktop", "file"]

OSC_52_LIMIT = 74_994
"""Bytes of base64 that terminals take in one OSC 52 (the limit of hterm, which others adopted)."""

CLIPBOARD_TIMEOUT = 5.0  # seconds; the Windows clipboard, through WSL, needs about one
_SCREEN_STRING_LENGTH = 250  # bytes; GNU screen drops a DCS string longer than 256 in old versions
_CONSOLES = ("", "dumb", "linux", "ansi", "vt100", "vt220")  # terminals without any clipboard

_control_characters = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Route:
    """The route of a copy in this environment, and the reason in one sentence."""

    name: RouteName
    why: str


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The outcome of a copy: what is known about its success, and the way it went.

    Attributes:
        route: The route that took the text.
        verb: What is known to be true; "Sent" is not known to have arrived.
        way: Where the text is now, in words.
        escape: A sequence that has not been sent yet: the owner of the terminal must write it
            there. None if there is none.
    """

    route: RouteName
    verb: Literal["Copied", "Sent", "Saved", "Sent and saved"]
    way: str
    escape: str | None = None

    def describe(self, what: str, *, short: bool = False) -> str:
        """Return a message for the status line.

        Args:
            what: What was copied, as in "2 quotations".
            short: Whether a path begins with "~" where it can.
        """
        path = str(clipboard_file())
        way = self.way.replace(path, abbreviate_home(path)) if short else self.way
        return f"{self.verb} {what} · {way}"


def clipboard_route(environment: Mapping[str, str] = os.environ) -> Route:
    """Return the route that `copy_text` tries first."""
    has = environment.get
    if has("TMUX") and shutil.which("tmux", path=has("PATH")):
        return Route("tmux", "This is inside tmux: copies go to tmux's buffer.")
    if has("SSH_TTY") or has("SSH_CONNECTION"):
        return Route("terminal", "This is over SSH: copies go to your terminal (OSC 52).")
    if (
        sys.platform == "darwin"
        or has("DISPLAY")
        or has("WAYLAND_DISPLAY")
        or has("WSL_DISTRO_NAME")
    ):
        return Route("desktop", "There is a desktop: copies go to its clipboard.")
    if has("STY"):
        return Route("terminal", "This is inside screen: copies go to your terminal (OSC 52).")
    if has("TERM", "") not in _CONSOLES:
        too = "the terminal is asked to take them too (OSC 52)"
        return Route(
            "file", f"No clipboard known here: copies are saved to {clipboard_file()}, and {too}."
        )
    return Route("file", f"No clipboard found: copies are saved to {clipboard_file()}.")


def copy_text(text: str, environment: Mapping[str, str] = os.environ) -> CopyResult:
    """Send `text` to the clipboard, or to a file if no clipboard takes it.

    Control characters other than newline and tab are removed. May take CLIPBOARD_TIMEOUT seconds.

    Raises:
        ReaderError: there is neither a clipboard nor a file that takes it.
    """
    text = clean_text(text)
    route = clipboard_route(environment).name
    if route == "tmux":
        return _to_tmux(text, environment) or _to_file(text, "copying to tmux failed")
    if route == "terminal":
        return _to_terminal(text, environment)
    if route == "desktop":
        return _to_desktop(text, environment) or _to_file(text, "copying to the clipboard failed")
    if environment.get("TERM", "") not in _CONSOLES and (escape := osc_52(text, environment)):
        return _to_file(text, "not verified", escape)
    return _to_file(text, "no clipboard found")


def clean_text(text: str) -> str:
    """Remove control characters except newline and tab, and make `text` valid UTF-8."""
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    return _control_characters.sub("", text)


def osc_52(text: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the escape sequence that asks the terminal to copy `text`; None if it is too long."""
    payload = base64.b64encode(text.encode("utf-8")).decode("ascii")
    if len(payload) > OSC_52_LIMIT:
        return None
    escape = f"\x1b]52;c;{payload}\x07"
    term = environment.get("TERM", "")
    if environment.get("STY"):
        return _split_for_screen(escape)
    if term.startswith("tmux"):
        # A tmux on the user's machine accepts the plain or the wrapped form, depending on
        # two different settings, so both are sent.
        escaped = escape.replace("\x1b", "\x1b\x1b")
        return f"{escape}\x1bPtmux;{escaped}\x1b\\"
    if term.startswith("screen"):
        # On the user's machine this is mostly GNU screen, sometimes a tmux with this TERM, which
        # accepts the plain form only. GNU screen would print a plain form that is longer than a
        # piece as text.
        plain = "" if _is_screen(environment) or len(escape) > _SCREEN_STRING_LENGTH else escape
        return plain + _split_for_screen(escape)
    return escape


def _is_screen(environment: Mapping[str, str]) -> bool:
    """Return whether the innermost multiplexer is GNU screen; only screen puts a dot into TERM."""
    return bool(environment.get("STY")) or environment.get("TERM", "").startswith("screen.")


def _split_for_screen(escape: str) -> str:
    """Wrap an escape for GNU screen into device control strings (DCS) that are short enough."""
    pieces = range(0, len(escape), _SCREEN_STRING_LENGTH)
    return "".join(f"\x1bP{escape[i : i + _SCREEN_STRING_LENGTH]}\x1b\\" for i in pieces)


def _to_tmux(text: str, environment: Mapping[str, str]) -> CopyResult | None:
    data = text.encode("utf-8")
    result = CopyResult("tmux", "Copied", "tmux (paste: prefix ])")
    inner, *outer = tmux.find_servers(environment)
    if _run(["tmux", "load-buffer", "-w", "-"], data, inner) == 0:
        for around in outer:
            _run(["tmux", "load-buffer", "-w", "-"], data, around)
        return result
    if _run(["tmux", "load-buffer", "-"], data, inner) == 0:  # older than 3.2
        return result
    return None


def _to_terminal(text: str, environment: Mapping[str, str]) -> CopyResult:
    escape = osc_52(text, environment)
    if escape is None:
        return _to_file(text, "too long for the terminal's clipboard")
    if not _is_screen(environment) and environment.get("TERM", "").startswith(("tmux", "screen")):
        doubt = "tmux there may need set-clipboard on"
        return _to_file(text, doubt, escape)
    return CopyResult("terminal", "Sent", "terminal clipboard (not verified)", escape)


def _to_desktop(text: str, environment: Mapping[str, str]) -> CopyResult | None:
    status = copy_to_desktop(text.encode("utf-8"), environment)
    if status == COPIED:
        return CopyResult("desktop", "Copied", "clipboard")
    if status == GIVEN:
        return CopyResult("desktop", "Sent", "clipboard (not verified)")
    return None


def copy_to_desktop(data: bytes, environment: Mapping[str, str], *options: str) -> int | None:
    """Run the module `desktop` on `data`; return its exit status, None if it hangs."""
    # -P: never import modules from the working directory.
    command = [sys.executable, "-P", "-m", "readerapp.interchange.clipboard.desktop", *options]
    return _run(command, data, environment)


def _run(command: list[str], data: bytes, environment: Mapping[str, str]) -> int | None:
    """Run a program; return its exit status, None if it cannot start or does not end in time.

    Its output is discarded: the screen belongs to the reader, and a clipboard program that stays in
    the background to serve the text would hold a pipe open for ever.
    """
    silent = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - fixed words, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=silent,
            stderr=silent,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError:
        return None
    with process:
        try:
            process.communicate(data, timeout=CLIPBOARD_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    return process.returncode


def _to_file(text: str, reason: str, escape: str | None = None) -> CopyResult:
    """Replace the file as a whole, so that nobody reads half of it and no link is followed."""
    path = clipboard_file()
    try:
        make_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as draft:
            draft.write(text)
        Path(name).replace(path)
    except OSError as error:
        why = error.strerror or "it failed"
        raise ReaderError(
            f"Not copied ({reason}), and {path} cannot be written ({why}); export to a file"
        ) from error
    return CopyResult("file", "Sent and saved" if escape else "Saved", f"{path} ({reason})", escape)


def clipboard_file() -> Path:
    """Return the file for copies that no clipboard takes."""
    return app_folder("state") / "copied.txt"


_QUERY_TIMEOUT = 0.7  # seconds; a remote terminal answers in less
# Queries for the terminal's attributes (DA1; 52: it supports clipboard writes) and for the
# capability Ms (XTGETTCAP), with which terminfo describes OSC 52. A terminal that does not know
# the second query ignores it.
_ATTRIBUTES_QUERY, _CAPABILITY_QUERY = b"\x1b[c", b"\x1bP+q4d73\x1b\\"
_attributes = re.compile(rb"\x1b\[\?([0-9;]*)c")
_capability = re.compile(rb"\x1bP1\+r4d73")


def try_route(environment: Mapping[str, str] = os.environ) -> str:
    """Test the route of `clipboard_route` without copying; return the result in one sentence."""
    route = clipboard_route(environment).name
    if route == "tmux":
        return _try_tmux(environment)
    if route == "desktop":
        return _try_desktop(environment)
    answer = _ask_terminal(environment)
    return answer if route == "terminal" else f"{_try_file()} {answer}"


def _try_tmux(environment: Mapping[str, str]) -> str:
    name, words = f"readerapp-{secrets.token_hex(4)}", "a trial, gone again"
    tmux.ask_server(environment, "set-buffer", "-b", name, words)
    content = tmux.ask_server(environment, "show-buffer", "-b", name)
    tmux.ask_server(environment, "delete-buffer", "-b", name)
    if content != words:
        return "tmux did not give back what was put into its buffer: copies go to a file."
    setting = (
        tmux.ask_server(environment, "show-options", "-sv", "set-clipboard").strip() or "unknown"
    )
    outer = sum(1 for _ in tmux.find_servers(environment)) - 1
    also = f"; {outer} more tmux around it gets copies too" if outer else ""
    return f"tmux gave back what was put into its buffer (set-clipboard is {setting}){also}."


def _try_desktop(environment: Mapping[str, str]) -> str:
    status = copy_to_desktop(b"", environment, "--read")
    if status == COPIED:
        return "The desktop's clipboard can be read."
    return (
        "The desktop's clipboard gave nothing: it is empty, or xclip, xsel or wl-clipboard fails."
    )


def _try_file() -> str:
    folder = clipboard_file().parent
    while not folder.exists():
        folder = folder.parent
    able = os.access(folder, os.W_OK)
    return "The file can be written." if able else f"{folder} cannot be written."


def _ask_terminal(environment: Mapping[str, str]) -> str:
    apple = environment.get("TERM_PROGRAM") == "Apple_Terminal"  # prints the second query
    reply = _query_terminal(_ATTRIBUTES_QUERY if apple else _CAPABILITY_QUERY + _ATTRIBUTES_QUERY)
    if reply is None:
        return "There is no terminal to ask."
    attributes = _attributes.search(reply)
    if _capability.search(reply) or (attributes and b"52" in attributes[1].split(b";")):
        return "The terminal says that it takes copies."
    return "The terminal does not say whether it takes copies."


def _query_terminal(question: bytes) -> bytes | None:
    """Send a query to the terminal; return its replies up to its attributes.

    None if there is no terminal.
    """
    import termios
    import tty

    try:
        if not sys.stdout.isatty():  # output is redirected: do not write to the terminal
            return None
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal)
        try:
            os.write(terminal, question)
            return _until_attributes(terminal)
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    except (OSError, termios.error):
        return None
    finally:
        os.close(terminal)


def _until_attributes(terminal: int) -> bytes:
    reply, end = b"", time.monotonic() + _QUERY_TIMEOUT
    while not _attributes.search(reply) and (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            reply += os.read(terminal, 4096)
    return reply
