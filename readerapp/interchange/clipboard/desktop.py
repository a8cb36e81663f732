"""Desktop clipboard through pyperclip, in a child process (`python -m`).

It is a separate process because clipboard programs may hang, may write on the reader's screen, and
may fail without pyperclip noticing; so the copied text is read back.

Standard input is the text. The exit status is COPIED (read back and the same), GIVEN (the program
took it, but it was not read back) or REFUSED. With `--read` nothing is copied, and COPIED means
that there was something to read.
"""

from __future__ import annotations

import os
import sys

COPIED, GIVEN, REFUSED = 0, 3, 4


def main(read: bool = False) -> int:
    """Copy standard input, or with `read` only read; return COPIED, GIVEN or REFUSED."""
    import pyperclip  # type: ignore[import-untyped]

    if sys.platform == "darwin":
        # pbcopy takes what it reads for MacRoman in a locale without UTF-8, and pbpaste gives the
        # same bytes back: every accent would be wrong, and nobody would notice here.
        os.environ.pop("LC_ALL", None)
        os.environ["LC_CTYPE"] = "UTF-8"
    text = sys.stdin.buffer.read().decode("utf-8")
    copy, paste = pyperclip.determine_clipboard()
    if read:
        try:
            return COPIED if paste() else REFUSED
        except (pyperclip.PyperclipException, OSError, UnicodeError):
            return REFUSED
    if copy.__name__ == "copy_qt":
        return REFUSED  # Qt's clipboard ends with the process that filled it
    try:
        copy(text)
    except (pyperclip.PyperclipException, OSError):
        return REFUSED
    try:
        back = paste()
    except (pyperclip.PyperclipException, OSError, UnicodeError):
        return GIVEN
    if back is None or back.replace("\r\n", "\n").rstrip("\n") != text.rstrip("\n"):
        # An X clipboard that cannot be reached accepts everything and returns nothing.
        return GIVEN if back else REFUSED
    return COPIED


if __name__ == "__main__":
    sys.exit(main("--read" in sys.argv))
