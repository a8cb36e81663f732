"""A file and hardly anything else: what is typed most often, understood without argparse.

Loading argparse and describing all commands to it takes longer than the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

_VALUES = {"--store": "store", "--as": "annotator"}


def parse_bare_path(arguments: Sequence[str], commands: frozenset[str]) -> SimpleNamespace | None:
    """The options of `read` for one file, with --store or --as; None for all that is more.

    What looks the least unusual is left to `options.parse`, with which this agrees.
    """
    options = SimpleNamespace(command="read", path=None, store=None, annotator=None)
    words = iter(arguments)
    for word in words:
        name, value = ("path", word) if word not in _VALUES else (_VALUES[word], next(words, "-"))
        if value.startswith("-") or value in commands or getattr(options, name) is not None:
            return None
        setattr(options, name, value)
    return options if options.path else None
