"""Diagnosis of the clipboard: test the route without copying anything."""

from __future__ import annotations

import os
import re
import secrets
import select
import sys
import time
from collections.abc import Mapping

from readerapp.interchange.clipboard import routes, tmux
from readerapp.interchange.clipboard.desktop import COPIED

_PATIENCE = 0.7  # seconds; a remote terminal answers in less
# Queries for the terminal's attributes (DA1; 52: it supports clipboard writes) and for the
# capability Ms (XTGETTCAP), with which terminfo describes OSC 52. A terminal that does not know
# the second query ignores it.
_ATTRIBUTES, _CAPABILITY = b"\x1b[c", b"\x1bP+q4d73\x1b\\"
_attributes = re.compile(rb"\x1b\[\?([0-9;]*)c")
_capable = re.compile(rb"\x1bP1\+r4d73")


def try_route(environment: Mapping[str, str] = os.environ) -> str:
    """Test the route of `clipboard_route` without copying; return the result in one sentence."""
    way = routes.clipboard_route(environment).name
    if way == "tmux":
        return _tmux(environment)
    if way == "desktop":
        return _desktop(environment)
    told = _terminal(environment)
    return told if way == "terminal" else f"{_file()} {told}"


def _tmux(environment: Mapping[str, str]) -> str:
    name, words = f"readerapp-{secrets.token_hex(4)}", "a trial, gone again"
    here = dict(environment)
    tmux.ask_server(here, "set-buffer", "-b", name, words)
    back = tmux.ask_server(here, "show-buffer", "-b", name)
    tmux.ask_server(here, "delete-buffer", "-b", name)
    if back != words:
        return "tmux did not give back what was put into its buffer: copies go to a file."
    setting = tmux.ask_server(here, "show-options", "-sv", "set-clipboard").strip() or "unknown"
    around = sum(1 for _ in tmux.find_servers(environment)) - 1
    also = f"; {around} more tmux around it gets copies too" if around else ""
    return f"tmux gave back what was put into its buffer (set-clipboard is {setting}){also}."


def _desktop(environment: Mapping[str, str]) -> str:
    status = routes.copy_to_desktop(b"", environment, "--read")
    if status == COPIED:
        return "The desktop's clipboard can be read."
    return (
        "The desktop's clipboard gave nothing: it is empty, or xclip, xsel or wl-clipboard fails."
    )


def _file() -> str:
    folder = routes.clipboard_file().parent
    while not folder.exists():
        folder = folder.parent
    able = os.access(folder, os.W_OK)
    return "The file can be written." if able else f"{folder} cannot be written."


def _terminal(environment: Mapping[str, str]) -> str:
    apple = environment.get("TERM_PROGRAM") == "Apple_Terminal"  # prints the second query
    said = _answer(_ATTRIBUTES if apple else _CAPABILITY + _ATTRIBUTES)
    if said is None:
        return "There is no terminal to ask."
    attributes = _attributes.search(said)
    if _capable.search(said) or (attributes and b"52" in attributes[1].split(b";")):
        return "The terminal says that it takes copies."
    return "The terminal does not say whether it takes copies."


def _answer(question: bytes) -> bytes | None:
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
    said, end = b"", time.monotonic() + _PATIENCE
    while not _attributes.search(said) and (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            said += os.read(terminal, 4096)
    return said
