"""The command line: how a command is run, and how it ends.

Results go to standard output, everything else to standard error. The exit code is 0 when done,
1 when it could not be done (one sentence says why), 2 for wrong usage. What a command needs is
imported only when it is asked for, the reader's screen only to open it.
"""

from __future__ import annotations

import gc
import os
import sys

from readerapp import __version__


def main(argv: list[str] | None = None) -> int:
    """Run a command: `argv`, or what this process was started for; the exit code."""
    if argv is not None:
        return _run(argv)
    code = _run(sys.argv[1:])
    gc.freeze()  # the process ends: looking through all that it has for garbage helps nobody
    return code


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # needs nothing of all that follows
        print(f"readerapp {__version__}")
        return 0
    from readerapp.commands import run, understood
    from readerapp.errors import ReaderError

    options = understood(arguments)
    try:
        return run(options)
    except ReaderError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `readerapp list | head`: nobody listens any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a disk or a terminal that fails under us: nothing half-made is left
        return _fail(f"{error.filename or 'This'} cannot be used: {error.strerror or error}.")


def _fail(sentence: str) -> int:
    from readerapp.text.safe import display

    print(f"readerapp: {display(sentence)}", file=sys.stderr)
    return 1
