"""The command line's commands: each takes the parsed options and returns the exit code.

The command line: how a command is run, and how it ends.

Results go to standard output, everything else to standard error. The exit code is 0 when done,
1 when it could not be done (one sentence says why), 2 for wrong usage. What a command needs is
imported only when it is asked for, the reader's screen only to open it.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from readerapp import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import SimpleNamespace


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

    from readerapp.core.errors import ReaderError

    options = parse_arguments(arguments)
    try:
        return run_command(options)
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
    from readerapp.text.sanitize import sanitize

    print(f"readerapp: {sanitize(sentence)}", file=sys.stderr)
    return 1


# Where each command's function is. A command loads its own module only: every start pays for
# what is imported.
_COMMAND_MODULES = {
    "read": ("read_command", "open_reader"),
    "library": ("read_command", "open_library"),
    "text": ("document_commands", "print_text"),
    "add": ("document_commands", "add_annotation"),
    "list": ("list_command", "list_annotations"),
    "export": ("list_command", "export_annotations"),
    "suggest": ("document_commands", "print_suggestions"),
    "speakers": ("list_command", "list_speakers"),
    "check": ("document_commands", "check"),
    "restore": ("document_commands", "restore_copy"),
    "import": ("sharing_commands", "import_files"),
    "agreement": ("sharing_commands", "print_agreement"),
    "sync": ("sharing_commands", "sync_store"),
}


def parse_arguments(arguments: Sequence[str]) -> Namespace | SimpleNamespace:
    """The options of the command that is asked for; ends the process if they are wrong."""
    from readerapp.cli.bare_path import parse_bare_path

    if options := parse_bare_path(arguments, frozenset(_COMMAND_MODULES)):
        return options
    from readerapp.cli.fast_arguments import parse_fast

    if options := parse_fast(arguments):
        return options
    from readerapp.cli.arguments import parse

    return parse(arguments)


def run_command(options: Namespace | SimpleNamespace) -> int:
    """Run the command that was typed; the exit code. Raises ReaderError with one sentence."""
    module, function = _COMMAND_MODULES[options.command]
    if (
        module == "list_command"
    ):  # done before there is garbage to speak of; looking for it takes longer
        gc.disable()
    try:
        code: int = getattr(import_module(f"{__name__}.{module}"), function)(options)
    finally:
        if module == "list_command":
            gc.enable()
    return code
