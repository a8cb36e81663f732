"""The desktop's clipboard, in a process of its own (`python -m`).

Apart, because the clipboard programs may hang, may write on the reader's screen, and fail
without pyperclip noticing; so what was copied is read back.

Standard input is the text. The exit status says what is known: COPIED (read back and the same),
GIVEN (the program took it) or REFUSED. With `--read` nothing is copied, and COPIED says that
there was something to read.
"""

from __future__ import annotations

import sys

COPIED, GIVEN, REFUSED = 0, 3, 4


def main(read: bool = False) -> int:
    """Copy standard input, or only `read`; one of COPIED, GIVEN and REFUSED."""
    import pyperclip  # type: ignore[import-untyped]

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
        # An X clipboard that cannot be reached takes everything and gives nothing back.
        return GIVEN if back else REFUSED
    return COPIED


if __name__ == "__main__":
    sys.exit(main("--read" in sys.argv))
