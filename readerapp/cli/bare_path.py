"""Fast parser for `readerapp FILE`, the most frequent command line, without argparse.

To import argparse and to declare all commands takes longer than to show the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

_VALUES = {"--store": "store", "--as": "annotator"}


def parse_bare_path(arguments: Sequence[str], commands: frozenset[str]) -> SimpleNamespace | None:
    """Parse one file with optional --store and --as; return None for everything else.

    The caller then uses `arguments.parse`, which gives the same result for these command lines.

    Args:
        arguments: The arguments without the program name.
        commands: The names of the commands; a word among them is not taken for a file.
    """
    options = SimpleNamespace(command="read", path=None, store=None, annotator=None)
    words = iter(arguments)
    for word in words:
        name, value = ("path", word) if word not in _VALUES else (_VALUES[word], next(words, "-"))
        if value.startswith("-") or value in commands or getattr(options, name) is not None:
            return None
        setattr(options, name, value)
    return options if options.path else None
