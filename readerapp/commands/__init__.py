"""The command line's commands: each takes the parsed options and returns the exit code."""

from __future__ import annotations

import gc
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import SimpleNamespace

# Where each command's function is. A command loads its own module only: every start pays for
# what is imported.
_HOMES = {
    "read": ("opening", "read"),
    "library": ("opening", "library"),
    "text": ("documents", "text"),
    "add": ("documents", "add"),
    "list": ("marks", "list_"),
    "export": ("marks", "export_"),
    "suggest": ("documents", "suggest"),
    "speakers": ("marks", "speakers"),
    "check": ("documents", "check"),
    "restore": ("documents", "restore"),
    "import": ("exchange", "import_"),
    "agreement": ("exchange", "agreement"),
    "sync": ("exchange", "sync"),
}


def understood(arguments: Sequence[str]) -> Namespace | SimpleNamespace:
    """The options of the command that is asked for; ends the process if they are wrong."""
    from readerapp.commands.plainly import only_a_file

    if options := only_a_file(arguments, frozenset(_HOMES)):
        return options
    from readerapp.commands.heard import heard

    if options := heard(arguments):
        return options
    from readerapp.commands.options import parse

    return parse(arguments)


def run(options: Namespace | SimpleNamespace) -> int:
    """Run the command that was typed; the exit code. Raises ReaderError with one sentence."""
    module, function = _HOMES[options.command]
    if module == "marks":  # done before there is garbage to speak of; looking for it takes longer
        gc.disable()
    try:
        code: int = getattr(import_module(f"{__name__}.{module}"), function)(options)
    finally:
        if module == "marks":
            gc.enable()
    return code
